"""From recruits to pairs: what the matchmaker sees, and how a pair starts."""

import math
from typing import get_args

import numpy as np
import pytest

from mentorlab.agents.base.luck import blend, normal, uniform
from mentorlab.scenarios.policy import arms, pairing
from mentorlab.scenarios.records.policy import PairingName, Policy
from mentorlab.sim.model import MentoringModel
from mentorlab.sim.processes.matching import begin, candidates_of, match

POLICY = Policy.model_validate({"arm": "reverse", "goal_clarity": 0.5})
ROWS = np.array([[0, 30], [1, 31], [2, 30], [5, 33]])


def seen(state, policy=POLICY, juniors=range(12), seniors=range(20, 30)):
    """Return both sides as the programme office sees them."""
    return candidates_of(state, np.array(juniors), np.array(seniors), policy, arms.Reverse(), policy.capacity)


def test_skills_and_style_are_seen_with_error(state):
    people, candidates = state.workforce, seen(state)
    for at, row in enumerate(candidates.juniors.rows):
        luck = [normal(state.luck["matching"], people.seat[row], state.tick, n) for n in range(10)]
        skills = np.clip(people.skills[row] + 0.08 * np.array(luck[:8]), 0, 1)
        style = np.clip(people.style[row] + 0.12 * np.array(luck[8:]), 0, 1)
        np.testing.assert_allclose(candidates.juniors.skills[at], skills, rtol=1e-12)
        np.testing.assert_allclose(candidates.juniors.style[at], style, rtol=1e-12)
        assert candidates.juniors.lot[at] == uniform(state.luck["matching"], people.seat[row], state.tick, 10)


def test_closeness_counts_the_tie_and_what_two_have_in_common(state, neighbours):
    candidates = seen(state)
    for a, junior in enumerate(candidates.juniors.rows):
        known = dict(neighbours(state.ties, junior))
        for b, senior in enumerate(candidates.seniors.rows):
            two_steps = sum(w * v for j, w in known.items() for k, v in neighbours(state.ties, j) if k == senior)
            tie = known.get(int(senior), 0.0)
            assert candidates.closeness[a, b] == pytest.approx(math.log(1 + 4 * tie + two_steps), rel=1e-12, abs=1e-14)
            assert candidates.ties[a, b] == pytest.approx(tie, rel=1e-12)


def test_the_own_manager_must_not_be_unless_the_policy_says_so(state):
    state.workforce.manager[:12] = [20, 21, 0, -1] * 3
    expected = {(a, b) for a in range(12) for b in range(10) if state.workforce.manager[a] == 20 + b}
    assert {tuple(pair) for pair in seen(state).must_not.tolist()} == expected
    anyone = POLICY.model_copy(update={"must_not": type(POLICY.must_not)(own_manager=False)})
    assert len(seen(state, anyone).must_not) == 0


@pytest.mark.parametrize("name", get_args(PairingName))
def test_nobody_is_paired_with_their_own_manager(state, name):
    state.workforce.manager[:12] = np.arange(12) % 10 + 20
    rows = match(seen(state), getattr(pairing, name.replace("-", "_")), name, state.luck["matching"])
    assert len(rows) == 10 or (name == "self-selected" and len(rows) >= 6)
    assert (state.workforce.manager[rows[:, 0]] != rows[:, 1]).all()


def test_a_pair_starts_by_how_alike_the_two_are_and_whether_they_know_each_other(state, neighbours):
    people, key = state.workforce, state.luck["matching"]
    people.wants[0], people.can_teach[0], people.wants[30], people.can_teach[30] = False, False, False, False
    people.wants[30, 1] = people.can_teach[0, 1] = True
    pairs = begin(state, ROWS, POLICY, cohort=2, due=44)
    for p, (j, s) in enumerate(ROWS):
        number = blend(people.seat[s], people.seat[j])
        similarity = 1 - np.abs(people.style[j] - people.style[s]).mean()
        fit = ((people.wants[s] & people.can_teach[j]).any() + (people.wants[j] & people.can_teach[s]).any()) / 2
        tie, eps = dict(neighbours(state.ties, j)).get(int(s), 0.0), normal(key, number, state.tick, 0)
        rapport = 0.5 + 0.25 * (similarity - 0.7) + 0.15 * tie + 0.05 * eps
        assert pairs.number[p] == number
        assert pairs.similarity[p] == pytest.approx(similarity, rel=1e-12)
        assert pairs.goal_fit[p] == fit
        assert pairs.rapport[p] == pytest.approx(np.clip(rapport, 0, 1), rel=1e-12)
        assert pairs.clarity[p] == pairs.first_clarity[p] == pytest.approx(0.5 + 0.10 * fit)
        assert pairs.next_session[p] == state.week + 1 + int(2 * uniform(key, number, state.tick, 1))
        assert pairs.last_session[p] == pairs.began[p] == state.week
    assert pairs.goal_fit[0] == 0.5
    assert set(pairs.cohort) == {2}
    assert set(pairs.due) == {44}


