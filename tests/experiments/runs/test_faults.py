"""A study survives kill -9, whoever it meets: 25 times here, 200 times by `python benchmarks/faults.py`."""

from __future__ import annotations

import sys

import pytest

pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
pytest.importorskip("psutil", reason="psutil is not installed")

import faults

KILLS = 25


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="there is no kill -9")
def test_nothing_is_lost_doubled_damaged_or_left_behind(tmp_path):
    trial = faults.harass(KILLS, seed=7, folder=tmp_path, say=lambda line: None)
    assert trial.killed.total() >= KILLS
    assert set(trial.killed) >= {"driver", "worker", "scheduler"}
    assert trial.studies >= 1
    assert trial.checked > 500
