"""Read the model's own code: what its records hold, what calls what in which order, which parameters a rule reads."""

from __future__ import annotations

import ast
import inspect
import re
import sys
import textwrap
from collections.abc import Iterator
from functools import cache
from types import ModuleType
from typing import Any, NamedTuple

from ..agents.parameters import Rules

FOLDER = __name__.split(".")[0]
KINDS = {
    "Floats": "number", "Integers": "whole number", "Flags": "yes or no", "float64": "number", "int64": "whole number",
    "uint64": "whole number", "int32": "whole number", "bool_": "yes or no", "float": "number", "int": "whole number",
}  # fmt: skip
"""What the annotation of a column comes to, in words."""


SEEN_AS = {"candidates.rule": "matching", "self.rule": "matching", "pairs.rule": "matching"}
"""Under which name the record of a process is handed to those who see only a part of it: pairing strategies."""


class Column(NamedTuple):
    """One state variable: under which heading it stands in its record, its name, kind and meaning."""

    heading: str
    name: str
    kind: str
    meaning: str


class Call(NamedTuple):
    """Something the code does: which function of which file, when, and what that in turn does."""

    module: str
    name: str
    when: str
    within: tuple[Call, ...]

    @property
    def key(self) -> str:
        """The function's place, as in `sessions.meet`."""
        return f"{self.module.rpartition('.')[2]}.{self.name}"


@cache
def tree_of(module: str) -> ast.Module:
    """Return the parsed source of one of our modules; it must be imported."""
    return ast.parse(inspect.getsource(sys.modules[module]))


def columns_of(record: type) -> list[Column]:
    """Return the fields of a dataclass with what stands below them as text, and the comment that heads their group."""
    lines = inspect.getsource(sys.modules[record.__module__]).splitlines()
    body = definition(record.__module__, record.__name__).body
    found, heading = [], ""
    for here, after in zip(body, [*body[1:], None], strict=True):
        if not isinstance(here, ast.AnnAssign):
            continue
        above = lines[here.lineno - 2].strip()
        heading = above.removeprefix("# ") if above.startswith("# ") else heading
        told = after.value.value if isinstance(after, ast.Expr) and isinstance(after.value, ast.Constant) else ""
        kind = re.findall(r"\w+", ast.unparse(here.annotation))[-1]
        found.append(Column(heading, ast.unparse(here.target), KINDS.get(kind, kind), " ".join(str(told).split())))
    return found


def definition(module: str, name: str) -> Any:
    """Return where a function, class or method ("Class.method") is defined; raises LookupError."""
    body: Any = tree_of(module)
    for part in name.split("."):
        body = next(
            (node for node in body.body if isinstance(node, ast.FunctionDef | ast.ClassDef) and node.name == part), None
        )
        if body is None:
            raise LookupError(f"{module} has no {name}")
    return body


def told_by(module: str, name: str) -> tuple[str, str]:
    """Return the first line of a docstring, as far as its sentence goes, and the rest of it."""
    whole = inspect.cleandoc(ast.get_docstring(definition(module, name)) or "")
    whole = re.split(r"(?m)^>>> ", whole)[0].strip()  # examples are for those who run them
    first, _, rest = whole.partition("\n")
    while rest and first[-1] not in ".:" and rest[0] not in "\n ":
        more, _, rest = rest.partition("\n")
        first = f"{first} {more}"
    return first, rest.strip("\n")


def calls_of(module: str, name: str, known: dict[str, type], depth: int) -> list[Call]:
    """Return what a function calls of ours, in the order in which it happens, `depth` levels down.

    `known` says of which class a variable is, by its text (`programme`, `self.calendar`).
    """
    found = []
    home = vars(sys.modules[module])
    inside = known if "." not in name else known | {"self": home[name.split(".")[0]]}
    for when, call in calls_in(definition(module, name).body, ""):
        place = resolved(call.func, home, inside)
        if place is None:
            continue
        within = calls_of(*place, known, depth - 1) if depth > 1 else []
        found.append(Call(*place, when, tuple(within)))
    return once(found)


def once(calls: list[Call]) -> list[Call]:
    """Return calls without those already met, the first one kept."""
    seen: set[tuple[str, str]] = set()
    return [one for one in calls if (one.module, one.name) not in seen and not seen.add((one.module, one.name))]  # type: ignore[func-returns-value]


def resolved(called: ast.expr, home: dict[str, Any], known: dict[str, type]) -> tuple[str, str] | None:
    """Return the module and name of a function or method of ours that is called, or None for anything else."""
    thing: Any = None
    if isinstance(called, ast.Name):
        thing = home.get(called.id)
    elif isinstance(called, ast.Attribute):
        owner = ast.unparse(called.value)
        if owner in known and inspect.isfunction(vars(known[owner]).get(called.attr)):
            return known[owner].__module__, f"{known[owner].__name__}.{called.attr}"
        if isinstance(home.get(owner), ModuleType):
            thing = getattr(home[owner], called.attr, None)
    function = getattr(thing, "py_func", thing)
    if not inspect.isfunction(function) or not function.__module__.startswith(f"{FOLDER}."):
        return None
    return function.__module__, function.__qualname__


