"""Mistaken input, grown from real files: what `fuzz.py` hands over.

Types are swapped, keys misspelt, moved and written twice, values nested deep or huge, rows cut and shifted, and what
has a meaning of its own in YAML or CSV stands where it does not belong.
"""

from __future__ import annotations

import json
from collections.abc import Callable, Mapping, Sequence
from typing import Any

from hypothesis import strategies as st
from ruamel.yaml import YAML

from mentorlab.agents.files.roster import COLUMNS
from mentorlab.experiments.studies.study_file import KEYS
from mentorlab.scenarios.load import LIBRARY
from mentorlab.scenarios.records.levers import LEVERS
from mentorlab.scenarios.records.policy import Policy
from mentorlab.scenarios.records.scenario import ScenarioRecord

Draw = Callable[[st.SearchStrategy[Any]], Any]

WORDS = (
    *KEYS, *ScenarioRecord.model_fields, *Policy.model_fields, *(one.name for one in LEVERS),
    *(one.path for one in LEVERS), *(str(value) for one in LEVERS for value in one.values),
    *("over", "all", "method", "sobol", "points", "precision", "choice", "retention", "cap", "floor", "replicates"),
    *("extends", "week", "roster", "ties", "file", "columns", "off", "transport", "network", "turnover.scale"),
)  # fmt: skip
"""Words that belong somewhere in a scenario or study, and nowhere else."""

