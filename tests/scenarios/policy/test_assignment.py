"""The algorithms strategies share, held against searches through everything."""

from itertools import permutations, product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from mentorlab.agents.people.candidates import IMPOSSIBLE
from mentorlab.scenarios.policy.assignment import (
    accept,
    assign,
    assign_with_quota,
    deferred_acceptance,
    greedy,
    in_turn,
)


def likings(juniors, seniors, seed, never=0.2):
    """Return what each junior thinks of each senior and the other way round; some pairs are out of the question."""
    rng = np.random.default_rng(seed)
    never = rng.random((juniors, seniors)) < never
    return tuple(np.where(never, IMPOSSIBLE, rng.normal(size=(juniors, seniors))) for _ in range(2))


def asking_in_rounds(junior_likes, senior_likes, room):
    """Return each junior's senior as the authors tell it: in each round all who are free ask, and seniors choose."""
    juniors, seniors = junior_likes.shape
    wishes = [
        [b for b in sorted(range(seniors), key=lambda b: -junior_likes[a, b]) if junior_likes[a, b] > IMPOSSIBLE]
        for a in range(juniors)
    ]
    held = [[] for _ in range(seniors)]
    while asking := [a for a in range(juniors) if wishes[a] and not any(a in some for some in held)]:
        for a in asking:
            held[wishes[a].pop(0)].append(a)
        held = [sorted(some, key=lambda a, b=b: -senior_likes[a, b])[: room[b]] for b, some in enumerate(held)]
    return sorted((a, b) for b, some in enumerate(held) for a in some)


SMALL = (st.integers(1, 7), st.integers(1, 7), st.integers(0, 10_000))


@given(*SMALL)
def test_deferred_acceptance_is_what_gale_and_shapley_tell(juniors, seniors, seed):
    room = np.random.default_rng(seed).integers(0, 4, seniors)
    junior_likes, senior_likes = likings(juniors, seniors, seed)
    found = deferred_acceptance(junior_likes, senior_likes, room)
    assert sorted(map(tuple, found.tolist())) == asking_in_rounds(junior_likes, senior_likes, room)


@given(*SMALL)
def test_no_two_would_rather_have_each_other(juniors, seniors, seed):
    room = np.random.default_rng(seed).integers(1, 4, seniors)
    junior_likes, senior_likes = likings(juniors, seniors, seed)
    found = deferred_acceptance(junior_likes, senior_likes, room).tolist()
    partner = dict(found)
    for a, b in product(range(juniors), range(seniors)):
        if junior_likes[a, b] == IMPOSSIBLE:
            assert partner.get(a) != b
            continue
        held = [i for i, other in found if other == b]
        assert len(held) <= room[b]
        junior_would = a not in partner or junior_likes[a, b] > junior_likes[a, partner[a]]
        senior_would = len(held) < room[b] or senior_likes[a, b] > min(senior_likes[i, b] for i in held)
        assert not (junior_would and senior_would)


@given(st.integers(1, 5), st.integers(0, 10_000))
def test_of_all_stable_ways_the_juniors_get_their_best(count, seed):
    junior_likes, senior_likes = likings(count, count, seed, never=0)
    mine = dict(deferred_acceptance(junior_likes, senior_likes, np.ones(count, np.int64)).tolist())
    for way in permutations(range(count)):
        holder = {b: a for a, b in enumerate(way)}
        blocked = any(
            junior_likes[a, b] > junior_likes[a, way[a]] and senior_likes[a, b] > senior_likes[holder[b], b]
            for a, b in product(range(count), repeat=2)
        )
        if not blocked:
            assert all(junior_likes[a, mine[a]] >= junior_likes[a, way[a]] for a in range(count))


def test_asking_is_the_same_uncompiled():
    for seed in range(5):
        junior_likes, senior_likes = likings(20, 9, seed)
        wishes, room = np.argsort(-junior_likes, axis=1), np.random.default_rng(seed).integers(0, 4, 9)
        arguments = wishes, junior_likes, senior_likes, room
        assert np.array_equal(accept(*arguments), accept.py_func(*arguments))


def test_best_first_takes_equal_ones_in_the_order_they_stand_and_leaves_out_what_must_not_be():
    assert greedy(np.zeros((2, 3))).tolist() == [[0, 0], [1, 1]]
    assert greedy(np.array([[1.0, IMPOSSIBLE], [2.0, IMPOSSIBLE]])).tolist() == [[1, 0]]
    assert greedy(np.full((2, 2), IMPOSSIBLE)).shape == (0, 2)


def test_a_list_is_taken_in_turn_as_far_as_there_is_room():
    rows, columns = np.array([0, 1, 2, 2]), np.array([0, 0, 0, 1])
    found = in_turn(rows, columns, np.array([1.0, 3.0, 2.0, 0.0]), np.ones(3, np.int64), np.array([1, 1]))
    assert found.tolist() == [[1, 0], [2, 1]]
    both = in_turn(rows, columns, np.array([1.0, 3.0, 2.0, 0.0]), np.ones(3, np.int64), np.array([2, 1]))
    assert both.tolist() == [[1, 0], [2, 0]]


def every_way(scores, counts):
    """Return (pairs that count, total) of every way to pair all of the smaller side."""
    few, many = sorted(scores.shape)
    square, counted = (scores, counts) if scores.shape[0] <= scores.shape[1] else (scores.T, counts.T)
    for way in permutations(range(many), few):
        yield counted[range(few), way].sum(), square[range(few), way].sum()


@given(st.integers(1, 6), st.integers(1, 6), st.sampled_from([0.5, 0.75, 0.95, 1.0]), st.integers(0, 10_000))
def test_a_quota_is_met_wherever_it_can_be_at_the_least_cost_for_so_many(juniors, seniors, quota, seed):
    rng = np.random.default_rng(seed)
    scores, counts = rng.normal(size=(juniors, seniors)), rng.random((juniors, seniors)) < 0.4
    found = assign_with_quota(scores, counts, quota)
    needed, ways = np.ceil(quota * len(found) - 1e-9), list(every_way(scores, counts))
    met = counts[*found.T].sum()
    assert len(found) == min(juniors, seniors)
    assert met >= min(needed, max(count for count, _ in ways))
    assert scores[*found.T].sum() == pytest.approx(max(total for count, total in ways if count >= met), abs=1e-9)


def test_the_bonus_is_as_small_as_can_be():
    """Three swaps cost 1, 2 and 4: a quota of a third takes the first, of two thirds the second as well."""
    scores = np.full((6, 6), -50.0)
    counts = np.zeros((6, 6), bool)
    for swap, cost in enumerate((1.0, 2.0, 4.0)):
        a, b = 2 * swap, 2 * swap + 1
        scores[[a, b], [a, b]], scores[[a, b], [b, a]] = 0.0, -cost / 2
        counts[[a, b], [b, a]] = True
    for quota, cost in ((0.0, 0.0), (0.3, 1.0), (0.5, 3.0), (2 / 3, 3.0), (0.9, 7.0), (1.0, 7.0)):
        found = assign_with_quota(scores, counts, quota)
        assert scores[*found.T].sum() == pytest.approx(-cost)
        assert counts[*found.T].mean() >= quota


def test_what_must_not_be_is_left_out_even_for_a_quota():
    scores, counts = np.array([[1.0, IMPOSSIBLE], [0.0, 1.0]]), np.array([[False, True], [True, False]])
    assert sorted(map(tuple, assign_with_quota(scores, counts, 1.0).tolist())) == [(0, 0), (1, 1)]
    assert assign(np.full((2, 2), IMPOSSIBLE)).shape == (0, 2)
