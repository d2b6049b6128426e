"""The text of a new scenario file: what it extends, then the common levers, each with its possible values."""

from __future__ import annotations

import json
import re
from textwrap import wrap
from typing import Any

from ..records.levers import LEVERS, Lever
from ..records.scenario import ScenarioRecord
from .yaml_lines import scalar

EXAMPLES = {"policy.pairs": 30, "policy.share": 0.1}
RIVAL = {"pairs": "share", "share": "pairs"}
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


def text_of_new(name: str, source: ScenarioRecord, extends: str) -> str:
    """Return a file that extends the source and equals it, but for the name, until somebody edits it."""
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
    people = ORGANISATION if source.organisation.roster else PEOPLE
    later = LATER % (source.weeks // 2) if source.weeks > 1 else ""
    return "\n".join(lines) + "\n" + MORE + people + BASELINE + later + OUTCOMES


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
        return _line(f"{indent}# ", key, EXAMPLES[lever.path], f"{remark}; instead of {RIVAL[key]}")
    return _line(indent, key, value, remark)


def _line(indent: str, key: str, value: Any, remark: str) -> str:
    line = f"{f'{indent}{key}: {word(value)}':<{REMARK}}  # {remark}"
    if len(line) <= WIDEST:
        return line
    mark = f"{indent.removesuffix('# ')}# "
    above = wrap(remark, WIDEST, initial_indent=mark, subsequent_indent=f"{mark}  ")
    return "\n".join([*above, f"{indent}{key}: {word(value)}"])
