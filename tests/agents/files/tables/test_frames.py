"""People and ties handed over in Python: read like files, told by their content, two topologies in one comparison."""

from __future__ import annotations

import pickle
import subprocess
import sys
from pathlib import Path

import networkx as nx
import numpy as np
import pandas as pd
import pytest

import mentorlab as ml
from mentorlab.experiments.cli.verbs.replay import replay
from mentorlab.experiments.cli.verbs.verify import verify
from mentorlab.experiments.runs.identity import scenario_as_json, scenario_from_json
from mentorlab.experiments.runs.replay import Replayer
from mentorlab.experiments.runs.store.store import open_store
from mentorlab.experiments.runs.task import Simulate
from mentorlab.experiments.studies import compare as study
from mentorlab.experiments.studies.one_organisation import givens_of, in_one_organisation
from mentorlab.scenarios.files.validated import laid_over, with_settings
from mentorlab.sim.calibration import calibrate as baseline
from mentorlab.sim.state.inputs import read_inputs

SAMPLE = Path(ml.__file__).parent / "scenarios" / "sample"
DAY = "2026-06-01"
SHORT = {"weeks": 12, "settling_weeks": 26}


@pytest.fixture(scope="module")
def roster():
    return pd.read_csv(SAMPLE / "roster.csv").head(60)


@pytest.fixture(scope="module")
def ties(roster):
    everything = pd.read_csv(SAMPLE / "ties.csv")
    return everything[everything.source.isin(roster.employee_id) & everything.target.isin(roster.employee_id)]


def ring(roster) -> nx.Graph:
    graph = nx.cycle_graph(len(roster))
    return nx.relabel_nodes(graph, dict(enumerate(roster.employee_id)))


def organisation(roster, ties=None, **how) -> ml.Organisation:
    return ml.Organisation(roster={"file": roster, "as_of": DAY, **how}, ties=ties)


def scenario(organisation: ml.Organisation, name: str = "reverse", **policy) -> ml.Scenario:
    said = {"arm": "reverse", "share": 0.2} | policy
    return ml.Scenario.model_validate({"name": name, "organisation": organisation, "policy": said, **SHORT})


@pytest.fixture(scope="module")
def two(roster, ties):
    """Return the same people and policy with their own ties, and in a ring."""
    return [scenario(organisation(roster, ties), "as they are"), scenario(organisation(roster, ring(roster)), "ring")]


# Reading ------------------------------------------------------------------------------------------------------------


def test_a_frame_is_the_same_organisation_as_the_file_it_came_from(roster, ties, tmp_path):
    roster.to_csv(tmp_path / "roster.csv", index=False)
    ties.to_csv(tmp_path / "ties.csv", index=False)
    files = ml.Organisation(
        roster={"file": str(tmp_path / "roster.csv"), "as_of": DAY}, ties={"file": str(tmp_path / "ties.csv")}
    )
    frames = organisation(roster.sample(frac=1, random_state=1).set_index("employee_id"), ties.iloc[::-1])
    graph = nx.from_pandas_edgelist(ties, edge_attr="weight")
    assert read_inputs(files).digest == read_inputs(frames).digest == read_inputs(organisation(roster, graph)).digest
    runs = [ml.simulate(scenario(one)) for one in (files, frames)]
    assert runs[0].digest == runs[1].digest
    assert f"ties: {len(ties)} ties: {len(ties)} named by one end, 0 by both." in " ".join(runs[1].notes)


def test_cells_of_a_frame_are_read_as_a_file_has_them():
    frame = pd.DataFrame(
        {
            "employee_id": [1001, 1002, 1003], "manager_id": [np.nan, 1001.0, 1001.0], "age": [50.0, 40, None],
            "level": pd.Categorical([4, 1, 1]), "department": ["Sales", pd.NA, "Sales"], "group": [True, False, None],
            "hire_date": pd.to_datetime(["2001-03-01", None, "2020-01-01"]),
            "wants_to_learn": [["data_and_ai", "leadership"], None, ["strategy"]],
        }
    )  # fmt: skip
    read = ml.read_roster(frame, as_of=pd.Timestamp(DAY))
    assert read.ids == ("1001", "1002", "1003")
    assert read.manager.tolist() == [-1, 0, 0]
    assert np.isnan(read.age).tolist() == [False, False, True]
    assert read.group.tolist() == [1, 0, -1]
    assert read.wants[0].sum() == 2
    assert np.isnan(read.tenure).tolist() == [False, True, False]


