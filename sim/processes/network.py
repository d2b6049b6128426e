"""How ties change: their weight this week, whom they reach, chance meetings, fading."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.base.luck import Key, uniform
from ...agents.base.skills import BAND_EDGES
from ...agents.network.ties import SLOTS, drop_slot, strengthen
from ...scenarios.assumptions.assumptions import Network
from ..state.state import State

FAINT = 0.02
"""Extra ties weaker than this are forgotten."""

LEADER = 3
"""The level from which somebody counts as a leader."""


def refresh(state: State) -> None:
    """Renew every tie's weight and what each person reaches over them."""
    people, ties = state.workforce, state.ties
    weigh(
        ties.start, ties.neighbour, ties.weight, ties.extra, ties.effective, ties.slot_neighbour, ties.slot_weight,
        people.level, people.age, people.department, people.present, people.ramp,
        people.tie_sum, people.access, people.access_of_ties, people.cross_age, people.cross_age_of_ties,
        people.elsewhere,
    )  # fmt: skip


def fade_and_meet(state: State) -> int:
    """Let extra ties fade and friends of friends meet; return how many new ties there are."""
    people, ties = state.workforce, state.ties
    fade(state.rules.network, ties.extra, ties.slot_neighbour, ties.slot_weight)
    return int(
        meet_by_chance(
            state.rules.network, state.luck["meetings"], state.tick, people.seat,
            ties.start, ties.neighbour, ties.mirror, ties.extra, ties.effective, ties.slot_neighbour, ties.slot_weight,
            people.age, people.present, people.confidence,
        )
    )  # fmt: skip


def forget_seats(state: State, rows: Integers) -> None:
    """Drop the extra ties of seats whose occupant left."""
    ties = state.ties
    forget(rows, ties.start, ties.mirror, ties.extra, ties.slot_neighbour, ties.slot_weight)


@kernel
def age_band(age: float) -> int:
    """Return the age band, 0 to 3, of an age in years."""
    band = 0
    for edge in range(1, 4):
        if age >= BAND_EDGES[edge]:
            band += 1
    return band


@kernel
def weigh(
    start: Integers,
    neighbour: NDArray[np.int32],
    weight: Floats,
    extra: Floats,
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
    level: Integers,
    age: Floats,
    department: Integers,
    present: Flags,
    ramp: Floats,
    tie_sum: Floats,
    access: Floats,
    access_of_ties: Floats,
    cross_age: Floats,
    cross_age_of_ties: Floats,
    elsewhere: Floats,
) -> None:
    """Weigh each tie: min(1, W0 r_i r_j + X); sum them, those to other departments apart; compute access and the share
    across ages, both also of the structural ties alone.

    Access is .5 max W level/4 + .5 min(1, sum of W to leaders).
    """
    n = len(level)
    band = np.empty(n, np.int64)
    for i in range(n):
        band[i] = age_band(age[i])
    for i in range(n):
        total = across = beyond = own_total = own_across = best = leaders = best_of_ties = leaders_of_ties = 0.0
        for e in range(start[i], start[i + 1]):
            j = neighbour[e]
            if not (present[i] and present[j]):
                effective[e] = 0.0
                continue
            own = weight[e] * (ramp[i] * ramp[j])  # the same number at both ends
            w = min(1.0, own + extra[e])
            effective[e] = w
            total += w
            best = max(best, w * level[j])
            best_of_ties = max(best_of_ties, own * level[j])
            if level[j] >= LEADER:
                leaders += w
                leaders_of_ties += own
            own_total += own
            if abs(band[i] - band[j]) >= 2:
                across += w
                own_across += own
            if department[i] != department[j]:
                beyond += w
        for s in range(SLOTS):
            j = slot_neighbour[i, s]
            if j < 0:
                continue
            w = min(1.0, slot_weight[i, s])
            total += w
            best = max(best, w * level[j])
            if level[j] >= LEADER:
                leaders += w
            if abs(band[i] - band[j]) >= 2:
                across += w
            if department[i] != department[j]:
                beyond += w
        tie_sum[i] = total
        access[i] = 0.5 * best / 4.0 + 0.5 * min(1.0, leaders)
        access_of_ties[i] = 0.5 * best_of_ties / 4.0 + 0.5 * min(1.0, leaders_of_ties)
        cross_age[i] = across / total if total > 0.0 else 0.0
        cross_age_of_ties[i] = own_across / own_total if own_total > 0.0 else 0.0
        elsewhere[i] = beyond


