"""Hand over thousands of mistaken files and settings, and see whether each is read or refused with a sentence.

`python benchmarks/fuzz.py 10000` tries so many of each kind (`--kinds study roster` for some kinds only) and prints
every internal error, once for each place in the code, with the shortest input that led there; it exits with 1 if there
is one. Inputs are real files grown wrong: types swapped, keys misspelt, deep nests, huge numbers, NaN, dates, control
characters, keys twice, anchors, empty lists, rows cut and shifted. The same number of examples are the same examples.
"""

from __future__ import annotations

import argparse
import csv
import io
import json
import os
import sys
import tempfile
import traceback
import warnings
from collections.abc import Callable, Mapping, Sequence
from contextlib import redirect_stderr, redirect_stdout, suppress
from datetime import date
from math import isfinite
from pathlib import Path
from typing import Any

from hypothesis import HealthCheck, Phase, given, settings
from hypothesis import strategies as st
from openpyxl import Workbook
from openpyxl.cell.cell import ILLEGAL_CHARACTERS_RE
from ruamel.yaml import YAML

from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.files.roster import COLUMNS, read_roster
from mentorlab.agents.files.tie_file import read_ties
from mentorlab.experiments.cli.main import answered
from mentorlab.experiments.runs.designs.plan import SweepPlan
from mentorlab.experiments.studies.simulate import simulate
from mentorlab.experiments.studies.study_file import KEYS, read_study
from mentorlab.scenarios.assumptions.organisation import Organisation
from mentorlab.scenarios.load import LIBRARY, load
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
ODD = st.recursive(
    SCALARS, lambda one: st.lists(one, max_size=3) | st.dictionaries(KEYS_SAID, one, max_size=3), max_leaves=6
)
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


def put(folder: Path, name: str, text: str) -> Path:
    """Write a text into a file as it is, half characters and all, and return the file."""
    path = folder / name
    path.write_bytes(text.encode("utf-8", "surrogatepass"))
    return path


def a_study(text: str, folder: Path) -> None:
    """Read a study file; a plan comes back as it was from what a store keeps of it."""
    plan = read_study(put(folder, "study.yaml", text))
    assert SweepPlan.from_dict(plan.as_dict()).as_dict() == plan.as_dict()
    assert len(plan.names) == len(set(plan.names)) == len(plan.cells)


def a_scenario(text: str, folder: Path) -> None:
    """Read a scenario file; what it is written as is read back as an equal one."""
    scenario = load(put(folder, "scenario.yaml", text))
    again = load(put(folder, "again.yaml", scenario.to_yaml()))
    assert again == scenario, "what is written is not read back as it was"


def a_run(text: str, folder: Path) -> None:
    """Read a scenario file and simulate it, with few people and weeks."""
    small = {"organisation.synthetic.employees": 24, "weeks": 8, "settling_weeks": 26, "changes": ()}
    scenario = load(put(folder, "scenario.yaml", text), settings=small)
    simulate(scenario.model_copy(update={"organisation": Organisation(synthetic=scenario.organisation.synthetic)}))


def a_roster(said: tuple[str, bool, Mapping[str, Any]], folder: Path) -> None:
    """Read a roster, from text or from a workbook of the same cells."""
    text, as_workbook, how = said
    file = put(folder, "people.csv", text)
    read_roster(workbook_of(text, folder) if as_workbook else file, **HOW_TO_READ | how)


def ties(said: tuple[str, bool, Mapping[str, Any]], folder: Path) -> None:
    """Read ties between the people of the roster."""
    text, as_workbook, how = said
    file = put(folder, "ties.csv", text)
    read_ties(workbook_of(text, folder) if as_workbook else file, [f"E{number}" for number in range(1, 7)], **how)


def workbook_of(text: str, folder: Path) -> Path:
    """Write cells into a workbook, what looks like a number or a date as one, and return the file."""
    book = Workbook()
    for row in csv.reader(io.StringIO(text.replace("\x00", ""), newline="")):
        book.active.append([a_cell(cell) for cell in row])
    book.save(folder / "people.xlsx")
    return folder / "people.xlsx"


def a_cell(text: str) -> Any:
    """Return a text as the value that a workbook would hold."""
    for kind in (int, float, date.fromisoformat):
        with suppress(ValueError):
            value = kind(text) if len(text) < 300 else text
            return value if not isinstance(value, float) or isfinite(value) else text
    return ILLEGAL_CHARACTERS_RE.sub("", text)


def an_option(words: tuple[str, str], folder: Path) -> None:
    """Ask the command line with an option: its answer is 0, 1 or 2, or what else happens is raised."""
    option, said = words
    people, between = put(folder, "people.csv", ROSTER), put(folder, "ties.csv", TIES)
    roster = ["check", str(people), "--ties", str(between)]
    asked = {"--set": ["check", "reverse"], "--vary": ["compare", "reverse", "--replicates", "0"],
             "--until": ["compare", "reverse", "--vary", "nothing=1"]}.get(option, roster)  # fmt: skip
    with redirect_stdout(io.StringIO()), redirect_stderr(io.StringIO()) as told:
        code = answered([*asked, f"{option}={said}"])
    assert code in (0, 1, 2), f"exit code {code}"
    assert code != 2 or told.getvalue().strip(), "refused without a sentence"


