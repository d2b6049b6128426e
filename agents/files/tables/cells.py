"""Find our columns in a table, whatever their names, and read their cells; collect what is wrong, with its place."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Any

import numpy as np

from ...base.arrays import Floats
from ...base.refusal import Problem, Refused, capped, did_you_mean
from ...base.text_table import NO_VALUE, Table
from .cell_checks import KINDS, mended, one_line
from .gathering import gathered, some
from .quoting import quoted, quoted_id, shown, visible, without_emails
from .recognition import elsewhere

MISSING = frozenset({
    "", "na", "n/a", "#n/a", "#nv", "#n/d", "#n/b", "n.a.", "-", "–", "—", "null", "none", "nan", "?",
    "00.00.0000", "0000-00-00", "00/00/0000",
})  # fmt: skip
"""What cells have where nothing is known, in small letters: words, and the empty date of some systems."""
NO_NAMES = frozenset({
    "employee_id", "manager_id", "source", "target", "birth_date", "birth_year", "age", "hire_date", "tenure_years",
})  # fmt: skip
"""Columns of ids, numbers and dates, in which no name is quoted: somebody has named the wrong column."""
NUMBER = re.compile(r"[+-]?(\d+\.?\d*|\.\d+)([eE][+-]?\d+)?", re.ASCII)
DECIMAL_COMMA = re.compile(r"[+-]?(\d+,\d{1,2}|0,\d+)", re.ASCII)  # three digits could be thousands
INVISIBLE = "\ufeff\u200b\u200c\u200d\u2060"


class Wrong(Exception):  # noqa: N818
    """What is wrong with a cell, before its place is known."""

    def __init__(self, message: str, hint: str = "", code: str = "format") -> None:
        super().__init__(message)
        self.message, self.hint, self.code = message, hint, code


@dataclass(frozen=True)
class Column:
    """One column of a table: our name for it, the file's, its place from 1, its trimmed cells."""

    name: str
    header: str
    position: int
    cells: list[str]


def trimmed(cells: list[str]) -> list[str]:
    """Return cells without padding, also of non-breaking spaces and invisible marks.

    >>> trimmed([" E1", "E2\\u00a0", "\\ufeffE3"])
    ['E1', 'E2', 'E3']
    """
    bare = list(map(str.strip, cells))
    if not "".join(bare).isascii():
        bare = [cell.strip(INVISIBLE).strip() for cell in bare]
    return bare


def is_missing(cell: str) -> bool:
    """Say whether a cell says that nothing is known.

    >>> is_missing("N/A"), is_missing("0")
    (True, False)
    """
    return cell.casefold() in MISSING


def number(cell: str) -> float:
    """Return a cell as a finite number; a decimal comma is read where it cannot mean thousands.

    >>> number("2,5")
    2.5
    """
    if NUMBER.fullmatch(cell):
        value = float(cell)
    elif DECIMAL_COMMA.fullmatch(cell):
        value = float(cell.replace(",", "."))
    else:
        raise Wrong(f"'{cell}' is not a number.", "Write digits, with a point for decimals.")
    if not np.isfinite(value):
        raise Wrong(f"'{cell}' is too large a number.", "Check the unit.", "range")
    return value


def between(least: float, most: float, hint: str) -> Callable[[str], float]:
    """Return a reader of numbers from `least` to `most`."""

    def read(cell: str) -> float:
        value = number(cell)
        if not least <= value <= most:
            raise Wrong(f"'{cell}' is not between {least:g} and {most:g}.", hint, "range")
        return value

    return read


