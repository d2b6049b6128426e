"""How often intervals and bounds hold on real output: studies of 30 futures, drawn from many that are the truth.

    python benchmarks/real_output.py TRUTH.npz [FUTURES [STUDIES]]       30 and 200 by default

The truth is no programme and check-ins never, every 4 and every 8 weeks, among 120 people of whom a fifth take part, in
2,000 futures: about ten minutes, and kept in the file. Studies overlap, so their number overstates what is known.
"""

from __future__ import annotations

import sys
from pathlib import Path

import numpy as np

import mentorlab as ml
from mentorlab.experiments.cli.options.choosing import varied
from mentorlab.experiments.results.answer import objectives_of
from mentorlab.experiments.results.comparison import ComparisonResult
from mentorlab.experiments.results.paired_runs import Without
from mentorlab.experiments.statistics.choice import Bounds, judge_gains

FUTURES = 2000


def simulated(file: Path) -> None:
    """Simulate the truth into a file."""
    base = ml.load("reverse").with_({"organisation.synthetic.employees": 120, "policy.share": 0.2})
    found = ml.compare([ml.no_programme(base), *varied(base, ["feedback=0,4,8"])], replicates=FUTURES)
    np.savez_compressed(
        file, values=found.values, same=found.same_people, digests=found.digests, names=found.names,
        wv=found.without.values, wd=found.without.digests, wi=found.without.itself, planned=found.planned,
    )  # fmt: skip


def study(truth: dict[str, np.ndarray], pick: np.ndarray, seed: int) -> ComparisonResult:
    """Return the comparison of some futures."""
    without = Without(truth["wv"][:, pick], truth["wd"][:, pick], truth["wi"])
    return ComparisonResult(
        tuple(truth["names"].tolist()), truth["values"][:, pick], truth["same"][:, pick], truth["digests"][:, pick],
        seed=seed, without=without, planned=tuple(truth["planned"].tolist()),
    )  # fmt: skip


def wrong(bounds: Bounds, true: np.ndarray) -> tuple[bool, bool]:
    """Return whether any lower, and any upper, bound is wrong."""
    return bool((bounds.low > true + 1e-9).any()), bool((bounds.high < true - 1e-9).any())


def main() -> None:
    """Print in how many studies the intervals of a family all hold, and any bound of the choice is wrong."""
    file, futures, studies = Path(sys.argv[1]), *map(int, (*sys.argv[2:], *(30, 200)[len(sys.argv[2:]) :]))
    if not file.exists():
        simulated(file)
    with np.load(file) as kept:
        truth = dict(kept)
    whole = study(truth, np.arange(truth["values"].shape[1]), 0)
    differences = np.ma.masked_invalid(whole.values - whole.references).mean(axis=1).filled(np.nan)
    gains = np.ma.masked_invalid(whole.over_nothing).mean(axis=1).filled(np.nan)[whole.is_design]
    holds: dict[str, list[bool]] = {family: [] for family in whole.families}
    missed = {kind: np.zeros(2) for kind in ("participants", "organisation")}
    for number in range(studies):
        pick = np.sort(np.random.default_rng(number).choice(truth["values"].shape[1], futures, replace=False))
        one = study(truth, pick, number)
        for family, places in one.families.items():
            judged = [
                (finding, differences[row, place])
                for row, name in enumerate(one.names)
                for place in places
                if one.judged_in[row, place]
                and (finding := one.findings[name][one.outcomes[place].name]).low is not None
            ]
            if judged:
                holds[family].append(all(f.low - 1e-9 <= true <= f.high + 1e-9 for f, true in judged))
        for kind in missed:
            objectives = objectives_of(one) if kind == "participants" else ("innovation", "inclusion", "retention")
            places = [one.places[name] for name in objectives]
            true, own = gains[:, places], one.over_nothing[one.is_design][:, :, places].transpose(1, 0, 2)
            found = judge_gains(own, keeps=0.8, level=0.05, key=number)
            pairs = (
                (found.gains, true),
                (found.kept, true[:, None] - 0.8 * true[None]),
                (found.ahead, true[:, None] - true[None]),
            )
            missed[kind] += np.any([wrong(bounds, means) for bounds, means in pairs], axis=0)
    print(f"{studies} studies of {futures} futures\n\n| family | all intervals hold |\n|---|---|")
    for family in ("headline", "participants"):
        print(f"| {family} | {np.mean(holds[family]):.3f} |")
    alone = {family: np.mean(held) for family, held in holds.items() if held and family not in missed}
    alone.pop("headline")
    print(f"| each other outcome by itself, mean of {len(alone)} | {np.mean(list(alone.values())):.3f} |")
    for family, share in sorted(alone.items(), key=lambda item: item[1])[:3]:
        print(f"| the lowest: {family} | {share:.3f} |")
    print("\n| choice by | a lower bound is too high | an upper bound is too low |\n|---|---|---|")
    for kind, (low, high) in missed.items():
        print(f"| {kind} | {low / studies:.3f} | {high / studies:.3f} |")


if __name__ == "__main__":
    main()
