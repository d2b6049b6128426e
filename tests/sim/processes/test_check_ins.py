"""Check-ins: they clear things up or do harm, and tell the office which pairs to mend or match anew."""

import math

import numpy as np
import pytest

from mentorlab.agents.base.luck import normal, uniform
from mentorlab.scenarios.policy import feedback
from mentorlab.scenarios.policy.feedback import Feedback
from mentorlab.sim.processes.check_ins import check_in, fade_clarity, repair

RULE = Feedback().floats
SEEN = np.array([0.20, 0.37, 0.38, 0.44, 0.45, 0.90])


def test_a_check_in_harms_or_clarifies(state, pairs):
    people, running = state.workforce, np.arange(1, 10)
    motivation, hours, asked = people.motivation.copy(), people.hours.copy(), people.check_ins.copy()
    rapport, clarity, harmed = pairs.rapport.copy(), pairs.clarity.copy(), 0
    expected_seen = []
    for p in running:
        two = [pairs.junior[p], pairs.senior[p]]
        harm = 0.515 * (1 - 0.5 * people.training[two].mean()) * (0.6 + 0.8 * people.fatigue[two].mean())
        if uniform(state.luck["check-ins"], pairs.number[p], state.tick, 0) < harm:
            harmed += 1
            rapport[p] -= 0.02
            motivation[two] -= 0.025
        else:
            clarity[p] += 0.6 * (1 - clarity[p])
            motivation[two] += 0.02, 0.01
        hours[two] += 0.4
        asked[two] += 1
        expected_seen.append(rapport[p] + 0.10 * normal(state.luck["check-ins"], pairs.number[p], state.tick, 1))
    seen = check_in(state, pairs, running)
    np.testing.assert_allclose(seen, expected_seen, rtol=1e-12)
    np.testing.assert_allclose(pairs.rapport, rapport, rtol=1e-12)
    np.testing.assert_allclose(pairs.clarity, clarity, rtol=1e-12)
    np.testing.assert_allclose(people.motivation, np.clip(motivation, 0, 1), rtol=1e-12)
    np.testing.assert_allclose(people.hours, hours, rtol=1e-12)
    np.testing.assert_allclose(people.check_ins, asked)
    assert pairs.harmed.sum() == harmed
    assert pairs.check_ins.tolist() == [0] + [1] * 9


def test_the_senior_of_a_circle_is_asked_once(state, circles):
    people, running = state.workforce, np.arange(10)
    hours, asked = people.hours.copy(), people.check_ins.copy()
    check_in(state, circles, running)
    for senior in np.unique(circles.senior):
        assert people.hours[senior] == pytest.approx(hours[senior] + 0.4, rel=1e-12)
        assert people.check_ins[senior] == pytest.approx(asked[senior] + 1, rel=1e-12)
    np.testing.assert_allclose(people.hours[circles.junior], hours[circles.junior] + 0.4)


def test_the_office_mends_the_pairs_that_look_worst_as_far_as_it_can(state, pairs):
    pairs.junior[:], pairs.senior[:] = np.arange(10), np.arange(10, 20)
    before, hours, seen = pairs.rapport.copy(), state.workforce.hours.copy(), np.linspace(0.4, 0.1, 10)
    mended = repair(state, pairs, np.arange(10), seen, pair_weeks=25)  # 8 % of 25 are two
    assert sorted(mended) == [8, 9]
    before[[8, 9]] += 0.03 * (1 - before[[8, 9]])
    hours[[8, 9, 18, 19]] += 2
    np.testing.assert_allclose(pairs.rapport, before)
    np.testing.assert_allclose(state.workforce.hours, hours)


def test_clarity_fades_to_three_fifths_of_where_it_began(state, pairs):
    pairs.clarity[:] = pairs.first_clarity
    for week in range(1, 40):
        fade_clarity(state, pairs, np.arange(10))
        left = 0.6 + 0.4 * 0.9**week
        np.testing.assert_allclose(pairs.clarity, pairs.first_clarity * left, rtol=1e-12)


@pytest.mark.parametrize(
    ("action", "mended", "anew"),
    [("repair", [0, 1, 2, 3], []), ("rematch", [], [0, 1]), ("both", [0, 1, 2, 3], [0, 1])],
)
def test_what_a_bad_check_in_leads_to(action, mended, anew):
    mend, part = getattr(feedback, action)(SEEN, np.full(6, 6), RULE)
    assert (np.flatnonzero(mend).tolist(), np.flatnonzero(part).tolist()) == (mended, anew)


def test_a_young_pair_is_given_time():
    _, anew = feedback.both(SEEN, np.full(6, 5), RULE)
    assert not anew.any()


def test_a_lone_pair_that_cannot_be_matched_anew_is_mended(small, run):
    """With one pair in the programme there is nobody to pass a senior on to."""
    model = run(small(pairs=1, assumptions={"feedback": {"rematch_below": 1.0, "repair_below": 1.0}}))
    weekly = model.datacollector.model_vars
    assert sum(weekly["rematches"]) == 0
    assert sum(weekly["repairs"]) == sum(weekly["check_ins"]) > 0


def test_the_office_mends_in_the_weeks_until_the_next_check_in(small, run):
    """Every pair looks bad: four weeks of 8 % are a third of the pairs."""
    model = run(small(pairs=10, feedback={"every_weeks": 4, "action": "repair"},
                      assumptions={"feedback": {"repair_below": 1.0}}, weeks=5))  # fmt: skip
    weekly = model.datacollector.model_vars
    assert weekly["repairs"][4] == math.ceil(0.08 * 4 * weekly["check_ins"][4])
