"""Asking the model: one run, and comparisons that are the same to the byte wherever and in whatever order they ran."""

from __future__ import annotations

import io
import json
import logging
import math
import re
import subprocess
import sys
import textwrap

import numpy as np
import pytest
from rich.console import Console

import mentorlab as ml
from mentorlab.agents.people.candidates import Candidates
from mentorlab.experiments.cli.tables.retention import show_retention
from mentorlab.experiments.runs import task as work
from mentorlab.experiments.runs.run import RunFailed
from mentorlab.experiments.show.wording.comparison import warnings_of
from mentorlab.experiments.show.wording.notes import notes_on
from mentorlab.experiments.studies import one_organisation
from mentorlab.scenarios.assumptions.outcomes import OUTCOME, OUTCOMES
from mentorlab.scenarios.assumptions.settings import values_of
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.scenarios.policy.targeting import Targeting
from mentorlab.sim.state.inputs import read_inputs

NAMES = tuple(OUTCOME)
SMALL = ["organisation.synthetic.employees=60", "weeks=52", "settling_weeks=26"]

MODULE = """
import numpy as np

def by_row(candidates, rng):
    n = min(candidates.wanted, len(candidates.juniors), len(candidates.seniors))
    forbidden = {tuple(pair) for pair in candidates.must_not.tolist()}
    return np.array([(row, row) for row in range(n) if (row, row) not in forbidden], np.intp).reshape(-1, 2)

def broken(candidates, rng):
    raise ZeroDivisionError("no pairs today")
"""


def small(name: str, *settings: str) -> ml.Scenario:
    return with_settings(with_settings(ml.load(name), SMALL), settings)


@pytest.fixture(scope="module")
def pair() -> list[ml.Scenario]:
    return [small("no-programme"), small("reverse")]


@pytest.fixture(scope="module")
def comparison(pair) -> ml.Comparison:
    return ml.compare(pair, replicates=20, jobs=1)


