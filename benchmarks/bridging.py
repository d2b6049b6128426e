"""What the share of pairs across departments does to innovation: for the model and without its mechanisms.

    python benchmarks/bridging.py [EMPLOYEES [REPLICATES]]      10,000 and 4 by default; four minutes

The same people take part at every share, in as many pairs: only who is with whom differs. Ideas are counted as
everybody's chances to have one implemented, which has the mean of the ideas implemented and less noise.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from typing import Any

import numpy as np

from mentorlab.experiments.validation.testbed import Testbed
from mentorlab.scenarios.policy.pairing import PairList

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
ABOUT: dict[str, dict[str, float]] = {
    "the model": {},
    "without ties nearby": {"ideas.adoption_nearby": 0.0},
    "without bridging": {"ideas.sources": 0.0},
    "without both": {"ideas.adoption_nearby": 0.0, "ideas.sources": 0.0},
}
PROGRAMME = {
    "arm": "reverse", "share": 0.4, "targeting": "lottery", "feedback": {"every_weeks": 4, "action": "repair"},
}  # fmt: skip
"""No pair is matched anew, so that those within a department remain within it."""


def crossing(share: float) -> Callable[..., PairList]:
    """Return a strategy that pairs by lot within departments, and then moves the seniors of a share of the pairs on."""

    def across(candidates: Any, rng: np.random.Generator) -> PairList:
        """Pair a share of people across departments."""
        juniors, seniors = candidates.juniors, candidates.seniors
        forbidden = {(int(a), int(b)) for a, b in candidates.must_not}
        pairs = []
        for here in np.unique(juniors.department):
            ask = np.flatnonzero(juniors.department == here)
            asked = np.flatnonzero(seniors.department == here)
            ask, asked = (side[np.argsort(luck[side])] for side, luck in ((ask, juniors.lot), (asked, seniors.lot)))
            pairs += [one for one in zip(ask.tolist(), asked.tolist(), strict=False) if one not in forbidden]
        found = np.array(pairs, np.intp).reshape(-1, 2)
        moved = np.sort(np.argsort(juniors.lot[found[:, 0]])[: round(share * len(found))])
        if len(moved):
            most = np.bincount(juniors.department[found[moved, 0]]).max()
            found[moved, 1] = np.roll(found[moved, 1], most)
        return found

    return across


def extra_ideas(testbed: Testbed) -> np.ndarray:
    """Return the expected ideas per 100 employee-years over those without a programme, (shares, replicates)."""
    none = [run.likely_innovation for run in testbed.runs()]
    with_it = [testbed.runs(PROGRAMME | {"pairing": crossing(share)}) for share in SHARES]
    return np.array([[run.likely_innovation for run in runs] for runs in with_it]) - none


def main(employees: int, replicates: int) -> None:
    """Print the tables."""
    for about, assumed in ABOUT.items():
        found = extra_ideas(Testbed(employees, replicates, assumptions=assumed))
        from_half = found - found[len(SHARES) // 2]
        error = from_half.std(axis=1, ddof=1) / np.sqrt(replicates)
        print(f"\n{about}: extra ideas per 100 employee-years, {replicates} x {employees:,} people, 104 weeks")
        print("share across   extra    less that at one half")
        for share, mean, apart, wide in zip(SHARES, found.mean(axis=1), from_half.mean(axis=1), error, strict=True):
            print(f"{share:12.2f} {mean:7.2f} {apart:12.2f} +- {wide:.2f}")


if __name__ == "__main__":
    main(*(int(said) for said in sys.argv[1:]), *(10_000, 4)[len(sys.argv) - 1 :])
