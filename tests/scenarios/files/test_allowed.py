"""What may stand in a scenario file or a setting, and how what may not is told."""

from __future__ import annotations

import json
import os
from pathlib import Path
from typing import Any, get_args

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scenario_texts import only, problems, write

from mentorlab.agents.base.refusal import Refused
from mentorlab.scenarios import scenario as s
from mentorlab.scenarios.assumptions.organisation import RosterFile
from mentorlab.scenarios.files.layers import over
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.scenarios.load import load
from mentorlab.scenarios.records import policy as p


@pytest.fixture(autouse=True)
def _here(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)


def set_wrong(*settings: str) -> str:
    with pytest.raises(Refused) as refused:
        load("reverse", settings=settings)
    return str(refused.value)


# what is read and is wrong


@pytest.mark.parametrize(
    ("text", "said"),
    [
        (
            "name: x\nweeks: 52\npolicy:\n    arm: reverse\n    pairing: optimum\n",
            "5:5: policy.pairing: unknown strategy 'optimum'. Did you mean 'optimal'? Built-in: random, ",
        ),
        ("wekks: 52\n", "1:1: wekks: unknown key 'wekks'. Did you mean 'weeks'?"),
        ("pairing: random\n", "1:1: pairing: unknown key 'pairing'. Did you mean 'policy.pairing'?"),
        ("policy:\n  fedback: {}\n", "2:3: policy.fedback: unknown key 'fedback'. Did you mean 'feedback'?"),
        ("policy:\n  feedback:\n    evry: 3\n", "3:5: policy.feedback.evry: unknown key 'evry'."),
        ("assumptions:\n  learning: {rat: 1}\n", "2:14: assumptions.learning.rat: unknown key 'rat'. Did you mean 'ra"),
        ("policy:\n  reward: cash\n", "2:3: policy.reward: unknown reward 'cash'. Allowed: none, thanks, public, poi"),
        ("policy:\n  share: 40\n", "2:3: policy.share: must be a number from 0 to 1, not 40. For 40 % write 0.4."),
        ("policy:\n  share: .nan\n", "2:3: policy.share: must be a number from 0 to 1, not nan."),
        ("policy:\n  share: 10 %\n", "2:3: policy.share: must be a number from 0 to 1, not '10 %'. Write 0.1."),
        ("policy:\n  share: true\n", "2:3: policy.share: must be a number from 0 to 1, not true."),
        ("policy:\n  capacity: 2.5\n", "2:3: policy.capacity: must be a whole number from 1 to 20, not 2.5."),
        ("policy:\n  renew: 1\n", "2:3: policy.renew: must be true or false, not 1. Write true."),
        ("policy:\n  renew: no\n", "2:3: policy.renew: must be true or false, not 'no'. Write false."),
        ("policy:\n  feedback: 8\n", "2:3: policy.feedback: must be a mapping with every_weeks, action, not 8. Write "),
        ("policy:\n", "1:1: policy: must be a mapping with arm, "),
        (
            "policy:\n  where: {levels: [0, 9]}\n",
            "2:23: policy.where.levels[1]: must be a whole number from 0 to 4, no",
        ),
        (
            "policy:\n  where: {sites: Rome}\n",
            "2:11: policy.where.sites: must be a list of texts, not 'Rome'. Write [R",
        ),
        ("weeks: '3'\n", "1:1: weeks: must be a whole number from 1 to 260, not '3'. Write 3 without quotes."),
        ("weeks: " + "9" * 5000, "1:1: weeks: must be a whole number from 1 to 260, not "),
        ("name: 2024\n", "1:1: name: must be text, not 2024. Put it in quotes."),
        ('name: "a\\nb"\n', "1:1: name: must be one line of text, not 'a\\nb'."),
        (
            "assumptions:\n  transport: .inf\n",
            "2:3: assumptions.transport: must be a number from 0 to 1000000, not inf.",
        ),
        ("organisation:\n  roster: {}\n", "2:3: organisation.roster.file: is missing: text is needed here."),
        ("organisation:\n  ties: {file: t.csv}\n", "2:3: organisation.ties: ties need a roster"),
        (
            "organisation:\n  synthetic: {employees: 1}\n",
            "2:15: organisation.synthetic.employees: must be a whole number from 2 to 1000000, not 1.",
        ),
        (
            "organisation:\n  roster: {file: a, as_of: 2024}\n",
            "2:21: organisation.roster.as_of: must be a date such as 2024-12-31, not 2024.",
        ),
        (
            "policy:\n  eligible: {junior: {min_age: 50, max_age: 30}}\n",
            "2:23: policy.eligible.junior.min_age: min_age 50 is above max_age 30: nobody would be eligible.",
        ),
        (
            "smallest_effects: {innovtion: 3}\n",
            "1:20: smallest_effects.innovtion: unknown outcome 'innovtion'. Did you",
        ),
        ("smallest_effects: {inclusion: 0}\n", "1:20: smallest_effects.inclusion: must be a number above 0"),
        ("smallest_effects: {inclusion: much}\n", "1:20: smallest_effects.inclusion: must be a number above 0"),
        ("smallest_effects: {inclusion: .nan}\n", "1:20: smallest_effects.inclusion: must be a number above 0"),
        (
            "policy: {pairing: 'package.module:function'}\n",
            "1:10: policy.pairing: 'package.module:function' is code of 'package', which you have not allowed",
        ),
        ("policy:\n  pairs: 3\n  share: 0.1\n", "3:3: policy.share: pairs and share exclude each other. Keep the one"),
        (
            "organisation:\n  synthetic: {employees: 30}\n  roster: {file: a.csv}\n",
            "3:3: organisation.roster: synthetic and roster exclude each other.",
        ),
    ],
)
def test_each_thing_that_is_wrong_is_told_at_its_place_with_its_mend(text: str, said: str) -> None:
    assert only(text).startswith(f"growth.yaml:{said}")


