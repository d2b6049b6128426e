"""What the studies near to reverse mentoring added to the model: each mechanism on and off, by outcomes users see."""

from __future__ import annotations

import numpy as np
import pytest

from mentorlab.experiments.validation.testbed import Testbed as Organisations  # whose own name looks like a test

TECHNOLOGY, MOTIVATION = "participants.senior_technology_gain", "participants.motivation"
ON = {"learning.wrong": 0.3}
OFF = {
    "keenness": {"learning.keenness": 0.0},
    "embarrassment": {"motivation.embarrassment": 0.0},
    "wrong-lessons": {"learning.wrong": 0.0},
    "training-knowledge": {"learning.rate_training": 0.0, "learning.reach_training": 0.0},
}


@pytest.fixture(scope="module")
def gained():
    """Return a function that says how one policy differs from another in an outcome: the mean, and its error."""
    testbed = Organisations(employees=3000, replicates=4, assumptions=ON)
    common = {"arm": "reverse", "share": 0.2}

    def difference(outcome, policy, off="", than=None, than_off=""):
        runs = [
            testbed.runs(common | chosen, weeks=52, assumptions=OFF.get(without, {}))
            for chosen, without in ((policy, off), (than or {}, than_off))
        ]
        found = np.array([one.outcomes[outcome] - other.outcomes[outcome] for one, other in zip(*runs, strict=True)])
        return found.mean(), found.std(ddof=1) / 2

    return difference


def test_choosing_keen_juniors_teaches_seniors_technology_and_does_nothing_where_keenness_does_nothing(gained):
    keen = {"targeting": "keen"}
    mean, error = gained(TECHNOLOGY, keen)
    assert mean > max(0.3, 3 * error)
    mean, error = gained(TECHNOLOGY, keen, "keenness", {}, "keenness")
    assert abs(mean) < max(0.3, 3 * error)


def test_training_in_passing_on_moves_learning_and_training_in_getting_on_moves_rapport(gained):
    none, knowledge, identities = (
        {"training": "none"},
        *({"training_content": one} for one in ("knowledge", "identities")),
    )
    mean, error = gained(TECHNOLOGY, knowledge, than=none)
    assert mean > 3 * error
    mean, error = gained(TECHNOLOGY, knowledge, "training-knowledge", none, "training-knowledge")
    assert abs(mean) < max(0.1, 3 * error)
    assert gained("rapport", knowledge, than=none)[0] < 1 < 5 < gained("rapport", identities, than=none)[0]
    assert gained(TECHNOLOGY, {}, than=identities)[0] > 3 * gained(TECHNOLOGY, {}, than=identities)[1]
    for content in (knowledge, identities):
        assert gained("cash", content)[0] < 0 > gained("hours", content)[0]


def test_embarrassment_costs_motivation_and_wrong_lessons_cost_technology(gained):
    mean, error = gained(MOTIVATION, {}, than_off="embarrassment")
    assert mean < min(-0.1, -3 * error)
    mean, error = gained(TECHNOLOGY, {}, than_off="wrong-lessons")
    assert mean < min(-0.3, -3 * error)
