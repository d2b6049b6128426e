"""Guess on which sheet and line of a file its table begins, by the names of columns that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from ..tables.table_file import format_of, read_bytes
from .own_columns import NAMED, match_of
from .words import HEADERS

Row = tuple[int, list[str]]
FIRST_LINES = 30
"""Filled lines in which a header is looked for: titles and notes above a table take less."""
ENOUGH = 2
"""Names of our columns from which on a line is a header."""


@dataclass(frozen=True)
class Place:
    """Where a table is in its file: the sheet, nothing for the first, and the line of its header, nothing for the first
    that is filled."""

    sheet: str | None = None
    header: int | None = None


@dataclass(frozen=True)
class Header:
    """The line of a header, from 1, and how many of our columns it names."""

    line: int
    names: int


def guess_header(rows: Iterable[Row], words: Mapping[str, tuple[str, str]] = HEADERS) -> Header | None:
    """Return the line that names most of our columns, the first of several; nothing if no line names two.

    >>> guess_header([(1, ["Headcount Q3", ""]), (3, ["Personalnummer", "Alter"]), (4, ["17", "40"])])
    Header(line=3, names=2)
    """
    best = None
    filled = ((line, row) for line, row in rows if "".join(row).strip())
    for _, (line, row) in zip(range(FIRST_LINES), filled, strict=False):
        named = sum(any(match_of(cell, name, words) in NAMED for name in words) for cell in row if cell.strip())
        if named >= ENOUGH and (best is None or named > best.names):
            best = Header(line, named)
    return best


def guess_place(file: str, sheet: str | None, words: Mapping[str, tuple[str, str]] = HEADERS) -> Place:
    """Return where the table of a file is; a `sheet` that is named is not guessed. Raises `Refused`."""
    content = read_bytes(file)
    found = format_of(file, content).rows_of(file, content, sheet)
    return place_in(found[0], {} if sheet is not None else getattr(found, "others", {}), words)


def place_in(
    rows: Sequence[Row], others: Mapping[str, Sequence[Row]], words: Mapping[str, tuple[str, str]] = HEADERS
) -> Place:
    """Return the sheet, the first or one of the others, and the line that name most of our columns.

    >>> place_in([(1, ["Report", ""])], {"Staff": [(2, ["Matricule", "Service"]), (3, ["M1", "Ventes"])]})
    Place(sheet='Staff', header=None)
    """
    sheet, here, best = None, rows, guess_header(rows, words)
    for title, begins in others.items():
        header = guess_header(begins, words)
        if header is not None and (best is None or header.names > best.names):
            sheet, here, best = title, begins, header
    first = next((line for line, row in here if "".join(row).strip()), None)
    return Place(sheet, best.line if best is not None and best.line != first else None)
