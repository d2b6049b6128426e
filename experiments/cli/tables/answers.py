"""What a command answers: data for programs, and words for people who read a terminal."""

from __future__ import annotations

import csv
import io
import json
import os
import sys
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Any, NamedTuple

from ....agents.base.refusal import Problem, Refused
from ....agents.base.writing import no_file, write_text
from ....agents.files.pseudonyms import safe_cell

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console
    from rich.table import Table

PICTURES = (".png", ".svg", ".pdf")


class Answer(NamedTuple):
    """The data of an answer, how it is shown, the exit code, notes on it, and what went wrong."""

    data: Any
    show: Callable[[Console], None]
    code: int = 0
    notes: Sequence[str] = ()
    errors: Sequence[dict[str, Any]] = ()
    """As problems have them: code, message, hint."""


FIELDS = ("file", "line", "column", "field", "code", "message", "hint", "values", "lines")
"""Of a problem, as JSON has it."""


def envelope(verb: str, data: Any, errors: Sequence[dict[str, Any]] = ()) -> str:
    """Return an answer as a program reads it: one line of JSON without NaN."""
    told = [{name: error.get(name) or None for name in FIELDS} for error in errors]
    whole = {"schema": f"mentorlab.{verb}/1", "ok": not errors, "data": data, "errors": told}
    return json.dumps(whole, allow_nan=False)


def deliver(verb: str, answer: Answer, *, as_json: bool) -> int:
    """Write an answer to standard output and return its exit code; notes go beside JSON to standard error."""
    if as_json:
        print(envelope(verb, answer.data, answer.errors))
        for note in answer.notes:
            print(clean(note), file=sys.stderr)
    else:
        answer.show(console())
        for error in answer.errors:
            print(clean(f"{error['message']} {error['hint']}".strip()), file=sys.stderr)
    return answer.code


def console() -> Console:
    """Return where words go: as wide as the terminal, wide enough for a table where there is none."""
    from rich.console import Console

    return Console(markup=False, highlight=False, emoji=False, width=None if sys.stdout.isatty() else 118)


def clean(text: object) -> str:
    """Return text from a file without what could steer a terminal.

    >>> clean("Sales\\x1b[31m")
    'Sales?[31m'
    """
    return "".join(letter if letter.isprintable() else "?" for letter in str(text))


def table(*headings: str, right: Sequence[str] = (), title: str | None = None) -> Table:
    """Return an empty table; the headings in `right` stand over numbers."""
    from rich import box
    from rich.table import Table

    empty = Table(box=box.SIMPLE_HEAD, pad_edge=False, title=title, title_justify="left", title_style="bold")
    for heading in headings:
        empty.add_column(heading, justify="right" if heading in right else "left", overflow="fold")
    return empty


def check_targets(files: Iterable[str | None], *, pictures: bool = False, endings: Sequence[str] = ()) -> None:
    """Refuse files that could not be written, or that end in none of `endings`, before anything is computed."""
    problems, taken = [], set()
    for file in files:
        if file is None:
            continue
        path = Path(file)
        if problem := no_file(path):
            problems.append(problem)
            continue
        if path.resolve() in taken:
            problems.append(Problem("is named twice.", "Name a file for each.", "duplicate", file=file))
        taken.add(path.resolve())
        if pictures and path.suffix.lower() not in PICTURES:
            hint = f"Name a file that ends in {', '.join(PICTURES)}."
            problems.append(Problem("is not a kind of picture that can be written.", hint, "format", file=file))
        elif endings and path.suffix.lower() not in endings:
            hint = f"Name a file that ends in {' or '.join(endings)}."
            problems.append(Problem("is not a kind of file that can be written.", hint, "format", file=file))
        elif path.is_dir():
            problems.append(Problem("is a folder, not a file.", "Name a file in it.", "unwritable", file=file))
        elif not os.access(path.parent, os.W_OK):
            hint = "Choose a folder that is there and that you may write to."
            problems.append(Problem("cannot be written.", hint, "unwritable", file=file))
    if problems:
        raise Refused(problems)


def keep_inputs(targets: Iterable[str | None], inputs: Iterable[str | None]) -> None:
    """Refuse to write over a file that is read: somebody's list of people, or a scenario."""
    read = {Path(file).resolve(): file for file in inputs if file is not None}
    problems = [
        Problem("is a file that this command reads; it would be lost.", "Name another file.", "exists", file=target)
        for target in targets
        if target is not None and Path(target).resolve() in read
    ]
    if problems:
        raise Refused(problems)


def write_csv(file: str | Path, frame: pd.DataFrame, *, private: bool = False) -> None:
    """Write a table as CSV in which no cell is a formula to a spreadsheet."""
    text = io.StringIO()
    rows = csv.writer(text, lineterminator="\n")
    rows.writerow([safe_cell(str(column)) for column in frame.columns])
    for row in frame.itertuples(index=False):
        rows.writerow([cell_of(value) for value in row])
    write_text(file, text.getvalue(), private=private)


def cell_of(value: Any) -> Any:
    """Return a value as a cell: empty for what is missing, text made safe, a number as it is."""
    if isinstance(value, str):
        return safe_cell(value)
    missing = value is None or str(value) in ("<NA>", "nan", "NaT")
    return "" if missing else value
