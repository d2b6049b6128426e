"""The model's description after the ODD protocol, put together from the code."""

from __future__ import annotations

import importlib
import re
from collections.abc import Iterable, Iterator, Sequence
from typing import Any

from ..agents.parameters import Parameter, Rules
from ..agents.roster import COLUMNS, REQUIRED
from ..scenarios import pairing
from ..scenarios.allowed import is_record
from ..scenarios.assumptions import Assumptions
from ..scenarios.levers import LEVERS, words_of
from ..scenarios.outcomes import OUTCOMES
from ..scenarios.own import chosen
from ..scenarios.scenario import Scenario
from ..scenarios.strategy import declared
from ..sim import settling
from ..sim.calendar import Calendar, Due
from ..sim.follow import Followed
from ..sim.programme import Programme
from ..sim.week import Simulation
from . import odd_words as words
from .odd_code import FOLDER, Call, calls_of, columns_of, paragraphs, parameters_read, told_by, tree_of

WITHIN_WEEK = {"programme": Programme, "followed": Followed, "self.calendar": Calendar, "self.followed": Followed}
"""Whose methods the week calls, by the name it has for them."""

DEPTH = 3
"""How many levels of the schedule are shown: the week, its steps, and what a step is made of."""

PLUMBING = tuple(
    f"{FOLDER}.{name}"
    for name in (
        "agents.luck",
        "agents.refusal",
        "agents.skills",
        "scenarios.contracts",
        "scenarios.own",
        "scenarios.own_place",
        "scenarios.guards",
        "scenarios.strategy",
        "sim.state",
        "sim.follow",
    )
)
"""Files whose functions say nothing of the model: they name luck, refuse, read labels, record."""

STRATEGIES = tuple(
    f"{FOLDER}.{name}"
    for name in ("scenarios.targeting", "scenarios.pairing", "agents.candidates", "scenarios.feedback")
)
"""Files whose functions a policy names, and what these see."""

SMALL = (
    *("network.age_band", "sessions.logistic", "structure.compact", "calendar.Calendar.week", "calendar.asks_others"),
    *(f"pairs.Pairs.{name}" for name in ("none", "add", "running", "end")),
    *(f"programme.{name}" for name in ("Programme._take_up", "Programme.in_circles", "_key_of_week")),
)
"""Functions that only keep house."""


def odd() -> str:
    """Return the description as Markdown: the same text whenever the code is the same."""
    parts = [
        f"# {words.TITLE}",
        flowing(words.INTRODUCTION),
        "## 1 Purpose and patterns",
        flowing(words.PURPOSE),
        "\n".join(f"{number}. {pattern}" for number, pattern in enumerate(words.PATTERNS, 1)),
        flowing(words.PATTERNS_NOTE),
        "## 2 Entities, state variables and scales",
        flowing(words.ENTITIES_NOTE),
        *entities(),
        "### Scales",
        flowing(words.SCALES).format(settling=Scenario().settling_weeks, weeks=Scenario().weeks),
        "## 3 Process overview and scheduling",
        flowing(words.SCHEDULE),
        "\n".join(listed(week(), numbered=True)),
        "What is due in a week is done in this order: "
        + ", ".join(one.name.lower().replace("_", " ") for one in Due)
        + ".",
        "## 4 Design concepts",
        *(f"**{name}.** {flowing(said).format(mutual=mutual_strategies())}" for name, said in words.CONCEPTS),
        "## 5 Initialisation",
        flowing(words.INITIALISATION),
        "\n".join(listed(initialisation(), numbered=True)),
        "## 6 Input data",
        flowing(words.INPUT).format(
            required=", ".join(f"`{name}`" for name in REQUIRED),
            optional=", ".join(f"`{name}`" for name in COLUMNS if name not in REQUIRED),
        ),
        "## 7 Sub-models",
        flowing(words.SUBMODELS),
        table(("symbol", "meaning"), words.SYMBOLS),
        "One number belongs to no process:",
        parameter_table([("", name) for name in entries() if "." not in name]),
        *submodels(),
        f"### 7.{len(modules()) + 1} What the names in a policy stand for",
        *variants(),
        "## 8 Outcomes",
        flowing(words.OUTCOMES),
        table(
            ("outcome", "unit", "direction", "smallest effect", "measured by"),
            (
                (f"`{one.name}`", one.unit, "more is good" if one.direction > 0 else "less is good",
                 f"{100 * one.smallest:g} %" if one.relative else f"{one.smallest:g}", one.measured_by)
                for one in OUTCOMES
            ),
        ),
        "## 9 Levers",
        flowing(words.LEVERS),
        table(
            ("lever", "path", "may be", "what it is"),
            (
                (one.name, f"`{one.path}`", " ".join(filter(None, (one.allowed or spelt(one.values), one.unit))),
                 one.about)
                for one in LEVERS
            ),
        ),
        "## References",
        flowing(words.REFERENCES),
    ]  # fmt: skip
    return "\n\n".join(part for part in parts if part) + "\n"


