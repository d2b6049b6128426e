"""Settle which column of a file is which of ours: sure guesses are shown, unsure ones are asked about."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from shlex import quote
from typing import TYPE_CHECKING

from ....agents.base.refusal import Problem
from ....agents.base.text_table import Table
from ....agents.files.columns.ages import AGE_COLUMNS
from ....agents.files.guessing.contents import cells_of, contents_of
from ....agents.files.guessing.own_columns import Guess, fits
from ..tables.answers import clean, table
from .questions import NONE, Questions

if TYPE_CHECKING:
    from rich.console import Console

AGES = "ages"
"""One question for all columns that say how old people are."""
NEEDED = {
    "employee_id": "an id that is different for everybody",
    AGES: "a birth date, a birth year, an age or an age band",
    "level": "a level or grade",
    "department": "a department",
    "source": "one end of the tie",
    "target": "the other end",
}
"""What a file must say; of what it may say nothing is asked if nothing looks like it."""


def show_guesses(console: Console, guesses: Sequence[Guess]) -> None:
    """Show which column of the file is read as which of ours, with examples and why."""
    rows = table("in the file", "is read as", "for example", "why")
    for guess in guesses:
        name = guess.name if guess.sure else f"{guess.name} (?)"
        rows.add_row(*map(clean, (guess.header, name, ", ".join(guess.examples) or "(not shown)", guess.why)))
    console.print(rows)


def settled_columns(
    ask: Questions, read: Table, guesses: Sequence[Guess], stated: Mapping[str, str], needed: Sequence[str], option: str
) -> tuple[dict[str, str], list[str]]:
    """Return our columns with the file's, and notes on guesses that are not used.

    On a terminal the whole is shown and each part can be corrected; elsewhere sure guesses stand, unsure ones are
    refused if they are of something `needed`, else left out. `option` is what states a column on the command line.
    """
    columns = {guess.name: guess.header for guess in guesses}
    notes: list[str] = []
    if not ask.asked:
        for guess in (one for one in guesses if not one.sure):
            name = AGES if guess.name in AGE_COLUMNS else guess.name
            if name in needed:
                ask.problems.append(unsure(read, guess, option))
            else:
                del columns[guess.name]
                notes.append(f"{guess.header} may be {guess.name}, {guess.why}; it is not used. {state(guess, option)}")
        return dict(stated) | columns, notes
    show_guesses(ask.console, guesses)
    for guess in (one for one in guesses if not one.sure):
        columns.pop(guess.name)
        other = f" It could also be: {', '.join(guess.others)}." if guess.others else ""
        if header := which(ask, read, guess.name, f"{guess.header} may be {guess.name}.{other}", guess.header):
            columns[guess.name] = header
    for name in needed:
        if not any(one in stated or one in columns for one in (AGE_COLUMNS if name == AGES else (name,))):
            header = which(ask, read, name, f"Nothing looks like {NEEDED[name]}.", None)
            if header:
                columns[kind_of_age(read, header) if name == AGES else name] = header
    while not ask.agreed(f"Read {', '.join(f'{header} as {name}' for name, header in columns.items())}?"):
        name = ask.one_of("Which of our columns is wrong", list(columns))
        header = which(ask, read, name, "", columns.pop(name))
        if header:
            columns[kind_of_age(read, header) if name in AGE_COLUMNS else name] = header
    return dict(stated) | columns, notes


def which(ask: Questions, read: Table, name: str, said: str, default: str | None) -> str | None:
    """Return the header that is typed for one of our columns, or nothing for none."""
    headers = [header for header in read.header if header]
    ask.say(f"{said} The file has: {', '.join(headers)}.".strip())
    typed = ask.one_of(f"Which column is {NEEDED.get(name, name)} ({NONE} if there is none)", [*headers, NONE], default)
    return None if typed == NONE and NONE not in headers else typed


def kind_of_age(read: Table, header: str) -> str:
    """Return which of our columns of ages a column is by what stands in it; a birth date if nothing fits."""
    contents = contents_of(cells_of(read, read.header.index(header)))
    return next((name for name in AGE_COLUMNS if fits(name, contents, ())), AGE_COLUMNS[0])


def unsure(read: Table, guess: Guess, option: str) -> Problem:
    """Return the problem of a guess that nobody can be asked about, with the option that settles it."""
    such = f", such as {', '.join(guess.examples)}" if guess.examples else ""
    other = f" It could also be: {', '.join(guess.others)}." if guess.others else ""
    message = f"{guess.header} may be {guess.name}, {guess.why}{such}, but that is not sure.{other}"
    return Problem(message, state(guess, option), "unsure", read.file, field=guess.name, value=guess.header)


def state(guess: Guess, option: str) -> str:
    """Return how a guess is made sure."""
    return f"If that is right, write {option} {quote(f'{guess.name}={guess.header}')}."
