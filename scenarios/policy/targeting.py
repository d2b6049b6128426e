"""Who is asked to take part, and in which order.

A strategy reads a `Pool` (everyone eligible for one side) and returns a priority for each: the highest are taken
first, and -inf is somebody who does not take part.
"""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass

import numpy as np

from ...agents.base import sources
from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.fields import refuse_wrong
from ...agents.base.parameters import Rules, assumed, param

OPTING_OUT = sources.SANDVIK_2025.gives(
    "sign", "randomised: the least productive, who would have gained most, do not take part if they need not"
)
VOLUNTARY = sources.PARISE.gives("sign", "taking part by choice goes with more rewarding pairs; n = 97")

TOLD = sources.PARISE.gives(
    "sign", "those who had to found it less rewarding, n = 97, not randomised; where it was, duty gained more"
)


class Recruitment(Rules):
    """Who is asked, who says yes, what being chosen does."""

    willing: float = param(-0.4, "log-odds of volunteering", -0.9, 0.1, least=-10)
    willing_engagement: float = assumed(0.12, "log-odds per SD of engagement")
    willing_motivation: float = param(13.0, "log-odds per unit of one's own motivation above .5", 0.0, 20.0)
    willing_skill: float = param(
        12.0,
        "log-odds per unit of skill in what that side learns, above the mean of those asked",
        0.0,
        14.0,
        OPTING_OUT,
    )
    willing_confidence: float = param(
        4.0, "log-odds per unit of confidence above the mean of those asked", 0.0, 8.0, OPTING_OUT
    )
    willing_openness: float = assumed(1.5, "log-odds per unit of openness")
    willing_reward: float = assumed(4.0, "log-odds per unit of extrinsic pull")
    willing_protected: float = assumed(0.5, "log-odds for protected time")
    put_off_by_training: float = assumed(0.06, "log-odds per training hour")
    put_off_by_fatigue: float = assumed(1.5, "log-odds per unit of fatigue")
    put_off_by_before: float = assumed(1.2, "log-odds for having taken part before")
    chosen_freely: float = param(0.015, "motivation gained by those who chose to take part", 0.0, 0.06, VOLUNTARY)
    told: float = param(0.02, "motivation lost by those ordered to take part, times unwillingness", 0.0, 0.16, TOLD)
    refusing: float = param(0.1, "share of those called to a mandatory programme who refuse", 0.0, 0.4, most=1.0)
    nominated_engagement: float = assumed(0.9, "score per SD of engagement")
    nominated_centrality: float = assumed(1.2, "score per unit of relative tie sum")
    nominated_before: float = assumed(0.5, "score lost for having taken part before")
    nominated_luck: float = assumed(1.0, "score that luck adds or takes, at most")
    need_digital: float = assumed(6.0, "score lost by a senior per unit of digital skill")
    need_inclusion: float = assumed(6.0, "score lost by a junior per unit of inclusion")
    need_access: float = assumed(3.0, "score lost by a junior per unit of access")
    need_luck: float = assumed(0.3, "score for luck")
    need_before: float = assumed(0.6, "score lost for having taken part before")
    keen_luck: float = assumed(0.5, "score for luck, beside keenness on technology of 0 to 1: it is seen with error")


@dataclass(frozen=True)
class Pool:
    """Everyone eligible for one side, an entry each."""

    rows: Integers
    willingness: Floats
    """Probability of saying yes to a call for volunteers."""
    engagement: Floats
    centrality: Floats
    """Sum of tie weights over the mean of the workforce."""
    before: Flags
    """Has been in a pair before."""
    senior: bool
    """Whether these are to be seniors."""
    digital: Floats
    """Mean of the three digital skills."""
    keenness: Floats
    """How keen on technology, 0..1."""
    inclusion: Floats
    access: Floats
    group: Flags
    """In an under-represented group."""
    yes: Floats
    """A uniform number: whether this person says yes."""
    lot: Floats
    """A uniform number: the lot of this person."""


@dataclass(frozen=True)
class Targeting:
    """How people are chosen; the first sentence of the function's docstring is what lists say of it."""

    priority: Callable[[Pool, Recruitment], Floats]
    freely: bool
    """They said yes themselves."""
    by_lot: bool = False
    """Among those who may take part, or who want to, the lot decides."""

    def __post_init__(self) -> None:
        wrong = (
            ("priority", not callable(self.priority), "a function(pool, rule) that returns a number for each person"),
            *((name, not isinstance(getattr(self, name), bool), "true or false") for name in ("freely", "by_lot")),
        )
        refuse_wrong(self, wrong)


def volunteers_by_lot(pool: Pool, rule: Recruitment) -> Floats:
    """Those who say yes, by lot if there are too many."""
    return np.where(pool.yes < pool.willingness, pool.lot, -np.inf)


def picked_by_managers(pool: Pool, rule: Recruitment) -> Floats:
    """The engaged and well connected, as their managers see them."""
    return (
        rule.nominated_engagement * pool.engagement
        + rule.nominated_centrality * pool.centrality
        + rule.nominated_luck * (2 * pool.lot - 1)
        - rule.nominated_before * pool.before
    )


def anyone_by_lot(pool: Pool, rule: Recruitment) -> Floats:
    """Anyone, by lot, and nobody refuses, as in an experiment; those who have never taken part come first."""
    return pool.lot - pool.before


def everyone_in_turn(pool: Pool, rule: Recruitment) -> Floats:
    """Everyone, by lot, as a duty; those who refuse are passed over, and those who have never taken part come first.

    A tenth refuses (`recruitment.refusing`), each with a chance in proportion to their unwillingness.
    """
    unwilling = 1 - pool.willingness
    mean = unwilling.mean() if len(unwilling) else 0.0
    refuses = rule.refusing * unwilling / mean if mean > 0 else np.zeros(len(unwilling))
    return np.where(pool.yes < 1 - refuses, pool.lot - pool.before, -np.inf)


def where_the_need_is(pool: Pool, rule: Recruitment) -> Floats:
    """Seniors who lag in digital skills, juniors who feel left out and know nobody with influence."""
    if pool.senior:
        need = -rule.need_digital * pool.digital
    else:
        need = -rule.need_inclusion * pool.inclusion - rule.need_access * pool.access
    return need + rule.need_luck * pool.lot - rule.need_before * pool.before


def keen_volunteers(pool: Pool, rule: Recruitment) -> Floats:
    """Those who say yes: of the juniors the keenest on technology first, of the seniors by lot."""
    score = pool.lot if pool.senior else pool.keenness + rule.keen_luck * pool.lot
    return np.where(pool.yes < pool.willingness, score, -np.inf)


volunteer = Targeting(volunteers_by_lot, freely=True, by_lot=True)
nominated = Targeting(picked_by_managers, freely=False)
lottery = Targeting(anyone_by_lot, freely=False, by_lot=True)
mandatory = Targeting(everyone_in_turn, freely=False, by_lot=True)
need = Targeting(where_the_need_is, freely=False)
keen = Targeting(keen_volunteers, freely=True)
