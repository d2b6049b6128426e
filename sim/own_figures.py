"""Which figures of the client's there are: what each is measured by, and the free constant that moves it.

This file looks only: `sim.baseline` runs the model.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from ..agents.refusal import Problem, Refused, did_you_mean
from ..agents.skills import BANDS, band_of
from ..scenarios.assumptions import Assumptions
from ..scenarios.baseline import AGE_BANDS, QUITS_REACHED, YEARLY, Baseline
from .given import Given
from .secant import Response

if TYPE_CHECKING:
    from ..agents.roster import Roster
    from ..agents.workforce import Workforce

A_YEAR = "per 100 employee-years"
SMALLEST_CELL = 30
"""No rate is taken from a column about fewer people: one leaver more would be three points."""

ENOUGH_RUNS = 3
"""Below this many runs no standard error is told."""

LIMITS = {
    "quits": (QUITS_REACHED[0] / 100, QUITS_REACHED[1] / 100),
    "times": (0.02, 12.0),
    "belonging": (0.02, 0.98),
    "rate": (0.001, 0.25),
    "adoption": (-8.0, 6.0),
}
"""Between which each free constant is looked for; assumed, and stated wherever one of them is in the way."""


class Measured(NamedTuple):
    """What runs without a programme came to, an entry a run.

    Quits are everyone's chances to quit added up, whose mean is that of the quits counted, with less noise.
    """

    quits: NDArray[np.float64]
    """(runs, departments, age bands)"""
    weeks: NDArray[np.float64]
    """(runs, departments, age bands): person-weeks"""
    inclusion: NDArray[np.float64]
    voiced: NDArray[np.float64]
    implemented: NDArray[np.float64]

    @classmethod
    def together(cls, runs: list[Self]) -> Self:
        """Return several runs as one."""
        return cls(*(np.concatenate(parts) for parts in zip(*runs, strict=True)))


@dataclass(frozen=True)
class Figure:
    """A figure, its target in the model's own unit, and the constant that moves it.

    `times` and `plus` bring the model's unit to the client's. Without a target (nan) it is the model's default.
    """

    name: str
    label: str
    unit: str
    field: str
    target: float
    constant: tuple[str, str]
    start: float = 1.0
    department: int | None = None
    band: int | None = None
    times: float = 1.0
    plus: float = 0.0
    note: str = ""
    hint: str = ""

    @property
    def yours(self) -> bool:
        """Whether the client stated it."""
        return not np.isnan(self.target)

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
        room, name = self.constant
        return "times" if room in ("turnover", "quits_by_department") else name

    @property
    def accepted(self) -> float:
        """How far from the target is still met: half a point; of ideas, 3 % if that is more.

        A small number that somebody states is not met by one twice as large.
        """
        usual = max(0.5, 0.03 * self.target) if self.constant[0] == "ideas" else 0.5
        return min(usual, self.target / 2) if self.target > 0 and not self.note else usual

    @property
    def response(self) -> Response:
        """What the solver needs to know."""
        tolerance = 0.2 * self.accepted
        ends = (self.target, self.start, self.low, self.high, tolerance)
        if self._kind == "belonging":
            return Response(*ends, 100.0, log_constant=False, log_value=False)
        return Response(*ends, 0.7, log_constant=False) if self._kind == "adoption" else Response(*ends)

    def shown(self, value: float) -> float:
        """Return a value in the client's unit."""
        return value * self.times + self.plus

    def _parts(self, found: Measured) -> tuple[NDArray[np.float64], NDArray[np.float64]]:
        """Return, for each run, what is counted and out of what."""
        weeks = found.weeks.sum(axis=(1, 2))
        if self.name == "inclusion":
            return found.inclusion, np.ones_like(found.inclusion)
        if self.name == "ideas_per_100":
            return found.voiced * 5200, weeks
        if self.name == "implemented_per_100":
            return found.implemented * 5200, weeks
        department = slice(None) if self.department is None else slice(self.department, self.department + 1)
        band = slice(None) if self.band is None else slice(self.band, self.band + 1)
        cells = (slice(None), department, band)
        return found.quits[cells].sum(axis=(1, 2)) * 5200, found.weeks[cells].sum(axis=(1, 2))

    def value(self, found: Measured) -> float:
        """Return the figure over all runs."""
        top, bottom = self._parts(found)
        return float(top.sum() / bottom.sum()) if bottom.sum() > 0 else 0.0

    def standard_error(self, found: Measured) -> float | None:
        """Return the standard error of the value over runs; none over few."""
        top, bottom = self._parts(found)
        runs = len(top)
        if runs < ENOUGH_RUNS or bottom.sum() <= 0:
            return None
        away = top - top.sum() / bottom.sum() * bottom
        return float(np.sqrt(runs / (runs - 1) * (away**2).sum()) / bottom.sum())


QUITS = Figure("annual_quits", "voluntary quits", A_YEAR, "annual_quits", np.nan, ("tenure", "quits"))
INCLUSION = Figure("inclusion", "inclusion", "on 0 to 100", "inclusion", np.nan, ("people", "belonging"))
IDEAS = Figure("ideas_per_100", "ideas submitted", A_YEAR, "ideas_per_100", np.nan, ("ideas", "rate"))
IMPLEMENTED = Figure(
    "implemented_per_100", "ideas implemented", A_YEAR, "implemented_per_100", np.nan, ("ideas", "adoption")
)


def measured_anyway(figures: tuple[Figure, ...]) -> list[Figure]:
    """Return the figures that are told though nobody stated them."""
    stated = {figure.name for figure in figures}
    return [one for one in (QUITS, INCLUSION, IDEAS, IMPLEMENTED) if one.name not in stated]


