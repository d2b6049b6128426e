"""Gather problems: the same one on many lines is one message with a count, the first lines and the first values."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterable
from dataclasses import replace

from ...base.refusal import Problem
from .quoting import quoted

APART = 3  # problems of one kind that are listed line by line, each with a mend of its own; more are one message
FIRST = 5  # lines and values that such a message names
PARTICULAR = re.compile(r"'[^']*'|\((an?|a text of \d+) [\w-]+( address)?\)|\d[\d.,]*")
"""What differs between two messages of one kind: what they quote, and numbers."""


def gathered(problems: Iterable[Problem]) -> list[Problem]:
    """Return problems, those of one kind in one column as one if they are many; each where its first one was."""
    kinds: dict[tuple[object, ...], list[Problem]] = {}
    for at, problem in enumerate(problems):
        column, _, row = reversed((problem.field or "").rpartition(", "))
        placed = problem.line is not None or row.startswith("row ")
        kind = (
            problem.file,
            problem.column,
            column,
            problem.code,
            form(problem, problem.message),
            form(problem, problem.hint),
        )
        kinds.setdefault(kind if placed else (at,), []).append(problem)
    return [one for alike in kinds.values() for one in (alike if len(alike) <= APART else [as_one(alike)])]


def form(problem: Problem, text: str) -> str:
    """Return a sentence without what is particular to one cell."""
    value = str(problem.value or "")
    return PARTICULAR.sub("*", text.replace(value, "*") if value else text)


def as_one(alike: list[Problem]) -> Problem:
    """Return problems of one kind as the first of them, with how many there are and which values they have.

    >>> first, *rest = [Problem(f"'{cell}' is no age.", line=line, value=cell) for line, cell in enumerate("xxxy", 2)]
    >>> as_one([first, *rest]).message
    "'x' is no age. The same is wrong on 4 lines (2, 3, 4, 5), with 2 values: 'x' (3 times), 'y'."
    """
    first = alike[0]
    lines = tuple(one.line for one in alike if one.line is not None)
    places = list(dict.fromkeys(map(str, lines))) or [rows_label(one) for one in alike]
    message = f"{first.message} The same is wrong on {len(places):,} {'lines' if lines else 'rows'} ({some(places)})"
    times = Counter(one.value for one in alike if one.value not in (None, ""))
    if len(times) > 1:
        values = [quoted(value) + (f" ({n:,} times)" if n > 1 else "") for value, n in times.most_common(FIRST)]
        message += f", with {len(times):,} values: {some(values, len(times))}"
    return replace(first, message=f"{message}.", values=tuple(times), lines=lines)


def rows_label(problem: Problem) -> str:
    """Return what a row of a table that was passed in Python is called."""
    return (problem.field or "").rpartition(", ")[0].removeprefix("row ")


def some(words: list[str], count: int = 0) -> str:
    """Return the first words of a list and how many more there are.

    >>> some(list("abcdefg"))
    'a, b, c, d, e and 2 more'
    """
    more = (count or len(words)) - min(FIRST, len(words))
    return ", ".join(words[:FIRST]) + (f" and {more:,} more" if more else "")
