"""What a pairing strategy sees: both sides as the programme office sees them, and how they relate to each other."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from functools import cached_property
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ..base.arrays import Flags, Floats, Integers
from ..base.compiled import kernel
from ..base.luck import Key, blends, normals, uniforms
from .compatibility import Comparison, compare_sides, mean_and_spread

DENSE = 1000
"""Up to this many a side, every pair is looked at; beyond, tables of so many."""

IMPOSSIBLE = -1e9
"""Score of a pair that must not be."""

JUNIOR_TASTE, SENIOR_TASTE, ENCOUNTER = 2, 3, 4
"""Which draw of a pair's matching luck is which; 0 and 1 are used when the pair starts."""


@dataclass(frozen=True)
class Side:
    """One side of the table, an entry for each person. Skills and style are seen with error."""

    rows: Integers
    """Rows of the workforce."""
    skills: Floats
    wants: Flags
    can_teach: Flags
    style: Floats
    level: Integers
    age: Floats
    department: Integers
    degree: Floats
    """Sum of tie weights."""
    seat: NDArray[np.uint64]
    """The stable number from which luck is drawn."""
    lot: Floats
    """A uniform number that belongs to the seat: breaks ties."""

    def __len__(self) -> int:
        return len(self.rows)


class Weights(NamedTuple):
    """Weights of the standardised parts of the best score."""

    learning: float
    similarity: float
    strangers: float
    goals: float


class BestScore(NamedTuple):
    """The parts of the best score, each times its weight, an entry for each pair."""

    learning: Floats
    similarity: Floats
    strangers: Floats
    goals: Floats


class Scoring(NamedTuple):
    """The constants of the strategies' scores; the ledger (`Matching`) has units, ranges and sources."""

    seniority_age: float
    crossing: float
    brokerage_strangers: float
    brokerage_degree: float
    similarity_distance: float
    goals_learning: float
    likes_level: float
    likes_digital: float
    likes_known: float
    likes_familiar: float
    taste: float
    encounter: float
    asked: float
    quota: float


