"""From an export to the first comparison in three commands."""

from __future__ import annotations

import csv
import json
from pathlib import Path

import pytest
from exports import DEPARTMENTS, FIRST, GRADES, LAST, german_export

from mentorlab.experiments.cli import main as cli
from mentorlab.scenarios.load import load

LEVELS = ",".join(f"{grade}={level}" for grade, level in GRADES.items())
SHORT = ("--set", "weeks=26", "--set", "settling_weeks=26", "--replicates", "2", "--jobs", "1")


@pytest.fixture
def asked(tmp_path, monkeypatch, capsys):
    """Return a function that runs a command in an empty folder and returns its exit code, output and messages."""
    monkeypatch.chdir(tmp_path)

    def ask(*arguments: str) -> tuple[int, str, str]:
        code = cli.answered(arguments)
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return ask


def test_a_german_export_of_1200_rows_is_compared_in_three_commands(asked):
    german_export(Path("export.csv"))
    code, out, err = asked(
        "new", "ours", "--roster", "export.csv", "--levels", LEVELS, "--unknown-managers", "drop", "--yes"
    )
    assert (code, err) == (0, "")
    assert "Read: 1,199 people in 8 departments." in out
    assert "1 row repeats an earlier one in every cell, left out: line 702." in out
    assert "mentorlab compare no-programme ours.yaml" in out

    code, out, err = asked("check", "ours.yaml")
    assert (code, err) == (0, "")
    assert "a roster of 1,199 people" in out
    for department in DEPARTMENTS:
        assert department in out
    assert "Not all is as they say: 1 row is left out; 3 people have lost their manager" in " ".join(out.split())
    assert "tenure" not in out.split("Not in the file, and so drawn by the model:")[1].split(".")[0]

    code, out, _ = asked("compare", "no-programme", "ours.yaml", "--worlds", "0", *SHORT)
    assert code == 0
    assert "no-programme takes the organisation of ours" in out
    assert "Innovation" in out


def test_no_name_and_no_address_is_shown_or_written(asked):
    german_export(Path("export.csv"), people=300)
    for options in ((), ("--levels", LEVELS), ("--levels", LEVELS, "--json", "--from", "traditional")):
        name = f"ours{len(options)}"
        _, out, err = asked("new", name, "--roster", "export.csv", *options)
        written = Path(f"{name}.yaml").read_text("utf-8") if Path(f"{name}.yaml").exists() else ""
        for word in (*FIRST, *LAST, "firma.example", "@"):
            assert word not in out + err
            assert word not in written
    assert Path("ours2.yaml").exists()


def test_json_has_the_settings_and_every_guess(asked):
    german_export(Path("export.csv"), people=200)
    code, out, _ = asked("new", "ours", "--roster", "export.csv", "--levels", LEVELS, "--json")
    people = json.loads(out)["data"]["people"]
    assert code == 0
    assert {guess["column"]: guess["header"] for guess in people["guesses"]} == people["settings"]["roster"]["columns"]
    assert all(guess["sure"] and guess["why"] for guess in people["guesses"])
    code, out, _ = asked("new", "theirs", "--roster", "export.csv", "--json")
    assert (code, [one["code"] for one in json.loads(out)["errors"]]) == (2, ["order"])


def test_what_is_stated_stands_and_the_day_is_kept(asked):
    german_export(Path("export.csv"), people=200)
    options = (
        "--levels",
        LEVELS,
        "--as-of",
        "2026-06-01",
        "--columns",
        "site=Abteilung",
        "--columns",
        "level=Karrierestufe",
    )
    assert asked("new", "ours", "--roster", "export.csv", *options)[0] == 2  # department has no column left
    options = (*options[:4], "--columns", "department=Abteilung,site=Abteilung")
    assert asked("new", "ours", "--roster", "export.csv", *options)[0] == 0
    roster = load("ours.yaml").organisation.roster
    assert str(roster.as_of) == "2026-06-01"
    assert roster.columns["site"] == "Abteilung"
    assert roster.columns["birth_date"] == "Geburtsdatum"


def test_the_export_may_lie_elsewhere_and_the_file_names_it_from_where_it_is(asked):
    Path("exports").mkdir()
    german_export(Path("exports/mai.csv"), people=200)
    assert asked("new", "ours", "--roster", "exports/mai.csv", "--levels", LEVELS)[0] == 0
    assert "file: exports/mai.csv" in Path("ours.yaml").read_text("utf-8")
    assert load("ours.yaml").organisation.roster.file == str(Path("exports/mai.csv").resolve())


def test_a_taken_name_is_refused_before_anything_is_asked(asked):
    german_export(Path("export.csv"), people=200)
    Path("ours.yaml").write_text("weeks: 3\n")
    code, _, err = asked("new", "ours", "--roster", "export.csv")
    assert (code, err.count("\n"), "exists already" in err) == (2, 1, True)


def test_a_file_without_columns_we_know_is_refused_and_says_what_it_has(asked):
    with open("odd.csv", "w", newline="") as file:
        csv.writer(file).writerows([["colour", "taste"], ["red", "sweet"], ["red", "sour"]])
    code, _, err = asked("new", "ours", "--roster", "odd.csv")
    assert code == 2
    assert "It has" in err or "has: colour, taste" in err


def test_check_names_the_mapping_and_the_guided_way(asked):
    german_export(Path("export.csv"), people=200)
    code, _, err = asked("check", "export.csv")
    assert code == 2
    for pair in (
        "employee_id=Personalnummer",
        "level=Karrierestufe",
        "department=Abteilung",
        "birth_date=Geburtsdatum",
    ):
        assert f"--columns '{pair}'" in err
    assert "mentorlab new OURS --roster FILE" in err
    mapped = "employee_id=Personalnummer,level=Karrierestufe,department=Abteilung,birth_date=Geburtsdatum"
    code, out, _ = asked("check", "export.csv", "--columns", mapped, "--levels", LEVELS)
    said = " ".join(out.split())
    assert code == 0
    assert "or --columns 'manager_id=Vorgesetzter'." in said
    assert "or --columns 'hire_date=Eintrittsdatum'." in said


def test_managers_that_a_spreadsheet_wrote_with_decimals_are_read(asked):
    rows = [f"{1001 + at},{1960 + at},Sales,{5 - at // 8},{f'{1001 + at // 4}.0' if at else ''}" for at in range(40)]
    Path("hr.csv").write_text("\n".join(["Employee ID,Birth Year,Department,Level,Manager", *rows]), encoding="utf-8")
    code, _, err = asked("new", "ours", "--roster", "hr.csv", "--yes")
    assert (code, err) == (0, "")
    assert load("ours.yaml").organisation.roster.columns["manager_id"] == "Manager"
