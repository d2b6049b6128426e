"""Read how old people are and how long they have been here, from whatever the file has."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Callable, Mapping
from dataclasses import replace
from datetime import date, datetime
from statistics import median
from typing import NamedTuple

import numpy as np

from ...base.arrays import Floats, Integers
from ...base.refusal import did_you_mean
from ...base.skills import BAND_EDGES, GENERATIONS
from ..tables.cells import Column, Reading, Wrong, between, is_missing, number
from .dates import DAYS_PER_YEAR, birth_year_in_full, past_year_in_full, read_dates, year_of

AGE_COLUMNS = ("birth_date", "birth_year", "age", "age_band", "generation")  # the most exact first
TENURE_COLUMNS = ("hire_date", "tenure_years")
YOUNGEST, OLDEST = 14, 100
NOT_KNOWN, NOT_KNOWN_OF_MANY = 99, 100
"""Ages that surveys and personnel systems write for "not known"; one person may be 100, but not several."""
SHARED_YEAR, ENOUGH_YEARS = 0.5, 20
"""Half of 20 people or more are not born in one year and few in others: systems write 1970 or 1900 for "not known"."""
SHARED_LEAST, SHARED_BY, SHARED_TIMES = 5, 0.01, 5
"""Five people, a hundredth of all and five times as many as on the median day are not born on one day by chance; where
days are rounded to years or months, they are on all."""
FROM_TO = re.compile(r"(\d{1,3})\s*(?:-|–|—|to|until)\s*(\d{1,3})", re.ASCII)
BELOW = re.compile(r"(under|below|less than|younger than|<=|≤|<|up to)\s*(\d{1,3})", re.ASCII)
ABOVE = re.compile(r"(over|above|older than|>=|≥|>)\s*(\d{1,3})", re.ASCII)
ONWARDS = re.compile(r"(\d{1,3})\s*(?:\+|plus|(?:and|or|&) (?:over|older|above|more))", re.ASCII)
NICKNAMES = {"baby boomer": "boomer", "y": "millennial", "zoomer": "z"}


class Ages(NamedTuple):
    """Ages in years, nan where unknown; `most` is the oldest a person can be by what the file says."""

    years: Floats
    most: Floats


def read_ages(reading: Reading, as_of: date) -> Ages:
    """Return ages from the most exact column there is.

    A birth year is read as its middle, a band or a generation as its middle.
    """
    present = [reading.columns[name] for name in AGE_COLUMNS if name in reading.columns]
    if not present:
        unknown = np.full(len(reading.table.rows), np.nan)
        return Ages(unknown, unknown)
    column = present[0]
    if len(present) > 1:
        others = ", ".join(other.header for other in present[1:])
        reading.notes.append(f"Ages are taken from the column {column.header}. Not used: {others}.")
    now = year_of(as_of)
    if column.name == "birth_date":
        birth = read_dates(reading, column, birth_year_in_full(as_of))
        years = np.where(birth > 0, (as_of.toordinal() - birth) / DAYS_PER_YEAR, np.nan)
        shared = refuse_shared_births(reading, column, birth, years)
        refuse_impossible_births(reading, column, np.where(np.isin(birth, shared), np.nan, years), as_of)
        return Ages(years, years)
    if column.name == "birth_year":
        column = without_shared_year(reading, column, as_of)
        years = now - reading.read(column, birth_year(as_of)) - 0.5
        short = sum(1 for cell in column.cells if len(cell) == 2 and cell.isdigit())
        if short:
            reading.notes.append(f"{column.header}: two-digit years were read as 19xx or 20xx ({short:,}).")
        return Ages(years, years)
    if column.name == "age":
        hint = "Write the age in years, and leave the cell empty where it is not known."
        years = reading.read(column, between(YOUNGEST, OLDEST, hint))
        refuse_placeholder_ages(reading, column, years)
        return Ages(years, years)
    if column.name == "age_band":
        reading.notes.append(f"{column.header}: the middle of each age band is used.")
        return Ages(reading.read(column, lambda cell: sum(age_band(cell)) / 2), oldest_of(column, reading, age_band))

    def by_generation(cell: str) -> tuple[float, float]:
        first, last = generation(cell)
        return now - last - 1, now - first

    def middle(cell: str) -> float:
        young, old = by_generation(cell)
        if not YOUNGEST <= (young + old) / 2 <= OLDEST:
            message = (
                f"with '{cell}' the person would be about {(young + old) / 2:.0f} years old; ages run from 14 to 100."
            )
            raise Wrong(message, "Check the cell.", "range")
        return (young + old) / 2

    reading.notes.append(f"{column.header}: the middle birth year of each generation is used.")
    return Ages(reading.read(column, middle), oldest_of(column, reading, by_generation))


def birth_year(as_of: date) -> Callable[[str], float]:
    """Return a reader of birth years, two digits or four."""
    in_full = birth_year_in_full(as_of)

    def read(cell: str) -> float:
        if len(cell) == 2 and cell.isascii() and cell.isdigit():
            return in_full(int(cell))
        year = number(cell)
        if not year.is_integer():
            raise Wrong(f"'{cell}' is not a whole year.", "Write four digits, for example 1985.")
        check_birth(cell, as_of.year - year, as_of)
        return year

    return read


def check_birth(cell: str, age: float, as_of: date) -> None:
    """Refuse a birth that makes somebody impossibly young or old."""
    if YOUNGEST <= age <= OLDEST:
        return
    limits = f"ages run from {YOUNGEST} to {OLDEST} on {as_of}"
    if age < 0:
        raise Wrong(
            f"'{cell}' is in the future; {limits}.", "Write the year in four digits, for example 1985.", "range"
        )
    raise Wrong(
        f"'{cell}' makes a person of {age:.0f}; {limits}.", "Correct it, or leave it empty to be imputed.", "range"
    )


def refuse_impossible_births(reading: Reading, column: Column, years: Floats, as_of: date) -> None:
    """Refuse every birth date that makes somebody impossibly young or old."""
    for row in np.flatnonzero((years < YOUNGEST) | (years > OLDEST)).tolist():
        try:
            check_birth(column.cells[row], float(years[row]), as_of)
        except Wrong as wrong:
            reading.refuse(wrong.message, wrong.hint, row=row, column=column, code="range", value=column.cells[row])


def refuse_placeholder_ages(reading: Reading, column: Column, years: Floats) -> None:
    """Refuse every age of 99, and of 100 if several have it, which mostly say that the age is not known."""
    if reading.is_sure(column.name, column.header):
        return
    hundred = years == NOT_KNOWN_OF_MANY
    for row in np.flatnonzero((years == NOT_KNOWN) | (hundred & (hundred.sum() > 1))).tolist():
        reading.refuse(
            f"'{column.cells[row]}' mostly means that the age is not known.",
            "Leave the cell empty; or, if somebody is so old, write sure: [age] (--sure age).",
            row=row,
            column=column,
            code="placeholder",
            value=column.cells[row],
        )


def refuse_shared_births(reading: Reading, column: Column, births: Integers, years: Floats) -> list[int]:
    """Refuse and return birth dates that far too many people share, as a default of some system such as 1970-01-01."""
    days, times = np.unique(births[births > 0], return_counts=True)
    if not len(days) or reading.is_sure(column.name, column.header):
        return []
    shared = []
    for at in np.flatnonzero(times >= max(SHARED_LEAST, SHARED_BY * float(times.sum()))).tolist():
        others = np.delete(times, at)
        if times[at] < SHARED_TIMES * (float(np.median(others)) if len(others) else 1):
            continue
        row = int(np.flatnonzero(births == days[at])[0])
        born = f"on '{column.cells[row]}', and on other days few are"
        possible = YOUNGEST <= float(years[row]) <= OLDEST
        refuse_default(reading, column, row, int(times[at]), int(times.sum()), born, possible=possible)
        shared.append(int(days[at]))
    return shared


def without_shared_year(reading: Reading, column: Column, as_of: date) -> Column:
    """Refuse a birth year that half of all share; return the column without it, so that it is refused once."""
    known = Counter(cell for cell in column.cells if not is_missing(cell))
    cell, times = known.most_common(1)[0] if known else ("", 0)
    everyone, others = known.total(), [count for one, count in known.items() if one != cell]
    few = times >= SHARED_TIMES * (median(others) if others else 1)
    if (
        not few
        or everyone < ENOUGH_YEARS
        or times < SHARED_YEAR * everyone
        or reading.is_sure(column.name, column.header)
    ):
        return column
    try:
        birth_year(as_of)(cell)
        possible = True
    except Wrong as wrong:
        if wrong.code != "range":
            return column
        possible = False
    born = f"in '{cell}', and in other years few are"
    refuse_default(reading, column, column.cells.index(cell), times, everyone, born, possible=possible)
    return replace(column, cells=["" if one == cell else one for one in column.cells])


def refuse_default(
    reading: Reading, column: Column, row: int, people: int, everyone: int, born: str, *, possible: bool
) -> None:
    """Refuse a birth that looks like a default; that it is right may be said only where such an age is `possible`."""
    sure = f"; or, if they are right, write sure: [{column.name}] (--sure {column.name})" if possible else ""
    reading.refuse(
        f"{people:,} of {everyone:,} people are born {born}: it "
        "looks like what a system writes where the date is not known.",
        f"Leave these cells empty to have the ages drawn{sure}.",
        row=row,
        column=column,
        code="placeholder",
        value=column.cells[row],
    )


def age_band(cell: str) -> tuple[float, float]:
    """Return the first and last age of a band; an open end is 22 or 67, or five years on.

    >>> age_band("30-39"), age_band("under 30"), age_band("60+")
    ((30.0, 39.0), (22.0, 29.0), (60.0, 67.0))
    """
    text = cell.casefold().removeprefix("age").removesuffix("years").strip()
    if match := FROM_TO.fullmatch(text):
        low, high = float(match[1]), float(match[2])
    elif match := BELOW.fullmatch(text):
        high = float(match[2]) - (match[1] not in ("<=", "≤", "up to"))
        low = min(BAND_EDGES[0], high - 5)
    elif match := ABOVE.fullmatch(text) or ONWARDS.fullmatch(text):
        low = float(match[match.lastindex or 1]) + (match[1] in ("over", "above", "older than", ">"))
        high = max(BAND_EDGES[-1], low + 5)
    else:
        raise Wrong(f"'{cell}' is not an age band.", "Write 30-39, under 30 or 60+.")
    if not (low <= high and YOUNGEST <= (low + high) / 2 <= OLDEST):
        raise Wrong(f"'{cell}' is not a band of ages between {YOUNGEST} and {OLDEST}.", "Write 30-39.", "range")
    return low, high


def generation(cell: str) -> tuple[int, int]:
    """Return the first and last birth year of a generation.

    >>> generation("Gen Z"), generation("Baby Boomers")
    ((1997, 2012), (1946, 1964))
    """
    word = re.sub(r"[\s_-]+", " ", cell.casefold()).removeprefix("generation").removeprefix("gen").strip()
    word = word.removesuffix("s")
    word = NICKNAMES.get(word, word)
    labels = [label for label, _ in GENERATIONS]
    firsts = [first for _, first in GENERATIONS] + [GENERATIONS[-1][1] + 16]
    for place, label in enumerate(labels):
        if word == label.casefold():
            return firsts[place], firsts[place + 1] - 1
    hint = did_you_mean(cell, labels) or "Write one of these."
    raise Wrong(f"'{cell}' is not a generation. They are: {', '.join(labels)}.", hint, "unknown")


def oldest_of(column: Column, reading: Reading, ends: Callable[[str], tuple[float, float]]) -> Floats:
    """Return the oldest a person of each cell's range can be; wrong cells, reported already, are nan."""
    known: dict[str, float] = {}
    for cell in set(column.cells):
        try:
            known[cell] = ends(cell)[1] + 1
        except Wrong:
            known[cell] = np.nan
    return np.array([known[cell] for cell in column.cells], dtype=np.float64)


