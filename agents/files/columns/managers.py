"""Read who reports to whom, from a column of the roster or a list of reporting lines; circles are refused."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...base.arrays import Integers
from ..tables.cells import Column, Reading, counted, is_missing
from ..tables.table_file import Source, read_table

DECIMALS_OF_NONE = re.compile(r"(\d+)[.,]0{1,2}", re.ASCII)
THOUSANDS = re.compile(r"\d{1,3}(?:([.,'’ \u00a0\u202f])\d{3})(?:\1\d{3})*", re.ASCII)


def tidy_id(employee_id: str) -> str:
    """Return an id as other programs may have written it: without separated thousands, empty decimals and first zeros.

    >>> [tidy_id(text) for text in ("1001.0", "1,001", "0007", " E1 ", "1.5")]
    ['1001', '1001', '7', 'E1', '1.5']
    """
    text = employee_id.strip()
    if THOUSANDS.fullmatch(text):
        text = "".join(filter(str.isdigit, text))
    elif whole := DECIMALS_OF_NONE.fullmatch(text):
        text = whole[1]
    return text.lstrip("0") or "0" if text.isdecimal() else text


@dataclass(frozen=True)
class People:
    """Where each employee id stands in its table, and the ids in rows that could not be read."""

    row_of: Mapping[str, int]
    unread: Set[str]

    def __contains__(self, employee_id: str) -> bool:
        return self.row_for(employee_id) >= 0 or employee_id in self.unread

    def row_for(self, employee_id: str) -> int:
        """Return the row of an id as it is written elsewhere, -1 where it is nobody's or could be several people's.

        An id that is written the same comes first; else both are tidied (see `tidy_id`).

        >>> people = People({"1001": 0, "07": 1, "7": 2}, frozenset())
        >>> [people.row_for(text) for text in ("1001.0", "7", "007", "1002")]
        [0, 2, -1, -1]
        """
        row = self.row_of.get(employee_id)
        return self._row_of_tidied.get(tidy_id(employee_id), -1) if row is None else row

    @cached_property
    def _row_of_tidied(self) -> Mapping[str, int]:
        return _of_one(self.row_of, tidy_id)

    @cached_property
    def _row_of_plain(self) -> Mapping[str, int]:
        return _of_one(self.row_of, lambda text: tidy_id(text).casefold())

    def nearly(self, employee_id: str) -> str:
        """Return a sentence that offers an id that differs in case only, or nothing."""
        row = self._row_of_plain.get(tidy_id(employee_id).casefold(), -1)
        near = next((known for known, at in self.row_of.items() if at == row), None) if row >= 0 else None
        return f"There is '{near}': is it the same person?" if near else ""

    def say_tidied(self, reading: Reading, column: Column) -> None:
        """Note how many cells of a column are ids only once they are tidied."""
        other = [cell for cell in column.cells if cell not in self.row_of and self.row_for(cell) >= 0]
        if other:
            known = {row: name for name, row in self.row_of.items()}
            reading.notes.append(
                f"{column.header}: {counted(len(other), 'id is', 'ids are')} written otherwise than in the roster and "
                f"{'was' if len(other) == 1 else 'were'} matched, such as '{other[0]}' with "
                f"'{known[self.row_for(other[0])]}'."
            )


def _of_one(row_of: Mapping[str, int], written: Callable[[str], str]) -> dict[str, int]:
    """Return rows by their ids written in another way, -1 where several people's are written so."""
    rows: dict[str, int] = {}
    for employee_id, row in row_of.items():
        rows[written(employee_id)] = -1 if written(employee_id) in rows else row
    return rows


def read_people(reading: Reading, column: Column | None) -> People:
    """Return where each id stands; refuse blank ids and, naming both lines, repeated ones."""
    if column is None:
        return People({}, frozenset())
    row_of: dict[str, int] = {}
    for row, employee_id in enumerate(column.cells):
        if is_missing(employee_id):
            reading.refuse(
                "the employee id is missing.",
                "Give everyone an employee id.",
                row=row,
                column=column,
                code="missing",
                value=employee_id,
            )
        elif employee_id in row_of:
            first = reading.table.place(row_of[employee_id])
            reading.refuse(
                f"'{employee_id}' is already on {first}.",
                "Keep one row for each person.",
                row=row,
                column=column,
                code="duplicate",
                value=employee_id,
            )
        else:
            row_of[employee_id] = row
    return People(row_of, frozenset(cell.strip() for odd in reading.table.odd_rows for cell in odd))


