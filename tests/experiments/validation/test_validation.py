"""Targets and patterns: what is measured, counted and printed; the whole of them is `mentorlab validate`."""

import io
import json

import numpy as np
import pytest
from rich.console import Console
from typer.testing import CliRunner

from mentorlab.experiments.cli.main import app_for
from mentorlab.experiments.cli.verbs.validate import Validation, show, tolerance
from mentorlab.experiments.validation import patterns, targets, trials
from mentorlab.experiments.validation.testbed import Check, correlation
from mentorlab.experiments.validation.testbed import Testbed as Organisations  # whose own name looks like a test
from mentorlab.scenarios.evidence.targets import TARGETS


@pytest.fixture(scope="module")
def testbed():
    """Return a testbed of two thousand people."""
    return Organisations(employees=2000, replicates=1)


def line(name, value, label="emergent", low=0.0, high=1.0):
    return Check(name, "something", label, low, high, value, "somebody")


def test_every_target_and_pattern_is_checked():
    told = {check.__doc__.split(":")[0].rstrip(".") for check in patterns.CHECKS}
    assert told == {f"C{n}" for n in range(1, 13)} | {f"P{n}" for n in range(1, 18)}
    assert {target.name for target in TARGETS} == {name for name in told if name[0] == "C"}


@pytest.mark.parametrize(("name", "times"), [("C1", 100), ("C4", 1)])
def test_a_tolerance_stands_in_one_place(name, times, testbed):
    target = next(one for one in TARGETS if one.name == name)
    (measured,) = next(check for check in patterns.CHECKS if check.__doc__.startswith(f"{name}:"))(testbed)
    assert (measured.low, measured.high) == pytest.approx((times * target.low, times * target.high))
    assert measured.source == target.source.citation


def shown(found):
    console = Console(width=118, file=io.StringIO(), markup=False, highlight=False)
    show(console, found)
    return " ".join(console.file.getvalue().split())


def test_lines_are_counted_each_by_its_own_label():
    lines = line("C2", 0.5, "imposed"), line("C2", 2.0, "emergent"), line("C5", 0.5, "imposed"), line("P2", 0.5)
    said = shown(Validation(lines, 10_000, 2, 0))
    assert "imposed: 2 of 2 lines passed (C2, C5)." in said
    assert "fitted: 0 of 0 lines passed (none)." in said
    assert "emergent: 1 of 2 lines passed (C2, P2)." in said
    assert "verdict" in said


def test_a_small_organisation_may_miss_a_tolerance_by_luck():
    assert "by luck: the default (2 x 10,000) decides" in shown(Validation((line("C1", 0.5),), 10_000, 1, 0))
    assert "by luck" not in shown(Validation((line("C1", 0.5),), 5_000, 4, 0))


def test_what_is_known_not_to_show_is_said_and_fails_nothing():
    missing = line("P14", -1.0, "missing")
    assert Validation((missing, line("C1", 0.5)), 10_000, 2, 0).passes
    assert not Validation((missing, line("C1", 2.0)), 10_000, 2, 0).passes
    said = shown(Validation((missing, line("C1", 0.5)), 10_000, 2, 0))
    assert "not shown" in said
    assert "missing: P14 is published and does not show here" in said


def test_nothing_that_is_no_number_passes():
    assert not line("C1", float("nan")).passed
    assert tolerance(line("C1", 0.5, high=float("inf"))) == "at least 0"


def test_what_is_known_of_leaving_and_of_ties_shows_in_two_thousand_people(testbed):
    for check in (targets.tenure_shape, targets.age_slope, targets.network_shape, targets.skill_decay):
        for one in check(testbed):
            assert one.passed, one
    for one in patterns.learning_peaks_at_a_distance(testbed):
        assert one.passed


def test_check_ins_harm_in_more_than_a_third_of_cases_and_help_on_average(testbed):
    harmed, effect = targets.feedback_effect(testbed)
    assert harmed.value == pytest.approx(37, abs=4)
    assert effect.value > 0.2


def test_a_bad_programme_is_worse_than_none(testbed):
    assert all(one.passed for one in patterns.a_bad_programme_is_worse_than_none(testbed))


OPEN_TO_ALL = {"recruitment.willing_skill": 0.0, "recruitment.willing_confidence": 0.0}


def test_the_weak_and_the_unsure_say_no_unless_that_is_switched_off():
    for assumed, passed in (({}, True), (OPEN_TO_ALL, False)):
        _, skill, confidence = trials.who_would_gain_most_opts_out(Organisations(2000, 1, assumptions=assumed))
        assert (skill.passed, confidence.passed) == (passed, passed)


@pytest.mark.long
def test_a_lottery_gains_more_than_volunteers_unless_opting_out_is_switched_off():
    """P13."""
    for assumed, passed in (({}, True), (OPEN_TO_ALL, False)):
        lottery, *_ = trials.who_would_gain_most_opts_out(Organisations(assumptions=assumed))
        assert lottery.passed == passed


def test_the_same_runs_are_made_once(testbed):
    assert testbed.runs() is testbed.runs()
    assert testbed.runs(weeks=104) is testbed.runs()


def test_correlation_is_pearsons():
    rng = np.random.default_rng(0)
    one, other = rng.random((2, 50))
    assert correlation(one, other) == pytest.approx(np.corrcoef(one, other)[0, 1])
    assert correlation(one, np.ones(50)) == 0.0


def test_the_command_says_what_failed_and_leaves_with_one(monkeypatch):
    def fails(testbed):
        """C5."""
        yield line("C5", 2.0, "imposed")

    monkeypatch.setattr(patterns, "CHECKS", (targets.skill_decay, fails))
    told = CliRunner().invoke(app_for(["validate"]), ["validate", "--json"], standalone_mode=False)
    data = json.loads(told.stdout)["data"]
    assert told.return_value == 1
    assert [one["passed"] for one in data["checks"]] == [True, False]
    assert data["passed"]["imposed"] == [1, 2]
