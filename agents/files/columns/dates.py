"""Read dates as people write them: ISO, with points, with slashes where only one reading fits, Excel's day numbers."""

from __future__ import annotations

import re
from collections.abc import Callable
from contextlib import suppress
from datetime import date, timedelta

import numpy as np

from ...base.arrays import Integers
from ..tables.cells import Column, Reading, Wrong, is_missing

ISO = re.compile(r"(\d{4})[-/.](\d{1,2})[-/.](\d{1,2})(?:[T ].*)?", re.ASCII)
COMPACT = re.compile(r"(\d{4})(\d{2})(\d{2})", re.ASCII)
POINTS = re.compile(r"(\d{1,2})\.\s?(\d{1,2})\.\s?(\d{4}|\d{2})", re.ASCII)
SLASHES = re.compile(r"(\d{1,2})[/-](\d{1,2})[/-](\d{4}|\d{2})(?: .*)?", re.ASCII)
SERIAL = re.compile(r"(\d{5})(?:\.\d+)?", re.ASCII)
EXCEL_START, SERIAL_LEAST, SERIAL_MOST = date(1899, 12, 30), 20_000, 60_000  # 1954 to 2064
DAY = timedelta(days=1)
WRITE_ISO = "Write it as YYYY-MM-DD, for example 2014-01-31."
DAYS_PER_YEAR = 365.25


def year_of(day: date) -> float:
    """Return a date as a year and its fraction.

    >>> round(year_of(date(2026, 7, 2)), 2)
    2026.5
    """
    return day.year + (day.timetuple().tm_yday - 1) / (365 + (day.year % 4 == 0))


def birth_year_in_full(as_of: date) -> Callable[[int], int]:
    """Return a reader of two-digit birth years: the latest that makes a person of 15 to 80."""

    def full(short: int) -> int:
        for year in (2000 + short, 1900 + short):
            if 15 <= as_of.year - year <= 80:
                return year
        raise Wrong(
            f"a two-digit year '{short:02d}' would make nobody 15 to 80 years old on {as_of}.",
            "Write four digits.",
            "range",
        )

    return full


def past_year_in_full(as_of: date) -> Callable[[int], int]:
    """Return a reader of two-digit years of something past: the latest that is not after `as_of`."""
    return lambda short: 2000 + short if 2000 + short <= as_of.year else 1900 + short


def read_dates(reading: Reading, column: Column, full_year: Callable[[int], int]) -> Integers:
    """Return a column of dates as day numbers (`date.toordinal`), 0 where missing or wrong.

    A column of dates with slashes is read day first or month first only if all of it can be read one way and not
    the other; where both ways are possible it is refused.
    """
    cells = sorted({cell for cell in column.cells if not is_missing(cell)})
    days: dict[str, int | Wrong] = {}
    slashed: dict[str, tuple[int, int, int] | Wrong] = {}
    for cell in cells:
        try:
            if match := SLASHES.fullmatch(cell):
                slashed[cell] = int(match[1]), int(match[2]), in_full(match[3], full_year)
            else:
                days[cell] = plain_date(cell, full_year).toordinal()
        except Wrong as wrong:
            days[cell] = wrong
    days |= read_slashes(reading, column, slashed)
    say_how(reading, column)
    ordinals = np.zeros(len(column.cells), dtype=np.int64)
    for row, cell in enumerate(column.cells):
        day = days.get(cell, 0)
        if isinstance(day, Wrong):
            reading.refuse(day.message, day.hint, row=row, column=column, code=day.code, value=cell)
        else:
            ordinals[row] = day
    return ordinals


def in_full(year: str, full_year: Callable[[int], int]) -> int:
    """Return a year written with four digits or two."""
    return full_year(int(year)) if len(year) == 2 else int(year)


