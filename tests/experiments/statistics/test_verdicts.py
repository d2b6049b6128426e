"""What a comparison may say: each rule as a story, the quantile against a plain reading, coverage on known truths."""

from __future__ import annotations

import math
import runpy
import statistics
from dataclasses import astuple, replace
from itertools import pairwise
from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mentorlab
from mentorlab.experiments.statistics.verdicts import (
    Comparand,
    count_of,
    decide,
    family_quantile,
    judge,
    ranks,
    resampled_rows,
    studentised,
)

HAPPIER = Comparand("inclusion", "points", direction=1, smallest=1.0)
FEWER = Comparand("quits", "people", direction=-1, smallest=1.0)
NOISE = np.random.Generator(np.random.Philox(key=11)).normal(size=(60, 8))
NOISE -= NOISE[:20].mean(axis=0)  # so that the first twenty replicates have exactly the mean a story gives them


def found(differences, comparand=HAPPIER, *, identical=False, baseline=0.0):
    """Judge one scenario by its differences alone."""
    differences = np.asarray(differences, dtype=float)[None, :, None]
    references = np.full_like(differences, baseline)
    return judge(differences + references, references, [comparand], identical=np.array([identical]), key=1)[0][0]


def around(mean, spread, n=20):
    return mean + spread * NOISE[:n, 0]


def in_some(many, n=20, size=1.0):
    """Differ in so many of n replicates, by various amounts."""
    return np.where(np.arange(n) < many, size + 0.1 * np.arange(n), 0.0)


# The verdict, rule by rule


def test_identical_runs_differ_by_exactly_zero_and_are_equivalent_even_in_three_replicates():
    finding = found([0.0] * 3, identical=True, baseline=7.0)
    assert (finding.difference, finding.low, finding.high) == (0.0, 0.0, 0.0)
    assert (finding.verdict, finding.reason, finding.equal_in, finding.mean) == ("equivalent", "identical", 3, 7.0)


def test_identical_runs_with_another_reference_are_judged_like_any_other():
    assert found(around(5.0, 1.0), identical=True).verdict == "better"


def test_nineteen_replicates_are_too_few_for_any_verdict_and_one_more_is_asked_for():
    finding = found(around(5.0, 0.1, n=19))
    assert (finding.verdict, finding.reason, finding.more_replicates) == ("undecided", "few replicates", 1)
    assert finding.low > 4.0  # the interval is shown all the same


def test_one_replicate_has_a_difference_and_no_interval():
    finding = found([2.0])
    assert (finding.difference, finding.low, finding.high, finding.more_replicates) == (2.0, None, None, 19)


@pytest.mark.parametrize("many", [0, 2, 4])
def test_a_difference_in_fewer_than_five_replicates_is_rare_and_undecided(many):
    finding = found(in_some(many))
    assert (finding.verdict, finding.reason, finding.low, finding.high) == ("undecided", "rare", None, None)
    assert finding.replicates - finding.equal_in == many
    assert finding.more_replicates is None


def test_a_difference_in_five_replicates_has_an_interval():
    assert found(in_some(5)).reason == "interval"


def test_a_difference_that_is_nearly_always_the_same_is_undecided_too():
    for rounding in (0.0, 1e-15):
        finding = found(3.0 + in_some(2) + rounding * NOISE[:20, 0])
        assert (finding.verdict, finding.reason, finding.low) == ("undecided", "nearly constant", None)


def test_a_difference_that_never_varies_is_its_own_interval_also_through_rounding():
    for amount, verdict in ((3.0, "better"), (-3.0, "worse"), (0.5, "equivalent")):
        finding = found([amount] * 20, baseline=0.1)
        assert finding.low == finding.high == finding.difference == pytest.approx(amount)
        assert finding.verdict == verdict
        assert finding.variance_reduction is None
    assert [found([amount] * 20).verdict for amount in (1.0, -1.0)] == ["better", "worse"]  # exactly what matters
    assert found(np.full(20, 3.0) + 1e-15 * NOISE[:20, 0]).low == pytest.approx(3.0)


def test_a_small_certain_difference_is_equivalent_though_its_interval_leaves_out_zero():
    finding = found(around(0.5, 0.1))
    assert finding.low > 0
    assert finding.verdict == "equivalent"


def test_more_is_better_or_worse_as_the_direction_says():
    assert [found(around(2.0, 1.0), comparand).verdict for comparand in (HAPPIER, FEWER)] == ["better", "worse"]
    assert [found(around(-2.0, 1.0), comparand).verdict for comparand in (HAPPIER, FEWER)] == ["worse", "better"]