@pytest.fixture
def strategies(tmp_path, monkeypatch):
    """Return a module of pairing strategies that workers can import too."""
    (tmp_path / "own_strategies.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    import own_strategies

    yield own_strategies
    del sys.modules["own_strategies"]


def with_pairing(scenario: ml.Scenario, pairing, name: str = "own") -> ml.Scenario:
    policy = scenario.policy.model_copy(update={"pairing": pairing})
    return scenario.model_copy(update={"policy": policy, "name": name})


def test_a_run_tells_what_it_came_to_and_how_to_repeat_it():
    one, again = ml.simulate(small("reverse"), seed=3), ml.simulate(small("reverse"), seed=3)
    assert list(one.outcomes) == list(NAMES)
    assert len(one.weekly) == 52
    assert one.people["present_at_launch"].sum() == 60
    assert one.digest == again.digest != ml.simulate(small("reverse"), seed=3, replicate=1).digest
    assert {"python", "numpy", "numba", "mesa", "processor"} < set(one.environment)
    assert one.environment["mentorlab"].startswith(ml.__version__ + "+")


def test_a_run_names_people_by_pseudonym_and_not_by_exact_age_or_group():
    one = ml.simulate(small("reverse"))
    assert one.people["person"].str.startswith("P-").all()
    assert one.people["person"].is_unique
    assert set(one.pairs["junior"]) | set(one.pairs["senior"]) <= set(one.people["person"])
    assert not {"age", "group"} & set(one.people)
    taking_part = one.people[one.people["role"] != "none"]
    assert (taking_part["programme_weeks"] > 0).all()


@pytest.fixture(scope="module")
def long_run() -> tuple[ml.Run, ml.MentoringModel, list[tuple[int, int, float]]]:
    """Return three years in which many leave; the model of it; who was in each new pair and how old, week by week."""
    scenario = small("reverse", "weeks=156", "policy.share=0.5", "assumptions.turnover.scale=2")
    one, model = ml.simulate(scenario), ml.MentoringModel(scenario)
    pairs, ends = model.programme.pairs, []
    while model.state.week < 156:
        known = len(pairs)
        people = model.state.workforce.copy()
        model.step()
        for p in range(known, len(pairs)):
            for row in (int(pairs.junior[p]), int(pairs.senior[p])):
                ends.append((row, int(people.occupant[row]), float(people.age[row])))
    return one, model, ends


def test_everybody_in_a_pair_is_found_among_the_people_with_their_own_age(long_run):
    """Of those in a pair many came after launch: merged by id, each has their own age band, level and department."""
    one, model, ends = long_run
    people = one.people.set_index("person")
    told = one.pairs[["junior", "senior"]].to_numpy().ravel().tolist()
    assert len(told) == len(ends)
    launch = {seat: row for row, seat in enumerate(one.people["person"][:60])}
    later = 0
    for person, (row, occupant, age), week in zip(told, ends, one.pairs["began"].repeat(2), strict=True):
        found = people.loc[person]
        assert (launch[found["seat"]], person) == (row, found["seat"] + (f".{occupant}" if occupant else ""))
        came = 0 if found["present_at_launch"] else found["hired_week"]
        at_first = age - (week - came) / 52
        low, high = {"under 29": (0, 29), "29 to 44": (29, 45), "45 to 60": (45, 61), "61 and over": (61, 99)}[
            found["age_band"]
        ]
        assert low - 0.05 <= at_first < high + 0.05  # a newcomer's first weeks are not whole years
        assert found["level"] == model.state.workforce.level[row]
        assert found["department"] == model.inputs.structure.departments[model.state.workforce.department[row]]
        later += occupant > 0
    assert later > 10


def test_nobody_is_in_a_pair_before_they_came_or_after_they_left(long_run):
    one = long_run[0]
    people = one.people.set_index("person")
    left = people[["quit_week", "retirement_week", "other_exit_week"]].min(axis=1)
    for side in ("junior", "senior"):
        came, went = people["hired_week"][one.pairs[side]].fillna(-1), left[one.pairs[side]].fillna(999)
        assert (came.to_numpy() < one.pairs["began"]).all()
        assert (one.pairs["ended"].fillna(156) <= went.to_numpy()).all()
        assert (one.pairs["ended"][one.pairs["ending"] == "left"]).notna().all()


def test_roles_and_weeks_in_the_programme_are_told_of_everybody(long_run):
    """Weeks with a pair that runs at their end, counted from the pairs, are the programme weeks of each."""
    one = long_run[0]
    weeks = dict.fromkeys(one.people["person"], 0)
    roles: dict[str, set[str]] = {}
    for side in ("junior", "senior"):
        for person in set(one.pairs[side]):
            theirs = one.pairs[one.pairs[side] == person]
            ended = theirs["ended"].fillna(156).astype(int)
            weeks[person] += len({w for a, b in zip(theirs["began"], ended, strict=True) for w in range(a, b)})
            roles.setdefault(person, set()).add(side)
    people = one.people.set_index("person")
    assert people["programme_weeks"].to_dict() == weeks
    for person, told in people[["role", "later_role"]].iterrows():
        assert set(told) - {"none"} <= roles.get(person, set()), person
        assert (person in roles) == (set(told) != {"none"})
    assert (people["later_role"][~people["present_at_launch"]] != "none").any()
    assert ((people["joined_week"] == 0) == (people["role"] != "none")).all()
    assert (people["joined_week"].isna() == (people["programme_weeks"] == 0)).mean() > 0.95  # all but those of no week


def test_quits_of_the_weeks_are_those_of_the_people(long_run):
    one = long_run[0]
    assert one.people["quit_week"].value_counts().sort_index().to_dict() == {
        week: count for week, count in zip(one.weekly["week"], one.weekly["quits"], strict=True) if count
    }
    assert one.people["hired_week"].notna().sum() == one.weekly["hires"].sum()


def test_every_column_of_the_frames_is_told_with_its_unit_and_no_other(long_run):
    one, told = long_run[0], ml.columns()
    assert list(told) == ["frame", "column", "unit", "meaning"]
    assert not told.isna().any(axis=None)
    assert (told[["unit", "meaning"]].map(len) > 0).all(axis=None)
    scenarios = [small("no-programme", "weeks=26"), small("reverse", "weeks=26")]
    compared = ml.compare(scenarios, replicates=2, jobs=1)
    swept = ml.sweep(scenarios[1], {"feedback": [0, 4]}, baseline=scenarios[0], replicates=2, limits={"cash": 1})
    listed = ml.match("reverse")
    circles = ml.match(ml.load("reverse").with_({"arm": "group"}))
    reasons = ml.why(scenarios[1], mechanisms=["bond"], replicates=2, jobs=1)
    frames = {
        "Matching.pairs": circles.pairs, "Matching.unmatched": listed.unmatched, "Matching.checks": listed.checks,
        "Why.to_frame": reasons.to_frame(), "retention_three_ways": ml.retention_three_ways(compared),
        "weekly": one.weekly, "people": one.people, "pairs": one.pairs, "Comparison.to_frame": compared.to_frame(),
        "Comparison.runs": compared.runs,
        "Sweep.to_frame": swept.to_frame().rename(columns=lambda name: name.replace("cash_", "<limit>_")),
    }  # fmt: skip
    assert set(told["frame"]) == set(frames)
    for name, frame in frames.items():
        assert set(told[told["frame"] == name]["column"]) == set(frame) - {"feedback"}, name


def test_people_who_quit_have_a_quit_week():
    one = ml.simulate(small("no-programme"))
    assert one.people["quit_week"].notna().sum() == one.weekly["quits"].sum()
    assert one.people["quit_week"].dropna().between(0, 51).all()


def test_replicates_share_their_luck_but_not_with_each_other(comparison):
    innovation = comparison.values[:, :, NAMES.index("innovation")]
    assert len(set(innovation[0])) > 10
    assert np.corrcoef(innovation[0], innovation[1])[0, 1] > 0.5


def test_what_is_simulated_alone_is_what_is_compared(pair, comparison):
    alone = ml.simulate(pair[1], replicate=7)
    own = [place for place, outcome in enumerate(OUTCOMES) if not outcome.counterfactual]
    told = [alone.outcomes[OUTCOMES[place].name] for place in own]
    assert told == pytest.approx(comparison.values[1, 7, own].tolist(), abs=0, nan_ok=True)


def test_jobs_and_repetition_change_no_byte(pair, comparison):
    expected = json.dumps(comparison.data)
    assert json.dumps(ml.compare(pair, replicates=20, jobs=2).data) == expected
    assert json.dumps(ml.compare(pair, replicates=20, jobs=None).data) == expected


def test_another_scenario_beside_changes_nothing_in_the_runs(pair, comparison):
    three = ml.compare([small("traditional"), *pair], replicates=3, jobs=1)
    assert np.array_equal(three.values[1:], comparison.values[:, :3], equal_nan=True)


def test_a_scenario_against_itself_is_equivalent_in_everything():
    again = ml.compare([small("reverse"), small("reverse")], replicates=20, jobs=1)
    assert again.names == ("reverse", "reverse (2)")
    first, second = (again.data["scenarios"][name]["outcomes"] for name in again.names)
    of_people = {one.name for one in again.outcomes if one.of_participants}
    against = [one for name, one in second.items() if name not in of_people and one["mean"] is not None]
    assert {(one["difference"], one["verdict"]) for one in against} == {(0.0, "equivalent")}
    assert all(first[name] == second[name] for name in of_people)  # both against the same people without


def test_a_baseline_that_is_a_programme_has_what_it_does_for_its_participants():
    found = ml.compare([small("reverse"), small("traditional")], replicates=20, jobs=1)
    alone = ml.compare([small("no-programme"), small("reverse"), small("traditional")], replicates=20, jobs=1)
    people = [one.name for one in found.outcomes if one.of_participants]
    assert all(
        found.findings["reverse"][name].difference == alone.findings["reverse"][name].difference for name in people
    )
    turned = found.against("traditional")
    assert (turned.baseline, turned.findings["traditional"]["innovation"].verdict) == ("traditional", None)
    there, back = turned.findings["reverse"]["innovation"], found.findings["traditional"]["innovation"]
    assert there.difference == pytest.approx(-back.difference)
    with pytest.raises(ml.Refused, match="'tradtional' is not among the scenarios compared"):
        found.against("tradtional")


def test_no_places_are_no_programme_to_the_bit(pair):
    none = ml.compare([pair[0], small("reverse", "policy.share=0")], replicates=3, jobs=1)
    assert none.identical.all()


def test_participants_are_held_against_the_same_people_without_a_programme(comparison):
    people = comparison.same_people[:, :, comparison.of_participants]
    assert np.isnan(people[0]).all()
    assert np.isfinite(people[1]).mean() > 0.7  # a difference is not held against anything
    assert np.isnan(comparison.same_people[:, :, ~comparison.of_participants]).all()


def test_without_learning_participants_gain_no_more_than_the_same_people(pair):
    settings = [f"assumptions.learning.{name}=0" for name in ("rate", "practice", "peers")]
    scenarios = [with_settings(one, settings) for one in pair]
    found = ml.compare(scenarios, replicates=4, jobs=1)
    technology = NAMES.index("participants.senior_technology_gain")
    gained, without = found.values[1, :, technology], found.same_people[1, :, technology]
    assert np.isfinite(gained).any()
    assert np.array_equal(gained, without, equal_nan=True)


def test_each_scenario_is_held_against_its_own_assumptions():
    other = small("reverse", "assumptions.transport=0.5").model_copy(update={"name": "weaker"})
    found = ml.compare([small("reverse"), other], replicates=2, jobs=1)
    (line,) = found.what_differs
    assert line.startswith("weaker: assumptions.transport: 0.8 -> 0.5")
    assert not np.array_equal(found.values[0], found.values[1], equal_nan=True)


def test_the_hidden_reference_is_run_once_a_replicate_and_not_at_all_if_there_is_one(pair, monkeypatch):
    ran = []
    real = work.run_once
    monkeypatch.setattr(work, "run_once", lambda scenario, *rest: ran.append(scenario.name) or real(scenario, *rest))
    ml.compare(pair, replicates=2, jobs=1)
    assert ran == ["no-programme", "reverse"] * 2
    ran.clear()
    ml.compare([small("reverse"), small("traditional")], replicates=1, jobs=1)
    assert ran == ["reverse without a programme", "reverse", "traditional"]  # one of the plan, before all others
    ran.clear()
    ml.compare(pair[::-1], replicates=1, jobs=1)
    assert ran == ["no-programme", "reverse"]  # whoever runs nothing goes first


def test_any_scenario_without_a_programme_is_the_reference(pair, monkeypatch):
    ran = []
    real = work.run_once
    monkeypatch.setattr(work, "run_once", lambda scenario, *rest: ran.append(scenario.name) or real(scenario, *rest))
    without = small("no-programme", "policy.pairing=random", "policy.sessions.every_weeks=8")
    found = ml.compare([without, pair[1]], replicates=2, jobs=1)
    assert ran == ["no-programme", "reverse"] * 2
    assert np.array_equal(found.same_people, ml.compare(pair, replicates=2, jobs=1).same_people, equal_nan=True)


def test_more_than_a_thousand_a_side_are_said_to_be_dealt_to_tables():
    for employees, dealt in ((2_000, ()), (30_000, ("reverse",))):
        scenario = small("reverse", f"organisation.synthetic.employees={employees}")
        notes = notes_on([scenario, small("reverse-random-pairs")], read_inputs(scenario.organisation))
        assert notes == tuple(
            f"More than 1,000 a side: paired within groups of 1,000 drawn by lot ({name})." for name in dealt
        )


def test_settling_is_done_once_a_replicate(pair, monkeypatch):
    settled = []
    real = work.settle
    monkeypatch.setattr(work, "settle", lambda *inputs: settled.append(inputs[-1]) or real(*inputs))
    ml.compare([*pair, small("traditional")], replicates=2, jobs=1)
    assert settled == [0, 1]


def test_progress_counts_up_to_all_replicates(pair):
    told = []
    ml.compare(pair, replicates=4, jobs=1, progress=lambda done, total: told.append((done, total)))
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((0, 4), (4, 4))


def test_names_and_files_are_scenarios_too(tmp_path):
    (tmp_path / "a.yaml").write_text("extends: reverse\norganisation: {synthetic: {employees: 40}}\nweeks: 30\n")
    found = ml.compare([tmp_path / "a.yaml", str(tmp_path / "a.yaml")], replicates=1)
    assert found.names == ("a", "a (2)")


def test_the_baseline_may_be_any_scenario(pair):
    for baseline in ("reverse", pair[1]):
        assert ml.compare(pair, baseline=baseline, replicates=1).baseline == "reverse"


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        ({"replicates": 0}, "replicates: must be a whole number of 1 or more"),
        ({"jobs": 0}, "jobs: must be a whole number of 1 or more"),
        ({"baseline": "revers"}, "Did you mean 'reverse'"),
    ],
)
def test_what_cannot_be_asked_is_refused_with_a_mend(pair, arguments, words):
    with pytest.raises(ml.Refused, match=words):
        ml.compare(pair, **arguments)


