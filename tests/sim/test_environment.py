"""The mark of the model in every run's name follows its source, wherever in its folders that is."""

from __future__ import annotations

from pathlib import Path

import pytest

import mentorlab
from mentorlab.sim.environment import MODEL, model_version, source_digest

ROOT = Path(mentorlab.__file__).parent


def tree(root: Path) -> Path:
    """Write a package with a file in a folder of each folder of the model, and its single files."""
    for part in MODEL:
        file = root / part if part.endswith(".py") else root / part / "room" / "inner" / "kernel.py"
        file.parent.mkdir(parents=True, exist_ok=True)
        file.write_text("x = 1\n")
    return root


@pytest.mark.parametrize("part", MODEL)
def test_an_edit_in_a_folder_within_a_folder_of_the_model_changes_its_mark(part: str, tmp_path: Path) -> None:
    root = tree(tmp_path)
    before = source_digest(root)
    file = root / part if part.endswith(".py") else root / part / "room" / "inner" / "kernel.py"
    file.write_text("x = 2\n")
    assert source_digest(root) != before
    file.write_text("x = 1\n")
    assert source_digest(root) == before
    file.rename(file.with_name("moved.py"))
    if not part.endswith(".py"):
        assert source_digest(root) != before


def test_the_mark_is_of_the_files_that_are_there() -> None:
    assert model_version().endswith(f"+{source_digest(ROOT)}")
    assert all((ROOT / part).exists() for part in MODEL)
