"""YAML as plain values, with the line and column of every key kept beside them.

Only what a scenario needs: one document of mappings, lists, texts, numbers, true, false and nothing, read by the
core rules of YAML 1.2. Anchors, aliases, tags and merge keys are refused: nothing in a file can run or refer.
"""

from __future__ import annotations

import io
import re
from collections.abc import Iterator
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any, NamedTuple

from ...agents.base.fields import KeyPath as KeyPath
from ...agents.base.fields import dotted as dotted
from ...agents.base.refusal import Problem

TABLES = (".csv", ".tsv", ".xlsx", ".xlsm", ".xls")
"""What files end in that are lists of people."""
LARGEST = 256 * 1024
DEEPEST = 12

NOTHING = re.compile(r"(~|null|Null|NULL)?")
TRUE_OR_FALSE = re.compile(r"true|True|TRUE|false|False|FALSE")
WHOLE = re.compile(r"[-+]?[0-9]+|0o[0-7]+|0x[0-9a-fA-F]+")
NUMBER = re.compile(r"[-+]?(\.[0-9]+|[0-9]+(\.[0-9]*)?)([eE][-+]?[0-9]+)?|[-+]?\.(inf|Inf|INF)|\.(nan|NaN|NAN)")


OUR_WORDS = {
    "mapping values are not allowed": (
        "a second ':' on one line, or a wrong indentation.",
        "Put text that holds a colon in quotes.",
    ),
    "quoted scalar": ("a quote is not closed.", "Close it, or remove both quotes."),
    "flow": ("a bracket is not closed, or a comma is missing.", "Close it."),
    "undefined alias": ("aliases (*name) are not read.", "Write the value out."),
    "could not find expected ':'": ("a key without its ':'.", "Write 'key: value'."),
    "cannot start any token": (
        "a value starts with a character that has a meaning of its own in YAML.",
        "Put it in quotes.",
    ),
    "": ("this line does not fit the lines before it.", "Check its indentation, its dashes and its brackets."),
}
"""What the YAML parser says, by a part of it, in our own words; the first that fits is used."""


class Place(NamedTuple):
    """Where something stands; lines and columns count from 1, and a setting has none."""

    file: str
    line: int | None = None
    column: int | None = None


@dataclass
class Reading:
    """What a text holds, where each key stands, and what could not be read."""

    file: str
    values: Any = None
    places: dict[KeyPath, Place] = field(default_factory=dict)
    problems: list[Problem] = field(default_factory=list)
    refused: set[KeyPath] = field(default_factory=set)
    """Paths that hold something refused here: what else may be wrong there is not reported."""
    lost: bool = False
    """The text as a whole could not be read, so `values` says nothing."""

    def give_up(self, problem: Problem) -> Reading:
        """Say why nothing can be read."""
        self.problems.append(problem)
        self.values, self.lost = None, True
        return self


def scalar(text: str) -> Any:
    """Return the value of an unquoted word by the core rules of YAML 1.2: yes, no, on and dates are text.

    >>> [scalar(text) for text in ("12", "0.5", "true", "~", "none", "yes", "1:30")]
    [12, 0.5, True, None, 'none', 'yes', '1:30']
    """
    if NOTHING.fullmatch(text):
        return None
    if TRUE_OR_FALSE.fullmatch(text):
        return text.lower() == "true"
    if WHOLE.fullmatch(text) and len(text) <= 300:
        return int(text, 0 if text[:2] in ("0o", "0x") else 10)
    if NUMBER.fullmatch(text):
        return float(re.sub(r"\.(?=[iInN])", "", text))
    return text


def text_of(raw: bytes, file: str) -> str | Problem:
    """Return the bytes of a file as text, a byte-order mark taken off; or say why they are none."""
    if Path(file).suffix.lower() in TABLES:
        message = "is a table, not a scenario or a study."
        return Problem(message, "Name your people with --roster, and who works with whom with --ties.", "format", file)
    if len(raw) > LARGEST:
        return Problem(
            f"is larger than {LARGEST // 1024} kB, which is too large for a scenario file.", code="format", file=file
        )
    try:
        return raw.decode("utf-8-sig")
    except UnicodeDecodeError as error:
        line = raw.count(b"\n", 0, error.start) + 1
        column = error.start - raw.rfind(b"\n", 0, error.start)
        byte = f"byte 0x{raw[error.start]:02x}"
        return Problem(
            f"is not UTF-8 text ({byte}).", "Save it as UTF-8.", "encoding", file=file, line=line, column=column
        )


def read(text: str, file: str) -> Reading:
    """Read a YAML text; whatever is wrong with it stands in the reading's `problems`."""
    from ruamel.yaml import YAML
    from ruamel.yaml.error import MarkedYAMLError, YAMLError

    reading = Reading(file)
    try:
        _document(YAML(typ="safe", pure=True).parse(io.StringIO(text)), reading)
    except _TooDeep as deep:
        message = f"has more than {DEEPEST} levels of nesting, too many for a scenario file."
        reading.problems.clear()  # what else is wrong in such a nest says nothing
        reading.give_up(Problem(message, code="format", file=file, line=deep.place.line, column=deep.place.column))
    except MarkedYAMLError as error:
        mark = error.problem_mark or error.context_mark
        line, column = (mark.line + 1, mark.column + 1) if mark else (None, None)
        message, hint = _in_our_words(f"{error.context} {error.problem}", text, line)
        reading.give_up(Problem(message, hint, "syntax", file=file, line=line, column=column))
    except YAMLError as error:
        # the reader of ruamel.yaml, on characters that no YAML text may hold
        at = int(getattr(error, "position", 0))
        line, column = text.count("\n", 0, at) + 1, at - text.rfind("\n", 0, at)
        message = f"holds a character that is not text ({text[at : at + 1]!r})."
        reading.give_up(Problem(message, "Remove it.", "syntax", file=file, line=line, column=column))
    except (OverflowError, ValueError):
        message = "an escape such as \\Uffffffff or \\ud800 names no character."
        reading.give_up(Problem(message, "Write the character itself.", "syntax", file=file))
    return reading


