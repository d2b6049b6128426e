"""Outcomes of pairs, which do not depend on the length of the run.

A pair that still runs has not had its time. Either it goes out of sight with the end of the run, or only the
cohorts are looked at whose time is up: an average over the pairs that happen to have ended is one of the short-lived.
"""

from __future__ import annotations

import numpy as np

from ...agents.base.arrays import Flags
from ...agents.base.parameters import YEAR
from ..state.pairs import LEFT, PARTED, STOPPED
from .record import NOTHING, Record
from .retention import kaplan_meier


def of_pairs(run: Record) -> dict[str, float]:
    """Return the outcomes that are about pairs; nan where no cohort has had its time."""
    over = time_is_up(run)
    pairs, weeks = run.pairs, weeks_of_whole_cohorts(run, over)
    seniors, hours = (float(run.weekly[name][:weeks].sum()) for name in ("seniors", "senior_hours"))
    return {
        "rapport": 100 * float(pairs["rapport"][over].mean()) if over.any() else NOTHING,
        "parted_early": 100 * parted_early(run),
        "sessions_per_pair": float(pairs["sessions"][over].mean()) if over.any() else NOTHING,
        "senior_hours": hours / (seniors * 12 / YEAR) if seniors else NOTHING,
    }


def time_is_up(run: Record) -> Flags:
    """Return which pairs are of a cohort that has had its time, or was stopped with the programme."""
    cohort = run.pairs["cohort"]
    stopped = np.unique(cohort[run.pairs["ending"] == STOPPED])
    up: Flags = (run.pairs["due"] <= run.weeks) | np.isin(cohort, stopped)
    return up


def weeks_of_whole_cohorts(run: Record, over: Flags) -> int:
    """Return how many weeks from launch have nothing of a cohort that goes on beyond the run."""
    return int(run.pairs["began"][~over].min(initial=run.weeks))


def parted_early(run: Record) -> float:
    """Return the share of pairs that give up before they have been together for `length_weeks`.

    One less Kaplan and Meier's share of pairs still together, by weeks together and over all cohorts. Out of sight goes
    a pair that still runs when the run ends, has had its time, is matched anew by the office, is stopped with the
    programme, or loses one of the two to another employer: it is not known when it would have given up. The two pairs
    that come of a re-match begin their own time. nan where no pair can be followed so long, as in a shorter run.
    """
    pairs, length = run.pairs, run.length_weeks
    together = np.where(pairs["ended"] < 0, run.weeks, pairs["ended"]) - pairs["began"]
    parted = pairs["ending"] == PARTED
    last = np.where(parted | (pairs["ending"] == LEFT), together, together - 1)  # week it was last free to give up
    weeks = [np.bincount(np.minimum(last[which & (last >= 0)], length), minlength=length + 1)
             for which in (parted, ~parted)]  # fmt: skip
    staying = float(kaplan_meier(np.column_stack(weeks))[length])
    followed = staying == 0 or (last >= length - 1).any()
    return 1 - staying if followed else NOTHING
