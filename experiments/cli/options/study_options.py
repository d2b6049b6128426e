"""Where and how runs are done and kept, as the command line says it."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args

import typer

from ....agents.base.refusal import Problem, Refused, did_you_mean

if TYPE_CHECKING:
    from ...runs.workers import Scheduler as Named


Jobs = Annotated[int | None, typer.Option("--jobs", help="Processes; unset, as many as are worth it.")]


class StudyOptions(NamedTuple):
    """The options that say where runs are done and kept."""

    jobs: Jobs = None
    store: Annotated[
        str | None,
        typer.Option("--store", metavar="FILE|URL", help="Keep every run here: nothing is lost or done twice."),
    ] = None
    series: Annotated[str, typer.Option("--series", help="Weekly values to keep: all, sample, summary or none.")] = (
        "none"
    )
    scheduler: Annotated[
        str | None, typer.Option("--scheduler", metavar="tls://HOST:PORT", help="A dask cluster that does the runs.")
    ] = None
    tls_ca: Annotated[str | None, typer.Option("--tls-ca", metavar="PEM", help="The authority the cluster trusts.")] = (
        None
    )
    tls_cert: Annotated[str | None, typer.Option("--tls-cert", metavar="PEM", help="Your certificate for it.")] = None
    tls_key: Annotated[str | None, typer.Option("--tls-key", metavar="PEM", help="And its key.")] = None
    insecure: Annotated[
        bool, typer.Option("--insecure-scheduler", help="Let tcp:// reach beyond this machine, unencrypted.")
    ] = False
    shard: Annotated[
        str | None, typer.Option("--shard", metavar="I/N", help="Do the I-th of N parts; merge them later.")
    ] = None
    mix: Annotated[bool, typer.Option("--mix", help="Let runs of other versions and machines count, and say so.")] = (
        False
    )
    retry: Annotated[bool, typer.Option("--retry-failed", help="Try runs again that failed.")] = False

    @property
    def store_shown(self) -> str | None:
        """The store as it may be shown and typed again: without a password, quoted for a shell."""
        if self.store is None:
            return None
        if "://" in self.store:
            from ...runs.store.postgresql import address, shown

            return quote(shown(address(self.store)))
        return quote(self.store)

    def arguments(self) -> dict[str, Any]:
        """Return what `compare` and `sweep` take of it; refuse what cannot be, all at once."""
        from ...runs.shards import shard_of
        from ...runs.store.rows.rows import SeriesPolicy

        problems = []
        series = get_args(SeriesPolicy)
        if self.series not in series:
            hint = did_you_mean(self.series, series) or f"There are: {', '.join(series)}."
            problems.append(Problem(f"there is no '{self.series}'.", hint, "unknown", field="--series"))
        for said, name in ((self.series != "none", "--series"), (self.shard, "--shard")):
            if said and self.store is None:
                problems.append(Problem("needs a --store to keep it in.", "", "missing", field=name))
        if problems:
            raise Refused(problems)
        return {
            "jobs": self.jobs,
            "store": self.store,
            "series": self.series,
            "scheduler": self.named(),
            "shard": None if self.shard is None else shard_of(self.shard),
            "mix": self.mix,
            "retry": self.retry,
        }

    def named(self) -> Named | None:
        """Return the scheduler named, or nothing."""
        tls = {"--tls-ca": self.tls_ca, "--tls-cert": self.tls_cert, "--tls-key": self.tls_key}
        said = [name for name, file in tls.items() if file is not None]
        if self.scheduler is None:
            if said or self.insecure:
                message = "there is no --scheduler to go with it."
                raise Refused(Problem(message, "", "missing", field=said[0] if said else "--insecure-scheduler"))
            return None
        if 0 < len(said) < len(tls):
            missing = ", ".join(name for name in tls if name not in said)
            raise Refused(Problem(f"goes with {missing}.", "Name all three files.", "missing", field=said[0]))
        from ...runs.engines.address import Tls, wrong_with
        from ...runs.workers import Scheduler as Named

        if problems := wrong_with(self.scheduler, self.insecure):
            raise Refused(problems)
        files = [file for file in tls.values() if file is not None]
        return Named(self.scheduler, Tls(*files) if files else None, self.insecure)
