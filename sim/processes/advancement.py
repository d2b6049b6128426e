"""Reviews: zero-sum advancement twice a year."""

from __future__ import annotations

import numpy as np

from ...agents.base.luck import uniforms
from ..state.state import State

REVIEW_WEEKS = 26


def review(state: State, visibility: float, gains_seen: float = 0.0) -> None:
    """Advance the best-placed 6 % of every level; the next 6 % feel passed over.

    Score: 4 mean skill as seen + access + .8 credit + .5 confidence + .4 u + 2 visibility for participants. Half of
    what somebody has gained goes unseen; talent reviews see `gains_seen` of that half in those who took part.
    """
    people, rule = state.workforce, state.rules.advancement
    gained = (people.skills - people.own_skills).mean(axis=1)
    unseen = rule.unseen * (1 - gains_seen * (people.spells > 0))
    score = (
        rule.skill * (people.skills.mean(axis=1) - unseen * gained)
        + rule.access * people.access
        + rule.credit * people.credit
        + rule.confidence * people.confidence
        + rule.luck * uniforms(state.luck["advancement"], people.seat, state.tick, 0)
        + rule.visible * visibility * people.enrolled
    )
    for level in range(5):
        rows = np.flatnonzero((people.level == level) & people.present)
        places = int(rule.share * len(rows) + 0.5)
        best = rows[np.argsort(-score[rows], kind="stable")]
        people.advancement[best[:places]] = 1.0
        people.advancement[best[places : 2 * places]] = -rule.passed_over
