"""What may go wrong with a study from the command line: told in a sentence, with its exit code, and nothing is lost."""

from __future__ import annotations

import json
import os
import signal
import sqlite3
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mentorlab.experiments.runs.store.store import open_store

ONE_BAD = """
import os
from pathlib import Path

import numpy as np


def rarely_bad(candidates, rng):
    drawn = int(rng.integers(0, 10**9))
    if "TELL" in os.environ:
        Path(os.environ["TELL"]).write_text(str(drawn))
    if str(drawn) == os.environ.get("BAD"):
        raise ZeroDivisionError("no pairs today")
    return np.zeros((0, 2), dtype=np.intp)


def hangs(candidates, rng):
    while True:
        pass


def leaves(candidates, rng):
    os._exit(7)
"""
SMALL = ["--set", "organisation.synthetic.employees=40", "--set", "weeks=30", "--set", "settling_weeks=26"]


@pytest.fixture
def mentorlab(tmp_path):
    """Return a function that runs the command in a process of its own, in a folder with a strategy of the user's."""
    (tmp_path / "ours_in_trouble.py").write_text(ONE_BAD)

    def ask(*arguments, expect, more=None, **env):
        command = [sys.executable, "-m", "mentorlab", *map(str, arguments)]
        done = subprocess.run(
            command, capture_output=True, text=True, cwd=tmp_path, env=os.environ | env, timeout=300, **(more or {})
        )
        assert "Traceback" not in done.stdout + done.stderr
        assert done.returncode == expect, done.stdout[-500:] + done.stderr[-500:]
        return json.loads(done.stdout) if "--json" in arguments else done.stdout + done.stderr

    return ask


def study(*more):
    return ["compare", "no-programme", "reverse", *SMALL, "--worlds", "0", "--json", *more]


@pytest.mark.long
def test_one_bad_run_in_a_thousand_is_a_row_and_the_others_are_there(mentorlab, tmp_path):
    strategy = ["--set", "policy.pairing=ours_in_trouble:rarely_bad", "--allow", "ours_in_trouble"]
    mentorlab("run", "reverse", *SMALL, *strategy, "--replicate", 321, expect=0, TELL=str(tmp_path / "told"))
    bad = (tmp_path / "told").read_text()
    asked = study(*strategy, "--replicates", 500, "--store", "runs.db", "--jobs", 2)
    told = mentorlab(*asked, expect=3, BAD=bad)
    (error,) = told["errors"]
    assert (
        "'reverse', seed 0, replicate 321 failed: policy.pairing 'ours_in_trouble:rarely_bad': ZeroDivisionError"
        in error["message"]
    )
    with open_store(tmp_path / "runs.db") as store:
        progress = store.progress(store.studies()[0].key)
    assert (progress.planned, progress.done, progress.failed, progress.lost) == (1000, 999, 1, 0)
    repeat = error["hint"].partition(" repeats")[0].split()[1:]
    assert repeat[0] == "replay"
    again = mentorlab(*repeat, "--json", "--allow", "ours_in_trouble", expect=0, BAD=bad)["data"]
    assert again["equal"]
    assert "no pairs today" in again["error"]
    assert "999" in mentorlab("status", "runs.db", expect=0)


@pytest.mark.long
@pytest.mark.parametrize("told_to", [signal.SIGINT, signal.SIGTERM])
def test_whoever_is_told_to_stop_says_what_is_kept_and_the_study_goes_on(mentorlab, tmp_path, told_to):
    asked = study("--replicates", 200, "--store", "runs.db", "--jobs", 2)
    driver = subprocess.Popen(
        [sys.executable, "-m", "mentorlab", *map(str, asked)], cwd=tmp_path, text=True,
        stdout=subprocess.PIPE, stderr=subprocess.PIPE, start_new_session=True,
    )  # fmt: skip
    kept = wait_for_runs(tmp_path / "runs.db", 20)
    driver.send_signal(told_to)
    out, err = driver.communicate(timeout=60)
    assert driver.returncode == 130, err
    (error,) = json.loads(out)["errors"]
    assert "of 400 are kept" in error["message"]
    assert "mentorlab resume runs.db" in error["message"]
    assert kept <= len(runs_in(tmp_path / "runs.db")) < 400
    whole = mentorlab("resume", "runs.db", "--json", "--jobs", 2, expect=0)["data"]
    assert whole["replicates"] == 200


def wait_for_runs(file: Path, number: int) -> int:
    """Wait until a store has so many runs; return how many it has."""
    for _ in range(1200):
        if file.exists() and len(found := runs_in(file)) >= number:
            return len(found)
        time.sleep(0.05)
    raise AssertionError("nothing was kept")


def runs_in(file: Path) -> list[tuple[bytes]]:
    connection = sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)
    try:
        return connection.execute("select id from run").fetchall()
    except sqlite3.OperationalError:
        return []
    finally:
        connection.close()


def test_a_second_driver_is_told_who_the_first_is(mentorlab, tmp_path):
    with open_store(tmp_path / "runs.db") as store, store.claim():
        told = mentorlab(*study("--replicates", 2, "--store", "runs.db"), expect=2)
    (error,) = told["errors"]
    assert f"process {os.getpid()} on" in error["message"]
    assert "mentorlab status" in error["hint"]


@pytest.mark.long
@pytest.mark.skipif(sys.platform != "linux" or os.getuid() != 0, reason="needs to mount a small file system")
def test_a_full_disk_is_said_what_is_kept_stays_and_the_study_goes_on(mentorlab, tmp_path):
    small = tmp_path / "small"
    small.mkdir()
    if subprocess.run(["mount", "-t", "tmpfs", "-o", "size=700k", "tmpfs", small], capture_output=True).returncode:
        pytest.skip("a small file system cannot be mounted here")
    try:
        asked = study("--replicates", 200, "--store", small / "runs.db", "--jobs", 1)
        (error,) = mentorlab(*asked, expect=75)["errors"]
        assert "full" in error["message"]
        kept = len(runs_in(small / "runs.db"))
        assert 0 < kept < 400
        subprocess.run(["mount", "-o", "remount,size=50m", small], check=True)
        assert mentorlab(*asked, expect=0)["data"]["replicates"] == 200
    finally:
        subprocess.run(["umount", small], check=True)


def test_a_folder_that_may_not_be_written_is_said_before_anything_is_run(mentorlab, tmp_path):
    for where, words in ((tmp_path / "nowhere" / "runs.db", "folder is not there"), (tmp_path, "folder")):
        (error,) = mentorlab(*study("--replicates", 2, "--store", where), expect=2)["errors"]
        assert words in f"{error['message']} {error['hint']}".lower()
    (tmp_path / "notes.db").write_text("my notes, no database")
    (error,) = mentorlab(*study("--replicates", 2, "--store", "notes.db"), expect=2)["errors"]
    assert (tmp_path / "notes.db").read_text() == "my notes, no database"
