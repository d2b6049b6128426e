"""mentorlab compare: compare policies with each other over many simulated futures."""

from __future__ import annotations

import re
import sys
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from types import MappingProxyType
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ....agents.base.refusal import Problem, Refused, did_you_mean
from ....agents.files.tables.cells import counted
from ....scenarios.assumptions.mechanisms import MECHANISMS, known
from ....scenarios.assumptions.outcomes import OUTCOME
from ....scenarios.evidence.sceptic import SCEPTIC, sceptical
from ....scenarios.extensions.resolve import allowed
from ....scenarios.records.scenario import own_outcomes
from ....scenarios.scenario import Scenario
from ...results.comparison import retention_data
from ...show.progress import progress
from ...show.wording.comparison import notes_and_warnings
from ...statistics.choice import KEEPS
from ..options.choosing import chosen_scenarios
from ..options.options import Allow, Bar, Replicates, Seed, Set, Until, permit, reads_people, runs_studies
from ..options.pictures import curves_of, draw_comparison, draw_survival, pictures_of, why_name
from ..options.records import HowToRead, StudyOptions, option
from ..options.written import To, all_at_once, check_files, draw, write_results
from ..tables.answers import Answer, check_targets, clean
from ..tables.comparison import show_comparison, show_next
from ..tables.retention import show_retention
from ..tables.why import show_why
from .run import meet_first

if TYPE_CHECKING:
    from rich.console import Console

    from ....scenarios.assumptions.assumptions import MechanismName
    from ....sim.calibration.calibrate import Progress
    from ...runs.collect import Failure
    from ...studies.comparison import Comparison
    from ...studies.stopping.rules import Rule
    from ...studies.why import Why

RULE_OPTIONS = ("floor", "cap", "confidence", "indifference")
"""What a rule that says when there is enough takes beside the outcomes."""

WORLDS_BY_DEFAULT, IN_EACH = 32, 4
"""Worlds, and futures in each."""
WORLDS = (
    "Also vary the assumptions: simulate W worlds with R futures in each, by default 32x4. 0 leaves them fixed, so "
    "that only luck varies."
)
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
    replicates: Replicates = None,
    seed: Seed = 0,
    until: Until = None,
    keeps: Annotated[
        float,
        option(
            "--keeps",
            "What counts as doing as well as another design: to keep this share of its gain over no programme.",
        ),
    ] = KEEPS,
    worlds: Annotated[str | None, option("--worlds", WORLDS, "W|WxR")] = None,
    outcomes: Annotated[
        str | None, option("--outcomes", "Also show these outcomes (mentorlab list names them).", "NAME,...")
    ] = None,
    *,
    how: HowToRead,
    options: StudyOptions,
    settings: Set = None,
    to: To = None,
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
    from ...studies.stopping.limits import keeps_of, worlds_of

    arguments = options.arguments()
    compared, chosen = chosen_scenarios(scenarios, changed, vary or (), baseline)
    files = list(to or ())
    pictures = pictures_of(files, len(compared) - 1 if mechanisms else 0)
    curves = curves_of(survival, len(compared) - 1)
    inputs = [*scenarios, *(file for one in compared for file in one.organisation.files)]
    over, rule, shown, *_ = all_at_once(
        lambda: None if worlds is None else worlds_of(worlds, "--worlds"),
        lambda: rule_from(until),
        lambda: known_outcomes(outcomes, compared),
        lambda: keeps_of(keeps, "--keeps"),
        lambda: check_files(files, inputs, [one for beside in pictures.values() for one in beside.values()]),
        lambda: check_targets(curves, pictures=True),
        lambda: go_together(worlds, until, replicates, sceptic=sceptic, shard=options.shard),
    )
    if over is None:
        over = (0, 0) if sceptic or options.shard or are_apart(compared) else (WORLDS_BY_DEFAULT, IN_EACH)
    if over[0]:
        arguments |= {"worlds": over, "first": say_first}
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
            compared, baseline=chosen, replicates=replicates, until=rule, keeps=keeps, seed=seed, notes=notes,
            progress=moved, **arguments,
        )  # fmt: skip
    drawn = [one for picture, also in pictures.items() for one in draw_comparison(comparison, picture, also)]
    survivors = draw_survival(comparison, curves) if curves else {}
    whys: tuple[Why, ...] = ()
    if mechanisms:
        whys = explained(compared, chosen, mechanisms, comparison.replicates, seed, options.jobs, bar)
        for beside in pictures.values():
            for at, one in enumerate(whys):
                draw(beside[why_name(at, len(whys))], one.plot)
                drawn.append(beside[why_name(at, len(whys))])

    def also(console: Console) -> None:
        for one in whys:
            show_why(console, one, everything)
        if retention:
            show_retention(console, comparison)
        if survivors:
            console.print()
        for name, file in survivors.items():
            console.print(f"Survival curves of {clean(name)}: {clean(file)}")
        for file in written:
            console.print(f"Wrote {clean(file)}")
        show_next(console, comparison, drawn)

    data = {"retention": retention_data(comparison)} if retention else {}
    data |= {"why": {one.scenario: one.data for one in whys}} if whys else {}
    written = write_results(files, {**comparison.data, **data}, comparison.to_frame)
    return answer_of(comparison, everything, also, data, options.store_shown, shown)


