"""Telling who has left from who is here: words of statuses, yes and no in other languages, days of leaving."""

from __future__ import annotations

from pathlib import Path
from typing import Any

import numpy as np
import pytest
from rosters import NEW_YEAR, company, marked, only

from mentorlab.agents.files.columns.leavers import says_of
from mentorlab.agents.files.roster import Roster, read_roster

GONE = (
    "Not Active", "Non-active", "NON_ACTIVE", "In-Active", "No longer employed", "Not currently employed",
    "Formerly employed", "Not employed", "Nicht aktiv", "nicht mehr beschäftigt", "Non actif", "plus en poste",
    "Separated", "Gekündigt", "Gekuendigt", "Entlassen", "Beendet", "Withdrawn", "Deactivated", "Contract ended",
    "Ex-Mitarbeiter", "Démission", "De\u0301mission", "Cessé", "Licenciée", "Voluntary Termination", "Laid off",
    "No longer with the company",
)  # fmt: skip
HERE = (
    "Inactive - Parental Leave", "Inaktiv (Elternzeit)", "Active (resigned; last day 2026-12-31)", "Maternity",
    "Former contractor, active", "Not terminated", "Pending termination", "Termination pending", "Notice period",
    "Mutterschutz", "En congé", "Terminated, rehired", "Aktive", "ungekündigt", "no longer inactive", "On_Leave",
)  # fmt: skip
NEITHER = ("Paused", "Probezeit beendet", "Leaves early", "Fait partie du personnel", "unemployed", "Single", "")


@pytest.mark.parametrize(("cells", "left"), [(GONE, True), (HERE, False), (NEITHER, None)])
def test_words_of_statuses(cells: tuple[str, ...], left: bool | None) -> None:
    says = says_of("status")
    assert [cell for cell in cells if says(cell) is not left] == []


def gone_from(roster: Roster) -> int:
    return 24 - len(roster.ids)


def noted(roster: Roster, words: str) -> bool:
    return any(words in note for note in roster.quality.notes)


@pytest.mark.parametrize(
    ("status", "stay"),
    [("Active", True), ("Not active", False), ("Inactive - Parental Leave", False), ("Active (resigned)", False)],
)
def test_only_a_plain_status_of_being_here_outweighs_a_day_of_leaving(read: Any, status: str, stay: bool) -> None:
    columns = {"status": marked(status, 5, otherwise="Active"), "exit_date": marked("2024-01-01", 5)}
    assert gone_from(read(company(**columns))) == (not stay)


def test_statuses_that_say_neither_are_noted(read: Any) -> None:
    roster = read(company(status=marked("Paused", 1, 2, 3, 4, 5, otherwise="Active")))
    words = (
        "status: 5 cells say neither that somebody has left nor that they are here, such as 'Paused'; nobody is left"
    )
    assert gone_from(roster) == 0
    assert noted(roster, words)
    assert not noted(read(company(status=marked("Active", *range(20)))), "neither")


def test_people_on_leave_stay_and_that_is_noted(read: Any) -> None:
    roster = read(company(status=marked("Inactive - Parental Leave", 1, 2, otherwise="Active")))
    assert gone_from(roster) == 0
    assert noted(
        roster, "status: 2 cells have words both of having left and of being here or on leave, such as 'Inactive"
    )
    on_leave = company(
        status=marked("Parental leave", 3, otherwise="Active"), active=marked("No", 3, 4, otherwise="Yes")
    )
    assert gone_from(read(on_leave)) == 1


def test_who_is_separated_from_a_spouse_has_not_left(read: Any) -> None:
    assert gone_from(read(company(status=marked("Separated", 1, 5, otherwise="Married")))) == 0


@pytest.mark.parametrize(
    ("header", "gone", "here"),
    [
        ("Ausgeschieden", "Ja", "Nein"),
        ("Ausgeschieden", "j", "n"),
        ("Aktiv", "nein", "ja"),
        ("Aktiv", "FALSCH", "WAHR"),
        ("Actif", "non", "oui"),
        ("Actif", "N", "O"),
        ("Left", "x", ""),
        ("Termd", "1.0", "0.0"),
        ("Left", "2024-05-01", ""),
        ("Ausgeschieden", "31.12.2025", "31.12.9999"),
    ],
)
def test_yes_and_no_in_other_languages(read: Any, header: str, gone: str, here: str) -> None:
    roster = read(company(**{header: marked(gone, 1, 12, otherwise=here)}))
    assert {"1002", "1013"}.isdisjoint(roster.ids)
    assert gone_from(roster) == 2


