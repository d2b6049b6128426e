"""Which company figures there are: how each is measured in a run, and the free constant that moves it.

Nothing is run here: `sim.calibration.calibrate` runs the model.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from ...agents.base.arrays import Floats
from ...agents.base.parameters import YEAR
from ...agents.base.refusal import Problem, Refused
from ...agents.base.skills import BANDS, band_of
from ...scenarios.assumptions.assumptions import Assumptions
from ...scenarios.assumptions.company_figures import AGE_BANDS, CompanyFigures
from ...scenarios.assumptions.mechanisms import value_at
from ..state.inputs import Inputs
from .broyden import Response
from .quit_rates import A_YEAR, WITHIN_A_YEAR, Rates, check_departments, rates

if TYPE_CHECKING:
    from ...agents.people.workforce import Workforce

ENOUGH_RUNS = 3
"""With fewer runs than this, no standard error is stated."""

LIMITS = {
    "quits": (0.0005, 2.0),
    "times": (0.02, 12.0),
    "belonging": (0.02, 0.98),
    "rate": (0.001, 0.25),
    "adoption": (-8.0, 6.0),
}
"""Between which each free constant is looked for; assumed, and stated wherever one of them is in the way."""

POINTS_A_STEP = 25.0
"""How far inclusion is moved in one step, of 100."""


class Measured(NamedTuple):
    """What runs without a programme reached, an entry for each run.

    Quits and ideas are the chances of them added up, whose mean is that of the events counted, with less noise; ideas
    implemented are those likely to be voiced, times the mean chance of those that were.
    """

    quits: Floats
    """(runs, departments, age bands)"""
    weeks: Floats
    """(runs, departments, age bands): person-weeks"""
    inclusion: Floats
    voiced: Floats
    implemented: Floats
    first_year: Floats
    """(runs, weeks, departments, age bands at launch, 2): chances to quit of those at launch, and how many they are"""

    @classmethod
    def together(cls, runs: list[Self]) -> Self:
        """Return several runs as one."""
        return cls(*(np.concatenate(parts) for parts in zip(*runs, strict=True)))


@dataclass(frozen=True)
class Figure:
    """A figure, its target in the model's own unit, and the constant that moves it.

    Quits are those of some departments and age bands, of all where none is named: a rate by the age people are, or,
    where it is a `share`, how many of 100 at launch quit within a year, by the age they were then. `times` and `plus`
    bring the model's unit to the company's. Without a target (nan) it is the model's default. What `follows` from the
    others is reported and not solved for.
    """

    name: str
    label: str
    unit: str
    field: str
    target: float
    constant: str
    start: float = 1.0
    departments: tuple[int, ...] = ()
    bands: tuple[int, ...] = ()
    share: bool = False
    follows: bool = False
    times: float = 1.0
    plus: float = 0.0
    note: str = ""
    hint: str = ""

    @property
    def yours(self) -> bool:
        """Whether the company stated it."""
        return not np.isnan(self.target)

    @property
    def about_quits(self) -> bool:
        """Whether it is about quits."""
        return self._kind in ("quits", "times")

    @property
    def low(self) -> float:
        """The least its constant may be."""
        return LIMITS[self._kind][0]

    @property
    def high(self) -> float:
        """The most its constant may be."""
        return LIMITS[self._kind][1]

    @property
    def _kind(self) -> str:
        process, _, name = self.constant.partition(".")
        return "times" if process in ("turnover", "quits_by_department") else name

    @property
    def accepted(self) -> float:
        """How far from the target is still met: half a point; of ideas, 3 % if that is more.

        A small number that somebody states is not met by one twice as large.
        """
        usual = max(0.5, 0.03 * self.target) if self.constant.startswith("ideas.") else 0.5
        return min(usual, self.target / 2) if self.target > 0 and not self.share else usual

    @property
    def response(self) -> Response:
        """What the solver needs to know."""
        tolerance = 0.2 * self.accepted
        ends = (self.target, self.start, self.low, self.high, tolerance)
        if self._kind == "belonging":
            return Response(*ends, 100.0, log_constant=False, log_value=False, longest=POINTS_A_STEP)
        return Response(*ends, 0.7, log_constant=False) if self._kind == "adoption" else Response(*ends)

    def shown(self, value: float) -> float:
        """Return a value in the unit in which the company states it."""
        return value * self.times + self.plus

    def people(self, launch: Workforce) -> int:
        """Return how many of the people at launch it is about."""
        here = np.isin(launch.department, self.departments) if self.departments else np.ones(len(launch), np.bool_)
        return int((here & np.isin(band_of(launch.age), self.bands)).sum() if self.bands else here.sum())

    def _cells(self, counts: Floats) -> Floats:
        """Return (...) the sums over the figure's cells of (..., departments, age bands)."""
        for axis, some in ((-2, self.departments), (-1, self.bands)):
            counts = counts.take(some, axis) if some else counts
        return counts.sum(axis=(-2, -1))

    def _shares(self, first_year: Floats) -> Floats:
        """Return the percent who quit within the first year, of (..., weeks, departments, age bands, 2).

        It is 100 - `retention` with chances to quit in place of quits counted: the same in the mean, with less noise.
        """
        quits, there = (self._cells(first_year[..., part]) for part in (0, 1))
        return 100 * (1 - np.prod(1 - quits / np.maximum(there, 1), axis=-1))

    def _parts(self, measured: Measured) -> tuple[Floats, Floats]:
        """Return, for each run, what is counted and out of what."""
        weeks = measured.weeks.sum(axis=(1, 2))
        if self.name == "inclusion":
            return measured.inclusion, np.ones_like(measured.inclusion)
        if self.name == "ideas_per_100":
            return measured.voiced * (100 * YEAR), weeks
        if self.name == "implemented_per_100":
            return measured.implemented * (100 * YEAR), weeks
        return self._cells(measured.quits) * (100 * YEAR), self._cells(measured.weeks)

    def value(self, measured: Measured) -> float:
        """Return the figure over all runs."""
        if self.share:
            return float(self._shares(measured.first_year.sum(axis=0)))
        top, bottom = self._parts(measured)
        return float(top.sum() / bottom.sum()) if bottom.sum() > 0 else 0.0

    def standard_error(self, measured: Measured) -> float | None:
        """Return the standard error of the value over runs; none over few."""
        runs = len(measured.inclusion)
        if runs < ENOUGH_RUNS:
            return None
        if self.share:
            return float(self._shares(measured.first_year).std(ddof=1) / np.sqrt(runs))
        top, bottom = self._parts(measured)
        if bottom.sum() <= 0:
            return None
        away = top - top.sum() / bottom.sum() * bottom
        return float(np.sqrt(runs / (runs - 1) * (away**2).sum()) / bottom.sum())


