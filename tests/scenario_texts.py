"""What the tests of scenario files share: write a text, and what is wrong with it."""

from __future__ import annotations

import json
from pathlib import Path

import pytest

from mentorlab.agents.base.refusal import Problem, Refused
from mentorlab.scenarios.load import load


def write(text: str | bytes, name: str = "growth.yaml") -> Path:
    path = Path(name)
    path.parent.mkdir(parents=True, exist_ok=True)
    path.write_bytes(text if isinstance(text, bytes) else text.encode("utf-8"))
    return path


def problems(text: str | bytes, settings: list[str] | None = None) -> list[Problem]:
    """Return what is wrong with a file of this text."""
    with pytest.raises(Refused) as refused:
        load(str(write(text)), settings=settings or [])
    json.dumps([problem.as_dict() for problem in refused.value.problems], allow_nan=False)
    return refused.value.problems


def only(text: str | bytes, settings: list[str] | None = None) -> str:
    """Return the one thing that is wrong, as people read it."""
    found = problems(text, settings)
    assert len(found) == 1, found
    return str(found[0])
