"""Study files: what a sweep asks, read with everything that is wrong at its line, all at once."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any, get_args

from ...agents.base.refusal import Problem, Refused, did_you_mean
from ...agents.base.writing import no_file
from ...scenarios.assumptions.mechanisms import stated
from ...scenarios.assumptions.outcomes import HEADLINES
from ...scenarios.assumptions.settings import values_of
from ...scenarios.files.allowed import shown
from ...scenarios.files.layers import settled, stacked
from ...scenarios.files.validated import laid_over, validated, with_settings
from ...scenarios.files.yaml_lines import LARGEST, KeyPath, Reading, read, text_of
from ...scenarios.load import library, load
from ...scenarios.no_programme import NAME, no_programme
from ...scenarios.scenario import Scenario
from ..runs.designs.cells import read_cells
from ..runs.designs.plan import LIMITED, SweepPlan, product_of_worlds, tuples
from ..runs.designs.problems import number_wrong, report, unknown_keys
from ..runs.sampling.draws import KEPT, METHODS, ORDERED, SOLVED, WEIGHTS, Draws, Method, drawable
from ..runs.store.rows.rows import SeriesPolicy
from .stopping.until import rule_of

KEYS = (
    "name", "scenario", "baseline", "levers", "cells", "sample", "assumptions", "limits", "replicates", "until",
    "judge", "seed", "series", "set",
)  # fmt: skip
MOST_WORLDS = 50
HYPERCUBES: Method = "latin-hypercube"
INSTEAD = (
    "Assumptions are drawn by Latin hypercubes instead of Sobol's sequence, whose points line up in hundreds of "
    "dimensions."
)


def read_study(file: str | PathLike[str], settings: Sequence[str] = (), **instead: Any) -> SweepPlan:
    """Return what a study file asks, with settings laid over its scenarios and `replicates` or `seed` in its place.

    Raises `Refused` with every problem of the file.
    """
    path = Path(file)
    reading = Reading(fspath(file), {})
    if problem := no_file(path, reading.file):
        raise Refused(problem)
    try:
        with open(path, "rb") as opened:
            text = text_of(opened.read(LARGEST + 1), reading.file)
    except (OSError, ValueError) as error:
        near, message = "", f"cannot be read: {getattr(error, 'strerror', None) or error}."
        if not path.exists():
            near = did_you_mean(path.name, sorted(one.name for one in path.parent.glob("*.y*ml")))
            message = "there is no such file."
        elif path.is_dir():
            message = "is a folder, not a file."
        hint = near or "A sweep is asked for by a file, such as: {scenario: reverse, levers: {feedback: [0, 4]}}"
        raise Refused(Problem(message, hint, "missing", reading.file)) from None
    if isinstance(text, Problem):
        raise Refused(text)
    reading = read(text, reading.file)
    if reading.lost or not isinstance(reading.values, dict):
        message = "is empty." if reading.values is None else f"holds {shown(reading.values)} where a mapping is needed."
        hint = "Begin with 'scenario: reverse' and 'levers: {feedback: [0, 2, 8]}'."
        raise Refused(reading.problems or Problem(message, hint, "format", reading.file, 1, 1))
    for key, value in instead.items():
        if value is not None:
            reading.values[key] = value
            reading.places.pop((key,), None)
            if key == "replicates":
                reading.values.pop("until", None)
    reading.values.setdefault("name", path.stem)
    return plan_of(reading, path.parent, settings)


def plan_of(reading: Reading, folder: Path = Path(), settings: Sequence[str] = ()) -> SweepPlan:
    """Return the plan that values ask for, those of a file or of a call; refuse all that is wrong with them."""
    values: dict[str, Any] = reading.values
    unknown_keys(reading, (), KEYS)
    name = values.get("name", "sweep")
    if not isinstance(name, str) or not name.isprintable() or not name.strip() or "/" in name:
        report(reading, ("name",), f"must be one line of text without '/', not {shown(name)}.", code="format")
    seed = _number(reading, "seed", 0, 0)
    replicates = _number(reading, "replicates", 30, 1)
    judge = _word(reading, "judge", None, HEADLINES)
    series = _word(reading, "series", "none", get_args(SeriesPolicy))
    limits = _limits(reading)
    until = _until(reading)
    scenario = _scenario(reading, "scenario", "reverse", folder, settings)
    baseline = _scenario(reading, "baseline", NAME, folder, settings)
    varied = scenario or load("reverse")  # where it could not be read, what else is wrong is reported all the same
    if "baseline" not in reading.values:
        baseline = no_programme(varied)  # nobody asked for another world
    cells = read_cells(reading, varied, seed, folder)
    draws, worlds, notes = _assumptions(reading, (baseline or varied, varied), seed)
    kept = tuple(path for path in KEPT if path not in held_by((baseline or varied, varied)))
    if reading.problems or scenario is None or baseline is None or cells is None:
        raise Refused(sorted(reading.problems, key=lambda one: (one.line or 0, one.column or 0)))
    return SweepPlan(
        name=name.strip(), scenario=scenario, baseline=baseline, levers=cells.levers, cells=cells.values, draws=draws,
        worlds=worlds, kept=kept, limits=limits, replicates=replicates, until=until, judge=judge, seed=seed,
        series=series, notes=(*cells.notes, *notes),
    )  # fmt: skip


def _number(reading: Reading, key: str, default: int, least: int) -> int:
    value = reading.values.get(key, default)
    if wrong := number_wrong(value, least, whole=True):
        report(reading, (key,), *wrong)
        return default
    number: int = value
    return number


def _word(reading: Reading, key: str, default: Any, known: Sequence[str]) -> Any:
    value = reading.values.get(key, default)
    if value == default or value in known:
        return value
    hint = f"{did_you_mean(value, known)} There are: {', '.join(known)}.".strip()
    report(reading, (key,), f"unknown {key} {shown(value)}.", hint, "unknown", value)
    return default


def _mapping(reading: Reading, key: str, example: str) -> dict[str, Any]:
    """Return a mapping that stands below a key: empty where there is none, or something else."""
    value = reading.values.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        report(reading, (key,), f"must be a mapping, not {shown(value)}.", f"Write {example}.", "type")
        return {}
    return dict(value)


def _limits(reading: Reading) -> dict[str, float]:
    limits = _mapping(reading, "limits", "limits: {cash: 50000, hours: 2000, headcount: 60}")
    unknown_keys(reading, ("limits",), tuple(LIMITED)) if limits else None
    for key, value in limits.items():
        if key in LIMITED and (wrong := number_wrong(value, 0, above=True)):
            report(reading, ("limits", key), *wrong)
    return limits


def _until(reading: Reading) -> dict[str, Any] | None:
    """Return the rule by which there are enough futures, with its defaults; None for a fixed number."""
    rule = reading.values.get("until")
    if rule is None:
        return None
    if "replicates" in reading.values:
        hint = "Take one of them out; until: {precision: {retention: 0.5}, cap: 200} bounds the number."
        report(reading, ("until",), "until and replicates exclude each other.", hint, "conflict")
    try:
        return rule_of(rule).asked
    except Refused as refused:
        for problem in refused.problems:
            report(
                reading,
                tuple((problem.field or "until").split(".", 2)),
                problem.message,
                problem.hint,
                problem.code,
                problem.value,
            )
        return None


def _scenario(reading: Reading, key: str, default: str, folder: Path, settings: Sequence[str]) -> Scenario | None:
    """Return the scenario or the baseline, named or written out, with what is set for both; report what is wrong."""
    value = reading.values.get(key, default)
    try:
        found = value if isinstance(value, Scenario) else _named_or_written(reading, key, value, folder)
    except Refused as refused:
        for one in refused.problems:
            if one.file == reading.file:
                reading.problems.append(one)
            else:
                place = f"{one.file}{f':{one.line}' if one.line else ''}: " if one.file else ""
                field = f"{one.field}: " if one.field else ""
                report(reading, (key,), f"{place}{field}{one.message}", one.hint, one.code, value)
        return None
    common = reading.values.get("set")
    if common is not None and not isinstance(common, Mapping):
        hint = "Write set: {organisation.synthetic.employees: 500}."
        report(reading, ("set",), f"must be a mapping of paths and values, not {shown(common)}.", hint, "type")
        return None
    try:
        places = {path: reading.places[("set", path)] for path in common or () if ("set", path) in reading.places}
        if common:
            found = laid_over(found, common, places, folder=folder)
        return with_settings(found, settings) if settings else found
    except Refused as refused:
        reading.problems += [problem for problem in refused.problems if problem not in reading.problems]
        return None


def _named_or_written(reading: Reading, key: str, value: Any, folder: Path) -> Scenario:
    """Return a scenario of the library, of a file beside the study, or written out in the study."""
    if isinstance(value, Mapping):
        own = {path[1:]: place for path, place in reading.places.items() if path[0] == key and len(path) > 1}
        refused = {path[1:] for path in reading.refused if path[0] == key}
        extends = value.get("extends")
        below = Scenario(name=key) if extends is None else _named_or_written(reading, key, extends, folder)
        rest = {name: inner for name, inner in value.items() if name != "extends"}
        layer = settled(Reading(reading.file, rest, own, refused=refused), folder)
        return validated(stacked([Reading("", values_of(below)), layer]), Scenario)
    if isinstance(value, str) and value in library():
        return load(value)
    if not isinstance(value, str | PathLike):
        message = f"must be the name of a shipped scenario or of a file, not {shown(value)}."
        raise Refused(Problem(message, "For example: reverse.", "type"))
    beside = folder / value
    return load(beside if beside.exists() or Path(value).suffix else fspath(value))


def _assumptions(
    reading: Reading, scenarios: Sequence[Scenario], seed: int
) -> tuple[Draws | None, tuple[Mapping[str, float], ...], tuple[str, ...]]:
    """Return how assumptions are drawn, or the worlds that are listed, and sentences for what is left out or changed.

    Draws are Latin hypercubes whatever the method; `sobol`, for which they once were, is still read.
    """
    asked = _mapping(reading, "assumptions", "assumptions: {over: all}")
    if not asked:
        return None, (), ()
    if "method" not in asked and "over" not in asked:
        return None, _listed_worlds(reading, asked, scenarios), ()
    unknown_keys(reading, ("assumptions",), ("method", "over"))
    method = asked.get("method", HYPERCUBES)
    if method not in METHODS:
        hint = f"Leave it out: assumptions are drawn by {HYPERCUBES}."
        report(reading, ("assumptions", "method"), f"unknown method {shown(method)}.", hint, "unknown", method)
    notes: tuple[str, ...] = (INSTEAD,) if method != HYPERCUBES else ()
    over = asked.get("over", "all")
    solved = solved_for(scenarios)
    held = held_by(scenarios)
    keeps = tuple(path for path in KEPT if path not in held)
    if over == "all":
        left = not_held(held | solved | {*KEPT})
        if left != not_held({*KEPT}):
            also = (f"Of {len(not_held({*KEPT}))} assumptions {len(left)} are drawn; those you set, what is in order "
                    "or adds up with them, and what is solved or set to meet your own figures, stay.")  # fmt: skip
            notes = (*notes, also)
        return Draws(HYPERCUBES, left, seed, kept=keeps), (), notes
    named = [over] if isinstance(over, str) else list(over) if isinstance(over, tuple | list) else []
    if not named:
        report(
            reading, ("assumptions", "over"), f"must be all or a list of assumptions, not {shown(over)}.", "", "type"
        )
    paths = [str(path).removeprefix("assumptions.") for path in named]
    before = len(reading.problems)
    for at, path in enumerate(paths):
        key: KeyPath = ("assumptions", "over", at)
        _check_drawable(reading, key, path)
        if path in solved:
            report(reading, key, f"'{path}' is solved to meet your own figures.", "Take it out.", "conflict", path)
        elif path in held:
            hint = "Take it out here, to keep what you set, or there, to have it drawn."
            report(reading, key, f"'{path}' is set in the scenario.", hint, "conflict", path)
        if path in paths[:at]:
            report(reading, key, f"'{path}' is named twice.", "Name it once.", "duplicate", path)
    if 0 < len(set(WEIGHTS) & set(paths)) < len(WEIGHTS):
        report(
            reading,
            ("assumptions", "over"),
            f"{', '.join(WEIGHTS)} add up to 1.",
            "Name all three, or none.",
            "conflict",
        )
    if len(reading.problems) > before or not paths:
        return None, (), ()
    return Draws(HYPERCUBES, tuple(paths), seed, kept=keeps), (), notes


def held_by(scenarios: Sequence[Scenario]) -> set[str]:
    """Return the assumptions that scenarios set, also if to their defaults."""
    return {path for scenario in scenarios for path in stated(scenario.assumptions)}


def solved_for(scenarios: Sequence[Scenario]) -> set[str]:
    """Return what is solved for, or set by, the figures that scenarios state."""
    baselines = [scenario.organisation.baseline for scenario in scenarios if scenario.organisation.baseline]
    paid = any(baseline.pay_by_level for baseline in baselines)
    return {*(SOLVED if paid else KEPT)} if baselines else set()


def not_held(held: set[str]) -> tuple[str, ...]:
    """Return all assumptions that can be drawn but some, and but those that are in order with or add up with them."""
    bound = {path for family in (*ORDERED, WEIGHTS) if not held.isdisjoint(family) for path in family}
    return tuple(path for path in drawable() if path not in held and path not in bound)


def _check_drawable(reading: Reading, key: KeyPath, path: str) -> None:
    """Tell an assumption that there is none of this name, or that has no range."""
    if path in drawable():
        return
    near = did_you_mean(path, drawable()) or "`mentorlab evidence` lists them."
    inside = [one for one in drawable() if one.startswith(f"{path}.")]
    hint = f"Did you mean {inside[0]}?" if inside else near
    report(reading, key, f"there is no assumption with a range called '{path}'.", hint, "unknown", path)


def _listed_worlds(
    reading: Reading, asked: Mapping[str, Any], scenarios: Sequence[Scenario]
) -> tuple[Mapping[str, float], ...]:
    """Return a world for each combination of values of assumptions."""
    before, scenario, solved = len(reading.problems), scenarios[-1], solved_for(scenarios)
    listed: dict[str, tuple[float, ...]] = {}
    for name, values in asked.items():
        path = name.removeprefix("assumptions.")
        several = tuple(values) if isinstance(values, tuple | list) else (values,)
        if path in solved:
            place = ("assumptions", name)
            report(reading, place, f"'{path}' is solved to meet your own figures.", "Take it out.", "conflict", path)
        if not several or path in listed:
            what = "is named twice." if path in listed else "names no value."
            report(reading, ("assumptions", name), what, f"Write {path}: [0.6, 0.8].", "missing")
        for at, value in enumerate(several):
            key: KeyPath = ("assumptions", name, at) if isinstance(values, tuple | list) else ("assumptions", name)
            try:
                laid_over(scenario, {f"assumptions.{path}": value})
            except Refused as refused:
                for problem in refused.problems:
                    hint = did_you_mean(path, drawable()) if problem.code == "unknown" else problem.hint
                    message = f"there is no assumption '{path}'." if problem.code == "unknown" else problem.message
                    report(reading, key, message, hint or problem.hint, problem.code, value)
        listed[path] = tuple(dict.fromkeys(several))
    worlds = product_of_worlds(listed) if len(reading.problems) == before else ()
    if len(worlds) > MOST_WORLDS:
        hint = f"At most {MOST_WORLDS}; many worlds are drawn: assumptions: {{over: all}}."
        report(reading, ("assumptions",), f"makes {len(worlds):,} worlds, each a comparison of its own.", hint, "range")
    return worlds


def read_from_python(**values: Any) -> Reading:
    """Return the arguments of a call as if they stood in a file; what is None is left out."""
    return Reading("", {key: tuples(value) for key, value in values.items() if value is not None})