@pytest.mark.parametrize(("yes", "no"), [("ja", "nein"), ("oui", "non"), ("1.0", "0.0"), ("x", "")])
def test_the_baseline_counts_leavers_in_other_languages(read: Any, yes: str, no: str) -> None:
    roster = read(company(Weggang=marked(yes, 3, 9, otherwise=no)), left="Weggang")
    assert np.flatnonzero(roster.left == 1).tolist() == [3, 9]
    assert np.sum(roster.left == 0) == 22


def test_marks_in_a_group_are_names_of_groups(read: Any) -> None:
    assert set(read(company(group=marked("x", 1, otherwise="y"))).group.tolist()) == {-1}
    assert set(read(company(group=marked("ja", 1, otherwise="nein"))).group.tolist()) == {0, 1}


@pytest.mark.parametrize("header", ["Left", "Ausgeschieden", "Aktiv", "Actif"])
def test_a_column_of_leavers_that_cannot_be_read_is_refused(read: Any, refused: Any, header: str) -> None:
    text = company(**{header: marked("A7", 3, otherwise="B9")})
    problem = only(refused(text))
    assert (problem.line, problem.field, problem.value) == (2, header, "B9")
    assert f"sure: [{header}]" in problem.hint
    assert f"only: {{{header}: B9}}" in problem.hint
    assert gone_from(read(text, sure=[header])) == 0


def test_blanks_where_nobody_is_marked_as_not_active_are_noted(read: Any) -> None:
    roster = read(company(Active=marked("x", *range(20))))
    assert gone_from(roster) == 0
    assert noted(roster, "Active: 4 cells are blank and nobody is marked no; nobody is left out because of that.")


@pytest.mark.parametrize(("header", "otherwise"), [("status", "Active"), ("exit_date", ""), ("Termd", "0")])
def test_failed_formulas_in_columns_of_leavers_are_refused(
    read: Any, refused: Any, header: str, otherwise: str
) -> None:
    text = company(**{header: marked("#REF!", 3, 4, otherwise=otherwise)})
    problem = only(refused(text))
    assert (problem.line, problem.code) == (5, "formula")
    assert "2 cells show that a formula failed" in problem.message
    assert gone_from(read(text, sure=[header])) == 0
    assert len(read(text + f"Grand total,,8,,,{'#REF!'}\n", sure=[header]).ids) == 24


def test_failed_formulas_beside_totals_do_not_matter(read: Any) -> None:
    assert len(read(company(status=marked("Active", *range(24))) + "Grand total,,8,,,#REF!\n").ids) == 24


@pytest.mark.parametrize(
    ("day", "gone"), [("2026-01-01", 0), ("2025-12-31", 1), ("31.12.99", 0), ("12/31/99", 0), ("31.12.98", 1)]
)
def test_the_last_day_and_days_far_off(read: Any, day: str, gone: int) -> None:
    assert gone_from(read(company(exit_date=marked(day, 4)))) == gone


def test_who_came_back_is_here_and_nobodys_lost_manager(read: Any, tmp_path: Path) -> None:
    status = marked("Active", *range(24))
    text = company(status=status) + "1002,56,3,HR,1001,Terminated\n"
    roster = read(text)
    assert len(roster.ids) == 24
    assert roster.quality.lost_managers == 0
    assert roster.quality.ids_left_out == frozenset()
    lines = [line.split(",") for line in text.splitlines()]
    people = "\n".join(",".join(cells[:4] + cells[5:]) for cells in lines)
    (tmp_path / "people.csv").write_text(people)
    (tmp_path / "lines.csv").write_text("source,target\n1004,1002\n1005,1002\n")
    listed = read_roster(tmp_path / "people.csv", as_of=NEW_YEAR, reporting_lines=tmp_path / "lines.csv")
    assert listed.quality.lost_managers == 0
    assert int(np.sum(listed.manager >= 0)) == 2
