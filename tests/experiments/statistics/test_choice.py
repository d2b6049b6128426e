"""Which design: bounds and rules against known answers and plain readings."""

from itertools import permutations

import numpy as np
import pytest

from mentorlab.experiments.statistics.choice import (
    Bounds,
    Judged,
    best_of,
    bounds_of,
    cheaper_by,
    futures_to_settle,
    judge_gains,
    less_than,
    signed_t,
    staircase,
    stand,
)
from mentorlab.experiments.statistics.verdicts import resampled_counts, studentised


def gains(means, *, n=200, sd=0.5, seed=1, shared=0.7):
    """Return gains of designs (rows of `means`, columns objectives) that share most of their luck."""
    luck = np.random.default_rng(seed)
    means = np.atleast_2d(np.array(means, dtype=float).T).T
    common = luck.normal(size=(n, 1, means.shape[1]))
    own = luck.normal(size=(n, *means.shape))
    return means + sd * (np.sqrt(shared) * common + np.sqrt(1 - shared) * own)


def judged(values, *, keeps=0.8, level=0.05, key=7, resamples=1000):
    return judge_gains(values, keeps=keeps, level=level, key=key, resamples=resamples)


def costing(*costs, n=200):
    return cheaper_by([np.array(costs, dtype=float)[:, None] * np.ones(n)])


# Bounds --------------------------------------------------------------------------------------------------------------


def test_resampled_t_is_that_of_the_verdicts_with_its_sign():
    values = gains([3.0, 2.0, 1.0], n=40)[:, :, 0]
    weights = np.array([[1.0, 0, 0], [1, -0.8, 0], [0, 1, -1]])
    counts = resampled_counts(40, key=3, resamples=300)
    t = signed_t(counts, values, weights)
    for member, its in zip(weights, t.T, strict=True):
        whole = values @ member
        assert np.abs(its) == pytest.approx(studentised(counts, whole))
        means = counts @ whole / counts.sum(axis=1)
        assert (np.sign(its) == np.sign(means - whole.mean())).all()


@pytest.mark.parametrize(
    "draw", [lambda luck, shape: luck.normal(size=shape), lambda luck, shape: luck.exponential(size=shape) - 1]
)
def test_all_bounds_hold_together_in_19_of_20_studies(draw):
    luck = np.random.default_rng(5)
    true = np.array([[1.0, 0.5], [0.8, 0.5], [0.3, -0.2], [0.0, 0.0]])
    contrasts = true[:, None] - 0.8 * true[None]
    wrong = np.zeros(2)
    for study in range(250):
        found = judged(true + 2 * draw(luck, (30, 4, 2)), key=study, resamples=400)
        pairs = ((found.gains, true), (found.kept, contrasts), (found.ahead, true[:, None] - true[None]))
        wrong[0] += any((bounds.low > mean).any() for bounds, mean in pairs)
        wrong[1] += any((bounds.high < mean).any() for bounds, mean in pairs)
    assert (wrong <= 250 * 0.05 + 2 * np.sqrt(250 * 0.05 * 0.95)).all()


def test_few_futures_and_rare_differences_have_no_bounds_and_equal_ones_are_their_own():
    assert np.isnan(judged(gains([3.0, 2.0], n=19)).gains.low).all()
    values = gains([3.0, 2.0, 2.0], n=40)
    values[:, 2] = values[:, 1]  # the same to the bit
    nearly = values.copy()
    nearly[:4, 1] += 1.0  # in all but four futures
    assert np.isnan(judged(nearly).ahead.low[1, 2, 0])
    found = judged(values)
    assert np.isnan(found.ahead.low[1, 2, 0])  # 0 in all futures is not 0 for sure
    assert found.ahead.mean[1, 2, 0] == 0.0
    always = values.copy()
    always[:, 2] = always[:, 1] - 1.0
    assert judged(always).ahead.low[1, 2, 0] == pytest.approx(1.0)  # the same in all futures
    assert found.kept.low[1, 2, 0] > 0  # a fifth of its gain


def test_order_of_designs_and_a_design_without_a_value_move_nothing():
    values = gains([[3.0, 1.0], [2.0, 1.0], [1.0, 1.0]], n=60)
    found, turned = judged(values), judged(values[:, [2, 0, 1]])
    assert turned.kept.low[1, 2] == pytest.approx(found.kept.low[0, 1])
    with_nobody = np.concatenate([values, np.full((60, 1, 2), np.nan)], axis=1)
    beside = judged(with_nobody)
    assert np.array_equal(beside.kept.low[:3, :3], found.kept.low, equal_nan=True)
    assert stand(beside).as_good.tolist() == [*stand(found).as_good.tolist(), False]


