"""A row that stands twice is one person; two rows of one id that differ are for the reader to refuse."""

from __future__ import annotations

from mentorlab.agents.base.text_table import Table
from mentorlab.agents.files.tables.repeats import without_repeats


def table(*rows: str, header: str = "id,age") -> Table:
    return Table("f", tuple(header.split(",")), [row.split(",") for row in rows], [2, 3, 4, 5][: len(rows)], [], (), ())


def test_a_row_that_repeats_another_is_left_out_and_noted() -> None:
    found, notes = without_repeats(table("E1,40", "E2,50", " E1,40 ", "E1,40"), "ID")
    assert found.rows == [["E1", "40"], ["E2", "50"]]
    assert found.lines == [2, 3]
    assert notes == ["2 rows repeat an earlier one in every cell, left out: line 4, line 5."]


def test_rows_that_differ_in_a_cell_stay_both() -> None:
    differing = table("E1,40", "E1,41", "E2,40")
    assert without_repeats(differing, "id") == (differing, [])
    assert without_repeats(table("E1,40", "E1,40"), "number")[0].rows == [["E1", "40"]] * 2
