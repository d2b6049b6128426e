"""Perceived inclusion, and the inclusive practices that leaders adopt."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.base.luck import Key, uniform
from ...agents.base.skills import INCLUSION_COMPETENCE
from ...scenarios.assumptions.assumptions import Inclusion
from ..state.pairs import Pairs
from ..state.state import State
from .network import LEADER
from .sessions import logistic

PRACTICE_WEEKS = 13
"""Leaders consider a practice once a quarter."""


def feel(state: State, pairs: Pairs, running: Integers, teaching: float, envy: float, visibility: float) -> None:
    """Move everyone's perceived inclusion towards the level that the week justifies; practices and memories fade.

    `teaching` is the share of the pairs' time that flows from junior to senior.
    """
    people = state.workforce
    relax_inclusion(
        state.rules.inclusion, state.rules.transport, state.access_mean, state.cross_age_beside, teaching, envy,
        visibility,
        pairs.junior[running], pairs.senior[running], pairs.rapport[running],
        people.present, people.enrolled, people.group, people.level, people.department, people.team, people.openness,
        people.access, people.cross_age, people.cross_age_of_ties, people.voice, people.own_inclusion, state.practices,
        people.rejected, people.inclusion,
    )  # fmt: skip


def adopt_practices(state: State) -> int:
    """Let each leader consider an inclusive practice for the department; return how many were adopted."""
    people = state.workforce
    return int(
        adopt(
            state.rules.inclusion, state.luck["practices"], state.tick, people.seat,
            people.present, people.level, people.department, people.openness, people.skills, state.practices,
        )
    )  # fmt: skip


def settled_practices(state: State) -> Floats:
    """Return each department's stock of practices, just after leaders decided, at which adoption and fading balance."""
    people, rule = state.workforce, state.rules.inclusion
    leader = (people.level >= LEADER) & people.present
    odds = (
        rule.adopt
        + rule.adopt_openness * (people.openness - 0.5)
        + rule.adopt_skill * (people.skills[:, INCLUSION_COMPETENCE] - 0.5)
    )
    chance = np.where(leader, 1 / (1 + np.exp(-odds)), 0.0)
    departments = len(state.practices)
    leaders = np.bincount(people.department, leader, departments)
    adopted = np.bincount(people.department, chance, departments)
    share = np.divide(adopted, leaders, out=np.zeros(departments), where=leaders > 0)
    if rule.practice_fades <= 0:
        return np.zeros(departments)
    faded = 1 - (1 - rule.practice_fades) ** PRACTICE_WEEKS
    stock: Floats = np.minimum(1.0, rule.practice_weight * share / faded)
    return stock


@kernel
def relax_inclusion(
    rule: Inclusion,
    transport: float,
    access_mean: float,
    cross_age_beside: float,
    teaching: float,
    envy: float,
    visibility: float,
    junior: Integers,
    senior: Integers,
    rapport: Floats,
    present: Flags,
    enrolled: Flags,
    group: Flags,
    level: Integers,
    department: Integers,
    team: Integers,
    openness: Floats,
    access: Floats,
    cross_age: Floats,
    cross_age_of_ties: Floats,
    voice: Floats,
    own_inclusion: Floats,
    practices: Floats,
    rejected: Floats,
    inclusion: Floats,
) -> None:
    """Move b by .08 (b* - b).

        b* = b0 + transport .8 .2 tanh((R - .50)/.2) (.5 + .5 taken)   (the mean over somebody's pairs; x 1.5 below .50)
             + .35 (climate - .49) + .21 (access - mean) + .04 v + .10 (cross-age share gained - mean)
             + (.10, .15 in under-represented groups) practices - .08 envy + .3 visibility if in the programme

    A share gained is that of all ties less that of the structural ones: people grow older and seats change hands, and
    that is no new tie. `taken` is the share of the pair's time that flows to the person: who is taught gains more than
    who teaches. Climate is the openness of the department weighted by level + 1. Envy is felt by non-participants: the
    reward's envy times the share of the team in the programme times (1 + rejected), and .10 while just rejected.
    """
    n = len(inclusion)
    by_giving, by_taking = rule.pair_giver, 1.0 - rule.pair_giver
    bond, bonds = np.zeros(n), np.zeros(n)
    for p in range(len(junior)):
        beyond = rapport[p] - rule.pair_marginal
        pulled = transport * rule.pair * rule.pair_limit * math.tanh(beyond / rule.pair_limit)
        if beyond < 0.0:
            pulled *= rule.pair_bad
        bond[junior[p]] += (by_giving + by_taking * (1.0 - teaching)) * pulled
        bonds[junior[p]] += 1.0
        bond[senior[p]] += (by_giving + by_taking * teaching) * pulled
        bonds[senior[p]] += 1.0
    openness_of, weight_of = np.zeros(len(practices)), np.zeros(len(practices))
    teams = 0
    for i in range(n):
        teams = max(teams, team[i] + 1)
    members, taking_part = np.zeros(teams), np.zeros(teams)
    for i in range(n):
        if present[i]:
            openness_of[department[i]] += (level[i] + 1.0) * openness[i]
            weight_of[department[i]] += level[i] + 1.0
            members[team[i]] += 1.0
            if enrolled[i]:
                taking_part[team[i]] += 1.0
    for i in range(n):
        if not present[i]:
            continue
        here = department[i]
        target = (
            own_inclusion[i]
            + rule.climate * (openness_of[here] / weight_of[here] - 0.49)
            + rule.access * (access[i] - access_mean)
            + rule.voice * voice[i]
            + rule.cross_age * (cross_age[i] - cross_age_of_ties[i] - cross_age_beside)
            + (rule.practices + (rule.practices_group if group[i] else 0.0)) * practices[here]
        )
        if bonds[i] > 0.0:
            target += bond[i] / bonds[i]
        if enrolled[i]:
            target += rule.visible * visibility
        else:
            share = taking_part[team[i]] / members[team[i]]
            target -= rule.envy * (envy * share * (1.0 + rejected[i]) + rule.envy_rejected * rejected[i])
        inclusion[i] = min(1.0, max(0.0, inclusion[i] + rule.pace * (target - inclusion[i])))
        rejected[i] *= 1.0 - rule.rejected_fades
    for here in range(len(practices)):
        practices[here] *= 1.0 - rule.practice_fades


@kernel
def adopt(
    rule: Inclusion,
    key: Key,
    tick: int,
    seat: NDArray[np.uint64],
    present: Flags,
    level: Integers,
    department: Integers,
    openness: Floats,
    skills: Floats,
    practices: Floats,
) -> int:
    """Let each leader adopt a practice with s(-3 + 4 (o - .5) + 4 (inclusion competence - .5)).

    One adds .45 / (leaders of the department) to its stock, so that inclusion does not hang on head-count.
    """
    leaders = np.zeros(len(practices))
    for i in range(len(seat)):
        if present[i] and level[i] >= LEADER:
            leaders[department[i]] += 1.0
    adopted = 0
    for i in range(len(seat)):
        if present[i] and level[i] >= LEADER:
            chance = logistic(
                rule.adopt
                + rule.adopt_openness * (openness[i] - 0.5)
                + rule.adopt_skill * (skills[i, INCLUSION_COMPETENCE] - 0.5)
            )
            if uniform(key, seat[i], tick, 0) < chance:
                here = department[i]
                practices[here] = min(1.0, practices[here] + rule.practice_weight / leaders[here])
                adopted += 1
    return adopted