@pytest.mark.parametrize("noise", [1e-6, 1e-9, 1e-11, 1e-14])
def test_designs_that_differ_by_rounding_spoil_no_bounds(noise):
    values = gains([3.0, 3.0, 1.0], n=40)
    values[:, 1] = values[:, 0] * (1 + noise * np.random.default_rng(2).normal(size=(40, 1)))
    found = judged(values)
    assert np.isfinite(found.kept.low[0, 1, 0])
    assert not (found.ahead.low[:2, :2] > 0).any()
    assert stand(found).as_good.tolist() == [True, True, False]


def test_the_bar_is_raised_until_a_quantile_is_finite():
    t = np.array([[np.inf, 1.0], [2.0, 2.0], [-1.0, -1.5]])[:, :, None]
    mean, error = np.array([[1.0], [1.0]]), np.array([[0.1], [0.1]])
    departures, own = np.array([[5], [30]]), np.zeros((2, 1), dtype=bool)
    low, high = bounds_of(mean, error, own, departures, t, 0.05)
    assert np.isnan(low[0, 0])
    assert (low[1, 0], high[1, 0]) == pytest.approx((0.8, 1.15))


# Rules ---------------------------------------------------------------------------------------------------------------


def test_the_known_answer():
    found, cheaper = judged(gains([5.0, 4.2, 3.6])), costing(3, 2, 1)
    stands = stand(found)
    assert (stands.as_good.tolist(), stands.beaten.tolist()) == ([True, True, False], [False, False, True])
    assert best_of(found, cheaper) == (1,)
    assert staircase(found, cheaper) == (((1,), (2,)), "none cheaper")
    assert best_of(found, costing(1, 1, 1)) == (0,)  # at equal cost the one that is ahead


def test_designs_that_trade_off():
    stands = stand(judged(gains([[3.0, 1.0], [1.0, 3.0]])))
    assert (stands.as_good.any(), stands.trades.tolist()) == (False, [True, True])
    assert staircase(judged(gains([[3.0, 1.0], [1.0, 3.0]])), costing(1, 2)) == ((), None)


def test_an_objective_without_a_gain_does_not_choose_at_the_last_look():
    values = gains([[3.0, 0.0], [1.0, 0.0]])
    values[:, :, 1] -= values[:, :, 1].mean(axis=0)
    found = judged(values)
    assert stand(found).chooses.tolist() == [True, False]
    assert stand(found).as_good.tolist() == [True, False]
    assert not stand(found, last_look=False).as_good.any()
    assert not stand(found, last_look=False).beaten.any()
    nobody = judged(values[:, :, 1:])
    assert not stand(nobody).as_good.any()
    assert best_of(nobody, costing(1, 2)) == ()


def test_a_cheaper_design_that_gains_nothing_is_no_step():
    values = gains([5.0, 0.0])
    values[:, 1] -= values[:, 1].mean(axis=0)
    assert staircase(judged(values), costing(2, 1)) == (((0,),), "none is the best")


def test_nobody_falls_short_of_a_loss():
    found = judged(gains([3.0, -1.0, -1.2]))
    assert found.short[:, :, 0].tolist() == [[False] * 3, [True, False, False], [True, False, False]]


def test_a_design_that_loses_is_never_best():
    found = judged(gains([[3.0, -1.0], [2.9, 1.0]]))
    assert stand(found).loses.tolist() == [True, False]
    assert best_of(found, costing(1, 2)) == (1,)
    assert best_of(judged(gains([[3.0, -1.0]])), costing(1)) == ()


def test_a_design_that_keeps_exactly_four_fifths_enters_in_at_most_one_study_in_twenty():
    entered = [
        stand(judged(gains([5.0, 4.0], n=40, sd=2.0, seed=n), key=n, resamples=400)).as_good[1] for n in range(300)
    ]
    assert np.mean(entered) <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 300)


def test_a_design_that_is_poor_everywhere_moves_no_other():
    values = gains([[5.0, 5.0], [4.8, 4.7], [2.0, 4.9], [1.0, 1.0]])
    without, beside = stand(judged(values[:, :3])), stand(judged(values))
    for name in ("as_good", "beaten", "trades", "loses"):
        assert getattr(beside, name)[:3].tolist() == getattr(without, name).tolist()
    assert beside.beaten[3]


def test_names_of_equal_designs_are_seldom_told_apart():
    claims = 0
    for study in range(200):
        luck = np.random.default_rng(study)
        values = gains([3.0, 3.0], n=30, seed=study + 500)
        swap = luck.random(30) < 0.5
        values[swap] = values[swap][:, ::-1]
        claims += bool((judged(values, key=study, resamples=400).ahead.low > 0).any())
    assert claims / 200 <= 0.05 + 2 * np.sqrt(0.05 * 0.95 / 200)


