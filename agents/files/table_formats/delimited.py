"""Text with a line for each row and cells between delimiters: what every program exports."""

from __future__ import annotations

import csv
import io
import re
from collections import Counter

from ...base.refusal import Problem, Refused
from ...base.text_table import MOST_CELLS, MOST_ROWS, Row, Rows

SAVE_AS = "Save it as .xlsx or as CSV (UTF-8)."
SUFFIXES = (".csv", ".tsv", ".txt")
BEGINS = b""
DELIMITERS = {",": "commas", ";": "semicolons", "\t": "tabs", "|": "bars"}
UTF8_MARK, UTF16_MARKS = b"\xef\xbb\xbf", (b"\xff\xfe", b"\xfe\xff")
FIRST_LINES, FIRST_LETTERS = 30, 1 << 16  # of a file, which show what separates its cells; titles stand above few
SHOWN = 5  # lines named in a note


def rows_of(name: str, content: bytes, sheet: str | None) -> Rows:
    """Return the rows of text, each with the line it begins on, and notes; there are no sheets to choose from."""
    if sheet is not None:
        message = f"a sheet ('{sheet}') is named, but this is not an Excel workbook."
        raise Refused(Problem(message, "Leave the sheet out.", "conflict", file=name, field="sheet", value=sheet))
    text, notes = decode(name, content)
    rows, delimiter_notes = text_rows(name, text)
    return Rows(rows, notes + delimiter_notes)


def decode(name: str, content: bytes) -> tuple[str, list[str]]:
    """Return the text of a file and a note where the encoding had to be guessed, line by line where it changes."""
    notes: list[str] = []
    try:
        if content.startswith(UTF16_MARKS):
            text, notes = content.decode("utf-16"), ["The file was read as UTF-16."]
        else:
            text = content.removeprefix(UTF8_MARK).decode("utf-8")
    except UnicodeDecodeError as trouble:
        if trouble.encoding.startswith("utf-16"):
            raise Refused(Problem("is not valid UTF-16.", SAVE_AS, code="encoding", file=name)) from None
        lines = re.split(rb"(?<=\n)|(?<=\r)(?!\n)", content.removeprefix(UTF8_MARK))
        texts = [in_utf8(line) for line in lines]
        other = [at for at, one in enumerate(texts, 1) if one is None]
        if any(one is not None and not one.isascii() for one in texts):
            shown = ", ".join(map(str, other[:SHOWN])) + (f" and {len(other) - SHOWN:,} more" if other[SHOWN:] else "")
            how = f"The file has lines in two encodings: UTF-8, and ({shown}) others; these were"
        else:
            how = f"The file is not UTF-8 (line {other[0]}); it was"
        notes = [f"{how} read as Latin-1 (Windows-1252). Check letters with accents."]
        text = "".join(in_latin(line) if one is None else one for line, one in zip(lines, texts, strict=True))
    if "\0" in text:
        raise Refused(Problem("is not a text table (it has binary content).", SAVE_AS, code="format", file=name))
    return text, notes


def in_utf8(line: bytes) -> str | None:
    """Return a line as UTF-8, if it is."""
    try:
        return line.decode("utf-8")
    except UnicodeDecodeError:
        return None


def in_latin(line: bytes) -> str:
    """Return a line as Windows-1252, or where that has no such letter as Latin-1."""
    try:
        return line.decode("cp1252")
    except UnicodeDecodeError:
        return line.decode("latin-1")


def text_rows(name: str, text: str) -> tuple[list[Row], list[str]]:
    """Return the rows of delimited text, each with the line it begins on, and a note on the delimiter."""
    lines = io.StringIO(text, newline="")  # lines end with CR, LF or both, whichever they do
    skipped = 0
    if said := re.match(r"sep=(.)\r?\n", text):  # Excel's own first line
        delimiter, skipped = said[1], 1
        next(iter(lines))
    else:
        delimiter = delimiter_of(text[:FIRST_LETTERS])
    notes = [f"Cells are separated by {DELIMITERS.get(delimiter, delimiter)}."] if delimiter != "," else []
    reader = csv.reader(lines, delimiter=delimiter, strict=True)
    rows: list[Row] = []
    begins, cells = 1, 0
    try:
        for row in reader:
            rows.append((skipped + begins, row))
            begins = reader.line_num + 1
            cells += len(row)
            if len(rows) > MOST_ROWS or cells > MOST_CELLS:
                limit = f"{MOST_ROWS:,} rows" if len(rows) > MOST_ROWS else f"{MOST_CELLS:,} cells"
                raise Refused(Problem(f"has more than {limit}.", "Export less.", "range", name, skipped + begins))
    except csv.Error as trouble:
        message = f"the row that begins on this line cannot be read ({trouble})."
        hint = "There may be a quotation mark too few or too many; inside a quoted cell it is written twice."
        raise Refused(Problem(message, hint, "format", name, skipped + begins)) from None
    return rows, notes


def delimiter_of(text: str) -> str:
    """Return what separates cells: what as many lines as possible have equally often; quoted cells are left aside.

    >>> delimiter_of('employee_id;"level, as of 2026";department')
    ';'
    >>> delimiter_of("Headcount, third quarter\\n\\nid;level\\nE1;2,5\\nE2;3\\n")
    ';'
    """
    bare = re.sub(r'"[^"]*"', "", text)
    lines = [line for line in bare.splitlines() if line.strip()][:FIRST_LINES]

    def regular(delimiter: str) -> tuple[int, int]:
        times = Counter(line.count(delimiter) for line in lines if delimiter in line)
        return max(((lines, count) for count, lines in times.items()), default=(0, 0))

    return max(DELIMITERS, key=regular)
