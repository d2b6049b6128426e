"""The network to look at: who is in it, and where each tie comes from."""

from __future__ import annotations

from collections import Counter

import networkx as nx

import mentorlab as ml

RING = nx.cycle_graph(60)


def origins(graph: nx.Graph) -> Counter[str]:
    return Counter(origin for _, _, origin in graph.edges(data="origin"))


def test_ties_that_settling_added_are_told_from_those_given_and_from_later_ones(small) -> None:
    model = ml.MentoringModel(small(60, weeks=30), graph=RING)
    at_launch = model.graph
    given = {frozenset(edge) for *edge, origin in at_launch.edges(data="origin") if origin == "given"}
    assert given == set(map(frozenset, RING.edges))
    assert set(origins(at_launch)) == {"given", "settling"}
    model.run()
    now = model.graph
    assert set(origins(now)) == {"given", "settling", "later"}
    for one, other, origin in now.edges(data="origin"):
        if origin != "given":
            assert (origin == "settling") == at_launch.has_edge(one, other)


def test_ties_that_nobody_gave_are_drawn(small) -> None:
    counts = origins(ml.MentoringModel(small(60, weeks=4)).graph)
    assert counts["drawn"] > counts["settling"] > 0
    assert counts["given"] == counts["later"] == 0


def test_whoever_came_into_a_seat_has_no_tie_from_settling(small) -> None:
    model = ml.MentoringModel(small(60, weeks=30), graph=RING)
    settled = {frozenset(edge) for *edge, origin in model.graph.edges(data="origin") if origin == "settling"}
    row = next(iter(next(iter(settled))))
    model.state.workforce.occupant[row] = 1
    newcomer = {agent.row: agent.unique_id for agent in model.agents}[row]
    assert "settling" not in {model.graph.edges[edge]["origin"] for edge in model.graph.edges(newcomer)}


def test_the_graph_of_a_record_says_the_same(small) -> None:
    seen = []
    outcome = ml.OwnOutcome(
        name="seen", of=lambda run: seen.append((run.graph("launch"), run.graph())) or 0.0, unit="%", direction=1,
        smallest=1.0, measured_by="nothing",
    )  # fmt: skip
    scenario = small(60, weeks=30, organisation=ml.Organisation(synthetic={"employees": 60}, ties=RING))
    ml.simulate(scenario.model_copy(update={"outcomes": (outcome,)}))
    launch, end = seen[0]
    assert set(origins(launch)) == {"given", "settling"}
    assert set(origins(end)) == {"given", "settling", "later"}


def test_ties_from_settling_can_be_left_out_of_a_new_start(small) -> None:
    graph = ml.MentoringModel(small(60, weeks=30), graph=RING).graph
    ties = {"file": graph, "columns": {"kind": "origin"}, "kinds": ["given"]}
    found = ml.MentoringModel(small(60, organisation=ml.Organisation(synthetic={"employees": 60}, ties=ties)))
    assert len(found.inputs.ties.source) == 60
