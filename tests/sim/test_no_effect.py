"""A programme without any effect does nothing to anybody, and its hours and cash are counted all the same."""

import math

import pytest

from mentorlab.experiments.studies.simulate import simulate
from mentorlab.scenarios.scenario import Scenario

EFFECTS = (
    "choice", "pull", "enjoyment", "progress", "crowding", "gaming", "learning", "practice", "openness", "confidence",
    "bond", "envy", "visibility", "pair-ties", "introductions", "session-fatigue", "check-in-fatigue", "time", "harm",
    "lift", "disappointment", "embarrassment", "protection", "cover", "credit",
)  # fmt: skip
"""Every mechanism by which a programme reaches people."""

OF_THE_OFFICE = {
    "rapport", "parted_early", "attendance", "sessions_per_pair", "check_ins", "repairs", "rematches",
    "places_unfilled", "applicants_rejected", "taking_part", "senior_hours", "hours", "cash", "hours_cost",
    "net_value",
}  # fmt: skip
"""What a programme is, rather than what it does."""


@pytest.mark.parametrize(
    "policy",
    [{}, {"targeting": "lottery"}, {"reward": "bonus", "targeting": "need"}, {"arm": "group"}, {"reward": "protected"}],
    ids=str,
)
def test_what_has_no_effect_changes_nobody_and_is_paid_for(policy):
    assumptions = {"off": EFFECTS}
    without = simulate(Scenario.model_validate({"assumptions": assumptions})).outcomes
    programme = Scenario.model_validate(
        {"assumptions": assumptions, "policy": {"arm": "reverse", "share": 0.2, **policy}}
    )
    found = simulate(programme).outcomes
    for name, value in found.items():
        if name in OF_THE_OFFICE or name.startswith(("participants.", "retention.")) or math.isnan(without[name]):
            continue
        assert value == pytest.approx(without[name], rel=1e-6), name
    assert found["hours"] > 1000
    assert found["cash"] > 10_000
    assert found["net_value"] < without["net_value"]
