"""Pairing strategies: one contract for all of them; what each is for stands in test_pairing_rules.py."""

import inspect
from dataclasses import fields, replace
from typing import get_args

import numpy as np
import pytest
from two_sides import pairs_of, people, shuffled

from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.people import candidates as room
from mentorlab.agents.people.candidates import Side
from mentorlab.scenarios.policy import pairing
from mentorlab.scenarios.policy.protocols import checked
from mentorlab.scenarios.records.policy import PairingName

BUILT_IN = {
    name.replace("_", "-"): strategy
    for name, strategy in vars(pairing).items()
    if inspect.isfunction(strategy) and tuple(inspect.signature(strategy).parameters) == ("candidates", "rng")
}
ALL_PLACED = [name for name in BUILT_IN if name != "self-selected"]
"""Those who leave nobody alone who can be paired."""


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
    wanted = min(size[0], size[1] * capacity)
    assert found.ndim == 2
    assert (len(found) == wanted) if name in ALL_PLACED else (wanted * 0.7 - 2 <= len(found) <= wanted)
    assert np.issubdtype(found.dtype, np.integer)
    assert len(checked(found, candidates, name)) == len(found)
    if len(found):
        assert len(set(found[:, 0])) == len(found)
        assert np.bincount(found[:, 1]).max() <= capacity


@pytest.mark.parametrize("capacity", [1, 2])
@pytest.mark.parametrize("name", BUILT_IN)
def test_a_pair_that_must_not_be_is_not_made(name, capacity):
    for seed in range(20):
        rng = np.random.default_rng(seed)
        must_not = np.unique(rng.integers(0, 8, (10, 2)), axis=0)
        found = pairs_of(name, people(8, 8, seed=seed, must_not=must_not, capacity=capacity))
        assert not {tuple(pair) for pair in must_not.tolist()} & set(found)
        assert len(found) >= (6 if name in ALL_PLACED else 4)


@pytest.mark.parametrize("name", BUILT_IN)
def test_the_order_of_people_changes_nothing(name):
    for seed in range(5):
        candidates = people(14, 11, seed=seed, capacity=1 + seed % 3, must_not=[(0, 0), (3, 5), (13, 10)])
        moved, a, b = shuffled(candidates, seed)
        assert sorted((int(a[i]), int(b[j])) for i, j in pairs_of(name, moved)) == pairs_of(name, candidates)


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


# beyond a thousand a side


@pytest.mark.parametrize("name", BUILT_IN)
def test_in_a_crowd_the_contract_holds_as_well(monkeypatch, name):
    monkeypatch.setattr(room, "DENSE", 79)
    must_not = [(a, a) for a in range(90)] + [(a, a + 1) for a in range(50)]
    candidates = people(90, 95, seed=2, must_not=must_not)
    found = BUILT_IN[name](candidates, np.random.default_rng(0))
    checked(found, candidates, name)
    assert len(found) >= (85 if name in ALL_PLACED else 75)


@pytest.mark.parametrize("name", BUILT_IN)
def test_in_a_crowd_the_order_of_people_changes_nothing(monkeypatch, name):
    monkeypatch.setattr(room, "DENSE", 29)
    candidates = people(70, 50, seed=4, capacity=2)
    moved, a, b = shuffled(candidates, 1)
    assert sorted((int(a[i]), int(b[j])) for i, j in pairs_of(name, moved)) == pairs_of(name, candidates)


def test_in_a_crowd_people_still_choose_those_they_know_at_whatever_table(monkeypatch):
    monkeypatch.setattr(room, "DENSE", 20)
    candidates = people(100, 100, known=0.05, encounter=0.0)
    found = pairs_of("self-selected", candidates)
    assert len(found) > 80
    assert all(candidates.closeness[pair] > 0 for pair in found)


# strategies of others


@pytest.mark.parametrize(
    ("pairs", "complaint"),
    [
        ([[0, 0], [0, 1]], "a junior more than once"),
        ([[0, 0], [1, 0]], "more than 1 pairs"),
        ([[0, 7]], "outside 0..3 among the seniors"),
        ([[-1, 0]], "outside 0..3 among the juniors"),
        ([[2, 3]], "is not allowed"),
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
