"""What kind of column it is shows in its cells."""

from __future__ import annotations

import pytest

from mentorlab.agents.base.text_table import Table
from mentorlab.agents.files.guessing.contents import LOOKED_AT, cells_of, contents_of, date_format, examples


@pytest.mark.parametrize(
    ("cells", "written"),
    [
        (["1985-03-14", "1990-12-01"], "year-month-day"),
        (["14.03.1985", "1.12.90"], "day.month.year"),
        (["14/03/1985", "01/12/1990"], "day/month/year"),
        (["03/14/1985", "12/01/1990"], "month/day/year"),
        (["03/04/1985", "12/01/1990"], ""),
        (["31120", "42000"], "days counted as Excel does"),
        (["14.03.1985", "1990-12-01"], ""),
    ],
)
def test_how_dates_are_written_is_said_only_where_it_is_clear(cells: list[str], written: str) -> None:
    assert date_format(cells) == written
    assert contents_of(cells).dates == 1


def test_blank_cells_count_for_nothing() -> None:
    found = contents_of(["40", "n/a", "", "50", "x"])
    assert (found.rows, found.filled, found.distinct) == (5, 3, 3)
    assert found.numbers == pytest.approx(2 / 3)
    assert found.middle == 45


def test_of_a_long_column_rows_are_looked_at_from_the_first_to_the_last() -> None:
    rows = [[str(at)] for at in range(3 * LOOKED_AT)]
    table = Table("f", ("n",), rows, list(range(len(rows))), [], (), ())
    cells = cells_of(table, 0)
    assert len(cells) == LOOKED_AT
    assert cells[:2] == ["0", "3"]
    assert len(cells_of(table, 0, None)) == len(rows)


def test_a_value_few_people_share_is_no_example() -> None:
    few = contents_of(["Sales"] * 5 + ["Chief of staff to Ana"] * 4)
    assert examples("department", few) == ("Sales",)
    assert examples("employee_id", contents_of(["Ana Gomez", "E17", "ana@example.org"])) == ("E17",)
    assert examples("department", contents_of(["x" * 50] * 9 + ["a@b.example"] * 9 + ["Sal\x1bes"] * 9)) == ()
