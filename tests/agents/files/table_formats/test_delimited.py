"""Delimited text: ends of lines, encodings that change, what separates the cells."""

from __future__ import annotations

from typing import Any

import pytest
from rosters import GOOD

from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.files.table_formats import delimited


def test_lines_may_end_in_different_ways(read: Any, refused: Any) -> None:
    first, second, *rest = GOOD.splitlines()
    mixed = f"{first}\r\n{second}\r\n" + "\r".join(rest)
    assert read(mixed).digest == read(GOOD).digest
    assert [problem.line for problem in refused(mixed.replace("1985", "19x5"))] == [4]


def test_a_line_in_another_encoding_is_read_as_such_and_named(read: Any) -> None:
    lines = GOOD.replace("IT", "Qualité").splitlines(keepends=True)
    content = b"".join(line.encode("cp1252" if at == 4 else "utf-8") for at, line in enumerate(lines))
    roster = read(content)
    assert roster.departments == ("Qualité", "Sales")
    assert any("two encodings" in note and "(5)" in note for note in roster.quality.notes)


def test_letters_that_were_read_twice_in_the_wrong_encoding_are_mended(read: Any) -> None:
    wrong = "Qualité".encode().decode("cp1252")
    roster = read(GOOD.replace("IT,3", "Qualité,3").replace("IT,1", f"{wrong},1"))
    assert roster.departments == ("Qualité", "Sales")
    assert any(f"'{wrong}' was read as 'Qualité'" in note and "lines 5" in note for note in roster.quality.notes)


@pytest.mark.parametrize(
    "title", ["Headcount", "Headcount, Q3, all sites", 'Headcount "Q3, 2026"', "Stand: 1. Januar, vorläufig"]
)
def test_a_title_does_not_hide_what_separates_the_cells(read: Any, title: str) -> None:
    assert read(f"{title}\n\n" + GOOD.replace(",", ";"), header=3).digest == read(GOOD).digest


def test_decimal_commas_do_not_hide_what_separates_the_cells(read: Any) -> None:
    text = "employee_id;age;level;department;tenure_years\n" + "".join(f"E{at};4{at};1;IT;{at},5\n" for at in range(6))
    assert read(text).tenure.tolist() == [at + 0.5 for at in range(6)]


@pytest.mark.parametrize(("limit", "words"), [("MOST_ROWS", "more than 3 rows"), ("MOST_CELLS", "more than 3 cells")])
def test_reading_stops_at_the_limit(read: Any, monkeypatch: pytest.MonkeyPatch, limit: str, words: str) -> None:
    monkeypatch.setattr(delimited, limit, 3)
    with pytest.raises(Refused, match=words):
        read(GOOD)
