"""Ideas: had, voiced, sponsored, implemented, spread."""

from __future__ import annotations

import math
from itertools import combinations
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.base.luck import Key, normal, uniform
from ...agents.base.skills import DIGITAL
from ...agents.network.ties import SLOTS
from ...agents.people.workforce import Workforce
from ...scenarios.assumptions.assumptions import Ideas
from ..state.pairs import cognitive_distance, learnable
from ..state.state import State
from .network import draw_neighbour
from .sessions import logistic

CELLS = np.array(list(combinations(range(8), 3)))
"""(56, 3): every triple of skills a problem can need."""

MIXED_CELLS = np.flatnonzero((max(DIGITAL) >= CELLS).any(axis=1) & (max(DIGITAL) < CELLS).any(axis=1))
"""The triples that need a digital and a domain skill."""

SPREAD_ROUNDS = 3


class Week(NamedTuple):
    """What came of a week's ideas."""

    voiced: int
    implemented: int
    value: float
    """Money."""


def work(state: State, mine: Floats, expected: Floats) -> Week:
    """Let people have ideas; the organisation sponsors, implements and spreads some of them.

    `mine` counts the implemented ideas and `expected` sums the rate of voiced ideas of the people present at launch.
    """
    people, ties, rule = state.workforce, state.ties, state.rules.ideas
    people.voice *= rule.remembered
    voiced, implemented, value = have_ideas(
        rule, state.rules.learning.reach, state.luck["ideas"], state.luck["spread"], state.tick,
        people.seat, people.occupant,
        ties.start, ties.neighbour, ties.effective, ties.slot_neighbour, ties.slot_weight,
        people.level, people.department, people.unit, people.manager, people.present, people.skills,
        people.engagement, people.confidence, people.fatigue, people.hours, people.inclusion, people.openness,
        people.access, people.tie_sum, people.elsewhere, *usual_ties(people, len(state.practices)), people.voice,
        state.opportunities, state.unit_size, mine, expected, state.likely_ideas,
    )  # fmt: skip
    state.opportunities += rule.renewal * (1 - state.opportunities)
    return Week(int(voiced), int(implemented), float(value))


def usual_ties(people: Workforce, departments: int) -> tuple[Floats, Floats]:
    """Return the means, by department, of log(1 + ties to other departments) and of log(1 + ties within the own)."""
    here = people.department[people.present]
    elsewhere, nearby = people.elsewhere[people.present], (people.tie_sum - people.elsewhere)[people.present]
    many = np.maximum(1, np.bincount(here, minlength=departments))
    one, other = (np.log1p(np.maximum(0.0, ties)) for ties in (elsewhere, nearby))
    return np.bincount(here, one, departments) / many, np.bincount(here, other, departments) / many


@kernel
def best_sponsor(
    one: int,
    other: int,
    best: float,
    found: int,
    start: Integers,
    neighbour: NDArray[np.int32],
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
    level: Integers,
    least: float,
) -> tuple[float, int]:
    """Return the tie of one, other than to the partner, with the most W (level + least), or what was found before."""
    for e in range(start[one], start[one + 1]):
        j = neighbour[e]
        say = effective[e] * (level[j] + least)
        if j != other and say > best:
            best, found = say, j
    for s in range(SLOTS):
        j = slot_neighbour[one, s]
        if j >= 0 and j != other:
            say = min(1.0, slot_weight[one, s]) * (level[j] + least)
            if say > best:
                best, found = say, j
    return best, found


