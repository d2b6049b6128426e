"""Notes on a result: what was drawn, dated, cut short or left out. With JSON they go to standard error."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ....agents.base.parameters import YEAR
from ....agents.files.tables.cells import counted, listed
from ....agents.files.tables.frames import Frame
from ....scenarios.extensions.resolve import chosen
from ....scenarios.policy import pairing
from ....scenarios.policy.strategy import declared
from ....scenarios.records.policy import Policy
from ....scenarios.scenario import Scenario

if TYPE_CHECKING:
    from ....sim.state.inputs import Inputs
    from ...runs.collect import Collected
    from ...runs.plan import Shard
    from ...runs.store.keeper import Keeper

NAMED = 3
"""Scenarios that a note names."""
AS_OF = "Ages and tenure are as of"
"""The beginning of a note of the roster's reader that is left out here, where another note says it."""


def notes_on(scenarios: Sequence[Scenario], given: Inputs | Sequence[Inputs]) -> tuple[str, ...]:
    """Return a sentence for each thing that was drawn, divided, dated or cut short without being asked for.

    `given` is the organisation of all scenarios or, as far as their ties differ, of each one.
    """
    from ....agents.people.candidates import DENSE  # these load the compiler: not for those who only look

    givens = given if isinstance(given, Sequence) else [given] * len(scenarios)
    given = givens[0]
    notes = notes_of_ties(scenarios, givens)
    rosters = [scenario.organisation.roster for scenario in scenarios]
    if given.roster is not None and any(roster and roster.as_of is None for roster in rosters):
        day = given.roster.as_of
        notes.append(
            f"Ages from birth dates and years are those of {day} (today); set as_of to get the same on another day."
        )
    notes += [*notes_of_rows(scenarios[0], given), *notes_of_frames(scenarios, givens)]
    people = len(given.structure)
    dealt = [
        one.name
        for one in scenarios
        if any(is_dealt_to_tables(policy) and policy.places(people) > DENSE for _, policy in one.policies)
    ]
    if dealt:
        of = f"{DENSE:,}"
        notes.append(f"More than {of} a side: paired within groups of {of} drawn by lot ({', '.join(dealt)}).")
    notes += notes_on_idle_settings(scenarios)
    weeks = min(scenario.weeks for scenario in scenarios)
    if weeks < YEAR:
        length = counted(weeks, "week")
        notes.append(f"The runs last {length}: what is called a year in the outcomes is {length}.")
    return tuple(notes)


def notes_on_idle_settings(scenarios: Sequence[Scenario]) -> list[str]:
    """Return a sentence for each setting that does nothing in some scenarios, because another one stands against it."""
    idle: dict[str, list[str]] = {}
    for one in scenarios:
        for reason in idle_settings(one):
            idle.setdefault(reason, []).append(one.name)
    return [f"{reason} ({few_of(names)})." for reason, names in idle.items()]


def idle_settings(scenario: Scenario) -> list[str]:
    """Return what a scenario sets that does nothing from launch to end, and why."""
    running = [policy for _, policy in scenario.policies if policy.arm != "none"]
    paired = [policy for policy in running if policy.arm != "training"]
    found = []
    if paired and all(policy.sessions.every_weeks == 0 for policy in paired):
        found.append("Pairs never meet: sessions is 0, which is a pause, in every week")
    if any(policy.wait_list for policy in paired) and not any(policy.renew for policy in paired):
        found.append("Nobody on the wait_list ever gets a place, as renew is false: no other cohort follows")
    if running and all(policy.training == "none" for policy in running):
        if any(policy.training_content != "both" for policy in running):
            found.append("The training_content does nothing, as training is none")
        if any(policy.arm == "training" for policy in running):
            found.append("Nobody is trained: the arm is training, and training is none")
    return found


def few_of(names: Sequence[str]) -> str:
    """Return names for brackets, of many the first and how many more."""
    more = len(names) - NAMED
    return ", ".join(names[:NAMED]) + f" and {more} more" * (more > 0)


def notes_of_ties(scenarios: Sequence[Scenario], givens: Sequence[Inputs]) -> list[str]:
    """Return how many rows of the ties were used, or whose ties were drawn, and where scenarios have different ties."""
    notes = []
    drawn = [one.name for one, given in zip(scenarios, givens, strict=True) if given.roster and given.ties is None]
    if drawn:
        whose = f" to {listed(drawn)}" if len(drawn) < len(scenarios) else ""
        drawn_by = "they were drawn by the model, and every number here depends on them."
        notes.append(f"No ties were given{whose}: {drawn_by}")
    names: dict[str, list[str]] = {}
    called: dict[str, str] = {}
    for one, given in zip(scenarios, givens, strict=True):
        names.setdefault(given.digest, []).append(one.name)
        ties = one.organisation.ties
        called[given.digest] = str(ties.file) if ties else "drawn by the model"
        if ties and given.ties and not isinstance(ties.file, Frame) and len(names[given.digest]) == 1:
            notes.append(f"{Path(ties.file).name}: {given.ties.rows_used}")
    if len(names) > 1:
        whose = "; ".join(f"{listed(some)}: {called[digest]}" for digest, some in names.items())
        notes.append(
            f"Ties differ ({whose}): a difference between such scenarios comes from ties and policy together. "
            "Participants are compared with the same people, with the same ties, without a programme."
        )
    return notes


