"""Measure whether studies that end by themselves keep their promise, on constructed cases whose truth is known.

`python benchmarks/enough.py` prints three tables (2,000 studies a row, half an hour); `--studies 200` takes minutes.

Choosing: *least favourable* has every other scenario exactly the smallest effect worse than the best; *equal* has all
means the same, *two best* two identical ones ahead, *spread* each one smallest effect below the one before. Noise is
the spread of one scenario in smallest effects; `shared` is how much of its variance is luck that all scenarios share.
Runs are of all scenarios together. "All to the end" runs every scenario as long as the last one needed; "two stages"
is Bonferroni with common luck (Clark & Yang 1986, in Nelson & Matejcik 1995): 20 replicates, then all at once as many
as the variances of the differences ask for.

Afterwards: how often the Student interval of a difference holds in a study that ended by choice, and its mean error.
Precision: the share of studies in which every interval of the family holds its truth when the half-width is reached.
"""

from __future__ import annotations

import argparse
import sys
from collections.abc import Callable
from time import perf_counter
from typing import NamedTuple

import numpy as np
from scipy.stats import t as student

from mentorlab.agents.base.arrays import Floats
from mentorlab.experiments.statistics.selection import Race, race
from mentorlab.experiments.statistics.verdicts import family_quantile
from mentorlab.experiments.studies.stopping.rules import looks

CONFIDENCE, FLOOR, CAP, DELTA = 0.95, 20, 4096, 1.0

Shape = Callable[[np.random.Generator, int, int, float], Floats]
"""Draws (scenarios, n) numbers of mean 0 and variance 1, given which share of the variance is luck in common."""


def normal(rng: np.random.Generator, k: int, n: int, shared: float) -> Floats:
    """Draw normal numbers."""
    return np.sqrt(shared) * rng.standard_normal((1, n)) + np.sqrt(1 - shared) * rng.standard_normal((k, n))


def unequal(rng: np.random.Generator, k: int, n: int, shared: float) -> Floats:
    """Draw normal numbers, the best scenario's luck of its own twice as wide as the next one's and so on in turn."""
    own = np.where(np.arange(k) % 2, 0.63, 1.26)[:, None] * rng.standard_normal((k, n))
    return np.sqrt(shared) * rng.standard_normal((1, n)) + np.sqrt(1 - shared) * own


def skewed(rng: np.random.Generator, k: int, n: int, shared: float) -> Floats:
    """Draw exponential numbers: the best scenario's long tail is of wins, all others' of losses (skewness 2)."""
    own = rng.standard_exponential((k, n)) - 1
    own[1:] *= -1
    return np.sqrt(shared) * rng.standard_normal((1, n)) + np.sqrt(1 - shared) * own


def lognormal(rng: np.random.Generator, k: int, n: int, shared: float) -> Floats:
    """Draw lognormal numbers of sigma .5 (skewness 1.75), tails as in `skewed`."""
    own = (np.exp(0.5 * rng.standard_normal((k, n))) - np.exp(0.125)) / 0.604
    own[1:] *= -1
    return np.sqrt(shared) * rng.standard_normal((1, n)) + np.sqrt(1 - shared) * own


def counts(rng: np.random.Generator, k: int, n: int, shared: float) -> Floats:
    """Draw small counts: whole multiples of one step, Poisson with mean 4."""
    return (rng.poisson(4 * shared, (1, n)) + rng.poisson(4 * (1 - shared), (k, n)) - 4.0) / 2


class Case(NamedTuple):
    """A study whose best scenario is the first: its means, and how its values are drawn around them."""

    name: str
    draw: Callable[[np.random.Generator, int, int], Floats]
    """Given how many scenarios and replicates."""
    means: Callable[[int], Floats]


def least_favourable(k: int) -> Floats:
    """Return means of which all but the first are exactly the smallest effect below it."""
    return np.where(np.arange(k) == 0, 0.0, -DELTA)


def around(shape: Shape, shared: float, noise: float) -> Callable[[np.random.Generator, int, int], Floats]:
    """Return what draws a shape with some noise."""
    return lambda rng, k, n: noise * shape(rng, k, n, shared)


def rare_wins(share: float, size: float) -> Callable[[np.random.Generator, int, int], Floats]:
    """Return what draws 0 in most futures and else an exponential gain, less its mean; the best's gains are larger."""

    def draw(rng: np.random.Generator, k: int, n: int) -> Floats:
        gains = (rng.random((k, n)) < share) * rng.standard_exponential((k, n)) * size
        gains[0] *= 1 + DELTA / (share * size)
        expected = np.where(np.arange(k) == 0, share * size + DELTA, share * size)[:, None]
        return gains - expected

    return draw


