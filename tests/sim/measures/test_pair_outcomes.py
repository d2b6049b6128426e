"""What is said of pairs and of people is the same whether a run is half a year or three years long."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlab.scenarios.assumptions.outcomes import OUTCOME, OUTCOMES
from mentorlab.sim.measures.outcomes import of_pairs, organisation, outcomes, parted_early, same_people
from mentorlab.sim.measures.record import Record, record
from mentorlab.sim.model import MentoringModel
from mentorlab.sim.processes.cohort import JUNIOR, NOT_IN, SENIOR
from mentorlab.sim.state.inputs import read_inputs
from mentorlab.sim.state.pairs import COMPLETED, LEFT, PARTED, REMATCHED, RUNNING, STOPPED
from mentorlab.sim.week.settling import settle

LENGTHS = (26, 52, 104, 156)
NO_WEEKS = {"seniors": np.zeros(156), "senior_hours": np.zeros(156)}


def read_at(weeks, pairs, length=39, weekly=NO_WEEKS):
    """Return the record of a run that ends after so many weeks; a pair is (cohort, began, ended, ending).

    What is to come is not known yet: a pair that begins later is not there, one that ends later runs.
    """
    there = [pair for pair in pairs if pair[1] < weeks]
    cohort, began, ended, ending = (np.array(column, np.int64) for column in zip(*there, strict=True))
    runs = ended >= weeks
    table = {
        "cohort": cohort,
        "began": began,
        "due": length * (cohort + 1),
        "ended": np.where(runs, -1, ended),
        "ending": np.where(runs, RUNNING, ending),
        "rapport": np.where(ended > weeks, 0.5, 0.6),
        "sessions": np.where(runs, weeks, ended) - began,
    }
    return Record(weeks, length, {name: one[:weeks] for name, one in weekly.items()}, {}, table, np.empty((0, 0)), {})


def cohorts(fates, length=39):
    """Return four cohorts whose pairs fare alike: (weeks together, ending) each."""
    starts = range(0, 4 * length, length)
    return [(c, start, start + weeks, ending) for c, start in enumerate(starts) for weeks, ending in fates]


def test_of_ten_pairs_two_give_up_and_one_loses_a_leaver():
    """.9 of ten are together after week 5; a leaver goes out of sight in week 10; of eight one gives up in week 20."""
    pairs = cohorts([(5, PARTED), (10, LEFT), (20, PARTED), *[(39, COMPLETED)] * 7])
    for weeks in (52, 104, 156):
        assert 100 * parted_early(read_at(weeks, pairs)) == pytest.approx(100 * (1 - 0.9 * 7 / 8)), weeks
    assert np.isnan(parted_early(read_at(26, pairs)))


def test_a_run_as_long_as_a_pair_is_together_says_it_and_a_shorter_one_does_not():
    pairs = cohorts([(5, PARTED), (39, COMPLETED)])
    assert parted_early(read_at(39, pairs)) == 0.5
    assert np.isnan(parted_early(read_at(38, pairs)))
    everybody = cohorts([(5, PARTED), (9, PARTED)])
    assert parted_early(read_at(26, everybody)) == 1.0  # nobody is left of whom more could be learned


def test_a_pair_matched_anew_goes_out_of_sight_and_the_new_one_begins_its_own_time():
    """Of four pairs two are matched anew in week 8, one of the new ones gives up five weeks on: one of six."""
    first = [(0, 0, 8, REMATCHED)] * 2 + [(0, 0, 39, COMPLETED)] * 2
    pairs = [*first, (0, 8, 13, PARTED), (0, 8, 39, COMPLETED)]
    assert parted_early(read_at(52, pairs)) == pytest.approx(1 / 6)
    assert parted_early(read_at(52, first)) == 0.0
    later = [(0, 0, 8, REMATCHED), (0, 0, 20, PARTED), (0, 0, 39, COMPLETED), (0, 0, 39, COMPLETED)]
    assert parted_early(read_at(52, later)) == pytest.approx(1 / 3)


def test_pairs_that_are_stopped_with_the_programme_go_out_of_sight():
    pairs = [(0, 0, 5, PARTED), (0, 0, 20, STOPPED), (1, 30, 50, PARTED), *[(1, 30, 69, COMPLETED)] * 2]
    assert parted_early(read_at(104, pairs, length=39)) == pytest.approx(1 - 4 / 5 * 2 / 3)


ENDINGS = st.sampled_from([COMPLETED, PARTED, REMATCHED, LEFT, STOPPED, RUNNING])


@given(
    st.lists(st.tuples(st.integers(0, 30), st.integers(0, 60), ENDINGS), min_size=1, max_size=12), st.integers(1, 40)
)
def test_it_is_the_product_limit_read_plainly(pairs, length):
    run = read_at(91, [(0, began, began + together, ending) for began, together, ending in pairs], length)
    staying = 1.0
    for week in range(length):
        in_sight, parted = 0, 0
        for _, together, ending in pairs:
            in_sight += together > week or (together == week and ending in (PARTED, LEFT))
            parted += together == week and ending == PARTED
        if not in_sight:
            staying = 0.0 if staying == 0 else np.nan
            break
        staying *= 1 - parted / in_sight
    assert parted_early(run) == pytest.approx(1 - staying, abs=1e-12, nan_ok=True)


def test_rapport_and_sessions_are_of_pairs_whose_time_is_up():
    """Pairs of full length and those that ended before have 39 and 5 sessions; those that still run do not count."""
    pairs = cohorts([(5, PARTED), (39, COMPLETED)])
    for weeks in (52, 104, 156):
        found = of_pairs(read_at(weeks, pairs))
        assert (found["sessions_per_pair"], found["rapport"]) == (22.0, pytest.approx(60.0)), weeks
    assert np.isnan(of_pairs(read_at(26, pairs))["sessions_per_pair"])
    assert np.isnan(of_pairs(read_at(26, pairs))["rapport"])
    stopped = [(0, 0, 5, PARTED), (0, 0, 15, STOPPED)]
    assert of_pairs(read_at(26, stopped))["sessions_per_pair"] == 10.0


def test_hours_of_a_senior_are_those_of_whole_cohorts():
    """Nine hours in the week of a start and one in the others, 47 in 39 weeks, of one senior."""
    hours = np.where(np.arange(156) % 39 == 0, 9.0, 1.0)
    weekly = {"seniors": np.ones(156), "senior_hours": hours}
    pairs = cohorts([(39, COMPLETED)])
    for weeks in (39, 52, 104, 156):
        found = of_pairs(read_at(weeks, pairs, weekly=weekly))["senior_hours"]
        assert found == pytest.approx(47 / 39 * 52 / 12), weeks
    assert np.isnan(of_pairs(read_at(26, pairs, weekly=weekly))["senior_hours"])


# a run of the model


@pytest.fixture(scope="module")
def futures(small):
    """Return eight futures of one programme, each read at four lengths: {weeks: [(record, the one without), ...]}."""
    found = {weeks: [] for weeks in LENGTHS}
    policy = {"share": 0.4, "targeting": "nominated", "feedback": {"every_weeks": 4, "action": "repair"}}
    for weeks in LENGTHS:
        scenarios = [small(employees=100, weeks=weeks, arm=arm, **policy) for arm in ("reverse", "none")]
        known = read_inputs(scenarios[0].organisation)
        for replicate in range(8):
            settled, both = settle(scenarios[0], known, 0, replicate), []
            for scenario in scenarios:
                model = MentoringModel(scenario, replicate=replicate, inputs=known, settled=settled)
                model.run()
                both.append(record(model))
            found[weeks].append(tuple(both))
    return found


def values_of(futures, weeks, name):
    return np.array([outcomes(run, without)[name] for run, without in futures[weeks]])


@pytest.mark.parametrize("name", ["parted_early", "sessions_per_pair", "rapport", "senior_hours"])
def test_the_same_programme_has_the_same_share_however_long_it_is_looked_at(futures, name):
    """A year and three years differ by less than three standard errors; half a year is too short to say."""
    apart = values_of(futures, 156, name) - values_of(futures, 52, name)
    assert abs(apart.mean()) < 3 * apart.std(ddof=1) / np.sqrt(8)
    apart = values_of(futures, 156, name) - values_of(futures, 104, name)
    assert abs(apart.mean()) < 3 * apart.std(ddof=1) / np.sqrt(8)
    assert np.isnan(values_of(futures, 26, name)).all()


FIRST_YEAR = [one.name for one in OUTCOMES if one.over(26).unit != one.unit and "half" not in one.unit]


@pytest.mark.parametrize("name", [*FIRST_YEAR, "participants.inclusion", "participants.innovation", "worse_off",
                                  "participants.leader_access", "participants.cross_department_ties"])  # fmt: skip
def test_what_is_of_the_first_year_is_the_same_to_the_bit_in_longer_runs(futures, name):
    year, longer, longest = (values_of(futures, weeks, name) for weeks in (52, 104, 156))
    assert np.array_equal(year, longer, equal_nan=True)
    assert np.array_equal(year, longest, equal_nan=True)


def test_motivation_afterwards_is_that_of_the_same_people_in_longer_runs(futures):
    assert np.isnan(values_of(futures, 52, "participants.motivation_after")).all()
    later = values_of(futures, 104, "participants.motivation_after")
    assert np.isfinite(later).all()
    assert np.array_equal(later, values_of(futures, 156, "participants.motivation_after"))


def test_motivation_of_the_first_half_year_is_the_same_in_all_lengths(futures):
    for weeks in (52, 104, 156):
        assert np.array_equal(
            values_of(futures, weeks, "participants.motivation"), values_of(futures, 26, "participants.motivation")
        )


def test_who_is_in_the_programme_again_or_has_left_is_not_asked_about_afterwards():
    """Four of the first cohort: one joined again in week 39, one left in week 50, one joins after week 65."""
    quarters = np.zeros((8, 6))
    quarters[4] = [0.9, 0.8, 0.5, 0.4, 0.1, 0.1]  # the quarter that ends in week 65, 26 weeks after week 39
    nan = np.nan
    people = {
        "role": np.array([JUNIOR, SENIOR, JUNIOR, SENIOR, NOT_IN, NOT_IN]),
        "again_week": np.array([39, nan, nan, 78, 39, nan]),
        "exit_week": np.array([nan, 50, nan, nan, nan, nan]),
    }
    names = (
        "year_ideas", "year_weeks", "year_inclusion", "technology_gain", "communication_gain", "leadership_gain",
        "confidence_gain", "openness_gain", "motivation", "leader_access", "ties_across", "practices",
    )  # fmt: skip
    people |= {name: np.zeros(6) for name in names}
    people |= {"manager": np.full(6, -1), "exit_kind": np.zeros(6, np.int64)}
    run = Record(104, 39, {}, people, {}, quarters, {})
    assert same_people(run, run)["participants.motivation_after"] == pytest.approx(45.0)
    shorter = replace(run, weeks=52, quarters=quarters[:4])
    assert np.isnan(same_people(shorter, shorter)["participants.motivation_after"])
    quarters[3] = 0.3  # where the programme is stopped in week 20, half a year after it ends in week 52
    assert same_people(replace(run, first_cohort_ends=20), run)["participants.motivation_after"] != 30.0
    stopped = replace(run, first_cohort_ends=20, people=people | {"again_week": np.full(6, nan)})
    assert same_people(stopped, stopped)["participants.motivation_after"] == pytest.approx(30.0)


def test_the_first_cohort_ends_when_its_time_is_up_or_the_programme_is_stopped(small, run):
    scenario = small(weeks=30, length_weeks=26)
    assert record(run(scenario)).first_cohort_ends == 26
    for arm, ends in (("none", 12), ("traditional", 26)):
        changed = scenario.model_validate(scenario.model_dump() | {"changes": [{"week": 12, "policy.arm": arm}]})
        assert record(run(changed)).first_cohort_ends == ends


@pytest.mark.parametrize("weeks", LENGTHS)
def test_practices_are_held_against_the_occasions_there_were(futures, weeks):
    """Every leader adopts on every occasion, each 13 weeks: 400 per 100 leader-years at any length."""
    run = futures[weeks][0][0]
    week = run.weekly["week"]
    practices = np.where((week > 0) & (week % 13 == 0), run.weekly["leaders"], 0.0)
    found = organisation(replace(run, weekly=run.weekly | {"practices": practices}))
    assert found["inclusive_practices"] == pytest.approx(400)


def test_a_unit_says_a_year_only_where_there_is_one():
    assert OUTCOME["retention"].over(52).unit == "% of those at launch not quit after a year"
    assert OUTCOME["retention"].over(26).unit == "% of those at launch not quit after 26 weeks"
    assert OUTCOME["participants.openness_gain"].over(1).unit == "points of 100 in 1 week"
    assert OUTCOME["participants.motivation"].over(26) == OUTCOME["participants.motivation"]
    assert OUTCOME["participants.motivation"].over(13).unit == "points of 100, mean of 13 weeks"
    assert OUTCOME["retention.people_a_year"].over(26).unit == "people a year"  # a rate, at any length
    assert OUTCOME["quits"].over(26).unit == "per 100 employee-years"
    assert len(FIRST_YEAR) == 19
