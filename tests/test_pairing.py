"""Pairing strategies: one contract for all of them, and what each is for."""

import inspect
from dataclasses import fields, replace
from itertools import permutations
from typing import get_args

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.stats import chi2

from mentorlab.agents import candidates as room
from mentorlab.agents.candidates import IMPOSSIBLE, Candidates, Side, Weights, every_pair
from mentorlab.agents.refusal import Refused
from mentorlab.scenarios import pairing
from mentorlab.scenarios.arms import FOCUS
from mentorlab.scenarios.contracts import checked
from mentorlab.scenarios.scenario import PairingName

BUILT_IN = {
    name: strategy
    for name, strategy in vars(pairing).items()
    if inspect.isfunction(strategy) and tuple(inspect.signature(strategy).parameters) == ("candidates", "rng")
}
WEIGHTS = Weights(1.0, 0.7, 0.3, 0.5)


def side(count, rng, first_row):
    """Return people of one side, anyhow."""
    return Side(
        rows=np.arange(first_row, first_row + count),
        skills=rng.normal(0.5, 0.13, (count, 8)).clip(0, 1),
        wants=rng.random((count, 8)) < 0.2,
        can_teach=rng.random((count, 8)) < 0.2,
        style=rng.random((count, 2)),
        level=rng.integers(0, 5, count),
        age=rng.uniform(22, 66, count),
        department=rng.integers(0, 4, count),
        lot=rng.random(count),
    )


def people(juniors, seniors, seed=0, capacity=1, must_not=()):
    """Return candidates of both sides, some of whom know each other."""
    rng = np.random.default_rng(seed)
    known = rng.random((juniors, seniors)) * (rng.random((juniors, seniors)) < 0.2)
    return Candidates(
        juniors=side(juniors, rng, 0),
        seniors=side(seniors, rng, juniors),
        teaching=0.7,
        reach=0.42,
        focus=np.array(FOCUS["balanced"]),
        weights=WEIGHTS,
        ties=csr_array(known),
        closeness=csr_array(np.log1p(4 * known)),
        must_not=np.array(must_not, np.int64).reshape(-1, 2),
        capacity=capacity,
    )


def pairs_of(name, candidates, seed=0):
    """Return the pairs of a built-in strategy, junior by junior."""
    found = BUILT_IN[name](candidates, np.random.default_rng(seed))
    return sorted((int(a), int(b)) for a, b in found)


def scores_of(candidates):
    """Return the score of every pair."""
    return candidates.score(*all_of(candidates)).reshape(len(candidates.juniors), len(candidates.seniors))


def all_of(candidates):
    """Return every junior with every senior."""
    return every_pair(np.arange(len(candidates.juniors)), np.arange(len(candidates.seniors)))


def test_every_name_a_scenario_may_use_is_a_strategy_and_the_other_way_round():
    assert set(BUILT_IN) == set(get_args(PairingName))


# one contract for every strategy


SIZES = [(0, 0), (0, 3), (3, 0), (1, 1), (1, 5), (5, 1), (4, 4), (9, 5), (5, 9), (30, 30)]


@pytest.mark.parametrize("capacity", [1, 3])
@pytest.mark.parametrize("size", SIZES, ids=lambda size: f"{size[0]} juniors, {size[1]} seniors")
@pytest.mark.parametrize("name", BUILT_IN)
def test_as_many_are_paired_as_can_be_each_junior_once_each_senior_within_capacity(name, size, capacity):
    candidates = people(*size, capacity=capacity)
    found = BUILT_IN[name](candidates, np.random.default_rng(0))
    assert found.shape == (min(size[0], size[1] * capacity), 2)
    assert np.issubdtype(found.dtype, np.integer)
    assert len(checked(found, candidates, name)) == len(found)
    if len(found):
        assert len(set(found[:, 0])) == len(found)
        assert np.bincount(found[:, 1]).max() <= capacity


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_pair_that_must_not_be_is_not_made(name):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        must_not = np.unique(rng.integers(0, 8, (10, 2)), axis=0)
        found = pairs_of(name, people(8, 8, seed=seed, must_not=must_not))
        assert not {tuple(pair) for pair in must_not.tolist()} & set(found)
        assert len(found) >= 6


@pytest.mark.parametrize("name", BUILT_IN)
def test_where_no_pair_may_be_none_is_made(name):
    everyone = [(a, b) for a in range(3) for b in range(3)]
    assert pairs_of(name, people(3, 3, must_not=everyone)) == []


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_seed_decides(name):
    candidates = people(12, 12)
    assert pairs_of(name, candidates, seed=4) == pairs_of(name, candidates, seed=4)


