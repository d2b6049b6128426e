"""How skills change: from partner to partner, by teaching, among colleagues, and by forgetting."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.base.skills import COMMUNICATION, DATA_AND_AI, LEADERSHIP, TRENDS
from ...agents.network.ties import SLOTS
from ...scenarios.assumptions.assumptions import Learning
from ...scenarios.policy.arms import Direction
from ..state.pairs import Pairs, cognitive_distance, learnable
from ..state.state import State
from .sessions import Round


def learn(state: State, pairs: Pairs, held: Round, arm: Direction, practice: float, pull: Floats) -> Floats:
    """Let the two of each session learn from each other and by teaching; return (sessions, 2) gains, junior first.

    `practice` is how many times the usual they learn by teaching.
    """
    people = state.workforce
    gained = np.zeros((len(held.pairs), 2))
    exchange(
        state.rules.learning, state.rules.transport, arm.teaching, arm.learning, arm.learning_senior,
        practice * state.rules.learning.practice, state.rules.attitudes.full_age_gap,
        held.junior, held.senior, held.quality, held.spacing, held.rapport,
        pairs.attention_junior[held.pairs], pairs.attention_senior[held.pairs],
        people.skills, people.motivation, pull, people.fatigue, people.knowledge_training, people.keenness, people.age,
        gained,
    )  # fmt: skip
    return gained


def learn_from_training(state: State, rows: Integers, teaches: float, focus: Sequence[float]) -> None:
    """Let people learn in training alone, where training is the programme.

    They learn a share `teaches` of what is left to learn in a skill, as much as the focus is on it. It fades like any
    other gain. Source: assumption; mentoring programmes do not use it.
    """
    skills, weight = state.workforce.skills, np.array(focus) / np.mean(focus)
    skills[rows] += np.minimum(1.0, teaches * weight) * (1 - skills[rows])


def learn_from_colleagues(state: State) -> None:
    """Let everyone learn a little from their ties, forget what is not used, and fall behind in digital skills."""
    people, ties = state.workforce, state.ties
    drift_and_forget(
        state.rules.learning, ties.start, ties.neighbour, ties.effective, ties.slot_neighbour, ties.slot_weight,
        people.present, people.age, people.tie_sum, people.skills, people.own_skills,
    )  # fmt: skip


@kernel
def exchange(
    rule: Learning,
    transport: float,
    teaching: float,
    in_company: float,
    senior_in_company: float,
    practice: float,
    full_age_gap: float,
    junior: Integers,
    senior: Integers,
    quality: Floats,
    spacing: Floats,
    rapport: Floats,
    attention_junior: Floats,
    attention_senior: Floats,
    skills: Floats,
    motivation: Floats,
    pull: Floats,
    fatigue: Floats,
    knowledge_training: Floats,
    keenness: Floats,
    age: Floats,
    gained: Floats,
) -> None:
    """Move skills along the gap of each pair, then add what the two learn by teaching.

    The learner gains transport sp lambda (1 + .3 (T - .2)) U(D) (.3 + .7 R) theta sqrt(M) (1 - f) a_m (gap)+ in skill
    m, theta being the share of the time that flows towards the learner and T the mean knowledge training; in digital
    skills this is times 1 + keenness of the teacher - .5. Of what a senior is taught about data and AI a share (0) is
    wrong and takes as much away as it would have given. Practice adds transport sp practice theta (q - .4)+ of what
    is left to learn in leadership and communication to the junior, half of it in communication to the senior, scaled
    by the age gap. In a circle all of it counts .65, the senior's .55 of that with each junior. Everything is computed
    from the skills before this week's sessions.
    """
    sessions = len(junior)
    gain = np.zeros((sessions, 2, 8))
    for d in range(sessions):
        j, s = junior[d], senior[d]
        trained = 0.5 * (knowledge_training[j] + knowledge_training[s])
        reach = rule.reach * (1.0 + rule.reach_training * trained)
        bridged = learnable(cognitive_distance(skills, j, s), reach)
        common = (
            in_company * transport * spacing[d] * rule.rate * bridged * (rule.floor + (1.0 - rule.floor) * rapport[d])
        )
        common *= 1.0 + rule.rate_training * (trained - 0.2)
        pace_j = common * (1.0 - teaching) * math.sqrt(max(0.0, motivation[j] + pull[j])) * (1.0 - fatigue[j])
        pace_s = (
            senior_in_company * common * teaching * math.sqrt(max(0.0, motivation[s] + pull[s])) * (1.0 - fatigue[s])
        )
        for m in range(8):
            gap = skills[s, m] - skills[j, m]
            keen = 1.0
            if m <= TRENDS:
                keen += rule.keenness * (keenness[s if gap > 0.0 else j] - 0.5)
            if gap > 0.0:
                gain[d, 0, m] = min(1.0, pace_j * keen * attention_junior[d, m]) * gap
            else:
                gain[d, 1, m] = min(1.0, pace_s * keen * attention_senior[d, m]) * -gap
        gain[d, 1, DATA_AND_AI] *= 1.0 - 2.0 * rule.wrong
        practised = in_company * transport * spacing[d] * practice * max(0.0, quality[d] - 0.4)
        across = min(1.0, abs(age[s] - age[j]) / full_age_gap)
        gain[d, 0, LEADERSHIP] += practised * teaching * (1.0 - skills[j, LEADERSHIP])
        gain[d, 0, COMMUNICATION] += practised * teaching * (1.0 - skills[j, COMMUNICATION])
        practised *= senior_in_company * rule.practice_senior * across
        gain[d, 1, COMMUNICATION] += practised * (1.0 - skills[s, COMMUNICATION])
    for d in range(sessions):
        for side in range(2):
            i = junior[d] if side == 0 else senior[d]
            for m in range(8):
                skills[i, m] = min(1.0, max(0.0, skills[i, m] + gain[d, side, m]))
                gained[d, side] += gain[d, side, m]


@kernel
def drift_and_forget(
    rule: Learning,
    start: Integers,
    neighbour: NDArray[np.int32],
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
    present: Flags,
    age: Floats,
    tie_sum: Floats,
    skills: Floats,
    own_skills: Floats,
) -> None:
    """Add .0012 (weighted mean of ties - k)+, take .0145 (k - own), and let digital skills lag beyond 45.

    On the skills before anyone moved; the lag lowers what a person falls back to as well.
    """
    n = len(age)
    mean = np.zeros(8)
    after = np.empty((n, 8))
    for i in range(n):
        for m in range(8):
            mean[m] = 0.0
            after[i, m] = skills[i, m]
        if not present[i]:
            continue
        total = 0.0
        if rule.peers > 0.0:
            for e in range(start[i], start[i + 1]):
                w = effective[e]
                if w > 0.0:
                    total += w
                    for m in range(8):
                        mean[m] += w * skills[neighbour[e], m]
            for s in range(SLOTS):
                j = slot_neighbour[i, s]
                if j >= 0:
                    w = min(1.0, slot_weight[i, s])
                    total += w
                    for m in range(8):
                        mean[m] += w * skills[j, m]
        for m in range(8):
            k = skills[i, m]
            learned = rule.peers * max(0.0, mean[m] / total - k) if total > 0.0 else 0.0
            after[i, m] = k + learned - rule.forgetting * (k - own_skills[i, m])
            if m < 3 and age[i] > rule.drift_age:
                after[i, m] *= 1.0 - rule.drift
                own_skills[i, m] *= 1.0 - rule.drift
    for i in range(n):
        for m in range(8):
            skills[i, m] = after[i, m]
