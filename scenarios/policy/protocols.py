"""The rules that every strategy must keep."""

from __future__ import annotations

from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ...agents.base.refusal import Problem, Refused
from ...agents.people.candidates import Candidates


class PairingStrategy(Protocol):
    """A function that pairs candidates."""

    def __call__(self, candidates: Candidates, rng: np.random.Generator, /) -> NDArray[np.intp]:
        """Return (pairs, 2): positions in `candidates.juniors` and `candidates.seniors`."""
        ...


def checked(pairs: object, candidates: Candidates, name: str) -> NDArray[np.intp]:
    """Return the pairs of a strategy, or raise `Refused` with all that is wrong with them."""

    def wrong(message: str, hint: str = "") -> Problem:
        return Problem(message, hint, code="strategy", field="policy.pairing", value=name)

    table = np.asarray(pairs)
    if table.size == 0:
        return np.empty((0, 2), np.intp)
    if table.ndim != 2 or table.shape[1] != 2 or not np.issubdtype(table.dtype, np.integer):
        raise Refused(
            wrong(f"'{name}' returned {table.dtype} of shape {table.shape}.", "Return (pairs, 2) whole numbers.")
        )
    problems = []
    for column, side, called in ((0, candidates.juniors, "juniors"), (1, candidates.seniors, "seniors")):
        if table[:, column].min() < 0 or table[:, column].max() >= len(side):
            problems.append(wrong(f"'{name}' named positions outside 0..{len(side) - 1} among the {called}."))
    if problems:
        raise Refused(problems)
    if len(np.unique(table[:, 0])) < len(table):
        problems.append(wrong(f"'{name}' paired a junior more than once."))
    if np.bincount(table[:, 1]).max() > candidates.capacity:
        problems.append(wrong(f"'{name}' gave a senior more than {candidates.capacity} pairs (policy.capacity)."))
    if candidates.forbidden[table[:, 0], table[:, 1]].max() > 0:
        problems.append(wrong(f"'{name}' made a pair that is not allowed.", "See candidates.must_not."))
    if (candidates.juniors.rows[table[:, 0]] == candidates.seniors.rows[table[:, 1]]).any():
        problems.append(wrong(f"'{name}' paired somebody with themselves."))
    if problems:
        raise Refused(problems)
    return table.astype(np.intp)