OPTIONS = st.one_of(
    st.tuples(st.just("--set"), settings_said(SETTINGS)),
    st.tuples(st.just("--vary"), settings_said(VARIED)),
    st.tuples(st.sampled_from(["--columns", "--tie-columns", "--levels"]), settings_said(PAIRS)),
    st.tuples(st.just("--until"), settings_said(RULES)),
    st.tuples(
        st.sampled_from(["--as-of", "--level-order", "--symmetrise", "--sheet", "--under-represented"]),
        st.sampled_from(ODD_TEXTS),
    ),
)
HOW_TO_READ: dict[str, Any] = {"as_of": date(2026, 6, 1), "level_order": "high_is_senior"}
READ_OTHERWISE = st.sampled_from([{}] * 6 + [
    {"level_order": None}, {"as_of": None}, {"levels": {"4": 0, "2": 3}}, {"columns": {"level": "Grade"}},
    {"columns": {"team": "site", "department": "group"}}, {"columns": {"employee_id": ""}}, {"sheet": "Other"},
    {"under_represented": ("yes",)}, {"left": "group"}, {"levels": {"": 2}}, {"level_order": "low_is_senior"},
])  # fmt: skip
TIED_OTHERWISE = st.sampled_from([{}] * 4 + [
    {"symmetrise": "both"}, {"weights": "count"}, {"weights": "strength"}, {"unknown": "drop"}, {"kinds": ("work",)},
    {"columns": {"source": "target", "target": "source"}}, {"columns": {"weight": "kind"}}, {"kinds": ("",)},
])  # fmt: skip

KINDS: dict[str, tuple[st.SearchStrategy[Any], Callable[[Any, Path], None]]] = {
    "scenario": (yaml_texts(SCENARIOS), a_scenario),
    "study": (yaml_texts(STUDIES), a_study),
    "run": (yaml_texts(SCENARIOS), a_run),
    "roster": (st.tuples(table_texts(ROSTER), st.sampled_from([False] * 4 + [True]), READ_OTHERWISE), a_roster),
    "ties": (st.tuples(table_texts(TIES), st.sampled_from([False] * 4 + [True]), TIED_OTHERWISE), ties),
    "option": (OPTIONS, an_option),
}
"""How each kind of input is made, and what is done with it."""


def tried(kind: str, examples: int) -> dict[str, tuple[Any, str]]:
    """Return what went wrong inside on so many examples of a kind: by place in the code, the shortest input and how."""
    inputs, ask = KINDS[kind]
    found: dict[str, tuple[Any, str]] = {}

    @settings(
        max_examples=examples, derandomize=True, database=None, deadline=None, phases=[Phase.generate],
        suppress_health_check=list(HealthCheck),
    )  # fmt: skip
    @given(inputs)
    def one(said: Any) -> None:
        wrong = gone_wrong(ask, said, folder)
        if wrong and (wrong[0] not in found or len(repr(said)) < len(repr(found[wrong[0]][0]))):
            found[wrong[0]] = (said, wrong[1])

    before, os.environ["MENTORLAB_DEBUG"] = os.environ.get("MENTORLAB_DEBUG"), "1"
    with tempfile.TemporaryDirectory() as scratch:
        folder = Path(scratch)
        try:
            one()
        finally:
            del os.environ["MENTORLAB_DEBUG"]
            if before is not None:
                os.environ["MENTORLAB_DEBUG"] = before
    return found


def gone_wrong(ask: Callable[[Any, Path], None], said: Any, folder: Path) -> tuple[str, str] | None:
    """Return where in the code an input led to anything but an answer or a refusal in words, and what; or nothing."""
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("error")
            ask(said, folder)
    except Refused as refused:
        if refused.problems and all(one.message.strip() for one in refused.problems):
            return None
        return "a refusal without a sentence", repr(refused.problems)
    except Exception as error:
        if hasattr(error, "format_message"):  # the parser of the command line says it in words
            return None
        frames = [one for one in traceback.extract_tb(error.__traceback__) if "mentorlab" in one.filename]
        at = frames[-1] if frames else None
        return f"{type(error).__name__} in {at.filename}:{at.lineno}" if at else type(error).__name__, str(error)[:300]
    return None


def main(arguments: Sequence[str]) -> int:
    """Try every kind and print what was found."""
    parser = argparse.ArgumentParser(description=(__doc__ or "").splitlines()[0])
    parser.add_argument("examples", type=int, nargs="?", default=1000, help="how many of each kind")
    parser.add_argument("--kinds", nargs="+", choices=KINDS, default=list(KINDS))
    asked = parser.parse_args(arguments)
    wrong = 0
    for kind in asked.kinds:
        found = tried(kind, asked.examples)
        wrong += len(found)
        print(f"{kind}: {asked.examples:,} tried, {len(found)} internal errors", flush=True)
        for place, (said, how) in sorted(found.items()):
            print(f"  {place}: {how}\n    {said!r}", flush=True)
    return 1 if wrong else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
