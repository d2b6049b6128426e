"""Which values the fields of a record may have, in words; and pydantic's findings, put into the same words."""

from __future__ import annotations

import datetime
from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from math import isfinite
from types import UnionType
from typing import Annotated, Any, Literal, NamedTuple, TypeGuard, Union, get_args, get_origin

import numpy as np
from pydantic import BaseModel, ValidationError

from .refusal import Problem, Refused, did_you_mean

KeyPath = tuple[str | int, ...]
NOUNS = {"pairing": "strategy", "off": "mechanism", "from_column_by": "division"}
LARGEST = 2**63 - 1
WRITTEN = (bool, int, float, str, datetime.date)
"""What a file can hold, also in lists and mappings."""
RANGES = ("greater_than_equal", "less_than_equal", "greater_than", "less_than", "finite_number")


def dotted(path: KeyPath) -> str:
    """Return a key path as people write it.

    >>> dotted(("policy", "where", "levels", 0))
    'policy.where.levels[0]'
    """
    return "".join(f"[{key}]" if isinstance(key, int) else f".{key}" for key in path).removeprefix(".")


class Slot(NamedTuple):
    """What may stand at one path: a type, and its limits."""

    kind: Any
    limits: tuple[Any, ...] = ()


def slot_in(root: type[BaseModel], path: KeyPath) -> Slot | None:
    """Return what may stand at a path within a record, or nothing if there is no such path.

    >>> slot_in(BaseModel, ("file",)) is None
    True
    """
    slot = Slot(root)
    for key in path:
        kind, inside = slot.kind, get_args(slot.kind)
        if is_record(kind):
            if key not in kind.model_fields:
                return None
            field = kind.model_fields[key]
            slot = _slot(field.annotation, tuple(field.metadata))
        elif get_origin(kind) is dict and isinstance(key, str):
            slot = _slot(inside[1])
        elif get_origin(kind) is tuple and isinstance(key, int):
            slot = _slot(inside[0])
        else:
            return None
    return slot


def is_record(kind: Any) -> TypeGuard[type[BaseModel]]:
    """Say whether a type is one of our records, a mapping with known keys."""
    # a dict[str, float] is a type to some versions of Python, and no class to any
    return isinstance(kind, type) and get_origin(kind) is None and issubclass(kind, BaseModel)


def keys_in(root: type[BaseModel], path: KeyPath) -> list[str]:
    """Return the keys that may stand in the mapping at a path within a record."""
    slot = slot_in(root, path)
    return list(slot.kind.model_fields) if slot and is_record(slot.kind) else []


def _slot(kind: Any, limits: tuple[Any, ...] = ()) -> Slot:
    if get_origin(kind) is Annotated:
        inner, *more = get_args(kind)
        return _slot(inner, (*limits, *(limit for one in more for limit in getattr(one, "metadata", [one]))))
    if get_origin(kind) in (Union, UnionType):
        kinds = [one for one in get_args(kind) if one is not type(None) and not _in_python(one)]
        if len(kinds) == 1:
            return _slot(kinds[0], limits)
    return Slot(kind, limits)


def _in_python(kind: Any) -> bool:
    """Tell whether a type is that of a function, a frame or a record itself: nothing a file can say."""
    if get_origin(kind) is Annotated:
        return get_args(kind)[0] not in WRITTEN
    return get_origin(kind) is Callable or (
        isinstance(kind, type) and get_origin(kind) is None and kind not in WRITTEN and not is_record(kind)
    )


def in_words(slot: Slot) -> str:
    """Say what may stand there.

    >>> in_words(Slot(tuple[int, ...]))
    'a list of whole numbers'
    """
    kind, inside = slot.kind, get_args(slot.kind)
    if get_origin(kind) is Literal:
        return f"one of {', '.join(map(str, inside))}"
    if get_origin(kind) is tuple:
        least = next((limit.min_length for limit in slot.limits if hasattr(limit, "min_length")), 0)
        each = in_words(_slot(inside[0])).replace("text", "texts").removeprefix("a ").replace("number", "numbers")
        return f"a list of {'one or more ' if least else ''}{each}"
    if is_record(kind):
        return f"a mapping with {', '.join(kind.model_fields)}"
    if get_origin(kind) is dict:
        return f"a mapping to {in_words(_slot(inside[1]))}"
    if get_origin(kind) in (Union, UnionType):
        return "a number, or a share of the baseline such as 5 %"
    if kind in (int, float):
        return f"a {'whole ' if kind is int else ''}number{_range(slot.limits)}"
    return {bool: "true or false", datetime.date: "a date such as 2024-12-31"}.get(kind, "text")


