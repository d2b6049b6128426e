"""The options that several verbs of the command line share, and how a verb's function becomes a command.

A verb is a file of this folder whose docstring begins with "mentorlab NAME: "; its function of that name takes the
options and returns an `Answer`. The command line finds it, lets it have `--json` and writes the answer.
"""

from __future__ import annotations

import inspect
from collections.abc import Callable, Sequence
from functools import wraps
from typing import Annotated, Any, get_args, get_type_hints

import typer

from ..tables.answers import Answer, deliver
from .roster_options import HowToRead
from .study_options import Jobs as Jobs
from .study_options import StudyOptions

Verb = Callable[..., Answer]

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
Bar = Annotated[bool | None, typer.Option("--progress/--no-progress", help="A bar; unset, on a terminal only.")]
Allow = Annotated[
    list[str] | None, typer.Option("--allow", metavar="PACKAGE", help="Your own code that scenarios may name.")
]
StoreNamed = Annotated[str, typer.Argument(metavar="STORE", help="A file or a PostgreSQL URL.")]
WhichStudy = Annotated[
    str | None, typer.Option("--study", help="Its name or the beginning of its id, where there are several.")
]


def delivers(verb: str, command: Verb) -> Callable[..., int]:
    """Return a verb as a command that writes its answer and returns the exit code; `--json` is one of its options."""

    @wraps(command)
    def delivered(as_json: bool, **given: Any) -> int:
        return deliver(verb, command(**given), as_json=as_json)

    json = inspect.Parameter("as_json", inspect.Parameter.KEYWORD_ONLY, default=False, annotation=Json)
    signature = inspect.signature(command, eval_str=True)
    return with_parameters(delivered, [*signature.parameters.values(), json])


def with_parameters(function: Callable[..., Any], parameters: Sequence[inspect.Parameter]) -> Callable[..., Any]:
    """Return a function as one that is called by these parameters, each by its name."""
    named = [one.replace(kind=inspect.Parameter.KEYWORD_ONLY) for one in parameters]
    function.__signature__ = inspect.Signature(named)  # type: ignore[attr-defined]
    function.__annotations__ = {one.name: one.annotation for one in named}
    return function


def reads_people(command: Verb) -> Verb:
    """Let a command have all options that say how to read people; they reach it as one, `how`."""
    return taking("how", HowToRead)(command)


def runs_studies(command: Verb) -> Verb:
    """Let a command have all options that say where runs are done and kept; they reach it as one, `options`."""
    return stoppable(taking("options", StudyOptions)(command))


def goes_on_with_studies(command: Verb) -> Verb:
    """Let a command have those of them that a study may be gone on with."""
    return stoppable(taking("options", StudyOptions, but=("store", "series"))(command))  # which the study itself says


class Stopped(RuntimeError):  # noqa: N818  (said as a fact, like Refused)
    """The user stopped a command that says what is kept."""

    exit_code = 130


def stoppable(command: Verb) -> Verb:
    """Let the words of an interruption through, which typer would take away."""

    @wraps(command)
    def stopped(*args: Any, **given: Any) -> Answer:
        try:
            return command(*args, **given)
        except KeyboardInterrupt as interrupted:
            if str(interrupted):
                raise Stopped(str(interrupted)) from None
            raise

    return stopped


def taking(as_one: str, record: type, but: Sequence[str] = ()) -> Callable[[Verb], Verb]:
    """Return what lets a command have the options that a record's fields are; they reach it as one record.

    Who calls it in Python may as well hand over the record itself.
    """

    options = {name: kind for name, kind in get_type_hints(record, include_extras=True).items() if name not in but}

    def taken(command: Verb) -> Verb:
        @wraps(command)
        def with_record(*args: Any, **given: Any) -> Answer:
            if as_one not in given:
                said = {name: given.pop(name, None) for name in options}
                said = {name: value for name, value in said.items() if value is not None and value is not False}
                lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
                given[as_one] = record(**said | lists)
            return command(*args, **given)

        parameters: list[inspect.Parameter] = []
        for one in inspect.signature(command, eval_str=True).parameters.values():
            if one.name != as_one:
                parameters.append(one)
                continue
            for name, kind in options.items():
                default = False if get_args(kind)[0] is bool else None
                parameters.append(inspect.Parameter(name, one.KEYWORD_ONLY, default=default, annotation=kind))
        return with_parameters(with_record, parameters)

    return taken


def permit(packages: Sequence[str] | None) -> None:
    """Let scenarios name what is in these packages."""
    if packages:
        from ....scenarios.extensions.resolve import allow

        allow(*packages)
