"""Writing files: whole or not at all, for those whom the umask allows, lists of people for their owner alone."""

from __future__ import annotations

import os
import stat
from collections.abc import Iterator
from pathlib import Path

import pytest

import mentorlab as ml
from mentorlab.agents.base.refusal import Refused
from mentorlab.agents.base.writing import write_text, write_whole
from mentorlab.scenarios.load import write_new


@pytest.fixture(params=[0o022, 0o027, 0o077, 0o002])
def umask(request: pytest.FixtureRequest) -> Iterator[int]:
    before = os.umask(request.param)
    yield request.param
    os.umask(before)


def mode_of(file: Path) -> int:
    return stat.S_IMODE(file.stat().st_mode)


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_files_obey_the_umask(tmp_path: Path, umask: int) -> None:
    write_text(tmp_path / "a.csv", "a")
    write_whole(tmp_path / "b.csv", lambda scratch: ml.columns().to_csv(scratch))
    scenario = write_new("ours", "reverse", tmp_path)
    assert {mode_of(file) for file in (tmp_path / "a.csv", tmp_path / "b.csv", scenario)} == {0o666 & ~umask}


@pytest.mark.skipif(os.name == "nt", reason="Windows has no umask")
def test_what_is_private_is_for_its_owner_alone_also_where_it_replaces_another_file(tmp_path: Path) -> None:
    file = tmp_path / "pairs.csv"
    for private, mode in ((False, 0o644), (True, 0o600)):
        before = os.umask(0o022)
        write_text(file, "a", private=private)
        os.umask(before)
        assert mode_of(file) == mode


def test_a_file_that_cannot_be_written_leaves_nothing(tmp_path: Path) -> None:
    def fail(scratch: str) -> None:
        raise OSError(28, "No space left on device")

    with pytest.raises(Refused, match="No space left"):
        write_whole(tmp_path / "a.csv", fail)
    with pytest.raises(Refused, match="cannot be written"):
        write_text(tmp_path / "nowhere" / "a.csv", "a")
    assert list(tmp_path.iterdir()) == []
