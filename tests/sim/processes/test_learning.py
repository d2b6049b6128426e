"""How skills move: across the gap of a pair, by teaching, among colleagues, and away again."""

import math

import numpy as np
import pytest

from mentorlab.agents.base.skills import COMMUNICATION, DATA_AND_AI, DIGITAL, LEADERSHIP
from mentorlab.scenarios.policy.arms import Group, Reverse, Traditional
from mentorlab.sim.processes.learning import learn, learn_from_colleagues
from mentorlab.sim.processes.sessions import Round
from mentorlab.sim.state.pairs import learnable

EXACT = {"rel": 1e-12, "abs": 1e-14}


def sessions_of(state, pairs):
    """Return a round in which every pair met."""
    rng, n = np.random.default_rng(1), len(pairs)
    rows = np.arange(n)
    return Round(rows, pairs.junior, pairs.senior, rng.random(n), rng.random(n), rng.random(n), np.ones(n))


def gains(state, pairs, held, theta, pull, company=1.0, of_senior=1.0, practice=1.0, wrong=0.0):
    """Return what each side of each session gains, (sessions, 2, 8), by MODEL 5.4."""
    people, gain = state.workforce, np.zeros((len(held.pairs), 2, 8))
    for d, (j, s) in enumerate(zip(held.junior, held.senior, strict=True)):
        distance = np.sqrt(((people.skills[j] - people.skills[s]) ** 2).mean())
        trained = people.knowledge_training[[j, s]].mean()
        delta = 0.42 * (1 + 0.20 * trained)
        common = 0.8 * held.spacing[d] * 0.22 * np.exp(-((distance / delta) ** 2)) * (0.3 + 0.7 * held.rapport[d])
        common *= 1 + 0.3 * (trained - 0.2)
        for side, (learner, teacher, share, attention) in enumerate(
            ((j, s, 1 - theta, pairs.attention_junior[d]), (s, j, theta, pairs.attention_senior[d]))
        ):
            drive = math.sqrt(people.motivation[learner] + pull[learner]) * (1 - people.fatigue[learner])
            gap = np.maximum(people.skills[teacher] - people.skills[learner], 0)
            gain[d, side] = company * (of_senior if side else 1) * common * share * drive * attention * gap
            gain[d, side, :3] *= 0.5 + people.keenness[teacher]
        gain[d, 1, DATA_AND_AI] *= 1 - 2 * wrong
        taught = company * 0.8 * held.spacing[d] * 0.02 * practice * max(held.quality[d] - 0.4, 0)
        for skill in (LEADERSHIP, COMMUNICATION):
            gain[d, 0, skill] += taught * theta * (1 - people.skills[j, skill])
        across = min(1, abs(people.age[j] - people.age[s]) / 20)
        gain[d, 1, COMMUNICATION] += of_senior * taught * 0.5 * (1 - people.skills[s, COMMUNICATION]) * across
    return gain


@pytest.mark.parametrize(("arm", "practice"), [(Reverse(), 1.0), (Traditional(), 1.3), (Group(), 1.0)])
def test_a_pair_learns_across_its_gap_and_by_teaching(state, pairs, arm, practice):
    people, held, pull = state.workforce, sessions_of(state, pairs), np.linspace(0, 0.2, 40)
    company = (0.65, 0.55) if isinstance(arm, Group) else (1.0, 1.0)
    gain, before = gains(state, pairs, held, arm.teaching, pull, *company, practice), people.skills.copy()
    gained = learn(state, pairs, held, arm, practice, pull)
    np.testing.assert_allclose(gained, gain.sum(axis=2), rtol=1e-12, atol=1e-15)
    for side, rows in enumerate((held.junior, held.senior)):
        for d, i in enumerate(rows):
            before[i] += gain[d, side]
    np.testing.assert_allclose(people.skills, np.minimum(before, 1), rtol=1e-12)
    assert (gain.sum(axis=(0, 2)) > 0).all()


