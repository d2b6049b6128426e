"""The options that several verbs of the command line share, and how those of one purpose become one record."""

from __future__ import annotations

import inspect
from collections.abc import Callable, Mapping, Sequence
from functools import wraps
from typing import Annotated, Any, get_args

import typer

from .doing import Doing
from .how_to_read import HowToRead

Json = Annotated[bool, typer.Option("--json", help="Answer as one line of JSON, also on failure.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Set something in every scenario.")]
Seed = Annotated[int, typer.Option("--seed", help="All luck comes from it.")]
Replicates = Annotated[int, typer.Option("--replicates", help="Simulated futures of each scenario; 20 or more decide.")]
Until = Annotated[
    str | None,
    typer.Option(
        "--until", metavar="RULE", help="When there is enough: retention=0.5 (its interval's half), or best=retention."
    ),
]
Jobs = Annotated[int | None, typer.Option("--jobs", help="Processes; unset, as many as are worth it.")]
Bar = Annotated[bool | None, typer.Option("--progress/--no-progress", help="A bar; unset, on a terminal only.")]
Roster = Annotated[str | None, typer.Option("--roster", metavar="FILE", help="Your people: CSV or Excel.")]
Ties = Annotated[
    str | None, typer.Option("--ties", metavar="FILE", help="Who works with whom: source,target[,weight].")
]
Columns = Annotated[
    list[str] | None, typer.Option("--columns", metavar="OURS=THEIRS", help="The roster's name for a column.")
]
TieColumns = Annotated[
    list[str] | None, typer.Option("--tie-columns", metavar="OURS=THEIRS", help="The ties' name for a column.")
]
LevelOrder = Annotated[
    str | None, typer.Option("--level-order", help="high_is_senior or low_is_senior, where the file does not tell.")
]
Levels = Annotated[list[str] | None, typer.Option("--levels", metavar="GRADE=0..4", help="The level of a grade.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day of ages and tenure; else today.")]
Lines = Annotated[
    str | None, typer.Option("--reporting-lines", metavar="FILE", help="Who reports to whom: source,target.")
]
Sheet = Annotated[str | None, typer.Option("--sheet", help="The sheet of a workbook; else the first.")]
Groups = Annotated[list[str] | None, typer.Option("--under-represented", metavar="GROUP", help="Groups that count.")]
Symmetrise = Annotated[
    str | None, typer.Option("--symmetrise", help="either: a tie one end names; both: both ends do.")
]
Allow = Annotated[
    list[str] | None, typer.Option("--allow", metavar="PACKAGE", help="Your own code that scenarios may name.")
]
READING = {  # the fields of HowToRead
    "roster": Roster, "ties": Ties, "columns": Columns, "tie_columns": TieColumns, "level_order": LevelOrder,
    "levels": Levels, "as_of": AsOf, "reporting_lines": Lines, "sheet": Sheet, "under_represented": Groups,
    "symmetrise": Symmetrise,
}  # fmt: skip

Store = Annotated[
    str | None, typer.Option("--store", metavar="FILE|URL", help="Keep every run here: nothing is lost or done twice.")
]
Series = Annotated[str | None, typer.Option("--series", help="Weekly values to keep: all, sample, summary or none.")]
Scheduler = Annotated[
    str | None, typer.Option("--scheduler", metavar="tls://HOST:PORT", help="A dask cluster that does the runs.")
]
TlsCa = Annotated[str | None, typer.Option("--tls-ca", metavar="PEM", help="The authority the cluster trusts.")]
TlsCert = Annotated[str | None, typer.Option("--tls-cert", metavar="PEM", help="Your certificate for it.")]
TlsKey = Annotated[str | None, typer.Option("--tls-key", metavar="PEM", help="And its key.")]
Insecure = Annotated[
    bool, typer.Option("--insecure-scheduler", help="Let tcp:// reach beyond this machine, unencrypted.")
]
Part = Annotated[str | None, typer.Option("--shard", metavar="I/N", help="Do the I-th of N parts; merge them later.")]
Mix = Annotated[bool, typer.Option("--mix", help="Let runs of other versions and machines count, and say so.")]
Retry = Annotated[bool, typer.Option("--retry-failed", help="Try runs again that failed.")]
DOING = {  # the fields of Doing
    "jobs": Jobs, "store": Store, "series": Series, "scheduler": Scheduler, "tls_ca": TlsCa, "tls_cert": TlsCert,
    "tls_key": TlsKey, "insecure": Insecure, "shard": Part, "mix": Mix, "retry": Retry,
}  # fmt: skip


def reads_people(command: Callable[..., int]) -> Callable[..., int]:
    """Let a command have all options that say how to read people; they reach it as one, `how`."""
    return taking("how", HowToRead, READING)(command)


def runs_studies(command: Callable[..., int]) -> Callable[..., int]:
    """Let a command have all options that say where runs are done and kept; they reach it as one, `doing`."""
    return stoppable(taking("doing", Doing, DOING)(command))


def goes_on_with_studies(command: Callable[..., int]) -> Callable[..., int]:
    """Let a command have those of them that a study may be gone on with."""
    decided = ("store", "series")  # by the store and the study themselves
    return stoppable(taking("doing", Doing, {name: one for name, one in DOING.items() if name not in decided})(command))


class Stopped(RuntimeError):  # noqa: N818  (said as a fact, like Refused)
    """The user stopped a command that says what is kept."""

    exit_code = 130


def stoppable(command: Callable[..., int]) -> Callable[..., int]:
    """Let the words of an interruption through, which typer would take away."""

    @wraps(command)
    def told(**given: Any) -> int:
        try:
            return command(**given)
        except KeyboardInterrupt as interrupted:
            if str(interrupted):
                raise Stopped(str(interrupted)) from None
            raise

    told.__signature__ = inspect.signature(command)  # type: ignore[attr-defined]
    return told


def taking(
    as_one: str, record: Callable[..., Any], options: Mapping[str, Any]
) -> Callable[[Callable[..., int]], Callable[..., int]]:
    """Return what lets a command have options that reach it as one record, made of those that were said."""

    def taken(command: Callable[..., int]) -> Callable[..., int]:
        @wraps(command)
        def told(**given: Any) -> int:
            said = {name: value for name in options if (value := given.pop(name)) is not None and value is not False}
            lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
            return command(**given, **{as_one: record(**said | lists)})

        parameters: list[inspect.Parameter] = []
        for one in inspect.signature(command, eval_str=True).parameters.values():
            named = options if one.name == as_one else {one.name: one.annotation}
            for name, kind in named.items():
                flag = one.name == as_one and get_args(kind)[0] is bool
                default = False if flag else None if one.name == as_one else one.default
                parameters.append(
                    one.replace(name=name, annotation=kind, default=default, kind=inspect.Parameter.KEYWORD_ONLY)
                )
        told.__signature__ = inspect.Signature(parameters, return_annotation=int)  # type: ignore[attr-defined]
        told.__annotations__ = {one.name: one.annotation for one in parameters}
        return told

    return taken


def permit(packages: Sequence[str] | None) -> None:
    """Let scenarios name what is in these packages."""
    if packages:
        from ...scenarios.own import allow

        allow(*packages)