def test_one_scenario_is_no_comparison(pair):
    with pytest.raises(ml.Refused, match="needs two scenarios"):
        ml.compare(pair[:1])


def test_other_people_are_no_comparison(pair):
    with pytest.raises(ml.Refused, match="not about the same people"):
        ml.compare([pair[0], small("reverse", "organisation.synthetic.employees=61")])


def test_other_weeks_are_no_comparison(pair):
    with pytest.raises(ml.Refused, match="52 and 53 weeks"):
        ml.compare([pair[0], small("reverse", "weeks=53")])


def test_the_same_people_told_in_two_ways_are_the_same(tmp_path):
    rows = [f"E{n},{20 + n},{n % 4},D{n % 2}" for n in range(40)]
    for name, order in (("a.csv", rows), ("b.csv", rows[::-1])):
        (tmp_path / name).write_text("\n".join(["employee_id,age,level,department", *order]) + "\n")
    settings = ["organisation.roster.as_of=2026-01-01", "weeks=30", "settling_weeks=26"]
    settings += ["organisation.roster.levels={'0': 0, '1': 1, '2': 2, '3': 3}"]
    one, other = (
        with_settings(ml.load("reverse"), [f"organisation.roster.file={tmp_path / name}", *settings])
        for name in ("a.csv", "b.csv")
    )
    found = ml.compare([one, other], replicates=2)
    assert found.identical.all()
    assert found.organisation == "the 40 people in a.csv, their ties drawn by the model"
    assert found.notes == (
        "No ties were given: they were drawn by the model, and every number here depends on them.",
        "The runs last 30 weeks: what is called a year in the outcomes is 30 weeks.",
    )