def plainly(found, among, chosen):
    """Return statuses as the rule reads, by loops."""
    said = {}
    for b in among:
        others = [a for a in among if a != b]
        short = {
            (x, y): any(found.kept.high[x, y, k] < 0 and found.gains.low[y, k] > 0 for k in chosen)
            for x in among
            for y in among
            if x != y
        }
        if chosen and all(found.kept.low[b, a, k] > 0 for a in others for k in chosen):
            said[b] = "as good"
        elif any(short[b, a] and not short[a, b] for a in others):
            said[b] = "beaten"
        elif any(short[b, a] and short[a, b] for a in others):
            said[b] = "trades"
        else:
            said[b] = "possible"
    return said


@pytest.mark.parametrize("seed", range(40))
def test_the_rules_are_those_of_a_plain_reading(seed):
    luck = np.random.default_rng(seed)
    designs, objectives = int(luck.integers(1, 6)), int(luck.integers(1, 4))

    def bounds(*shape):
        mean = luck.normal(0.5, 1.0, shape)
        half = luck.exponential(0.6, shape)
        return Bounds(mean, mean - half, mean + half)

    square = (designs, designs, objectives)
    found = Judged(100, bounds(designs, objectives), bounds(*square), bounds(*square))
    for numbers in (*found.kept, *found.ahead):
        numbers[np.arange(designs), np.arange(designs)] = np.nan
    for among in [list(range(designs)), list(range(designs))[1:]]:
        chosen = [k for k in range(objectives) if any(found.gains.low[d, k] > 0 for d in among)]
        stands, plain = stand(found, among), plainly(found, among, chosen)
        shown = {
            "as good": stands.as_good, "beaten": stands.beaten, "trades": stands.trades,
            "possible": ~(stands.as_good | stands.beaten | stands.trades),
        }  # fmt: skip
        assert all(shown[status][design] for design, status in plain.items())
        cost = luck.integers(1, 4, designs)
        able = [
            b for b in among if plain[b] == "as good" and not any(found.gains.high[b, k] < 0 for k in range(objectives))
        ]
        low = [b for b in able if not any(cost[a] < cost[b] for a in able)]

        def ahead(one, other, chosen=chosen):
            return any(found.ahead.low[one, other, k] > 0 for k in chosen)

        best = tuple(b for b in low if not any(ahead(a, b) and not ahead(b, a) for a in low if a != b))
        assert best_of(found, costing(*cost), among) == best


# Cost ----------------------------------------------------------------------------------------------------------------


def test_cheaper_is_more_than_two_hundredths_and_shown():
    luck = np.random.default_rng(3).normal(0, 5, 50)
    assert less_than(90 + luck, 100 + luck)
    assert not less_than(99 + luck, 100 + luck)
    assert not less_than(90 + luck, 100 + 20 * np.random.default_rng(4).normal(0, 5, 50))
    assert not less_than(np.array([1.0]), np.array([2.0]))
    cash, hours = np.array([[1.0], [2.0], [1.0]]) * np.ones(30), np.array([[9.0], [5.0], [5.0]]) * np.ones(30)
    cheaper = cheaper_by([cash, hours])
    assert [pair for pair in permutations(range(3), 2) if cheaper(*pair)] == [(2, 0), (2, 1)]  # 0 and 1 each by one


def test_about_how_many_more_futures_settle_it():
    few = judged(gains([3.0, 2.7], n=25, sd=3.0, seed=4))
    more = futures_to_settle(few, 1, np.array([True]))
    open_ones = ~stand(few).as_good[1] and ~stand(few).beaten[1]
    assert open_ones
    assert more >= 1
    assert futures_to_settle(judged(gains([3.0, 2.7], n=12)), 0, np.array([True])) == 8


def test_a_member_that_hardly_varies_spoils_no_bounds_of_others():
    values = gains([[3.0, 0.2]] * 11, n=30, seed=9)
    values[:, :, 1] = 0.0
    luck = np.random.default_rng(3)
    for design in range(11):  # each differs from the others in some 3 to 9 of 30 futures
        values[luck.choice(30, 3 + design % 7, replace=False), design, 1] = 1.0
    found, alone = judged(values, resamples=2000), judged(values[:, :, :1], resamples=2000)
    assert (found.gains.low[:, 0] > 0).all()
    width = found.gains.mean - found.gains.low
    assert (width[:, 0] < 2 * (alone.gains.mean - alone.gains.low)[:, 0]).all()
