"""The command line: answers to standard output, everything else to standard error, and never a traceback."""

from __future__ import annotations

import csv
import json
import os
import subprocess
import sys
from datetime import date
from pathlib import Path

import pandas as pd
import pytest
from openpyxl import Workbook, load_workbook

import mentorlab
from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.files.tables.quoting import CONTROL
from mentorlab.experiments.cli import main as cli
from mentorlab.experiments.cli.options.choosing import chosen_scenarios, varied
from mentorlab.experiments.cli.tables.answers import cell_of, envelope, write_csv
from mentorlab.experiments.cli.verbs.match import write_table
from mentorlab.experiments.runs.engines.engine import EngineLost
from mentorlab.experiments.show.progress import lines_of
from mentorlab.scenarios.assumptions.outcomes import OUTCOME
from mentorlab.scenarios.load import load
from mentorlab.scenarios.records.levers import LEVERS

SHARED = Path(mentorlab.__file__).parent.parent / "shared" / "data"
SMALL = ["--set", "organisation.synthetic.employees=60", "--set", "weeks=30", "--set", "settling_weeks=26"]
QUICK = [*SMALL, "--replicates", "3", "--worlds", "0", "--jobs", "1"]


@pytest.fixture
def here(tmp_path, monkeypatch):
    """Stand in an empty folder."""
    monkeypatch.chdir(tmp_path)
    return tmp_path


@pytest.fixture
def asked(here, capsys):
    """Return a function that runs a command and returns its exit code, output and messages."""

    def ask(*arguments: str) -> tuple[int, str, str]:
        code = cli.answered([str(one) for one in arguments])
        said = capsys.readouterr()
        assert "Traceback" not in said.out + said.err
        return code, said.out, said.err

    return ask


@pytest.fixture
def answer(asked):
    """Return a function that asks for JSON and returns the exit code and the envelope, the only thing said."""

    def ask(*arguments: str) -> tuple[int, dict]:
        code, out, _ = asked(*arguments, "--json")
        assert out.count("\n") == 1
        whole = json.loads(out)
        assert list(whole) == ["schema", "ok", "data", "errors"]
        assert whole["ok"] == (not whole["errors"]) == (code == 0)
        return code, whole

    return ask


def roster(path: Path, people: int = 30) -> Path:
    rows = [f"E{n},{1960 + n},{n % 5},{'=Sales' if n % 2 else 'Ops'}" for n in range(people)]
    path.write_text("\n".join(["employee_id,birth_year,level,department", *rows]) + "\n")
    return path


# Looking -------------------------------------------------------------------------------------------------------------


def test_help_names_every_verb_there_is_and_no_other(asked):
    code, out, _ = asked("--help")
    verbs = [line.split()[0] for line in out.split("Commands:")[1].split("\n\n")[0].splitlines() if line.strip()]
    assert (code, verbs) == (0, list(cli.VERBS))
    assert "..." not in out.split("Commands:")[1]  # what each does is short enough to be read whole


def test_help_ends_with_the_exit_codes_of_the_readme(asked):
    listed = [line.split()[0] for line in asked("--help")[1].split("Exit codes:")[1].splitlines() if line.strip()]
    table = (Path(mentorlab.__file__).parent / "README.md").read_text().split("## Exit codes")[1].split("\n## ")[0]
    assert listed == [row.split("|")[1].strip() for row in table.splitlines()[4:] if row.startswith("|")]


@pytest.mark.parametrize(("typed", "words"), [("mentorlab com", ["compare"]), ("mentorlab diff --al", ["--allow"])])
def test_a_shell_completes_commands_and_options(typed, words):
    where = {"PYTHONPATH": str(Path(mentorlab.__file__).parent.parent), "_MENTORLAB_COMPLETE": "complete_bash"}
    where |= {"COMP_WORDS": typed, "COMP_CWORD": str(typed.count(" "))}
    ran = subprocess.run(
        [sys.executable, "-m", "mentorlab"], env={**os.environ, **where}, capture_output=True, text=True
    )
    assert (ran.stdout.split(), ran.stderr) == (words, "")


def test_the_version_is_told(asked):
    assert asked("--version")[1].startswith("mentorlab 0.")


def test_list_shows_scenarios_strategies_levers_and_outcomes(asked, answer):
    code, out, _ = asked("list")
    assert code == 0
    for word in ("reverse-random-pairs", "complementary", "policy.feedback.every_weeks", "points of 100"):
        assert word in out
    data = answer("list")[1]["data"]
    assert [one["name"] for one in data["levers"]] == [one.name for one in LEVERS]
    assert next(one for one in data["levers"] if one["name"] == "feedback")["default"] == 4


