"""mentorlab run: simulate one future of one scenario, as an illustration."""

from __future__ import annotations

import math
from collections.abc import Sequence
from typing import TYPE_CHECKING, Annotated

import typer

from ....scenarios.assumptions.outcomes import HEADLINES, OUTCOME
from ....scenarios.load import load
from ....scenarios.records.scenario import own_outcomes
from ....scenarios.scenario import Scenario
from ...results.company_figures import figures_data, met, states_figures
from ...show.progress import progress
from ...show.wording.notes import asks_for_pairs, no_pairs
from ...show.wording.numbers import amount
from ..options.options import Allow, Seed, Set, permit, reads_people
from ..options.records import HowToRead, option
from ..options.written import check_files, write_results
from ..tables.answers import Answer, check_targets, clean, keep_inputs, table, write_csv
from ..tables.company_figures import show_figures

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

    from ...studies.simulate import Run

ALSO_SHOWN = (
    "participants.inclusion", "participants.senior_technology_gain", "participants.junior_leadership_gain",
    "quits", "rapport", "attendance", "parted_early", "hours", "cash",
)  # fmt: skip


@reads_people
def run(
    scenario: Annotated[str, typer.Argument(help="The name of a library scenario, or a scenario file.")],
    seed: Seed = 0,
    replicate: Annotated[int, option("--replicate", "Which simulated future, by its number from 0.")] = 0,
    weekly: Annotated[str | None, option("--weekly", "Write a row for each week into this CSV file.", "FILE")] = None,
    people: Annotated[str | None, option("--people", "Write a row for each person into this CSV file.", "FILE")] = None,
    pairs: Annotated[str | None, option("--pairs", "Write a row for each pair into this CSV file.", "FILE")] = None,
    to: Annotated[
        list[str] | None,
        option("--to", "Write the outcomes into this file, as a table (.csv) or with all else (.json).", "FILE"),
    ] = None,
    *,
    how: HowToRead,
    settings: Set = None,
    allow: Allow = None,
) -> Answer:
    """Run a scenario once, and write the tables that are asked for."""
    permit(allow)
    files = list(to or ())
    check_targets([weekly, people, pairs, *files])
    check_files(files, [scenario], pictures=False)
    chosen = load(scenario, settings=[*how.settings(), *(settings or ())])
    keep_inputs([weekly, people, pairs, *files], [scenario, *chosen.organisation.files])
    meet_first([chosen])
    with progress(f"one run of {chosen.name}", bar=False):
        from ...studies.simulate import simulate

        one = simulate(chosen, seed=seed, replicate=replicate)
    written = {}
    for kind, file, frame in (
        ("weekly", weekly, one.weekly),
        ("people", people, one.people),
        ("pairs", pairs, one.pairs),
    ):
        if file is not None:
            write_csv(file, frame, private=kind == "pairs")
            written[kind] = file
    data = {
        "scenario": chosen.name,
        "seed": seed,
        "replicate": replicate,
        "outcomes": {key: None if math.isnan(value) else value for key, value in one.outcomes.items()},
        "digest": one.digest,
        "environment": one.environment,
        "files": written,
    }
    if one.figures:
        data["baseline_figures"] = figures_data(one.figures)
    written |= {f"the result{'' if at == 0 else f' ({at + 1})'}": file for at, file in enumerate(files)}
    write_results(files, data, lambda: outcomes_of(one))
    notes = list(one.notes)
    if asks_for_pairs(chosen) and (warning := no_pairs(chosen.name, [one.outcomes["taking_part"]])):
        notes.append(warning)
    return Answer(data, lambda console: show_run(console, one, scenario, written, notes), notes=notes)


def outcomes_of(one: Run) -> pd.DataFrame:
    """Return the outcomes of a run as a table, a row for each."""
    import pandas as pd

    return pd.DataFrame({"outcome": list(one.outcomes), "value": list(one.outcomes.values())})


def show_run(console: Console, one: Run, name: str, written: dict[str, str], notes: Sequence[str]) -> None:
    """Show what a single run came to."""
    from ...studies.apart import same_assumptions

    console.print(f"One simulated future of '{clean(one.scenario.name)}', seed {one.seed}, replicate {one.replicate}.")
    shown = table("outcome", "value", "unit", right=("value",))
    own = [outcome.declared for outcome in own_outcomes(one.scenario)]
    without: list[str] = []
    for outcome in (*(OUTCOME[key] for key in (*HEADLINES, *ALSO_SHOWN)), *own):
        value = one.outcomes[outcome.name]
        if not math.isnan(value):
            unit = outcome.over(one.scenario.weeks).unit_in(one.figures.currency if one.figures else None)
            shown.add_row(outcome.label, amount(value, outcome.digits), clean(unit))
        else:
            without.append(clean(outcome.label))
    if one.figures:
        show_figures(console, [one.scenario.name], [one.figures])
    console.print(shown)
    if without:
        console.print(f"Without a value in this run: {'; '.join(without)}.")
    for note in notes:
        console.print(clean(note))
    console.print("A single run is an illustration: another replicate comes out differently. Simulated, not measured.")
    for kind, file in written.items():
        console.print(f"Wrote {kind}: {clean(file)}")
    if same_assumptions(load(name), Scenario()):
        weeks = "" if load(name).weeks == Scenario().weeks else f" --set weeks={load(name).weeks}"
        console.print(f"To learn what a policy does: mentorlab compare no-programme {clean(name)}{weeks}")
    else:  # a shipped baseline would not share them
        console.print(
            f"To learn what a policy does, sweep a study file with {{scenario: {clean(name)}, cells: [{{}}]}}"
        )


def meet_first(scenarios: Sequence[Scenario], bar: bool | None = None) -> None:
    """Meet the company figures before anything else, and show how far that is; the process keeps the result."""
    if len(scenarios) > 0 and states_figures(scenarios):
        from ...studies.one_organisation import givens_of, in_one_organisation

        shared, _ = in_one_organisation(scenarios)
        given = givens_of(shared)
        with progress("runs to meet your company figures", bar=bar) as moved:
            met(shared, given, moved)
