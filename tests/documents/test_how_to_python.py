"""The pages on working in Python: what they show runs from top to bottom and does what they say."""

from __future__ import annotations

import re
from pathlib import Path
from typing import Any

import pytest

import mentorlab as ml

FOLDER = Path(ml.__file__).parent / "docs" / "how-to"


def done(page: str) -> dict[str, Any]:
    """Run all that a page shows, one piece after the other, and return what it leaves."""
    text = (FOLDER / f"{page}.md").read_text(encoding="utf-8")
    names: dict[str, Any] = {"__name__": page}
    for piece in re.findall(r"```python\n(.*?)```", text, flags=re.DOTALL):
        exec(compile(piece, page, "exec"), names)
    return names


def test_the_page_on_frames_and_graphs(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    left = done("frames-and-graphs")
    assert any(note.startswith("Ties differ (reverse:") for note in left["found"].notes)
    assert "ring and small world take the people of reverse." in left["found"].notes
    assert capsys.readouterr().out.splitlines()[-2:] == ["4", "True"]


@pytest.mark.filterwarnings("ignore")
def test_the_page_on_mesa(capsys):
    left = done("with-mesa")
    assert len({row["motivation"] for row in left["rows"]}) == 3
    assert {person.confidence for person in left["model"].agents if person.age < 30} == {0.8}
