"""Read how strong ties are: strengths or counts, with or without separators of thousands."""

from __future__ import annotations

import re
from collections.abc import Callable
from functools import cache

import numpy as np

from ...base.arrays import Flags, Floats
from ..tables.cells import NUMBER, Column, Reading, Wrong, is_missing, number

MEAN_WEIGHT = 0.33  # the mean of a drawn tie, .05 + .7 Beta(2, 3)
WAYS = (("", "."), ("", ","), (".", ","), (",", "."), (" ", "."), (" ", ","), ("'", "."), ("'", ","))
"""Separators of thousands and of decimals with which numbers are written, the usual ones first."""
ONE_GROUP = re.compile(r"[+-]?[1-9]\d{0,2}[.,]\d{3}", re.ASCII)
ALIKE = str.maketrans("\u00a0\u202f\u2009’", "   '")
"""Spaces that do not break, and a curved apostrophe."""


def read_weights(reading: Reading, wanted: Flags, weights: str) -> tuple[Floats, bool]:
    """Return the weight of each row, and whether weights are counts."""
    column = reading.columns.get("weight")
    if column is None:
        if weights == "count":
            message = "weights are said to be counts, but there is no column 'weight'."
            hint = "Say which column it is: columns: {weight: YOURS}."
            reading.refuse(message, hint, field="weights", code="missing")
        reading.notes.append(
            f"There are no weights: every tie gets {MEAN_WEIGHT}, the mean of the ties that the model draws."
        )
        return np.full(len(wanted), MEAN_WEIGHT), False
    most = 1.0 if weights == "strength" else np.inf
    number_of = numbers_of(reading, column, whole=weights == "count")

    def read(cell: str) -> float:
        value = number_of(cell)
        if value <= 0:
            raise Wrong(f"'{cell}' is not above 0.", "Delete the row if there is no tie.", "range")
        if value > most:
            raise Wrong(f"'{cell}' is not a strength in (0, 1].", "If these are counts, write weights: count.", "range")
        return value

    asked = [row for row in range(len(wanted)) if wanted[row]]
    for row in asked:
        if is_missing(column.cells[row]):
            message, hint = "the weight is missing.", "Fill it in, delete the row, or leave the whole column out."
            reading.refuse(message, hint, row=row, column=column, code="missing", value=column.cells[row])
    value = reading.read(column, read)
    used = value[wanted & np.isfinite(value)]
    if weights == "auto" and len(used):
        if np.all(used == 1):
            reading.notes.append(
                f"{column.header}: every weight is 1, read as the full strength; if it only says that there is a tie, "
                f"leave the column out ({MEAN_WEIGHT} each) or write weights: count."
            )
        weights = "strength" if np.all(used <= 1) else "count"
        because = "all in (0, 1]" if weights == "strength" else f"up to {used.max():g}"
        reading.notes.append(f"{column.header}: the weights were read as {weights}s, because they are {because}.")
    return value, weights == "count"


def numbers_of(reading: Reading, column: Column, *, whole: bool) -> Callable[[str], float]:
    """Return how the numbers of a column are read, by all of its cells; refuse a column that can be read in two ways.

    "1.234" beside "1.5" is a number between 1 and 2; beside "310" it is 1,234, and so it is where all are `whole`. A
    DataFrame and a graph hold numbers, which have a point for decimals.
    """
    cells = {cell for cell in column.cells if not is_missing(cell)}
    clear = reading.table.labels is not None or any("." in cell and not ONE_GROUP.fullmatch(cell) for cell in cells)
    if clear and all(map(NUMBER.fullmatch, cells)):
        return number
    cells = {cell for cell in cells if any(plain(way, cell) for way in WAYS)}
    ways = [way for way in WAYS if all(plain(way, cell) for cell in cells)]
    if not ways:
        return number  # a cell at a time: decimals have commas in some and points in others
    unclear = {cell for cell in cells if ONE_GROUP.fullmatch(cell) and len({plain(way, cell) for way in ways}) > 1}
    way = ways[0]
    if unclear:
        cell = min(unclear, key=lambda cell: (len(cell), cell))
        counting = [way for way in ways if all(plain(way, cell).isdecimal() for cell in unclear)]
        beside = cells - unclear
        if counting and (whole or (beside and all(cell.isdecimal() and len(cell) <= 3 for cell in beside))):
            way = counting[0]
            because = "weights are said to be counts" if whole else "the others are whole numbers below 1,000"
            reading.notes.append(f"{column.header}: '{cell}' is read as {int(plain(way, cell)):,}, because {because}.")
        else:
            either = " or ".join(sorted({plain(way, cell) for way in ways}))
            hint = "Export the weights without separators of thousands, or write weights: count if they are whole "
            hint += "numbers (--weights count)."
            row = column.cells.index(cell)
            message = f"'{cell}' can mean {either}, and the other weights do not tell which."
            reading.refuse(message, hint, row=row, column=column, code="unclear", value=cell)
    return lambda cell: number(plain(way, cell) or cell)


def plain(way: tuple[str, str], cell: str) -> str:
    """Return a number as digits with a point for decimals, nothing if it is not written in this way.

    >>> plain((".", ","), "1.234,5"), plain(("", "."), "1.234,5")
    ('1234.5', '')
    """
    cell = cell.translate(ALIKE)
    thousands, decimals = way
    if not written(way).fullmatch(cell):
        return ""
    return (cell.replace(thousands, "") if thousands else cell).replace(decimals, ".")


@cache
def written(way: tuple[str, str]) -> re.Pattern[str]:
    """Return what numbers look like that are written in a way."""
    thousands, decimals = map(re.escape, way)
    groups = rf"[1-9]\d{{0,2}}(?:{thousands}\d{{3}})+|" if thousands else ""
    return re.compile(rf"[+-]?(?:(?:{groups}\d+)(?:{decimals}\d*)?|{decimals}\d+)(?:[eE][+-]?\d+)?", re.ASCII)
