"""A table of text: what a file, a workbook or a frame is turned into before anything in it is read."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from .refusal import Problem


@dataclass(frozen=True)
class Table:
    """A header and rows of text, every row as wide as the header.

    `lines` has the line on which each row begins (in a workbook, the row of the sheet). Rows of another width
    are in `odd_rows`, each with a problem in `problems`. A table that was passed in Python has
    `labels` of its rows; then `file` is what it is of, such as roster, and `kind` what it is, such as DataFrame.
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

    def place(self, row: int) -> str:
        """Return where a row is, to read."""
        return f"line {self.lines[row]}" if self.labels is None else f"row {self.labels[row]}"


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