def notes_of_rows(scenario: Scenario, given: Inputs) -> list[str]:
    """Return how many rows of a roster's file are people and why others are left out, if any are."""
    roster, read = scenario.organisation.roster, given.roster
    if roster is None or read is None or isinstance(roster.file, Frame):
        return []
    people, quality, file = len(read.ids), read.quality, Path(roster.file).name
    rows = people + sum(one.rows for one in quality.left_out)
    why = listed([f"{one.rows:,} left out because {one.because}" for one in quality.left_out])
    notes = [f"{people:,} of {rows:,} rows of {file} are people: {why}."]
    lost = counted(quality.lost_managers, "person has", "people have")
    return notes * bool(why) + [f"{file}: {lost} lost their manager."] * (quality.lost_managers > 0)


def notes_of_frames(scenarios: Sequence[Scenario], givens: Sequence[Inputs]) -> list[str]:
    """Return the reader's notes on tables passed in Python, which `mentorlab check` cannot see."""
    notes: list[str] = []
    roster, read = scenarios[0].organisation.roster, givens[0].roster
    if roster and read and isinstance(roster.file, Frame):
        notes += [f"roster: {note}" for note in read.quality.notes if not note.startswith(AS_OF)]
    noted: set[str] = set()
    several = len({given.digest for given in givens}) > 1
    for one, given in zip(scenarios, givens, strict=True):
        ties = one.organisation.ties
        if ties and given.ties and isinstance(ties.file, Frame) and given.digest not in noted:
            noted.add(given.digest)
            notes += [f"ties{f' of {one.name}' if several else ''}: {note}" for note in given.ties.quality.notes]
    return notes


def notes_on_runs(collected: Collected, keeper: Keeper, shard: Shard) -> tuple[str, ...]:
    """Return a sentence for runs that failed, that came from several environments, and for a part of a study."""
    from ....sim.environment import differing, environment, fingerprint

    notes = []
    if shard.parts > 1:
        notes.append(f"This is part {shard.number} of {shard.parts} of the futures: merge the stores to see the whole.")
    if collected.failures:
        first = collected.failures[0]
        runs = counted(len(collected.failures), "run")
        notes.append(
            f"{runs} did not finish and {'is' if len(collected.failures) == 1 else 'are'} left out of all numbers; "
            f"the first: {first.scenario}, replicate "
            f"{first.replicate} ({first.reason.rstrip('.')})."
        )
    if len(collected.environments) == 1 and collected.environments[0] != fingerprint(environment()):
        what = differing(keeper.environments().get(collected.environments[0], {}), environment())
        notes.append(f"All runs were computed in another environment than this one ({what}).")
    if len(collected.environments) > 1:
        known = keeper.environments()
        first_, other = (known.get(mark, {}) for mark in collected.environments[:2])
        notes.append(
            f"Runs of {len(collected.environments)} environments are mixed ({differing(first_, other)}): "
            "differences may come from the software and not from the policies."
        )
    return tuple(notes)


def is_dealt_to_tables(policy: Policy) -> bool:
    """Tell whether a policy pairs by a score, which looks at everyone with everyone: too much for very many."""
    scored = declared(chosen(policy.pairing, "pairing", pairing)).terms
    return policy.arm not in ("none", "training") and bool(scored)


def asks_for_pairs(scenario: Scenario) -> bool:
    """Tell whether there are to be pairs at launch or after any change: not where there are no places on purpose."""
    return any(
        policy.arm not in ("none", "training") and policy.pairs != 0 and policy.share != 0
        for _, policy in scenario.policies
    )


def no_pairs(name: str, taking_part: Sequence[float]) -> str:
    """Return a warning if a programme formed no pair in some futures, where nobody ever takes part."""
    empty = sum(people == 0 for people in taking_part)
    if not empty:
        return ""
    return (
        f"{name} formed no pair in {empty} of {counted(len(taking_part), 'future')}, "
        "probably because too few people are eligible. Look at policy.eligible, policy.where, "
        "the number of places and the levels of the roster."
    )
