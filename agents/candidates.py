"""What a pairing strategy sees: both sides as the office sees them, and what they are to each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from .compiled import kernel

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]
Flags = NDArray[np.bool_]

DENSE = 1000
"""Up to this many a side, every pair is looked at; beyond, tables of so many, or shortlists."""

WINDOW = 200
"""How many of the other side each junior is compared with for a shortlist."""

BATCH = 1000
"""Juniors looked at at a time: bounds memory."""

IMPOSSIBLE = -1e9
"""Score of a pair that must not be."""


@dataclass(frozen=True)
class Side:
    """One side of the table, an entry a person. Skills and style are seen with error."""

    rows: Integers
    """Rows of the workforce."""
    skills: Floats
    wants: Flags
    can_teach: Flags
    style: Floats
    level: Integers
    age: Floats
    department: Integers
    lot: Floats
    """A uniform number that belongs to the seat: breaks ties."""

    def __len__(self) -> int:
        return len(self.rows)


class Comparison(NamedTuple):
    """What juniors and seniors are to each other, an entry a pair."""

    gap: Floats
    """Skill gaps weighted by attention and by who teaches: what there is to learn."""
    learnable: Floats
    """The share of a gap that can be bridged at this cognitive distance."""
    similarity: Floats
    goal_fit: Floats
    closeness: Floats


class Weights(NamedTuple):
    """Weights of the standardised parts of the best score."""

    learning: float
    similarity: float
    strangers: float
    goals: float


@dataclass(frozen=True)
class Candidates:
    """Juniors and seniors to be paired. A strategy returns (pairs, 2) positions: of `juniors`, of `seniors`."""

    juniors: Side
    seniors: Side
    teaching: float
    """Share of session time that flows from junior to senior."""
    reach: float
    """Cognitive distance that can be bridged."""
    focus: Floats
    """(8,): what the programme is about."""
    weights: Weights
    ties: csr_array
    """(juniors, seniors): weight of the tie, where there is one."""
    closeness: csr_array
    """(juniors, seniors): log(1 + 4 W + W^2 over common contacts)."""
    must_not: Integers
    """(n, 2): positions of pairs that must not be."""
    capacity: int
    """Pairs a senior may have."""

    @property
    def wanted(self) -> int:
        """How many pairs there can be."""
        return min(len(self.juniors), len(self.seniors) * self.capacity)

    @property
    def dense(self) -> bool:
        """Whether every pair can be looked at."""
        return max(len(self.juniors), len(self.seniors) * self.capacity) <= DENSE

    @cached_property
    def forbidden(self) -> csr_array:
        """(juniors, seniors): 1 where a pair must not be."""
        shape = (len(self.juniors), len(self.seniors))
        table = csr_array((np.ones(len(self.must_not)), (self.must_not[:, 0], self.must_not[:, 1])), shape=shape)
        table.sort_indices()
        return table

    def compare(self, rows: Integers, columns: Integers) -> Comparison:
        """Return what juniors and seniors are to each other, one by one."""
        parts = [np.empty(len(rows)) for _ in range(4)]
        a, b = self.juniors, self.seniors
        compare_sides(
            self.teaching, self.reach, self.focus, rows, columns, a.skills, a.wants, a.can_teach, a.style,
            b.skills, b.wants, b.can_teach, b.style, *parts,
        )  # fmt: skip
        gap, learnable, similarity, goal_fit = parts
        return Comparison(gap, learnable, similarity, goal_fit, looked_up(self.closeness, rows, columns))

    def score(self, rows: Integers, columns: Integers) -> Floats:
        """Return the best score of juniors with seniors, one by one.

        w1 z(G U) + w2 z(similarity) - w3 z(closeness) + w4 z(goal fit), z over all pairs (over an even sample of
        them beyond a thousand a side); `IMPOSSIBLE` where a pair must not be.
        """
        scores: Floats = np.zeros(len(rows))
        for weight, part, (mean, spread) in zip(
            self.weights, best_score_parts(self.compare(rows, columns)), self._scales, strict=True
        ):
            if spread > 0:
                scores += weight * (part - mean) / spread
        if len(self.must_not):
            scores[looked_up(self.forbidden, rows, columns) > 0] = IMPOSSIBLE
        return scores

    @cached_property
    def _scales(self) -> list[tuple[float, float]]:
        rows, columns = every_pair(
            *(
                np.arange(len(side)) if len(side) <= DENSE else np.linspace(0, len(side) - 1, DENSE).astype(np.int64)
                for side in (self.juniors, self.seniors)
            )
        )
        return [(float(part.mean()), float(part.std())) for part in best_score_parts(self.compare(rows, columns))]

    def tables(self) -> Iterator[tuple[Integers, Integers]]:
        """Yield (juniors, seats) dealt by lot to tables of at most a thousand a side; a senior has `capacity` seats.

        Up to a thousand a side there is one table. Each table has room for as many as it can.
        """
        juniors = np.argsort(self.juniors.lot, kind="stable")
        seats = np.repeat(np.argsort(self.seniors.lot, kind="stable"), self.capacity)
        if self.wanted:
            many = -(-max(len(juniors), len(seats)) // DENSE)
            yield from zip(np.array_split(juniors, many), np.array_split(seats, many), strict=True)

    def met(self) -> Iterator[tuple[Integers, Integers]]:
        """Yield (juniors, seniors) to look at, a batch of juniors after the other, each with as many seniors.

        Up to a thousand a side that is everyone with everyone; beyond, each junior meets the same number of
        seniors, dealt by lot, so the work grows with the people and not with their square.
        """
        width = len(self.seniors) if self.dense else min(len(self.seniors), WINDOW)
        order = np.argsort(self.seniors.lot, kind="stable")
        place = np.argsort(np.argsort(self.juniors.lot, kind="stable"), kind="stable")
        for start in range(0, len(self.juniors), BATCH):
            batch = np.arange(start, min(start + BATCH, len(self.juniors)))
            seniors = order[(place[batch][:, None] + np.arange(width)) % len(order)]
            yield np.repeat(batch, width), seniors.ravel()

    def shortlist(self, k: int) -> tuple[Integers, Integers, Floats]:
        """Return (juniors, seniors, scores) of the k best seniors among those each junior meets.

        The first one met is always kept, so that everyone can be matched.
        """
        found = []
        for rows, columns in self.met():
            width = len(rows) // len(np.unique(rows))
            scores = self.score(rows, columns).reshape(-1, width)
            best = np.argsort(-scores, axis=1, kind="stable")[:, :k]
            best[(best != 0).all(axis=1), -1] = 0
            at = (best + width * np.arange(len(best))[:, None]).ravel()
            at = at[scores.ravel()[at] > IMPOSSIBLE]
            found.append((rows[at], columns[at], scores.ravel()[at]))
        if not found:
            return np.empty(0, np.int64), np.empty(0, np.int64), np.empty(0)
        return tuple(np.concatenate(parts) for parts in zip(*found, strict=True))  # type: ignore[return-value]


def every_pair(rows: Integers, columns: Integers) -> tuple[Integers, Integers]:
    """Return every row with every column, rows slowest."""
    return np.repeat(rows, len(columns)), np.tile(columns, len(rows))


def looked_up(table: csr_array, rows: Integers, columns: Integers) -> Floats:
    """Return entries of a sparse table, 0 where there is none; its columns are sorted within a row."""
    result = np.zeros(len(rows))
    look_up(table.indptr.astype(np.int64), table.indices.astype(np.int64), table.data, rows, columns, result)
    return result


@kernel
def look_up(
    start: Integers, column: Integers, value: Floats, rows: Integers, columns: Integers, result: Floats
) -> None:
    """Fill in entries of compressed rows by bisection."""
    for p in range(len(rows)):
        low, high = start[rows[p]], start[rows[p] + 1]
        end = high
        while low < high:
            middle = (low + high) // 2
            if column[middle] < columns[p]:
                low = middle + 1
            else:
                high = middle
        if low < end and column[low] == columns[p]:
            result[p] = value[low]


def best_score_parts(pairs: Comparison) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the four parts of the best score, each so that more is better."""
    return pairs.gap * pairs.learnable, pairs.similarity, -pairs.closeness, pairs.goal_fit


