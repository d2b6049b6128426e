"""Luck and assumptions taken apart: known answers, and the coverage of intervals that rest on worlds."""

import numpy as np
import pytest
from scipy import stats

from mentorlab.experiments.statistics.robustness import (
    in_worlds,
    interval,
    interval_of_share,
    regrets,
    shrunk,
    world_means,
)


def nested(luck, theta, sd, *, worlds=32, each=4):
    """Return futures in worlds whose true means are drawn by `theta`."""
    return theta(worlds)[:, None] + luck.normal(0, sd, (worlds, each))


def test_shares_of_worlds_are_those_of_true_means_on_average():
    luck, shares, raw = np.random.default_rng(1), [], []
    for _ in range(400):
        values = nested(luck, lambda worlds: luck.normal(0.65, 0.5, worlds), 2.0)
        shares.append(in_worlds(values, 1).worlds_better / 32)
        raw.append((world_means(values) > 0).mean())
    assert stats.norm.cdf(0.65 / 0.5) == pytest.approx(0.903, abs=0.001)
    assert np.mean(shares) == pytest.approx(0.89, abs=0.02)
    assert np.mean(raw) == pytest.approx(0.72, abs=0.02)


def test_where_all_worlds_are_alike_luck_decides():
    luck = np.random.default_rng(2)
    said = [in_worlds(nested(luck, lambda w: np.full(w, 0.25), 1.0, worlds=128), 1).robustness for _ in range(200)]
    assert said.count("luck decides") >= 0.8 * 200


def test_without_an_effect_it_is_a_toss_up():
    luck = np.random.default_rng(3)
    said = [in_worlds(nested(luck, lambda w: luck.normal(0, 0.5, w), 1.0), 1).robustness for _ in range(400)]
    assert said.count("toss-up") >= 400 * 0.95 - 2 * np.sqrt(400 * 0.05 * 0.95)


def test_labels_come_in_their_order():
    rows = {
        "robust": np.full((32, 4), 1.0) + np.linspace(0, 0.1, 32)[:, None],
        "depends on assumptions": np.repeat(np.where(np.arange(32) < 6, -1.0, 2.0)[:, None], 4, axis=1),
    }
    assert {name: in_worlds(values, 1).robustness for name, values in rows.items()} == {name: name for name in rows}
    turned = in_worlds(-rows["robust"], -1)
    assert (turned.robustness, turned.better, turned.mean < 0) == ("robust", 128, True)
    assert turned.low < turned.mean < turned.high


def test_intervals_rest_on_worlds_and_hold():
    luck, hits, of_shares, runs = np.random.default_rng(4), 0, 0, 400
    true_share = stats.norm.sf(0, 0.5, np.sqrt(0.25 + 1.0))
    for _ in range(runs):
        found = in_worlds(nested(luck, lambda worlds: luck.normal(0.5, 0.5, worlds), 1.0), 1)
        hits += found.low <= 0.5 <= found.high
        of_shares += found.better_low <= true_share <= found.better_high
    least = runs * 0.95 - 2.5 * np.sqrt(runs * 0.05 * 0.95)
    assert hits >= least
    assert of_shares >= least


def test_where_worlds_agree_the_share_is_as_sure_as_so_many_worlds():
    exact = stats.binomtest(32, 32).proportion_ci(method="exact")
    assert interval_of_share(np.ones(32)) == pytest.approx((exact.low, exact.high))
    exact = stats.binomtest(0, 10).proportion_ci(method="exact")
    assert interval_of_share(np.zeros(10)) == pytest.approx((exact.low, exact.high))
    assert interval_of_share(np.array([1.0])) == (None, None)
    numbers = np.array([1.0, 2.0, 4.0])
    assert interval(numbers) == pytest.approx(stats.t.interval(0.95, 2, numbers.mean(), stats.sem(numbers)))


def test_nothing_against_nothing_is_nothing():
    found = in_worlds(np.zeros((32, 4)), 1)
    assert (found.mean, found.low, found.high, found.better, found.same, found.worse) == (0, 0, 0, 0, 128, 0)
    assert (found.worlds_better, found.worlds_worse, found.robustness) == (0, 0, "toss-up")


def test_missing_values_are_left_out():
    values = np.random.default_rng(5).normal(1, 0.1, (12, 4))
    holes = values.copy()
    holes[0] = np.nan
    holes[1, :3] = np.nan
    found = in_worlds(holes, 1)
    assert (found.worlds, found.futures) == (11, 41)
    assert found.mean == pytest.approx(np.nanmean(world_means(holes)))
    assert in_worlds(np.full((12, 4), np.nan), 1) is None
    assert np.isfinite(shrunk(values)).all()


def test_equal_designs_have_no_regret_and_a_worse_one_what_it_lacks():
    luck = np.random.default_rng(6)
    lost = np.array([regrets(luck.normal(1, 1, (3, 32, 4))) for _ in range(300)])
    assert np.abs(lost.mean(axis=0)).max() < 3 * lost.std(axis=0).max() / np.sqrt(300)
    theta = np.array([1.0, 0.4])[:, None, None]
    lost = regrets(theta + luck.normal(0, 0.05, (2, 32, 4)))
    assert lost == pytest.approx([0.0, 0.6], abs=0.03)
    each_its_world = np.where(np.arange(32) % 2, 1.0, 0.0)
    gains = np.stack([each_its_world, 1 - each_its_world])[:, :, None] + luck.normal(0, 0.05, (2, 32, 4))
    assert regrets(gains) == pytest.approx([0.5, 0.5], abs=0.03)
