"""Read which department each person is in."""

from __future__ import annotations

from dataclasses import replace

from ...base.arrays import Integers
from ..tables.cells import Reading, counted, is_missing

NO_DEPARTMENT = "(not given)"


def read_departments(reading: Reading) -> tuple[Integers, tuple[str, ...]]:
    """Return each row's department; those without one share a department of their own."""
    column = reading.columns.get("department")
    if column is None:
        return reading.codes(None)
    blank = sum(map(is_missing, column.cells))
    if blank:
        reading.notes.append(
            f"{counted(blank, 'blank cell')} in {column.header}: these people form the department '{NO_DEPARTMENT}'."
        )
        cells = [NO_DEPARTMENT if is_missing(cell) else cell for cell in column.cells]
        column = replace(column, cells=cells)
    return reading.codes(column)
