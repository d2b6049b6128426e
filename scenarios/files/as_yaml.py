"""A scenario as a file: what differs from the defaults, or everything, so that `load` reads an equal one back.

The text of a new file is what it extends, then the common levers, each with its possible values.
"""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from datetime import date
from os.path import abspath
from textwrap import wrap
from typing import Any

from pydantic import BaseModel

from ...agents.base.refusal import Problem, Refused
from ...agents.files.tables.frames import Frame
from ..assumptions.assumptions import Assumptions
from ..extensions.resolve import place_of
from ..records.levers import LEVERS, Lever
from ..records.scenario import RIVALS, Change, ScenarioRecord
from .allowed import is_record, slot_at
from .layers import FILES
from .yaml_lines import KeyPath, dotted, scalar

EXAMPLES = {"policy.pairs": 30, "policy.share": 0.1}
REMARK = 34
"""The column where remarks start."""
WIDEST = 110
"""Longer remarks stand above their line."""
BLACK_OUT = "    # black_out: [{}]  # programme weeks in which nobody meets"
MORE = """\
  # More levers. Remove the first # of a line to use it.
  # where: {departments: [Sales, Operations], levels: [0, 2]}  # where it is offered; also sites
  # eligible: {junior: {levels: [0, 1], max_age: 34}, senior: {levels: [2, 3, 4], min_age: 45}}  # who may take part
  # must_not: {own_manager: false}  # true: nobody is paired with their own manager
  # processes: [mypackage.events:town_hall]  # your own: docs/how-to/own-calendar-process.md
"""
PEOPLE = """
# Your own people in place of drawn ones. Paths are relative to this file; `mentorlab check` shows what the files hold.
# organisation:
#   roster: {file: roster.csv}
#   ties: {file: ties.csv}
"""
ORGANISATION = """
# organisation:
"""
OWN_PEOPLE = """
# Your own people. Under `columns` each of our columns has the name of yours; paths are relative to this file.
"""
BASELINE = """\
#   baseline: {annual_quits: 13.5, inclusion: {score: 60, scale: [0, 100]}, currency: EUR}   # company figures
"""
LATER = """
# The policy may change during the programme: a phased roll-out, a pause, a cut.
# changes:
#   - {week: %d, policy.feedback.every_weeks: 8, policy.reward: none}
"""
OUTCOMES = """
# Outcomes of your own (docs/how-to/own-outcome.md; run with --allow mypackage), and the smallest differences that
# matter to you, in the unit of the outcome or as a share of the baseline.
# outcomes: [mypackage.measures:managers_idea_share]
# smallest_effects: {innovation: 5 %, inclusion: 2}
"""


def text_of_scenario(scenario: ScenarioRecord, *, whole: bool = False) -> str:
    """Return a scenario as YAML: what differs from the defaults, or `whole`. Files are named from the root.

    What is assumed is written where it was stated, at its default too. Raises `Refused` for all that no file can
    say: a function or a record of one's own that has no place to be found again, people or ties held in memory.
    """
    problems: list[Problem] = []
    lines = _lines({"name": scenario.name, **_values_of(scenario, (), whole, problems)})
    if problems:
        raise Refused(problems)
    return "\n".join(lines) + "\n"


def _values_of(
    record: BaseModel, above: KeyPath, whole: bool, problems: list[Problem], default: BaseModel | None = None
) -> dict[str, Any]:
    """Return what a file has to say of a record, key by key: its default is another one, or that of its class."""
    written: dict[str, Any] = {}
    assumed = isinstance(record, Assumptions) or above[:1] == ("assumptions",)
    for name, field in type(record).model_fields.items():
        value, path = getattr(record, name), (*above, name)
        usual = getattr(default, name, None) if default else field.get_default(call_default_factory=True)
        slot = slot_at(path)
        if isinstance(value, BaseModel) and slot and is_record(slot.kind):
            inner = _values_of(value, path, whole, problems, usual)
            if inner or usual is None:
                written[name] = inner
        elif _differs(value, usual) or (whole and value is not None) or (assumed and name in record.model_fields_set):
            written[name] = _plain(value, path, problems)
    return written


def _differs(value: Any, usual: Any) -> bool:
    """Tell whether a value is another than usual; what no file can write is, and is not to be compared."""
    written = isinstance(value, bool | int | float | str | tuple | Mapping | date | None)
    return not written or bool(value != usual)