def test_an_undecided_difference_says_how_many_replicates_would_decide_it():
    finding = found(around(0.6, 3.0))
    half_width = finding.high - finding.difference
    assert finding.verdict == "undecided"
    assert finding.more_replicates == math.ceil(20 * (half_width / 0.6) ** 2 - 20)


def test_a_difference_near_zero_is_decided_when_the_interval_fits_inside_what_matters():
    finding = found(around(0.1, 3.0))
    half_width = finding.high - finding.difference
    assert finding.more_replicates == math.ceil(20 * (half_width / 0.9) ** 2 - 20)


def test_an_interval_that_ends_exactly_at_zero_asks_for_at_least_one_more():
    assert decide(0.5, 0.5, 20, HAPPIER) == ("undecided", 1)


def test_so_many_more_replicates_do_decide_it():
    differences = around(0.6, 1.5)
    short = found(differences)
    long = found(np.resize(differences, 20 + short.more_replicates))
    assert (short.verdict, long.verdict) == ("undecided", "better")


# Values that are missing


def test_a_scenario_without_a_value_has_an_empty_finding():
    assert set(astuple(found([np.nan] * 20))) == {None}
    assert set(astuple(found([np.nan] * 20, identical=True))) == {None}


def test_a_replicate_without_a_value_is_left_out_of_its_own_member_alone():
    values = 2.0 + NOISE[:40, :2].T[:, :, None]
    values[0, :10] = np.nan
    gappy, whole = (row[0] for row in judge(values, 0 * values, [HAPPIER], identical=np.zeros(2, bool), key=1))
    assert (gappy.replicates, whole.replicates) == (30, 40)
    assert gappy.mean == gappy.difference == pytest.approx(values[0, 10:].mean())
    assert gappy.verdict == whole.verdict == "better"


def test_values_missing_down_to_fewer_than_twenty_are_too_few():
    differences = around(5.0, 1.0, n=30)
    differences[15:] = np.nan
    assert (found(differences).reason, found(differences).more_replicates) == ("few replicates", 5)


def test_an_infinite_outcome_is_refused():
    with pytest.raises(ValueError, match="infinite"):
        found([np.inf] * 20)


@pytest.mark.parametrize(("direction", "smallest"), [(0, 1.0), (1, 0.0), (1, math.inf), (-1, math.nan)])
def test_a_comparand_without_a_direction_or_a_smallest_effect_is_refused(direction, smallest):
    with pytest.raises(ValueError, match="write"):
        Comparand("ideas", "ideas", direction, smallest)


# Counts, correlation, pairing


def test_futures_are_counted_as_good_or_equal_and_the_missing_are_not_counted():
    differences = np.array([1.0, 2.0, -1.0, 0.0, np.nan])
    assert count_of(differences, 1) == (2, 1, 4)
    assert count_of(differences, -1) == (1, 1, 4)


def test_shared_luck_shows_as_correlation_and_as_a_smaller_variance():
    luck, own = NOISE[:40, 0], 0.1 * NOISE[:40, 1]
    values, references = (luck + own + 3.0)[None, :, None], luck[None, :, None]
    finding = judge(values, references, [HAPPIER], identical=np.array([False]), key=1)[0][0]
    assert finding.correlation == pytest.approx(np.corrcoef(luck + own, luck)[0, 1])
    assert finding.variance_reduction == pytest.approx((np.var(luck + own) + np.var(luck)) / np.var(own))


def test_a_constant_has_no_correlation():
    assert found(around(0.0, 1.0), baseline=5.0).correlation is None


# The family


def plain_quantile(differences, rows):
    """Read the rule aloud: the .95 quantile of the largest |t| when whole replicates are resampled."""
    largest = []
    for row in rows:
        sizes = [0.0]
        for member in differences.T:
            observed = [x for x in member if not math.isnan(x)]
            drawn = [member[r] for r in row if not math.isnan(member[r])]
            away = abs(statistics.fmean(drawn) - statistics.fmean(observed))
            error = statistics.stdev(drawn) / math.sqrt(len(drawn))
            sizes.append(away / error if error > 0 else (math.inf if away > 0 else 0.0))
        largest.append(max(sizes))
    return sorted(largest)[math.ceil(0.95 * (len(largest) - 1))]


@pytest.mark.parametrize("missing", [0, 3])
def test_the_quantile_is_the_plain_reading_of_its_rule(missing):
    differences = NOISE[:12, :3] + 1.0
    differences[:6, 1] = 0.0
    differences[:missing, 2] = np.nan
    quantile, members = family_quantile(differences, key=5, resamples=300)
    assert quantile == pytest.approx(plain_quantile(differences, resampled_rows(12, key=5, resamples=300)), rel=1e-9)
    assert members.all()


