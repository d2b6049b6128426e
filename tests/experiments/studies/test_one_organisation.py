"""Scenarios compared are about one organisation: those that say nothing of it take over that of the others."""

from __future__ import annotations

import pytest

import mentorlab as ml
from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.studies.one_organisation import given_of, in_one_organisation
from mentorlab.scenarios.load import load


def scenario(name: str, *settings: str) -> ml.Scenario:
    return load("reverse", settings=[f"organisation.{one}" for one in settings]).model_copy(update={"name": name})


NOTHING, EIGHTY, HUNDRED = (
    scenario("nothing"), scenario("eighty", "synthetic.employees=80"), scenario("hundred", "synthetic.employees=100")
)  # fmt: skip


def test_who_says_nothing_takes_over_people_and_figures():
    mine = scenario("mine", "synthetic.employees=80", "baseline.annual_quits=20")
    shared, notes = in_one_organisation([NOTHING, mine, NOTHING.model_copy(update={"name": "more"})])
    assert [one.organisation for one in shared] == [mine.organisation] * 3
    assert notes == ("nothing and more take the organisation of mine.",)
    assert len(given_of(shared).structure.seat) == 80


def test_people_and_figures_may_be_said_in_different_scenarios():
    figures = scenario("figures", "baseline.annual_quits=20")
    shared, notes = in_one_organisation([NOTHING, figures, EIGHTY])
    assert shared[0].organisation == shared[1].organisation == shared[2].organisation
    assert notes == (
        "nothing and figures take the people of eighty.",
        "nothing and eighty take the figures of figures.",
    )


def test_where_nobody_says_anything_nothing_is_taken_over():
    shared, notes = in_one_organisation([NOTHING, NOTHING])
    assert shared == (NOTHING, NOTHING)
    assert notes == ()


def test_a_comparison_says_whose_organisation_it_is_about():
    short = {"weeks": 26, "settling_weeks": 26}
    found = ml.compare([one.model_copy(update=short) for one in (NOTHING, EIGHTY)], replicates=1)
    assert found.notes[0] == "nothing takes the organisation of eighty."
    assert found.organisation == "80 synthetic employees"
    assert found.what_differs == ("eighty: nothing but the name",)


def test_other_numbers_of_employees_are_refused_with_what_to_set():
    shared, _ = in_one_organisation([NOTHING, EIGHTY, HUNDRED])
    with pytest.raises(Refused, match="80 drawn employees in one, 100 drawn employees in the other") as refused:
        given_of(shared)
    assert "'nothing' and 'hundred'" in refused.value.problems[0].message
    assert "--set organisation.synthetic.employees=80" in refused.value.problems[0].hint


def test_smallest_effects_that_differ_are_refused_before_anything_runs():
    one, other = (EIGHTY.model_copy(update={"smallest_effects": {"inclusion": size}}) for size in (1.0, 2.0))
    with pytest.raises(Refused, match=r"say 1\.0 and 2\.0"):
        ml.compare([one, other], replicates=1, progress=lambda done, of: pytest.fail("something ran"))