def test_a_function_of_a_module_pairs_on_two_jobs(pair, strategies, caplog):
    own = with_pairing(pair[1], strategies.by_row)
    found = ml.compare([*pair, own], replicates=6, jobs=2)
    assert not caplog.records
    assert json.dumps(found.data) == json.dumps(ml.compare([*pair, own], replicates=6, jobs=1).data)


def test_a_function_that_cannot_be_sent_gets_one_sentence_and_one_job(pair, caplog):
    def lambda_like(candidates: Candidates, rng) -> np.ndarray:
        return np.empty((0, 2), np.intp)

    with caplog.at_level(logging.WARNING):
        ml.compare([pair[0], with_pairing(pair[1], lambda_like)], replicates=3, jobs=2)
    assert len(caplog.records) == 1
    said = caplog.records[0].getMessage()
    assert said.startswith("The pairing 'test_a_function_that_cannot_be_sent_gets_one_sentence_and_one_job.<locals>.")
    assert "lambda_like' of own cannot be sent to other processes" in said
    assert "only one process is used" in said


def test_each_thing_that_cannot_be_sent_is_named_and_what_can_be_is_not(pair, strategies, caplog):
    def by_willingness(pool, rule):
        return pool.willingness

    def idle(model):
        yield 1

    targeting = Targeting(by_willingness, freely=False)
    first = {"reward": ml.Reward(cost=3), "pairing": strategies.by_row, "must_not": {"own_manager": False}}
    policy = pair[1].policy.model_copy(update={"processes": (idle,)})
    own = ml.Scenario.model_validate(
        {**values_of(pair[1]), "name": "own", "policy": {**values_of(policy), **first},
         "changes": [{"week": 9, "policy.targeting": targeting}]}
    )  # fmt: skip
    with caplog.at_level(logging.WARNING):
        ml.compare([pair[0], own], replicates=3, jobs=2)
    (record,) = caplog.records
    assert "idle' of own and the targeting '" in record.getMessage()
    assert record.getMessage().lower().count("the process") == 1
    assert not any(word in record.getMessage() for word in ("reward", "pairing", "by_row"))


