"""The model's description after the ODD protocol: a page whose gaps are filled from the code."""

from __future__ import annotations

import importlib
import re
import textwrap
from collections.abc import Iterable, Iterator, Sequence
from itertools import groupby
from pathlib import Path
from typing import Any

from ....agents.base.parameters import Rules
from ....agents.files.roster import COLUMNS, REQUIRED
from ....scenarios.assumptions.assumptions import Assumptions
from ....scenarios.assumptions.outcomes import OUTCOMES
from ....scenarios.evidence.ledger import amount, cited, ledger, word
from ....scenarios.extensions.resolve import chosen
from ....scenarios.files.allowed import is_record
from ....scenarios.policy import pairing
from ....scenarios.policy.strategy import declared
from ....scenarios.records.levers import LEVERS, words_of
from ....scenarios.scenario import Scenario
from ....sim.week.calendar import Due
from ....sim.week.programme import Programme
from ....sim.week.settling import settle
from ....sim.week.week import Simulation
from .odd_code import FOLDER, Function, calls_of, columns_of, docstring, functions_of, key_of, parameters_read

PAGE = Path(__file__).with_name("odd_page.md")

ENTITIES = (
    ("Employees and their seats", "agents.people.workforce", "Workforce"),
    ("Ties", "agents.network.ties", "Ties"),
    ("Pairs", "sim.state.pairs", "Pairs"),
    ("The organisation in a week", "sim.state.state", "State"),
)
"""Heading, file and record of each kind of entity."""

SUBMODELS = (
    "sim.week.calendar", "sim.week.programme", "scenarios.policy.arms", "scenarios.assumptions.mechanisms",
    "sim.processes.matching", "sim.processes.network",
    "sim.processes.turnover", "sim.processes.recruitment", "sim.processes.learning", "sim.state.pairs",
    "sim.processes.motivation", "sim.processes.sessions", "sim.processes.attitudes",
    "agents.network.ties", "sim.processes.check_ins", "sim.processes.parting", "sim.processes.inclusion",
    "sim.processes.ideas", "sim.processes.advancement",
    "agents.people.population", "sim.processes.costs", "sim.week.weekly", "agents.network.acquaintance",
    "agents.people.structure", "sim.week.settling", "agents.people.outlasting",
    "scenarios.policy.targeting", "scenarios.policy.pairing", "agents.people.candidates", "scenarios.policy.feedback",
    "agents.people.makeup",
)  # fmt: skip
"""The files of the sub-models, in the order in which the week and launch come to them; then what a policy chooses."""

SMALL = (
    "network.age_band", "sessions.logistic", "structure.compact", "calendar.Calendar.week", "calendar.asks_others",
    "pairs.Pairs.none", "pairs.Pairs.add", "pairs.Pairs.running", "pairs.Pairs.end",
    "programme.Programme._take_up", "programme.Programme.in_circles", "programme._key_of_week",
)  # fmt: skip
"""Functions that only keep house."""


def odd() -> str:
    """Return the description as Markdown: the same text whenever the code is the same."""
    outcomes = (
        (f"`{one.name}`", one.unit, "more is good" if one.direction > 0 else "less is good",
         f"{100 * one.smallest:g} %" if one.relative else f"{one.smallest:g}", one.measured_by)
        for one in OUTCOMES
    )  # fmt: skip
    levers = (
        (one.name, f"`{one.path}`", f"{one.allowed or ', '.join(map(word, one.values))} {one.unit}".strip(), one.about)
        for one in LEVERS
    )
    return PAGE.read_text(encoding="utf-8").format(
        entities=paragraphs(entities()),
        settling=Scenario().settling_weeks,
        weeks=Scenario().weeks,
        week="\n".join(listed(Simulation.week, numbered=True)),
        due=", ".join(one.name.lower().replace("_", " ") for one in Due),
        mutual=mutual_strategies(),
        launch="\n".join(listed(settle, numbered=True)),
        required=", ".join(f"`{name}`" for name in REQUIRED),
        optional=", ".join(f"`{name}`" for name in COLUMNS if name not in REQUIRED),
        common=parameter_table(name for name, field in Assumptions.model_fields.items() if field.json_schema_extra),
        submodels=paragraphs(submodels()),
        last=len(SUBMODELS) + 1,
        variants=paragraphs(variants()),
        outcomes=table(("outcome", "unit", "direction", "smallest effect", "measured by"), outcomes),
        levers=table(("lever", "path", "may be", "what it is"), levers),
    )


def mutual_strategies() -> str:
    """Return the pairing strategies in which the two have a say, and what each does."""
    every = words_of(next(one for one in LEVERS if one.name == "pairing"))
    found = {name: declared(chosen(name, "pairing", pairing)) for name in every}
    return "; ".join(f"`{name}` ({every[name]})" for name, one in found.items() if one.mutual)


def entities() -> Iterator[str]:
    """Yield heading, description and tables of each kind of entity."""
    for heading, file, name in ENTITIES:
        record = getattr(importlib.import_module(f"{FOLDER}.{file}"), name)
        yield f"### {heading}"
        yield prose("\n".join(docstring(record)))
        for group, columns in groupby(columns_of(record), lambda column: column.heading):
            rows = [(f"`{one.name}`", one.kind, one.meaning) for one in columns]
            yield table((group or "state variable", "kind", "meaning, unit, range"), rows)


