"""Damage a store on purpose, copy it while it is written, and stop its driver twice: nothing may go by in silence.

`python benchmarks/faults.py --flips 500` turns single bits of a finished store over and asks every command that reads
it; what a command answers must be what it answered before, or it must refuse. `--cuts`, `--copies` and `--stops` do the
same with files that end early, files copied alone while a study runs, and drivers that are interrupted twice.
"""

from __future__ import annotations

import io
import json
import random
import re
import shutil
import signal
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, redirect_stderr, redirect_stdout
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep
from typing import Any

SCENARIOS = ("no-programme", "reverse")
SETTINGS = ("organisation.synthetic.employees=30", "weeks=8", "settling_weeks=26")
REPLICATES = 12
LATELY = 8.0
"""Seconds: a copy of the file alone has at least what was kept so long before."""

COUNTED = ("study", "name", "planned", "done", "failed", "lost", "left", "begun")
"""What must be the same of a study in `mentorlab status`."""


class Silent(AssertionError):  # noqa: N818  (said as a fact)
    """A command gave another answer than it should have, and did not say that anything was wrong."""


@dataclass
class Found:
    """What commands made of damaged stores: how often the answer was the same, and how often they refused."""

    trials: int = 0
    answers: Counter[str] = field(default_factory=Counter)
    silent: list[str] = field(default_factory=list)
    broken: list[str] = field(default_factory=list)
    """Internal errors, which are told but are none of ours to give."""


def study(store: Path, *more: str, replicates: int = REPLICATES, jobs: int = 1) -> list[str]:
    """Return the arguments of the command that works on a study."""
    settings = [part for one in SETTINGS for part in ("--set", one)]
    return ["compare", *SCENARIOS, *settings, "--worlds", "0", "--replicates", str(replicates), "--jobs", str(jobs),
            "--series", "summary", "--store", str(store), "--json", *more]  # fmt: skip


def asked(*arguments: str) -> tuple[int, Any]:
    """Give a command in this process; return its exit code and its answer."""
    from mentorlab.experiments.cli.main import answered

    out = io.StringIO()
    with redirect_stdout(out), redirect_stderr(io.StringIO()):
        code = answered([*arguments, "--json"])
    return code, json.loads(out.getvalue())


def answers_about(store: Path, folder: Path) -> Iterator[tuple[str, int, Any]]:
    """Yield what every command that reads a store makes of it: its name, exit code, and answer or problems."""
    for verb, ask in {
        "status": lambda: counts_of(*asked("status", str(store))),
        "export": lambda: tables_of(store, folder / "tables"),
        "merge": lambda: merged(store, folder / "merged.db", folder / "merged"),
        "resume": lambda: result_of(*asked("resume", str(store))),
    }.items():
        code, answer = ask()
        yield verb, code, answer


def counts_of(code: int, answer: Any) -> tuple[int, Any]:
    """Return how far studies are, without what the clock decides."""
    if code:
        return code, answer["errors"]
    return code, [{name: one[name] for name in COUNTED} for one in answer["data"]["studies"]]


def result_of(code: int, answer: Any) -> tuple[int, Any]:
    """Return what a study came to."""
    return code, answer["errors"] if code else answer["data"]


def tables_of(store: Path, folder: Path) -> tuple[int, Any]:
    """Return the tables of a store."""
    shutil.rmtree(folder, ignore_errors=True)
    code, answer = asked("export", str(store), "--csv", str(folder))
    if code:
        return code, answer["errors"]
    return code, {file.name: file.read_text() for file in sorted(folder.iterdir())}


def merged(store: Path, into: Path, folder: Path) -> tuple[int, Any]:
    """Return the tables of a copy of a store."""
    for file in into.parent.glob(f"{into.name}*"):
        file.unlink()
    code, answer = asked("merge", str(into), str(store))
    return (code, answer) if code else tables_of(into, folder)


def damaged(trials: int, luck: random.Random, folder: Path, damage: Callable[[bytearray, random.Random], str]) -> Found:
    """Damage a finished store so many times, each time anew, and compare what commands answer."""
    whole = folder / "whole.db"
    code, _ = asked(*study(whole)[:-1])
    if code:
        raise Silent("the study could not be carried out")
    content = whole.read_bytes()
    expected = {verb: (code, answer) for verb, code, answer in answers_about(whole, folder)}
    if any(code for code, _ in expected.values()):
        raise Silent(f"a store that is whole was refused: {expected}")
    found = Found()
    for _ in range(trials):
        store = folder / "damaged.db"
        for file in folder.glob("damaged.db*"):
            file.unlink()
        changed = bytearray(content)
        what = damage(changed, luck)
        store.write_bytes(changed)
        found.trials += 1
        for verb, code, answer in answers_about(store, folder):
            if code == 3:
                found.broken.append(f"{what}: {verb}: {answer}")
            if code:
                found.answers[f"{verb} refused"] += 1
            elif answer == expected[verb][1]:
                found.answers[f"{verb} the same"] += 1
            else:
                found.silent.append(f"{what}: {verb}")
    return found


