"""Whatever streams, signals and folder a command has around it: its work is done and its exit code is right."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from contextlib import closing
from pathlib import Path

import pytest

posix = pytest.mark.skipif(sys.platform == "win32", reason="a shell is asked")
SMALL = (
    "--set organisation.synthetic.employees=40 --set weeks=4 --set settling_weeks=26 --replicates 2 --worlds 0 --jobs 1"
)
COMPARE = f"compare no-programme n.yaml {SMALL} --no-progress"


@pytest.fixture
def shell(tmp_path):
    """Return a function that has a shell run a command, written ML, and gives exit code, output and messages."""
    (tmp_path / "n.yaml").write_text('extends: reverse\nname: "Łódź and Zürich"\n', "utf-8")

    def ask(line: str, **env: str) -> tuple[int, str, str]:
        line = line.replace("ML", f"{sys.executable} -m mentorlab")
        done = subprocess.run(
            ["bash", "-c", line], capture_output=True, cwd=tmp_path, env=os.environ | env, timeout=300
        )
        out, err = done.stdout.decode("latin-1"), done.stderr.decode("latin-1")
        assert "Traceback" not in out + err
        return done.returncode, out, err

    return ask


@posix
@pytest.mark.parametrize(
    "env",
    [{"PYTHONIOENCODING": "cp1252"}, {"LC_ALL": "C", "PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0"}],
    ids=["cp1252", "ascii"],
)
def test_no_code_page_loses_a_table(shell, env):
    code, out, err = shell(f"ML {COMPARE}", **env)
    assert (code, err) == (0, "")
    assert len(out.splitlines()) > 20
    assert "d? and Z" in out
    assert "+----" in out  # and no question marks for lines


@posix
def test_without_standard_output_the_work_is_done(shell, tmp_path):
    assert shell(f"ML {COMPARE} --store s.db >&-") == (0, "", "")
    assert (tmp_path / "s.db").read_bytes().startswith(b"SQLite format 3")
    assert shell("ML list >&- 2>&-") == (0, "", "")
    assert shell("ML compare nosuch 2>&-")[0] == 2


@posix
def test_a_full_output_is_one_line_and_its_own_exit_code(shell):
    code, _, err = shell("ML list >/dev/full")
    assert (code, err) == (2, "The answer could not be written: No space left on device.\n")
    assert shell("ML list >/dev/full 2>/dev/full") == (2, "", "")


@posix
@pytest.mark.parametrize(
    ("line", "expect"),
    [
        ("ML evidence | head -1 >/dev/null", 0),
        ("ML compare --json nosuch | true", 2),
        ("ML compare nosuch 2>&1 | true", 2),
        ("ML --help | true", 0),
    ],
)
def test_a_reader_that_has_gone_changes_no_exit_code(shell, line, expect):
    assert shell(f"{line}; exit ${{PIPESTATUS[0]}}") == (expect, "", "")


@posix
def test_a_folder_that_was_deleted_is_said_where_it_is_needed(shell):
    gone = "mkdir gone; cd gone; rmdir ../gone; ML"
    assert shell(f"{gone} list")[::2] == (0, "")
    code, _, err = shell(f"{gone} run reverse --weekly w.csv")
    assert (code, err) == (2, "The folder in which this was called is gone. Change to one that is there.\n")


@posix
def test_no_warning_of_a_library_is_hidden_from_who_asked_for_it(shell):
    pictures = "--to f.png --survival s.png --retention"
    assert shell(f"{sys.executable} -W error -m mentorlab {COMPARE} {pictures}")[::2] == (0, "")


LIBRARY = """
import warnings
from mentorlab.experiments.cli import main, surroundings
surroundings.take_streams_as_they_are()
warnings.warn("something of a library")
"""


def test_warnings_of_libraries_do_not_reach_a_user(tmp_path):
    said = subprocess.run([sys.executable, "-c", LIBRARY], capture_output=True, text=True)
    assert (said.returncode, said.stderr) == (0, "")


# Signals -------------------------------------------------------------------------------------------------------------

DEAF = """
import os, sys, time
from mentorlab.experiments.cli import main, surroundings

def waits(*_):
    try:
        os.write(2, b"now\\n")  # a stream that is interrupted while it writes says it again
        time.sleep(60)
    except KeyboardInterrupt:
        pass  # as some libraries do
    time.sleep(60)

from mentorlab.experiments.cli.verbs import list as verb
verb.strategies = waits
sys.argv = ["mentorlab", "list"]
main.main()
"""


@posix
def test_an_interruption_that_was_swallowed_is_repeated():
    driver = subprocess.Popen([sys.executable, "-c", DEAF], stderr=subprocess.PIPE, text=True)
    assert driver.stderr.readline() == "now\n"
    driver.send_signal(signal.SIGTERM)
    assert driver.communicate(timeout=30)[1] == "You stopped it. Nothing new was kept.\n"
    assert driver.returncode == 130


STUDY = [
    "compare",
    "no-programme",
    "reverse",
    "--set",
    "organisation.synthetic.employees=40",
    "--replicates",
    "5000",
    "--worlds",
    "0",
]


@posix
@pytest.mark.parametrize("kind", [signal.SIGINT, signal.SIGTERM])
@pytest.mark.parametrize("gaps", [(0.0,), (0.05, 0.05, 0.05)], ids=["at once", "again and again"])
def test_whoever_is_impatient_is_told_what_is_kept_all_the_same(tmp_path, kind, gaps):
    driver = subprocess.Popen(
        [sys.executable, "-m", "mentorlab", *STUDY, "--store", "my runs.db", "--jobs", "1", "--no-progress"],
        cwd=tmp_path, text=True, stdout=subprocess.PIPE, stderr=subprocess.PIPE,
    )  # fmt: skip
    wait_for_runs(tmp_path / "my runs.db")
    for gap in (0.0, *gaps):
        time.sleep(gap)
        driver.send_signal(kind)
    out, err = driver.communicate(timeout=60)
    assert (driver.returncode, out) == (130, "")
    said = err.splitlines()[-1]
    assert said.startswith("You stopped it; ")
    assert said.endswith("runs of 10,000 are kept. Go on with: mentorlab resume 'my runs.db'")
    assert "Traceback" not in err


def wait_for_runs(file: Path) -> None:
    """Wait until a store has some runs."""
    import sqlite3

    for _ in range(1200):
        if file.exists():
            try:
                with closing(sqlite3.connect(f"file:{file}?mode=ro", uri=True, timeout=30)) as connection:
                    if connection.execute("select count(*) from run").fetchone()[0] > 1:
                        return
            except sqlite3.OperationalError:
                pass
        time.sleep(0.05)
    raise AssertionError("nothing was kept")
