"""How many quit according to the company: rates that are stated, or shares counted in a column of the roster."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from typing import TYPE_CHECKING, NamedTuple

import numpy as np

from ...agents.base.refusal import Problem, Refused, did_you_mean
from ...agents.base.skills import band_of
from ...scenarios.assumptions.company_figures import AGE_BANDS, YEARLY, CompanyFigures

if TYPE_CHECKING:
    from ...agents.files.roster import Roster

A_YEAR = "per 100 employee-years"
WITHIN_A_YEAR = "of 100 at launch within a year"

SMALLEST_CELL = 30
"""No rate is taken from a column about fewer people: one leaver more would be three points."""

MOST_LEFT = 45
"""Percent of a file who may have quit within a year: what 60 quits per 100 employee-years leave of those at launch."""


class Rates(NamedTuple):
    """Voluntary quits in percent, as stated or counted, and how they were read.

    Stated ones are a year's, by 100 employee-years. Those `of_launch` are counted in a column: how many of 100 people
    in the file quit within a year, and `others` are those in no group that is large enough, if they are many enough.
    """

    overall: float | None
    by_age: dict[str, float]
    by_department: dict[str, float]
    note: str = ""
    of_launch: bool = False
    others: float | None = None


def rates(company_figures: CompanyFigures, roster: Roster | None) -> Rates:
    """Return the rates of quits that are stated, or the shares counted in a column of the roster.

    A group of fewer than 30 people has no share of its own. Raises `Refused` for a column that is no year's quits.
    """
    if company_figures.from_column is None or roster is None:
        return Rates(
            company_figures.annual_quits,
            company_figures.annual_quits_by_age,
            company_figures.annual_quits_by_department,
        )
    left, known = roster.left == 1, roster.left >= 0
    note = f"{left.sum():,} of {known.sum():,} by {company_figures.from_column}; {YEARLY}"
    overall = 100 * float(left[known].mean())
    refuse_other_than_a_year(company_figures.from_column, int(left.sum()), int(known.sum()))
    if company_figures.from_column_by == "age":
        cell, names = np.where(np.isnan(roster.age), -1, band_of(roster.age)), AGE_BANDS
    elif company_figures.from_column_by == "department":
        cell, names = roster.department, roster.departments
    else:
        return Rates(overall, {}, {}, note, of_launch=True)
    sizes = {name: int((known & (cell == at)).sum()) for at, name in enumerate(names)}
    counted = {
        name: 100 * float(left[known & (cell == at)].mean())
        for at, name in enumerate(names)
        if sizes[name] >= SMALLEST_CELL
    }
    small = [f"{name} ({size})" for name, size in sizes.items() if 0 < size < SMALLEST_CELL]
    if small:
        note += f"; not fitted by themselves, being fewer than {SMALLEST_CELL} people: {', '.join(small)}"
    rest = known & ~np.isin(cell, [at for at, name in enumerate(names) if name in counted])
    others = 100 * float(left[rest].mean()) if counted and rest.sum() >= SMALLEST_CELL else None
    parts = (counted, {}) if company_figures.from_column_by == "age" else ({}, counted)
    return Rates(overall, *parts, note, True, others)


def refuse_other_than_a_year(column: str, left: int, known: int) -> None:
    """Refuse a column in which more left than the model, or any organisation, loses of its people in one year."""
    if 100 * left <= MOST_LEFT * known:
        return
    message = f"{left:,} of {known:,} people left by '{column}': no more than {MOST_LEFT} of 100 quit within one year."
    hint = (
        "Does it count several years, other exits too, or were leavers added to the file? Mark only those who quit "
        "within one year, of all who were there at its beginning, or say annual_quits in place of the column."
    )
    field = "organisation.baseline.from_column"
    raise Refused(Problem(message, hint, "range", field=field, value=column))


def check_departments(named: Iterable[str], departments: Sequence[str]) -> list[Problem]:
    """Return a problem for each department that nobody is in."""
    field, known = "organisation.baseline.annual_quits_by_department", f"There are: {', '.join(departments) or 'none'}."
    problems = []
    for name in sorted(set(named) - set(departments)):
        hint = did_you_mean(name, departments) or known
        problems.append(Problem(f"no employee is in '{name}'.", hint, "unknown", field=field, value=name))
    return problems
