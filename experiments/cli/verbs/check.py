"""mentorlab check: check your files, or code of your own, before a study. It reports what was read and what will be
drawn, or everything that is wrong."""

from __future__ import annotations

import os
from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any

import numpy as np
import typer

from ....agents.base.refusal import Problem, Refused
from ....agents.base.skills import LEVELS
from ....agents.files.roster import Quality, Roster
from ....agents.files.tables.cells import counted, listed
from ....agents.files.tables.table_file import table_endings
from ....agents.files.tie_file import TieList
from ....agents.people.structure import department_names
from ....scenarios.assumptions.organisation import DEFAULT_EMPLOYEES
from ....scenarios.load import load
from ....scenarios.scenario import unknown_places
from ....sim.state.inputs import read
from ...results.company_figures import figures_data, met, states_figures, to_be_met
from ...show.progress import progress
from ...show.wording.comparison import programme_in_words
from ...show.wording.notes import idle_settings
from ...show.wording.numbers import SUPPRESSED_BELOW, amount, people_cell
from ..options.options import Allow, Set, permit, reads_people
from ..options.records import HowToRead, option
from ..tables.answers import Answer, clean, table
from ..tables.company_figures import show_to_be_met

if TYPE_CHECKING:
    from rich.console import Console

    from ....scenarios.scenario import Scenario
    from ....sim.calibration.calibrate import Fitted

SCENARIO_ENDINGS = (".yaml", ".yml")
OLD_WORKBOOK = ".xls"
"""Is refused as a table, and not read as a scenario."""


@reads_people
def check(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE...]", help="Scenario files (.yaml) and rosters (.csv, .xlsx).")
    ] = None,
    strategy: Annotated[
        str | None, option("--strategy", "Check code of your own instead of files.", "PACKAGE.MODULE:NAME")
    ] = None,
    kind: Annotated[
        str | None,
        option("--kind", "What that code is: pairing, action, process, reward, training, targeting or outcome."),
    ] = None,
    *,
    how: HowToRead,
    settings: Set = None,
    solve: Annotated[bool, option("--solve", "Also simulate, to see whether your company figures can be met.")] = False,
    allow: Allow = None,
) -> Answer:
    """Answer what is in files, refuse with all that is wrong in all of them, or hold code to its contract.

    Company figures are listed; with `solve` the model runs to see whether they can be met.
    """
    permit(allow)
    if strategy is not None and not files:
        from .check_strategy import check_strategy

        return check_strategy(strategy, kind)
    if not files or strategy is not None:
        raise typer.BadParameter("Name files, or one --strategy package.module:name, and not both.")
    reports: list[dict[str, Any]] = []
    problems: list[Problem] = []
    if how.roster and how.roster not in files and all(map(is_table, files)):  # a scenario is checked with its people
        files = [*files, how.roster]
    for file in files:
        try:
            if is_table(file):
                reports.append(check_roster(file, how, settings or ()))
            else:
                reports += check_scenario_and_people(file, how, settings or (), solve)
        except Refused as refused:
            told = [replace(how, roster=file).told(problem) for problem in refused.problems]
            problems += [problem for problem in told if problem not in problems]
    if how.ties and not any(report["kind"] != "scenario" for report in reports) and not problems:
        hint = "Name the roster too: mentorlab check roster.csv --ties ties.csv."
        problems.append(
            Problem("a file of ties needs a roster that says who the people are.", hint, "missing", file=how.ties)
        )
    if problems:
        raise Refused(problems)
    return Answer({"files": reports}, lambda console: show(console, reports, how, settings or ()))


def is_table(file: str) -> bool:
    """Tell a table of people from a scenario, by its ending and, where that says nothing, by its being a file."""
    ending = Path(file).suffix.lower()
    return ending in (*table_endings(), OLD_WORKBOOK) or (ending not in SCENARIO_ENDINGS and os.path.isfile(file))


def check_scenario_and_people(file: str, how: HowToRead, settings: Sequence[str], solve: bool) -> list[dict[str, Any]]:
    """Return reports on a scenario and on the people it names."""
    scenario, report = check_scenario(file, [*how.settings(), *settings])
    roster, ties = read(scenario.organisation)
    drawn = scenario.organisation.synthetic
    departments = roster.departments if roster else department_names(drawn.employees if drawn else DEFAULT_EMPLOYEES)
    if unknown := unknown_places(scenario, departments, roster.sites if roster else ()):
        raise Refused([replace(problem, file=file) for problem in unknown])
    if states_figures([scenario]):
        report["baseline_figures"] = to_be_met(scenario, roster)
        if solve:
            report["baseline_reached"] = figures_data(solved_for(scenario))
    return [report, *([report_on(roster, ties, how)] if roster else [])]


