"""The run without a programme that each scenario is compared with, and scenarios that do not share their assumptions.

Whether a programme matters is asked against no programme. So every scenario has a run without one that starts from its
own settled state. That run is one of the plan, kept and repeated like any other; where one of the scenarios is no
programme under the same assumptions, it is that one.

Where assumptions differ between two scenarios, so do the policy and the world, and no difference between them shows
which of the two caused it. Then each is compared with its own run without a programme alone.
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import NamedTuple

import numpy as np

from ...agents.files.tables.cells import listed
from ...scenarios.differences import Difference, differences
from ...scenarios.no_programme import no_programme
from ...scenarios.scenario import Scenario
from ..results.paired_runs import Without
from ..runs.collect import Collected
from ..runs.task import runs_nothing, same_start

NAMED = 3
"""Differing assumptions that are named; more are counted."""


class References(NamedTuple):
    """Which runs without a programme scenarios are compared with."""

    added: tuple[Scenario, ...]
    """Those that none of the scenarios is."""
    rows: tuple[int, ...]
    """Of each scenario, where its own stands: among the scenarios, or after them among those added."""
    differing: str = ""
    """In words: assumptions that differ, with their values; nothing where all are the same."""
    mend: str = ""
    """In words: how all of them come to share their assumptions."""

    @property
    def note(self) -> str:
        """What differs, and what follows from it; nothing where all share their assumptions."""
        if not self.differing:
            return ""
        return (
            f"The scenarios do not share their assumptions ({self.differing}). So each is compared with a run without "
            "a programme under its own, and it is not said which policy is better: a difference could come "
            f"from the assumptions. {self.mend}"
        )

    def of(self, found: Collected) -> Without:
        """Return what these runs came to, out of all runs of a plan."""
        rows = list(self.rows)
        return Without(found.values[rows], found.digests[rows], np.array(rows) == np.arange(len(rows)), self.note)


def references_of(scenarios: Sequence[Scenario], said: Sequence[Scenario] | None = None) -> References:
    """Return the run without a programme that each scenario is compared with, and what differs in assumptions.

    `said` are the scenarios as they were before constants were solved, which are the assumptions that are compared: a
    world, drawn or listed, is a belief about the organisation that a scenario describes, and ties that differ are no
    assumption. What a scenario settles for counts as one.
    """
    said = said or scenarios
    starts: list[Scenario] = []
    of: list[int] = []  # of each scenario, its place among the starts
    for one in scenarios:
        place = next((at for at, start in enumerate(starts) if same_start(start, one)), len(starts))
        starts += [one] if place == len(starts) else []
        of.append(place)
    rows = {place: row for row, place in reversed(list(enumerate(of))) if runs_nothing(scenarios[row])}
    added: list[Scenario] = []
    for one, place in zip(scenarios, of, strict=True):
        if place not in rows:
            rows[place] = len(scenarios) + len(added)
            added.append(no_programme(one, f"{one.name} without a programme"))
    own = tuple(row if runs_nothing(scenarios[row]) else rows[place] for row, place in enumerate(of))
    if all(same_assumptions(one, said[0]) for one in said):
        return References(tuple(added), own)
    return References(
        tuple(added), own, *differing_assumptions([said[of.index(place)] for place in range(len(starts))])
    )


def same_assumptions(scenario: Scenario, other: Scenario) -> bool:
    """Tell whether two scenarios assume the same, and settle for as long."""
    return scenario.settling_weeks == other.settling_weeks and scenario.assumptions == other.assumptions


def differing_assumptions(starts: Sequence[Scenario]) -> tuple[str, str]:
    """Return in words what differs between scenarios that start otherwise, and what mends it."""
    found = [one for one in differences(starts) if one.path.startswith(("assumptions.", "settling_weeks"))]
    named = [in_words(one) for one in found[:NAMED]]
    if more := len(found) - len(named):
        named.append(f"{more} more")
    settings = " ".join(f"--set {one.path}={shown(one.values)}" for one in found[:NAMED])
    ways = ["the same lines in every file", "other.with_({'assumptions': scenario.assumptions}) in Python"]
    if 0 < len(found) <= NAMED:
        ways.insert(0, settings)
    mend = f"To compare the policies, give all the same assumptions: {listed(ways, 'or')}. "
    mend += "To compare one with no programme, sweep a study file with {scenario: YOURS, cells: [{}]}."
    return "; ".join(named) or "by very little", mend


def in_words(difference: Difference) -> str:
    """Return a differing assumption with its values, such as "turnover.scale 1 and 1.2"."""
    return f"{difference.label.removeprefix('assumptions.')} {listed(list(dict.fromkeys(difference.words)))}"


def shown(values: Sequence[object]) -> str:
    """Return the last of some values as --set takes it.

    >>> shown((1.0, 1.2)), shown(((), ("bond", "harm")))
    ('1.2', '[bond,harm]')
    """
    value = next((one for one in reversed(values) if one is not None), None)
    return f"[{','.join(map(str, value))}]" if isinstance(value, tuple) else str(value)
