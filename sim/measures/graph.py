"""The collaboration network to look at: a networkx graph with who people are and how close, that refuses changes."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, NoReturn

import numpy as np

from ...agents.base.refusal import Problem, Refused
from ...agents.network.ties import Ties
from ...agents.people.workforce import Workforce
from ..processes.network import age_band

if TYPE_CHECKING:
    import networkx as nx


@dataclass(frozen=True, eq=False)
class Network:
    """Ties and people as they lie in a model, made a graph when somebody asks for one."""

    ties: Ties
    people: Workforce
    departments: tuple[str, ...]
    at_launch: Ties | None = None
    """The ties as they were at launch, where these are later ones."""
    given: bool = False
    """Whether the organisation's ties were given, and not drawn."""

    def graph(self) -> nx.Graph:
        """Return them as a graph."""
        return only_to_look_at(graph_of(self))


def graph_of(network: Network) -> nx.Graph:
    """Return the ties of those present: a node is a person's id, `weight` on an edge is closeness, 0 to 1.

    The id of who was there at launch is their row. Weights are those of the week, taken at its start. Who left is no
    node; `occupant` is 0 for whoever was in their seat at launch, more for who came after them. `origin` of an edge
    is "given" or "drawn" for the ties that a seat always has, "settling" for what two people had beside them at launch
    and "later" for what came since.
    """
    import networkx as nx

    ties, people, departments = network.ties, network.people, network.departments
    grown, at_launch = grown_between(ties), grown_between(network.at_launch or ties)
    graph = ties.to_networkx()
    for one, other, carried in graph.edges(data=True):
        same_people = people.occupant[one] == people.occupant[other] == 0
        if (one, other) in grown:
            carried["origin"] = "settling" if same_people and (one, other) in at_launch else "later"
        else:
            carried["origin"] = "given" if network.given else "drawn"
    graph.remove_nodes_from(np.flatnonzero(~people.present).tolist())
    for row in np.flatnonzero(people.present).tolist():
        graph.nodes[row].update(
            level=int(people.level[row]),
            department=departments[people.department[row]],
            age=float(people.age[row]),
            age_band=int(age_band(people.age[row])),
            enrolled=bool(people.enrolled[row]),
            occupant=int(people.occupant[row]),
        )
    came_later = np.flatnonzero(people.present & (people.occupant > 0))
    named = dict(zip(came_later.tolist(), people.ids(came_later).tolist(), strict=True))
    return nx.relabel_nodes(graph, named) if named else graph


def grown_between(ties: Ties) -> set[tuple[int, int]]:
    """Return who has a tie beside those of the structure, each pair from both ends."""
    rows, slots = np.nonzero(ties.slot_neighbour >= 0)
    return set(zip(rows.tolist(), ties.slot_neighbour[rows, slots].tolist(), strict=True))


def only_to_look_at(graph: nx.Graph) -> nx.Graph:
    """Return a graph that refuses changes, of its nodes, its ties and what they carry; its copies do not."""
    import networkx as nx

    nx.freeze(graph)
    for name, held in vars(graph).copy().items():
        if held is nx.classes.function.frozen:
            setattr(graph, name, refuse)
    node_of: dict[Any, Any] = graph._node
    for node, carried in node_of.items():
        node_of[node] = Carried(carried)
    for one, neighbours in graph._adj.items():
        for other, carried in neighbours.items():
            if type(carried) is dict:  # both ends hold the same
                neighbours[other] = graph._adj[other][one] = Carried(carried)
    return graph


def refuse(*_: object, **__: object) -> NoReturn:
    """Refuse a change that would change nothing in the model."""
    message = "this graph shows the network as it is; changing it would change nothing in the model."
    hint = "Change a copy of the network at launch, graph.copy(), and start from it: "
    hint += "MentoringModel(scenario, graph=changed)."
    raise Refused(Problem(message, hint, "type", field="graph"))


class Carried(dict[str, Any]):
    """What a node or tie carries: refuses changes; a copy is a plain dictionary."""

    __setitem__ = __delitem__ = __ior__ = refuse
    clear = pop = popitem = setdefault = update = refuse

    def copy(self) -> dict[str, Any]:
        """Return what is carried as a dictionary that may be changed."""
        return dict(self)

    def __reduce__(self) -> tuple[type[dict[str, Any]], tuple[dict[str, Any]]]:
        return dict, (dict(self),)