class Reading:
    """One table being read: its columns by our names, and the problems and notes collected so far."""

    def __init__(self, table: Table, sure: Iterable[str] = (), nearest: Callable[[str], str] = lambda name: "") -> None:
        """`nearest` tells which header may be one of our columns that is not there, nothing if none is like it."""
        self.table, self.nearest, self.sure = table, nearest, frozenset(name.strip().casefold() for name in sure)
        self.problems = list(table.problems)
        self.notes = list(table.notes)
        self.columns: dict[str, Column] = {}
        self._wanted: list[str] = []
        self._wrong: set[tuple[int, int]] = set()  # cells that are refused already, by row and position

    def refuse(
        self,
        message: str,
        hint: str = "",
        *,
        row: int | None = None,
        column: Column | None = None,
        field: str | None = None,
        code: str = "invalid",
        value: Any = None,
        values: Sequence[str] = (),
    ) -> None:
        """Add a problem, placed by row and column of the table; its `value`, a cell, is quoted as far as it may be.

        `values` are all the cells that it is about, where a message names only some.
        """
        if row is not None and column is not None and (row, column.position) in self._wrong:
            return
        quote = quoted_id if column is not None and column.name in NO_NAMES else quoted
        if isinstance(value, str) and (said := quote(value)) != f"'{value}'":
            bare = said.removeprefix("'").removesuffix("'")
            message, hint = (
                text.replace(f"'{value}'", said).replace(value, bare) if value else text for text in (message, hint)
            )
            value = bare
        message, hint = visible(without_emails(message)), visible(without_emails(hint))
        every = tuple(map(shown, values))
        if self.table.labels is not None:
            place = [self.table.place(row)] if row is not None else []
            name = ", ".join([*place, *filter(None, [column.header if column else field])])
            self.problems.append(Problem(message, hint, code, self.table.file, field=name, value=value, values=every))
            return
        self.problems.append(
            Problem(
                message,
                hint,
                code=code,
                file=self.table.file,
                line=None if row is None else self.table.lines[row],
                column=column.position if column else None,
                field=column.header if column else field,
                value=value,
                values=every,
            )
        )

    def find(self, name: str, mapped: str | None = None, *, required: str = "") -> Column | None:
        """Return the column for one of our names, keeping it; a `required` one that is absent is a problem."""
        wanted = (name if mapped is None else str(mapped)).strip().casefold()
        places = [place for place, header in enumerate(self.table.header) if header.casefold() == wanted]
        if len(places) > 1:
            here = ", ".join(str(place + 1) for place in places)
            self.refuse(
                f"there are {len(places)} columns of this name (columns {here}).",
                "Rename all of them but the one that is to be read.",
                field=self.table.header[places[0]],
                code="duplicate",
            )
        elif not places and (mapped is not None or required) and (place := elsewhere(self.table, wanted, self._wanted)):
            raise Refused(place)
        elif mapped is not None and not places:
            mend = did_you_mean(mapped, self.table.header)
            self.refuse(
                f"columns names '{mapped}' as {name}, but the {self.table.kind} has no such "
                f"column. It has: {self.headers()}.",
                mend,
                field=name,
                code="unknown",
                value=mapped,
            )
        elif places:
            self.columns[name] = self.checked(name, places[0])
            return self.columns[name]
        elif required:
            example = self.nearest(name) or "YOURS"
            option = (
                ""
                if name in ("source", "target") or self.table.labels is not None
                else f", on the command line --columns '{name}={example}'"
            )
            self.refuse(
                f"there is no column '{name}' ({required}). The {self.table.kind} has: {self.headers()}.",
                f"Say which column it is, for example columns: {{{name}: {example}}}{option}.",
                field=name,
                code="missing",
            )
        return None

    def checked(self, name: str, place: int) -> Column:
        """Return a column of the table, its cells tidied; what no cell can be is refused and becomes blank."""
        cells = trimmed([row[place] for row in self.table.rows])
        column = Column(name, shown(self.table.header[place]), place + 1, cells)
        texts = set(cells)
        tidied = {cell: tidy for cell in texts if (tidy := mended(one_line(cell), texts)) != cell}
        if remade := [row for row, cell in enumerate(cells) if cell in tidied and mended(cell, texts) != cell]:
            first, lines = cells[remade[0]], some([str(self.table.lines[row]) for row in remade])
            self.notes.append(
                f"{column.header}: {quoted(first)} was read as {quoted(tidied[first])}, since its letters were in a "
                f"wrong encoding, and so were other cells like it (lines {lines})."
            )
        bad: dict[str, str] = {}
        for is_such, one, many, hint, code in KINDS:
            kind = {cell for cell in texts if is_such(tidied.get(cell, cell))}
            rows = [row for row, cell in enumerate(cells) if cell in kind] if kind else []
            if rows:
                where = self.table.cell(rows[0], place + 1)
                where += "" if kind == {NO_VALUE} else f" ({quoted(cells[rows[0]])})"
                message = f"{len(rows):,} cells {many}, the first in {where}." if rows[1:] else f"{one}, in {where}."
                self.refuse(message, hint, row=rows[0], column=column, code=code, value=cells[rows[0]])
                self._wrong |= {(row, place + 1) for row in rows}
                bad |= dict.fromkeys(kind, "")
        change = tidied | bad
        return replace(column, cells=[change.get(cell, cell) for cell in cells]) if change else column

    def is_sure(self, *names: str) -> bool:
        """Say whether a column is said to be right as it is, under one of its names: ours or the file's."""
        return any(name.casefold() in self.sure for name in names)

    def find_all(self, names: Sequence[str], mapping: Mapping[str, str], required: Mapping[str, str]) -> None:
        """Find every column of `names`, refusing a mapping of names that are not ours."""
        for name in mapping:
            if name not in names:
                self.refuse(
                    f"columns names '{name}', which is not a column that mentorlab reads. It "
                    f"reads: {', '.join(names)}.",
                    did_you_mean(name, names),
                    field="columns",
                    code="unknown",
                    value=name,
                )
        self._wanted = [str(mapping.get(name, name)) for name in names]
        for name in names:
            self.find(name, mapping.get(name), required=required.get(name, ""))

    def headers(self) -> str:
        """Return the names of the file's columns, as a sentence has them."""
        names = [shown(header) if header else "(no name)" for header in self.table.header]
        return ", ".join(names[:40]) + (f" and {len(names) - 40} more" if len(names) > 40 else "")

    def unused(self) -> list[str]:
        """Return the headers of the columns that were not asked for."""
        used = {column.position for column in self.columns.values()}
        return [shown(header) for place, header in enumerate(self.table.header, 1) if place not in used and header]

    def read(self, column: Column, parse: Callable[[str], float]) -> Floats:
        """Return a column as numbers, nan where missing or wrong; each distinct cell is parsed once."""
        known: dict[str, float | Wrong] = dict.fromkeys(
            (cell for cell in set(column.cells) if is_missing(cell)), np.nan
        )
        values = np.full(len(column.cells), np.nan)
        for row, cell in enumerate(column.cells):
            value = known.get(cell)
            if value is None:
                try:
                    value = parse(cell)
                except Wrong as wrong:
                    value = wrong
                known[cell] = value
            if isinstance(value, Wrong):
                self.refuse(value.message, value.hint, row=row, column=column, code=value.code, value=cell)
            else:
                values[row] = value
        return values


def raise_problems(problems: Iterable[Problem]) -> None:
    """Raise all problems at once, by file and line, many of one kind as one, the first listed and the rest counted."""
    ordered = gathered(
        sorted(problems, key=lambda problem: (problem.file or "", problem.line or 0, problem.column or 0))
    )
    if ordered:
        raise Refused(capped(ordered))


def counted(count: int, one: str, many: str = "") -> str:
    """Return a count with its noun.

    >>> counted(1, "row"), counted(3, "person", "people")
    ('1 row', '3 people')
    """
    return f"{count:,} {one if count == 1 else many or one + 's'}"


def listed(words: Sequence[str], last: str = "and") -> str:
    """Return words as a sentence lists them.

    >>> listed(["a", "b", "c"])
    'a, b and c'
    """
    return f" {last} ".join(filter(None, [", ".join(words[:-1]), words[-1] if words else ""]))
