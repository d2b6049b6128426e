"""The command line. A verb is one file of `verbs`, found there, and imported when it is called.

README.md, "Exit codes", has the full text of the codes that `EPILOG` lists.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

from ..runs.stopping import LEAVING
from .surroundings import (
    is_folder_gone,
    take_no_more_signals,
    take_signals_patiently,
    take_streams_as_they_are,
    undelivered,
)

INTERRUPTED = 130

EPILOG = """Results say what would happen if the model's assumptions held: they are simulated, not measured. Begin with:
mentorlab demo

\b
Exit codes:
  0    Done.
  1    Done, but a check failed.
  2    Nothing was done: the command, a file or a setting is wrong.
  3    A run failed, or something went wrong inside mentorlab.
  75   The worker processes or the store were lost; mentorlab resume goes on.
  130  You stopped it.
"""

FIRST = (
    "demo", "list", "new", "check", "run", "compare", "sweep", "diff", "status", "resume", "replay", "verify",
    "export", "merge", "match", "evidence", "odd", "validate",
)  # fmt: skip
"""Verbs in the order of --help; others come after these."""


def verbs() -> dict[str, str]:
    """Return what each verb does by name: the files of `verbs` whose docstring begins with "mentorlab NAME: "."""
    found = {}
    for file in sorted((Path(__file__).parent / "verbs").glob("*.py")):
        docstring = " ".join(file.read_text(encoding="utf-8").split('"""')[1].split())
        name, colon, does = docstring.removeprefix("mentorlab ").partition(": ")
        if colon and name == file.stem:
            found[name] = does[:1].upper() + does[1:]
    return dict(sorted(found.items(), key=lambda one: FIRST.index(one[0]) if one[0] in FIRST else len(FIRST)))


VERBS = verbs()


