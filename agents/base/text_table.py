"""A table of text: what a file, a workbook or a frame is turned into before anything in it is read."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any, NamedTuple

from .refusal import Problem

NO_VALUE = "#FORMULA WITHOUT A VALUE!"
"""What stands for a cell with a formula that no spreadsheet has worked out."""

MOST_ROWS = 5_000_000  # of a table; the ties of a hundred thousand people are about two million rows
MOST_CELLS = 100_000_000  # of a table, blank ones too: a million people with a hundred columns

Row = tuple[int, list[str]]
"""The line on which a row begins, or the row of a sheet, and its cells."""


class Rows(NamedTuple):
    """What a file holds: rows of text, notes on how it was read, and of a workbook the sheet and how others begin."""

    rows: Sequence[Row]
    notes: list[str]
    sheet: str | None = None
    others: Mapping[str, Sequence[Row]] = {}
    sideways: Mapping[int, Sequence[tuple[int, int]]] = {}
    """Of the row of a sheet, the first and last columns (from 1) of cells that repeat the merged cell before them."""


@dataclass(frozen=True)
class Table:
    """A header and rows of text, every row as wide as the header.

    `lines` has the line on which each row begins (in a workbook, the row of the sheet). Rows of another width
    are in `odd_rows`, each with a problem in `problems`. A table that was passed in Python has
    `labels` of its rows; then `file` is what it is of, such as roster, and `kind` what it is, such as DataFrame.
    A table from a workbook has its `sheet` and the first rows of the `others`. `of` is what it is a table of.
    """

    file: str
    header: tuple[str, ...]
    rows: list[list[str]]
    lines: list[int]
    odd_rows: list[list[str]]
    notes: tuple[str, ...]
    problems: tuple[Problem, ...]
    labels: tuple[str, ...] | None = None
    kind: str = "file"
    sheet: str | None = None
    others: Mapping[str, Sequence[Row]] = field(default_factory=dict)
    of: str = "table"
    above: Sequence[Row] = ()
    """The rows before the header, where the line of the header was stated."""
    headerless: bool = False
    """It was said that no line has the names of the columns, which are called 1, 2, 3 and so on."""

    def place(self, row: int) -> str:
        """Return where a row is, to read."""
        return f"line {self.lines[row]}" if self.labels is None else f"row {self.labels[row]}"

    def cell(self, row: int, position: int) -> str:
        """Return where a cell is, to read: as a spreadsheet calls it, or the line it is on."""
        if self.sheet is None:
            return self.place(row)
        letters = ""
        while position:
            position, letter = divmod(position - 1, 26)
            letters = chr(ord("A") + letter) + letters
        return f"{letters}{self.lines[row]}"


def cell_text(value: Any) -> str:
    """Return a workbook's cell as the text a CSV would have.

    >>> [cell_text(value) for value in (None, 7.0, 0.5, datetime(1985, 3, 1))]
    ['', '7', '0.5', '1985-03-01']
    """
    if value is None:
        return ""
    if isinstance(value, float) and value.is_integer() and abs(value) < 1e15:
        return str(int(value))
    if isinstance(value, datetime):
        return value.date().isoformat()
    if isinstance(value, date):
        return value.isoformat()
    return str(value)
