"""Imports point one way, experiments -> sim -> scenarios -> agents, and in no circle."""

from __future__ import annotations

import ast
from graphlib import TopologicalSorter
from pathlib import Path

import pytest

import mentorlab

ROOT = Path(mentorlab.__file__).parent
LAYERS = ("agents", "scenarios", "sim", "experiments")
FILES = sorted(path for layer in LAYERS for path in (ROOT / layer).rglob("*.py") if path.parent.name != "sample")
ROOMS = {path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".") for path in FILES}
FACES = ("experiments.commands", "experiments.cli")
"""What talks to people: nothing else of ours needs it."""


def own_imports(path: Path, root: Path = ROOT, *, at_start_only: bool = False) -> set[str]:
    """Return the rooms of ours a file imports, such as "sim.model"; those inside functions and type checks included."""
    tree = ast.parse(path.read_text())
    skipped: set[ast.AST] = set()
    if at_start_only:
        for node in ast.walk(tree):
            if isinstance(node, ast.FunctionDef | ast.AsyncFunctionDef | ast.If):
                skipped |= set(ast.walk(node))
    folder = list(path.relative_to(root).parent.parts)
    found: set[str] = set()
    for node in ast.walk(tree):
        if node in skipped:
            continue
        if isinstance(node, ast.ImportFrom):
            above = folder[: len(folder) - node.level + 1] if node.level else []
            parts = (node.module or "").split(".") if node.module else []
            if not node.level and parts[:1] == ["mentorlab"]:
                parts = parts[1:]
            elif not node.level:
                continue
            stem = ".".join([*above, *parts])
            found |= {f"{stem}.{alias.name}".strip(".") for alias in node.names} | {stem}
        elif isinstance(node, ast.Import):
            found |= {a.name.removeprefix("mentorlab.") for a in node.names if a.name.startswith("mentorlab.")}
    return {name for name in found if name.split(".")[0] in LAYERS and (name in ROOMS or root != ROOT)}


def name_of(path: Path) -> str:
    return path.relative_to(ROOT).with_suffix("").as_posix().replace("/", ".")


@pytest.mark.parametrize("path", FILES, ids=name_of)
def test_a_file_imports_only_from_its_own_layer_and_those_below(path):
    layer = name_of(path).split(".")[0]
    allowed = LAYERS[: LAYERS.index(layer) + 1]
    assert not {room for room in own_imports(path) if room.split(".")[0] not in allowed}


@pytest.mark.parametrize("path", [path for path in FILES if not name_of(path).startswith(FACES)], ids=name_of)
def test_what_talks_to_people_is_imported_by_nothing_else(path):
    assert not {room for room in own_imports(path) if room.startswith(FACES)}


def test_no_files_import_each_other_in_a_circle():
    graph = {name_of(path): own_imports(path, at_start_only=True) - {name_of(path)} for path in FILES}
    order = list(TopologicalSorter(graph).static_order())  # raises CycleError
    assert len(order) == len(FILES) > 100


def test_the_reader_of_imports_sees_those_inside_functions(tmp_path):
    (tmp_path / "sim").mkdir()
    file = tmp_path / "sim" / "room.py"
    file.write_text(
        "def f():\n    from ..experiments.cli import main\n    from .model import x\n    import mentorlab.agents.ties\n"
    )
    assert own_imports(file, tmp_path) >= {"experiments.cli", "sim.model", "agents.ties"}


@pytest.mark.parametrize("layer", sorted({path.parent.relative_to(ROOT).as_posix() for path in FILES}))
def test_a_folder_says_what_it_is_and_nothing_more(layer):
    tree = ast.parse((ROOT / layer / "__init__.py").read_text())
    assert len(tree.body) == 1
    assert ast.get_docstring(tree)
