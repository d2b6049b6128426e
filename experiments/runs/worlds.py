"""Find the world of each future: drawn or listed assumptions, and the constants with which it is the same organisation.

A run's name has its whole world, so all worlds are known before anything is run. Solved once, a world stands in every
run that is in it: who goes on with a study reads it there. One that cannot be solved gives way to the next that is
drawn for its future, whatever becomes of the others, so nothing depends on who solves what, and when.
"""

from __future__ import annotations

from collections import deque
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from time import perf_counter

from ...agents.base.refusal import Problem, Refused
from ...agents.files.tables.cells import counted
from ...sim.calibration.worlds import Anchor, anchor_of
from ...sim.environment import model_version
from .driver import AHEAD, UNKNOWN
from .engines.engine import Chunk
from .plan import Draws, Plan, run_key
from .store.keeper import Keeper
from .store.rows.rows import Item
from .workers import SPREAD_AFTER, Workers

AT_ONCE = 256

World = Mapping[str, float]


@dataclass(frozen=True)
class SolveWorlds:
    """What to do with futures, as items of row 0: yields the whole world of each organisation in it, by its row.

    Scenarios of a plan may be of several organisations: other ties, or other assumptions where nothing is judged. All
    of them are in the same drawn world, the first of a future in which every one of them can be solved.
    """

    plan: Plan
    draws: Draws
    anchors: dict[int, Anchor] = field(default_factory=dict)
    """The organisations without their worlds, by row: found once and sent along."""

    def __call__(self, chunk: Chunk) -> Iterator[dict[int, World]]:
        """Find worlds one by one; refuse a future for which none can be solved."""
        for future, _ in chunk:
            yield self.solved(future)

    def solved(self, future: int) -> dict[int, World]:
        """Return the first world of a future that can be solved, by row: what is drawn, and the constants."""
        for attempt in range(self.draws.attempts):
            drawn = self.draws.world(future, attempt)
            found: dict[int, World] = {}
            for row in dict.fromkeys(self.plan.alike):
                constants = self.anchor(row).solve(drawn)
                if constants is None:
                    break
                found[row] = {**drawn, **constants}
            else:
                return found
        if self.draws.attempts == 1:
            world = ", ".join(f"{path} {value:g}" for path, value in drawn.items())
            message = f"in the world of {world} the organisation cannot be brought to its quits, inclusion and ideas."
            raise Refused(Problem(message, "List values nearer to the default.", "range", field="assumptions"))
        message = f"of {self.draws.attempts} worlds drawn for one future none has the organisation's figures."
        hint = "Draw over fewer assumptions, or state figures nearer to the default's."
        raise Refused(Problem(message, hint, "range", field="assumptions"))

    def anchor(self, row: int) -> Anchor:
        """Return the organisation of a scenario as it is without a world."""
        if row not in self.anchors:
            scenario = self.plan.scenarios[row]
            self.anchors[row] = anchor_of(scenario, self.plan.given_for(scenario), self.draws.kept)
        return self.anchors[row]


def with_worlds(plan: Plan, replicates: Sequence[int], study: bytes, keeper: Keeper, workers: Workers) -> Plan:
    """Return the plan with the worlds of some futures: those that are kept with their runs, the others solved."""
    if plan.draws is None or not plan.draws.attempts:
        return plan
    rows = range(len(plan.scenarios))
    places = dict.fromkeys(plan.place((replicate, row)) for replicate in replicates for row in rows)
    wanted = [place for place in places if place not in plan.worlds]
    if not wanted:
        return plan
    found = kept(plan, replicates, study, keeper)
    left = dict.fromkeys(future for future, row in wanted if (future, row) not in found)
    found |= solve(SolveWorlds(plan, plan.draws), tuple(left), workers)
    return replace(plan, worlds={**plan.worlds, **{place: found[place] for place in wanted}})


def kept(plan: Plan, replicates: Sequence[int], study: bytes, keeper: Keeper) -> dict[Item, World]:
    """Return the worlds of the study's runs that are kept, if they are of this version of the model."""
    found: dict[Item, World] = {}
    items = ((replicate, row) for replicate in replicates for row in range(len(plan.scenarios)))
    while batch := list(islice(items, AT_ONCE)):
        first: dict[Item, tuple[Item, bytes]] = {}
        for item, key in keeper.linked(study, batch).items():
            if plan.place(item) not in found:
                first.setdefault(plan.place(item), (item, key))
        runs = keeper.read([key for _, key in first.values()])
        for place, (item, key) in first.items():
            run = runs.get(key)
            if run and run_key(plan.keys[item[1]], plan.seed, item[0], run.world, model_version()) == key:
                found[place] = run.world
    return found


def solve(task: SolveWorlds, left: Sequence[int], workers: Workers) -> dict[Item, World]:
    """Solve the worlds of futures, the first two here, the others where the runs would be done."""
    found: dict[Item, World] = {}

    def keep(future: int, worlds: Mapping[int, World]) -> None:
        found.update({(future, row): world for row, world in worlds.items()})

    began = perf_counter()
    for future in left[:2]:  # the first also runs the organisation as it is
        began = perf_counter()
        keep(future, task.solved(future))
    if len(left) <= 2:
        return found
    seconds = perf_counter() - began
    elsewhere = seconds * (len(left) - 2) > SPREAD_AFTER
    jobs, scheduler = (workers.jobs, workers.scheduler) if elsewhere else (1, None)
    with Workers(workers.scenarios, jobs, scheduler, mix=workers.mix) as solvers:
        engine = solvers(task, len(left) - 2, seconds)
        engine.patience = UNKNOWN
        waiting, under_way = deque(left[2:]), 0
        while waiting or under_way:
            while waiting and under_way < AHEAD * engine.workers:
                engine.submit(((waiting.popleft(), 0),))
                under_way += 1
            done = engine.next_done()
            under_way -= 1
            for (future, _), worlds in zip(done.chunk, done.results or list(task(done.chunk)), strict=True):
                keep(future, worlds)  # one that was lost is solved here
    return found


def notes_on_worlds(plan: Plan) -> tuple[str, ...]:
    """Return in words what is solved in the worlds, and how many were drawn again."""
    draws = plan.draws
    if draws is None or not draws.attempts or not plan.worlds:
        return ()
    drawn = {place: draws.world(place[0]) for place in plan.worlds}
    solved = sorted({path for place, world in plan.worlds.items() for path in world if path not in drawn[place]})
    if not solved:
        return ()
    notes = [
        "In every world the organisation keeps, without a programme, its quits, inclusion and ideas: those you stated, "
        f"or those it has with the scenario's own assumptions. For that {', '.join(solved)} are solved anew."
    ]
    again = len({place[0] for place, world in plan.worlds.items() if not drawn[place].items() <= world.items()})
    if again:
        futures = len({future for future, _ in plan.worlds})
        what = f"{counted(again, 'world')} of {futures:,} could not be brought to these figures and"
        notes.append(f"{what} {'was' if again == 1 else 'were'} replaced by the next drawn.")
    return tuple(notes)
