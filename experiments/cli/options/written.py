"""Where results are written: `--to FILE`, as often as one likes, each in the form that its ending asks for."""

from __future__ import annotations

import json
from collections.abc import Callable, Iterable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from ....agents.base.refusal import Refused
from ....agents.base.writing import write_text, write_whole
from ..tables.answers import PICTURES, check_targets, keep_inputs, write_csv
from .records import option

if TYPE_CHECKING:
    import pandas as pd

TABLE, WHOLE = ".csv", ".json"
TO = (
    "Write the result into this file: a table (.csv), all of it for programs (.json) or a picture (.png, .svg, .pdf). "
    "It can be said several times."
)
To = Annotated[list[str] | None, option("--to", TO, "FILE")]

Draw = Callable[[], Any]
"""What draws one picture and returns its axes or its figure."""


def check_files(
    files: Sequence[str], inputs: Iterable[str | None], beside: Sequence[str] = (), *, pictures: bool = True
) -> None:
    """Refuse files that cannot be written, are of no known kind or would be written over what is read.

    `beside` are files that come with them, which have to be fit to be written as well.
    """
    check_targets([*files, *beside], endings=(TABLE, WHOLE, *(PICTURES if pictures else ())))
    keep_inputs([*files, *beside], inputs)


def pictures_in(files: Sequence[str]) -> list[str]:
    """Return the files that are pictures.

    >>> pictures_in(["a.csv", "b.PNG", "c.json"])
    ['b.PNG']
    """
    return [file for file in files if Path(file).suffix.lower() in PICTURES]


def beside(picture: str, what: str) -> str:
    """Return the file of a further picture beside one.

    >>> beside("out/which.png", "cost")
    'out/which-cost.png'
    """
    path = Path(picture)
    return str(path.with_name(f"{path.stem}-{what}{path.suffix}"))


def write_results(files: Sequence[str], data: Mapping[str, Any], frame: Callable[[], pd.DataFrame]) -> list[str]:
    """Write the tables and the data among some files; return which these are."""
    written = [file for file in files if Path(file).suffix.lower() in (TABLE, WHOLE)]
    for file in written:
        if Path(file).suffix.lower() == TABLE:
            write_csv(file, frame())
        else:
            write_text(file, json.dumps(data, allow_nan=False, indent=1) + "\n")
    return written


def draw(file: str | Path, drawn: Draw) -> None:
    """Draw a picture into a file."""
    from ...show.figures import save_figure

    write_whole(file, lambda scratch: save_figure(drawn(), scratch))


def all_at_once(*asked: Callable[[], Any]) -> list[Any]:
    """Return what each of some readings of options came to; refuse what any of them refuses, all at once."""
    found, problems = [], []
    for read in asked:
        try:
            found.append(read())
        except Refused as refused:
            problems += [problem for problem in refused.problems if problem not in problems]
    if problems:
        raise Refused(problems)
    return found
