"""Imports point one way, experiments -> sim -> scenarios -> agents, and in no circle."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import mentorlab

ROOT = Path(mentorlab.__file__).parent
LAYERS = ("agents", "scenarios", "sim", "experiments")
FILES = sorted(path for layer in LAYERS for path in (ROOT / layer).glob("*.py"))


def own_imports(path: Path, *, at_start_only: bool = False) -> set[tuple[str, str]]:
    """Return the files of ours a file imports as (layer, file), those inside functions and type checks included."""
    tree = ast.parse(path.read_text())
    skipped: set[ast.AST] = set()
    if at_start_only:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.If):
                skipped |= set(ast.walk(node))
    found = set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.ImportFrom):
            parts = (node.module or "").split(".")
            if node.level == 1:
                names = (
                    [[path.parent.name, *parts]] if node.module else [[path.parent.name, a.name] for a in node.names]
                )
            elif node.level == 2:
                names = [[*parts, *([a.name] if len(parts) == 1 else [])] for a in node.names]
            elif parts[0] == "mentorlab":
                names = [parts[1:] or [a.name] for a in node.names]
            else:
                continue
            found |= {(name[0], name[1] if len(name) > 1 else "__init__") for name in names if name[0] in LAYERS}
        elif isinstance(node, ast.Import):
            for alias in node.names:
                parts = alias.name.split(".")
                if parts[0] == "mentorlab" and len(parts) > 1:
                    found.add((parts[1], parts[2] if len(parts) > 2 else "__init__"))
    return found


@pytest.mark.parametrize("path", FILES, ids=lambda path: f"{path.parent.name}/{path.name}")
def test_a_file_imports_only_from_its_own_layer_and_those_below(path):
    allowed = LAYERS[: LAYERS.index(path.parent.name) + 1]
    upwards = {f"{layer}/{name}" for layer, name in own_imports(path) if layer not in allowed}
    assert not upwards


def test_no_files_import_each_other_in_a_circle():
    known = {(path.parent.name, path.stem) for path in FILES}
    graph = {
        (path.parent.name, path.stem): own_imports(path, at_start_only=True) & known for path in FILES
    }  # fmt: skip
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError
    assert len(order) == len(FILES) > 20


def test_the_reader_of_imports_sees_those_inside_functions(tmp_path):
    (tmp_path / "sim").mkdir()
    file = tmp_path / "sim" / "room.py"
    file.write_text(
        "def f():\n    from ..experiments.cli import main\n    from .model import x\n    import mentorlab.agents.ties\n"
    )
    assert own_imports(file) == {("experiments", "cli"), ("sim", "model"), ("agents", "ties")}


@pytest.mark.parametrize("layer", LAYERS)
def test_a_folder_says_what_it_is_and_nothing_more(layer):
    tree = ast.parse((ROOT / layer / "__init__.py").read_text())
    assert len(tree.body) == 1
    assert ast.get_docstring(tree)
