"""What a sweep would take: runs, time and disk, before anything is begun.

Time and bytes are measured on the organisation itself: one future of the baseline and of the first cell is run twice,
and the second time counts, as the first also loads what is compiled.
"""

from __future__ import annotations

from dataclasses import asdict, dataclass, replace
from math import ceil
from time import perf_counter
from typing import Any

from ...agents.files.tables.cells import counted
from ..results.company_figures import met
from ..runs.designs.plan import SweepPlan
from ..runs.engines.pool import cores
from ..runs.plan import Plan, other_ties
from ..runs.run import RunFailed
from ..runs.store.rows.records import stored
from ..runs.task import Future
from ..runs.workers import SPREAD_AFTER
from ..runs.worlds import SolveWorlds
from .apart import references_of
from .one_organisation import givens_of, in_one_organisation
from .stopping.looks import Looks
from .stopping.until import rule_of

ROW_BYTES = 1300
"""Of a run, beside what is measured: numbers, indices, unused ends of pages (a SQLite file of 390 runs, 1,974 kB)."""
SCENARIO_BYTES = 20_000
"""Of a scenario, which a store holds whole, by itself and in its study (the same file)."""
SHARE_KEPT = {"all": 1.0, "sample": 0.1, "summary": 1 / 13, "none": 0.0}
"""Of the weekly values, by series policy: every tenth replicate's; means over quarters."""


@dataclass(frozen=True)
class Estimate:
    """What a sweep would take."""

    cells: int
    worlds: int
    futures: int
    floor: int
    runs: int
    hidden_runs: int
    """Of `runs`, those without a programme that nobody asked for: none where the baseline is one for all."""
    run_seconds: float
    first_seconds: float
    """That of the baseline, with what is done once a future: settling, and a hidden run if there is one."""
    world_seconds: float
    """What it takes to solve the world of a future; 0 where none is drawn."""
    seconds: float
    jobs: int
    run_bytes: int
    disk_bytes: int

    @property
    def data(self) -> dict[str, Any]:
        """The estimate as JSON has it."""
        return {**asdict(self), "measured": HOW}


HOW = "one future of the baseline and of the first policy, run twice in this process; the second time counts"


def estimate(plan: SweepPlan, jobs: int | None = None) -> Estimate:
    """Return what a plan would take on this machine, measured on its own organisation."""
    world = plan.times[0]
    draws = plan.listed(world) if world else plan.draws
    scenarios, _ = in_one_organisation(plan.beside_numbers(world)[:2])
    given = givens_of(scenarios)
    solved = tuple(one.scenario for one in met(scenarios, given)) or scenarios
    few = Plan(solved, given[0], plan.seed, draws=draws, series="all", other_ties=other_ties(solved, given))
    solving = 0.0
    if draws is not None:
        task = SolveWorlds(few, draws)
        for at in (1, 0):  # the first also runs the organisation as it is
            began = perf_counter()
            place = draws.place(at)
            its = {(place, row): world for row, world in task.solved(place).items()}
            solving = perf_counter() - began
        few = replace(few, worlds=its)
    for _ in range(2):
        future = Future(few, 0)
        first, begun, second = (future.run((0, row)) for row in (0, 1, 1))
    first_seconds = first.seconds + begun.seconds - second.seconds  # a cell that assumes otherwise settles for itself
    for row in (first, second):
        if row.status != "done":
            raise RunFailed(solved[0].name, plan.seed, 0, row.error.splitlines()[0])
    hidden = len(references_of(solved, scenarios).added)
    floor, cap = bounds(plan)
    worlds, of_a_future = len(plan.times), len(plan.scenarios) + hidden
    solved_in_all = solving * (worlds if plan.worlds else cap)  # a listed world is solved once for all its futures
    taken = solved_in_all + worlds * cap * (first_seconds + len(plan.cells) * second.seconds)
    used = min(jobs or (cores() if taken > SPREAD_AFTER else 1), cores())
    kept = {**stored(second, "")}
    weekly = len(kept.pop("weekly") or b"")
    size = ROW_BYTES + sum(len(value) for value in kept.values() if isinstance(value, str | bytes))
    size += ceil(weekly * SHARE_KEPT[plan.series])
    stays = worlds * cap * (len(plan.scenarios) + hidden)
    return Estimate(
        cells=len(plan.cells), worlds=worlds, futures=cap, floor=floor, runs=worlds * cap * of_a_future,
        hidden_runs=worlds * cap * hidden, run_seconds=second.seconds, first_seconds=first_seconds,
        world_seconds=solving, seconds=taken / used, jobs=used, run_bytes=size,
        disk_bytes=size * stays + SCENARIO_BYTES * worlds * len(plan.scenarios),
    )  # fmt: skip


def bounds(plan: SweepPlan) -> tuple[int, int]:
    """Return the least and the most futures that there may be."""
    rule = Looks() if plan.until is None and plan.replicates is None else rule_of(plan.until or plan.replicates)
    return rule.first, rule.most


def size_in_words(count: float) -> str:
    """Return bytes to read.

    >>> size_in_words(1500), size_in_words(2_340_000)
    ('2 kB', '2.3 MB')
    """
    if count < 1e6:
        return f"{count / 1e3:.0f} kB"
    return f"{count / 1e6:.1f} MB" if count < 1e9 else f"{count / 1e9:.1f} GB"


def time_in_words(seconds: float) -> str:
    """Return a time to read.

    >>> time_in_words(40), time_in_words(150), time_in_words(9000)
    ('40 s', '2.5 min', '2.5 h')
    """
    if seconds < 120:
        return f"{max(seconds, 1):.0f} s"
    return f"{seconds / 60:.3g} min" if seconds < 7200 else f"{seconds / 3600:.3g} h"


def in_words(plan: SweepPlan, found: Estimate) -> list[str]:
    """Return what a sweep would take, a line each."""
    futures = f"{found.futures} simulated futures"
    ruled = found.floor < found.futures
    if ruled:
        futures = f"until the rule is met, at least {found.floor} and at most {found.futures} simulated futures"
    worlds = f", in each of {found.worlds} worlds" if found.worlds > 1 else ""
    hidden = (
        f", of them {found.hidden_runs:,} hidden ones without a programme, to compare with"
        if found.hidden_runs
        else " (those of the scenarios include the runs without a programme)"
    )
    world = f", {found.world_seconds * 1e3:.0f} ms to find its world" if found.world_seconds else ""
    most = "at most " if ruled else ""
    several, each = plan.over_worlds
    more = [f"Beside that {several} worlds with {each} futures in each, which these numbers leave out."]
    return [
        f"Policies: {found.cells}, and the baseline {plan.baseline.name}.",
        f"Futures: {futures}{worlds}.",
        f"Runs: {most}{found.runs:,}{hidden}.",
        f"Time: {most}about {time_in_words(found.seconds)} with {counted(found.jobs, 'process', 'processes')} on this "
        f"machine ({found.run_seconds * 1e3:.0f} ms a run, {found.first_seconds * 1e3:.0f} ms the first of a future, "
        f"which includes the settling weeks{world}; measured: {HOW}).",
        f"Disk: {most}about {size_in_words(found.disk_bytes)} ({size_in_words(found.run_bytes)} a run, "
        f"weekly values kept: {plan.series}).",
        *(more if several else ()),
    ]
