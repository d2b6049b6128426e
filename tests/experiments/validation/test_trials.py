"""Patterns of published trials: they hold, and do not where what brings them about is switched off."""

import numpy as np
import pytest

from mentorlab.agents.people.outlasting import outlasting
from mentorlab.experiments.validation import patterns, targets, trials
from mentorlab.experiments.validation.testbed import Testbed as Organisations  # whose own name looks like a test
from mentorlab.scenarios.assumptions.mechanisms import MECHANISMS
from mentorlab.sim.week import settling


def off(*names):
    """Return the assumptions under which mechanisms are off."""
    return {path: value for name in names for path, value in MECHANISMS[name].neutral.items()}


def test_support_networks_grow_less_segregated_and_leaders_stay():
    lines = list(trials.support_and_exits(Organisations()))
    assert len(lines) == 6
    for line in lines:
        assert line.passed, line


def test_networks_grow_no_less_segregated_where_pairs_tie_nobody_and_introduce_nobody():
    lines = trials.support_and_exits(Organisations(assumptions=off("pair-ties", "introductions")))
    failed = {line.about.removesuffix(", two standard errors nearer to 0") for line in lines if not line.passed}
    assert {"isolates, points", "E-I index by age", "E-I index by department"} <= failed


@pytest.mark.parametrize(("differences", "passed"), [([-1.0, -1.1], True), ([-1.0, 1.5], False), ([1.0, 1.1], False)])
def test_a_sign_is_shown_two_standard_errors_from_nothing(differences, passed):
    line = trials.in_sign("P16", "isolates", -1, np.array(differences))
    assert line.passed is passed
    assert trials.in_sign("P16", "isolates", 1, -np.array(differences)).passed is passed


@pytest.mark.long
def test_the_exits_of_managers_hang_on_belonging_and_motivation():
    """Without what a session does to belonging, motivation and ties, managers leave as often as before."""
    without = off("bond", "enjoyment", "progress", "lift", "choice", "pair-ties", "introductions", "openness")
    lines = list(trials.support_and_exits(Organisations(assumptions=without)))
    assert not any(line.passed for line in lines if "managers" in line.about)


@pytest.mark.long
def test_poor_pairs_do_no_good_unless_being_paired_is_all_it_takes():
    assert all(line.passed for line in trials.poor_pairs_do_no_good(Organisations(seed=8)))
    assert not any(
        line.passed for line in trials.poor_pairs_do_no_good(Organisations(seed=8, assumptions=off("marginal-pairs")))
    )


@pytest.mark.long
def test_nothing_drifts_unless_hires_are_like_everybody(monkeypatch):
    assert all(line.passed for line in patterns.nothing_drifts(Organisations(seed=8)))
    monkeypatch.setattr(settling, "who_stays", lambda assumed: outlasting(assumed.tenure, 0.0, 0.0))
    assert not any(line.passed for line in patterns.nothing_drifts(Organisations(seed=8)))


@pytest.mark.long
def test_a_bonus_wears_motivation_down_and_people_act_on_it_unless_that_is_switched_off():
    for check in (targets.crowding_out, patterns.tangible_rewards_pull_then_sap):
        assert all(line.passed for line in check(Organisations(seed=8))), check
        lines = list(check(Organisations(seed=8, assumptions=off("crowding"))))
        assert not any(
            line.passed for line in lines if "first eight weeks" not in line.about and "quarter after" not in line.about
        )


@pytest.mark.long
def test_participants_belong_a_little_more_unless_pairs_bring_nothing():
    (line,) = targets.belonging(Organisations(seed=8))
    assert line.passed
    without = off("bond", "pair-ties", "introductions", "visibility")
    (line,) = targets.belonging(Organisations(seed=8, assumptions=without))
    assert not line.passed
