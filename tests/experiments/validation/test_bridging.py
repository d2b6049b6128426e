"""What ties to other departments do to ideas: the pattern of brokers, pairs across departments, and neither without."""

import networkx as nx
import numpy as np
import pytest
from bridging import extra_ideas

from mentorlab.experiments.validation.bridging import PROGRAMME, brokers_have_ideas_accepted, constraint, crossing
from mentorlab.experiments.validation.testbed import Testbed as Organisations  # whose own name looks like a test
from mentorlab.scenarios.scenario import Scenario
from mentorlab.sim.model import MentoringModel

WITHOUT = {"ideas.sources": 0.0}


def test_constraint_is_burts(forty, small, run):
    grown = run(small(employees=200, weeks=30, share=0.5)).state.ties
    for ties in (forty.ties, grown):
        theirs = nx.constraint(ties.to_networkx(), weight="weight")
        ours = constraint(ties)
        for person, value in theirs.items():
            assert ours[person] == pytest.approx(0.0 if np.isnan(value) else value, rel=1e-9)


def correlation_of(testbed):
    """Return the line of P15."""
    (line,) = brokers_have_ideas_accepted(testbed)
    return line


@pytest.mark.long
def test_brokers_have_ideas_accepted_and_too_few_without_bridging():
    found = correlation_of(Organisations(employees=10_000, replicates=2, seed=3))
    assert found.passed, found
    assert not correlation_of(Organisations(employees=10_000, replicates=2, seed=3, assumptions=WITHOUT)).passed


@pytest.mark.parametrize("share", [0.0, 0.25, 1.0])
def test_the_share_of_pairs_across_departments_is_as_asked_among_the_same_people(share):
    def model(share):
        scenario = {"organisation": {"synthetic": {"employees": 1000}}, "policy": {**PROGRAMME, "pairing": share}}
        model = MentoringModel(Scenario.model_validate(scenario))
        model.step()
        return model

    usual, pairs = model(crossing(0.5)).programme.pairs, model(crossing(share)).programme.pairs
    department = model(crossing(share)).state.workforce.department
    across = department[pairs.junior] != department[pairs.senior]
    assert across.mean() == pytest.approx(share, abs=0.01)
    assert sorted(pairs.junior) == sorted(usual.junior)
    assert sorted(pairs.senior) == sorted(usual.senior)


@pytest.mark.long
def test_no_share_of_pairs_across_is_best_and_none_matters_much():
    """Compared with colleagues, ties elsewhere and ties nearby move who has ideas, not how many there are."""
    for off in ({}, {"adoption_nearby": 0.0}, {"sources": 0.0}, {"adoption_nearby": 0.0, "sources": 0.0}):
        assumptions = {f"ideas.{name}": value for name, value in off.items()}
        found = extra_ideas(Organisations(employees=10_000, replicates=3, seed=3, assumptions=assumptions)).mean(axis=1)
        assert found[2] == pytest.approx((found[0] + found[-1]) / 2, abs=0.15)  # a straight line
        assert abs(found[-1] - found[0]) < 0.35
        assert found.min() > 1.0
