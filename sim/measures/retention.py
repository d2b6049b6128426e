"""Retention: who stays, and how much of that a programme can claim.

It is measured in several ways. *Naive*: the first cohort, compared with people who could have taken the same role but
did not. *Adjusted*: compared with those of them of the same age band and level. *Against the wait-list*, where there
is one: compared with those who are to follow, until they do. Both wanted a place, and where the lot decided which of
them has it now, this has no bias. *True*: compared with the same people in the same future without a programme, which
only a simulation can show. What the first two add or miss is selection: whoever volunteers is more engaged, and
engagement is in no file.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.parameters import YEAR
from ...agents.base.skills import BANDS, band_of
from ..processes.cohort import NOT_IN
from ..processes.turnover import QUITS
from .record import NOTHING, Record

Who = Flags

GROUPS = ("participants", "the same people without a programme", "eligible, not taking part", "everyone else")
"""Whose survival is drawn: in parts of the people at launch, and the participants once more without a programme."""


def exits(run: Record, who: Who) -> Integers:
    """Return (weeks + 1, 2) how many of some people at launch quit, or were lost otherwise, in each week.

    The last entry counts those who stayed to the end as lost from sight.
    """
    week = run.people["exit_week"][who]
    week = np.where(np.isnan(week), run.weeks, week).astype(np.int64)
    quit = run.people["exit_kind"][who] == QUITS
    return np.column_stack([np.bincount(week[kind], minlength=run.weeks + 1) for kind in (quit, ~quit)])


def kaplan_meier(left: Integers) -> Floats:
    """Return (weeks + 1,) the share who have not quit by the start of each week, others censored, from `exits`.

    Whoever leaves otherwise in a week is still at risk of quitting in it (Kaplan & Meier 1958).

    >>> kaplan_meier(np.array([[1, 0], [0, 1], [1, 0], [0, 1]])).tolist()
    [1.0, 0.75, 0.75, 0.375]
    """
    both = left.sum(axis=1)
    at_risk = both.sum() - np.concatenate([[0], np.cumsum(both)[:-1]])
    staying = 1 - left[:-1, 0] / np.maximum(at_risk[:-1], 1)
    return np.concatenate([[1.0], np.cumprod(staying)])


def retention(run: Record, who: Who, until: int = YEAR) -> float:
    """Return 100 x the Kaplan-Meier survival from voluntary quits until a week, by default a year; nan for nobody."""
    if not who.any():
        return NOTHING
    return 100 * float(kaplan_meier(exits(run, who))[min(until, run.weeks)])


def as_an_outsider_sees_it(run: Record) -> dict[str, float]:
    """Return the naive and the adjusted difference of participants, in points: what HR files of one run can show.

    Both compare the first cohort with people eligible at launch for the same role and not in that cohort. Adjusted
    weighs those by role, age band and level to the make-up of the cohort (direct standardisation); where nobody of an
    age band and level is left to compare with, those of the role and age band stand in, then those of the role.
    """
    people = run.people
    role = np.where(people["role"] == NOT_IN, people["eligible_as"], people["role"])
    band = role * len(BANDS) + band_of(people["age"])
    level = band * 5 + people["level"]
    taking_part = people["role"] != NOT_IN
    could_have = ~taking_part & (people["eligible_as"] != NOT_IN)
    ends = run.length_weeks if run.first_cohort_ends is None else run.first_cohort_ends
    joined = people["joined_week"][people["waits"]]
    next_begins = int(min(ends, np.nanmin(joined, initial=np.inf)))  # a larger programme takes them in before
    return {
        "retention.naive": standardised_difference(run, taking_part, could_have, [role]),
        "retention.adjusted": standardised_difference(run, taking_part, could_have, [level, band, role]),
        "retention.wait_list": standardised_difference(
            run, taking_part, people["waits"], [role], min(YEAR, next_begins)
        ),
    }


def standardised_difference(run: Record, these: Who, those: Who, by: Sequence[Integers], until: int = YEAR) -> float:
    """Return the retention of these less that of those, weighed to the make-up of these.

    `by` labels everyone, finest strata first; a stratum without any of those takes the next coarser one. These without
    any counterpart are left out; nan where nobody has one.
    """
    finest, matched, of_those = by[0], np.zeros(len(these), np.bool_), []
    for stratum in np.unique(finest[these]):
        members = these & (finest == stratum)
        one = int(np.argmax(members))
        alike = next((found for label in by if (found := those & (label == label[one])).any()), None)
        if alike is not None:
            matched |= members
            of_those.append((np.count_nonzero(members), retention(run, alike, until)))
    if not of_those:
        return NOTHING
    weights, stayed = zip(*of_those, strict=True)
    return retention(run, matched, until) - float(np.average(stayed, weights=weights))


def leavers(run: Record, reference: Record) -> NDArray[np.unsignedinteger[Any]]:
    """Return (groups, age bands, weeks + 1, 2) the `exits` of each of `GROUPS` by age band at launch, small to send."""
    people = run.people
    taking_part, band = people["role"] != NOT_IN, band_of(people["age"])
    could_have = ~taking_part & (people["eligible_as"] != NOT_IN)
    groups = ((run, taking_part), (reference, taking_part), (run, could_have), (run, ~taking_part & ~could_have))
    counts = np.array([[exits(one, who & (band == b)) for b in range(len(BANDS))] for one, who in groups])
    return counts.astype(np.min_scalar_type(int(counts.max())))
