"""Drawing who knows whom: how many ties, where, with whom, how strong, and whose luck decides."""

import math
from dataclasses import replace

import networkx as nx
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy import stats

from mentorlab.agents.base.luck import blend, key, uniform
from mentorlab.agents.network import acquaintance
from mentorlab.agents.network.acquaintance import (
    beta_2_3,
    draw_elsewhere,
    draw_scope,
    draw_ties,
    draw_weights,
    members,
    odds_of_kinds,
    poisson,
    working_groups,
)
from mentorlab.agents.network.ties import find_tie
from mentorlab.agents.people.makeup import Acquaintance, Makeup, Tenure
from mentorlab.agents.people.population import draw_people
from mentorlab.agents.people.structure import Structure, reporting_lines, synthetic_structure, units

RULE = Acquaintance()
LUCK = key(0, 0, "test")


def workforce(employees, seed=0, structure=None):
    """Return the people of a synthetic organisation, or of given seats."""
    return draw_people(structure or synthetic_structure(employees), seed, 0, Makeup(), Tenure())[0]


def seats(level, department, team):
    """Return seats with made-up units and reporting lines."""
    level, department, team = np.array(level), np.array(department), np.array(team)
    n = len(level)
    return Structure(
        seat=np.arange(n, dtype=np.uint64),
        level=level,
        department=department,
        unit=units(department, team),
        team=team,
        manager=reporting_lines(level, department, team),
        site=np.full(n, -1),
        departments=tuple(f"D{d}" for d in range(department.max() + 1)),
        sites=(),
    )


def ends(ties):
    """Return both ends of every tie, each tie twice."""
    return np.repeat(np.arange(len(ties.start) - 1), np.diff(ties.start)), ties.neighbour


@pytest.fixture(scope="module")
def networks():
    """Return six independent organisations of 1,000 people with their ties."""
    worlds = [workforce(1_000, seed) for seed in range(6)]
    return [(people, draw_ties(people, seed, 0, RULE)) for seed, people in enumerate(worlds)]


def test_people_have_twelve_ties_and_seven_in_ten_within_the_unit(networks):
    degrees = [len(ties.neighbour) / 1_000 for _, ties in networks]
    within = [np.mean(people.unit[i] == people.unit[j]) for people, ties in networks for i, j in [ends(ties)]]
    assert np.mean(degrees) == pytest.approx(12, abs=0.25)
    assert all(6 <= degree <= 20 for degree in degrees)
    assert all(0.6 <= share <= 0.8 for share in within)


def test_friends_of_friends_are_often_friends(networks):
    clustering = [nx.average_clustering(ties.to_networkx()) for _, ties in networks]
    assert all(0.15 <= value <= 0.45 for value in clustering), clustering


def test_people_know_people_of_their_own_age(networks):
    for people, ties in networks:
        i, j = ends(ties)
        assortativity = np.corrcoef(people.age[i], people.age[j])[0, 1]
        assert 0.05 <= assortativity <= 0.30


@pytest.mark.parametrize("employees", [40, 150, 151, 300, 3_000, 20_000])
def test_the_number_of_ties_does_not_depend_on_the_size_of_the_organisation(employees):
    degrees = [len(draw_ties(workforce(employees, seed), seed, 0, RULE).neighbour) / employees for seed in range(8)]
    # a degree's standard deviation is below 4; ties are counted at both ends
    assert np.mean(degrees) == pytest.approx(12, abs=0.15 + 4.5 * 4 * math.sqrt(2 / (8 * employees)))


def test_each_scope_has_its_share_of_ties(networks):
    counts = np.zeros(3)
    for people, ties in networks:
        i, j = ends(ties)
        team, unit = people.team[i] == people.team[j], people.unit[i] == people.unit[j]
        counts += np.array([team.sum(), (unit & ~team).sum(), (~unit).sum()]) / 6_000
    assert counts == pytest.approx([5.5, 3.0, 3.5], abs=0.2)


def test_nobody_is_tied_to_oneself_and_both_ends_know_the_same(networks):
    for _, ties in networks[:2]:
        i, j = ends(ties)
        assert (i != j).all()
        assert (ties.neighbour[ties.mirror] == i).all()
        assert (ties.weight[ties.mirror] == ties.weight).all()
        assert len(np.unique(i * 1_000 + j)) == len(i)


