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

from ....agents.base.refusal import Refused
from ....agents.base.writing import LEFT
from ...runs.stopping import LEAVING
from ..tables.answers import Answer, deliver
from .records import HowToRead, StudyOptions, option
from .records import Jobs as Jobs

Verb = Callable[..., Answer]

Json = Annotated[bool, option("--json", "Answer with one line of JSON, also when something is wrong.")]
Set = Annotated[
    list[str] | None, option("--set", "Change a setting in every scenario, such as policy.share=0.1.", "PATH=VALUE")
]
Seed = Annotated[int, option("--seed", "The number that all luck comes from: the same seed gives the same result.")]
REPLICATES = (
    "How many futures to simulate for each scenario; fewer than 20 decide nothing. By default 30, 60, 100 or 200, as "
    "many as settle which design."
)
Replicates = Annotated[int | None, option("--replicates", REPLICATES)]
UNTIL = (
    "Simulate until this rule is met: best (it is settled which design; best,cap=1000 looks on beyond 200 futures), "
    "retention=0.5 (its interval reaches 0.5 to either side) or best=retention (it is settled which scenario is best "
    "on one outcome)."
)
Until = Annotated[str | None, option("--until", UNTIL, "RULE")]
Bar = Annotated[bool | None, option("--progress/--no-progress", "Show a progress bar; by default on a terminal only.")]
Allow = Annotated[
    list[str] | None, option("--allow", "Let scenarios use your own code from this Python package.", "PACKAGE")
]
StoreNamed = Annotated[
    str, typer.Argument(metavar="STORE", help="The store: a file, or the URL of a PostgreSQL database.")
]
WhichStudy = Annotated[
    str | None, option("--study", "Which study, by its name or the beginning of its id, if the store holds several.")
]


def delivers(verb: str, command: Verb) -> Callable[..., int]:
    """Return a verb as a command that writes its answer and returns the exit code; `--json` is one of its options."""

    @wraps(command)
    def delivered(as_json: bool, **given: Any) -> int:
        LEFT.clear()
        LEAVING.clear()
        try:
            return deliver(verb, command(**given), as_json=as_json)
        except KeyboardInterrupt as interruption:  # of which typer would drop the message
            LEAVING.set()
            raise Stopped(what_is_kept(interruption)) from None
        except (EOFError, BrokenPipeError) as error:  # which typer would take for an interruption, or for a success
            raise RuntimeError(f"{type(error).__name__}: {error}") from error

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
    """Give a command all options that say how to read people; they reach it as one record, `how`.

    What is wrong with one of them is said of that option, and of files as they were typed.
    """

    @wraps(command)
    def told(*args: Any, how: HowToRead, **given: Any) -> Answer:
        try:
            return command(*args, how=how, **given)
        except Refused as refused:
            refused.problems = [how.told(problem) for problem in refused.problems]
            raise

    return taking("how", HowToRead)(told)


def runs_studies(command: Verb) -> Verb:
    """Give a command all options that say where runs are done and kept; they reach it as one record, `options`."""
    return taking("options", StudyOptions)(command)


def goes_on_with_studies(command: Verb) -> Verb:
    """Give a command the options of `runs_studies` without those that a kept study says itself."""
    return taking("options", StudyOptions, but=("store", "series"))(command)


class Stopped(RuntimeError):  # noqa: N818  (said as a fact, like Refused)
    """The user stopped a command; says what is kept."""

    exit_code = 130


def what_is_kept(interruption: BaseException) -> str:
    """Return what to say to somebody who stopped a command, and perhaps once more while it was being left.

    >>> LEFT.clear()
    >>> what_is_kept(KeyboardInterrupt())
    'You stopped it. Nothing new was kept.'
    """
    one: BaseException | None = interruption
    while one is not None and not (isinstance(one, KeyboardInterrupt) and str(one)):
        one = one.__context__
    message = str(one or "You stopped it.")
    left = [name for name in dict.fromkeys(LEFT) if name not in message]
    if left:
        return f"{message} Written before that: {', '.join(left)}."
    return message if one else f"{message} Nothing new was kept."


def taking(as_one: str, record: type, but: Sequence[str] = ()) -> Callable[[Verb], Verb]:
    """Return a decorator that gives a command an option for each field of a record; they reach it as that record.

    Who calls it in Python may as well hand over the record itself.
    """

    options = {name: kind for name, kind in get_type_hints(record, include_extras=True).items() if name not in but}

    def taken(command: Verb) -> Verb:
        @wraps(command)
        def with_record(*args: Any, **given: Any) -> Answer:
            if as_one not in given:
                values = {name: given.pop(name, None) for name in options}
                values = {name: value for name, value in values.items() if value is not None and value is not False}
                lists = {name: tuple(value) for name, value in values.items() if isinstance(value, list)}
                given[as_one] = record(**values | lists)
            return command(*args, **given)

        parameters: list[inspect.Parameter] = []
        for parameter in inspect.signature(command, eval_str=True).parameters.values():
            if parameter.name != as_one:
                parameters.append(parameter)
                continue
            for name, kind in options.items():
                default = False if get_args(kind)[0] is bool else None
                parameters.append(inspect.Parameter(name, parameter.KEYWORD_ONLY, default=default, annotation=kind))
        return with_parameters(with_record, parameters)

    return taken


def permit(packages: Sequence[str] | None) -> None:
    """Let scenarios name what is in these packages."""
    if packages:
        from ....scenarios.extensions.resolve import allow

        allow(*packages)
