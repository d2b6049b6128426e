"""How segregated the network is: who has nobody close, how dense it is, how far ties stay in an age and department."""

from __future__ import annotations

from math import nan

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Floats, Integers
from ...agents.base.skills import band_of
from ...agents.network.ties import Ties
from ..processes.cohort import HALF_YEAR, TIED
from .graph import Network

CLOSE = 0.4
"""A tie above this weight is close: with somebody one would turn to for help."""


def segregation(network: Network, years: float = 0.0) -> dict[str, float]:
    """Return isolates, density, ties per person and E-I indices of those present, in O(people + ties).

    *Isolates* are the people without a close tie, in % of those who have been there for half a year: those whom a
    survey of who turns to whom for support would find to have nobody (Alan, Corekcioglu & Sutter 2023). A newcomer's
    ties are not active yet: with them in it, the share would say how many were hired. All else is of everybody's ties
    above .1, at which people know each other. *Density* is the share of all pairs of people who do, in %. The *E-I
    index* is (E - I) / (E + I), where E ties are across groups and I within them (Krackhardt & Stern 1988): -1 where
    nobody knows anybody of another group, 1 where nobody knows anybody of their own. nan where there is nobody, or no
    tie. Age bands are those of so many years ago, at launch: a birthday is no new tie.
    """
    people = network.people
    one, other, weight = ends_of(network.ties)
    knowing = (weight > TIED) & people.present[one] & people.present[other]
    one, other, close = one[knowing], other[knowing], weight[knowing] > CLOSE
    headcount = np.count_nonzero(people.present)
    alone = people.present & (people.tenure >= HALF_YEAR)
    settled = np.count_nonzero(alone)
    alone[one[close]] = False

    def e_i(group: Integers) -> float:
        return float(2 * np.mean(group[one] != group[other]) - 1) if len(one) else nan

    per_person = len(one) / headcount if headcount else nan
    return {
        "isolates": 100 * np.count_nonzero(alone) / settled if settled else nan,
        "density": 100 * per_person / (headcount - 1) if headcount > 1 else nan,
        "ties": per_person,
        "ei_age": e_i(band_of(np.round(people.age - years, 6))),
        "ei_department": e_i(people.department),
    }


def ends_of(ties: Ties) -> tuple[Integers, NDArray[np.int32], Floats]:
    """Return one end, other end and this week's weight of every tie, each tie twice: once from either end."""
    filled = ties.slot_neighbour >= 0
    rows = np.arange(len(ties.start) - 1)
    one = np.concatenate([np.repeat(rows, np.diff(ties.start)), np.repeat(rows, filled.sum(axis=1))])
    other = np.concatenate([ties.neighbour, ties.slot_neighbour[filled]])
    return one, other, np.concatenate([ties.effective, np.minimum(1.0, ties.slot_weight[filled])])
