"""What Mesa's `batch_run` leaves for a model to find out: which repetition it is, and what came apart on the way."""

from __future__ import annotations

import sys

import networkx as nx

from ..agents.refusal import Problem, Refused
from ..scenarios.scenario import Scenario

ITERATES = "mesa.batchrunner"


def repetition() -> int:
    """Return the iteration under which Mesa's `batch_run` is making this model, 0 where somebody else makes it.

    `batch_run` makes each iteration with the same arguments and leaves their difference to chance; here luck has a
    name, so that without this all iterations would be one run. It tells a model nothing, hence the look at who calls.
    """
    frame = sys._getframe(1)
    while frame is not None and frame.f_globals.get("__name__") != ITERATES:
        frame = frame.f_back  # type: ignore[assignment]
    if frame is None:
        return 0
    iteration = frame.f_locals.get("iteration")
    if not isinstance(iteration, int):
        message = "this version of Mesa does not tell which iteration it is running, so all would have the same luck."
        hint = 'Ask for one iteration, and name the replicates among the parameters: {"replicate": range(3), ...}.'
        raise Refused(Problem(message, hint, "conflict", field="replicate"))
    return iteration


def refuse_pieces(scenario: object, graph: object) -> None:
    """Refuse what is no scenario or no graph: `batch_run` takes apart whatever can be, unless it stands in a list."""
    problems = []
    for name, value, kind, needed in (
        ("scenario", scenario, Scenario, "a Scenario, or the name of one"),
        ("graph", graph, nx.Graph | None, "a networkx graph"),
    ):
        if not isinstance(value, kind):
            hint = f'Give {needed}; to batch_run in a list: {{"{name}": [{name}]}}.'
            message = f"{str(value)[:60]!r} is not {needed}."
            problems.append(Problem(message, hint, "type", field=name))
    if problems:
        raise Refused(problems)
