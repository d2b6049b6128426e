"""A scenario as JSON and back, and its identity: all that decides the results of its runs, without its name.

The user's own functions are written as "module:name", for which their package must be allowed when they are read back;
their records by their values; what was passed as a frame by its digest alone.
"""

from __future__ import annotations

import datetime
import json
import math
import re
from collections.abc import Mapping
from contextlib import suppress
from dataclasses import fields, is_dataclass, replace
from typing import Any

from pydantic import BaseModel

from ...agents.base.fields import shown
from ...agents.base.refusal import Problem, Refused
from ...agents.files.tables.frames import Frame
from ...scenarios.assumptions.assumptions import Assumptions
from ...scenarios.assumptions.outcomes import OwnOutcome
from ...scenarios.assumptions.settings import Settings
from ...scenarios.extensions.resolve import fingerprint, place_of, resolve
from ...scenarios.policy.rewards import Reward
from ...scenarios.policy.targeting import Targeting
from ...scenarios.policy.training import Training
from ...scenarios.records.scenario import own_of
from ...scenarios.scenario import Scenario
from .store.rows.records import UNREADABLE

RECORDS: dict[str, type] = {one.__name__: one for one in (Reward, Training, Targeting, OwnOutcome)}
STRATEGIES = f"{__name__.partition('.')[0]}.scenarios.policy"
"""The package of the built-in strategies."""

CHANGES_NOTHING = {"name", "about", "smallest_effects"}
"""Fields of a scenario that say nothing about its runs."""


def canonical(value: Any) -> str:
    """Return JSON that is equal exactly where the value is: keys sorted, floats by repr, no NaN.

    >>> canonical({"b": 1.0, "a": [None, True]})
    '{"a":[null,true],"b":1.0}'
    """
    return json.dumps(value, sort_keys=True, allow_nan=False, separators=(",", ":"), ensure_ascii=False)


def scenario_as_json(scenario: Scenario) -> dict[str, Any]:
    """Return a scenario whole, every default written out; raise `Refused` for a function that has no place."""
    return {name: as_json(getattr(scenario, name)) for name in type(scenario).model_fields}


def scenario_from_json(record: Mapping[str, Any]) -> Scenario:
    """Return the scenario written as JSON; raise `Refused` where it names code that is not allowed or not there.

    Numbers that an earlier version assumed and this one has no more are left out: what it kept was another model's, and
    commands that would go on with it refuse.
    """
    try:
        assumptions = still_there(record.get("assumptions", {}), Assumptions)
        return Scenario.model_validate(from_json({**record, "assumptions": assumptions}))
    except Refused as refused:
        perhaps = "Perhaps it was kept by another version of mentorlab."
        raise Refused([replace(problem, hint=problem.hint or perhaps) for problem in refused.problems]) from None
    except UNREADABLE as error:
        message = f"a scenario that was kept cannot be read ({type(error).__name__})."
        raise Refused(Problem(message, "Take the store from a backup, or begin another.", "damaged")) from None


def still_there(values: Any, record: type[BaseModel]) -> Any:
    """Return the values of a record that it still has, within the records it holds too."""
    kinds = {name: field.annotation for name, field in record.model_fields.items()}
    return {
        name: still_there(value, kind)
        if isinstance(value, Mapping) and isinstance(kind := kinds[name], type) and issubclass(kind, BaseModel)
        else value
        for name, value in values.items()
        if name in kinds
    }


def as_json(value: Any) -> Any:
    """Return a value of a scenario as JSON has it."""
    if value is None or isinstance(value, str | bool | int):
        return value
    if isinstance(value, float):
        if not math.isfinite(value):
            raise ValueError(f"{value} is not a number that JSON could have")
        return value
    if isinstance(value, datetime.date):
        return value.isoformat()
    if isinstance(value, Frame):
        return {"frame": value.digest, "about": value.about}
    if isinstance(value, Assumptions):
        return as_json(value.model_dump())
    if isinstance(value, tuple | list):
        return [as_json(one) for one in value]
    if isinstance(value, Mapping):
        return {name: as_json(one) for name, one in value.items()}
    kind = next((name for name, record in RECORDS.items() if isinstance(value, record)), None)
    if kind is not None:
        return {"record": kind, "values": {name: as_json(one) for name, one in values_of_record(value).items()}}
    if isinstance(value, BaseModel):
        return {name: as_json(getattr(value, name)) for name in type(value).model_fields}
    return {"function": place_of(value, "a store", "or compare without a store", "store")}


