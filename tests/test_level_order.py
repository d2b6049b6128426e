"""Reading levels: stated, told by managers or by age, never guessed."""

from __future__ import annotations

from datetime import date
from pathlib import Path
from typing import Any

import pytest

from mentorlab.agents.refusal import Problem, Refused
from mentorlab.agents.roster import Roster, read_roster

NEW_YEAR = date(2026, 1, 1)
GOOD = """employee_id,name,birth_year,hire_date,department,level,manager_id
E1,Ana Gomez,1962,2001-03-01,Sales,5,
E2,Bo Li,1971,2009-06-15,Sales,4,E1
E3,Cy Roe,1985,2014-01-10,IT,3,E2
E4,Di Fox,1998,2021-09-01,IT,1,E3
"""


@pytest.fixture
def read(tmp_path: Path) -> Any:
    """Return a reader of a roster given as text or bytes."""

    def read_text(text: str | bytes, **settings: Any) -> Roster:
        file = tmp_path / "roster.csv"
        file.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
        return read_roster(file, **{"as_of": NEW_YEAR, **settings})

    return read_text


@pytest.fixture
def refused(read: Any) -> Any:
    """Return what is wrong with a roster given as text."""

    def problems(text: str | bytes, **settings: Any) -> list[Problem]:
        with pytest.raises(Refused) as refusal:
            read(text, **settings)
        return refusal.value.problems

    return problems


def only(problems: list[Problem]) -> Problem:
    assert len(problems) == 1, [str(problem) for problem in problems]
    return problems[0]


def with_column(header: str, *cells: str) -> str:
    """Return four people of one level and department, with one more column."""
    rows = zip(("E1", "E2", "E3", "E4"), cells, strict=False)
    return f"employee_id,level,department,{header}\n" + "".join(f"{name},1,Sales,{cell}\n" for name, cell in rows)


def with_age_and(header: str, *cells: str) -> str:
    """Return people of 40 with one more column."""
    return with_column(f"age,{header}", *(f"40,{cell}" for cell in cells))


def test_named_grades_are_mapped_as_stated(read: Any, refused: Any) -> None:
    grades = GOOD.replace(",5,", ",VP,").replace(",4,", ",VP,").replace(",3,", ",Lead,").replace(",1,", ",Analyst,")
    roster = read(grades, levels={"vp": 4, "Lead": 2, "Analyst": 0})
    assert roster.level.tolist() == [4, 4, 2, 0]
    assert roster.levels == (("Analyst", 0), ("Lead", 2), ("VP", 4))
    problem = only(refused(grades))
    assert "Analyst, Lead, VP" in problem.message
    assert "levels: {Analyst: 0" in problem.hint
    missing = only(refused(grades, levels={"VP": 4, "Lead": 2}))
    assert (missing.line, missing.value) == (5, "Analyst")


def test_our_own_names_of_levels_need_no_mapping(read: Any) -> None:
    text = GOOD.replace(",5,", ",Executive,").replace(",4,", ",director,").replace(",3,", ",manager,")
    assert read(text.replace(",1,", ",entry,")).level.tolist() == [4, 3, 2, 0]


def test_levels_stated_for_numbers_may_come_as_numbers(read: Any, refused: Any) -> None:
    assert read(GOOD, levels={5: 4, 4.0: 3, "3": 3, 1: 1}).level.tolist() == [4, 3, 3, 1]
    assert {problem.value for problem in refused(GOOD, levels={5: 7, 4: "high", 3: True})} == {7, "high", True}


def test_managers_tell_which_end_is_senior(read: Any) -> None:
    low = GOOD.replace(",5,", ",0,")
    low = low.replace("Sales,4", "Sales,1").replace("IT,1", "IT,9")
    roster = read(low)
    assert roster.level.tolist() == [4, 3, 1, 0]
    assert roster.levels == (("9", 0), ("3", 1), ("1", 3), ("0", 4))
    assert any("low_is_senior" in note and "3 of 3" in note for note in roster.quality.notes)


def test_managers_who_disagree_do_not_tell(refused: Any) -> None:
    problem = only(refused(GOOD.replace("IT,1,E3", "IT,6,E3")))
    assert (problem.code, problem.field) == ("order", "level")
    assert "level_order: high_is_senior" in problem.hint


def test_age_tells_where_managers_do_not_and_only_in_twenty_rows(read: Any, refused: Any) -> None:
    def people(count: int) -> str:
        rows = (f"{n},{25 + n},{9 - n // 5},IT\n" for n in range(count))
        return "employee_id,age,level,department\n" + "".join(rows)

    assert any("low_is_senior" in note and "correlation" in note for note in read(people(20)).quality.notes)
    assert only(refused(people(19))).code == "order"
    assert read(people(19), level_order="high_is_senior").levels[0] == ("6", 0)


def test_a_stated_order_wins_and_says_if_managers_disagree(read: Any) -> None:
    roster = read(GOOD, level_order="low_is_senior")
    assert roster.level.tolist() == [0, 1, 3, 4]
    assert any("Check it" in note for note in roster.quality.notes)


def test_an_order_that_does_not_exist_is_refused(refused: Any) -> None:
    assert "Did you mean 'high_is_senior'" in only(refused(GOOD, level_order="high_is_seniour")).hint


def test_one_level_is_specialists(read: Any) -> None:
    assert read(with_column("age", "30", "40")).level.tolist() == [1, 1]
