"""Headlines per head at three sizes of the same composition, with random pairing: they should agree.

python benchmarks/scale.py            300, 3,000 and 30,000 employees, about two minutes
"""

from __future__ import annotations

import sys

import numpy as np

from mentorlab.scenarios.assumptions.outcomes import HEADLINES
from mentorlab.scenarios.load import load
from mentorlab.sim.measures.outcomes import outcomes
from mentorlab.sim.measures.record import record
from mentorlab.sim.model import MentoringModel
from mentorlab.sim.state.inputs import read_inputs


def headlines(employees: int, replicates: int) -> dict[str, tuple[float, float]]:
    """Return the mean of each headline and its standard error."""
    scenario = load("reverse-random-pairs", settings=[f"organisation.synthetic.employees={employees}"])
    inputs = read_inputs(scenario.organisation)
    found = []
    for replicate in range(replicates):
        model = MentoringModel(scenario, replicate=replicate, inputs=inputs)
        model.run()
        found.append([outcomes(record(model))[name] for name in HEADLINES])
    mean, error = np.mean(found, axis=0), np.std(found, axis=0, ddof=1) / np.sqrt(replicates)
    return {name: (float(m), float(e)) for name, m, e in zip(HEADLINES, mean, error, strict=True)}


if __name__ == "__main__":
    sizes = {int(size): max(3, 60_000 // int(size)) for size in sys.argv[1:] or (300, 3_000, 30_000)}
    print(f"{'employees':>10} {'replicates':>10}  " + "  ".join(f"{name:>18}" for name in HEADLINES))
    for employees, replicates in sizes.items():
        row = headlines(employees, replicates)
        print(f"{employees:>10,} {replicates:>10}  " + "  ".join(f"{m:>10.2f} +-{e:>5.2f}" for m, e in row.values()))