STUDIES: tuple[Mapping[str, Any], ...] = (
    {"name": "how often", "scenario": "reverse", "levers": {"feedback": [0, 4], "reward": ["none", "bonus"]},
     "limits": {"cash": 60000, "headcount": 40}, "judge": "retention", "replicates": 100,
     "set": {"organisation.synthetic.employees": 40}},
    {"scenario": "reverse", "cells": [{"feedback": 2, "reward": "thanks"}, {"policy.eligible.junior.max_age": 35}]},
    {"scenario": {"extends": "reverse", "weeks": 52, "policy": {"share": 0.1}}, "baseline": "traditional",
     "sample": {"method": "sobol", "points": 4, "levers": {"sessions": [1, 8], "reward": ["none", "thanks"]}}},
    {"scenario": "reverse", "levers": {"feedback": [0, 4]}, "assumptions": {"over": ["transport", "turnover.ties"]},
     "until": {"precision": {"retention": 0.5}, "cap": 200}, "seed": 3, "series": "summary"},
    {"scenario": "traditional", "levers": {"feedback": [0, 4]}, "assumptions": {"transport": [0.5, 1.1]},
     "until": {"choice": "retention", "confidence": 0.9, "floor": 20, "cap": 40}},
)  # fmt: skip
SCENARIOS: tuple[Mapping[str, Any], ...] = (
    *(YAML(typ="safe").load(path.read_text(encoding="utf-8")) for path in sorted(LIBRARY.glob("*.yaml"))),
    {"extends": "reverse", "weeks": 60, "settling_weeks": 26,
     "organisation": {"synthetic": {"employees": 40},
                      "baseline": {"annual_quits": 13.5, "annual_quits_by_age": {"under_29": 20},
                                   "inclusion": {"score": 4, "scale": [1, 5]}, "ideas_per_100": 30,
                                   "pay_by_level": [1, 2, 3, 4, 5], "currency": "EUR"}},
     "assumptions": {"off": ["crowding"], "transport": 0.9, "turnover": {"ties": 0.4},
                     "quits_by_department": {"Sales": 1.5}},
     "policy": {"share": 0.1, "where": {"departments": ["Sales"], "levels": [0, 2]},
                "eligible": {"junior": {"levels": [0, 1], "max_age": 34}, "senior": {"min_age": 45}},
                "sessions": {"every_weeks": 2, "black_out": [3, 4]}, "must_not": {"own_manager": False}},
     "changes": [{"week": 26, "policy.reward": "none"}, {"week": 40, "policy": {"feedback": {"every_weeks": 8}}}],
     "outcomes": [], "smallest_effects": {"retention": "5 %", "quits": 1}},
    {"organisation": {"roster": {"file": "people.csv", "columns": {"level": "Grade"}, "levels": {"Director": 3},
                                 "level_order": "high_is_senior", "as_of": "2026-01-01", "under_represented": ["yes"]},
                      "ties": {"file": "ties.csv", "symmetrise": "both", "weights": "count", "unknown": "drop"}}},
)  # fmt: skip
ROSTER = """employee_id,birth_year,hire_date,level,department,team,manager_id,site,group,wants_to_learn,digital_tools
E1,1961,2008-07-03,4,Sales,S1,,Lisbon,yes,,0.2
E2,1972,2025-08-14,2,Sales,S1,E1,Lisbon,no,digital_tools;industry,0.5
E3,1983,2022-12-01,1,Sales,S1,E2,Porto,yes,,0.7
E4,1998,2024-05-09,0,IT,T1,E2,Porto,no,digital_tools,0.9
E5,1990,2019-01-31,0,IT,T1,E2,Lisbon,,,
E6,1985,2015-06-01,3,IT,T1,E1,Lisbon,no,,0.4
"""
TIES = "source,target,weight,kind\nE1,E2,0.4,work\nE2,E3,0.6,work\nE4,E5,0.3,advice\nE6,E1,0.9,work\nE3,E1,0.2,work\n"
SETTINGS = (
    "policy.share=0.1", "feedback=8", "weeks=60", "organisation.synthetic.employees=40", "assumptions.transport=0.9",
    "policy.where.departments=[Sales, IT]", "assumptions.off=[crowding]", "policy.eligible.junior={max_age: 30}",
    "organisation.roster.file=people.csv", "smallest_effects.retention=5 %", "reward=bonus", "pairs=4",
    "changes=[{week: 3, policy.reward: none}]", "organisation.baseline.annual_quits=12", "name=ours",
)  # fmt: skip
VARIED = ("feedback=0,2,8", "pairing", "reward=none,thanks", "share=0.05,0.1", "renew", "wait_list=true", "pairs=1,2")
PAIRS = ("employee_id=Number", "level=Grade,team=Squad", "Director=3", "Director, Sales=3", "source=From", "4=0", "0=0")
RULES = ("retention=0.5", "best=retention,cap=40", "retention=0.5,ideas=3,floor=20", "best=quits,confidence=0.9")
CELLS = (
    "", " ", "NA", "#REF!", "1.234,5", "1e400", "-1", "0", "99", "E1", "e1", "E1.0", "2061", "31.12.1999", "12/31/99",
    "1900-02-30", "0001-01-01", "9999-12-31", "nan", "inf", "0.5", "50 %", "yes", "No", "ja", "\x1b[31mred", "a\x00b",
    "=1+1", "@SUM(A1)", "\u202eabc", "é", "e\u0301", "漢字", "🙂", "x" * 300, "1" * 5000, '"', "a;b;c", "a,b", "a\tb",
    "1'000", "１２", "٣", "²", "½", "Ⅳ", "0x10", "1_000", "+3", "3.0", "4.5", "TRUE", "None", "null", "-", "?",
)  # fmt: skip
ODD_TEXTS = (
    *CELLS, "5 %", "yes", "~", "${HOME}", "{a: 1}", "[1, 2]", "a.b.c", "policy.", ".policy", "..", "a/b", "/dev/null",
    "../x.yaml", "reverse.yaml", "mymodule:thing", "os:system", ":", "x:", "!!python/name:os.system", "\ud83d", "=",
)  # fmt: skip
SCALARS = st.one_of(
    st.sampled_from([None, True, False, 0, 1, -1, 2, 0.5, 1e-320, 1e308, float("inf"), float("nan"), 10**18, 10**400]),
    st.integers(-5, 300),
    st.floats(-1, 2),
    st.sampled_from(WORDS),
    st.sampled_from(ODD_TEXTS),
    st.text(max_size=6),
)
KEYS_SAID = st.sampled_from(WORDS) | st.text(max_size=4)
FLAT = SCALARS | st.lists(SCALARS, max_size=3) | st.dictionaries(KEYS_SAID, SCALARS, max_size=3)
ODD = FLAT | st.lists(FLAT, max_size=3) | st.dictionaries(KEYS_SAID, FLAT, max_size=3)
DEEPS = (3, 11, 13, 40, 3000)
BESIDE = (
    "&a ", "*a", "!!str ", "!!python/name:os.system ", "\t", "\x00", "\x1b[31m", "'", "{", "]", "<<: ", "? ", "- ",
    "# ", "|", ">", "%", "\u2028", "\ufeff", "\ud800", "---", "...", "\r", ":", " : ", "\\U0010ffff",
    '"\\ud800"', "0o17", "2026-01-31", "@", "`",
)  # fmt: skip
"""What is put into a line of YAML where it does not belong."""
HEADERS = (*COLUMNS, *CELLS, "age", "tenure", "Birth Date", "Manager")


@st.composite
def nested(draw: Draw, seeds: Sequence[Any]) -> Any:
    """Return the values of a file with a few things in it wrong."""
    value = json.loads(json.dumps(draw(st.sampled_from(seeds)), default=str))
    for _ in range(draw(st.sampled_from([0, 1, 1, 1, 2, 3]))):
        value = changed(draw, value, whole=True)
    return value