def answer_of(
    comparison: Comparison,
    everything: bool,
    also: Callable[[Console], None] = lambda console: None,
    data: Mapping[str, Any] = MappingProxyType({}),
    store: str | None = None,
    outcomes: Sequence[str] = (),
) -> Answer:
    """Return a comparison as an answer, with what is shown below it and the runs that failed as errors."""

    def show(console: Console) -> None:
        show_comparison(console, comparison, everything, outcomes)
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
    """Return the rule that says when there are enough runs: "best", "retention=0.5" or "best=retention,cap=400"."""
    if until is None:
        return None
    from ...studies.stopping.looks import DESIGN
    from ...studies.stopping.until import rule_of

    until = re.sub(r"(^|,)\s*best\s*(?=,|$)", rf"\1best={DESIGN}", until)
    if wrong := [part for part in until.split(",") if not part.partition("=")[2].strip()]:
        hint = "Write --until best, --until retention=0.5 or --until best=retention,cap=400."
        raise Refused(
            Problem(f"'{wrong[0]}' is not of the form NAME=VALUE.", hint, "format", field="--until", value=until)
        )
    parts = {name.strip(): value.strip() for name, _, value in (part.partition("=") for part in until.split(","))}
    options: dict[str, Any] = {name: number_in(parts.pop(name)) for name in RULE_OPTIONS if name in parts}
    best = parts.pop("best", None)
    if best is not None:
        options["best" if best == DESIGN else "choice"] = best
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


def known_outcomes(names: str | None, scenarios: Sequence[Scenario]) -> tuple[str, ...]:
    """Return the outcomes that are to be shown beside the headlines; refuse all that are not measured."""
    asked = [name.strip() for name in (names or "").split(",") if name.strip()]
    measured = [*OUTCOME, *(one.name for scenario in scenarios for one in own_outcomes(scenario))]
    problems = [
        Problem(
            f"there is no outcome '{name}'.", did_you_mean(name, measured) or "mentorlab list outcomes shows them.",
            "unknown", field="--outcomes", value=name,
        )
        for name in asked
        if name not in measured
    ]  # fmt: skip
    if names is not None and not asked:
        problems.append(Problem("names no outcome.", "Write --outcomes rapport,quits.", "missing", field="--outcomes"))
    if problems:
        raise Refused(problems)
    return tuple(dict.fromkeys(asked))


def go_together(
    worlds: str | None, until: str | None, replicates: int | None, *, sceptic: bool, shard: str | None
) -> None:
    """Refuse two rules for one number of futures, and worlds where assumptions are set or only a part is computed."""
    problems = []
    if until is not None and replicates is not None:
        message = "says when there are enough futures, and --replicates says how many there are."
        problems.append(Problem(message, "Leave one of the two out.", "conflict", field="--until", value=until))
    vary = worlds is not None and worlds.strip() != "0"
    if vary and sceptic:
        message = "varies the assumptions that --sceptic sets to their least favourable values."
        problems.append(Problem(message, "Leave one of the two out.", "conflict", field="--worlds", value=worlds))
    if vary and shard:
        message = "cannot be used with --shard: a part of a study has not all worlds."
        problems.append(Problem(message, "Leave one of the two out.", "conflict", field="--worlds", value=worlds))
    if problems:
        raise Refused(problems)


def are_apart(scenarios: Sequence[Scenario]) -> bool:
    """Tell whether scenarios do not share their assumptions, so that there are no worlds common to them."""
    from ...studies.apart import same_assumptions

    return not all(same_assumptions(scenarios[0], one) for one in scenarios)


def say_first(comparison: Comparison) -> None:
    """Say on standard error what is known before assumptions vary as well."""
    from ...show.wording.answer import answer_in_words

    lead = answer_in_words(comparison).lead
    print(
        clean(
            f"With the assumptions held fixed: {lead} Now they vary as well; first each world "
            "is brought to the organisation's quits, inclusion and ideas."
        ),
        file=sys.stderr,
        flush=True,
    )


def explained(
    scenarios: Sequence[Scenario],
    baseline: Scenario | None,
    mechanisms: Sequence[MechanismName],
    replicates: int,
    seed: int,
    jobs: int | None,
    bar: bool | None,
) -> tuple[Why, ...]:
    """Run the scenarios again without each mechanism in turn."""
    with progress(f"simulated futures without each of {counted(len(mechanisms), 'mechanism')}", bar=bar) as moved:
        from ...studies.why import explain

        return explain(
            scenarios, baseline, mechanisms=mechanisms, replicates=replicates, seed=seed, jobs=jobs, progress=moved
        )


def watched(scenarios: int, bar: bool | None) -> AbstractContextManager[Progress]:
    """Show how far a comparison is."""
    return progress(f"simulated futures, {scenarios} scenarios each", bar=bar)
