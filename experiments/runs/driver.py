"""Carry out a plan: find the runs that are not kept yet, have them computed, keep them, try again what was lost.

Runs are handed out future by future, so that a study which stops has whole futures. A chunk takes a second or two, a
few are under way at a time, and a finished one is kept at once, so no more than those can be lost. What is held in
memory here does not grow with the plan.
"""

from __future__ import annotations

import logging
from collections import Counter, deque
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass, field, replace
from itertools import islice
from time import perf_counter
from typing import TYPE_CHECKING, NamedTuple

from ...agents.base.refusal import Problem, Refused
from ...agents.files.tables.cells import counted
from ...sim.environment import differing, environment
from .engines.engine import Chunk, Done, Engine, EngineLost, Task
from .plan import Plan
from .run import RunFailed
from .store.keeper import Keeper
from .store.rows.rows import Item, RunRow
from .task import runs_nothing

if TYPE_CHECKING:
    from ...sim.calibration.calibrate import Progress

log = logging.getLogger("mentorlab")

CHUNK_SECONDS = 1.5
FIRST_SECONDS = 4.0  # computed here before runs are handed out: this loads the model, and shows how long a run takes
AHEAD = 2  # chunks under way or waiting for each worker
AT_ONCE = 256  # runs looked up in the store at a time
CHANCES = 2  # times a run may lose its worker before it is given up
ALL_FAIL = 20  # runs that failed, not one being done in between: then it is no matter of single runs
ALL_LOST = 5  # the same, of runs that lost their worker
PATIENCE = 60.0, 30.0  # seconds a run may take: at least, and as a multiple of what one takes
UNKNOWN = 600.0  # the same, while it is not known what one takes, and the model is compiled perhaps

Where = Callable[[Task, int, float], Engine]
"""Returns an engine that is ready, for a task, a number of runs and the seconds one takes; who made it ends it."""


class AllFail(RuntimeError):  # noqa: N818  (said as a fact, like Refused)
    """Run after run failed; says how the last did."""

    exit_code = 3


class Terms(NamedTuple):
    """How a plan is carried out."""

    mix: bool = False
    """Whether runs of other environments and versions of the model count too."""
    retry: bool = False
    """Whether runs that failed are tried again; those that lost their worker always are."""
    stop_at_failure: bool = False
    """Whether the first run that fails ends it all."""
    chunk: int | None = None
    """How many runs go together; None goes by the time they take."""


AS_USUAL = Terms()


