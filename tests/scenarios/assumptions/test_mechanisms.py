"""Switches: each takes out what it names, and nothing else."""

from __future__ import annotations

from functools import cache
from typing import get_args

import pytest
from scenario_texts import only

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.runs.run import digest_of_run
from mentorlab.scenarios.assumptions.assumptions import Assumptions, MechanismName
from mentorlab.scenarios.assumptions.mechanisms import MECHANISMS, in_force, known, with_values, without
from mentorlab.scenarios.differences import differences_in_words
from mentorlab.scenarios.policy.rewards import Bonus
from mentorlab.sim.measures.outcomes import outcomes
from mentorlab.sim.measures.record import record
from mentorlab.sim.state.inputs import read_inputs
from mentorlab.sim.week.settling import settle

NEEDS = {"protection": "protected", "cover": "protected", "credit": "career"}
"""The reward that gives a mechanism something to do, where it is not public recognition."""


DOUBTED = {"learning.wrong": 0.3}
"""What has to be assumed for a mechanism that is off by default."""

RARE = (
    "open-sponsors", "reach", "depletion", "advancement", "credit", "contagion", "marketability", "leaving-motivation",
    "leaving-ties", "nearby",
)  # fmt: skip
"""What so seldom tips somebody's fate that it takes more people and weeks to see."""


def parameters(record, path=""):
    """Return every number of the assumptions by its dotted path."""
    found = {}
    for name in set(type(record).model_fields) - {"off"}:
        value = getattr(record, name)
        deeper = parameters(value, f"{path}{name}.") if hasattr(value, "model_fields") else {f"{path}{name}": value}
        found |= deeper
    return found


@pytest.fixture(scope="module")
def stirring(small):
    """Return a scenario in which every mechanism has something to do, with these assumptions."""

    def made(assumptions=None, reward="public", employees=90, weeks=60):
        return small(
            employees=employees, weeks=weeks, reward=reward, goal_clarity=0.9, share=0.4,
            sessions={"every_weeks": 1}, feedback={"every_weeks": 2},
            assumptions={"learning": {"wrong": 0.3}, **(assumptions or {})},
        )  # fmt: skip

    return made


@pytest.fixture(scope="module")
def digest(run):
    """Return a function that runs a scenario and returns the digest of all it came to."""

    def made(scenario):
        kept = record(run(scenario))
        return digest_of_run(kept, outcomes(kept))

    return made


@pytest.fixture(scope="module")
def usual(stirring, digest):
    """Return a function that gives the digest with nothing off, made once."""
    return cache(lambda reward, employees, weeks: digest(stirring({}, reward, employees, weeks)))


def test_the_names_that_files_may_say_are_those_of_the_table():
    assert get_args(MechanismName) == tuple(MECHANISMS)


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_switch_changes_its_own_parameters_and_no_other(name):
    before, after = (parameters(in_force(with_values(Assumptions(off=off), DOUBTED))) for off in ((), (name,)))
    assert {path for path in before if before[path] != after[path]} == set(MECHANISMS[name].neutral)
    assert {path: after[path] for path in MECHANISMS[name].neutral} == dict(MECHANISMS[name].neutral)


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_neutral_value_is_one_that_a_file_may_say(name):
    nested: dict = {}
    for path, value in MECHANISMS[name].neutral.items():
        inner = nested
        *outer, last = path.split(".")
        for part in outer:
            inner = inner.setdefault(part, {})
        inner[last] = value
    assert Assumptions.model_validate(nested).model_copy(update={"off": (name,)}) == in_force(Assumptions(off=(name,)))


@pytest.mark.parametrize("name", MECHANISMS)
def test_a_switch_changes_what_happens_where_there_is_something_to_switch(name, stirring, digest, usual):
    where = (NEEDS.get(name, "public"), *((2000, 104) if name in RARE else (90, 60)))
    nothing = f"switching off {name} changes nothing in the scenario `stirring`: give it what the mechanism needs"
    assert digest(stirring({"off": [name]}, *where)) != usual(*where), nothing


def test_a_mechanism_that_is_off_is_its_parameters_set_by_hand_to_the_bit(stirring, digest):
    off = ("spacing", "contagion", "envy")
    by_hand = with_values(
        Assumptions(), DOUBTED | {"sessions.space": 0.01, "turnover.contagion": 0.0, "inclusion.envy": 0.0}
    )
    assert digest(stirring({"off": off})) == digest(stirring().model_copy(update={"assumptions": by_hand}))


def test_what_is_off_is_off_in_a_reward_of_ones_own_as_well(stirring, digest):
    off = {"off": ["pull", "gaming"]}
    assert digest(stirring(off, Bonus())) == digest(stirring(off, "bonus")) != digest(stirring({}, Bonus()))


def test_of_all_a_user_may_replace_only_rewards_have_something_to_switch_off():
    groups = {path.split(".")[0] for one in MECHANISMS.values() for path in one.neutral}
    assert groups & {"rewards", "training", "integration", "arms"} == {"rewards"}


def test_without_spacing_a_session_the_week_after_counts_in_full(stirring, run):
    model = run(stirring({"off": ["spacing"]}))
    assert 1.0 - 2.718281828459045 ** (-1 / model.state.rules.sessions.space) == 1.0


def test_the_organisation_settles_without_what_is_off(small):
    scenario = small(assumptions={"off": ["chance-meetings"]})
    state, usual = (settle(one, read_inputs(scenario.organisation)) for one in (scenario, small()))
    assert state.rules.network.meeting == 0
    assert (state.ties.slot_neighbour < 0).all()
    assert (usual.ties.slot_neighbour >= 0).any()


def test_nothing_off_is_the_assumptions_as_they_are():
    assumptions = Assumptions()
    assert in_force(assumptions) is assumptions


def test_mechanisms_are_off_once_and_in_one_order():
    assert Assumptions(off=("contagion", "practice", "contagion")).off == ("practice", "contagion")
    assert without(Assumptions(off=("contagion",)), ["practice", "contagion"]).off == ("practice", "contagion")


def test_what_is_off_is_said_when_scenarios_are_told_apart(small):
    said = differences_in_words(small(), small(assumptions={"off": ["practice", "envy"]}))
    assert said == ["mechanisms off: none -> practice, envy"]


def test_an_unknown_mechanism_is_refused_at_its_place_with_a_guess(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    said = only("extends: reverse\nassumptions:\n  off: [crowding, contagon]\n")
    assert said.startswith("growth.yaml:3:19: assumptions.off[1]: unknown mechanism 'contagon'.")
    assert "Did you mean 'contagion'?" in said


def test_unknown_mechanisms_are_refused_all_at_once():
    with pytest.raises(Refused) as refused:
        known(["practice", "practise", "luck"])
    assert [problem.value for problem in refused.value.problems] == ["practise", "luck"]
    assert "Did you mean 'practice'?" in str(refused.value.problems[0])
    with pytest.raises(Refused, match="no mechanism"):
        known([])
