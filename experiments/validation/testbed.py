"""Runs on which the model is measured: large synthetic organisations, each made once and kept.

*Imposed*: an equation says so. *Fitted*: a number was chosen so that it holds (`benchmarks/calibrate.py`).
*Emergent*: neither; only these validate anything. *Missing*: published, and known not to show here; docs/model.md says
why.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass, field, replace
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Floats
from ...agents.base.parameters import YEAR
from ...agents.people.workforce import Workforce
from ...scenarios.assumptions.assumptions import Assumptions
from ...scenarios.assumptions.mechanisms import with_values
from ...scenarios.assumptions.organisation import Organisation, Synthetic
from ...scenarios.records.policy import Policy
from ...scenarios.scenario import Scenario
from ...sim.measures.outcomes import outcomes
from ...sim.measures.record import Record, record
from ...sim.model import MentoringModel
from ...sim.processes.turnover import QUITS
from ...sim.state.inputs import Inputs, read_inputs
from ...sim.state.state import State
from ...sim.week.settling import settle
from ...sim.week.week import Simulation

Label = Literal["imposed", "fitted", "emergent", "missing"]
NOTHING: Mapping[str, Any] = {"arm": "none"}


class Finished(NamedTuple):
    """What is kept of a run."""

    record: Record
    outcomes: dict[str, float]
    launch: Workforce
    """The people at launch."""
    ideas: Floats
    """Of each of them, own ideas implemented in the whole run."""
    likely_innovation: float
    """Everybody's chances to have an idea implemented, added up, per 100 employee-years: innovation with less noise."""

    @property
    def quit(self) -> NDArray[np.bool_]:
        """Who of them quit within a year."""
        people = self.record.people
        return (people["exit_kind"] == QUITS) & (people["exit_week"] < YEAR)

    @property
    def taking_part(self) -> NDArray[np.bool_]:
        """Who of them is in the first cohort."""
        return self.record.people["role"] > 0


@dataclass
class Testbed:
    """Policies tried on the same people: `replicates` organisations of so many employees."""

    employees: int = 10_000
    replicates: int = 2
    seed: int = 0
    assumptions: Mapping[str, Any] = field(default_factory=dict)
    """What is assumed otherwise in every run, by path."""
    _kept: dict[str, list[Finished]] = field(default_factory=dict)
    _settled: dict[str, State] = field(default_factory=dict)
    _given: dict[int, Inputs] = field(default_factory=dict)

    def runs(
        self,
        policy: Mapping[str, Any] = NOTHING,
        *,
        weeks: int = 104,
        assumptions: Mapping[str, Any] | None = None,
        changes: tuple[Any, ...] = (),
        employees: int = 0,
        replicates: int = 0,
    ) -> list[Finished]:
        """Return the runs of a policy, a replicate each, made when first asked for."""
        employees, replicates = employees or self.employees, replicates or self.replicates
        assumed = {**self.assumptions, **(assumptions or {})}
        name = f"{policy} {weeks} {assumed} {changes} {employees} {replicates}"
        if name not in self._kept:
            scenario = Scenario(
                weeks=weeks,
                organisation=Organisation(synthetic=Synthetic(employees=employees)),
                assumptions=with_values(Assumptions(), assumed),
                policy=Policy.model_validate(policy),
                changes=changes,
            )
            given = self._given.setdefault(employees, read_inputs(scenario.organisation))
            self._kept[name] = [self._run(scenario, given, replicate) for replicate in range(replicates)]
        return self._kept[name]

    def without_programme(self, replicate: int, weeks: int) -> Simulation:
        """Return an organisation without a programme at launch, to be taken through so many weeks."""
        scenario = Scenario(
            weeks=weeks,
            organisation=Organisation(synthetic=Synthetic(employees=self.employees)),
            assumptions=with_values(Assumptions(), self.assumptions),
        )
        given = self._given.setdefault(self.employees, read_inputs(scenario.organisation))
        return Simulation(scenario, given, settle(scenario, given, self.seed, replicate))

    def _run(self, scenario: Scenario, given: Inputs, replicate: int) -> Finished:
        start = f"{scenario.assumptions!r} {len(given.structure)} {replicate}"
        if start not in self._settled:
            if len(self._settled) > 2 * self.replicates:
                self._settled.clear()
            self._settled[start] = settle(scenario, given, self.seed, replicate)
        settled = self._settled[start]
        model = MentoringModel(scenario, seed=self.seed, replicate=replicate, inputs=given, settled=settled)
        model.run()
        kept = replace(record(model), networks={})  # which would hold everything
        people, (voiced, heard, adopted) = model.people_at_launch, model.state.likely_ideas.tolist()
        likely = 100 * ratio(voiced * adopted, heard * model.state.person_weeks.sum() / YEAR)
        return Finished(kept, outcomes(kept), people.launch, people.ideas, likely)


def correlation(one: NDArray[Any], other: NDArray[Any]) -> float:
    """Return Pearson's correlation; 0 where one of them does not vary."""
    if np.std(one) == 0 or np.std(other) == 0:
        return 0.0
    return float(np.corrcoef(np.asarray(one, np.float64), np.asarray(other, np.float64))[0, 1])


class Check(NamedTuple):
    """One line of a target or pattern, and what was found."""

    name: str
    """C1 to C12, P1 to P17; one may have several lines."""
    about: str
    label: Label
    low: float
    high: float
    value: float
    source: str

    @property
    def passed(self) -> bool:
        """Whether the value lies within the tolerance."""
        return bool(self.low <= self.value <= self.high)


def ratio(top: float, bottom: float) -> float:
    """Return a quotient; nan where there is nothing to divide by."""
    return top / bottom if bottom else float("nan")


def mean_over(runs: Sequence[Finished], value: Callable[[Finished], float]) -> float:
    """Return the mean of a number over runs."""
    return float(np.mean([value(run) for run in runs]))


def mean_outcome(runs: Sequence[Finished], name: str) -> float:
    """Return the mean of an outcome over runs."""
    return mean_over(runs, lambda run: run.outcomes[name])


def pooled(runs: Sequence[Finished], value: Callable[[Finished], NDArray[Any]]) -> NDArray[Any]:
    """Return the values of several runs one after another."""
    return np.concatenate([value(run) for run in runs])
