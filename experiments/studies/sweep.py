"""Ask the model which of many policies is best."""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from os import PathLike
from typing import TYPE_CHECKING, Any

from ...agents.base.refusal import Refused
from ...agents.files.tables.cells import counted
from ...scenarios.scenario import Scenario
from ..results.sweep import SweepResult
from ..runs.designs.plan import SweepPlan
from ..runs.plan import Shard
from ..runs.stopping import Interrupted
from ..runs.store.rows.rows import SeriesPolicy
from ..show.notebook_tables import sweep_html
from ..show.progress import Shown, shown
from ..show.sweep_figure import sweep_figure
from ..show.wording.sweep import sentence_of
from .compare import compare
from .comparison import Comparison
from .stopping.until import rule_of
from .study_file import plan_of, read_from_python

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...sim.calibration.calibrate import Progress
    from ..runs.store.store import Store
    from ..runs.workers import Scheduler


class Sweep(SweepResult):
    """Many policies compared with a baseline, and the best of them.

    `best` names them for each headline judged, `order` has all from the best on; `to_frame()` has a row for each world,
    policy and headline, `sentence()` gives the result in words, and `plot()` draws it.

    `comparisons` has one comparison, or one for each listed world: its first scenario is the baseline, the others are
    the cells in the order of the plan. Worlds are never pooled.
    """

    comparisons: tuple[Comparison, ...]

    def __repr__(self) -> str:
        return f"<{self.sentence()}>"

    def _repr_html_(self) -> str:
        return sweep_html(self)

    @property
    def comparison(self) -> Comparison:
        """The comparison, that of the first world if there are several."""
        return self.comparisons[0]

    def sentence(self) -> str:
        """Return what came out, in a sentence one can repeat without saying too much."""
        return sentence_of(self)

    def plot(self, axes: Axes | Iterable[Axes] | None = None) -> Any:
        """Draw what is judged over the levers: a line, a map, or the best twenty; return the axes."""
        return sweep_figure(self, axes)


def sweep(
    scenario: Scenario | str | PathLike[str],
    over: Mapping[str, Any] | None = None,
    *,
    cells: Sequence[Mapping[str, Any]] | None = None,
    sample: Mapping[str, Any] | None = None,
    baseline: Scenario | str | PathLike[str] | None = None,
    assumptions: Mapping[str, Any] | None = None,
    limits: Mapping[str, float] | None = None,
    replicates: int | None = None,
    until: Mapping[str, Any] | str | None = None,
    keeps: float | None = None,
    worlds: int | str | tuple[int, int] | None = None,
    judge: str | None = None,
    seed: int = 0,
    jobs: int | None = None,
    scheduler: Scheduler | str | None = None,
    store: Store | str | PathLike[str] | None = None,
    series: SeriesPolicy = "none",
    shard: Shard | None = None,
    mix: bool = False,
    retry: bool = False,
    progress: Shown = True,
) -> Sweep:
    """Run many policies with the same luck and find out which are best, within limits if there are any.

    They are compared with the baseline: no programme under the same assumptions if none is named. Against one that
    assumes otherwise nothing is judged: each is compared with no programme under its own. What is varied: `over` names
    levers with the values to combine, `cells` lists points, `sample` spreads points over ranges ({"method": "sobol",
    "points": 64, "levers": {"sessions": [1, 8]}}). `assumptions` draws worlds ({"over": "all"}), the same for every
    policy, or lists them ({"transport": [0.6, 0.8]}), each then a comparison of its own. `limits` bound cash, hours and
    headcount (people taking part in any week). `judge` is the headline that decides what is best; all three without.
    `until` is a rule for enough futures, in place of `replicates`; without both there are as many as settle which
    policy, and 30 where there are more than 30 policies. `worlds` are simulated beside luck alone ("32x4"). The rest
    is as `compare` has it. Raises `Refused` with everything that is wrong.
    """
    said = read_from_python(
        scenario=scenario, levers=over, cells=cells, sample=sample, baseline=baseline, assumptions=assumptions,
        limits=limits, replicates=None if until else replicates, until=until, keeps=keeps, worlds=worlds,
        judge=judge, seed=seed, series=series,
    )  # fmt: skip
    try:
        plan = plan_of(said)
    except Refused as refused:  # a file calls `over` levers
        fields = [one.field and re.sub(r"^levers\b", "over", one.field) for one in refused.problems]
        raise Refused(replace(one, field=at) for one, at in zip(refused.problems, fields, strict=True)) from None
    return run_sweep(
        plan, jobs=jobs, scheduler=scheduler, store=store, shard=shard, mix=mix, retry=retry, progress=progress
    )


def run_sweep(
    plan: SweepPlan,
    *,
    jobs: int | None = None,
    scheduler: Scheduler | str | None = None,
    store: Store | str | PathLike[str] | None = None,
    shard: Shard | None = None,
    mix: bool = False,
    retry: bool = False,
    progress: Shown = True,
) -> Sweep:
    """Carry out a plan: one comparison, or one in each listed world."""
    found = []
    rule = None if plan.until is None else rule_of(plan.until)
    kept = {} if store is None else plan.as_dict()
    over_worlds: dict[str, Any] = {"worlds": plan.over_worlds} if plan.over_worlds[0] else {}
    with shown(progress, f"simulated futures of {counted(len(plan.cells), 'policy', 'policies')}") as told:
        for at, world in enumerate(plan.times):
            scenarios = plan.beside_numbers(world)
            draws = plan.listed(world) if world else plan.draws
            with saying_which_world(at, len(plan.times)):
                found.append(
                    compare(
                        scenarios, baseline=scenarios[0], replicates=plan.replicates, until=rule, draws=draws,
                        seed=plan.seed, jobs=jobs, scheduler=scheduler, store=store, series=plan.series, shard=shard,
                        mix=mix, retry=retry, keeps=plan.keeps, **over_worlds,
                        called=plan.name if len(plan.times) == 1 else f"{plan.name} in world {at + 1}",
                        asked={"verb": "sweep", "sweep": kept, "world": at},
                        progress=among(told, at, len(plan.times)),
                    )
                )  # fmt: skip
    return Sweep(plan, tuple(found))


@contextmanager
def saying_which_world(at: int, worlds: int) -> Iterator[None]:
    """Say to whoever interrupts in which of several worlds that was."""
    try:
        yield
    except Interrupted as interruption:
        where = f" That was in world {at + 1} of {worlds}." if worlds > 1 else ""
        raise Interrupted(f"{interruption}{where}") from interruption


def among(progress: Progress | None, at: int, worlds: int) -> Progress | None:
    """Return a report of progress within one of several worlds as one within all of them."""
    if progress is None or worlds == 1:
        return progress
    return lambda done, total: progress(at * total + done, worlds * total)