def test_what_is_wrong_in_frames_is_told_by_label_all_at_once(roster, ties):
    wrong = roster.set_index(roster.employee_id.str.lower()).astype({"birth_year": object})
    wrong.iloc[3, wrong.columns.get_loc("birth_year")] = "2061"
    wrong.iloc[5, wrong.columns.get_loc("employee_id")] = wrong.employee_id.iloc[4]
    label, twice, first = wrong.index[3], wrong.index[5], wrong.index[4]
    with pytest.raises(ml.Refused) as refused:
        read_inputs(organisation(wrong, ties))
    told = str(refused.value)
    assert f"roster: row {label}, birth_year:" in told
    assert f"roster: row {twice}, employee_id: '{wrong.employee_id.iloc[4]}' is already on row {first}." in told
    assert "file" not in told
    stranger = pd.concat([ties, pd.DataFrame({"source": ["E1001"], "target": ["nobody"], "weight": [1.5]})])
    with pytest.raises(
        ml.Refused, match="ties: row 0, source, target: 1 row names 1 person not in the roster, such as 'nobody'"
    ):
        read_inputs(organisation(roster, stranger))


@pytest.mark.parametrize(
    ("ties", "message"),
    [
        (pd.DataFrame(), "has no rows"),
        (pd.DataFrame({("a", "b"): [1]}), "names of several levels"),
        (nx.Graph([(7, "7")]), "several nodes are called '7'"),
        (nx.Graph([("E1001", "nobody")]), "1 node is not the id of anybody here, such as 'nobody'"),
        (pd.DataFrame({"from": ["E1001"], "target": ["E1002"]}), "The DataFrame has: from, target"),
    ],
)
def test_what_cannot_be_ties_is_refused_in_words(roster, ties, message):
    with pytest.raises((ml.Refused, ValueError), match=message):
        read_inputs(organisation(roster, ties))


def test_columns_are_mapped_and_counts_said_beside_the_frame(roster, ties):
    renamed = roster.rename(columns={"employee_id": "EmployeeNumber", "level": "Grade"})
    graph = nx.from_pandas_edgelist(ties.assign(mails=3), edge_attr="mails")
    how = {"columns": {"employee_id": "EmployeeNumber", "level": "Grade"}}
    inputs = read_inputs(organisation(renamed, {"file": graph, "columns": {"weight": "mails"}}, **how))
    assert inputs.roster.ids == read_inputs(organisation(roster)).roster.ids
    assert set(inputs.ties.weight) == {0.5}


def test_drawn_people_have_a_graph_too(small):
    mine = ml.Organisation(synthetic={"employees": 60}, ties=nx.path_graph(60))
    one = small(60, weeks=4, organisation=mine)
    model = ml.MentoringModel(one)
    assert model.inputs.digest == ml.MentoringModel(small(60, weeks=4), graph=nx.path_graph(60)).inputs.digest
    assert (model.inputs.ties.source[3], model.inputs.ties.target[3]) == (3, 4)
    with pytest.raises(ml.Refused, match="60 nodes are not the id of anybody here, such as '60'"):
        read_inputs(ml.Organisation(synthetic={"employees": 60}, ties=nx.path_graph(120)))


def test_scenarios_on_frames_are_equal_by_content_and_keep_what_was_handed_over(roster, ties):
    mine = roster.copy()
    one, same = scenario(organisation(mine, ties)), scenario(organisation(roster.iloc[::-1], ties))
    mine.loc[0, "level"] = "Entry"
    assert one == same == pickle.loads(pickle.dumps(one))
    assert one != scenario(organisation(mine, ties))
    assert read_inputs(one.organisation).digest == read_inputs(same.organisation).digest
    assert laid_over(one, {"share": 0.1}).organisation == one.organisation
    assert with_settings(one, ["share=0.1"]).organisation == one.organisation
    assert "a DataFrame of 60 rows" in repr(one.organisation)
    assert len(repr(one.organisation)) < 500


