"""Real organisations go in and a comparison comes out: 21 managers with their advice ties, and a roster of 1,470."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
from real_organisations import MANAGERS_FILE, ROSTER, ROSTER_FILE, needs_managers, needs_roster

import mentorlab as ml
from mentorlab.experiments.cli.main import answered
from mentorlab.scenarios.assumptions.outcomes import HEADLINES, OUTCOME


def scenario_files(folder: Path, text: str) -> list[str]:
    for parent in ("no-programme", "reverse"):
        (folder / f"{parent}-here.yaml").write_text(text.format(parent=parent), encoding="utf-8")
    return [str(folder / "no-programme-here.yaml"), str(folder / "reverse-here.yaml")]


def compared(files: list[str], replicates: int, capsys: pytest.CaptureFixture[str]) -> dict[str, object]:
    assert answered(["compare", *files, "--worlds", "0", "--replicates", str(replicates), "--json"]) == 0
    return json.loads(capsys.readouterr().out)["data"]


@needs_managers
def test_the_21_managers_are_read_as_they_are(tmp_path: Path) -> None:
    model = ml.MentoringModel(ml.load(scenario_files(tmp_path, MANAGERS_FILE)[1]))
    people = model.state.workforce
    ids = model.inputs.roster.ids
    head = ids.index("7")
    assert (len(people), people.level[head], people.manager[head]) == (21, 4, -1)
    assert people.age[ids.index("9")] == 62
    assert people.tenure[ids.index("9")] == 5 * 52
    assert sum(people.level == 2) == 4
    assert model.graph.number_of_nodes() == 21


@needs_managers
def test_the_21_managers_give_a_comparison_whose_numbers_fit_together(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    data = compared(scenario_files(tmp_path, MANAGERS_FILE), 20, capsys)
    assert (data["replicates"], data["family_size"]) == (20, 3)
    reverse = data["scenarios"]["reverse-here"]
    for headline in HEADLINES:
        found = reverse["outcomes"][headline]
        if found["low"] is not None:
            assert found["low"] <= found["difference"] <= found["high"]
        assert found["unit"] == OUTCOME[headline].unit
        assert reverse["rank"][headline] in (1, 2)


@needs_roster
def test_a_roster_without_ties_gives_a_comparison_on_drawn_ones(
    tmp_path: Path, capsys: pytest.CaptureFixture[str]
) -> None:
    files = scenario_files(tmp_path, ROSTER_FILE)
    run = ml.simulate(ml.load(files[1]))
    assert run.people["present_at_launch"].sum() == 1470
    data = compared(files, 5, capsys)
    assert data["replicates"] == 5
    assert data["scenarios"]["reverse-here"]["outcomes"]["inclusion"]["difference"] > 0


@needs_roster
def test_at_launch_the_people_are_the_files(tmp_path: Path) -> None:
    import csv

    model = ml.MentoringModel(ml.load(scenario_files(tmp_path, ROSTER_FILE)[1]))
    with ROSTER.open(encoding="utf-8-sig", newline="") as file:
        rows = {row["EmployeeNumber"]: row for row in csv.DictReader(file)}
    people = model.state.workforce
    for at, employee_id in enumerate(model.inputs.roster.ids):
        row = rows[employee_id]
        assert people.age[at] == float(row["Age"])
        assert people.tenure[at] == pytest.approx(52 * float(row["YearsAtCompany"]))
        assert people.level[at] == int(row["JobLevel"]) - 1
        assert model.inputs.structure.departments[people.department[at]] == row["Department"]