def only_best_wins(share: float) -> Callable[[np.random.Generator, int, int], Floats]:
    """Return what draws nothing but 0, and for the best a gain in a share of the futures, less its mean."""

    def draw(rng: np.random.Generator, k: int, n: int) -> Floats:
        gains = np.zeros((k, n))
        gains[0] = (rng.random(n) < share) * rng.standard_exponential(n) * DELTA / share - DELTA
        return gains

    return draw


def twins(shape: Shape, shared: float, noise: float) -> Callable[[np.random.Generator, int, int], Floats]:
    """Return what draws a shape in which the first two scenarios are one and the same."""

    def draw(rng: np.random.Generator, k: int, n: int) -> Floats:
        values = noise * shape(rng, k, n, shared)
        values[1] = values[0]
        return values

    return draw


def two_ahead(k: int) -> Floats:
    """Return means of which the first two are the smallest effect above all others."""
    return np.where(np.arange(k) < 2, 0.0, -DELTA)


CASES = (
    Case("least favourable, normal, shared .9", around(normal, 0.9, 4.0), least_favourable),
    Case("least favourable, normal, shared .5", around(normal, 0.5, 4.0), least_favourable),
    Case("least favourable, normal, shared 0", around(normal, 0.0, 2.5), least_favourable),
    Case("least favourable, normal, little noise", around(normal, 0.5, 1.0), least_favourable),
    Case("least favourable, unequal spreads", around(unequal, 0.5, 4.0), least_favourable),
    Case("least favourable, exponential tails", around(skewed, 0.5, 3.5), least_favourable),
    Case("the same, little noise", around(skewed, 0.5, 1.4), least_favourable),
    Case("least favourable, lognormal tails", around(lognormal, 0.5, 3.5), least_favourable),
    Case("least favourable, counts", around(counts, 0.5, 3.0), least_favourable),
    Case("least favourable, wins in 20 %", rare_wins(0.2, 5.0), least_favourable),
    Case("least favourable, wins in 10 %", rare_wins(0.1, 10.0), least_favourable),
    Case("least favourable, only the best wins, 10 %", only_best_wins(0.1), least_favourable),
    Case("equal means, normal", around(normal, 0.5, 2.5), lambda k: np.zeros(k)),
    Case("spread, normal", around(normal, 0.5, 4.0), lambda k: -DELTA * np.arange(k)),
    Case("half the smallest effect apart, normal", around(normal, 0.5, 4.0), lambda k: -DELTA / 2 * np.arange(k)),
    Case("two identical best, normal", twins(normal, 0.5, 4.0), two_ahead),
)


class Score(NamedTuple):
    """Of constructed studies: shares in which the best was chosen, one within delta was, and none was; mean runs."""

    correct: float
    good: float
    open: float
    runs: float
    saved_against_all: float
    saved_against_two_stages: float


def followed(values: Floats) -> tuple[Race, int]:
    """Race on more and more replicates until it is settled."""
    n = 128
    while True:
        now = race(values[:, :n], indifference=DELTA, confidence=CONFIDENCE, floor=FLOOR)
        if now.settled is not None or n >= values.shape[1]:
            return now, min(n, values.shape[1])
        n *= 2


def two_stages(values: Floats) -> int:
    """Return the runs of a two-stage procedure: Bonferroni over the differences' variances after 20 replicates."""
    k = len(values)
    early = np.cov(values[:, :FLOOR])
    spread = early.diagonal()[:, None] + early.diagonal() - 2 * early
    quantile = float(student.ppf(1 - (1 - CONFIDENCE) / (k - 1), FLOOR - 1))
    return k * max(FLOOR, int(np.ceil(quantile**2 * spread.max() / DELTA**2)))


def choose(case: Case, k: int, studies: int, seed: int) -> Score:
    """Let the choice run on many constructed studies."""
    means = case.means(k)
    right = good = undecided = 0
    runs, all_runs, fixed = np.zeros(studies), np.zeros(studies), np.zeros(studies)
    for study in range(studies):
        rng = np.random.Generator(np.random.Philox(key=seed * 1_000_003 + study))
        values = case.draw(rng, k, CAP) + means[:, None]
        found, n = followed(values)
        end = found.settled or n
        runs[study] = np.where(found.out == 0, end, found.out).sum()
        all_runs[study], fixed[study] = k * end, two_stages(values)
        if found.settled is None:
            undecided += 1
            continue
        chosen = int(np.flatnonzero(found.out == 0)[0])
        right += means[chosen] == means.max()
        good += means[chosen] > means.max() - DELTA
    return Score(
        right / studies,
        good / studies,
        undecided / studies,
        float(runs.mean()),
        float(1 - runs.sum() / all_runs.sum()),
        float(1 - runs.sum() / fixed.sum()),
    )


class Precise(NamedTuple):
    """Of studies that end at a half-width: the share in which all intervals hold, mean replicates and half-width."""

    holds: float
    replicates: float
    half_width: float


