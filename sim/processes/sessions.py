"""A session: whether the two turn up, how good it is, what it does to rapport and ties."""

from __future__ import annotations

import math
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel, kernel_of
from ...agents.base.luck import Key, normal, uniform
from ...agents.network.ties import strengthen
from ...scenarios.assumptions.assumptions import Network, Sessions
from ..state.pairs import Pairs
from ..state.state import State
from .network import draw_neighbour


class Round(NamedTuple):
    """This week's sessions that took place, an entry each."""

    pairs: Integers
    """Rows of the pair table."""
    junior: Integers
    senior: Integers
    quality: Floats
    spacing: Floats
    """0..1: how much of the time needed to digest the last session has passed."""
    rapport: Floats
    """Before the session."""
    share: Floats
    """Of the senior's attention: less than 1 in a circle."""


@kernel_of("float64(float64)")
def logistic(x: float) -> float:
    """Return s(x) = 1 / (1 + exp(-x))."""
    return 1.0 / (1.0 + math.exp(-x))


def hold(state: State, pairs: Pairs, due: Integers, pull: Floats, terms: Terms) -> Round:
    """Hold the sessions that are due; return those that took place. The two ends' hours are booked."""
    people = state.workforce
    quality, spacing, before, share = (np.empty(len(due)) for _ in range(4))
    meet(
        state.rules.sessions, terms.teaching, terms.hierarchy, terms.quality_lost, terms.quality_lost_untrained,
        terms.protected, terms.every_weeks,
        state.luck["sessions"], state.tick, state.week, due,
        pairs.number, pairs.circle, pairs.junior, pairs.senior, pairs.similarity, pairs.clarity,
        pairs.rapport, pairs.next_session, pairs.last_session, pairs.missed, pairs.sessions,
        people.level, people.motivation, pull, people.fatigue, people.openness, people.training, people.hours,
        quality, spacing, before, share,
    )  # fmt: skip
    held = ~np.isnan(quality)
    rows = due[held]
    return Round(rows, pairs.junior[rows], pairs.senior[rows], quality[held], spacing[held], before[held], share[held])


class Terms(NamedTuple):
    """What of the policy a session depends on."""

    teaching: float
    """Share of session time flowing from junior to senior (theta)."""
    hierarchy: float
    """Times, what rank costs."""
    quality_lost: float
    """To playing for the reward, and to being in a circle."""
    quality_lost_untrained: float
    """Without training, to teaching and learning in one."""
    protected: float
    """Share of the time that is kept free of other work."""
    every_weeks: int


