"""A session: turning up, quality, rapport, hours, the tie, introductions."""

import numpy as np
import pytest

from mentorlab.agents.base.luck import normal, uniform
from mentorlab.agents.network.ties import find_slot, find_tie
from mentorlab.sim.processes.sessions import Terms, hold, tie_and_introduce

EXACT = {"rel": 1e-12, "abs": 1e-14}
AVAILABLE = (0.95, 0.92, 0.85, 0.74, 0.60)
REVERSE = Terms(0.7, 1.3, quality_lost=0.03, quality_lost_untrained=0.0, protected=0.0, every_weeks=2)
TRADITIONAL = REVERSE._replace(teaching=0.1, hierarchy=1.0)
RECIPROCAL = TRADITIONAL._replace(teaching=0.5, quality_lost_untrained=0.04)
PROTECTED = REVERSE._replace(protected=1.0)


def s(x):
    """Return the logistic of x."""
    return 1 / (1 + np.exp(-x))


def pull_of(state):
    """Return some extrinsic pull for everyone."""
    return np.random.default_rng(5).uniform(0, 0.2, len(state.workforce))


def read_session(state, pairs, p, pull, policy):
    """Return (turns up, quality) of one pair by MODEL 5.3."""
    people = state.workforce
    two = [pairs.junior[p], pairs.senior[p]]
    drive, number = people.motivation[two] + pull[two], pairs.number[p]
    luck = [uniform(state.luck["sessions"], number, state.tick, draw) for draw in range(2)]
    free = min(AVAILABLE[level] for level in people.level[two])
    chance = (free + 0.35 * policy.protected * (1 - free)) * s(
        2.5 + 6 * (drive.min() - 0.5) - 2.5 * (people.fatigue[two].max() - 0.4) + 3 * (pairs.rapport[p] - 0.5)
    )
    mean = {name: getattr(people, name)[two].mean() for name in ("training", "openness", "fatigue")}
    rank = max(0, people.level[two[1]] - people.level[two[0]] - 1)
    quality = (
        0.525
        + 0.21 * (pairs.similarity[p] - 0.7)
        + 0.14 * (mean["training"] - 0.2)
        + 0.22 * (pairs.clarity[p] - 0.4)
        + 0.25 * (mean["openness"] - 0.5)
        - 0.3 * (mean["fatigue"] - 0.35)
        - 0.023 * rank * (1 - 0.6 * mean["training"]) * policy.hierarchy
        + 0.15 * (drive.mean() - 0.5)
        - policy.quality_lost
        - policy.quality_lost_untrained * (1 - mean["training"])
        + 0.14 * normal(state.luck["sessions"], number, state.tick, 2)
    )
    return luck[0] < chance, min(1, max(0, quality)), luck[1] < 0.6


@pytest.mark.parametrize(
    "policy", [REVERSE, TRADITIONAL, RECIPROCAL, PROTECTED], ids=["reverse", "traditional", "reciprocal", "protected"]
)
def test_a_round_of_sessions_is_as_the_rule_reads(state, pairs, policy):
    people, pull, due = state.workforce, pull_of(state), np.arange(10)
    read = [read_session(state, pairs, p, pull, policy) for p in due]
    rapport, missed, last, hours = (
        x.copy() for x in (pairs.rapport, pairs.missed, pairs.last_session, people.hours)
    )  # fmt: skip
    held = hold(state, pairs, due, pull, policy)
    assert held.pairs.tolist() == [p for p in due if read[p][0]]
    assert 0 < len(held.pairs) < 10
    assert held.rapport.tolist() == rapport[held.pairs].tolist()
    at = 0
    for p, (turns_up, quality, again) in zip(due, read, strict=True):
        if not turns_up:
            assert pairs.rapport[p] == pytest.approx(max(0, rapport[p] - 0.01), **EXACT)
            assert pairs.missed[p] == min(8, missed[p] + 1)
            assert pairs.next_session[p] == state.week + (1 if again else 2)
            assert (pairs.last_session[p], pairs.sessions[p]) == (last[p], 0)
            continue
        assert held.quality[at] == pytest.approx(quality, **EXACT)
        assert held.spacing[at] == pytest.approx(1 - np.exp(-(state.week - last[p]) / 1.6), **EXACT)
        assert pairs.rapport[p] == pytest.approx(rapport[p] + 0.29 * (quality - rapport[p]), **EXACT)
        assert (pairs.missed[p], pairs.sessions[p]) == (0, 1)
        assert (pairs.last_session[p], pairs.next_session[p]) == (state.week, state.week + 2)
        hours[pairs.junior[p]] += 1 + 0.5 * (policy.teaching + 0.3)
        hours[pairs.senior[p]] += 1 + 0.5 * (1.3 - policy.teaching)
        at += 1
    np.testing.assert_allclose(people.hours, hours, rtol=1e-12)


