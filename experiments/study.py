"""Ask the model: one run, or many runs of several scenarios over common luck.

A task is one or a few replicates of *every* scenario, so a stopped study has whole pairs and each settled state is
made once. The order in which tasks are done, and where, changes nothing: a replicate's results go to its place.
"""

from __future__ import annotations

import logging
import math
from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from os import PathLike
from pathlib import Path
from time import perf_counter
from typing import Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ..agents.cells import counted
from ..agents.refusal import Problem, Refused, did_you_mean
from ..scenarios.files import distinct, load
from ..scenarios.outcomes import OUTCOMES, Outcome, OwnOutcome
from ..scenarios.own import outcome_of, own_of, told
from ..scenarios.scenario import Policy, Scenario
from ..sim.against import against
from ..sim.given import Given
from ..sim.outcomes import Record, same_people
from ..sim.retention import leavers
from ..sim.settling import settle
from ..sim.state import State
from .comparison import Comparison, agreed
from .engines.old_pool import Chunk, Engine, LocalPool, NotSendable, Serial, cores, packed
from .notes import asks_for_pairs, notes_on
from .one_organisation import given_of, in_one_organisation
from .own_figures import met
from .running import digest_of_run, give_up, run_once
from .words import listed, what_differs

log = logging.getLogger("mentorlab")

SPREAD_AFTER = 10.0  # seconds of work left that make other processes worth starting
CHUNK_SECONDS = 1.0

Progress = Callable[[int, int], None]
"""Called with the replicates done and all of them."""


class Replicate(NamedTuple):
    """What comes back of one replicate of every scenario, a row a scenario."""

    values: NDArray[np.float64]
    same_people: NDArray[np.float64]
    digests: list[bytes]
    leavers: NDArray[np.unsignedinteger[Any]]
    """(scenarios, groups, age bands, weeks + 1, 2), as `sim.retention.leavers` counts them."""


@dataclass(frozen=True)
class Study:
    """What is asked of every replicate; travels once to whoever works on it."""

    scenarios: tuple[Scenario, ...]
    given: Given
    seed: int
    outcomes: tuple[Outcome, ...] = OUTCOMES

    def __call__(self, chunk: Chunk) -> list[Replicate]:
        """Do some replicates of every scenario."""
        return [self.replicate(number) for number in chunk]

    def replicate(self, number: int) -> Replicate:
        """Do one replicate: each scenario, and the same people without a programme, from shared settled states."""
        states: list[tuple[Scenario, State]] = []
        references: list[tuple[Scenario, Record]] = []
        names = [outcome.name for outcome in self.outcomes]
        values = np.full((len(self.scenarios), len(names)), np.nan)
        people, digests, left = values.copy(), [], []
        kept: list[Record] = []
        for row, scenario in enumerate(self.scenarios):
            try:
                recorded, found = run_once(
                    scenario, self.given, self._settled(scenario, number, states), self.seed, number
                )
            except Exception as error:
                give_up(scenario, self.seed, number, error)
            kept.append(recorded)
            if runs_nothing(scenario):
                references.append((scenario, recorded))
            values[row] = [found[name] for name in names]
            digests.append(digest_of_run(recorded, found))
        for row, (scenario, recorded) in enumerate(zip(self.scenarios, kept, strict=True)):
            without = self._without(scenario, number, states, references)
            fared = same_people(without, recorded)
            people[row] = [fared.get(name, math.nan) for name in names]
            for name, difference in against(recorded, without).items():
                values[row, names.index(name)] = difference
            left.append(leavers(recorded, without))
        return Replicate(values, people, digests, np.array(left))

    def _settled(self, scenario: Scenario, number: int, states: list[tuple[Scenario, State]]) -> State:
        """Return the settled state of a scenario's assumptions, made once a replicate."""
        for other, state in states:
            if same_start(other, scenario):
                return state
        states.append((scenario, settle(scenario, self.given, self.seed, number)))
        return states[-1][1]

    def _without(
        self,
        scenario: Scenario,
        number: int,
        states: list[tuple[Scenario, State]],
        references: list[tuple[Scenario, Record]],
    ) -> Record:
        """Return the run without a programme under a scenario's assumptions: one of the scenarios', or a hidden one."""
        for other, recorded in references:
            if same_start(other, scenario):
                return recorded
        nothing = {"name": f"{scenario.name} without a programme", "policy": Policy(), "changes": ()}
        without = scenario.model_copy(update=nothing)
        try:
            state = self._settled(without, number, states)
            references.append((without, run_once(without, self.given, state, self.seed, number)[0]))
        except Exception as error:
            give_up(without, self.seed, number, error)
        return references[-1][1]


