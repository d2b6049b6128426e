"""What is said of settings that do nothing, of values that are not there, and of names that nothing has."""

from __future__ import annotations

import pytest

from mentorlab.experiments.cli.main import answered
from mentorlab.experiments.show.wording.notes import idle_settings, notes_on_idle_settings
from mentorlab.scenarios.load import load

SMALL = [
    f"--set={one}" for one in ("organisation.synthetic.employees=40", "weeks=30", "settling_weeks=26", "share=0.3")
]


@pytest.fixture
def said(capsys):
    """Return a reader of what a command says, on one line."""

    def say(*arguments):
        answered(arguments)
        told = capsys.readouterr()
        return " ".join(f"{told.out} {told.err}".split())

    return say


@pytest.mark.parametrize(
    ("settings", "words"),
    [
        ({"sessions": 0}, "Pairs never meet"),
        ({"wait_list": True, "renew": False}, "as renew is false"),
        ({"training": "none", "training_content": "knowledge"}, "training_content does nothing"),
        ({"arm": "training", "training": "none"}, "Nobody is trained"),
    ],
)
def test_a_setting_that_does_nothing_is_told(settings, words, said):
    assert words in " ".join(idle_settings(load("reverse", settings=settings)))
    options = [f"--set={path}={str(value).lower()}" for path, value in settings.items()]
    assert words in said("check", "reverse", *options)
    assert words in said("run", "reverse", *SMALL, *options)


@pytest.mark.parametrize(
    "settings",
    [
        {},
        {"wait_list": True},
        {"training": "none"},
        {"arm": "none", "sessions": 0},
        {"sessions": 0, "changes": [{"week": 10, "policy.sessions.every_weeks": 2}]},
    ],
)
def test_a_setting_that_does_something_at_some_time_is_not(settings):
    assert idle_settings(load("reverse", settings=settings)) == []


def test_of_many_scenarios_with_an_idle_setting_the_first_are_named():
    many = [load("reverse", settings={"sessions": 0, "name": f"s{n}"}) for n in range(5)]
    assert notes_on_idle_settings(many) == [
        "Pairs never meet: sessions is 0, which is a pause, in every week (s0, s1, s2 and 2 more)."
    ]


@pytest.mark.parametrize(
    ("setting", "words"),
    [
        ("off=[crowding]", "Did you mean 'assumptions.off'?"),
        ("recruitment.willing_skill=1", "Did you mean 'assumptions.recruitment'?"),
        ("willing_skill=1", "Did you mean 'assumptions.recruitment.willing_skill'?"),
        ("max_age=40", "'policy.eligible.junior.max_age' or 'policy.eligible.senior.max_age'?"),
        ("assumptions.inclusion.pair_senior=1", "'assumptions.inclusion.pair_giver' took its place"),
    ],
)
def test_a_key_out_of_its_place_is_offered_where_it_belongs(setting, words, said):
    assert words in said("check", "reverse", "--set", setting)


@pytest.mark.parametrize("level", ["--3", "1" * 5000, "²"])
def test_what_is_no_level_is_refused(level, tmp_path, capsys):
    roster = tmp_path / "people.csv"
    roster.write_text("employee_id,level,department,age\n1,a,Sales,30\n2,b,IT,40\n")
    assert answered(["check", str(roster), f"--levels=a={level}"]) == 2
    assert "must be a whole number from 0 to 4" in capsys.readouterr().err


def test_what_has_no_value_without_a_programme_is_named_with_what_it_is_in_the_others(said):
    shown = said(
        "compare", "no-programme", "reverse", *SMALL, "--worlds", "0", "--replicates", "2", "--jobs", "1", "--all"
    )
    listed = shown.partition("Without a value in no-programme, and so not compared: ")[2]
    assert "retention of participants, true (" in listed
    assert "Without a value in these runs: " in listed


def test_a_run_names_what_has_no_value(said):
    assert "rapport" in said("run", "no-programme", *SMALL).partition("Without a value in this run: ")[2]


def test_retention_against_the_wait_list_is_shown_where_there_is_one(said):
    options = [
        "--replicates",
        "3",
        "--worlds",
        "0",
        "--jobs",
        "1",
        "--retention",
        "--set",
        "targeting=lottery",
        "--set",
        "share=0.1",
    ]
    size = ["--set=organisation.synthetic.employees=80", "--set=weeks=60", "--set=settling_weeks=26"]
    without = said("compare", "no-programme", "reverse", *size, *options)
    assert "wait-list" not in without
    assert "participants compared with those who wait" in said(
        "compare", "no-programme", "reverse", *size, *options, "--set", "wait_list=true"
    )
