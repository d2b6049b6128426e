"""Say what stands in a column, whatever it is called: dates, numbers, codes, few values or many; and show examples."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from statistics import median

from ...base.text_table import Table
from ..columns.ages import age_band, generation
from ..columns.dates import COMPACT, ISO, POINTS, SERIAL, SERIAL_LEAST, SERIAL_MOST, SLASHES
from ..tables.cells import Wrong, is_missing, number, trimmed

LOOKED_AT = 2000
"""Rows of a column that are looked at, evenly spread; more would tell nothing new of what kind it is."""
MOST = 0.9
"""The share of cells that must be dates, numbers or codes for a column to be so: a few cells are always odd."""
SHARED_BY = 5
"""People who must share a value before it is shown as an example, as in every table of results."""
LONGEST_NAME = 40
"""Letters of a department or grade; longer is free text."""
SHOWN = 3

CODE = re.compile(r"[A-Za-z]{0,6}[-_./ ]?\d[\w./-]{0,18}", re.ASCII)
"""An id that is not a name: a few letters at most, then digits."""


@dataclass(frozen=True)
class Contents:
    """What stands in the rows looked at of one column: how many, and shares of the filled cells."""

    rows: int
    filled: int
    values: Counter[str]
    dates: float
    years: float
    """The median year of the dates, nan without dates."""
    numbers: float
    middle: float
    """The median number, nan without numbers."""
    whole: float
    codes: float
    emails: float
    long_text: float
    bands: float
    generations: float

    @property
    def distinct(self) -> int:
        """How many different values there are."""
        return len(self.values)


def cells_of(table: Table, place: int, most: int | None = LOOKED_AT) -> list[str]:
    """Return the trimmed cells of a column, of rows evenly spread if there are more than `most`."""
    rows: Sequence[list[str]] = table.rows
    if most and len(rows) > most:
        rows = [rows[at * len(rows) // most] for at in range(most)]
    return trimmed([row[place] for row in rows])


def contents_of(cells: Sequence[str]) -> Contents:
    """Return what stands in the cells of a column.

    >>> contents_of(["14.03.1985", "01.12.1990", ""]).years
    1987.5
    """
    values = Counter(cell for cell in cells if not is_missing(cell))
    filled = sum(values.values())

    def share(count: int) -> float:
        return count / filled if filled else 0.0

    years: list[int] = []
    numbers: list[float] = []
    counts: Counter[str] = Counter()
    for cell, times in values.items():
        if (year := year_in(cell)) is not None:
            years += [year] * times
        value = number_in(cell)
        if value is not None:
            numbers += [value] * times
            counts["whole"] += times * value.is_integer()
        counts["codes"] += times * (CODE.fullmatch(cell) is not None)
        counts["emails"] += times * ("@" in cell)
        counts["long"] += times * (len(cell) > LONGEST_NAME)
        counts["bands"] += times * reads(age_band, cell)
        counts["generations"] += times * reads(generation, cell)
    return Contents(
        rows=len(cells),
        filled=filled,
        values=values,
        dates=share(len(years)),
        years=median(years) if years else float("nan"),
        numbers=share(len(numbers)),
        middle=median(numbers) if numbers else float("nan"),
        whole=share(counts["whole"]),
        codes=share(counts["codes"]),
        emails=share(counts["emails"]),
        long_text=share(counts["long"]),
        bands=share(counts["bands"]),
        generations=share(counts["generations"]),
    )


def year_in(cell: str) -> int | None:
    """Return the year of a date, nothing if it is none; two digits are of this century up to 30.

    >>> year_in("1985-03-14"), year_in("3/14/85"), year_in("Sales")
    (1985, 1985, None)
    """
    if SERIAL.fullmatch(cell):
        serial = float(cell)
        return int(1900 + serial / 365.25) if SERIAL_LEAST <= serial <= SERIAL_MOST else None
    if match := ISO.fullmatch(cell) or COMPACT.fullmatch(cell):
        year, month = int(match[1]), int(match[2])
        return year if 1900 <= year <= 2100 and 1 <= month <= 12 else None
    if match := POINTS.fullmatch(cell) or SLASHES.fullmatch(cell):
        year = int(match[3])
        return year if len(match[3]) == 4 else year + (2000 if year <= 30 else 1900)
    return None


def number_in(cell: str) -> float | None:
    """Return a cell as a number, nothing if it is none."""
    try:
        return number(cell)
    except Wrong:
        return None


def reads(reader: object, cell: str) -> bool:
    """Tell whether a reader of cells takes a cell."""
    assert callable(reader)
    try:
        reader(cell)
    except Wrong:
        return False
    return True


def date_format(cells: Sequence[str]) -> str:
    """Return how dates are written, in words, or nothing where they are written in several ways.

    >>> date_format(["14.03.1985", "01.12.1990"]), date_format(["03/04/2001", "12/31/2001"])
    ('day.month.year', 'month/day/year')
    """
    if all(ISO.fullmatch(cell) or COMPACT.fullmatch(cell) for cell in cells):
        return "year-month-day"
    if all(POINTS.fullmatch(cell) for cell in cells):
        return "day.month.year"
    slashed = [match for cell in cells if (match := SLASHES.fullmatch(cell))]
    if len(slashed) < len(cells):
        return "days counted as Excel does" if all(SERIAL.fullmatch(cell) for cell in cells) else ""
    day, month = (any(int(match[at]) > 12 for match in slashed) for at in (1, 2))
    if day == month:
        return ""
    return "day/month/year" if day else "month/day/year"


def examples(name: str, contents: Contents) -> tuple[str, ...]:
    """Return values of a column that may be shown: never a name, an e-mail address or free text.

    An id is shown only if it is a code; a department, a grade and a site only if several people share it, and without
    what stands in brackets, which may be somebody's name. Of anything else, a date, an age or a number.
    """
    shared = name in ("department", "team", "site", "level", "group", "kind")
    found = []
    for value, times in contents.values.most_common():
        text = value
        if shared and number_in(value) is None:
            text = re.sub(r"\s*[(\[].*", "", value)
            if times < SHARED_BY:
                continue
        elif name in ("employee_id", "manager_id", "source", "target") and not CODE.fullmatch(value):
            continue
        if text and "@" not in text and len(text) <= LONGEST_NAME and text.isprintable():
            found.append(text)
    return tuple(dict.fromkeys(found))[:SHOWN]