def _plain(value: Any, path: KeyPath, problems: list[Problem]) -> Any:
    """Return a value as a file has it; what it cannot have is added to the problems."""
    if isinstance(value, Change):
        settings = {name: _plain(one, (*path, name), problems) for name, one in value.settings}
        return {"week": value.week, **settings}
    if isinstance(value, tuple | list):
        return [_plain(one, (*path, at), problems) for at, one in enumerate(value)]
    if isinstance(value, Mapping):
        return {name: _plain(one, (*path, name), problems) for name, one in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Frame):
        message = f"is {value}, which was passed in Python: a file cannot hold it."
        problems.append(Problem(message, "Save it as a CSV file and name that file.", "frame", field=dotted(path)))
        return None
    if isinstance(value, str):
        return abspath(value) if path in FILES else value
    if value is None or isinstance(value, bool | int | float):
        return value
    try:
        return place_of(value)
    except Refused as refused:
        problems += [Problem(one.message, one.hint, one.code, field=dotted(path)) for one in refused.problems]
        return None


def _lines(values: Mapping[str, Any], indent: str = "") -> list[str]:
    """Return a mapping as lines of YAML; a list of mappings has one a line."""
    written = []
    for name, value in values.items():
        key = f"{indent}{word(name)}:"
        if isinstance(value, Mapping) and value:
            written += [key, *_lines(value, f"{indent}  ")]
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            written += [key, *(f"{indent}  - {_on_one_line(one)}" for one in value)]
        else:
            written.append(f"{key} {_on_one_line(value)}")
    return written


def _on_one_line(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{word(name)}: {_on_one_line(one)}' for name, one in value.items())}}}"
    return f"[{', '.join(map(_on_one_line, value))}]" if isinstance(value, list) else word(value)


def text_of_new(name: str, source: ScenarioRecord, extends: str, people: Mapping[str, Any] = {}) -> str:
    """Return a file that extends the source and equals it, but for the name and `people`, until somebody edits it.

    `people` is what stands in `organisation.roster` and `organisation.ties`.
    """
    lines = [
        f"# Made by `mentorlab new` from {extends}. Change a value, or delete a line to keep the value of {extends}.",
        f"extends: {word(extends)}",
        f"name: {word(name)}",
        f"about: {word(source.about)}",
        "",
        _line("", "weeks", source.weeks, "programme weeks to simulate: 1 to 260"),
    ]
    section: list[str] = []
    for lever in LEVERS:
        *outer, key = lever.path.split(".")
        for depth, part in enumerate(outer):
            if section[: depth + 1] != outer[: depth + 1]:
                lines.append(f"{'  ' * depth}{part}:")
                section = outer[: depth + 1]
        section = outer
        lines.append(_lever_line(lever, source, "  " * len(outer), key))
        if lever.path == "policy.sessions.every_weeks":
            lines.append(BLACK_OUT.format(source.weeks // 2))
    about_people = ORGANISATION if source.organisation.roster else PEOPLE
    if people:
        about_people = OWN_PEOPLE + "\n".join(_lines({"organisation": people})) + "\n"
    later = LATER % (source.weeks // 2) if source.weeks > 1 else ""
    return (
        "\n".join(lines)
        + "\n"
        + MORE
        + about_people
        + (BASELINE.replace("#   ", "  # ", 1) if people else BASELINE)
        + later
        + OUTCOMES
    )


def word(value: Any) -> str:
    """Return a value as YAML has it on one line, in quotes where it would read as something else.

    >>> word("reverse"), word("yes: no"), word(True), word("12")
    ('reverse', '"yes: no"', 'true', '"12"')
    """
    if isinstance(value, str) and re.fullmatch(r"[A-Za-z][\w./-]*", value) and scalar(value) == value:
        return value
    quoted = json.dumps(value, ensure_ascii=False)
    return re.sub("[\x7f-\x9f\ufeff\ufffe\uffff]", lambda odd: f"\\u{ord(odd[0]):04x}", quoted)


def _lever_line(lever: Lever, source: ScenarioRecord, indent: str, key: str) -> str:
    value: Any = source
    for part in lever.path.split("."):
        value = getattr(value, part)
    allowed = lever.allowed or ", ".join(word(one) for one in lever.values)
    remark = f"{lever.about}: {allowed} {lever.unit}".strip()
    if value is None:
        return _line(f"{indent}# ", key, EXAMPLES[lever.path], f"{remark}; instead of {RIVALS[key]}")
    return _line(indent, key, value, remark)


def _line(indent: str, key: str, value: Any, remark: str) -> str:
    line = f"{f'{indent}{key}: {word(value)}':<{REMARK}}  # {remark}"
    if len(line) <= WIDEST:
        return line
    mark = f"{indent.removesuffix('# ')}# "
    above = wrap(remark, WIDEST, initial_indent=mark, subsequent_indent=f"{mark}  ")
    return "\n".join([*above, f"{indent}{key}: {word(value)}"])
