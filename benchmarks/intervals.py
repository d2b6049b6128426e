"""Measure how often intervals and verdicts are right, on studies of known truth (`experiments/statistics/verdicts.py`).

`python benchmarks/intervals.py` prints the table (2,000 studies a row, some minutes); `--studies 200` is quicker.
Each study is a family of 4 scenarios x 3 outcomes, correlated .5 between scenarios (they share a baseline) and .3
between outcomes, smallest effect 1, with true differences of 0, half the smallest effect, exactly it, and double.
"""

from __future__ import annotations

import argparse
from collections.abc import Callable
from typing import NamedTuple

import numpy as np

from mentorlab.agents.base.arrays import Floats
from mentorlab.experiments.statistics.verdicts import Comparand, judge

SCENARIOS, OUTCOMES = 4, 3
TRUTHS = np.array([[0.0, 0.5, 1.0], [-0.5, -1.0, 2.0], [0.0, 1.0, -2.0], [0.5, 0.0, -1.0]])
COMPARANDS = [Comparand(f"outcome {i}", "points", direction, 1.0) for i, direction in enumerate((1, -1, 1))]
TOGETHER = np.linalg.cholesky(np.kron(0.5 + 0.5 * np.eye(SCENARIOS), 0.3 + 0.7 * np.eye(OUTCOMES)))

Shape = Callable[[np.random.Generator, int], Floats]


def normal(rng: np.random.Generator, n: int) -> Floats:
    """Draw (n, members) correlated normal numbers with mean 0."""
    return rng.standard_normal((n, len(TOGETHER))) @ TOGETHER.T


def lognormal(rng: np.random.Generator, n: int) -> Floats:
    """Draw lognormal numbers of sigma .5 (skewness 1.8) less their mean."""
    return (np.exp(0.5 * normal(rng, n)) - np.exp(0.125)) / 0.604


def chi_square(rng: np.random.Generator, n: int) -> Floats:
    """Draw chi-square numbers with 4 degrees of freedom (skewness 1.4) less their mean."""
    return (sum(normal(rng, n) ** 2 for _ in range(4)) - 4) / np.sqrt(8)


def exponential(rng: np.random.Generator, n: int) -> Floats:
    """Draw exponential numbers (skewness 2) less their mean."""
    return sum(normal(rng, n) ** 2 for _ in range(2)) / 2 - 1


def heavy(rng: np.random.Generator, n: int) -> Floats:
    """Draw numbers with the tails of Student's t with 5 degrees of freedom."""
    return normal(rng, n) / np.sqrt(rng.chisquare(5, (n, 1)) / 3)


def counted(rng: np.random.Generator, n: int) -> Floats:
    """Draw differences of two small counts (Poisson, mean 1.5): whole numbers, a quarter of them 0."""
    draws = rng.poisson(1.5, (2, n, len(TOGETHER)))
    return (draws[0] - draws[1]) / np.sqrt(3)


SHAPES: dict[str, Shape] = {
    "normal": normal,
    "lognormal": lognormal,
    "chi-square": chi_square,
    "exponential": exponential,
    "heavy tails": heavy,
    "counts": counted,
}


class Score(NamedTuple):
    """Shares of studies: all intervals hold the truth; some verdict is wrong. Of members: some verdict is reached."""

    covered: float
    wrong: float
    decided: float


def is_wrong(verdict: str | None, truth: float, comparand: Comparand) -> bool:
    """Tell whether a verdict is false: better or worse though it is not, equivalent though it matters."""
    good = truth * comparand.direction
    return (
        (verdict == "better" and good <= 0)
        or (verdict == "worse" and good >= 0)
        or (verdict == "equivalent" and abs(truth) >= comparand.smallest)
    )


def measure(shape: Shape, n: int, *, studies: int, noise: float, resamples: int = 2000, seed: int = 0) -> Score:
    """Judge many constructed studies of n replicates whose differences have about `noise` as standard deviation."""
    covered = wrong = decided = 0
    nobody = np.zeros(SCENARIOS, dtype=np.bool_)
    for study in range(studies):
        rng = np.random.Generator(np.random.Philox(key=seed + study))
        values = TRUTHS[:, None, :] + noise * shape(rng, n).reshape(n, SCENARIOS, OUTCOMES).transpose(1, 0, 2)
        judged = judge(
            values, np.zeros_like(values), COMPARANDS, identical=nobody, key=seed + studies + study, resamples=resamples
        )
        members = [
            (found, truth, comparand)
            for findings, truths in zip(judged, TRUTHS, strict=True)
            for found, truth, comparand in zip(findings, truths, COMPARANDS, strict=True)
        ]
        covered += all(found.low is not None and found.low <= truth <= found.high for found, truth, _ in members)
        wrong += any(is_wrong(found.verdict, truth, comparand) for found, truth, comparand in members)
        decided += sum(found.verdict != "undecided" for found, _, _ in members)
    return Score(covered / studies, wrong / studies, decided / studies / TRUTHS.size)


def main() -> None:
    """Print the table."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--studies", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=0)
    asked = arguments.parse_args()
    print(f"{asked.studies} studies a row, seed {asked.seed}; noise is the spread of a difference in smallest effects")
    print(f"{'shape':<12} {'n':>4} {'noise':>6} {'covered':>8} {'wrong':>7} {'decided':>8}")
    for name, shape in SHAPES.items():
        for n in (20, 30):
            for noise in (1.0, 3.0):
                score = measure(shape, n, studies=asked.studies, noise=noise, seed=asked.seed)
                print(f"{name:<12} {n:>4} {noise:>6} {score.covered:>8.3f} {score.wrong:>7.3f} {score.decided:>8.3f}")


if __name__ == "__main__":
    main()
