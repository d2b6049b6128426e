"""What is built for others holds every module and every data file of the tree."""

from __future__ import annotations

import subprocess
import sys
from pathlib import Path

import mentorlab

ROOT = Path(mentorlab.__file__).parent
FOLDERS = ("agents", "scenarios", "sim", "experiments")
SAMPLE_MAKER = "scenarios/sample/make_sample.py"
"""Not part of any package: it wrote the sample organisation once."""


def test_the_wheel_holds_every_module_and_the_shipped_files(tmp_path: Path) -> None:
    command = [sys.executable, "setup.py", "--quiet", "build_py", "--build-lib", str(tmp_path)]
    done = subprocess.run(command, cwd=ROOT, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    built = {file.relative_to(tmp_path / "mentorlab").as_posix() for file in tmp_path.rglob("*") if file.is_file()}
    modules = {file.relative_to(ROOT).as_posix() for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")}
    assert {name for name in built if name.endswith(".py")} == modules - {SAMPLE_MAKER} | {"__init__.py", "__main__.py"}
    shipped = [*(ROOT / "scenarios" / "library").glob("*.yaml"), *(ROOT / "scenarios" / "sample").glob("*.csv")]
    shipped += (ROOT / "experiments").rglob("*.md")
    assert len(shipped) > 2
    assert built >= {file.relative_to(ROOT).as_posix() for file in shipped} | {"py.typed"}


def test_every_folder_of_code_is_a_package() -> None:
    folders = {file.parent for folder in FOLDERS for file in (ROOT / folder).rglob("*.py")}
    assert {folder.name for folder in folders if not (folder / "__init__.py").is_file()} == {"sample"}
