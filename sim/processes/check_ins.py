"""Check-ins: they clear things up or do harm, and show the office which pairs to repair or match anew."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.base.luck import Key, normals, uniform
from ...scenarios.policy.feedback import Feedback
from ..state.pairs import Pairs, shares_of_senior
from ..state.state import State


def check_in(state: State, pairs: Pairs, running: Integers) -> Floats:
    """Ask every pair how it goes; return each pair's rapport as the office sees it."""
    people = state.workforce
    share = np.empty(len(running))
    shares_of_senior(pairs.circle, running, share)
    ask(
        state.rules.feedback, state.luck["check-ins"], state.tick, running, share,
        pairs.number, pairs.junior, pairs.senior, pairs.rapport, pairs.clarity, pairs.check_ins, pairs.harmed,
        people.training, people.fatigue, people.motivation, people.hours, people.check_ins,
    )  # fmt: skip
    error = normals(state.luck["check-ins"], pairs.number[running], state.tick, 1)
    seen: Floats = pairs.rapport[running] + state.rules.feedback.seen_error * error
    return seen


def repair(state: State, pairs: Pairs, wanting: Integers, seen: Floats, pair_weeks: int) -> Integers:
    """Repair the pairs that look worst, as many as the office can; return their rows.

    It mends 8 % of the running pairs a week; `pair_weeks` are pairs times the weeks until the next check-in.
    """
    rule, people = state.rules.feedback, state.workforce
    capacity = int(np.ceil(rule.repair_capacity * pair_weeks))
    rows = wanting[np.lexsort((pairs.number[wanting], seen))][:capacity]
    pairs.rapport[rows] += rule.repair_gain * (1 - pairs.rapport[rows])
    for side in (pairs.junior, pairs.senior):
        np.add.at(people.hours, side[rows], rule.repair_hours)
    return rows


def fade_clarity(state: State, pairs: Pairs, running: Integers) -> None:
    """Let clarity fade to .6 of where it began, with a time of ten weeks."""
    rule = state.rules.feedback
    rest = rule.clarity_kept * pairs.first_clarity[running]
    pairs.clarity[running] += (rest - pairs.clarity[running]) / rule.clarity_weeks


@kernel
def ask(
    rule: Feedback,
    key: Key,
    tick: int,
    running: Integers,
    share: Floats,
    number: NDArray[np.uint64],
    junior: Integers,
    senior: Integers,
    rapport: Floats,
    clarity: Floats,
    check_ins: Integers,
    harmed: Integers,
    training: Floats,
    fatigue: Floats,
    motivation: Floats,
    hours: Floats,
    asked: Floats,
) -> None:
    """Check in with each pair: with .533 (1 - .5 T)(.6 + .8 f) it harms, else it clarifies: c += .6 (1 - c).

    Harm is -.025 motivation and -.02 rapport; else motivation gains .02 (junior) and .01 (senior). The senior of a
    circle is asked once, and moved by the mean over its juniors.
    """
    for r in range(len(running)):
        p = running[r]
        j, s = junior[p], senior[p]
        trained, tired = 0.5 * (training[j] + training[s]), 0.5 * (fatigue[j] + fatigue[s])
        harm = rule.harm * (1.0 - rule.harm_training * trained) * (rule.harm_rested + rule.harm_fatigue * tired)
        check_ins[p] += 1
        if uniform(key, number[p], tick, 0) < harm:
            harmed[p] += 1
            rapport[p] = max(0.0, rapport[p] - rule.harm_rapport)
            motivation[j] = max(0.0, motivation[j] - rule.harm_motivation)
            motivation[s] = max(0.0, motivation[s] - share[r] * rule.harm_motivation)
        else:
            clarity[p] += rule.clarity * (1.0 - clarity[p])
            motivation[j] = min(1.0, motivation[j] + rule.lift_junior)
            motivation[s] = min(1.0, motivation[s] + share[r] * rule.lift_senior)
    for r in range(len(running)):
        for side in range(2):
            i = junior[running[r]] if side == 0 else senior[running[r]]
            part = share[r] if side == 1 else 1.0
            hours[i] += part * rule.hours
            asked[i] += part
