"""The command line. A verb is one file of `verbs`, found there, and imported when it is called.

Exit codes: 0 done; 1 done, but a gate failed; 2 wrong usage or input; 3 a run failed; 75 the workers were lost;
130 interrupted.
"""

from __future__ import annotations

import os
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import typer

INTERRUPTED = 130

FIRST = (
    "demo", "list", "new", "check", "run", "compare", "sweep", "diff", "status", "resume", "replay", "verify",
    "export", "merge", "match", "evidence", "odd", "validate",
)  # fmt: skip
"""Verbs in the order of --help; others come after these."""


def verbs() -> dict[str, str]:
    """Return what each verb does by name: the files of `verbs` whose docstring begins with "mentorlab NAME: "."""
    found = {}
    for file in sorted((Path(__file__).parent / "verbs").glob("*.py")):
        said = " ".join(file.read_text(encoding="utf-8").split('"""')[1].split())
        name, colon, does = said.removeprefix("mentorlab ").partition(": ")
        if colon and name == file.stem:
            found[name] = does[:1].upper() + does[1:]
    return dict(sorted(found.items(), key=lambda one: FIRST.index(one[0]) if one[0] in FIRST else len(FIRST)))


VERBS = verbs()


def say_version(asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        from importlib.metadata import version

        print(f"mentorlab {version('mentorlab')}")
        raise typer.Exit


def common(
    version: Annotated[bool, typer.Option("--version", callback=say_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Try out a reverse-mentoring programme in simulation before launching a real one."""


def app_for(arguments: Sequence[str]) -> typer.Typer:
    """Return the command line with the verb that is asked for loaded; of the others only their name and what they do.

    With shell completion all are loaded.
    """
    app = typer.Typer(
        name="mentorlab",
        help="Try out a reverse-mentoring programme in simulation before launching a real one.",
        epilog="Results are 'what if, under these assumptions': simulated, not measured. Begin with: mentorlab demo",
        no_args_is_help=True,
        add_completion=False,
        rich_markup_mode=None,
        pretty_exceptions_enable=False,
    )
    app.callback()(common)
    for name, does in VERBS.items():
        asked = name in arguments or "_MENTORLAB_COMPLETE" in os.environ
        app.command(name, help=does)(command_of(name) if asked else lambda: None)
    return app


def command_of(name: str) -> Callable[..., int]:
    """Return a verb as a command: the function of its name in the file of its name."""
    from .options.options import delivers

    room = import_module(f".verbs.{name}", __package__)
    return delivers(name, getattr(room, name, None) or getattr(room, f"{name}_"))


def main() -> None:
    """Run the command line and leave with its exit code; being told to end is an interruption like the key's."""
    signal.signal(signal.SIGTERM, signal.default_int_handler)
    sys.exit(answered(sys.argv[1:]))


def answered(arguments: Sequence[str]) -> int:
    """Run a command; whatever happens becomes a sentence and an exit code."""
    try:
        code = app_for(arguments)(spelled_out(arguments), prog_name="mentorlab", standalone_mode=False)
        sys.stdout.flush()
        if code == INTERRUPTED:  # how newer versions of typer tell it
            raise KeyboardInterrupt
        return code if isinstance(code, int) else 0
    except BrokenPipeError:  # whoever read our answer has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort) as stopped:
        said = str(stopped) or "Interrupted; nothing was kept."
        return failed(arguments, [{"code": "interrupted", "message": said}], INTERRUPTED)
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


def problems_of(error: Exception) -> tuple[list[dict[str, Any]], int]:
    """Return what an error says, in the fields of a problem, and its exit code."""
    if hasattr(error, "problems"):  # a refusal
        return [{**problem.as_dict(), "said": str(problem)} for problem in error.problems], 2
    if hasattr(error, "format_message"):  # the parser's
        context = getattr(error, "ctx", None)
        message = error.format_message()
        hint = f"Try '{context.command_path if context else 'mentorlab'} --help'."
        return [{"code": "usage", "message": message, "hint": "" if message.startswith("Usage:") else hint}], 2
    if hasattr(error, "exit_code"):
        hint = "MENTORLAB_DEBUG=1 shows where; `mentorlab run` with that seed and replicate repeats it alone."
        code = {75: "lost", INTERRUPTED: "interrupted"}.get(error.exit_code, "run")
        problem = {"code": code, "message": str(error), "hint": hint if code == "run" else ""}
        return [problem], int(error.exit_code)
    told = f"Something went wrong inside mentorlab ({type(error).__name__}: {error})."
    return [{"code": "internal", "message": told, "hint": "MENTORLAB_DEBUG=1 shows where; please report it."}], 3


def failed(arguments: Sequence[str], problems: list[dict[str, Any]], code: int) -> int:
    """Say what went wrong, in JSON if that was asked for, and return the exit code."""
    from .tables.answers import FIELDS, clean, envelope

    if "--json" in arguments:
        verb = next((word for word in arguments if not word.startswith("-")), "mentorlab")
        print(envelope(verb, None, [{field: problem.get(field) or None for field in FIELDS} for problem in problems]))
        return code
    for problem in problems:
        said = problem.get("said") or " ".join(filter(None, (problem["message"], problem.get("hint"))))
        print("\n".join(map(clean, said.splitlines())), file=sys.stderr)
    if any(f"{word}: {{" in str(problem.get("said")) for problem in problems for word in ("columns", "levels")):
        print("Here, columns: {A: B} is --columns A=B, and levels: {A: 0} is --levels A=0.", file=sys.stderr)
    return code