def test_everything_that_is_wrong_is_told_at_once_and_in_order() -> None:
    text = "wekks: 3\npolicy:\n  arm: revers\n  share: 3\n  pairs: 3\norganisation:\n  rooster: {}\nweeks: no\n"
    found = problems(text, ["feedbak=3", "policy.renew=2"])
    places = [(one.file, one.line) for one in found]
    assert places == [("growth.yaml", line) for line in (1, 3, 4, 5, 7, 8)] + [("--set", None)] * 2


def test_no_word_of_pydantic_reaches_anyone() -> None:
    told = "\n".join(map(str, problems("weeks: x\npolicy: {arm: 1, renew: 3, nope: 2}\nassumptions: []\n")))
    assert "pydantic" not in told
    assert "Input should" not in told
    assert "Value error" not in told


# settings


def test_a_setting_names_a_path_or_a_lever() -> None:
    found = load("reverse", settings=["feedback=0", "policy.reward=bonus", "policy.where.departments=[IT, R&D]"])
    assert (found.policy.feedback.every_weeks, found.policy.reward) == (0, "bonus")
    assert found.policy.where.departments == ("IT", "R&D")


def test_a_setting_below_free_keys_takes_the_rest_of_its_path_as_one_key() -> None:
    asked = ["smallest_effects.participants.inclusion=5 %", "organisation.roster.levels.Sr. Manager=2"]
    found = load("reverse", settings=[*asked, "organisation.roster.file=people.csv"])
    assert found.smallest_effects == {"participants.inclusion": "5 %"}
    assert found.organisation.roster == RosterFile(file=os.path.abspath("people.csv"), levels={"Sr. Manager": 2})


def test_a_setting_drops_the_rival_of_what_it_names() -> None:
    assert load("reverse", settings=["pairs=30"]).policy.share is None
    drawn = load("reverse", settings=["organisation.synthetic.employees=50"])
    assert with_settings(drawn, ["organisation.roster.file=a.csv"]).organisation.synthetic is None


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("feedbak=8", "--set: feedbak: unknown key 'feedbak'. Did you mean 'feedback'?"),
        ("where=IT", "--set: where: unknown key 'where'. Did you mean 'policy.where'?"),
        ("policy.shar=1", "--set: policy.shar: unknown key 'shar'. Did you mean 'share'?"),
        ("share=2", "--set: policy.share: must be a number from 0 to 1, not 2."),
        (
            "reward=",
            "--set: policy.reward: must be one of none, thanks, public, points, bonus, protected, career, not empty.",
        ),
        (
            "policy.feedback=8",
            "--set: policy.feedback: must be a mapping with every_weeks, action, not 8. Write feedbac",
        ),
        ("share", "--set: 'share' does not set anything. Write path=value"),
        ("=3", "--set: '=3' does not set anything. Write path=value"),
        ("reward=!!python/name:os.system x", "--set: policy.reward: tags (!!python/name:os.system) are not read"),
        ("where={", "--set: where: a bracket is not closed"),
    ],
)
def test_a_setting_that_is_wrong_is_told_with_its_field(setting: str, said: str) -> None:
    assert set_wrong(setting).startswith(said)