@kernel
def spread(
    rule: Ideas,
    key: Key,
    tick: int,
    author: int,
    partner: int,
    seat: NDArray[np.uint64],
    start: Integers,
    neighbour: NDArray[np.int32],
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
    openness: Floats,
    exposed: Flags,
    pressure: Floats,
    known: NDArray[np.int32],
    touched: NDArray[np.int32],
) -> int:
    """Return how many people take up an idea in three rounds of 1 - exp(-.3 o sum W exposed), author apart.

    `exposed` and `pressure` come in as zeros and go out as zeros; `known` and `touched` are working space.
    """
    knowing = 1
    known[0] = author
    exposed[author] = True
    if partner >= 0:
        known[1] = partner
        exposed[partner] = True
        knowing = 2
    for turn in range(SPREAD_ROUNDS):
        touching = 0
        for t in range(knowing):
            i = known[t]
            for e in range(start[i], start[i + 1]):
                j = neighbour[e]
                if effective[e] > 0.0 and not exposed[j]:
                    if pressure[j] == 0.0:
                        touched[touching] = j
                        touching += 1
                    pressure[j] += effective[e]
            for s in range(SLOTS):
                j = slot_neighbour[i, s]
                if j >= 0 and slot_weight[i, s] > 0.0 and not exposed[j]:
                    if pressure[j] == 0.0:
                        touched[touching] = j
                        touching += 1
                    pressure[j] += min(1.0, slot_weight[i, s])
        for t in range(touching):
            j = touched[t]
            chance = 1.0 - math.exp(-rule.spread * openness[j] * pressure[j])
            pressure[j] = 0.0
            if (
                uniform(key, seat[j], tick, np.uint64(turn) + np.uint64(4) * (seat[author] % np.uint64(1 << 60)))
                < chance
            ):
                exposed[j] = True
                known[knowing] = j
                knowing += 1
    for t in range(knowing):
        exposed[known[t]] = False
    return knowing - 1


