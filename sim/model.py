"""`MentoringModel`: an organisation under a policy, week by week."""

from __future__ import annotations

import sys
from collections.abc import Iterator
from os import PathLike
from typing import NoReturn

import networkx as nx
import numpy as np

from ..agents.base import luck
from ..agents.base.arrays import Floats
from ..agents.base.fields import refuse_unless_whole
from ..agents.base.refusal import Problem, Refused
from ..agents.files.tables.cells import counted
from ..agents.people.employee import Employee, mesa
from ..scenarios.extensions.guards import own_code
from ..scenarios.extensions.resolve import chosen, name_of
from ..scenarios.load import as_scenario
from ..scenarios.scenario import Scenario, unknown_places
from .calibration.calibrate import meet_company_figures
from .measures.graph import Network
from .processes.cohort import PeopleAtLaunch
from .state.inputs import Inputs, read_inputs, with_graph
from .state.state import State, left_their_range
from .week.settling import settle
from .week.week import Simulation
from .week.weekly import WEEKLY

ITERATES = "mesa.batchrunner"


class MentoringModel(Simulation, mesa.Model):
    """A Mesa model whose `step` is a week.

    `agents` are the employees, as views of the columns in `state.workforce`; `datacollector` holds the weekly
    values, `graph` is the collaboration network as it is now. A networkx graph may also go in: its nodes are the
    employee ids of the roster, or the rows of a synthetic organisation, `weight` is read as in a file of ties. All
    luck comes from (seed, replicate), by name; made by `mesa.batch_run`, a model without a replicate gets that
    of its iteration. It is not copied or pickled: the same arguments make the same model again. Where the scenario
    states company figures, its free constants are solved first, once a process (some seconds):
    without them it would be another organisation. A `settled` state is taken as solved.

    >>> from mentorlab import MentoringModel, load
    >>> model = MentoringModel(load("reverse"), seed=1)
    >>> for _ in range(4):
    ...     model.step()
    >>> len(model.agents) > 250
    True
    """

    def __init__(
        self,
        scenario: Scenario | str,
        *,
        seed: int | None = 0,
        replicate: int | None = None,
        graph: nx.Graph | None = None,
        inputs: Inputs | None = None,
        settled: State | None = None,
        given: Inputs | None = None,
    ) -> None:
        mesa.Model.__init__(self)
        refuse_pieces(scenario, graph)
        seed = 0 if seed is None else seed
        replicate = repetition() if replicate is None else replicate
        scenario = as_scenario(scenario)
        refuse_unless_whole(seed=(seed, 0), replicate=(replicate, 0))
        mesa.Agent._ids.pop(self, None) if hasattr(mesa.Agent, "_ids") else None
        self.random = self.rng = _Unpermitted()
        inputs = inputs or given or read_inputs(scenario.organisation)  # `given` is what 0.1.0 calls them
        if graph is not None:
            inputs = with_graph(inputs, graph)
        structure = inputs.structure
        if unknown := unknown_places(scenario, structure.departments, structure.sites):
            raise Refused(unknown)
        if settled is None:
            scenario = meet_company_figures(scenario, inputs).scenario
            settled = settle(scenario, inputs, seed, replicate)
        Simulation.__init__(self, scenario, inputs, settled)
        self._origin_of_luck = seed, replicate
        for process in scenario.policy.processes:
            with own_code("process", name_of(process)):
                acts = chosen(process, "process", None)(self)
            self.calendar.add(acts, name_of(process), lambda: left_their_range(self.state.workforce))
        self.datacollector = _Collector(model_reporters=dict.fromkeys(WEEKLY, _Collector.collect))
        self.datacollector.model_vars = self.weekly
        self._views: dict[int, Employee] = {}

    def step(self) -> None:
        """Let a week pass."""
        self.week()
        self.datacollector.collect(self)
        self.running = self.state.week < self.setup.weeks

    def uniforms(self, mechanism: str, draw: int = 0) -> Floats:
        """Return a uniform number in [0, 1) for each seat this week: luck for a process of your own.

        It belongs to (seed, replicate, mechanism), the seat, the week and the draw, so it moves nobody else's luck
        and nothing moves it. Name the mechanism as you like; number the draws of one week.
        """
        key = luck.key(*self._origin_of_luck, f"own: {mechanism}")
        return luck.uniforms(key, self.state.workforce.seat, self.state.tick, draw)

    @property
    def agents(self) -> mesa.agent.AgentSet:  # pyright: ignore[reportIncompatibleMethodOverride]
        """The employees present, as Mesa agents: views of the columns, made when first asked for."""
        people = self.state.workforce
        rows = np.flatnonzero(people.present)
        known, ids = self._views, people.ids(rows).tolist()
        self._views = {
            one: known.get(one) or Employee(self, people, row) for one, row in zip(ids, rows.tolist(), strict=True)
        }
        return Everyone(self._views.values(), random=self.random)

    @property
    def agent_types(self) -> list[type]:
        """The one kind of agents there is."""
        return [Employee]

    @property
    def agents_by_type(self) -> dict[type, mesa.agent.AgentSet]:
        """The employees present, under their kind."""
        return {Employee: self.agents}

    def register_agent(self, agent: mesa.Agent) -> NoReturn:
        """Refuse: the organisation says who works here at the start, and the model hires."""
        nobody_comes_or_goes()

    deregister_agent = register_agent

    def remove_all_agents(self) -> NoReturn:
        """Refuse, as above."""
        nobody_comes_or_goes()

    def reset_rng(self, rng: object = None) -> NoReturn:
        """Refuse: all luck here has a name and comes from seed and replicate."""
        raise Refused(Problem("luck is not reset: make a new model.", "Name its seed.", "type", field="rng"))

    reset_randomizer = reset_rng

    def __reduce_ex__(self, protocol: object) -> NoReturn:
        seed, replicate = self._origin_of_luck
        message = "a model cannot be copied or pickled: its calendar is under way."
        again = f"MentoringModel(scenario, seed={seed}, replicate={replicate})"
        weeks = counted(self.state.week, "week")
        hint = f"Make another, {again}, and let {weeks} pass: it comes to exactly the same, but for what was "
        hint += "written into agents."
        raise Refused(Problem(message, hint, "type", field="model"))

    @property
    def given(self) -> Inputs:
        """The `inputs`, as 0.1.0 calls them."""
        return self.inputs

    @property
    def followed(self) -> PeopleAtLaunch:
        """The `people_at_launch`, as 0.1.0 calls them."""
        return self.people_at_launch

    @property
    def graph(self) -> nx.Graph:
        """The collaboration network of those present: a node is an agent's `unique_id`, with level, department, age.

        `origin` of an edge is "given", "drawn", "settling" (there at launch beside those) or "later".

        It is made when asked for, to look at, and refuses changes, which would change nothing here: change a copy of
        it, and give that to a new model.
        """
        given, departments = self.inputs.ties is not None, self.inputs.structure.departments
        return Network(self.state.ties, self.state.workforce, departments, self.ties_at_launch, given).graph()

    @property
    def pairs(self) -> Iterator[tuple[int, int]]:
        """The pairs that run, as (junior, senior) ids: those of agents and of nodes of the graph."""
        pairs, people = self.programme.pairs, self.state.workforce
        running = pairs.running()
        both = (people.ids(side[running]).tolist() for side in (pairs.junior, pairs.senior))
        return zip(*both, strict=True)


class _Collector(mesa.DataCollector):
    """Mesa's data collector, without a deep copy of every number: about a tenth of a small run."""

    def collect(self, model: MentoringModel) -> None:
        model.keep()
        if hasattr(self, "_collection_steps"):  # from Mesa 3.5 on, `batch_run` reads it
            self._collection_steps.append(model.time)


class _Unpermitted:
    """Stands where Mesa's generators stood: all luck here has a name, so nothing may draw from a stream."""

    def __getattr__(self, name: str) -> NoReturn:
        if name.startswith("_"):
            raise AttributeError(name)
        message = (
            f"all luck here has a name, so nothing is drawn from model.random or model.rng ('{name}' was asked for)."
        )
        hint = (
            'Draw a number for each seat by name, model.uniforms("my process"); agents are shuffled by sorting by it.'
        )
        raise Refused(Problem(message, hint, "type", field="random"))


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
