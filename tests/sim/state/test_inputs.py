"""An organisation with the ties of a networkx graph."""

from __future__ import annotations

import math

import networkx as nx
import numpy as np
import pytest

import mentorlab as ml
from mentorlab.agents.network.ties import Ties


def test_a_networkx_graph_goes_in_and_comes_out(small) -> None:
    graph = nx.connected_watts_strogatz_graph(60, 6, 0.2, seed=3)
    nx.set_edge_attributes(graph, 0.5, "weight")
    model = ml.MentoringModel(small(60), graph=graph)
    model.state.ties.extra[:] = 0
    model.state.ties.slot_neighbour[:] = -1
    out = model.graph
    assert set(map(frozenset, out.edges)) == set(map(frozenset, graph.edges))
    assert out.nodes[0]["department"] in model.inputs.structure.departments


def test_nodes_are_the_employee_ids_of_a_roster(tmp_path) -> None:
    roster = tmp_path / "roster.csv"
    rows = "".join(f"P{i},{25 + i},{i % 3},Sales\n" for i in range(30))
    roster.write_text("employee_id,age,level,department\n" + rows, encoding="utf-8")
    organisation = {"roster": {"file": str(roster), "level_order": "high_is_senior"}}
    scenario = ml.Scenario.model_validate({"organisation": organisation, "weeks": 4})
    model = ml.MentoringModel(scenario, graph=nx.Graph([("P3", "P7")]))
    ids = model.inputs.roster.ids
    assert (model.inputs.ties.source[0], model.inputs.ties.target[0]) == (ids.index("P3"), ids.index("P7"))
    assert model.inputs.ties.weight[0] == 0.33


def refused(graph: nx.Graph, small) -> list[str]:
    with pytest.raises(ml.Refused) as refusal:
        ml.MentoringModel(small(60), graph=graph)
    return sorted(map(str, refusal.value.problems))


def read(graph: nx.Graph, small) -> tuple[list[tuple[int, int, float]], str]:
    ties = ml.MentoringModel(small(60), graph=graph).inputs.ties
    edges = zip(ties.source.tolist(), ties.target.tolist(), ties.weight.round(4).tolist(), strict=True)
    return list(edges), " ".join(ties.quality.notes)


def test_strangers_and_impossible_weights_are_refused_together(small) -> None:
    graph = nx.Graph([(0, 999), (998, 999)])
    graph.add_edge(1, 2, weight=-7.0)
    graph.add_edge(3, 4, weight=math.nan)
    graph.add_nodes_from([997])
    nobody, first, wrong, *missing = refused(graph, small)
    assert "3 nodes are not the id of anybody here, such as '999'. The people are '0' to '59'." in nobody
    for place, problem in zip(("0 - 999", "3 - 4", "998 - 999"), (first, *missing), strict=True):
        assert f"row {place}, weight: the weight is missing" in problem
    assert "row 1 - 2, weight: '-7' is not above 0" in wrong


def test_a_graph_of_other_people_is_refused_also_where_strangers_are_dropped() -> None:
    people = [str(row) for row in range(60)]
    graph = nx.relabel_nodes(nx.path_graph(30), lambda node: node + 50)
    with pytest.raises(ml.Refused, match=r"20 nodes are not the id of anybody.* most of the 29 edges would be lost"):
        ml.read_ties(graph, people, unknown="drop")
    graph = nx.relabel_nodes(nx.path_graph(30), lambda node: node + 40)
    assert ml.read_ties(graph, people, unknown="drop").rows_used.startswith("19 of 29 rows were used: 10 left out")


def test_weights_of_a_graph_are_read_as_in_a_file(small) -> None:
    strengths = nx.Graph()
    strengths.add_weighted_edges_from([(0, 1, 0.2), (1, 2, 1)])
    assert read(strengths, small)[0] == [(0, 1, 0.2), (1, 2, 1.0)]
    counts = nx.Graph()
    counts.add_weighted_edges_from([(0, 1, 3), (1, 2, 6), (2, 3, 3)])
    edges, notes = read(counts, small)
    assert edges == [(0, 1, 0.5), (1, 2, 0.75), (2, 3, 0.5)]
    assert ".5 for the median tie" in notes
    nothing = nx.Graph()
    nothing.add_edge(0, 1, weight=None)
    assert read(nothing, small)[0] == [(0, 1, 0.33)]
    nothing.add_edge(1, 2, weight=0.4)
    assert "row 0 - 1, weight: the weight is missing" in refused(nothing, small)[0]


def test_parallel_edges_are_merged_by_the_rule_of_repeated_rows(small) -> None:
    graph = nx.MultiGraph([(0, 1, {"weight": 0.2}), (1, 0, {"weight": 0.3}), (1, 2, {"weight": 0.1})])
    edges, notes = read(graph, small)
    assert edges == [(0, 1, 0.3), (1, 2, 0.1)]
    assert "1 repeated row was merged: the largest weight is kept." in notes
    counts = nx.MultiGraph([(0, 1, {"weight": 2}), (1, 0, {"weight": 4}), (1, 2, {"weight": 3})])
    assert read(counts, small)[0] == [(0, 1, round(1 - 0.5 ** (6 / 4.5), 4)), (1, 2, round(1 - 0.5 ** (3 / 4.5), 4))]


def test_both_directions_of_a_directed_graph_are_one_tie_of_their_mean_and_a_loop_is_none(small) -> None:
    graph = nx.DiGraph([(0, 1, {"weight": 0.2}), (1, 0, {"weight": 0.4}), (2, 1, {"weight": 0.5})])
    graph.add_edge(3, 3, weight=1)
    edges, notes = read(graph, small)
    assert edges == [(0, 1, 0.3), (1, 2, 0.5)]
    assert "3 of 4 rows were used: 1 left out because they go from a person to themselves." in notes
    both = ml.read_ties(graph, [str(row) for row in range(60)], symmetrise="both")
    assert list(zip(both.source, both.target, both.weight.round(4), strict=True)) == [(0, 1, 0.3)]
    undirected = ml.read_ties(nx.path_graph(3), ["0", "1", "2"], symmetrise="both")  # an edge is of both ends
    assert len(undirected.source) == 2


def test_a_graph_without_ties_is_an_organisation_of_strangers(small) -> None:
    model = ml.MentoringModel(small(60, weeks=8), graph=nx.empty_graph(60))
    model.run()
    assert all(math.isfinite(value) for value in model.observed.values())


def test_an_end_that_is_no_row_is_never_written() -> None:
    for end in (7, -1):
        with pytest.raises(ml.Refused, match=f"node {end} is no row of 5 people"):
            Ties.between(5, np.array([0]), np.array([end]), np.ones(1))


def test_ties_of_another_graph_are_another_organisation(small) -> None:
    one, other = (ml.MentoringModel(small(60), graph=nx.path_graph(n)).inputs.digest for n in (5, 6))
    assert one != other
