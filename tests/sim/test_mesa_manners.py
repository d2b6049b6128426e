"""What people do with a Mesa model does what it says here, or is refused with what to do instead."""

from __future__ import annotations

import copy
import pickle
from dataclasses import fields

import mesa
import networkx as nx
import numpy as np
import pytest

import mentorlab as ml
from mentorlab.agents.people.workforce import WRITABLE, Workforce

WHOLE = [0.5] * 8


@pytest.fixture(scope="module")
def model(small):
    made = ml.MentoringModel(small(60, weeks=8))
    for _ in range(4):
        made.step()
    return made


@pytest.fixture
def person(model):
    return next(iter(model.agents))


def last_weeks(rows):
    return [[row[name] for name in ("motivation", "ideas_voiced", "new_ties")] for row in rows]


@pytest.mark.filterwarnings("ignore")
def test_iterations_of_batch_run_are_replicates_and_the_same_for_every_scenario(small):
    one, other = small(60, weeks=6), small(60, weeks=6, arm="none")
    rows = mesa.batch_run(ml.MentoringModel, {"scenario": [one, other]}, iterations=3, display_progress=False)
    assert [row["iteration"] for row in rows] == [0, 0, 1, 1, 2, 2]
    by_hand = [ml.MentoringModel(scenario, replicate=n) for n in range(3) for scenario in (one, other)]
    for made in by_hand:
        made.run()
    assert last_weeks(rows) == last_weeks([made.observed for made in by_hand])
    assert len({repr(row) for row in last_weeks(rows)}) == 6


@pytest.mark.filterwarnings("ignore")
def test_a_replicate_or_seed_that_batch_run_is_told_is_kept(small):
    asked = {"scenario": [small(60, weeks=4)], "seed": 5, "replicate": [2, 7]}
    if "rng" in mesa.batch_run.__annotations__:  # from 3.5 on, that is where seeds are told
        del asked["seed"]
        rows = mesa.batch_run(ml.MentoringModel, asked, rng=[5], display_progress=False)
    else:
        rows = mesa.batch_run(ml.MentoringModel, asked, display_progress=False)
    found = []
    for replicate in (2, 7):
        made = ml.MentoringModel(small(60, weeks=4), seed=5, replicate=replicate)
        made.run()
        found.append(made.observed)
    assert last_weeks(rows) == last_weeks(found)


@pytest.mark.parametrize("name", ["scenario", "graph"])
@pytest.mark.filterwarnings("ignore")
def test_a_scenario_or_graph_that_batch_run_took_apart_is_refused_with_the_mend(name, small):
    asked = {"scenario": [small(60, weeks=4)]} | {name: {"scenario": small(), "graph": nx.path_graph(60)}[name]}
    with pytest.raises(ml.Refused, match=rf'in a list: {{"{name}": \[{name}\]}}'):
        mesa.batch_run(ml.MentoringModel, asked, display_progress=False)


def test_a_mesa_that_does_not_tell_the_iteration_is_refused(small):
    made = {"__name__": "mesa.batchrunner", "make": lambda: ml.MentoringModel(small(60))}
    with pytest.raises(ml.Refused, match=r'"replicate": range\(3\)'):
        exec("def run():\n    return make()\nrun()", made)


def test_an_employee_tells_its_columns_and_keeps_its_names(person):
    assert {column.name for column in fields(Workforce)} | {"unique_id", "remove"} <= set(dir(person))


@pytest.mark.parametrize("name", sorted({field.name for field in fields(Workforce)} - set(WRITABLE)))
def test_what_is_the_seats_or_the_models_own_is_not_written(person, name):
    with pytest.raises(ml.Refused, match="not written through an agent"):
        setattr(person, name, getattr(person, name))


@pytest.mark.parametrize("value", [np.nan, np.inf, 7, -0.1, "much", None, [0.5], WHOLE, True])
def test_a_share_takes_one_number_from_0_to_1(person, value):
    before = person.motivation
    with pytest.raises(ml.Refused, match="motivation"):
        person.motivation = value
    assert person.motivation == before


