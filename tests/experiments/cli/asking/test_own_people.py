"""What is guessed is shown on a terminal and asked about; elsewhere what is unsure is refused with what to write."""

from __future__ import annotations

import io
import sys
from collections.abc import Callable
from datetime import date
from pathlib import Path

import openpyxl
import pytest
from exports import GRADES, german_export

from mentorlab.experiments.cli import main as cli
from mentorlab.experiments.cli.asking import questions
from mentorlab.scenarios.load import load

Ask = Callable[..., tuple[int, str, str]]
LEVELS = ",".join(f"{grade}={level}" for grade, level in GRADES.items())
DOUBTFUL = "Emp ID,Born,Cost Center,Rank,Reports to,Mood\n" + "".join(
    f"E{at},{1960 + at},{('Sales', 'IT')[at % 2]},{('Blue', 'Gold')[at < 4]},{'' if at == 0 else 'E0'},{at % 5}\n"
    for at in range(40)
)


@pytest.fixture
def said(tmp_path: Path, monkeypatch: pytest.MonkeyPatch, capsys: pytest.CaptureFixture[str]) -> Ask:
    """Return a function that runs `new` in an empty folder, with somebody there who types these answers, or nobody."""
    monkeypatch.chdir(tmp_path)

    def run(*arguments: str, types: str | None = None) -> tuple[int, str, str]:
        monkeypatch.setattr(questions, "somebody_is_there", lambda: types is not None)
        monkeypatch.setattr(sys, "stdin", io.StringIO("".join(f"{line}\n" for line in (types or "").split("|"))))
        code = cli.answered(["new", *arguments])
        out, err = capsys.readouterr()
        assert "Traceback" not in out + err
        return code, out, err

    return run


def test_four_answers_take_a_german_export_to_a_scenario(said: Ask) -> None:
    german_export(Path("export.csv"))
    code, out, shown = said("ours", "--roster", "export.csv", types="y|y|y|y")
    assert (code, "Wrote ours.yaml: your people" in out) == (0, True)
    for words in ("Geburtsdatum", "day.month.year", "may be level", "Is this the level", "such as '999000'"):
        assert words in shown
    roster = load("ours.yaml").organisation.roster
    assert roster is not None
    assert roster.levels == GRADES
    assert roster.unknown_managers == "drop"


def test_no_to_the_last_question_writes_nothing(said: Ask) -> None:
    german_export(Path("export.csv"))
    for answers in ("y|y|y|n", "y|y"):
        code, _, err = said("ours", "--roster", "export.csv", types=answers)
        assert (code, "You stopped it" in err) == (130, True)
    assert not Path("ours.yaml").exists()


def test_no_to_managers_who_are_not_there_is_refused_with_the_lines(said: Ask) -> None:
    german_export(Path("export.csv"))
    code, _, err = said("ours", "--roster", "export.csv", types="y|y|n")
    assert code == 2
    assert "export.csv:302:7: Vorgesetzter: '999000' is the manager of" in err
    assert not Path("ours.yaml").exists()


def test_each_grade_is_asked_for_if_the_proposal_is_wrong(said: Ask) -> None:
    german_export(Path("export.csv"))
    answers = "y|n|0|9|2|1|2|3|3|4|y|y"  # 9 is asked for again
    code, _, shown = said("ours", "--roster", "export.csv", types=answers)
    assert code == 0
    assert "'9' is not one of them: 0, 1, 2, 3, 4." in shown
    roster = load("ours.yaml").organisation.roster
    assert roster is not None
    assert roster.levels == GRADES | {"Sachbearbeiter": 2}


def test_a_column_can_be_corrected_or_left_out(said: Ask) -> None:
    german_export(Path("export.csv"))
    answers = "n|hire_date|none|n|department|E-mail|n|department|Abteilung|y|y|y|y"
    code, _, shown = said("ours", "--roster", "export.csv", types=answers)
    assert code == 0
    assert "Read Personalnummer as employee_id" in shown
    roster = load("ours.yaml").organisation.roster
    assert roster is not None
    assert "hire_date" not in roster.columns
    assert roster.columns["department"] == "Abteilung"


def test_what_is_doubtful_is_asked_for_one_by_one(said: Ask) -> None:
    Path("hr.csv").write_text(DOUBTFUL)
    code, _, shown = said("ours", "--roster", "hr.csv", types="Born|Cost Center|rank|y|3|1|y")
    assert code == 0
    assert "Born may be birth_year" in shown
    roster = load("ours.yaml").organisation.roster
    assert roster is not None
    assert roster.columns == {
        "employee_id": "Emp ID",
        "birth_year": "Born",
        "department": "Cost Center",
        "level": "Rank",
        "manager_id": "Reports to",
    }
    assert roster.levels == {"Gold": 1, "Blue": 3}


def test_without_somebody_all_that_is_unsure_is_refused_at_once_with_what_to_write(said: Ask) -> None:
    Path("hr.csv").write_text(DOUBTFUL.replace(",E0,3\n", ",E99,3\n"))
    code, out, err = said("ours", "--roster", "hr.csv")
    assert (code, out) == (2, "")
    for words in (
        "write --columns birth_year=Born.",
        "write --columns 'department=Cost Center'.",
        "write --columns level=Rank.",
        "put a level in place of each question mark. Correct it, and write --levels 'Blue=?,Gold=?'.",
        "There are 8 rows with a manager who is not in the file, such as 'E99'. Write --unknown-managers drop",
    ):
        assert words in err
    assert not Path("ours.yaml").exists()
    assert said("ours", "--roster", "hr.csv", "--yes", types="y|y|y")[0] == 2  # --yes asks nothing