QUITS = Figure("annual_quits", "voluntary quits", A_YEAR, "annual_quits", np.nan, "tenure.quits")
INCLUSION = Figure("inclusion", "inclusion", "on 0 to 100", "inclusion", np.nan, "people.belonging")
IDEAS = Figure("ideas_per_100", "ideas submitted", A_YEAR, "ideas_per_100", np.nan, "ideas.rate")
IMPLEMENTED = Figure(
    "implemented_per_100", "ideas implemented", A_YEAR, "implemented_per_100", np.nan, "ideas.adoption"
)

KEPT = {figure.constant: figure for figure in (QUITS, INCLUSION, IDEAS, IMPLEMENTED)}
"""The figures that a world keeps if nobody stated them, each by the constant that is solved for it."""


def measured_anyway(figures: tuple[Figure, ...]) -> list[Figure]:
    """Return the figures that are reported although nobody stated them; a rate of quits follows from stated ones."""
    stated = {figure.name for figure in figures}
    quits = replace(QUITS, follows=any(figure.about_quits for figure in figures))
    return [one for one in (quits, INCLUSION, IDEAS, IMPLEMENTED) if one.name not in stated]


def asked(
    company_figures: CompanyFigures, inputs: Inputs, people: Workforce, assumptions: Assumptions
) -> tuple[tuple[Figure, ...], dict[str, float]]:
    """Return the figures to be met, and constants that follow from them without solving.

    Where every age band or every department has a rate, the overall one follows from them: tenures are then drawn
    for it. `people` are those at launch. Raises `Refused` for figures about nobody or stated twice over.
    """
    quit_rates, departments = rates(company_figures, inputs.roster), inputs.structure.departments
    bands = np.bincount(band_of(people.age), minlength=4) / len(people)
    sizes = np.bincount(people.department, minlength=len(departments)) / len(people)
    _refuse_quits(quit_rates, departments, bands)
    figures, imposed = _quits_asked(quit_rates, departments, bands, sizes)
    score = company_figures.inclusion
    if score is not None:
        low, high = score.scale
        unit = f"on {low:g} to {high:g}"
        figures.append(_like(INCLUSION, score.points, assumptions, times=(high - low) / 100, plus=low, unit=unit))
    if company_figures.ideas_per_100 is not None:
        figures.append(_like(IDEAS, company_figures.ideas_per_100, assumptions))
    if company_figures.implemented_per_100 is not None:
        also = "Say ideas_per_100 too: only ideas submitted are implemented."
        hint = also if company_figures.ideas_per_100 is None else ""
        figures.append(_like(IMPLEMENTED, company_figures.implemented_per_100, assumptions, hint=hint))
    return tuple(figures), imposed


