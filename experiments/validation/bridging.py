"""Patterns P14 and P15: what ties between departments do to ideas."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np
from scipy.sparse import csr_array

from ...agents.base.arrays import Floats
from ...agents.network.ties import Ties
from ...scenarios.policy.pairing import PairList
from .testbed import Check, Testbed, correlation

INFINITY = float("inf")
PROGRAMME = {
    "arm": "reverse", "share": 0.4, "targeting": "lottery", "feedback": {"every_weeks": 4, "action": "repair"},
}  # fmt: skip
"""No pair is matched anew, so that those within a department remain within it."""


def crossing(share: float) -> Callable[..., PairList]:
    """Return a strategy that pairs by lot within departments, and then moves the seniors of a share of the pairs on."""

    def across(candidates: Any, rng: np.random.Generator) -> PairList:
        """Pair a share of people across departments."""
        juniors, seniors = candidates.juniors, candidates.seniors
        forbidden = {(int(a), int(b)) for a, b in candidates.must_not}
        pairs = []
        for here in np.unique(juniors.department):
            ask = np.flatnonzero(juniors.department == here)
            asked = np.flatnonzero(seniors.department == here)
            ask, asked = (side[np.argsort(luck[side])] for side, luck in ((ask, juniors.lot), (asked, seniors.lot)))
            pairs += [one for one in zip(ask.tolist(), asked.tolist(), strict=False) if one not in forbidden]
        found = np.array(pairs, np.intp).reshape(-1, 2)
        moved = np.sort(np.argsort(juniors.lot[found[:, 0]])[: round(share * len(found))])
        if len(moved):
            most = np.bincount(juniors.department[found[moved, 0]]).max()
            found[moved, 1] = np.roll(found[moved, 1], most)
        return found

    return across


def some_pairs_across_are_best(testbed: Testbed) -> Iterator[Check]:
    """P14: between none and all of the pairs across departments there is a share that is best for ideas."""
    many = 3 * testbed.replicates
    none = [run.likely_innovation for run in testbed.runs(replicates=many)]
    extra = np.array([
        [run.likely_innovation for run in testbed.runs(PROGRAMME | {"pairing": crossing(share)}, replicates=many)]
        for share in (0.0, 0.25, 0.5, 0.75, 1.0)
    ]) - none  # fmt: skip
    between = extra[1 + int(np.argmax(extra[1:4].mean(axis=1)))]
    above = [between - end for end in (extra[0], extra[4])]
    errors = [float(gap.mean() / max(gap.std(ddof=1) / np.sqrt(len(gap)), 1e-9)) for gap in above if len(gap) > 1]
    yield Check("P14", "ideas at the best share between, above those at either end, in standard errors", "missing",
                1.0, INFINITY, min(errors, default=float("nan")), "Fang, Lee & Schilling 2010")  # fmt: skip


def brokers_have_ideas_accepted(testbed: Testbed) -> Iterator[Check]:
    """P15: whose contacts are many and apart has more ideas accepted, without a programme: rates were set for it."""
    ties = (testbed.without_programme(replicate, 1).ties_at_launch for replicate in range(testbed.replicates))
    found = [correlation(constraint(there), run.ideas) for there, run in zip(ties, testbed.runs(), strict=True)]
    yield Check("P15", "correlation of constraint at launch and own ideas implemented in two years", "fitted",
                -0.4, -0.1, float(np.mean(found)), "Burt 2004")  # fmt: skip


def constraint(ties: Ties) -> Floats:
    """Return Burt's constraint of each person, 0 for whoever has no ties.

    It is the sum, over the contacts j of i, of (p_ij + sum over q of p_iq p_qj)^2, where p is the share of somebody's
    tie weight: high where contacts are few, and where they know each other.
    """
    people, held = len(ties.start) - 1, ties.slot_neighbour >= 0
    one = np.concatenate([np.repeat(np.arange(people), np.diff(ties.start)), np.nonzero(held)[0]])
    other = np.concatenate([ties.neighbour, ties.slot_neighbour[held]])
    weight = np.concatenate([ties.effective, np.minimum(1.0, ties.slot_weight[held])])
    total = np.bincount(one, weight, people)
    there = weight > 0
    share = csr_array((weight[there] / total[one[there]], (one[there], other[there])), shape=(people, people))
    contact = csr_array((np.ones(there.sum()), (one[there], other[there])), shape=(people, people))
    spent = (share + share @ share).multiply(contact)
    return np.asarray(spent.multiply(spent).sum(axis=1), np.float64).ravel()
