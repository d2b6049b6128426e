"""One run: a scenario, a seed and a replicate; its result, and what distinguishes it from every other run."""

from __future__ import annotations

import traceback
from dataclasses import replace
from typing import NoReturn

import numpy as np

from ...agents.base.refusal import Problem, Refused
from ...agents.files.roster import digest_of
from ...scenarios.assumptions.outcomes import OwnOutcome
from ...scenarios.extensions.guards import kind_of, own_code, read_only, whose
from ...scenarios.extensions.resolve import allowed
from ...scenarios.extensions.traceback import in_own_words, own_place
from ...scenarios.files.allowed import shown
from ...scenarios.records.scenario import own_outcomes
from ...scenarios.scenario import Scenario
from ...sim.measures.outcomes import outcomes
from ...sim.measures.record import Record, record
from ...sim.model import MentoringModel
from ...sim.state.inputs import Inputs
from ...sim.state.state import State


class RunFailed(RuntimeError):  # noqa: N818  (said as a fact, like Refused)
    """A run that broke off; its message names what repeats it."""

    exit_code = 3

    def __init__(self, scenario: str, seed: int, replicate: int, reason: str, trace: str = "") -> None:
        self.scenario, self.seed, self.replicate, self.reason, self.trace = scenario, seed, replicate, reason, trace
        super().__init__(f"The run of '{scenario}' with seed {seed} and replicate {replicate} failed: {reason}")

    def __reduce__(self) -> tuple[type[RunFailed], tuple[str, int, int, str, str]]:
        return RunFailed, (self.scenario, self.seed, self.replicate, self.reason, self.trace)


def run_once(
    scenario: Scenario, given: Inputs, settled: State, seed: int, replicate: int
) -> tuple[Record, dict[str, float]]:
    """Run a scenario from its settled state; return what was recorded and what it came to, outcome by outcome."""
    model = MentoringModel(scenario, seed=seed, replicate=replicate, inputs=given, settled=settled)
    model.run()
    kept = record(model)
    found = outcomes(kept) | {own.name: measured(own, kept) for own in own_outcomes(scenario)}
    return replace(kept, networks={}), found  # else each record would hold its whole model's ties


def measured(own: OwnOutcome, kept: Record) -> float:
    """Return an outcome of the user's own, or refuse what is not a number."""
    with own_code("outcome", own.name):
        value = own.of(read_only(kept))
    one = np.ndim(value) == 0 and isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if one and not np.iscomplexobj(value) and not np.isinf(value):
        return float(value)
    message = f"'{own.name}' came to {kind_of(value) if np.ndim(value) else shown(value)}, which is not a number."
    hint = "Return a float; nan where there is none."
    raise Refused(Problem(message, hint, "strategy", field="outcomes", value=own.name))


def digest_of_run(kept: Record, found: dict[str, float]) -> bytes:
    """Return a digest of all outcomes and weekly values."""
    weekly = [part for name in sorted(kept.weekly) for part in (name, np.asarray(kept.weekly[name], np.float64))]
    return bytes.fromhex(digest_of(np.array(list(found.values())), *weekly))


def give_up(scenario: Scenario, seed: int, replicate: int, error: Exception) -> NoReturn:
    """Pass a refusal on; tell anything else by the run it happened in and, in the user's own code, by its line."""
    if isinstance(error, Refused | RunFailed):
        raise error
    place = own_place(error, tuple(allowed()))
    own = f"{named}: " if (named := whose(error)) else ""
    reason = f"{own}{in_own_words(error)}{f' ({place})' if place else ''}."
    raise RunFailed(scenario.name, seed, replicate, reason, traceback.format_exc()) from error
