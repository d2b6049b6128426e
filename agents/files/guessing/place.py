"""Guess on which sheet and line of a file its table begins, by the names of columns that stand there."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

from .own_columns import match_of
from .words import HEADERS

FIRST_LINES = 30
"""Filled lines in which a header is looked for: titles and notes above a table take less."""
ENOUGH = 2
"""Names of our columns that make a line a header."""


@dataclass(frozen=True)
class Header:
    """The line of a header, from 1, and how many of our columns it names."""

    line: int
    names: int


def guess_header(
    rows: Iterable[tuple[int, Sequence[str]]], words: Mapping[str, tuple[str, str]] = HEADERS
) -> Header | None:
    """Return the line that names most of our columns, the first of several; nothing if no line names two.

    >>> guess_header([(1, ["Headcount Q3", ""]), (3, ["Personalnummer", "Alter"]), (4, ["17", "40"])])
    Header(line=3, names=2)
    """
    best = None
    filled = ((line, row) for line, row in rows if "".join(row).strip())
    for _, (line, row) in zip(range(FIRST_LINES), filled, strict=False):
        named = sum(
            any(match_of(cell, name, words) in ("ours", "means", "may mean") for name in words)
            for cell in row
            if cell.strip()
        )
        if named >= ENOUGH and (best is None or named > best.names):
            best = Header(line, named)
    return best