def show_version(asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        from importlib.metadata import version

        print(f"mentorlab {version('mentorlab')}")
        raise typer.Exit


def common(
    version: Annotated[
        bool, typer.Option("--version", callback=show_version, is_eager=True, help="Show the version and exit.")
    ] = False,
) -> None:
    """Try out a reverse-mentoring programme in simulation before launching a real one."""


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Return the command line with the verb that is asked for loaded; of the others only their name and what they do.

    Where a shell asks for completion, the words typed so far are in its environment variable.
    """
    app = typer.Typer(
        name="mentorlab",
        help="Try out a reverse-mentoring programme in simulation before launching a real one.",
        epilog=EPILOG,
        no_args_is_help=True,
        add_completion=True,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(common)
    words = [*arguments, *os.environ.get("COMP_WORDS", "").split(), *os.environ.get("_TYPER_COMPLETE_ARGS", "").split()]
    for name, does in VERBS.items():
        app.command(name, help=does)(command_of(name) if name in words else lambda: None)
    return app


def command_of(name: str) -> Callable[..., int]:
    """Return a verb as a command: the function of its name in the file of its name."""
    from .options.options import delivers

    module = import_module(f".verbs.{name}", __package__)
    return delivers(name, getattr(module, name, None) or getattr(module, f"{name}_"))


def main() -> None:
    """Run the command line and leave with its exit code; a signal to end counts as an interruption by the user."""
    take_signals_patiently()
    take_streams_as_they_are()
    try:
        code = answered(sys.argv[1:])
    except KeyboardInterrupt:  # what went wrong before it was being told
        code = INTERRUPTED
    take_no_more_signals()
    if failed := undelivered(sys.stdout):
        print(f"The answer could not be written: {failed.strerror}.", file=sys.stderr)
        code = code or 2
    undelivered(sys.stderr)
    if code == INTERRUPTED:  # in the middle of anything: a library that is half loaded may not survive being unloaded
        os._exit(code)
    sys.exit(code)


def answered(arguments: Sequence[str]) -> int:
    """Run a command; whatever happens becomes a sentence and an exit code."""
    try:
        code = app_for(arguments)(spelled_out(arguments), prog_name="mentorlab", standalone_mode=False)
        if code == INTERRUPTED:  # which newer versions of typer return
            raise KeyboardInterrupt
        return code if isinstance(code, int) else 0
    except (KeyboardInterrupt, typer.Abort) as stopped:
        LEAVING.set()
        return failed(arguments, *problems_of(stopped_by(stopped)))
    except Exception as error:
        if os.environ.get("MENTORLAB_DEBUG"):
            raise
        return failed(arguments, *problems_of(error))


def spelled_out(arguments: Sequence[str]) -> list[str]:
    """Return the arguments with a value for a `--why` that has none: a scenario may stand after it.

    >>> spelled_out(["compare", "--why", "a.yaml", "b.yaml"])
    ['compare', '--why=all', 'a.yaml', 'b.yaml']
    >>> spelled_out(["compare", "a.yaml", "b.yaml", "--why", "crowding,practice"])
    ['compare', 'a.yaml', 'b.yaml', '--why=crowding,practice']
    """
    left, spelled = list(arguments), []
    while left:
        word = left.pop(0)
        if word == "--why":
            word = f"--why={left.pop(0) if left and names_mechanisms(left[0]) else 'all'}"
        spelled.append(word)
    return spelled


def names_mechanisms(word: str) -> bool:
    """Tell whether a word after `--why` is its list and not a scenario's name."""
    from ...scenarios.assumptions.mechanisms import MECHANISMS

    return "," in word or word in MECHANISMS


def stopped_by(interruption: BaseException) -> Exception:
    """Return an interruption that came before a command or after it as one that says what is kept."""
    from .options.options import Stopped, what_is_kept

    return Stopped(what_is_kept(interruption))


GONE = {"--figure": "--to picture.png", "--csv": "--to table.csv"}
"""Options of former versions, and what does the same now."""
WRITES = ("compare", "sweep", "run")


def problems_of(error: Exception) -> tuple[list[dict[str, Any]], int]:
    """Return what an error says, in the fields of a problem, and its exit code."""
    if hasattr(error, "problems"):  # a refusal
        return [{**problem.as_dict(), "text": str(problem)} for problem in error.problems], 2
    if hasattr(error, "format_message"):  # the parser's
        context = getattr(error, "ctx", None)
        message = error.format_message()
        hint = f"Try '{context.command_path if context else 'mentorlab'} --help'."
        if getattr(error, "option_name", None) in GONE and context is not None and context.info_name in WRITES:
            message = f"There is no {error.option_name} any more."  # type: ignore[attr-defined]
            hint = f"Write {GONE[error.option_name]}: the ending says what is written."  # type: ignore[attr-defined]
        return [{"code": "usage", "message": message, "hint": "" if message.startswith("Usage:") else hint}], 2
    if hasattr(error, "exit_code"):
        hint = "MENTORLAB_DEBUG=1 shows where; mentorlab run with that seed and replicate repeats this run alone."
        code = {75: "lost", INTERRUPTED: "interrupted"}.get(error.exit_code, "run")
        problem = {"code": code, "message": str(error), "hint": hint if code == "run" else ""}
        return [problem], int(error.exit_code)
    if isinstance(error, FileNotFoundError) and is_folder_gone():
        message = "The folder in which this was called is gone."
        return [{"code": "missing", "message": message, "hint": "Change to one that is there."}], 2
    message = f"Something went wrong inside mentorlab ({type(error).__name__}: {error})."
    hint = "Please report it; with MENTORLAB_DEBUG=1 the report shows where it happened."
    return [{"code": "internal", "message": message, "hint": hint}], 3


def failed(arguments: Sequence[str], problems: list[dict[str, Any]], code: int) -> int:
    """Say what went wrong, in JSON if that was asked for, and return the exit code."""
    from .tables.answers import clean, envelope

    if "--json" in arguments:
        verb = next((word for word in arguments if not word.startswith("-")), "mentorlab")
        print(envelope(verb, None, problems))
        return code
    for problem in problems:
        text = problem.get("text") or " ".join(filter(None, (problem["message"], problem.get("hint"))))
        print("\n".join(map(clean, text.splitlines())), file=sys.stderr)
    texts = [str(problem.get("text")) for problem in problems]
    for word, example in (("columns", "A: B"), ("levels", "A: 0")):
        asked = any(f"{word}: {{" in text and "below ties" not in text for text in texts)
        if asked and not any(f"--{word}" in text for text in texts):
            option = f"--{word} {example.replace(': ', '=')}"
            print(f"On the command line, write {word}: {{{example}}} as {option}.", file=sys.stderr)
    if any("there is no column" in str(problem.get("text")) for problem in problems) and "new" not in arguments[:1]:
        print("To have the columns of an export guessed: mentorlab new OURS --roster FILE.", file=sys.stderr)
    return code
