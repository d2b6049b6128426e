"""Why two people are a pair: what contributed most to the strategy's score of them, in words."""

from __future__ import annotations

from collections.abc import Callable, Sequence

import numpy as np
from numpy.typing import NDArray

from ....agents.people.possible_pairs import PossiblePairs
from ....scenarios.policy.strategy import Term
from ....scenarios.policy.terms import BESIDE_THE_SCORE, NEAR, SKILL

Floats = NDArray[np.float64]

HOW_MANY = 3

ALSO = "also: "
"""Before what is true of a pair but not in the score of the strategy."""

NOTHING = "also: nothing else stands out"
DRAWN = " †"
"""After what rests on something that the roster does not have: a footnote says so."""


def contributions(pairs: PossiblePairs, among: PossiblePairs, terms: Sequence[Term]) -> tuple[list[Term], Floats]:
    """Return the terms of a score, and (pairs, terms) what each adds beyond the average possible pair.

    Rows add up to the score, but for a number that is the same for all pairs. A multiple of the gap in skills is given
    skill by skill: each skill, and what the gap is multiplied by, get the share that is theirs whichever of the two is
    counted first (the mean of both orders). What is liked by both sides counts twice where each side has its own score.
    """
    two_sided = any(term.side for term in terms)
    found, columns = [], []
    for term in terms:
        weight = 2.0 if two_sided and not term.side else 1.0
        value, common = term.of(pairs), term.of(among)
        if term.times is None:
            found.append(term)
            columns.append(weight * (value - common.mean()))
            continue
        gaps, whole = pairs.by_skill, among.by_skill.sum(axis=1)
        here, there = (np.asarray(term.times(some), np.float64) for some in (pairs, among))
        spread = float((whole * there).std())
        scale = weight * float(common.std()) / spread if spread > 0 else 0.0
        for m, skill in enumerate(SKILL):
            found.append(skill)
            columns.append(scale * (gaps[:, m] - among.by_skill[:, m].mean()) * (here + there.mean()) / 2)
        found.append(NEAR)
        columns.append(scale * (here - there.mean()) * (gaps.sum(axis=1) + whole.mean()) / 2)
    return found, np.column_stack(columns) if columns else np.zeros((len(pairs), 0))


def beside_the_score(pairs: PossiblePairs, among: PossiblePairs) -> tuple[Sequence[Term], Floats]:
    """Return what else may be a reason for a pair, and by how many standard deviations it is above the average pair."""
    columns = []
    for term in BESIDE_THE_SCORE:
        common = term.of(among)
        spread = common.std()
        columns.append((term.of(pairs) - common.mean()) / (spread if spread > 0 else np.inf))
    return BESIDE_THE_SCORE, np.column_stack(columns)


def three_reasons(
    pairs: PossiblePairs,
    among: PossiblePairs,
    terms: Sequence[Term],
    drawn: Callable[[Term, int, int], bool],
) -> list[tuple[str, ...]]:
    """Return three reasons of each pair: what raised its score most; then what speaks for it beside the score.

    `drawn` says of a term, a junior's and a senior's row whether that was drawn though people are real.
    """
    counted, added = contributions(pairs, among, terms)
    others, above = beside_the_score(pairs, among)
    every = []
    for p in range(len(pairs)):
        reasons: list[str] = []
        given: set[str] = set()
        for some, amounts, before in ((counted, added, ""), (others, above, ALSO)):
            for at in np.argsort(-amounts[p], kind="stable"):
                term = some[at]
                if len(reasons) == HOW_MANY or amounts[p, at] <= 1e-9:
                    break
                if term.name in given or (words := term.said(pairs, p)) is None:
                    continue
                given.add(term.name)
                rows = pairs.juniors.rows[pairs.rows[p]], pairs.seniors.rows[pairs.columns[p]]
                reasons.append(before + words + (DRAWN if drawn(term, *map(int, rows)) else ""))
        every.append(tuple(reasons + [NOTHING] * (HOW_MANY - len(reasons))))
    return every