class Rates(NamedTuple):
    """Voluntary quits in percent a year, as stated or counted, and how they were read."""

    overall: float | None
    by_age: dict[str, float]
    by_department: dict[str, float]
    note: str = ""


def rates(baseline: Baseline, roster: Roster | None) -> Rates:
    """Return the rates of quits that are stated, or counted in a column of the roster.

    A cell of fewer than 30 people has no rate of its own; the overall one then stands for it.
    """
    if baseline.from_column is None or roster is None:
        return Rates(baseline.annual_quits, baseline.annual_quits_by_age, baseline.annual_quits_by_department)
    left, known = roster.left == 1, roster.left >= 0
    note = f"{left.sum():,} of {known.sum():,} by {baseline.from_column}; {YEARLY}"
    everyone = 100 * float(left[known].mean())
    if baseline.from_column_by == "age":
        cell, names = np.where(np.isnan(roster.age), -1, band_of(roster.age)), AGE_BANDS
    elif baseline.from_column_by == "department":
        cell, names = roster.department, roster.departments
    else:
        return Rates(everyone, {}, {}, note)
    sizes = [int((known & (cell == at)).sum()) for at in range(len(names))]
    counted = {
        name: 100 * float(left[known & (cell == at)].mean())
        for at, (name, size) in enumerate(zip(names, sizes, strict=True))
        if size >= SMALLEST_CELL
    }
    covered = sum(size for size in sizes if size >= SMALLEST_CELL) == known.sum()
    parts = (counted, {}) if baseline.from_column_by == "age" else ({}, counted)
    return Rates(None if covered else everyone, *parts, note)


def check_departments(named: Iterable[str], departments: Sequence[str]) -> list[Problem]:
    """Return a problem for each department that nobody is in."""
    return [
        Problem(
            f"no employee is in '{name}'.",
            did_you_mean(name, departments) or f"There are: {', '.join(departments) or 'none'}.",
            "unknown",
            field="organisation.baseline.annual_quits_by_department",
            value=name,
        )
        for name in sorted(set(named) - set(departments))
    ]


def asked(
    baseline: Baseline, given: Given, people: Workforce, assumptions: Assumptions
) -> tuple[tuple[Figure, ...], dict[tuple[str, str], float]]:
    """Return the figures to be met, and constants that follow from them without solving.

    Where every age band or every department has a rate, the overall one follows from them: tenures are then drawn
    for it. `people` are those at launch. Raises `Refused` for figures about nobody or stated twice over.
    """
    told, departments = rates(baseline, given.roster), given.structure.departments
    bands = np.bincount(band_of(people.age), minlength=4) / len(people)
    sizes = np.bincount(people.department, minlength=len(departments)) / len(people)
    _refuse_quits(told, departments, bands)
    imposed = {}
    for named, names, shares in ((told.by_age, AGE_BANDS, bands), (told.by_department, departments, sizes)):
        if _covers(named, names, shares):
            overall = sum(share * named.get(name, 0.0) for name, share in zip(names, shares.tolist(), strict=True))
            low, high = LIMITS["quits"]
            imposed["tenure", "quits"] = min(high, max(low, overall / 100))
    figures = []
    if told.overall is not None:
        figures.append(replace(QUITS, target=told.overall, start=told.overall / 100, note=told.note))
    for name, rate in told.by_age.items():
        field, band = f"annual_quits_by_age.{name}", AGE_BANDS.index(name)
        label, constant = f"voluntary quits, {BANDS[band]}", ("turnover", f"times_{name}")
        figures.append(Figure(field, label, A_YEAR, field, rate, constant, band=band, note=told.note))
    for name, rate in told.by_department.items():
        field, department = f"annual_quits_by_department.{name}", departments.index(name)
        label, constant = f"voluntary quits, {name}", ("quits_by_department", name)
        figures.append(Figure(field, label, A_YEAR, field, rate, constant, department=department, note=told.note))
    score = baseline.inclusion
    if score is not None:
        low, high = score.scale
        unit = f"on {low:g} to {high:g}"
        figures.append(_like(INCLUSION, score.points, assumptions, times=(high - low) / 100, plus=low, unit=unit))
    if baseline.ideas_per_100 is not None:
        figures.append(_like(IDEAS, baseline.ideas_per_100, assumptions))
    if baseline.implemented_per_100 is not None:
        also = "Say ideas_per_100 too: only ideas submitted are implemented."
        hint = also if baseline.ideas_per_100 is None else ""
        figures.append(_like(IMPLEMENTED, baseline.implemented_per_100, assumptions, hint=hint))
    return tuple(figures), imposed


def _covers(named: Mapping[str, float], names: Sequence[str], shares: NDArray[np.float64]) -> bool:
    """Tell whether rates by cell leave nobody out."""
    return bool(named) and all(name in named or share == 0 for name, share in zip(names, shares, strict=True))


def _refuse_quits(told: Rates, departments: Sequence[str], bands: NDArray[np.float64]) -> None:
    """Refuse rates about nobody, and an overall rate fixed more than once."""
    problems = check_departments(told.by_department, departments)
    for name in told.by_age:
        if bands[AGE_BANDS.index(name)] == 0:
            field = f"organisation.baseline.annual_quits_by_age.{name}"
            problems.append(Problem("no employee is of this age.", "Leave it out.", "unknown", field=field))
    everywhere = np.ones(len(departments))
    fixing = {
        "annual_quits": told.overall is not None,
        "annual_quits_by_age": _covers(told.by_age, AGE_BANDS, bands),
        "annual_quits_by_department": _covers(told.by_department, departments, everywhere),
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
    room, name = figure.constant
    return replace(figure, target=float(target), start=getattr(getattr(assumptions, room), name), **more)
