"""Reading real people: each file is read right, or refused naming the place."""

from __future__ import annotations

import dataclasses
import random
from datetime import date
from pathlib import Path
from typing import Any

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from rosters import GOOD, NEW_YEAR, only, with_age_and

import mentorlab
from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.base.skills import LEADERSHIP, SKILLS, TRENDS
from mentorlab.agents.files.roster import Roster, read_roster, seat_number

REAL = Path(mentorlab.__file__).parent.parent / "shared" / "data"
real = pytest.mark.skipif(not REAL.is_dir(), reason=f"the real data are not here ({REAL})")


def same(one: Roster, other: Roster) -> bool:
    """Say whether two rosters hold the same, but for the file's name."""
    for field in dataclasses.fields(Roster):
        a, b = getattr(one, field.name), getattr(other, field.name)
        if field.name != "file" and not (
            np.array_equal(a, b, equal_nan=a.dtype.kind == "f") if isinstance(a, np.ndarray) else a == b
        ):
            return False
    return True


def test_a_good_file_is_read_as_it_stands(read: Any) -> None:
    roster = read(GOOD)
    assert roster.ids == ("E1", "E2", "E3", "E4")
    assert roster.age.tolist() == [63.5, 54.5, 40.5, 27.5]
    assert roster.level.tolist() == [4, 3, 1, 0]
    assert [roster.departments[code] for code in roster.department] == ["Sales", "Sales", "IT", "IT"]
    assert roster.manager.tolist() == [-1, 0, 1, 2]
    assert roster.manager_known
    assert roster.tenure[0] == pytest.approx((NEW_YEAR - date(2001, 3, 1)).days / 365.25)
    assert roster.seats.tolist() == [seat_number(name) for name in roster.ids]
    assert roster.levels == (("1", 0), ("3", 1), ("4", 3), ("5", 4))
    assert roster.quality.rows == 4
    assert roster.quality.imputed == {"team": 4, "group": 4, "site": 4, "skills": 32, "wants": 4, "can_teach": 4}
    assert all(field.dtype == kind for field, kind in ((roster.seats, "u8"), (roster.group, "i1"), (roster.team, "i8")))


@pytest.mark.parametrize("header", ["EmployeeNumber", "id", "Staff no employee"])
def test_only_a_column_that_tells_people_apart_is_offered_for_their_ids(refused: Any, header: str) -> None:
    table = f"EmployeeCount,{header},level,department,age\n1,7,0,IT,30\n1,8,1,IT,40\n"
    (found,) = (one for one in refused(table) if one.field == "employee_id")
    assert f"columns: {{employee_id: {header}}}, on the command line --columns 'employee_id={header}'." in found.hint


def test_names_and_other_columns_are_not_kept(read: Any) -> None:
    roster = read(GOOD)
    assert "Gomez" not in repr(roster)
    assert "1 column is not used and not kept: name." in roster.quality.notes


def test_addresses_as_ids_are_noted(read: Any) -> None:
    notes = read(GOOD.replace("E1", "ana@example.org")).quality.notes
    assert any("e-mail addresses" in note and "pseudonyms" in note for note in notes)


def test_everything_optional_is_read(read: Any) -> None:
    roster = read(
        "employee_id,age,level,department,team,site,group,wants_to_learn,can_teach,skill_leadership,tenure_years\n"
        'b,41,1,IT,Blue,Lyon,yes,Trends | leadership,"digital tools;data and AI",0.25,"2,5"\n'
        "a,30,1,IT,Amber,?,no,N/A,,,\n"
    )
    assert roster.ids == ("a", "b")
    assert roster.team.tolist() == [0, 1]
    assert roster.sites == ("Lyon",)
    assert roster.site.tolist() == [-1, 0]
    assert roster.group.tolist() == [0, 1]
    assert np.flatnonzero(roster.wants[1] == 1).tolist() == [TRENDS, LEADERSHIP]
    assert (roster.wants[0] == -1).all()
    assert roster.can_teach[1, :2].tolist() == [1, 1]
    assert roster.skills[1, LEADERSHIP] == 0.25
    assert roster.tenure[1] == 2.5
    assert roster.quality.imputed == {"tenure": 1, "manager": 2, "site": 1, "skills": 15, "wants": 1, "can_teach": 1}