def changed(draw: Draw, value: Any, *, whole: bool = False) -> Any:
    """Return a nested value with one place in it changed; `whole` is what is not changed as a whole."""
    if isinstance(value, dict) and value and (whole or draw(st.integers(0, 4))):
        key = draw(st.sampled_from(sorted(value)))
        how = draw(st.integers(0, 9))
        if how < 6:
            return {**value, key: changed(draw, value[key])}
        rest = {name: inner for name, inner in value.items() if name != key}
        if how == 6:
            return rest
        if how == 7:
            return {**rest, misspelt(draw, key): value[key]}
        if how == 8:
            return {**value, draw(st.sampled_from(WORDS)): draw(ODD)}
        return {**rest, f"{key}.{draw(st.sampled_from(WORDS))}": value[key]}
    if isinstance(value, list) and value and draw(st.integers(0, 2)):
        at = draw(st.integers(0, len(value) - 1))
        return [*value[:at], changed(draw, value[at]), *value[at + 1 :], *draw(st.sampled_from([[], value[at:]]))]
    how = draw(st.integers(0, 9))
    if how == 0:
        return [value]
    if how == 1:
        return {draw(st.sampled_from(WORDS)): value}
    if how == 2:
        return str(value)
    if how == 3:
        for _ in range(draw(st.sampled_from(DEEPS[:3]))):
            value = draw(st.sampled_from([[value], {"a": value}]))
        return value
    if how == 4:
        return [value, value]
    return draw(ODD)


def misspelt(draw: Draw, word: str) -> str:
    """Return a word with a letter lost, doubled or swapped, in other letters, or another word."""
    at = draw(st.integers(0, max(0, len(word) - 1)))
    ways = [word[:at] + word[at + 1 :], word[:at] + word[at : at + 1] * 2 + word[at + 1 :], word.upper(), f"{word} "]
    return draw(st.sampled_from([*ways, word.replace("_", "-"), *WORDS[:8], "", "a" * 300]))


@st.composite
def yaml_texts(draw: Draw, seeds: Sequence[Any]) -> str:
    """Return the text of a file with a few things wrong in what it says or in how it is written."""
    lines = written(draw(nested(seeds)), draw(st.booleans()))
    for _ in range(draw(st.sampled_from([0, 0, 0, 0, 1, 2]))):
        at = draw(st.integers(0, len(lines) - 1))
        line, put = lines[at], draw(st.sampled_from(BESIDE))
        where = draw(st.integers(0, len(line)))
        how = draw(st.integers(0, 5))
        if how < 3:
            lines[at] = line[:where] + put + line[where:]
        elif how == 3:
            lines.insert(at, line)
        elif how == 4:
            lines[at] = " " + line
        else:
            lines[at] = line[:where]
    deep = draw(st.sampled_from([0] * 30 + list(DEEPS)))
    return "\n".join(lines) + "\n" + (f"policy: {'[' * deep}{']' * deep}\n" if deep else "")


def written(value: Any, flow: bool) -> list[str]:
    """Return values as lines of YAML, below each other or each key on one line."""
    if isinstance(value, dict) and value:
        lines = []
        for key, inner in value.items():
            name = key if key.isascii() and key.replace(".", "").isidentifier() else json.dumps(key)
            if flow or not isinstance(inner, dict | list) or not inner:
                lines.append(f"{name}: {in_flow(inner)}")
            else:
                lines += [f"{name}:", *(f"  {line}" for line in written(inner, flow))]
        return lines
    if isinstance(value, list) and value and not flow:
        return [f"- {in_flow(inner)}" for inner in value]
    return [in_flow(value)]


def in_flow(value: Any) -> str:
    """Return values on one line of YAML."""
    if isinstance(value, dict):
        return "{" + ", ".join(f"{json.dumps(key)}: {in_flow(inner)}" for key, inner in value.items()) + "}"
    if isinstance(value, list):
        return "[" + ", ".join(map(in_flow, value)) + "]"
    if isinstance(value, float):
        return repr(value).replace("inf", ".inf").replace("nan", ".nan")
    return value if isinstance(value, str) and value.isalnum() else json.dumps(value)


