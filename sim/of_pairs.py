"""What is said of pairs, the same whatever the length of the run.

A pair that still runs has not had its time. Either it is kept out of sight from the end of the run on, or only the
cohorts are looked at whose time is up: an average over the pairs that happen to have ended is one of the short-lived.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from .pairs import LEFT, PARTED, REMATCHED, STOPPED

if TYPE_CHECKING:
    from .outcomes import Record

NOTHING = float("nan")


def of_pairs(run: Record) -> dict[str, float]:
    """Return the outcomes that are about pairs; nan where no cohort has had its time."""
    over = time_is_up(run)
    pairs, weeks = run.pairs, weeks_of_whole_cohorts(run, over)
    seniors, hours = (float(run.weekly[name][:weeks].sum()) for name in ("seniors", "senior_hours"))
    return {
        "rapport": 100 * float(pairs["rapport"][over].mean()) if over.any() else NOTHING,
        "parted_early": 100 * parted_early(run),
        "sessions_per_pair": float(pairs["sessions"][over].mean()) if over.any() else NOTHING,
        "senior_hours": hours / (seniors * 12 / 52) if seniors else NOTHING,
    }


def time_is_up(run: Record) -> NDArray[np.bool_]:
    """Return which pairs are of a cohort that has had its time, or was stopped with the programme."""
    cohort = run.pairs["cohort"]
    stopped = np.unique(cohort[run.pairs["ending"] == STOPPED])
    up: NDArray[np.bool_] = (run.pairs["due"] <= run.weeks) | np.isin(cohort, stopped)
    return up


def weeks_of_whole_cohorts(run: Record, over: NDArray[np.bool_]) -> int:
    """Return how many weeks from launch have nothing of a cohort that goes on beyond the run."""
    return int(run.pairs["began"][~over].min(initial=run.weeks))


def parted_early(run: Record) -> float:
    """Return the share of pairs that give up before they have been together for `length_weeks`.

    The product-limit estimate by weeks together, over all cohorts: each week's share of those that were together and
    in sight, times those still together by then (Aalen & Johansen 1978). Out of sight goes whoever still runs when
    the run ends, has had its time, is stopped, or loses one of the two to another employer. A pair that is matched
    anew has ended without giving up, and the two pairs that come of it begin their own time. nan where no pair can
    be followed so long, as in a run that is shorter.
    """
    pairs, length = run.pairs, run.length_weeks
    together = np.where(pairs["ended"] < 0, run.weeks, pairs["ended"]) - pairs["began"]
    together = np.minimum(together, length)

    def ended(*how: int) -> NDArray[np.int64]:
        """Return how many ended in each week together; only in some ways, if any are named."""
        which = np.isin(pairs["ending"], how) if how else np.ones(len(together), np.bool_)
        weeks: NDArray[np.int64] = np.bincount(together[which], minlength=length + 1)[:length]
        return weeks

    parted, rematched = ended(PARTED), ended(REMATCHED)
    longer = len(together) - np.cumsum(ended())
    in_sight = longer + parted + rematched + ended(LEFT)  # these three come after the start of a week
    staying = np.cumprod(np.concatenate([[1.0], 1 - (parted + rematched) / np.maximum(in_sight, 1)]))[:-1]
    if ((in_sight == 0) & (staying > 0)).any():
        return NOTHING
    return float((staying * parted / np.maximum(in_sight, 1)).sum())
