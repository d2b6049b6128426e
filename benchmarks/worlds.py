"""How long a comparison over worlds takes: four designs, 100 futures of luck alone, then 32 worlds with 4 futures each.

    python benchmarks/worlds.py [PEOPLE ...]        300 and 1,200 by default

Solving the worlds is included. The first answer is the one on luck alone.
"""

from __future__ import annotations

import sys
from resource import RUSAGE_CHILDREN, RUSAGE_SELF, getrusage
from time import monotonic

import mentorlab as ml
from mentorlab.experiments.cli.options.choosing import varied


def cpu() -> float:
    """Return the seconds of processor time that this process and those it waited for have used."""
    return sum(getrusage(who).ru_utime + getrusage(who).ru_stime for who in (RUSAGE_SELF, RUSAGE_CHILDREN))


def main() -> None:
    """Print a row for each size."""
    print("| people | first answer, s | all, s | processor, s |\n|---|---|---|---|")
    for people in map(int, sys.argv[1:] or (300, 1200)):
        base = ml.load("reverse").with_({"organisation.synthetic.employees": people})
        scenarios = [ml.no_programme(base), *varied(base, ["feedback=0,2,4,8"])]
        began, spent, first = monotonic(), cpu(), []
        ml.compare(
            scenarios, replicates=100, worlds=(32, 4), first=lambda _, first=first: first.append(monotonic()),
            progress=False,
        )  # fmt: skip
        row = (f"{people:,}", f"{first[0] - began:.0f}", f"{monotonic() - began:.0f}", f"{cpu() - spent:.0f}")
        print(f"| {' | '.join(row)} |", flush=True)


if __name__ == "__main__":
    main()
