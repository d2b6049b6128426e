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
    seniors = seats[np.argsort(candidates.seniors.lot[seats], kind="stable")]
    # a junior who drew somebody who must not be swaps with the first where that helps both, free seniors included
    forbidden = {(int(a), int(b)) for a, b in candidates.must_not}

    def allowed(junior: int, seat: int) -> bool:
        return junior >= len(juniors) or (int(juniors[junior]), int(seniors[seat])) not in forbidden

    for p in range(len(juniors)):
        if not allowed(p, p):
            for other in (*range(p + 1, len(seniors)), *range(p)):
                if allowed(p, other) and allowed(other, p):
                    seniors[[p, other]] = seniors[[other, p]]
                    break
    fine = np.array([allowed(p, p) for p in range(len(juniors))], np.bool_)
    return np.column_stack([juniors, seniors[: len(juniors)]]).astype(np.intp)[fine]


def complementary(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair where there is most to learn, blind to style and to how far apart the two are: greedy.

    Beyond a thousand a side within tables dealt by lot, as `optimal` does.
    """
    pairs = [np.empty((0, 2), np.intp)]
    for people, seats in candidates.tables():
        rows, columns = every_pair(people, seats)
        gaps = candidates.compare(rows, columns).gap
        gaps[looked_up(candidates.forbidden, rows, columns) > 0] = -np.inf
        taken = greedy(gaps.reshape(len(people), len(seats)))
        pairs.append(np.column_stack([people[taken[:, 0]], seats[taken[:, 1]]]).astype(np.intp))
    return np.concatenate(pairs)


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


def greedy(scores: NDArray[np.float64]) -> PairList:
    """Return (row, column) of the best score left, again and again; equal ones in the order they stand, -inf never."""
    free_rows, free_columns = np.ones(scores.shape[0], np.bool_), np.ones(scores.shape[1], np.bool_)
    pairs = []
    for at in np.argsort(-scores, axis=None, kind="stable"):
        row, column = divmod(int(at), scores.shape[1])
        if free_rows[row] and free_columns[column] and scores[row, column] > -np.inf:
            free_rows[row] = free_columns[column] = False
            pairs.append((row, column))
            if len(pairs) == min(scores.shape):
                break
    return np.array(pairs, np.intp).reshape(-1, 2)
