"""What may stand where in a scenario, in words; and what pydantic found wrong, at its place in a file."""

from __future__ import annotations

from collections.abc import Container, Mapping
from dataclasses import replace

from pydantic import ValidationError

from ...agents.base.fields import Slot, keys_in, problems_of, slot_in, unknown_key
from ...agents.base.fields import in_words as in_words
from ...agents.base.fields import is_record as is_record
from ...agents.base.fields import shown as shown
from ...agents.base.refusal import Problem
from ..records.levers import LEVERS
from ..records.scenario import ScenarioRecord
from .yaml_lines import KeyPath, Place

SETTING = "--set"


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
    message, hint, code = unknown_key(path, known, offered=[*known, *levers], elsewhere=_elsewhere(path))
    return replace(problem, message=message, hint=hint, code=code)


def _elsewhere(path: KeyPath) -> str:
    """Offer the place where this very key belongs."""
    sections = ("policy", "organisation")
    places = [f"{section}.{path[-1]}" for section in sections if path[-1] in keys_in(ScenarioRecord, (section,))]
    places += [lever.path for lever in LEVERS if path[-1] in (lever.name, lever.path.split(".")[-1])]
    return f"Did you mean '{places[0]}'?" if places else ""
