"""What a message says of a cell: never free text, an e-mail address, a long cell or what steers a terminal."""

from __future__ import annotations

from typing import Any

import pytest
from rosters import GOOD, only

from mentorlab.agents.files.tables.quoting import LONGEST, is_email, quoted, visible

PROSE = "Long ill in 2024. Talk to her before the summer."


@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("ana.gomez@example.org", "(an e-mail address)"),
        ("Ana Gomez <ana@example.org>", "(an e-mail address)"),
        ("ana＠example.org", "(an e-mail address)"),
        (PROSE, "(a text of 10 words)"),
        ("one two three four five six seven eight nine ten eleven", "(a text of 11 words)"),
        ("Head of Research, Northern and Eastern Europe", "'Head of Research, Northern and Eastern Europe'"),
        ("Sr. Manager", "'Sr. Manager'"),
        ("IT\u202eevil", "'IT\\u202eevil'"),
    ],
)  # fmt: skip
def test_a_cell_is_quoted_as_far_as_it_may_be(cell: str, words: str) -> None:
    assert quoted(cell) == words


def test_a_long_cell_is_shortened() -> None:
    assert len(quoted("x" * 1000)) == LONGEST + len("''")


@pytest.mark.parametrize("text", ["R&D @ Berlin", "@SUM(1)", "E1", ""])
def test_not_every_such_sign_makes_an_address(text: str) -> None:
    assert not is_email(text)


def test_control_characters_are_written_out_and_ends_of_lines_stay() -> None:
    assert visible("a\x1b[31m\x00\u2066\tb\nc") == "a\\x1b[31m\\x00\\u2066\tb\nc"


@pytest.mark.parametrize("cell", [PROSE, "ana.gomez@example.org", "x" * 200])
@pytest.mark.parametrize("column", ["birth_year", "hire_date", "level", "manager_id"])
def test_no_message_of_a_roster_quotes_it(refused: Any, column: str, cell: str) -> None:
    header = GOOD.split("\n")[0].split(",")
    row = {**dict(zip(header, ["E4", "Di Fox", "1998", "2021-09-01", "IT", "1", "E3"], strict=True)), column: cell}
    text = GOOD.rpartition("E4")[0] + ",".join(row.values()) + "\n"
    problem = only(refused(text))
    assert cell not in str(problem)
    assert cell != problem.value
