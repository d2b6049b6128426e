"""Recognise a table that does not begin where it should: below a title, on another sheet, without header, a matrix."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable, Sequence

from ...base.refusal import Problem
from ...base.text_table import Row, Table
from .quoting import shown

LOOKED_AT = 30  # rows in which the header is looked for; titles, remarks and logos stand above fewer
ALIKE = 0.5  # share of a column that has the form of the cell above it for that cell to be no header
SMALLEST_MATRIX = 3  # people; two names above two columns can be anything
SAME_NAMES = 0.5  # share of the names of rows that columns have as well in a matrix, and the other way round
NO_TIE = frozenset({"", "0", "0.0", "0,0", "-", "no", "false", "na", "n/a", "nan"})
JUST_A_TIE = frozenset({"1", "1.0", "1,0", "x", "yes", "true"})
OPTIONS = {
    "roster": ("--header", "--sheet", "--columns", "roster", ("employee_id", "level")),
    "ties": ("--tie-header", "--tie-sheet", "--tie-columns", "ties", ("source", "target")),
}
"""Of what is read: the options for the line of its header, its sheet and its columns, its part of a scenario file, and
columns for an example."""


def how_to_say(of: str, *, header: int | None = None, sheet: str | None = None) -> str:
    """Return how to say where the header is, on the command line and in a scenario file.

    >>> how_to_say("ties", header=3)
    'Write --tie-header 3, or header: 3 below ties in a scenario file.'
    """
    if of not in OPTIONS:
        return "Leave in the file the table alone, and its header in the first line."
    for_header, for_sheet, _, part, _ = OPTIONS[of]
    said = [] if sheet is None else [(f"{for_sheet} '{sheet}'", f"sheet: {sheet}")]
    said += [] if header is None else [(f"{for_header} {header}", f"header: {header}")]
    options, entries = " ".join(one for one, _ in said), ", ".join(two for _, two in said)
    return f"Write {options}, or {entries} below {part} in a scenario file."


def filled(cells: Iterable[str]) -> list[str]:
    """Return the different texts in a row."""
    return list(dict.fromkeys(cell.strip() for cell in cells if cell.strip()))


def below_title(rows: Sequence[Row]) -> Row | None:
    """Return the row of the header where a title stands above it: the first has at most half the cells of others."""
    rows = rows[:LOOKED_AT]
    usual = sorted(sum(1 for cell in cells if cell.strip()) for _, cells in rows)[len(rows) // 2]
    if len(rows) < 3 or usual < 2 or 2 * len(filled(rows[0][1])) > usual:
        return None
    return next((row for row in rows[1:] if 2 * len(filled(row[1])) > usual), None)


def title_problem(file: str, of: str, title: Row, header: Row) -> Problem:
    """Return what to say of a title above the header."""
    said, names = filled(title[1])[0], ", ".join(map(shown, filled(header[1])[:5]))
    message = (
        f"the first line seems to be a title ({shown(said)}), and the names of the columns to be on line {header[0]} "
        f"({names})."
    )
    hint = how_to_say(of, header=header[0])
    if of in OPTIONS:
        hint += f" If line {title[0]} has the names after all, write {OPTIONS[of][0]} {title[0]}."
    return Problem(message, hint, "header", file, title[0])


def elsewhere(table: Table, name: str, wanted: Iterable[str]) -> Problem | None:
    """Return what to say where a column is not in the header: it is on another line or sheet, or there is no header."""
    if table.labels is not None:
        return None
    known = {one.strip().casefold() for one in (name, *wanted)}

    def header_in(rows: Iterable[Row]) -> int | None:
        found = [(len(known & set(said)), -line) for line, cells in rows if name.casefold() in (said := folded(cells))]
        return -max(found)[1] if found else None

    begins = list(zip(table.lines, table.rows, strict=True))[:LOOKED_AT]
    odd = [(problem.line or 0, row) for problem, row in zip(table.problems, table.odd_rows, strict=True)][:LOOKED_AT]
    if line := header_in([*table.above, *begins, *odd]):
        message = f"the column '{name}' is not in the first line; line {line} seems to have the names of the columns."
        if table.headerless:
            message = f"there is said to be no header line, but line {line} seems to have the names of the columns."
        return Problem(message, how_to_say(table.of, header=line), "header", table.file, line)
    for sheet, rows in table.others.items():
        if line := header_in(rows):
            message = f"sheet '{table.sheet}' was read, and the column '{name}' is on sheet '{sheet}'."
            first = line == rows[0][0]
            hint = how_to_say(table.of, sheet=sheet, header=None if first else line)
            return Problem(message, hint, "sheet", table.file, field="sheet", value=table.sheet)
    if not table.headerless and not known & set(folded(table.header)) and is_data(table):
        option, _, columns, part, names = OPTIONS.get(table.of, OPTIONS["roster"])
        numbered = [f"{one}={at}" for at, one in enumerate(names, 1)]
        cells = ", ".join(map(shown, table.header[:5]))
        message = f"there seems to be no header line: the first line ({cells}) has cells like those below it."
        hint = (
            f"Write {option} 0 {columns} {','.join(numbered)}, or header: 0 and "
            f"columns: {{{', '.join(numbered).replace('=', ': ')}}} below {part} in a scenario file. The columns are "
            "called 1, 2, 3 and so on."
        )
        return Problem(message, hint if table.of in OPTIONS else "Add a header line.", "header", table.file)
    return None


def folded(cells: Iterable[str]) -> list[str]:
    """Return cells as names of columns are compared."""
    return [cell.strip().casefold() for cell in cells]


def is_data(table: Table) -> bool:
    """Say whether most cells of the header have the form, or are, what stands below them."""
    alike = 0
    for position, cell in enumerate(table.header):
        below = [row[position].strip() for row in table.rows[:1000]]
        same = Counter(map(form, below))[form(cell)] >= ALIKE * len(below) if re.search(r"\d", cell) else cell in below
        alike += bool(cell) and same
    return alike >= max(1, ALIKE * len(filled(table.header)))


def form(cell: str) -> str:
    """Return a cell with every number as 9.

    >>> form("E104"), form("2001-03-01")
    ('E9', '9-9-9')
    """
    return re.sub(r"\d+", "9", cell.strip())


def whole(name: str) -> str:
    """Return an id without the empty decimals that other programs give a number.

    >>> whole("1001.0"), whole("E1.5")
    ('1001', 'E1.5')
    """
    return name.removesuffix(".0")


def is_matrix(table: Table) -> bool:
    """Say whether a table has people above its columns and the same people before its rows."""
    above, before = set(map(whole, filled(table.header[1:]))), set(map(whole, filled(row[0] for row in table.rows)))
    both = len(above & before)
    return both >= SMALLEST_MATRIX and both >= SAME_NAMES * max(len(above), len(before))


def as_list(table: Table) -> tuple[list[str], list[list[str]], list[int]]:
    """Return a matrix as a list: the names of its columns, a row for each tie, and the line on which each stands.

    A blank cell or 0 is no tie; where all others are 1 or x there are no weights.
    """
    rows, lines = [], []
    for line, row in zip(table.lines, table.rows, strict=True):
        for name, cell in zip(table.header[1:], row[1:], strict=True):
            if (said := cell.strip().casefold()) not in NO_TIE:
                rows.append([row[0], name, "1" if said in JUST_A_TIE else cell])
                lines.append(line)
    if all(weight == "1" for *_, weight in rows):
        return ["source", "target"], [row[:2] for row in rows], lines
    return ["source", "target", "weight"], rows, lines
