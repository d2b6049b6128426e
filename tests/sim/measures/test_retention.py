"""Retention: Kaplan and Meier's, told three ways; and what else is read against the same future without."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentorlab as ml
from mentorlab.experiments.show.survival_figure import curve
from mentorlab.experiments.validation.testbed import Testbed as Organisations  # whose own name looks like a test
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.sim.measures.counterfactual import counterfactual_outcomes, fared_worse
from mentorlab.sim.measures.record import Record, record
from mentorlab.sim.measures.retention import GROUPS, as_an_outsider_sees_it, exits, kaplan_meier, leavers, retention
from mentorlab.sim.processes.cohort import JUNIOR, NOT_IN, SENIOR
from mentorlab.sim.processes.turnover import QUITS, RETIRES, SEPARATED, STAYS


def kept(people=(), weeks=52, weekly=None, **columns):
    """Return a record of a few people: (role, eligible as, age, level, week of quitting or None) each."""
    role, eligible_as, age, level, week = (np.array(column) for column in zip(*people, strict=True))
    week = week.astype(float)
    told = {"role": role, "eligible_as": eligible_as, "age": age.astype(float), "level": level, "exit_week": week}
    told["exit_kind"] = np.where(np.isnan(week), STAYS, QUITS)
    told["waits"], told["joined_week"] = np.zeros(len(role), bool), np.full(len(role), np.nan)
    told["year_inclusion"] = np.full(len(role), 0.6)
    told["year_at_risk"] = np.where(week < 52, week + 1, 52.0)
    told["year_expected_quits"] = 0.002 * told["year_at_risk"]
    return Record(weeks, 39, weekly or {}, told | columns, {}, np.empty((0, len(role))), {})


FATES = st.lists(st.tuples(st.sampled_from([STAYS, QUITS, SEPARATED, RETIRES]), st.integers(0, 103)), min_size=1)


@given(FATES)
def test_retention_is_kaplan_meier_with_other_exits_censored(fates):
    kind = np.array([kind for kind, _ in fates])
    week = np.array([week if kind != STAYS else np.nan for kind, week in fates])
    run = Record(104, 39, {}, {"exit_week": week, "exit_kind": kind}, {}, np.empty((0, 0)), {})
    staying = 1.0
    for t in range(52):
        at_risk = sum(kind == STAYS or w >= t for kind, w in fates)
        quitting = sum(kind == QUITS and w == t for kind, w in fates)
        staying *= 1 - quitting / at_risk if at_risk else 1.0
    assert retention(run, np.ones(len(fates), bool)) == pytest.approx(100 * staying, abs=1e-9)


def test_retention_without_other_exits_is_the_share_who_did_not_quit():
    run = kept([(NOT_IN, NOT_IN, 30, 1, week) for week in (3, 60, None, None)], weeks=104)
    assert retention(run, np.ones(4, bool)) == 75.0
    assert np.isnan(retention(run, np.zeros(4, bool)))


@given(FATES)
def test_the_curves_drawn_are_those_of_the_outcome_and_lie_in_their_bands(fates):
    kind = np.array([kind for kind, _ in fates])
    week = np.array([week if kind != STAYS else np.nan for kind, week in fates])
    left = exits(
        Record(104, 39, {}, {"exit_week": week, "exit_kind": kind}, {}, np.empty((0, 0)), {}), np.ones(len(kind), bool)
    )
    stays, low, high = curve(left)
    np.testing.assert_allclose(stays, kaplan_meier(left), atol=1e-12)
    known = np.isfinite(low) & np.isfinite(high)
    assert (low[known] <= stays[known] + 1e-12).all()
    assert (stays[known] <= high[known] + 1e-12).all()


ANNE = (JUNIOR, JUNIOR, 25, 0)
STAYERS = [(*ANNE, None)] * 4


def test_naive_holds_participants_against_the_eligible_of_the_same_role():
    juniors = [(NOT_IN, JUNIOR, 35, 0, 5), (NOT_IN, JUNIOR, 35, 0, None)]
    seniors = [(SENIOR, SENIOR, 50, 3, None)] * 4 + [(NOT_IN, SENIOR, 50, 3, None)] * 3
    others = [(NOT_IN, NOT_IN, 63, 1, 5)] * 9
    run = kept([*STAYERS, *juniors, *seniors, *others])
    assert as_an_outsider_sees_it(run)["retention.naive"] == pytest.approx(25.0)  # half of the eligible juniors stay


def test_adjusted_holds_participants_against_people_of_their_age_and_level():
    young = [(NOT_IN, JUNIOR, 25, 0, 5), (NOT_IN, JUNIOR, 25, 0, None)]
    older = [(NOT_IN, JUNIOR, 35, 0, None)] * 2
    found = as_an_outsider_sees_it(kept([*STAYERS, *young, *older]))
    assert found["retention.naive"] == pytest.approx(25.0)
    assert found["retention.adjusted"] == pytest.approx(50.0)


def test_where_nobody_is_as_old_and_high_the_next_like_stand_in():
    level_above = [(NOT_IN, JUNIOR, 25, 1, 5)]
    older = [(NOT_IN, JUNIOR, 35, 0, None)]
    assert as_an_outsider_sees_it(kept([*STAYERS, *level_above, *older]))["retention.adjusted"] == 100.0
    assert as_an_outsider_sees_it(kept([*STAYERS, *older]))["retention.adjusted"] == 0.0


def test_participants_without_any_counterpart_are_left_out_and_nobody_at_all_is_no_value():
    leaving = [(SENIOR, SENIOR, 50, 3, 1)] * 4
    run = kept([*STAYERS, *leaving, (NOT_IN, JUNIOR, 25, 0, None)])
    assert as_an_outsider_sees_it(run)["retention.naive"] == 0.0
    assert np.isnan(list(as_an_outsider_sees_it(kept(leaving)).values())).all()
    assert np.isnan(list(as_an_outsider_sees_it(kept([(NOT_IN, JUNIOR, 25, 0, None)])).values())).all()


def test_the_wait_list_is_compared_until_its_own_cohort_begins():
    waiting = [(NOT_IN, JUNIOR, 25, 0, week) for week in (5, 38, 39, None)]
    others = [(NOT_IN, JUNIOR, 25, 0, 1)] * 3
    run = kept([*STAYERS, *waiting, *others], waits=np.arange(11) // 4 == 1)
    assert as_an_outsider_sees_it(run)["retention.wait_list"] == pytest.approx(50.0)  # two of four before week 39
    assert np.isnan(as_an_outsider_sees_it(kept([*STAYERS, *waiting]))["retention.wait_list"])
    joined = np.where(np.arange(11) == 6, 13.0, np.nan)  # a larger programme takes one of them in at week 13
    run = kept([*STAYERS, *waiting, *others], waits=np.arange(11) // 4 == 1, joined_week=joined)
    assert as_an_outsider_sees_it(run)["retention.wait_list"] == pytest.approx(25.0)  # one of four before week 13


@pytest.mark.long
def test_volunteers_against_the_wait_list_tell_the_truth_where_the_naive_comparison_does_not():
    """Six organisations of ten thousand: the bias of either, in points, in standard errors over the six."""
    testbed = Organisations(replicates=6)
    waited, naive = [], []
    for run, without in zip(testbed.runs({"arm": "reverse", "wait_list": True}), testbed.runs(), strict=True):
        taking_part = run.taking_part
        true = retention(run.record, taking_part, 39) - retention(without.record, taking_part, 39)
        waited.append(run.outcomes["retention.wait_list"] - true)
        eligible = (run.record.people["eligible_as"] != NOT_IN) & ~taking_part
        naive.append(retention(run.record, taking_part, 39) - retention(run.record, eligible, 39) - true)
    assert abs(np.mean(waited)) < 3 * np.std(waited, ddof=1) / np.sqrt(6)
    assert np.mean(naive) > 3 * np.std(naive, ddof=1) / np.sqrt(6)


def money(quits=0.0, ideas=0.0, cost=0.0, value=0.0, weeks=52, headcount=10.0):
    """Return weekly values, the same every week."""
    weekly = {"quits": quits, "ideas_implemented": ideas, "cash": cost / 2, "hours_cost": cost / 2}
    weekly |= {"idea_value": value, "replacement_cost": 0.0, "headcount": headcount}
    return {name: np.full(weeks, float(number)) for name, number in weekly.items()}


def test_true_is_participants_against_themselves_and_spill_over_the_others_against_themselves():
    people = [*STAYERS, *[(NOT_IN, JUNIOR, 30, 0, None)] * 5]
    without = kept([*STAYERS[:3], (*ANNE, 9), *[(NOT_IN, JUNIOR, 30, 0, 7)], *people[5:]], weekly=money())
    found = counterfactual_outcomes(kept(people, weekly=money()), without)
    assert found["retention.true"] == pytest.approx(25.0)
    assert found["retention.spill_over"] == pytest.approx(20.0)


def test_worse_off_are_those_who_felt_three_points_less_or_quit_where_they_had_stayed():
    people = [(NOT_IN, JUNIOR, 30, 0, week) for week in (None, None, 5, 5, None)]
    before = [(NOT_IN, JUNIOR, 30, 0, week) for week in (None, None, None, 40, 3)]
    run = kept(people, year_inclusion=np.array([0.56, 0.58, 0.6, 0.6, 0.6]))
    assert fared_worse(run, kept(before)).tolist() == [True, False, True, False, False]
    assert fared_worse(kept(before), run).tolist() == [False, False, False, False, True]


def test_people_kept_are_the_quits_a_year_saved_for_all_seats():
    people = [(NOT_IN, JUNIOR, 30, 0, None)] * 10
    run = kept(people, weeks=104, weekly=money(quits=1 / 52, weeks=104, headcount=10.0))
    without = kept(people, weeks=104, weekly=money(quits=3 / 52, weeks=104, headcount=8.0))
    assert counterfactual_outcomes(run, without)["retention.people_a_year"] == pytest.approx(10 * (3 / 8 - 1 / 10))


def test_a_programme_breaks_even_where_extra_ideas_pay_extra_costs():
    people = [(NOT_IN, JUNIOR, 30, 0, None)] * 10
    without = kept(people, weekly=money())
    found = counterfactual_outcomes(kept(people, weekly=money(ideas=0.5, cost=100.0)), without)
    assert found["extra_ideas"] == pytest.approx(26.0)
    assert found["break_even_value"] == pytest.approx(200.0)
    fewer = counterfactual_outcomes(kept(people, weekly=money(ideas=-0.5, cost=100.0)), without)
    assert np.isnan(fewer["break_even_value"])
    assert (
        counterfactual_outcomes(kept(people, weekly=money(ideas=0.5, cost=-100.0)), without)["break_even_value"] == 0.0
    )


def test_the_week_of_break_even_is_the_first_that_is_never_lost_again():
    people = [(NOT_IN, JUNIOR, 30, 0, None)] * 10
    without, weekly = kept(people, weekly=money()), money(cost=10.0)
    weekly["idea_value"][[2, 20]] = 100.0, 600.0  # ahead in weeks 2 to 8, then behind until week 20
    assert counterfactual_outcomes(kept(people, weekly=weekly), without)["break_even_week"] == 20.0
    weekly["idea_value"][20] = 200.0
    assert counterfactual_outcomes(kept(people, weekly=weekly), without)["break_even_week"] == 52.0  # it does not come
    assert np.isnan(counterfactual_outcomes(without, without)["break_even_week"])


def test_those_whose_survival_is_drawn_are_all_at_launch_and_the_participants_twice(small, run):
    with_it, without = (record(run(small(employees=80, arm=arm))) for arm in ("reverse", "none"))
    left = leavers(with_it, without)
    assert left.shape == (len(GROUPS), 4, 53, 2)
    people = left.sum(axis=(1, 2, 3))
    assert people[0] == people[1] == (with_it.people["role"] != NOT_IN).sum() > 0
    assert people[[0, 2, 3]].sum() == 80
    assert left[[0, 2, 3], :, :, 0].sum() == (with_it.people["exit_kind"] == QUITS).sum()
    drawn = 100 * kaplan_meier(left[1].sum(axis=0))[52]
    assert drawn == pytest.approx(retention(without, with_it.people["role"] != NOT_IN))


@pytest.fixture(scope="module")
def by_targeting() -> ml.Comparison:
    """Return sixty futures of a generous programme for volunteers, for those who need it, and for a lottery's."""
    generous = ["organisation.synthetic.employees=200", "weeks=52", "settling_weeks=26", "assumptions.transport=1.1"]
    policy = ["policy.share=0.3", "policy.sessions.every_weeks=1", "policy.length_weeks=52"]
    scenarios = [
        with_settings(ml.load("reverse"), [*generous, *policy, f"policy.targeting={targeting}"]).model_copy(
            update={"name": targeting}
        )
        for targeting in ("volunteer", "need", "lottery")
    ]
    return ml.compare([with_settings(ml.load("no-programme"), generous), *scenarios], replicates=60, jobs=1)


