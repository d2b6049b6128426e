"""Every example of the documentation runs."""

from __future__ import annotations

import doctest
import pkgutil
import re
import subprocess
import sys
from importlib import import_module
from pathlib import Path

import nbformat
import pytest
from nbclient import NotebookClient

import mentorlab

ROOT = Path(mentorlab.__file__).parent
FOLDERS = ("agents", "scenarios", "sim", "experiments")
MODULES = ["mentorlab"] + [
    module.name for folder in FOLDERS for module in pkgutil.walk_packages([str(ROOT / folder)], f"mentorlab.{folder}.")
]
PAGE = ROOT / "docs" / "how-to" / "in-a-notebook.md"
README = (ROOT / "README.md").read_text(encoding="utf-8")


@pytest.mark.parametrize("name", MODULES)
def test_the_examples_in_docstrings_say_what_comes_out(name: str) -> None:
    failed, _ = doctest.testmod(import_module(name), optionflags=doctest.ELLIPSIS)
    assert failed == 0


def test_some_docstrings_have_examples() -> None:
    finder = doctest.DocTestFinder()
    assert sum(bool(test.examples) for name in MODULES for test in finder.find(import_module(name))) >= 10


@pytest.mark.parametrize("example", re.findall(r"```python\n(.*?)```", README, flags=re.DOTALL))
def test_the_examples_in_the_readme_run(example: str, tmp_path: Path) -> None:
    script = tmp_path / "example.py"
    script.write_text(example, encoding="utf-8")
    done = subprocess.run([sys.executable, str(script)], capture_output=True, text=True, cwd=tmp_path, check=False)
    assert done.returncode == 0, done.stderr
    assert done.stdout.strip()


def test_the_readme_shows_a_picture_that_is_there_and_the_two_commands() -> None:
    first_screen = README.split("## ")[0]
    picture = re.search(r"!\[.+\]\((.+\.png)\)", first_screen)
    assert picture is not None
    assert (ROOT / picture.group(1)).stat().st_size > 10_000
    assert "make demo" in first_screen
    assert "make test" in first_screen


def as_notebook(page: Path) -> nbformat.NotebookNode:
    """Return the examples of a page as the cells of a notebook."""
    cells = re.findall(r"```python\n(.*?)```", page.read_text(encoding="utf-8"), flags=re.DOTALL)
    return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in cells])


@pytest.mark.filterwarnings("ignore")
@pytest.mark.parametrize("notebook", [*sorted((ROOT / "notebooks").glob("*.ipynb")), PAGE], ids=lambda path: path.stem)
def test_the_notebooks_run_and_show_their_pictures(notebook: Path) -> None:
    told = nbformat.read(notebook, as_version=4) if notebook != PAGE else as_notebook(PAGE)
    NotebookClient(told, timeout=300, kernel_name="python3").execute()
    assert any(cell.get("outputs") for cell in told.cells)
    for cell in told.cells:
        if cell.cell_type == "code" and re.search(r"\.plot\(|_figure\(", cell.source):
            assert sum("image/png" in out.get("data", {}) for out in cell.outputs) == 1, cell.source