@pytest.mark.parametrize("name", BUILT_IN)
def test_a_built_in_draws_nothing_so_that_luck_stays_with_the_people(name):
    candidates = people(12, 12)
    assert pairs_of(name, candidates, seed=1) == pairs_of(name, candidates, seed=2)


@pytest.mark.parametrize("name", BUILT_IN)
def test_candidates_are_left_as_they_were(name):
    candidates, as_they_were = people(9, 7, capacity=2), people(9, 7, capacity=2)
    pairs_of(name, candidates)
    for group in ("juniors", "seniors"):
        for field in fields(Side):
            now, before = (getattr(getattr(of, group), field.name) for of in (candidates, as_they_were))
            assert np.array_equal(now, before), field.name
    assert np.array_equal(candidates.must_not, as_they_were.must_not)
    assert (candidates.closeness != as_they_were.closeness).nnz == 0


# what each is for


def test_five_people_by_lot():
    """Two juniors, three seniors: the lowest lots meet, in the order of their lots."""
    candidates = people(2, 3)
    candidates.juniors.lot[:], candidates.seniors.lot[:] = [0.8, 0.3], [0.5, 0.9, 0.1]
    assert pairs_of("random", candidates) == [(0, 0), (1, 2)]


def test_by_lot_every_way_to_pair_is_equally_likely():
    """Chi-square over the 24 ways to pair four with four; false alarm 1 in 10,000."""
    counts, many = {}, 6000
    candidates = people(4, 4)
    for seed in range(many):
        rng = np.random.default_rng(seed)
        candidates.juniors.lot[:], candidates.seniors.lot[:] = rng.random(4), rng.random(4)
        way = tuple(b for _, b in pairs_of("random", candidates))
        counts[way] = counts.get(way, 0) + 1
    statistic = sum((count - many / 24) ** 2 / (many / 24) for count in counts.values())
    assert len(counts) == 24
    assert statistic < chi2.ppf(0.9999, 23)


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 10_000))
def test_optimal_finds_the_best_total_score_there_is(juniors, seniors, seed):
    candidates = people(juniors, seniors, seed=seed)
    scores = scores_of(candidates)
    few, many = sorted((juniors, seniors))
    square = scores if juniors <= seniors else scores.T
    best = max(sum(square[i, j] for i, j in enumerate(way)) for way in permutations(range(many), few))
    assert sum(scores[a, b] for a, b in pairs_of("optimal", candidates)) == pytest.approx(best, abs=1e-9)


@given(st.integers(1, 8), st.integers(1, 8), st.integers(1, 2), st.integers(0, 10_000))
def test_complementary_takes_the_largest_gap_left_again_and_again(juniors, seniors, capacity, seed):
    candidates = people(juniors, seniors, seed=seed, capacity=capacity)
    gap = candidates.compare(*all_of(candidates)).gap.reshape(juniors, seniors)
    free, taken, expected = [capacity] * seniors, set(), []
    for a, b in sorted(np.ndindex(gap.shape), key=lambda pair: -gap[pair]):
        if a not in taken and free[b]:
            taken.add(a)
            free[b] -= 1
            expected.append((a, b))
    assert pairs_of("complementary", candidates) == sorted(expected)


def test_complementary_is_blind_to_style_and_acquaintance():
    candidates = people(10, 10)
    stranger = replace(candidates, closeness=csr_array((10, 10)))
    stranger.juniors.style[:] = 0.0
    assert pairs_of("complementary", stranger) == pairs_of("complementary", people(10, 10))


def attention(candidates, learner, teacher):
    """Return where the learner's attention goes, by MODEL 5.2 and 11."""
    wish = learner.wants.astype(float) + teacher.can_teach
    wish = wish / wish.mean() if wish.any() else np.ones(8)
    return 0.5 * candidates.focus / candidates.focus.mean() + 0.5 * wish


def one_of(side, at):
    """Return one person of a side."""
    return Side(**{field.name: getattr(side, field.name)[at] for field in fields(Side)})


@pytest.mark.parametrize("focus", FOCUS)
def test_what_two_people_are_to_each_other_is_as_the_rule_reads(focus):
    candidates = replace(people(6, 5, seed=3), focus=np.array(FOCUS[focus]))
    found = candidates.compare(*all_of(candidates))
    for at, (a, b) in enumerate(np.ndindex(6, 5)):
        junior, senior = one_of(candidates.juniors, a), one_of(candidates.seniors, b)
        d = junior.skills - senior.skills
        up, down = attention(candidates, senior, junior), attention(candidates, junior, senior)
        gap = (0.7 * up * np.maximum(d, 0) + 0.3 * down * np.maximum(-d, 0)).sum()
        fits = (senior.wants & junior.can_teach).any(), (junior.wants & senior.can_teach).any()
        assert found.gap[at] == pytest.approx(gap, rel=1e-12)
        assert found.learnable[at] == pytest.approx(np.exp(-(d**2).mean() / 0.42**2), rel=1e-12)
        assert found.similarity[at] == pytest.approx(1 - np.abs(junior.style - senior.style).mean(), rel=1e-12)
        assert found.goal_fit[at] == sum(fits) / 2
        assert found.closeness[at] == candidates.closeness[a, b]


