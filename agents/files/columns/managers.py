"""Read who reports to whom, from a column of the roster or a list of reporting lines; circles are refused."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ...base.arrays import Integers
from ..tables.cells import Column, Reading, counted, is_missing, listed
from ..tables.quoting import quoted, quoted_id
from ..tables.table_file import Source, read_table

DECIMALS_OF_NONE = re.compile(r"(\d+)[.,]0{1,2}", re.ASCII)
THOUSANDS = re.compile(r"\d{1,3}(?:([.,'’ \u00a0\u202f])\d{3})(?:\1\d{3})*", re.ASCII)


def tidy_id(employee_id: str) -> str:
    """Return an id without what other programs change: capital letters, and commas, empty decimals and first zeros.

    >>> [tidy_id(text) for text in ("1001.0", "1,001", "0007", " E1 ", "1.5")]
    ['1001', '1001', '7', 'e1', '1.5']
    """
    text = " ".join(employee_id.casefold().split())
    if THOUSANDS.fullmatch(text):
        text = "".join(filter(str.isdigit, text))
    elif whole := DECIMALS_OF_NONE.fullmatch(text):
        text = whole[1]
    return text.lstrip("0") or "0" if text.isdecimal() else text


@dataclass(frozen=True)
class People:
    """Where each employee id stands in its table, the ids in rows that could not be read, and in rows left out."""

    row_of: dict[str, int]
    unread: Set[str]
    left_out: Set[str] = frozenset()

    def __contains__(self, employee_id: str) -> bool:
        return self.row_for(employee_id) >= 0 or employee_id in self.unread or self.is_left_out(employee_id)

    def is_left_out(self, employee_id: str) -> bool:
        """Say whether an id is of somebody whose row was left out."""
        return employee_id in self.left_out or tidy_id(employee_id) in self._left_out_tidied

    def row_for(self, employee_id: str) -> int:
        """Return the row of an id as it is written elsewhere, -1 where it is nobody's or could be several people's.

        An id that is written the same comes first; else both are tidied (see `tidy_id`).

        >>> people = People({"1001": 0, "07": 1, "7": 2}, frozenset())
        >>> [people.row_for(text) for text in ("1001.0", "7", "007", "1002")]
        [0, 2, -1, -1]
        """
        if (row := self.row_of.get(employee_id)) is not None:
            return row
        if employee_id in self.unread or employee_id in self.left_out:
            return -1
        names = self._by_tidied.get(tidy_id(employee_id), ())
        return self.row_of[names[0]] if len(names) == 1 else -1

    @cached_property
    def _by_tidied(self) -> Mapping[str, Sequence[str]]:
        names: dict[str, list[str]] = {}
        for employee_id in self.row_of:
            names.setdefault(tidy_id(employee_id), []).append(employee_id)
        return names

    @cached_property
    def _left_out_tidied(self) -> Set[str]:
        return frozenset(map(tidy_id, self.left_out))

    def nearly(self, employee_id: str) -> str:
        """Return a sentence that offers the ids of several people that an id could be, or nothing."""
        names = self._by_tidied.get(tidy_id(employee_id), ())
        return f"It can be {listed(list(map(quoted, names[:3])), 'or')}: write it as the roster does." if names else ""

    def say_tidied(self, reading: Reading, column: Column) -> None:
        """Note how many cells of a column are ids only once they are tidied."""
        elsewhere = {cell for cell in set(column.cells) if cell not in self.row_of and self.row_for(cell) >= 0}
        other = [cell for cell in column.cells if cell in elsewhere]
        if other:
            known = {row: name for name, row in self.row_of.items()}
            reading.notes.append(
                f"{column.header}: {counted(len(other), 'id is', 'ids are')} written otherwise than in the roster and "
                f"{'was' if len(other) == 1 else 'were'} matched, such as {quoted_id(other[0])} with "
                f"{quoted_id(known[self.row_for(other[0])])}."
            )


def read_people(reading: Reading, column: Column | None, left_out: Set[str] = frozenset()) -> People:
    """Return where each id stands; refuse blank ids and those repeated, also written otherwise."""
    if column is None:
        return People({}, frozenset())
    row_of: dict[str, int] = {}
    row_of_tidied: dict[str, int] = {}
    sure = reading.is_sure(column.name, column.header)
    for row, employee_id in enumerate(column.cells):
        tidied = tidy_id(employee_id)
        first = row_of_tidied.get(tidied, -1)
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
            reading.refuse(
                f"'{employee_id}' is already on {reading.table.place(row_of[employee_id])}.",
                "Keep one row for each person.",
                row=row,
                column=column,
                code="duplicate",
                value=employee_id,
            )
        elif first >= 0 and not sure:
            case = employee_id.casefold() == column.cells[first].casefold()
            reading.refuse(
                f"'{employee_id}' is {quoted_id(column.cells[first])} on {reading.table.place(first)} "
                f"{'but for small and capital letters' if case else 'written otherwise'}: the same person twice?",
                "Keep one row for each person; or, if they are two, write sure: [employee_id] (--sure employee_id).",
                row=row,
                column=column,
                code="duplicate",
                value=employee_id,
            )
        else:
            row_of[employee_id] = row
            row_of_tidied[tidied] = row
    unread = frozenset(cell.strip() for odd in reading.table.odd_rows for cell in odd)
    return People(row_of, unread, left_out)


UNKNOWN = ("refuse", "drop")
DROP = "If the others are elsewhere, write unknown_managers: drop (--unknown-managers drop)."


def managers_in(
    reading: Reading, people: People, ids: Column | None, column: Column, unknown: str
) -> tuple[Integers, Counter[str]]:
    """Return each person's manager as a row, -1 for none, from a column of the roster, and how many were lost, and why.

    Managers who are nobody here are refused or, if `unknown` is "drop", none; those whose row was left out are none.
    """
    manager, lost = np.full(len(column.cells), -1, dtype=np.int64), Counter[str]()
    if ids is None:
        return manager, lost
    rows = {boss: people.row_for(boss) for boss in set(column.cells) if not is_missing(boss)}
    for row, boss in enumerate(column.cells):
        if boss not in rows:
            continue
        at = rows[boss]
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
        elif people.is_left_out(boss):
            lost["who is left out"] += 1
        elif boss in people.unread:
            continue
        elif unknown == "drop":
            lost[f"who is not in the {reading.table.kind}"] += 1
        else:
            reading.refuse(
                f"'{boss}' is the manager of {quoted_id(ids.cells[row])} but not in the {reading.table.kind}.",
                people.nearly(boss) or f"Add the manager, correct the id, or leave the cell empty. {DROP}",
                row=row,
                column=column,
                code="unknown",
                value=boss,
            )
    people.say_tidied(reading, column)
    refuse_circles(reading, manager, ids, column)
    return manager, lost


def managers_from(
    file: Source, people: People, ids: Column, rows: int, unknown: str
) -> tuple[Integers, Counter[str], Reading]:
    """Return the same from a file of `source,target`: source reports to target.

    Lines with somebody who is nobody here are refused or, if `unknown` is "drop", left out.
    """
    lines = Reading(read_table(file, of="reporting lines"))
    sources = lines.find("source", required="who reports")
    targets = lines.find("target", required="to whom")
    manager = np.full(rows, -1, dtype=np.int64)
    line_of: dict[int, int] = {}
    without: dict[int, str] = {}
    for row, (source, target) in enumerate(zip(*(c.cells if c else () for c in (sources, targets)), strict=False)):
        ends = ((source, sources), (target, targets))
        strangers = [(end, column) for end, column in ends if end not in people]
        reports, to = people.row_for(source), people.row_for(target)
        if reports >= 0 and to < 0:
            without[reports] = "who is left out" if people.is_left_out(target) else "who is not in the roster"
        if strangers and unknown == "drop":
            continue
        for end, column in strangers:
            hint = people.nearly(end) or f"Add this person to the roster, or delete the line. {DROP}"
            lines.refuse(f"'{end}' is not in the roster.", hint, row=row, column=column, code="unknown", value=end)
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
                f"'{source}' reports to {quoted_id(target)} here and to someone else on {first}.",
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
    return manager, Counter(why for row, why in without.items() if manager[row] < 0), lines


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


def say_managers(reading: Reading, manager: Integers, lost: Mapping[str, int]) -> None:
    """Note how many people have lost their manager, and how many have none, which may be a gap if it is not one."""
    for why, count in lost.items():
        reading.notes.append(f"{counted(count, 'person has', 'people have')} a manager {why}: read as having none.")
    alone = int(np.sum(manager < 0))
    reading.notes.append(
        f"{counted(alone, 'person has', 'people have')} no manager in the "
        f"{reading.table.kind}; none is assigned to them."
    )
