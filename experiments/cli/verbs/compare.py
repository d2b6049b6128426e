"""mentorlab compare: compare policies with each other over many simulated futures."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ....agents.base.refusal import Problem, Refused
from ....agents.base.writing import write_whole
from ....agents.files.tables.cells import counted
from ....scenarios.assumptions.mechanisms import MECHANISMS, known
from ....scenarios.evidence.sceptic import SCEPTIC, sceptical
from ....scenarios.extensions.resolve import allowed
from ....scenarios.scenario import Scenario
from ...results.comparison import retention_data
from ...show.progress import progress
from ...show.wording.comparison import notes_and_warnings
from ..options.choosing import chosen_scenarios
from ..options.options import Allow, Bar, Replicates, Seed, Set, Until, permit, reads_people, runs_studies
from ..options.records import HowToRead, StudyOptions, option
from ..tables.answers import Answer, check_targets, clean
from ..tables.comparison import show_comparison, show_next, show_retention
from ..tables.why import show_why
from .run import meet_first

if TYPE_CHECKING:
    from rich.console import Console

    from ....scenarios.assumptions.assumptions import MechanismName
    from ....sim.calibration.calibrate import Progress
    from ...runs.collect import Failure
    from ...studies.comparison import Comparison
    from ...studies.stopping.rules import Rule
    from ...studies.sweep import Sweep
    from ...studies.why import Why

RULE_OPTIONS = ("floor", "cap", "confidence", "indifference")
"""What a rule that says when there is enough takes beside the outcomes."""

ALL = "all"
"""What `--why` asks for when it names no mechanism."""


@reads_people
@runs_studies
def compare(
    scenarios: Annotated[
        list[str], typer.Argument(metavar="SCENARIO...", help="Names of library scenarios, or scenario files.")
    ],
    baseline: Annotated[
        str | None, option("--baseline", "The scenario that the others are compared with, by default the first.")
    ] = None,
    vary: Annotated[
        list[str] | None,
        option("--vary", "Compare several values of a lever in the last scenario named.", "LEVER[=A,B]"),
    ] = None,
    replicates: Replicates = 30,
    seed: Seed = 0,
    until: Until = None,
    *,
    how: HowToRead,
    options: StudyOptions,
    settings: Set = None,
    figure: Annotated[
        str | None, option("--figure", "Draw the headlines into this file (.png, .svg or .pdf).", "FILE")
    ] = None,
    survival: Annotated[
        str | None, option("--survival", "Draw into this file how many people stay, by participation and age.", "FILE")
    ] = None,
    retention: Annotated[
        bool, option("--retention", "Also show the participants' retention as it seems and as it is.")
    ] = False,
    why: Annotated[
        str | None,
        option(
            "--why",
            "Simulate again without each mechanism, or each of those named, to show what a difference depends on.",
            "[A,B]",
        ),
    ] = None,
    sceptic: Annotated[
        bool,
        option("--sceptic", "Set every effect borrowed from other research to its least favourable plausible value."),
    ] = False,
    allow: Allow = None,
    everything: Annotated[bool, option("--all", "Also show the exploratory outcomes.")] = False,
    bar: Bar = None,
) -> Answer:
    """Compare scenarios, with the pictures and further questions that are asked for."""
    permit(allow)
    changed = [*how.settings(), *(settings or ())]
    mechanisms = mechanisms_of(why)
    if mechanisms and (until or options.shard):
        message = (
            f"cannot be used with {'--until' if until else '--shard'}, as every mechanism is simulated equally often."
        )
        raise Refused(Problem(message, "Say how many --replicates there are to be.", "conflict", field="--why"))
    arguments = options.arguments()
    compared, chosen = chosen_scenarios(scenarios, changed, vary or (), baseline)
    pictures = pictures_of(figure, len(compared) - 1 if mechanisms else 0)
    curves = curves_of(survival, len(compared) - 1)
    check_targets([*pictures, *curves], pictures=True)
    if sceptic:
        row = None if chosen is None else compared.index(chosen)
        compared = [sceptical(scenario) for scenario in compared]
        chosen = None if row is None else compared[row]
    notes = [SCEPTIC] if sceptic else []
    everywhere = [one for one in changed if not one.startswith(("organisation.roster", "organisation.ties"))]
    if everywhere:
        notes.insert(0, f"Set in every scenario: {', '.join(everywhere)}.")
    meet_first(compared, bar)
    with watched(len(compared), bar) as moved:
        from ...studies.compare import compare as run_comparison  # compiles the model where that was not done before

        comparison = run_comparison(
            compared, baseline=chosen, replicates=replicates, until=rule_from(until), seed=seed, notes=notes,
            progress=moved, **arguments,
        )  # fmt: skip
    if figure:
        draw(comparison, figure)
    survivors = draw_survival(comparison, curves) if curves else {}
    jobs = options.jobs
    whys = explained(compared, chosen, mechanisms, pictures[1:], replicates, seed, jobs, bar) if mechanisms else ()

    def also(console: Console) -> None:
        for one in whys:
            show_why(console, one, everything)
        if retention:
            show_retention(console, comparison)
        if survivors:
            console.print()
        for name, file in survivors.items():
            console.print(f"Survival curves of {clean(name)}: {clean(file)}")
        show_next(console, comparison, pictures)

    data = {"retention": retention_data(comparison)} if retention else {}
    data |= {"why": {one.scenario: one.data for one in whys}} if whys else {}
    return answer_of(comparison, everything, also, data, options.store_shown)


def answer_of(
    comparison: Comparison,
    everything: bool,
    also: Callable[[Console], None] = lambda console: None,
    data: Mapping[str, Any] = MappingProxyType({}),
    store: str | None = None,
) -> Answer:
    """Return a comparison as an answer, with what is shown below it and the runs that failed as errors."""

    def show(console: Console) -> None:
        show_comparison(console, comparison, everything)
        also(console)

    errors = [failure_as_problem(failure, store) for failure in comparison.failures]
    code = 3 if errors else 0
    return Answer({**comparison.data, **data}, show, code=code, notes=notes_and_warnings(comparison), errors=errors)


def failure_as_problem(failure: Failure, store: str | None) -> dict[str, Any]:
    """Return a run that failed as a problem has it."""
    where = f"'{failure.scenario}', seed {failure.seed}, replicate {failure.replicate}"
    own = "".join(f" --allow {package}" for package in allowed())
    hint = f"mentorlab replay {failure.key[:12]} --store {store}{own} repeats it." if store else ""
    return {"code": "run", "message": f"The run of {where} failed: {failure.reason}", "hint": hint}


def rule_from(until: str | None) -> Rule | None:
    """Return the rule that says when there are enough runs: "retention=0.5" or "best=retention", perhaps ",cap=400"."""
    if until is None:
        return None
    from ...studies.stopping.until import rule_of

    if wrong := [part for part in until.split(",") if not part.partition("=")[2].strip()]:
        hint = "Write --until retention=0.5 or --until best=retention,cap=400."
        raise Refused(
            Problem(f"'{wrong[0]}' is not of the form NAME=VALUE.", hint, "format", field="--until", value=until)
        )
    parts = {name.strip(): value.strip() for name, _, value in (part.partition("=") for part in until.split(","))}
    options: dict[str, Any] = {name: number_in(parts.pop(name)) for name in RULE_OPTIONS if name in parts}
    best = parts.pop("best", None)
    if best is not None:
        options["choice"] = best
    if parts or best is None:
        options["precision"] = {name: number_in(value) for name, value in parts.items()}
    return rule_of(options, field="--until")


def number_in(text: str) -> float | str:
    """Return a number, or the text for a refusal to show.

    >>> number_in("400"), number_in("0.5"), number_in("many")
    (400, 0.5, 'many')
    """
    for kind in (int, float):
        try:
            return kind(text)
        except ValueError:
            pass
    return text


def mechanisms_of(why: str | None) -> tuple[MechanismName, ...]:
    """Return the mechanisms that are to be switched off in turn: none, those named, or all."""
    if why is None:
        return ()
    return known(MECHANISMS if why == ALL else [name.strip() for name in why.split(",") if name.strip()])


def pictures_of(figure: str | None, whys: int) -> list[str]:
    """Return the files to draw: the comparison, and beside it a picture of why for each scenario but the baseline."""
    if figure is None:
        return []
    path = Path(figure)
    beside = (f"{path.stem}-why{'' if whys == 1 else f'-{n + 1}'}{path.suffix}" for n in range(whys))
    return [figure, *(str(path.with_name(name)) for name in beside)]


def curves_of(survival: str | None, programmes: int) -> list[str]:
    """Return the files of survival curves, one for each scenario but the baseline.

    >>> curves_of("stays.png", 2)
    ['stays.png', 'stays-2.png']
    """
    if survival is None:
        return []
    path = Path(survival)
    return [survival, *(str(path.with_name(f"{path.stem}-{n + 1}{path.suffix}")) for n in range(1, programmes))]


def explained(
    scenarios: Sequence[Scenario],
    baseline: Scenario | None,
    mechanisms: Sequence[MechanismName],
    pictures: Sequence[str],
    replicates: int,
    seed: int,
    jobs: int | None,
    bar: bool | None,
) -> tuple[Why, ...]:
    """Run the scenarios again without each mechanism in turn, and draw the results."""
    with progress(f"simulated futures without each of {counted(len(mechanisms), 'mechanism')}", bar=bar) as moved:
        from ...studies.why import explain

        whys = explain(
            scenarios, baseline, mechanisms=mechanisms, replicates=replicates, seed=seed, jobs=jobs, progress=moved
        )
    for one, file in zip(whys, pictures, strict=False):
        draw(one, file)
    return whys


def watched(scenarios: int, bar: bool | None) -> AbstractContextManager[Progress]:
    """Show how far a comparison is."""
    return progress(f"simulated futures, {scenarios} scenarios each", bar=bar)


def draw_survival(comparison: Comparison, files: Sequence[str]) -> dict[str, str]:
    """Draw the survival curves of each programme into a file of its own; return the file of each."""
    from ...show.figures import save_figure
    from ...show.survival_figure import programmes_to_draw, survival_figure

    drawn = dict(zip(programmes_to_draw(comparison), files, strict=False))
    for name, file in drawn.items():
        write_whole(file, lambda scratch, name=name: save_figure(survival_figure(comparison, name), scratch))  # type: ignore[misc]
    return drawn


def draw(result: Comparison | Sweep | Why, file: str | Path) -> None:
    """Draw a comparison, a sweep, or why, into a file."""
    from ...show.figures import save_figure

    write_whole(file, lambda scratch: save_figure(result.plot(), scratch))
