"""What a bad check-in leads to: which pairs to mend and which to match anew.

A rule reads each pair's rapport as the office sees it and how many weeks the pair has had; it returns which pairs
to mend and which to match anew. A pair in both is mended only if it cannot be matched anew.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray

from .assumptions import Feedback

Flags = NDArray[np.bool_]
Seen = NDArray[np.float64]
Weeks = NDArray[np.int64]
Rule = Callable[[Seen, Weeks, Feedback], tuple[Flags, Flags]]


def repair(seen: Seen, weeks: Weeks, rule: Feedback) -> tuple[Flags, Flags]:
    """Mend the pairs that look bad.

    They are those seen below .45.
    """
    return seen < rule.repair_below, np.zeros(len(seen), np.bool_)


def rematch(seen: Seen, weeks: Weeks, rule: Feedback) -> tuple[Flags, Flags]:
    """Match anew the pairs that look worst.

    They are those seen below .38 that have had six weeks.
    """
    return np.zeros(len(seen), np.bool_), (seen < rule.rematch_below) & (weeks >= rule.rematch_age)


def both(seen: Seen, weeks: Weeks, rule: Feedback) -> tuple[Flags, Flags]:
    """Match anew the worst where that can be done, mend the rest."""
    return seen < rule.repair_below, rematch(seen, weeks, rule)[1]
