"""The scenario itself: complete by default, closed to what it does not know, and its table of levers true."""

from __future__ import annotations

from typing import Any

import numpy as np
import pandas as pd
import pytest
from pydantic import ConfigDict, InstanceOf

from mentorlab.agents.base.checked import Checked
from mentorlab.agents.base.refusal import Refused
from mentorlab.scenarios.assumptions.assumptions import Assumptions, Turnover
from mentorlab.scenarios.assumptions.organisation import Organisation, RosterFile, Synthetic, TiesFile
from mentorlab.scenarios.assumptions.outcomes import HEADLINES, OUTCOME, OwnOutcome
from mentorlab.scenarios.files.allowed import in_words, slot_at
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.scenarios.load import load
from mentorlab.scenarios.policy.rewards import Reward
from mentorlab.scenarios.policy.targeting import Targeting
from mentorlab.scenarios.policy.training import Training
from mentorlab.scenarios.records.levers import LEVERS, Lever, lever
from mentorlab.scenarios.records.policy import Eligible, Policy, Side, Where
from mentorlab.scenarios.records.scenario import share_of_baseline
from mentorlab.scenarios.scenario import Scenario


def test_a_scenario_says_everything_by_default() -> None:
    assert Scenario().policy.arm == "none"
    assert Scenario() == Scenario(policy=Policy(), organisation=Organisation())


def test_only_keeps_numbers_as_the_file_has_them() -> None:
    only: Any = {"cost_centre": 10012345, "site": [7.0, 1.5], "rank": 12345678.25, "here": True}
    assert RosterFile(file="a", only=only).only == {
        "cost_centre": ("10012345",), "site": ("7", "1.5"), "rank": ("12345678.25",), "here": ("true",)
    }  # fmt: skip


def test_a_scenario_never_changes() -> None:
    with pytest.raises(Refused, match=r"Scenario\.weeks: a Scenario cannot be changed"):
        Scenario().weeks = 3  # type: ignore[misc]


@pytest.mark.parametrize(
    ("policy", "employees", "places"),
    [
        (Policy(pairs=30), 10, 30),
        (Policy(share=0.2), 300, 30),
        (Policy(), 300, 15),
        (Policy(share=0), 300, 0),
        (Policy(share=0.3), 10, 1),
        (Policy(share=0.58), 100, 29),
    ],
)
def test_places_are_pairs_or_half_the_share_of_the_staff(policy: Policy, employees: int, places: int) -> None:
    assert policy.places(employees) == places


@pytest.mark.parametrize(
    ("record", "wrong", "says"),
    [
        (Policy, {"pairs": 3, "share": 0.1}, "pairs and share exclude each other"),
        (Organisation, {"roster": RosterFile(file="a"), "synthetic": Synthetic()}, "roster and synthetic exclude"),
        (Organisation, {"ties": TiesFile(file="t")}, "ties need a roster"),
        (Side, {"min_age": 50, "max_age": 30}, "min_age 50 is above max_age 30"),
        (Side, {"levels": ()}, "Side.levels: must be a list of one or more whole numbers from 0 to 4, not an empty"),
        (Side, {"levels": (5,)}, "Side.levels[0]: must be a whole number from 0 to 4, not 5."),
        (RosterFile, {"file": ""}, "RosterFile.file: must not be empty."),
        (Scenario, {"name": "a\nb"}, "Scenario.name: must be one line of text"),
        (Scenario, {"smallest_effects": {"innovtion": 3}}, "unknown outcome 'innovtion'. Did you mean 'innovation'?"),
        (Scenario, {"smallest_effects": {"innovation": "-5 %"}}, "must be a number above 0"),
        (Scenario, {"smallest_effects": {"innovation": float("inf")}}, "must be a number above 0"),
        (Eligible, {"juniors": Side()}, "unknown key 'juniors'. Did you mean 'junior'?"),
    ],
)
def test_what_cannot_be_is_refused_in_python_too(record: Any, wrong: dict[str, Any], says: str) -> None:
    with pytest.raises(Refused) as refused:
        record(**wrong)
    assert says in str(refused.value)


@pytest.mark.parametrize(
    ("effect", "share"), [("5 %", 0.05), ("5%", 0.05), (" 2.5 % ", 0.025), (5, None), ("5", None), ("nan %", None)]
)
def test_a_percentage_is_a_share_of_the_baseline_and_a_number_is_not(effect: float | str, share: float | None) -> None:
    assert share_of_baseline(effect) == share


def test_every_headline_can_be_given_a_smallest_effect() -> None:
    assert set(HEADLINES) <= set(OUTCOME)
    assert Scenario(smallest_effects=dict.fromkeys(OUTCOME, "5 %")).smallest_effects.keys() == OUTCOME.keys()


