"""Read a table that someone exported as a header and rows of text that remember their lines.

Which kinds of file there are, CSV and Excel among them, `table_formats` says: a module each, found there.
"""

from __future__ import annotations

import os
from dataclasses import replace
from importlib import import_module
from itertools import dropwhile
from pathlib import Path
from pkgutil import iter_modules
from typing import TYPE_CHECKING, Any, TypeAlias, Union

from ...base.refusal import Problem, Refused, did_you_mean
from ...base.text_table import MOST_CELLS, NO_VALUE, Rows, Table
from ...base.writing import no_file
from .. import table_formats
from ..table_formats import delimited
from ..table_formats.delimited import SAVE_AS
from .cell_checks import column_name
from .frames import Frame, frame_of
from .quoting import shown
from .recognition import LOOKED_AT, OPTIONS, as_list, below_title, is_matrix, title_problem

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

Source: TypeAlias = Union[str, os.PathLike[str], Frame, "pd.DataFrame", "nx.Graph"]
"""Where a table is: the name of a file, or a table that was passed in Python."""

OLD_OFFICE = b"\xd0\xcf\x11\xe0"
MOST_BYTES = 1 << 30  # of a file; a CSV file of a million people is about a tenth of it


def read_table(file: Source, *, sheet: str | None = None, header: int | None = None, of: str = "table") -> Table:
    """Return the table in a CSV file or an Excel workbook, or refuse it saying what it is instead.

    A DataFrame, a networkx graph or a `Frame` will do for a file; it is called by what it is `of`.

    The bytes show the encoding (UTF-8, UTF-16 with a mark, else Windows-1252 with a note), the first lines the
    delimiter. `sheet` names the sheet of a workbook; without it the first is read that is not hidden. `header` is the
    line of the names of the columns, from 1; without it the first that is not blank, and what looks like a title there
    is refused. 0 says that there is none: the columns are called 1, 2, 3 and so on. A matrix of ties becomes a list.
    """
    if not isinstance(file, str | os.PathLike):
        try:
            table = replace(frame_of(file).there(), file=of)
        except Refused as refused:
            raise Refused(replace(one, file=one.file and of) for one in refused.problems) from None
        for field, said in (("sheet", sheet), ("header", header)):
            if said is not None:
                message = f"a {field} ('{said}') is named, but a {table.kind} has none."
                raise Refused(Problem(message, f"Leave the {field} out.", "conflict", field=field, value=said))
        return table
    name = os.fspath(file)
    content = read_bytes(name)
    found = Rows(*format_of(name, content).rows_of(name, content, sheet))
    table = table_of(name, found, header, of)
    if of != "ties" or not is_matrix(table):
        return table
    names, rows, lines = as_list(table)
    note = f"The table is a matrix: a cell is a tie from the person of its row to that of its column ({len(rows):,})."
    return replace(table, header=tuple(names), rows=rows, lines=lines, notes=(*table.notes, note))


