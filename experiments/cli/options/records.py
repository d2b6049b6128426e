"""What the options of a command say, as records: how people are read, and where runs are computed and kept."""

from __future__ import annotations

import json
import re
from collections.abc import Sequence
from dataclasses import dataclass, replace
from os.path import abspath
from shlex import quote
from typing import TYPE_CHECKING, Annotated, Any, NamedTuple, get_args

import typer

from ....agents.base.refusal import Problem, Refused, did_you_mean

if TYPE_CHECKING:
    from ...runs.workers import Scheduler as Named


def option(name: str, help_: str, metavar: str | None = None) -> Any:
    """Return an option with what `--help` says of it."""
    return typer.Option(name, help=help_, metavar=metavar)


EXAMPLES = {
    "--columns": "employee_id=EmployeeNumber",
    "--tie-columns": "source=From",
    "--levels": "Director=3",
    "--only": "Status=Active",
}

OF_TIES = {"symmetrise": "symmetrise", "weights": "weights", "unknown": "unknown-ties"}
"""How options of ties are called that do not begin with --tie."""

LEVEL_ORDER = (
    "high_is_senior or low_is_senior: which end of the level numbers is senior, if the file does not make it clear."
)
HEADER = "Which line of {} has the names of the columns, 0 if none has; by default the first."
SYMMETRISE = "either: a tie counts if one of the two people names it; both: only if both name it."

ONLY = "Read only the rows with this value in a column of your roster, such as Status=Active."
UNKNOWN_MANAGERS = "refuse or drop: what to do with managers who are not in your roster, by default refuse."
SURE = "A column of your roster that is right as it is, where mentorlab asks about it or leaves out rows by it."


@dataclass(frozen=True)
class HowToRead:
    """The options of every command that reads people."""

    roster: Annotated[str | None, option("--roster", "The file of your people, CSV or Excel.", "FILE")] = None
    columns: Annotated[
        list[str] | None,
        option("--columns", "What your roster calls a column, such as employee_id=EmployeeNumber.", "OURS=YOURS"),
    ] = None
    sheet: Annotated[
        str | None, option("--sheet", "Which sheet of a workbook to read, by default the first visible one.")
    ] = None
    header: Annotated[int | None, option("--header", HEADER.format("your roster"), "LINE")] = None
    only: Annotated[list[str] | None, option("--only", ONLY, "COLUMN=VALUE[|VALUE]")] = None
    level_order: Annotated[str | None, option("--level-order", LEVEL_ORDER)] = None
    levels: Annotated[
        list[str] | None, option("--levels", "Which level a grade of your roster is, such as Director=3.", "GRADE=0..4")
    ] = None
    as_of: Annotated[
        str | None, option("--as-of", "The day for which ages and tenure are computed, by default today.", "DATE")
    ] = None
    sure: Annotated[list[str] | None, option("--sure", SURE, "COLUMN")] = None
    under_represented: Annotated[
        list[str] | None,
        option("--under-represented", "What the roster's column `group` calls an under-represented group.", "GROUP"),
    ] = None
    reporting_lines: Annotated[
        str | None, option("--reporting-lines", "The file of who reports to whom: source,target.", "FILE")
    ] = None
    unknown_managers: Annotated[str | None, option("--unknown-managers", UNKNOWN_MANAGERS)] = None
    ties: Annotated[
        str | None, option("--ties", "The file of who works with whom: source,target[,weight].", "FILE")
    ] = None
    tie_columns: Annotated[
        list[str] | None,
        option("--tie-columns", "What your file of ties calls a column, such as source=From.", "OURS=YOURS"),
    ] = None
    tie_sheet: Annotated[
        str | None,
        option("--tie-sheet", "Which sheet of a workbook has the ties, by default the first visible one.", "SHEET"),
    ] = None
    tie_header: Annotated[int | None, option("--tie-header", HEADER.format("your file of ties"), "LINE")] = None
    symmetrise: Annotated[str | None, option("--symmetrise", SYMMETRISE)] = None
    weights: Annotated[
        str | None, option("--weights", "strength, count or auto: how weights of ties are read, by default auto.")
    ] = None
    unknown_ties: Annotated[
        str | None,
        option(
            "--unknown-ties",
            "refuse or drop: what to do with ties of people who are not in your roster, by default refuse.",
        ),
    ] = None

    def settings(self) -> list[str]:
        """Return the same as settings of a scenario."""
        values: dict[str, Any] = {
            "roster.file": self.roster,
            "roster.level_order": self.level_order,
            "roster.as_of": self.as_of,
            "roster.reporting_lines": self.reporting_lines,
            "roster.sheet": self.sheet,
            "roster.header": self.header,
            "roster.under_represented": list(self.under_represented or ()) or None,
            "roster.only": kept_only(self.only) or None,
            "roster.unknown_managers": self.unknown_managers,
            "roster.sure": list(self.sure or ()) or None,
            "ties.file": self.ties,
            "ties.unknown": self.unknown_ties,
            "ties.sheet": self.tie_sheet,
            "ties.header": self.tie_header,
            "ties.symmetrise": self.symmetrise,
            "ties.weights": self.weights,
        }
        values |= {f"roster.columns.{ours}": theirs for ours, theirs in mapped("--columns", self.columns).items()}
        values |= {f"ties.columns.{ours}": theirs for ours, theirs in mapped("--tie-columns", self.tie_columns).items()}
        values |= {f"roster.levels.{grade}": number(level) for grade, level in mapped("--levels", self.levels).items()}
        return [f"organisation.{path}={json.dumps(value)}" for path, value in values.items() if value is not None]

    def as_typed(self, text: str) -> str:
        """Return a text with the files of these options called as they were typed, not by their whole paths."""
        for file in (self.roster, self.ties, self.reporting_lines):
            text = text.replace(abspath(file), file) if file else text
        return text

    def told(self, problem: Problem) -> Problem:
        """Return a problem with the option that it is about, and with files as they were typed."""
        from ....agents.base.skills import LEVELS
        from ....scenarios.files.allowed import SETTING

        path = problem.field or ""
        if problem.file == SETTING and any(setting.startswith(f"{path}=") for setting in self.settings()):
            _, block, key, *which = path.split(".", maxsplit=3)
            name = block if key == "file" else OF_TIES.get(key, f"tie-{key}") if block == "ties" else key
            named = ", ".join(f"{at} {level}" for at, level in enumerate(LEVELS))
            hint = problem.hint or (f"The levels are: {named}." if key == "levels" else "")
            return replace(problem, hint=hint, file=None, field=" ".join([f"--{name.replace('_', '-')}", *which]))
        return replace(problem, file=problem.file and self.as_typed(problem.file))


