"""Each side's hazard of quitting, compared with the same people and with those whom a lottery did not draw."""

import numpy as np
import pytest

from mentorlab.experiments.validation.testbed import Testbed as Organisations  # whose own name looks like a test
from mentorlab.sim.measures.counterfactual import hazard_ratio, quit_rate
from mentorlab.sim.measures.record import Record, record
from mentorlab.sim.processes.cohort import JUNIOR, NOT_IN, SENIOR


def kept(quits, weeks):
    """Return a record of what each person's chances to quit added up to, and in how many weeks they could."""
    people = {"year_expected_quits": np.array(quits, float), "year_at_risk": np.array(weeks, float)}
    return Record(52, 39, {}, people, {}, np.empty((0, 0)), {})


def test_a_hazard_ratio_is_that_of_the_chances_to_quit_in_a_week():
    run, without = kept([0.1, 0.1, 9], [50, 30, 52]), kept([0.2, 0.3, 9], [50, 50, 52])
    who = np.array([True, True, False])
    assert quit_rate(run, who) == pytest.approx(0.2 / 80)
    assert hazard_ratio(run, who, without, who) == pytest.approx(0.5)
    assert np.isnan(hazard_ratio(run, ~who & False, without, who))
    assert np.isnan(hazard_ratio(run, who, kept([0, 0, 0], [52, 52, 52]), who))  # where nobody can quit


def test_each_persons_chances_to_quit_add_up_to_those_of_all_and_are_of_the_first_year(run, small):
    models = [run(small(employees=300, weeks=weeks, arm="none")) for weeks in (26, 52, 104)]
    for model in models:
        people, first_year = record(model).people, model.state.first_year
        assert people["year_expected_quits"].sum() == pytest.approx(first_year[..., 0].sum())
        assert people["year_at_risk"].sum() == first_year[..., 1].sum()
    year, longer = (record(model).people["year_expected_quits"] for model in models[1:])
    assert np.array_equal(year, longer)


@pytest.fixture(scope="module")
def drawn():
    """Return thirty firms of six hundred with a programme for whom a lottery draws, and the same without."""
    firms = Organisations(employees=600, replicates=30)
    policy = {"arm": "reverse", "share": 0.2, "targeting": "lottery"}
    return firms.runs(policy, weeks=52), firms.runs(weeks=52)


@pytest.mark.parametrize("role", [JUNIOR, SENIOR])
def test_those_whom_a_lottery_did_not_draw_tell_of_the_same_hazard_ratio(drawn, role):
    """Randomised controls and the same people without a programme: |t| > 3.5 would have a chance under 1 in 1,000."""
    gaps, ratios = [], []
    for run, without in zip(*drawn, strict=True):
        people = run.record.people
        took, could_have = people["role"] == role, (people["role"] == NOT_IN) & (people["eligible_as"] == role)
        ratios.append(hazard_ratio(run.record, took, without.record, took))
        gaps.append(np.log(ratios[-1]) - np.log(hazard_ratio(run.record, took, run.record, could_have)))
    assert abs(np.mean(gaps)) < 3.5 * np.std(gaps, ddof=1) / np.sqrt(len(gaps))
    assert np.std(ratios) < 0.5 * np.std(gaps)  # the same people are far less noise


def test_quits_counted_come_to_the_same_and_a_mean_of_ratios_to_that_of_sums(drawn):
    rates, counted, ratios = [], [], []
    for runs in drawn:
        who = [run.record.people["role"] != NOT_IN for run in drawn[0]]
        quits = [one.quit[some].sum() for one, some in zip(runs, who, strict=True)]
        weeks = [one.record.people["year_at_risk"][some].sum() for one, some in zip(runs, who, strict=True)]
        chances = [one.record.people["year_expected_quits"][some].sum() for one, some in zip(runs, who, strict=True)]
        rates.append(sum(chances) / sum(weeks))
        counted.append(sum(quits) / sum(weeks))
        assert abs(sum(quits) - sum(chances)) < 3.5 * np.sqrt(sum(chances))
    for run, without in zip(*drawn, strict=True):
        who = run.record.people["role"] != NOT_IN
        ratios.append(hazard_ratio(run.record, who, without.record, who))
    assert np.mean(ratios) == pytest.approx(rates[0] / rates[1], abs=0.003)
    assert counted[0] / counted[1] == pytest.approx(np.mean(ratios), abs=0.15)