@dataclass(frozen=True)
class Candidates:
    """Juniors and seniors to be paired. A strategy returns (pairs, 2): positions in `juniors` and in `seniors`."""

    juniors: Side
    seniors: Side
    teaching: float
    """Share of session time that flows from junior to senior."""
    reach: float
    """Cognitive distance that can be bridged."""
    focus: Floats
    """(8,): what the programme is about."""
    weights: Weights
    rule: Scoring
    ties: csr_array
    """(juniors, seniors): weight of the tie, where there is one."""
    closeness: csr_array
    """(juniors, seniors): log(1 + 4 W + W^2 over common contacts)."""
    must_not: Integers
    """(n, 2): positions of pairs that are not allowed."""
    capacity: int
    """Pairs a senior may have."""
    luck: Key
    week: int
    """Under which key and in which week luck is drawn."""

    @property
    def wanted(self) -> int:
        """How many pairs there can be."""
        return min(len(self.juniors), len(self.seniors) * self.capacity)

    @cached_property
    def forbidden(self) -> csr_array:
        """(juniors, seniors): 1 where a pair must not be."""
        shape = (len(self.juniors), len(self.seniors))
        table = csr_array((np.ones(len(self.must_not)), (self.must_not[:, 0], self.must_not[:, 1])), shape=shape)
        table.sort_indices()
        return table

    def compare(self, rows: Integers, columns: Integers) -> Comparison:
        """Return what juniors and seniors are to each other, one by one."""
        parts = [np.empty(len(rows)) for _ in range(5)]
        a, b = self.juniors, self.seniors
        compare_sides(
            self.teaching, self.reach,
            *map(writable, (self.focus, rows, columns, a.skills, a.wants, a.can_teach, a.style,
                            b.skills, b.wants, b.can_teach, b.style)),
            *parts,
        )  # fmt: skip
        gap, distance, learnable, similarity, goal_fit = parts
        closeness = looked_up(self.closeness, rows, columns)
        return Comparison(gap, distance, learnable, gap * learnable, similarity, goal_fit, closeness)

    def standardised(self, rows: Integers, columns: Integers) -> Comparison:
        """Return `compare` with each part in its standard deviations from its mean; 0 where a part does not vary.

        Mean and deviation are over all pairs; beyond a thousand a side, over those of a thousand a side chosen by lot.
        """
        pairs = self.compare(rows, columns)
        return Comparison(*((part - mean) / spread for part, (mean, spread) in zip(pairs, self._scales, strict=True)))

    @property
    def usual(self) -> Comparison:
        """What juniors and seniors are to each other on average, over the pairs that `standardised` goes by."""
        return Comparison(*(np.array(mean) for mean, _ in self._scales))

    @cached_property
    def _scales(self) -> list[tuple[float, float]]:
        some = (np.argsort(side.lot, kind="stable")[:DENSE] for side in (self.juniors, self.seniors))
        return [mean_and_spread(part) for part in self.compare(*every_pair(*some))]

    def score(self, rows: Integers, columns: Integers) -> Floats:
        """Return the best score of juniors with seniors, one by one.

        w1 z(G U) + w2 z(similarity) - w3 z(closeness) + w4 z(goal fit); `IMPOSSIBLE` where a pair must not be.
        """
        learning, similarity, strangers, goals = self.weighted(self.standardised(rows, columns))
        scores: Floats = learning + similarity + strangers + goals
        scores[~self.allowed(rows, columns)] = IMPOSSIBLE
        return scores

    def weighted(self, z: Comparison) -> BestScore:
        """Return the parts of the best score of standardised pairs."""
        weights = self.weights
        return BestScore(
            weights.learning * z.learning,
            weights.similarity * z.similarity,
            -weights.strangers * z.closeness,
            weights.goals * z.goal_fit,
        )

    def allowed(self, rows: Integers, columns: Integers) -> Flags:
        """Return whether juniors and seniors may be paired, one by one."""
        return looked_up(self.forbidden, rows, columns) == 0

    def crosses(self, rows: Integers, columns: Integers) -> Flags:
        """Return whether juniors and seniors are of different departments, one by one."""
        different: Flags = self.juniors.department[rows] != self.seniors.department[columns]
        return different

    def familiarity(self, rows: Integers, columns: Integers) -> Floats:
        """Return closeness as a multiple of its mean among people within two steps, one by one.

        In standard deviations over all pairs an acquaintance would count for more the larger the organisation.
        """
        within_two_steps = self.closeness.data
        usual = float(within_two_steps.mean()) if len(within_two_steps) else 1.0
        return looked_up(self.closeness, rows, columns) / usual

    def tastes(self, rows: Integers, columns: Integers, draw: int) -> Floats:
        """Return what one likes in the other beyond anything known, N(0, taste^2): each pair of seats has its own."""
        pairs = blends(self.juniors.seat[rows], self.seniors.seat[columns])
        return self.rule.taste * normals(self.luck, pairs, self.week, draw)

    def encounters(self, rows: Integers, columns: Integers) -> Flags:
        """Return whether people who are not within two steps of each other have come across one another."""
        pairs = blends(self.juniors.seat[rows], self.seniors.seat[columns])
        return uniforms(self.luck, pairs, self.week, ENCOUNTER) < self.rule.encounter

    def tables(self) -> Iterator[tuple[Integers, Integers]]:
        """Yield (juniors, seats) dealt by lot to tables of at most a thousand a side; a senior has `capacity` seats.

        Up to a thousand a side there is one table. Each table has room for as many as it can.
        """
        juniors = np.argsort(self.juniors.lot, kind="stable")
        seats = np.repeat(np.argsort(self.seniors.lot, kind="stable"), self.capacity)
        if self.wanted:
            many = -(-max(len(juniors), len(seats)) // DENSE)
            yield from zip(np.array_split(juniors, many), np.array_split(seats, many), strict=True)


def every_pair(rows: Integers, columns: Integers) -> tuple[Integers, Integers]:
    """Return every row with every column, rows slowest."""
    return np.repeat(rows, len(columns)), np.tile(columns, len(rows))


def writable(array: NDArray[Any]) -> NDArray[Any]:
    """Return an array as a kernel is compiled for it: a copy of what cannot be written to."""
    return np.require(array, requirements="W")


def looked_up(table: csr_array, rows: Integers, columns: Integers) -> Floats:
    """Return entries of a sparse table, 0 where there is none; its columns are sorted within a row."""
    result = np.zeros(len(rows))
    start, column = table.indptr.astype(np.int64), table.indices.astype(np.int64)
    look_up(start, column, writable(table.data), writable(rows), writable(columns), result)
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