@kernel
def draw_neighbour(
    u: float,
    i: int,
    start: Integers,
    neighbour: NDArray[np.int32],
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
) -> int:
    """Return a neighbour drawn by tie weight: where the cumulative weight, in fixed order, passes u; -1 for none."""
    total = 0.0
    for e in range(start[i], start[i + 1]):
        total += effective[e]
    for s in range(SLOTS):
        if slot_neighbour[i, s] >= 0:
            total += min(1.0, slot_weight[i, s])
    left = u * total
    last = -1
    for e in range(start[i], start[i + 1]):
        if effective[e] > 0.0:
            last = neighbour[e]
            left -= effective[e]
            if left < 0.0:
                return last
    for s in range(SLOTS):
        if slot_neighbour[i, s] >= 0:
            last = slot_neighbour[i, s]
            left -= min(1.0, slot_weight[i, s])
            if left < 0.0:
                return last
    return last


@kernel
def fade(rule: Network, extra: Floats, slot_neighbour: NDArray[np.int32], slot_weight: Floats) -> None:
    """Let extra weight fade by a share a week; drop what has become very weak."""
    keep = 1.0 - rule.fades
    for e in range(len(extra)):
        extra[e] *= keep
    for i in range(len(slot_neighbour)):
        for s in range(SLOTS):
            if slot_neighbour[i, s] >= 0:
                slot_weight[i, s] *= keep
                if slot_weight[i, s] < FAINT:
                    slot_neighbour[i, s] = -1
                    slot_weight[i, s] = 0.0


@kernel
def meet_by_chance(
    rule: Network,
    key: Key,
    tick: int,
    seat: NDArray[np.uint64],
    start: Integers,
    neighbour: NDArray[np.int32],
    mirror: NDArray[np.int32],
    extra: Floats,
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
    age: Floats,
    present: Flags,
    confidence: Floats,
) -> int:
    """Let a friend of a friend become a tie: more often for the confident, and among the same age.

        meets a friend of a friend with .02 (.5 + conf) exp(-.35 age bands apart)

    Both steps go by tie weight; a new tie weighs .10. Who meets whom is settled on the ties as they were; only then
    do the new ones take their place.
    """
    n = len(seat)
    who = np.full(n, -1, np.int32)
    for i in range(n):
        if not present[i] or uniform(key, seat[i], tick, 0) >= rule.meeting * (0.5 + confidence[i]):
            continue
        friend = draw_neighbour(
            uniform(key, seat[i], tick, 1), i, start, neighbour, effective, slot_neighbour, slot_weight
        )
        if friend < 0:
            continue
        other = draw_neighbour(
            uniform(key, seat[i], tick, 2), friend, start, neighbour, effective, slot_neighbour, slot_weight
        )
        if other < 0 or other == i or not present[other]:
            continue
        apart = abs(age_band(age[i]) - age_band(age[other]))
        if uniform(key, seat[i], tick, 3) < math.exp(-rule.meeting_age * apart):
            who[i] = other
    new = 0
    for i in range(n):
        if who[i] >= 0 and strengthen(
            start, neighbour, mirror, extra, slot_neighbour, slot_weight, i, who[i], rule.meeting_weight
        ):
            new += 1
    return new


@kernel
def forget(
    rows: Integers,
    start: Integers,
    mirror: NDArray[np.int32],
    extra: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
) -> None:
    """Drop, at both ends, what had grown on the ties of these rows."""
    for i in rows:
        for e in range(start[i], start[i + 1]):
            extra[e] = 0.0
            extra[mirror[e]] = 0.0
        for s in range(SLOTS):
            drop_slot(slot_neighbour, slot_weight, i, s)