def steps(function: Function) -> dict[Function, str]:
    """Return the steps of the model that a function takes, in their order, and when it takes each."""
    calls = calls_of(function, {"programme": Programme})
    files = {f"{FOLDER}.{file}" for file in SUBMODELS}
    return {one: when for one, when in calls.items() if one.__module__ in files and key_of(one) not in SMALL}


def listed(function: Function, *, numbered: bool = False, above: int = 0, levels: int = 3) -> Iterator[str]:
    """Yield the lines of a list of the steps that a function takes, what each does in turn set in below it.

    Steps of the programme office only say what it asks others to do, so they are opened one level more.
    """
    for number, (step, when) in enumerate(steps(function).items(), 1):
        condition = f"{when[0].upper()}{when[1:]}: " if when else ""
        mark = f"{number}." if numbered else "-"
        yield f"{' ' * above}{mark} {escaped(condition + as_step(docstring(step)[0]))} [`{key_of(step)}`]"
        left = levels - 2 if numbered and "." not in step.__qualname__ else levels - 1
        if left:
            yield from listed(step, above=above + len(mark) + 1, levels=left)


def as_step(sentence: str) -> str:
    """Return what a function does, as a step of the model.

    >>> as_step("Return the pairs that run.")
    'Work out the pairs that run.'
    """
    return re.sub(r"^(Return|Yield)\b", "Work out", sentence)


def processes() -> dict[str, type[Rules]]:
    """Return the record of each process of the ledger, by name."""
    return {
        name: field.annotation
        for name, field in Assumptions.model_fields.items()
        if is_record(field.annotation) and issubclass(field.annotation, Rules)
    }


def submodels() -> Iterator[str]:
    """Yield a section for each file: what its functions compute, what they read, and the numbers they read."""
    known = processes()
    shown: set[str] = set()
    for number, file in enumerate(SUBMODELS, 1):
        module = importlib.import_module(f"{FOLDER}.{file}")
        about, more = [*re.split(r"\.(?:\s+|$)", str(module.__doc__).strip(), maxsplit=1), ""][:2]
        yield f"### 7.{number} {escaped(' '.join(about.split()))} (`{file.replace('.', '/')}.py`)"
        yield prose(more)
        here: dict[str, None] = {}
        for function in functions_of(module.__name__):
            first, rest = docstring(function)
            if not first or key_of(function) in SMALL:
                continue
            read = dict.fromkeys(parameters_read(function, known))
            here |= read
            yield f"**`{function.__qualname__}`.** {escaped(as_step(first))}"
            yield prose(rest)
            if terms := declared(function).terms:
                yield f"Terms of its score: {', '.join(term.name for term in terms)}."
            if read:
                yield "Reads " + ", ".join(f"`{path}`" for path in read) + "."
        yield parameter_table(path for path in here if path not in shown)
        if here and shown.issuperset(here):
            yield "Its parameters are in the tables above."
        shown |= set(here)


def variants() -> Iterator[str]:
    """Yield, for each family of records that a policy chooses one of by name, a table of their numbers side by side."""
    for family, field in Assumptions.model_fields.items():
        kind: Any = field.annotation
        if not is_record(kind) or issubclass(kind, Rules):
            continue
        records = dict(kind())
        common = next(iter(records.values())).ledger()
        rows = (
            (f"`{name}`", entry.unit, *(amount(getattr(one, name)) for one in records.values()))
            for name, entry in common.items()
        )
        yield f"**{family}.** {escaped(as_step(docstring(kind)[0]))}"
        yield table((family, "unit", *records), rows)


def parameter_table(paths: Iterable[str]) -> str:
    """Return the ledger's entries of some parameters, by their paths below `assumptions`, as a table."""
    entries = {row.path: row for row in ledger()}
    rows = ((path, entries[f"assumptions.{path}"]) for path in paths)
    return table(
        ("parameter", "default", "range", "unit", "source", "grade"),
        (
            (f"`{path}`", word(row.default), row.plausible, row.unit, cited(row.source), row.source.grade)
            for path, row in rows
        ),
    )


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, nothing for no rows."""
    filled = ["| " + " | ".join(cell.replace("|", "\\|") for cell in row) + " |" for row in rows]
    return "\n".join(["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings), *filled]) if filled else ""


def paragraphs(parts: Iterable[str]) -> str:
    """Return parts as paragraphs, without the empty ones."""
    return "\n\n".join(filter(None, parts))


def prose(text: str) -> str:
    """Return a docstring as Markdown, its equations as blocks: paragraphs that are set in."""
    return "\n\n".join(
        f"```text\n{textwrap.dedent(part)}\n```" if part.startswith("    ") else escaped(" ".join(part.split()))
        for part in re.split(r"\n\s*\n", text.strip("\n"))
    )


def escaped(text: str) -> str:
    """Return text in which Markdown finds no marks but code.

    >>> escaped("a * b < `c * d`")
    'a \\\\* b \\\\< `c * d`'
    """
    parts = text.split("`")
    parts[::2] = [re.sub(r"[*_<[]", r"\\\g<0>", part) for part in parts[::2]]
    return "`".join(parts)
