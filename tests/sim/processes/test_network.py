"""How ties live: their weight this week, access, fading, chance meetings."""

import math

import numpy as np
import pytest

from mentorlab.agents.base.luck import uniform
from mentorlab.agents.base.skills import band_of
from mentorlab.agents.network.ties import SLOTS, find_slot
from mentorlab.sim.processes import network
from mentorlab.sim.processes.network import FAINT, LEADER, age_band, draw_neighbour, fade_and_meet, forget_seats

EXACT = {"rel": 1e-12, "abs": 1e-14}


def draw(ties, i, u):
    """Return the neighbour the kernel draws."""
    return draw_neighbour(
        u, i, ties.start, ties.neighbour, ties.effective, ties.slot_neighbour, ties.slot_weight
    )  # fmt: skip


def extra_of(ties):
    """Return every extra weight by (one end, other end)."""
    found = {}
    for i in range(len(ties.start) - 1):
        found |= {(i, int(ties.neighbour[e])): ties.extra[e] for e in range(ties.start[i], ties.start[i + 1])}
        slots = [s for s in range(SLOTS) if ties.slot_neighbour[i, s] >= 0]
        found |= {(i, int(ties.slot_neighbour[i, s])): ties.slot_weight[i, s] for s in slots}
    return {pair: float(weight) for pair, weight in found.items() if weight > 0}


def test_an_age_falls_in_the_band_that_starts_at_or_below_it():
    ages = np.array([20.0, 28.9, 29.0, 44.9, 45.0, 60.9, 61.0, 80.0])
    assert [age_band(age) for age in ages] == band_of(ages).tolist() == [0, 0, 1, 1, 2, 2, 3, 3]


def test_a_ties_weight_is_what_it_was_built_on_and_what_grew(state):
    people, ties = state.workforce, state.ties
    for i in range(len(people)):
        for e in range(ties.start[i], ties.start[i + 1]):
            j = ties.neighbour[e]
            weight = min(1.0, ties.weight[e] * people.ramp[i] * people.ramp[j] + ties.extra[e])
            assert ties.effective[e] == pytest.approx(weight if people.present[[i, j]].all() else 0.0, **EXACT)


def test_access_and_the_shares_across_ages_and_departments_are_read_off_the_ties(state, neighbours):
    people, ties = state.workforce, state.ties
    band = band_of(people.age)
    for i in range(len(people)):
        known = neighbours(ties, i)
        total = sum(w for _, w in known)
        leaders = sum(w for j, w in known if people.level[j] >= LEADER)
        access = 0.5 * max([w * people.level[j] / 4 for j, w in known], default=0) + 0.5 * min(1, leaders)
        across = sum(w for j, w in known if abs(band[i] - band[j]) >= 2)
        assert people.tie_sum[i] == pytest.approx(total, **EXACT)
        assert people.access[i] == pytest.approx(access, **EXACT)
        assert people.cross_age[i] == pytest.approx(across / total if total else 0.0, **EXACT)
        elsewhere = sum(w for j, w in known if people.department[j] != people.department[i])
        assert people.elsewhere[i] == pytest.approx(elsewhere, **EXACT)
        own = [
            (int(ties.neighbour[e]), ties.weight[e] * people.ramp[i] * people.ramp[ties.neighbour[e]])
            for e in range(ties.start[i], ties.start[i + 1])
            if ties.effective[e] > 0
        ]
        leaders = sum(w for j, w in own if people.level[j] >= LEADER)
        access = 0.5 * max([w * people.level[j] / 4 for j, w in own], default=0) + 0.5 * min(1, leaders)
        assert people.access_of_ties[i] == pytest.approx(access, **EXACT)


def test_the_graph_shows_these_weights(state, neighbours):
    graph = state.ties.to_networkx()
    assert set(graph) == set(range(len(state.workforce)))
    for i in graph:
        assert {j: edge["weight"] for j, edge in graph[i].items()} == dict(neighbours(state.ties, i))


def test_neighbours_are_drawn_in_proportion_to_their_ties(state, neighbours):
    for i in (0, 5, 11):
        known = neighbours(state.ties, i)
        if not known:
            assert draw(state.ties, i, 0.5) == -1
            continue
        even = (np.arange(4000) + 0.5) / 4000
        shares = np.bincount([draw(state.ties, i, u) for u in even], minlength=len(state.workforce)) / 4000
        total = sum(w for _, w in known)
        for j, w in known:
            assert shares[j] == pytest.approx(w / total, abs=1 / 2000)


def test_extra_weight_fades_and_what_is_faint_is_forgotten(state):
    state.rules = state.rules._replace(network=state.rules.network._replace(meeting=0.0, fades=0.5))
    before = extra_of(state.ties)
    structural = {(i, j) for i in range(40) for j in state.ties.neighbour[slice(*state.ties.start[i : i + 2])]}
    assert fade_and_meet(state) == 0
    halved = {pair: weight / 2 for pair, weight in before.items()}
    kept = {pair: weight for pair, weight in halved.items() if pair in structural or weight >= FAINT}
    assert extra_of(state.ties) == pytest.approx(kept)
    for _ in range(8):
        fade_and_meet(state)
    assert set(extra_of(state.ties)) == {pair for pair in before if pair in structural}


def test_friends_of_friends_meet_by_the_rule(state, drawn):
    rule = state.rules.network._replace(meeting=0.6, fades=0.0)
    state.rules = state.rules._replace(network=rule)
    people, ties, key, week = state.workforce, state.ties, state.luck["meetings"], state.tick
    expected, new = extra_of(ties), 0
    met = []
    for i in np.flatnonzero(people.present):
        luck = [uniform(key, people.seat[i], week, n) for n in range(4)]
        if luck[0] < 0.6 * (0.5 + people.confidence[i]) and (friend := drawn(ties, i, luck[1])) >= 0:
            other = drawn(ties, friend, luck[2])
            apart = abs(band_of(people.age)[i] - band_of(people.age)[other])
            if other not in (-1, i) and luck[3] < math.exp(-0.35 * apart):
                met.append((int(i), other))
    for pair in met:
        structural = ties.neighbour[slice(*ties.start[pair[0] : pair[0] + 2])]
        new += pair not in expected and pair[1] not in structural
        for ends in (pair, pair[::-1]):
            expected[ends] = min(1.0, expected.get(ends, 0.0) + 0.10)
    assert len(met) > 3
    assert fade_and_meet(state) == new
    assert extra_of(ties) == pytest.approx(expected)


def test_who_leaves_takes_along_what_had_grown(state):
    before = extra_of(state.ties)
    gone = [0, 7, 20]
    forget_seats(state, np.array(gone))
    assert extra_of(state.ties) == {pair: w for pair, w in before.items() if not set(gone) & set(pair)}


def test_nobody_vacant_is_met_or_tied(state):
    state.rules = state.rules._replace(network=state.rules.network._replace(meeting=2.0))
    vacant = np.flatnonzero(~state.workforce.present)
    for _ in range(10):
        fade_and_meet(state)
        network.refresh(state)
        state.tick += 1
    assert (state.ties.slot_neighbour[vacant] == -1).all()
    assert (state.workforce.tie_sum[vacant] == 0).all()
    for i in range(len(state.workforce)):
        for j in vacant:
            assert find_slot(state.ties.slot_neighbour, i, int(j)) == -1