def values_of_record(record: Any) -> dict[str, Any]:
    """Return the fields of a record of the user's own."""
    names = [one.name for one in fields(record)] if is_dataclass(record) else type(record).model_fields
    return {name: getattr(record, name) for name in names}


def has_place(thing: Any) -> bool:
    """Tell whether the user's own can be found again by what `as_json` says of it."""
    try:
        as_json(thing)
    except Refused:
        return False
    return True


def from_json(value: Any) -> Any:
    """Return a value of a scenario that was written as JSON; sequences are tuples."""
    if isinstance(value, list | tuple):
        return tuple(from_json(one) for one in value)
    if isinstance(value, Mapping):
        if set(value) == {"record", "values"}:
            return RECORDS[value["record"]](**from_json(value["values"]))
        if set(value) == {"function"}:
            return function_at(value["function"])
        if set(value) == {"frame", "about"}:
            return Frame(value["about"], value["frame"])
        return {name: from_json(one) for name, one in value.items()}
    return value


def function_at(place: str) -> Any:
    """Return the function of a place; a built-in strategy need not be allowed, and nothing else of ours is one.

    A store is a file that somebody may have made: what it names is called, so it may name nothing that is not meant so.
    """
    from importlib import import_module

    module, _, name = str(place).partition(":")
    if module.partition(".")[0] != STRATEGIES.partition(".")[0]:
        return resolve(str(place))
    found = None
    if re.fullmatch(rf"{re.escape(STRATEGIES)}\.[a-z_]+", module):
        with suppress(ImportError):
            found = getattr(import_module(module), name, None)
    plain = getattr(found, "py_func", found)
    if not callable(found) or (getattr(plain, "__module__", ""), getattr(plain, "__qualname__", "")) != (module, name):
        message = f"{shown(place)} is not one of mentorlab's own strategies, so it is not called."
        raise Refused(Problem(message, "", "not_allowed", value=place))
    return found


def question_of(scenario: Scenario, content: str) -> dict[str, Any]:
    """Return all that decides the results of a scenario's runs, but seed, replicate and model.

    Files are named by their `content` (a digest) and not by their names; the user's own code by a digest of its source,
    and what has no place of its own, such as a function made by another, by being itself: no store takes that.
    """
    whole = {name: with_fingerprints(getattr(scenario, name)) for name in type(scenario).model_fields}
    asked = {name: value for name, value in whole.items() if name not in CHANGES_NOTHING}
    own_texts = {
        said
        for _, policy in scenario.policies
        for said in (policy.pairing, policy.feedback.action, policy.reward, policy.training, policy.targeting,
                     *policy.processes)
        if isinstance(said, str) and ":" in said
    } | {said for said in scenario.outcomes if isinstance(said, str)}  # fmt: skip
    return asked | {
        "organisation": {"content": content, "baseline": with_fingerprints(scenario.organisation.baseline)},
        "own": [
            *sorted(map(fingerprint, own_texts)),
            *(f"{kind} {fingerprint(one)}{'' if has_place(one) else f' {id(one)}'}" for kind, one in own_of(scenario)),
        ],
    }


def with_fingerprints(value: Any) -> Any:
    """Return a value of a scenario as JSON has it, the user's own by its fingerprint."""
    if isinstance(value, tuple | list):
        return [with_fingerprints(one) for one in value]
    if isinstance(value, Mapping):
        return {name: with_fingerprints(one) for name, one in value.items()}
    if isinstance(value, Settings) and not isinstance(value, Assumptions):
        return {name: with_fingerprints(getattr(value, name)) for name in type(value).model_fields}
    if isinstance(value, tuple(RECORDS.values())) or callable(value):
        return fingerprint(value)
    return as_json(value)
