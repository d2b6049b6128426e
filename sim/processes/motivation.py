"""Motivation and what rewards do to it; fatigue and what the programme adds to it."""

from __future__ import annotations

import math

import numpy as np

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.base.skills import COMMUNICATION
from ...scenarios.assumptions.assumptions import Motivation
from ..state.state import State
from .sessions import Round


def extrinsic(state: State) -> Floats:
    """Return this week's extrinsic pull of each person: it fades with the weeks since the reward began."""
    people = state.workforce
    pull = np.empty(len(people))
    pull_of_rewards(state.rules.motivation, state.week, people.enrolled, people.reward, people.rewarded, pull)
    return pull


def after_sessions(state: State, held: Round, gained: Floats, tangibility: float, teaching: float) -> None:
    """Let a session lift or lower motivation, being taught embarrass a senior, and a tangible reward crowd it out."""
    people = state.workforce
    motivate(
        state.rules.motivation,
        tangibility,
        teaching,
        held.junior,
        held.senior,
        held.quality,
        held.spacing,
        held.share,
        held.rapport,
        people.training,
        gained,
        people.motivation,
    )


def relax(state: State, protected: float = 0.0) -> None:
    """Let motivation and fatigue move towards their own levels; protected time spares those who have it."""
    people, makeup = state.workforce, state.rules.people
    cover = np.zeros(len(people))
    if protected > 0:
        here = people.present
        members = np.bincount(people.team, here)
        away = np.bincount(people.team, here & people.enrolled, len(members))
        share = np.divide(away, members, out=np.zeros(len(members)), where=members > 0)
        cover = np.where(people.enrolled, 0.0, protected * share[people.team])
    relax_motivation(
        state.rules.motivation, makeup.motivation, makeup.motivation_by_engagement, makeup.motivation_least,
        makeup.motivation_most, makeup.fatigue, makeup.fatigue_by_workload, people.present,
        people.manager, people.engagement, people.openness,
        people.skills, people.own_skills, people.workload, people.hours, people.check_ins, people.enrolled, cover,
        protected, people.motivation, people.fatigue,
    )  # fmt: skip


@kernel
def pull_of_rewards(
    rule: Motivation, week: int, enrolled: Flags, reward: Floats, rewarded: Floats, pull: Floats
) -> None:
    """Compute ext0 (.35 + .65 exp(-t / 20 weeks)) for those in the programme, 0 for the others."""
    for i in range(len(pull)):
        pull[i] = 0.0
        if enrolled[i] and reward[i] > 0.0:
            faded = math.exp(-(week - rewarded[i]) / rule.reward_weeks)
            pull[i] = reward[i] * (rule.reward_kept + (1.0 - rule.reward_kept) * faded)


@kernel
def motivate(
    rule: Motivation,
    tangibility: float,
    teaching: float,
    junior: Integers,
    senior: Integers,
    quality: Floats,
    spacing: Floats,
    share: Floats,
    rapport: Floats,
    training: Floats,
    gained: Floats,
    motivation: Floats,
) -> None:
    """Add sp (.10 (q - .48) + .3 (progress - .02)) - crowding * tangibility * mI for each side of each session.

    Progress is the own gain and .3 of the partner's. Being taught by a junior costs the senior
    .005 theta (1 - R) (1 - .5 T). A circle moves its senior by the mean over its juniors. On the
    motivation before this week's sessions.
    """
    sessions = len(junior)
    change = np.empty((sessions, 2))
    for d in range(sessions):
        for side in range(2):
            i = junior[d] if side == 0 else senior[d]
            progress = gained[d, side] + rule.partner_progress * gained[d, 1 - side]
            lift = rule.session * (quality[d] - 0.48) + rule.progress * (progress - 0.02)
            change[d, side] = spacing[d] * lift - rule.crowding * tangibility * motivation[i]
            if side == 1:
                buffered = (1.0 - rapport[d]) * (1.0 - rule.embarrassment_training * training[i])
                change[d, side] -= rule.embarrassment * teaching * buffered
                change[d, side] *= share[d]
    for d in range(sessions):
        for side in range(2):
            i = junior[d] if side == 0 else senior[d]
            motivation[i] = min(1.0, max(0.0, motivation[i] + change[d, side]))


@kernel
def relax_motivation(
    rule: Motivation,
    mean: float,
    by_engagement: float,
    least: float,
    most: float,
    rested: float,
    by_workload: float,
    present: Flags,
    manager: Integers,
    engagement: Floats,
    openness: Floats,
    skills: Floats,
    own_skills: Floats,
    workload: Floats,
    hours: Floats,
    check_ins: Floats,
    enrolled: Flags,
    cover: Floats,
    protected: float,
    motivation: Floats,
    fatigue: Floats,
) -> None:
    """Move mI by .04 (m0 - mI) and f by .12 (f* - f).

    f* = .15 + .35 w + .02 hours (1 - .4 protected) + .13 check-ins + .30 cover, cover being the share of the team
    that has protected time, for the others. People whose manager is open, or has learned to communicate, come to
    rest a little higher: m0 rises by .05 (o_manager - .5 + gain in communication).
    """
    for i in range(len(motivation)):
        if not present[i]:
            continue
        rest = mean + by_engagement * engagement[i]
        lead = manager[i]
        if lead >= 0 and present[lead]:
            grown = skills[lead, COMMUNICATION] - own_skills[lead, COMMUNICATION]
            rest += rule.inspired * (openness[lead] - 0.5 + grown)
        rest = min(most, max(least, rest))
        motivation[i] += rule.recovery * (rest - motivation[i])
        spared = rule.fatigue_protected * protected if enrolled[i] else 0.0
        load = (
            rested
            + by_workload * workload[i]
            + rule.fatigue_hours * hours[i] * (1.0 - spared)
            + rule.fatigue_check_in * check_ins[i]
            + rule.fatigue_cover * cover[i]
        )
        fatigue[i] = min(1.0, fatigue[i] + rule.fatigue_pace * (load - fatigue[i]))
