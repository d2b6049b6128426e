"""One study, done in 81 ways: engine, number of workers, chunk, order and hash seed change no bit."""

from __future__ import annotations

import os
import subprocess
import sys
from itertools import product
from pathlib import Path

import pytest
from clusters import OwnCluster

import mentorlab

CHUNKS, ORDERS, HASH_SEEDS = (1, 7, 50), ("forward", "reversed", "shuffled"), ("0", "1", "random")
WAYS = [f"{chunk} {order}" for chunk, order in product(CHUNKS, ORDERS)]


def digests(engines: str, ways: list[str], hash_seed: str) -> dict[str, str]:
    """Return a digest for each engine and way, told by a process with a hash seed of its own."""
    script = Path(mentorlab.__file__).parent / "tests" / "bit_equal.py"
    env = {**os.environ, "PYTHONHASHSEED": hash_seed}
    done = subprocess.run(
        [sys.executable, script, engines, *ways], capture_output=True, text=True, env=env, timeout=300
    )
    assert done.returncode == 0, done.stderr
    return dict(line.rsplit(":", 1) for line in done.stdout.splitlines())


@pytest.fixture(scope="module")
def expected():
    """Return the digest of the study done here, one run after another."""
    from bit_equal import Serial, Simulate, digest_of, plan

    return digest_of(Serial(Simulate(plan())), 50, "forward")


@pytest.mark.long
@pytest.mark.parametrize(("workers", "hash_seed"), zip((1, 2, 4), HASH_SEEDS, strict=True))
def test_one_process_or_several_change_no_bit(expected, workers, hash_seed):
    told = digests(f"serial,pool {workers}", WAYS, hash_seed)
    assert len(told) == 18
    assert set(told.values()) == {expected}


def test_two_processes_change_no_bit(expected):
    assert set(digests("pool 2", ["7 shuffled"], "random").values()) == {expected}


@pytest.mark.long
def test_a_cluster_changes_no_bit(expected, tmp_path):
    pytest.importorskip("distributed", reason="the extra `cluster` is not installed")
    cluster, there = OwnCluster(tmp_path, 0), 0
    try:
        for workers, hash_seed in zip((1, 2, 4), HASH_SEEDS, strict=True):
            cluster.add(workers - there)
            there = workers
            told = digests(f"{cluster.address}", WAYS, hash_seed)
            assert len(told) == 9
            assert set(told.values()) == {expected}
    finally:
        cluster.end_all()
