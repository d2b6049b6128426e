"""Fit the free numbers of the model to the targets C1-C12, and nothing else, and print the record.

    python benchmarks/calibrate.py [EMPLOYEES [REPLICATES]]      10,000 and 2 unless said; a quarter of an hour

What it prints is the first half of docs/calibration.md, down to the line that says so; the rest is written by hand.

Each free number moves one line of one target; they are nearly separable, so each is brought to its target by a
secant step on common luck, one after the other, twice. None leaves its plausible range. What stands in
`scenarios/assumptions/assumptions.py` is what came out, rounded.
"""

from __future__ import annotations

import datetime
import sys
from collections.abc import Callable, Iterator
from typing import NamedTuple

import mentorlab
from mentorlab.experiments.cli.verbs.validate import tolerance
from mentorlab.experiments.validation import targets
from mentorlab.experiments.validation.patterns import CHECKS
from mentorlab.experiments.validation.testbed import Check, Testbed
from mentorlab.scenarios.evidence.ledger import parameters

FRESH = 20261130
"""A seed that is used for nothing else."""


class Free(NamedTuple):
    """A number to be fitted, the line of the target it is fitted to, and where in the tolerance to aim."""

    path: str
    check: Callable[[Testbed], Iterator[Check]]
    line: int
    target: float


FREE = (
    Free("turnover.engagement", targets.engagement_slope, 0, -0.19),
    Free("turnover.scale", targets.base_turnover, 0, 13.5),
    Free("sessions.quality_similarity", targets.deep_and_surface_similarity, 0, 0.485),
    Free("feedback.harm", targets.feedback_effect, 0, 36.5),
    Free("feedback.repair_gain", targets.feedback_effect, 1, 0.41),
    Free("sessions.hierarchy", targets.deep_and_surface_similarity, 1, 0.05),
    Free("sessions.rapport_pace", targets.frequency, 0, 0.28),
    Free("attitudes.opening", targets.contact, 0, 0.295),
    Free("motivation.crowding", targets.crowding_out, 0, -0.34),
)


def fit(employees: int, replicates: int) -> dict[str, float]:
    """Return the fitted numbers."""
    ledger = dict(parameters())
    values = {free.path: ledger[free.path].default for free in FREE}

    def measured(free: Free, value: float) -> float:
        testbed = Testbed(employees, replicates, assumptions=values | {free.path: value})
        return list(free.check(testbed))[free.line].value

    for turn in (1, 2):
        for free in FREE:
            line, here = ledger[free.path], values[free.path]
            found = measured(free, here)
            there = min(line.high, 1.15 * here)
            there = there if there > here else 0.85 * here
            slope = (measured(free, there) - found) / (there - here)
            step = (free.target - found) / slope if slope else 0.0
            values[free.path] = min(line.high, max(line.low, here + step))
            print(f"{turn} {free.path}: {here:.4g} gave {found:.4g}, to {values[free.path]:.4g}", file=sys.stderr)
    return values


def main(employees: int = 10_000, replicates: int = 2) -> None:
    """Fit, then measure every target with what was fitted, and print both as a page."""
    values, ledger = fit(employees, replicates), dict(parameters())
    print("# Calibration record\n")
    print(f"`python benchmarks/calibrate.py {employees} {replicates}`, mentorlab {mentorlab.__version__}, seed 0, "
          f"{datetime.date.today()}. Written by the command.\n")  # fmt: skip
    print("Each free number was fitted to one target of what is known about organisations and mentoring. The label of "
          "a target says whether\nthe model was *fitted* to it, has it *imposed* by the way it is built, or shows it "
          "without either (*emergent*).\n")  # fmt: skip
    print("| free number | unit | fitted | in use | plausible range | to |\n|---|---|---|---|---|---|")
    for free in FREE:
        line = ledger[free.path]
        name = list(free.check(Testbed(200, 1)))[free.line].name
        told = f"{values[free.path]:.3g} | {line.default:g} | {line.low:g} to {line.high:g}"
        print(f"| {free.path} | {line.unit} | {told} | {name} |")
    print("\n| target | what | label | tolerance | value | to its middle | |\n|---|---|---|---|---|---|---|")
    testbed = Testbed(employees, replicates, assumptions=values)
    for check in CHECKS[:12]:
        for one in check(testbed):
            residual = one.value - (one.low + one.high) / 2
            print(f"| {one.name} | {one.about} | {one.label} | {one.low:g} to {one.high:g} | {one.value:.3g} "
                  f"| {residual:+.3g} | {'pass' if one.passed else 'FAIL'} |")  # fmt: skip
    print(f"\nAll of it again, with the numbers in use and on a seed that nothing was fitted on ({FRESH}):\n")
    print("| | what | label | tolerance | value | |\n|---|---|---|---|---|---|")
    fresh = Testbed(employees, replicates, FRESH)
    for check in CHECKS:
        for one in check(fresh):
            verdict = "pass" if one.passed else "not shown" if one.label == "missing" else "FAIL"
            print(f"| {one.name} | {one.about} | {one.label} | {tolerance(one)} | {one.value:.3g} | {verdict} |")
    print("\n<!-- The command printed what stands above this line. -->")


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
