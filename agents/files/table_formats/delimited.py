"""Text with a line for each row and cells between delimiters: what every program exports."""

from __future__ import annotations

import csv
import io
import re
from collections.abc import Iterable

from ...base.refusal import Problem, Refused

SAVE_AS = "Save it as .xlsx or as CSV (UTF-8)."
SUFFIXES = (".csv", ".tsv", ".txt")
BEGINS = b""
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
UTF8_MARK, UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")


def rows_of(name: str, content: bytes, sheet: str | None) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Return the rows of text, each with the line it begins on, and notes; there are no sheets to choose from."""
    if sheet is not None:
        message = f"a sheet ('{sheet}') is named, but this is not an Excel workbook."
        raise Refused(Problem(message, "Leave the sheet out.", "conflict", file=name, field="sheet", value=sheet))
    text, notes = decode(name, content)
    rows, delimiter_notes = text_rows(name, text)
    return rows, notes + delimiter_notes


def decode(name: str, content: bytes) -> tuple[str, list[str]]:
    """Return the text of a file and a note where the encoding had to be guessed."""
    try:
        if content.startswith(UTF16_MARKS):
            text, notes = content.decode("utf-16"), ["The file was read as UTF-16."]
        else:
            text, notes = content.removeprefix(UTF8_MARK).decode("utf-8"), []
    except UnicodeDecodeError as trouble:
        if trouble.encoding.startswith("utf-16"):
            raise Refused(Problem("is not valid UTF-16.", SAVE_AS, code="encoding", file=name)) from None
        line = content.count(b"\n", 0, trouble.start) + 1
        notes = [
            f"The file is not UTF-8 (line {line}); it was read as Latin-1 (Windows-1252). Check letters with accents."
        ]
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
        message = f"the row that begins on this line cannot be read ({trouble})."
        hint = "There may be a quotation mark too few or too many; inside a quoted cell it is written twice."
        raise Refused(Problem(message, hint, "format", name, skipped + begins)) from None
    return rows, notes


def delimiter_of(header: str) -> str:
    """Return what separates the cells of a header line, quoted cells left aside.

    >>> delimiter_of('employee_id;"level, as of 2026";department')
    ';'
    """
    bare = re.sub(r'"[^"]*"', "", header)
    return max(DELIMITERS, key=bare.count)