def formats() -> list[Any]:
    """Return the kinds of file there are: every module of `table_formats`.

    Each has `SUFFIXES`, what its files end in; `BEGINS`, the bytes they begin with, none where that is not known; and
    `rows_of(name, content, sheet)`, which returns rows of text with the line of each, and notes, or a `Rows`.
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
    if problem := no_file(path, name):
        raise Refused(problem)
    try:
        size = path.stat().st_size
        if path.is_dir():
            raise refuse("is a folder, not a file.", "Name the file in it that holds the table.")
        if size > MOST_BYTES:
            message = f"has {size / 2**30:,.1f} GiB, more than {MOST_BYTES / 2**30:g}."
            raise refuse(message, "Export only the columns and rows that are needed.", "range")
        content = path.read_bytes()
    except FileNotFoundError:
        beside = [other.name for other in path.parent.iterdir()] if path.parent.is_dir() else []
        hint = did_you_mean(path.name, beside) or "Paths are relative to the file that names them."
        raise refuse("there is no such file.", hint, "missing") from None
    except Refused:
        raise
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


def table_of(name: str, found: Rows, header: int | None = None, of: str = "table") -> Table:
    """Return rows as a table: blank ones are skipped, the header is the first or on the line that is stated."""
    filled = [(line, row) for line, row in found.rows if "".join(row).strip()]
    if header is None:  # a formula without a value above the table is no name of a column
        filled = list(dropwhile(lambda one: is_empty(one[1]), filled)) or filled
    hint = "A table has a header line and rows."
    if found.others:
        named = f" with {OPTIONS[of][1]} NAME" if of in OPTIONS else ""
        hint = f"Sheet '{found.sheet}' was read. Name another{named}; there are: {', '.join(map(shown, found.others))}."
    if not filled:
        raise Refused(Problem("has no filled cell.", hint, code="empty", file=name))
    if header is None and (below := below_title(filled)):
        raise Refused(title_problem(name, of, filled[0], below))
    at = header_at(name, [line for line, _ in filled], header, of)
    names = [str(place + 1) for place in range(len(filled[0][1]))] if at < 0 else own_cells(*filled[at], found)
    if found.sheet is not None and len(names) * len(filled) > MOST_CELLS:
        message = f"the header is {len(names):,} cells wide and there are {len(filled):,} rows, which is more than"
        mend = "Delete what stands far to the right of the table, or copy the table alone into a new sheet."
        raise Refused(Problem(f"{message} {MOST_CELLS:,} cells.", mend, "range", name))
    good: list[list[str]] = []
    lines: list[int] = []
    odd: list[list[str]] = []
    repeated: list[int] = []
    problems: list[Problem] = []
    for line, row in filled[at + 1 :]:
        if found.sheet is not None:  # a sheet has no end of a row
            row = row + [""] * (len(names) - len(row))
            if len(row) > len(names) and is_empty(own_cells(line, row, found)[len(names) :]):
                row = row[: len(names)]
                if not "".join(row).strip():
                    continue
        if at >= 0 and (row == names or (line in found.sideways and own_cells(line, row, found) == names)):
            repeated.append(line)
        elif len(row) == len(names):
            good.append(row)
            lines.append(line)
        else:
            odd.append(row)
            message = f"the row has {len(row)} cells, the header {len(names)}."
            mend = "Put quotation marks around cells that contain the delimiter, and complete short rows."
            if found.sheet is not None:
                mend = "Give every column a name in the header, or delete what stands to the right of the table."
            problems.append(Problem(message, mend, "format", name, line, value=len(row)))
    if not good and not odd:
        raise Refused(Problem("has a header but no rows.", hint, code="empty", file=name))
    notes = list(found.notes)
    if at > 0:
        notes.append(f"The names of the columns are on line {header}; what stands above was not read.")
    if at >= 0 and filled[at][0] in found.sideways:
        notes.append("A name that is merged over several columns is that of the first of them.")
    if repeated:
        rows = "1 row repeats" if len(repeated) == 1 else f"{len(repeated):,} rows repeat"
        notes.append(
            f"{rows} the names of the columns and {'is' if len(repeated) == 1 else 'are'} left out, the first "
            f"on line {repeated[0]}."
        )
    read = tuple(map(column_name, names))
    return Table(
        name, read, good, lines, odd, tuple(notes), tuple(problems), sheet=found.sheet, others=found.others, of=of,
        above=filled[: max(0, at)][:LOOKED_AT], headerless=at < 0,
    )  # fmt: skip


def own_cells(line: int, row: list[str], found: Rows) -> list[str]:
    """Return a row of a sheet with blanks where a merged cell goes on to the right: it names one column, the first."""
    own = list(row)
    for first, last in found.sideways.get(line, ()):
        last = min(last, len(own))
        own[first - 1 : last] = [""] * (last - first + 1)
    return own


def is_empty(cells: list[str]) -> bool:
    """Say whether cells have nothing but formulas without a value, which beside a table do not matter."""
    return all(not cell.strip() or cell == NO_VALUE for cell in cells)


def header_at(name: str, lines: list[int], header: int | None, of: str) -> int:
    """Return which of the filled rows is the header, -1 for none of them."""
    if header is None or header == 0:
        return -1 if header == 0 else 0
    if header in lines:
        return lines.index(header)
    message = f"no row begins on line {header}, which is said to be the header."
    hint = f"The first rows that are not blank begin on lines {', '.join(map(str, lines[:5]))}."
    raise Refused(Problem(message, hint, "range", name, field="header", value=header))