def test_everyone_knows_the_line_manager_well(networks):
    people, ties = networks[0]
    for row in np.flatnonzero(people.manager >= 0):
        tie = find_tie(ties.start, ties.neighbour, row, people.manager[row])
        assert tie >= 0
        assert ties.weight[tie] >= RULE.reporting_line


def test_weights_are_a_stretched_beta(networks):
    people, ties = networks[0]
    i, j = ends(ties)
    free = (people.manager[i] != j) & (people.manager[j] != i) & (i < j)
    weights = (ties.weight[free] - 0.05) / 0.7
    assert stats.kstest(weights, stats.beta(2, 3).cdf).pvalue > 1e-4  # false alarm 1 in 10,000


def test_beyond_the_unit_alike_people_are_tied_as_the_odds_say():
    people = workforce(20_000, 2)
    ties = draw_ties(people, 2, 0, RULE)
    i, j = ends(ties)
    beyond = people.unit[i] != people.unit[j]
    apart = np.abs(people.level[i] - people.level[j])[beyond]
    pairs = np.array([np.bincount(people.level, minlength=5)[a] for a in range(5)])
    possible = [sum(pairs[a] * pairs[b] for a in range(5) for b in range(5) if abs(a - b) == d) for d in range(3)]
    rates = np.array([(apart == d).sum() / possible[d] for d in range(3)])
    # people of rare levels have as many ties as others, so the odds show only roughly in the rates
    assert rates[0] / rates[1] > 1.3
    assert rates[1] / rates[2] > 1.1


def test_the_same_luck_gives_the_same_ties_and_another_replicate_others():
    people = workforce(300)
    one, again, other = (draw_ties(people, 0, replicate, RULE) for replicate in (0, 0, 1))
    assert (one.neighbour == again.neighbour).all()
    assert (one.weight == again.weight).all()
    assert len(one.neighbour) != len(other.neighbour) or (one.neighbour != other.neighbour).any()


def test_removing_one_person_leaves_the_ties_of_other_teams():
    everyone = synthetic_structure(300)
    everyone = replace(everyone, manager=np.full(300, -1))
    stay = np.arange(300) != 100
    columns = {
        name: getattr(everyone, name)[stay]
        for name in ("seat", "level", "department", "unit", "team", "manager", "site")
    }
    before, after = workforce(0, 1, everyone), workforce(0, 1, replace(everyone, **columns))

    def team_ties(people):
        i, j = ends(ties := draw_ties(people, 1, 0, RULE))
        kept = (people.team[i] == people.team[j]) & (people.team[i] != everyone.team[100]) & (i < j)
        return sorted(zip(people.seat[i][kept], people.seat[j][kept], ties.weight[kept], strict=True))

    assert team_ties(before) == team_ties(after)


@pytest.mark.parametrize(
    ("structure", "degree"),
    [
        (seats([4], [0], [0]), 0),
        (seats([4, 0], [0, 0], [0, 0]), 1),
        (seats([4, 0], [0, 1], [0, 1]), 1),
        (seats([2] * 10, [0] * 10, [0] * 10), 9),
        (seats([2] * 100, [0] * 100, [0] * 100), 12),
        (seats([0] * 20, [0] * 10 + [1] * 10, list(range(20))), 12),
    ],
    ids=["alone", "two", "two apart", "one team", "one large team", "teams of one"],
)
def test_a_scope_too_small_hands_its_rest_on(structure, degree):
    n = len(structure)
    found = [len(draw_ties(workforce(n, 0, structure), seed, 0, RULE).neighbour) / n for seed in range(30)]
    assert np.mean(found) == pytest.approx(degree, abs=0.6)


def test_a_manager_of_five_thousand_is_tied_to_all_of_them():
    level, team = np.array([4] + [0] * 5_000), np.zeros(5_001, np.int64)
    structure = seats(level, np.zeros(5_001, np.int64), team)
    ties = draw_ties(workforce(0, 0, structure), 0, 0, RULE)
    assert ties.start[1] == 5_000
    assert 10 < (len(ties.neighbour) - 10_000) / 5_000 < 13


def test_large_teams_are_split_and_small_ones_are_not():
    group = working_groups(np.arange(56) % 5, np.repeat([3, 9], [16, 40]))
    assert len(set(group[:16])) == 1
    assert np.bincount(group)[1:].tolist() == [8] * 5


# kernels against plain readings