def check_scenario(name: str, settings: Sequence[str]) -> tuple[Scenario, dict[str, Any]]:
    """Return a scenario without mistakes, and the report on it."""
    scenario = load(name, settings=settings)
    without = load("no-programme")
    policy = programme_in_words(without, scenario.model_copy(update={"organisation": without.organisation}))
    about = {"file": name, "kind": "scenario", "name": scenario.name, "about": scenario.about, "policy": policy}
    return scenario, {**about, "weeks": scenario.weeks, "notes": idle_settings(scenario)}


def show_scenario(console: Console, report: dict[str, Any]) -> None:
    """Show what a scenario file says."""
    policy = "; ".join(report["policy"]) or "no programme"
    console.print(f"{clean(report['file'])}: a scenario, '{clean(report['name'])}', {amount(report['weeks'], 0)} weeks")
    if report["about"]:
        console.print(f"  {clean(report['about'])}")
    console.print(f"  {clean(policy)}")
    for note in report["notes"]:
        console.print(f"- {clean(note)}.")


def solved_for(scenario: Scenario) -> Fitted:
    """Return how a scenario's figures are met."""
    from ....sim.state.inputs import read_inputs

    with progress("runs to meet your company figures") as moved:
        return met([scenario], read_inputs(scenario.organisation), moved)[0]


def check_roster(file: str, how: HowToRead, settings: Sequence[str]) -> dict[str, Any]:
    """Return a report on a roster and its ties, which are read as a comparison with the same options reads them."""
    how = replace(how, roster=file)
    roster, ties = read(load("no-programme", settings=[*how.settings(), *settings]).organisation)
    assert roster is not None
    return report_on(roster, ties, how)


def report_on(roster: Roster, ties: TieList | None, how: HowToRead) -> dict[str, Any]:
    """Return what is in a roster and its ties, with files as they were typed; a count of fewer than five is null."""
    people = len(roster.ids)
    departments = np.bincount(roster.department, minlength=len(roster.departments)).tolist()
    at_level = np.bincount(roster.level, minlength=len(LEVELS)).tolist()
    report: dict[str, Any] = {
        "file": how.as_typed(roster.file),
        "kind": "roster",
        "rows": people + sum(one.rows for one in roster.quality.left_out),
        "people": people,
        "left_out": [
            {"because": one.because, "rows": one.rows, "first": list(one.places)} for one in roster.quality.left_out
        ],
        "departments": [
            {"name": name, "people": shown(count)} for name, count in zip(roster.departments, departments, strict=True)
        ],
        "levels": [{"level": at, "name": name, "people": shown(at_level[at])} for at, name in enumerate(LEVELS)],
        "level_mapping": [{"in_the_file": grade, "level": level} for grade, level in roster.levels],
        "lost_managers": roster.quality.lost_managers,
        "imputed": imputed(roster.quality, people),
        "notes": [how.as_typed(note) for note in roster.quality.notes],
        "ties": None,
    }
    if ties is not None:
        isolated = people - len(np.union1d(ties.source, ties.target))
        report["ties"] = {
            "file": how.as_typed(ties.file),
            "rows": ties.quality.rows,
            "rows_used": ties.rows_used,
            "ties": len(ties.source),
            "ties_per_person": round(2 * len(ties.source) / people, 2),
            "isolated": isolated,
            "symmetrise": ties.symmetrise,
            "notes": list(ties.quality.notes),
        }
    return report


def shown(count: int) -> int | None:
    """Return a count of people, nothing if it is of fewer than five but not none."""
    return None if 0 < count < SUPPRESSED_BELOW else count


def imputed(quality: Quality, people: int) -> list[dict[str, Any]]:
    """Return which columns are filled by the model for how many cells."""
    return [
        {"column": name, "cells": count, "of": people * (8 if name == "skills" else 1)}
        for name, count in quality.imputed.items()
    ]


