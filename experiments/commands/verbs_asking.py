"""Verbs that ask the model."""

from __future__ import annotations

from typing import Annotated

import typer

from .doing import Doing
from .how_to_read import HowToRead
from .options import Allow, Bar, Jobs, Json, Replicates, Seed, Set, Until, permit, reads_people, runs_studies


def demo(
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where its files go.")] = "mentorlab-demo",
    replicates: Replicates = 30,
    seed: Seed = 0,
    jobs: Jobs = None,
    bar: Bar = None,
    as_json: Json = False,
) -> int:
    """Compare six policies on a sample organisation; under a minute."""
    from .answers import deliver
    from .demo import demo

    return deliver("demo", demo(out, replicates, seed, jobs, bar), as_json=as_json)


@reads_people
def run(
    scenario: Annotated[str, typer.Argument(help="A library name or a file.")],
    seed: Seed = 0,
    replicate: Annotated[int, typer.Option("--replicate", help="Which simulated future.")] = 0,
    weekly: Annotated[str | None, typer.Option("--weekly", metavar="CSV", help="Write a row a week.")] = None,
    people: Annotated[str | None, typer.Option("--people", metavar="CSV", help="Write a row a person.")] = None,
    pairs: Annotated[str | None, typer.Option("--pairs", metavar="CSV", help="Write a row a pair.")] = None,
    *,
    how: HowToRead,
    settings: Set = None,
    allow: Allow = None,
    as_json: Json = False,
) -> int:
    """Simulate one future of one scenario: an illustration."""
    from .answers import deliver
    from .run import run

    permit(allow)
    answer = run(scenario, [*how.settings(), *(settings or ())], seed, replicate, weekly, people, pairs)
    return deliver("run", answer, as_json=as_json)


@reads_people
@runs_studies
def compare(
    scenarios: Annotated[list[str], typer.Argument(metavar="SCENARIO...", help="Library names or files.")],
    baseline: Annotated[str | None, typer.Option("--baseline", help="What the others are held against.")] = None,
    vary: Annotated[
        list[str] | None, typer.Option("--vary", metavar="LEVER[=A,B]", help="Try values in the last scenario named.")
    ] = None,
    replicates: Replicates = 30,
    seed: Seed = 0,
    until: Until = None,
    *,
    how: HowToRead,
    doing: Doing,
    settings: Set = None,
    figure: Annotated[
        str | None, typer.Option("--figure", metavar="FILE", help="Draw the headlines: png, svg, pdf.")
    ] = None,
    survival: Annotated[
        str | None,
        typer.Option("--survival", metavar="FILE", help="Draw who stays, by participation and age."),
    ] = None,
    retention: Annotated[
        bool, typer.Option("--retention", help="Show participants' retention as it seems and as it is.")
    ] = False,
    why: Annotated[
        str | None,
        typer.Option("--why", metavar="[A,B]", help="Run again without each mechanism (or these): what remains?"),
    ] = None,
    sceptic: Annotated[bool, typer.Option("--sceptic", help="Every borrowed effect at its least favourable.")] = False,
    allow: Allow = None,
    everything: Annotated[bool, typer.Option("--all", help="Show the exploratory outcomes too.")] = False,
    bar: Bar = None,
    as_json: Json = False,
) -> int:
    """Hold policies against each other over many simulated futures."""
    from .answers import deliver
    from .run import compare_scenarios

    permit(allow)
    answer = compare_scenarios(
        scenarios, [*how.settings(), *(settings or ())], doing, baseline=baseline, vary=vary or (),
        replicates=replicates, until=until, seed=seed, figure=figure, survival=survival, retention=retention,
        everything=everything, bar=bar, why=why, sceptic=sceptic,
    )  # fmt: skip
    return deliver("compare", answer, as_json=as_json)


@runs_studies
def sweep(
    study: Annotated[
        str, typer.Argument(metavar="STUDY", help="A study file (.yaml): what to vary, and against what.")
    ],
    dry_run: Annotated[bool, typer.Option("--dry-run", help="Only say what it would take: runs, time, disk.")] = False,
    replicates: Annotated[int | None, typer.Option("--replicates", help="Instead of the file's.")] = None,
    seed: Annotated[int | None, typer.Option("--seed", help="Instead of the file's.")] = None,
    *,
    doing: Doing,
    settings: Set = None,
    figure: Annotated[
        str | None, typer.Option("--figure", metavar="FILE", help="Draw what is judged: png, svg, pdf.")
    ] = None,
    csv: Annotated[str | None, typer.Option("--csv", metavar="FILE", help="Write all cells as a table.")] = None,
    allow: Allow = None,
    everything: Annotated[bool, typer.Option("--all", help="Show all cells.")] = False,
    bar: Bar = None,
    as_json: Json = False,
) -> int:
    """Find the best of many policies, within limits; runs are kept as they are done."""
    from .answers import deliver
    from .sweep import sweep_study

    permit(allow)
    answer = sweep_study(
        study, settings or (), doing, dry_run=dry_run, replicates=replicates, seed=seed, figure=figure, csv=csv,
        everything=everything, bar=bar,
    )  # fmt: skip
    return deliver("sweep", answer, as_json=as_json)


def validate(
    employees: Annotated[int, typer.Option("--employees", min=300, help="Employees of each organisation.")] = 10_000,
    replicates: Annotated[int, typer.Option("--replicates", min=1, help="Organisations for each measurement.")] = 2,
    seed: Seed = 0,
    bar: Bar = None,
    as_json: Json = False,
) -> int:
    """Hold the model against what is known of organisations and mentoring; some minutes."""
    from .answers import deliver
    from .validate import validate

    return deliver("validate", validate(employees, replicates, seed, bar), as_json=as_json)