@kernel
def meet(
    rule: Sessions,
    teaching: float,
    hierarchy: float,
    quality_lost: float,
    quality_lost_untrained: float,
    protected: float,
    every_weeks: int,
    key: Key,
    tick: int,
    week: int,
    due: Integers,
    number: NDArray[np.uint64],
    circle: Integers,
    junior: Integers,
    senior: Integers,
    similarity: Floats,
    clarity: Floats,
    rapport: Floats,
    next_session: Integers,
    last_session: Integers,
    missed: Integers,
    sessions: Integers,
    level: Integers,
    motivation: Floats,
    pull: Floats,
    fatigue: Floats,
    openness: Floats,
    training: Floats,
    hours: Floats,
    quality: Floats,
    spacing: Floats,
    before: Floats,
    share: Floats,
) -> None:
    """Settle each session that is due: nan in `quality` where nobody met.

    Turning up: availability * s(2.5 + 6 (min M - .5) - 2.5 (max f - .4) + 3 (R - .5)); protected time saves 35 % of the
    appointments that would not be kept. A missed session costs rapport and is tried again next week with
    probability .6, else at its next date. A circle meets by one draw, and whoever misses it waits for its next date.
    Quality is q0 + .21 (sim - .7) + .14 (T - .2) + .22 (c - .4) + .25 (o - .5) - .3 (f - .35) - .023 (level gap - 1)
    (1 - .6 T) (1.3 in reverse) + .15 (M - .5) - gaming - .04 (1 - T) if reciprocal - .08 in a circle + .14 eps, with
    means over the two. Rapport moves .29 of the way to quality.
    """
    available = (rule.available_0, rule.available_1, rule.available_2, rule.available_3, rule.available_4)
    came = np.zeros(len(number))  # to the session of each circle
    for d in range(len(due)):
        p = due[d]
        j, s = junior[p], senior[p]
        whose = number[circle[p]] if circle[p] >= 0 else number[p]
        drive_j, drive_s = motivation[j] + pull[j], motivation[s] + pull[s]
        free = min(available[level[j]], available[level[s]])
        free += rule.protected * protected * (1.0 - free)
        turn_up = free * logistic(
            rule.turn_up
            + rule.turn_up_motivation * (min(drive_j, drive_s) - 0.5)
            - rule.turn_up_fatigue * (max(fatigue[j], fatigue[s]) - 0.4)
            + rule.turn_up_rapport * (rapport[p] - 0.5)
        )
        before[d] = rapport[p]
        if uniform(key, whose, tick, 0) >= turn_up:
            quality[d] = math.nan
            rapport[p] = max(0.0, rapport[p] - rule.missed)
            missed[p] = min(8, missed[p] + 1)
            again = uniform(key, whose, tick, 1) < rule.try_again
            next_session[p] = week + (1 if again else every_weeks)
            continue
        trained = 0.5 * (training[j] + training[s])
        rank = max(0.0, level[s] - level[j] - 1.0)
        q = (
            rule.quality
            + rule.quality_similarity * (similarity[p] - 0.7)
            + rule.quality_training * (trained - 0.2)
            + rule.quality_clarity * (clarity[p] - 0.4)
            + rule.quality_openness * (0.5 * (openness[j] + openness[s]) - 0.5)
            - rule.quality_fatigue * (0.5 * (fatigue[j] + fatigue[s]) - 0.35)
            - rule.hierarchy * rank * (1.0 - rule.hierarchy_training * trained) * hierarchy
            + rule.quality_motivation * (0.5 * (drive_j + drive_s) - 0.5)
            - quality_lost
            - quality_lost_untrained * (1.0 - trained)
            + rule.quality_spread * normal(key, number[p], tick, 2)
        )
        quality[d] = min(1.0, max(0.0, q))
        spacing[d] = 1.0 - math.exp(-(week - last_session[p]) / rule.space)
        rapport[p] += rule.rapport_pace * (quality[d] - rapport[p])
        missed[p] = 0
        sessions[p] += 1
        last_session[p] = week
        next_session[p] = week + every_weeks
        if circle[p] >= 0:
            came[circle[p]] += 1.0
    for d in range(len(due)):
        p = due[d]
        if math.isnan(quality[d]):
            if circle[p] >= 0 and came[circle[p]] > 0.0:
                next_session[p] = week + every_weeks
            continue
        share[d] = 1.0 / came[circle[p]] if circle[p] >= 0 else 1.0
        hours[junior[p]] += rule.hours + rule.preparation * (teaching + rule.preparation_anyway)
        hours[senior[p]] += share[d] * (rule.hours + rule.preparation * (1.0 - teaching + rule.preparation_anyway))


def tie_and_introduce(state: State, pairs: Pairs, held: Round, visibility: float) -> int:
    """Strengthen each pair's tie and introduce juniors to seniors' contacts; return how many ties are new."""
    people, ties = state.workforce, state.ties
    return int(
        grow_ties(
            state.rules.network, visibility, state.luck["introductions"], state.tick,
            pairs.number[held.pairs], held.junior, held.senior, held.quality, held.spacing, held.rapport,
            ties.start, ties.neighbour, ties.mirror, ties.extra, ties.effective, ties.slot_neighbour, ties.slot_weight,
            people.present,
        )
    )  # fmt: skip


@kernel
def grow_ties(
    rule: Network,
    visibility: float,
    key: Key,
    tick: int,
    number: NDArray[np.uint64],
    junior: Integers,
    senior: Integers,
    quality: Floats,
    spacing: Floats,
    rapport: Floats,
    start: Integers,
    neighbour: NDArray[np.int32],
    mirror: NDArray[np.int32],
    extra: Floats,
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
    present: Flags,
) -> int:
    """Add sp * .20 (q - .48)+/.52 to the pair's tie; the senior introduces the junior with .10 R (1 + 2 visibility)."""
    contact = np.full(len(junior), -1, np.int64)
    for d in range(len(junior)):
        chance = rule.introduction * rapport[d] * (1.0 + rule.introduction_visible * visibility)
        if uniform(key, number[d], tick, 0) < chance:
            u = uniform(key, number[d], tick, 1)
            other = draw_neighbour(u, senior[d], start, neighbour, effective, slot_neighbour, slot_weight)
            if other >= 0 and other != junior[d] and present[other]:
                contact[d] = other
    new = 0
    for d in range(len(junior)):
        above = max(0.0, quality[d] - rule.session_from) / (1.0 - rule.session_from)
        by = spacing[d] * rule.session * above
        if by > 0.0 and strengthen(
            start, neighbour, mirror, extra, slot_neighbour, slot_weight, junior[d], senior[d], by
        ):
            new += 1
        if contact[d] >= 0 and strengthen(
            start,
            neighbour,
            mirror,
            extra,
            slot_neighbour,
            slot_weight,
            junior[d],
            contact[d],
            rule.introduction_weight,
        ):
            new += 1
    return new