def mutual_strategies() -> str:
    """Return the pairing strategies in which the two have a say, and what each does."""
    every = words_of(next(one for one in LEVERS if one.name == "pairing"))
    found = {name: declared(chosen(name, "pairing", pairing)) for name in every}
    return "; ".join(f"`{name}` ({every[name]})" for name, one in found.items() if one.mutual)


def entities() -> Iterator[str]:
    """Yield heading, description and table of each kind of entity."""
    for heading, module, name in words.ENTITIES:
        record = getattr(importlib.import_module(f"{FOLDER}.{module}"), name)
        yield f"### {heading}"
        first, rest = told_by(record.__module__, record.__name__)
        yield prose("\n".join(filter(None, (first, rest))))
        group = None
        rows: list[tuple[str, str, str]] = []
        for column in columns_of(record):
            if column.heading != group and rows:
                yield table((group or "state variable", "kind", "meaning, unit, range"), rows)
                rows = []
            group = column.heading
            rows.append((f"`{column.name}`", column.kind, column.meaning))
        yield table((group or "state variable", "kind", "meaning, unit, range"), rows)


def week() -> list[Call]:
    """Return the steps of a week, as the code of `Simulation.week` has them."""
    return calls_of(Simulation.__module__, "Simulation.week", WITHIN_WEEK, DEPTH)


def initialisation() -> list[Call]:
    """Return the steps to launch, as the code of `settle` has them."""
    return calls_of(settling.__name__, "settle", {}, DEPTH)


def listed(calls: Sequence[Call], *, numbered: bool = False, above: int = 0, levels: int = 2) -> Iterator[str]:
    """Yield the lines of a list of calls, what each does in turn set in below it.

    Steps of the programme office only say what it asks others to do, so they are opened one level more.
    """
    for number, call in enumerate((one for one in calls if one.module not in PLUMBING and one.key not in SMALL), 1):
        first, _ = told_by(call.module, call.name)
        when = f"{call.when[0].upper()}{call.when[1:]}: " if call.when else ""
        mark = f"{number}." if numbered else "-"
        yield f"{' ' * above}{mark} {escaped(when + as_step(first))} [`{call.key}`]"
        left = levels if "." in call.name else levels - 1
        if left:
            yield from listed(call.within, above=above + len(mark) + 1, levels=left)


def as_step(sentence: str) -> str:
    """Return what a function does, told of the model rather than of the function.

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


def modules() -> list[str]:
    """Return the files that hold sub-models, in the order in which launch and the week first come to them."""
    met: list[str] = []

    def visit(calls: Iterable[Call]) -> None:
        for call in calls:
            met.append(call.module)
            visit(call.within)

    deep = 9
    visit(calls_of(Simulation.__module__, "Simulation.week", WITHIN_WEEK, deep))
    visit(calls_of(settling.__name__, "settle", {}, deep))
    return list(dict.fromkeys(name for name in [*met, *STRATEGIES, f"{FOLDER}.agents.makeup"] if name not in PLUMBING))


def functions_of(module: str) -> Iterator[str]:
    """Yield the names of a file's functions and methods that say what they do, in the order of the file."""
    for node in tree_of(module).body:
        if type(node).__name__ == "FunctionDef":
            yield node.name  # type: ignore[attr-defined]
        elif type(node).__name__ == "ClassDef":
            yield from (
                f"{node.name}.{one.name}"  # type: ignore[attr-defined]
                for one in node.body  # type: ignore[attr-defined]
                if type(one).__name__ == "FunctionDef" and not one.name.startswith("__")
            )


