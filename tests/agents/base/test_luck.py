"""Luck by name: the same number for the same question, whoever else asks."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.random import Generator, Philox
from scipy.special import ndtri
from scipy.stats import kstest

from mentorlab.agents.base.luck import blend, key, multiply, normal, normals, quantile, uniform, uniforms
from mentorlab.sim.state.state import MECHANISMS, keys

WORD, COUNT = st.integers(0, 2**64 - 1), st.integers(0, 2**63 - 1)
KEY = key(0, 0, "sessions")


def by_numpy(key, entity, week, draw):
    """Return the same number from numpy, which adds one to its counter before the first block."""
    counter = (int(entity) + (week << 64) + (draw << 128) - 1) % 2**256
    return Generator(Philox(key=int(key[0]) + (int(key[1]) << 64), counter=counter)).random()


@given(WORD, WORD, WORD, COUNT, COUNT)
def test_a_uniform_number_is_numpys_philox_at_that_counter(low, high, entity, week, draw):
    of = np.uint64(low), np.uint64(high)
    found = uniform(of, np.uint64(entity), week, draw)
    assert found == by_numpy(of, entity, week, draw)


def test_it_is_numpys_for_many_people_weeks_and_draws():
    for entity in (0, 1, 299, 2**63, 2**64 - 1):
        for week in (0, 1, 78, 104, 364):
            for draw in (0, 1, 7, 19, 2**62):
                found = uniform(KEY, np.uint64(entity), week, draw)
                assert found == by_numpy(KEY, entity, week, draw), (entity, week, draw)


@given(WORD, WORD)
def test_a_product_of_two_words_is_whole(a, b):
    high, low = multiply(np.uint64(a), np.uint64(b))
    assert (int(high) << 64) + int(low) == a * b


@given(WORD, st.integers(0, 400), st.integers(0, 20))
def test_plain_python_draws_the_same(entity, week, draw):
    with np.errstate(over="ignore"):
        plain = uniform.py_func(KEY, np.uint64(entity), week, draw)
    assert plain == uniform(KEY, np.uint64(entity), week, draw)


def test_many_at_once_are_the_same_numbers_one_by_one():
    seats = np.arange(50, dtype=np.uint64) * np.uint64(2**57)
    assert uniforms(KEY, seats, 3, 2).tolist() == [uniform(KEY, seat, 3, 2) for seat in seats]
    assert normals(KEY, seats, 3, 2).tolist() == [normal(KEY, seat, 3, 2) for seat in seats]


def test_numbers_of_neighbours_weeks_and_draws_are_even():
    rows, weeks = np.arange(20_000, dtype=np.uint64), range(20)
    for numbers in (
        uniforms(KEY, rows, 0, 0),
        np.array([uniform(KEY, np.uint64(5), week, draw) for week in range(1000) for draw in weeks]),
    ):
        assert kstest(numbers, "uniform").pvalue > 1e-4  # false alarm 2 in 10,000 in all


@given(st.integers(1, 2**53 - 1))
def test_a_normal_number_is_the_quantile_of_a_uniform_one(step):
    u = step * 2.0**-53  # uniform numbers are whole steps
    assert quantile(u) == pytest.approx(ndtri(u), rel=1e-13, abs=1e-15)


def test_quantiles_hold_in_both_tails():
    u = np.concatenate([2.0 ** -np.arange(1, 54), 1 - 2.0 ** -np.arange(1, 54), np.linspace(0.001, 0.999, 999)])
    np.testing.assert_allclose([quantile(x) for x in u], ndtri(u), rtol=1e-13, atol=1e-15)


def test_luck_of_nothing_is_still_finite():
    assert quantile(0.0) == pytest.approx(ndtri(2.0**-54), rel=1e-13)
    assert np.isfinite(quantile(1 - 2.0**-53))


@given(WORD, WORD)
def test_a_pair_has_one_number_whoever_is_named_first(one, other):
    assert blend(np.uint64(one), np.uint64(other)) == blend(np.uint64(other), np.uint64(one))


def test_no_two_pairs_of_an_organisation_share_their_luck():
    seats = np.arange(400, dtype=np.uint64)
    numbers = {int(blend(a, b)) for i, a in enumerate(seats) for b in seats[i + 1 :]}
    assert len(numbers) == 400 * 399 // 2


def test_seed_replicate_and_mechanism_each_change_the_key():
    named = [key(0, 0, "ideas"), key(1, 0, "ideas"), key(0, 1, "ideas"), key(0, 0, "leaving"), key(1, 0, "leaving")]
    named += [key(11, 1, "ideas"), key(1, 11, "ideas")]
    assert len(set(named)) == len(named)
    assert key(0, 0, "ideas") == named[0]


def test_every_mechanism_has_luck_of_its_own():
    named = keys(3, 4)
    assert set(named) == set(MECHANISMS)
    assert len(set(named.values())) == len(MECHANISMS)
