"""What programmes change against no programme: to be put beside what an earlier version of the model said.

    python benchmarks/effects.py [EMPLOYEES [REPLICATES]] > after.csv     300 and 100 unless said; five minutes
    python benchmarks/effects.py before.csv after.csv                     both side by side, as a table of a page

A row for each library scenario, for `reverse` with a tenth, a fifth and two fifths of the staff, and for each level of
each lever. Differences over common luck, each with its standard error; those of participants against the same people.
"""

from __future__ import annotations

import csv
import sys
from collections.abc import Iterator
from pathlib import Path

import numpy as np

import mentorlab as ml
from mentorlab.experiments.cli.options.choosing import varied
from mentorlab.scenarios.load import library
from mentorlab.scenarios.records.levers import LEVERS

SHOWN = (
    "innovation", "inclusion", "retention", "participants.inclusion", "participants.retention",
    "participants.senior_technology_gain", "participants.motivation", "net_value",
)  # fmt: skip
LEVELS = {
    "sessions": "1,2,4,8", "feedback": "0,1,2,4,8,13", "support": "0,4,8,13", "length": "13,26,39,52,104",
    "goal_clarity": "0.1,0.5,0.9", "capacity": "1,2,3",
}  # fmt: skip
LEFT_OUT = ("pairs", "share", "weight_learning", "weight_similarity", "weight_strangers", "weight_goals")


def scenarios(employees: int) -> Iterator[tuple[str, ml.Scenario]]:
    """Yield what is compared, each with its name in the table."""
    size = f"organisation.synthetic.employees={employees}"
    for name in library():
        if name != "no-programme":
            yield name, ml.load(name, settings=[size])
    base = ml.load("reverse", settings=[size])
    for share in ("0.1", "0.2", "0.4"):
        yield f"share {share}", varied(base, [f"share={share}"])[0]
    for lever in LEVERS:
        if lever.name not in LEFT_OUT:
            values = LEVELS.get(lever.name, ",".join(str(value).lower() for value in lever.values))
            for value in values.split(","):
                if value and (lever.name, value) != ("arm", "none"):
                    yield f"{lever.name} {value}", varied(base, [f"{lever.name}={value}"])[0]


def measure(employees: int = 300, replicates: int = 100) -> None:
    """Print a line for each scenario: mean difference and standard error of each outcome."""
    writer = csv.writer(sys.stdout)
    writer.writerow(["what", *(f"{name}{end}" for name in SHOWN for end in ("", " se"))])
    nothing = ml.load("no-programme", settings=[f"organisation.synthetic.employees={employees}"])
    for name, scenario in scenarios(employees):
        found = ml.compare([nothing, scenario.model_copy(update={"name": "tried"})], replicates=replicates)
        cells: list[str] = []
        for outcome in SHOWN:
            place = found.places[outcome]
            there, without = found.values[1, :, place], found.values[0, :, place]
            if outcome.startswith("participants."):
                without = found.same_people[1, :, place]
            change = there - without
            change = change[np.isfinite(change)]
            error = change.std(ddof=1) / np.sqrt(len(change)) if len(change) > 1 else np.nan
            cells += [f"{change.mean():.6g}" if len(change) else "", f"{error:.3g}"]
        writer.writerow([name, *cells])
        sys.stdout.flush()


def beside(before: str, after: str) -> None:
    """Print what two versions said as one table: before, then after with its standard error."""
    old, new = (
        {row["what"]: row for row in csv.DictReader(Path(path).read_text(encoding="utf-8").splitlines())}
        for path in (before, after)
    )
    print("| against no programme | " + " | ".join(name.replace("_", " ") for name in SHOWN) + " |")
    print("|---" * (1 + len(SHOWN)) + "|")
    for what, row in new.items():
        cells = []
        for name in SHOWN:
            times, digits = (1e-3, 0) if name == "net_value" else (1.0, 2)
            was = f"{times * float(old[what][name]):+.{digits}f}" if old.get(what, {}).get(name) else "–"
            now = f"{times * float(row[name]):+.{digits}f} ± {times * float(row[name + ' se']):.{digits}f}"
            cells.append(f"{was} → {now}" if row[name] else "–")
        print(f"| {what} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    if len(sys.argv) == 3 and sys.argv[1].endswith(".csv"):
        beside(*sys.argv[1:])
    else:
        measure(*(int(number) for number in sys.argv[1:]))
