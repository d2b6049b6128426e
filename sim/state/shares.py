"""The columns of people that are shares of 0 to 1, and which of them no longer are."""

from __future__ import annotations

import numpy as np

from ...agents.people.workforce import Workforce

SHARES = ("motivation", "fatigue", "confidence", "openness", "inclusion", "skills", "training", "workload")


def left_their_range(people: Workforce) -> str:
    """Return which columns that are shares hold something else, and what; nothing if all are shares."""
    for name in SHARES:
        column, words = getattr(people, name), name.replace("_", " ")
        if not isinstance(column, np.ndarray) or column.dtype != np.float64 or len(column) != len(people):
            return f"{words} is not an array of {len(people)} numbers any more"
        if not np.isfinite(column).all():
            return f"{words} holds something that is not a number"
        if column.min() < 0.0 or column.max() > 1.0:
            return f"{words} left 0 to 1: {column.min():g} to {column.max():g}"
    return ""
