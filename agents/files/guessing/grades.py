"""Propose a level for each named grade; a proposal is shown and asked about, never applied by itself."""

from __future__ import annotations

import re
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from ...base.arrays import Integers
from ...base.skills import LEVELS
from ..columns.level_order import ORDERS, is_number, order_by_managers, plain
from ..columns.managers import tidy_id
from ..tables.cells import is_missing
from .words import GRADES, phrases, plain_words

TOP = len(LEVELS) - 1
STEM = 6
"""Letters from which on a word may go on after a grade, as in "Teamleiterin"."""


@dataclass(frozen=True)
class Grade:
    """A grade of a file, how many people have it, and the level it may be; nothing where no word of it is known."""

    name: str
    people: int
    level: int | None


def guess_grades(cells: Sequence[str], ids: Sequence[str], managers: Sequence[str]) -> tuple[Grade, ...]:
    """Return the named grades with a proposal for each, the most junior first; nothing if grades are numbers.

    Grades of one word and a number, such as E1 to E5, are spread evenly, the end of the managers as the senior one.
    Others go by the words for grades that are known.
    """
    names: dict[str, str] = {}
    count: dict[str, int] = {}
    for cell in cells:
        if not is_missing(cell):
            key = plain(cell)
            names.setdefault(key, cell)
            count[key] = count.get(key, 0) + 1
    if not names or all(is_number(key) for key in names) or all(key in LEVELS for key in names):
        return ()
    level = numbered(cells, list(names), ids, managers) or {key: level_of(key) for key in names}
    found = [Grade(names[key], count[key], level[key]) for key in names]
    return tuple(sorted(found, key=lambda one: (one.level is None, one.level, -one.people, one.name)))


def numbered(
    cells: Sequence[str], names: Sequence[str], ids: Sequence[str], managers: Sequence[str]
) -> dict[str, int | None]:
    """Return levels for grades of one word and a number, in the order that managers make clear; else nothing."""
    parts = {name: re.fullmatch(r"(\D*?)[\s_-]*(\d+)", name) for name in names}
    words = {match[1] for match in parts.values() if match}
    if None in parts.values() or len(words) != 1 or len(names) < 2:
        return {}
    value = {name: float(match[2]) for name, match in parts.items() if match}
    row_of = {tidy_id(name): row for row, name in enumerate(ids)}
    boss: Integers = np.array([row_of.get(tidy_id(name), -1) for name in managers], dtype=np.int64)
    values = np.array([value.get(plain(cell), np.nan) for cell in cells])
    order, _ = order_by_managers(values, boss if len(boss) == len(values) else None)
    ranked = sorted(names, key=lambda name: value[name], reverse=order == ORDERS[1])
    return {name: round(TOP * place / (len(ranked) - 1)) for place, name in enumerate(ranked)}


def level_of(grade: str) -> int | None:
    """Return the level of the longest known words in a grade, nothing if there are none.

    >>> level_of("Senior Manager"), level_of("Teamleiterin"), level_of("8 Individual Contributor"), level_of("Blue")
    (3, 2, 1, None)
    """
    words = plain_words(grade).split()
    found: list[tuple[int, int]] = []
    for level, listed in enumerate(GRADES):
        for phrase in phrases(listed):
            parts = phrase.split()
            last = parts[-1]
            for start in range(len(words) - len(parts) + 1):
                *before, end = words[start : start + len(parts)]
                if before == parts[:-1] and (end == last or (len(last) >= STEM and end.startswith(last))):
                    found.append((len(phrase), level))
    return max(found)[1] if found else None
