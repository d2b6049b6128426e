"""Which design: the rules against a plain reading of their words, on bounds drawn at random."""

from collections import Counter

import numpy as np
import pytest

from mentorlab.experiments.statistics.choice import Bounds, Judged, best_of, judge_gains, staircase, stand
from mentorlab.tests.experiments.statistics.plain_choice import (
    AS_GOOD,
    BEATEN,
    NONE_BEST,
    NONE_CHEAPER,
    POSSIBLE,
    TRADES,
    Rules,
)

ENDS = {"none cheaper": NONE_CHEAPER, "none is the best": NONE_BEST, None: None}


def plausible(luck):
    """Return bounds as a study has them: around gains, contrasts and differences that fit together."""
    designs, objectives = int(luck.integers(1, 7)), int(luck.integers(1, 4))
    level = luck.normal(luck.choice([0.0, 1.0, 5.0], objectives), 0.3)
    gains = level + luck.choice([0.1, 0.5, 2.0]) * luck.normal(size=(designs, objectives))
    error = luck.choice([0.02, 0.2, 0.6])

    def around(mean, share=1.0):
        return Bounds(mean, *(np.round(mean + sign * share * error, 1) for sign in (-1, 1)))

    return Judged(60, around(gains), around(gains[:, None] - 0.8 * gains), around(gains[:, None] - gains, 0.5))


def anyhow(luck):
    """Return bounds that fit nothing but their own order."""
    designs, objectives = int(luck.integers(1, 7)), int(luck.integers(1, 4))

    def drawn(*shape, about):
        low, high = np.sort(luck.integers(-3, 4, (2, *shape)), axis=0) + float(about)
        return Bounds((low + high) / 2, low, high)

    square = (designs, designs, objectives)
    gains, kept = luck.choice([0, 2, 4], 2)
    return Judged(60, drawn(designs, objectives, about=gains), drawn(*square, about=kept), drawn(*square, about=0))


def with_gaps(judged, luck):
    """Return the bounds less some, lower and upper ones together or alone, and without those of a design and itself."""
    missing = luck.choice([0.0, 0.0, 0.05, 0.3])
    for bounds in (judged.gains, judged.kept, judged.ahead):
        for numbers in (bounds.low, bounds.high):
            numbers[luck.random(numbers.shape) < missing] = np.nan
    itself = np.arange(len(judged.gains.mean))
    for numbers in (*judged.kept, *judged.ahead):
        numbers[itself, itself] = np.nan
    return judged


def costs(designs, luck):
    """Return who is cheaper than whom: by one cost with ties, or shown for some pairs of an order only."""
    cost = luck.integers(0, luck.choice([1, 3, 9]), designs)
    less = cost[:, None] < cost
    return less & (luck.random(less.shape) < luck.choice([1.0, 1.0, 0.7]))


def case(draw, number):
    luck = np.random.default_rng(number)
    judged = with_gaps(draw(luck), luck)
    return judged, costs(len(judged.gains.mean), luck), bool(luck.random() < 0.7)


def as_pairs(bounds):
    """Return bounds as nested lists of pairs, None where there is none."""

    def pair(low, high):
        if isinstance(low, list):
            return [pair(*both) for both in zip(low, high, strict=True)]
        return tuple(None if np.isnan(end) else end for end in (low, high))

    return pair(bounds.low.tolist(), bounds.high.tolist())


def plainly(judged, less, last_look):
    return Rules(*map(as_pairs, (judged.gains, judged.kept, judged.ahead)), less.tolist(), last_look)


def found(judged, less, last_look):
    """Return what the product says of a case: objectives that choose, losers, statuses, best, staircase and its end."""

    def cheaper(one, other):
        return bool(less[one, other])

    stands = stand(judged, last_look=last_look)
    flags = {AS_GOOD: stands.as_good, BEATEN: stands.beaten, TRADES: stands.trades}
    statuses = [[name for name, shown in flags.items() if shown[d]] or [POSSIBLE] for d in range(len(less))]
    steps, end = staircase(judged, cheaper, last_look=last_look)
    return {
        "choosing": np.flatnonzero(stands.chooses).tolist(),
        "loses": stands.loses.tolist(),
        "statuses": statuses,
        "best": list(best_of(judged, cheaper, last_look=last_look)),
        "staircase": ([list(step) for step in steps], ENDS[end]),
    }


def read(rules):
    """Return what the plain reading says of a case, as `found` does."""
    everybody = rules.everybody()
    return {
        "choosing": rules.choosing(everybody),
        "loses": [rules.loses(d) for d in everybody],
        "statuses": [[status] for status in rules.statuses(everybody).values()],
        "best": rules.best(everybody),
        "staircase": rules.staircase(),
    }


@pytest.mark.parametrize("draw", [plausible, anyhow])
def test_the_rules_say_what_their_words_say(draw):
    met = Counter()
    for number in range(1000):
        drawn = case(draw, number)
        plain = read(plainly(*drawn))
        assert found(*drawn) == plain, f"case {number}"
        steps, end = plain["staircase"]
        met.update(status for [status] in plain["statuses"])
        met.update([end, f"{min(len(steps), 2)} steps", "share" if len(plain["best"]) > 1 else "alone"])
        met.update(["loses"] * any(plain["loses"]))
    kinds = (AS_GOOD, BEATEN, TRADES, POSSIBLE, NONE_CHEAPER, NONE_BEST, None, "2 steps", "share", "loses")
    assert all(met[kind] >= 5 for kind in kinds), met


def test_equals_of_which_each_has_another_one_ahead_share():
    luck = np.random.default_rng(1).normal(0, 4, (100, 3, 3))
    gains = np.array([[20.0, 21, 22], [22, 20, 21], [21, 22, 20]]) + luck - luck.mean(axis=0)
    judged = judge_gains(gains, keeps=0.8, level=0.05, key=1, resamples=1000)
    ahead = (judged.ahead.low > 0).any(axis=2)
    assert ahead.tolist() == [[False, False, True], [True, False, False], [False, True, False]]
    drawn = judged, np.zeros((3, 3), dtype=bool), True
    assert found(*drawn) == read(plainly(*drawn))
    assert found(*drawn)["best"] == [0, 1, 2]
