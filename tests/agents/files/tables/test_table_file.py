"""Reading tables as people export them: encodings, delimiters, workbooks, and what is no table."""

from __future__ import annotations

import contextlib
import io
import os
import socket
import zipfile
from datetime import date, datetime
from pathlib import Path
from typing import Any

import numpy as np
import openpyxl
import pytest
from rosters import GOOD, NEW_YEAR, only

from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.files.roster import read_roster


@pytest.mark.parametrize("delimiter", [",", ";", "\t", "|"])
@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "cp1252"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
def test_encoding_delimiter_and_line_ends_are_told(read: Any, delimiter: str, encoding: str, ending: str) -> None:
    text = GOOD.replace("IT", "Qualité").replace(",", delimiter).replace("\n", ending)
    assert read(text.encode(encoding)).departments == ("Qualité", "Sales")


def test_a_file_in_latin_1_says_so(read: Any) -> None:
    notes = read(GOOD.replace("IT", "Qualité").encode("latin-1")).quality.notes
    assert any("Latin-1" in note for note in notes)


def test_excels_own_first_line_names_the_delimiter(read: Any, refused: Any) -> None:
    assert len(read("sep=;\n" + GOOD.replace(",", ";")).ids) == 4
    assert only(refused("sep=;\n" + GOOD.replace(",", ";").replace("1985", "85x"))).line == 5


def test_padding_and_case_of_headers_do_not_matter(read: Any) -> None:
    padded = GOOD.replace(",", "\u00a0 , ").replace("employee_id", " Employee_ID").replace("level", "LEVEL")
    assert read(padded).digest == read(GOOD).digest


def test_blank_lines_are_skipped_and_lines_still_counted(refused: Any) -> None:
    assert only(refused("\n" + GOOD.replace("E3,", ",,,,,,\n\nE3,").replace("1985", "1985x"))).line == 7


def test_a_quoted_cell_may_hold_newlines(refused: Any) -> None:
    text = GOOD.replace("Ana Gomez", '"Ana\nGomez, ""Annie"""').replace("1971", "19x1").replace("1985", "19y5")
    assert [(problem.line, problem.column, problem.value) for problem in refused(text)] == [
        (4, 3, "19x1"),
        (5, 3, "19y5"),
    ]


def test_an_unclosed_quote_is_refused_where_its_row_begins(refused: Any) -> None:
    assert only(refused(GOOD.replace("Bo Li", '"Bo Li'))).line == 3


def test_ragged_rows_are_refused_with_their_line(refused: Any) -> None:
    problems = refused(GOOD.replace("Bo Li", "Li, Bo").replace(",IT,1,", ",IT,"))
    assert [(problem.line, problem.value) for problem in problems] == [(3, 8), (5, 6)]


def workbook(file: Path, *sheets: tuple[str, list[list[Any]]]) -> Path:
    book = openpyxl.Workbook()
    book.remove(book.active)
    for title, rows in sheets:
        page = book.create_sheet(title)
        for row in rows:
            page.append(row)
    book.save(file)
    return file


def test_an_excel_workbook_is_read_with_its_dates(tmp_path: Path) -> None:
    rows = [
        ["employee_id", "birth_date", "hire_date", "department", "level", "manager_id", None],
        [7, datetime(1962, 7, 1), date(2001, 3, 1), "Sales", 5, None],
        [12, datetime(1985, 1, 1), 41649, "IT", 3.0, 7],
        [],
        [9, None, None, "IT", 2, 12],
    ]
    file = workbook(tmp_path / "roster.xlsx", ("Staff", rows), ("Notes", [["x"]]))
    roster = read_roster(file, as_of=NEW_YEAR)
    assert roster.ids == ("12", "7", "9")
    assert roster.age[:2] == pytest.approx([41, 63.5], abs=0.01)
    assert np.isnan(roster.age[2])
    assert roster.manager.tolist() == [1, -1, 0]
    assert roster.tenure[0] == pytest.approx((NEW_YEAR - date(2014, 1, 10)).days / 365.25)
    assert any("Excel day number" in note for note in roster.quality.notes)
    assert any("Sheet 'Staff' was read" in note for note in roster.quality.notes)


