"""Confidence, and openness to other generations."""

from __future__ import annotations

import numpy as np

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ...scenarios.assumptions.assumptions import Attitudes
from ..state.state import State
from .sessions import Round


def after_sessions(state: State, held: Round, teaching: float, inclusion_focus: bool) -> None:
    """Let good sessions build confidence and openness, and bad ones close people off."""
    people = state.workforce
    change_attitudes(
        state.rules.attitudes, state.rules.transport, teaching, inclusion_focus,
        held.junior, held.senior, held.quality, held.spacing, held.share,
        people.age, people.confidence, people.openness,
    )  # fmt: skip


def relax(state: State) -> None:
    """Let confidence and openness move back towards a person's own, openness also towards the manager's."""
    people = state.workforce
    relax_attitudes(
        state.rules.attitudes, people.present, people.manager, people.own_confidence, people.own_openness,
        people.confidence, people.openness,
    )  # fmt: skip


@kernel
def change_attitudes(
    rule: Attitudes,
    transport: float,
    teaching: float,
    inclusion_focus: bool,
    junior: Integers,
    senior: Integers,
    quality: Floats,
    spacing: Floats,
    share: Floats,
    age: Floats,
    confidence: Floats,
    openness: Floats,
) -> None:
    """Add transport sp .26 (q - .42)(1 - conf) (theta for the junior, .4 for the senior) to confidence, and
    transport sp (.0645 if q > .48 else .10)(q - .48) min(1, age gap / 20) to openness of both. A circle moves its
    senior by the mean over its juniors.
    """
    sessions = len(junior)
    surer = np.empty((sessions, 2))
    opened = np.empty(sessions)
    for d in range(sessions):
        j, s, q = junior[d], senior[d], quality[d]
        build = transport * spacing[d] * rule.confidence * (q - 0.42)
        surer[d, 0] = build * teaching * (1.0 - confidence[j])
        surer[d, 1] = share[d] * build * rule.confidence_senior * (1.0 - confidence[s])
        across = min(1.0, abs(age[s] - age[j]) / rule.full_age_gap)
        move = transport * spacing[d] * (rule.opening if q > 0.48 else rule.closing) * (q - 0.48) * across
        opened[d] = move * (rule.inclusion_focus if inclusion_focus else 1.0)
    for d in range(sessions):
        for side in range(2):
            i = junior[d] if side == 0 else senior[d]
            confidence[i] = min(1.0, max(0.0, confidence[i] + surer[d, side]))
            part = share[d] if side == 1 else 1.0
            openness[i] = min(1.0, max(0.0, openness[i] + part * opened[d]))


@kernel
def relax_attitudes(
    rule: Attitudes,
    present: Flags,
    manager: Integers,
    own_confidence: Floats,
    own_openness: Floats,
    confidence: Floats,
    openness: Floats,
) -> None:
    """Move confidence by .012 and openness by .006 of the way back, openness also by .0025 to the manager's."""
    before = openness.copy()
    for i in range(len(confidence)):
        if not present[i]:
            continue
        confidence[i] += rule.confidence_fades * (own_confidence[i] - confidence[i])
        openness[i] += rule.openness_fades * (own_openness[i] - before[i])
        lead = manager[i]
        if lead >= 0 and present[lead]:
            openness[i] += rule.manager * (before[lead] - before[i])
