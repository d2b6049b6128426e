"""How fast a run is and what it holds: one table, each size in a process of its own.

    python benchmarks/speed.py                 300, 3,000, 10,000 and 100,000 employees
    python benchmarks/speed.py 300 1000000     these sizes

A run is 52 settling and 104 programme weeks of the library's `reverse` (10 % of the staff) on one core, after
warm-up. Targets are for an unloaded machine of today; `x` marks one that was missed in this run.
"""

from __future__ import annotations

import json
import resource
import subprocess
import sys
import time

SIZES = (300, 3_000, 10_000, 100_000)
WEEKS = 52 + 104
TARGET_MS = {300: 60.0, 10_000: 2_000.0, 1_000_000: 360_000.0}
TARGET_GB = {1_000_000: 6.0}


def measure(employees: int) -> dict[str, float]:
    """Run one size and return milliseconds of its parts and the peak memory in GB."""
    from mentorlab.scenarios.load import load
    from mentorlab.sim.measures.outcomes import outcomes
    from mentorlab.sim.measures.record import record
    from mentorlab.sim.model import MentoringModel
    from mentorlab.sim.state.inputs import read_inputs
    from mentorlab.sim.week.settling import settle

    def run(size: int, replicate: int, weeks: int) -> tuple[float, float]:
        scenario = load("reverse", settings=[f"organisation.synthetic.employees={size}", f"weeks={weeks}"])
        inputs = read_inputs(scenario.organisation)
        began = time.perf_counter()
        settled = settle(scenario, inputs, 0, replicate)
        between = time.perf_counter()
        model = MentoringModel(scenario, replicate=replicate, inputs=inputs, settled=settled)
        model.run()
        outcomes(record(model))
        return between - began, time.perf_counter() - between

    run(300, 0, 60)  # compiles, or reads what was compiled
    before = peak_gb()
    repeats = max(1, min(20, 60_000 // employees))
    timings = [run(employees, replicate, 104) for replicate in range(1, repeats + 1)]
    best = min(timings, key=sum)
    return {"settle": 1e3 * best[0], "programme": 1e3 * best[1], "peak": peak_gb(), "before": before}


def peak_gb() -> float:
    """Return the most memory this process has held, in GB."""
    return resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform != "darwin" else 1e9)


def main(sizes: list[int]) -> None:
    """Print the table."""
    print(f"{'employees':>10} {'settle ms':>10} {'weeks ms':>10} {'run ms':>10} {'target':>10} {'ns/emp-week':>12} "
          f"{'peak GB':>8} {'target':>7} {'KB/employee':>12}")  # fmt: skip
    found: dict[int, dict[str, float]] = {}
    for size in sizes:
        child = subprocess.run(
            [sys.executable, __file__, "--one", str(size)], capture_output=True, text=True, check=True
        )
        got = json.loads(child.stdout)
        found[size] = got
        whole = got["settle"] + got["programme"]
        target, most = TARGET_MS.get(size), TARGET_GB.get(size)
        late = "x" if target is not None and whole > target else ""
        heavy = "x" if most is not None and got["peak"] > most else ""
        print(
            f"{size:>10,} {got['settle']:>10,.1f} {got['programme']:>10,.1f} {whole:>10,.1f} "
            f"{'-' if target is None else f'{target:,.0f}{late}':>10} {1e6 * whole / size / WEEKS:>12,.0f} "
            f"{got['peak']:>8.2f} {'-' if most is None else f'{most:.0f}{heavy}':>7} "
            f"{1e6 * (got['peak'] - got['before']) / size:>12,.1f}",
            flush=True,
        )
    if {10_000, 100_000} <= found.keys():
        small, large = found[10_000], found[100_000]
        time_ratio = (large["settle"] + large["programme"]) / (small["settle"] + small["programme"]) / 10
        memory_ratio = (large["peak"] - large["before"]) / (small["peak"] - small["before"]) / 10
        print(f"an employee at 100,000 against 10,000: {time_ratio:.2f} x the time, {memory_ratio:.2f} x the memory")


if __name__ == "__main__":
    if sys.argv[1:2] == ["--one"]:
        print(json.dumps(measure(int(sys.argv[2]))))
    else:
        main([int(size) for size in sys.argv[1:]] or list(SIZES))