def test_odds_are_those_of_level_age_and_group():
    odds = odds_of_kinds(RULE)
    alike, other = 2 * 8 + 1 * 2 + 1, 4 * 8 + 3 * 2 + 1
    assert odds[alike, alike] == pytest.approx(math.exp(0.7 + 0.4))
    assert odds[alike, other] == pytest.approx(math.exp(-0.5 * 2 + 0.4))
    assert odds[alike - 1, alike] == pytest.approx(math.exp(0.7))
    assert (odds == odds.T).all()


@settings(max_examples=200, deadline=None)
@given(luck=st.floats(0, 1, exclude_max=True), mean=st.floats(0, 20))
def test_poisson_is_the_inverse_of_its_distribution(luck, mean):
    number = poisson(luck, mean)
    assert stats.poisson.cdf(number, mean) >= luck - 1e-9
    assert number == 0 or stats.poisson.cdf(number - 1, mean) <= luck + 1e-9


@settings(max_examples=200, deadline=None)
@given(luck=st.floats(0, 1, exclude_max=True))
def test_beta_is_the_inverse_of_its_distribution(luck):
    assert stats.beta(2, 3).cdf(beta_2_3(luck)) == pytest.approx(luck, abs=1e-9)


def test_a_team_is_what_a_plain_reading_of_the_rule_says():
    n, rng = 9, np.random.default_rng(0)
    seat, manager, kind = np.arange(n, dtype=np.uint64), np.full(n, -1), rng.integers(0, 40, n)
    manager[1:3] = 0
    odds, need, together = odds_of_kinds(RULE), np.full(n, 5.5), np.zeros(n, np.int64)
    source, target, rest = draw_scope(
        seat, manager, kind, odds, *members(together), np.arange(n), need, 1_000, LUCK
    )  # fmt: skip
    pairs = [(i, j) for i in range(n) for j in range(i)]
    sure = {(1, 0), (2, 0)}

    def expected(c):
        return sum(1 if pair in sure else min(1, c * odds[kind[pair[0]], kind[pair[1]]]) for pair in pairs)

    low, high = 0.0, 1e6
    for _ in range(200):
        low, high = (low, (low + high) / 2) if expected((low + high) / 2) > 5.5 * n / 2 else ((low + high) / 2, high)
    tied = {
        (i, j)
        for i, j in pairs
        if (i, j) in sure or uniform(LUCK, np.uint64(blend(seat[i], seat[j])), 0, 0) < low * odds[kind[i], kind[j]]
    }
    assert set(zip(source.tolist(), target.tolist(), strict=True)) == tied
    assert (rest == 0).all()


def test_elsewhere_is_what_a_plain_reading_of_the_rule_says():
    people, rng = 60, np.random.default_rng(1)
    seat, kind, unit = np.arange(people, dtype=np.uint64), rng.integers(0, 40, people), rng.integers(0, 4, people)
    odds, order = odds_of_kinds(RULE), np.lexsort((unit, kind))
    starts, need = np.searchsorted(kind[order], np.arange(41)), np.full(people, 3.5)
    source, target = draw_elsewhere(seat, kind, odds, *members(unit), order, starts, need, 1_000, LUCK)
    expected = []
    for i in range(people):
        beyond = [[j for j in order if kind[j] == k and unit[j] != unit[i]] for k in range(40)]
        share = np.cumsum([odds[kind[i], k] * len(beyond[k]) for k in range(40)])
        for pick in range(int(stats.poisson.ppf(uniform(LUCK, seat[i], 0, 0), 3.5 / 2))):
            k = np.searchsorted(share, uniform(LUCK, seat[i], 0, 1 + 2 * pick) * share[-1], side="right")
            expected.append((i, beyond[k][int(uniform(LUCK, seat[i], 0, 2 + 2 * pick) * len(beyond[k]))]))
    assert sorted(zip(source, target, strict=True)) == sorted(expected)
    assert (unit[source] != unit[target]).all()


def test_the_kernels_mean_the_same_uncompiled(monkeypatch):
    people = workforce(170)
    compiled = draw_ties(people, 0, 0, RULE)
    for kernel in (draw_scope, draw_elsewhere, draw_weights, poisson, beta_2_3):
        monkeypatch.setattr(acquaintance, kernel.py_func.__name__, kernel.py_func)
    plain = draw_ties(people, 0, 0, RULE)
    assert (plain.neighbour == compiled.neighbour).all()
    assert plain.weight == pytest.approx(compiled.weight, abs=1e-12)
