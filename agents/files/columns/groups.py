"""Read who is of an under-represented group."""

from __future__ import annotations

from collections.abc import Iterable

import numpy as np
from numpy.typing import NDArray

from ...base.refusal import did_you_mean
from ..tables.cells import Reading, is_missing

YES = frozenset({"yes", "y", "true", "t", "1", "1.0", "ja", "j", "oui", "si", "sí", "sì", "wahr", "vrai"})
NO = frozenset({"no", "n", "false", "f", "0", "0.0", "nein", "nee", "non", "falsch", "faux"})


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
                "Say which column it is: columns: {group: YOURS}.",
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
