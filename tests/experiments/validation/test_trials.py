"""Patterns of published trials: they hold, and do not where what brings them about is switched off."""

import numpy as np
import pytest

from mentorlab.experiments.validation import trials
from mentorlab.experiments.validation.testbed import Testbed as Organisations  # whose own name looks like a test
from mentorlab.scenarios.assumptions.mechanisms import MECHANISMS


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
    failed = {line.about.split(":")[0] for line in lines if not line.passed}
    assert {"isolates, points", "E-I index by age", "E-I index by department"} <= failed


@pytest.mark.parametrize(("differences", "passed"), [([-1.0, -1.1], True), ([-1.0, 1.5], False), ([1.0, 1.1], False)])
def test_a_sign_is_shown_two_standard_errors_from_nothing(differences, passed):
    line = trials.in_sign("P16", "isolates", -1, np.array(differences))
    assert line.passed is passed
    assert trials.in_sign("P16", "isolates", 1, -np.array(differences)).passed is passed
