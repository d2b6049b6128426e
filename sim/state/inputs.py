"""The inputs of a run: the organisation as its files describe it, or as the model draws it; arrays only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import TYPE_CHECKING

from ...agents.base.refusal import Refused
from ...agents.files.roster import Roster, read_roster
from ...agents.files.tables.frames import not_there
from ...agents.files.tie_file import TieList, read_ties
from ...agents.people.structure import Structure, roster_structure, synthetic_structure
from ...scenarios.assumptions.organisation import DEFAULT_EMPLOYEES, Organisation

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True)
class Inputs:
    """The inputs of a run: the seats, and what is known of people and ties; `digest` names the content."""

    structure: Structure
    roster: Roster | None
    ties: TieList | None
    digest: str

    @property
    def people(self) -> str:
        """A digest of who they are, whatever their ties."""
        return self.roster.digest if self.roster else f"synthetic-{len(self.structure)}"

    @property
    def ids(self) -> tuple[str, ...]:
        """What each person is called in the roster; a row's number where people are drawn."""
        return self.roster.ids if self.roster else tuple(map(str, range(len(self.structure))))

    def tied(self, ties: TieList | None) -> Inputs:
        """Return the same people with other ties; drawn ones for None."""
        drawn = "drawn" if self.roster else ""
        digest = "-".join(filter(None, [self.people, ties.digest if ties else drawn]))
        return replace(self, ties=ties, digest=digest)


def read(organisation: Organisation) -> tuple[Roster | None, TieList | None]:
    """Read the files or frames an organisation names; raise `Refused` with the problems of all of them."""
    if gone := [frame for frame in organisation.frames if frame.table is None]:
        raise not_there(gone)
    roster, ties, problems = None, None, []
    if organisation.roster is not None:
        how = dict(organisation.roster)
        left = organisation.baseline.from_column if organisation.baseline else None
        try:
            roster = read_roster(how.pop("file"), **how, left=left)
        except Refused as refusal:
            problems += refusal.problems
    if organisation.ties is not None and not problems:
        how = dict(organisation.ties)
        ids = roster.ids if roster else tuple(map(str, range(employees_of(organisation))))
        try:
            left_out = roster.quality.ids_left_out if roster else frozenset()
            ties = read_ties(how.pop("file"), ids, left_out=left_out, **how)
        except Refused as refusal:
            problems += refusal.problems
    if problems:
        raise Refused(problems)
    return roster, ties


def read_inputs(organisation: Organisation) -> Inputs:
    """Read the files or tables of an organisation, or lay out a synthetic one."""
    roster, ties = read(organisation)
    structure = roster_structure(roster) if roster else synthetic_structure(employees_of(organisation))
    return Inputs(structure, roster, None, "").tied(ties)


def employees_of(organisation: Organisation) -> int:
    """Return how many people are drawn where no roster says who they are."""
    return organisation.synthetic.employees if organisation.synthetic else DEFAULT_EMPLOYEES


def with_graph(inputs: Inputs, graph: nx.Graph) -> Inputs:
    """Return an organisation with the ties of a networkx graph, by employee id or, where there is no roster, by row.

    It is read by the rules of a file of ties: counts where a weight is above 1, .33 each where none has a weight,
    parallel edges merged, a person's tie to themselves dropped. Raises `Refused` for nodes that are nobody.
    """
    return inputs.tied(read_ties(graph, inputs.ids))
