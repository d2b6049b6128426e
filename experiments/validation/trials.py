"""Patterns P12-P16: what randomised trials, surveys and other models found, and nothing here was fitted to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np
from scipy.sparse import csr_array

from ...agents.base.arrays import Floats
from ...agents.network.ties import Ties
from ...scenarios.assumptions.assumptions import Assumptions
from ...scenarios.assumptions.mechanisms import with_values
from ...scenarios.assumptions.organisation import Organisation, Synthetic
from ...scenarios.scenario import Scenario
from ...sim.state.inputs import read_inputs
from ...sim.week.settling import settle
from .testbed import Check, Testbed, correlation


def brokers_have_ideas_accepted(testbed: Testbed) -> Iterator[Check]:
    """P15: whose contacts are many and apart has more ideas accepted, without a programme; its rate was set for it."""
    found = []
    for replicate, run in enumerate(testbed.runs()):
        found.append(correlation(constraint(ties_at_launch(testbed, replicate)), run.ideas))
    yield Check("P15", "correlation of constraint at launch and own ideas implemented in two years", "fitted",
                -0.4, -0.1, float(np.mean(found)), "Burt 2004")  # fmt: skip


def ties_at_launch(testbed: Testbed, replicate: int) -> Ties:
    """Return the ties with which the runs of a replicate begin."""
    scenario = Scenario(
        organisation=Organisation(synthetic=Synthetic(employees=testbed.employees)),
        assumptions=with_values(Assumptions(), testbed.assumptions),
    )
    return settle(scenario, read_inputs(scenario.organisation), testbed.seed, replicate).ties


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


CHECKS: tuple[Callable[[Testbed], Iterator[Check]], ...] = (brokers_have_ideas_accepted,)
