"""Ask whoever sits at the terminal; where nobody does, keep what would have been asked as problems with their mend."""

from __future__ import annotations

import sys
from collections.abc import Sequence
from dataclasses import dataclass, field
from typing import TYPE_CHECKING

import typer

from ....agents.base.refusal import Problem, Refused
from ..tables.answers import clean

if TYPE_CHECKING:
    from rich.console import Console

FEW = 6
"""Choices that a question lists itself."""
NONE = "none"
"""What is typed to say that there is no such column."""


def somebody_is_there() -> bool:
    """Tell whether a person reads what is written and can answer."""
    return all(stream is not None and stream.isatty() for stream in (sys.stdin, sys.stderr))


@dataclass
class Questions:
    """Questions on a terminal, if `asked`; else every question that has no sure answer becomes a problem."""

    asked: bool
    problems: list[Problem] = field(default_factory=list)

    @property
    def console(self) -> Console:
        """Where the guesses are shown that a question is about: beside the answer, which may be JSON."""
        from rich.console import Console

        return Console(stderr=True, markup=False, highlight=False, emoji=False)

    def say(self, text: str) -> None:
        """Show a line, if somebody is there to read it."""
        if self.asked:
            self.console.print(clean(text))

    def agreed(self, question: str, *, default: bool | None = True) -> bool:
        """Return whether the answer is yes; Return alone answers with the default, if there is one."""
        return bool(typer.confirm(clean(question), default=default, err=True))

    def one_of(self, question: str, choices: Sequence[str], default: str | None = None) -> str:
        """Return which of several words is typed, whatever its case; asked again until it is one of them."""
        if len(choices) <= FEW:
            question = f"{question} ({', '.join(choices)})"
        by_word = {choice.casefold(): choice for choice in choices}
        while True:
            typed = str(typer.prompt(clean(question), default=default, err=True)).strip()
            if typed.casefold() in by_word:
                return by_word[typed.casefold()]
            self.say(f"'{typed}' is not one of them: {', '.join(choices)}.")

    def raise_problems(self) -> None:
        """Raise what could not be asked, all at once."""
        if self.problems:
            raise Refused(self.problems)
