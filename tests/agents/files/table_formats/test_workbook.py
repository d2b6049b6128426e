"""Workbooks as people keep them: formulas nobody worked out, merged cells, hidden sheets, and too large ones."""

from __future__ import annotations

import io
import re
import zipfile
from pathlib import Path
from typing import Any

import openpyxl
import pytest
from rosters import NEW_YEAR, only

from mentorlab.agents.base.refusal import Problem, Refused
from mentorlab.agents.files.roster import Roster, read_roster
from mentorlab.agents.files.table_formats import workbook
from mentorlab.agents.files.tables import table_file

HEADER = ["employee_id", "age", "level", "department", "site"]


def book_of(people: int = 6) -> openpyxl.Workbook:
    book = openpyxl.Workbook()
    page = book.active
    page.title = "People"
    page.append(HEADER)
    for at in range(people):
        page.append([f"E{at}", 30 + at, at % 2, "Sales" if at < people // 2 else "IT", "Lyon"])
    return book


def read(book: openpyxl.Workbook, folder: Path, **settings: Any) -> Roster:
    book.save(folder / "roster.xlsx")
    return read_roster(folder / "roster.xlsx", as_of=NEW_YEAR, level_order="high_is_senior", **settings)


def refused(book: openpyxl.Workbook, folder: Path, **settings: Any) -> list[Problem]:
    with pytest.raises(Refused) as refusal:
        read(book, folder, **settings)
    return refusal.value.problems


@pytest.mark.parametrize("column", ["B", "C", "D", "E"])
def test_formulas_that_nobody_worked_out_are_no_blanks(tmp_path: Path, column: str) -> None:
    book = book_of()
    for row in (3, 4, 6):
        book.active[f"{column}{row}"] = "=1+1"
    problem = only(refused(book, tmp_path))
    assert f"3 cells hold formulas without a value, the first in {column}3." in problem.message
    assert "save it" in problem.hint
    assert (problem.line, problem.column) == (3, " ABCDE".index(column))


def test_a_formula_alone_in_its_row_is_seen(tmp_path: Path) -> None:
    book = book_of()
    book.active["A9"] = "=UPPER(A2)"
    assert any("in A9" in problem.message for problem in refused(book, tmp_path))


def test_formulas_in_a_column_that_is_not_read_do_not_matter(tmp_path: Path) -> None:
    book = book_of()
    book.active["F1"], book.active["F2"] = "salary", "=1+1"
    assert len(read(book, tmp_path).ids) == 6


@pytest.mark.parametrize("prefix", ["", "x:"])
def test_formulas_that_were_worked_out_are_read_also_as_an_empty_text(tmp_path: Path, prefix: str) -> None:
    book = book_of()
    book.active["B2"], book.active["E3"] = "=1+40", '=""'
    book.save(tmp_path / "made.xlsx")
    values = {"<f>1+40</f><v/>": "<f>1+40</f><v>41</v>", '<f>""</f><v/>': '<f>""</f><v></v>'}

    def worked_out(text: str) -> str:
        for formula, value in values.items():
            assert formula in text.replace(" />", "/>").replace("<v></v>", "<v/>")
            text = text.replace(" />", "/>").replace("<v></v>", "<v/>").replace(formula, value)
        text = text.replace('<c r="E3">', '<c r="E3" t="str">')
        if prefix:
            text = re.sub(r"<(/?)(\w)", rf"<\1{prefix}\2", text).replace("xmlns=", "xmlns:x=")
        return text

    with zipfile.ZipFile(tmp_path / "made.xlsx") as old, zipfile.ZipFile(tmp_path / "roster.xlsx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            new.writestr(name, worked_out(content.decode()) if name.endswith("sheet1.xml") else content)
    roster = read_roster(tmp_path / "roster.xlsx", as_of=NEW_YEAR, level_order="high_is_senior")
    assert roster.age[0] == 41
    assert roster.site.tolist() == [0, -1, 0, 0, 0, 0]


def test_a_merged_cell_counts_for_all_its_rows_and_it_is_said(tmp_path: Path) -> None:
    book = book_of()
    book.active.merge_cells("D2:D4")
    book.active.merge_cells("D5:D7")
    roster = read(book, tmp_path)
    assert roster.departments == ("IT", "Sales")
    assert roster.department.tolist() == [1, 1, 1, 0, 0, 0]
    assert any("2 merged ranges were filled, the first in row 2" in note for note in roster.quality.notes)


@pytest.mark.parametrize("settings", [{}, {"header": 3}])
def test_a_name_merged_over_two_columns_is_the_name_of_the_first(tmp_path: Path, settings: dict[str, int]) -> None:
    book = book_of()
    page = book.active
    page.insert_cols(5)  # beside the department, and without a name
    for row in range(2, 8):
        page.cell(row, 5, "its cost centre")
    page["G2"] = "a remark"
    page["D1"], page["F1"] = "department", "site"
    if settings:
        page.insert_rows(1, 2)
        page["A1"] = "Headcount"
    page.merge_cells("D3:E3" if settings else "D1:E1")
    page.merge_cells("F3:G3" if settings else "F1:G1")
    roster = read(book, tmp_path, **settings)
    assert roster.departments == ("IT", "Sales")
    assert roster.sites == ("Lyon",)
    assert "A name that is merged over several columns is that of the first of them." in roster.quality.notes


def test_formulas_and_merged_cells_beside_the_table_do_not_matter(tmp_path: Path) -> None:
    book = book_of()
    page = book.active
    page["H3"] = page["J40"] = "=SUM(B2:B7)"
    page.merge_cells("E5:H5")
    assert len(read(book, tmp_path).ids) == 6
    page.insert_rows(1)
    page["H1"] = "=TODAY()"
    assert len(read(book, tmp_path).ids) == 6


def test_what_stands_beside_the_table_is_refused_without_talk_of_delimiters(tmp_path: Path) -> None:
    book = book_of()
    book.active["H3"] = "a remark"
    problem = only(refused(book, tmp_path))
    assert "the row has 8 cells, the header 5" in problem.message
    assert "stands to the right of the table" in problem.hint


def test_the_first_sheet_that_can_be_seen_is_read_and_the_others_are_named(tmp_path: Path) -> None:
    for state in ("hidden", "veryHidden"):
        book = book_of()
        old = book.create_sheet("2019", 0)
        old.append(HEADER)
        old.append(["E9", 50, 1, "Closed", "Paris"])
        old.sheet_state, book.active = state, 1
        roster = read(book, tmp_path)
        assert len(roster.ids) == 6
        notes = " ".join(roster.quality.notes)
        assert "Sheet 'People' was read, of 2: 2019, People." in notes
        assert "Hidden sheets are read only if they are named: 2019." in notes
        assert read(book, tmp_path, sheet="2019").ids == ("E9",)


def test_a_workbook_that_is_too_large_unpacked_is_refused_before_it_is(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w", zipfile.ZIP_DEFLATED) as archive, archive.open("xl/worksheets/s.xml", "w") as out:
        for _ in range(20):
            out.write(bytes(1 << 20))
    monkeypatch.setattr(workbook, "MOST_INFLATED", 10 << 20)
    monkeypatch.setattr("openpyxl.load_workbook", lambda *_, **__: pytest.fail("it was unpacked"))
    file = tmp_path / "bomb.xlsx"
    file.write_bytes(packed.getvalue())
    assert file.stat().st_size < 100_000
    with pytest.raises(Refused, match=r"when it is unpacked, more than 0\.0"):
        read_roster(file)


@pytest.mark.parametrize(("limit", "words"), [("SHEET_ROWS", "more than 5 rows"), ("MOST_CELLS", "more than 5 cells")])
def test_reading_a_sheet_stops_at_its_limit(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch, limit: str, words: str
) -> None:
    monkeypatch.setattr(workbook, limit, 5)
    assert words in only(refused(book_of(), tmp_path)).message


def test_a_header_far_wider_than_its_table_is_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of()
    book.active["CV1"] = "remark"
    monkeypatch.setattr(table_file, "MOST_CELLS", 600)
    problem = only(refused(book, tmp_path))
    assert "the header is 100 cells wide and there are 7 rows" in problem.message
    assert "far to the right" in problem.hint


def test_a_row_far_below_is_not_waited_for(tmp_path: Path) -> None:
    book = book_of()
    book.save(tmp_path / "made.xlsx")
    with zipfile.ZipFile(tmp_path / "made.xlsx") as old, zipfile.ZipFile(tmp_path / "roster.xlsx", "w") as new:
        for name in old.namelist():
            content = old.read(name)
            far = content.replace(b'<row r="7"', b'<row r="2000000000"').replace(b'7"', b'2000000000"')
            new.writestr(name, far if name.endswith("sheet1.xml") else content)
    with pytest.raises(Refused, match="more than 1,048,576 rows"):
        read_roster(tmp_path / "roster.xlsx")


def test_merged_ranges_without_end_are_refused(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    book = book_of()
    for column in "DE":
        book.active.merge_cells(f"{column}2:{column}1000")
    monkeypatch.setattr(workbook, "MOST_CELLS", 1500)
    assert "merged ranges of more than 1,500 cells" in only(refused(book, tmp_path)).message
