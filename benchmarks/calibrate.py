"""Fit the one free constant of this version, `turnover.scale`, and print the record.

    python benchmarks/calibrate.py            10,000 employees, 6 replicates; some minutes

Target: the organisation's voluntary quits a head and year (`assumptions.tenure.quits`) over 104 weeks without a
programme.
"""

from __future__ import annotations

import datetime
import sys

from mentorlab.scenarios.files import load
from mentorlab.sim.given import give
from mentorlab.sim.model import MentoringModel


def quits(scale: float, employees: int, replicates: int) -> float:
    """Return voluntary quits a head and year."""
    settings = [f"organisation.synthetic.employees={employees}", f"assumptions.turnover.scale={scale}"]
    scenario = load("no-programme", settings=settings)
    given = give(scenario.organisation)
    left = years = 0.0
    for replicate in range(replicates):
        model = MentoringModel(scenario, replicate=replicate, given=given)
        model.run()
        left += sum(model.datacollector.model_vars["quits"])
        years += sum(model.datacollector.model_vars["headcount"]) / 52
    return left / years


def main(employees: int = 10_000, replicates: int = 6) -> None:
    """Bisect by secant steps and print target, value and residual."""
    target = load("no-programme").assumptions.tenure.quits
    scale = load("no-programme").assumptions.turnover.scale
    print(f"{'scale':>8} {'quits':>8} {'target':>8} {'residual':>9}   {datetime.date.today()}, seed 0, "
          f"{replicates} x {employees:,}")  # fmt: skip
    for _ in range(3):
        value = quits(scale, employees, replicates)
        print(f"{scale:>8.4f} {value:>8.4f} {target:>8.4f} {value - target:>+9.4f}", flush=True)
        scale *= target / value


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
