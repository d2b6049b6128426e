"""`check` says what of a file is read, what is left out, and what the model draws; it says when that is everything."""

from __future__ import annotations

import json

import pytest
from rosters import company, marked

from mentorlab.agents.base.skills import SKILLS
from mentorlab.experiments.cli import main as cli

AS_OF = ["--as-of", "2026-06-01"]


@pytest.fixture
def checked(tmp_path, monkeypatch, capsys):
    """Return a function that checks a roster and returns the exit code, the output and the messages."""
    monkeypatch.chdir(tmp_path)

    def check(text: str, *options: str):
        (tmp_path / "roster.csv").write_text(text)
        code = cli.answered(["check", "roster.csv", *AS_OF, *options])
        said = capsys.readouterr()
        return code, " ".join(said.out.split()), " ".join(said.err.split())

    return check


def test_rows_that_are_left_out_are_counted_and_the_conclusion_says_so(checked):
    code, out, _ = checked(company(status=marked("Terminated", 3, 9)) + "Grand Total,,24,,,\n")
    assert code == 0
    assert (
        "25 rows, 22 people: 1 left out because they are totals of other rows and 2 left out because they have left "
        "by status." in out
    )
    assert "1 of 25 rows is left out because they are totals of other rows: line 26." in out
    assert "This file can be used. Not all is as it says: 3 rows are left out; 5 people have lost their manager" in out
    assert "Nothing is wrong" not in out


def test_the_same_is_there_for_programs(checked):
    code, out, _ = checked(company(status=marked("Terminated", 3, 9)), "--json")
    (report,) = json.loads(out)["data"]["files"]
    assert (code, report["rows"], report["people"], report["lost_managers"]) == (0, 24, 22, 5)
    assert report["left_out"] == [{"because": "they have left by status", "rows": 2, "first": ["line 5", "line 11"]}]


def test_nothing_is_wrong_where_everything_is_in_the_files(checked, tmp_path):
    full = {name: marked("0.5", otherwise="0.5") for name in (f"skill_{skill}" for skill in SKILLS)}
    full |= {"team": marked("A", 1, otherwise="B"), "site": marked("Here", 1, otherwise="There"), "group": ["no"] * 24}
    full |= {"tenure_years": ["2"] * 24, "wants_to_learn": [SKILLS[0]] * 24, "can_teach": [SKILLS[1]] * 24}
    (tmp_path / "ties.csv").write_text("source,target\n" + "".join(f"1001,{1001 + row}\n" for row in range(1, 24)))
    code, out, _ = checked(company(**full), "--ties", "ties.csv")
    assert code == 0
    assert "Nothing is wrong." in out
    assert "drawn by the model: ties." in checked(company(**full))[1]


def test_what_to_do_next_can_be_typed_as_it_stands(checked, tmp_path, capsys):
    (tmp_path / "our people.csv").write_text(company())
    (tmp_path / "our ties.csv").write_text("source,target\n1001,1002\n")
    assert cli.answered(["check", "our people.csv", "--ties", "our ties.csv"]) == 0
    assert "--roster 'our people.csv' --ties 'our ties.csv'" in " ".join(capsys.readouterr().out.split())


def test_what_is_sure_is_named_once(checked):
    err = checked(company(), "--sure", "Nam")[2]
    assert "sure: 'Nam' is not a column." in err


def test_only_keeps_rows_by_a_column_and_the_same_goes_for_a_scenario(checked, tmp_path, capsys):
    text = company(**{"Emp. Status": marked("On leave", 3, 4, otherwise="Active"), "Site no": marked("7", 3, 5)})
    code, out, _ = checked(text, "--only", "emp. status=active")
    assert code == 0
    assert "24 rows, 22 people: 2 left out because they do not have emp. status active." in out
    assert "a roster of 24 people" in checked(text, "--only", "Emp. Status=Active|On leave")[1]
    assert (
        "a roster of 1 person"
        in checked(text, "--only", "Emp. Status=On leave", "--only", "Site no=7", "--levels", "2=2")[1]
    )
    code, _, err = checked(text, "--only", "Emp. Status=Gone")
    assert code == 2
    assert "There is: Active and 1 other value." in err
    assert checked(text, "--only", "Active")[0] == 2
    (tmp_path / "ours.yaml").write_text(
        "extends: reverse\norganisation: {roster: {file: roster.csv, as_of: 2026-06-01, only: "
        "{Emp. Status: [Active, On leave], Site no: 7}, level_order: high_is_senior, unknown_managers: drop}}\n"
    )
    code = cli.answered(["check", "ours.yaml"])
    assert "a roster of 2 people" in " ".join(capsys.readouterr().out.split())
    assert code == 0


def test_yes_and_no_in_a_scenario_file_are_those_of_the_roster(checked, tmp_path, capsys):
    checked(company(here=marked("Y", *range(20), otherwise="N")))
    (tmp_path / "ours.yaml").write_text(
        "extends: reverse\norganisation: {roster: {file: roster.csv, as_of: 2026-06-01, only: {here: yes}}}\n"
    )
    assert cli.answered(["check", "ours.yaml"]) == 0
    assert "24 rows, 20 people" in capsys.readouterr().out


def test_managers_may_be_unknown_and_what_is_sure_is_not_asked(checked):
    bosses = ["", *["1001"] * 20, *["9999"] * 3]
    text = company(manager_id=bosses, age=[*range(57, 34, -1), 99])
    code, _, err = checked(text)
    assert code == 2
    assert "--unknown-managers drop" in err
    assert "--sure age" in err
    code, out, _ = checked(text, "--unknown-managers", "drop", "--sure", "age")
    assert code == 0
    assert "3 people have lost their manager" in out
