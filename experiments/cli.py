"""The command line. Its verbs only name their options here; what they do is imported when they are called.

Exit codes: 0 done; 1 done, but a gate failed; 2 wrong usage or input; 3 a run failed; 75 the workers were lost;
130 interrupted.
"""

from __future__ import annotations

import os
import sys
from collections.abc import Sequence
from typing import Annotated, Any

import typer

from .commands.how_to_read import HowToRead
from .commands.options import Allow, Bar, Jobs, Json, Replicates, Seed, Set, reads_people

INTERRUPTED = 130

app = typer.Typer(
    name="mentorlab",
    help="Try out a reverse-mentoring programme in simulation before launching a real one.",
    epilog="Results are 'what if, under these assumptions': simulated, not measured. Begin with: mentorlab demo",
    no_args_is_help=True,
    add_completion=False,
    rich_markup_mode=None,
    pretty_exceptions_enable=False,
)


def permit(packages: Sequence[str] | None) -> None:
    """Let scenarios name what is in these packages."""
    if packages:
        from ..scenarios.own import allow

        allow(*packages)


def say_version(asked: bool) -> None:
    """Print the version and leave."""
    if asked:
        from importlib.metadata import version

        print(f"mentorlab {version('mentorlab')}")
        raise typer.Exit


@app.callback()
def common(
    version: Annotated[bool, typer.Option("--version", callback=say_version, is_eager=True, help="Show it.")] = False,
) -> None:
    """Try out a reverse-mentoring programme in simulation before launching a real one."""


@app.command("demo")
def demo(
    out: Annotated[str, typer.Option("--out", metavar="DIR", help="Where its files go.")] = "mentorlab-demo",
    replicates: Replicates = 30,
    seed: Seed = 0,
    jobs: Jobs = None,
    bar: Bar = None,
    as_json: Json = False,
) -> int:
    """Compare six policies on a sample organisation; under a minute."""
    from .commands.answers import deliver
    from .commands.demo import demo

    return deliver("demo", demo(out, replicates, seed, jobs, bar), as_json=as_json)


@app.command("list")
def list_(
    section: Annotated[str | None, typer.Argument(help="scenarios, strategies, levers or outcomes.")] = None,
    as_json: Json = False,
) -> int:
    """Show the scenarios, strategies, levers and outcomes there are."""
    from .commands.answers import deliver
    from .commands.look import list_everything

    return deliver("list", list_everything(section), as_json=as_json)


@app.command("evidence")
def evidence(
    about: Annotated[
        str | None, typer.Argument(help="A part of a path (sessions), an author, or a grade: A, B, C, assumption.")
    ] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Answer as a page of Markdown.")] = False,
    as_json: Json = False,
) -> int:
    """Show what every number rests on: unit, range, source, grade; and the claims that are not used."""
    from .commands.answers import deliver
    from .commands.evidence import evidence

    return deliver("evidence", evidence(about, as_markdown), as_json=as_json)


@app.command("new")
def new(
    name: Annotated[str, typer.Argument(help="NAME.yaml is written here.")],
    from_: Annotated[str, typer.Option("--from", metavar="SCENARIO", help="What it starts from.")] = "reverse",
    as_json: Json = False,
) -> int:
    """Write a scenario file to edit, its levers explained."""
    from .commands.answers import deliver
    from .commands.look import new

    return deliver("new", new(name, from_), as_json=as_json)


@app.command("check")
@reads_people
def check(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE...]", help="Scenarios (.yaml) and rosters (.csv, .xlsx).")
    ] = None,
    strategy: Annotated[
        str | None, typer.Option("--strategy", metavar="PACKAGE.MODULE:NAME", help="Try your own code, not files.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="pairing, action, process, reward, training, targeting or outcome.")
    ] = None,
    *,
    how: HowToRead,
    settings: Set = None,
    solve: Annotated[bool, typer.Option("--solve", help="Run the model: are your own figures met?")] = False,
    allow: Allow = None,
    as_json: Json = False,
) -> int:
    """Read files as a study would and report how good they are, or all that is wrong; or try a strategy of yours."""
    from .commands.answers import deliver

    permit(allow)
    if strategy is not None and not files:
        from .commands.strategy import check_strategy

        return deliver("check", check_strategy(strategy, kind), as_json=as_json)
    if not files or strategy is not None:
        raise typer.BadParameter("Name files, or one --strategy package.module:name, and not both.")
    from .commands.check import check

    return deliver("check", check(files, how, settings or (), solve), as_json=as_json)


@app.command("run")
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
    from .commands.answers import deliver
    from .commands.run import run

    permit(allow)
    answer = run(scenario, [*how.settings(), *(settings or ())], seed, replicate, weekly, people, pairs)
    return deliver("run", answer, as_json=as_json)


@app.command("match")
@reads_people
def match(
    scenario: Annotated[str, typer.Argument(help="A library name or a file.")],
    to: Annotated[str | None, typer.Option("--to", metavar="FILE", help="Write the pairs: .csv or .xlsx.")] = None,
    unmatched: Annotated[
        str | None, typer.Option("--unmatched", metavar="FILE", help="Write who has no pair, and why.")
    ] = None,
    people: Annotated[
        str | None, typer.Option("--people", metavar="FILE", help="Who signed up (employee_id): then nobody is drawn.")
    ] = None,
    ids: Annotated[
        str, typer.Option("--ids", help="In these files: pseudonyms, or your own ids (own).")
    ] = "pseudonyms",
    seed: Seed = 0,
    replicate: Annotated[int, typer.Option("--replicate", help="Which simulated launch.")] = 0,
    *,
    how: HowToRead,
    settings: Set = None,
    allow: Allow = None,
    as_json: Json = False,
) -> int:
    """Pair the first cohort, with three reasons a pair, and say who has no pair and why."""
    from .commands.answers import deliver
    from .commands.match import match

    permit(allow)
    answer = match(scenario, [*how.settings(), *(settings or ())], seed, replicate, people, to, unmatched, ids)
    return deliver("match", answer, as_json=as_json)


