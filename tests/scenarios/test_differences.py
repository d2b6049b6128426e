"""What differs between scenarios, in words."""

from __future__ import annotations

from typing import Any

import pytest

from mentorlab.experiments.show.wording.comparison import programme_in_words
from mentorlab.scenarios.differences import differences, differences_in_words
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.scenarios.load import library, load
from mentorlab.scenarios.records.levers import LEVERS
from mentorlab.scenarios.records.policy import Policy
from mentorlab.scenarios.scenario import Scenario

REVERSE = load("reverse")


def told(*settings: str) -> list[str]:
    return differences_in_words(REVERSE, with_settings(REVERSE, settings))


@pytest.mark.parametrize(
    ("setting", "line"),
    [
        ("feedback=0", "feedback: every 4 weeks -> never"),
        ("sessions=1", "sessions: every 2 weeks -> every week"),
        ("pairing=random", "pairing: optimal -> random"),
        ("share=0.333", "size: 10 % of the staff -> 33.3 % of the staff"),
        ("pairs=1", "size: 10 % of the staff -> 1 pairs"),
        ("length=52", "length: 39 weeks -> 52 weeks"),
        ("renew=false", "renew: yes -> no"),
        ("capacity=2", "capacity: 1 pair per senior -> 2 pairs per senior"),
        ("goal_clarity=0.1", "goal_clarity: 0.5 -> 0.1"),
        ("weeks=52", "weeks: 104 weeks -> 52 weeks"),
        ("policy.where.departments=[IT, Sales]", "where.departments: all -> IT, Sales"),
        ("policy.eligible.junior.max_age=30", "eligible.junior.max_age: 39 -> 30"),
        ("organisation.synthetic.employees=50", "roster: 300 drawn employees -> 50 drawn employees"),
        ("organisation.roster.file=/a.csv", "roster: 300 drawn employees -> /a.csv"),
        ("smallest_effects.innovation=5 %", "smallest_effects.innovation: not stated -> 5 %"),
        (
            "assumptions.learning.rate=0.3",
            "assumptions.learning.rate: 0.22 -> 0.3 (share of the gap a full session closes)",
        ),
    ],
)
def test_a_change_is_told_in_words_with_its_unit(setting: str, line: str) -> None:
    assert told(setting) == [line]


@pytest.mark.parametrize("setting", ["name=other", "about=other", "organisation.synthetic.employees=300"])
def test_names_and_defaults_said_aloud_make_no_difference(setting: str) -> None:
    assert told(setting) == []
    assert told(setting, "share=0.1") == []


def test_a_share_said_and_unsaid_is_the_same_size() -> None:
    assert differences_in_words(REVERSE, Scenario(policy=Policy(arm="reverse"))) == []


@pytest.mark.parametrize("name", list(library()))
def test_a_scenario_does_not_differ_from_itself(name: str) -> None:
    assert differences([load(name), load(name), load(name)]) == []


def test_without_a_programme_its_levers_say_so() -> None:
    assert differences_in_words(load("no-programme"), load("reverse-bonus")) == [
        "arm: none -> reverse",
        "reward: (no programme) -> bonus",
    ]
    idle = with_settings(load("no-programme"), ["reward=bonus", "feedback=0"])
    assert differences_in_words(load("no-programme"), idle) == []


def test_ties_of_a_roster_are_told_and_how_it_is_read_only_where_both_have_one() -> None:
    mine = with_settings(REVERSE, ["organisation.roster.file=/a.csv", "organisation.ties.file=/t.csv"])
    assert differences_in_words(REVERSE, mine) == [
        "roster: 300 drawn employees -> /a.csv",
        "ties: drawn ties -> /t.csv",
    ]
    other = with_settings(mine, ["organisation.roster.sheet=Staff", "organisation.ties.symmetrise=both"])
    assert differences_in_words(mine, other) == ["roster.sheet: not stated -> Staff", "ties.symmetrise: either -> both"]


def test_a_difference_lists_the_value_of_every_scenario() -> None:
    (found,) = differences([REVERSE, with_settings(REVERSE, ["feedback=0"]), REVERSE])
    assert (found.path, found.label) == ("policy.feedback.every_weeks", "feedback")
    assert found.values == (4, 0, 4)
    assert found.words == ("every 4 weeks", "never", "every 4 weeks")


def test_a_function_is_called_by_its_name() -> None:
    def by_hand(candidates: Any, rng: Any) -> Any:
        return candidates

    other = REVERSE.model_copy(update={"policy": REVERSE.policy.model_copy(update={"pairing": by_hand})})
    (line,) = differences_in_words(REVERSE, other)
    assert line.startswith("pairing: optimal -> ")
    assert line.endswith("by_hand")


@pytest.mark.parametrize("lever", [lever for lever in LEVERS if lever.name not in ("arm", "pairs", "share")])
def test_every_lever_is_told_by_its_short_name(lever: Any) -> None:
    value = next(v for v in (*lever.values, 7, 0.7) if with_(lever, v))
    (line,) = told(f"{lever.name}={str(value).lower()}")
    assert line.startswith(f"{lever.name}: ")


def with_(lever: Any, value: Any) -> bool:
    """Say whether a value is allowed and not the one there is."""
    try:
        return with_settings(REVERSE, [f"{lever.name}={str(value).lower()}"]) != REVERSE
    except ValueError:
        return False


def test_levers_of_a_programme_that_starts_by_a_change_are_told() -> None:
    later = with_settings(load("no-programme"), ["changes=[{week: 3, policy.arm: reverse}]"])
    other = with_settings(later, ["reward=bonus", "feedback=8"])
    assert differences_in_words(later, other) == ["feedback: every 4 weeks -> every 8 weeks", "reward: thanks -> bonus"]
    assert programme_in_words(later, other) == differences_in_words(later, other)
    assert programme_in_words(load("no-programme"), other) == [
        "a reverse mentoring programme from week 3",
        "feedback every 8 weeks",
        "reward bonus",
        "changes none -> from week 3 arm reverse",
    ]