def flipped(content: bytearray, luck: random.Random) -> str:
    """Turn one bit over."""
    at, bit = luck.randrange(len(content)), luck.randrange(8)
    content[at] ^= 1 << bit
    return f"byte {at}, bit {bit}"


def cut(content: bytearray, luck: random.Random) -> str:
    """Let the file end early."""
    length = luck.randrange(len(content))
    del content[length:]
    return f"cut after {length} bytes"


@contextmanager
def at_work(store: Path) -> Iterator[subprocess.Popen[str]]:
    """Yield a driver that has kept something, ended at the end."""
    command = [sys.executable, "-m", "mentorlab", *study(store, replicates=4000, jobs=2)]
    driver = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        end = monotonic() + 120
        while not runs_in(store):
            if driver.poll() is not None or monotonic() > end:
                raise Silent(f"the driver did not begin: {driver.communicate()}")
            sleep(0.05)
        yield driver
    finally:
        driver.kill()
        driver.communicate()


def runs_in(store: Path) -> int:
    """Return how many runs a store has."""
    if not store.exists():
        return 0
    with closing(sqlite3.connect(f"file:{store}?mode=ro", uri=True, timeout=30)) as connection:
        try:
            return int(connection.execute("select count(*) from run").fetchone()[0])
        except sqlite3.OperationalError:  # the tables are not there yet
            return 0


def copied(copies: int, luck: random.Random, folder: Path) -> Found:
    """Copy the file alone while a study runs: the copy has what was kept a few seconds before, or is refused."""
    store, found = folder / "running.db", Found()
    with at_work(store):
        seen = [(monotonic(), runs_in(store))]
        for number in range(copies):
            end = monotonic() + luck.uniform(0.3, 2.0)
            while monotonic() < end:
                seen.append((monotonic(), runs_in(store)))
                sleep(0.1)
            copy = folder / f"copy{number}.db"
            before = max((runs for when, runs in seen if when < monotonic() - LATELY), default=0)
            shutil.copyfile(store, copy)
            found.trials += 1
            code, answer = tables_of(copy, folder / f"tables{number}")
            if code:
                found.answers["copy refused"] += 1
                continue
            runs = answer["runs.csv"].count("\n") - 1
            found.answers["copy whole"] += 1
            if runs < before:
                found.silent.append(f"a copy has {runs} runs, and {before} were kept {LATELY:.0f} s before")
            code, answer = asked("merge", str(folder / f"merged{number}.db"), str(store))
            if code or answer["data"]["runs"] < runs:
                found.silent.append(f"a merge while the study runs came to {answer}")
    return found


def stopped_twice(stops: int, luck: random.Random, folder: Path) -> Found:
    """Interrupt drivers, and again while they leave: what they say they kept is there."""
    found = Found()
    for number in range(stops):
        store = folder / f"stopped{number}.db"
        with at_work(store) as driver:
            sleep(luck.uniform(0, 1))
            for _ in range(2):
                driver.send_signal(luck.choice((signal.SIGINT, signal.SIGTERM)))
                sleep(luck.choice((0.0, 0.02, 0.1, 0.4)))
            out, err = driver.communicate(timeout=60)
        found.trials += 1
        said, there = out + err, runs_in(store)
        told = re.search(r"([\d,]+) runs? of", said)
        if driver.returncode != 130 or told is None or int(told[1].replace(",", "")) > there or not there:
            found.silent.append(f"exit code {driver.returncode}, {there} runs are kept, and it said: {said[-300:]}")
        else:
            found.answers["stop told"] += 1
    return found


TRIALS: dict[str, Callable[[int, random.Random, Path], Found]] = {
    "flips": lambda number, luck, folder: damaged(number, luck, folder, flipped),
    "cuts": lambda number, luck, folder: damaged(number, luck, folder, cut),
    "copies": copied,
    "stops": stopped_twice,
}


def tried(name: str, number: int, seed: int) -> int:
    """Do one kind of harm so often, print what was found, and return how often it went by in silence."""
    began = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        found = TRIALS[name](number, random.Random(seed), Path(folder))
    answers = ", ".join(f"{what} {count}" for what, count in sorted(found.answers.items()))
    print(f"{found.trials} {name}: {answers}; {monotonic() - began:.0f} s.")
    print(f"In silence: {len(found.silent)}; internal errors: {len(found.broken)}.")
    for line in (*found.silent, *found.broken):
        print(f"  {line[:400]}")
    return len(found.silent) + len(found.broken)