def test_a_programme_begun_by_a_change_that_finds_nobody_is_warned_of(pair):
    nobody = small("no-programme", "changes=[{week: 3, policy.arm: reverse, policy.eligible.junior.min_age: 38, "
                   "policy.eligible.junior.max_age: 38, policy.eligible.junior.levels: [4]}]")  # fmt: skip
    found = ml.compare([pair[0], nobody], replicates=2)
    assert any("formed no pair in 2 of 2 futures" in warning for warning in warnings_of(found))
    assert not warnings_of(ml.compare([pair[0], small("no-programme", "weeks=52")], replicates=2))


def test_tables_of_a_programme_begun_by_a_change_are_told(monkeypatch):
    monkeypatch.setattr("mentorlab.agents.people.candidates.DENSE", 10)
    later = small("no-programme", "changes=[{week: 3, policy.arm: reverse, policy.pairs: 20}]")
    others = small("no-programme"), small("no-programme", "changes=[{week: 3, policy.arm: training}]")
    given = read_inputs(later.organisation)
    assert any("within groups of 10 drawn by lot (no-programme)" in note for note in notes_on([later], given))
    assert not any("drawn by lot" in note for note in notes_on(others, given))


def test_retention_says_that_only_the_cohort_of_launch_is_followed(pair):
    later = small("no-programme", "changes=[{week: 3, policy.arm: reverse}]").model_copy(update={"name": "later"})
    for scenarios, said in (
        ([pair[0], later], "The participants' retention cannot be measured. In later nobody takes part from launch on"),
        ([*pair, later], "In later nobody takes part from launch on, and only the first cohort is followed."),
        ([pair[0], small("no-programme")], "No programme has participants."),
    ):
        console = Console(width=200, record=True, file=io.StringIO())
        show_retention(console, ml.compare(scenarios, replicates=2))
        assert said in console.export_text()