def test_frames_are_laid_over_a_scenario_and_other_people_drop_the_ties(roster, ties):
    one = scenario(organisation(roster, ties))
    other = laid_over(one, {"organisation.ties": ring(roster)})
    assert other.organisation == organisation(roster, ring(roster))
    assert laid_over(one, {"organisation.roster.file": roster.copy()}).organisation == one.organisation
    for said in (roster.head(50), {"file": roster.head(50)}):
        fewer = laid_over(one, {"organisation.roster": said})
        assert (len(read_inputs(fewer.organisation).roster.ids), fewer.organisation.ties) == (50, None)
    drawn = laid_over(one, {"organisation.synthetic.employees": 60, "organisation.ties": nx.path_graph(60)})
    assert read_inputs(drawn.organisation).ties.source.tolist() == list(range(59))


# Asking -------------------------------------------------------------------------------------------------------------


def test_two_topologies_of_the_same_people_are_compared_each_against_its_own_reference(two):
    nothing = ml.Scenario(name="nothing", **SHORT)
    found = ml.compare([nothing, *two], replicates=4)
    alone = ml.compare([nothing, two[1]], replicates=4)
    ring = found.names.index("ring")
    assert np.array_equal(found.values[ring], alone.values[1], equal_nan=True)
    assert np.array_equal(found.same_people[ring], alone.same_people[1], equal_nan=True)
    assert not np.array_equal(found.values[ring], found.values[1], equal_nan=True)
    (note,) = [note for note in found.notes if note.startswith("Ties differ")]
    assert "nothing and as they are: a DataFrame of" in note
    assert "ring: a Graph of 60 nodes and 60 edges" in note
    assert any("ties a DataFrame" in told for told in found.what_differs)


def test_luck_is_common_per_person_whatever_the_ties(two):
    people = [ml.MentoringModel(one).state.workforce for one in two]
    for column in ("engagement", "skills", "style", "tenure"):
        assert np.array_equal(getattr(people[0], column), getattr(people[1], column))
    assert not np.array_equal(people[0].tie_sum, people[1].tie_sum)


def test_what_is_sent_to_workers_has_no_table_and_the_people_once(two, roster, monkeypatch):
    plans = []
    monkeypatch.setattr(study, "Simulate", lambda plan: plans.append(plan) or Simulate(plan))
    named = roster.assign(name=[f"Somebody {row}" for row in range(len(roster))])
    ml.compare([two[1], scenario(organisation(named, two[0].organisation.ties.file))], replicates=1)
    assert b"Somebody" not in pickle.dumps(plans[0])
    first, second, *without = map(plans[0].given_for, plans[0].scenarios)
    assert all(one.structure is first.structure for one in (second, *without))
    assert first.ties is not second.ties


def test_ties_files_may_differ_where_the_roster_is_the_same(roster, ties, tmp_path):
    roster.to_csv(tmp_path / "roster.csv", index=False)
    half = ties.iloc[::2]
    made = []
    for name, table in (("all", ties), ("half", half)):
        table.to_csv(tmp_path / f"{name}.csv", index=False)
        where = {"file": str(tmp_path / "roster.csv"), "as_of": DAY}
        made.append(scenario(ml.Organisation(roster=where, ties={"file": str(tmp_path / f"{name}.csv")}), name))
    found = ml.compare(made, replicates=1)
    assert any("half.csv" in note for note in found.notes)
    drawn = scenario(organisation(roster), "drawn")
    notes = ml.compare([*made, drawn], replicates=1).notes
    assert any("No ties were given to drawn: they were drawn" in note for note in notes)


