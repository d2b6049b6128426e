"""Who leaves, who remembers, who comes."""

import math

import numpy as np
import pytest

from mentorlab.agents.base.luck import uniform
from mentorlab.agents.people.population import hire
from mentorlab.sim.processes import network
from mentorlab.sim.processes.turnover import (
    QUITS,
    RETIRES,
    SEPARATED,
    STAYS,
    age_a_week,
    decide_fates,
    fade_memories,
    fill_vacancies,
    leave,
)


def quit_hazard(state, i, pull):
    """Return somebody's voluntary hazard of a week, by MODEL 5.14."""
    people, rule = state.workforce, state.rules.turnover
    years = people.tenure[i] / 52
    base = (
        rule.scale
        * state.leaving[min(int(people.tenure[i]), len(state.leaving) - 1)]
        * (0.095 + (0.70 - 0.095) * math.exp(-years / 2.5))
    )
    market = 2 * (people.skills[i] - people.own_skills[i]).mean()
    if people.level[i] <= 2:
        market += 0.5 * (people.access[i] - people.access_of_ties[i])
    push = (
        -4 * (people.inclusion[i] - 0.56)
        - 0.5 * (math.log(1 + people.tie_sum[i]) - 1.7)
        + 1.2 * (people.fatigue[i] - 0.36)
        + 1.6 * people.contagion[i]
        - 0.423 * people.engagement[i]
        - 0.5 * people.advancement[i]
        + market
        - 1.5 * (people.motivation[i] + pull[i] - 0.5)
    )
    return base / 52 * math.exp(min(2.5, max(-2.5, push)))


def test_each_persons_fate_is_as_the_rule_reads(state):
    people, pull, key = state.workforce, np.linspace(0, 0.2, 40), state.luck["leaving"]
    people.age[::4] = 66.0
    seen = set()
    for _ in range(120):
        expected = np.zeros(40, np.int64)
        for i in np.flatnonzero(people.present):
            luck = [uniform(key, people.seat[i], state.tick, n) for n in range(3)]
            if luck[0] < 1 - math.exp(-quit_hazard(state, i, pull)):
                expected[i] = QUITS
            elif luck[1] < 1 - math.exp(-0.045 / 52):
                expected[i] = SEPARATED
            elif people.age[i] > 64 and luck[2] < 1 - 0.75 ** (1 / 52):
                expected[i] = RETIRES
        assert np.array_equal(decide_fates(state, pull), expected)
        seen |= set(expected.tolist())
        state.tick += 1
    assert seen == {STAYS, QUITS, SEPARATED, RETIRES}


def test_those_close_to_a_quitter_remember_and_slowly_forget(state, neighbours):
    people, fate = state.workforce, np.zeros(40, np.int64)
    quitters, others = np.flatnonzero(people.present)[[2, 9]], np.flatnonzero(people.present)[[4]]
    fate[quitters], fate[others] = QUITS, SEPARATED
    expected = people.contagion.copy()
    for j in range(40):
        for i, w in neighbours(state.ties, j):
            expected[j] += w / people.tie_sum[j] * (i in quitters)
    gone = np.flatnonzero(fate)
    leave(state, gone, fate)
    assert gone.tolist() == sorted([*quitters, *others])
    assert not people.present[gone].any()
    assert not people.enrolled[gone].any()
    np.testing.assert_allclose(people.contagion, expected, rtol=1e-12)
    advancement = people.advancement.copy()
    fade_memories(state)
    np.testing.assert_allclose(people.contagion, expected * 0.88, rtol=1e-12)
    np.testing.assert_allclose(people.advancement, advancement * 0.96, rtol=1e-12)


def test_an_empty_seat_knows_nobody_and_is_known_by_nobody(state, neighbours):
    fate = np.zeros(40, np.int64)
    row = int(np.flatnonzero(state.workforce.present)[0])
    fate[row] = RETIRES
    leave(state, np.flatnonzero(fate), fate)
    network.refresh(state)
    assert neighbours(state.ties, row) == []
    assert all(row not in dict(neighbours(state.ties, i)) for i in range(40))


def test_a_vacancy_fills_with_twelve_in_a_hundred_a_week(state):
    people, expected = state.workforce, []
    people.present[:] = False
    for i in range(40):
        if uniform(state.luck["hiring"], people.seat[i], state.tick, 0) < 0.12:
            expected.append(i)
    occupant, skills = people.occupant.copy(), people.skills.copy()
    assert fill_vacancies(state).tolist() == expected
    assert np.flatnonzero(people.present).tolist() == expected
    occupant[expected] += 1
    assert np.array_equal(people.occupant, occupant)
    others = np.setdiff1d(np.arange(40), expected)
    assert np.array_equal(people.skills[others], skills[others])


def test_a_newcomer_starts_with_a_quarter_of_the_inherited_ties_and_no_past(state):
    people = state.workforce
    hire(people, np.array([3]), state.origin)
    for name in ("tenure", "training", "voice", "contagion", "rejected", "reward", "hours", "spells"):
        assert getattr(people, name)[3] == 0, name
    assert people.ramp[3] == 0.25
    for week in range(1, 25):
        age_a_week(state)
        assert people.ramp[3] == pytest.approx(min(1, 0.25 + 0.04 * week))
        assert people.tenure[3] == week


def test_the_nth_occupant_of_a_seat_is_the_same_whoever_else_came(state):
    alone, among = state.copy(), state.copy()
    hire(alone.workforce, np.array([5]), state.origin)
    hire(among.workforce, np.array([1, 5, 30]), state.origin)
    for name in ("age", "skills", "engagement", "style", "own_inclusion", "wants", "group"):
        assert np.array_equal(getattr(alone.workforce, name)[5], getattr(among.workforce, name)[5]), name


def test_in_a_year_as_many_leave_as_the_hazards_say(small, run, weekly):
    """Other separations and voluntary quits of 3,000 people; false alarm below 1 in 10,000 each."""
    frame = weekly(run(small(employees=3000, weeks=52, arm="none")))
    years = frame.headcount.sum() / 52
    assert abs(frame.separations.sum() / years - 0.045) < 4 * math.sqrt(0.045 / years)
    assert abs(frame.quits.sum() / years - 0.135) < 4 * math.sqrt(0.135 / years) + 0.01  # the scale is fitted to .01