def calls_in(body: list[ast.stmt], when: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield (condition, call) of statements in the order in which they happen; arguments come before the call."""
    for statement in body:
        if isinstance(statement, ast.If):
            condition = " and ".join(filter(None, (when, in_words(statement.test))))
            yield from calls_of_expression(statement.test, when)
            yield from calls_in(statement.body, condition)
            yield from calls_in(statement.orelse, when)
        elif isinstance(statement, ast.For | ast.While | ast.With):
            for part in ast.iter_child_nodes(statement):
                if isinstance(part, ast.expr):
                    yield from calls_of_expression(part, when)
            yield from calls_in(statement.body, when)
        elif not isinstance(statement, ast.FunctionDef | ast.ClassDef):
            yield from calls_of_expression(statement, when)


def calls_of_expression(node: ast.AST, when: str) -> Iterator[tuple[str, ast.Call]]:
    """Yield the calls of an expression, the inner ones first."""
    if isinstance(node, ast.IfExp):
        yield from calls_of_expression(node.test, when)
        yield from calls_of_expression(node.body, " and ".join(filter(None, (when, in_words(node.test)))))
        yield from calls_of_expression(node.orelse, when)
        return
    for part in ast.iter_child_nodes(node):
        yield from calls_of_expression(part, when)
    if isinstance(node, ast.Call):
        yield when, node


def in_words(test: ast.expr) -> str:
    """Return a condition as a sentence has it.

    >>> in_words(ast.parse("Due.CHECK_INS in due and len(gone)", mode="eval").body)
    'when due (check ins) and if any are gone'
    """
    if isinstance(test, ast.BoolOp) and isinstance(test.op, ast.And):
        return " and ".join(map(in_words, test.values))
    said = ast.unparse(test)
    if due := re.fullmatch(r"Due\.(\w+) in due", said):
        return f"when due ({due[1].lower().replace('_', ' ')})"
    if some := re.fullmatch(r"len\((\w+)\)", said):
        return f"if any are {some[1].replace('_', ' ')}"
    return f"if `{said}`"


def parameters_read(module: str, name: str, processes: dict[str, type[Rules]]) -> list[tuple[str, str]]:
    """Return (process, parameter) of each number a function reads, in the order in which it reads them.

    Found are `rule.x` of an argument annotated by a record of the ledger, of `rule = state.rules.process`, and
    `state.rules.process.x` itself, kernels' and methods' alike.
    """
    function = definition(module, name)
    of_class = {record.__name__: process for process, record in processes.items()}
    bound: dict[str, str] = {}
    if isinstance(function, ast.FunctionDef):
        for argument in (*function.args.args, *function.args.kwonlyargs):
            if argument.annotation is not None and (text := ast.unparse(argument.annotation)) in of_class:
                bound[argument.arg] = of_class[text]
    for node in ast.walk(function):
        if isinstance(node, ast.Assign):
            for target, value in assigned(node):
                said = bound.get(ast.unparse(value)) or process_named(value, processes)
                if said is None and isinstance(value, ast.Attribute):  # a field named like its record
                    said = of_class.get(value.attr.capitalize())
                if said is not None:
                    bound[target] = said
    found = []
    for node in ast.walk(function):
        if isinstance(node, ast.Attribute):
            owner = ast.unparse(node.value)
            process = bound.get(owner) or process_named(node.value, processes)
            if process is not None and node.attr in processes[process].model_fields:
                found.append((node.lineno, node.col_offset, process, node.attr))
    return list(dict.fromkeys((process, field) for *_, process, field in sorted(found)))


def assigned(node: ast.Assign) -> Iterator[tuple[str, ast.expr]]:
    """Yield (name, value) of an assignment, of `a, b = x, y` each."""
    for target in node.targets:
        if isinstance(target, ast.Tuple) and isinstance(node.value, ast.Tuple):
            yield from ((ast.unparse(one), value) for one, value in zip(target.elts, node.value.elts, strict=False))
        else:
            yield ast.unparse(target), node.value


def process_named(value: ast.expr, processes: dict[str, type[Rules]]) -> str | None:
    """Return the process whose record an expression such as `state.rules.learning` is."""
    if ast.unparse(value) in SEEN_AS:
        return SEEN_AS[ast.unparse(value)]
    said = re.fullmatch(r"(?:\w+\.)*(?:rules|assumptions)\.(\w+)(?:\.floats)?", ast.unparse(value))
    return said[1] if said and said[1] in processes else None


def paragraphs(text: str) -> list[tuple[bool, str]]:
    """Return the paragraphs of a docstring, and of each whether it is an equation: set in by four spaces or more.

    >>> paragraphs("Add\\n\\n    x = 1\\n\\nto x.")
    [(False, 'Add'), (True, 'x = 1'), (False, 'to x.')]
    """
    found: list[tuple[bool, list[str]]] = []
    for line in text.splitlines():
        equation = line.startswith("    ") or (line.startswith(" ") and bool(found) and found[-1][0])
        if not line.strip():
            found.append((False, []))
        elif found and found[-1][0] == equation:
            found[-1][1].append(line)
        else:
            found.append((equation, [line]))
    return [
        (equation, textwrap.dedent("\n".join(lines)) if equation else " ".join(lines))
        for equation, lines in found
        if lines
    ]
