"""The commands that run the model: run and compare."""

from __future__ import annotations

import math
from collections.abc import Callable, Mapping, Sequence
from contextlib import AbstractContextManager
from pathlib import Path
from types import MappingProxyType
from typing import TYPE_CHECKING, Any

from ...agents.cells import counted
from ...agents.refusal import Problem, Refused
from ...scenarios.files import load
from ...scenarios.mechanisms import MECHANISMS, known
from ...scenarios.outcomes import HEADLINES, OUTCOME
from ...scenarios.own import allowed
from ...scenarios.scenario import Scenario
from ...scenarios.scenario_record import own_outcomes
from ...scenarios.sceptic import SCEPTIC, sceptical
from ..apart import same_assumptions
from ..notes import asks_for_pairs, no_pairs
from ..own_figures import figures_data, met, states_figures
from ..progress import Progress, progress
from ..retention import retention_data
from ..show.numbers import amount
from ..studies.comparison import Comparison
from ..words import told_beside_numbers
from ..writing import write_whole
from .answers import Answer, check_targets, clean, table, write_csv
from .choosing import chosen_scenarios
from .doing import Doing
from .shown import show_comparison, show_next
from .shown_figures import show_figures
from .shown_retention import show_retention
from .shown_why import show_why

if TYPE_CHECKING:
    from rich.console import Console

    from ...scenarios.assumptions import MechanismName
    from ..enough import Rule
    from ..explaining import Why
    from ..gather import Failure
    from ..studies.simulate import Run

RULE_OPTIONS = ("floor", "cap", "confidence", "indifference")
"""What a rule that says when there is enough takes beside the outcomes."""

ALL = "all"
"""What `--why` asks for when it names no mechanism."""
ALSO_SHOWN = (
    "participants.inclusion", "participants.senior_technology_gain", "participants.junior_leadership_gain",
    "quits", "rapport", "attendance", "parted_early", "hours", "cash",
)  # fmt: skip


def run(
    name: str,
    settings: Sequence[str],
    seed: int,
    replicate: int,
    weekly: str | None,
    people: str | None,
    pairs: str | None,
) -> Answer:
    """Run a scenario once; write what is asked for."""
    check_targets([weekly, people, pairs])
    scenario = load(name, settings=settings)
    meet_first([scenario])
    with progress(f"one run of {scenario.name}", bar=False):
        from ..studies.simulate import simulate

        one = simulate(scenario, seed=seed, replicate=replicate)
    written = {}
    for kind, file, frame in (
        ("weekly", weekly, one.weekly),
        ("people", people, one.people),
        ("pairs", pairs, one.pairs),
    ):
        if file is not None:
            write_csv(file, frame)
            written[kind] = file
    data = {
        "scenario": scenario.name,
        "seed": seed,
        "replicate": replicate,
        "outcomes": {key: None if math.isnan(value) else value for key, value in one.outcomes.items()},
        "digest": one.digest,
        "environment": one.environment,
        "files": written,
    }
    if one.figures:
        data["baseline_figures"] = figures_data(one.figures)
    notes = list(one.notes)
    if asks_for_pairs(scenario) and (warning := no_pairs(scenario.name, [one.outcomes["taking_part"]])):
        notes.append(warning)
    return Answer(data, lambda console: show_run(console, one, name, written, notes), notes=notes)


def show_run(console: Console, one: Run, name: str, written: dict[str, str], notes: Sequence[str]) -> None:
    """Show what a single run came to."""
    console.print(f"One simulated future of '{clean(one.scenario.name)}', seed {one.seed}, replicate {one.replicate}.")
    shown = table("outcome", "value", "unit", right=("value",))
    own = [outcome.declared for outcome in own_outcomes(one.scenario)]
    for outcome in (*(OUTCOME[key] for key in (*HEADLINES, *ALSO_SHOWN)), *own):
        value = one.outcomes[outcome.name]
        if not math.isnan(value):
            unit = outcome.over(one.scenario.weeks).unit_in(one.figures.currency if one.figures else None)
            shown.add_row(outcome.label, amount(value, outcome.digits), clean(unit))
    if one.figures:
        show_figures(console, [one.scenario.name], [one.figures])
    console.print(shown)
    for note in notes:
        console.print(clean(note))
    console.print("A single run is an illustration: another replicate comes out differently. Simulated, not measured.")
    for kind, file in written.items():
        console.print(f"Wrote {kind}: {clean(file)}")
    if same_assumptions(load(name), Scenario()):
        weeks = "" if load(name).weeks == Scenario().weeks else f" --set weeks={load(name).weeks}"
        console.print(f"To learn what a policy does: mentorlab compare no-programme {clean(name)}{weeks}")
    else:  # a shipped baseline would not share them
        console.print(f"To learn what a policy does, sweep a study file: {{scenario: {clean(name)}, cells: [{{}}]}}")


