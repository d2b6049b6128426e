"""Excel workbooks: one sheet as rows of text, merged cells filled, formulas that nobody worked out marked."""

from __future__ import annotations

import io
import re
import warnings
from collections.abc import Iterator
from itertools import islice
from typing import Any, NamedTuple
from zipfile import ZipFile

from ...base.refusal import Problem, Refused, did_you_mean
from ...base.text_table import MOST_CELLS, NO_VALUE, Row, Rows, cell_text
from .delimited import SAVE_AS

SUFFIXES = (".xlsx", ".xlsm")
BEGINS = b"PK\x03\x04"
MOST_INFLATED = 1 << 30  # bytes of everything in a workbook, unpacked; a sheet of a million people is about half
SHEET_ROWS = 1_048_576  # what a sheet can have
BEGINNING = 30  # rows of the other sheets, to see whether the table is there
MARKS = re.compile(rb"<(\w+:)?f[\s/>]|mergeCell")
"""What a sheet has in its text if it has formulas or merged cells."""


class Special(NamedTuple):
    """Of a sheet: the cells with a formula and no value, as row and column from 1, and the merged ranges."""

    unvalued: set[tuple[int, int]]
    merged: list[tuple[int, int, int, int]]


def rows_of(name: str, content: bytes, sheet: str | None) -> Rows:
    """Return the rows of one sheet of an Excel workbook as text, the first that is not hidden if none is named."""
    check_size(name, content)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that mean nothing here
        try:
            return _rows_of(name, content, sheet)
        except Refused:
            raise
        except Exception as trouble:  # a broken zip shows in many ways
            reason = str(trouble).split("\n")[0][:120]
            message = f"cannot be read as an Excel workbook ({type(trouble).__name__}: {reason})."
            raise Refused(Problem(message, SAVE_AS, code="format", file=name)) from None


def _rows_of(name: str, content: bytes, sheet: str | None) -> Rows:
    from openpyxl import load_workbook

    book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
    pages = {page.title: page for page in book.worksheets}
    seen = [title for title, page in pages.items() if page.sheet_state == "visible"] or list(pages)
    if sheet is not None and sheet not in pages:
        message, hint = f"has no sheet '{sheet}'. Its sheets: {', '.join(pages)}.", did_you_mean(sheet, pages)
        raise Refused(Problem(message, hint, "unknown", file=name, field="sheet", value=sheet))
    title = seen[0] if sheet is None else sheet
    rows = list(filled_rows(name, pages[title]))
    notes = [f"Sheet '{title}' was read, of {len(pages)}: {', '.join(pages)}."] if len(pages) > 1 else []
    if hidden := [one for one in pages if one not in seen]:
        notes.append(f"Hidden sheets are read only if they are named: {', '.join(hidden)}.")
    path = pages[title]._worksheet_path
    sideways: dict[int, list[tuple[int, int]]] = {}
    with ZipFile(io.BytesIO(content)) as packed:
        with packed.open(path) as text:
            marked = has_marks(text)
        if marked:
            with packed.open(path) as text:
                special = special_cells(text)
            mark_unvalued(rows, special)
            notes += fill_merged(name, rows, special)
            sideways = columns_sideways(rows, special)
    others = {one: list(islice(filled_rows(name, pages[one]), BEGINNING)) for one in seen if one != title}
    return Rows(rows, notes, title, others, sideways)


def check_size(name: str, content: bytes) -> None:
    """Refuse a workbook that is too large when it is unpacked, by what it says of itself, before it is."""
    try:
        with ZipFile(io.BytesIO(content)) as packed:
            size = sum(member.file_size for member in packed.infolist())
    except Exception:  # a broken zip shows in many ways, and is refused when it is read
        return
    if size > MOST_INFLATED:
        message = f"holds {size / 2**30:,.1f} GiB when it is unpacked, more than {MOST_INFLATED / 2**30:g}."
        hint = "Copy the table alone into a new workbook, or save it as CSV."
        raise Refused(Problem(message, hint, "range", file=name, value=size))


