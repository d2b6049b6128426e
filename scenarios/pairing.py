"""Pairing strategies: each a function of the candidates and a generator, returning (pairs, 2) positions.

The generator is keyed, so a strategy that draws from it is reproducible; the built-in ones break ties by each
seat's own lot and draw nothing.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.optimize import linear_sum_assignment

from ..agents.candidates import IMPOSSIBLE, Candidates, every_pair, looked_up

PairList = NDArray[np.intp]


def random(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair by lot."""
    seats = np.repeat(np.arange(len(candidates.seniors)), candidates.capacity)
    juniors = np.argsort(candidates.juniors.lot, kind="stable")[: candidates.wanted]
    seniors = seats[np.argsort(candidates.seniors.lot[seats], kind="stable")][: candidates.wanted]
    pairs = np.column_stack([juniors, seniors]).astype(np.intp)
    # a pair that must not be swaps seniors with the next pair where that helps both
    forbidden = {(int(a), int(b)) for a, b in candidates.must_not}
    for p in range(len(pairs)):
        if (int(pairs[p, 0]), int(pairs[p, 1])) not in forbidden:
            continue
        for other in (*range(p + 1, len(pairs)), *range(p)):
            swapped = (int(pairs[p, 0]), int(pairs[other, 1])), (int(pairs[other, 0]), int(pairs[p, 1]))
            if not forbidden.intersection(swapped):
                pairs[[p, other], 1] = pairs[[other, p], 1]
                break
    allowed = [(int(a), int(b)) not in forbidden for a, b in pairs]
    return pairs[np.array(allowed, np.bool_)]


def complementary(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair where there is most to learn, blind to style and to how far apart the two are: greedy."""
    rows, columns, gaps = [], [], []
    for juniors, seniors in candidates.met():
        gap = candidates.compare(juniors, seniors).gap
        allowed = looked_up(candidates.forbidden, juniors, seniors) == 0
        rows.append(juniors[allowed])
        columns.append(seniors[allowed])
        gaps.append(gap[allowed])
    if not rows:
        return np.empty((0, 2), np.intp)
    return greedy(candidates, np.concatenate(rows), np.concatenate(columns), np.concatenate(gaps))


def optimal(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair for the best total score: learnable distance, similarity, not knowing each other, goals.

    Beyond a thousand a side people are dealt by lot to tables of a thousand, and each table is paired at its best:
    96 % of the best total among 2,000, in time proportional to the people (shortlists of 30 came to 82 %).

    Source: weights are assumptions; Eby et al. 2013 (similarity), Nooteboom et al. 2007 (distance).
    """
    pairs = [np.empty((0, 2), np.intp)]
    for people, seats in candidates.tables():
        scores = candidates.score(*every_pair(people, seats)).reshape(len(people), len(seats))
        rows, columns = linear_sum_assignment(scores, maximize=True)
        fine = scores[rows, columns] > IMPOSSIBLE
        pairs.append(np.column_stack([people[rows[fine]], seats[columns[fine]]]).astype(np.intp))
    return np.concatenate(pairs)


def greedy(
    candidates: Candidates, rows: NDArray[np.int64], columns: NDArray[np.int64], scores: NDArray[np.float64]
) -> PairList:
    """Take the best pair left, again and again; ties go by the juniors' lots."""
    free = np.full(len(candidates.seniors), candidates.capacity)
    taken = np.zeros(len(candidates.juniors), np.bool_)
    pairs = []
    for at in np.lexsort((candidates.seniors.lot[columns], candidates.juniors.lot[rows], -scores)):
        row, column = rows[at], columns[at]
        if not taken[row] and free[column] > 0:
            taken[row] = True
            free[column] -= 1
            pairs.append((row, column))
    return np.array(pairs, np.intp).reshape(-1, 2)
