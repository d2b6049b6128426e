"""Every file, folder and module that a page or a docstring names is there."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

import mentorlab

ROOT = Path(mentorlab.__file__).parent
FOLDERS = "agents|scenarios|sim|experiments|tests|benchmarks|docs"
PAGES = [path for path in [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")] if path.name != "CHANGELOG.md"]
MODULES = [path for folder in ("agents", "scenarios", "sim", "experiments") for path in (ROOT / folder).rglob("*.py")]


def named(text: str) -> set[str]:
    """Return the places a text names between backticks: `sim/week/`, `sim/week/week.py`, `sim.week.week.Simulation`."""
    paths = set(re.findall(rf"`((?:{FOLDERS})/[\w./-]*)`", text))
    dotted = re.findall(rf"`(?:mentorlab\.)?((?:{FOLDERS})\.[\w.]+)`", text)
    return paths | {name for name in dotted if not name.endswith(".")}


def is_there(name: str) -> bool:
    """Tell whether a path is there, or the module of a dotted name."""
    if "/" in name:
        return (ROOT / name).exists()
    parts = name.split(".")
    places = [ROOT.joinpath(*parts[:length]) for length in range(2, len(parts) + 1)]
    return any(place.with_suffix(".py").is_file() or place.is_dir() for place in places)


@pytest.mark.parametrize("path", PAGES, ids=lambda path: path.name)
def test_a_page_names_no_place_that_is_not_there(path: Path) -> None:
    assert {name for name in named(path.read_text(encoding="utf-8")) if not is_there(name)} == set()


def test_the_code_names_no_place_that_is_not_there() -> None:
    wrong = {(path.name, name) for path in MODULES for name in named(path.read_text("utf-8")) if not is_there(name)}
    assert wrong == set()


def test_a_place_that_is_not_there_is_found() -> None:
    places = named("see `sim/nowhere.py`, `agents.base.luck.draw` and `mentorlab.experiments.nowhere.x`")
    assert {name for name in places if not is_there(name)} == {"sim/nowhere.py", "experiments.nowhere.x"}
