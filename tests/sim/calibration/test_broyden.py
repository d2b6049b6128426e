"""Several figures met at once: those that pull on each other, those out of reach, those that are noise."""

from __future__ import annotations

import numpy as np
import pytest

from mentorlab.sim.calibration.broyden import STEPS, Response, meet


def test_figures_that_pull_on_each_other_are_all_met() -> None:
    def organisation(constants: np.ndarray) -> list[float]:
        hazard, belonging, rate, adoption = constants
        inclusion = 100 * belonging + 4 * rate
        quits = 90 * hazard**1.2 * np.exp(-0.02 * (inclusion - 56))
        ideas = 2400 * rate * np.exp(0.01 * (inclusion - 56))
        return [quits, inclusion, ideas, ideas / (1 + np.exp(-adoption))]

    asked = [
        Response(30.0, 0.135, 0.005, 0.6, 0.01),
        Response(70.0, 0.56, 0.02, 0.98, 0.01, 100.0, False, False),
        Response(80.0, 0.021, 0.001, 0.25, 0.01),
        Response(20.0, -1.7, -8.0, 6.0, 0.01, 0.7, False),
    ]
    found = meet(asked, organisation)
    np.testing.assert_allclose(found.values, [30.0, 70.0, 80.0, 20.0], atol=0.01)
    np.testing.assert_allclose(organisation(found.constants), found.values)


def test_what_was_learnt_of_the_slopes_saves_steps_the_next_time() -> None:
    steps = 0

    def steep(constants: np.ndarray) -> list[float]:
        nonlocal steps
        steps += 1
        return [float(5 * constants[0] ** 2.5)]

    asked = [Response(8.0, 1.0, 0.1, 10.0, 1e-6)]
    first = meet(asked, steep)
    taken, steps = steps, 0
    meet(asked, steep, first.slopes)
    assert steps < taken


@pytest.mark.parametrize("target", [15.0, 94.0])
def test_a_figure_far_from_its_start_is_met_in_a_handful_of_steps(target: float) -> None:
    steps = 0

    def inclusion(constants: np.ndarray) -> list[float]:
        nonlocal steps
        steps += 1
        return [float(100 / (1 + np.exp(-6 * (constants[0] - 0.5))))]

    asked = [Response(target, 0.56, 0.02, 0.98, 0.1, 100.0, False, False, longest=25.0)]
    assert meet(asked, inclusion).values[0] == pytest.approx(target, abs=0.1)
    assert steps <= 8


@pytest.mark.parametrize(("target", "limit"), [(1000.0, 10.0), (0.01, 0.1)])
def test_what_is_out_of_reach_stops_at_the_limit_and_the_other_is_met(target: float, limit: float) -> None:
    asked = [Response(target, 1.0, 0.1, 10.0, 0.01), Response(3.0, 1.0, 0.1, 10.0, 0.01)]
    found = meet(asked, lambda c: [2 * c[0], c[1] * (1 + 0.01 * c[0])])
    assert found.constants[0] == pytest.approx(limit)
    assert found.values[1] == pytest.approx(3.0, abs=0.01)


def test_of_figures_that_jump_about_the_closest_try_is_kept() -> None:
    rng, tried = np.random.default_rng(1), []

    def noisy(constants: np.ndarray) -> list[float]:
        tried.append(float(constants[0] + rng.normal()))
        return [tried[-1]]

    found = meet([Response(5.0, 5.0, 0.1, 50.0, 1e-9)], noisy)
    assert len(tried) == STEPS
    assert found.values[0] == min(tried, key=lambda value: abs(value - 5.0))
