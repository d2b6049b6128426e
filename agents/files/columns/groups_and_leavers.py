"""Read who is of an under-represented group, and who has left."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ...base.refusal import did_you_mean
from ..tables.cells import Reading, counted, is_missing

YES, NO = frozenset({"yes", "y", "true", "t", "1"}), frozenset({"no", "n", "false", "f", "0"})


def read_group(reading: Reading, under_represented: Iterable[str]) -> NDArray[np.int8]:
    """Return 1 for members of an under-represented group, 0 for others, -1 where unknown.

    The groups that count are named, or the column says yes and no; else it is not used, and that is noted.
    """
    column = reading.columns.get("group")
    named = {str(name).strip().casefold() for name in under_represented}
    if column is None:
        if named:
            reading.refuse(
                "under_represented names groups, but there is no column 'group'.",
                "Say which column it is: columns: {group: THE FILE'S NAME}.",
                field="under_represented",
                code="missing",
            )
        return np.full(len(reading.table.rows), -1, dtype=np.int8)
    cells = [cell.casefold() for cell in column.cells]
    values = {cell for cell in cells if not is_missing(cell)}
    for name in sorted(named - values):
        hint = did_you_mean(name, values)
        message = f"nobody in the file has '{name}'."
        reading.refuse(message, hint, field="under_represented", code="unknown", value=name)
    if not named and not values <= YES | NO:
        reading.notes.append(
            f"{column.header} is not used: it has values other than yes and no. Name those that "
            "count in under_represented."
        )
        named, values = set(), set()
    inside = named or YES
    return np.array([(cell in inside) if cell in values else -1 for cell in cells], dtype=np.int8)


def read_left(reading: Reading, header: str | None) -> NDArray[np.int8]:
    """Return 1 for people marked as having left, 0 for the others, -1 where the cell is blank or nothing is asked."""
    unknown = np.full(len(reading.table.rows), -1, dtype=np.int8)
    if header is None:
        return unknown
    places = [at for at, name in enumerate(reading.table.header) if name.casefold() == header.strip().casefold()]
    if len(places) != 1:
        message = f"baseline.from_column names the column '{header}', which is "
        message += f"in the file {len(places)} times." if places else f"not in the file. It has: {reading.headers()}."
        hint = did_you_mean(header, reading.table.header)
        reading.refuse(message, hint, field="organisation.baseline.from_column", code="unknown", value=header)
        return unknown
    column = reading.find("left", header)
    assert column is not None
    odd = []
    for row, cell in enumerate(column.cells):
        said = cell.casefold()
        if said in YES | NO:
            unknown[row] = said in YES
        elif not is_missing(cell):
            odd.append(row)
    if odd:
        cells = list(dict.fromkeys(column.cells[row] for row in odd))
        listed = ", ".join(f"'{cell}'" for cell in cells[:5]) + (" and others" if len(cells) > 5 else "")
        message = (
            f"{len(odd):,} cells are neither yes nor no: {listed}."
            if len(odd) > 1
            else f"{listed} is neither yes nor no."
        )
        hint = "Write yes for those who left within the year, no for the others."
        if len(odd) == len(unknown):
            hint = "Name the column that says yes of those who left within the year, no of the others."
        reading.refuse(message, hint, row=odd[0], column=column, code="format", value=cells[0])
    blank = int((unknown < 0).sum())
    if blank == len(unknown) and not reading.problems:
        reading.refuse("does not say of anybody whether they left.", "Write yes or no.", column=column, code="missing")
    elif blank:
        reading.notes.append(
            f"{counted(blank, 'blank cell')} in {column.header}: not counted, neither as leavers nor as others."
        )
    return unknown