def test_list_of_something_else_is_refused_with_a_guess(asked):
    code, out, err = asked("list", "levrs")
    assert (code, out) == (2, "")
    assert "Did you mean 'levers'" in err


def test_new_writes_a_scenario_that_check_accepts_and_diff_finds_equal(asked, here):
    assert asked("new", "ours", "--from", "reverse")[0] == 0
    assert (here / "ours.yaml").exists()
    assert "Nothing is wrong" in asked("check", "ours.yaml")[1]
    assert "do not differ" in asked("diff", "reverse", "ours.yaml")[1]
    code, _, err = asked("new", "ours")
    assert (code, "exists already" in err) == (2, True)


def test_diff_tells_what_differs_in_words(asked, answer):
    assert "every 4 weeks" in asked("diff", "reverse", "reverse-no-feedback")[1]
    data = answer("diff", "reverse", "reverse-no-feedback")[1]["data"]
    assert data["differences"] == [
        {
            "path": "policy.feedback.every_weeks",
            "label": "feedback",
            "unit": data["differences"][0]["unit"],
            "values": [4, 0],
            "words": ["every 4 weeks", "never"],
        }
    ]


# Checking ------------------------------------------------------------------------------------------------------------


def test_check_tells_how_good_a_roster_is(asked, answer, here):
    roster(here / "roster.csv")
    (here / "ties.csv").write_text("source,target\nE1,E2\nE2,E1\nE3,E4\n")
    options = ("roster.csv", "--ties", "ties.csv", "--level-order", "high_is_senior", "--as-of", "2026-01-01")
    code, out, _ = asked("check", *options)
    assert code == 0
    for words in ("a roster of 30 people", "drawn by the model", "2 ties from 3 rows", "26 people have none"):
        assert words in out
    report = answer("check", *options)[1]["data"]["files"][0]
    assert report["ties"]["isolated"] == 26
    assert sum(one["people"] for one in report["departments"]) == 30


def test_groups_under_five_are_not_told(asked, answer, here):
    rows = [f"E{n},30,1,{'Tiny' if n < 3 else 'Large'}" for n in range(20)]
    (here / "r.csv").write_text("\n".join(["employee_id,age,level,department", *rows]) + "\n")
    out = asked("check", "r.csv", "--levels", "1=1")[1]
    assert "under 5" in out
    departments = answer("check", "r.csv", "--levels", "1=1")[1]["data"]["files"][0]["departments"]
    assert {one["name"]: one["people"] for one in departments} == {"Large": 17, "Tiny": None}


def test_check_tells_all_that_is_wrong_in_all_files_at_once(asked, answer, here):
    (here / "bad.csv").write_text("employee_id,age,level,department\nE1,abc,1,A\nE1,30,2,A\n")
    (here / "bad.yaml").write_text("policy:\n  arm: revers\n  pairng: random\n")
    code, out, err = asked("check", "bad.csv", "bad.yaml")
    assert (code, out) == (2, "")
    for words in ("bad.csv:2", "bad.csv:3", "bad.yaml:2", "bad.yaml:3", "Did you mean"):
        assert words in err
    errors = answer("check", "bad.csv", "bad.yaml")[1]["errors"]
    assert len(errors) >= 4
    names = ["file", "line", "column", "field", "code", "message", "hint", "values", "lines"]
    assert all(list(one) == names for one in errors)


def test_what_many_lines_have_is_one_sentence_and_whole_as_json(asked, answer, here):
    rows = "".join(f"E{at},{30 + at},Grade {at % 9},A\n" for at in range(40))
    (here / "roster.csv").write_text("employee_id,age,level,department\n" + rows)
    asking = ("check", "roster.csv", "--levels", "Grade 0=0")
    assert asked(*asking)[2].count("is not among the levels") == 1
    (error,) = answer(*asking)[1]["errors"]
    assert sorted(error["values"]) == [f"Grade {at}" for at in range(1, 9)]
    assert len(error["lines"]) == 8
    (error,) = answer("check", "roster.csv")[1]["errors"]
    assert error["values"] == [f"Grade {at}" for at in range(9)]


