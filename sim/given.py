"""What is given: the organisation as its files have it, or as laid out by the model; arrays only."""

from __future__ import annotations

from dataclasses import dataclass, replace
from hashlib import blake2b

import networkx as nx
import numpy as np

from ..agents.refusal import Problem, Refused
from ..agents.roster import Quality, Roster, read_roster
from ..agents.structure import Structure, roster_structure, synthetic_structure
from ..agents.tie_file import MEAN_WEIGHT, TieList, read_ties
from ..scenarios.organisation import DEFAULT_EMPLOYEES, Organisation


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
                left=organisation.baseline.from_column if organisation.baseline else None,
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


def with_graph(given: Given, graph: nx.Graph) -> Given:
    """Return an organisation with the ties of a networkx graph, by employee id or, where there is no roster, by row.

    A tie without a weight has .33, the mean of a drawn one. Raises `Refused` for nodes that are nobody and weights
    outside (0, 1].
    """
    people = len(given.structure.seat)
    row_of = {name: row for row, name in enumerate(given.roster.ids if given.roster else range(people))}
    nobody = [str(node) for node in graph if node not in row_of]
    weights = nx.get_edge_attributes(graph, "weight", default=MEAN_WEIGHT)
    outside = [(one, other) for (one, other), weight in weights.items() if not 0 < weight <= 1]
    problems = []
    if nobody:
        hint = "Nodes are employee ids of the roster." if given.roster else f"Nodes are rows 0 to {people - 1}."
        problems.append(
            Problem(f"{len(nobody)} nodes are nobody here, such as '{nobody[0]}'.", hint, "unknown", field="graph")
        )
    for one, other in outside[:5]:
        message = f"the tie {one} - {other} weighs {weights[one, other]}."
        problems.append(Problem(message, "A weight is a strength in (0, 1].", "range", field="graph"))
    if problems:
        raise Refused(problems)
    edges = sorted((*sorted((row_of[a], row_of[b])), float(w)) for (a, b), w in weights.items() if a != b)
    table = np.array(edges, np.float64).reshape(-1, 3)
    digest = blake2b(table.tobytes(), digest_size=16).hexdigest()
    alone = people - len(np.unique(table[:, :2]))
    quality = Quality(len(edges), {}, (f"{alone} people have no tie in the graph; they stay.",))
    source, target = table[:, 0].astype(np.int64), table[:, 1].astype(np.int64)
    ties = TieList("networkx graph", source, target, table[:, 2].copy(), "either", quality, digest)
    return replace(given, ties=ties, digest=f"{given.digest}-{digest}")