def test_a_workbook_is_refused_at_the_row_of_the_sheet(tmp_path: Path) -> None:
    rows = [["employee_id", "age", "department", "level"], [1, 40, "IT", 1], [], [2, "forty", "IT", 1]]
    file = workbook(tmp_path / "roster.xlsx", ("Staff", rows))
    with pytest.raises(Refused) as refusal:
        read_roster(file)
    assert (only(refusal.value.problems).line, only(refusal.value.problems).column) == (4, 2)
    with pytest.raises(Refused, match="Did you mean 'Staff'"):
        read_roster(file, sheet="Staf")


def future_zip() -> bytes:
    """Return an archive that says that it needs a version of zip which does not exist."""
    packed = io.BytesIO()
    with zipfile.ZipFile(packed, "w") as archive:
        archive.writestr("a", "b")
    content = packed.getvalue()
    return content.replace(b"PK\x01\x02\x14\x03\x14", b"PK\x01\x02\x14\x03\xef")


@pytest.mark.parametrize(
    ("content", "words"),
    [
        (b"", "is empty"),
        (b" \n\n", "is empty"),
        (b"\xef\xbb\xbf", "no filled cell"),
        (b",,\n,,\n", "no filled cell"),
        (GOOD.split("\n")[0].encode(), "no rows"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1", ".xls"),
        (b"\x89PNG\r\n\x1a\n\0\0\0", "not a text table"),
        (b"PK\x03\x04 broken", "Excel workbook"),
        (future_zip(), "Excel workbook"),
        (b"<html><table>", "web page"),
        (b"\xff\xfea", "UTF-16"),
    ],
)
def test_what_is_no_table_is_refused_saying_what_it_is(refused: Any, content: bytes, words: str) -> None:
    problem = only(refused(content))
    assert words in problem.message
    assert problem.hint


def test_a_missing_file_and_a_folder_are_refused(tmp_path: Path) -> None:
    (tmp_path / "roster.csv").write_text(GOOD)
    with pytest.raises(Refused, match=r"no such file. Did you mean 'roster.csv'"):
        read_roster(tmp_path / "rooster.csv")
    with pytest.raises(Refused, match="is a folder"):
        read_roster(tmp_path)


def test_what_is_no_file_is_refused_before_it_is_opened(tmp_path: Path) -> None:
    os.mkfifo(tmp_path / "pipe.csv")
    with socket.socket(socket.AF_UNIX) as listening, contextlib.chdir(tmp_path):
        listening.bind("socket.csv")
        for name, what in (("pipe.csv", "a pipe"), ("socket.csv", "a socket"), ("/dev/zero", "a device")):
            with pytest.raises(Refused, match=f"is {what}, not a file"):
                read_roster(name)


@pytest.mark.parametrize("name", ["x" * 300 + ".csv", "folder/" + "é" * 200 + ".csv"])
def test_a_name_that_no_file_can_have_is_refused_and_not_repeated(tmp_path: Path, name: str) -> None:
    (tmp_path / "folder").mkdir()
    with contextlib.chdir(tmp_path), pytest.raises(Refused, match="more than a file can have") as refusal:
        read_roster(name)
    assert len(str(refusal.value)) < 300


def test_a_file_that_is_too_large_is_refused_before_it_is_read(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    file = tmp_path / "roster.csv"
    with open(file, "wb") as stream:
        stream.truncate(2 << 30)  # a hole: no bytes on the disk
    monkeypatch.setattr(Path, "read_bytes", lambda _: pytest.fail("it was read"))
    with pytest.raises(Refused, match=r"has 2\.0 GiB, more than 1"):
        read_roster(file)


@pytest.mark.parametrize("kind", ["csv", "xlsx"])
def test_names_of_columns_that_are_repeated_on_each_page_are_left_out_and_it_is_said(tmp_path: Path, kind: str) -> None:
    header = ["employee_id", "birth_year", "level", "department"]
    rows = [[f"E{at}", str(1970 + at), str(at % 3), "Sales"] for at in range(6)]
    rows = [header, *rows[:2], header, *rows[2:4], header, *rows[4:]]
    file = tmp_path / f"roster.{kind}"
    if kind == "csv":
        file.write_text("\n".join(map(",".join, rows)))
    else:
        workbook(file, ("People", rows))
    roster = read_roster(file, as_of=NEW_YEAR, level_order="high_is_senior")
    assert roster.ids == tuple(f"E{at}" for at in range(6))
    note = "2 rows repeat the names of the columns and are left out, the first on line 4."
    assert note in roster.quality.notes
