"""The compiled model beside its peer, the same model as plain Mesa objects and loops (`benchmarks/plain`).

    python benchmarks/peer.py                        time both at 300, 3,000 and 30,000 employees, some minutes
    python benchmarks/peer.py 300                    at these sizes
    python benchmarks/peer.py --replicates 200       hold the headlines of both against each other, ten minutes

Timed: the 104 programme weeks of the library's `reverse` from the same settled state, on one core, after warm-up, in
CPU seconds. Where that would take long the plain model is timed over its first weeks only and scaled: the first, in
which a cohort starts, counts once a cohort, and the others stand for the rest.
"""

from __future__ import annotations

import argparse
import math
import time
from statistics import fmean, stdev
from typing import NamedTuple

from plain.model import PlainModel

from mentorlab.scenarios.assumptions.outcomes import HEADLINES
from mentorlab.scenarios.load import load
from mentorlab.sim.measures.outcomes import outcomes
from mentorlab.sim.measures.record import record
from mentorlab.sim.model import MentoringModel
from mentorlab.sim.state.inputs import read_inputs
from mentorlab.sim.state.state import keys
from mentorlab.sim.week.settling import settle

AIMS = {300: 15, 3_000: 60, 30_000: 100}
WEEKS = {300: 104, 3_000: 26}
"""Programme weeks the plain model is timed over; six where not named."""


def side_by_side(employees: int) -> tuple[int, float, float]:
    """Return the weeks the plain model was timed over, and CPU seconds of all the weeks: plain, compiled."""
    scenario = load("reverse", settings=[f"organisation.synthetic.employees={employees}"])
    inputs = read_inputs(scenario.organisation)
    settled = settle(scenario, inputs)
    weeks, whole = WEEKS.get(employees, 6), []
    for _ in range(max(2, min(10, 30_000 // employees))):
        compiled = MentoringModel(scenario, inputs=inputs, settled=settled)
        began = time.process_time()
        compiled.run()
        whole.append(time.process_time() - began)
    plain = PlainModel(scenario, inputs, settled)
    took = []
    for _ in range(weeks):
        began = time.process_time()
        plain.step()
        took.append(time.process_time() - began)
    cohorts = math.ceil(scenario.weeks / scenario.policy.length_weeks)
    scaled = cohorts * took[0] + (scenario.weeks - cohorts) * fmean(took[1:])
    return weeks, sum(took) if weeks == scenario.weeks else scaled, min(whole)


def timed(sizes: list[int]) -> None:
    """Print what the weeks take in both."""
    side_by_side(40)  # compiles, or reads what was compiled
    print(f"{'employees':>10} {'weeks timed':>12} {'plain s':>9} {'compiled s':>11} {'times':>7} {'aim':>6}")
    for employees in sizes:
        weeks, plain, compiled = side_by_side(employees)
        aim = f"{AIMS[employees]}x" if employees in AIMS else "-"
        print(f"{employees:>10,} {weeks:>12} {plain:>9,.1f} {compiled:>11,.2f} {plain / compiled:>6.0f}x {aim:>6}",
              flush=True)  # fmt: skip


def headlines(employees: int, weeks: int, replicates: int, forked: bool = False) -> dict[str, dict[str, list[float]]]:
    """Return each headline of each replicate: compiled, plain, and if asked plain with luck of its own from launch."""
    settings = [f"organisation.synthetic.employees={employees}", f"weeks={weeks}", "policy.share=0.3"]
    scenario = load("reverse", settings=settings)
    inputs = read_inputs(scenario.organisation)
    kinds = ("compiled", "plain", "own luck") if forked else ("compiled", "plain")
    found: dict[str, dict[str, list[float]]] = {name: {kind: [] for kind in kinds} for name in HEADLINES}
    for replicate in range(replicates):
        settled = settle(scenario, inputs, 0, replicate)
        compiled = MentoringModel(scenario, replicate=replicate, inputs=inputs, settled=settled)
        compiled.run()
        came = {"compiled": outcomes(record(compiled)), "plain": PlainModel(scenario, inputs, settled).run()}
        if forked:
            plain = PlainModel(scenario, inputs, settled)
            plain.keys = keys(1, replicate)
            came["own luck"] = plain.run()
        for name in HEADLINES:
            for kind in kinds:
                found[name][kind].append(came[kind][name])
    return found


class Apart(NamedTuple):
    """How far two readings of the same replicates are apart."""

    difference: float
    error: float
    """Standard error of the mean difference."""
    forked: int
    """In how many replicates they are not the same."""


def apart(one: list[float], other: list[float]) -> Apart:
    """Hold two readings of the same replicates against each other."""
    differences = [b - a for a, b in zip(one, other, strict=True)]
    forked = sum(abs(d) > 1e-9 * max(1.0, abs(a)) for a, d in zip(one, differences, strict=True))
    return Apart(fmean(differences), stdev(differences) / math.sqrt(len(differences)), forked)


def compared(employees: int, weeks: int, replicates: int) -> None:
    """Print the headlines of both and how far apart they are."""
    print(f"{replicates} replicates of {employees} people over {weeks} weeks")
    print(f"{'headline':>12} {'luck':>6} {'compiled':>10} {'plain':>10} {'difference':>11} {'std. error':>11}  forked")
    for name, runs in headlines(employees, weeks, replicates, forked=True).items():
        for luck, kind in (("same", "plain"), ("own", "own luck")):
            of = apart(runs["compiled"], runs[kind])
            held = "" if abs(of.difference) <= 3 * of.error + 1e-9 else "  beyond 3 standard errors"
            print(f"{name:>12} {luck:>6} {fmean(runs['compiled']):>10.4f} {fmean(runs[kind]):>10.4f} "
                  f"{of.difference:>+11.4f} {of.error:>11.4f} {of.forked:>7}{held}")  # fmt: skip


if __name__ == "__main__":
    parser = argparse.ArgumentParser(description=__doc__, formatter_class=argparse.RawDescriptionHelpFormatter)
    parser.add_argument("sizes", nargs="*", type=int, default=list(AIMS), help="employees")
    parser.add_argument("--replicates", type=int, help="hold the headlines against each other instead")
    parser.add_argument("--employees", type=int, default=60)
    parser.add_argument("--weeks", type=int, default=52)
    asked = parser.parse_args()
    if asked.replicates:
        compared(asked.employees, asked.weeks, asked.replicates)
    else:
        timed(asked.sizes)
