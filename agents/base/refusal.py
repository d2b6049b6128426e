"""Say no early and kindly: every problem of an input at once, each with its place, value, limit and mend."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Sequence
from dataclasses import asdict, dataclass
from difflib import get_close_matches
from typing import Any

LISTED = 200
"""Problems of one input that are shown: more are not read by anybody, so the rest are counted."""


@dataclass(frozen=True)
class Problem:
    """One thing that is wrong, and where.

    `code` is a short stable word for programs (`unknown`, `range`, `missing`, `conflict`, `format`, ...);
    `message` is the sentence for people; `hint` says what to do about it. A problem that many lines have stands once,
    at the first of them, with all those `lines` and all different `values`.
    """

    message: str
    hint: str = ""
    code: str = "invalid"
    file: str | None = None
    line: int | None = None
    column: int | None = None
    field: str | None = None
    value: Any = None
    values: tuple[Any, ...] = ()
    lines: tuple[int, ...] = ()

    def __str__(self) -> str:
        place = ":".join(str(part) for part in (self.file, self.line, self.column) if part is not None)
        parts = [part for part in (place, self.field, " ".join([self.message, self.hint]).strip()) if part]
        return ": ".join(parts)

    def as_dict(self) -> dict[str, Any]:
        """Return the problem as JSON has it."""
        plain = asdict(self)
        if not isinstance(plain["value"], str | int | float | bool | None):
            plain["value"] = str(plain["value"])
        return plain | {"values": list(map(str, self.values)), "lines": list(self.lines)}


class Refused(ValueError):  # noqa: N818  (a refusal is an answer, not an accident)
    """An input that cannot be used, with all that is wrong with it in `problems`."""

    def __init__(self, problems: Problem | Iterable[Problem]) -> None:
        self.problems = [problems] if isinstance(problems, Problem) else list(problems)
        super().__init__(self.problems)

    def __str__(self) -> str:
        return "\n".join(map(str, self.problems))


def capped(problems: Sequence[Problem]) -> list[Problem]:
    """Return the first problems, and in place of the rest one that counts them by kind.

    >>> [one.message for one in capped([Problem("is empty.", code="empty")] * 203)][-1]
    'and 3 more problems (3 empty).'
    """
    first, rest = list(problems[:LISTED]), problems[LISTED:]
    if rest:
        kinds = ", ".join(f"{count} {code}" for code, count in Counter(one.code for one in rest).most_common())
        message = f"and {len(rest)} more problems ({kinds})."
        first.append(Problem(message, "Correct these first.", "more", first[0].file))
    return first


def did_you_mean(word: object, known: Iterable[str]) -> str:
    """Return a sentence that offers the nearest known word, or nothing.

    >>> did_you_mean("optimum", ["random", "optimal"])
    "Did you mean 'optimal'?"
    """
    near = get_close_matches(str(word), list(known), n=1, cutoff=0.6)
    return f"Did you mean '{near[0]}'?" if near else ""
