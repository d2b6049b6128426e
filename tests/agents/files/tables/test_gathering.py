"""The same problem on many lines is one message; few are listed line by line, and all of them have a limit."""

from __future__ import annotations

from collections.abc import Callable

import pandas as pd
import pytest
from rosters import only

from mentorlab.agents.base.refusal import LISTED, Problem, Refused
from mentorlab.agents.files.roster import read_roster
from mentorlab.agents.files.tables.cells import raise_problems
from mentorlab.agents.files.tables.gathering import APART
from mentorlab.agents.files.tie_file import read_ties


def raised(problems: list[Problem]) -> list[Problem]:
    with pytest.raises(Refused) as refusal:
        raise_problems(problems)
    return refusal.value.problems


def test_few_problems_of_one_kind_are_listed_line_by_line() -> None:
    few = [Problem(f"'{at}x' is not a number.", line=at, column=2, value=f"{at}x") for at in range(APART)]
    assert raised(few) == few


def test_many_are_one_with_their_count_first_lines_and_values(tmp_path: object) -> None:
    file = f"{tmp_path}/ties.csv"
    wrong = ["-1"] * 19 + [f"-{at}" for at in range(2, 12)]
    with open(file, "w", encoding="utf-8") as stream:
        stream.write("source,target,weight\nE1,E2,1\n" + "".join(f"E1,E2,{weight}\n" for weight in wrong))
    with pytest.raises(Refused) as refusal:
        read_ties(file, ["E1", "E2"])
    problem = only(refusal.value.problems)
    assert (problem.line, problem.column, problem.field) == (3, 3, "weight")
    assert "29 lines (3, 4, 5, 6, 7 and 24 more), with 11 values: '-1' (19 times)" in problem.message
    assert problem.as_dict()["values"] == sorted(set(wrong), key=wrong.index)
    assert problem.lines == tuple(range(3, 32))


@pytest.mark.parametrize(
    "other",
    [
        lambda at: Problem(f"'{at}x' is not a number.", line=at, column=3, value=f"{at}x"),
        lambda at: Problem(f"'{at}x' is too large.", line=at, column=2, value=f"{at}x"),
        lambda at: Problem(f"'{at}x' is not a number.", "Ask HR.", line=at, column=2, value=f"{at}x"),
        lambda at: Problem(f"'{at}x' is not a number.", file="other.csv", line=at, column=2, value=f"{at}x"),
    ],
)
def test_another_column_sentence_mend_or_file_is_another_kind(other: Callable[[int], Problem]) -> None:
    many = [Problem(f"'{at}x' is not a number.", line=at, column=2, value=f"{at}x") for at in range(10)]
    assert len(raised([*many, *map(other, range(10))])) == 2


def test_what_has_no_line_is_never_gathered() -> None:
    assert len(raised([Problem(f"there is no column '{at}'.", field="columns") for at in range(10)])) == 10


def test_rows_of_a_frame_are_gathered_by_their_labels() -> None:
    index = [f"p{at}" for at in range(9)]
    frame = pd.DataFrame({"employee_id": range(9), "age": "old", "level": 1, "department": "IT"}, index=index)
    with pytest.raises(Refused) as refusal:
        read_roster(frame)
    assert "9 rows (p0, p1, p2, p3, p4 and 4 more)" in only(refusal.value.problems).message


def test_kinds_of_problems_beyond_the_limit_are_counted() -> None:
    problems = raised([Problem(f"no column {at}.", code="missing") for at in range(LISTED + 5)])
    assert len(problems) == LISTED + 1
    assert "5 more problems (5 missing)" in problems[-1].message
