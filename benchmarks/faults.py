"""Kill drivers, workers and schedulers of a study at random moments and see whether anything is lost.

`python benchmarks/faults.py` kills 200 times with -9 and prints what it found (about half an hour); `--kills 25` is
what the tests do. After every kill the store must open and be whole, every run seen there before must be there and
unchanged, no worker may be left behind; in the end every run is there once, and the digest of the study is that of
one never disturbed. `--flips 500`, `--cuts 100`, `--copies 20` and `--stops 20` damage stores, copy them while they are
written, and stop drivers twice instead (`damage.py`).
"""

from __future__ import annotations

import argparse
import json
import random
import signal
import socket
import sqlite3
import subprocess
import sys
import tempfile
from collections import Counter
from collections.abc import Callable, Iterator
from contextlib import closing, contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path
from time import monotonic, sleep

import damage
import psutil

SCENARIOS = ("no-programme", "reverse")
SETTINGS = ("organisation.synthetic.employees=40", "weeks=40", "settling_weeks=26")
REPLICATES = 250
PYTHON = sys.executable
START = 120.0  # seconds a driver may take to its first run, on a busy machine
SHARE_OF_CLUSTER = 0.25


class Harm(AssertionError):  # noqa: N818  (said as a fact)
    """Something was lost, doubled, damaged or left behind."""


@dataclass
class Trial:
    """A study in a store, and what was seen in it."""

    folder: Path
    luck: random.Random
    expected: str
    say: Callable[[str], None] = print
    number: int = 0
    seen: dict[bytes, bytes] = field(default_factory=dict)
    killed: Counter[str] = field(default_factory=Counter)
    checked: int = 0
    studies: int = 0

    @property
    def store(self) -> Path:
        """The store of the study under way."""
        return self.folder / f"study-{self.number}.db"

    def command(self, *more: str) -> list[str]:
        """Return the command that works on the study, from its beginning or from where it is."""
        settings = [part for one in SETTINGS for part in ("--set", one)]
        return [PYTHON, "-m", "mentorlab", "compare", *SCENARIOS, *settings, "--replicates", str(REPLICATES),
                "--worlds", "0", "--store", str(self.store), "--json", *more]  # fmt: skip

    def kept(self) -> dict[bytes, bytes]:
        """Return the runs that are done, with digests of their content."""
        if not self.store.exists():
            return {}
        with closing(sqlite3.connect(f"file:{self.store}?mode=ro", uri=True, timeout=30)) as connection:
            try:
                return dict(connection.execute("select id, content from run where status = 'done'").fetchall())
            except sqlite3.OperationalError:  # the tables are not there yet
                return {}

    def acknowledge(self) -> None:
        """Remember what is there: from now on it may not go."""
        self.seen |= self.kept()

    def check(self) -> None:
        """Raise `Harm` if the store is damaged or what was seen in it is not there or changed."""
        if not self.store.exists():
            return
        with closing(sqlite3.connect(self.store, timeout=30)) as connection:
            told = connection.execute("pragma integrity_check").fetchone()[0]
            if told != "ok":
                raise Harm(f"the store is damaged: {told}")
        there = self.kept()
        gone = [key.hex() for key in self.seen if there.get(key) != self.seen[key]]
        if gone:
            raise Harm(f"{len(gone)} runs that were kept are gone or changed, such as {gone[0]}")
        self.checked += len(self.seen)

    def finish(self) -> None:
        """Let the study come to its end undisturbed; raise `Harm` if it is not what it would have been."""
        done = subprocess.run(self.command("--jobs", "2"), capture_output=True, text=True, timeout=1800)
        if done.returncode != 0:
            raise Harm(f"the study could not be gone on with: {done.stderr[-300:]} {done.stdout[-300:]}")
        self.check()
        self.compare(json.loads(done.stdout)["data"]["digest"])

    def compare(self, digest: str) -> None:
        """Raise `Harm` where runs are missing or double, or came to something else."""
        runs, planned = len(self.kept()), REPLICATES * len(SCENARIOS)
        if runs != planned:
            raise Harm(f"{runs} runs are there of {planned}")
        if digest != self.expected:
            raise Harm(f"the digest is {digest}, undisturbed it is {self.expected}")
        self.studies += 1
        self.number += 1
        self.seen.clear()


