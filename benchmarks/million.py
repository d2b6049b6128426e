"""A million employees: a year of a programme for one in twenty, in time and memory.

    python benchmarks/million.py [EMPLOYEES]      52 settling and 52 programme weeks on one core, after warm-up

Pro rata of the target for 52 + 104 weeks: 4 minutes and 6 GB for a million, on an unloaded machine of today.
"""

from __future__ import annotations

import itertools
import resource
import sys
import time

from mentorlab.scenarios.load import load
from mentorlab.sim.measures.outcomes import outcomes
from mentorlab.sim.measures.record import record
from mentorlab.sim.model import MentoringModel
from mentorlab.sim.state.inputs import read_inputs
from mentorlab.sim.week.settling import settle


def main(employees: int = 1_000_000) -> None:
    """Print what each part took, in wall and processor seconds, and the most memory held."""
    for size in (300, employees):
        settings = [f"organisation.synthetic.employees={size}", "weeks=52", "share=0.05"]
        scenario = load("reverse", settings=settings)
        marks = [(time.perf_counter(), time.process_time())]

        def mark(marks: list[tuple[float, float]] = marks) -> None:
            marks.append((time.perf_counter(), time.process_time()))

        inputs = read_inputs(scenario.organisation)
        mark()
        settled = settle(scenario, inputs, 0, 0)
        mark()
        model = MentoringModel(scenario, inputs=inputs, settled=settled)
        mark()
        model.step()
        mark()
        model.run()
        mark()
        found = outcomes(record(model))
        mark()
    print(f"{'part':<28} {'wall s':>8} {'cpu s':>8}")
    parts = ("seats", "people, ties, 52 weeks' rest", "copy", "week 1: recruit and match", "51 weeks", "outcomes")
    for part, (before, after) in zip(parts, itertools.pairwise(marks), strict=True):
        print(f"{part:<28} {after[0] - before[0]:>8.1f} {after[1] - before[1]:>8.1f}")
    print(f"{'in all':<28} {marks[-1][0] - marks[0][0]:>8.1f} {marks[-1][1] - marks[0][1]:>8.1f}")
    peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss / (1e6 if sys.platform != "darwin" else 1e9)
    pairs = len(model.programme.pairs)
    print(f"{employees:,} employees, {pairs:,} pairs; peak {peak:.2f} GB; retention {found['retention']:.2f}, "
          f"innovation {found['innovation']:.2f}")  # fmt: skip


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