@dataclass
class Driver:
    """Carries out some replicates and scenarios (rows) of a plan."""

    plan: Plan
    task: Task
    """What is done with a chunk of it: `task.Simulate`."""
    study: bytes
    keeper: Keeper
    replicates: Sequence[int]
    rows: Sequence[int]
    terms: Terms = AS_USUAL
    progress: Progress | None = None
    """Called with the number of futures done and of all futures."""
    there: int = 0
    """Runs that are kept."""
    seconds: float = 0.0
    """What a run takes; 0 where that is not known yet."""
    lost: Counter[Item] = field(default_factory=Counter)
    in_a_row: Counter[str] = field(default_factory=Counter)
    """Runs that failed, and that lost their worker, since the last one that was done."""
    again: deque[Chunk] = field(default_factory=deque)

    def __post_init__(self) -> None:
        self.mine = self.keeper.add_environment(environment())
        self.order = sorted(self.rows, key=lambda row: not runs_nothing(self.plan.scenarios[row]))

    # What is kept already ---------------------------------------------------------------------------------------------

    def wanted(self) -> Iterator[list[Item]]:
        """Yield all runs, future by future, in batches."""
        everything = ((replicate, row) for replicate in self.replicates for row in self.order)
        while batch := list(islice(everything, AT_ONCE)):
            yield batch

    def missing(self) -> Iterator[Item]:
        """Yield the runs that are not kept, and let the study have those that are."""
        for batch in self.wanted():
            keys = {item: self.plan.run_key(item) for item in batch}
            kept, _, linked = self.found(keys)
            if new := {item: key for item, key in kept.items() if linked.get(item) != key}:
                self.keeper.link(self.study, new)
            yield from (item for item in batch if item not in kept)

    def found(self, keys: Mapping[Item, bytes]) -> tuple[dict[Item, bytes], dict[Item, bytes], dict[Item, bytes]]:
        """Return the runs that are kept; those of another version of the model; and what is linked so far.

        Those of another version count as kept with `mix`.
        """
        linked = self.keeper.linked(self.study, list(keys))
        statuses = self.keeper.statuses([*keys.values(), *linked.values()])
        settled = ("done",) if self.terms.retry else ("done", "failed")
        kept = {item: key for item, key in keys.items() if statuses.get(key) in settled}
        older = {item: key for item, key in linked.items() if item not in kept and statuses.get(key) == "done"}
        if self.terms.mix:
            kept |= older
        return kept, {item: key for item, key in older.items() if key != keys[item]}, linked

    def survey(self) -> None:
        """Count what is kept; refuse to go on where it is of another model or environment, unless `mix` is set."""
        computed: Counter[str] = Counter()
        outdated: Counter[str] = Counter()
        self.there = 0
        for batch in self.wanted():
            kept, older, _ = self.found({item: self.plan.run_key(item) for item in batch})
            self.there += len(kept)
            computed.update(self.keeper.environments_of(list(kept.values())).values())
            outdated.update(self.keeper.environments_of(list(older.values())).values())
        if self.terms.mix:
            return
        others = Counter({mark: number for mark, number in computed.items() if mark != self.mine})
        if self.there == self.planned and len(computed) == 1:
            others.clear()  # it is only read
        if others := others + outdated:
            mark = others.most_common(1)[0][0]
            what = differing(self.keeper.environments().get(mark, {}), environment()) or "what it was computed with"
            message = f"{counted(others.total(), 'run')} of this study were computed in another environment: {what}."
            hint = "Go on in that environment, or begin with another store; --mix uses both, and every result says so."
            raise Refused(Problem(message, hint, "environment", field="store"))

    # Carrying it out --------------------------------------------------------------------------------------------------

    def carry_out(self, where: Where, *, here: bool = True) -> None:
        """Compute all runs that are not kept. If something ends it, that is raised, and what was kept stays kept.

        `here`: the first runs are done in this process, which loads the model and shows how long a run takes; this is
        not needed where other processes are used anyway, which a run may end or hang without harm.
        """
        self.report_progress()
        left = self.missing()
        if self.there == self.planned:
            deque(left, maxlen=0)  # links what another study had done
            return
        begun = self.begin_here(left) if here else ()
        if self.there < self.planned:
            self.deal(where(self.task, self.planned - self.there, self.seconds), begun, left)

    @property
    def planned(self) -> int:
        """The number of runs that are to be there at the end."""
        return len(self.replicates) * len(self.order)

    def begin_here(self, left: Iterator[Item]) -> Chunk:
        """Do runs of the first future here, for a few seconds at most; return what of it is not done."""
        first = next(left)
        chunk = [first]
        rest: list[Item] = []
        for item in left:
            if item[0] != first[0]:
                rest.append(item)
                break
            chunk.append(item)
        done: dict[Item, RunRow] = {}
        began = perf_counter()
        rows = self.task(tuple(chunk))
        try:
            for item in chunk:
                done[item] = next(rows)
                if perf_counter() - began > FIRST_SECONDS:
                    break
        finally:
            self.keep(done)
        self.seconds = min(row.seconds for row in done.values())
        return (*chunk[len(done) :], *rest)

    def deal(self, engine: Engine, begun: Chunk, left: Iterator[Item]) -> None:
        """Keep an engine busy until nothing is left."""
        chunks = self.chunks(begun, left, engine.workers)
        under_way = 0
        while True:
            while under_way < AHEAD * engine.workers:
                chunk = self.again.popleft() if self.again else next(chunks, None)
                if chunk is None:
                    break
                engine.patience = max(PATIENCE[0], PATIENCE[1] * self.seconds) if self.seconds else UNKNOWN
                engine.submit(chunk)
                under_way += 1
            if not under_way:
                return
            self.take(engine.next_done())
            under_way -= 1

    def chunks(self, begun: Chunk, left: Iterator[Item], workers: int) -> Iterator[Chunk]:
        """Divide runs into chunks of a second or two, ending with a future where that is near."""
        chunk: list[Item] = []

        def everything() -> Iterator[Item]:
            yield from begun
            yield from left

        for item in everything():
            size = self.terms.chunk or self.size(workers)
            ends = self.terms.chunk is None and chunk and chunk[-1][0] != item[0]
            if chunk and (len(chunk) >= (size if ends or self.terms.chunk else 2 * size)):
                yield tuple(chunk)
                chunk = []
            chunk.append(item)
        if chunk:
            yield tuple(chunk)

    def size(self, workers: int) -> int:
        """Return how many runs take a second or two, and fewer where some workers would have none."""
        if not self.seconds:
            return 1
        fair = (self.planned - self.there) // (AHEAD * workers) if workers > 1 else self.planned
        return max(1, min(round(CHUNK_SECONDS / max(self.seconds, 1e-3)), fair))

    def take(self, done: Done) -> None:
        """Keep the results of a chunk, and have runs that were lost with their worker tried again."""
        results: list[RunRow] = done.results
        if results:
            taken = done.seconds / len(results)
            self.seconds = 0.7 * self.seconds + 0.3 * taken if self.seconds else taken
        rows = dict(zip(done.chunk, results, strict=False))
        rest = done.chunk[len(results) :]
        if rest and done.trouble is None:
            raise RuntimeError(f"an engine returned {len(results)} results of {len(done.chunk)} and no reason")
        if done.trouble is not None and rest:
            suspect = done.trouble.item or (rest[0] if len(rest) == 1 else None)
            if suspect is None:
                self.again.extend((item,) for item in rest)
            else:
                self.lost[suspect] += 1
                others = tuple(item for item in rest if item != suspect)
                if others:
                    self.again.append(others)
                if self.lost[suspect] < CHANCES:
                    self.again.append((suspect,))
                else:
                    blank = self.plan.blank(suspect)
                    rows[suspect] = replace(blank, status="lost", error=done.trouble.said, environment=self.mine)
        self.keep(rows)

    def keep(self, rows: Mapping[Item, RunRow]) -> None:
        """Keep rows; raise where they are not ours, and where run after run fails."""
        for item, row in rows.items():
            if row.environment != self.mine and not self.terms.mix:
                raise EngineLost("A worker of another environment has joined. Give all workers the same versions.")
            if row.status == "done":
                self.in_a_row.clear()
                continue
            self.in_a_row[row.status] += 1
            reason, _, trace = row.error.partition("\n")
            name = self.plan.scenarios[item[1]].name
            if self.terms.stop_at_failure:
                if row.status == "lost":
                    raise EngineLost(f"The run of '{name}' with replicate {row.replicate} was lost: {reason}")
                raise RunFailed(name, row.seed, row.replicate, reason, trace)
        if rows:
            self.keeper.keep(self.study, rows)
            self.there += len(rows)
            self.report_progress()
        last = next((row.error.partition("\n")[0] for row in reversed(list(rows.values())) if row.error), "")
        if self.in_a_row["lost"] >= ALL_LOST:
            raise EngineLost(f"Run after run lost its worker: {last} Try fewer jobs, or one.")
        if self.in_a_row["failed"] >= ALL_FAIL:
            raise AllFail(f"{ALL_FAIL} runs failed one after the other, the last with: {last}")

    def report_progress(self) -> None:
        """Report how many futures are done."""
        if self.progress:
            self.progress(self.there // max(1, len(self.order)), len(self.replicates))