def test_other_people_are_refused_whatever_the_ties(roster, ties, two):
    fewer = roster.head(59)
    with pytest.raises(ml.Refused, match="not about the same people: roster is a DataFrame of 60 rows") as refused:
        ml.compare([two[0], scenario(organisation(fewer), "fewer")], replicates=1)
    assert "their ties may differ" in str(refused.value)


def test_ties_alone_are_laid_on_the_people_of_the_others(two, roster):
    ring_alone = scenario(ml.Organisation(ties=ring(roster)), "ring")
    shared, notes = in_one_organisation([two[0], ring_alone])
    assert [one.digest for one in givens_of(shared)] == [read_inputs(one.organisation).digest for one in two]
    assert notes == ("ring takes the people of as they are.",)


def test_a_graph_of_drawn_people_is_that_of_those_who_say_nothing_too(small):
    ring = small(60, weeks=4, organisation=ml.Organisation(ties=nx.cycle_graph(300)))
    ring = ring.model_copy(update={"name": "ring"})
    nothing = ml.Scenario(name="nothing", weeks=4)
    other = ml.Scenario(name="path", weeks=4, organisation=ml.Organisation(ties=nx.path_graph(300)))
    shared, notes = in_one_organisation([nothing, ring, other])
    assert notes == ("nothing takes the organisation of ring.",)
    drawn, its, others = givens_of(shared)
    assert drawn is its
    assert (its.people, its.ties.digest != others.ties.digest) == (others.people, True)


def test_sweep_why_and_match_take_frames(two, roster):
    swept = ml.sweep(two[1], {"sessions": [1, 4]}, replicates=2)
    assert swept.comparisons[0].organisation == "the 60 people in the roster"
    assert ml.why(two[1], two[0], replicates=2, mechanisms=["reach"]).organisation == "the 60 people in the roster"
    found = ml.match(two[0], ids="own", people=roster.head(30))
    named = set(found.pairs.junior) | set(found.pairs.senior)
    assert named
    assert named <= set(roster.employee_id.head(30))


def test_own_figures_are_met_with_each_of_the_ties(two, monkeypatch):
    monkeypatch.setattr(baseline, "PERSON_YEARS", 200)
    stated = [laid_over(one, {"organisation.baseline.annual_quits": 14.0}, name=one.name) for one in two]
    found = ml.compare(stated, replicates=1)
    alone = ml.simulate(stated[1]).figures
    assert found.figures[1].figures == alone.figures
    assert not found.apart  # ties differ, and the constants solved for them, but nothing that was assumed


# Keeping ------------------------------------------------------------------------------------------------------------


@pytest.fixture(scope="module")
def kept(two, tmp_path_factory):
    store = tmp_path_factory.mktemp("frames") / "study.sqlite"
    ml.compare(two, replicates=2, store=store)
    return store


def ties_of(store, row) -> str:
    return store.scenario(row.scenario).spec["organisation"]["ties"]["file"]["frame"]


def digest_of(ties) -> str:
    return ml.Organisation(ties=ties).frames[0].digest


