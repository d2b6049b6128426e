"""Drawing who knows whom: ties in three scopes, the team, the rest of the unit, and elsewhere.

Within a team and within a unit every pair has its own luck, so one person more or less leaves the luck of all
other pairs. Beyond the unit people pick acquaintances by kind, in time proportional to the number of people.
"""

from __future__ import annotations

import math
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..base.arrays import Floats, Integers
from ..base.compiled import kernel
from ..base.luck import Key, blend, key, uniform
from ..base.skills import band_of
from ..people.makeup import Acquaintance
from ..people.structure import TEAM_SIZE, UNIT_SIZE, compact, deal
from ..people.workforce import Workforce
from .ties import Ties

Seats = NDArray[np.uint64]

KINDS = 40
"""Kinds of people that ties distinguish: five levels, four age bands, in an under-represented group or not."""


def draw_ties(workforce: Workforce, seed: int, replicate: int, rule: Acquaintance) -> Ties:
    """Return the ties of everyone at launch, in time and memory proportional to people and ties.

    The expected number of ties per person is met on average over each team, each unit and the organisation; a scope
    with too few people hands its rest on to the next, and where there is no next, to the one before. Reporting
    lines are always tied and count as ties.
    """
    people = len(workforce)
    odds = odds_of_kinds(rule)
    kind = workforce.level * 8 + band_of(workforce.age) * 2 + workforce.group
    unit, group = compact(workforce.unit), working_groups(workforce.level, workforce.team)
    seat, manager = workforce.seat, workforce.manager
    nobody, anybody = np.arange(people), np.zeros(people, np.int64)

    one_team, one_unit = group.max() == 0, unit.max() == 0
    need = np.full(people, rule.team + (rule.unit + rule.elsewhere if one_team else 0.0))
    luck = key(seed, replicate, "ties in the team")
    teams = draw_scope(seat, manager, kind, odds, *members(group), nobody, need, room(need), luck)
    need = rule.unit + (rule.elsewhere if one_unit else 0.0) + teams[2]
    luck = key(seed, replicate, "ties in the unit")
    units = draw_scope(seat, manager, kind, odds, *members(unit), group, need, room(need), luck)
    need = rule.elsewhere + units[2]
    luck = key(seed, replicate, "ties elsewhere")
    if people <= UNIT_SIZE:
        source, target, _ = draw_scope(seat, manager, kind, odds, *members(anybody), unit, need, room(need), luck)
    else:
        order = np.lexsort((unit, kind))
        starts = np.searchsorted(kind[order], np.arange(KINDS + 1))
        source, target = draw_elsewhere(seat, kind, odds, *members(unit), order, starts, need, room(need), luck)
    led = np.flatnonzero(manager >= 0)
    source, target = np.concatenate([source, led]), np.concatenate([target, manager[led]])
    fresh = (unit[source] != unit[target]) & (group[source] != group[target])
    low, high = np.minimum(source, target)[fresh], np.maximum(source, target)[fresh]
    low, high = np.divmod(np.unique(low * people + high), people)  # each pair once

    source, target = np.concatenate([teams[0], units[0], low]), np.concatenate([teams[1], units[1], high])
    weight = draw_weights(seat, manager, source, target, rule.floats, key(seed, replicate, "weights of ties"))
    return Ties.between(people, source, target, weight)


def odds_of_kinds(rule: Acquaintance) -> Floats:
    """Return the odds of a tie between two kinds of people, (40, 40): alike in level, age and group is likelier."""
    level, rest = np.divmod(np.arange(KINDS), 8)
    band, group = np.divmod(rest, 2)
    apart = np.abs(level[:, None] - level[None, :])
    same_band, both = band[:, None] == band[None, :], (group[:, None] & group[None, :]) == 1
    odds: Floats = np.exp(-rule.level_distance * apart + rule.same_band * same_band + rule.same_group * both)
    return odds


