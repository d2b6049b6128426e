"""Where code lives: rooms a stranger can read, whose imports point one way, wherever in a file they stand."""

from __future__ import annotations

import ast
from collections import Counter
from graphlib import TopologicalSorter
from pathlib import Path

import mentorlab

ROOT = Path(mentorlab.__file__).parent
ROOMS = (
    *("agents.base", "agents.files.table_formats", "agents.files.tables", "agents.files.columns"),
    *("agents.files.guessing", "agents.files"),
    *("agents.people", "agents.network"),
    *("scenarios.policy", "scenarios.assumptions", "scenarios.extensions", "scenarios.records"),
    *("scenarios.files", "scenarios", "scenarios.evidence"),
    *("sim.state", "sim.processes", "sim.week", "sim.measures", "sim.calibration", "sim", "sim.contracts"),
    *("experiments.statistics", "experiments.runs.sampling", "experiments.runs.store.rows"),
    *("experiments.runs.store", "experiments.runs.exchange", "experiments.runs.engines", "experiments.runs"),
    *("experiments.runs.designs", "experiments.results", "experiments.show.wording", "experiments.show"),
    *("experiments.studies.matching", "experiments.studies.stopping", "experiments.studies"),
    *("experiments.validation.odd", "experiments.validation"),
    *(
        "experiments.cli.tables",
        "experiments.cli.options",
        "experiments.cli.asking",
        "experiments.cli.verbs",
        "experiments.cli",
    ),
)
"""Every folder with code, from the ground up: a file imports from its own folder and from those before it."""

MANY_FILES = ("sim.processes", "experiments.cli.verbs")
"""Folders that may hold more than twelve files: the processes of a week, the verbs of the command line."""

FILES = sorted(
    path
    for layer in ("agents", "scenarios", "sim", "experiments")
    for path in (ROOT / layer).rglob("*.py")
    if path.parent.name != "sample"
)


def name_of(path: Path, root: Path = ROOT) -> str:
    """Return the dotted name of a file."""
    return path.relative_to(root).with_suffix("").as_posix().replace("/", ".")


NAMES = {name_of(path) for path in FILES}


def own_imports(path: Path, root: Path = ROOT) -> set[str]:
    """Return the files of ours a file imports, such as "sim.model"; inside functions and type checks too."""
    folder = path.relative_to(root).parent.parts
    found: set[str] = set()
    for node in ast.walk(ast.parse(path.read_text(encoding="utf-8"))):
        if isinstance(node, ast.Import):
            found |= {a.name.removeprefix("mentorlab.") for a in node.names if a.name.startswith("mentorlab.")}
        elif isinstance(node, ast.ImportFrom):
            parts = (node.module or "").split(".") if node.module else []
            if node.level:
                parts = [*folder[: len(folder) - node.level + 1], *parts]
            elif parts[0] == "mentorlab":
                parts = parts[1:]
            else:
                continue
            stem = ".".join(parts)
            found |= {stem, *(f"{stem}.{alias.name}".strip(".") for alias in node.names)}
    return {name for name in found if root != ROOT or name in NAMES}


def room_of(name: str) -> str:
    """Return the folder of a file, dotted."""
    return name.rpartition(".")[0]


def test_a_file_imports_only_from_its_own_folder_and_from_those_below() -> None:
    place = {room: number for number, room in enumerate(ROOMS)}
    upwards = [
        f"{name_of(path)} -> {name}"
        for path in FILES
        for name in sorted(own_imports(path))
        if place[room_of(name)] > place[room_of(name_of(path))]
    ]
    assert not upwards


def test_no_files_import_each_other_in_a_circle() -> None:
    graph = {name_of(path): own_imports(path) - {name_of(path)} for path in FILES}
    assert len(list(TopologicalSorter(graph).static_order())) == len(FILES) > 200  # raises CycleError


def test_the_reader_of_imports_sees_those_inside_functions_and_for_types_alone(tmp_path: Path) -> None:
    (tmp_path / "sim" / "week").mkdir(parents=True)
    file = tmp_path / "sim" / "week" / "file.py"
    file.write_text(
        "def f():\n    from ...experiments.cli import main\n    from .week import x\n"
        "    import mentorlab.agents.network.ties\n"
        "if TYPE_CHECKING:\n    from ..model import MentoringModel\n"
    )
    seen = {"experiments.cli", "experiments.cli.main", "sim.week.week", "agents.network.ties", "sim.model"}
    assert own_imports(file, tmp_path) >= seen


def test_a_stranger_can_look_around() -> None:
    files = Counter(room_of(name_of(path)) for path in FILES if path.stem != "__init__")
    assert set(files) == set(ROOMS)
    assert {room: count for room, count in files.items() if count > 12 and room not in MANY_FILES} == {}
    first_level = [path for path in (ROOT / "experiments").iterdir() if path.name not in ("__init__.py", "__pycache__")]
    assert all(path.is_dir() for path in first_level)
    assert len(first_level) <= 10


def test_a_folder_says_what_it_is_and_nothing_more() -> None:
    for folder in {path.parent for path in FILES}:
        tree = ast.parse((folder / "__init__.py").read_text(encoding="utf-8"))
        assert len(tree.body) == 1, folder
        assert ast.get_docstring(tree), folder


def test_the_tests_mirror_the_tree() -> None:
    layers = ("agents", "scenarios", "sim", "experiments")
    folders = {path.parent for layer in layers for path in (ROOT / "tests" / layer).rglob("test_*.py")}
    assert {folder.relative_to(ROOT / "tests").as_posix().replace("/", ".") for folder in folders} <= set(ROOMS)