@pytest.mark.parametrize("one", LEVERS, ids=lambda one: one.name)
def test_a_lever_stands_in_the_scenario_and_takes_the_values_it_names(one: Lever) -> None:
    assert lever(one.name) == lever(one.path) == one
    slot = slot_at(tuple(one.path.split(".")))
    assert slot is not None
    if one.values:
        for value in one.values:
            with_settings(Scenario(), [f"{one.name}={str(value).lower()}"])
    else:
        assert in_words(slot).endswith(f"from {one.allowed.replace(' (never)', '')}")


def test_lever_names_are_each_their_own() -> None:
    assert len({one.name for one in LEVERS} | {one.path for one in LEVERS}) == 2 * len(LEVERS)
    assert lever("nobody") is None


# refused in our words, whatever is made, copied or written to


@pytest.mark.parametrize(
    ("make", "said"),
    [
        (lambda: Policy(share=5), "Policy.share: must be a number from 0 to 1, not 5. For 5 % write 0.05."),
        (lambda: Policy(pairs=True), "Policy.pairs: must be a whole number from 0 to 500000, not true."),
        (lambda: Policy(length_weeks=26.0), "Policy.length_weeks: must be a whole number from 1 to 260, not 26.0."),
        (lambda: Policy(pairing="optimum"), "Policy.pairing: unknown strategy 'optimum'. Did you mean 'optimal'?"),
        (lambda: Scenario(weeks=52.0), "Scenario.weeks: must be a whole number from 1 to 260, not 52.0."),
        (lambda: Scenario(policy={"feedback": {"evry": 3}}), "Scenario.policy.feedback.evry: unknown key 'evry'."),
        (lambda: Scenario(changes=[{"week": 3, "policy.share": 4}]), "Scenario: changes from week 3: policy.share"),
        (lambda: Organisation(synthetic={"employees": 1}), "Organisation.synthetic.employees: must be a whole number"),
        (lambda: Assumptions(off=["practise"]), "Assumptions.off[0]: unknown mechanism 'practise'. Did you mean 'prac"),
        (lambda: Assumptions(turnover={"hiring": 1.5}), "Assumptions.turnover.hiring: must be a number from 0 to 1"),
        (lambda: Turnover(hiring=1.5), "Turnover.hiring: must be a number from 0 to 1, not 1.5."),
        (lambda: Reward(pull=18), "Reward.pull: must be a number from 0 to 1, not 18. For 18 % write 0.18."),
        (lambda: Training(hors=3), "Training.hors: unknown key 'hors'. Did you mean 'hours'?"),
        (lambda: Side(min_age="50"), "Side.min_age: must be a number from 14 to 100, not '50'. Write 50"),
        (lambda: Policy().model_copy(update={"share": 5}), "Policy.share: must be a number from 0 to 1, not 5."),
        (lambda: Policy().model_copy(update={"shar": 0.5}), "Policy.shar: unknown key 'shar'. Did you mean 'share'?"),
        (lambda: Policy(pairs=3).model_copy(update={"share": 0.1}), "Policy.pairs: pairs and share exclude each other"),
        (lambda: Scenario().model_copy(update={"policy": {"share": 5}}), "Scenario.policy.share: must be a number"),
        (
            lambda: setattr(Policy(), "share", 0.2),
            "Policy.share: a Policy cannot be changed. Make a changed copy: model_copy",
        ),
        (lambda: OwnOutcome("a", len, "u", 1, True, "m"), "OwnOutcome.smallest: must be a number above 0, not true."),
        (lambda: Targeting(5, True), "Targeting.priority: must be a function(pool, rule) that returns"),
        (lambda: OwnOutcome(5, len, "u", 1, 1.0, "m"), "OwnOutcome.name: must be words of letters"),
    ],
)
def test_a_record_that_cannot_be_is_refused_by_field_value_limit_and_mend(make: Any, said: str) -> None:
    with pytest.raises(Refused) as refused:
        make()
    assert str(refused.value).startswith(said)
    assert "pydantic" not in str(refused.value)


def test_all_that_is_wrong_with_a_record_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        Scenario(weeks=0, policy={"share": 5, "sessions": {"every_weeks": 99}})
    fields = [problem.field for problem in refused.value.problems]
    assert fields == ["Scenario.weeks", "Scenario.policy.sessions.every_weeks", "Scenario.policy.share"]


def test_lists_arrays_and_numbers_of_numpy_are_taken_as_what_they_stand_for() -> None:
    made = Policy(where={"levels": np.array([0, 1])}, pairs=np.int64(3), goal_clarity=np.float64(0.25), renew=np.True_)
    assert made == Policy(where=Where(levels=(0, 1)), pairs=3, goal_clarity=0.25, renew=True)
    assert type(made.pairs) is int


class Held(Checked):
    """A record with a field that a file writes as a mapping and Python may fill with a frame."""

    model_config = ConfigDict(arbitrary_types_allowed=True)
    roster: RosterFile | InstanceOf[pd.DataFrame] | None = None


