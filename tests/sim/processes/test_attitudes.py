"""Confidence, and openness to other generations."""

import numpy as np
import pytest

from mentorlab.sim.processes.attitudes import after_sessions, relax
from mentorlab.sim.processes.sessions import Round


@pytest.mark.parametrize(("theta", "on_inclusion"), [(0.7, False), (0.1, True)])
def test_good_sessions_open_people_up_and_bad_ones_close_them_off(state, pairs, theta, on_inclusion):
    rng, people = np.random.default_rng(3), state.workforce
    held = Round(np.arange(10), pairs.junior, pairs.senior, *rng.random((4, 10)))
    confidence, openness = people.confidence.copy(), people.openness.copy()
    surer, opened = confidence.copy(), openness.copy()
    for d, (j, s) in enumerate(zip(pairs.junior, pairs.senior, strict=True)):
        q, sp = held.quality[d], held.spacing[d]
        surer[j] += 0.8 * sp * 0.26 * (q - 0.42) * (1 - confidence[j]) * theta
        surer[s] += held.share[d] * 0.8 * sp * 0.26 * (q - 0.42) * (1 - confidence[s]) * 0.4
        move = 0.8 * sp * (0.0645 if q > 0.48 else 0.10) * (q - 0.48) * min(1, abs(people.age[j] - people.age[s]) / 20)
        for i in (j, s):
            opened[i] += (held.share[d] if i == s else 1) * move * (1.4 if on_inclusion else 1)
    after_sessions(state, held, theta, on_inclusion)
    np.testing.assert_allclose(people.confidence, np.clip(surer, 0, 1), rtol=1e-12)
    np.testing.assert_allclose(people.openness, np.clip(opened, 0, 1), rtol=1e-12)
    assert (opened > openness).any()
    assert (opened < openness).any()


def test_people_return_to_their_own_attitude_and_lean_to_their_managers(state):
    people = state.workforce
    confidence, openness = people.confidence.copy(), people.openness.copy()
    relax(state)
    for i in range(40):
        surer, opened = confidence[i], openness[i]
        if people.present[i]:
            surer += 0.012 * (people.own_confidence[i] - surer)
            opened += 0.006 * (people.own_openness[i] - openness[i])
            lead = people.manager[i]
            if lead >= 0 and people.present[lead]:
                opened += 0.0025 * (openness[lead] - openness[i])
        assert people.confidence[i] == pytest.approx(surer, rel=1e-12)
        assert people.openness[i] == pytest.approx(opened, rel=1e-12)
