"""Leave out rows that repeat an earlier one in every cell: the same person, exported twice."""

from __future__ import annotations

from dataclasses import replace

from ...base.text_table import Table
from .cells import counted, trimmed

SHOWN = 5
"""Places that a note names; more would hide the rest of it."""


def without_repeats(table: Table) -> Table:
    """Return a table in which every row stands once, with a note on those left out."""
    first: set[tuple[str, ...]] = set()
    kept: list[int] = []
    again: list[int] = []
    for row, cells in enumerate(table.rows):
        content = tuple(trimmed(cells))
        (again if content in first else kept).append(row)
        first.add(content)
    if not again:
        return table
    places = ", ".join(table.place(row) for row in again[:SHOWN]) + (", ..." if len(again) > SHOWN else "")
    note = f"{counted(len(again), 'row repeats', 'rows repeat')} an earlier one in every cell, left out: {places}."
    return replace(
        table,
        rows=[table.rows[row] for row in kept],
        lines=[table.lines[row] for row in kept],
        labels=None if table.labels is None else tuple(table.labels[row] for row in kept),
        notes=(*table.notes, note),
    )