@pytest.mark.parametrize(
    ("roster", "said"),
    [
        (5, "Held.roster: must be a mapping with file, columns, level_order"),
        ({}, "Held.roster.file: is missing: text is needed here."),
        ({"file": "a.csv", "shet": "b"}, "Held.roster.shet: unknown key 'shet'. Did you mean 'sheet'?"),
        (
            {"file": "a.csv", "levels": {"head": 9}},
            "Held.roster.levels.head: must be a whole number from 0 to 4, not 9.",
        ),
    ],
)
def test_what_may_also_be_a_frame_is_told_field_by_field(roster: Any, said: str) -> None:
    frame = pd.DataFrame({"age": [30]})
    assert Held(roster=frame).roster is frame
    with pytest.raises(Refused) as refused:
        Held(roster=roster)
    (problem,) = refused.value.problems
    assert str(problem).startswith(said)


def test_a_copy_still_knows_what_was_stated() -> None:
    stated = Assumptions(transport=0.8).model_copy(update={"off": ["practice"]})
    assert stated.model_fields_set == {"transport", "off"}
    assert stated.off == ("practice",)


def test_what_is_said_of_juniors_leaves_the_rest_of_what_juniors_are() -> None:
    said = Policy(eligible={"junior": {"max_age": 30}}).eligible.junior
    assert said == Side(levels=(0, 1), max_age=30)
    with pytest.raises(Refused, match="min_age 50 is above max_age 39: nobody would be eligible"):
        Policy(eligible={"junior": {"min_age": 50}})


# altered


def by_hand(candidates: Any, rng: Any) -> Any:
    return candidates


def test_a_scenario_is_altered_by_paths_levers_and_objects() -> None:
    altered = load("reverse").with_({"share": 0.2, "policy.pairing": by_hand, "policy.feedback": {"every_weeks": 8}})
    assert (altered.policy.share, altered.policy.pairing) == (0.2, by_hand)
    assert altered.policy.feedback.every_weeks == 8
    assert altered.name == "reverse"
    assert load("reverse").policy.share == 0.1


def test_what_is_set_in_python_is_what_is_set_on_the_command_line() -> None:
    said = {"policy.share": 0.2, "feedback": 8, "policy.where.levels": [0, 1], "assumptions.turnover.hiring": 0.2}
    told = [f"{path}={value}" for path, value in said.items()]
    assert load("reverse", settings=said) == load("reverse", settings=told) == load("reverse").with_(said)
    assert load("reverse", settings="share=0.2") == load("reverse", settings={"share": 0.2})


def test_naming_one_of_two_rivals_drops_the_other() -> None:
    with_pairs = load("reverse").with_({"pairs": 3})
    assert (with_pairs.policy.pairs, with_pairs.policy.share) == (3, None)
    assert with_pairs.with_({"share": 0.3}).policy.pairs is None
    drawn = Scenario().with_({"organisation.synthetic.employees": 80})
    assert drawn.with_({"organisation.roster": {"file": "a.csv"}}).organisation.synthetic is None


@pytest.mark.parametrize(
    ("values", "said"),
    [
        ({"policy.shar": 0.2}, "policy.shar: unknown key 'shar'. Did you mean 'share'?"),
        ({"feedbak": 2}, "feedbak: unknown key 'feedbak'. Did you mean 'feedback'?"),
        ({"share": 5}, "policy.share: must be a number from 0 to 1, not 5. For 5 % write 0.05."),
        ({"share": 0.1, "pairs": 3}, "policy.share: pairs and share exclude each other. Keep the one you mean."),
        ({"share": 0.1, "policy": {"share": 0.2}}, "policy.share: is set twice. Set it once."),
        ({"policy": {"share": 0.1, "pairs": 3}}, "policy.share: pairs and share exclude each other."),
        ({"policy.pairing": lambda anything: []}, "policy.pairing: "),
        ({5: 3}, "5 is not a path. Write policy.share, for example."),
        (5, "must be a mapping of paths and values, not 5."),
        ({"changes": [{"week": 300, "policy.reward": "none"}]}, "changes[0].week: must be a whole number"),
    ],
)
def test_an_alteration_that_cannot_be_is_refused(values: Any, said: str) -> None:
    with pytest.raises(Refused) as refused:
        load("reverse").with_(values)
    assert str(refused.value).startswith(said)


def test_all_that_is_wrong_with_an_alteration_is_told_at_once() -> None:
    with pytest.raises(Refused) as refused:
        load("reverse").with_({"policy.shar": 0.2, "weeks": 1.5, "assumptions.turnover.hiring": 2})
    fields = {problem.field for problem in refused.value.problems}
    assert fields == {"policy.shar", "weeks", "assumptions.turnover.hiring"}