@kernel
def have_ideas(
    rule: Ideas,
    reach: float,
    key: Key,
    spread_key: Key,
    tick: int,
    seat: NDArray[np.uint64],
    occupant: Integers,
    start: Integers,
    neighbour: NDArray[np.int32],
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
    level: Integers,
    department: Integers,
    unit: Integers,
    manager: Integers,
    present: Flags,
    skills: Floats,
    engagement: Floats,
    confidence: Floats,
    fatigue: Floats,
    hours: Floats,
    inclusion: Floats,
    openness: Floats,
    access: Floats,
    tie_sum: Floats,
    elsewhere: Floats,
    sources_mean: Floats,
    nearby_mean: Floats,
    voice: Floats,
    opportunities: Floats,
    unit_size: Floats,
    mine: Floats,
    expected: Floats,
    likely: Floats,
) -> tuple[int, int, float]:
    """Take the seats in order: have an idea, with a partner or alone, voice it, find a sponsor, try it.

        ideas a week    .021 exp(.15 z) (.6 + .8 conf) (1 - .7 (f - .35)) (1 - hours/40)
        voiced with     s(-.3 + 2.5 (conf - .5) + 2.5 (b - .55) + 1.5 (o of the manager - .5))
        pooled skill    K = max(k, k + (k of the partner - k) sqrt U)
        quality         Q = product of K^(.4, .35, .25) + .05 if the partner is of another department
                            + .24 (log(1 + E) - its mean) + .08 eps
        adopted with    opp s(-1.7 + 7 (Q - .5) + 1.5 (access - .4) + .8 (log(1 + N) - its mean)
                            + 4 (A - .5) + 1.2 (o - .5))
        worth           40,000 (Q/.5)^2 (.5 + reach), reach = 1 - exp(-people it spreads to / 37.5)

    A partner, drawn by tie weight, is there with .7. The problem is one of 56 triples of skills, half the time one
    that needs a digital and a domain skill. E sums the author's ties to other departments, N those within the own; the
    means are those of the department this week, as brokers are compared with their colleagues (Burt 2004). A and o
    are the sponsor's own skill on the problem and openness; the sponsor is the best tie of either, by W (level + .2).
    An adopted idea uses up .15 of its opportunity. Without anyone to sponsor it nothing is adopted. `likely` sums the
    chances that an idea is had and voiced, the ideas voiced, and the chances of those to be adopted.
    """
    n = len(seat)
    exposed, pressure = np.zeros(n, np.bool_), np.zeros(n)
    known, touched = np.empty(n, np.int32), np.empty(n, np.int32)
    voiced, implemented, value = 0, 0, 0.0
    shares = (rule.first_skill, rule.second_skill, rule.third_skill)
    for i in range(n):
        if not present[i]:
            continue
        rate = (
            rule.rate
            * math.exp(rule.engagement * engagement[i])
            * (rule.unsure + rule.confidence * confidence[i])
            * max(0.0, 1.0 - rule.fatigue * (fatigue[i] - 0.35))
            * max(0.0, 1.0 - hours[i] / rule.full_week)
        )
        lead = manager[i]
        backing = openness[lead] - 0.5 if lead >= 0 and present[lead] else 0.0
        speak = logistic(
            rule.voice
            + rule.voice_confidence * (confidence[i] - 0.5)
            + rule.voice_inclusion * (inclusion[i] - 0.55)
            + rule.voice_manager * backing
        )
        if occupant[i] == 0:
            expected[i] += rate * speak
        had = 1.0 - math.exp(-rate)
        likely[0] += had * speak
        if uniform(key, seat[i], tick, 0) >= had or uniform(key, seat[i], tick, 1) >= speak:
            continue
        voiced += 1
        likely[1] += 1.0
        voice[i] -= rule.unheard  # taken back below if the idea is adopted
        partner = -1
        if uniform(key, seat[i], tick, 2) < rule.together:
            u = uniform(key, seat[i], tick, 3)
            partner = draw_neighbour(u, i, start, neighbour, effective, slot_neighbour, slot_weight)
            if partner >= 0 and not present[partner]:
                partner = -1
        pick = uniform(key, seat[i], tick, 5)
        if uniform(key, seat[i], tick, 4) < rule.digital_need:
            cell = MIXED_CELLS[int(pick * len(MIXED_CELLS))]
        else:
            cell = int(pick * len(CELLS))
        shared = math.sqrt(learnable(cognitive_distance(skills, i, partner), reach)) if partner >= 0 else 0.0
        quality = 1.0
        for part in range(3):
            m = CELLS[cell, part]
            k = skills[i, m]
            if partner >= 0:
                k = max(k, k + (skills[partner, m] - k) * shared)
            quality *= k ** shares[part]
        if partner >= 0 and department[partner] != department[i]:
            quality += rule.novelty
        quality += rule.sources * (math.log(1.0 + elsewhere[i]) - sources_mean[department[i]])
        quality = max(0.0, quality + rule.quality_spread * normal(key, seat[i], tick, 6))
        best, sponsor = best_sponsor(
            i, partner, 0.0, -1, start, neighbour, effective, slot_neighbour, slot_weight, level, rule.sponsor
        )
        if partner >= 0:
            best, sponsor = best_sponsor(
                partner, i, best, sponsor, start, neighbour, effective, slot_neighbour, slot_weight, level, rule.sponsor
            )
        if sponsor < 0 or not present[sponsor]:
            continue
        absorbed = 1.0
        for part in range(3):
            absorbed *= skills[sponsor, CELLS[cell, part]] ** shares[part]
        chance = opportunities[unit[i], cell] * logistic(
            rule.adoption
            + rule.adoption_quality * (quality - 0.5)
            + rule.adoption_access * (access[i] - 0.4)
            + rule.adoption_nearby * (math.log(1.0 + max(0.0, tie_sum[i] - elsewhere[i])) - nearby_mean[department[i]])
            + rule.absorption * (absorbed - 0.5)
            + rule.adoption_openness * (openness[sponsor] - 0.5)
        )
        likely[2] += chance
        if uniform(key, seat[i], tick, 7) >= chance:
            continue
        implemented += 1
        if occupant[i] == 0:
            mine[i] += 1.0
        voice[i] += rule.heard + rule.unheard
        if partner >= 0:
            voice[partner] += rule.heard_partner
        opportunities[unit[i], cell] *= 1.0 - rule.depletion * min(1.0, rule.small_unit / unit_size[unit[i]])
        takers = spread(
            rule, spread_key, tick, i, partner, seat, start, neighbour, effective, slot_neighbour, slot_weight,
            openness, exposed, pressure, known, touched,
        )  # fmt: skip
        value += rule.value * (quality / 0.5) ** 2 * (rule.value_unspread + 1.0 - math.exp(-takers / rule.circle))
    return voiced, implemented, value
