"""Verbs about studies that are kept in a store."""

from __future__ import annotations

from typing import Annotated

import typer

from .doing import Doing
from .options import Allow, Bar, Json, Seed, goes_on_with_studies, permit

StoreNamed = Annotated[str, typer.Argument(metavar="STORE", help="A file or a PostgreSQL URL.")]
WhichStudy = Annotated[
    str | None, typer.Option("--study", help="Its name or the beginning of its id, where there are several.")
]
Everything = Annotated[bool, typer.Option("--all", help="Show everything.")]


def status(store: StoreNamed, study: WhichStudy = None, as_json: Json = False) -> int:
    """Show how far the studies of a store are, also while they run."""
    from .answers import deliver
    from .status import status

    return deliver("status", status(store, study), as_json=as_json)


@goes_on_with_studies
def resume(
    store: StoreNamed,
    study: WhichStudy = None,
    *,
    doing: Doing,
    allow: Allow = None,
    everything: Everything = False,
    bar: Bar = None,
    as_json: Json = False,
) -> int:
    """Go on with a study that was stopped, and show its result."""
    from .again import resume
    from .answers import deliver

    permit(allow)
    return deliver("resume", resume(store, study, doing, bar, everything), as_json=as_json)


def replay(
    run: Annotated[str, typer.Argument(metavar="RUN", help="The id of a run, or its beginning.")],
    store: Annotated[str, typer.Option("--store", metavar="FILE|URL", help="Where it is kept.")],
    allow: Allow = None,
    as_json: Json = False,
) -> int:
    """Do one kept run again and prove that it comes to the same to the bit."""
    from .again import replay
    from .answers import deliver

    permit(allow)
    return deliver("replay", replay(run, store), as_json=as_json)


def verify(
    store: StoreNamed,
    sample: Annotated[str, typer.Option("--sample", metavar="SHARE", help="How many runs to do again.")] = "1%",
    seed: Seed = 0,
    allow: Allow = None,
    bar: Bar = None,
    as_json: Json = False,
) -> int:
    """Do a share of the kept runs again: do they come to the same?"""
    from .again import verify
    from .answers import deliver

    permit(allow)
    return deliver("verify", verify(store, sample, seed, bar), as_json=as_json)


def export(
    store: StoreNamed,
    csv: Annotated[str | None, typer.Option("--csv", metavar="DIR", help="As CSV files in this folder.")] = None,
    parquet: Annotated[str | None, typer.Option("--parquet", metavar="DIR", help="As Parquet files.")] = None,
    study: WhichStudy = None,
    as_json: Json = False,
) -> int:
    """Write what a store holds as tables: runs, scenarios, weeks."""
    from .answers import deliver
    from .export import export

    return deliver("export", export(store, csv, parquet, study), as_json=as_json)


def merge(
    into: Annotated[str, typer.Argument(metavar="INTO", help="The store that is to hold everything.")],
    from_: Annotated[list[str], typer.Argument(metavar="FROM...", help="Stores of its parts.")],
    as_json: Json = False,
) -> int:
    """Put stores of parts of a study together."""
    from .answers import deliver
    from .merge import merge

    return deliver("merge", merge(into, from_), as_json=as_json)