def managers_in(
    reading: Reading, people: People, ids: Column | None, column: Column, unknown: str = "refuse"
) -> Integers:
    """Return each person's manager as a row, -1 for none, from a column of the roster."""
    manager = np.full(len(column.cells), -1, dtype=np.int64)
    if ids is None:
        return manager
    for row, boss in enumerate(column.cells):
        if is_missing(boss):
            continue
        at = people.row_for(boss)
        if at == row:
            reading.refuse(
                f"'{boss}' is their own manager.",
                "Leave the cell empty for people without a manager.",
                row=row,
                column=column,
                code="circle",
                value=boss,
            )
        elif at >= 0:
            manager[row] = at
        elif boss not in people.unread and unknown == "refuse":
            reading.refuse(
                f"'{boss}' is the manager of '{ids.cells[row]}' but not in the {reading.table.kind}.",
                people.nearly(boss) or "Add the manager, correct the id, or leave the cell empty.",
                row=row,
                column=column,
                code="unknown",
                value=boss,
            )
    people.say_tidied(reading, column)
    refuse_circles(reading, manager, ids, column)
    return manager


def managers_from(file: Source, people: People, ids: Column, rows: int) -> tuple[Integers, Reading]:
    """Return each person's manager as a row from a file of `source,target`: source reports to target."""
    lines = Reading(read_table(file, of="reporting lines"))
    sources = lines.find("source", required="who reports")
    targets = lines.find("target", required="to whom")
    manager = np.full(rows, -1, dtype=np.int64)
    line_of: dict[int, int] = {}
    for row, (source, target) in enumerate(zip(*(c.cells if c else () for c in (sources, targets)), strict=False)):
        ends = ((source, sources), (target, targets))
        unknown = [(end, column) for end, column in ends if end not in people]
        for end, column in unknown:
            hint = people.nearly(end) or "Add this person to the roster, or delete the line."
            lines.refuse(f"'{end}' is not in the roster.", hint, row=row, column=column, code="unknown", value=end)
        reports, to = people.row_for(source), people.row_for(target)
        if reports < 0 or to < 0:
            continue
        if reports == to:
            lines.refuse(
                f"'{source}' reports to themselves.",
                "Delete the line.",
                row=row,
                column=targets,
                code="circle",
                value=source,
            )
        elif reports in line_of and manager[reports] != to:
            first = lines.table.place(line_of[reports])
            lines.refuse(
                f"'{source}' reports to '{target}' here and to someone else on {first}.",
                "Keep one line for each person.",
                row=row,
                column=sources,
                code="duplicate",
                value=source,
            )
        else:
            line_of[reports] = row
            manager[reports] = to
    for ends_column in filter(None, (sources, targets)):
        people.say_tidied(lines, ends_column)
    refuse_circles(lines, manager, ids, None)
    return manager, lines


def refuse_circles(reading: Reading, manager: Integers, ids: Column, column: Column | None) -> None:
    """Refuse every circle of managers, naming who is in it."""
    for circle in circles(manager):
        names = [ids.cells[row] for row in circle]
        if len(names) > 10:
            names = [*names[:9], f"... ({len(names) - 9} more)"]
        reading.refuse(
            f"managers go in a circle of {len(circle)}: {' -> '.join([*names, names[0]])}.",
            "One of them must report to someone else, or to nobody.",
            row=None if column is None else circle[0],
            column=column,
            code="circle",
            value=names[0],
        )


def circles(manager: Integers) -> list[list[int]]:
    """Return every circle of a map from row to manager's row, each from its lowest row, in manager order.

    >>> circles(np.array([2, 0, 1, 0, -1]))
    [[0, 2, 1]]
    """
    boss_of = manager.tolist()
    walk = [-1] * len(boss_of)  # on which walk a row was first met
    found = []
    for start in range(len(boss_of)):
        row = start
        while row >= 0 and walk[row] < 0:
            walk[row] = start
            row = boss_of[row]
        if row >= 0 and walk[row] == start:
            circle = [row]
            while boss_of[circle[-1]] != row:
                circle.append(boss_of[circle[-1]])
            lowest = circle.index(min(circle))
            found.append(circle[lowest:] + circle[:lowest])
    return found


def say_managers(reading: Reading, manager: Integers) -> None:
    """Note how many people have no manager, which is right for one and may be a gap for more."""
    alone = int(np.sum(manager < 0))
    reading.notes.append(
        f"{counted(alone, 'person has', 'people have')} no manager in the "
        f"{reading.table.kind}; none is assigned to them."
    )