@pytest.mark.parametrize("value", [0.5, [0.5] * 7, [WHOLE], [*WHOLE[:7], np.nan], [*WHOLE[:7], 1.01], [[1], [1, 2]]])
def test_skills_take_eight_numbers_from_0_to_1(person, value):
    with pytest.raises(ml.Refused, match="skills"):
        person.skills = value


@pytest.mark.parametrize(("name", "value"), [("age", 7), ("tenure", -1), ("group", 1), ("wants", WHOLE), ("ramp", 0.1)])
def test_other_columns_have_limits_of_their_own(person, name, value):
    with pytest.raises(ml.Refused, match=name):
        setattr(person, name, value)


def test_every_column_of_a_run_is_within_the_limits_of_writing(small):
    model = ml.MentoringModel(small(60, weeks=104))
    model.run()
    for name in WRITABLE:
        for person in model.agents:
            setattr(person, name, getattr(person, name))


def test_nobody_is_removed_or_added(model, person):
    for refused in (
        person.remove,
        model.remove_all_agents,
        lambda: mesa.Agent(model),
        lambda: model.agents.do("remove"),
        lambda: model.agents.remove(person),
        lambda: model.agents.discard(person),
    ):
        with pytest.raises(ml.Refused, match=r"cannot be removed|no agent can be added"):
            refused()
    assert person.present


def test_nobody_acts_alone(model):
    with pytest.raises(ml.Refused, match=r"Call step\(\) of the model"):
        model.agents.do("step")


def test_sets_of_agents_select_group_count_and_write(model):
    people = model.state.workforce
    present = people.present
    grouped = model.agents.groupby("level")
    assert {level: len(group) for level, group in grouped} == {
        level: np.count_nonzero(present & (people.level == level)) for level in set(people.level[present].tolist())
    }
    assert model.agents.get("age") == people.age[present].tolist()
    assert model.agents_by_type[model.agent_types[0]].get("age") == model.agents.get("age")
    model.agents.select(lambda one: one.level == 0).set("confidence", 0.25)
    assert set(people.confidence[present & (people.level == 0)]) == {0.25}
    with pytest.raises(ml.Refused, match="confidence"):
        model.agents.set("confidence", 2)
    with pytest.raises(ml.Refused, match="all luck here has a name"):
        model.agents.shuffle_do("step")
    with pytest.raises(ml.Refused, match="luck is not reset"):
        model.reset_rng(3)


def test_a_collector_of_the_users_own_reads_agents(model):
    collector = mesa.DataCollector(agent_reporters={"age": "age", "motivation": lambda one: one.motivation})
    collector.collect(model)
    frame = collector.get_agent_vars_dataframe()
    assert frame["age"].tolist() == model.agents.get("age")


@pytest.mark.parametrize("again", [copy.copy, copy.deepcopy, pickle.dumps, lambda model: pickle.dumps(model.agents)])
def test_a_model_that_cannot_be_copied_says_how_to_have_it_twice(model, again):
    with pytest.raises(ml.Refused, match=r"MentoringModel\(scenario, seed=0, replicate=0\), and let 4 weeks pass"):
        again(model)


def test_the_graph_refuses_every_change_and_its_copy_none(model):
    graph = model.graph
    one, other = next(iter(graph.edges))
    changes = [
        lambda: graph.add_edge(0, 1), lambda: graph.remove_node(one), graph.clear,
        lambda: graph[one][other].update(weight=1), lambda: graph.nodes[one].pop("age"),
        lambda: nx.set_edge_attributes(graph, 0.5, "weight"), lambda: graph.edges[other, one].__setitem__("weight", 1),
    ]  # fmt: skip
    for change in changes:
        with pytest.raises(ml.Refused, match="Change a copy"):
            change()
    assert graph[one][other] is graph[other][one]
    changed = graph.copy()
    changed[one][other]["weight"] = 0.9
    changed.add_edge(*next(nx.non_edges(changed)), weight=0.2)
    nx.set_node_attributes(changed, 3, "age")
    assert graph.to_directed()[one][other] == graph[one][other]
    assert nx.utils.graphs_equal(pickle.loads(pickle.dumps(nx.Graph(graph))), graph)
