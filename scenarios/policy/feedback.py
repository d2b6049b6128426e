"""What a bad check-in leads to: which pairs to mend and which to match anew.

A rule reads each pair's rapport as the office sees it and how many weeks the pair has had; it returns which pairs
to mend and which to match anew. A pair in both is mended only if it cannot be matched anew.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np

from ...agents.base import sources
from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.parameters import Rules, assumed, param

CLEARER = sources.KLUGER.gives("sign", "feedback raises performance on average, d = .41")
PRAISE = sources.DECI.gives("sign", "positive feedback and intrinsic motivation, d = +.33")
HARM_MET = sources.FITTED_C6.gives("size", "33-40 % of check-ins harm")
REPAIR_MET = sources.FITTED_C6.gives("size", "check-ins help on average, d = .41")


class Feedback(Rules):
    """Check-ins: what they mend, what they harm, what they cost."""

    hours: float = assumed(0.4, "hours per check-in for each")
    harm: float = param(0.533, "probability that a check-in harms, untrained and tired", 0.3, 0.65, HARM_MET, most=1)
    harm_training: float = param(0.5, "share of it that full training removes", 0.25, 0.75, most=1)
    harm_rested: float = assumed(0.6, "factor on that, without fatigue")
    harm_fatigue: float = assumed(0.8, "added to the factor per unit of fatigue")
    clarity: float = param(0.6, "share of missing clarity restored", 0.3, 0.9, CLEARER, most=1)
    lift_junior: float = param(0.02, "motivation gained", 0.0, 0.04, PRAISE)
    lift_senior: float = param(0.01, "motivation gained", 0.0, 0.02, PRAISE)
    harm_motivation: float = assumed(0.025, "motivation lost when it harms")
    harm_rapport: float = assumed(0.02, "rapport lost when it harms")
    clarity_kept: float = param(0.6, "share of the first clarity that lasts", 0.3, 0.9, most=1)
    clarity_weeks: float = assumed(10.0, "weeks in which the rest fades")
    seen_error: float = assumed(0.10, "SD of rapport as seen by the office")
    repair_below: float = param(0.45, "seen rapport", 0.35, 0.55, most=1)
    repair_gain: float = param(0.03, "share of missing rapport restored", 0.0, 0.3, REPAIR_MET, most=1)
    repair_capacity: float = assumed(0.08, "share of pairs a week, at most", most=1)
    repair_hours: float = assumed(2.0, "hours for each")
    rematch_below: float = param(0.38, "seen rapport", 0.28, 0.45, most=1)
    rematch_age: float = assumed(6.0, "weeks a pair must have been together")


Seen = Floats
Weeks = Integers
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
