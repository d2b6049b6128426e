"""A scenario told as JSON comes back the same, and what a run is called follows from all that decides it."""

from __future__ import annotations

import json

import pytest

import mentorlab as ml
from mentorlab.experiments.runs.identity import canonical, question_of, scenario_as_json, scenario_from_json
from mentorlab.experiments.runs.plan import Plan, run_key
from mentorlab.scenarios.assumptions.outcomes import OwnOutcome
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.scenarios.load import library
from mentorlab.scenarios.policy.targeting import Targeting, lottery
from mentorlab.sim.state.inputs import read_inputs

OWN = """
import numpy as np

def by_row(candidates, rng):
    n = min(len(candidates.juniors), len(candidates.seniors))
    return np.column_stack([np.arange(n), np.arange(n)])

def by_willingness(pool, rule):
    return pool.willingness
"""


@pytest.fixture
def own(tmp_path, monkeypatch):
    """Return an allowed module of the user's own, and its file."""
    file = tmp_path / "ours_for_spec.py"
    file.write_text(OWN)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("MENTORLAB_ALLOW", "ours_for_spec")
    import sys

    import ours_for_spec

    yield ours_for_spec, file
    del sys.modules["ours_for_spec"]


def again(scenario):
    return scenario_from_json(json.loads(canonical(scenario_as_json(scenario))))


@pytest.mark.parametrize("name", library())
def test_a_shipped_scenario_comes_back_the_same(name):
    scenario = ml.load(name)
    assert again(scenario) == scenario


def test_all_that_a_file_may_say_comes_back_the_same(tmp_path):
    (tmp_path / "roster.csv").write_text("employee_id,age,level,department\nA,30,0,X:Y\nB,50,3,Z\n")
    file = tmp_path / "all.yaml"
    file.write_text(
        "extends: reverse\nweeks: 80\n"
        "organisation: {roster: {file: roster.csv, as_of: 2026-01-01, levels: {'0': 0, '3': 4}},\n"
        "  baseline: {annual_quits: 12, pay_by_level: [1, 2, 3, 4, 5], currency: EUR}}\n"
        "assumptions: {transport: 0.7}\n"
        "policy: {where: {departments: ['X:Y']}, sessions: {black_out: [3, 4]}, must_not: {own_manager: false}}\n"
        "changes: [{week: 26, policy.feedback.every_weeks: 8, policy.sessions.black_out: [30]}]\n"
        "smallest_effects: {retention: 1.0, innovation: 5 %}\n"
    )
    scenario = ml.load(file)
    assert again(scenario) == scenario


def test_the_users_own_comes_back_by_place_and_value(own):
    module, _ = own
    policy = {
        "arm": "reverse",
        "pairing": module.by_row,
        "reward": ml.Reward(pull=0.2),
        "training": ml.Training(hours=3),
        "targeting": Targeting(module.by_willingness, freely=True),
    }
    scenario = ml.Scenario(policy=ml.Policy(**policy))
    assert again(scenario) == scenario
    by_name = ml.Scenario(policy=ml.Policy(arm="reverse", pairing="ours_for_spec:by_row"))
    assert again(by_name) == by_name
    built_in = ml.Scenario(policy=ml.Policy(arm="reverse", targeting=lottery))
    assert again(built_in) == built_in


def test_code_that_is_not_allowed_is_not_run_when_read_back(own, monkeypatch):
    spec = scenario_as_json(ml.Scenario(policy=ml.Policy(arm="reverse", pairing=own[0].by_row)))
    monkeypatch.setenv("MENTORLAB_ALLOW", "")
    with pytest.raises(ml.Refused, match="have not allowed"):
        scenario_from_json(spec)


@pytest.mark.parametrize(
    "place",
    [
        "mentorlab.scenarios.policy.pairing:np", "mentorlab.scenarios.policy.pairing:declared",
        "mentorlab.agents.base.writing:write_whole", "mentorlab.__main__:main", "mentorlab.experiments.cli.main:os",
        "mentorlab.scenarios.policy.none:optimal",
    ],
)  # fmt: skip
def test_what_is_ours_but_no_strategy_is_neither_imported_nor_called(place):
    spec = scenario_as_json(ml.Scenario(policy=ml.Policy(arm="reverse")))
    spec["policy"]["pairing"] = {"function": place}
    with pytest.raises(ml.Refused, match="not one of mentorlab's own strategies"):
        scenario_from_json(spec)


@pytest.mark.parametrize(
    "change",
    [
        {"policy": {"arm": "reverse", "reward": {"record": "None", "values": {}}}},
        {"policy": {"arm": "reverse", "reward": {"record": "Reward", "values": [1]}}},
        {"assumptions": [1]},
        {"organisation": {"frame": 1, "about": 2}},
    ],
)
def test_a_kept_scenario_that_cannot_be_read_is_told_in_a_sentence(change):
    with pytest.raises(ml.Refused):
        scenario_from_json(scenario_as_json(ml.Scenario()) | change)


