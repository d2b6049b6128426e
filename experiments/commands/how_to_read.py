"""How a roster and its ties are to be read, as the command line says it."""

from __future__ import annotations

import json
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Any

from ...agents.refusal import Problem, Refused

EXAMPLES = {
    "--columns": "employee_id=EmployeeNumber",
    "--tie-columns": "source=From",
    "--levels": "Director=3",
}


@dataclass(frozen=True)
class HowToRead:
    """The options of every command that reads people."""

    roster: str | None = None
    ties: str | None = None
    columns: Sequence[str] = ()
    tie_columns: Sequence[str] = ()
    level_order: str | None = None
    levels: Sequence[str] = ()
    as_of: str | None = None
    reporting_lines: str | None = None
    sheet: str | None = None
    under_represented: Sequence[str] = ()
    symmetrise: str | None = None

    def settings(self) -> list[str]:
        """Return the same as settings of a scenario."""
        said: dict[str, Any] = {
            "roster.file": self.roster,
            "roster.level_order": self.level_order,
            "roster.as_of": self.as_of,
            "roster.reporting_lines": self.reporting_lines,
            "roster.sheet": self.sheet,
            "roster.under_represented": list(self.under_represented) or None,
            "ties.file": self.ties,
            "ties.symmetrise": self.symmetrise,
        }
        said |= {f"roster.columns.{ours}": theirs for ours, theirs in mapped("--columns", self.columns).items()}
        said |= {f"ties.columns.{ours}": theirs for ours, theirs in mapped("--tie-columns", self.tie_columns).items()}
        said |= {f"roster.levels.{grade}": number(level) for grade, level in mapped("--levels", self.levels).items()}
        return [f"organisation.{path}={json.dumps(value)}" for path, value in said.items() if value is not None]


def mapped(option: str, pairs: Sequence[str]) -> dict[str, str]:
    """Return "ours=theirs" pairs as a mapping, refusing what is none."""
    found, problems = {}, []
    for pair in (part for said in pairs for part in parted(said)):
        ours, equals, theirs = pair.partition("=")
        if not (equals and ours.strip() and theirs.strip()):
            hint = f"Write {option} {EXAMPLES[option]}."
            problems.append(Problem(f"'{pair}' says nothing.", hint, "format", field=option))
        found[ours.strip()] = theirs.strip()
    if problems:
        raise Refused(problems)
    return found


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
