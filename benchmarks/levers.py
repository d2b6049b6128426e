"""What each lever does: its levels against the default, everything else as in `reverse`.

    python benchmarks/levers.py [EMPLOYEES [REPLICATES]] > docs/levers.md      500 and 50 unless said; half an hour

Differences over common luck with simultaneous 95 % intervals; a level is told apart where an interval lies beyond the
smallest effect that matters.
"""

from __future__ import annotations

import datetime
import sys

import numpy as np

import mentorlab as ml
from mentorlab.experiments.cli.options.choosing import varied
from mentorlab.experiments.statistics.verdicts import Comparand, Finding, judge
from mentorlab.scenarios.assumptions.outcomes import OUTCOME
from mentorlab.scenarios.records.levers import LEVERS

LEVELS = {
    "sessions": "1,2,4,8",
    "feedback": "0,1,2,4,8,13",
    "support": "0,4,8,13",
    "pairs": "",
    "share": "0.05,0.1,0.2,0.4",
    "length": "13,26,39,52,104",
    "goal_clarity": "0.1,0.5,0.9",
    "capacity": "1,2,3",
    "weight_learning": "0,1,5",
    "weight_similarity": "0,0.7,5",
    "weight_strangers": "0,0.3,5",
    "weight_goals": "0,0.5,5",
}
"""The levels of levers that are numbers; the number of pairs is the share said otherwise."""

DEFAULTS = {"renew": "true", "share": "0.1", "wait_list": "false"}

TOLD = (
    "innovation", "inclusion", "retention", "participants.inclusion", "participants.senior_technology_gain",
    "participants.junior_leadership_gain", "participants.motivation", "rapport", "cash", "hours", "net_value",
)  # fmt: skip

BUY_EVERYTHING = [
    "training=workshop", "support=4", "reward=protected", "sessions=1", "feedback=2", "goal_clarity=0.9", "share=0.2",
    "integration=leadership-programme",
]  # fmt: skip


def default_of(lever: object) -> str:
    """Return the level of a lever in `reverse`."""
    name = lever.name  # type: ignore[attr-defined]
    if name in DEFAULTS:
        return DEFAULTS[name]
    value: object = ml.load("reverse")
    for part in lever.path.split("."):  # type: ignore[attr-defined]
        value = getattr(value, part)
    return f"{value:g}" if isinstance(value, float) else str(value)


def judged(found: ml.Comparison, smallest: dict[str, float]) -> dict[str, dict[str, Finding]]:
    """Return the findings of the outcomes told, as one family; participants by what they gain, level against level."""
    places = [found.places[outcome] for outcome in TOLD]
    gains = np.where(found.of_participants, found.values - found.same_people, found.values)[:, :, places]
    row = found.names.index(found.baseline)
    others = np.repeat((np.arange(len(found.names)) != row)[:, None], len(places), axis=1)
    declared = [Comparand(name, OUTCOME[name].unit, OUTCOME[name].direction, smallest[name]) for name in TOLD]
    rows = judge(
        gains, np.broadcast_to(gains[row], gains.shape), declared, identical=found.identical[row], family=others, key=1
    )
    return {name: dict(zip(TOLD, row, strict=True)) for name, row in zip(found.names, rows, strict=True)}


def told(finding: Finding, smallest: float) -> tuple[str, bool]:
    """Return a difference with its interval, and whether it is surely there and beyond the smallest effect."""
    if finding.difference is None or finding.low is None:
        return "same" if finding.verdict == "equivalent" else "-", False
    beyond = finding.verdict in ("better", "worse") and abs(finding.difference) > smallest
    digits = 0 if smallest > 20 else 1 if smallest >= 1 else 2
    words = "{:+,.{d}f} ({:+,.{d}f} to {:+,.{d}f})".format(finding.difference, finding.low, finding.high, d=digits)
    return (f"**{words}**" if beyond else words), beyond


def main(employees: int = 500, replicates: int = 50) -> None:
    """Print a table a lever."""
    base = ml.load("reverse", settings=[f"organisation.synthetic.employees={employees}"])
    print("# What each lever does\n")
    print(f"`python benchmarks/levers.py {employees} {replicates}`, mentorlab {ml.__version__}, seed 0, "
          f"{datetime.date.today()}. Written by the command.\n")  # fmt: skip
    print(f"Each table compares the levels of one lever with its default in the scenario `reverse`: {employees:,} "
          f"synthetic employees,\n{replicates} simulated futures, luck alone varied. A cell is the mean difference "
          "with its interval; the\n95 % intervals of a table hold together. The outcomes of participants are what they "
          "gain over the same people without a\nprogramme. Bold: the whole interval lies on one side of zero, and the "
          "difference is larger than the smallest effect that\nmatters. A dash: too few futures differ for an "
          "interval.\n")  # fmt: skip
    for lever in LEVERS:
        values = LEVELS.get(
            lever.name, ",".join(str(v).lower() for v in lever.values if v != "none" or lever.name != "arm")
        )
        if not values:
            continue
        default = default_of(lever)
        scenarios = varied(base, [f"{lever.name}={values}"])
        names = dict(zip(values.split(","), scenarios, strict=True))
        found = ml.compare(scenarios, baseline=names[default.lower()].name, replicates=replicates)
        print(f"## {lever.name} (default {default})\n")
        print("| level | " + " | ".join(TOLD) + " |\n|---" * 1 + "|---" * len(TOLD) + "|")
        somewhere, findings = set(), judged(found, found.smallest_effects)
        for value, scenario in names.items():
            if value == default.lower():
                continue
            cells = []
            for outcome in TOLD:
                cell, beyond = told(findings[scenario.name][outcome], found.smallest_effects[outcome])
                cells.append(cell)
                if beyond:
                    somewhere.add(outcome)
            print(f"| {value} | " + " | ".join(cells) + " |", flush=True)
        print(f"\nBeyond the smallest effect: {', '.join(sorted(somewhere)) or 'nowhere'}.\n", flush=True)
    everything = ml.load("reverse", settings=[f"organisation.synthetic.employees={employees}", *BUY_EVERYTHING])
    nothing = ml.load("no-programme", settings=[f"organisation.synthetic.employees={employees}"])
    bought = everything.model_copy(update={"name": "buy everything"})
    found = ml.compare([nothing, base, bought], replicates=replicates)
    print(f"## Buy everything\n\n`{' '.join(BUY_EVERYTHING)}`\n")
    print("| against no programme | " + " | ".join(TOLD) + " |\n|---" + "|---" * len(TOLD) + "|")
    findings = judged(found, found.smallest_effects)
    for name in ("reverse", "buy everything"):
        cells = (told(findings[name][outcome], found.smallest_effects[outcome])[0] for outcome in TOLD)
        print(f"| {name} | " + " | ".join(cells) + " |")


if __name__ == "__main__":
    main(*(int(number) for number in sys.argv[1:]))