def _quits_asked(
    quit_rates: Rates, departments: Sequence[str], bands: Floats, sizes: Floats
) -> tuple[list[Figure], dict[str, float]]:
    """Return the figures about quits, and the overall rate where it follows from them."""
    unit, name = (WITHIN_A_YEAR, "quit_within_a_year") if quit_rates.of_launch else (A_YEAR, "annual_quits")
    common: dict[str, Any] = {"unit": unit, "note": quit_rates.note, "share": quit_rates.of_launch}
    if quit_rates.of_launch:
        common["field"] = "from_column"
    label = "quit within a year" if quit_rates.of_launch else "voluntary quits"
    groups = []
    for group, rate in quit_rates.by_age.items():
        at, field = AGE_BANDS.index(group), f"annual_quits_by_age.{group}"
        this = {"name": f"{name}.{group}" if quit_rates.of_launch else field, "field": field, **common}
        constant = f"turnover.times_{group}"
        groups.append(Figure(label=f"{label}, {BANDS[at]}", target=rate, constant=constant, bands=(at,), **this))
    for group, rate in quit_rates.by_department.items():
        at, field = departments.index(group), f"annual_quits_by_department.{group}"
        this = {"name": f"{name}.{group}" if quit_rates.of_launch else field, "field": field, **common}
        constant = f"quits_by_department.{group}"
        groups.append(Figure(label=f"{label}, {group}", target=rate, constant=constant, departments=(at,), **this))
    figures, imposed = [], {}
    for named, names, shares in ((quit_rates.by_age, AGE_BANDS, bands), (quit_rates.by_department, departments, sizes)):
        if _covers(named, names, shares):
            overall = sum(share * named.get(one, 0.0) for one, share in zip(names, shares.tolist(), strict=True))
            imposed[QUITS.constant] = _rate_of(overall, quit_rates.of_launch)
    if quit_rates.overall is not None:
        whole = Figure(
            **{"name": name, "field": name, **common}, label=label, target=quit_rates.overall, constant=QUITS.constant,
            start=_rate_of(quit_rates.overall, quit_rates.of_launch), follows=quit_rates.of_launch and bool(groups),
        )  # fmt: skip
        figures.append(whole)
        if whole.follows and not imposed:
            if quit_rates.others is None:
                imposed[QUITS.constant] = whole.start
            else:
                figures.append(_others(whole, quit_rates, departments))
    return [*figures, *groups], imposed


def _others(whole: Figure, quit_rates: Rates, departments: Sequence[str]) -> Figure:
    """Return the figure about all who are in no group with a figure of its own."""
    assert quit_rates.others is not None
    rest = replace(
        whole, name=f"{whole.name}.others", label=f"{whole.label}, all others", target=quit_rates.others,
        start=_rate_of(quit_rates.others, shares=True), follows=False,
    )  # fmt: skip
    if quit_rates.by_age:
        return replace(rest, bands=tuple(at for at, name in enumerate(AGE_BANDS) if name not in quit_rates.by_age))
    return replace(
        rest, departments=tuple(at for at, one in enumerate(departments) if one not in quit_rates.by_department)
    )


def _rate_of(percent: float, shares: bool) -> float:
    """Return about how many quit a head and year, of a rate or of the share of those at launch who do."""
    low, high = LIMITS["quits"]
    rate = -np.log1p(-min(percent, 99.0) / 100) if shares else percent / 100
    return float(min(high, max(low, rate)))


def _covers(named: Mapping[str, float], names: Sequence[str], shares: Floats) -> bool:
    """Tell whether rates by cell leave nobody out."""
    return bool(named) and all(name in named or share == 0 for name, share in zip(names, shares, strict=True))


def _refuse_quits(quit_rates: Rates, departments: Sequence[str], bands: Floats) -> None:
    """Refuse rates about nobody, and an overall rate fixed more than once."""
    problems = check_departments(quit_rates.by_department, departments)
    for name in quit_rates.by_age:
        if bands[AGE_BANDS.index(name)] == 0:
            field = f"organisation.baseline.annual_quits_by_age.{name}"
            problems.append(Problem("no employee is of this age.", "Leave it out.", "unknown", field=field))
    everywhere = np.ones(len(departments))
    fixing = {
        "annual_quits": quit_rates.overall is not None and not quit_rates.of_launch,
        "annual_quits_by_age": _covers(quit_rates.by_age, AGE_BANDS, bands),
        "annual_quits_by_department": _covers(quit_rates.by_department, departments, everywhere),
    }
    named = [name for name, fixes in fixing.items() if fixes]
    if len(named) > 1:
        hint = f"Leave {named[0]} out, or one age band or department of the others."
        message = f"{' and '.join(named)} each fix the overall rate."
        problems.append(Problem(message, hint, "conflict", field=f"organisation.baseline.{named[-1]}"))
    if problems:
        raise Refused(problems)


def _like(figure: Figure, target: float, assumptions: Assumptions, **more: Any) -> Figure:
    """Return a figure with a target, its constant starting where it is."""
    return replace(figure, target=float(target), start=value_at(assumptions, figure.constant), **more)