def test_the_header_and_the_sheet_of_people_and_ties_are_options(asked, here):
    book = Workbook()
    book.active.append(["Cover"])
    people, ties = book.create_sheet("People"), book.create_sheet("Ties")
    people.append(["Headcount"])
    people.append(["employee_id", "age", "level", "department"])
    for at in range(30):
        people.append([f"E{at}", 30 + at, 1 + at // 10, "A"])
        ties.append([f"E{at}", f"E{(at + 1) % 30}"])
    book.save(here / "book.xlsx")
    options = ["--roster", "book.xlsx", "--sheet", "People", "--header", "2", "--level-order", "high_is_senior"]
    options += ["--ties", "book.xlsx", "--tie-sheet", "Ties", "--tie-header", "0", "--tie-columns", "source=1,target=2"]
    options += ["--as-of", "2026-01-01"]
    assert "30 ties" in " ".join(asked("check", "book.xlsx", *options)[1].split())
    assert asked("compare", "no-programme", "reverse", "--worlds", "0", "--replicates", "2", *options)[0] == 0


def test_a_scenario_file_says_the_same_with_numbers_for_columns_without_a_name(asked, here):
    roster(here / "roster.csv")
    (here / "ties.csv").write_text("E1,E2\nE3,E4\n")
    people = "{file: roster.csv, level_order: high_is_senior, as_of: 2026-01-01, header: 1}"
    ties = "{file: ties.csv, header: 0, columns: {source: 1, target: 2}}"
    (here / "ours.yaml").write_text(f"extends: reverse\norganisation:\n  roster: {people}\n  ties: {ties}\n")
    assert "2 ties" in " ".join(asked("check", "ours.yaml")[1].split())


def test_control_characters_reach_neither_the_terminal_nor_a_file(asked, here):
    roster(here / "roster.csv")
    text = (here / "roster.csv").read_text()
    (here / "bad.csv").write_text(text.replace("department", "dep\x1b[31mt").replace("Ops", "Ops\x1b[31m"))
    settings = ["--level-order", "high_is_senior", "--as-of", "2026-01-01", "--columns", "department=dep\x1b[31mt"]
    code, out, err = asked("match", "reverse", "--roster", "bad.csv", *settings, "--to", "x.xlsx")
    assert code == 2
    assert "\x1b" not in out + err
    table = pd.DataFrame({"who": ["A\x1b[31mB", "=1", "x\u202ey"], "n\x00": [1, 2, 3]})
    for name in ("x.csv", "x.xlsx"):
        write_table(str(here / name), {"pairs": table})
    assert not CONTROL.search((here / "x.csv").read_text())
    cells = [cell for row in load_workbook(here / "x.xlsx").active.iter_rows(values_only=True) for cell in row]
    assert cells[2] == "A\\x1b[31mB"


def test_a_scenario_with_people_is_checked_with_its_people(asked, here):
    roster(here / "roster.csv")
    people = "{file: roster.csv, level_order: high_is_senior, as_of: 2026-01-01}"
    (here / "ours.yaml").write_text(f"extends: reverse\norganisation:\n  roster: {people}\n")
    code, out, _ = asked("check", "ours.yaml")
    assert (code, "a roster of 30 people" in out) == (0, True)
    (here / "roster.csv").unlink()
    code, _, err = asked("check", "ours.yaml")
    assert (code, "roster.csv" in err) == (2, True)


def test_columns_and_levels_are_mapped_on_the_command_line(asked, here):
    (here / "r.csv").write_text("Nr,Alter,Stufe,Abteilung\n1,30,Chef,A\n2,40,Azubi,A\n")
    code, _, err = asked("check", "r.csv")
    assert (code, "--columns 'employee_id=Nr'" in err, "On the command line, write" in err) == (2, True, False)
    mapping = ["employee_id=Nr", "age=Alter", "level=Stufe", "department=Abteilung"]
    options = [word for one in mapping for word in ("--columns", one)]
    assert "On the command line, write levels: {A: 0} as --levels A=0." in asked("check", "r.csv", *options)[2]
    code, out, _ = asked("check", "r.csv", *options, "--levels", "Chef=4", "--levels", "Azubi=0")
    assert (code, "a roster of 2 people" in out) == (0, True)


@pytest.mark.parametrize(
    ("options", "words"),
    [
        (["--columns", "age"], "Write --columns employee_id=EmployeeNumber"),
        (
            ["--ties", "t.csv", "--tie-columns", "age", "--level-order", "high_is_senior"],
            "Write --tie-columns source=From",
        ),
        (["--levels", "Chef=9"], "--levels Chef: must be a whole number from 0 to 4, not 9. The levels are: 0 entry"),
        (["--as-of", "yesterday"], "--as-of: must be a date such as"),
        (["--symmetrise", "bot"], "--symmetrise: unknown symmetrise 'bot'. Did you mean 'both'?"),
        (["--set", "organisation.roster.level_ordr=x"], "Did you mean 'level_order'?"),
        (["--set", "polcy.pairs=3"], "Did you mean 'policy'?"),
    ],
)
def test_options_that_say_nothing_are_refused_with_an_example(asked, here, options, words):
    roster(here / "roster.csv")
    code, _, err = asked("check", "roster.csv", *options)
    assert (code, words in err) == (2, True)


def test_files_are_called_in_messages_and_reports_as_they_were_typed(asked, answer, here):
    roster(here / "roster.csv")
    (here / "ties.csv").write_text("source,target\nE1,E2\nE1,E9999\nE2,E3\n")
    options = ["--ties", "ties.csv", "--level-order", "high_is_senior"]
    compared = ["compare", "no-programme", "reverse", "--roster", "roster.csv", "--worlds", "0"]
    for command in (["check", "roster.csv"], compared):
        code, _, err = asked(*command, *options)
        assert (code, err.startswith("ties.csv:3: source, target: 1 row names 1 person")) == (2, True)
    report = answer("check", "roster.csv", *options, "--set", "organisation.ties.unknown=drop")[1]["data"]["files"][0]
    assert (report["file"], report["ties"]["file"]) == ("roster.csv", "ties.csv")


def test_check_obeys_settings_and_says_how_many_rows_were_used_as_compare_does(asked, here):
    roster(here / "roster.csv")
    (here / "ties.csv").write_text("source,target\nE1,E2\nE1,E9999\nE2,E3\n")
    options = ["--ties", "ties.csv", "--level-order", "high_is_senior"]
    assert asked("check", "roster.csv", *options)[0] == 2
    options += ["--set", "organisation.ties.unknown=drop"]
    used = "2 of 3 rows were used: 1 left out because an end is not in the roster."
    code, out, _ = asked("check", "roster.csv", *options)
    assert (code, used in " ".join(out.split())) == (0, True)
    assert "with the same options" in " ".join(out.split())
    people = ["--roster", "roster.csv", *options, "--set", "weeks=8", "--set", "settling_weeks=26"]
    for command in (
        ["run", "reverse"],
        ["compare", "no-programme", "reverse", "--worlds", "0", "--replicates", "1"],
        ["match", "reverse"],
    ):
        out = asked(*command, *people)[1]
        assert f"ties.csv: {used}" in " ".join(out.split())


def test_every_command_says_which_rows_are_left_out(asked, here):
    rows = [f"E{n},{1960 + n},{n % 5},Ops,Clerk,{'V1' if n in (7, 8) else ''}" for n in range(30)]
    rows = ["employee_id,birth_year,level,department,title,manager_id", *rows]
    (here / "roster.csv").write_text("\n".join([*rows, "V1,,4,Ops,Vacant,", "Grand Total,,,,,"]) + "\n")
    people = ["--roster", "roster.csv", "--level-order", "high_is_senior"]
    people += ["--set", "weeks=8", "--set", "settling_weeks=26"]
    note = (
        "30 of 32 rows of roster.csv are people: 1 left out because they are totals of other rows and 1 left out "
        "because nobody holds the position by title. roster.csv: 2 people have lost their manager."
    )
    for command in (
        ["run", "reverse"],
        ["compare", "no-programme", "reverse", "--worlds", "0", "--replicates", "1"],
        ["match", "reverse"],
    ):
        code, out, err = asked(*command, *people)
        assert (code, note in " ".join(out.split())) == (0, True), (out, err)


def test_a_network_of_which_nothing_is_left_is_refused(asked, here):
    roster(here / "roster.csv")
    (here / "ties.csv").write_text("source,target\nE1,E2\nE2,E3\n")
    options = ["--ties", "ties.csv", "--level-order", "high_is_senior", "--symmetrise", "both"]
    code, _, err = asked("check", "roster.csv", *options)
    assert (code, "no tie is left of 2 rows" in err, "--symmetrise either" in err) == (2, True, True)


def test_what_steers_a_terminal_is_not_shown(asked, here):
    rows = [f"E{n},30,{n % 5},Ops\x1b[31m[bold]" for n in range(20)]
    (here / "r.csv").write_text("\n".join(["employee_id,age,level,department", *rows]) + "\n")
    code, out, err = asked("check", "r.csv", "--level-order", "high_is_senior")
    assert "\x1b" not in out + err
    assert code == 2 or "Ops?[31m[bold]" in out


@pytest.mark.skipif(not SHARED.is_dir(), reason="needs ../shared/data")
@pytest.mark.parametrize(
    "file", sorted((SHARED / "nasty").glob("*")) if SHARED.is_dir() else [Path("none")], ids=lambda path: path.name
)
def test_nasty_files_are_read_or_refused_at_a_place(asked, file):
    code, out, err = asked("check", file)
    assert code in (0, 2)
    assert ("can be used" in out) == (code == 0)
    if code == 2:
        assert file.name in err


# Running -------------------------------------------------------------------------------------------------------------


def test_a_single_run_says_that_it_is_an_illustration(asked):
    code, out, _ = asked("run", "reverse", *SMALL)
    assert code == 0
    assert "A single run is an illustration" in out
    assert "not measured" in out


def test_a_run_writes_what_is_asked_for_and_no_formula(asked, answer, here):
    roster(here / "roster.csv", 40)
    people = ["--roster", "roster.csv", "--level-order", "high_is_senior", "--as-of", "2026-01-01"]
    files = ["--weekly", "w.csv", "--people", "p.csv", "--pairs", "q.csv"]
    settings = ["--set", "weeks=30", "--set", "settling_weeks=26"]
    code, whole = answer("run", "reverse", *settings, *people, *files)
    assert code == 0
    assert whole["data"]["files"] == {"weekly": "w.csv", "people": "p.csv", "pairs": "q.csv"}
    assert set(whole["data"]["outcomes"]) == set(OUTCOME)
    assert len((here / "w.csv").read_text().splitlines()) == 31
    with (here / "p.csv").open() as file:
        rows = list(csv.DictReader(file))
    assert sum(row["present_at_launch"] == "True" for row in rows) == 40
    assert {row["department"] for row in rows} == {"'=Sales", "Ops"}
    assert not any(row["person"].startswith("E") for row in rows)
    assert (here / "q.csv").stat().st_mode & 0o777 == 0o600


def test_one_file_for_two_tables_is_refused(asked, here):
    code, out, err = asked("run", "reverse", "--weekly", "x.csv", "--people", "./x.csv")
    assert (code, out) == (2, "")
    assert "x.csv: is named twice. Name a file for each." in err


@pytest.mark.parametrize("verb", ["run", "compare"])
def test_what_the_numbers_rest_on_unasked_is_said_beside_them_and_beside_json(asked, here, verb):
    rows = [f"E{n},{1966 + n},{n % 5},Ops" for n in range(40)]
    (here / "r.csv").write_text("\n".join(["employee_id,birth_year,level,department", *rows]) + "\n")
    command = {
        "run": ["run", "reverse"],
        "compare": ["compare", "no-programme", "reverse", "--worlds", "0", "--replicates", "1"],
    }[verb]
    command += ["--roster", "r.csv", "--level-order", "high_is_senior", "--set", "settling_weeks=26"]
    expected = {
        "No ties were given": [],
        f"are those of {date.today()} (today)": ["--as-of", "2026-01-01"],
        "The runs last 30 weeks: what is called a year in the outcomes is 30 weeks.": ["--set", "weeks=52"],
    }
    short = ["--set", "weeks=30"]
    told, beside = asked(*command, *short)[1], asked(*command, *short, "--json")
    assert beside[1].count("\n") == 1
    for words, otherwise in expected.items():
        assert words in " ".join(told.split())
        assert words in beside[2]
        if otherwise:
            assert words not in asked(*command, *(short if "--as-of" in otherwise else []), *otherwise)[1]


@pytest.mark.parametrize("verb", ["run", "compare"])
def test_a_programme_for_which_nobody_fits_is_warned_of(asked, verb):
    command = {
        "run": ["run", "reverse"],
        "compare": ["compare", "no-programme", "reverse", "--worlds", "0", "--replicates", "2"],
    }[verb]
    command += [*SMALL, "--set", "policy.eligible.senior.min_age=99"]
    count = {"run": "1 of 1 future", "compare": "2 of 2 futures"}[verb]
    for out in (asked(*command)[1], asked(*command, "--json")[2]):
        assert f"reverse formed no pair in {count}" in " ".join(out.split())
        assert "policy.eligible" in out
    assert "no pair" not in asked(*command, "--set", "policy.pairs=0")[1]


def test_a_run_whose_programme_begins_by_a_change_and_finds_nobody_is_warned_of(asked):
    later = [*SMALL, "--set", "changes=[{week: 1, policy.arm: reverse, policy.eligible.senior.min_age: 99}]"]
    assert "no-programme formed no pair in 1 of 1 future" in " ".join(asked("run", "no-programme", *later)[1].split())
    assert "no pair" not in asked("run", "no-programme", *SMALL)[1]


@pytest.mark.parametrize("verb", ["check", "run", "compare"])
def test_people_are_read_with_the_same_options_by_every_verb(asked, here, verb):
    rows = [f"{n},{25 + n},{n % 5},Ops,{'x' if n % 3 else 'y'}" for n in range(30)]
    (here / "r.csv").write_text("\n".join(["Nr,age,level,department,group", *rows]) + "\n")
    (here / "t.csv").write_text("from,to\n" + "".join(f"{n},{(n + 1) % 30}\n" for n in range(30)))
    (here / "lines.csv").write_text("source,target\n" + "".join(f"{n},4\n" for n in range(30) if n != 4))
    options = ["--roster", "r.csv", "--columns", "employee_id=Nr", "--level-order", "high_is_senior"]
    options += ["--ties", "t.csv", "--tie-columns", "source=from", "--tie-columns", "target=to"]
    options += ["--symmetrise", "either", "--reporting-lines", "lines.csv", "--under-represented", "y"]
    options += ["--as-of", "2026-01-01", *SMALL[2:]]
    names = ["reverse", "traditional"] if verb == "compare" else ["reverse"]
    code, out, err = asked(
        verb, *names, *options, *(["--worlds", "0", "--replicates", "1"] if verb == "compare" else [])
    )
    assert (code, err) == (0, "")
    if verb == "check":
        assert "a roster of 30 people" in out
        assert asked("check", "r.csv", *options)[1].count("a roster of 30 people") == 1


def test_files_that_cannot_be_written_are_refused_before_anything_runs(asked, here):
    (here / "folder").mkdir()
    code, _, err = asked("run", "reverse", "--weekly", "nowhere/w.csv", "--people", "folder")
    assert code == 2
    assert "nowhere/w.csv: cannot be written" in err
    assert "is a folder" in err
    code, _, err = asked("compare", "no-programme", "reverse", "--to", "picture.doc")
    assert (code, ".png" in err) == (2, True)


def test_compare_begins_with_what_differs_and_ends_with_a_sentence(asked, here):
    code, out, err = asked("compare", "no-programme", "reverse", "bad-programme", *QUICK, "--all", "--to", "f.png")
    assert (code, err) == (0, "")
    assert out.startswith("It takes at least 20 futures to say which design; here are 3.\n")
    assert "What differs from no-programme:\n  reverse: a reverse mentoring programme" in out
    for words in (
        "Innovation",
        "not yet clear: rerun with --replicates 20",
        "exploratory",
        "that takes at least 20",
        "Next: Nothing is decided below 20 replicates",
    ):
        assert words in " ".join(out.split())
    assert (here / "f.png").read_bytes().startswith(b"\x89PNG")


def test_the_data_of_a_comparison_are_the_same_bytes_again_and_with_two_jobs(answer):
    small = ["compare", "no-programme", "reverse", *SMALL, "--worlds", "0", "--replicates", "6"]
    first = answer(*small, "--jobs", "1")[1]["data"]
    assert list(first) == [
        "baseline",
        "replicates",
        "seed",
        "family_size",
        "smallest_effects",
        "scenarios",
        "answer",
        "costs",
        "digest",
    ]
    for jobs in ("1", "2"):
        assert json.dumps(answer(*small, "--jobs", jobs)[1]["data"]) == json.dumps(first)


def test_the_same_scenario_twice_has_two_names(answer):
    assert list(answer("compare", "reverse", "reverse", *QUICK)[1]["data"]["scenarios"]) == ["reverse", "reverse (2)"]


def test_vary_makes_the_scenarios_itself(answer):
    data = answer("compare", "no-programme", "reverse", "--vary", "feedback=0,8", *QUICK)[1]["data"]
    assert list(data["scenarios"]) == ["no-programme", "no check-ins", "check-ins every 8 weeks"]
    data = answer("compare", "reverse", "--vary", "pairing", *QUICK)[1]["data"]
    assert data["baseline"] == "random"
    assert len(data["scenarios"]) == 11


def test_two_levers_are_varied_together():
    names = [one.name for one in varied(load("reverse"), ["feedback=0,2", "renew"])]
    assert names[0] == "no check-ins + renewed pairs"
    assert len(names) == 4


def test_all_wrong_values_of_a_lever_are_told_at_once():
    with pytest.raises(Refused) as refused:
        varied(load("reverse"), ["feedback=0,2,80,abc", "share=80,0.1"])
    assert sorted(map(str, refused.value.problems)) == [
        "--vary: policy.feedback.every_weeks: must be a whole number from 0 to 13, not 'abc'.",
        "--vary: policy.feedback.every_weeks: must be a whole number from 0 to 13, not 80.",
        "--vary: policy.share: must be a number from 0 to 1, not 80. For 80 % write 0.8.",
    ]


def test_a_baseline_may_be_named_by_file_by_name_or_be_another_scenario(here):
    (here / "ours.yaml").write_text("extends: reverse\nname: our own\n")
    asked = ["traditional", "ours.yaml"]
    for baseline, chosen, count in (("ours.yaml", "our own", 2), ("our own", "our own", 2), ("reverse", "reverse", 3)):
        scenarios, found = chosen_scenarios(asked, [], [], baseline)
        assert (found.name, len(scenarios)) == (chosen, count)


@pytest.mark.parametrize(
    ("arguments", "words"),
    [
        (["reverse"], "a comparison needs two scenarios"),
        (["reverse", "revers"], "Did you mean 'reverse'"),
        (["reverse", "--vary", "feedback"], "--vary feedback=0,2,8"),
        (["reverse", "--vary", "feedback="], "--vary feedback=0,2,8"),
        (["reverse", "--vary", "feedback=0,0"], "named twice"),
        (["reverse", "--vary", "share=0.05,0.1,.05"], ".05 is the same value as 0.05"),
        (["reverse", "--vary", "share=0.05,5e-2"], "5e-2 is the same value as 0.05"),
        (["reverse", "--vary", "feedback=99"], "0 to 13"),
        (["reverse", "--vary", "pairng=random"], "Did you mean 'pairing'"),
        (["reverse", "traditional", "--baseline", "none"], "neither a shipped scenario nor a file"),
        (["reverse", "traditional", "--series", "all"], "needs a store. Name one with --store"),
        (["reverse", "traditional", "--replicates", "0"], "must be a whole number of 1 or more"),
        (["reverse", "traditional", "--replicates", "many"], "valid integer"),
        (["reverse", "traditional", "--jobs", "-1"], "must be a whole number of 1 or more"),
        (["reverse", "traditional", "--set", "policy.shar=1"], "Did you mean"),
        (["reverse", "traditional", "--ties", "ties.csv"], "ties need a roster"),
        (["reverse", "traditional", "--roster", "nobody.csv"], "nobody.csv"),
        (["reverse", "traditional", "--bogus"], "--bogus"),
        ([], "Missing argument"),
    ],
)
def test_what_cannot_be_asked_is_said_kindly_in_words_and_in_json(asked, arguments, words):
    arguments = [*arguments, "--worlds", "0"]
    code, out, err = asked("compare", *arguments)
    assert (code, out) == (2, "")
    assert words in err
    code, out, _ = asked("compare", *arguments, "--json")
    whole = json.loads(out)
    assert (code, whole["ok"], whole["data"]) == (2, False, None)
    assert any(words in f"{one['message']} {one['hint']}" or words in str(one["file"]) for one in whole["errors"])


def test_the_demo_leaves_two_pictures_the_numbers_and_a_sentence(asked, here):
    code, out, _ = asked("demo", "--replicates", "2", "--jobs", "1", "--out", "there")
    assert code == 0
    for file in ("comparison.png", "network.png"):
        assert (here / "there" / file).read_bytes().startswith(b"\x89PNG")
    data = json.loads((here / "there" / "comparison.json").read_text())
    assert len(data["scenarios"]) >= 5
    told = " ".join(out.split())
    for words in ("the 300 people in roster.csv", "simulated, not measured", "mentorlab check roster.csv", "Next"):
        assert words in told


# Failing -------------------------------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    ("error", "code", "words"),
    [
        (KeyError("seat"), 3, "Something went wrong inside mentorlab (KeyError: 'seat')"),
        (EngineLost("The workers are gone."), 75, "The workers are gone."),
        (KeyboardInterrupt(), 130, "You stopped it"),
    ],
)
def test_whatever_breaks_is_a_sentence_and_an_exit_code(asked, monkeypatch, error, code, words):
    from mentorlab.experiments.cli.verbs import list as verb

    def broken(*_):
        raise error

    monkeypatch.delenv("MENTORLAB_DEBUG", raising=False)
    monkeypatch.setattr(verb, "strategies", broken)
    found, out, err = asked("list")
    assert (found, out) == (code, "")
    assert words in err
    assert json.loads(asked("list", "--json")[1])["errors"][0]["message"].startswith(words[:20])


def test_a_run_that_breaks_off_is_exit_code_3(asked, monkeypatch):
    from mentorlab.experiments.runs import run as running

    def broken(*_):
        raise ZeroDivisionError("no weeks")

    monkeypatch.setattr(running, "outcomes", broken)
    code, _, err = asked("compare", "no-programme", "reverse", *QUICK, "--seed", "7")
    assert code == 3
    assert "The run of 'no-programme' with seed 7 and replicate 0 failed: ZeroDivisionError: no weeks" in err


def test_debugging_shows_the_traceback(here, monkeypatch):
    from mentorlab.experiments.cli.verbs import list as verb

    monkeypatch.setenv("MENTORLAB_DEBUG", "1")
    monkeypatch.setattr(verb, "strategies", lambda: {}["seat"])
    with pytest.raises(KeyError):
        cli.answered(["list"])


def test_a_reader_that_has_gone_is_no_failure(here):
    command = f"{sys.executable} -m mentorlab list | head -1"
    said = subprocess.run(command, shell=True, capture_output=True, text=True, env={**os.environ})
    assert said.stderr == ""


# Pieces --------------------------------------------------------------------------------------------------------------


def test_an_envelope_never_holds_nan():
    with pytest.raises(ValueError, match="not JSON compliant"):
        envelope("run", {"value": float("nan")})


def test_cells_are_safe_and_empty_where_nothing_is_known(tmp_path):
    import pandas as pd

    assert [cell_of(value) for value in ("=1+1", None, float("nan"), pd.NA, 3)] == ["'=1+1", "", "", "", 3]
    write_csv(tmp_path / "t.csv", pd.DataFrame({"a": ["@x"], "b": [1.5]}))
    assert (tmp_path / "t.csv").read_text() == "a,b\n'@x,1.5\n"


def test_progress_is_told_now_and_then_and_not_when_all_is_done(capsys):
    now = iter([0.0, 1.0, 3.0, 4.0, 14.0, 20.0])
    moved = lines_of("runs", clock=lambda: next(now))
    for done in range(1, 6):
        moved(done, 5)
    said = capsys.readouterr().err.splitlines()
    assert said == ["runs: 2 of 5, about 6 s left", "runs: 4 of 5, about 4 s left"]


def test_progress_that_does_not_move_says_nothing_and_fails_nothing(capsys):
    now = iter(range(0, 200, 5))
    moved = lines_of("runs", clock=lambda: next(now))
    for done in (0, 0, 0, 1, 1, 1, 2):
        moved(done, 5)
    assert capsys.readouterr().err.splitlines() == ["runs: 2 of 5, about 45 s left"]


def test_files_of_another_kind_are_called_by_what_they_are(asked, here):
    (here / "people.csv").write_text("employee_id,age\nE1,30\n")
    (here / "study.yaml").write_text("scenario: reverse\nlevers: {feedback: [0, 4]}\n")
    (here / "ours.yaml").write_text("extends: reverse\npolicy: {share: 0.1}\n")
    for arguments, words in (
        (
            ("compare", "no-programme", "people.csv"),
            "is a table, not a scenario or a study. Name your people with --roster",
        ),
        (("sweep", "people.csv"), "is a table"),
        (("compare", "no-programme", "study.yaml"), "Carry it out with: mentorlab sweep study.yaml"),
        (("sweep", "ours.yaml"), "is a scenario, not a study of many policies"),
    ):
        code, out, err = asked(*arguments)
        assert (code, out) == (2, "")
        assert words in " ".join(err.split())


def test_no_output_is_written_over_what_is_read(asked, here):
    lines = [f"E{at},{25 + at},{at // 10},{'IT' if at % 2 else 'HR'}" for at in range(40)]
    (here / "people.csv").write_text("\n".join(["employee_id,age,level,department", *lines]) + "\n")
    before = (here / "people.csv").read_bytes()
    how = ("--roster", "people.csv", "--level-order", "high_is_senior")
    for arguments in (("match", "reverse", *how, "--to"), ("run", "reverse", *how, "--pairs")):
        code, _, err = asked(*arguments, "./people.csv")
        assert code == 2
        assert "is a file that this command reads" in " ".join(err.split())
    assert (here / "people.csv").read_bytes() == before
