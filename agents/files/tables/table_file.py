"""Read a table that someone exported as a header and rows of text that remember their lines.

Which kinds of file there are, CSV and Excel among them, `table_formats` says: a module each, found there.
"""

from __future__ import annotations

import os
from collections.abc import Iterator, Sequence
from dataclasses import replace
from importlib import import_module
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from ...base.refusal import Problem, Refused, did_you_mean
from ...base.text_table import Table
from .. import table_formats
from ..table_formats import delimited
from ..table_formats.delimited import SAVE_AS
from .frames import Frame, frame_of

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

Source: TypeAlias = Union[str, os.PathLike[str], Frame, "pd.DataFrame", "nx.Graph"]
"""Where a table is: the name of a file, or a table that was passed in Python."""

OLD_OFFICE = b"\xd0\xcf\x11\xe0"


def read_table(file: Source, *, sheet: str | None = None, header: int | None = None, of: str = "table") -> Table:
    """Return the table in a CSV file or an Excel workbook, or refuse it saying what it is instead.

    A DataFrame, a networkx graph or a `Frame` will do for a file; it is called by what it is `of`.

    The bytes show the encoding (UTF-8, UTF-16 with a mark, else Windows-1252 with a note), the header the delimiter.
    `sheet` names the sheet of a workbook; without it the first is read. `header` is the line of the header, from 1,
    without it the first that is not blank.
    """
    if not isinstance(file, str | os.PathLike):
        try:
            table = replace(frame_of(file).there(), file=of)
        except Refused as refused:
            raise Refused(replace(one, file=one.file and of) for one in refused.problems) from None
        if sheet is not None:
            message = f"a sheet ('{sheet}') is named, but a {table.kind} has none."
            raise Refused(Problem(message, "Leave the sheet out.", "conflict", field="sheet", value=sheet))
        return table
    name = os.fspath(file)
    content = read_bytes(name)
    kind = format_of(name, content)
    rows, notes = kind.rows_of(name, content, sheet)
    if header is not None:
        rows = [(line, row) for line, row in rows if line >= header]
        rows = kind.squared(rows) if kind is not delimited else rows
    return table_of(name, rows, notes)


def formats() -> list[Any]:
    """Return the kinds of file there are: every module of `table_formats`.

    Each has `SUFFIXES`, what its files end in; `BEGINS`, the bytes they begin with, none where that is not known; and
    `rows_of(name, content, sheet)`, which returns rows of text with the line of each, and notes.
    """
    return [import_module(f"{table_formats.__name__}.{one.name}") for one in iter_modules(table_formats.__path__)]


def format_of(name: str, content: bytes) -> Any:
    """Return of which kind a file is: by how its content begins, and by its ending where that leaves several."""
    ending = Path(name).suffix.lower()
    possible = [one for one in formats() if content.startswith(one.BEGINS)]
    return max(possible, key=lambda one: (len(one.BEGINS), ending in one.SUFFIXES, one is delimited))


def table_endings() -> tuple[str, ...]:
    """Return what the files end in that are tables."""
    return tuple(ending for one in formats() for ending in one.SUFFIXES)


def read_bytes(name: str) -> bytes:
    """Return the bytes of a file that can be a table; refuse a folder, nothing, and what is known to be no table."""

    def refuse(message: str, hint: str, code: str = "format") -> Refused:
        return Refused(Problem(message, hint, code=code, file=name))

    path = Path(name)
    try:
        if path.is_dir():
            raise refuse("is a folder, not a file.", "Name the file in it that holds the table.")
        content = path.read_bytes()
    except FileNotFoundError:
        beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        hint = did_you_mean(path.name, beside) or "Paths are relative to the file that names them."
        raise refuse("there is no such file.", hint, "missing") from None
    except (OSError, ValueError) as trouble:
        reason = trouble.strerror if isinstance(trouble, OSError) and trouble.strerror else str(trouble)
        raise refuse(f"cannot be read ({reason}).", "Check the name and who may read it.", "unreadable") from None
    if not content.strip(b" \t\r\n\x0b\x0c"):
        raise refuse("is empty.", "A table has a header line and at least one row.", "empty")
    if format_of(name, content) is not delimited:
        return content
    if content.startswith(OLD_OFFICE):
        raise refuse("is an old .xls workbook, or one with a password.", SAVE_AS)
    if content.lstrip().startswith((b"<", b"%PDF")):
        raise refuse("is a web page, XML or PDF, whatever it is called.", "Open it in a spreadsheet. " + SAVE_AS)
    if b"\0" in content and not content.startswith(delimited.UTF16_MARKS):
        raise refuse("is not a text table (it has binary content).", SAVE_AS)
    return content


def table_of(name: str, rows: Sequence[tuple[int, list[str]]], notes: list[str]) -> Table:
    """Return rows as a table: the first that is not blank is the header, blank ones are skipped."""
    filled: Iterator[tuple[int, list[str]]] = ((line, row) for line, row in rows if "".join(row).strip())
    _, header = next(filled, (0, []))
    if not header:
        raise Refused(Problem("has no filled cell.", "A table has a header line and rows.", code="empty", file=name))
    good: list[list[str]] = []
    lines: list[int] = []
    odd: list[list[str]] = []
    problems: list[Problem] = []
    for line, row in filled:
        if len(row) == len(header):
            good.append(row)
            lines.append(line)
        else:
            odd.append(row)
            message = f"the row has {len(row)} cells, the header {len(header)}."
            hint = "Put quotation marks around cells that contain the delimiter, and complete short rows."
            problems.append(Problem(message, hint, "format", name, line, value=len(row)))
    if not good and not odd:
        raise Refused(Problem("has a header but no rows.", "Export it again.", code="empty", file=name))
    return Table(name, tuple(cell.strip() for cell in header), good, lines, odd, tuple(notes), tuple(problems))