@pytest.mark.parametrize("jobs", [1, 2])
def test_a_run_that_breaks_off_is_named(pair, strategies, jobs):
    with pytest.raises(RunFailed) as failed:
        ml.compare([pair[0], with_pairing(pair[1], strategies.broken)], replicates=4, seed=5, jobs=jobs)
    told = r"The run of 'own' with seed 5 and replicate \d failed: policy.pairing 'broken': ZeroDivisionError: no pairs"
    assert re.search(told, str(failed.value))  # of two workers, whoever is first
    with pytest.raises(RunFailed):
        ml.simulate(with_pairing(pair[1], strategies.broken))


def test_a_department_that_is_not_there_is_refused_and_not_a_failed_run(pair):
    with pytest.raises(ml.Refused, match="no employee is in 'Moon'"):
        ml.compare([pair[0], small("reverse", "policy.where.departments=[Moon]")], replicates=1)


SCRIPT = """
import json, math, sys
import mentorlab as ml
from mentorlab.experiments.cli.tables.retention import show_retention
from mentorlab.experiments.show.wording.comparison import warnings_of
from mentorlab.scenarios.files.validated import with_settings
print("begun", flush=True)
scenarios = [with_settings(ml.load(name), %r) for name in ("no-programme", "reverse")]
%s
found = ml.compare(scenarios, replicates=6, jobs=2)
print(json.dumps(found.data["scenarios"]["reverse"]["outcomes"]["inclusion"]["mean"]))
"""
OWN = """
def by_lot(candidates, rng):
    import numpy as np
    return np.empty((0, 2), np.intp)
policy = scenarios[1].policy.model_copy(update={"pairing": by_lot})
scenarios[1] = scenarios[1].model_copy(update={"policy": policy})
"""


def test_a_script_without_a_main_guard_compares_on_two_jobs(tmp_path, pair):
    (tmp_path / "study.py").write_text(textwrap.dedent(SCRIPT % (SMALL, "")))
    said = subprocess.run([sys.executable, "study.py"], cwd=tmp_path, capture_output=True, text=True, timeout=120)
    begun, mean = said.stdout.split()
    assert (begun, said.stderr) == ("begun", "")
    alone = ml.compare(pair, replicates=6, jobs=1)
    assert float(mean) == alone.mean("reverse", "inclusion")


def test_a_strategy_of_the_script_itself_is_run_with_one_job_and_a_sentence():
    code = textwrap.dedent(SCRIPT % (SMALL, OWN))
    said = subprocess.run([sys.executable], input=code, capture_output=True, text=True, timeout=120)
    assert said.stdout.startswith("begun\n")
    assert math.isfinite(float(said.stdout.split()[1]))
    assert said.stderr.count("\n") == 1
    assert "defined in the script or notebook itself" in said.stderr


def test_an_organisation_is_read_once_however_many_scenarios(pair, monkeypatch):
    read = []
    monkeypatch.setattr(
        one_organisation, "read_inputs", lambda organisation: read.append(1) or read_inputs(organisation)
    )
    ml.compare(pair, replicates=1)
    assert len(read) == 1