def cli(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(
        [sys.executable, "-m", "mentorlab", *map(str, arguments)], capture_output=True, text=True, check=False
    )


def test_a_study_on_frames_goes_on_when_they_are_given_again(kept, two, roster, ties):
    again = [scenario(organisation(roster.copy(), ties.iloc[::-1]), "as they are"), two[1]]
    told = []
    found = ml.compare(again, replicates=3, store=kept, progress=lambda done, of: told.append((done, of)))
    assert told[0] == (2, 3)
    assert np.array_equal(found.digests, ml.compare(two, replicates=3).digests)


def test_the_command_line_says_how_a_study_on_frames_goes_on(kept):
    said = cli("resume", kept)
    assert said.returncode == 2
    assert "was made in Python from a DataFrame of 60 rows" in said.stderr
    assert "with the same tables and this store" in said.stderr
    assert "Traceback" not in said.stderr
    with open_store(kept, must_exist=True) as store:
        run = next(iter(store.keys())).hex()
    for again in (lambda: replay(run, str(kept)), lambda: verify(str(kept), "100%", bar=False)):
        with pytest.raises(ml.Refused, match="with the same tables and this store"):
            again()


def test_what_is_kept_of_frames_is_told_and_done_again_when_they_are_given(kept, roster, ties):
    assert cli("status", kept).returncode == 0
    with open_store(kept, must_exist=True, read_only=True) as store:
        rows = store.read(list(store.keys()), weekly=True).values()
        again = Replayer(store, frames=[ring(roster), roster, ties])
        assert all(again(row).equal for row in rows)
        other = Replayer(store, frames=[ring(roster), roster, ties.iloc[:-1]])
        mine = [row for row in rows if ties_of(store, row) == digest_of(ties)]
        assert mine
        for row in mine:
            with pytest.raises(ml.Refused, match="a store keeps only this description of it"):
                other(row)


def test_a_scenario_on_frames_is_told_by_their_digest_and_equal_when_read_back(two):
    back = scenario_from_json(scenario_as_json(two[0]))
    assert back == two[0]
    assert "E1001" not in str(scenario_as_json(two[0]))
    assert back.organisation.with_frames(two[0].organisation.frames).frames[0].table is not None


def test_nothing_is_loaded_for_those_who_hand_nothing_over():
    code = (
        "import sys; from mentorlab.scenarios.load import load; load('reverse'); "
        "print(*({'pandas', 'networkx'} & set(sys.modules)))"
    )
    assert subprocess.run([sys.executable, "-c", code], capture_output=True, text=True, check=True).stdout == "\n"


# The graph as an outcome --------------------------------------------------------------------------------------------


def density(run: ml.Record) -> float:
    return 100 * nx.density(run.graph())


def kept_edges(run: ml.Record) -> float:
    before, after = run.graph("launch"), run.graph()
    assert set(before) == set(range(len(run.people["level"])))
    assert all(before.nodes[row]["level"] == level for row, level in enumerate(run.people["level"].tolist()))
    there = [row for row, week in enumerate(run.people["exit_week"].tolist()) if np.isnan(week)]
    assert all(after.nodes[row]["occupant"] == 0 for row in there)
    return 100 * len(set(before.edges) & set(after.edges)) / before.number_of_edges()


def test_a_measure_of_the_network_is_an_outcome_of_ones_own_in_every_worker(two):
    own = tuple(
        ml.OwnOutcome(name=of.__name__, of=of, unit="%", direction=1, smallest=1.0, measured_by="survey")
        for of in (density, kept_edges)
    )
    asked = [one.model_copy(update={"outcomes": own}) for one in two]
    found, many = (ml.compare(asked, replicates=2, jobs=jobs) for jobs in (1, 2))
    assert np.array_equal(found.values, many.values, equal_nan=True)
    assert np.array_equal(found.digests, many.digests)
    model = ml.MentoringModel(two[1])
    model.run()
    assert ml.simulate(asked[1]).outcomes["density"] == pytest.approx(100 * nx.density(model.graph))
    assert found.mean("as they are", "density") > found.mean("ring", "density") > 0


def test_the_ring_is_what_the_record_shows_at_launch(two, roster):
    seen = []
    own = ml.OwnOutcome(
        name="seen", of=lambda run: seen.append(run.graph("launch")) or 0.0, unit="%", direction=1, smallest=1.0,
        measured_by="survey",
    )  # fmt: skip
    ml.simulate(two[1].model_copy(update={"outcomes": (own,)}))
    ids = read_inputs(two[1].organisation).roster.ids
    weights = {frozenset((ids[one], ids[other])): weight for one, other, weight in seen[0].edges(data="weight")}
    inputs = set(map(frozenset, ring(roster).edges))
    assert inputs <= set(weights)
    assert min(weights[tie] for tie in inputs) == 0.33
    assert max(weight for tie, weight in weights.items() if tie not in inputs) < 0.33  # chance meetings while settling


def test_a_record_that_is_kept_has_no_network_and_says_so(small):
    from mentorlab.sim.measures.record import record

    model = ml.MentoringModel(small(60, weeks=4))
    model.run()
    run = record(model)
    with pytest.raises(ml.Refused, match="no network at 'later'"):
        run.graph("later")
