"""Possible pairs, an entry for each: what the terms of a score read, and what the reasons for a pair are made from."""

from __future__ import annotations

from dataclasses import dataclass
from functools import cached_property

import numpy as np

from ..base.arrays import Flags, Floats, Integers
from ..base.skills import DIGITAL
from .candidates import JUNIOR_TASTE, SENIOR_TASTE, BestScore, Candidates, Scoring, Side, every_pair, looked_up
from .compatibility import Comparison, standard

SAMPLE = 300
"""People a side, evenly taken, whose pairs say what is usual: 90,000 pairs at most."""


@dataclass(frozen=True)
class PossiblePairs:
    """Juniors and seniors one by one, as positions of the candidates. Every column has a number for each pair."""

    candidates: Candidates
    rows: Integers
    columns: Integers
    departments: tuple[str, ...] = ()
    """What departments are called, for words."""

    def __len__(self) -> int:
        return len(self.rows)

    @property
    def rule(self) -> Scoring:
        """The constants of the scores."""
        return self.candidates.rule

    @property
    def juniors(self) -> Side:
        """Everybody of whom `rows` are positions."""
        return self.candidates.juniors

    @property
    def seniors(self) -> Side:
        """Everybody of whom `columns` are positions."""
        return self.candidates.seniors

    @cached_property
    def compared(self) -> Comparison:
        """What the two are to each other."""
        return self.candidates.compare(self.rows, self.columns)

    @cached_property
    def z(self) -> Comparison:
        """The same in standard deviations from the mean of all possible pairs."""
        return self.candidates.standardised(self.rows, self.columns)

    @cached_property
    def best(self) -> BestScore:
        """The parts of the best score, each times the user's weight."""
        return self.candidates.weighted(self.z)

    @cached_property
    def familiarity(self) -> Floats:
        """Closeness as a multiple of its mean among people within two steps."""
        return self.candidates.familiarity(self.rows, self.columns)

    @property
    def tie(self) -> Floats:
        """Weight of the tie between the two, 0 where there is none."""
        return looked_up(self.candidates.ties, self.rows, self.columns)

    @property
    def crosses(self) -> Flags:
        """Whether the two are of different departments."""
        return self.candidates.crosses(self.rows, self.columns)

    @property
    def level_gap(self) -> Integers:
        """Levels by which the senior is above the junior."""
        return self.seniors.level[self.columns] - self.juniors.level[self.rows]

    @property
    def age_gap(self) -> Floats:
        """Years by which the senior is older."""
        return self.seniors.age[self.columns] - self.juniors.age[self.rows]

    @property
    def level(self) -> Floats:
        """The senior's level, in standard deviations from the mean of the seniors."""
        return standard(self.seniors.level)[self.columns]

    @property
    def degree(self) -> Floats:
        """The senior's tie sum, in standard deviations from the mean of the seniors."""
        return standard(self.seniors.degree)[self.columns]

    @property
    def digital(self) -> Floats:
        """The junior's digital skill, in standard deviations from the mean of the juniors."""
        return standard(self.juniors.skills[:, DIGITAL].mean(axis=1))[self.rows]

    @property
    def junior_taste(self) -> Floats:
        """What the junior likes in the senior beyond anything known."""
        return self.candidates.tastes(self.rows, self.columns, JUNIOR_TASTE)

    @property
    def senior_taste(self) -> Floats:
        """What the senior likes in the junior beyond anything known."""
        return self.candidates.tastes(self.rows, self.columns, SENIOR_TASTE)

    @cached_property
    def ahead(self) -> Floats:
        """(pairs, 8): the junior's skills less the senior's."""
        return self.juniors.skills[self.rows] - self.seniors.skills[self.columns]

    @cached_property
    def by_skill(self) -> Floats:
        """(pairs, 8): what each skill adds to the gap that can be learnt from; the sum is `Comparison.gap`."""
        a, b, teaching = self.juniors, self.seniors, self.candidates.teaching
        focus, rows, columns = self.candidates.focus, self.rows, self.columns
        up = attention(focus, b.wants[columns], a.can_teach[rows]) * np.maximum(self.ahead, 0)
        down = attention(focus, a.wants[rows], b.can_teach[columns]) * np.maximum(-self.ahead, 0)
        return teaching * up + (1 - teaching) * down


def attention(focus: Floats, wants: Flags, teaches: Flags) -> Floats:
    """Return (pairs, 8) where learning goes: half the focus, half what is wanted and can be taught; each of mean 1."""
    wished = wants.astype(np.float64) + teaches
    total = wished.sum(axis=1, keepdims=True)
    wish = np.where(total > 0, 8 * wished / np.where(total > 0, total, 1), 1.0)
    return 4 * focus / focus.sum() + 0.5 * wish


def usual_pairs(candidates: Candidates) -> PossiblePairs:
    """Return all pairs that could be, of an even sample of people among very many."""
    taken = (
        np.arange(len(side)) if len(side) <= SAMPLE else np.linspace(0, len(side) - 1, SAMPLE).astype(np.int64)
        for side in (candidates.juniors, candidates.seniors)
    )
    return PossiblePairs(candidates, *every_pair(*taken))