class _TooDeep(Exception):  # noqa: N818  (caught in this file)
    def __init__(self, place: Place) -> None:
        self.place = place


def _in_our_words(theirs: str, text: str, line: int | None) -> tuple[str, str]:
    lines = text.splitlines()
    at = lines[line - 1] if line and line <= len(lines) else ""
    if "\t" in at[: len(at) - len(at.lstrip())] or "\\t" in theirs:
        return "a tab stands where only spaces may.", "Indent with spaces."
    return next((ours for part, ours in OUR_WORDS.items() if part in theirs), OUR_WORDS[""])


def _document(events: Iterator[Any], reading: Reading) -> None:
    """Take the one document of a stream of YAML events into the reading."""
    from ruamel.yaml.events import DocumentEndEvent, DocumentStartEvent, StreamEndEvent, StreamStartEvent

    documents = 0
    for event in events:
        if isinstance(event, DocumentStartEvent):
            documents += 1
            if documents == 2:
                message = "a second document starts here: a scenario file holds one."
                _refuse(reading, (), event, message, "Remove the line '---' and what follows.")
                return
        elif not isinstance(event, StreamStartEvent | StreamEndEvent | DocumentEndEvent):
            reading.values = _value(event, events, (), reading)


def _value(event: Any, events: Iterator[Any], path: KeyPath, reading: Reading) -> Any:
    """Return the value that starts with this event, taking as many further events as belong to it."""
    from ruamel.yaml.events import AliasEvent, MappingStartEvent, ScalarEvent, SequenceEndEvent

    if len(path) > DEEPEST:
        raise _TooDeep(_place(event, reading))
    if event.anchor is not None or getattr(event, "tag", None) is not None:
        reading.refused.add(path)
    if isinstance(event, AliasEvent):
        _refuse(reading, path, event, f"aliases (*{event.anchor}) are not read.", "Write the value out.")
        return None
    if event.tag is not None:
        tag = str(event.tag).replace("tag:yaml.org,2002:", "!!")
        message = f"tags ({tag}) are not read: a file holds plain values, and nothing in it is run."
        _refuse(reading, path, event, message, "Remove the tag.", value=tag)
    if event.anchor is not None:
        _refuse(reading, path, event, f"anchors (&{event.anchor}) are not read.", "Remove it.")
    if isinstance(event, ScalarEvent):
        # two halves of one character may be escaped apart, as JSON does; half a character is none
        return event.value.encode("utf-16", "surrogatepass").decode("utf-16") if event.style else scalar(event.value)
    if isinstance(event, MappingStartEvent):
        return _mapping(events, path, reading)
    items: list[Any] = []
    while not isinstance(event := next(events), SequenceEndEvent):
        here = (*path, len(items))
        reading.places[here] = _place(event, reading)
        items.append(_value(event, events, here, reading))
    return tuple(items)


def _mapping(events: Iterator[Any], path: KeyPath, reading: Reading) -> dict[str, Any]:
    from ruamel.yaml.events import MappingEndEvent, ScalarEvent

    values: dict[str, Any] = {}
    while not isinstance(event := next(events), MappingEndEvent):
        if not isinstance(event, ScalarEvent) or event.tag is not None or event.anchor is not None:
            _refuse(reading, path, event, "a key must be a plain word or number.", "Write 'key: value'.")
            key = None
            _value(event, events, (*path, ""), _aside(reading))
        else:
            key = str(event.value)
            here = (*path, key)
            if key == "<<" and not event.style:
                _refuse(
                    reading, here, event, "merge keys (<<) are not read.", "Write the values out, or use 'extends'."
                )
                key = None
            elif key in values:
                message = f"the key '{key}' stands twice; first in line {reading.places[here].line}."
                _refuse(reading, here, event, message, "Remove one of them.", "duplicate")
                key = None
        if key is None:
            _value(next(events), events, path, _aside(reading))
        else:
            reading.places[here] = _place(event, reading)
            values[key] = _value(next(events), events, here, reading)
    return values


def _aside(reading: Reading) -> Reading:
    """Return where to put what is read only to be passed over; problems are told all the same."""
    return Reading(reading.file, problems=reading.problems)


def _place(event: Any, reading: Reading) -> Place:
    return Place(reading.file, event.start_mark.line + 1, event.start_mark.column + 1)


def _refuse(
    reading: Reading, path: KeyPath, event: Any, message: str, hint: str, code: str = "format", value: Any = None
) -> None:
    place = _place(event, reading)
    where = dotted(path) or None
    reading.problems.append(Problem(message, hint, code, place.file, place.line, place.column, where, value))
