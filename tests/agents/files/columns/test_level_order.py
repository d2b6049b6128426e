"""Reading levels: stated, told by managers or by age, never guessed."""

from __future__ import annotations

from typing import Any

import pytest
from rosters import GOOD, company, marked, only, with_column


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
    low = low.replace("Sales,4", "Sales,1").replace("IT,1", "IT,6")
    roster = read(low)
    assert roster.level.tolist() == [4, 3, 1, 0]
    assert roster.levels == (("6", 0), ("3", 1), ("1", 3), ("0", 4))
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


@pytest.mark.parametrize("odd", [99, 9, -5])
def test_a_number_far_off_the_others_is_asked_about(read: Any, refused: Any, odd: int) -> None:
    levels = [5 - row // 5 for row in range(24)]
    off = company(level=[*levels[:20], odd, *levels[21:]])
    problem = only(refused(off, level_order="high_is_senior"))
    assert (problem.line, problem.field, problem.value) == (22, "level", str(odd))
    assert "all others have 1 to 5" in problem.message
    assert len(read(off, level_order="high_is_senior", sure=["level"]).ids) == 24
    stated = {str(level): level - 1 for level in range(1, 6)} | {str(odd): 0}
    assert read(off, levels=stated).level[20] == 0


def test_numbers_that_surveys_write_for_not_known_are_asked_about(refused: Any) -> None:
    problem = only(refused(company(level=[*[5 - row // 5 for row in range(20)], 97, 98, 99, 99])))
    assert "4 people have the level 97 or 98 or 99" in problem.message


@pytest.mark.parametrize("levels", [(1, 2, 4), (10, 20, 30, 50), (3, 5, 8, 10), (1, 10)])
def test_steps_that_grades_have_are_not_asked_about(read: Any, levels: tuple[int, ...]) -> None:
    assert read(company(level=[levels[-1 - row * len(levels) // 24] for row in range(24)])).quality.left_out == ()


@pytest.mark.parametrize("people", [(0, 1, 2, 3), (0, 1, 2), (0, 1, 3, 4), (0, 1, 4), (0, 4)])
def test_numbers_from_0_are_our_own_levels_whoever_has_them(read: Any, people: tuple[int, ...]) -> None:
    text = company(level=[people[-1 - row * len(people) // 24] for row in range(24)])
    roster = read(text)
    assert roster.levels == tuple((str(level), level) for level in people)
    assert any("levels: {0: 0, " in note for note in roster.quality.notes) == (max(people) < 4)
    assert read(text, sure=["level"]).levels == roster.levels
    down = read(text, level_order="low_is_senior")
    assert (down.levels[0][1], down.levels[-1][1]) == (0, 4)


@pytest.mark.parametrize("by", ["age", "managers"])
def test_a_pyramid_upside_down_is_asked_about(read: Any, refused: Any, by: str) -> None:
    levels = [4] * 15 + [3] * 5 + [2] * 3 + [1]
    bosses = marked("", *range(24)) if by == "age" else ["", *[1001] * 23]
    text = company(level=levels, manager_id=bosses)
    problem = only(refused(text))
    assert problem.code == "order"
    assert "15 of 24 people would be executives and 1 at the lowest level" in problem.message
    assert "level_order: low_is_senior" in problem.hint
    for order in ("low_is_senior", "high_is_senior"):
        assert len(read(text, level_order=order).ids) == 24
    assert len(read(text, sure=["level"]).ids) == 24


def test_our_own_levels_upside_down_are_asked_about_unless_their_order_is_stated(read: Any, refused: Any) -> None:
    levels = [4] * 12 + [3] * 5 + [2] * 2 + [1] * 2 + [0] * 3
    text = company(level=levels, manager_id=marked("", 0))
    assert "12 of 24 people would be executives and 3 at the lowest level" in only(refused(text)).message
    for said in ({"level_order": "high_is_senior"}, {"sure": ["level"]}):
        assert read(text, **said).level.tolist() == levels


@pytest.mark.parametrize("counts", [(10, 7, 4, 2, 1), (2, 6, 9, 4, 3), (4, 5, 6, 5, 4), (20, 0, 0, 0, 4)])
def test_shapes_that_organisations_have_are_read(read: Any, counts: tuple[int, ...]) -> None:
    levels = [level + 1 for level in range(4, -1, -1) for _ in range(counts[level])]
    assert len(read(company(level=levels, manager_id=marked("", 0))).ids) == 24


def test_all_grades_that_are_not_mapped_are_listed_for_programs_and_the_first_to_read(refused: Any) -> None:
    grades = [f"Grade {chr(65 + row)}" for row in range(24)]
    problem = only(refused(company(level=grades)))
    assert problem.as_dict()["values"] == sorted(grades)
    assert "and 12 more" in problem.message
    assert "Grade X" not in str(problem)
