"""Settle how an export of people and a file of ties are read, so that both are read without a problem."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

import typer

from ....agents.base.refusal import Problem, Refused
from ....agents.base.text_table import Table
from ....agents.files.guessing.contents import cells_of
from ....agents.files.guessing.grades import guess_grades
from ....agents.files.guessing.own_columns import Guess, guess_columns, guess_tie_columns
from ....agents.files.guessing.place import guess_place
from ....agents.files.guessing.words import HEADERS, TIE_HEADERS
from ....agents.files.roster import Roster
from ....agents.files.tables.cells import counted
from ....agents.files.tables.table_file import read_table
from ....agents.files.tie_file import TieList
from ....scenarios.assumptions.organisation import RosterFile, TiesFile
from ....scenarios.files.layers import settings_layer
from ....scenarios.scenario import Scenario
from ..options.records import HowToRead
from ..tables.answers import clean
from .columns import AGES, settled_columns, show_guesses
from .grades import settled_grades
from .mends import read_with_answers
from .questions import Questions

if TYPE_CHECKING:
    from rich.console import Console


@dataclass(frozen=True)
class OwnPeople:
    """How people and ties are read: the settings, the guesses behind them, notes, and what was read."""

    settings: dict[str, Any]
    guesses: tuple[Guess, ...]
    notes: tuple[str, ...]
    roster: Roster
    ties: TieList | None

    def data(self) -> dict[str, Any]:
        """Return the same for programs: the settings, each guess, and the notes."""
        guesses = [
            {"column": one.name, "header": one.header, "why": one.why, "sure": one.sure, "examples": list(one.examples)}
            for one in self.guesses
        ]
        return {"settings": self.settings, "guesses": guesses, "notes": self.all_notes()}

    def all_notes(self) -> list[str]:
        """Return what was noted in guessing and in reading."""
        read = [self.roster.quality.notes, self.ties.quality.notes if self.ties else ()]
        return [*self.notes, *(note for notes in read for note in notes)]

    def show(self, console: Console, *, guesses: bool = True) -> None:
        """Show the guesses and what was read with them."""
        if guesses:
            show_guesses(console, self.guesses)
        ties = f" and {counted(len(self.ties.source), 'tie')}" if self.ties else ""
        departments = counted(len(self.roster.departments), "department")
        console.print(f"Read: {counted(len(self.roster.ids), 'person', 'people')} in {departments}{ties}.")
        for note in self.all_notes():
            console.print(f"- {clean(note)}")


def agree(ask: Questions, people: OwnPeople, file: str) -> None:
    """Show what was read and ask whether to write it, if somebody is there; stop if not."""
    if ask.asked:
        people.show(ask.console, guesses=False)
        if not ask.agreed(f"Write {file}?"):
            raise typer.Abort


def own_people(how: HowToRead, source: Scenario, ask: Questions) -> OwnPeople:
    """Return how the files named in the options are read, on top of what the options say themselves.

    Raises `Refused` with what is wrong and, where nobody can be asked, with what is unsure.
    """
    said = settings_layer(how.settings())
    if said.problems:
        raise Refused(said.problems)
    block: dict[str, Any] = (said.values or {}).get("organisation", {})
    if "file" not in block.get("roster", {}):
        raise Refused(Problem("names no people.", "Add --roster FILE.", "missing", field="--ties", value=how.ties))
    roster: dict[str, Any] = {"as_of": datetime.date.today().isoformat(), **block["roster"]}
    guesses, notes = settled_roster(ask, roster)
    people = read_with_answers(ask, source, {"roster": roster})
    ties: dict[str, Any] | None = block.get("ties")
    if ties is not None:
        tie_guesses, tie_notes = settled_ties(ask, ties, people[0].ids)
        guesses, notes = guesses + tie_guesses, notes + tie_notes
        people = read_with_answers(ask, source, {"roster": roster, "ties": ties})
    ask.raise_problems()
    settings = {"roster": in_order(roster, RosterFile)}
    if ties is not None:
        settings["ties"] = in_order(ties, TiesFile)
    return OwnPeople(settings, tuple(guesses), tuple(notes), *people)


def in_order(how: Mapping[str, Any], kind: type[RosterFile] | type[TiesFile]) -> dict[str, Any]:
    """Return settings in the order in which they are explained; those that say nothing are left out."""
    return {key: how[key] for key in kind.model_fields if how.get(key) not in (None, {}, [])}


def table_in(ask: Questions, how: dict[str, Any], words: Mapping[str, tuple[str, str]], of: str) -> Table:
    """Return the table of a file, its sheet and the line of its header guessed unless they are stated."""
    place = guess_place(how["file"], how.get("sheet"), words)
    if place.sheet is not None:
        how["sheet"] = place.sheet
        ask.say(f"The sheet '{place.sheet}' is read, because most names of our columns stand there.")
    if place.header is not None and "header" not in how:
        how["header"] = place.header
        ask.say(f"The header is on line {place.header}, which names most of our columns.")
    return read_table(how["file"], sheet=how.get("sheet"), header=how.get("header"), of=of)


def settled_roster(ask: Questions, how: dict[str, Any]) -> tuple[list[Guess], list[str]]:
    """Add to the settings of a roster what is guessed: its place, its columns, the levels of its grades."""
    table = table_in(ask, how, HEADERS, "roster")
    stated: dict[str, str] = how.get("columns", {})
    guesses = guess_columns(table, stated)
    needed = ("employee_id", AGES, "level", "department")
    ask.say(f"{os.path.basename(table.file)} has {counted(len(table.rows), 'row')}. Guessed by names and contents:")
    columns, notes = settled_columns(ask, table, guesses, stated, needed, "--columns")
    how["columns"] = {name: header for name, header in columns.items() if name != header}
    if "levels" not in how and "level" in columns:
        cells = {name: cells_under(table, columns.get(name)) for name in ("level", "employee_id", "manager_id")}
        grades = guess_grades(cells["level"], cells["employee_id"], cells["manager_id"])
        if grades and (levels := settled_grades(ask, table.file, columns["level"], grades)):
            how["levels"] = levels
    return [guess for guess in guesses if columns.get(guess.name) == guess.header], notes


def cells_under(table: Table, header: str | None) -> list[str]:
    """Return all cells of a column, none without a column."""
    names = [name.casefold() for name in table.header]
    known = header is not None and header.casefold() in names
    return cells_of(table, names.index(str(header).casefold()), None) if known else []


def settled_ties(ask: Questions, how: dict[str, Any], ids: Sequence[str]) -> tuple[list[Guess], list[str]]:
    """Add to the settings of a file of ties what is guessed: its place and its columns."""
    table = table_in(ask, how, TIE_HEADERS, "ties")
    stated: dict[str, str] = how.get("columns", {})
    guesses = guess_tie_columns(table, ids, stated)
    ask.say(f"{os.path.basename(table.file)} has {counted(len(table.rows), 'row')} of ties:")
    columns, notes = settled_columns(ask, table, guesses, stated, ("source", "target"), "--tie-columns")
    how["columns"] = {name: header for name, header in columns.items() if name != header}
    return [guess for guess in guesses if columns.get(guess.name) == guess.header], notes
