"""The algorithms strategies share: best first, best total, best total under a quota, deferred acceptance.

A score is a function of positions (juniors, seniors), one by one. Everyone meets everyone up to a thousand a side;
beyond, at tables of a thousand dealt by lot, so time grows with the people and memory is that of one table.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.people.candidates import IMPOSSIBLE, Candidates, every_pair

PairList = NDArray[np.intp]
Score = Callable[[Integers, Integers], Floats]


def best_first(candidates: Candidates, score: Score) -> PairList:
    """Pair whoever scores best of those left, again and again."""
    pairs = [np.empty((0, 2), np.intp)]
    for juniors, seats in candidates.tables():
        pairs.append(seated(juniors, seats, greedy(scores_at(candidates, juniors, seats, score))))
    return np.concatenate(pairs)


def best_total(candidates: Candidates, score: Score) -> PairList:
    """Pair for the best total score."""
    pairs = [np.empty((0, 2), np.intp)]
    for juniors, seats in candidates.tables():
        pairs.append(seated(juniors, seats, assign(scores_at(candidates, juniors, seats, score))))
    return np.concatenate(pairs)


def best_total_with_quota(candidates: Candidates, score: Score, quota: float) -> PairList:
    """Pair for the best total score of which at least this share of pairs crosses departments, if that can be."""
    pairs = [np.empty((0, 2), np.intp)]
    for juniors, seats in candidates.tables():
        scores = scores_at(candidates, juniors, seats, score)
        crossing = candidates.crosses(*every_pair(juniors, seats)).reshape(scores.shape)
        pairs.append(seated(juniors, seats, assign_with_quota(scores, crossing, quota)))
    return np.concatenate(pairs)


def scores_at(candidates: Candidates, juniors: Integers, seniors: Integers, score: Score) -> Floats:
    """Return (juniors, seniors) scores; `IMPOSSIBLE` where a pair must not be."""
    rows, columns = every_pair(juniors, seniors)
    scores = np.where(candidates.allowed(rows, columns), score(rows, columns), IMPOSSIBLE)
    return scores.reshape(len(juniors), len(seniors))


def at_seats(seats: Integers) -> tuple[Integers, Integers]:
    """Return the seniors who hold the seats of a table, in the order they sit, and how many seats each has there."""
    first = np.flatnonzero(np.diff(seats, prepend=-1))
    return seats[first], np.diff(first, append=len(seats))


def seated(juniors: Integers, seats: Integers, found: PairList) -> PairList:
    """Return positions among all for positions at a table."""
    return np.column_stack([juniors[found[:, 0]], seats[found[:, 1]]]).astype(np.intp)


def greedy(scores: Floats) -> PairList:
    """Return (row, column) of the best score left, again and again; equal ones in the order they stand."""
    rows, columns = every_pair(np.arange(scores.shape[0]), np.arange(scores.shape[1]))
    return in_turn(
        rows, columns, scores.ravel(), np.ones(scores.shape[0], np.int64), np.ones(scores.shape[1], np.int64)
    )


def in_turn(rows: Integers, columns: Integers, scores: Floats, wanted: Integers, room: Integers) -> PairList:
    """Return (row, column) of listed pairs by falling score, as far as rows are wanted and columns have free places."""
    order = np.argsort(-scores, kind="stable")
    order = order[: np.count_nonzero(scores > IMPOSSIBLE)]
    taken = take(rows[order], columns[order], wanted.copy(), room.copy())
    return np.column_stack([rows[order[taken]], columns[order[taken]]]).astype(np.intp)


@kernel
def take(rows: Integers, columns: Integers, wanted: Integers, room: Integers) -> Flags:
    """Return which of the listed pairs come about, the first ones first; `wanted` and `room` are used up."""
    taken = np.zeros(len(rows), np.bool_)
    for p in range(len(rows)):
        if wanted[rows[p]] > 0 and room[columns[p]] > 0:
            wanted[rows[p]] -= 1
            room[columns[p]] -= 1
            taken[p] = True
    return taken


def assign(scores: Floats) -> PairList:
    """Return (row, column) with the best total score, as many as can be (linear sum assignment)."""
    # where everyone gets a place, what a column adds to all rows decides nothing, and costs up to a hundred times more
    even = scores - scores.max(axis=0) if scores.shape[0] == scores.shape[1] else scores
    rows, columns = linear_sum_assignment(even, maximize=True)
    fine = scores[rows, columns] > IMPOSSIBLE / 2  # a bonus may lie on top
    return np.column_stack([rows[fine], columns[fine]]).astype(np.intp)


def assign_with_quota(scores: Floats, counts: Flags, quota: float) -> PairList:
    """Return (row, column) with the best total score of which at least a share `quota` of the pairs counts.

    A bonus for pairs that count trades score against number; the smallest bonus that meets the quota is found by
    cutting the line between a solution that meets it and one that does not, until nothing lies above that line. Where
    even the largest bonus falls short, as many count as can.

    Source: Eisner & Severance 1976 (breakpoints of a parametric optimum).
    """

    def tried(bonus: float) -> tuple[PairList, float, int]:
        pairs = assign(scores + bonus * counts)
        row, column = pairs.T
        return pairs, float(scores[row, column].sum()), int(counts[row, column].sum())

    short, short_total, short_count = tried(0.0)
    needed = int(np.ceil(quota * len(short) - 1e-9))
    if short_count >= needed:
        return short
    possible = scores[scores > IMPOSSIBLE]
    enough, total, count = tried(2.0 * len(short) * float(possible.max() - possible.min() + 1.0))
    while count > needed and count > short_count:
        bonus = (short_total - total) / (count - short_count)
        pairs, new_total, new_count = tried(bonus)
        if new_total + bonus * new_count <= total + bonus * count + 1e-9:
            break
        if new_count >= needed:
            enough, total, count = pairs, new_total, new_count
        else:
            short_total, short_count = new_total, new_count
    return enough


def deferred_acceptance(junior_likes: Floats, senior_likes: Floats, room: Integers) -> PairList:
    """Return the stable (row, column) pairs that are best for the juniors; `IMPOSSIBLE` likings are never paired.

    Both tables are (juniors, seniors); `room` is how many each senior takes. No junior and senior would both rather
    have each other than whom they got.

    Source: Gale & Shapley 1962, College admissions and the stability of marriage.
    """
    wishes = np.argsort(-junior_likes, axis=1, kind="stable")
    partner = accept(wishes, junior_likes, senior_likes, room)
    placed = np.flatnonzero(partner >= 0)
    return np.column_stack([placed, partner[placed]]).astype(np.intp)


@kernel
def accept(wishes: Integers, junior_likes: Floats, senior_likes: Floats, room: Integers) -> Integers:
    """Return each junior's senior, -1 for none: juniors ask down their lists, seniors keep the best so far."""
    juniors, seniors = wishes.shape
    partner = np.full(juniors, -1, np.int64)
    asked = np.zeros(juniors, np.int64)
    held = np.full((seniors, max(1, room.max() if seniors else 1)), -1, np.int64)
    for first in range(juniors):
        r = first
        while r >= 0 and asked[r] < seniors:
            c = wishes[r, asked[r]]
            asked[r] += 1
            if junior_likes[r, c] <= IMPOSSIBLE or senior_likes[r, c] <= IMPOSSIBLE:
                continue
            least = -1  # a free place, or else whom the senior likes least
            for place in range(room[c]):
                if held[c, place] < 0:
                    least = place
                    break
                if least < 0 or senior_likes[held[c, place], c] < senior_likes[held[c, least], c]:
                    least = place
            if least < 0:
                continue
            other = held[c, least]
            if other < 0 or senior_likes[r, c] > senior_likes[other, c]:
                held[c, least] = r
                partner[r] = c
                if other >= 0:
                    partner[other] = -1
                r = other  # who was let go asks on
    return partner
