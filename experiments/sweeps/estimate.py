"""What a sweep would take: runs, time and disk, before anything is begun.

Time and bytes are measured on the organisation itself: one future of the baseline and of the first cell is run twice,
and the second time counts, as the first also loads what is compiled.
"""

from __future__ import annotations

import json
import math
import zlib
from dataclasses import asdict, dataclass
from time import perf_counter
from typing import Any

import numpy as np

from ...agents.cells import counted
from ...sim.outcomes import Record, same_people
from ...sim.retention import leavers
from ...sim.settling import settle
from ..engines.pool import cores
from ..one_organisation import given_of, in_one_organisation
from ..own_figures import met
from ..running import run_once
from ..study import SPREAD_AFTER, runs_nothing
from ..verdicts import ENOUGH
from .draws import applied
from .plan import SweepPlan

ROW_BYTES = 400
"""Beside what is measured: keys, digest, world and environment of a run, and its share of the tables' own pages."""
WORLD_BYTES = 30
"""One drawn assumption of a run: its path and value."""
SHARE_KEPT = {"all": 1.0, "sample": 0.1, "summary": 1 / 13, "none": 0.0}
"""Of the weekly values, by series policy: every tenth replicate's; means over quarters."""
CAP = 1000
"""Futures after which a rule for enough of them stops anyhow, where it does not say so itself."""


@dataclass(frozen=True)
class Estimate:
    """What a sweep would take."""

    cells: int
    worlds: int
    futures: int
    floor: int
    runs: int
    hidden_runs: int
    """Of `runs`, those without a programme that nobody asked for: none where the baseline is one."""
    run_seconds: float
    settling_seconds: float
    seconds: float
    jobs: int
    run_bytes: int
    disk_bytes: int

    @property
    def data(self) -> dict[str, Any]:
        """The estimate as JSON has it."""
        return {**asdict(self), "measured": HOW}


HOW = "one future of the baseline and of the first cell, run twice in this process; the second time counts"


def estimate(plan: SweepPlan, jobs: int | None = None) -> Estimate:
    """Return what a plan would take on this machine, measured on its own organisation."""
    scenarios, _ = in_one_organisation(plan.scenarios[:2])
    given = given_of(scenarios)
    if figures := met(scenarios, given):
        scenarios = tuple(one.scenario for one in figures)
    if plan.draws:
        world = plan.draws.world(0)
        scenarios = tuple(
            one.model_copy(update={"assumptions": applied(one.assumptions, world)}) for one in scenarios
        )
    for _ in range(2):
        began = perf_counter()
        state = settle(scenarios[0], given, plan.seed, 0)
        settling = perf_counter() - began
        ran = [run_once(one, given, state, plan.seed, 0) for one in scenarios]
        seconds = (perf_counter() - began - settling) / len(ran)
    hidden = 0 if runs_nothing(plan.baseline) or any(map(runs_nothing, plan.scenarios[1:])) else 1
    floor, cap = bounds(plan)
    worlds, a_future = len(plan.times), len(plan.scenarios) + hidden
    settles = len({(one.settling_weeks, one.assumptions.model_dump_json()) for one in plan.scenarios})
    work = worlds * cap * (a_future * seconds + settles * settling)
    used = jobs or (cores() if work > SPREAD_AFTER else 1)
    numbers, weekly = bytes_of(ran[1][0], ran[1][1], ran[0][0])
    drawn = WORLD_BYTES * len(plan.draws.paths) if plan.draws else 0
    row = ROW_BYTES + numbers + drawn + math.ceil(weekly * SHARE_KEPT[plan.series])
    runs = worlds * cap * a_future
    return Estimate(
        cells=len(plan.cells), worlds=worlds, futures=cap, floor=floor, runs=runs, hidden_runs=worlds * cap * hidden,
        run_seconds=seconds, settling_seconds=settling, seconds=work / min(used, cores()), jobs=used, run_bytes=row,
        disk_bytes=row * runs,
    )  # fmt: skip


def bounds(plan: SweepPlan) -> tuple[int, int]:
    """Return the least and the most futures that there may be."""
    if plan.until is None:
        return plan.replicates, plan.replicates
    return max(ENOUGH, plan.until.get("at_least", ENOUGH)), plan.until.get("at_most", CAP)


def bytes_of(run: Record, found: dict[str, float], without: Record) -> tuple[int, int]:
    """Return how many bytes a run's numbers are, and its weekly values, packed."""
    told = json.dumps({name: None if math.isnan(value) else value for name, value in found.items()})
    people = json.dumps({name: str(value) for name, value in same_people(without, run).items()})
    left = zlib.compress(leavers(run, without).tobytes())
    series = np.array([np.asarray(values, np.float32) for values in run.weekly.values()])
    return len(told) + len(people) + len(left), len(zlib.compress(series.tobytes()))


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
    if plan.until is not None:
        futures = f"until enough, at least {found.floor} and at most {found.futures} simulated futures"
    worlds = f", in each of {found.worlds} worlds" if found.worlds > 1 else ""
    hidden = (
        f", of them {found.hidden_runs:,} hidden ones without a programme"
        if found.hidden_runs
        else " (the runs without a programme are those of the scenarios)"
    )
    most = "at most " if plan.until is not None else ""
    return [
        f"Cells: {found.cells}, and the baseline {plan.baseline.name}.",
        f"Futures: {futures}{worlds}.",
        f"Runs: {most}{found.runs:,}{hidden}.",
        f"Time: {most}about {time_in_words(found.seconds)} on {counted(found.jobs, 'job')} of this machine "
        f"({found.run_seconds * 1e3:.0f} ms a run, {found.settling_seconds * 1e3:.0f} ms to settle a future; "
        f"measured: {HOW}).",
        f"Disk: {most}about {size_in_words(found.disk_bytes)} ({size_in_words(found.run_bytes)} a run, "
        f"weekly values kept: {plan.series}).",
    ]