def test_a_circle_meets_by_one_draw_and_takes_its_seniors_time_once(state, circles):
    people, due, hours = state.workforce, np.arange(10), state.workforce.hours.copy()
    before, rapport, week = circles.number.copy(), circles.rapport.copy(), state.week
    held = hold(state, circles, due, np.zeros(40), REVERSE)
    met = dict(zip(held.pairs.tolist(), held.share.tolist(), strict=True))
    for first in np.unique(circles.circle):
        members = np.flatnonzero(circles.circle == first)
        came = [p for p in members if p in met]
        u, again = (uniform(state.luck["sessions"], before[first], state.tick, draw) for draw in range(2))
        for p in members:  # the draw is the circle's, the odds are the pair's
            two = [circles.junior[p], circles.senior[p]]
            odds = 2.5 + 6 * (people.motivation[two].min() - 0.5) - 2.5 * (people.fatigue[two].max() - 0.4)
            odds += 3 * (rapport[p] - 0.5)
            assert (p in met) == (u < min(AVAILABLE[level] for level in people.level[two]) * s(odds))
            late = not came and again < 0.6
            assert circles.next_session[p] == week + (1 if late else 2)
        senior = circles.senior[members[0]]
        assert all(met[p] == 1 / len(came) for p in came)
        expected = hours[senior] + (1 + 0.5 * (1.3 - 0.7) if came else 0)
        assert people.hours[senior] == pytest.approx(expected, rel=1e-12)
    assert 0 < len(met) < 10


def test_pairs_turn_up_as_often_as_the_rule_says(state, pairs):
    many = 20_000
    for name, column in vars(pairs).items():
        if isinstance(column, np.ndarray):
            setattr(pairs, name, np.repeat(column[:1], many, axis=0))
    pairs.number, rapport = np.arange(many, dtype=np.uint64), float(pairs.rapport[0])
    people, two = state.workforce, [pairs.junior[0], pairs.senior[0]]
    people.motivation[two], people.fatigue[two], people.level[two] = 0.5, 0.4, [1, 3]
    held = hold(state, pairs, np.arange(many), np.zeros(40), REVERSE)
    chance = 0.74 * s(2.5 + 3 * (rapport - 0.5))
    assert abs(len(held.pairs) - many * chance) < 4 * np.sqrt(many * chance * (1 - chance))  # false alarm 6 in 100,000


def test_a_tired_pair_meets_less_and_worse(state, pairs):
    pull, due, fresh = np.zeros(40), np.arange(10), []
    for tired in (0.1, 0.9):
        state.workforce.fatigue[:] = tired
        fresh.append([read_session(state, pairs, p, pull, REVERSE) for p in due])
    assert sum(r[0] for r in fresh[0]) >= sum(r[0] for r in fresh[1])
    assert all(a[1] >= b[1] for a, b in zip(*fresh, strict=True))


def test_sessions_feed_the_tie_and_now_and_then_bring_an_introduction(state, pairs):
    rule = state.rules.network._replace(introduction=0.8)
    state.rules = state.rules._replace(network=rule)
    held = hold(state, pairs, np.arange(10), np.zeros(40), REVERSE)
    ties, before = state.ties, state.ties.copy()
    visible, introduced, new, grown = 0.1, 0, 0, set()
    for at, p in enumerate(held.pairs):
        luck = [uniform(state.luck["introductions"], pairs.number[p], state.tick, n) for n in range(2)]
        if held.quality[at] > 0.48:
            by = 0.2 * held.spacing[at] * (held.quality[at] - 0.48) / 0.52
            grown.add((int(held.junior[at]), int(held.senior[at]), by))
        introduced += luck[0] < 0.8 * held.rapport[at] * (1 + 2 * visible)
    new = tie_and_introduce(state, pairs, held, visible)

    def extra(ties, one, other):
        at = find_tie(ties.start, ties.neighbour, one, other)
        slot = find_slot(ties.slot_neighbour, one, other)
        return float(ties.extra[at] if at >= 0 else ties.slot_weight[one, slot] if slot >= 0 else 0.0)

    contacts = 0
    paired = set(zip(held.junior.tolist(), held.senior.tolist(), strict=True))
    for one, other, by in grown:
        assert extra(ties, one, other) == pytest.approx(min(1.0, extra(before, one, other) + by), **EXACT)
    for one in set(held.junior.tolist()):
        for other in range(40):
            gain = extra(ties, one, other) - extra(before, one, other)
            if (one, other) not in paired and other not in held.junior and gain > 0:
                contacts += 1
                assert gain == pytest.approx(0.15) or extra(ties, one, other) == 1.0
                seniors = [senior for junior, senior in paired if junior == one]
                assert any(before.to_networkx().has_edge(senior, other) for senior in seniors)
    assert 0 < contacts <= introduced
    assert new <= len(held.pairs) + introduced