def runs_nothing(scenario: Scenario) -> bool:
    """Tell whether nothing is done in a scenario, from launch to its end."""
    return all(policy.arm == "none" and not policy.processes for _, policy in scenario.policies)


def same_start(one: Scenario, other: Scenario) -> bool:
    """Tell whether two scenarios of one organisation start from the same settled state."""
    return one.settling_weeks == other.settling_weeks and one.assumptions == other.assumptions


def compare(
    scenarios: Iterable[Scenario | str | PathLike[str]],
    *,
    baseline: Scenario | str | None = None,
    replicates: int = 30,
    seed: int = 0,
    jobs: int | None = None,
    store: object = None,
    progress: Progress | None = None,
) -> Comparison:
    """Run scenarios over common luck and hold each against a baseline, the first if none is named.

    A scenario may be given as itself, as a library name or as a file; one that says nothing of its organisation
    takes over that of the others. Participants are held against the same people in a hidden run without a
    programme. Where the organisation's own figures are stated, free constants are solved first, for each scenario's
    assumptions. `jobs` processes share the work; None decides by how long it takes; the result is the same to the
    bit. Raises `Refused` for what cannot be compared, `RunFailed` for a run that broke off.
    """
    asked = [one if isinstance(one, Scenario) else load(one) for one in scenarios]
    named = distinct(asked)
    check(named, replicates, jobs, store)
    row = row_of(baseline, asked, named)
    shared, taken_over = in_one_organisation(named)
    agreed([scenario.smallest_effects for scenario in shared])
    outcomes = measured_in_all(shared)
    measured = tuple(scenario.model_copy(update={"outcomes": outcomes}) for scenario in shared)
    declared = (*OUTCOMES, *(own.declared for own in map(outcome_of, outcomes)))
    given = given_of(measured)
    figures = met(measured, given)
    solved = tuple(one.scenario for one in figures) or measured
    study = Study(solved, given, seed, declared)
    done = carry_out(study, replicates, jobs, progress)
    return Comparison(
        names=tuple(scenario.name for scenario in named),
        values=np.array([one.values for one in done]).transpose(1, 0, 2),
        same_people=np.array([one.same_people for one in done]).transpose(1, 0, 2),
        digests=np.array([one.digests for one in done], dtype="S16").T,
        baseline_row=row,
        seed=seed,
        asked_effects=tuple(scenario.smallest_effects for scenario in named),
        organisation=organisation_in_words(study.given),
        programmes=tuple(asks_for_pairs(scenario) for scenario in named),
        notes=(*taken_over, *notes_on(shared, study.given)),
        what_differs=what_differs(measured, row),
        leavers=np.sum([one.leavers for one in done], axis=0, dtype=np.int64),
        figures=figures,
        outcomes=declared,
    )


def measured_in_all(scenarios: Sequence[Scenario]) -> tuple[str | OwnOutcome, ...]:
    """Return the users' own outcomes of all scenarios: what one declares is measured in every one of them.

    Refuses two outcomes of one name.
    """
    found: dict[str, str | OwnOutcome] = {}
    problems = []
    for scenario in scenarios:
        for said in scenario.outcomes:
            own = outcome_of(said)
            if outcome_of(found.setdefault(own.name, said)) != own:
                message = f"the scenarios compared mean different things by '{own.name}'."
                problems.append(Problem(message, "Give one of them another name.", "conflict", field="outcomes"))
    if problems:
        raise Refused(problems)
    return tuple(found.values())


def check(scenarios: Sequence[Scenario], replicates: int, jobs: int | None, store: object) -> None:
    """Refuse, all at once, what makes no comparison."""
    problems = []
    if len(scenarios) < 2:
        hint = "Name two or more scenarios, or vary a lever of one, for example with --vary pairing."
        problems.append(Problem(f"one scenario is no comparison, and here {are(len(scenarios))}.", hint, "missing"))
    for name, number in (("replicates", replicates), ("jobs", jobs)):
        if number is not None and number < 1:
            problems.append(Problem("must be 1 or more.", f"You said {number}.", "range", field=name, value=number))
    if store is not None:
        hint = "Leave it out; --json and --figure keep what came out."
        problems.append(Problem("there is no store for runs yet.", hint, "unknown", field="store", value=str(store)))
    weeks = sorted({scenario.weeks for scenario in scenarios})
    if len(weeks) > 1:
        told = " and ".join(map(str, weeks))
        hint = "Give them the same, for example with --set weeks=104."
        problems.append(Problem(f"scenarios of {told} weeks cannot be compared.", hint, "conflict", field="weeks"))
    if problems:
        raise Refused(problems)


