"""Telling the rows that are people from the others: totals, open positions, leavers, rows not asked for."""

from __future__ import annotations

from datetime import date
from typing import Any

import numpy as np
import pytest
from rosters import company, marked, only

from mentorlab.agents.files.roster import Roster

TOTALS = (
    ("Subtotal Sales", "Grand total"),
    ("Sales Total", "Grand Total"),
    ("Zwischensumme", "Gesamtergebnis"),
    ("Sous-total", "Total général"),
    ("HR Count", "Overall count"),
)


def reasons(roster: Roster) -> list[tuple[str, int]]:
    return [(one.because, one.rows) for one in roster.quality.left_out]


@pytest.mark.parametrize(("subtotal", "total"), TOTALS)
def test_totals_are_no_people(read: Any, subtotal: str, total: str) -> None:
    roster = read(company() + f"{subtotal},,8,Sales,\n{total},41.5,24,,\n")
    assert len(roster.ids) == roster.quality.rows == 24
    assert reasons(roster) == [("they are totals of other rows", 2)]
    assert (
        "2 of 26 rows are left out because they are totals of other rows: line 26, line 27. "
        "If they are people of today, write sure: [employee_id], or --sure employee_id." in roster.quality.notes
    )
    assert roster.levels == tuple((str(level), level) for level in range(5))
    assert roster.digest == read(company()).digest


def test_rows_that_repeat_others_are_counted_with_those_left_out(read: Any) -> None:
    roster = read(company() + company().splitlines()[-1] + "\nGrand total,,,,\n")
    assert reasons(roster) == [("they are totals of other rows", 1), ("they repeat an earlier row", 1)]


def test_a_total_without_an_id_is_known_by_its_other_cells(read: Any, refused: Any) -> None:
    assert len(read(company() + ",,8,Sales Total,\n").ids) == 24
    assert "id is missing" in only(refused(company() + ",40,1,Sales Total,\n")).message


def test_people_of_total_rewards_are_people(read: Any) -> None:
    rewards = company(department=marked("Total Rewards", *range(8), otherwise="IT"), age=marked("40", *range(1, 24)))
    assert len(read(rewards).ids) == 24


@pytest.mark.parametrize("words", ["Vacant", "VACANT 7", "vacancy", "Open position", "N.N.", "Vakant", "À pourvoir"])
@pytest.mark.parametrize("column", ["employee_id", "name"])
def test_positions_that_nobody_holds_are_no_people(read: Any, words: str, column: str) -> None:
    names = company(name=marked("Somebody", *range(24)))
    cells = {"employee_id": "P77", "name": "", column: words}
    rows = "".join(f"{cells['employee_id']},,{level},Sales,1003,{cells['name']}\n" for level in (1, 2))
    roster = read(names + rows)
    assert reasons(roster) == [(f"nobody holds the position by {column}", 2)]
    assert any(f"write sure: [{column}], or --sure {column}." in note for note in roster.quality.notes)
    assert roster.digest == read(names).digest


@pytest.mark.parametrize("header", ["manager_id", "Boss", "SupervisorName", "Line Manager", "Name des Vorgesetzten"])
def test_people_of_whom_only_the_manager_is_to_be_found_are_people(read: Any, header: str) -> None:
    ages = [57 - row if row != 20 else "" for row in range(24)]
    text = company(age=ages, **{header: marked("Vacant", 20)})
    columns = {} if header == "manager_id" else {"manager_id": header}
    for mapping in ({}, columns):
        roster = read(text, unknown_managers="drop", columns=mapping, level_order="high_is_senior")
        assert (len(roster.ids), reasons(roster)) == (24, [])


def test_positions_of_a_column_that_is_sure_are_people(read: Any) -> None:
    ages = [57 - row if row not in (19, 20) else "" for row in range(24)]
    text = company(age=ages, **{"Seat no": marked("Vacant", 20), "title": marked("Vacant", 19)})
    roster = read(text)
    assert reasons(roster) == [("nobody holds the position by Seat no and title", 2)]
    assert any("sure: [Seat no, title], or --sure 'Seat no' --sure title." in note for note in roster.quality.notes)
    assert reasons(read(text, sure=["seat NO"])) == [("nobody holds the position by title", 1)]
    assert reasons(read(text, sure=["employee_id"])) == [("nobody holds the position by Seat no and title", 2)]
    assert reasons(read(text, only={"title": ["Vacant", ""], "Seat no": ["", "Vacant"]})) == []
    mapped = text.replace("title", "Workplace")
    assert reasons(read(mapped, columns={"site": "Workplace"}, sure=["site"])) == [
        ("nobody holds the position by Seat no", 1)
    ]


@pytest.mark.parametrize("name", ["Jean Total", "Vera Gesamt", "Bo Count", "Anna Summe", "Head-Count"])
def test_people_whose_names_are_words_of_totals_are_people(read: Any, name: str) -> None:
    names = [name if row == 5 else f"P{row}" for row in range(24)]
    text = company(employee_id=names, manager_id=[""] * 24)
    assert name in read(text, level_order="high_is_senior").ids
    ageless = text.replace(f"{name},52", f"{name},")
    assert name not in read(ageless, level_order="high_is_senior").ids
    assert name in read(ageless, level_order="high_is_senior", sure=["employee_id"]).ids


