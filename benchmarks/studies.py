"""Measure what carrying out a study costs beside its runs: engine and store, two cores, the memory of the driver.

`python benchmarks/studies.py` prints three tables, each compared side by side in one run (about ten minutes);
`--quick` takes a tenth of the work. Runs here are work of a known length (a loop that spins) with rows of the real
size, so that what is measured is all the rest: dealing, sending, packing, committing.
"""

from __future__ import annotations

import argparse
import gc
import os
import resource
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

import mentorlab as ml
from mentorlab.experiments.runs.driver import Driver
from mentorlab.experiments.runs.engines.engine import Chunk, Engine, Serial
from mentorlab.experiments.runs.engines.pool import LocalPool
from mentorlab.experiments.runs.plan import Plan
from mentorlab.experiments.runs.store.keeper import Keeper, MemoryStore
from mentorlab.experiments.runs.store.rows.rows import RunRow, StudyRow
from mentorlab.experiments.runs.store.store import open_store
from mentorlab.scenarios.load import load_many
from mentorlab.sim.environment import environment, fingerprint
from mentorlab.sim.state.inputs import read_inputs

STUDY = bytes(16)


@dataclass(frozen=True)
class Spin:
    """A task of a known length: each run takes so many seconds of processor time and has a row of the real size."""

    plan: Plan
    seconds: float

    def __call__(self, chunk: Chunk) -> Iterator[RunRow]:
        for item in chunk:
            end = time.thread_time() + self.seconds
            while time.thread_time() < end:
                pass
            luck = np.random.Generator(np.random.Philox(key=item[0]))
            numbers = luck.random(len(self.plan.outcomes))
            yield replace(
                self.plan.blank(item),
                outcomes=dict(zip((one.name for one in self.plan.outcomes), numbers.tolist(), strict=True)),
                digest=luck.bytes(16),
                leavers=luck.integers(0, 30, (4, 4, 105, 2)).astype(np.uint8),
                seconds=self.seconds,
                environment=fingerprint(environment()),
            )


def plan_of(scenarios: int) -> Plan:
    """Return a plan of some scenarios, which nobody runs."""
    names = ["no-programme", *["reverse"] * (scenarios - 1)]
    loaded = tuple(
        one.model_copy(update={"settling_weeks": 26 + at})
        for at, one in enumerate(load_many(names, ["organisation.synthetic.employees=4"]))
    )
    return Plan(loaded, read_inputs(loaded[0].organisation), seed=1)


def through(plan: Plan, task: Spin, replicates: int, workers: int, store: Keeper) -> float:
    """Carry out a plan with an engine that is ready; return the seconds it took."""
    engine: Engine = LocalPool(task, workers) if workers > 1 else Serial(task)
    engine.handshake()
    names = tuple(scenario.name for scenario in plan.scenarios)
    mark = store.add_environment(environment())
    asked = StudyRow(STUDY, "benchmark", {}, plan.keys, names, replicates * len(names), mark)
    store.add_study(asked, plan.rows())
    began = time.perf_counter()
    try:
        going = Driver(plan, task, STUDY, store, range(replicates), range(len(names)))
        going.survey()
        going.carry_out(lambda *_: engine, here=workers == 1)
    finally:
        engine.cancel_all()
    return time.perf_counter() - began


def overhead(folder: Path, share: float) -> None:
    """Print what engine and store add to runs of 20 ms and of 1 s, and how well two cores are used."""
    plan = plan_of(5)
    heads = (
        f"{'run':>7} {'runs':>6} {'jobs':>5} {'store':>8} {'alone s':>8} {'took s':>8} {'added':>7} {'efficiency':>11}"
    )
    print(heads)
    taken: dict[tuple[float, str], float] = {}  # by one job
    for seconds, replicates in ((0.02, 200), (1.0, 12)):
        replicates = max(4, round(share * replicates))
        for workers in (1, 2):
            for kind in ("memory", "SQLite"):
                task = Spin(plan, seconds)
                # what the same runs take with nothing around them, on as many cores at once, measured just before
                alone = together(task, replicates * 5, workers)
                where = folder / f"{seconds}-{workers}.db"
                with MemoryOrFile(kind, where) as store:
                    took = through(plan, task, replicates, workers, store)
                by_one = took if workers == 1 else taken[seconds, kind]
                taken[seconds, kind] = by_one
                print(
                    f"{seconds * 1000:5.0f}ms {replicates * 5:6d} {workers:5d} {kind:>8} {alone:8.1f} {took:8.1f} "
                    f"{took / alone - 1:7.1%} {by_one / workers / took:11.1%}",
                    flush=True,
                )


