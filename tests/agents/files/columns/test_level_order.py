"""Reading levels: stated, told by managers or by age, never guessed."""

from __future__ import annotations

from typing import Any

from rosters import GOOD, only, with_column


def test_named_grades_are_mapped_as_stated(read: Any, refused: Any) -> None:
    grades = GOOD.replace(",5,", ",VP,").replace(",4,", ",VP,").replace(",3,", ",Lead,").replace(",1,", ",Analyst,")
    roster = read(grades, levels={"vp": 4, "Lead": 2, "Analyst": 0})
    assert roster.level.tolist() == [4, 4, 2, 0]
    assert roster.levels == (("Analyst", 0), ("Lead", 2), ("VP", 4))
    problem = only(refused(grades))
    assert "Analyst, Lead, VP" in problem.message
    assert "levels: {Analyst: ?, Lead: ?, VP: ?}" in problem.hint
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
    assert any("Please check" in note for note in roster.quality.notes)


def test_an_order_that_does_not_exist_is_refused(refused: Any) -> None:
    assert "Did you mean 'high_is_senior'" in only(refused(GOOD, level_order="high_is_seniour")).hint


def test_one_level_is_specialists(read: Any) -> None:
    assert read(with_column("age", "30", "40")).level.tolist() == [1, 1]