def test_totals_may_have_an_average_age(read: Any) -> None:
    totals = "Sales Total,44.5,2,,\nHR Total,44.5,,HR,\nSubtotal IT,44.5,1.9,IT,\n"
    assert reasons(read(company() + totals)) == [("they are totals of other rows", 3)]


@pytest.mark.parametrize("title", ["Analyst (unfilled)", "(Open Position) P-00038", "Sachbearbeiter (unbesetzt)"])
def test_positions_in_brackets_are_no_people(read: Any, title: str) -> None:
    names = company(name=marked("Somebody", *range(24)))
    roster = read(names + f"P77,,1,Sales,1003,{title}\n")
    assert reasons(roster)[0][1] == 1
    assert roster.digest == read(names).digest


def test_a_position_with_the_status_open_is_nobody(read: Any) -> None:
    names = company(status=marked("Active", *range(24)))
    roster = read(names + "P77,,1,Sales,1003,Open\n")
    assert len(roster.ids) == 24


def test_somebody_with_an_age_holds_the_position(read: Any) -> None:
    assert len(read(company(name=marked("Vacant", 3))).ids) == 24


def test_reports_of_an_open_position_lose_their_manager_and_are_counted(read: Any) -> None:
    bosses = ["", *["1001"] * 20, *["V1"] * 3]
    roster = read(company(manager_id=bosses) + "V1,,2,Vacant,1001\n", level_order="high_is_senior")
    assert roster.quality.lost_managers == 3
    assert "3 people have a manager who is left out: read as having none." in roster.quality.notes


STATUSES = (
    ("status", "Terminated", "Active"),
    ("Employment_Status", "Voluntarily Terminated", "On leave"),
    ("EmpStatus", "inactive", ""),
    ("Mitarbeiterstatus", "Ausgeschieden", "Aktiv"),
    ("Termd", "1", "0"),
    ("Active", "No", "Yes"),
    ("ausgeschieden", "y", ""),
    ("termination_date", "2025-05-01", ""),
    ("Date of Termination", "05/01/2025", "12/12/2099"),
    ("Austrittsdatum", "31.12.2025", "31.12.9999"),
    ("exit_date", "45777", "00.00.0000"),
    ("Exit Date", "2025-12-31", "1900-01-01"),
)


@pytest.mark.parametrize(("header", "gone", "here"), STATUSES)
def test_people_who_have_left_are_left_out(read: Any, header: str, gone: str, here: str) -> None:
    roster = read(company(**{header: marked(gone, 1, 12, otherwise=here)}))
    assert reasons(roster) == [(f"they have left by {header}", 2)]
    assert len(roster.ids) == 22
    assert {"1002", "1013"}.isdisjoint(roster.ids)
    assert not any("not used" in note for note in roster.quality.notes)


def test_reports_of_leavers_lose_their_manager_and_are_counted(read: Any) -> None:
    roster = read(company(status=marked("Terminated", 1)))
    assert roster.quality.lost_managers == 2
    lost = [roster.ids.index(name) for name in ("1004", "1005")]
    assert roster.manager[lost].tolist() == [-1, -1]
    assert "2 people have a manager who is left out: read as having none." in roster.quality.notes


def test_leavers_take_nobodys_level_with_them(read: Any) -> None:
    """Numbers from 0 are our own levels, whoever has them: without the only executive the others stay what they are."""
    everyone, fewer = read(company()), read(company(status=marked("Terminated", 0)))
    assert fewer.level.tolist() == everyone.level[1:].tolist()
    assert any("mentorlab's own levels" in note for note in fewer.quality.notes)


def test_a_status_of_being_here_outweighs_a_date_of_leaving(read: Any) -> None:
    rehired = company(status=marked("Active", *range(24)), exit_date=marked("2024-01-01", 5))
    roster = read(rehired)
    assert len(roster.ids) == 24
    assert any("1 person has a date of leaving that is past" in note for note in roster.quality.notes)


def test_a_day_on_which_somebody_left_must_be_readable(refused: Any) -> None:
    problem = only(refused(company(exit_date=marked("soon", 4)), level_order="high_is_senior"))
    assert (problem.line, problem.field, problem.value) == (6, "exit_date", "soon")
    assert "sure: [exit_date]" in problem.hint


def test_a_file_in_which_everyone_has_left_is_asked_about(read: Any, refused: Any) -> None:
    gone = company(status=marked("Terminated", *range(24)))
    assert "everyone has left by status" in only(refused(gone)).message
    assert len(read(gone, sure=["status"]).ids) == 24


def test_a_status_about_something_else_is_noted_and_left_alone(read: Any) -> None:
    roster = read(company(status=marked("Married", 1, 5, otherwise="Single")))
    assert len(roster.ids) == 24
    assert "status is not read: it does not say of anybody that they have left." in roster.quality.notes