@st.composite
def table_texts(draw: Draw, seed: str) -> str:
    """Return a table as text with cells, columns and rows wrong."""
    rows = [line.split(",") for line in seed.splitlines()]
    for _ in range(draw(st.integers(0, 3))):
        at = draw(st.integers(0, len(rows) - 1))
        row = rows[at]
        how = draw(st.integers(0, 11))
        if how < 5 and row:
            row[draw(st.integers(0, len(row) - 1))] = draw(st.sampled_from(CELLS) | st.text(max_size=4))
        elif how == 5:
            column, cell = draw(st.integers(0, len(rows[0]))), draw(st.sampled_from(CELLS))
            for one in rows[1:]:
                if column < len(one):
                    one[column] = cell
        elif how == 6:
            rows.insert(at, list(row))
        elif how == 7:
            rows[at] = row[: draw(st.integers(0, len(row)))]
        elif how == 8:
            rows[at] = [*row, draw(st.sampled_from(CELLS))]
        elif how == 9 and rows[0]:
            rows[0][draw(st.integers(0, len(rows[0]) - 1))] = draw(st.sampled_from(HEADERS))
        elif how == 10 and len(rows) > 1:
            del rows[at]
        else:
            column = draw(st.integers(0, len(rows[0])))
            rows = [[*one[:column], *one[column + 1 :]] for one in rows]
    mark = draw(st.sampled_from([",", ",", ",", ";", "\t", "|"]))
    text = draw(st.sampled_from(["\n", "\n", "\r\n", "\r", "\n\n"])).join(mark.join(row) for row in rows)
    put = draw(st.sampled_from([""] * 30 + ["\x00", "\ufeff", '"', "\x1a", "\u2028", "sep=;\n", "\n\n", "Report\n"]))
    where = draw(st.sampled_from([0, len(text) // 2, len(text)]))
    return text[:where] + put + text[where:]


@st.composite
def settings_said(draw: Draw, seeds: Sequence[str]) -> str:
    """Return a word of the command line with something wrong in it."""
    text = draw(st.sampled_from(seeds))
    for _ in range(draw(st.integers(0, 2))):
        name, _, value = text.partition("=")
        how = draw(st.integers(0, 7))
        if how == 0:
            text = f"{name}={in_flow(draw(ODD))}"
        elif how == 1:
            text = f"{misspelt(draw, name)}={value}"
        elif how == 2:
            text = f"{draw(st.sampled_from(WORDS))}={value}"
        elif how == 3:
            text = f"{name}={draw(st.sampled_from(ODD_TEXTS))}"
        elif how == 4:
            text = f"{name}.{draw(st.sampled_from(WORDS))}={value}"
        elif how == 5:
            text = f"{text},{draw(st.sampled_from(seeds))}"
        elif how == 6:
            at = draw(st.integers(0, len(text)))
            text = text[:at] + draw(st.sampled_from(["=", ",", ".", "\x00", "[", "{", "&a ", "\n", '"'])) + text[at:]
        else:
            text = draw(st.sampled_from(ODD_TEXTS))
    return text


A_SCENARIO = yaml_texts(SCENARIOS)
A_STUDY = yaml_texts(STUDIES)
AS_WORKBOOK = st.sampled_from([False] * 4 + [True])
OTHERS = (
    "--as-of", "--level-order", "--symmetrise", "--sheet", "--header", "--only", "--unknown-managers", "--sure",
    "--under-represented", "--tie-sheet", "--tie-header",
)  # fmt: skip
AN_OPTION = st.one_of(
    st.tuples(st.just("--set"), settings_said(SETTINGS)),
    st.tuples(st.just("--vary"), settings_said(VARIED)),
    st.tuples(st.sampled_from(["--columns", "--tie-columns", "--levels"]), settings_said(PAIRS)),
    st.tuples(st.just("--until"), settings_said(RULES)),
    st.tuples(st.sampled_from(OTHERS), st.sampled_from(ODD_TEXTS)),
)
READ_OTHERWISE = st.sampled_from([{}] * 6 + [
    {"level_order": None}, {"as_of": None}, {"levels": {"4": 0, "2": 3}}, {"columns": {"level": "Grade"}},
    {"columns": {"team": "site", "department": "group"}}, {"columns": {"employee_id": ""}}, {"sheet": "Other"},
    {"under_represented": ("yes",)}, {"header": 2}, {"header": 99}, {"only": {"group": ("yes",)}}, {"only": {"x": ()}},
    {"unknown_managers": "drop"}, {"sure": ("level",)}, {"left": "group"}, {"levels": {"": 2}},
    {"level_order": "low_is_senior"},
])  # fmt: skip
TIED_OTHERWISE = st.sampled_from([{}] * 4 + [
    {"symmetrise": "both"}, {"weights": "count"}, {"weights": "strength"}, {"unknown": "drop"}, {"kinds": ("work",)},
    {"columns": {"source": "target", "target": "source"}}, {"columns": {"weight": "kind"}}, {"header": 2},
    {"sheet": "x"}, {"kinds": ("",)},
])  # fmt: skip
A_ROSTER = st.tuples(table_texts(ROSTER), AS_WORKBOOK, READ_OTHERWISE)
TIES_OF_A_FILE = st.tuples(table_texts(TIES), AS_WORKBOOK, TIED_OTHERWISE)
