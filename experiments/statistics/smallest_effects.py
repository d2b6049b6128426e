"""How large a difference must be to matter: in the outcome's unit, or as a share of what the baseline has of it.

Nothing but the baseline counts, so that a scenario that is added to a comparison moves no size.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence

import numpy as np

from ...agents.base.arrays import Floats
from ...agents.base.refusal import Problem, Refused
from ...scenarios.assumptions.outcomes import HEADLINES, Outcome
from ...scenarios.records.scenario import share_of_baseline

EVERYBODY = {f"participants.{name}": name for name in (*HEADLINES, "motivation")}
"""Participants' outcomes that are measured of everybody too, in the same unit."""


def size_of(baseline: Floats, same_people: Floats, places: Mapping[str, int], outcome: Outcome) -> float | None:
    """Return what a relative smallest effect is a share of: the size of the baseline's mean.

    `baseline` has the baseline's values, (replicates, outcomes), an outcome's column by its name in `places`, and
    `same_people` how its participants fare without a programme. The latter count for a participants' outcome or, where
    they have no value, everybody in the baseline (`EVERYBODY`). None where the mean is 0 or has no value.
    """
    everybody = places.get(EVERYBODY.get(outcome.name, outcome.name), places[outcome.name])
    candidates = [baseline[:, everybody]]
    if outcome.of_participants:
        candidates.insert(0, same_people[:, places[outcome.name]])
    for numbers in candidates:
        if not np.isnan(numbers).all() and (mean := abs(float(np.nanmean(numbers)))) > 0:
            return mean
    return None


def smallest_effect(outcome: Outcome, asked: float | str | None, size: float | None) -> float:
    """Return the smallest effect that matters in the outcome's unit: the one asked for, or the outcome's own.

    A percentage is a share of the size. Where there is none, the outcome's own in its unit holds, or one unit.

    >>> ideas = Outcome("ideas", "ideas", "a year", 1, 0.05, "idea system", relative=True)
    >>> [smallest_effect(ideas, asked, size=40.0) for asked in (None, "10 %", 1.5)]
    [2.0, 4.0, 1.5]
    >>> smallest_effect(ideas, "10 %", size=None), smallest_effect(ideas._replace(relative=False), "10 %", size=None)
    (1.0, 0.05)
    """
    share = (outcome.smallest if outcome.relative else None) if asked is None else share_of_baseline(asked)
    if share is None:
        return outcome.smallest if asked is None else float(asked)
    if size is None:
        return 1.0 if outcome.relative else outcome.smallest
    return share * size


def agreed(asked: Sequence[Mapping[str, float | str]]) -> dict[str, float | str]:
    """Return the smallest effects that the scenarios ask for; refuse what they disagree on.

    >>> agreed([{"retention": 1.0, "innovation": "5 %"}, {"retention": 1.0}])
    {'retention': 1.0, 'innovation': '5 %'}
    """
    effects: dict[str, float | str] = {}
    problems = []
    for name, effect in (item for one in asked for item in one.items()):
        if effects.setdefault(name, effect) != effect:
            message = f"the scenarios compared say {effects[name]} and {effect}."
            hint = "Say the same in all of them, or say it in one."
            problems.append(Problem(message, hint, "conflict", field=f"smallest_effects.{name}", value=effect))
    if problems:
        raise Refused(problems)
    return effects
