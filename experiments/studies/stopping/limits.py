"""Limits of the numbers that say how long a study runs; what is beyond them is a `Problem` each."""

from __future__ import annotations

import re
import sys
from collections.abc import Iterable, Iterator
from typing import TypeGuard

from ....agents.base.refusal import Problem, Refused
from ...statistics.verdicts import ENOUGH

MOST_FUTURES = 1_000_000
"""More of a scenario is a slip of the pen: a run takes milliseconds, so many of them hours and days."""


FEWEST_WORLDS, IN_EACH = 10, 4
"""Fewer worlds say nothing of nine worlds in ten; how many futures each has where that is not said."""


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


def keeps_of(said: object, field: str = "keeps") -> float:
    """Return the share of another design's gain that a design has to keep; refuse what is none."""
    if is_number(said) and 0 < said <= 1:
        return float(said)
    hint = "0.8 is usual: a design does as well if it keeps four fifths of the gain."
    if is_number(said) and 1 < said <= 100:
        hint = f"Write {said / 100:g} for {said:g} %."
    raise Refused(wrong(field, said, "must be a share above 0 and up to 1.", hint))


def worlds_of(said: object, field: str = "worlds") -> tuple[int, int]:
    """Return how many worlds there are and how many futures in each, from "32x4", 32 or 0; refuse what is neither.

    >>> worlds_of("32x4"), worlds_of(64), worlds_of("0")
    ((32, 4), (64, 4), (0, 0))
    """
    pair = [*said] if isinstance(said, tuple | list) else re.split("[x\u00d7]", str(said).lower().replace(" ", ""))
    numbers = [int(str(one)) for one in pair if re.fullmatch(r"\d{1,9}", str(one))]
    if len(numbers) != len(pair) or len(pair) not in (1, 2) or isinstance(said, bool):
        hint = "Write 32x4 for 32 worlds with 4 futures in each, or 0 for none."
        raise Refused(wrong(field, said, "must be a number of worlds, and may say how many futures each has.", hint))
    worlds, each = numbers if len(numbers) == 2 else (numbers[0], IN_EACH)
    if worlds == 0:
        return 0, 0
    problems = []
    if worlds < FEWEST_WORLDS:
        problems.append(wrong(field, said, f"must be 0, or {FEWEST_WORLDS} worlds or more.", "32x4 is usual."))
    if each < 2:
        hint = "With one future in each, luck and assumptions cannot be kept apart."
        problems.append(wrong(field, said, "must have 2 futures or more in each world.", hint))
    if worlds * each > MOST_FUTURES:
        problems.append(wrong(field, said, f"must come to {MOST_FUTURES:,} futures or fewer.", ""))
    refuse_any(problems)
    return worlds, each
