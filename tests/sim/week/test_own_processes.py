"""Calendar processes of the user's own: when they act, in which order, and luck that moves nobody else's."""

from __future__ import annotations

import numpy as np
import pytest

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.runs.plan import Plan
from mentorlab.experiments.runs.task import Simulate, runs_nothing
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.sim.model import MentoringModel
from mentorlab.sim.state.inputs import read_inputs


def diary(*waits: int, of: list[tuple[str, int]], name: str = "one"):
    """Return a process that writes down when it acts and waits as told."""

    def process(model):
        of.append((name, model.state.week))
        for weeks in waits:
            yield weeks
            of.append((name, model.state.week))

    return process


def draws_and_does_nothing(model):
    while True:
        model.uniforms("idle")
        yield 1


def opens_up(model):
    while True:
        yield 13
        people = model.state.workforce
        people.openness += 0.1 * (1 - people.openness) * model.uniforms("opens up")


def with_processes(scenario, *processes):
    return scenario.model_copy(update={"policy": scenario.policy.model_copy(update={"processes": processes})})


def test_it_acts_at_launch_and_after_the_weeks_it_yields_and_may_end(small, run):
    acted: list[tuple[str, int]] = []
    run(with_processes(small(weeks=20), diary(3, 1, 10, of=acted)))
    assert acted == [("one", 0), ("one", 3), ("one", 4), ("one", 14)]


def test_several_act_in_the_order_in_which_they_are_named_whatever_their_rhythm(small, run):
    acted: list[tuple[str, int]] = []
    two, three = diary(2, 2, 2, of=acted, name="two"), diary(3, 3, of=acted, name="three")
    run(with_processes(small(weeks=8), two, three))
    assert acted[-2:] == [("two", 6), ("three", 6)]
    acted.clear()
    run(with_processes(small(weeks=8), three, two))
    assert acted[-2:] == [("three", 6), ("two", 6)]


def test_it_acts_before_the_steps_of_its_week(small):
    seen = []

    def looks(model):
        yield 1
        seen.append((model.programme.booked["sessions_due"], model.state.week, model.observed["week"]))

    model = MentoringModel(with_processes(small(weeks=4), looks))
    model.step()
    sessions = model.programme.booked["sessions_due"]
    model.step()
    assert seen == [(sessions, 1, 0.0)]


def test_its_luck_moves_nobody_elses(small, run, weekly):
    without, with_it = (weekly(run(one)) for one in (small(), with_processes(small(), draws_and_does_nothing)))
    assert without.equals(with_it)
    changed = weekly(run(with_processes(small(), opens_up)))
    assert changed[:13].equals(without[:13])
    assert not changed[13:].equals(without[13:])


def test_a_uniform_belongs_to_mechanism_seat_week_and_draw(small):
    model, other = (MentoringModel(small(weeks=4, **more)) for more in ({}, {"reward": "bonus"}))
    first = model.uniforms("town hall")
    assert first.shape == (60,)
    assert ((first >= 0) & (first < 1)).all()
    assert np.array_equal(first, model.uniforms("town hall"))
    assert np.array_equal(first, other.uniforms("town hall"))
    assert not np.array_equal(first, model.uniforms("town hall", draw=1))
    assert not np.array_equal(first, model.uniforms("leaving"))
    assert not np.array_equal(first, MentoringModel(small(weeks=4), replicate=1).uniforms("town hall"))
    more = MentoringModel(small(employees=61, weeks=4)).uniforms("town hall")
    assert np.array_equal(more[:60], first)
    model.step()
    assert not np.array_equal(first, model.uniforms("town hall"))


def yields(anything):
    def process(model):
        yield 2
        yield anything

    return process


@pytest.mark.parametrize("anything", [0, -1, 1.5, "13", None, True])
def test_what_is_no_number_of_weeks_is_refused(small, run, anything):
    with pytest.raises(Refused, match=r"yielded .* in week 2\. Yield whole weeks, 1 or more\."):
        run(with_processes(small(weeks=8), yields(anything)))


def test_a_function_that_yields_nothing_is_refused(small):
    with pytest.raises(Refused, match="returned list"):
        MentoringModel(with_processes(small(weeks=8), lambda model: [13]))


def test_numbers_of_numpy_are_numbers_of_weeks(small, run):
    run(with_processes(small(weeks=8), yields(np.int64(3))))


def rows_of(inputs, *scenarios):
    """Return what one future of some scenarios came to."""
    return list(Simulate(Plan(scenarios, inputs, 0))(tuple((0, row) for row in range(len(scenarios)))))


def test_without_a_programme_it_acts_too_and_is_not_what_participants_are_held_against(small):
    nothing = small(arm="none")
    town = with_processes(nothing, opens_up)
    assert runs_nothing(nothing)
    assert not runs_nothing(town)
    inputs = read_inputs(nothing.organisation)
    (alone,), (opened, beside) = (rows_of(inputs, *scenarios) for scenarios in ((small(),), (town, small())))
    assert alone.same_people == beside.same_people != {}
    assert opened.digest != rows_of(inputs, nothing)[0].digest


def test_a_programme_that_starts_later_is_not_what_participants_are_held_against(small):
    later = with_settings(small(arm="none"), ["changes=[{week: 13, policy.arm: reverse}]"])
    assert not runs_nothing(later)
    inputs = read_inputs(later.organisation)
    (alone,), (_, beside) = (rows_of(inputs, *scenarios) for scenarios in ((small(),), (later, small())))
    assert alone.same_people == beside.same_people != {}


def test_processes_hold_from_launch_to_the_end(small):
    with pytest.raises(Refused, match="apply from launch to the end"):
        with_settings(small(), ["changes=[{week: 13, policy.processes: []}]"])
