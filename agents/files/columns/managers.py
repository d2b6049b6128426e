"""Read who reports to whom, from a column of the roster or a list of reporting lines; circles are refused."""

from __future__ import annotations

from collections.abc import Mapping, Set
from dataclasses import dataclass

import numpy as np

from ...base.arrays import Integers
from ..tables.cells import Column, Reading, counted, is_missing
from ..tables.table_file import Source, read_table


@dataclass(frozen=True)
class People:
    """Where each employee id stands in its table, and the ids in rows that could not be read."""

    row_of: Mapping[str, int]
    unread: Set[str]

    def __contains__(self, employee_id: str) -> bool:
        return employee_id in self.row_of or employee_id in self.unread

    def nearly(self, employee_id: str) -> str:
        """Return a sentence that offers an id that differs in case or leading zeros only, or nothing."""

        def plain(text: str) -> str:
            return text.casefold().lstrip("0")

        wanted = plain(employee_id)
        near = (
            next((known for known in self.row_of if plain(known) == wanted), None) if len(self.row_of) < 5000 else None
        )
        return f"There is '{near}': is it the same person?" if near else ""


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
        if boss == ids.cells[row]:
            reading.refuse(
                f"'{boss}' is their own manager.",
                "Leave the cell empty for people without a manager.",
                row=row,
                column=column,
                code="circle",
                value=boss,
            )
        elif boss in people.row_of:
            manager[row] = people.row_of[boss]
        elif boss not in people and unknown == "refuse":
            reading.refuse(
                f"'{boss}' is the manager of '{ids.cells[row]}' but not in the {reading.table.kind}.",
                people.nearly(boss) or "Add the manager, correct the id, or leave the cell empty.",
                row=row,
                column=column,
                code="unknown",
                value=boss,
            )
    refuse_circles(reading, manager, ids, column)
    return manager


def managers_from(file: Source, people: People, ids: Column, rows: int) -> tuple[Integers, Reading]:
    """Return each person's manager as a row from a file of `source,target`: source reports to target."""
    lines = Reading(read_table(file, of="reporting lines"))
    sources = lines.find("source", required="who reports")
    targets = lines.find("target", required="to whom")
    manager = np.full(rows, -1, dtype=np.int64)
    lines_of: dict[str, int] = {}
    for row, (source, target) in enumerate(zip(*(c.cells if c else () for c in (sources, targets)), strict=False)):
        ends = ((source, sources), (target, targets))
        unknown = [(end, column) for end, column in ends if end not in people]
        for end, column in unknown:
            hint = people.nearly(end) or "Add this person to the roster, or delete the line."
            lines.refuse(f"'{end}' is not in the roster.", hint, row=row, column=column, code="unknown", value=end)
        if unknown or source in people.unread or target in people.unread:
            continue
        if source == target:
            lines.refuse(
                f"'{source}' reports to themselves.",
                "Delete the line.",
                row=row,
                column=targets,
                code="circle",
                value=source,
            )
        elif source in lines_of and manager[people.row_of[source]] != people.row_of[target]:
            first = lines.table.place(lines_of[source])
            lines.refuse(
                f"'{source}' reports to '{target}' here and to someone else on {first}.",
                "Keep one line for each person.",
                row=row,
                column=sources,
                code="duplicate",
                value=source,
            )
        else:
            lines_of[source] = row
            manager[people.row_of[source]] = people.row_of[target]
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
