"""How a roster and its ties are to be read, as the command line says it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Annotated, Any

from ....agents.base.refusal import Problem, Refused
from .option import option

EXAMPLES = {
    "--columns": "employee_id=EmployeeNumber",
    "--tie-columns": "source=From",
    "--levels": "Director=3",
}

LEVEL_ORDER = (
    "high_is_senior or low_is_senior: which end of the level numbers is senior, if the file does not make it clear."
)
SYMMETRISE = "either: a tie counts if one of the two people names it; both: only if both name it."


@dataclass(frozen=True)
class HowToRead:
    """The options of every command that reads people."""

    roster: Annotated[str | None, option("--roster", "The file of your people, CSV or Excel.", "FILE")] = None
    ties: Annotated[
        str | None, option("--ties", "The file of who works with whom: source,target[,weight].", "FILE")
    ] = None
    columns: Annotated[
        list[str] | None,
        option("--columns", "What your roster calls a column, such as employee_id=EmployeeNumber.", "OURS=YOURS"),
    ] = None
    tie_columns: Annotated[
        list[str] | None,
        option("--tie-columns", "What your file of ties calls a column, such as source=From.", "OURS=YOURS"),
    ] = None
    level_order: Annotated[str | None, option("--level-order", LEVEL_ORDER)] = None
    levels: Annotated[
        list[str] | None, option("--levels", "Which level a grade of your roster is, such as Director=3.", "GRADE=0..4")
    ] = None
    as_of: Annotated[
        str | None, option("--as-of", "The day for which ages and tenure are computed, by default today.", "DATE")
    ] = None
    reporting_lines: Annotated[
        str | None, option("--reporting-lines", "The file of who reports to whom: source,target.", "FILE")
    ] = None
    sheet: Annotated[str | None, option("--sheet", "Which sheet of a workbook to read, by default the first.")] = None
    under_represented: Annotated[
        list[str] | None,
        option("--under-represented", "What the roster's column `group` calls an under-represented group.", "GROUP"),
    ] = None
    symmetrise: Annotated[str | None, option("--symmetrise", SYMMETRISE)] = None

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