def mapped(option: str, pairs: Sequence[str] | None) -> dict[str, str]:
    """Return "ours=theirs" pairs as a mapping, refusing what is none."""
    mapping, problems = {}, []
    for pair in (part for text in pairs or () for part in parted(text)):
        ours, equals, theirs = pair.partition("=")
        if not (equals and ours.strip() and theirs.strip()):
            hint = f"Write {option} {EXAMPLES[option]}."
            problems.append(Problem(f"'{pair}' is not of the form NAME=VALUE.", hint, "format", field=option))
        mapping[ours.strip()] = theirs.strip()
    if problems:
        raise Refused(problems)
    return mapping


def kept_only(pairs: Sequence[str] | None) -> dict[str, list[str]]:
    """Return "column=value|value" pairs as the values of each column, refusing what is none.

    >>> kept_only(["Status=Active|On leave"])
    {'Status': ['Active', 'On leave']}
    """
    only: dict[str, list[str]] = {}
    for pair in pairs or ():
        header, equals, values = pair.partition("=")
        if not (equals and header.strip()):
            hint = f"Write --only {EXAMPLES['--only']}."
            raise Refused(Problem(f"'{pair}' is not of the form COLUMN=VALUE.", hint, "format", field="--only"))
        only.setdefault(header.strip(), []).extend(value.strip() for value in values.split("|"))
    return only


def parted(pairs: str) -> list[str]:
    """Return "a=b,c=d" as two pairs; a comma in a name stays.

    >>> parted("level=Grade,team=Squad"), parted("Director, Sales=3")
    (['level=Grade', 'team=Squad'], ['Director, Sales=3'])
    """
    parts = pairs.split(",")
    return parts if all("=" in part for part in parts) else [pairs]


def number(text: str) -> int | str:
    """Return a whole number as one, any other text as it is.

    >>> number("3"), number("--3"), number("3" * 5000) == "3" * 5000
    (3, '--3', True)
    """
    return int(text) if re.fullmatch(r"-?\d{1,18}", text) else text


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
        from ...runs.plan import shard_of
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
