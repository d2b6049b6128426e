"""Read the model's own code: what its records hold, what a function calls in turn, which parameters it reads."""

from __future__ import annotations

import ast
import importlib
import inspect
import re
import textwrap
from collections.abc import Callable, Iterator, Mapping
from itertools import chain
from typing import Any, NamedTuple

from ....agents.base.parameters import Rules

FOLDER = __name__.split(".")[0]
KINDS = {
    "Floats": "number", "Integers": "whole number", "Flags": "yes or no", "float64": "number", "int64": "whole number",
    "uint64": "whole number", "int32": "whole number", "bool_": "yes or no", "float": "number", "int": "whole number",
}  # fmt: skip
"""What the annotation of a column comes to, in words."""

FIELD = re.compile(r'^ {4}(?:# (.+)|(\w+): (.+?)(?: = .+)?\n(?: {4}"""([^"]+)""")?)', re.MULTILINE)
"""In the source of a record: the comment above a group of fields; a field's name, annotation and the text below it."""

RECORD = re.compile(r"(?:\w+\.)*(?:rules|assumptions)\.(\w+)(?:\.floats)?")
"""How the code names the parameters of a process."""

ELSEWHERE = dict.fromkeys(("candidates.rule", "pairs.rule", "self.rule"), "matching") | {"origin.makeup": "people"}
"""Under which other names it hands the parameters of a process to those who see only a part of the assumptions."""

Function = Callable[..., Any]


class Column(NamedTuple):
    """One state variable: under which heading it stands in its record, its name, kind and meaning."""

    heading: str
    name: str
    kind: str
    meaning: str


def columns_of(record: Any) -> Iterator[Column]:
    """Yield the fields of a dataclass with what stands below them as text, and the comment that heads their group."""
    heading = ""
    for comment, name, annotation, meaning in FIELD.findall(inspect.getsource(record)):
        heading = comment or heading
        if name in record.__dataclass_fields__:
            kind = re.findall(r"\w+", annotation)[-1]
            yield Column(heading, name, KINDS.get(kind, kind), " ".join(meaning.split()))


def functions_of(module: str) -> Iterator[Function]:
    """Yield a file's functions, and the methods of its classes, in the order of the file."""
    for thing in vars(importlib.import_module(module)).values():
        methods = vars(thing).values() if isinstance(thing, type) else ()
        for one in map(plain, chain([thing], methods)):
            if inspect.isfunction(one) and one.__module__ == module and not one.__name__.startswith("__"):
                yield one


def plain(thing: Any) -> Any:
    """Return the function within a kernel, a property, a class method or a cache; anything else as it is."""
    for inner in ("py_func", "fget", "func", "__func__", "__wrapped__"):
        thing = getattr(thing, inner, thing)
    return thing


def key_of(function: Function) -> str:
    """Return a function's place, as in `sessions.meet`."""
    return f"{function.__module__.rpartition('.')[2]}.{function.__qualname__}"


def docstring(thing: Any) -> tuple[str, str]:
    """Return the first sentence of a docstring, as far as its lines go, and the rest of it without examples."""
    whole = re.split(r"(?m)^>>> ", inspect.getdoc(thing) or "")[0].strip()
    first, rest = re.fullmatch(r"(.*?(?:[.:]$|(?=\n[\n ])|\Z))(.*)", whole, re.DOTALL | re.MULTILINE).groups()  # type: ignore[union-attr]
    return " ".join(first.split()), rest.strip("\n")


def tree_of(function: Function) -> ast.AST:
    """Return the parsed source of a function."""
    return ast.parse(textwrap.dedent(inspect.getsource(function)))


class Calls(ast.NodeVisitor):
    """What is called and under which conditions, in the order in which it happens: arguments before the call."""

    def __init__(self, tree: ast.AST) -> None:
        self.when: tuple[str, ...] = ()
        self.found: list[tuple[str, str]] = []
        self.visit(tree)

    def visit_If(self, node: Any) -> None:
        before = self.when
        self.visit(node.test)
        self.when = (*before, in_words(ast.unparse(node.test)))
        self.visit_all(node.body)
        self.when = (*before, "otherwise")
        self.visit_all(node.orelse)
        self.when = before

    visit_IfExp = visit_If  # noqa: N815  (the name is that of the visitor)

    def visit_all(self, nodes: Any) -> None:
        for node in nodes if isinstance(nodes, list) else [nodes]:
            self.visit(node)

    def visit_Call(self, node: ast.Call) -> None:
        self.generic_visit(node)
        self.found.append((ast.unparse(node.func), " and ".join(self.when)))


def in_words(condition: str) -> str:
    """Return a condition of the code as a sentence has it.

    >>> in_words("Due.CHECK_INS in due and len(gone)")
    'when due (check ins) and if any are gone'
    """
    said = []
    for one in condition.split(" and "):
        due, some = re.fullmatch(r"Due\.(\w+) in due", one), re.fullmatch(r"len\((\w+)\)", one)
        of_due = f"when due ({due[1].lower().replace('_', ' ')})" if due else f"if `{one}`"
        said.append(f"if any are {some[1]}" if some else of_due)
    return " and ".join(said)


def calls_of(function: Function, known: Mapping[str, type]) -> dict[Function, str]:
    """Return what a function calls of ours, in the order in which it first happens, and when each is called.

    `known` says of which class a variable is, by its name.
    """
    home, own = function.__globals__, function.__qualname__.rpartition(".")[0]
    places = {**home, **known, "self": home.get(own)}
    found: dict[Function, str] = {}
    for called, when in Calls(tree_of(function)).found:
        owner, _, name = called.rpartition(".")
        thing = plain(getattr(places.get(owner), name, None) if owner else home.get(name))
        if inspect.isfunction(thing) and thing.__module__.startswith(f"{FOLDER}."):
            found.setdefault(thing, when)
    return found


def parameters_read(function: Function, processes: Mapping[str, type[Rules]]) -> list[str]:
    """Return the path `process.parameter` of each number a function reads, in the order in which it reads them.

    Found are `rule.x` of an argument annotated by a record of the ledger, of `rule = state.rules.process`, and
    `state.rules.process.x` itself, kernels' and methods' alike.
    """
    of_class = {record.__name__: process for process, record in processes.items()}
    bound = ELSEWHERE | {name: of_class[text] for name, text in function.__annotations__.items() if text in of_class}

    def process_of(node: ast.AST) -> str:
        named = RECORD.fullmatch(ast.unparse(node))
        return bound.get(ast.unparse(node)) or (named[1] if named and named[1] in processes else "")

    nodes = list(ast.walk(tree_of(function)))
    for node in nodes:
        if isinstance(node, ast.Assign):
            targets, values = (getattr(side, "elts", [side]) for side in (node.targets[0], node.value))
            bound |= {ast.unparse(one): process_of(value) for one, value in zip(targets, values, strict=False)}
    attributes = [one for one in nodes if isinstance(one, ast.Attribute)]
    attributes.sort(key=lambda one: (one.lineno, one.col_offset))
    read = [(process, one.attr) for one in attributes if (process := process_of(one.value))]
    return list(dict.fromkeys(f"{process}.{name}" for process, name in read if name in processes[process].model_fields))
