"""Reading weights: separators of thousands are told by the other values of the column."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import pandas as pd
import pytest

from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.files.columns.tie_weights import numbers_of
from mentorlab.agents.files.tables.cells import Reading
from mentorlab.agents.files.tables.table_file import read_table
from mentorlab.agents.files.tie_file import read_ties


@pytest.fixture
def column(tmp_path: Path) -> Any:
    """Return a reader of weights, one a line: the numbers, and what there is to say of them."""

    def read(*cells: str, whole: bool = False) -> tuple[list[float], Reading]:
        file = tmp_path / "ties.csv"
        file.write_text("source;weight\n" + "".join(f"a;{cell}\n" for cell in cells), encoding="utf-8")
        reading = Reading(read_table(file))
        weights = reading.find("weight")
        assert weights is not None
        number = numbers_of(reading, weights, whole=whole)
        return [number(cell) for cell in weights.cells], reading

    return read


@pytest.mark.parametrize(
    ("cells", "numbers"),
    [
        (("1.234", "310"), [1234, 310]),
        (("1,234", "310"), [1234, 310]),
        (("1 234", "310"), [1234, 310]),
        (("1\u00a0234", "310"), [1234, 310]),
        (("1\u202f234,5", "310"), [1234.5, 310]),
        (("1'234", "310"), [1234, 310]),
        (("1’234", "310"), [1234, 310]),
        (("1.234", "12,5"), [1234, 12.5]),
        (("1.234.567", "1.234"), [1234567, 1234]),
        (("1,234.5", "1,234"), [1234.5, 1234]),
        (("1.234", "1.5"), [1.234, 1.5]),
        (("1.234", "0.125"), [1.234, 0.125]),
        (("1,234", "0,125"), [1.234, 0.125]),
        (("1,5", "2.5"), [1.5, 2.5]),
        (("1e-3", "2.5"), [0.001, 2.5]),
    ],
)
def test_numbers_are_read_by_the_other_values_of_their_column(
    column: Any, cells: tuple[str, ...], numbers: list[float]
) -> None:
    found, reading = column(*cells)
    assert found == numbers
    assert not reading.problems


def test_thousands_that_are_inferred_are_told(column: Any) -> None:
    assert column("1.234", "310")[1].notes[1:] == [
        "weight: '1.234' is read as 1,234, because the others are whole numbers below 1,000."
    ]
    assert column("0.25", "0.5")[1].notes[1:] == []


@pytest.mark.parametrize("cells", [("1.234", "2.500"), ("1.234", "1500"), ("1,234",), ("1.234", "2,345", "7")])
def test_what_cannot_be_told_is_refused_with_the_mend(column: Any, cells: tuple[str, ...]) -> None:
    (problem,) = column(*cells)[1].problems
    assert "can mean 1.234 or 1234" in problem.message
    assert problem.line == 2
    assert "--weights count" in problem.hint


def test_counts_are_whole_numbers(column: Any) -> None:
    assert column("1.234", "2.500", whole=True)[0] == [1234, 2500]


def test_a_frame_of_numbers_has_decimals() -> None:
    ties = pd.DataFrame({"source": ["a", "a"], "target": ["b", "c"], "weight": [1.234, 310]})
    assert read_ties(ties, ["a", "b", "c"]).weight[0] == pytest.approx(1 - 2 ** (-1.234 / 155.617))


def test_a_word_among_numbers_is_refused_alone(tmp_path: Path) -> None:
    file = tmp_path / "ties.csv"
    file.write_text("source;target;weight\na;b;1.234\na;c;much\nb;c;310\n")
    with pytest.raises(Refused) as refused:
        read_ties(file, ["a", "b", "c"])
    (problem,) = refused.value.problems
    assert (problem.line, problem.value) == (3, "much")
