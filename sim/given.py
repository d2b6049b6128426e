"""What is given: the organisation as its files have it, or as laid out by the model; arrays only."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import TYPE_CHECKING

from ..agents.refusal import Refused
from ..agents.roster import Roster, read_roster
from ..agents.structure import Structure, roster_structure, synthetic_structure
from ..agents.tie_file import TieList, read_ties

if TYPE_CHECKING:
    from ..scenarios.scenario import Organisation

DEFAULT_EMPLOYEES = 300


@dataclass(frozen=True)
class Given:
    """The seats, and what is known of the people and ties; `digest` names the content, wherever it came from."""

    structure: Structure
    roster: Roster | None
    ties: TieList | None
    digest: str


def read(organisation: Organisation) -> tuple[Roster | None, TieList | None]:
    """Read the files an organisation names; raise `Refused` with the problems of all of them."""
    roster, ties, problems = None, None, []
    if organisation.roster is not None:
        where = organisation.roster
        try:
            roster = read_roster(
                where.file,
                columns=where.columns,
                level_order=where.level_order,
                levels=where.levels,
                as_of=where.as_of,
                under_represented=where.under_represented,
                reporting_lines=where.reporting_lines,
                sheet=where.sheet,
            )
        except Refused as refusal:
            problems += refusal.problems
    if organisation.ties is not None and roster is not None:
        of = organisation.ties
        try:
            ties = read_ties(
                of.file,
                roster.ids,
                columns=of.columns,
                symmetrise=of.symmetrise,
                weights=of.weights,
                kinds=of.kinds,
                unknown=of.unknown,
            )
        except Refused as refusal:
            problems += refusal.problems
    if problems:
        raise Refused(problems)
    return roster, ties


def give(organisation: Organisation) -> Given:
    """Read an organisation's files, or lay out a synthetic one."""
    roster, ties = read(organisation)
    if roster is None:
        employees = organisation.synthetic.employees if organisation.synthetic else DEFAULT_EMPLOYEES
        return Given(synthetic_structure(employees), None, None, f"synthetic-{employees}")
    digest = f"{roster.digest}-{ties.digest if ties else 'drawn'}"
    return Given(roster_structure(roster), roster, ties, digest)


def name_of(organisation: Organisation) -> str:
    """Return a few words for an organisation."""
    if organisation.roster is not None:
        return Path(organisation.roster.file).name
    employees = organisation.synthetic.employees if organisation.synthetic else DEFAULT_EMPLOYEES
    return f"{employees:,} synthetic employees"