def are(count: int) -> str:
    """Return "is 1" or "are n"."""
    return "is 1" if count == 1 else f"are {count}"


def row_of(baseline: Scenario | str | None, asked: Sequence[Scenario], named: Sequence[Scenario]) -> int:
    """Return which scenario is the baseline."""
    if baseline is None:
        return 0
    names = [scenario.name for scenario in named]
    if isinstance(baseline, Scenario):
        found = [row for row, one in enumerate(asked) if one is baseline or one == baseline]
    else:
        found = [row for row, name in enumerate(names) if name == baseline]
    if found:
        return found[0]
    said = baseline.name if isinstance(baseline, Scenario) else baseline
    hint = did_you_mean(said, names) or f"Compared are: {', '.join(names)}."
    raise Refused(Problem(f"'{said}' is not among the scenarios.", hint, "unknown", field="baseline", value=said))


def organisation_in_words(given: Given) -> str:
    """Return a few words for an organisation."""
    people = len(given.structure)
    if given.roster is None:
        return counted(people, "synthetic employee")
    drawn = ", their ties drawn by the model" if given.ties is None else ""
    return f"the {counted(people, 'person', 'people')} in {Path(given.roster.file).name}{drawn}"


def carry_out(study: Study, replicates: int, jobs: int | None, progress: Progress | None) -> list[Replicate]:
    """Do all replicates, the first here and the rest wherever it is quickest."""
    done: dict[int, Replicate] = {}

    def keep(chunk: Chunk, results: list[Replicate]) -> None:
        done.update(zip(chunk, results, strict=True))
        if progress:
            progress(len(done), replicates)

    seconds = math.inf
    for number in range(min(replicates, 2 if jobs is None else 1)):  # the first also loads what is compiled
        began = perf_counter()
        keep((number,), study((number,)))
        seconds = min(seconds, perf_counter() - began)
    left = range(len(done), replicates)
    if jobs is None:
        jobs = cores() if seconds * len(left) > SPREAD_AFTER else 1
    workers = min(jobs, len(left))
    if workers:
        engine = engine_for(study, workers)
        try:
            for chunk in chunks(left, workers, seconds):
                engine.submit(chunk)
            while len(done) < replicates:
                keep(*engine.next_done())
        finally:
            engine.cancel_all()
    return [done[number] for number in range(replicates)]


def chunks(numbers: range, workers: int, seconds: float) -> list[Chunk]:
    """Divide replicates into chunks of about a second of work, and enough of them to keep all workers busy."""
    if workers == 1:
        return [(number,) for number in numbers]
    size = max(1, min(round(CHUNK_SECONDS / seconds), len(numbers) // (4 * workers)))
    return [tuple(numbers[at : at + size]) for at in range(0, len(numbers), size)]


def engine_for(study: Study, workers: int) -> Engine:
    """Return an engine for some workers that is ready to work; one job, and a sentence why, where no other can."""
    if workers > 1:
        try:
            pool = LocalPool(study, workers)
        except NotSendable as reason:
            say_one_job(study, reason)
        else:
            try:
                pool.handshake()
            except NotSendable as reason:
                pool.cancel_all()
                say_one_job(study, reason)
            except BaseException:
                pool.cancel_all()
                raise
            else:
                return pool
    return Serial(study)


def say_one_job(study: Study, reason: NotSendable) -> None:
    """Say why the work stays in this process, which of the user's own keeps it there, and what would change that."""
    kept = list(dict.fromkeys(said for scenario in study.scenarios for said in not_sendable(scenario)))
    what = f"{listed(kept)[0].upper()}{listed(kept)[1:]}" if kept else "Something of the study"
    mend = "One job is used; what stands in a module file of its own can be sent."
    log.warning("%s cannot be sent to other processes: %s. %s", what, reason, mend)


def not_sendable(scenario: Scenario) -> list[str]:
    """Return what of the user's own in a scenario cannot be packed for another process, by kind and name."""
    found = []
    for kind, said in own_of(scenario):
        try:
            packed(said)
        except NotSendable:
            found.append(f"the {kind} '{told(said)}' of {scenario.name}")
    return found
