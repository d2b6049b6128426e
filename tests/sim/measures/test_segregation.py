"""How segregated the network is, against networkx and by hand."""

from types import SimpleNamespace

import networkx as nx
import numpy as np
import pytest

from mentorlab.agents.network.ties import Ties
from mentorlab.sim.measures.graph import Network
from mentorlab.sim.measures.outcomes import organisation
from mentorlab.sim.measures.record import record
from mentorlab.sim.measures.segregation import CLOSE, ends_of, segregation
from mentorlab.sim.model import MentoringModel
from mentorlab.sim.processes.cohort import TIED
from mentorlab.sim.processes.network import age_band


def network_of(ties, *, age=(25, 35, 50, 62), department=(0, 0, 1, 1), tenure=99.0):
    """Return the network of four people: (one, other, weight) each tie."""
    one, other, weight = (np.array(column) for column in zip(*ties, strict=True)) if ties else np.empty((3, 0))
    people = {"age": np.array(age, float), "department": np.array(department), "present": np.ones(4, bool)}
    people["tenure"] = np.broadcast_to(tenure, 4)

    class Few(SimpleNamespace):
        def __len__(self):
            return 4

    ties = Ties.between(4, one.astype(int), other.astype(int), weight.astype(float))
    return Network(ties, Few(**people), ("A", "B"))


def test_every_measure_is_what_networkx_makes_of_the_same_ties(state):
    people, ties = state.workforce, state.ties
    known = ties.to_networkx()
    known.remove_nodes_from(np.flatnonzero(~people.present).tolist())
    known.remove_edges_from([(i, j) for i, j, w in known.edges(data="weight") if w <= TIED])
    for row in known:
        known.nodes[row].update(band=int(age_band(people.age[row])), department=int(people.department[row]))
    close = known.copy()
    close.remove_edges_from([(i, j) for i, j, w in known.edges(data="weight") if w <= CLOSE])
    alone = [row for row in nx.isolates(close) if people.tenure[row] >= 26]
    found = segregation(Network(ties, people, ()))
    assert known.number_of_edges() > 20
    assert found["isolates"] == pytest.approx(100 * len(alone) / np.sum(people.present & (people.tenure >= 26)))
    assert found["density"] == pytest.approx(100 * nx.density(known))
    assert found["ties"] == pytest.approx(np.mean([degree for _, degree in known.degree]))
    for group in ("band", "department"):
        within = np.trace(nx.attribute_mixing_matrix(known, group))
        assert found["ei_age" if group == "band" else "ei_department"] == pytest.approx(1 - 2 * within)


def test_every_tie_has_two_ends(state):
    one, other, weight = ends_of(state.ties)
    found = {(i, j): w for i, j, w in zip(one.tolist(), other.tolist(), weight.tolist(), strict=True)}
    for i, j, w in state.ties.edges():
        assert found[i, j] == found[j, i] == w


def test_two_departments_that_do_not_know_each_other_and_two_that_know_only_each_other():
    apart = segregation(network_of([(0, 1, 0.5), (2, 3, 0.3)]))
    assert apart == {"isolates": 50.0, "density": pytest.approx(100 / 3), "ties": 1.0, "ei_age": 1.0,
                     "ei_department": -1.0}  # fmt: skip
    assert segregation(network_of([(0, 2, 0.5), (1, 3, 0.5)]))["ei_department"] == 1.0
    mixed = segregation(network_of([(0, 1, 0.5), (0, 2, 0.5), (1, 3, 0.1)], age=(25, 26, 50, 51)))
    assert mixed["ei_age"] == mixed["ei_department"] == 0.0  # one within, one across; at .1 they do not know each other


def test_who_has_just_come_is_no_isolate():
    assert segregation(network_of([(0, 1, 0.5)], tenure=[26, 26, 26, 25]))["isolates"] == pytest.approx(100 / 3)
    assert np.isnan(segregation(network_of([(0, 1, 0.5)], tenure=3.0))["isolates"])


def test_a_birthday_is_no_new_tie():
    ages = np.array([29, 28, 46, 46])
    one_birthday = network_of([(0, 1, 0.5), (2, 3, 0.5)], age=ages)
    assert segregation(one_birthday)["ei_age"] == 0.0
    assert segregation(one_birthday, 0.5)["ei_age"] == -1.0
    assert segregation(network_of([(0, 2, 0.5), (1, 2, 0.5)], age=(29, 30, 46, 46)), 1.0)["ei_age"] == 1.0
    grown = 29 + np.arange(4) / 9  # sums of weeks come back to the year they began with
    for _ in range(104):
        grown += 1 / 52
    assert segregation(network_of([(0, 1, 0.5)], age=grown), 2.0)["ei_age"] == -1.0


def test_without_ties_everybody_is_alone_and_nothing_is_across():
    found = segregation(network_of([]))
    assert (found["isolates"], found["density"], found["ties"]) == (100.0, 0.0, 0.0)
    assert np.isnan([found["ei_age"], found["ei_department"]]).all()


def test_the_network_is_read_at_launch_and_at_the_end(small):
    found = {}
    for arm in ("reverse", "none"):
        model = MentoringModel(small(employees=150, arm=arm))
        first = segregation(Network(model.state.ties.copy(), model.state.workforce.copy(), ()))
        model.run()
        found[arm] = organisation(record(model))
        last = segregation(Network(model.state.ties, model.state.workforce, ()), 1.0)
        assert {f"network.{name}_at_launch": value for name, value in first.items()}.items() <= found[arm].items()
        assert {f"network.{name}": value for name, value in last.items()}.items() <= found[arm].items()
    assert found["reverse"]["network.ties_at_launch"] == found["none"]["network.ties_at_launch"]
    assert found["reverse"]["network.ties"] > found["none"]["network.ties"]
