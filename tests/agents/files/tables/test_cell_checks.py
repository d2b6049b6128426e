"""Cells that no cell can be: failed formulas and control characters, in whatever kind of table they are."""

from __future__ import annotations

import csv
import io
from pathlib import Path
from typing import Any

import openpyxl
import pandas as pd
import pytest
from rosters import GOOD, NEW_YEAR, only

from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.files.roster import read_roster
from mentorlab.agents.files.tables.cell_checks import FAILED, mended

GRID = list(csv.reader(io.StringIO(GOOD)))


@pytest.fixture(params=["csv", "semicolons", "xlsx", "frame"])
def source(request: pytest.FixtureRequest, tmp_path: Path) -> Any:
    """Return a maker of each kind of table from rows of text."""

    def made(grid: list[list[str]]) -> Any:
        if request.param == "frame":
            return pd.DataFrame(grid[1:], columns=grid[0])
        if request.param == "xlsx":
            book = openpyxl.Workbook()
            for row in grid:
                book.active.append(row)
            book.save(tmp_path / "roster.xlsx")
            return tmp_path / "roster.xlsx"
        with open(tmp_path / "roster.csv", "w", encoding="utf-8", newline="") as file:
            csv.writer(file, delimiter=";" if request.param == "semicolons" else ",").writerows(grid)
        return tmp_path / "roster.csv"

    return made


def changed(column: str, cell: str) -> list[list[str]]:
    at = GRID[0].index(column)
    return [*GRID[:2], [cell if place == at else old for place, old in enumerate(GRID[2])], *GRID[3:]]


@pytest.mark.parametrize(
    "cell", ["#REF!", "#NAME?", "#DIV/0!", "#BEZUG!", "#¡VALOR!", "#ÜBERLAUF!", "Err:502", "#####"]
)
def test_a_failed_formula_is_an_error_of_the_file(source: Any, cell: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_roster(source(changed("department", cell)), as_of=NEW_YEAR)
    problem = only(refusal.value.problems)
    assert "a formula failed" in problem.message
    assert cell in problem.message


@pytest.mark.parametrize("column", ["employee_id", "birth_year", "hire_date", "department", "level", "manager_id"])
@pytest.mark.parametrize("cell", ["#REF!", "A\x7fB", "A\u202eB"])
def test_it_is_said_once_in_whatever_column_that_is_read(source: Any, column: str, cell: str) -> None:
    with pytest.raises(Refused) as refusal:
        read_roster(source(changed(column, cell)), as_of=NEW_YEAR)
    first, *others = [problem.code for problem in refusal.value.problems]
    assert first in ("formula", "format")
    assert set(others) <= {"unknown"}  # nobody is called E2, to whom E3 reports
    assert str(refusal.value).isprintable() or "\n" in str(refusal.value)
    assert "\u202e" not in str(refusal.value)


def test_in_a_column_that_is_not_read_it_does_not_matter(source: Any) -> None:
    assert read_roster(source(changed("name", "#REF!")), as_of=NEW_YEAR).departments == ("IT", "Sales")


def test_many_are_one_message_that_names_the_first(source: Any) -> None:
    grid = [GRID[0], *([f"E{at}", "x", "1980", "", "#REF!", "1", ""] for at in range(30))]
    with pytest.raises(Refused) as refusal:
        read_roster(source(grid), as_of=NEW_YEAR)
    (problem,) = (problem for problem in refusal.value.problems if problem.code == "formula")
    assert problem.message.startswith("30 cells show that a formula failed, the first in ")


@pytest.mark.parametrize("cell", ["#NV", "#N/A", "#N/D"])
def test_not_available_is_a_blank_in_every_language(source: Any, cell: str) -> None:
    assert read_roster(source(changed("birth_year", cell)), as_of=NEW_YEAR).quality.imputed["age"] == 1


def test_an_end_of_a_line_in_a_cell_or_a_header_is_a_space(source: Any) -> None:
    grid = changed("department", "Sales\nEurope")
    grid[0] = [name.replace("employee_id", "employee\nnumber") for name in grid[0]]
    roster = read_roster(source(grid), as_of=NEW_YEAR, columns={"employee_id": "Employee number"})
    assert "Sales Europe" in roster.departments


@pytest.mark.parametrize("cell", ["#1", "#tag", "C#", "#!", "# of people!", "R&D!"])
def test_not_every_such_sign_is_a_failed_formula(cell: str) -> None:
    assert not FAILED.fullmatch(cell)


@pytest.mark.parametrize("cell", ["", "Zoë", "SÃO JOÃO", "Ångström", "20 °C", "Müller & Söhne", "人事", "CAFÉ–BAR"])
def test_letters_that_are_right_stay(cell: str) -> None:
    assert mended(cell) == cell


def misread(text: str) -> str:
    """Return text as it looks that was written as UTF-8 and read as Windows-1252."""
    return "".join(
        bytes([byte]).decode("cp1252" if byte not in b"\x81\x8d\x9d" else "latin-1") for byte in text.encode()
    )


@pytest.mark.parametrize("right", ["Développement", "Ärzte – Büro", "Zarząd", "ŁÓDŹ", "Türkiye İş", "人事", "Финансы"])
def test_letters_in_a_wrong_encoding_are_mended_where_they_can_be_nothing_else(right: str) -> None:
    assert mended(misread(right)) == right


def test_letters_that_could_be_right_are_mended_only_beside_a_cell_that_has_them_mended() -> None:
    wrong = misread("İZMİR")
    assert mended(wrong) == wrong
    assert mended(wrong, {"İZMİR", wrong}) == "İZMİR"


def test_a_column_has_one_spelling_where_some_cells_were_misread(tmp_path: Path) -> None:
    file = tmp_path / "roster.csv"
    text = GOOD.replace("IT,1", "İZMİR,1").replace("IT,3", f"{misread('İZMİR')},3").replace("Sales", "CAFÉ–BAR")
    file.write_text(text, encoding="utf-8")
    assert read_roster(file, as_of=NEW_YEAR).departments == ("CAFÉ–BAR", "İZMİR")