def working_groups(level: Integers, team: Integers) -> Integers:
    """Return teams without gaps in their codes, those of more than 16 dealt evenly by level into about eights."""
    team = compact(team)
    sizes = np.bincount(team)
    pieces = np.where(sizes > 2 * TEAM_SIZE, (sizes + TEAM_SIZE // 2) // TEAM_SIZE, 1)
    return deal(level, team, pieces)


def members(group: Integers) -> tuple[Integers, Integers]:
    """Return rows ordered by group, and where each group begins in that order (one more for the end)."""
    return np.argsort(group, kind="stable"), np.concatenate([[0], np.cumsum(np.bincount(group))])


def room(need: Floats) -> int:
    """Return room for the ties of a scope: those needed, a reporting line each, and twelve standard deviations."""
    return int(need.sum() / 2 + len(need) + 12 * math.sqrt(need.sum()) + 64)


@kernel
def luck_of_pair(key: Key, one: int, other: int) -> float:
    """Return the uniform number of two seats."""
    pair: Any = blend(one, other)
    return uniform(key, pair, 0, 0)


@kernel
def draw_scope(
    seat: Seats, manager: Integers, kind: Integers, odds: Floats, order: Integers, starts: Integers,
    inner: Integers, need: Floats, room: int, key: Key,
) -> tuple[Integers, Integers, Floats]:  # fmt: skip
    """Return both ends of the ties drawn within each group of a scope, and what each person still needs.

    Pairs in the same `inner` group are left to the narrower scope. A pair is tied with probability min(1, c odds),
    the odds times what both need; c is such that the group's ties are as many as its people need together.
    """
    source, target, count = np.empty(room, np.int64), np.empty(room, np.int64), 0
    rest = np.zeros(len(seat))
    for g in range(len(starts) - 1):
        rows = order[starts[g] : starts[g + 1]]
        wanted = 0.0
        for i in rows:
            wanted += need[i] / 2.0
        # raise c until no further pair is certain, then walk the pairs once more and draw
        scale, bar, certain, drawing = 0.0, math.inf, -1, False
        while True:
            sure, open_odds = 0, 0.0
            for a in range(len(rows)):
                for b in range(a):
                    i, j = rows[a], rows[b]
                    if inner[i] == inner[j]:
                        continue
                    chance = odds[kind[i], kind[j]] * need[i] * need[j]
                    is_sure = manager[i] == j or manager[j] == i or chance >= bar
                    if is_sure:
                        sure += 1
                    else:
                        open_odds += chance
                    if drawing and (is_sure or luck_of_pair(key, seat[i], seat[j]) < scale * chance):
                        source[count], target[count] = i, j
                        count += 1
            if drawing:
                break
            drawing = sure == certain or open_odds == 0.0 or sure >= wanted
            if not drawing:
                certain, scale = sure, (wanted - sure) / open_odds
                bar = 1.0 / scale
        if open_odds == 0.0:
            for i in rows:
                rest[i] = max(0.0, wanted - sure) * 2.0 / len(rows)
    return source[:count], target[:count], rest


@kernel
def draw_elsewhere(
    seat: Seats, kind: Integers, odds: Floats, order: Integers, starts: Integers, by_kind: Integers,
    kind_starts: Integers, need: Floats, room: int, key: Key,
) -> tuple[Integers, Integers]:  # fmt: skip
    """Return who picks whom beyond the own unit; a pair may come twice.

    Everyone makes a Poisson number of picks with mean need / 2, being picked as often on average. A pick is
    first of a kind, in proportion to its odds and its people beyond the unit, then of one of these. `order`,
    `starts` list rows by unit, `by_kind`, `kind_starts` by kind and then unit: the own unit is one block to skip.
    """
    source, target, count = np.empty(room, np.int64), np.empty(room, np.int64), 0
    block = kind_starts[:-1].copy()  # where this unit's people of each kind begin
    own, share = np.zeros(KINDS, np.int64), np.empty(KINDS)
    for u in range(len(starts) - 1):
        rows = order[starts[u] : starts[u + 1]]
        for k in range(KINDS):
            own[k] = 0
        for i in rows:
            own[kind[i]] += 1
        for i in rows:
            total = 0.0
            for k in range(KINDS):
                total += odds[kind[i], k] * (kind_starts[k + 1] - kind_starts[k] - own[k])
                share[k] = total
            picks = poisson(uniform(key, seat[i], 0, 0), need[i] / 2.0) if total > 0.0 else 0
            for pick in range(picks):
                k, mark = 0, uniform(key, seat[i], 0, 1 + 2 * pick) * total
                while share[k] <= mark:
                    k += 1
                beyond = kind_starts[k + 1] - kind_starts[k] - own[k]
                place = kind_starts[k] + int(uniform(key, seat[i], 0, 2 + 2 * pick) * beyond)
                if place >= block[k]:
                    place += own[k]
                source[count], target[count] = i, by_kind[place]
                count += 1
        for k in range(KINDS):
            block[k] += own[k]
    return source[:count], target[:count]


@kernel
def poisson(luck: float, mean: float) -> int:
    """Return the Poisson number at a rank in [0, 1), by summing its probabilities."""
    number, probability = 0, math.exp(-mean)
    below = probability
    while luck >= below and probability > 0.0:
        number += 1
        probability *= mean / number
        below += probability
    return number


@kernel
def beta_2_3(luck: float) -> float:
    """Return the Beta(2, 3) number at a rank in [0, 1): Newton's rule on 6x^2 - 8x^3 + 3x^4, from the mode."""
    x = 1.0 / 3.0
    for _ in range(100):
        step = (((3.0 * x - 8.0) * x + 6.0) * x * x - luck) / (12.0 * x * (1.0 - x) * (1.0 - x))
        x = min(max(x - step, 1e-9), 1.0 - 1e-9)
        if abs(step) < 1e-12:
            break
    return x


@kernel
def draw_weights(
    seat: Seats, manager: Integers, source: Integers, target: Integers, rule: Acquaintance, key: Key
) -> Floats:
    """Return the weight of each tie; that to the line manager is not weaker than a reporting line."""
    weight = np.empty(len(source))
    for t in range(len(source)):
        i, j = source[t], target[t]
        weight[t] = rule.weight_least + rule.weight_span * beta_2_3(luck_of_pair(key, seat[i], seat[j]))
        if manager[i] == j or manager[j] == i:
            weight[t] = max(weight[t], rule.reporting_line)
        weight[t] = min(1.0, weight[t])
    return weight
