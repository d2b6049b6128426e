"""Which figures of the client's there are: what each is measured by, and the free constant that moves it."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any, NamedTuple, Self

import numpy as np
from numpy.typing import NDArray

from ..agents.refusal import Problem, Refused, did_you_mean
from ..agents.skills import BANDS, band_of
from ..agents.workforce import Workforce
from ..scenarios.assumptions import Assumptions
from ..scenarios.baseline import AGE_BANDS, YEARLY, Baseline
from .given import Given
from .model import MentoringModel
from .outcomes import HEADLINE_WEEKS
from .secant import Response

A_YEAR = "per 100 employee-years"
SMALLEST_CELL = 30
"""No rate is taken from a column about fewer people: one leaver more would be three points."""

ENOUGH_RUNS = 3
"""Below this many runs no standard error is told."""

LIMITS = {
    "quits": (0.005, 0.60),
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
    def of(cls, model: MentoringModel) -> Self:
        """Return what a finished run came to."""
        state, weekly = model.state, model.datacollector.model_vars
        inclusion = 100 * float(np.mean(weekly["inclusion"][-HEADLINE_WEEKS:]))
        voiced, implemented = sum(weekly["ideas_voiced"]), sum(weekly["ideas_implemented"])
        single = np.array([inclusion]), np.array([float(voiced)]), np.array([float(implemented)])
        return cls(state.expected_quits[None], state.person_weeks[None], *single)

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
        """How far from the target is still met: half a point; of ideas, 3 % if that is more."""
        return max(0.5, 0.03 * self.target) if self.constant[0] == "ideas" else 0.5

    @property
    def response(self) -> Response:
        """What the solver needs to know."""
        tolerance = 0.1 * self.accepted
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


def asked(
    baseline: Baseline, given: Given, people: Workforce, assumptions: Assumptions
) -> tuple[tuple[Figure, ...], dict[tuple[str, str], float]]:
    """Return the figures to be met, and constants that follow from them without solving.

    Where every age band or every department has a rate, the overall one follows from them: tenures are then drawn
    for it. `people` are those at launch. Raises `Refused` for figures about nobody or stated twice over.
    """
    quits, imposed = _quits(baseline, given, people, assumptions)
    figures = quits
    if baseline.inclusion is not None:
        low, high = baseline.inclusion.scale
        figures.append(
            _like(INCLUSION, baseline.inclusion.points, assumptions, times=(high - low) / 100, plus=low,
                  unit=f"on {low:g} to {high:g}")
        )  # fmt: skip
    if baseline.ideas_per_100 is not None:
        figures.append(_like(IDEAS, baseline.ideas_per_100, assumptions))
    if baseline.implemented_per_100 is not None:
        hint = (
            "" if baseline.ideas_per_100 is not None else "Say ideas_per_100 too: only submitted ones are implemented."
        )
        figures.append(_like(IMPLEMENTED, baseline.implemented_per_100, assumptions, hint=hint))
    return tuple(figures), imposed


def _like(figure: Figure, target: float, assumptions: Assumptions, **more: Any) -> Figure:
    """Return a figure with a target, its constant starting where it is."""
    room, name = figure.constant
    return replace(figure, target=float(target), start=getattr(getattr(assumptions, room), name), **more)


def _quits(
    baseline: Baseline, given: Given, people: Workforce, assumptions: Assumptions
) -> tuple[list[Figure], dict[tuple[str, str], float]]:
    """Return the figures about quits, and the overall rate where it follows from its parts."""
    overall, by_age, by_department, note = _rates(baseline, given)
    departments = given.structure.departments
    bands = band_of(people.age)
    problems = []
    for name in sorted(set(by_department) - set(departments)):
        hint = did_you_mean(name, departments) or f"There are: {', '.join(departments)}."
        field = "organisation.baseline.annual_quits_by_department"
        problems.append(Problem(f"no employee is in '{name}'.", hint, "unknown", field=field, value=name))
    for name in by_age:
        if not (bands == AGE_BANDS.index(name)).any():
            hint, field = "Leave it out.", f"organisation.baseline.annual_quits_by_age.{name}"
            problems.append(Problem("no employee is of this age.", hint, "unknown", field=field))
    of_age = [float(np.mean(bands == band)) for band in range(4)]
    ages_known = all(name in by_age or share == 0 for name, share in zip(AGE_BANDS, of_age, strict=True))
    departments_known = set(departments) <= set(by_department)
    fixed = [
        name
        for name, given_whole in (
            ("annual_quits", overall is not None),
            ("annual_quits_by_age", bool(by_age) and ages_known),
            ("annual_quits_by_department", bool(by_department) and departments_known),
        )
        if given_whole
    ]
    if len(fixed) > 1:
        message = f"{' and '.join(fixed)} each fix the overall rate."
        hint = "Leave one of them out, or one age band or department of it."
        problems.append(Problem(message, hint, "conflict", field=f"organisation.baseline.{fixed[-1]}"))
    if problems:
        raise Refused(problems)
    figures, imposed = [], {}
    if overall is not None:
        figures.append(replace(QUITS, target=overall, start=overall / 100, note=note))
    elif ages_known and by_age:
        imposed["tenure", "quits"] = sum(s * by_age.get(n, 0.0) for n, s in zip(AGE_BANDS, of_age, strict=True)) / 100
    elif departments_known and by_department:
        share = np.bincount(people.department, minlength=len(departments)) / len(people)
        imposed["tenure", "quits"] = (
            sum(float(s) * by_department[n] for n, s in zip(departments, share, strict=True)) / 100
        )
    low, high = LIMITS["quits"]
    imposed = {constant: min(high, max(low, float(rate))) for constant, rate in imposed.items()}
    for name, rate in by_age.items():
        band = AGE_BANDS.index(name)
        figures.append(
            Figure(f"annual_quits_by_age.{name}", f"voluntary quits, {BANDS[band]}", A_YEAR,
                   f"annual_quits_by_age.{name}", rate, ("turnover", f"times_{name}"), band=band, note=note)
        )  # fmt: skip
    for name, rate in by_department.items():
        figures.append(
            Figure(f"annual_quits_by_department.{name}", f"voluntary quits, {name}", A_YEAR,
                   f"annual_quits_by_department.{name}", rate, ("quits_by_department", name),
                   department=departments.index(name), note=note)
        )  # fmt: skip
    return figures, imposed


def _rates(baseline: Baseline, given: Given) -> tuple[float | None, dict[str, float], dict[str, float], str]:
    """Return quits in percent a year, overall, by age band and by department, and how they were read."""
    if baseline.from_column is None or given.roster is None:
        return baseline.annual_quits, baseline.annual_quits_by_age, baseline.annual_quits_by_department, ""
    roster = given.roster
    left, known = roster.left == 1, roster.left >= 0
    note = f"{left.sum():,} of {known.sum():,} by {baseline.from_column}; {YEARLY}"
    if baseline.from_column_by == "age":
        cell, names = np.where(np.isnan(roster.age), -1, band_of(roster.age)), AGE_BANDS
    elif baseline.from_column_by == "department":
        cell, names = roster.department, roster.departments
    else:
        return 100 * float(left[known].mean()), {}, {}, note
    sizes = {at: int((known & (cell == at)).sum()) for at in range(len(names))}
    rates = {
        names[at]: 100 * float(left[known & (cell == at)].mean()) for at, size in sizes.items() if size >= SMALLEST_CELL
    }
    everyone = sum(sizes.values()) == int(known.sum()) and all(s >= SMALLEST_CELL or s == 0 for s in sizes.values())
    overall = None if everyone else 100 * float(left[known].mean())
    by_age, by_department = (rates, {}) if baseline.from_column_by == "age" else ({}, rates)
    return overall, by_age, by_department, note