def test_what_the_refusals_say_to_write_is_enough(said: Ask) -> None:
    german_export(Path("export.csv"))
    code, _, err = said("ours", "--roster", "export.csv")
    assert code == 2
    assert f"--levels '{LEVELS}'" in err
    assert "'999000'. Write --unknown-managers drop" in err
    assert said("ours", "--roster", "export.csv", "--levels", LEVELS, "--unknown-managers", "drop")[0] == 0


def test_numbers_whose_order_the_file_does_not_show_are_asked_about(said: Ask) -> None:
    people = "Emp ID,Age,Department,Level\n" + "".join(f"E{n},{30 + n % 7},{'AB'[n % 2]},{n % 3}\n" for n in range(30))
    Path("hr.csv").write_text(people)
    code, _, err = said("ours", "--roster", "hr.csv")
    assert code == 2
    assert "Write --level-order high_is_senior or --level-order low_is_senior." in err
    assert said("ours", "--roster", "hr.csv", types="y|low_is_senior|y")[0] == 0
    assert load("ours.yaml").organisation.roster.level_order == "low_is_senior"  # type: ignore[union-attr]


def test_ties_are_guessed_beside_the_people(said: Ask) -> None:
    german_export(Path("export.csv"), people=200)
    rows = "".join(f"{100000 + n};{100100 + n};{n + 1}\n" for n in range(90))
    Path("ties.csv").write_text(f"Zusammenarbeit 2026;;\nVon;An;Anzahl\n{rows}100001;999999;2\n")
    options = ("ours", "--roster", "export.csv", "--ties", "ties.csv", "--levels", LEVELS)
    code, _, err = said(*options)
    assert (code, "1 row names 1 person not in the roster" in err, "--unknown-ties drop" in err) == (2, True, True)
    assert said(*options, types="y|y|y|y")[0] == 0
    ties = load("ours.yaml").organisation.ties
    assert ties is not None
    assert ties.columns == {"source": "Von", "target": "An", "weight": "Anzahl"}
    assert (ties.unknown, ties.header) == ("drop", 2)


def test_sheet_header_and_leavers_of_a_workbook_are_found_and_shown(said: Ask) -> None:
    book = openpyxl.Workbook()
    book.active.title = "Report"
    book.active.append(["Headcount", "May"])
    sheet = book.create_sheet("Staff")
    for row in [["All workers"], [], ["Employee ID", "Date of Birth", "Department", "Level", "Termination Date"]]:
        sheet.append(row)
    for at in range(40):
        left = date(2025, 3, 1) if at % 10 == 9 else None
        sheet.append([1000 + at, date(1960 + at, 5, at % 28 + 1), ("Sales", "IT")[at % 2], 5 - at // 8, left])
    book.save("hr.xlsx")
    code, _, shown = said("ours", "--roster", "hr.xlsx", "--as-of", "2026-06-01", types="y|high_is_senior|y")
    said_plainly = " ".join(shown.split())
    assert code == 0
    assert "The sheet 'Staff' is read" in shown
    assert "4 of 40 rows are left out because they have left by Termination Date" in said_plainly
    roster = load("ours.yaml").organisation.roster
    assert roster is not None
    assert (roster.sheet, roster.header) == ("Staff", 3)


def test_what_looks_like_a_mistake_is_asked_about(said: Ask) -> None:
    rows = "".join(f"E{at},{'1970-01-01' if at % 2 else f'{1960 + at}-05-03'},IT,{at % 5}\n" for at in range(40))
    Path("hr.csv").write_text(f"Emp ID,Birth Date,Department,Level\n{rows}")
    options = ("ours", "--roster", "hr.csv", "--level-order", "high_is_senior", "--as-of", "2026-06-01")
    code, _, err = said(*options)
    assert (code, "--sure birth_date" in err) == (2, True)
    assert said(*options, types="y|n")[0] == 2
    code, _, shown = said(*options, types="y|y|y")
    assert (code, "Is birth_date right as it is?" in shown) == (0, True)
    roster = load("ours.yaml").organisation.roster
    assert roster is not None
    assert roster.sure == ("birth_date",)


def test_what_no_setting_can_mend_is_refused_with_the_rest(said: Ask) -> None:
    file = german_export(Path("export.csv"), people=100)
    file.write_text(file.read_text("cp1252").replace("100007;", "100008;", 1), "cp1252")
    code, _, err = said("ours", "--roster", "export.csv")
    assert code == 2
    assert "is already on line" in err
    assert "--levels" in err
    code, _, err = said("ours", "--roster", "nowhere.csv")
    assert (code, "nowhere.csv: there is no such file." in err) == (2, True)


def test_ties_without_people_and_people_twice_are_refused(said: Ask) -> None:
    german_export(Path("export.csv"), people=100)
    assert "Add --roster FILE" in said("ours", "--ties", "export.csv")[2]
    assert said("first", "--roster", "export.csv", "--levels", LEVELS)[0] == 0
    code, _, err = said("second", "--from", "first.yaml", "--roster", "export.csv")
    assert (code, "two rosters cannot be blended" in err) == (2, True)
    assert said("third", "--from", "first.yaml")[0] == 0
    assert load("third.yaml").organisation == load("first.yaml").organisation


def test_nobody_is_there_where_input_or_messages_are_no_terminal(monkeypatch: pytest.MonkeyPatch) -> None:
    class Terminal(io.StringIO):
        def isatty(self) -> bool:
            return True

    monkeypatch.setattr(sys, "stdin", Terminal())
    monkeypatch.setattr(sys, "stderr", Terminal())
    assert questions.somebody_is_there()
    monkeypatch.setattr(sys, "stdin", io.StringIO())
    assert not questions.somebody_is_there()
    monkeypatch.setattr(sys, "stdin", None)
    assert not questions.somebody_is_there()