def test_volunteers_would_have_stayed_anyway_and_a_lottery_tells_the_truth(by_targeting):
    """MODEL P8, sixty futures. A lottery has no bias: |t| > 3.5 would have a chance under 1 in 1,000."""
    table = by_targeting.retention_three_ways().set_index(["scenario", "reading"])
    assert set(table.index.get_level_values(0)) == {"volunteer", "need", "lottery"}
    biased = table.loc[("volunteer", "naive_bias")]
    assert biased["low"] > 0
    assert table.loc[("volunteer", "adjusted_bias")]["low"] > 0  # engagement is in no file
    assert table.loc[("volunteer", "true")]["low"] > 0
    needy = table.loc[("need", "naive_bias")]
    assert needy["high"] < 0
    assert table.loc[("need", "naive")]["high"] < min(0, table.loc[("need", "true")]["low"])  # it would seem to harm
    fair = table.loc[("lottery", "naive_bias")]
    half = (fair["high"] - fair["low"]) / 2
    assert abs(fair["mean"]) < 3.5 / 2 * half
    means = table["mean"]
    assert means["volunteer", "naive"] - means["volunteer", "true"] == pytest.approx(means["volunteer", "naive_bias"])


def test_true_retention_is_the_difference_that_is_judged(by_targeting):
    judged = by_targeting.findings["volunteer"]["participants.retention"]
    assert by_targeting.mean("volunteer", "retention.true") == pytest.approx(judged.difference)
    told = by_targeting.findings["volunteer"]
    assert {told[f"retention.{one}"].verdict for one in ("naive", "adjusted", "true")} == {None}
    assert told["retention.spill_over"].verdict is not None


def test_nobody_is_worse_off_without_a_programme(by_targeting):
    assert by_targeting.mean("no-programme", "worse_off") == by_targeting.mean("no-programme", "better_off") == 0.0
    assert by_targeting.mean("volunteer", "better_off") > by_targeting.mean("volunteer", "worse_off")