def undisturbed() -> str:
    """Return the digest of the study as nothing but this process computes it, without a store."""
    import mentorlab as ml
    from mentorlab.scenarios.load import load_many

    return ml.compare(load_many(SCENARIOS, SETTINGS), replicates=REPLICATES, jobs=1).digest


@contextmanager
def started(command: list[str]) -> Iterator[subprocess.Popen[str]]:
    """Yield a process, ended at the end if it has not."""
    process = subprocess.Popen(command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True)
    try:
        yield process
    finally:
        process.kill()
        process.communicate()


def workers_of(pid: int) -> list[psutil.Process]:
    """Return the processes below a process that do runs."""
    with suppress(psutil.NoSuchProcess):
        below = psutil.Process(pid).children(recursive=True)
        return [one for one in below if "spawn_main" in " ".join(command_of(one))]
    return []


def command_of(process: psutil.Process) -> list[str]:
    """Return the command line of a process, nothing of one that has gone."""
    with suppress(psutil.NoSuchProcess, psutil.ZombieProcess):
        return list(process.cmdline())
    return []


def until(what: Callable[[], bool], seconds: float) -> bool:
    """Wait until something is so; return whether it came to that."""
    end = monotonic() + seconds
    while not what():
        if monotonic() > end:
            return False
        sleep(0.02)
    return True


def is_at_work(trial: Trial, driver: subprocess.Popen[str], before: int) -> bool:
    """Wait until a driver has kept something new and has workers, or has come to its end; tell which."""
    until(lambda: driver.poll() is not None or (len(trial.kept()) > before and bool(workers_of(driver.pid))), START)
    return driver.poll() is None


def kill_a_worker(trial: Trial, what: str, parent: int, driver: subprocess.Popen[str], *, within: float) -> int:
    """Wait a moment and kill one of the workers below a process, while there is a driver; return how many it were."""
    sleep(trial.luck.uniform(0, within))
    there = workers_of(parent)
    if not there or driver.poll() is not None:
        return 0
    with suppress(psutil.NoSuchProcess):
        trial.luck.choice(there).send_signal(signal.SIGKILL)
        trial.killed[what] += 1
        return 1
    return 0


def local_session(trial: Trial, kills: int) -> int:
    """Kill workers of a driver on this machine, and then itself; return how often it was killed."""
    before = len(trial.kept())
    with started(trial.command("--jobs", "2")) as driver:
        if trial.luck.random() < 0.2:  # sometimes before it has done anything
            sleep(trial.luck.uniform(0, 4))
        elif not is_at_work(trial, driver, before):
            return finished(trial, driver)
        done = 0
        for _ in range(min(kills - 1, trial.luck.randrange(4))):
            done += kill_a_worker(trial, "worker", driver.pid, driver, within=0.5)
        sleep(trial.luck.uniform(0, 0.8))
        there = workers_of(driver.pid)
        trial.acknowledge()
        if driver.poll() is not None:
            return done + finished(trial, driver)
        driver.send_signal(signal.SIGKILL)
        driver.wait()
        trial.killed["driver"] += 1
        if not until(lambda: not any(one.is_running() and one.status() != "zombie" for one in alive(there)), 20):
            raise Harm("workers were left behind by a driver that was killed")
    trial.check()
    return done + 1


def alive(processes: list[psutil.Process]) -> list[psutil.Process]:
    """Return those of some processes that are there."""
    return [one for one in processes if psutil.pid_exists(one.pid) and one.is_running()]


