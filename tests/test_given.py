"""An organisation with the ties of a networkx graph."""

from __future__ import annotations

import networkx as nx
import pytest

import mentorlab as ml


def test_a_networkx_graph_goes_in_and_comes_out(small) -> None:
    graph = nx.connected_watts_strogatz_graph(60, 6, 0.2, seed=3)
    nx.set_edge_attributes(graph, 0.5, "weight")
    model = ml.MentoringModel(small(60), graph=graph)
    model.state.ties.extra[:] = 0
    model.state.ties.slot_neighbour[:] = -1
    out = model.graph
    assert set(map(frozenset, out.edges)) == set(map(frozenset, graph.edges))
    assert out.nodes[0]["department"] in model.given.structure.departments


def test_nodes_are_the_employee_ids_of_a_roster(tmp_path) -> None:
    roster = tmp_path / "roster.csv"
    rows = "".join(f"P{i},{25 + i},{i % 3},Sales\n" for i in range(30))
    roster.write_text("employee_id,age,level,department\n" + rows, encoding="utf-8")
    organisation = {"roster": {"file": str(roster), "level_order": "high_is_senior"}}
    scenario = ml.Scenario.model_validate({"organisation": organisation, "weeks": 4})
    model = ml.MentoringModel(scenario, graph=nx.Graph([("P3", "P7")]))
    ids = model.given.roster.ids
    assert (model.given.ties.source[0], model.given.ties.target[0]) == (ids.index("P3"), ids.index("P7"))
    assert model.given.ties.weight[0] == 0.33


def test_strangers_and_impossible_weights_are_refused_together(small) -> None:
    graph = nx.Graph()
    graph.add_edge(0, 999)
    graph.add_edge(1, 2, weight=7.0)
    with pytest.raises(ml.Refused) as refused:
        ml.MentoringModel(small(60), graph=graph)
    assert len(refused.value.problems) == 2
    assert "999" in str(refused.value)
    assert "7.0" in str(refused.value)


def test_ties_of_another_graph_are_another_organisation(small) -> None:
    one, other = (ml.MentoringModel(small(60), graph=nx.path_graph(n)).given.digest for n in (5, 6))
    assert one != other
