"""What may stand where in a scenario, in words; and what pydantic found wrong, at its place in a file."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping
from dataclasses import replace
from functools import cache

from pydantic import ValidationError

from ...agents.base.fields import Slot, keys_in, problems_of, slot_in, unknown_key
from ...agents.base.fields import in_words as in_words
from ...agents.base.fields import is_record as is_record
from ...agents.base.fields import shown as shown
from ...agents.base.refusal import Problem
from ..records.levers import LEVERS
from ..records.scenario import ScenarioRecord
from .yaml_lines import KeyPath, Place, dotted

SETTING = "--set"
REPLACED = {"pair_senior": "assumptions.inclusion.pair_giver"}
"""Keys of earlier versions, and what took their place."""
MOST_OFFERED = 3
"""Paths that are offered in the place of one that is not known: of more nobody could say which was meant."""


def slot_at(path: KeyPath) -> Slot | None:
    """Return what may stand at a path of a scenario, or nothing if there is no such path.

    >>> slot_at(("policy", "sessions", "every_weeks")).kind
    <class 'int'>
    """
    return slot_in(ScenarioRecord, path)


def problems_in(error: ValidationError, places: Mapping[KeyPath, Place], refused: Container[KeyPath]) -> list[Problem]:
    """Return what pydantic found, in our own words and with its place, once for each path."""
    found = []
    for path, problems in problems_of(error, ScenarioRecord).items():
        ends = range(len(path), 0, -1)
        if any(path[:end] in refused for end in (*ends, 0)):
            continue
        place = next((places[path[:end]] for end in ends if path[:end] in places), Place(""))
        for problem in problems:
            if slot_at(path) is None:
                problem = _unknown(problem, path, place)
            found.append(replace(problem, file=place.file or None, line=place.line, column=place.column))
    return found


def _unknown(problem: Problem, path: KeyPath, place: Place) -> Problem:
    """Return what is said of a key that does not belong where it stands, with the place where it belongs."""
    top, alone = place.file in (SETTING, ""), len(path) == 1
    known = [*keys_in(ScenarioRecord, path[:-1]), *(["extends"] if alone else [])]
    levers = [lever.name for lever in LEVERS] if top and alone else []
    if path[-1] in REPLACED:
        took = REPLACED[str(path[-1])]
        return replace(problem, message=f"'{path[-1]}' is gone: '{took}' took its place.",
                       hint="It may mean something else: CHANGELOG.md says what.", code="unknown")  # fmt: skip
    message, hint, code = unknown_key(path, known, offered=[*known, *levers], elsewhere=elsewhere(str(path[-1])))
    return replace(problem, message=message, hint=hint, code=code)


def elsewhere(written: str) -> str:
    """Offer the places in a scenario where what is written belongs, if these are few; else nothing.

    >>> elsewhere("max_age")
    "Did you mean 'policy.eligible.junior.max_age' or 'policy.eligible.senior.max_age'?"
    """
    places = belongs(written)
    return f"Did you mean {' or '.join(map(repr, places))}?" if 0 < len(places) <= MOST_OFFERED else ""


def belongs(written: str) -> list[str]:
    """Return the paths of a scenario that end in what is written; those of assumptions if there are no others.

    >>> belongs("off"), belongs("junior.max_age"), belongs("nowhere")
    (['assumptions.off'], ['policy.eligible.junior.max_age'], [])
    """
    levers = [lever.path for lever in LEVERS if written == lever.name]
    places = levers or [path for path in paths() if path.endswith(f".{written}")]
    return [path for path in places if path.startswith(("policy.", "organisation."))] or places


@cache
def paths() -> tuple[str, ...]:
    """Return every path of a scenario, of records and of the values in them, as `--set` takes it."""

    def below(path: KeyPath) -> Iterator[str]:
        for key in keys_in(ScenarioRecord, path):
            yield dotted((*path, key))
            yield from below((*path, key))

    return tuple(below(()))