def finished(trial: Trial, driver: subprocess.Popen[str]) -> int:
    """Take in the answer of a driver that came to its end before it could be killed."""
    out, err = driver.communicate()
    if driver.returncode != 0:
        raise Harm(f"a driver ended with exit code {driver.returncode}: {err[-300:]} {out[-400:]}")
    trial.check()
    trial.compare(json.loads(out)["data"]["digest"])
    return 0


def cluster_session(trial: Trial, kills: int) -> int:
    """Kill workers of a cluster and then its scheduler: the driver must say so, and everything must be there."""
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port = probe.getsockname()[1]
    address = f"tcp://127.0.0.1:{port}"
    place = ["--no-dashboard", "--host", "127.0.0.1"]
    scheduler = [PYTHON, "-m", "distributed.cli.dask_scheduler", *place, "--port", str(port)]
    worker = [PYTHON, "-m", "distributed.cli.dask_worker", address, *place, "--nthreads", "1", "--nworkers", "2",
              "--local-directory", str(trial.folder)]  # fmt: skip
    before, done = len(trial.kept()), 0
    with started(scheduler) as head, started(worker) as hands, started(trial.command("--scheduler", address)) as driver:
        until(lambda: driver.poll() is not None or len(trial.kept()) > before + 2 * len(SCENARIOS), START)
        for _ in range(min(kills - 1, 1 + trial.luck.randrange(2))):
            done += kill_a_worker(trial, "cluster's worker", hands.pid, driver, within=1.0)
        sleep(trial.luck.uniform(0, 1.5))
        trial.acknowledge()
        if driver.poll() is not None:
            return done + finished(trial, driver)
        head.send_signal(signal.SIGKILL)
        trial.killed["scheduler"] += 1
        out, err = driver.communicate(timeout=120)
        if driver.returncode == 0:
            trial.compare(json.loads(out)["data"]["digest"])
        elif driver.returncode != 75:
            raise Harm(
                f"without its scheduler a driver ended with exit code {driver.returncode}: {err[-300:]} {out[-400:]}"
            )
        for one in psutil.Process(hands.pid).children(recursive=True):
            one.kill()
    trial.check()
    return done + 1


def harass(kills: int, seed: int, folder: Path, say: Callable[[str], None] = print) -> Trial:
    """Kill so many times; return what was seen; raise `Harm` at the first that was harmed."""
    trial = Trial(folder, random.Random(seed), undisturbed(), say)
    while (so_far := trial.killed.total()) < kills:
        left = kills - so_far
        cluster = trial.luck.random() < SHARE_OF_CLUSTER or (left <= 3 and not trial.killed["scheduler"])
        (cluster_session if cluster else local_session)(trial, left)
        told = ", ".join(f"{name} {count}" for name, count in trial.killed.items())
        say(f"{trial.killed.total()} of {kills} killed ({told}); {len(trial.seen)} runs seen and there")
    if trial.seen:
        trial.finish()
    return trial


def main() -> None:
    """Print what was found."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--kills", type=int)
    parser.add_argument("--seed", type=int, default=0)
    for name in damage.TRIALS:
        parser.add_argument(f"--{name}", type=int, default=0)
    asked = parser.parse_args()
    others = {name: number for name in damage.TRIALS if (number := getattr(asked, name))}
    silent = sum(damage.tried(name, number, asked.seed) for name, number in others.items())
    if asked.kills is not None or not others:
        kill_all(asked.kills or 200, asked.seed)
    sys.exit(1 if silent else 0)


def kill_all(kills: int, seed: int) -> None:
    """Kill so many times and print what was found."""
    began = monotonic()
    with tempfile.TemporaryDirectory() as folder:
        trial = harass(kills, seed, Path(folder), lambda line: print(line, file=sys.stderr, flush=True))
    for name, count in sorted(trial.killed.items()):
        print(f"{name:>20}  killed {count:4d} times")
    print(f"{trial.studies} studies of {REPLICATES * len(SCENARIOS):,} runs came to their end with the right digest;")
    print(f"{trial.checked:,} times a run seen before was looked for and found; {monotonic() - began:.0f} s.")


if __name__ == "__main__":
    main()