def narrow(shape: Shape, noise: float, studies: int, seed: int, target: float) -> Precise:
    """Let many constructed studies of twelve differences run until all half-widths are reached."""
    held = 0
    used, reached = [], []
    for study in range(studies):
        rng = np.random.Generator(np.random.Philox(key=seed * 1_000_003 + study))
        values = noise * shape(rng, 12, 1000, 0.5)
        for n in looks(FLOOR, 1000):
            differences = values[:, :n].T
            wide = differences.std(axis=0, ddof=1) / np.sqrt(n)
            if 1.5 * wide.max() > target:
                continue
            quantile, _ = family_quantile(differences, key=study, resamples=500)
            if quantile is not None and quantile * wide.max() <= target:
                break
        ends = np.abs(differences.mean(axis=0)) / (quantile * wide)
        held += bool((ends <= 1).all())
        used.append(n)
        reached.append(quantile * wide.max())
    return Precise(held / studies, float(np.mean(used)), float(np.mean(reached)))


class Afterwards(NamedTuple):
    """Of differences from the first scenario after a choice: how often a 95 % interval holds, and the mean error."""

    holds: float
    error: float


def after_choice(case: Case, k: int, studies: int, seed: int) -> Afterwards:
    """Look at the intervals of scenarios that were run no longer than until one of the two was out."""
    means = case.means(k)
    held, errors = [], []
    for study in range(studies):
        rng = np.random.Generator(np.random.Philox(key=seed * 1_000_003 + study))
        values = case.draw(rng, k, CAP) + means[:, None]
        found, n = followed(values)
        run = np.where(found.out == 0, found.settled or n, found.out)
        for other in range(1, k):
            both = min(run[0], run[other])
            difference = values[other, :both] - values[0, :both]
            error = difference.mean() - (means[other] - means[0])
            held.append(abs(error) <= student.ppf(0.975, both - 1) * difference.std(ddof=1) / np.sqrt(both))
            errors.append(error)
    return Afterwards(float(np.mean(held)), float(np.mean(errors)))


def show_choices(only: str, numbers: list[int], studies: int, seed: int) -> None:
    """Print the table of choices."""
    error = (CONFIDENCE * (1 - CONFIDENCE) / studies) ** 0.5
    print(f"choosing, {studies} studies a row, seed {seed}; promised {CONFIDENCE:.2f}, standard error {error:.3f}")
    print(f"{'':<44} {'k':>3} {'best':>6} {'good':>6} {'open':>6} {'runs':>7} {'saved: all':>11} {'two stages':>11}")
    for case in CASES:
        for k in numbers if only in case.name else ():
            if "two identical" in case.name and k == 2:
                continue
            told = choose(case, k, studies, seed)
            print(
                f"{case.name:<44} {k:>3} {told.correct:>6.3f} {told.good:>6.3f} {told.open:>6.3f} {told.runs:>7,.0f} "
                f"{told.saved_against_all:>11.0%} {told.saved_against_two_stages:>11.0%}",
                flush=True,
            )
    print(f"\n{'95 % intervals against the first, afterwards':<44} {'k':>3} {'holds':>6} {'error':>6}")
    for case in CASES:
        if only in case.name and "normal" in case.name and "shared 0" not in case.name and "twins" not in case.name:
            after = after_choice(case, 5, studies // 4, seed)
            print(f"{case.name:<44} {5:>3} {after.holds:>6.3f} {after.error:>+6.2f}", flush=True)


def show_precision(studies: int, seed: int) -> None:
    """Print the table of precisions."""
    print(
        f"\n{'until half-widths of 0.6, family of 12':<44} {'noise':>6} {'holds':>6} "
        f"{'replicates':>11} {'half-width':>11}"
    )
    for name, shape in (("normal", normal), ("exponential", skewed), ("lognormal", lognormal), ("counts", counts)):
        for noise in (1.0, 2.0, 4.0):
            told = narrow(shape, noise, studies, seed, 0.6)
            print(
                f"{name:<44} {noise:>6} {told.holds:>6.3f} {told.replicates:>11.0f} {told.half_width:>11.3f}",
                flush=True,
            )


def main() -> None:
    """Print the tables."""
    arguments = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    arguments.add_argument("--studies", type=int, default=2000)
    arguments.add_argument("--seed", type=int, default=0)
    arguments.add_argument("--only", default="", help="choices whose name holds this text, or precision")
    arguments.add_argument("--scenarios", type=int, nargs="*", default=[2, 5, 10, 20])
    asked = arguments.parse_args()
    began = perf_counter()
    if asked.only != "precision":
        show_choices(asked.only, asked.scenarios, asked.studies, asked.seed)
    if asked.only in ("", "precision"):
        show_precision(asked.studies, asked.seed)
    print(f"{perf_counter() - began:,.0f} s", file=sys.stderr)


if __name__ == "__main__":
    main()
