"""Tables written row by row, as CSV or Parquet, whole or not at all and in little memory."""

from __future__ import annotations

import csv
import math
from collections.abc import Callable, Generator, Iterable, Iterator, Sequence
from contextlib import closing
from importlib.util import find_spec
from itertools import islice
from pathlib import Path
from typing import Any, Literal, NamedTuple

from ....agents.base.refusal import Problem, Refused
from ....agents.base.writing import write_whole
from ....agents.files.pseudonyms import safe_cell

Kind = Literal["csv", "parquet"]
Content = Literal["text", "int", "float"]

GROUP = 20_000  # rows written at once to a Parquet file


class Sheet(NamedTuple):
    """A table: its name, its columns with what they hold, and its rows in their order; None and nan are missing."""

    name: str
    columns: dict[str, Content]
    rows: Generator[Sequence[Any], None, None]


def check_possible(kind: Kind) -> None:
    """Refuse a kind of file that cannot be written for want of a package."""
    if kind == "parquet" and find_spec("pyarrow") is None:
        hint = "Install it: pip install 'mentorlab[parquet]'"
        raise Refused(Problem("Parquet needs the package pyarrow.", hint, "missing", field="parquet"))


def write(sheet: Sheet, folder: Path, kind: Kind) -> int:
    """Write a table into a folder and return how many rows it has."""
    counted = 0
    written: dict[Kind, Callable[[Sheet, str], int]] = {"csv": write_csv, "parquet": write_parquet}

    def whole(scratch: str) -> None:
        nonlocal counted
        counted = written[kind](sheet, scratch)

    with closing(sheet.rows):  # and so what it reads from
        write_whole(folder / f"{sheet.name}.{kind}", whole)
    return counted


def write_csv(sheet: Sheet, file: str) -> int:
    """Write a table as CSV in which no cell is a formula to a spreadsheet."""
    number = 0
    with open(file, "w", encoding="utf-8", newline="") as stream:
        rows = csv.writer(stream, lineterminator="\n")
        rows.writerow(map(safe_cell, sheet.columns))
        for row in sheet.rows:
            rows.writerow(map(cell, row))
            number += 1
    return number


def cell(value: Any) -> Any:
    """Return a value as a cell: empty for what is missing, text made safe, a number to the bit.

    >>> cell(float("nan")), cell("=1+1"), cell(0.1), cell(None)
    ('', "'=1+1", 0.1, '')
    """
    if isinstance(value, str):
        return safe_cell(value)
    return "" if missing(value) else value


def missing(value: Any) -> bool:
    """Tell whether there is no value."""
    return value is None or (isinstance(value, float) and math.isnan(value))


def write_parquet(sheet: Sheet, file: str) -> int:
    """Write a table as Parquet."""
    import pyarrow as pa
    from pyarrow import parquet

    types = {"text": pa.string(), "int": pa.int64(), "float": pa.float64()}
    schema = pa.schema([(name, types[content]) for name, content in sheet.columns.items()])
    number = 0
    with parquet.ParquetWriter(file, schema) as writer:
        for group in grouped(sheet.rows):
            columns = zip(*group, strict=True)
            arrays = [
                pa.array([None if missing(value) else value for value in column], field.type)
                for column, field in zip(columns, schema, strict=True)
            ]
            writer.write_table(pa.Table.from_arrays(arrays, schema=schema))
            number += len(group)
    return number


def grouped(rows: Iterable[Sequence[Any]]) -> Iterator[list[Sequence[Any]]]:
    """Return rows in lists that are written at once."""
    rest = iter(rows)
    while some := list(islice(rest, GROUP)):
        yield some
