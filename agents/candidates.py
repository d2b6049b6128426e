"""What a pairing strategy sees: both sides as the office sees them, and what they are to each other."""

from __future__ import annotations

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
"""Up to this many a side, every pair is looked at; beyond, shortlists."""

WINDOW = 200
"""How many of the other side each junior is compared with for a shortlist."""

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


class Block(NamedTuple):
    """What rows of juniors and columns of seniors are to each other, each (juniors, seniors)."""

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
        return csr_array((np.ones(len(self.must_not)), (self.must_not[:, 0], self.must_not[:, 1])), shape=shape)

    def block(self, rows: Integers, columns: Integers) -> Block:
        """Return what these juniors and these seniors are to each other."""
        a, b = self.juniors, self.seniors
        parts = [np.empty((len(rows), len(columns))) for _ in range(4)]
        compare_sides(
            self.teaching, self.reach, self.focus,
            a.skills[rows], a.wants[rows], a.can_teach[rows], a.style[rows],
            b.skills[columns], b.wants[columns], b.can_teach[columns], b.style[columns], *parts,
        )  # fmt: skip
        gap, learnable, similarity, goal_fit = parts
        return Block(gap, learnable, similarity, goal_fit, self.closeness[rows][:, columns].toarray())

    def score(self, rows: Integers, columns: Integers) -> Floats:
        """Return the best score of these juniors with these seniors.

        w1 z(G U) + w2 z(similarity) - w3 z(closeness) + w4 z(goal fit), z over all pairs (over an even sample of
        them beyond a thousand a side); `IMPOSSIBLE` where a pair must not be.
        """
        parts = best_score_parts(self.block(rows, columns))
        scores: Floats = np.zeros((len(rows), len(columns)))
        for weight, part, (mean, spread) in zip(self.weights, parts, self._scales, strict=True):
            if spread > 0:
                scores += weight * (part - mean) / spread
        return np.where(self.forbidden[rows][:, columns].toarray() > 0, IMPOSSIBLE, scores)

    @cached_property
    def _scales(self) -> list[tuple[float, float]]:
        rows, columns = (
            np.unique(np.linspace(0, len(side) - 1, min(len(side), DENSE)).astype(np.int64))
            for side in (self.juniors, self.seniors)
        )
        return [(float(part.mean()), float(part.std())) for part in best_score_parts(self.block(rows, columns))]

    def shortlist(self, k: int) -> tuple[Integers, Integers, Floats]:
        """Return (juniors, seniors, scores) of the k best seniors for each junior.

        Up to a thousand a side all are compared; beyond, each junior meets the same number of seniors, dealt by lot,
        so the work grows with the people and not with their square. The first dealt is always kept, so that
        everyone can be matched.
        """
        people, others = len(self.juniors), len(self.seniors)
        width = others if self.dense else min(others, WINDOW)
        order = np.argsort(self.seniors.lot, kind="stable")
        place = np.argsort(np.argsort(self.juniors.lot, kind="stable"), kind="stable")
        found_rows, found_columns, found_scores = [], [], []
        for row in range(people):
            columns = order[(place[row] + np.arange(width)) % others]
            scores = self.score(np.array([row]), columns)[0]
            best = np.argsort(-scores, kind="stable")[:k]
            if not self.dense and 0 not in best:
                best[-1] = 0
            keep = np.sort(best[scores[best] > IMPOSSIBLE])
            found_rows.append(np.full(len(keep), row))
            found_columns.append(columns[keep])
            found_scores.append(scores[keep])
        return (
            np.concatenate([np.empty(0, np.int64), *found_rows]),
            np.concatenate([np.empty(0, np.int64), *found_columns]),
            np.concatenate([np.empty(0), *found_scores]),
        )


def best_score_parts(block: Block) -> tuple[Floats, Floats, Floats, Floats]:
    """Return the four parts of the best score, each so that more is better."""
    return block.gap * block.learnable, block.similarity, -block.closeness, block.goal_fit


@kernel
def compare_sides(
    teaching: float,
    reach: float,
    focus: Floats,
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
    focus_total = focus.sum()
    for r in range(len(junior_skills)):
        for c in range(len(senior_skills)):
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
            gap[r, c] = teaching * up + (1.0 - teaching) * down
            learnable[r, c] = np.exp(-square / 8.0 / (reach * reach))
            similarity[r, c] = 1.0 - 0.5 * (
                abs(junior_style[r, 0] - senior_style[c, 0]) + abs(junior_style[r, 1] - senior_style[c, 1])
            )
            goal_fit[r, c] = 0.5 * fit_up + 0.5 * fit_down
