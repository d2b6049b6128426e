"""Ask why: run two or more scenarios again without each mechanism in turn, on the same luck.

Each starts from a state settled without the mechanism. Mechanisms work through each other, so what they take away
does not add up to the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..agents.fields import refuse_unless_whole
from ..scenarios.assumptions import MechanismName
from ..scenarios.files import as_scenario, distinct
from ..scenarios.mechanisms import MECHANISMS, known, without
from ..scenarios.scenario import Scenario
from .comparison import Comparison
from .conduct import Progress
from .one_organisation import given_of, in_one_organisation
from .study import compare, row_of
from .why import ASKED, OF_PARTICIPANTS, Why
from .words import listed

AT_ONCE = 100_000
"""Settled people kept at a time: a settled state a mechanism, about 2 kB a person."""


def why(
    scenario: Scenario | str | PathLike[str],
    baseline: Scenario | str | PathLike[str] = "no-programme",
    *,
    mechanisms: Iterable[str] | None = None,
    replicates: int = 30,
    seed: int = 0,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> Why:
    """Run a scenario and its baseline again without each mechanism in turn, and say what of their difference remains.

    `mechanisms` names some of those in `scenarios/mechanisms.py`; all if None. Every one costs as much as the
    comparison itself. Raises `Refused` for an unknown mechanism and for what cannot be compared.
    """
    asked = [as_scenario(one) for one in (baseline, scenario)]
    return explain(asked, asked[0], mechanisms=mechanisms, replicates=replicates, seed=seed, jobs=jobs,
                   progress=progress)[0]  # fmt: skip


def explain(
    scenarios: Sequence[Scenario],
    baseline: Scenario | str | None = None,
    *,
    mechanisms: Iterable[str] | None = None,
    replicates: int = 30,
    seed: int = 0,
    jobs: int | None = None,
    progress: Progress | None = None,
) -> tuple[Why, ...]:
    """Do the same for every scenario against one of them, the first if none is named."""
    asked = known(MECHANISMS if mechanisms is None else mechanisms)
    refuse_unless_whole(replicates=(replicates, 1), seed=(seed, 0), jobs=(1 if jobs is None else jobs, 1))
    named = distinct(scenarios)
    row = row_of(baseline, scenarios, named)
    size = max(1, AT_ONCE // len(given_of(in_one_organisation(named)[0]).structure))
    switched: list[tuple[MechanismName, ...]] = [(), *((one,) for one in asked)]
    batches = [switched[at : at + size] for at in range(0, len(switched), size)]
    found: list[Comparison] = []
    for done, batch in enumerate(batches):

        def moved(replicate: int, _: int, before: int = done * replicates) -> None:
            if progress:
                progress(before + replicate, replicates * len(batches))

        runs = [as_without(scenario, off) for off in batch for scenario in named]
        found.append(compare(runs, baseline=runs[row], replicates=replicates, seed=seed, jobs=jobs, progress=moved))
    values = by_switch([one.values for one in found], len(named))
    people = by_switch([one.same_people for one in found], len(named))
    digests = by_switch([one.digests for one in found], len(named))
    places = [found[0].places[name] for name in ASKED]
    against = np.where([name in OF_PARTICIPANTS for name in ASKED], people[..., places], values[:, [row]][..., places])
    differences = values[..., places] - against
    same = (digests == digests[:, [row]]).all(axis=2)  # without the mechanism as the baseline without it
    unmoved = (digests == digests[:1]).all(axis=2)  # without the mechanism as with it
    return tuple(
        Why(
            scenario=one.name,
            baseline=named[row].name,
            mechanisms=asked,
            full=differences[0, at],
            without=differences[1:, at],
            alike=np.column_stack([same[1:, at], unmoved[1:, at] & unmoved[1:, row]]),
            smallest_effects={name: found[0].smallest_effects[name] for name in ASKED},
            seed=seed,
            organisation=found[0].organisation,
            notes=found[0].notes,
        )
        for at, one in enumerate(named)
        if at != row
    )


def as_without(scenario: Scenario, off: tuple[MechanismName, ...]) -> Scenario:
    """Return a scenario with more mechanisms off, named so that a run that breaks off can be told."""
    name = f"{scenario.name} without {listed(off)}" if off else scenario.name
    return scenario.model_copy(update={"name": name, "assumptions": without(scenario.assumptions, off)})


def by_switch(parts: Sequence[NDArray[Any]], scenarios: int) -> NDArray[Any]:
    """Return arrays with an entry a run, one scenario after the other, as (switches, scenarios, ...)."""
    whole = np.concatenate(parts)
    return whole.reshape(-1, scenarios, *whole.shape[1:])