def test_the_best_score_weighs_standardised_parts():
    candidates = people(7, 6, must_not=[(2, 3)])
    of = candidates.compare(*all_of(candidates))
    parts = of.gap * of.learnable, of.similarity, -of.closeness, of.goal_fit
    expected = sum(w * (part - part.mean()) / part.std() for w, part in zip(WEIGHTS, parts, strict=True)).reshape(7, 6)
    expected[2, 3] = IMPOSSIBLE
    np.testing.assert_allclose(scores_of(candidates), expected, rtol=1e-10, atol=1e-12)


# beyond a thousand a side


@pytest.fixture
def crowded(monkeypatch):
    """Let eighty people be too many to look at every pair."""
    monkeypatch.setattr(room, "DENSE", 79)
    monkeypatch.setattr(room, "WINDOW", 40)


def test_tables_lose_at_most_a_twentieth_of_the_best_total_score(monkeypatch):
    candidates = people(2000, 2000, seed=5)
    assert not candidates.dense
    scores, found = scores_of(candidates), pairs_of("optimal", candidates)
    assert len(found) == 2000
    monkeypatch.setattr(room, "DENSE", 2000)
    best = pairs_of("optimal", candidates)
    assert sum(scores[pair] for pair in found) >= 0.95 * sum(scores[pair] for pair in best)


@pytest.mark.parametrize("capacity", [1, 2, 3])
@pytest.mark.parametrize("size", [(100, 100), (81, 121), (121, 81), (200, 67)])
def test_at_tables_everybody_finds_a_place_who_can(crowded, size, capacity):
    candidates = people(*size, seed=5, capacity=capacity)
    dealt = list(candidates.tables())
    assert len(dealt) > 1
    assert max(len(side) for table in dealt for side in table) <= 79
    assert sorted(np.concatenate([juniors for juniors, _ in dealt])) == list(range(size[0]))
    found = pairs_of("optimal", candidates)
    assert len(checked(np.array(found), candidates, "optimal")) == candidates.wanted


@pytest.mark.parametrize("name", BUILT_IN)
def test_in_a_crowd_the_contract_holds_as_well(crowded, name):
    must_not = [(a, a) for a in range(90)] + [(a, a + 1) for a in range(50)]
    candidates = people(90, 95, seed=2, must_not=must_not)
    found = BUILT_IN[name](candidates, np.random.default_rng(0))
    checked(found, candidates, name)
    assert len(found) >= 85


def test_a_shortlist_holds_the_best_of_those_met_and_somebody_for_everyone(crowded):
    candidates = people(100, 100, seed=8)
    rows, columns, scores = candidates.shortlist(10)
    assert np.bincount(rows).tolist() == [10] * 100
    assert set(columns) == set(range(100))
    for row in range(100):
        mine = columns[rows == row]
        assert np.array_equal(candidates.score(np.full(10, row), mine), scores[rows == row])


# strategies of others


@pytest.mark.parametrize(
    ("pairs", "complaint"),
    [
        ([[0, 0], [0, 1]], "a junior more than once"),
        ([[0, 0], [1, 0]], "more than 1 pairs"),
        ([[0, 7]], "outside 0..3 among the seniors"),
        ([[-1, 0]], "outside 0..3 among the juniors"),
        ([[2, 3]], "must not be"),
        ([[0.5, 1.0]], "Return (pairs, 2) whole numbers"),
        ([0, 1], "shape (2,)"),
    ],
)
def test_a_strategy_that_breaks_the_contract_is_refused_with_its_name(pairs, complaint):
    with pytest.raises(Refused) as refusal:
        checked(np.array(pairs), people(4, 4, must_not=[(2, 3)]), "mine")
    assert complaint in str(refusal.value)
    assert "mine" in str(refusal.value)


def test_nobody_is_paired_with_themselves():
    candidates = people(3, 3)
    overlapping = replace(candidates, seniors=replace(candidates.seniors, rows=np.array([2, 1, 0])))
    with pytest.raises(Refused, match="with themselves"):
        checked(np.array([[0, 2]]), overlapping, "mine")


def test_no_pairs_are_fine():
    assert checked([], people(3, 3), "mine").shape == (0, 2)
