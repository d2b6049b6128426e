"""From recruits to pairs: what the matchmaker sees, and how a pair starts."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray
from scipy.sparse import csr_array

from ...agents.base.arrays import Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.base.luck import Key as LuckKey
from ...agents.base.luck import blends, normals, uniforms
from ...agents.network.ties import SLOTS
from ...agents.people.candidates import Candidates, Scoring, Side, Weights
from ...scenarios.policy.arms import FOCUS, Direction
from ...scenarios.policy.protocols import PairingStrategy, checked
from ...scenarios.records.policy import Policy
from ..state.pairs import RUNNING, Pairs, pair_profile
from ..state.state import State

SKILL_ERROR, STYLE_ERROR, LOT = 0, 8, 10
"""Which draw of a seat's matching luck is which."""


def candidates_of(
    state: State, juniors: Integers, seniors: Integers, policy: Policy, direction: Direction, seats: int
) -> Candidates:
    """Return both sides as the programme office sees them."""
    people, ties = state.workforce, state.ties
    shape = (len(juniors), len(seniors))
    start, column, weight, closeness = reach_between(
        juniors, seniors, len(people), ties.start, ties.neighbour, ties.effective, ties.slot_neighbour, ties.slot_weight
    )
    tied = weight > 0
    rows = np.repeat(np.arange(len(juniors)), np.diff(start))
    order = np.lexsort((column, rows))
    column, weight, closeness, tied = column[order], weight[order], closeness[order], tied[order]
    must_not = np.empty((0, 2), np.int64)
    if policy.must_not.own_manager:
        position = np.full(len(people), -1, np.int64)
        position[seniors] = np.arange(len(seniors))
        own = np.where(people.manager[juniors] >= 0, position[people.manager[juniors]], -1)
        must_not = np.column_stack([np.flatnonzero(own >= 0), own[own >= 0]])
    rule = state.rules.matching
    return Candidates(
        juniors=_seen(state, juniors),
        seniors=_seen(state, seniors),
        teaching=direction.teaching,
        reach=state.rules.learning.reach,
        focus=np.array(FOCUS[policy.focus]),
        weights=Weights(**policy.best_score.model_dump()),
        rule=Scoring(*(getattr(rule, name) for name in Scoring._fields)),
        ties=csr_array((weight[tied], (rows[tied], column[tied])), shape=shape),
        closeness=csr_array((closeness, (rows, column)), shape=shape),
        must_not=must_not,
        capacity=seats,
        luck=state.luck["matching"],
        week=state.tick,
    )


def _seen(state: State, rows: Integers) -> Side:
    """Return one side with skills (SD .08) and style (SD .12) seen with error."""
    people, rule, key = state.workforce, state.rules.matching, state.luck["matching"]
    seats = people.seat[rows]

    def error(first: int, count: int, spread: float) -> Floats:
        return spread * np.column_stack([normals(key, seats, state.tick, first + m) for m in range(count)])

    return Side(
        rows=rows,
        skills=np.clip(people.skills[rows] + error(SKILL_ERROR, 8, rule.skill_error), 0, 1),
        wants=people.wants[rows],
        can_teach=people.can_teach[rows],
        style=np.clip(people.style[rows] + error(STYLE_ERROR, 2, rule.style_error), 0, 1),
        level=people.level[rows],
        age=people.age[rows],
        department=people.department[rows],
        degree=people.tie_sum[rows],
        seat=seats,
        lot=uniforms(key, seats, state.tick, LOT),
    )


def match(candidates: Candidates, strategy: PairingStrategy, name: str, key: LuckKey) -> Integers:
    """Return (pairs, 2) rows of the workforce, junior first, as a strategy makes them; its contract is checked."""
    rng = np.random.Generator(np.random.Philox(key=int(key[0]) + (int(key[1]) << 64)))
    pairs = checked(strategy(candidates, rng), candidates, name)
    rows = np.column_stack([candidates.juniors.rows[pairs[:, 0]], candidates.seniors.rows[pairs[:, 1]]])
    found: Integers = rows[np.lexsort((rows[:, 1], rows[:, 0]))]
    return found


def welcome_the_choice(state: State, rows: Integers) -> None:
    """Lift the motivation of those who found their partner themselves, as for those who choose to take part."""
    motivation = state.workforce.motivation
    motivation[rows] = np.minimum(1.0, motivation[rows] + state.rules.recruitment.chosen_freely)