def filled_rows(name: str, page: Any) -> Iterator[Row]:
    """Yield the rows of a sheet that have a filled cell, without the blank cells at their end."""
    page.reset_dimensions()  # some writers state a wrong size
    cells = 0
    for line, values in enumerate(page.iter_rows(values_only=True), start=1):
        cells += len(values)
        if line > SHEET_ROWS or cells > MOST_CELLS:
            limit = f"{SHEET_ROWS:,} rows" if line > SHEET_ROWS else f"{MOST_CELLS:,} cells"
            message, hint = f"the sheet '{page.title}' has more than {limit}.", "Copy the table alone into a new sheet."
            raise Refused(Problem(message, hint, "range", file=name))
        last = len(values)
        while last and values[last - 1] is None:
            last -= 1
        row = [cell_text(value) for value in values[:last]]
        if row:
            yield line, row


def has_marks(text: Any) -> bool:
    """Tell whether there can be formulas or merged cells in the text of a sheet."""
    before = b""
    while some := text.read(1 << 20):
        if MARKS.search(before + some):
            return True
        before = some[-12:]
    return False


def special_cells(text: Any) -> Special:
    """Return which cells have a formula without a value, and which ranges are merged."""
    from xml.etree.ElementTree import iterparse

    from openpyxl.utils.cell import coordinate_to_tuple, range_boundaries

    found = Special(set(), [])
    row = column = 0
    for event, element in iterparse(text, events=("start", "end")):
        kind = element.tag.rpartition("}")[2]
        if event == "start":
            if kind == "row":
                row, column = int(element.get("r", row + 1)), 0
            continue
        if kind == "c":
            at = element.get("r")
            _, column = coordinate_to_tuple(at) if at else (row, column + 1)
            parts = {part.tag.rpartition("}")[2]: part.text for part in element}
            said = parts.get("v") or ("v" in parts and element.get("t") == "str")  # an empty text is a value
            if "f" in parts and not said:
                found.unvalued.add((row, column))
        elif kind == "row":
            element.clear()
        elif kind == "mergeCell":
            left, top, right, bottom = range_boundaries(element.get("ref"))
            found.merged.append((top, left, bottom, right))
    return found


def mark_unvalued(rows: list[Row], special: Special) -> None:
    """Put a mark in the place of each formula without a value, since it is no blank."""
    at = dict(rows)
    for line, column in sorted(special.unvalued):
        if line not in at:
            at[line] = []
            rows.append((line, at[line]))
        put(at[line], column, NO_VALUE)
    rows.sort(key=lambda row: row[0])


def fill_merged(name: str, rows: list[Row], special: Special) -> list[str]:
    """Give every cell of a merged range its value, and return a note on it; a blank row stays blank."""
    if sum((1 + bottom - top) * (1 + right - left) for top, left, bottom, right in special.merged) > MOST_CELLS:
        message, hint = (
            f"has merged ranges of more than {MOST_CELLS:,} cells.",
            "Copy the table alone into a new sheet.",
        )
        raise Refused(Problem(message, hint, "range", file=name))
    at = dict(rows)
    filled = []
    for top, left, bottom, right in special.merged:
        value = at[top][left - 1] if top in at and left <= len(at[top]) else ""
        lines = [line for line in range(top, bottom + 1) if line in at] if value else []
        for line in lines:
            for column in range(left, right + 1):
                put(at[line], column, value)
        filled += lines[:1]
    if not filled:
        return []
    ranges = "1 merged range was" if len(filled) == 1 else f"{len(filled):,} merged ranges were"
    return [f"{ranges} filled, the first in row {min(filled)}: every cell of it has the value that is shown for all."]


def columns_sideways(rows: list[Row], special: Special) -> dict[int, list[tuple[int, int]]]:
    """Return, of each row, the columns whose cells were filled with the merged cell before them: first and last."""
    found: dict[int, list[tuple[int, int]]] = {line: [] for line, _ in rows}
    for top, left, bottom, right in special.merged:
        for line in range(top, bottom + 1):
            if right > left and line in found:
                found[line].append((left + 1, right))
    return {line: columns for line, columns in found.items() if columns}


def put(cells: list[str], column: int, value: str) -> None:
    """Write a cell of a row, which becomes as long as that needs."""
    cells += [""] * (column - len(cells))
    cells[column - 1] = value
