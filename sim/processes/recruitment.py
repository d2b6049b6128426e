"""Who takes part: eligibility, willingness, and what being chosen or turned down does."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...agents.base.arrays import Flags, Integers
from ...agents.base.luck import uniforms
from ...agents.base.skills import COMMUNICATION, DIGITAL, LEADERSHIP
from ...agents.people.structure import Structure
from ...scenarios.policy.rewards import Reward
from ...scenarios.policy.targeting import Pool, Targeting
from ...scenarios.policy.training import Training
from ...scenarios.records.policy import Policy, Side
from ..state.state import State
from .cohort import JUNIOR, NOT_IN, SENIOR

LEARNED = {True: DIGITAL, False: (LEADERSHIP, COMMUNICATION)}
"""The skills that a senior, and that a junior, is to gain: whoever is weak in them may prefer to stay out."""

YES, LOT = 0, 1
"""Which draw of a seat's recruitment luck is which."""


class Recruits(NamedTuple):
    """Rows of those who take part, how many were turned down, and rows of those on the wait-list."""

    juniors: Integers
    seniors: Integers
    rejected: int
    waiting: Integers


def recruit(
    state: State,
    structure: Structure,
    policy: Policy,
    places: int,
    targeting: Targeting,
    reward: Reward,
    training: Training,
    offered_first: float = 0.0,
    seats: int = 1,
    waited: Integers | None = None,
) -> Recruits:
    """Fill the places from those eligible; zero places ask nobody.

    A senior may have as many juniors as `seats`: as many seniors are asked as juniors, and fewer only where juniors
    form circles. Of the junior places a share is `offered_first` to under-represented people. Those who have `waited`
    come first of all, unless they cannot take part any more. With a wait-list, the next in order are put on it, as many
    on each side as have a place; the other volunteers are turned down.
    """
    nobody = np.empty(0, np.int64)
    if places == 0:
        return Recruits(nobody, nobody, 0, nobody)
    people, rule = state.workforce, state.rules.recruitment
    side = sides(state, structure, policy)
    seniors = pool_of(state, side == SENIOR, reward, training, senior=True)
    juniors = pool_of(state, side == JUNIOR, reward, training)
    orders = []
    for pool in (juniors, seniors):
        priority = np.asarray(targeting.priority(pool, rule), np.float64)
        first = np.isin(pool.rows, nobody if waited is None else waited)
        order = np.lexsort((pool.rows, pool.lot, -priority, ~first))
        orders.append((pool, order[(priority[order] > -np.inf) | first[order]]))
    (_, willing_juniors), (_, willing_seniors) = orders
    pairs = min(places, len(willing_juniors), len(willing_seniors) * seats)
    if offered_first:
        ahead = np.isin(juniors.rows[willing_juniors], nobody if waited is None else waited)
        rest = reserved(willing_juniors[~ahead], juniors.group, int(offered_first * pairs + 0.5))
        orders[0] = (juniors, np.concatenate([willing_juniors[ahead], rest]))
    taken, waiting = [], [nobody]
    rejected = 0
    seniors_asked = -(-pairs // seats) if policy.arm == "group" else pairs
    for (pool, order), wanted in zip(orders, (pairs, seniors_asked), strict=True):
        chosen, left = order[:wanted], order[wanted:]
        if policy.wait_list:
            waiting.append(pool.rows[left[:wanted]])
            left = left[wanted:]
        if targeting.freely:
            people.motivation[pool.rows[chosen]] += rule.chosen_freely
            if pairs:  # where nobody is taken there is nobody to envy
                people.rejected[pool.rows[left]] = 1.0
                rejected += len(left)
        else:
            people.motivation[pool.rows[chosen]] -= rule.told * (1 - pool.willingness[chosen])
        taken.append(np.sort(pool.rows[chosen]))
    np.clip(people.motivation, 0.0, 1.0, out=people.motivation)
    return Recruits(taken[0], taken[1], rejected, np.concatenate(waiting))


def reserved(order: Integers, group: Flags, first: int) -> Integers:
    """Return an order with the first so many members of a group ahead of everyone else.

    >>> reserved(np.array([3, 0, 2, 1]), np.array([True, False, True, False]), 1).tolist()
    [0, 3, 2, 1]
    """
    ahead = order[group[order]][:first]
    return np.concatenate([ahead, order[~np.isin(order, ahead)]])


def sides(state: State, structure: Structure, policy: Policy) -> Integers:
    """Return the role each could take now, a senior's before a junior's; `NOT_IN` for those who can take none."""
    open_to = open_part(state, structure, policy)
    side = np.where(open_to & eligible(state, policy.eligible.junior), JUNIOR, NOT_IN)
    side[open_to & eligible(state, policy.eligible.senior)] = SENIOR
    return side


def eligible(state: State, side: Side) -> Flags:
    """Return who could take one side and is not in the programme."""
    people = state.workforce
    fits = people.present & ~people.enrolled & np.isin(people.level, side.levels)
    if side.min_age is not None:
        fits &= people.age >= side.min_age
    if side.max_age is not None:
        fits &= people.age < side.max_age + 1
    return fits


def open_part(state: State, structure: Structure, policy: Policy) -> Flags:
    """Return who works where the programme is open."""
    people, where = state.workforce, policy.where
    fits = np.ones(len(people), np.bool_)
    if where.departments:
        fits &= np.isin(people.department, [structure.departments.index(name) for name in where.departments])
    if where.sites:
        fits &= np.isin(people.site, [structure.sites.index(name) for name in where.sites])
    if where.levels:
        fits &= np.isin(people.level, where.levels)
    return fits


def pool_of(state: State, who: Flags, reward: Reward, training: Training, *, senior: bool = False) -> Pool:
    """Return the eligible as a targeting strategy sees them.

    Willingness is s(-.4 + .12 z + 13 (mI - .5) + 12 (k - mean k) + 4 (c - mean c) + 1.5 (o - .5) + 4 ext
    - .06 training hours - 1.5 (f - .35) + .5 protected - 1.2 if in before), where k is the skill in what that side is
    to gain (a senior's three digital skills; a junior's leadership and communication), c is confidence, and the means
    are those of everyone asked on that side.
    """
    people, rule = state.workforce, state.rules.recruitment
    rows = np.flatnonzero(who)
    before = people.spells[rows] > 0
    skill, confidence = people.skills[rows][:, list(LEARNED[senior])].mean(axis=1), people.confidence[rows]
    odds = (
        rule.willing
        + rule.willing_engagement * people.engagement[rows]
        + rule.willing_motivation * (people.motivation[rows] - 0.5)
        + rule.willing_skill * (skill - (skill.mean() if len(rows) else 0.0))
        + rule.willing_confidence * (confidence - (confidence.mean() if len(rows) else 0.0))
        + rule.willing_openness * (people.openness[rows] - 0.5)
        + rule.willing_reward * reward.pull
        + rule.willing_protected * reward.protected
        - rule.put_off_by_training * training.hours
        - rule.put_off_by_fatigue * (people.fatigue[rows] - 0.35)
        - rule.put_off_by_before * before
    )
    mean = people.tie_sum[people.present].mean() if people.present.any() else 1.0
    key = state.luck["recruitment"]
    return Pool(
        rows=rows,
        willingness=1 / (1 + np.exp(-odds)),
        engagement=people.engagement[rows],
        centrality=people.tie_sum[rows] / mean if mean > 0 else np.zeros(len(rows)),
        before=before,
        senior=senior,
        digital=people.skills[rows][:, list(DIGITAL)].mean(axis=1),
        keenness=people.keenness[rows],
        inclusion=people.inclusion[rows],
        access=people.access[rows],
        group=people.group[rows],
        yes=uniforms(key, people.seat[rows], state.tick, YES),
        lot=uniforms(key, people.seat[rows], state.tick, LOT),
    )