def submodels() -> Iterator[str]:
    """Yield a section for each file: what its functions compute, what they read, and the numbers they read."""
    known = processes()
    told: set[tuple[str, str]] = set()
    for number, module in enumerate(modules(), 1):
        whole = (importlib.import_module(module).__doc__ or "").strip()
        about, more = [*re.split(r"\.(?:\s+|$)", whole, maxsplit=1), ""][:2]
        file = module.removeprefix(f"{FOLDER}.").replace(".", "/")
        yield f"### 7.{number} {escaped(' '.join(about.split()))} (`{file}.py`)"
        yield prose(more)
        here: list[tuple[str, str]] = []
        for name in functions_of(module):
            first, rest = told_by(module, name)
            if not first or f"{module.rpartition('.')[2]}.{name}" in SMALL:
                continue
            read = parameters_read(module, name, known)
            here += [one for one in read if one not in here]
            yield f"**`{name}`.** {escaped(as_step(first))}"
            yield prose(rest)
            if terms := declared(getattr(importlib.import_module(module), name, None)).terms:
                yield f"Terms of its score: {', '.join(term.name for term in terms)}."
            if read:
                yield "Reads " + ", ".join(f"`{process}.{field}`" for process, field in read) + "."
        rows = [one for one in here if one not in told]
        told |= set(rows)
        yield parameter_table(rows)
        again = [one for one in here if one not in rows]
        if again and not rows:
            yield "Its parameters are in the tables above."


def variants() -> Iterator[str]:
    """Yield, for each family of records that a policy chooses one of by name, a table of their numbers side by side."""
    for family, field in Assumptions.model_fields.items():
        kind: Any = field.annotation
        if not is_record(kind) or issubclass(kind, Rules):
            continue
        records = dict(kind())
        common = next(iter(records.values()))
        yield f"**{family}.** {escaped(as_step(told_by(kind.__module__, kind.__name__)[0]))}"
        yield table(
            (family, "unit", *records),
            (
                (f"`{name}`", common.ledger()[name].unit, *(number(getattr(one, name)) for one in records.values()))
                for name in common.ledger()
            ),
        )


def parameter_table(rows: Sequence[tuple[str, str]]) -> str:
    """Return the ledger's entries of some parameters as a table; nothing where there are none."""
    ledger = entries()
    return table(
        ("parameter", "default", "range", "unit", "source", "grade"),
        (
            (f"`{path}`", number(entry.default), f"{number(entry.low)} to {number(entry.high)}", entry.unit,
             source_of(entry), grade_of(entry))
            for path in (".".join(filter(None, row)) for row in rows)
            for entry in [ledger[path]]
        ),
    )  # fmt: skip


def entries() -> dict[str, Parameter]:
    """Return every entry of the ledger by its path below `assumptions`."""
    own = {
        name: Parameter(**field.json_schema_extra["parameter"])  # type: ignore[index,arg-type]
        for name, field in Assumptions.model_fields.items()
        if field.json_schema_extra
    }
    return own | {
        f"{process}.{name}": one for process, record in processes().items() for name, one in record.ledger().items()
    }


def source_of(entry: Parameter) -> str:
    """Return the source of a number, and what of the number it settles."""
    source = entry.source
    settled = "" if source.settles in ("value", "nothing") else f" ({source.settles})"
    return f"{source.citation}{settled}" + (f": {source.finding}" if source.finding else "")


def grade_of(entry: Parameter) -> str:
    """Return the grade of a number's source."""
    return str(entry.source.grade)


def number(value: float) -> str:
    """Return a number as a table has it.

    >>> number(40_000.0), number(0.0145), number(-1.7)
    ('40,000', '0.0145', '-1.7')
    """
    return f"{value:,.0f}" if abs(value) >= 1000 else f"{value:g}"


def spelt(values: Sequence[Any]) -> str:
    """Return the values a lever may have."""
    return ", ".join("yes" if one is True else "no" if one is False else str(one) for one in values)


def table(headings: Sequence[str], rows: Iterable[Sequence[str]]) -> str:
    """Return a Markdown table, nothing for no rows."""
    filled = ["| " + " | ".join(cell.replace("|", "\\|") for cell in map(str, row)) + " |" for row in rows]
    return "\n".join(["| " + " | ".join(headings) + " |", "|" + "---|" * len(headings), *filled]) if filled else ""


def prose(text: str) -> str:
    """Return a docstring as Markdown, its equations as blocks."""
    return "\n\n".join(f"```text\n{said}\n```" if equation else escaped(said) for equation, said in paragraphs(text))


def escaped(text: str) -> str:
    """Return text in which Markdown finds no marks but code.

    >>> escaped("a * b < `c * d`")
    'a \\\\* b \\\\< `c * d`'
    """
    parts = text.split("`")
    for at in range(0, len(parts), 2):
        for mark in "*_<[":
            parts[at] = parts[at].replace(mark, f"\\{mark}")
    return "`".join(parts)


def flowing(text: str) -> str:
    """Return text whose lines were broken to fit the code, as one line a paragraph."""
    return "\n\n".join(" ".join(part.split()) for part in text.strip().split("\n\n"))