def show(console: Console, reports: Sequence[dict[str, Any]], how: HowToRead, settings: Sequence[str]) -> None:
    """Show the reports."""
    for report in reports:
        if report["kind"] == "scenario":
            show_scenario(console, report)
            show_own_figures(console, report)
        else:
            show_people(console, report)
    people = [report for report in reports if report["kind"] == "roster"]
    console.print(conclusion(reports))
    if people and people[0] is reports[0]:
        ties = f" --ties {clean(quote(how.ties))}" if how.ties else ""
        same = " with the same options" if settings or replace(how, roster=None) != HowToRead(ties=how.ties) else ""
        file = clean(quote(people[0]["file"]))
        console.print(f"Next: mentorlab compare no-programme reverse --roster {file}{ties}{same}")


def conclusion(reports: Sequence[dict[str, Any]]) -> str:
    """Return what is found: nothing wrong, or what of the files is not read as it stands."""
    several = len(reports) > 1
    people = [report for report in reports if report["kind"] == "roster"]
    left_out = sum(one["rows"] for report in people for one in report["left_out"])
    drawn = [one["column"].replace("_", " ") for report in people for one in report["imputed"]]
    drawn += ["ties" for report in people if report["ties"] is None]
    lost = sum(report["lost_managers"] for report in people)
    but = [
        f"{counted(left_out, 'row is', 'rows are')} left out" if left_out else "",
        f"{counted(lost, 'person has', 'people have')} lost their manager" if lost else "",
        *(f"of the ties {report['ties']['rows_used'].rstrip('.')}" for report in people
          if report["ties"] and "left out" in report["ties"]["rows_used"]),
        f"drawn by the model: {', '.join(dict.fromkeys(drawn))}" if drawn else "",
    ]  # fmt: skip
    if not any(but):
        return f"Nothing is wrong in these {len(reports)} files." if several else "Nothing is wrong."
    them = f"These {len(reports)} files" if several else "This file"
    return f"{them} can be used. Not all is as {'they say' if several else 'it says'}: {'; '.join(filter(None, but))}."


def show_own_figures(console: Console, report: dict[str, Any]) -> None:
    """Show the figures a scenario states, and whether they are met if that was asked."""
    if "baseline_figures" not in report:
        return
    show_to_be_met(console, report["baseline_figures"])
    if "baseline_reached" not in report:
        console.print(
            "The model is adjusted to them before a run. Whether they can be met, mentorlab check --solve tells."
        )
        return
    for one in report["baseline_reached"]["figures"]:
        if one["yours"]:
            reached = f"{amount(one['reached'], 2)} reached, {amount(one['target'], 2)} asked for"
            console.print(f"- {clean(one['label'])}: {reached}, difference {amount(one['residual'], 2, signed=True)}")


def show_people(console: Console, report: dict[str, Any]) -> None:
    """Show what is in a roster and its ties."""

    def cell(count: int | None) -> str:
        return people_cell(1) if count is None else people_cell(count)

    people, rows = report["people"], report["rows"]
    console.print(f"{clean(report['file'])}: a roster of {counted(people, 'person', 'people')}")
    if rows > people:
        why = listed([f"{one['rows']:,} left out because {clean(one['because'])}" for one in report["left_out"]])
        console.print(f"{rows:,} rows, {counted(people, 'person', 'people')}: {why}.")
    groups = table("department", "people", right=("people",))
    for row in report["departments"]:
        groups.add_row(clean(row["name"]), cell(row["people"]))
    console.print(groups)
    levels = table("level", "in the file", "people", right=("people",))
    for row in report["levels"]:
        named = [clean(one["in_the_file"]) for one in report["level_mapping"] if one["level"] == row["level"]]
        levels.add_row(f"{row['level']} {row['name']}", ", ".join(named) or "-", cell(row["people"]))
    console.print(levels)
    if report["imputed"]:
        columns = ", ".join(
            f"{row['column'].replace('_', ' ')} {row['cells']:,} of {row['of']:,}" for row in report["imputed"]
        )
        console.print(f"Not in the file, and so drawn by the model: {columns}.")
    for note in report["notes"]:
        console.print(f"- {clean(note)}")
    ties = report["ties"]
    if ties is None:
        console.print("- You gave no ties: the model draws them, and every result depends on that.")
        return
    console.print(
        f"{clean(ties['file'])}: {counted(ties['ties'], 'tie')} from {counted(ties['rows'], 'row')}, "
        f"{ties['ties_per_person']} a person; "
        f"{counted(ties['isolated'], 'person has', 'people have')} none"
    )
    for note in ties["notes"]:
        console.print(f"- {clean(note)}")