def plain_date(cell: str, full_year: Callable[[int], int]) -> date:
    """Return a date that can be read in one way only.

    >>> plain_date("31.01.2014", int).isoformat(), plain_date("41670", int).isoformat()
    ('2014-01-31', '2014-01-31')
    """
    if match := SERIAL.fullmatch(cell):
        serial = int(match[1])
        if SERIAL_LEAST <= serial <= SERIAL_MOST:
            return EXCEL_START + serial * DAY
        limits = f"{SERIAL_LEAST} to {SERIAL_MOST}"
        raise Wrong(f"'{cell}' is not a plausible Excel day number ({limits}).", WRITE_ISO, "range")
    try:
        if match := COMPACT.fullmatch(cell) or ISO.fullmatch(cell):
            return date(int(match[1]), int(match[2]), int(match[3]))
        if match := POINTS.fullmatch(cell):
            return date(in_full(match[3], full_year), int(match[2]), int(match[1]))
    except ValueError:
        raise Wrong(f"'{cell}' is not a day of the calendar.", WRITE_ISO, "range") from None
    raise Wrong(f"'{cell}' is not a date.", WRITE_ISO)


def possible_days(cell: str, full_year: Callable[[int], int]) -> list[int]:
    """Return every day (`date.toordinal`) that a cell can mean, day first or month first; none if it is no date.

    >>> [date.fromordinal(day).isoformat() for day in possible_days("05/01/2024", int)]
    ['2024-01-05', '2024-05-01']
    """
    days: list[int] = []
    try:
        match = SLASHES.fullmatch(cell)
        if match is None:
            return [plain_date(cell, full_year).toordinal()]
        year = in_full(match[3], full_year)
    except Wrong:
        return days
    for day, month in ((match[1], match[2]), (match[2], match[1])):
        with suppress(ValueError):
            days.append(date(year, int(month), int(day)).toordinal())
    return days


def read_slashes(
    reading: Reading, column: Column, slashed: dict[str, tuple[int, int, int] | Wrong]
) -> dict[str, int | Wrong]:
    """Return dates with slashes as day numbers, in the one order that fits the whole column."""
    days: dict[str, int | Wrong] = {}
    day_first: dict[str, int] = {}
    month_first: dict[str, int] = {}
    for cell, parts in slashed.items():
        if isinstance(parts, Wrong):
            days[cell] = parts
            continue
        first, second, year = parts
        for order, day, month in ((day_first, first, second), (month_first, second, first)):
            try:
                order[cell] = date(year, month, day).toordinal()
            except ValueError:
                continue
        if cell not in day_first and cell not in month_first:
            days[cell] = Wrong(f"'{cell}' is not a day of the calendar.", WRITE_ISO, "range")
    only_day = [cell for cell in day_first if cell not in month_first]
    only_month = [cell for cell in month_first if cell not in day_first]
    if only_day and only_month:
        message = f"some dates have the day first ('{only_day[0]}') and others the month first ('{only_month[0]}')"
    elif not only_day and not only_month and day_first != month_first:
        example = next(cell for cell in day_first if day_first[cell] != month_first[cell])
        message = f"dates such as '{example}' can be read day first or month first"
    else:
        chosen, word, because = (month_first, "month", only_month) if only_month else (day_first, "day", only_day)
        if because:
            reading.notes.append(f"{column.header}: dates read {word} first, because '{because[0]}' fits no other way.")
        return days | chosen
    row = next(row for row, cell in enumerate(column.cells) if cell in day_first or cell in month_first)
    reading.refuse(
        f"{message}.", "Write YYYY-MM-DD.", row=row, column=column, code="ambiguous", value=column.cells[row]
    )
    return days


def say_how(reading: Reading, column: Column) -> None:
    """Note how many dates were Excel day numbers and how many years had two digits."""
    serials = sum(1 for cell in column.cells if SERIAL.fullmatch(cell))
    if serials:
        reading.notes.append(f"{column.header}: numbers were read as Excel day numbers ({serials:,}).")
    matches = (SLASHES.fullmatch(cell) or POINTS.fullmatch(cell) for cell in column.cells)
    short = sum(1 for match in matches if match and len(match[3]) == 2)
    if short:
        reading.notes.append(f"{column.header}: two-digit years were read as 19xx or 20xx ({short:,}).")