def begin(
    state: State, rows: Integers, policy: Policy, cohort: int | Integers, due: int | Integers, *, chosen: bool = False
) -> Pairs:
    """Return new pairs at their start; `cohort` and `due` are the same for all, or one for each.

    R0 = .50 + .25 (similarity - .7) + .15 W + .05 eps, and .04 where the two chose each other; clarity starts at the
    goal clarity + .10 goal fit; the first session is due after 1 to `every` weeks.
    """
    people, rule, n = state.workforce, state.rules.matching, len(rows)
    juniors, seniors = rows[:, 0].copy(), rows[:, 1].copy()
    number = blends(people.seat[juniors], people.seat[seniors])
    similarity, goal_fit = np.empty(n), np.empty(n)
    attention_senior, attention_junior = np.empty((n, 8)), np.empty((n, 8))
    pair_profile(
        np.array(FOCUS[policy.focus]), juniors, seniors, people.wants, people.can_teach, people.style,
        similarity, goal_fit, attention_senior, attention_junior,
    )  # fmt: skip
    ties = state.ties
    weight = tie_weights(
        juniors, seniors, ties.start, ties.neighbour, ties.effective, ties.slot_neighbour, ties.slot_weight
    )
    key = state.luck["matching"]
    eps = normals(key, number, state.tick, 0)
    rapport = rule.rapport + rule.rapport_similarity * (similarity - 0.7) + rule.rapport_tie * weight
    if chosen:
        rapport += rule.rapport_chosen
    clarity = np.clip(policy.goal_clarity + rule.goal_clarity * goal_fit, 0, 1)
    wait = first_waits(state, number, policy.sessions.every_weeks)
    zeros = np.zeros(n, np.int64)
    return Pairs(
        number=number,
        junior=juniors,
        senior=seniors,
        junior_occupant=people.occupant[juniors],
        senior_occupant=people.occupant[seniors],
        circle=np.full(n, -1),
        cohort=np.full(n, cohort),
        began=np.full(n, state.week),
        due=np.full(n, due),
        ended=np.full(n, -1),
        ending=np.full(n, RUNNING),
        similarity=similarity,
        goal_fit=goal_fit,
        attention_senior=attention_senior,
        attention_junior=attention_junior,
        rapport=np.clip(rapport + rule.rapport_spread * eps, 0, 1),
        quarter_rapport=np.full(n, np.nan),
        clarity=clarity,
        first_clarity=clarity.copy(),
        next_session=state.week + 1 + wait,
        last_session=np.full(n, state.week),
        missed=zeros,
        sessions=zeros.copy(),
        check_ins=zeros.copy(),
        harmed=zeros.copy(),
    )


def first_waits(state: State, number: NDArray[np.uint64], every_weeks: int) -> Integers:
    """Return how long each pair waits beyond a week for its first session: 0 to `every` - 1 weeks."""
    luck = uniforms(state.luck["matching"], number, state.tick, 1)
    waits: Integers = (luck * max(1, every_weeks)).astype(np.int64)
    return waits


def deal_first_sessions(state: State, pairs: Pairs, rows: Integers, every_weeks: int) -> None:
    """Spread the next sessions of some pairs as at a start; a circle keeps together."""
    whose = np.where(pairs.circle[rows] >= 0, pairs.circle[rows], rows)
    pairs.next_session[rows] = state.week + 1 + first_waits(state, pairs.number[whose], every_weeks)


def form_circles(state: State, begun: Pairs, first_row: int, every_weeks: int) -> None:
    """Make one circle of all new pairs of a senior; `first_row` is where they will stand in the table."""
    _, first, circle = np.unique(begun.senior, return_index=True, return_inverse=True)
    begun.circle = first_row + first[circle]
    begun.next_session = state.week + 1 + first_waits(state, begun.number[first[circle]], every_weeks)


@kernel
def tie_weights(
    one: Integers,
    other: Integers,
    start: Integers,
    neighbour: NDArray[np.int32],
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
) -> Floats:
    """Return this week's weight of the tie between each two people, 0 where there is none."""
    weight = np.zeros(len(one))
    for p in range(len(one)):
        for e in range(start[one[p]], start[one[p] + 1]):
            if neighbour[e] == other[p]:
                weight[p] = effective[e]
        for s in range(SLOTS):
            if slot_neighbour[one[p], s] == other[p]:
                weight[p] = min(1.0, slot_weight[one[p], s])
    return weight


@kernel
def reach_between(
    juniors: Integers,
    seniors: Integers,
    people: int,
    start: Integers,
    neighbour: NDArray[np.int32],
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
) -> tuple[Integers, Integers, Floats, Floats]:
    """Return, in compressed rows, each junior's seniors within two steps as met: position, tie weight, closeness.

    Closeness is log(1 + 4 W + sum over common contacts of W W).
    """
    position = np.full(people, -1, np.int64)
    for c in range(len(seniors)):
        position[seniors[c]] = c
    direct, around = np.zeros(len(seniors)), np.zeros(len(seniors))
    begin_at = np.zeros(len(juniors) + 1, np.int64)
    room = 64
    columns, weights, close = np.empty(room, np.int64), np.empty(room), np.empty(room)
    filled = 0
    seen = np.empty(len(seniors), np.int64)
    for r in range(len(juniors)):
        i = juniors[r]
        met = 0
        first = start[i + 1] - start[i]
        for step in range(first + SLOTS):
            if step < first:
                j, w = neighbour[start[i] + step], effective[start[i] + step]
            else:
                j, w = slot_neighbour[i, step - first], min(1.0, slot_weight[i, step - first])
            if j < 0 or w <= 0.0:
                continue
            if position[j] >= 0:
                c = position[j]
                if direct[c] == 0.0 and around[c] == 0.0:
                    seen[met] = c
                    met += 1
                direct[c] += w
            second = start[j + 1] - start[j]
            for further in range(second + SLOTS):
                if further < second:
                    k, v = neighbour[start[j] + further], effective[start[j] + further]
                else:
                    k, v = slot_neighbour[j, further - second], min(1.0, slot_weight[j, further - second])
                if k < 0 or v <= 0.0 or position[k] < 0:
                    continue
                c = position[k]
                if direct[c] == 0.0 and around[c] == 0.0:
                    seen[met] = c
                    met += 1
                around[c] += w * v
        if filled + met > room:
            room = 2 * (filled + met)
            more_columns, more_weights, more_close = np.empty(room, np.int64), np.empty(room), np.empty(room)
            for at in range(filled):
                more_columns[at], more_weights[at], more_close[at] = columns[at], weights[at], close[at]
            columns, weights, close = more_columns, more_weights, more_close
        for at in range(met):
            c = seen[at]
            columns[filled], weights[filled] = c, direct[c]
            close[filled] = np.log(1.0 + 4.0 * direct[c] + around[c])
            filled += 1
            direct[c], around[c] = 0.0, 0.0
        begin_at[r + 1] = filled
    return begin_at, columns[:filled], weights[:filled], close[:filled]
