"""The commands that run the model: run and compare."""

from __future__ import annotations

import math
from collections.abc import Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from pathlib import Path
from typing import TYPE_CHECKING

from ..scenarios.files import load
from ..scenarios.outcomes import HEADLINES, OUTCOME
from .answers import Answer, check_targets, clean, table, write_csv, write_whole
from .choosing import chosen_scenarios
from .comparison import Comparison
from .notes import asks_for_pairs, no_pairs
from .progress import Progress, progress
from .retention import retention_data, show_retention
from .shown import show_comparison, show_next
from .words import amount, told_beside_numbers

if TYPE_CHECKING:
    from rich.console import Console

    from .running import Run

ALSO_SHOWN = (
    "participants.inclusion", "participants.senior_technology_gain", "participants.junior_leadership_gain",
    "quits", "rapport", "attendance", "parted_early", "hours", "cash",
)  # fmt: skip


def run(
    name: str,
    settings: Sequence[str],
    seed: int,
    replicate: int,
    weekly: str | None,
    people: str | None,
    pairs: str | None,
) -> Answer:
    """Run a scenario once; write what is asked for."""
    check_targets([weekly, people, pairs])
    scenario = load(name, settings=settings)
    with progress(f"one run of {scenario.name}", bar=False):
        from .running import simulate

        one = simulate(scenario, seed=seed, replicate=replicate)
    written = {}
    for kind, file, frame in (
        ("weekly", weekly, one.weekly),
        ("people", people, one.people),
        ("pairs", pairs, one.pairs),
    ):
        if file is not None:
            write_csv(file, frame)
            written[kind] = file
    data = {
        "scenario": scenario.name,
        "seed": seed,
        "replicate": replicate,
        "outcomes": {key: None if math.isnan(value) else value for key, value in one.outcomes.items()},
        "digest": one.digest,
        "environment": one.environment,
        "files": written,
    }
    notes = list(one.notes)
    if asks_for_pairs(scenario.policy) and (warning := no_pairs(scenario.name, [one.outcomes["sessions_per_pair"]])):
        notes.append(warning)
    return Answer(data, lambda console: show_run(console, one, name, written, notes), notes=notes)


def show_run(console: Console, one: Run, name: str, written: dict[str, str], notes: Sequence[str]) -> None:
    """Show what a single run came to."""
    console.print(f"One simulated future of '{clean(one.scenario.name)}', seed {one.seed}, replicate {one.replicate}.")
    shown = table("outcome", "value", "unit", right=("value",))
    for outcome in (OUTCOME[key] for key in (*HEADLINES, *ALSO_SHOWN)):
        value = one.outcomes[outcome.name]
        if not math.isnan(value):
            shown.add_row(outcome.label, amount(value, outcome.digits), outcome.unit)
    console.print(shown)
    for note in notes:
        console.print(clean(note))
    console.print("A single run is an illustration: another replicate comes out differently. Simulated, not measured.")
    for kind, file in written.items():
        console.print(f"Wrote {kind}: {clean(file)}")
    console.print(f"To learn what a policy does: mentorlab compare no-programme {clean(name)}")


def compare_scenarios(
    names: Sequence[str],
    settings: Sequence[str],
    *,
    baseline: str | None,
    vary: Sequence[str],
    replicates: int,
    seed: int,
    jobs: int | None,
    figure: str | None,
    survival: str | None,
    retention: bool,
    store: str | None,
    everything: bool,
    bar: bool | None,
) -> Answer:
    """Compare scenarios; draw the picture if asked."""
    check_targets([figure, survival], pictures=True)
    scenarios, chosen = chosen_scenarios(names, settings, vary, baseline)
    with watched(len(scenarios), bar) as moved:
        from .study import compare  # compiles the model where that was not done before

        found = compare(
            scenarios, baseline=chosen, replicates=replicates, seed=seed, jobs=jobs, store=store, progress=moved
        )
    everywhere = [one for one in settings if not one.startswith(("organisation.roster", "organisation.ties"))]
    if everywhere:
        found = replace(found, notes=(f"Set in every scenario: {', '.join(everywhere)}.", *found.notes))
    if figure:
        draw(found, figure)
    if survival:
        draw_survival(found, survival)
    data = found.data | ({"retention": retention_data(found)} if retention else {})

    def show(console: Console) -> None:
        show_comparison(console, found, everything)
        if retention:
            show_retention(console, found)
        if survival:
            console.print(f"\nSurvival curves: {clean(survival)}")
        show_next(console, found, figure)

    return Answer(data, show, notes=told_beside_numbers(found))


def watched(scenarios: int, bar: bool | None) -> AbstractContextManager[Progress]:
    """Show how far a comparison is."""
    return progress(f"simulated futures, {scenarios} scenarios each", bar=bar)


def draw_survival(found: Comparison, file: str | Path) -> None:
    """Draw the survival curves of a comparison's first programme into a file."""
    from .figures import save_figure
    from .survival import survival_figure

    write_whole(file, lambda scratch: save_figure(survival_figure(found), scratch))


def draw(found: Comparison, file: str | Path) -> None:
    """Draw a comparison into a file."""
    from .figures import comparison_figure, save_figure

    write_whole(file, lambda scratch: save_figure(comparison_figure(found), scratch))
