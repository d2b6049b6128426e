"""mentorlab sweep: find the best of many policies, within limits on cost and size. Every run is kept as soon as it is
done, so that a study which was stopped can go on."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ....agents.files.tables.cells import counted
from ...show.progress import progress
from ...show.wording.notes import no_pairs
from ..options.options import Allow, Bar, Set, permit, runs_studies
from ..options.records import StudyOptions, option
from ..options.written import To, check_files, draw, pictures_in, write_results
from ..tables.answers import Answer, clean, keep_inputs
from ..tables.sweep import show_next, show_sweep
from .compare import failure_as_problem
from .run import meet_first

if TYPE_CHECKING:
    from rich.console import Console

    from ...runs.designs.plan import SweepPlan
    from ...studies.estimate import Estimate
    from ...studies.sweep import Sweep

WARNINGS = 3
"""Policies without pairs that are named one by one."""


@runs_studies
def sweep(
    study: Annotated[str, typer.Argument(metavar="STUDY", help="The study file (.yaml), which says what to vary.")],
    dry_run: Annotated[
        bool, option("--dry-run", "Only estimate how many runs and how much time and disk it would take.")
    ] = False,
    replicates: Annotated[
        int | None, option("--replicates", "How many futures to simulate, in place of the number in the study file.")
    ] = None,
    seed: Annotated[
        int | None, option("--seed", "The number that all luck comes from, in place of the study file's.")
    ] = None,
    *,
    options: StudyOptions,
    settings: Set = None,
    to: To = None,
    allow: Allow = None,
    everything: Annotated[bool, option("--all", "Show all policies, not only the first 20.")] = False,
    bar: Bar = None,
) -> Answer:
    """Sweep what a study file asks for, or only estimate what that would take."""
    permit(allow)
    files = list(to or ())
    check_files(files, [study])
    from ...studies.study_file import read_study

    series = None if options.series == "none" else options.series
    plan = read_study(study, settings or (), replicates=replicates, seed=seed, series=series)
    keep_inputs(files, [file for one in plan.scenarios for file in one.organisation.files])
    options = options._replace(store=options.store or str(Path(f"{plan.name}.runs.db")), series=plan.series)
    arguments = options.arguments()
    meet_first(plan.scenarios, bar)
    if dry_run:
        return dry(plan, options.jobs, study)
    say(f"Runs are kept in {options.store_shown}. If this is stopped, the same command goes on from there.")
    return carried_out(plan, arguments, bar, everything, files, store=options.store_shown)


def carried_out(
    plan: SweepPlan,
    arguments: Mapping[str, Any],
    bar: bool | None,
    everything: bool,
    files: Sequence[str] = (),
    *,
    store: str | None = None,
) -> Answer:
    """Carry out a plan and answer; `store` is how its store may be shown."""
    with progress(f"simulated futures of {counted(len(plan.cells), 'policy', 'policies')}", bar=bar) as moved:
        from ...studies.sweep import run_sweep  # compiles the model where that was not done before

        where = {key: value for key, value in arguments.items() if key != "series"}  # the plan says it
        found = run_sweep(plan, progress=moved, **where)
    pictures = pictures_in(files)
    for picture in pictures:
        draw(picture, found.plot)
    written = write_results(files, found.data, found.to_frame)
    notes = [*plan.notes, *found.comparison.notes, *without_pairs(found)]

    def show(console: Console) -> None:
        show_sweep(console, found, notes, everything)
        for file in written:
            console.print(f"Wrote {clean(file)}")
        show_next(console, found, pictures)

    errors = [failure_as_problem(failure, store) for failure in found.failures]
    return Answer(found.data, show, code=3 if errors else 0, notes=notes, errors=errors)


def say(line: str) -> None:
    """Say something on standard error, at once: results alone go to standard output."""
    import sys

    print(clean(line), file=sys.stderr, flush=True)


def dry(plan: SweepPlan, jobs: int | None, file: str) -> Answer:
    """Estimate what a sweep would take."""
    from ...studies.estimate import estimate, in_words

    found: Estimate = estimate(plan, jobs)

    def show(console: Console) -> None:
        console.print(
            f"{clean(plan.name)}: this is an estimate. Two futures were simulated, to measure how long they take."
        )
        for line in [*in_words(plan, found), *plan.notes]:
            console.print(fill(clean(line), console.width, subsequent_indent="  "))
        console.print(f"Next: mentorlab sweep {clean(file)}")

    return Answer({"name": plan.name, "estimate": found.data, "cells": list(plan.names)}, show, notes=plan.notes)


def without_pairs(found: Sweep) -> list[str]:
    """Return a warning for each of the first cells that formed no pair in some futures, and how many more there are."""
    warnings = []
    for world in found.worlds:
        taking_part = world.comparison.values[:, :, world.comparison.places["taking_part"]]
        for name, runs, asked in zip(world.comparison.names, taking_part, world.comparison.programmes, strict=False):
            if asked and (warning := no_pairs(name, runs.tolist())):
                warnings.append(warning)
    more = len(warnings) - WARNINGS
    others = [f"{counted(more, 'more policy', 'more policies')} formed no pair in some futures."] if more > 0 else []
    return [*warnings[:WARNINGS], *others]
