"""A table that does not begin where it should: what stands there is recognised, and what to write is named."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from rosters import GOOD, NEW_YEAR, only

from mentorlab.agents.base.refusal import Problem, Refused
from mentorlab.agents.files.roster import Roster, read_roster
from mentorlab.agents.files.tie_file import TieList, read_ties

PEOPLE = [f"E{at}" for at in range(1, 7)]
GRID = [line.split(",") for line in GOOD.splitlines()]


def workbook(folder: Path, **sheets: list[list[Any]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets.items():
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(folder / "book.xlsx")
    return folder / "book.xlsx"


def refused(read: Any, *arguments: Any, **settings: Any) -> Problem:
    with pytest.raises(Refused) as refusal:
        read(*arguments, **settings)
    return only(refusal.value.problems)


def people(file: Any, **settings: Any) -> Roster:
    return read_roster(file, as_of=NEW_YEAR, **settings)


def ties(file: Any, **settings: Any) -> TieList:
    return read_ties(file, PEOPLE, **settings)


@pytest.mark.parametrize("title", ["Headcount Q3,,,,,,", "Headcount Q3", "Headcount,Q3,,,,,", '"Headcount, Q3"'])
@pytest.mark.parametrize("between", ["", ",,,,,,", "as of,1 January,,,,,"])
def test_a_title_above_the_header_is_recognised(tmp_path: Path, title: str, between: str) -> None:
    (tmp_path / "roster.csv").write_text(f"{title}\n{between}\n{GOOD}")
    problem = refused(people, tmp_path / "roster.csv")
    assert "the names of the columns to be on line 3 (employee_id, name," in problem.message
    assert "--header 3, or header: 3 below roster" in problem.hint
    roster = people(tmp_path / "roster.csv", header=3)
    assert len(roster.ids) == 4
    assert any("what stands above was not read" in note for note in roster.quality.notes)


def test_a_header_in_a_foreign_language_is_recognised_below_a_title(tmp_path: Path) -> None:
    text = GOOD.replace("employee_id,name,birth_year", "Personalnummer,Name,Geburtsjahr").replace(",", ";")
    (tmp_path / "roster.csv").write_text(f"Stand 1. Januar\n\n{text}")
    assert "--header 3" in refused(people, tmp_path / "roster.csv").hint
    assert people(
        tmp_path / "roster.csv", header=3, columns={"employee_id": "Personalnummer", "birth_year": "Geburtsjahr"}
    ).ids == ("E1", "E2", "E3", "E4")


def test_groups_merged_above_the_header_are_recognised(tmp_path: Path) -> None:
    file = workbook(tmp_path, People=[["Headcount"], ["Who", None, "When", None, "Where"], *GRID])
    book = openpyxl.load_workbook(file)
    for merged in ("A1:G1", "A2:B2", "C2:D2", "E2:G2"):
        book.active.merge_cells(merged)
    book.save(file)
    assert "--header 3" in refused(people, file).hint
    assert len(people(file, header=3).ids) == 4


def test_names_on_another_line_are_found_where_the_first_line_looks_like_a_header(tmp_path: Path) -> None:
    groups = ["Who", "Name", "Born", "Hired", "Unit", "Rank", "Boss"]
    problem = refused(people, workbook(tmp_path, People=[groups, *GRID]))
    assert problem.line == 2
    assert "--header 2, or header: 2 below roster" in problem.hint


def test_a_wrong_line_is_refused_with_the_right_one(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(f"Headcount,,,,,,\n\n{GOOD}")
    assert (
        "first rows that are not blank begin on lines 1, 3, 4"
        in refused(people, tmp_path / "roster.csv", header=2).hint
    )
    assert "--header 3" in refused(people, tmp_path / "roster.csv", header=4).hint


def test_a_header_with_few_names_can_be_stated(tmp_path: Path) -> None:
    text = "employee_id,level,,,,\n" + "".join(f"E{at},1,a,b,c,d\n" for at in range(4))
    (tmp_path / "roster.csv").write_text(text)
    assert "If line 1 has the names after all, write --header 1." in refused(people, tmp_path / "roster.csv").hint
    with pytest.raises(Refused, match="there is no column 'department'"):
        people(tmp_path / "roster.csv", header=1)


def test_the_sheet_that_has_the_table_is_named(tmp_path: Path) -> None:
    pairs = [["source", "target"], ["E1", "E2"]]
    file = workbook(tmp_path, Cover=[["Confidential"], ["From HR"]], People=GRID, Ties=[["Ties"], [], *pairs])
    problem = refused(people, file)
    assert "sheet 'Cover' was read, and the column 'employee_id' is on sheet 'People'" in problem.message
    assert "--sheet 'People', or sheet: People below roster" in problem.hint
    problem = refused(ties, file)
    assert "--tie-sheet 'Ties' --tie-header 3, or sheet: Ties, header: 3 below ties" in problem.hint
    assert len(people(file, sheet="People").ids) == 4
    assert len(ties(file, sheet="Ties", header=3).source) == 1


@pytest.mark.parametrize("cover", [[["Confidential"]], [[None]]])
def test_a_cover_without_a_table_names_the_other_sheets(tmp_path: Path, cover: list[list[Any]]) -> None:
    assert "--sheet NAME; there are: People" in refused(people, workbook(tmp_path, Cover=cover, People=GRID)).hint


@pytest.mark.parametrize("rows", [["1010,1001", "1009,1016", "1020,1024"], ["E1,E2", "E3,E1", "E2,E4"]])
def test_ties_without_a_header_line_lose_none(tmp_path: Path, rows: list[str]) -> None:
    (tmp_path / "ties.csv").write_text("\n".join(rows))
    problem = refused(ties, tmp_path / "ties.csv")
    assert "no header line" in problem.message
    assert "--tie-header 0" in problem.hint
    assert "--tie-columns source=1,target=2" in problem.hint
    ids = sorted({name for row in rows for name in row.split(",")})
    read = read_ties(tmp_path / "ties.csv", ids, header=0, columns={"source": "1", "target": "2"})
    assert len(read.source) == 3


def test_where_the_header_was_said_to_be_missing_only_the_columns_are_asked_for(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("1,2\n3,1\n2,3\n")
    with pytest.raises(Refused) as refusal:
        read_ties(tmp_path / "ties.csv", ["1", "2", "3"], header=0)
    problem = only(refusal.value.problems)
    assert "--tie-columns source=1,target=2" in problem.hint
    assert "header" not in problem.hint
    (tmp_path / "roster.csv").write_text("1,2,3\n2,3,1\n")
    with pytest.raises(Refused) as refusal:
        people(tmp_path / "roster.csv", header=0)
    assert not any("--header" in problem.hint for problem in refusal.value.problems)


def test_where_there_is_a_header_after_all_that_is_said(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("source,target\nE1,E2\n")
    problem = refused(ties, tmp_path / "ties.csv", header=0)
    assert "said to be no header line, but line 1 seems to have the names" in problem.message
    assert "--tie-header 1" in problem.hint


@pytest.mark.parametrize(("above", "before"), [(".0", ""), ("", ".0")])
def test_a_matrix_whose_ids_have_empty_decimals_on_one_side_is_recognised(
    tmp_path: Path, above: str, before: str
) -> None:
    ids = ["1001", "1002", "1003", "1004"]
    lines = [",".join(["", *(one + above for one in ids)])]
    lines += [",".join([one + before, *("1" if other == "1002" != one else "" for other in ids)]) for one in ids]
    (tmp_path / "ties.csv").write_text("\n".join(lines))
    read = read_ties(tmp_path / "ties.csv", ids)
    assert list(zip(read.source.tolist(), read.target.tolist(), strict=True)) == [(0, 1), (1, 2), (1, 3)]


def test_a_roster_without_a_header_line_is_recognised(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(GOOD.partition("\n")[2])
    hint = refused(people, tmp_path / "roster.csv").hint
    assert "--header 0 --columns employee_id=1,level=2, or header: 0 and columns: {employee_id: 1, level: 2}" in hint
    columns = {"employee_id": "1", "birth_year": "3", "department": "5", "level": "6", "manager_id": "7"}
    assert people(tmp_path / "roster.csv", header=0, columns=columns).ids == ("E1", "E2", "E3", "E4")


def test_other_names_are_no_missing_header(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text("from,to2\nE1,E2\nE3,E4\n")
    with pytest.raises(Refused, match="there is no column 'source'"):
        ties(tmp_path / "ties.csv")


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_a_matrix_is_read_as_the_list_of_its_ties(tmp_path: Path, kind: str) -> None:
    grid = [
        ["", "E1", "E2", "E3", "E4"],
        ["E1", "", "3", "0", "1"],
        ["E2", "3", "", "", "0"],
        ["E3", "0", "", "-", "2,5"],
    ]
    if kind == "csv":
        file = tmp_path / "ties.csv"
        file.write_text("\n".join(";".join(row) for row in grid))
    else:
        file = workbook(tmp_path, Ties=grid)
    read = ties(file, weights="count")
    assert list(zip(read.source.tolist(), read.target.tolist(), strict=True)) == [(0, 1), (0, 3), (2, 3)]
    assert any("is a matrix" in note and "(4)" in note for note in read.quality.notes)
    grid[1][2] = "often"
    file = tmp_path / "wrong.csv"
    file.write_text("\n".join(";".join(row) for row in grid))
    assert refused(ties, file).line == 2


def test_a_matrix_of_yes_and_blank_has_no_weights(tmp_path: Path) -> None:
    (tmp_path / "ties.csv").write_text(",E1,E2,E3\nE1,,x,\nE2,x,,\nE3,,1,\n")
    assert ties(tmp_path / "ties.csv").weight.tolist() == [0.33, 0.33]


def test_a_table_passed_in_python_has_no_line_of_a_header() -> None:
    frame = pd.DataFrame(GRID[1:], columns=GRID[0])
    assert "Leave the header out." in refused(people, frame, header=1).hint
