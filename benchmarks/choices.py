"""How often the choice among designs claims too much, and how long it takes.

    python benchmarks/choices.py [STUDIES]        400 studies of each case by default, about a minute

Gains share most of their luck, as designs on common luck do. Each number is a share of studies; the bounds are at .05,
or at the level of one look.
"""

from __future__ import annotations

import sys
from collections.abc import Callable
from time import perf_counter

import numpy as np

from mentorlab.experiments.statistics.choice import Judged, judge_gains, stand

Draw = Callable[[np.random.Generator, tuple[int, ...]], np.ndarray]
LUCK: dict[str, Draw] = {
    "normal": lambda luck, shape: luck.normal(size=shape),
    "exponential": lambda luck, shape: luck.exponential(size=shape) - 1,
    "lognormal": lambda luck, shape: (luck.lognormal(0, 1, shape) - np.exp(0.5)) / 2.16,
    "an event of 20 %": lambda luck, shape: ((luck.random(shape) < 0.2) - 0.2) * 2.5,
}
LEVELS = (0.05, 0.0125)


def drawn(luck: np.random.Generator, means: np.ndarray, n: int, draw: Draw, sd: float = 1.0) -> np.ndarray:
    """Return gains of designs in n futures, (n, designs, objectives), with .64 of their variance in common."""
    designs, objectives = means.shape
    common, own = draw(luck, (n, 1, objectives)), draw(luck, (n, designs, objectives))
    return means + sd * (0.8 * common + 0.6 * own)


def wrong_bounds(found: Judged, true: np.ndarray) -> tuple[bool, bool]:
    """Return whether any lower, and any upper, bound of a study is wrong."""
    pairs = (
        (found.gains, true),
        (found.kept, true[:, None] - 0.8 * true[None]),
        (found.ahead, true[:, None] - true[None]),
    )
    return any((b.low > m).any() for b, m in pairs), any((b.high < m).any() for b, m in pairs)


def main() -> None:
    """Print the tables."""
    studies = int(sys.argv[1]) if len(sys.argv) > 1 else 400

    def judged(gains: np.ndarray, key: int, level: float = 0.05) -> Judged:
        return judge_gains(gains, keeps=0.8, level=level, key=key, resamples=800)

    print(
        "| studies in which any bound is wrong: lower / upper | level | 30 futures | 100 futures |\n|---|---|---|---|"
    )
    true = np.array([[1.0, 0.5], [0.8, 0.5], [0.3, -0.2], [0.0, 0.0]])
    for name, draw in LUCK.items():
        for level in LEVELS:
            cells = []
            for n in (30, 100):
                luck = np.random.default_rng(5)
                wrong = [wrong_bounds(judged(drawn(luck, true, n, draw), key, level), true) for key in range(studies)]
                cells.append(" / ".join(f"{share:.3f}" for share in np.mean(wrong, axis=0)))
            print(f"| {name} | {level} | {' | '.join(cells)} |", flush=True)
    print("\n| false claims | 30 futures | 100 futures |\n|---|---|---|")
    cases = {
        "keeps exactly four fifths, and is as good as the best": (
            np.array([[5.0], [4.0]]), lambda found: bool(stand(found).as_good[1])),
        "four equal designs, and one is ahead": (
            np.full((4, 3), 3.0), lambda found: bool((found.ahead.low > 0).any())),
        "four equal designs, and one is beaten": (np.full((4, 3), 3.0), lambda found: bool(stand(found).beaten.any())),
        "no design gains, and one is shown to": (np.zeros((4, 3)), lambda found: bool((found.gains.low > 0).any())),
    }  # fmt: skip
    for name, (means, claimed) in cases.items():
        cells = []
        for n in (30, 100):
            luck = np.random.default_rng(6)
            gains = (drawn(luck, means, n, LUCK["normal"], 2.0) for _ in range(studies))
            cells.append(f"{np.mean([claimed(judged(values, key)) for key, values in enumerate(gains)]):.3f}")
        print(f"| {name} | {' | '.join(cells)} |", flush=True)
    print("\n| designs, three objectives, 2,000 resamples | 30 futures, s | 200 futures, s |\n|---|---|---|")
    for designs in (2, 4, 11):
        cells = []
        for n in (30, 200):
            values = drawn(np.random.default_rng(7), np.ones((designs, 3)), n, LUCK["normal"])
            began = perf_counter()
            judge_gains(values, keeps=0.8, level=0.05, key=n)
            cells.append(f"{perf_counter() - began:.2f}")
        print(f"| {designs} | {' | '.join(cells)} |", flush=True)


if __name__ == "__main__":
    main()
