"""Limits of the numbers that say how long a study runs; what is beyond them is a `Problem` each."""

from __future__ import annotations

import sys
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from ....agents.base.refusal import Problem, Refused
from ...statistics.verdicts import ENOUGH

MOST_FUTURES = 1_000_000
"""More of a scenario is a slip of the pen: a run takes milliseconds, so many of them hours and days."""


def refuse_any(problems: Iterable[Problem]) -> None:
    """Refuse if there is any problem."""
    if told := list(problems):
        raise Refused(told)


def wrong(field: str, value: object, message: str, hint: str) -> Problem:
    """Return a problem of one field's value."""
    return Problem(message, f"{hint} You said {value!r}.".strip(), "range", field=field, value=value)


def is_number(value: object) -> TypeGuard[float]:
    """Tell whether a value is a finite number."""
    return isinstance(value, int | float) and not isinstance(value, bool) and abs(value) <= sys.float_info.max


def whole(field: str, value: object, least: int, why: str = "") -> Iterator[Problem]:
    """Yield a problem where a value is no whole number of at least so many, or of more than anybody waits for."""
    if not isinstance(value, int) or isinstance(value, bool) or value < least:
        yield wrong(field, value, f"must be a whole number of {least} or more.", why)
    elif value > MOST_FUTURES:
        yield wrong(field, value, f"must be a whole number from {least} to {MOST_FUTURES:,}.", "")


def above_0(field: str, value: object, what: str) -> Iterator[Problem]:
    """Yield a problem where a value is not a number above 0."""
    if not is_number(value) or value <= 0:
        yield wrong(field, value, f"must be a number above 0, {what}.", "")


def limits(floor: object, cap: object) -> Iterator[Problem]:
    """Yield what is wrong with the fewest and the most replicates of a rule."""
    few = [*whole("floor", floor, ENOUGH, "Nothing is decided with fewer."), *whole("cap", cap, ENOUGH)]
    yield from few
    if not few and cap < floor:  # type: ignore[operator]
        yield wrong("cap", cap, f"must not be below the floor of {floor}.", "Raise it, or lower the floor.")