def test_who_is_under_represented_is_named(read: Any) -> None:
    roster = read(with_age_and("group", "F", "m", "", "x"), under_represented=["f", "X"])
    assert roster.group.tolist() == [1, 0, -1, 1]


def test_a_group_that_is_not_named_is_left_alone_and_that_is_said(read: Any) -> None:
    roster = read(with_age_and("group", "F", "M"))
    assert roster.group.tolist() == [-1, -1]
    assert any("group is not used" in note for note in roster.quality.notes)


def test_a_group_nobody_has_is_refused(refused: Any) -> None:
    assert "'femal'" in only(refused(with_age_and("group", "female", "male"), under_represented=["femal"])).message


def test_today_is_the_day_and_is_said(read: Any) -> None:
    roster = read(GOOD, as_of=None)
    assert roster.as_of == date.today()
    assert any(str(roster.as_of) in note and "today" in note for note in roster.quality.notes)


def test_the_digest_is_of_the_content(read: Any) -> None:
    digest = read(GOOD).digest
    assert read(GOOD.replace("Ana", "Eve").replace(",", ";")).digest == digest
    assert read(GOOD.replace("Sales", "Selling")).digest != digest
    assert read(GOOD.replace("1962", "1963")).digest != digest


def test_a_blank_department_is_one_of_its_own(read: Any) -> None:
    roster = read(GOOD.replace("IT", ""))
    assert roster.departments == ("(not given)", "Sales")
    assert any("2 blank cells" in note for note in roster.quality.notes)


def test_missing_columns_are_refused_listing_what_there_is_and_how_to_map(refused: Any) -> None:
    problems = refused("EmployeeNumber,dept,years\n1,IT,40\n")
    assert {problem.field for problem in problems} == {"employee_id", "level", "department", "birth_year"}
    assert all("EmployeeNumber, dept, years" in problem.message for problem in problems)
    assert any("columns: {department: dept}" in problem.hint for problem in problems)


def test_a_mapping_to_a_column_that_is_not_there_is_refused(refused: Any) -> None:
    problem = only(refused(GOOD, columns={"department": "departmnt"}))
    assert "Did you mean 'department'" in problem.hint
    assert "Did you mean 'team'" in only(refused(GOOD, columns={"teams": "name"})).hint


def test_a_column_twice_is_refused_if_it_is_read(read: Any, refused: Any) -> None:
    twice = GOOD.replace("name", "level")
    assert "columns 2, 6" in only(refused(twice)).message
    assert len(read(GOOD.replace("name", "note").replace("hire_date", "note")).ids) == 4


def test_a_column_that_nearly_has_our_name_is_pointed_out(read: Any) -> None:
    notes = read(GOOD.replace("manager_id", "manager"), level_order="high_is_senior").quality.notes
    assert (
        "manager is not read, but may be manager_id, because of its name. To read it, write "
        "columns: {manager_id: manager}, or --columns 'manager_id=manager'."
    ) in notes


def test_everything_wrong_is_said_at_once_in_order(refused: Any) -> None:
    problems = refused(
        "employee_id,birth_year,hire_date,department,level,manager_id,skill_trends,can_teach\n"
        "E1,1900,2029-01-01,Sales,5,E9,2,joggling\n"
        ",1980,soon,IT,,E1,0.5,trends\n"
    )
    found = [(problem.line, problem.column) for problem in problems]
    assert found == [(2, 2), (2, 3), (2, 6), (2, 7), (2, 8), (3, 1), (3, 3), (3, 5)]
    assert all(problem.file and problem.field and problem.code and problem.message for problem in problems)


def test_one_problem_on_many_lines_is_one_message(refused: Any) -> None:
    problem = only(refused("employee_id,age,level,department\n" + "".join(f"{n},old,1,IT\n" for n in range(1000))))
    assert "1,000 lines (2, 3, 4, 5, 6 and 995 more)" in problem.message
    assert (problem.line, problem.column) == (2, 2)


