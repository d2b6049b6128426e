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

from ..agents.cells import counted
from ..agents.refusal import Problem, Refused
from ..sim.worlds import Anchor, anchor_of
from .conduct import AHEAD, UNKNOWN
from .engines.engine import Chunk, Item
from .environment import model_version
from .plan import Draws, Plan, run_key
from .store.keeper import Keeper
from .workers import SPREAD_AFTER, Workers

AT_ONCE = 256

World = Mapping[str, float]


@dataclass(frozen=True)
class SolveWorlds:
    """What to do with places of worlds (a future and a scenario's row): yields the whole world of each."""

    plan: Plan
    draws: Draws
    anchors: dict[int, Anchor] = field(default_factory=dict)
    """The organisations without their worlds, by row: found once and sent along."""

    def __call__(self, chunk: Chunk) -> Iterator[World]:
        """Find worlds one by one; refuse a future for which none can be solved."""
        for future, row in chunk:
            yield self.solved(future, row)

    def solved(self, future: int, row: int) -> World:
        """Return the first world of a future that can be solved: what is drawn, and the constants."""
        if row not in self.anchors:
            scenario = self.plan.scenarios[row]
            self.anchors[row] = anchor_of(scenario, self.plan.given_for(scenario), self.draws.kept)
        for attempt in range(self.draws.attempts):
            drawn = self.draws.world(future, attempt)
            constants = self.anchors[row].solve(drawn)
            if constants is not None:
                return {**drawn, **constants}
        if self.draws.attempts == 1:
            told = ", ".join(f"{path} {value:g}" for path, value in drawn.items())
            message = f"in the world of {told} the organisation cannot be brought to its quits, inclusion and ideas."
            raise Refused(Problem(message, "List values nearer to the default.", "range", field="assumptions"))
        message = f"of {self.draws.attempts} worlds drawn for one future none has the organisation's figures."
        hint = "Draw over fewer assumptions, or state figures nearer to the default's."
        raise Refused(Problem(message, hint, "range", field="assumptions"))


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
    left = [place for place in wanted if place not in found]
    found |= solve(SolveWorlds(plan, plan.draws), left, workers)
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


def solve(work: SolveWorlds, left: Sequence[Item], workers: Workers) -> dict[Item, World]:
    """Solve worlds, the first two here, the others where the runs would be done."""
    found: dict[Item, World] = {}
    began = perf_counter()
    for place in left[:2]:  # the first also runs the organisation as it is
        began = perf_counter()
        found[place] = work.solved(*place)
    if len(left) <= 2:
        return found
    seconds = perf_counter() - began
    elsewhere = seconds * (len(left) - 2) > SPREAD_AFTER
    jobs, scheduler = (workers.jobs, workers.scheduler) if elsewhere else (1, None)
    with Workers(workers.scenarios, jobs, scheduler, mix=workers.mix) as solvers:
        engine = solvers(work, len(left) - 2, seconds)
        engine.patience = UNKNOWN
        waiting, under_way = deque(left[2:]), 0
        while waiting or under_way:
            while waiting and under_way < AHEAD * engine.workers:
                engine.submit((waiting.popleft(),))
                under_way += 1
            done = engine.next_done()
            under_way -= 1
            found |= zip(done.chunk, done.results or list(work(done.chunk)), strict=True)  # one that was lost, here
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
    said = [
        "In every world the organisation comes to the same quits, inclusion and ideas as without it, those that were "
        f"stated or the default's, by {', '.join(solved)}, solved anew."
    ]
    again = sum(not drawn[place].items() <= world.items() for place, world in plan.worlds.items())
    if again:
        what = f"{counted(again, 'world')} of {len(plan.worlds):,} could not be brought to them and"
        said.append(f"{what} {'was' if again == 1 else 'were'} replaced by the next drawn.")
    return tuple(said)
