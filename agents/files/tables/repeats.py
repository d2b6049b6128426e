"""Leave out rows that repeat an earlier one in every cell: the same person, exported twice."""

from __future__ import annotations

from dataclasses import replace

from ...base.text_table import Table
from .cells import counted, trimmed

SHOWN = 5
"""Places that a note names; more would hide the rest of it."""


def without_repeats(table: Table, key: str) -> tuple[Table, list[str]]:
    """Return a table without rows that are equal to the first with the same `key`, a header, and a note on them."""
    places = [at for at, header in enumerate(table.header) if header.casefold() == key.strip().casefold()]
    if len(places) != 1:
        return table, []
    first: dict[str, int] = {}
    kept: list[int] = []
    again: list[int] = []
    for row, name in enumerate(trimmed([cells[places[0]] for cells in table.rows])):
        earlier = first.setdefault(name, row)
        same = earlier < row and trimmed(table.rows[earlier]) == trimmed(table.rows[row])
        (again if same else kept).append(row)
    if not again:
        return table, []
    where = ", ".join(table.place(row) for row in again[:SHOWN]) + (", ..." if len(again) > SHOWN else "")
    note = f"{counted(len(again), 'row repeats', 'rows repeat')} an earlier one in every cell, left out: {where}."
    fewer = replace(
        table,
        rows=[table.rows[row] for row in kept],
        lines=[table.lines[row] for row in kept],
        labels=None if table.labels is None else tuple(table.labels[row] for row in kept),
    )
    return fewer, [note]
