"""Settle the level of each named grade: a proposal is shown and asked about, and never applied by itself."""

from __future__ import annotations

from collections.abc import Sequence
from shlex import quote

from ....agents.base.refusal import Problem, Refused
from ....agents.base.skills import LEVELS
from ....agents.files.guessing.grades import Grade
from ....agents.files.tables.quoting import is_email
from ..tables.answers import clean, table
from .questions import Questions

MOST_ASKED = 40
"""Grades beyond this are titles of jobs; nobody answers so many questions at a prompt."""
ALL_LEVELS = ", ".join(f"{at} {name}" for at, name in enumerate(LEVELS))


def settled_grades(ask: Questions, file: str, header: str, grades: Sequence[Grade]) -> dict[str, int]:
    """Return the level of each grade as somebody agreed to it.

    Where nobody can be asked, the option to write is kept as a problem, and the proposal returned to read on with.
    """
    if any(is_email(grade.name) for grade in grades):
        message = "there are e-mail addresses in the column that is to be read as level."
        raise Refused(Problem(message, "Name the column of the level with --columns.", "private", file, field=header))
    unknown = [grade for grade in grades if grade.level is None]
    if not ask.asked or len(unknown) > MOST_ASKED:
        ask.problems.append(unsettled(file, header, grades))
        return {grade.name: grade.level or 0 for grade in grades}
    rows = table("grade in the file", "people", "may be level", right=("people",))
    for grade in grades:
        level = "?" if grade.level is None else f"{grade.level} {LEVELS[grade.level]}"
        rows.add_row(clean(grade.name), f"{grade.people:,}", level)
    ask.console.print(rows)
    ask.say(f"The levels are: {ALL_LEVELS}.")
    right = len(unknown) < len(grades) and ask.agreed(
        f"Is {'this' if not unknown else 'what stands there'} the level of each grade?", default=None
    )
    levels: dict[str, int] = {}
    for grade in grades:
        if right and grade.level is not None:
            levels[grade.name] = grade.level
        else:
            proposed = None if grade.level is None else str(grade.level)
            levels[grade.name] = int(
                ask.one_of(f"Level of {grade.name}", [str(at) for at in range(len(LEVELS))], proposed)
            )
    return levels


def unsettled(file: str, header: str, grades: Sequence[Grade]) -> Problem:
    """Return the problem of named grades that nobody can be asked about, with the option that settles them."""
    pairs = [f"{grade.name}={'?' if grade.level is None else grade.level}" for grade in grades[:MOST_ASKED]]
    apart = any("," in grade.name or "=" in grade.name for grade in grades)
    written = " ".join(f"--levels {quote(text)}" for text in (pairs if apart else [",".join(pairs)]))
    more = f" And {len(grades) - MOST_ASKED} more: name a column with fewer grades." if len(grades) > MOST_ASKED else ""
    message = f"grades have names, and their order is yours to say. The levels are: {ALL_LEVELS}."
    marks = "; put a level in place of each question mark" if any(grade.level is None for grade in grades) else ""
    hint = f"For these names it may be as follows{marks}. Correct it, and write {written}.{more}"
    return Problem(message, hint, "order", file, field=header, value=grades[0].name)