def test_attrition_is_noted_and_nobody_is_left_out(read: Any) -> None:
    roster = read(company(Attrition=marked("Yes", 1, 5, otherwise="No")))
    assert len(roster.ids) == 24
    assert any("baseline: {from_column: Attrition}" in note for note in roster.quality.notes)


@pytest.mark.parametrize("settled", [{"sure": ["status"]}, {"only": {"Status": ["Terminated", "Active"]}}])
def test_a_column_that_is_settled_leaves_nobody_out(read: Any, settled: dict[str, Any]) -> None:
    assert len(read(company(status=marked("Terminated", 1, otherwise="Active")), **settled).ids) == 24


def test_the_leavers_that_the_baseline_counts_stay(read: Any) -> None:
    columns = {"left_this_year": marked("yes", 3, 9), "exit_date": marked("2025-03-01", 3, 20)}
    roster = read(company(**columns), left="left_this_year")
    assert reasons(roster) == [("they have left by exit_date", 1)]
    assert np.flatnonzero(roster.left == 1).tolist() == [3, 9]
    by_status = read(company(status=marked("Terminated", 3, 9, otherwise="Active")), left="status")
    assert np.flatnonzero(by_status.left == 1).tolist() == [3, 9]


def test_only_the_rows_that_are_asked_for_are_read(read: Any) -> None:
    sites = marked("Bonn", *range(12), otherwise="Lyon")
    text = company(place=sites, employee_id=[*range(1, 13), *["twice"] * 12], manager_id=["", *[1] * 21, 99, 99])
    roster = read(text, only={"PLACE": ["bonn"]}, level_order="high_is_senior")
    assert len(roster.ids) == 12
    assert reasons(roster) == [("they do not have PLACE bonn", 12)]
    two = read(company(place=sites), only={"place": ["Bonn", "Lyon"]})
    assert len(two.ids) == 24
    assert reasons(two) == []


def test_only_asks_for_what_there_is(refused: Any) -> None:
    text = company(place=marked("Bonn", 1, 4, 7, 10, 13, otherwise="Lyon"))
    assert "Did you mean 'place'?" in only(refused(text, only={"plase": ["Bonn"]})).hint
    problem = only(refused(text, only={"place": ["Bon"]}))
    assert "There is: Bonn, Lyon." in problem.message
    assert "Did you mean 'Bonn'?" in problem.hint
    assert "other values" in only(refused(text, only={"employee_id": ["7"]})).message
    assert "nobody has all" in only(refused(text, only={"place": ["Bonn"], "department": ["IT"]})).message


def test_what_only_asks_for_gives_nobody_away(read: Any, refused: Any) -> None:
    """Values of few people may be their names, and addresses are not repeated."""
    mails = marked("b1@firma.de", *range(12), otherwise="b2@firma.de")
    text = company(boss_mail=mails, name=[f"Ana {row // 6}" if row < 6 else f"Bo {row // 2}" for row in range(24)])
    roster = read(text, only={"boss_mail": ["b1@firma.de"]}, unknown_managers="drop", level_order="high_is_senior")
    assert reasons(roster) == [("they do not have boss_mail (an e-mail address)", 12)]
    problem = only(refused(text, only={"name": ["Bo 1"]}))
    assert "There is: Ana 0 and 9 other values." in problem.message
    assert "Bo" not in problem.hint
    assert "@" not in str(refused(text, only={"boss_mail": ["c@firma.de"]}))


def test_only_takes_yes_and_blanks(read: Any) -> None:
    text = company(here=marked("Y", *range(20)))
    assert len(read(text, only={"here": ["true"]}).ids) == 20
    assert len(read(text, only={"here": [""]}).ids) == 4


def test_what_is_sure_is_a_column(refused: Any) -> None:
    assert "Did you mean 'birth_date'?" in only(refused(company(), sure=["birth_dat"])).hint


def test_rows_of_a_frame_are_left_out_by_their_labels() -> None:
    from io import StringIO

    import pandas as pd
    from rosters import NEW_YEAR

    from mentorlab.agents.files.roster import read_roster

    frame = pd.read_csv(StringIO(company(status=marked("Terminated", 4))), dtype=str).set_index("employee_id")
    roster = read_roster(frame, as_of=NEW_YEAR)
    assert roster.quality.left_out[0].places == ("row 1005",)
    assert len(roster.ids) == 23


def test_people_who_have_not_begun_are_left_out_and_a_far_date_is_a_mistake(read: Any, refused: Any) -> None:
    roster = read(company(hire_date=marked("2026-09-01", 3, 7, otherwise="2020-01-01")), as_of=date(2026, 6, 1))
    assert reasons(roster) == [("they begin after 2026-06-01", 2)]
    late = company(hire_date=marked("2062-09-01", 3, otherwise="2020-01-01"))
    assert "is after 2026-06-01" in only(refused(late, as_of=date(2026, 6, 1))).message
