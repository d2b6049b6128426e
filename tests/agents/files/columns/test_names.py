"""Reading departments, teams and sites: one name however it is spelt, NA where it is a place, never an address."""

from __future__ import annotations

from typing import Any

import pytest
from rosters import company, marked, only


def test_one_name_however_it_is_spelt_is_one_and_that_is_said(read: Any) -> None:
    spelt = ["HR", "hr", "Hr", "HR", "R&D", "R & D", "Soci\u00e9t\u00e9", "Socie\u0301te\u0301", *["HR"] * 16]
    roster = read(company(department=spelt))
    assert roster.departments == ("HR", "R & D", "Socie\u0301te\u0301")
    assert any("read as one name are 'Hr', 'hr' as 'HR';" in note for note in roster.quality.notes)
    turned = read(company(department=spelt[::-1]))
    assert turned.departments == roster.departments


def test_a_space_between_numbers_tells_names_apart_and_more_of_it_does_not(read: Any) -> None:
    roster = read(company(department=[*["Line 11"] * 11, *["Line 1 1"] * 11, "line  11", "Line\u00a01 1"]))
    assert roster.departments == ("Line 1 1", "Line 11")


@pytest.mark.parametrize("others", [("Air", "Sea"), ("EMEA", "Factory", "Headquarters")])
def test_na_beside_few_regions_is_asked_about(refused: Any, others: tuple[str, ...]) -> None:
    problem = only(refused(company(department=(["NA", *others] * 8)[:24])))
    assert (problem.line, problem.code, problem.value) == (2, "ambiguous", "NA")


@pytest.mark.parametrize("name", ["department", "site"])
def test_na_is_a_place_beside_regions(read: Any, name: str) -> None:
    roster = read(company(**{name: ["EMEA", "NA", "APAC"] * 8}))
    names = getattr(roster, f"{name}s")
    assert names == ("APAC", "EMEA", "NA")
    assert f"{name}: NA is read as a name (8 cells)." in roster.quality.notes


def test_na_among_short_codes_is_asked_about(read: Any, refused: Any) -> None:
    codes = company(department=["IT", "NA", "HR"] * 8)
    problem = only(refused(codes))
    assert (problem.line, problem.code) == (3, "ambiguous")
    assert "sure: [department]" in problem.hint
    assert read(codes, sure=["department"]).departments == ("HR", "IT", "NA")


@pytest.mark.parametrize("cell", ["NA", "n/a", "None", "-"])
def test_na_among_words_means_that_nothing_is_known(read: Any, cell: str) -> None:
    assert read(company(department=["IT", cell, "Sales"] * 8)).departments == ("(not given)", "IT", "Sales")


@pytest.mark.parametrize("name", ["department", "team", "site", "group", "level"])
def test_addresses_are_refused_where_names_are_written(refused: Any, name: str) -> None:
    addresses = [f"person{row}@example.org" for row in range(24)]
    problem = only(refused(company(**{name: addresses}), level_order="high_is_senior"))
    assert problem.code == "private"
    assert "person" not in str(problem)


@pytest.mark.parametrize("name", ["department", "team", "site"])
def test_a_name_for_nearly_everyone_is_refused(read: Any, refused: Any, name: str) -> None:
    names = company(**{name: [f"Somebody {row % 20}" for row in range(24)]})
    problem = only(refused(names))
    assert "24 people have 20 different names" in problem.message
    assert "Somebody" not in str(problem)
    assert len(read(names, sure=[name]).ids) == 24
    assert len(read(company(**{name: marked("Other", 1, otherwise="One")})).ids) == 24


def test_persons_in_brackets_are_left_out_and_regions_stay(read: Any) -> None:
    people = ["Ana Gomez", "Bo Li", "Cy Marsh", "Di Moor", "Ed Nash", "Flo Ott"]
    units = [f"{'Sales' if at % 2 else 'IT'} ({name})" for at, name in enumerate(people)]
    roster = read(company(department=units * 4))
    assert roster.departments == ("IT", "Sales")
    assert any("6 names become 2" in note for note in roster.quality.notes)
    assert len(read(company(department=units * 4), sure=["department"]).departments) == 6
    regions = [f"{unit} ({where})" for unit in ("Sales", "IT", "HR") for where in ("North America", "Latin America")]
    assert len(read(company(department=regions * 4)).departments) == 6


@pytest.mark.parametrize("header", ["Nachname", "Worker", "Full name"])
def test_a_column_of_names_is_no_department(read: Any, refused: Any, header: str) -> None:
    names = company(department=["Gomez", "Li", "Marsh"] * 8).replace("department", header, 1)
    problem = only(refused(names, columns={"department": header}))
    assert problem.code == "private"
    assert "Gomez" not in str(problem)
    assert len(read(names, columns={"department": header}, sure=["department"]).departments) == 3