@kernel
def compare_sides(
    teaching: float,
    reach: float,
    focus: Floats,
    rows: Integers,
    columns: Integers,
    junior_skills: Floats,
    junior_wants: Flags,
    junior_teaches: Flags,
    junior_style: Floats,
    senior_skills: Floats,
    senior_wants: Flags,
    senior_teaches: Flags,
    senior_style: Floats,
    gap: Floats,
    learnable: Floats,
    similarity: Floats,
    goal_fit: Floats,
) -> None:
    """Fill in G = sum a (theta d+ + (1 - theta)(-d)+), U = exp(-(rms d / delta)^2), similarity and goal fit."""
    focus_total = 0.0
    for m in range(8):
        focus_total += focus[m]
    for p in range(len(rows)):
        r, c = rows[p], columns[p]
        up = down = square = 0.0
        wish_up = wish_down = 0.0
        for m in range(8):
            wish_up += senior_wants[c, m] + junior_teaches[r, m]
            wish_down += junior_wants[r, m] + senior_teaches[c, m]
        fit_up = fit_down = False
        for m in range(8):
            d = junior_skills[r, m] - senior_skills[c, m]
            square += d * d
            common = 4.0 * focus[m] / focus_total
            if d > 0.0:
                wish = 8.0 * (senior_wants[c, m] + junior_teaches[r, m]) / wish_up if wish_up > 0.0 else 1.0
                up += (common + 0.5 * wish) * d
            else:
                wish = 8.0 * (junior_wants[r, m] + senior_teaches[c, m]) / wish_down if wish_down > 0.0 else 1.0
                down -= (common + 0.5 * wish) * d
            fit_up = fit_up or (senior_wants[c, m] and junior_teaches[r, m])
            fit_down = fit_down or (junior_wants[r, m] and senior_teaches[c, m])
        gap[p] = teaching * up + (1.0 - teaching) * down
        learnable[p] = np.exp(-square / 8.0 / (reach * reach))
        similarity[p] = 1.0 - 0.5 * (
            abs(junior_style[r, 0] - senior_style[c, 0]) + abs(junior_style[r, 1] - senior_style[c, 1])
        )
        goal_fit[p] = 0.5 * fit_up + 0.5 * fit_down
