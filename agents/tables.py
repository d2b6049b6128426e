"""Read a table that someone exported, CSV or Excel, as a header and rows of text that remember their lines."""

from __future__ import annotations

import csv
import io
import os
import re
import warnings
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING, TypeAlias, Union

from .frames import Frame, frame_of
from .refusal import Problem, Refused, did_you_mean
from .text_table import Table, cell_text

if TYPE_CHECKING:
    import networkx as nx
    import pandas as pd

Source: TypeAlias = Union[str, os.PathLike[str], Frame, "pd.DataFrame", "nx.Graph"]
"""Where a table is: a file's name, or what was handed over in Python."""

DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
ZIP, OLD_OFFICE = b"PK\x03\x04", b"\xd0\xcf\x11\xe0"
UTF8_MARK, UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
SAVE_AS = "Save it as .xlsx or as CSV (UTF-8)."


def read_table(file: Source, *, sheet: str | None = None, of: str = "table") -> Table:
    """Return the table in a CSV file or an Excel workbook, or refuse it saying what it is instead.

    A DataFrame, a networkx graph or a `Frame` will do for a file; it is called by what it is `of`.

    Encoding is told from the bytes (UTF-8, UTF-16 with a mark, else Windows-1252 with a note), the delimiter from
    the header. `sheet` names the sheet of a workbook; without it the first is read.
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
    if content.startswith(ZIP):
        rows, notes = workbook_rows(name, content, sheet)
    else:
        if sheet is not None:
            raise Refused(
                Problem(
                    f"a sheet ('{sheet}') is named, but this is not an Excel workbook.",
                    "Leave the sheet out.",
                    code="conflict",
                    file=name,
                    field="sheet",
                    value=sheet,
                )
            )
        text, notes = decode(name, content)
        rows, delimiter_notes = text_rows(name, text)
        notes += delimiter_notes
    return table_of(name, rows, notes)


def read_bytes(name: str) -> bytes:
    """Return the bytes of a file that can be a table; refuse a folder, nothing, and what is known to be no table."""

    def refuse(message: str, hint: str, code: str = "format") -> Refused:
        return Refused(Problem(message, hint, code=code, file=name))

    path = Path(name)
    try:
        if path.is_dir():
            raise refuse("is a folder, not a file.", "Name the table in it.")
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
    if content.startswith(OLD_OFFICE):
        raise refuse("is an old .xls workbook, or one with a password.", SAVE_AS)
    if content.lstrip().startswith((b"<", b"%PDF")):
        raise refuse("is a web page, XML or PDF, whatever it is called.", "Open it in a spreadsheet. " + SAVE_AS)
    if b"\0" in content and not content.startswith((*UTF16_MARKS, ZIP)):
        raise refuse("is not a text table (it has binary content).", SAVE_AS)
    return content


def decode(name: str, content: bytes) -> tuple[str, list[str]]:
    """Return the text of a file and a note where the encoding had to be told."""
    try:
        if content.startswith(UTF16_MARKS):
            text, notes = content.decode("utf-16"), ["Read as UTF-16."]
        else:
            text, notes = content.removeprefix(UTF8_MARK).decode("utf-8"), []
    except UnicodeDecodeError as trouble:
        if trouble.encoding.startswith("utf-16"):
            raise Refused(Problem("is not valid UTF-16.", SAVE_AS, code="encoding", file=name)) from None
        line = content.count(b"\n", 0, trouble.start) + 1
        notes = [f"Not UTF-8 (line {line}): read as Latin-1 (Windows-1252). Check letters with accents."]
        try:
            text = content.decode("cp1252")
        except UnicodeDecodeError:
            text = content.decode("latin-1")
    if "\0" in text:
        raise Refused(Problem("is not a text table (it has binary content).", SAVE_AS, code="format", file=name))
    return text, notes


def text_rows(name: str, text: str) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Return the rows of delimited text, each with the line it begins on, and a note on the delimiter."""
    ending = "\n" if "\n" in text else "\r"
    lines: Iterable[str] = io.StringIO(text, newline=ending)
    skipped = 0
    if said := re.match(r"sep=(.)\r?\n", text):  # Excel's own first line
        delimiter, skipped = said[1], 1
        next(iter(lines))
    else:
        delimiter = delimiter_of(next((line for line in text.splitlines() if line.strip()), ""))
    notes = [f"Cells are separated by {DELIMITERS.get(delimiter, delimiter)}."] if delimiter != "," else []
    if ending == "\r":
        lines = (line.removesuffix("\r") + "\n" for line in lines)
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[tuple[int, list[str]]] = []
    begins = 1
    try:
        for row in reader:
            rows.append((skipped + begins, row))
            begins = reader.line_num + 1
    except csv.Error as trouble:
        raise Refused(
            Problem(
                f"the row that begins on this line cannot be read ({trouble}).",
                "A quotation mark may be missing or too many; inside a quoted cell it is written twice.",
                code="format",
                file=name,
                line=skipped + begins,
            )
        ) from None
    return rows, notes


def delimiter_of(header: str) -> str:
    """Return what separates the cells of a header line, quoted cells left aside.

    >>> delimiter_of('employee_id;"level, as of 2026";department')
    ';'
    """
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)


def workbook_rows(name: str, content: bytes, sheet: str | None) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Return the rows of one sheet of an Excel workbook as text, and a note on which sheet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that mean nothing here
        try:
            from openpyxl import load_workbook

            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            pages = {page.title: page for page in book.worksheets}
            if sheet is not None and sheet not in pages:
                raise Refused(
                    Problem(
                        f"has no sheet '{sheet}'. Its sheets: {', '.join(pages)}.",
                        did_you_mean(sheet, pages),
                        code="unknown",
                        file=name,
                        field="sheet",
                        value=sheet,
                    )
                )
            title = next(iter(pages)) if sheet is None else sheet
            pages[title].reset_dimensions()  # some writers state a wrong size
            rows = [
                (line, [cell_text(value) for value in values])
                for line, values in enumerate(pages[title].iter_rows(values_only=True), start=1)
            ]
        except Refused:
            raise
        except Exception as trouble:  # a broken zip shows in many ways
            reason = str(trouble).split("\n")[0][:120]
            message = f"cannot be read as an Excel workbook ({type(trouble).__name__}: {reason})."
            raise Refused(Problem(message, SAVE_AS, code="format", file=name)) from None
    notes = [f"Sheet '{title}' was read, of {len(pages)}: {', '.join(pages)}."] if len(pages) > 1 else []
    return squared(rows), notes


def squared(rows: Sequence[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Return sheet rows as wide as the header, wider only where a cell beyond it is filled."""
    trimmed = []
    for line, cells in rows:
        while cells and not cells[-1].strip():
            cells.pop()
        trimmed.append((line, cells))
    width = next((len(cells) for _, cells in trimmed if cells), 0)
    return [(line, cells + [""] * (width - len(cells)) if cells else cells) for line, cells in trimmed]


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
            problems.append(
                Problem(
                    f"the row has {len(row)} cells, the header {len(header)}.",
                    "Quote cells that hold the delimiter, and fill up short rows.",
                    code="format",
                    file=name,
                    line=line,
                    value=len(row),
                )
            )
    if not good and not odd:
        raise Refused(Problem("has a header but no rows.", "Export it again.", code="empty", file=name))
    return Table(name, tuple(cell.strip() for cell in header), good, lines, odd, tuple(notes), tuple(problems))