@pytest.mark.parametrize("rounding", [0.0, 1e-15])
def test_a_resample_that_does_not_vary_is_nothing_at_the_mean_and_infinite_elsewhere(rounding):
    differences = np.repeat([-1.0, 0.0, 1.0], 5) + rounding * NOISE[:15, 0]
    drawn = np.repeat(3.0 * np.eye(3), 5, axis=1)
    assert studentised(drawn, differences - differences.mean()).tolist() == [math.inf, 0.0, math.inf]


def test_members_that_hardly_differ_leave_the_family_as_it_was():
    lively = np.column_stack([NOISE[:20, :2], in_some(10)])
    hardly = [in_some(2), in_some(4), np.zeros(20), np.full(20, 3.0), 3.0 + in_some(1) + 1e-12 * NOISE[:20, 3]]
    quantile, members = family_quantile(np.column_stack([lively, *hardly]), key=5)
    assert quantile == family_quantile(lively, key=5)[0]
    assert members.tolist() == [True] * 3 + [False] * 5


def test_many_members_that_differ_in_five_replicates_do_not_silence_the_others():
    crowd = np.column_stack([NOISE[:20, 0], *(np.roll(in_some(5), shift) for shift in range(20))])
    quantile, members = family_quantile(crowd, key=5)
    assert quantile == family_quantile(NOISE[:20, :1], key=5)[0]
    assert members.tolist() == [True] + [False] * 20
    findings = judge(5.0 * (np.arange(21) == 0)[:, None, None] + crowd.T[:, :, None], np.zeros((21, 20, 1)),
                     [HAPPIER], identical=np.zeros(21, bool), key=5)  # fmt: skip
    assert [row[0].reason for row in findings] == ["interval"] + ["rare"] * 20


def test_a_family_of_nobody_has_no_quantile():
    assert family_quantile(np.zeros((20, 0)), key=5)[0] is None
    assert family_quantile(np.zeros((20, 2)), key=5)[0] is None


def test_a_larger_family_has_wider_intervals():
    widths = [family_quantile(NOISE[:30, :members], key=5)[0] for members in (1, 3, 8)]
    assert all(narrow < wide for narrow, wide in pairwise(widths))


def test_who_is_not_in_the_family_has_a_mean_and_a_difference_and_no_say():
    values = 9.0 + NOISE[:20, :4].T.reshape(2, 2, 20).transpose(0, 2, 1)
    references = np.repeat(values[:1], 2, axis=0)
    family = np.array([[False, False], [True, True]])
    comparands = [HAPPIER, FEWER]
    judged = judge(values, references, comparands, identical=np.array([True, False]), family=family, key=1)
    alone = judge(values[1:], references[1:], comparands, identical=np.array([False]), key=1)
    assert judged[1] == alone[0]
    assert judged[0][0].difference == 0.0
    assert set(astuple(replace(judged[0][0], replicates=None, mean=None, difference=None))) == {None}


def test_the_order_of_scenarios_and_outcomes_does_not_matter():
    values, comparands = 1.0 + NOISE[:24, :6].T.reshape(3, 2, 24).transpose(0, 2, 1), [HAPPIER, FEWER]
    nobody = np.zeros(3, bool)
    one = judge(values, 0 * values, comparands, identical=nobody, key=1)
    other = judge(values[::-1, :, ::-1], 0 * values, comparands[::-1], identical=nobody, key=1)
    assert one == [row[::-1] for row in other[::-1]]


def test_another_order_of_replicates_moves_the_quantile_by_its_monte_carlo_error_alone():
    one, other = (family_quantile(NOISE[:30][::step], key=1)[0] for step in (1, -1))
    assert one == pytest.approx(other, rel=0.05)


# Ranks


def test_scenarios_are_ranked_by_how_many_are_better_and_share_what_they_share():
    means = np.array([0.0, 5.0, 5.0, 9.0])
    values = (means[:, None] + NOISE[:30, :4].T)[:, :, None]
    nobody = np.zeros((4, 4), bool)
    assert ranks(values, [HAPPIER], identical=nobody, key=1) == [[4], [2], [2], [1]]
    assert ranks(values, [FEWER], identical=nobody, key=1) == [[1], [2], [2], [4]]


def test_too_few_replicates_leave_everybody_first_and_no_value_leaves_no_rank():
    values = (np.array([0.0, 9.0, np.nan])[:, None] + NOISE[:10, :3].T)[:, :, None]
    assert ranks(values, [HAPPIER], identical=np.zeros((3, 3), bool), key=1) == [[1], [1], [None]]