@app.command("compare")
@reads_people
def compare(
    scenarios: Annotated[list[str], typer.Argument(metavar="SCENARIO...", help="Library names or files.")],
    baseline: Annotated[str | None, typer.Option("--baseline", help="What the others are held against.")] = None,
    vary: Annotated[
        list[str] | None, typer.Option("--vary", metavar="LEVER[=A,B]", help="Try values in the last scenario named.")
    ] = None,
    replicates: Replicates = 30,
    seed: Seed = 0,
    jobs: Jobs = None,
    *,
    how: HowToRead,
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
    store: Annotated[str | None, typer.Option("--store", hidden=True)] = None,
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
    from .commands.answers import deliver
    from .commands.run import compare_scenarios

    permit(allow)
    answer = compare_scenarios(
        scenarios, [*how.settings(), *(settings or ())], baseline=baseline, vary=vary or (), replicates=replicates,
        seed=seed, jobs=jobs, figure=figure, survival=survival, retention=retention, store=store,
        everything=everything, bar=bar, why=why, sceptic=sceptic,
    )  # fmt: skip
    return deliver("compare", answer, as_json=as_json)


@app.command("diff")
def diff(
    scenarios: Annotated[list[str], typer.Argument(metavar="SCENARIO...", help="Two or more names or files.")],
    settings: Set = None,
    allow: Allow = None,
    as_json: Json = False,
) -> int:
    """Show what differs between scenarios."""
    from .commands.answers import deliver
    from .commands.look import diff

    permit(allow)
    return deliver("diff", diff(scenarios, settings or ()), as_json=as_json)


@app.command("odd")
def odd(
    to: Annotated[str | None, typer.Option("--to", metavar="FILE", help="Write it as Markdown.")] = None,
    as_json: Json = False,
) -> int:
    """Describe the model after the ODD protocol, from its code."""
    from .commands.answers import deliver
    from .commands.odd import odd

    return deliver("odd", odd(to), as_json=as_json)


@app.command("validate")
def validate(
    employees: Annotated[int, typer.Option("--employees", min=300, help="Employees of each organisation.")] = 10_000,
    replicates: Annotated[int, typer.Option("--replicates", min=1, help="Organisations for each measurement.")] = 2,
    seed: Seed = 0,
    bar: Bar = None,
    as_json: Json = False,
) -> int:
    """Hold the model against what is known of organisations and mentoring; some minutes."""
    from .commands.answers import deliver
    from .commands.validate import validate

    return deliver("validate", validate(employees, replicates, seed, bar), as_json=as_json)


def main() -> None:
    """Run the command line and leave with its exit code."""
    sys.exit(answered(sys.argv[1:]))


def answered(arguments: Sequence[str]) -> int:
    """Run a command; whatever happens becomes a sentence and an exit code."""
    try:
        code = app(spelled_out(arguments), prog_name="mentorlab", standalone_mode=False)
        sys.stdout.flush()
        if code == INTERRUPTED:  # how newer versions of typer tell it
            raise KeyboardInterrupt
        return code if isinstance(code, int) else 0
    except BrokenPipeError:  # whoever read our answer has gone
        os.dup2(os.open(os.devnull, os.O_WRONLY), sys.stdout.fileno())
        return 0
    except (KeyboardInterrupt, typer.Abort):
        return failed(arguments, [{"code": "interrupted", "message": "Interrupted; nothing was kept."}], INTERRUPTED)
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
    from ..scenarios.mechanisms import MECHANISMS

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
        lost = error.exit_code == 75
        problem = {"code": "lost" if lost else "run", "message": str(error), "hint": "" if lost else hint}
        return [problem], int(error.exit_code)
    told = f"Something went wrong inside mentorlab ({type(error).__name__}: {error})."
    return [{"code": "internal", "message": told, "hint": "MENTORLAB_DEBUG=1 shows where; please report it."}], 3


def failed(arguments: Sequence[str], problems: list[dict[str, Any]], code: int) -> int:
    """Say what went wrong, in JSON if that was asked for, and return the exit code."""
    from .commands.answers import clean, envelope

    fields = ("file", "line", "column", "field", "code", "message", "hint")
    if "--json" in arguments:
        verb = next((word for word in arguments if not word.startswith("-")), "mentorlab")
        print(envelope(verb, None, [{field: problem.get(field) or None for field in fields} for problem in problems]))
        return code
    for problem in problems:
        said = problem.get("said") or " ".join(filter(None, (problem["message"], problem.get("hint"))))
        print("\n".join(map(clean, said.splitlines())), file=sys.stderr)
    if any(f"{word}: {{" in str(problem.get("said")) for problem in problems for word in ("columns", "levels")):
        print("Here, columns: {A: B} is --columns A=B, and levels: {A: 0} is --levels A=0.", file=sys.stderr)
    return code
