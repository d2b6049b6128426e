"""What the share of pairs across departments does to innovation: for the model and without its mechanisms.

    python benchmarks/bridging.py [EMPLOYEES [REPLICATES]]      10,000 and 4 by default; four minutes

The same people take part at every share, in as many pairs: only who is with whom differs. Ideas are counted as
everybody's chances to have one implemented, which has the mean of the ideas implemented and less noise.
"""

from __future__ import annotations

import sys

import numpy as np

from mentorlab.experiments.validation.bridging import PROGRAMME, crossing
from mentorlab.experiments.validation.testbed import Testbed

SHARES = (0.0, 0.25, 0.5, 0.75, 1.0)
ABOUT: dict[str, dict[str, float]] = {
    "the model": {},
    "without ties nearby": {"ideas.adoption_nearby": 0.0},
    "without bridging": {"ideas.sources": 0.0},
    "without both": {"ideas.adoption_nearby": 0.0, "ideas.sources": 0.0},
}


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