def test_what_is_wrong_takes_from_seniors_as_much_as_it_would_have_given(state, pairs):
    """At .6 more is lost than won in data and AI, and nothing else moves; by default none of it is wrong."""
    held, pull, theta = sessions_of(state, pairs), np.zeros(40), Reverse().teaching
    usual = gains(state, pairs, held, theta, pull)
    state.rules = state.rules._replace(learning=state.rules.learning._replace(wrong=0.6))
    misled, before = gains(state, pairs, held, theta, pull, wrong=0.6), state.workforce.skills.copy()
    learn(state, pairs, held, Reverse(), 1.0, pull)
    for side, rows in enumerate((held.junior, held.senior)):
        np.add.at(before, rows, misled[:, side])
    np.testing.assert_allclose(state.workforce.skills, np.clip(before, 0, 1), rtol=1e-12)
    np.testing.assert_allclose(misled[:, 1, DATA_AND_AI], -0.2 * usual[:, 1, DATA_AND_AI], rtol=1e-12)
    misled[:, 1, DATA_AND_AI] = usual[:, 1, DATA_AND_AI]
    assert (misled == usual).all()


def test_technology_is_learnt_from_those_who_are_keen_on_it_and_nothing_else(state, pairs):
    held, people, found = sessions_of(state, pairs), state.workforce, []
    people.skills[:] = 0.2
    people.skills[pairs.junior] = 0.5
    before = people.skills.copy()
    for keenness in (0.0, 1.0):
        people.skills[:], people.keenness[:] = before, keenness
        learn(state, pairs, held, Reverse(), 0.0, np.zeros(40))
        found.append((people.skills - before)[np.unique(pairs.senior)])
    assert found[1][:, list(DIGITAL)].sum() == pytest.approx(3 * found[0][:, list(DIGITAL)].sum())
    assert found[1][:, 3:] == pytest.approx(found[0][:, 3:])


def test_colleagues_learn_forget_and_fall_behind_together(state):
    people, graph = state.workforce, state.ties.to_networkx()
    skills, own = people.skills.copy(), people.own_skills.copy()
    learn_from_colleagues(state)
    for i in range(40):
        expected, base = skills[i].copy(), own[i].copy()
        if people.present[i]:
            weight = sum(edge["weight"] for edge in graph[i].values())
            if weight:
                mean = sum(edge["weight"] * skills[j] for j, edge in graph[i].items()) / weight
                expected += 0.0012 * np.maximum(mean - skills[i], 0)
            expected -= 0.0145 * (skills[i] - own[i])
            if people.age[i] > 45:
                expected[:3], base[:3] = expected[:3] * (1 - 0.0005), base[:3] * (1 - 0.0005)
        np.testing.assert_allclose(people.skills[i], expected, rtol=1e-12)
        np.testing.assert_allclose(people.own_skills[i], base, rtol=1e-12)


def test_half_of_an_unused_gain_is_gone_after_eleven_months(state):
    people = state.workforce
    state.rules = state.rules._replace(learning=state.rules.learning._replace(peers=0.0, drift=0.0))
    people.own_skills[:], people.skills[:] = 0.4, 0.6
    for _ in range(48):
        learn_from_colleagues(state)
    np.testing.assert_allclose(people.skills[people.present], 0.4 + 0.2 * 0.9855**48, rtol=1e-12)
    assert people.skills[people.present].mean() == pytest.approx(0.5, abs=0.002)


def test_what_can_be_learnt_is_an_inverted_u_of_distance():
    distance = np.linspace(0.01, 1.0, 1000)
    learnt = [d * learnable(d, 0.42) for d in distance]
    peak = int(np.argmax(learnt))
    assert distance[peak] == pytest.approx(0.42 / math.sqrt(2), abs=0.001)
    assert (np.diff(learnt[: peak + 1]) > 0).all()
    assert (np.diff(learnt[peak:]) < 0).all()


@pytest.mark.parametrize("practice", [0.0, 0.02, 0.05])
def test_juniors_learn_less_leadership_by_teaching_than_by_being_taught(state, pairs, practice):
    """MODEL 5.4: least at no practice, and at every value of its range."""
    state.rules = state.rules._replace(learning=state.rules.learning._replace(practice=practice))
    people, gain = state.workforce, []
    people.skills[:], people.fatigue[:], people.motivation[:] = 0.45, 0.35, 0.5
    people.skills[pairs.junior, LEADERSHIP], people.skills[pairs.senior, LEADERSHIP] = 0.3, 0.5
    pairs.attention_junior[:] = 1.0
    held = sessions_of(state, pairs)._replace(quality=np.full(10, 0.56), rapport=np.full(10, 0.5))
    before = people.skills.copy()
    for arm in (Reverse(), Traditional()):
        people.skills[:] = before
        learn(state, pairs, held, arm, 1.0, np.zeros(40))
        gain.append((people.skills - before)[pairs.junior, LEADERSHIP].mean())
    assert gain[0] < gain[1]
