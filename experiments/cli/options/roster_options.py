"""How a roster and its ties are to be read, as the command line says it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

import typer

from ....agents.base.refusal import Problem, Refused

EXAMPLES = {
    "--columns": "employee_id=EmployeeNumber",
    "--tie-columns": "source=From",
    "--levels": "Director=3",
}


@dataclass(frozen=True)
class HowToRead:
    """The options of every command that reads people."""

    roster: Annotated[
        str | None, typer.Option("--roster", metavar="FILE", help="The file of your people, CSV or Excel.")
    ] = None
    ties: Annotated[
        str | None,
        typer.Option("--ties", metavar="FILE", help="The file of who works with whom: source,target[,weight]."),
    ] = None
    columns: Annotated[
        list[str] | None,
        typer.Option(
            "--columns",
            metavar="OURS=YOURS",
            help="What your roster calls a column, such as employee_id=EmployeeNumber.",
        ),
    ] = None
    tie_columns: Annotated[
        list[str] | None,
        typer.Option(
            "--tie-columns", metavar="OURS=YOURS", help="What your file of ties calls a column, such as source=From."
        ),
    ] = None
    level_order: Annotated[
        str | None,
        typer.Option(
            "--level-order",
            help="high_is_senior if the highest number is the most senior level, else low_is_senior; needed where the "
            "file does not show it.",
        ),
    ] = None
    levels: Annotated[
        list[str] | None,
        typer.Option(
            "--levels", metavar="GRADE=0..4", help="Which level a grade of your roster is, such as Director=3."
        ),
    ] = None
    as_of: Annotated[
        str | None,
        typer.Option(
            "--as-of", metavar="DATE", help="The day for which ages and tenure are computed, by default today."
        ),
    ] = None
    reporting_lines: Annotated[
        str | None,
        typer.Option("--reporting-lines", metavar="FILE", help="The file of who reports to whom: source,target."),
    ] = None
    sheet: Annotated[
        str | None, typer.Option("--sheet", help="Which sheet of a workbook to read, by default the first.")
    ] = None
    under_represented: Annotated[
        list[str] | None,
        typer.Option(
            "--under-represented",
            metavar="GROUP",
            help="A value of the roster's column `group` that means somebody is of an under-represented group.",
        ),
    ] = None
    symmetrise: Annotated[
        str | None,
        typer.Option(
            "--symmetrise", help="either: a tie counts if one of the two people names it; both: only if both name it."
        ),
    ] = None

    def settings(self) -> list[str]:
        """Return the same as settings of a scenario."""
        values: dict[str, Any] = {
            "roster.file": self.roster,
            "roster.level_order": self.level_order,
            "roster.as_of": self.as_of,
            "roster.reporting_lines": self.reporting_lines,
            "roster.sheet": self.sheet,
            "roster.under_represented": list(self.under_represented or ()) or None,
            "ties.file": self.ties,
            "ties.symmetrise": self.symmetrise,
        }
        values |= {f"roster.columns.{ours}": theirs for ours, theirs in mapped("--columns", self.columns).items()}
        values |= {f"ties.columns.{ours}": theirs for ours, theirs in mapped("--tie-columns", self.tie_columns).items()}
        values |= {f"roster.levels.{grade}": number(level) for grade, level in mapped("--levels", self.levels).items()}
        return [f"organisation.{path}={json.dumps(value)}" for path, value in values.items() if value is not None]


def mapped(option: str, pairs: Sequence[str] | None) -> dict[str, str]:
    """Return "ours=theirs" pairs as a mapping, refusing what is none."""
    mapping, problems = {}, []
    for pair in (part for text in pairs or () for part in parted(text)):
        ours, equals, theirs = pair.partition("=")
        if not (equals and ours.strip() and theirs.strip()):
            hint = f"Write {option} {EXAMPLES[option]}."
            problems.append(Problem(f"'{pair}' is not of the form NAME=VALUE.", hint, "format", field=option))
        mapping[ours.strip()] = theirs.strip()
    if problems:
        raise Refused(problems)
    return mapping


def parted(pairs: str) -> list[str]:
    """Return "a=b,c=d" as two pairs; a comma in a name stays.

    >>> parted("level=Grade,team=Squad"), parted("Director, Sales=3")
    (['level=Grade', 'team=Squad'], ['Director, Sales=3'])
    """
    parts = pairs.split(",")
    return parts if all("=" in part for part in parts) else [pairs]


def number(text: str) -> int | str:
    """Return a whole number as one."""
    return int(text) if text.lstrip("-").isdecimal() else text
