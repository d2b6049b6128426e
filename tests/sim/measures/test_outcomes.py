"""Outcomes read off finished runs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

import mentorlab as ml
from mentorlab.scenarios.assumptions.outcomes import HEADLINES, OUTCOME, OUTCOMES
from mentorlab.sim.measures.outcomes import led_by, organisation, outcomes, same_people
from mentorlab.sim.measures.record import gini, record
from mentorlab.sim.measures.retention import retention
from mentorlab.sim.processes.cohort import JUNIOR, NOT_IN, SENIOR, known_elsewhere, knows_leader
from mentorlab.sim.processes.turnover import STAYS
from mentorlab.sim.state.inputs import read_inputs
from mentorlab.sim.state.pairs import LEFT, PARTED, RUNNING
from mentorlab.sim.week.settling import settle


@pytest.fixture(scope="session")
def arms(small, run):
    """Return the same year of 150 people with a programme and without one."""
    return {arm: run(small(employees=150, arm=arm, targeting="lottery")) for arm in ("reverse", "none")}


@pytest.fixture(scope="session")
def records(arms):
    """Return what those runs leave behind."""
    return {arm: record(model) for arm, model in arms.items()}


def test_every_declared_outcome_is_computed_and_no_other(records):
    for kept in records.values():
        found = outcomes(kept)
        assert list(found) == [outcome.name for outcome in OUTCOMES]
        assert all(isinstance(value, float) for value in found.values())
        assert all(np.isfinite(found[name]) for name in HEADLINES)
        assert all(np.isnan(found[outcome.name]) for outcome in OUTCOMES if outcome.counterfactual)
        against_itself = outcomes(kept, kept)
        assert list(against_itself) == list(found)
        differences = {one.name: against_itself[one.name] for one in OUTCOMES if one.counterfactual}
        ratios = {differences.pop(f"hazard_ratio{side}") for side in ("", ".juniors", ".seniors")}
        assert {value for value in differences.values() if not np.isnan(value)} == {0.0}
        assert {value for value in ratios if not np.isnan(value)} <= {1.0}
    assert set(HEADLINES) <= set(OUTCOME)


def test_innovation_is_implemented_ideas_per_hundred_employee_years(records, arms, weekly):
    frame, found = weekly(arms["reverse"]), organisation(records["reverse"])
    assert found["innovation"] == pytest.approx(100 * frame.ideas_implemented.sum() / (frame.headcount.sum() / 52))
    assert found["quits"] == pytest.approx(100 * frame.quits.sum() / (frame.headcount.sum() / 52))


def test_inclusion_is_that_of_everyone_at_launch_over_the_last_half_year_leavers_carried(small):
    model = ml.MentoringModel(small(employees=60))
    carried, weeks = model.state.workforce.inclusion.copy(), []
    for _ in range(52):
        model.step()
        people = model.state.workforce
        there = people.present & (people.occupant == 0)
        carried[there] = people.inclusion[there]
        weeks.append(carried.mean())
    assert not there.all()
    assert organisation(record(model))["inclusion"] == pytest.approx(100 * np.mean(weeks[-26:]), rel=1e-12)


def test_participants_are_the_first_cohort_and_are_held_against_the_same_people(records):
    role = records["reverse"].people["role"]
    assert set(role) == {NOT_IN, JUNIOR, SENIOR}
    with_it = same_people(records["reverse"], records["reverse"])
    without = same_people(records["none"], records["reverse"])
    differences = {"retention.naive", "retention.adjusted", "retention.wait_list", "retention.true"}
    assert set(with_it) == {outcome.name for outcome in OUTCOMES if outcome.of_participants} - differences
    taking_part = role != NOT_IN
    for arm, found in (("reverse", with_it), ("none", without)):
        people = records[arm].people
        ideas, weeks = people["year_ideas"][taking_part].sum(), people["year_weeks"][taking_part].sum()
        assert found["participants.innovation"] == pytest.approx(100 * ideas / (weeks / 52))
        assert found["participants.inclusion"] == pytest.approx(100 * people["year_inclusion"][taking_part].mean())
        for side, part in (("junior", JUNIOR), ("senior", SENIOR)):
            who = role == part
            assert found[f"participants.{side}_inclusion"] == pytest.approx(100 * people["year_inclusion"][who].mean())
            assert found[f"participants.{side}_motivation"] == pytest.approx(100 * people["motivation"][who].mean())
            assert found[f"participants.{side}_retention"] == retention(records[arm], who)
            assert found[f"hazard_ratio.{side}s"] == 1.0  # what the same people's is, compared with themselves
    assert with_it["participants.senior_technology_gain"] > without["participants.senior_technology_gain"] + 1
    assert with_it["participants.junior_confidence_gain"] > without["participants.junior_confidence_gain"]


def test_nobody_is_a_participant_without_a_programme(records):
    assert (records["none"].people["role"] == NOT_IN).all()
    assert (records["none"].people["weeks_in"] == 0).all()
    found = outcomes(records["none"])
    assert all(np.isnan(found[outcome.name]) for outcome in OUTCOMES if outcome.of_participants)


def test_exits_of_those_at_launch_are_told_once_and_in_their_week(arms, records):
    for arm, model in arms.items():
        people = records[arm].people
        gone = people["exit_kind"] != STAYS
        assert np.array_equal(gone, ~np.isnan(people["exit_week"]))
        now = model.state.workforce
        assert np.array_equal(gone, ~now.present | (now.occupant > 0))
        assert people["year_weeks"][~gone].tolist() == [52.0] * (~gone).sum()
        np.testing.assert_array_equal(people["year_weeks"][gone], people["exit_week"][gone])


def test_pairs_tell_how_they_ended(arms, records):
    pairs = records["reverse"].pairs
    assert ((pairs["ended"] < 0) == (pairs["ending"] == RUNNING)).all()
    assert {PARTED, LEFT} & set(pairs["ending"])
    assert pairs["sessions"].sum() == sum(arms["reverse"].datacollector.model_vars["sessions_held"])
    assert pairs["check_ins"].sum() == sum(arms["reverse"].datacollector.model_vars["check_ins"])


def test_quits_of_an_age_are_those_of_the_leaver_and_not_of_the_successor(small, weekly):
    """Everyone is 50; all hires come at once and are younger."""
    model = ml.MentoringModel(small(employees=100, weeks=1, arm="none", assumptions={"turnover": {"hiring": 1}}))
    model.state.workforce.age[:] = 50.0
    model.state.leaving = np.full(1, 20.0)
    model.step()
    frame = weekly(model)
    assert frame.quits[0] > 5
    assert frame.hires[0] >= frame.quits[0]
    assert frame["quits.45_to_60"][0] == frame.quits[0]


@given(st.lists(st.floats(0, 10), min_size=1, max_size=30))
def test_gini_is_the_mean_difference_over_twice_the_mean(values):
    values = np.array(values)
    if values.sum() <= 0:
        assert np.isnan(gini(values))
        return
    expected = np.abs(values[:, None] - values[None, :]).mean() / (2 * values.mean())
    assert gini(values) == pytest.approx(expected, abs=1e-9)


def test_a_leader_known_outside_the_line_is_a_strong_tie_to_somebody_who_is_not_ones_boss(state, neighbours):
    people, ties = state.workforce, state.ties
    for outside in (True, False):
        found = knows_leader(
            np.arange(40), outside, people.level, people.manager, ties.start, ties.neighbour, ties.effective,
            ties.slot_neighbour, ties.slot_weight,
        )  # fmt: skip
        for i in range(40):
            line, boss = set(), people.manager[i]
            while outside and boss >= 0:
                line.add(int(boss))
                boss = people.manager[boss]
            leaders = [j for j, w in neighbours(ties, i) if w > 0.1 and people.level[j] >= 3 and j not in line]
            assert found[i] == bool(leaders)


def test_people_known_elsewhere_are_strong_ties_to_other_departments(state, neighbours):
    people, ties = state.workforce, state.ties
    found = known_elsewhere(
        np.arange(40), people.department, ties.start, ties.neighbour, ties.effective, ties.slot_neighbour,
        ties.slot_weight,
    )  # fmt: skip
    for i in range(40):
        assert found[i] == sum(w > 0.1 and people.department[j] != people.department[i] for j, w in neighbours(ties, i))
    assert found.any()


def test_those_led_by_some_are_the_ones_whose_line_manager_is_among_them():
    manager, seniors = np.array([-1, 0, 0, 1, 3]), np.array([False, True, False, False, True])
    assert led_by(manager, seniors).tolist() == [False, False, False, True, False]


def test_the_led_are_held_against_themselves_and_are_no_participants(records):
    people = records["reverse"].people
    led = led_by(people["manager"], people["role"] == SENIOR) & (people["role"] == NOT_IN)
    assert led.any()
    for kept in records.values():
        found = same_people(kept, records["reverse"])["led_motivation"]
        assert found == pytest.approx(100 * kept.quarters[3][led].mean())


def test_whoever_takes_part_was_eligible_for_that_role(records):
    people = records["reverse"].people
    taking_part = people["role"] != NOT_IN
    assert (people["eligible_as"][taking_part] == people["role"][taking_part]).all()
    assert (people["eligible_as"][~taking_part] != NOT_IN).any()
    level, age = people["level"], people["age"]
    assert ((people["eligible_as"] == SENIOR) == (level >= 2)).all()
    assert ((people["eligible_as"] == JUNIOR) == ((level <= 1) & (age < 40))).all()
    assert (records["none"].people["eligible_as"] == NOT_IN).all()


def test_a_bad_programme_is_worse_than_none():
    """MODEL P10: paired over twenty futures at 300, every headline falls by more than four standard errors."""
    differences = []
    bad, none = ml.load("bad-programme"), ml.load("no-programme")
    known = read_inputs(bad.organisation)
    for replicate in range(20):
        settled = settle(bad, known, 0, replicate)
        found = []
        for scenario in (bad, none):
            model = ml.MentoringModel(scenario, replicate=replicate, inputs=known, settled=settled)
            model.run()
            found.append([organisation(record(model))[name] for name in HEADLINES])
        differences.append(np.subtract(*found))
    mean, error = np.mean(differences, axis=0), np.std(differences, axis=0, ddof=1) / np.sqrt(20)
    assert (mean / error < -4).all()
