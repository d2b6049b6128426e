"""Perceived inclusion, and the inclusive practices that leaders adopt."""

import math

import numpy as np
import pytest

from mentorlab.agents.base.luck import uniform
from mentorlab.agents.base.skills import INCLUSION_COMPETENCE
from mentorlab.sim.processes.inclusion import adopt_practices, feel, settled_practices

TEACHING, ENVY, VISIBILITY = 0.7, 0.6, 0.1


def target(state, pairs, i):
    """Return what one's inclusion moves towards, by MODEL 5.10."""
    people = state.workforce
    here = people.present & (people.department == people.department[i])
    climate = np.average(people.openness[here], weights=people.level[here] + 1)
    bonds = [
        0.8 * 0.8 * 0.2 * math.tanh((pairs.rapport[p] - 0.5) / 0.2) * share * (1.5 if pairs.rapport[p] < 0.5 else 1)
        for side, share in ((pairs.junior, 0.5 + 0.5 * (1 - TEACHING)), (pairs.senior, 0.5 + 0.5 * TEACHING))
        for p in np.flatnonzero(side == i)
    ]
    b = people.own_inclusion[i] + (np.mean(bonds) if bonds else 0.0)
    b += 0.35 * (climate - 0.49) + 0.21 * (people.access[i] - state.access_mean) + 0.04 * people.voice[i]
    b += 0.10 * (people.cross_age[i] - people.cross_age_of_ties[i] - state.cross_age_beside)
    b += (0.10 + 0.05 * people.group[i]) * state.practices[people.department[i]]
    if people.enrolled[i]:
        return b + 0.3 * VISIBILITY
    team = people.present & (people.team == people.team[i])
    felt = ENVY * people.enrolled[team].mean() * (1 + people.rejected[i]) + 0.10 * people.rejected[i]
    return b - 0.08 * felt


def test_inclusion_moves_towards_what_the_week_gives_reason_for(state, pairs):
    people = state.workforce
    before, rejected, practices = people.inclusion.copy(), people.rejected.copy(), state.practices.copy()
    expected = {i: before[i] + 0.08 * (target(state, pairs, i) - before[i]) for i in np.flatnonzero(people.present)}
    feel(state, pairs, np.arange(10), TEACHING, ENVY, VISIBILITY)
    for i in range(40):
        assert people.inclusion[i] == pytest.approx(np.clip(expected.get(i, before[i]), 0, 1), rel=1e-12)
        assert people.rejected[i] == pytest.approx(rejected[i] * (0.97 if people.present[i] else 1), rel=1e-12)
    np.testing.assert_allclose(state.practices, practices * 0.99, rtol=1e-12)


def test_only_the_pairs_that_run_are_felt(state, pairs):
    alone, other = state.copy(), state.copy()
    pairs.rapport[5:] = 0.9
    feel(alone, pairs, np.arange(5), TEACHING, 0.0, 0.0)
    pairs.rapport[5:] = 0.1
    feel(other, pairs, np.arange(5), TEACHING, 0.0, 0.0)
    assert np.array_equal(alone.workforce.inclusion, other.workforce.inclusion)


def test_leaders_adopt_practices_by_openness_and_competence(state):
    people, before = state.workforce, state.practices.copy()
    leaders = np.flatnonzero(people.present & (people.level >= 3))
    adopters = []
    for i in leaders:
        odds = -3 + 4 * (people.openness[i] - 0.5) + 4 * (people.skills[i, INCLUSION_COMPETENCE] - 0.5)
        if uniform(state.luck["practices"], people.seat[i], state.tick, 0) < 1 / (1 + math.exp(-odds)):
            adopters.append(i)
    adopted = adopt_practices(state)
    assert adopted == len(adopters)
    for i in adopters:
        here = people.department[i]
        before[here] = min(1, before[here] + 0.45 / np.sum(people.department[leaders] == here))
    np.testing.assert_allclose(state.practices, before, rtol=1e-12)


def test_practices_start_where_adoption_and_fading_balance(state):
    """Over many quarters the mean stock just after leaders decided is within 15 % of the start (false alarm < 1 %)."""
    people = state.workforce
    people.present[:], people.openness[:], people.skills[:, INCLUSION_COMPETENCE] = True, 0.6, 0.6
    start = settled_practices(state)
    state.practices[:] = start
    stock = []
    for week in range(13 * 800):
        state.tick += 1
        if week % 13 == 0:
            adopt_practices(state)
            stock.append(state.practices.copy())
        state.practices *= 0.99
    np.testing.assert_allclose(np.mean(stock, axis=0), start, rtol=0.15)
    assert (start > 0).all()


def test_inclusion_does_not_hang_on_how_many_leaders_a_department_has(state):
    people = state.workforce
    people.present[:], people.openness[:], people.skills[:, INCLUSION_COMPETENCE] = True, 0.6, 0.6
    one = settled_practices(state)
    people.level[people.department == 0] = 3
    assert settled_practices(state) == pytest.approx(one)