def test_a_scenario_alone_is_first():
    assert ranks(np.ones((1, 20, 1)), [HAPPIER], identical=np.ones((1, 1), bool), key=1) == [[1]]


# Properties

studies = st.integers(5, 40).flatmap(
    lambda n: st.lists(st.lists(st.integers(-300, 300), min_size=n, max_size=n), min_size=1, max_size=3)
)


def judged(differences, *, scale=1.0, direction=1):
    values = scale * np.array(differences, dtype=float)[:, :, None]
    comparand = Comparand("ideas", "ideas", direction, 16.0 * scale)
    nobody = np.zeros(len(values), bool)
    return [row[0] for row in judge(values, 0 * values, [comparand], identical=nobody, key=3, resamples=200)]


@given(studies)
@settings(max_examples=60, deadline=None)
def test_every_number_is_finite_and_the_interval_holds_the_difference(differences):
    for finding in judged(differences):
        assert all(math.isfinite(x) for x in astuple(finding) if isinstance(x, int | float))
        assert finding.low is None or finding.low <= finding.difference <= finding.high
        assert finding.more_replicates is None or finding.more_replicates >= 1


@given(studies)
@settings(max_examples=60, deadline=None)
def test_turning_the_good_direction_swaps_better_and_worse_and_nothing_else(differences):
    swapped = {"better": "worse", "worse": "better"}
    for up, down in zip(judged(differences), judged(differences, direction=-1), strict=True):
        assert down.verdict == swapped.get(up.verdict, up.verdict)
        assert up.better_in + down.better_in + up.equal_in == up.replicates
        assert replace(up, verdict=None, better_in=None) == replace(down, verdict=None, better_in=None)


@given(studies, st.sampled_from([0.125, 2.0, 1024.0]))
@settings(max_examples=60, deadline=None)
def test_another_unit_changes_numbers_and_no_verdict(differences, scale):
    for plain, scaled in zip(judged(differences), judged(differences, scale=scale), strict=True):
        grown = {
            name: None if getattr(plain, name) is None else scale * getattr(plain, name)
            for name in ("mean", "difference", "low", "high")
        }
        assert replace(plain, **grown) == scaled


@given(st.lists(st.floats(-1e6, 1e6), min_size=1, max_size=30))
@settings(max_examples=60, deadline=None)
def test_a_scenario_against_itself_is_exactly_nothing(values):
    values = np.array(values)[None, :, None]
    finding = judge(values, values, [HAPPIER], identical=np.array([True]), key=1, resamples=200)[0][0]
    assert (finding.difference, finding.low, finding.high, finding.verdict) == (0.0, 0.0, 0.0, "equivalent")


# Coverage: seeded, so no false alarms; the standard error of a share near .95 in 2,000 studies is .005.
# 1,000 resamples for speed; benchmarks/intervals.py has the table with 2,000.

coverage = runpy.run_path(str(Path(mentorlab.__file__).parent / "benchmarks" / "intervals.py"))


def measured(*cases, studies):
    scores = [
        coverage["measure"](coverage["SHAPES"][shape], n, studies=studies, noise=1.0, resamples=1000)
        for shape, n in cases
    ]
    return [statistics.fmean(share) for share in zip(*scores, strict=True)]


def test_in_two_thousand_normal_studies_all_intervals_hold_together_as_often_as_they_say():
    covered, wrong, decided = measured(("normal", 20), ("normal", 30), studies=1000)
    assert 0.93 <= covered <= 0.97
    assert wrong <= 0.05
    assert decided > 0.5  # or the rest would be cheap


def test_in_two_thousand_skewed_studies_they_hold_nearly_as_often():
    cases = [(shape, n) for shape in ("lognormal", "chi-square") for n in (20, 30)]
    covered, wrong, decided = measured(*cases, studies=500)
    assert covered >= 0.92
    assert wrong <= 0.05
    assert decided > 0.5


def test_a_wrong_verdict_is_called_wrong():
    is_wrong = coverage["is_wrong"]
    assert [is_wrong("better", truth, FEWER) for truth in (-0.5, 0.0, 0.5)] == [False, True, True]
    assert [is_wrong("worse", truth, HAPPIER) for truth in (-0.5, 0.0, 0.5)] == [False, True, True]
    assert [is_wrong("equivalent", truth, HAPPIER) for truth in (-1.0, 0.5, 1.0)] == [True, False, True]
    assert not is_wrong("undecided", 5.0, HAPPIER)
