"""The options that say where runs are computed and kept."""

from __future__ import annotations

from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args

from ....agents.base.refusal import Problem, Refused, did_you_mean
from .option import option

if TYPE_CHECKING:
    from ...runs.workers import Scheduler as Named


Jobs = Annotated[int | None, option("--jobs", "How many processes to use, by default as many as are worth it.")]
SERIES = "Which weekly values to keep: all, sample (of every tenth future), summary (quarterly means) or none."


class StudyOptions(NamedTuple):
    """What these options were set to."""

    jobs: Jobs = None
    store: Annotated[
        str | None,
        option("--store", "Keep every run in this store, so that none is lost or computed twice.", "FILE|URL"),
    ] = None
    series: Annotated[str, option("--series", SERIES)] = "none"
    scheduler: Annotated[
        str | None, option("--scheduler", "The dask cluster that is to compute the runs.", "tls://HOST:PORT")
    ] = None
    tls_ca: Annotated[
        str | None, option("--tls-ca", "The certificate of the authority that the cluster trusts.", "PEM")
    ] = None
    tls_cert: Annotated[str | None, option("--tls-cert", "Your certificate for the cluster.", "PEM")] = None
    tls_key: Annotated[str | None, option("--tls-key", "The key that belongs to your certificate.", "PEM")] = None
    insecure: Annotated[
        bool, option("--insecure-scheduler", "Allow an unencrypted connection (tcp://) to another machine.")
    ] = False
    shard: Annotated[
        str | None, option("--shard", "Compute only the I-th of N parts of the study, to be merged later.", "I/N")
    ] = None
    mix: Annotated[
        bool, option("--mix", "Also use runs computed with other versions or machines; the result says so.")
    ] = False
    retry: Annotated[bool, option("--retry-failed", "Compute the runs that failed once more.")] = False

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
            problems.append(
                Problem(
                    f"'{self.series}' is not among the weekly values that can be kept.",
                    hint,
                    "unknown",
                    field="--series",
                )
            )
        for asked, name in ((self.series != "none", "--series"), (self.shard, "--shard")):
            if asked and self.store is None:
                problems.append(Problem("needs a store.", "Name one with --store FILE.", "missing", field=name))
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
                message = "is for a cluster, and none is named."
                hint = "Name the cluster with --scheduler."
                raise Refused(Problem(message, hint, "missing", field=said[0] if said else "--insecure-scheduler"))
            return None
        if 0 < len(said) < len(tls):
            missing = ", ".join(name for name in tls if name not in said)
            raise Refused(Problem(f"needs {missing} as well.", "Name all three files.", "missing", field=said[0]))
        from ...runs.engines.address import Tls, wrong_with
        from ...runs.workers import Scheduler as Named

        if problems := wrong_with(self.scheduler, self.insecure):
            raise Refused(problems)
        files = [file for file in tls.values() if file is not None]
        return Named(self.scheduler, Tls(*files) if files else None, self.insecure)