def read_tenure(reading: Reading, ages: Ages, as_of: date) -> Floats:
    """Return years of tenure from the hire date, or as given, nan where unknown; nobody began before the age of 14."""
    present = [reading.columns[name] for name in TENURE_COLUMNS if name in reading.columns]
    if not present:
        return np.full(len(reading.table.rows), np.nan)
    column = present[0]
    if len(present) > 1:
        reading.notes.append(f"Tenure is taken from the column {column.header}. Not used: {present[1].header}.")
    if column.name == "hire_date":
        hired = read_dates(reading, column, past_year_in_full(as_of))
        years = np.where(hired > 0, (as_of.toordinal() - hired) / DAYS_PER_YEAR, np.nan)
        for row in np.flatnonzero((years < 0) | (years > OLDEST - YOUNGEST)).tolist():
            cell = column.cells[row]
            message, hint = (
                f"'{cell}' is after {as_of}, the day for which the roster is read.",
                "Correct the date, or set as_of.",
            )
            if years[row] > 0:
                message = (
                    f"'{cell}' means {years[row]:.0f} years of tenure; people work for {OLDEST - YOUNGEST} at most."
                )
                hint = "Leave the cell empty where the date is not known."
            reading.refuse(message, hint, row=row, column=column, code="range", value=cell)
    else:
        limit = OLDEST - YOUNGEST
        years = reading.read(column, between(0, limit, "Write the tenure in years; divide months by 12."))
    for row in np.flatnonzero((years > ages.most - YOUNGEST) & (years <= OLDEST - YOUNGEST)).tolist():
        cell = column.cells[row]
        reading.refuse(
            f"'{cell}' means {years[row]:.1f} years of tenure at the age of {ages.years[row]:.0f}, "
            f"but nobody starts work before the age of {YOUNGEST}.",
            "Correct the tenure or the age.",
            row=row,
            column=column,
            code="range",
            value=cell,
        )
    return years


def require_ages(reading: Reading, columns: Mapping[str, str]) -> None:
    """Refuse a file that says nothing about ages."""
    if not any(name in reading.columns or name in columns for name in AGE_COLUMNS):
        near = next(filter(reading.nearest, AGE_COLUMNS), "")
        example = reading.nearest(near) or "YOURS"
        reading.refuse(
            f"there is no column for ages, which may be any of {', '.join(AGE_COLUMNS)}. "
            f"The {reading.table.kind} has: {reading.headers()}.",
            f"Say which column it is, for example columns: {{{near or 'birth_year'}: {example}}}"
            + (
                f", on the command line --columns '{near}={example}'." if near and reading.table.labels is None else "."
            ),
            field="birth_year",
            code="missing",
        )


def the_day(reading: Reading, as_of: date | None) -> date:
    """Return the day ages and tenure are taken on, noting it."""
    if as_of is None:
        day = date.today()
        reading.notes.append(f"Ages and tenure are as of today, {day}. Set as_of to get the same on another day.")
        return day
    day = as_of.date() if isinstance(as_of, datetime) else as_of
    reading.notes.append(f"Ages and tenure are as of {day}.")
    return day
