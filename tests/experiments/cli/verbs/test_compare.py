"""What a comparison is asked for on the command line: worlds, shares, outcomes, and where it is written."""

from __future__ import annotations

import csv
import json

import pytest

from mentorlab.experiments.cli import main as cli
from mentorlab.experiments.cli.options.written import beside
from mentorlab.experiments.cli.verbs import compare as verb
from mentorlab.experiments.studies import compare as studies
from mentorlab.experiments.studies.stopping.looks import Looks
from mentorlab.experiments.studies.stopping.rules import Choice, Precision

SMALL = ["--set", "organisation.synthetic.employees=40", "--set", "weeks=30", "--set", "settling_weeks=26"]
QUICK = ["compare", "no-programme", "reverse", *SMALL, "--replicates", "2", "--jobs", "1"]
LUCK = ["--worlds", "0"]


@pytest.fixture(autouse=True)
def here(tmp_path, monkeypatch):
    """Work in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def asked(monkeypatch):
    """Return what a comparison is asked for, without carrying it out."""
    took = []

    def compare(scenarios, **arguments):
        took.append(arguments)
        raise InterruptedError

    monkeypatch.setattr(studies, "compare", compare)
    return took


def test_assumptions_vary_unless_they_are_to_be_held_fixed(asked):
    for more in ([], ["--worlds", "16"], ["--worlds", "20x6"], LUCK, ["--sceptic"]):
        cli.answered([*QUICK, *more])
    assert [one.get("worlds") for one in asked] == [(32, 4), (16, 4), (20, 6), None, None]
    assert [one.get("first") for one in asked] == [verb.say_first] * 3 + [None] * 2


def test_a_part_of_a_study_and_scenarios_that_assume_otherwise_have_luck_alone(asked, here):
    (here / "ours.yaml").write_text("extends: reverse\nassumptions: {turnover: {scale: 1.2}}\n")
    cli.answered([*QUICK, "--shard", "1/2", "--store", "a.db"])
    cli.answered(["compare", "no-programme", "ours.yaml", *SMALL])
    assert [one.get("worlds") for one in asked] == [None, None]


def test_without_a_number_of_futures_it_is_left_to_the_answer(asked):
    cli.answered(["compare", "no-programme", "reverse", *LUCK])
    assert (asked[0]["replicates"], asked[0]["until"], asked[0]["keeps"]) == (None, None, 0.8)
    cli.answered([*QUICK, "--keeps", "0.9", *LUCK])
    assert (asked[1]["replicates"], asked[1]["keeps"]) == (2, 0.9)


@pytest.mark.parametrize(
    ("until", "rule"),
    [
        ("best", Looks()),
        ("best,cap=400", Looks(400)),
        ("cap=1000,best", Looks(1000)),
        ("best=design", Looks()),
        ("best=retention,cap=400", Choice("retention", cap=400)),
        ("retention=0.5", Precision({"retention": 0.5})),
    ],
)
def test_rules_are_read_as_they_are_typed(until, rule):
    assert verb.rule_from(until) == rule


def test_everything_that_is_wrong_with_the_options_is_said_at_once_before_anything_runs(asked, capsys):
    wrong = ["--keeps", "80", "--worlds", "many", "--outcomes", "raport,quits", "--until", "bset", "--to", "a.doc"]
    assert cli.answered([*QUICK, *wrong]) == 2
    said = capsys.readouterr().err
    for words in (
        "--keeps: must be a share above 0 and up to 1. Write 0.8 for 80 %.",
        "--worlds: must be a number of worlds",
        "--outcomes: there is no outcome 'raport'. Did you mean 'rapport'?",
        "--until: 'bset' is not of the form NAME=VALUE. Write --until best",
        "a.doc: is not a kind of file that can be written. Name a file that ends in .csv or .json",
    ):
        assert words in said
    assert asked == []


@pytest.mark.parametrize(
    ("more", "words"),
    [
        (["--sceptic", "--worlds", "32"], "--worlds: varies the assumptions that --sceptic sets"),
        (["--shard", "1/2", "--store", "a.db", "--worlds", "32"], "cannot be used with --shard"),
        (["--until", "best"], "--until: says when there are enough futures, and --replicates says how many"),
        (["--figure", "f.png"], "There is no --figure any more. Write --to picture.png"),
        (["--csv", "f.csv"], "There is no --csv any more. Write --to table.csv"),
        (["--outcomes", ","], "--outcomes: names no outcome"),
        (["--to", "a.csv", "--to", "./a.csv"], "is named twice"),
        (["--to", "a.png", "--to", "a-cost.png"], "is named twice"),
        (["--to", "nowhere/a.csv"], "cannot be written"),
    ],
)
def test_what_cannot_be_asked_is_said_with_its_mend(asked, capsys, more, words):
    assert cli.answered([*QUICK, *more]) == 2
    assert words in capsys.readouterr().err
    assert asked == []


def test_a_file_that_is_read_is_not_written_over(asked, capsys, here):
    rows = ["employee_id,birth_year,level,department", *(f"E{n},{1960 + n},{n % 5},Ops" for n in range(30))]
    (here / "people.csv").write_text("\n".join(rows))
    people = ["--roster", "people.csv", "--level-order", "high_is_senior"]
    assert cli.answered(["compare", "no-programme", "reverse", *people, "--to", "people.csv"]) == 2
    assert "it would be lost" in capsys.readouterr().err


def test_a_result_is_written_in_every_form_that_is_asked_for(here, capsys):
    files = ["--to", "out.csv", "--to", "out.json", "--to", "out.svg"]
    assert cli.answered([*QUICK, *LUCK, *files, "--outcomes", "rapport,quits"]) == 0
    said = capsys.readouterr().out
    assert "Wrote out.csv\nWrote out.json\n" in said
    with open("out.csv", encoding="utf-8", newline="") as file:
        rows = list(csv.DictReader(file))
    assert {row["scenario"] for row in rows} == {"no-programme", "reverse"}
    assert set(json.loads((here / "out.json").read_text())["scenarios"]) == {"no-programme", "reverse"}
    assert "<svg" in (here / "out.svg").read_text()
    assert (here / beside("out.svg", "worlds")).exists() is False
    assert "quits" in said.lower()


def test_a_run_writes_its_outcomes(here, capsys):
    assert cli.answered(["run", "reverse", *SMALL, "--to", "one.csv", "--to", "one.json"]) == 0
    with open("one.csv", encoding="utf-8", newline="") as file:
        told = {row["outcome"]: row["value"] for row in csv.DictReader(file)}
    outcomes = json.loads((here / "one.json").read_text())["outcomes"]
    assert float(told["retention"]) == outcomes["retention"]
    assert set(told) == set(outcomes)
    assert cli.answered(["run", "reverse", *SMALL, "--to", "one.png"]) == 2
    assert "ends in .csv or .json" in capsys.readouterr().err
