"""The scenarios that are compared: how those are called that vary a lever."""

from __future__ import annotations

import pytest

import mentorlab as ml
from mentorlab.experiments.cli.options.choosing import chosen_scenarios, varied
from mentorlab.scenarios.load import library, load
from mentorlab.scenarios.records.levers import LEVERS

NUMBERS = {"feedback": "0,1,8", "sessions": "1,2", "support": "0,4", "pairs": "1,20", "share": "0.05,0.333",
           "length": "13,26", "capacity": "1,3"}  # fmt: skip


def names(vary, scenarios=("no-programme", "reverse"), baseline=None):
    """Return the names of what is compared, and of the baseline."""
    found, chosen = chosen_scenarios(scenarios, [], vary, baseline)
    return [one.name for one in found], chosen and chosen.name


@pytest.mark.parametrize(
    ("vary", "called"),
    [
        (["reward=bonus,none"], ["bonus", "no reward"]),
        (["feedback=0,1,8"], ["no check-ins", "check-ins every week", "check-ins every 8 weeks"]),
        (["pairing=random,similarity"], ["random", "similarity"]),
        (["share=0.05", "goal_clarity=0.5"], ["5 % of the staff + goal clarity 0.5"]),
        (["pairs=1,20"], ["1 pair", "20 pairs"]),
        (["arm=reverse,none,training"], ["reverse mentoring", "no mentoring", "training alone"]),
    ],
)
def test_a_choice_is_called_as_people_would_call_it(vary, called):
    assert names(vary)[0] == ["no-programme", *called]


@pytest.mark.parametrize("lever", [one.name for one in LEVERS])
def test_choices_of_every_lever_have_names_of_their_own_and_none_of_the_library(lever):
    vary = (
        lever if next(one for one in LEVERS if one.name == lever).values else f"{lever}={NUMBERS.get(lever, '0.2,1')}"
    )
    called = names([vary])[0]
    assert len(set(called)) == len(called)
    assert not set(called[1:]) & set(library())
    assert not any("=" in one for one in called)


def test_a_name_that_another_scenario_has_says_of_which_one_it_is_a_choice(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "bonus.yaml").write_text("extends: reverse\nname: bonus\npolicy: {reward: bonus}\n")
    called, baseline = names(["reward=bonus,thanks"], ["bonus.yaml", "reverse"], "thanks")
    assert called == ["bonus", "reverse: bonus", "thanks"]
    assert baseline == "thanks"


def test_values_that_read_alike_still_have_two_names():
    called = names(["share=0.1000001,0.10000012"])[0]
    assert called == ["no-programme", "10 % of the staff", "10 % of the staff (2)"]


def test_a_name_changes_no_run():
    small = ["organisation.synthetic.employees=40", "weeks=26", "settling_weeks=26"]
    one, other = (varied(load("reverse", settings=small), ["feedback=0"])[0] for _ in range(2))
    renamed = other.model_copy(update={"name": "something else"})
    nothing = load("no-programme", settings=small)
    runs = [ml.compare([nothing, scenario], replicates=1, jobs=1) for scenario in (one, renamed)]
    assert runs[0].digests.tolist() == runs[1].digests.tolist()