def _range(limits: tuple[Any, ...]) -> str:
    least, most = (
        next((f"{getattr(one, name):.15g}" for one in limits if hasattr(one, name)), "") for name in ("ge", "le")
    )
    if least and most:
        return f" from {least} to {most}"
    return f" of {least} or more" if least else f" of {most} or less" if most else ""


def shown(value: Any) -> str:
    """Return a value as the writer of a file would recognise it, on one short line."""
    if value is None:
        return "empty"
    if isinstance(value, bool):
        return str(value).lower()
    if isinstance(value, Mapping):
        return "a mapping"
    if isinstance(value, list | tuple):
        return "a list" if value else "an empty list"
    text = " ".join(repr(value).split())
    return text if len(text) <= 60 else f"{text[:40]}...{text[-10:]}"


def refuse_wrong(record: object, wrong: Iterable[tuple[str, bool | None, str]]) -> None:
    """Refuse all fields of a record that are wrong: their names, whether each is, and what it must be."""
    kind = type(record).__name__
    problems = [
        Problem(f"must be {limit}, not {shown(getattr(record, name))}.", field=f"{kind}.{name}")
        for name, is_wrong, limit in wrong
        if is_wrong
    ]
    if problems:
        raise Refused(problems)


def refuse_unless_whole(**values: tuple[Any, int]) -> None:
    """Refuse, all at once, what is no whole number of the least or more that is named beside it."""
    if problems := not_whole(**values):
        raise Refused(problems)


def not_whole(**values: tuple[Any, int]) -> list[Problem]:
    """Return what is wrong with what must be whole numbers, each of the least or more that is named beside it.

    >>> print(*not_whole(seed=(3, 0), replicates=(2.5, 1)))
    replicates: must be a whole number of 1 or more, not 2.5.
    """
    problems = []
    for name, (value, least) in values.items():
        is_whole = isinstance(value, int | np.integer) and not isinstance(value, bool)
        if not (is_whole and least <= value <= LARGEST):
            message = f"must be a whole number of {least} or more, not {shown(value)}."
            if is_whole and value > LARGEST:
                message = f"must be a whole number from {least} to {LARGEST}, not {value}."
            problems.append(Problem(message, "", "range" if is_whole else "type", field=name, value=shown_plain(value)))
    return problems


def shown_plain(value: Any) -> Any:
    """Return a value as JSON can have it: as it is, or as it is shown."""
    ordinary = value is None or isinstance(value, str | bool | int) or (isinstance(value, float) and isfinite(value))
    return value if ordinary else shown(value)


def _words_for(error: Any, path: KeyPath, root: type[BaseModel]) -> tuple[str, str, str]:
    """Return message, hint and code for one of pydantic's errors."""
    value, kind = error["input"], error["type"]
    if kind == "extra_forbidden":
        return unknown_key(path, keys_in(root, path[:-1]))
    if kind == "value_error":
        message = str(error["ctx"]["error"])
        code = "unknown" if message.startswith("unknown") else "conflict" if "exclude" in message else "invalid"
        return message if message.endswith(("?", ".")) else f"{message}.", "", code
    slot = slot_in(root, path) or Slot(str)
    if kind == "missing":
        return f"is missing: {in_words(slot)} is needed here.", "", "missing"
    if get_origin(slot.kind) is Literal and isinstance(value, str):
        return _unknown_word(path, value, get_args(slot.kind))
    if kind == "string_too_short":
        return "must not be empty.", "", "format"
    if kind == "string_pattern_mismatch":
        return f"must be one line of text, not {shown(value)}.", "", "format"
    message = f"must be {in_words(slot)}, not {shown(value)}."
    return message, _mend(path, slot, value), "range" if kind in RANGES else "type"