def test_settings_that_contradict_each_other_are_refused() -> None:
    assert "is set twice" in set_wrong("share=0.1", "policy.share=0.2")
    assert "exclude each other" in set_wrong("share=0.1", "pairs=3")


def test_settings_are_laid_over_a_scenario_made_in_python_too() -> None:
    def by_hand(candidates: Any, rng: Any) -> Any:
        return candidates

    mine = s.Scenario(name="mine", policy=p.Policy(arm="reverse", pairing=by_hand, pairs=3))
    assert with_settings(mine, []) == mine
    changed = with_settings(mine, ["feedback=8", "share=0.2"]).policy
    assert (changed.pairing, changed.feedback.every_weeks, changed.pairs, changed.share) == (by_hand, 8, None, 0.2)


# properties

POLICIES = st.builds(
    p.Policy,
    arm=st.sampled_from(["none", "traditional", "reverse"]),
    pairing=st.sampled_from(get_args(p.PairingName)),
    sessions=st.builds(p.SessionPolicy, every_weeks=st.integers(1, 26)),
    feedback=st.builds(p.FeedbackPolicy, every_weeks=st.integers(0, 13), action=st.sampled_from(["repair", "both"])),
    reward=st.sampled_from(["none", "thanks", "public", "points", "bonus"]),
    training=st.sampled_from(["none", "webinar"]),
    share=st.floats(0, 1),
    where=st.builds(p.Where, departments=st.tuples(st.text()), levels=st.tuples(st.integers(0, 4), st.integers(0, 4))),
    length_weeks=st.integers(1, 260),
    renew=st.booleans(),
    goal_clarity=st.floats(0, 1),
    eligible=st.builds(p.Eligible, junior=st.builds(p.Side, max_age=st.floats(20, 60))),
)


def as_yaml(values: dict[str, Any], indent: str = "") -> list[str]:
    """Return the lines of a mapping in block style, one leaf a line."""
    lines: list[str] = []
    for key, value in values.items():
        if isinstance(value, dict):
            lines += [f"{indent}{key}:", *as_yaml(value, indent + "  ")] if value else []
        elif value is not None:
            lines.append(f"{indent}{key}: {json.dumps(value)}")
    return lines


def leaves(values: dict[str, Any], path: tuple[str, ...] = ()) -> list[tuple[str, ...]]:
    inside = [
        leaves(v, (*path, k)) if isinstance(v, dict) else [(*path, k)] for k, v in values.items() if v is not None
    ]
    return [leaf for found in inside for leaf in found]


def nested(path: tuple[str, ...], value: Any) -> dict[str, Any]:
    return {path[0]: nested(path[1:], value) if path[1:] else value}


@settings(max_examples=60, deadline=None)
@given(policy=POLICIES)
def test_any_policy_is_the_same_after_a_trip_through_a_file(policy: p.Policy) -> None:
    policy = policy.model_copy(update={"where": p.Where(levels=policy.where.levels, departments=("A: b", "#1"))})
    path = write("\n".join(as_yaml({"policy": policy.model_dump()})))
    assert load(path).policy == policy


@settings(max_examples=60, deadline=None)
@given(policy=POLICIES, about=st.text(), whole=st.booleans())
def test_any_scenario_is_the_same_after_it_was_written(policy: p.Policy, about: str, whole: bool) -> None:
    scenario = s.Scenario(name="growth", about=about, policy=policy)
    assert load(write(scenario.to_yaml(whole=whole))) == scenario


@settings(max_examples=60, deadline=None)
@given(policy=POLICIES, which=st.integers(0, 10**6), rename=st.booleans())
def test_one_wrong_key_or_value_anywhere_is_refused_at_its_line(policy: p.Policy, which: int, rename: bool) -> None:
    values = {"weeks": 52, "policy": policy.model_dump()}
    paths = leaves(values)
    path = paths[which % len(paths)]
    lines = as_yaml(over(values, nested(path, ["WRONG"])))
    (at,) = (number for number, line in enumerate(lines) if "WRONG" in line)
    key, _, _ = lines[at].partition(":")
    lines[at] = f"{key}x: 3" if rename else f"{key}: {{no: such}}"
    (problem,) = problems("\n".join(lines))
    field = ".".join(path) + ("x" if rename else "")
    assert (problem.line, problem.column, problem.field) == (at + 1, len(key) - len(key.lstrip()) + 1, field)
