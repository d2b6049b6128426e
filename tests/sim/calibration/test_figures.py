"""Which figures are asked of an organisation: stated, counted in a column, refused where they cannot be meant."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mentorlab.agents.base.refusal import Problem, Refused
from mentorlab.agents.people.structure import roster_structure
from mentorlab.scenarios.scenario import Scenario
from mentorlab.sim.calibration.calibrate import SEED
from mentorlab.sim.calibration.figures import Figure, Measured, asked
from mentorlab.sim.calibration.quit_rates import rates
from mentorlab.sim.state.inputs import Inputs, read_inputs
from mentorlab.sim.week.settling import settle


def figures(**baseline: Any) -> tuple[tuple[Figure, ...], dict[tuple[str, str], float]]:
    scenario = Scenario.model_validate({"organisation": {"baseline": baseline}, "settling_weeks": 26})
    inputs = read_inputs(scenario.organisation)
    assert scenario.organisation.baseline is not None
    people = settle(scenario, inputs, SEED).workforce
    return asked(scenario.organisation.baseline, inputs, people, scenario.assumptions)


def problem(**baseline: Any) -> Problem:
    with pytest.raises(Refused) as refused:
        figures(**baseline)
    assert len(refused.value.problems) == 1
    return refused.value.problems[0]


def test_a_department_that_nobody_is_in_is_refused_with_the_nearest() -> None:
    found = problem(annual_quits_by_department={"Department 11": 10})
    assert (found.code, found.value) == ("unknown", "Department 11")
    assert "There are" in found.hint or "Did you mean" in found.hint


def test_an_overall_rate_that_follows_from_the_departments_is_not_stated_again() -> None:
    departments = read_inputs(Scenario().organisation).structure.departments
    found = problem(annual_quits=12, annual_quits_by_department=dict.fromkeys(departments, 12))
    assert found.code == "conflict"
    assert "annual_quits and annual_quits_by_department" in found.message


def test_tenures_are_those_of_the_rate_that_follows_from_the_age_bands() -> None:
    rate = {"under_29": 20, "29_to_44": 20, "45_to_60": 20, "61_and_over": 20}
    found, imposed = figures(annual_quits_by_age=rate)
    assert imposed == {"tenure.quits": pytest.approx(0.20)}
    assert [one.constant for one in found] == [f"turnover.times_{band}" for band in rate]


def test_a_score_is_read_on_its_own_scale() -> None:
    (inclusion,), _ = figures(inclusion={"score": 3.5, "scale": [1, 5]})
    assert inclusion.target == 62.5
    assert inclusion.shown(62.5) == 3.5


def test_a_rate_is_quits_over_person_years_of_the_cell() -> None:
    weeks = np.full((2, 3, 4), 520.0)
    quits = np.arange(24.0).reshape(2, 3, 4)
    found = Measured(quits, weeks, np.array([50.0, 60.0]), np.array([10.0, 20.0]), np.array([1.0, 2.0]), NO_YEAR)
    cell = Figure("x", "x", "x", "x", np.nan, ("turnover", "times_under_29"), departments=(1,), bands=(2,))
    assert cell.value(found) == pytest.approx(100 * (6 + 18) / 20)
    whole = Figure("x", "x", "x", "x", np.nan, ("tenure", "quits"))
    assert whole.value(found) == pytest.approx(100 * quits.sum() / 240)
    assert Figure("inclusion", "x", "x", "x", np.nan, ("people", "belonging")).value(found) == 55


NO_YEAR = np.zeros((2, 52, 3, 4, 2))


def test_a_share_of_those_at_launch_is_their_survival_from_quits_week_by_week() -> None:
    year = NO_YEAR.copy()
    # 2 of 10 are to quit in week 0, 3 leave otherwise, 1 of 5 is to quit in week 1
    year[0, :2, 1, 0] = [[2.0, 10.0], [1.0, 5.0]]
    year[1, :2, 2, 3] = [[1.0, 20.0], [0.0, 19.0]]
    found = Measured(NO_YEAR[..., 0, :, :, 0], NO_YEAR[..., 0, :, :, 0], *[np.zeros(2)] * 3, year)
    young = Figure("x", "x", "x", "x", 30.0, ("turnover", "times_under_29"), bands=(0,), share=True)
    assert young.value(found) == pytest.approx(100 * (1 - 8 / 10 * 4 / 5))
    whole = Figure("x", "x", "x", "x", 30.0, ("tenure", "quits"), share=True)
    assert whole.value(found) == pytest.approx(100 * (1 - 27 / 30 * 23 / 24))


def column(people: list[tuple[int, str, str]]) -> str:
    rows = (f"E{at},1,{age},{department},{left}\n" for at, (age, department, left) in enumerate(people))
    return "employee_id,level,age,department,gone\n" + "".join(rows)


def test_a_column_of_leavers_gives_shares_of_those_in_the_file(read: Any) -> None:
    people = [(25, "IT", "Yes")] * 10 + [(25, "IT", "no")] * 30 + [(50, "Law", "0")] * 58 + [(50, "Law", "1")] * 2
    roster = read(column(people), left="gone")
    told = rates(_baseline(from_column="gone"), roster)
    assert (told.overall, told.by_age, told.by_department) == (12.0, {}, {})
    assert "12 of 100 by gone" in told.note
    assert "within one year" in told.note
    by_age = rates(_baseline(from_column="gone", from_column_by="age"), roster)
    assert (by_age.overall, by_age.others) == (12.0, None)
    assert by_age.by_age == {"under_29": 25.0, "45_to_60": pytest.approx(100 / 30)}


def test_a_group_of_fewer_than_thirty_has_no_share_of_its_own_and_that_is_said(read: Any) -> None:
    people = [(25, "IT", "yes")] * 3 + [(25, "IT", "no")] * 26 + [(50, "Law", "no")] * 54 + [(50, "Law", "yes")] * 6
    told = rates(_baseline(from_column="gone", from_column_by="department"), read(column(people), left="gone"))
    assert told.by_department == {"Law": 10.0}
    assert told.overall == pytest.approx(100 * 9 / 89)
    assert told.others is None
    assert "not fitted by themselves, being fewer than 30 people: IT (29)" in told.note


def test_those_in_groups_too_small_are_fitted_together_where_they_are_thirty(read: Any) -> None:
    small = [(40, f"D{at % 2}", "yes" if at < 8 else "no") for at in range(40)]
    people = [*small, *((50, "Law", "yes" if at < 6 else "no") for at in range(60))]
    told = rates(_baseline(from_column="gone", from_column_by="department"), read(column(people), left="gone"))
    assert (round(told.overall or 0, 9), told.others, told.by_department) == (14.0, 20.0, {"Law": 10.0})


@pytest.mark.parametrize("left", [46, 50, 100])
def test_a_column_that_cannot_be_one_years_quits_is_refused(read: Any, left: int) -> None:
    roster = read(column([(40, "IT", "yes" if at < left else "no") for at in range(100)]), left="gone")
    with pytest.raises(Refused, match=f"{left} of 100 people left by 'gone': no more than 45 of 100") as refused:
        rates(_baseline(from_column="gone"), roster)
    (problem,) = refused.value.problems
    assert problem.field == "organisation.baseline.from_column"
    assert "Mark only those who quit within one year" in problem.hint


@pytest.mark.parametrize("by", ["age", "department"])
def test_the_share_of_all_follows_from_those_of_the_groups(read: Any, by: str) -> None:
    people = [(25, "IT", "yes" if at < 20 else "no") for at in range(40)]
    roster = read(column([*people, *((50, "Law", "yes" if at < 6 else "no") for at in range(60))]), left="gone")
    structure = roster_structure(roster)
    baseline = _baseline(from_column="gone", from_column_by=by)
    scenario = Scenario(settling_weeks=26)
    inputs = Inputs(structure, roster, None, roster.digest)
    found, imposed = asked(baseline, inputs, settle(scenario, inputs, SEED).workforce, scenario.assumptions)
    assert [(one.target, one.follows, one.unit) for one in found] == [
        (26.0, True, "of 100 at launch within a year"),
        (50.0, False, "of 100 at launch within a year"),
        (10.0, False, "of 100 at launch within a year"),
    ]
    assert imposed == {"tenure.quits": pytest.approx(-np.log(0.74))}


def test_blank_cells_count_on_neither_side_and_are_noted(read: Any) -> None:
    people = [(25, "IT", "yes"), (30, "IT", "no"), (30, "IT", "no"), (30, "IT", "no"), (40, "IT", "")]
    roster = read(column(people), left="GONE")
    assert rates(_baseline(from_column="gone"), roster).overall == 25.0
    assert any("1 blank cell in gone" in note for note in roster.quality.notes)


def test_who_left_does_not_make_them_other_people(read: Any) -> None:
    text = column([(25, "IT", "yes"), (30, "IT", "no")])
    assert read(text, left="gone").digest == read(text).digest


@pytest.mark.parametrize(
    ("left", "cell", "says"),
    [("gon", "no", "which is not in the file"), ("gone", "perhaps", "'perhaps' is neither yes nor no"),
     ("gone", "", "does not say of anybody whether they left")],
)  # fmt: skip
def test_a_column_that_cannot_be_read_is_refused(refused: Any, left: str, cell: str, says: str) -> None:
    (found,) = refused(column([(25, "IT", cell)]), left=left)
    assert says in found.message
    assert found.file


def test_a_column_of_something_else_is_told_in_one_line(refused: Any) -> None:
    (found,) = refused(column([(25, "IT", str(cell)) for cell in range(30, 90)]), left="gone")
    assert found.message == "60 cells are neither yes nor no: '30', '31', '32', '33', '34' and others."
    assert "Name the column that says yes" in found.hint


def _baseline(**told: Any) -> Any:
    from mentorlab.scenarios.assumptions.company_figures import CompanyFigures

    return CompanyFigures(**told)