def test_a_function_without_a_place_is_refused_by_name():
    def measure_of_ours(record):
        return 1.0

    outcome = OwnOutcome("ours", measure_of_ours, "points", 1, 1.0, "nothing")
    with pytest.raises(ml.Refused, match="measure_of_ours' is defined in a script"):
        scenario_as_json(ml.Scenario(outcomes=(outcome,)))


def key_of(scenario, content="content"):
    return canonical(question_of(scenario, content))


@pytest.mark.parametrize(
    "setting",
    [
        "weeks=103", "settling_weeks=51", "policy.feedback.every_weeks=8", "policy.reward=bonus", "policy.share=0.2",
        "assumptions.transport=0.7", "assumptions.rewards.bonus.cost=999", "policy.where.levels=[1]",
        "organisation.baseline.pay_by_level=[1, 2, 3, 4, 5]",
    ],
)  # fmt: skip
def test_whatever_decides_a_run_is_in_its_name(setting):
    scenario = ml.load("reverse")
    assert key_of(with_settings(scenario, [setting])) != key_of(scenario)


def test_what_a_scenario_is_called_and_what_matters_to_its_reader_are_not():
    scenario = ml.load("reverse")
    other = scenario.model_copy(update={"name": "x", "about": "y", "smallest_effects": {"retention": 3.0}})
    assert key_of(other) == key_of(scenario)


def test_changes_and_the_organisations_content_are():
    scenario = ml.load("reverse")
    changed = ml.Scenario.model_validate({**dict(scenario), "changes": [{"week": 9, "policy.reward": "bonus"}]})
    assert len({key_of(scenario), key_of(changed), key_of(scenario, "other people")}) == 3


def test_editing_a_strategy_gives_its_runs_another_name(own):
    module, file = own
    for pairing in ("ours_for_spec:by_row", module.by_row):
        scenario = ml.Scenario(policy=ml.Policy(arm="reverse", pairing=pairing))
        before = key_of(scenario)
        assert key_of(scenario) == before
        file.write_text(f"{OWN}\n# edited for {pairing}\n")
        assert key_of(scenario) != before
        assert scenario_as_json(scenario)["policy"]["pairing"] != before


def test_editing_a_roster_gives_its_runs_another_name_and_moving_it_does_not(tmp_path):
    text = "employee_id,age,level,department\n" + "".join(f"E{n},{20 + n},{n % 5},D{n % 2}\n" for n in range(30))

    def keys(file, text):
        file.parent.mkdir(exist_ok=True)
        file.write_text(text)
        levels = "{'0': 0, '1': 1, '2': 2, '3': 3, '4': 4}"
        settings = [f"organisation.roster.file={file}", f"organisation.roster.levels={levels}"]
        scenario = with_settings(ml.load("reverse"), [*settings, "organisation.roster.as_of=2026-01-01"])
        return Plan((scenario,), read_inputs(scenario.organisation), seed=1).run_key((0, 0))

    first = keys(tmp_path / "roster.csv", text)
    assert keys(tmp_path / "there" / "people.csv", text) == first
    assert keys(tmp_path / "roster.csv", text.replace("E7,27", "E7,28")) != first


def test_seed_replicate_world_and_model_are_in_the_name_of_a_run():
    asked = (b"scenario", 1, 0, {}, "1.0")
    others = [(b"other", 1, 0, {}, "1.0"), (b"scenario", 2, 0, {}, "1.0"), (b"scenario", 1, 1, {}, "1.0"),
              (b"scenario", 1, 0, {"transport": 0.7}, "1.0"), (b"scenario", 1, 0, {}, "1.1")]  # fmt: skip
    assert len({run_key(*one) for one in (asked, *others)}) == 6


def test_what_json_cannot_have_is_no_part_of_a_name():
    with pytest.raises(ValueError, match="JSON"):
        canonical({"a": float("nan")})


def test_two_functions_made_alike_are_two_questions():
    def made(most):
        def pairing(candidates, rng):
            return most

        return pairing

    one, other = (ml.Scenario(policy=ml.Policy(arm="reverse", pairing=made(most))) for most in (1, 4))
    assert key_of(one) == key_of(one)
    assert key_of(one) != key_of(other)


def test_editing_what_a_strategy_imports_gives_its_runs_another_name(tmp_path, monkeypatch):
    import sys

    (tmp_path / "helps_spec.py").write_text("MOST = 1\n")
    (tmp_path / "uses_spec.py").write_text(f"from helps_spec import MOST\n{OWN}")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("MENTORLAB_ALLOW", "uses_spec")
    try:
        scenario = ml.Scenario(policy=ml.Policy(arm="reverse", pairing="uses_spec:by_row"))
        before = key_of(scenario)
        (tmp_path / "nobody_imports_this.py").write_text("")
        assert key_of(scenario) == before
        (tmp_path / "helps_spec.py").write_text("MOST = 2\n")
        assert key_of(scenario) != before
    finally:
        for name in ("uses_spec", "helps_spec"):
            sys.modules.pop(name, None)


def test_what_no_longer_fits_is_refused_with_its_place():
    spec = scenario_as_json(ml.load("reverse"))
    with pytest.raises(ml.Refused, match=r"policy\.arm"):
        scenario_from_json({**spec, "policy": {**spec["policy"], "arm": "upside-down"}})
