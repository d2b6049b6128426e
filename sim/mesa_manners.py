"""What is usual with a Mesa model and not meant here: agents put in and taken out, and one run made several times."""

from __future__ import annotations

import sys
from os import PathLike
from typing import NoReturn

import networkx as nx

from ..agents.base.refusal import Problem, Refused
from ..agents.people.employee import mesa
from ..scenarios.scenario import Scenario

ITERATES = "mesa.batchrunner"


class Everyone(mesa.agent.AgentSet):
    """The employees present: any set taken from it is the user's own, this one is the model's."""

    def add(self, agent: mesa.Agent) -> NoReturn:
        """Refuse, where it would change nothing in the model."""
        nobody_comes_or_goes()

    discard = remove = add


def nobody_comes_or_goes() -> NoReturn:
    """Refuse to add or take away an agent: the organisation says who works here at the start, and the model hires."""
    message = "no agent can be added or taken away: people are those of the organisation, and newcomers are hired."
    hint = "Put them into the roster, or set organisation.synthetic.employees."
    raise Refused(Problem(message, hint, "type", field="agents"))


def repetition() -> int:
    """Return the iteration under which Mesa's `batch_run` is making this model, 0 where somebody else makes it.

    `batch_run` makes each iteration with the same arguments and leaves their difference to chance; here luck has a
    name, so that without this all iterations would be one run. It does not pass the number to the model, so this looks
    at the caller.
    """
    frame = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__") != ITERATES:
        frame = frame.f_back  # type: ignore[assignment]
    if frame is None:
        return 0
    iteration = frame.f_locals.get("iteration")
    if not isinstance(iteration, int):
        message = "this version of Mesa does not say which iteration it is running, so all would have the same luck."
        hint = 'Ask for one iteration, and name the replicates among the parameters: {"replicate": range(3), ...}.'
        raise Refused(Problem(message, hint, "conflict", field="replicate"))
    return iteration


def refuse_pieces(scenario: object, graph: object) -> None:
    """Refuse what is not a scenario or a graph: `batch_run` takes apart whatever can be, unless it stands in a list."""
    problems = []
    for name, value, kind, needed in (
        ("scenario", scenario, Scenario | str | PathLike, "a Scenario, or the name of one"),
        ("graph", graph, nx.Graph | None, "a networkx graph"),
    ):
        if not isinstance(value, kind):
            hint = f'Give {needed}; to batch_run in a list: {{"{name}": [{name}]}}.'
            message = f"{str(value)[:60]!r} is not {needed}."
            problems.append(Problem(message, hint, "type", field=name))
    if problems:
        raise Refused(problems)