def test_those_who_chose_each_other_start_closer(state):
    assigned, chosen = (begin(state, ROWS, POLICY, 0, 39, chosen=chosen) for chosen in (False, True))
    np.testing.assert_allclose(chosen.rapport, np.minimum(assigned.rapport + 0.04, 1), rtol=1e-12)


def at_launch(small, pairing):
    """Return the workforce and the pairs after the first week, and motivation before it."""
    model = MentoringModel(small(employees=120, pairing=pairing, assumptions={"matching": {"rapport_chosen": 0.2}}))
    before = model.state.workforce.motivation.copy()
    state, programme = model.state, model.programme
    programme.open(state)
    return state.workforce.motivation - before, programme.pairs


def test_who_found_a_partner_freely_gains_motivation_a_second_time(small):
    for name, gained in (("self-selected", 0.03), ("stable", 0.015), ("random", 0.015)):
        change, pairs = at_launch(small, name)
        np.testing.assert_allclose(change[pairs.junior], gained, atol=1e-12)
        np.testing.assert_allclose(change[pairs.senior], gained, atol=1e-12)


def test_rapport_is_higher_where_the_two_had_a_say(small):
    mean = {name: at_launch(small, name)[1].rapport.mean() for name in ("self-selected", "stable", "random")}
    assert min(mean["self-selected"], mean["stable"]) > mean["random"] + 0.15


@pytest.mark.parametrize("name", get_args(PairingName))
def test_circles_fill_up_whoever_is_put_together(small, name):
    model = MentoringModel(small(employees=150, arm="group", pairing=name, targeting="lottery"))
    model.programme.open(model.state)
    pairs = model.programme.pairs
    sizes = np.bincount(pairs.senior)
    assert len(set(pairs.junior)) == len(pairs.junior) >= (20 if name == "self-selected" else 24)
    assert sizes.max() == 3
    assert sizes[sizes > 0].mean() > 2.4


def test_the_weights_of_the_best_score_are_the_users(state):
    policy = Policy.model_validate({"arm": "reverse", "best_score": {"learning": 0, "strangers": 10}})
    assert seen(state, policy).weights == (0, 0.7, 10, 0.5)
    assert seen(state).weights == (1.0, 0.7, 0.3, 0.5)
    only_alike = {"learning": 0, "similarity": 10, "strangers": 0, "goals": 0}
    candidates = seen(state, Policy.model_validate({"arm": "reverse", "best_score": only_alike}))
    weighed = pairing.optimal(candidates, np.random.default_rng(0))
    plain = pairing.optimal(seen(state), np.random.default_rng(0))
    alike = [candidates.compare(*pairs.T).similarity.sum() for pairs in (weighed, plain)]
    assert alike[0] > alike[1]


def test_seniors_come_with_the_sum_of_their_ties(state, neighbours):
    candidates = seen(state)
    for at, row in enumerate(candidates.seniors.rows):
        known = sum(weight for _, weight in neighbours(state.ties, row))
        assert candidates.seniors.degree[at] == pytest.approx(known, rel=1e-9)


@pytest.mark.parametrize("every", [1, 2, 4, 8])
def test_first_sessions_are_spread_over_the_rhythm(state, every):
    policy = Policy.model_validate({"arm": "reverse", "sessions": {"every_weeks": every}})
    rows = np.array([(a, b) for a in range(20) for b in range(20, 40)])
    wait = begin(state, rows, policy, 0, 39).next_session - state.week
    assert set(wait.tolist()) == set(range(1, every + 1))


def test_attention_is_half_the_focus_and_half_what_one_wants_and_the_other_can_teach(state):
    people = state.workforce
    policy = POLICY.model_copy(update={"focus": "digital"})
    focus = np.array(arms.FOCUS["digital"])
    pairs = begin(state, ROWS, policy, 0, 39)
    for p, (j, s) in enumerate(ROWS):
        for learner, teacher, attention in ((j, s, pairs.attention_junior[p]), (s, j, pairs.attention_senior[p])):
            wish = people.wants[learner].astype(float) + people.can_teach[teacher]
            wish = wish / wish.mean() if wish.any() else np.ones(8)
            np.testing.assert_allclose(attention, 0.5 * focus / focus.mean() + 0.5 * wish, rtol=1e-12)
            assert attention.mean() == pytest.approx(1)


def test_a_strategy_of_somebodys_own_is_given_a_keyed_generator(state):
    drawn = []

    def mine(candidates, rng):
        drawn.append(rng.random())
        return np.array([[0, 1], [1, 0]])

    for _ in range(2):
        rows = match(seen(state), mine, "mine", state.luck["matching"])
        assert rows.tolist() == [[0, 21], [1, 20]]
    assert drawn[0] == drawn[1]
    match(seen(state), mine, "mine", state.luck["ideas"])
    assert drawn[2] != drawn[0]