@real
def test_krackhardts_managers_are_read() -> None:
    folder = REAL / "krackhardt_hightech"
    roster = read_roster(
        folder / "nodes.csv",
        columns={"employee_id": "id", "tenure_years": "tenure", "department": "dept"},
        level_order="low_is_senior",
        reporting_lines=folder / "edges_reports.csv",
        as_of=NEW_YEAR,
    )
    chief = roster.ids.index("7")
    assert len(roster.ids) == 21
    assert roster.level[chief] == 4
    assert np.flatnonzero(roster.manager < 0).tolist() == [chief]
    assert roster.levels == (("3", 0), ("2", 2), ("1", 4))
    assert roster.age[chief] == 55
    assert roster.tenure[chief] == 30


@real
def test_ibms_people_are_read() -> None:
    names = {"employee_id": "EmployeeNumber", "age": "Age", "department": "Department", "level": "JobLevel"}
    roster = read_roster(
        REAL / "ibm_hr_attrition" / "emp_attrition.csv", columns={**names, "tenure_years": "YearsAtCompany"}
    )
    assert len(roster.ids) == roster.quality.rows == 1470
    assert np.bincount(roster.level).tolist() == [543, 534, 218, 106, 69]
    assert len(roster.departments) == 3
    assert not roster.manager_known
    assert "age" not in roster.quality.imputed


NASTY: dict[str, list[tuple[int | None, int | None]]] = {
    "00_good.csv": [],
    "01_bom.csv": [],
    "02_semicolon.csv": [],
    "07_duplicate_ids.csv": [(7, 1)],
    "10_cyclic_managers.csv": [(2, 7)],
    "13_missing_birth_years.csv": [(4, 3), (6, 3), (7, 3)],
    "17_formula_injection.csv": [],
    "40_yaml_python_tag.yaml": [(None, None)],
}


@real
@pytest.mark.parametrize("name", sorted(set(NASTY) | {file.name for file in REAL.glob("nasty/*")}))
def test_nasty_files_are_read_right_or_refused_naming_the_place(name: str) -> None:
    file = REAL / "nasty" / name
    if NASTY[name]:
        with pytest.raises(Refused) as refusal:
            read_roster(file, as_of=NEW_YEAR)
        assert [(problem.line, problem.column) for problem in refusal.value.problems] == NASTY[name]
        assert all(problem.file and problem.hint for problem in refusal.value.problems)
    else:
        roster = read_roster(file, as_of=NEW_YEAR)
        assert roster.ids == tuple(f"E{n}" for n in range(1, len(roster.ids) + 1))
        assert roster.level[0] == 4
        assert roster.manager[:2].tolist() == [-1, 0]
        assert roster.age[0] == 63.5


@settings(max_examples=40, deadline=None)
@given(shuffle=st.randoms(use_true_random=False), people=st.integers(1, 60), seed=st.integers(0, 10**6))
def test_the_order_of_rows_changes_nothing(
    tmp_path_factory: pytest.TempPathFactory, shuffle: random.Random, people: int, seed: int
) -> None:
    luck = np.random.default_rng(seed)
    rows = [
        f"E{n},{luck.choice(['1985', '61', '', '2001'])},{luck.choice(['IT', 'Sales', ''])},{luck.integers(1, 5)},"
        f"{f'E{luck.integers(0, n)}' if n else ''},{luck.choice(['trends', 'leadership;trends', ''])},"
        f"{luck.choice(['0.5', '', '1'])},{luck.choice(['2020-02-02', '03.03.2021', ''])}"
        for n in range(people)
    ]
    header = f"employee_id,birth_year,department,level,manager_id,wants_to_learn,skill_{SKILLS[0]},hire_date"
    folder = tmp_path_factory.mktemp("shuffled")

    def read_rows(name: str) -> Roster:
        (folder / name).write_text("\n".join([header, *rows]))
        return read_roster(folder / name, as_of=NEW_YEAR, level_order="high_is_senior", sure=["birth_year"])

    before = read_rows("before.csv")
    shuffle.shuffle(rows)
    assert same(before, read_rows("after.csv"))
