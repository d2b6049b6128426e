"""Which figures are asked of an organisation: stated, counted in a column, refused where they cannot be meant."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

from mentorlab.agents.refusal import Problem, Refused
from mentorlab.scenarios.scenario import Scenario
from mentorlab.sim.baseline import SEED
from mentorlab.sim.given import give
from mentorlab.sim.own_figures import Figure, Measured, asked, rates
from mentorlab.sim.settling import settle


def figures(**baseline: Any) -> tuple[tuple[Figure, ...], dict[tuple[str, str], float]]:
    scenario = Scenario.model_validate({"organisation": {"baseline": baseline}, "settling_weeks": 26})
    given = give(scenario.organisation)
    assert scenario.organisation.baseline is not None
    people = settle(scenario, given, SEED).workforce
    return asked(scenario.organisation.baseline, given, people, scenario.assumptions)


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
    departments = give(Scenario().organisation).structure.departments
    found = problem(annual_quits=12, annual_quits_by_department=dict.fromkeys(departments, 12))
    assert found.code == "conflict"
    assert "annual_quits and annual_quits_by_department" in found.message


def test_tenures_are_those_of_the_rate_that_follows_from_the_age_bands() -> None:
    rate = {"under_29": 20, "29_to_44": 20, "45_to_60": 20, "61_and_over": 20}
    found, imposed = figures(annual_quits_by_age=rate)
    assert imposed == {("tenure", "quits"): pytest.approx(0.20)}
    assert [one.constant[1] for one in found] == [f"times_{band}" for band in rate]


def test_a_score_is_read_on_its_own_scale() -> None:
    (inclusion,), _ = figures(inclusion={"score": 3.5, "scale": [1, 5]})
    assert inclusion.target == 62.5
    assert inclusion.shown(62.5) == 3.5


def test_a_rate_is_quits_over_person_years_of_the_cell() -> None:
    weeks = np.full((2, 3, 4), 520.0)
    quits = np.arange(24.0).reshape(2, 3, 4)
    found = Measured(quits, weeks, np.array([50.0, 60.0]), np.array([10.0, 20.0]), np.array([1.0, 2.0]))
    cell = Figure("x", "x", "x", "x", np.nan, ("turnover", "times_under_29"), department=1, band=2)
    assert cell.value(found) == pytest.approx(100 * (6 + 18) / 20)
    whole = Figure("x", "x", "x", "x", np.nan, ("tenure", "quits"))
    assert whole.value(found) == pytest.approx(100 * quits.sum() / 240)
    assert Figure("inclusion", "x", "x", "x", np.nan, ("people", "belonging")).value(found) == 55


def column(people: list[tuple[int, str, str]]) -> str:
    rows = (f"E{at},1,{age},{department},{left}\n" for at, (age, department, left) in enumerate(people))
    return "employee_id,level,age,department,gone\n" + "".join(rows)


def test_a_column_of_leavers_gives_the_rate_of_the_year(read: Any) -> None:
    people = [(25, "IT", "Yes")] * 10 + [(25, "IT", "no")] * 30 + [(50, "Law", "0")] * 58 + [(50, "Law", "1")] * 2
    roster = read(column(people), left="gone")
    told = rates(_baseline(from_column="gone"), roster)
    assert (told.overall, told.by_age, told.by_department) == (12.0, {}, {})
    assert "12 of 100 by gone" in told.note
    assert "within one year" in told.note
    by_age = rates(_baseline(from_column="gone", from_column_by="age"), roster)
    assert by_age.overall is None
    assert by_age.by_age == {"under_29": 25.0, "45_to_60": pytest.approx(100 / 30)}


def test_a_cell_of_fewer_than_thirty_has_no_rate_of_its_own(read: Any) -> None:
    people = [(25, "IT", "yes")] * 3 + [(25, "IT", "no")] * 26 + [(50, "Law", "no")] * 54 + [(50, "Law", "yes")] * 6
    told = rates(_baseline(from_column="gone", from_column_by="department"), read(column(people), left="gone"))
    assert told.by_department == {"Law": 10.0}
    assert told.overall == pytest.approx(100 * 9 / 89)


def test_blank_cells_count_on_neither_side_and_are_noted(read: Any) -> None:
    roster = read(column([(25, "IT", "yes"), (30, "IT", "no"), (40, "IT", "")]), left="GONE")
    assert rates(_baseline(from_column="gone"), roster).overall == 50.0
    assert any("1 blank cell in gone" in note for note in roster.quality.notes)


def test_who_left_does_not_make_them_other_people(read: Any) -> None:
    text = column([(25, "IT", "yes"), (30, "IT", "no")])
    assert read(text, left="gone").digest == read(text).digest


@pytest.mark.parametrize(
    ("left", "cell", "says"),
    [("gon", "no", "which is not in the file"), ("gone", "perhaps", "'perhaps' is neither yes nor no"),
     ("gone", "", "says of nobody whether they left")],
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
    from mentorlab.scenarios.baseline import Baseline

    return Baseline(**told)
