"""Reading who reports to whom: nobody unknown, nobody twice, nobody in a circle."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pytest
from rosters import GOOD, only

from mentorlab.agents.files.columns.managers import People


def test_a_repeated_id_is_refused_naming_both_lines(refused: Any) -> None:
    problem = only(refused(GOOD + "E2,Twin,1990,2020-01-01,HR,2,E1\n"))
    assert problem.line == 6
    assert "line 3" in problem.message


def test_unknown_managers_are_refused_by_name(refused: Any) -> None:
    problem = only(refused(GOOD.replace("4,E1", "4,E7")))
    assert (problem.line, problem.column, problem.value) == (3, 7, "E7")


def test_nobody_is_their_own_manager(refused: Any) -> None:
    assert only(refused(GOOD.replace("4,E1", "4,E2"))).line == 3


def test_managers_in_a_circle_are_refused_naming_it(refused: Any) -> None:
    problem = only(refused(GOOD.replace("Sales,5,", "Sales,5,E3")))
    assert "E1 -> E3 -> E2 -> E1" in problem.message
    assert problem.line == 2


def test_a_manager_in_a_row_that_cannot_be_read_is_not_called_unknown(refused: Any) -> None:
    assert only(refused(GOOD.replace("Bo Li", "Li, Bo"), level_order="high_is_senior")).line == 3


@pytest.fixture
def lines(tmp_path: Path) -> Any:
    def write(*pairs: str) -> Path:
        file = tmp_path / "lines.csv"
        file.write_text("\n".join(["source,target", *pairs]))
        return file

    return write


def test_managers_come_from_reporting_lines_where_the_roster_has_none(read: Any, lines: Any) -> None:
    without = GOOD.replace("manager_id", "x")
    assert not read(without, level_order="high_is_senior").manager_known
    assert read(without, level_order="high_is_senior").quality.imputed["manager"] == 4
    roster = read(without, reporting_lines=lines("E2,E1", "E3,E2", "E3,E2"))
    assert roster.manager.tolist() == [-1, 0, 1, -1]
    assert read(GOOD, reporting_lines=lines("E4,E1")).manager.tolist() == [-1, 0, 1, 2]


def test_reporting_lines_that_make_no_sense_are_refused_in_their_own_file(refused: Any, lines: Any) -> None:
    without = GOOD.replace("manager_id", "x")
    problems = refused(without, reporting_lines=lines("E2,E1", "E3,E9", "E4,E4", "E2,E3"), level_order="high_is_senior")
    assert [(problem.line, problem.code) for problem in problems] == [(3, "unknown"), (4, "circle"), (5, "duplicate")]
    assert all(problem.file.endswith("lines.csv") for problem in problems)
    circle = only(refused(without, reporting_lines=lines("E2,E1", "E1,E2"), level_order="high_is_senior"))
    assert "E1 -> E2 -> E1" in circle.message


def test_reporting_lines_of_a_row_that_cannot_be_read_are_not_called_unknown(refused: Any, lines: Any) -> None:
    without = GOOD.replace("manager_id", "x").replace("Bo Li", "Li, Bo")
    problems = refused(without, reporting_lines=lines("E2,E1", "E3,E2"), level_order="high_is_senior")
    assert only(problems).line == 3


@pytest.mark.parametrize("written", ["1001.0", "1,001", "1 001", "1.001", "01001", "1001,00"])
def test_ids_that_other_programs_wrote_differently_meet(read: Any, written: str) -> None:
    text = GOOD.replace("E1", "1001").replace("4,1001", f'4,"{written}"')
    roster = read(text)
    assert roster.manager.tolist() == [-1, 0, 1, 2]
    assert (
        f"manager_id: 1 id is written otherwise than in the roster and was matched, such as '{written}' with '1001'."
        in (roster.quality.notes)
    )


def test_an_id_that_could_be_two_people_is_nobody() -> None:
    people = People({"7": 0, "07": 1, "8": 2}, frozenset())
    assert [people.row_for(text) for text in ("7", "07", "007", "7.0", "8.0", "9")] == [0, 1, -1, -1, 2, -1]
    assert "007" not in people
    assert people.nearly("007") == "It can be '7' or '07': write it as the roster does."
    assert people.nearly("9") == ""


def test_an_id_of_somebody_who_is_not_read_is_nobody_elses() -> None:
    people = People({"7": 0}, unread=frozenset({"007"}), left_out=frozenset({"07"}))
    assert [people.row_for(text) for text in ("7.0", "07", "007", "0007")] == [0, -1, -1, 0]


def test_reporting_lines_meet_ids_that_were_written_differently(read: Any, lines: Any) -> None:
    without = GOOD.replace("manager_id", "x").replace("E", "100")
    assert read(without, reporting_lines=lines("1002.0,1001", "1003,1002.0")).manager.tolist() == [-1, 0, 1, -1]


def test_ids_that_differ_in_case_only_are_asked_about(read: Any, refused: Any) -> None:
    twins = GOOD + "e2,Twin,1990,2020-01-01,HR,3,E1\n"
    problem = only(refused(twins))
    assert (problem.line, problem.code) == (6, "duplicate")
    assert "'E2' on line 3" in problem.message
    assert len(read(twins, sure=["employee_id"]).ids) == 5


@pytest.mark.parametrize(("one", "other"), [("1001", "1001.0"), ("1002", "01002"), ("1003", "1,003")])
def test_an_id_in_two_spellings_is_asked_about(read: Any, refused: Any, one: str, other: str) -> None:
    twins = GOOD + f'{one},A,1990,2020-01-01,HR,3,E1\n"{other}",B,1991,2020-01-01,HR,3,E1\n'
    problem = only(refused(twins))
    assert (problem.line, problem.code, problem.value) == (7, "duplicate", other)
    assert f"'{one}' on line 6 written otherwise" in problem.message
    assert len(read(twins, sure=["employee_id"]).ids) == 6


def test_only_people_who_end_without_the_manager_they_had_are_counted_as_lost(read: Any, lines: Any) -> None:
    without = GOOD.replace("manager_id", "x")
    told = {"unknown_managers": "drop", "level_order": "high_is_senior"}
    said = read(without, reporting_lines=lines("E2,E9", "E2,E1", "E3,E8", "E3,E9", "E8,E1"), **told).quality
    assert said.lost_managers == 1
    assert "1 person has a manager who is not in the roster: read as having none." in said.notes
    assert "3 people have no manager in the file; none is assigned to them." in said.notes
    said = read(without, reporting_lines=lines("E2,E1", "E8,E1"), **told).quality
    assert said.lost_managers == 0
    assert not any("who is not in the roster" in note for note in said.notes)


def test_unknown_managers_may_be_dropped_and_are_counted(read: Any, refused: Any, lines: Any) -> None:
    roster = read(GOOD.replace("4,E1", "4,E9"), unknown_managers="drop", level_order="high_is_senior")
    assert roster.manager.tolist() == [-1, -1, 1, 2]
    assert roster.quality.lost_managers == 1
    assert "1 person has a manager who is not in the file: read as having none." in roster.quality.notes
    without = GOOD.replace("manager_id", "x")
    elsewhere = {"reporting_lines": lines("E2,E9", "E3,E2", "E8,E1"), "level_order": "high_is_senior"}
    assert read(without, **elsewhere, unknown_managers="drop").manager.tolist() == [-1, -1, 1, -1]
    assert "--unknown-managers drop" in refused(without, **elsewhere)[0].hint
    assert "Did you mean 'drop'?" in only(refused(GOOD, unknown_managers="dropp")).hint


def test_reporting_lines_to_people_who_are_left_out_are_lost_not_unknown(read: Any, lines: Any) -> None:
    rows = GOOD.replace("manager_id", "status").splitlines()
    rows[1:] = [row.rpartition(",")[0] + f",{word}" for row, word in zip(rows[1:], ("Left", "", "", ""), strict=True)]
    told = {"reporting_lines": lines("E2,E1", "E3,E2", "E1,E2"), "level_order": "high_is_senior"}
    roster = read("\n".join(rows), **told)
    assert roster.ids == ("E2", "E3", "E4")
    assert roster.manager.tolist() == [-1, 0, -1]
    assert roster.quality.lost_managers == 1


def test_a_name_in_the_place_of_an_id_is_not_quoted(refused: Any) -> None:
    text = "employee_id,age,level,department,manager_id\n" + "".join(
        f"E{at},{25 + at},{at // 5},IT,{'Zoe Okafor' if at == 3 else ''}\n" for at in range(24)
    )
    problem = only(refused(text))
    assert problem.message.startswith("(a name) is the manager of 'E3'")
    assert "Okafor" not in str(problem.as_dict())
