"""What is done with a chunk of runs, wherever that is: settle each future once, run its scenarios, return the results.

Whatever a run raises is kept in its row, and the others go on, a strategy's mistakes included; only a refusal of
the input, which would meet every run, goes up. How runs are divided into chunks changes
nothing: a row has all of its run.
"""

from __future__ import annotations

import math
from collections.abc import Iterator
from dataclasses import dataclass, field, replace
from itertools import groupby
from time import perf_counter

from ...agents.base.refusal import Refused
from ...scenarios.no_programme import no_programme
from ...scenarios.scenario import Scenario
from ...sim.environment import environment, fingerprint
from ...sim.measures.counterfactual import counterfactual_outcomes
from ...sim.measures.outcomes import same_people
from ...sim.measures.record import Record
from ...sim.measures.retention import leavers
from ...sim.state.state import State
from ...sim.week.settling import settle
from .engines.engine import Chunk
from .plan import Plan
from .run import RunFailed, digest_of_run, give_up, run_once
from .store.rows.rows import Item, RunRow


@dataclass(frozen=True)
class Simulate:
    """What to do with a chunk of a plan's runs: yields a row for each."""

    plan: Plan

    def __call__(self, chunk: Chunk) -> Iterator[RunRow]:
        """Do runs, those of one future after each other sharing its settled states."""
        for replicate, items in groupby(chunk, key=lambda item: item[0]):
            future = Future(self.plan, replicate)
            for item in items:
                yield future.run(item)


@dataclass
class Future:
    """One replicate: its settled states and its runs without a programme, made when they are first needed."""

    plan: Plan
    replicate: int
    states: list[tuple[Scenario, State]] = field(default_factory=list)
    references: list[tuple[Scenario, Record]] = field(default_factory=list)

    def run(self, item: Item) -> RunRow:
        """Run one scenario and compare it with the same people without a programme; a failure is kept in the row."""
        began = perf_counter()
        row = replace(self.plan.blank(item), environment=fingerprint(environment()))
        try:
            row = self.done(row, self.plan.scenario(item))
        except RunFailed as failure:
            row = replace(row, status="failed", error=f"{failure.reason}\n{failure.trace}".strip())
        except Refused as refused:
            if any(problem.code != "strategy" for problem in refused.problems):
                raise
            row = replace(row, status="failed", error=str(refused))
        except MemoryError:
            row = replace(row, status="lost", error="Memory ran out.")
        except SystemExit as left:
            row = replace(row, status="failed", error=f"It ended the program (SystemExit: {left}).")
        return replace(row, seconds=perf_counter() - began)

    def done(self, row: RunRow, scenario: Scenario) -> RunRow:
        """Return a row with the results of its run; raises `RunFailed` where it broke off."""
        plan = self.plan
        try:
            recorded, found = run_once(
                scenario, plan.given_for(scenario), self.settled(scenario), plan.seed, self.replicate
            )
        except MemoryError:
            raise
        except Exception as error:
            give_up(scenario, plan.seed, self.replicate, error)
        if runs_nothing(scenario):
            self.references.append((scenario, recorded))
        without = self.without(scenario)
        names = [outcome.name for outcome in plan.outcomes]
        fared = same_people(without, recorded)
        digest = digest_of_run(recorded, found)  # before what is added from the run without a programme
        found = found | counterfactual_outcomes(recorded, without)
        weekly = None
        if plan.series != "none":
            from .store.rows.series import thinned

            weekly = thinned(recorded.weekly, plan.series, self.replicate)
        return replace(
            row,
            outcomes={name: found[name] for name in names},
            same_people={name: fared[name] for name in names if not math.isnan(fared.get(name, math.nan))},
            digest=digest,
            leavers=leavers(recorded, without),
            weekly=weekly,
        )

    def settled(self, scenario: Scenario) -> State:
        """Return the settled state of a scenario's assumptions and ties."""
        for other, state in self.states:
            if same_start(other, scenario):
                return state
        given = self.plan.given_for(scenario)
        self.states.append((scenario, settle(scenario, given, self.plan.seed, self.replicate)))
        return self.states[-1][1]

    def without(self, scenario: Scenario) -> Record:
        """Return the run without a programme under a scenario's assumptions and ties: a scenario's, or a hidden one."""
        for other, recorded in self.references:
            if same_start(other, scenario):
                return recorded
        without = no_programme(scenario, f"{scenario.name} without a programme")
        try:
            state = self.settled(without)
            recorded, _ = run_once(without, self.plan.given_for(without), state, self.plan.seed, self.replicate)
        except MemoryError:
            raise
        except Exception as error:
            give_up(without, self.plan.seed, self.replicate, error)
        self.references.append((without, recorded))
        return recorded


def runs_nothing(scenario: Scenario) -> bool:
    """Tell whether nothing is done in a scenario, from launch to its end."""
    return all(policy.arm == "none" and not policy.processes for _, policy in scenario.policies)


def same_start(scenario: Scenario, other: Scenario) -> bool:
    """Tell whether two scenarios of the same people start from the same settled state: ties may differ."""
    return (
        scenario.settling_weeks == other.settling_weeks
        and scenario.organisation.ties == other.organisation.ties
        and scenario.assumptions == other.assumptions
    )
