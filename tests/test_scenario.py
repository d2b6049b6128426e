"""The scenario itself: complete by default, closed to what it does not know, and its table of levers true."""

from __future__ import annotations

from typing import Any

import pytest

from mentorlab.agents.refusal import Refused
from mentorlab.scenarios.allowed import in_words, slot_at
from mentorlab.scenarios.files import with_settings
from mentorlab.scenarios.levers import LEVERS, Lever, lever
from mentorlab.scenarios.organisation import Organisation, RosterFile, Synthetic, TiesFile
from mentorlab.scenarios.outcomes import HEADLINES, OUTCOME
from mentorlab.scenarios.scenario import Eligible, Policy, Scenario, Side, share_of_baseline


def test_a_scenario_says_everything_by_default() -> None:
    assert Scenario().policy.arm == "none"
    assert Scenario() == Scenario(policy=Policy(), organisation=Organisation())


def test_a_scenario_never_changes() -> None:
    with pytest.raises(Refused, match=r"Scenario\.weeks: a Scenario never changes"):
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
        (
            Side,
            {"levels": ()},
            "Side.levels: must be a list of one or more whole numbers from 0 to 4, not an empty",
        ),
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