class MemoryOrFile:
    """A store of one kind or the other, closed at the end."""

    def __init__(self, kind: str, file: Path) -> None:
        self.store: Keeper = MemoryStore() if kind == "memory" else open_store(file)

    def __enter__(self) -> Keeper:
        return self.store

    def __exit__(self, *_: object) -> None:
        if not isinstance(self.store, MemoryStore):
            self.store.close()  # type: ignore[attr-defined]


def together(task: Spin, runs: int, workers: int) -> float:
    """Return the seconds in which so many processes, started before, do their share of the runs and nothing else."""
    if workers == 1:
        began = time.perf_counter()
        for _ in task(tuple((number, 0) for number in range(runs))):
            pass
        return time.perf_counter() - began
    share = runs // workers
    script = (
        "import sys; sys.path.insert(0, 'benchmarks'); import studies, time; w = studies.Spin(studies.plan_of(2), "
        f"{task.seconds}); list(w(((0, 0),))); print('ready', flush=True); input(); b = time.perf_counter(); "
        f"[None for _ in w(tuple((n, 0) for n in range({share})))]; print(time.perf_counter() - b)"
    )
    started = [
        subprocess.Popen([sys.executable, "-c", script], stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True)
        for _ in range(workers)
    ]
    for one in started:
        assert one.stdout is not None
        one.stdout.readline()
    for one in started:
        assert one.stdin is not None
        one.stdin.write("go\n")
        one.stdin.flush()
    return max(float(one.communicate()[0]) for one in started)


def memory(folder: Path, sizes: Sequence[int]) -> None:
    """Print the memory of a driver that goes through plans of more and more runs into a store, one process each."""
    print(f"\n{'runs':>8} {'driver MB':>10} {'store MB':>9} {'s':>7} {'us a run':>9}")
    for runs in sizes:
        script = (
            f"import sys; sys.path.insert(0, 'benchmarks'); import studies; studies.one_driver({runs}, "
            f"{str(folder / f'm{runs}.db')!r})"
        )
        done = subprocess.run([sys.executable, "-c", script], capture_output=True, text=True, check=True)
        print(done.stdout, end="", flush=True)


def one_driver(runs: int, file: str) -> None:
    """Carry out a plan of so many runs that take no time, and print what it took."""
    plan = plan_of(20)
    gc.collect()
    with open_store(file) as store:
        took = through(plan, Spin(plan, 0.0), runs // 20, 1, store)
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / 1024
    size = sum(os.path.getsize(one) for one in (file, f"{file}-wal") if os.path.exists(one)) / 1e6
    print(f"{runs:8,} {most:10.0f} {size:9.0f} {took:7.1f} {1e6 * took / runs:9.0f}")


def main() -> None:
    """Print the tables."""
    parser = argparse.ArgumentParser(description=__doc__.splitlines()[0])
    parser.add_argument("--quick", action="store_true")
    quick = parser.parse_args().quick
    print(f"mentorlab {ml.__version__}, {os.cpu_count()} cores")
    with tempfile.TemporaryDirectory() as folder:
        overhead(Path(folder), 0.1 if quick else 1.0)
        memory(Path(folder), (1_000, 10_000) if quick else (1_000, 10_000, 100_000))


if __name__ == "__main__":
    import studies  # workers look for the work in a module, not in a script

    studies.main()