def unknown_key(
    path: KeyPath, known: list[str], offered: list[str] | None = None, elsewhere: str = ""
) -> tuple[str, str, str]:
    """Return message, hint and code for a key that does not belong where it stands."""
    near = elsewhere or did_you_mean(path[-1], offered or known)
    listed = "" if near and len(known) > 8 else f"The keys allowed here are: {', '.join(known)}."
    return f"unknown key '{path[-1]}'.", " ".join(filter(None, (near, listed))), "unknown"


def _unknown_word(path: KeyPath, value: str, allowed: tuple[str, ...]) -> tuple[str, str, str]:
    key = next(str(part) for part in reversed(path) if isinstance(part, str))  # an entry of a list: the list's
    noun = NOUNS.get(key, key.replace("_", " "))
    listed = f"{'Built-in' if noun == 'strategy' else 'Allowed'}: {', '.join(allowed)}."
    return f"unknown {noun} {shown(value)}.", " ".join(filter(None, (did_you_mean(value, allowed), listed))), "unknown"


def _mend(path: KeyPath, slot: Slot, value: Any) -> str:
    """Return what to do about a value of the wrong kind, where it is a common slip."""
    if is_record(slot.kind):
        if value is None:
            return "Write keys below it, or remove the line."
        if isinstance(value, str | int | float):
            return f"Write {path[-1]}: {{{next(iter(slot.kind.model_fields))}: {value}}}." if path else ""
    if isinstance(value, Mapping) and "from_column" in value:
        return "To count a column of the roster write organisation.baseline.from_column."
    is_share = in_words(slot).endswith(" from 0 to 1")
    if slot.kind in (int, float) and isinstance(value, str):
        number = value.removesuffix("%").strip().replace(",", ".").replace("_", "")
        if number.replace(".", "", 1).isdigit():
            if value.endswith("%"):
                return f"Write {float(number) / 100:g}." if is_share else ""
            return f"Write {number}{' without quotes' if number == value else ''}."
    if path[-1:] == ("annual_quits",) and isinstance(value, float) and 0 < value < 1:
        return f"Did you mean {100 * value:g}?"
    if is_share and not isinstance(value, bool) and isinstance(value, int | float) and 1 < value <= 100:
        return f"For {value:g} % write {value / 100:g}."
    if slot.kind is bool and str(value).lower() in ("yes", "on", "1", "y"):
        return "Write true."
    if slot.kind is bool and str(value).lower() in ("no", "off", "0", "n"):
        return "Write false."
    if slot.kind is str and isinstance(value, int | float):
        return "Put it in quotes."
    if get_origin(slot.kind) is tuple and isinstance(value, str | int):
        return f"Write [{value}]."
    return ""


def problems_of(error: ValidationError, kind: type[BaseModel]) -> dict[KeyPath, list[Problem]]:
    """Return what pydantic found wrong with a record of a kind, path by path, in our own words."""
    found: dict[KeyPath, list[Problem]] = {}
    for one in error.errors(include_url=False):
        path: KeyPath = ()
        for at, part in enumerate(one["loc"], start=1):
            # pydantic has marks of its own in some paths ('[key]', a type's name): they are no keys of ours
            stray = one["type"] == "extra_forbidden" and at == len(one["loc"])
            path = (*path, part) if stray or slot_in(kind, (*path, part)) else path
        if one["type"] == "is_instance_of" and any(other[: len(path)] == path for other in found):
            continue  # what else might stand there is reported already
        own = one["ctx"]["error"] if one["type"] == "value_error" else None
        if own is not None and not isinstance(own, Refused):
            # what two keys have against each other begins with the name of the first
            first = str(own).split(" ")[0]
            path = (*path, first) if slot_in(kind, (*path, first)) else path
        value = shown_plain(one["input"]) if one["type"] != "missing" else None
        problems = (
            [_with_field(problem) for problem in own.problems]
            if isinstance(own, Refused)
            else [Problem(*_words_for(one, path, kind))]
        )
        found.setdefault(path, [replace(problem, field=dotted(path) or None, value=value) for problem in problems])
    return found


def _with_field(problem: Problem) -> Problem:
    """Return a problem of a record within with its field in the message: another will stand before it."""
    return replace(problem, message=f"{problem.field}: {problem.message}") if problem.field else problem