def compare_scenarios(
    names: Sequence[str],
    settings: Sequence[str],
    doing: Doing,
    *,
    baseline: str | None,
    vary: Sequence[str],
    replicates: int,
    until: str | None,
    seed: int,
    figure: str | None,
    survival: str | None,
    retention: bool,
    everything: bool,
    bar: bool | None,
    why: str | None = None,
    sceptic: bool = False,
) -> Answer:
    """Compare scenarios; draw the pictures, ask why and be a sceptic if told to."""
    mechanisms = mechanisms_of(why)
    if mechanisms and (until or doing.shard):
        message = f"does not go with {'--until' if until else '--shard'}: it runs every mechanism as often."
        raise Refused(Problem(message, "Name a number of --replicates.", "conflict", field="--why"))
    arguments = doing.arguments()
    scenarios, chosen = chosen_scenarios(names, settings, vary, baseline)
    pictures = pictures_of(figure, len(scenarios) - 1 if mechanisms else 0)
    curves = curves_of(survival, len(scenarios) - 1)
    check_targets([*pictures, *curves], pictures=True)
    if sceptic:
        row = None if chosen is None else scenarios.index(chosen)
        scenarios = [sceptical(scenario) for scenario in scenarios]
        chosen = None if row is None else scenarios[row]
    notes = [SCEPTIC] if sceptic else []
    everywhere = [one for one in settings if not one.startswith(("organisation.roster", "organisation.ties"))]
    if everywhere:
        notes.insert(0, f"Set in every scenario: {', '.join(everywhere)}.")
    meet_first(scenarios, bar)
    with watched(len(scenarios), bar) as moved:
        from ..study import compare  # compiles the model where that was not done before

        found = compare(
            scenarios, baseline=chosen, replicates=replicates, until=rule_said(until), seed=seed, notes=notes,
            progress=moved, **arguments,
        )  # fmt: skip
    if figure:
        draw(found, figure)
    survivors = draw_survival(found, curves) if curves else {}
    jobs = doing.jobs
    whys = explained(scenarios, chosen, mechanisms, pictures[1:], replicates, seed, jobs, bar) if mechanisms else ()

    def also(console: Console) -> None:
        for one in whys:
            show_why(console, one, everything)
        if retention:
            show_retention(console, found)
        if survivors:
            console.print()
        for name, file in survivors.items():
            console.print(f"Survival curves of {clean(name)}: {clean(file)}")
        show_next(console, found, pictures)

    data = {"retention": retention_data(found)} if retention else {}
    data |= {"why": {one.scenario: one.data for one in whys}} if whys else {}
    return answer_of(found, everything, also, data, doing.store_shown)


def answer_of(
    found: Comparison,
    everything: bool,
    also: Callable[[Console], None] = lambda console: None,
    data: Mapping[str, Any] = MappingProxyType({}),
    store: str | None = None,
) -> Answer:
    """Return a comparison as an answer, and what stands below it; runs that failed are told, with what repeats them."""

    def show(console: Console) -> None:
        show_comparison(console, found, everything)
        also(console)

    errors = [failure_told(one, store) for one in found.failures]
    code = 3 if errors else 0
    return Answer({**found.data, **data}, show, code=code, notes=told_beside_numbers(found), errors=errors)


def failure_told(failure: Failure, store: str | None) -> dict[str, Any]:
    """Return a run that failed as a problem has it."""
    where = f"'{failure.scenario}', seed {failure.seed}, replicate {failure.replicate}"
    own = "".join(f" --allow {package}" for package in allowed())
    hint = f"mentorlab replay {failure.key[:12]} --store {store}{own} repeats it." if store else ""
    return {"code": "run", "message": f"The run of {where} failed: {failure.reason}", "hint": hint}


def rule_said(until: str | None) -> Rule | None:
    """Return the rule that says when there are enough runs: "retention=0.5" or "best=retention", perhaps ",cap=400"."""
    if until is None:
        return None
    from ..until import rule_of

    if wrong := [part for part in until.split(",") if not part.partition("=")[2].strip()]:
        hint = "Write --until retention=0.5 (half of its interval), or --until best=retention,cap=400."
        raise Refused(Problem(f"'{wrong[0]}' says nothing.", hint, "format", field="--until", value=until))
    said = {name.strip(): value.strip() for name, _, value in (part.partition("=") for part in until.split(","))}
    options: dict[str, Any] = {name: number_in(said.pop(name)) for name in RULE_OPTIONS if name in said}
    best = said.pop("best", None)
    if best is not None:
        options["choice"] = best
    if said or best is None:
        options["precision"] = {name: number_in(value) for name, value in said.items()}
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
    """Run the scenarios again without each mechanism in turn, and draw what came of it."""
    with progress(f"simulated futures without each of {counted(len(mechanisms), 'mechanism')}", bar=bar) as moved:
        from ..explaining import explain

        whys = explain(
            scenarios, baseline, mechanisms=mechanisms, replicates=replicates, seed=seed, jobs=jobs, progress=moved
        )
    for one, file in zip(whys, pictures, strict=False):
        draw(one, file)
    return whys


def meet_first(scenarios: Sequence[Scenario], bar: bool | None = None) -> None:
    """Solve for the organisation's own figures before anything else, showing how far that is; kept by the process."""
    if len(scenarios) > 0 and states_figures(scenarios):
        from ..one_organisation import givens_of, in_one_organisation

        shared, _ = in_one_organisation(scenarios)
        given = givens_of(shared)
        with progress("runs to meet your own figures", bar=bar) as moved:
            met(shared, given, moved)


def watched(scenarios: int, bar: bool | None) -> AbstractContextManager[Progress]:
    """Show how far a comparison is."""
    return progress(f"simulated futures, {scenarios} scenarios each", bar=bar)


def draw_survival(found: Comparison, files: Sequence[str]) -> dict[str, str]:
    """Draw the survival curves of each programme into a file of its own; return the file of each."""
    from ..figures import save_figure
    from ..survival import programmes_to_draw, survival_figure

    drawn = dict(zip(programmes_to_draw(found), files, strict=False))
    for name, file in drawn.items():
        write_whole(file, lambda scratch, name=name: save_figure(survival_figure(found, name), scratch))  # type: ignore[misc]
    return drawn


def draw(found: Comparison | Why, file: str | Path) -> None:
    """Draw a comparison, or why, into a file."""
    from ..figures import save_figure

    write_whole(file, lambda scratch: save_figure(found.plot(), scratch))
