"""Study files: what a sweep asks, read with everything that is wrong at its line, all at once."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from os import PathLike, fspath
from pathlib import Path
from typing import Any, get_args

from ...agents.base.fields import LARGEST as LARGEST_WHOLE
from ...agents.base.refusal import Problem, Refused, did_you_mean
from ...agents.base.writing import no_file
from ...scenarios.assumptions.outcomes import HEADLINES
from ...scenarios.assumptions.settings import values_of
from ...scenarios.files.allowed import belongs, shown, slot_at
from ...scenarios.files.layers import keys_of, settled, stacked
from ...scenarios.files.validated import laid_over, validated, with_settings
from ...scenarios.files.yaml_lines import LARGEST, Reading, read, text_of
from ...scenarios.load import library, load
from ...scenarios.no_programme import NAME, no_programme
from ...scenarios.records.scenario import own_outcomes
from ...scenarios.scenario import Scenario
from ..runs.designs.assumed import held_by, read_assumptions
from ..runs.designs.cells import read_cells
from ..runs.designs.plan import LIMITED, SweepPlan, tuples
from ..runs.designs.problems import mapping_at, number_wrong, report, unknown_keys
from ..runs.sampling.draws import KEPT
from ..runs.store.rows.rows import SeriesPolicy
from ..statistics.choice import KEEPS
from .stopping.limits import MOST_FUTURES, keeps_of, worlds_of
from .stopping.until import rule_of

KEYS = (
    "name", "scenario", "baseline", "levers", "cells", "sample", "assumptions", "limits", "replicates", "until",
    "keeps", "worlds", "judge", "seed", "series", "set",
)  # fmt: skip
ON_THE_COMMAND_LINE = {
    **{key: key for key in ("jobs", "store", "to", "scheduler", "shard")}, "figure": "to", "csv": "to",
}  # fmt: skip
"""Options that have no key in a study file, by what people would write there."""
MOST_LOOKED_AT, UNASKED = 30, 30
"""Up to how many policies futures are added until it is settled which; with more each has so many."""
LONGEST_NAME = 100
"""Characters of a study's name: a store is a file of that name, and a file's name has at most 255 bytes."""


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
    asked = values.keys()
    if {"policy", "extends", "organisation"} & asked and not {"scenario", "levers", "cells", "sample"} & asked:
        hint = f"Write a study with `scenario: {reading.file}` and `levers:`, or compare it with no-programme."
        raise Refused(Problem("is a scenario, not a study of many policies.", hint, "format", reading.file, 1))
    unknown_keys(reading, (), KEYS, _belongs)
    name = values.get("name", "sweep")
    if not isinstance(name, str) or not name.isprintable() or not name.strip() or "/" in name:
        hint = f'Put it in quotes: name: "{name}".' if isinstance(name, int | float) else ""
        report(reading, ("name",), f"must be one line of text without '/', not {shown(name)}.", hint, "format")
    elif len(name) > LONGEST_NAME:
        report(
            reading, ("name",), f"has {len(name)} characters.", f"At most {LONGEST_NAME}: a file is named so.", "range"
        )
    seed = _number(reading, "seed", 0, 0, LARGEST_WHOLE)
    replicates = _number(reading, "replicates", 30, 1, MOST_FUTURES) if "replicates" in values else None
    keeps = _read(reading, "keeps", keeps_of, KEEPS)
    over_worlds = _read(reading, "worlds", worlds_of, (0, 0))
    judge = _word(reading, "judge", None, HEADLINES)
    series = _word(reading, "series", "none", get_args(SeriesPolicy))
    limits = _limits(reading)
    scenario = _scenario(reading, "scenario", "reverse", folder, settings)
    baseline = _scenario(reading, "baseline", NAME, folder, settings)
    varied = scenario or load("reverse")  # where it could not be read, what else is wrong is reported all the same
    if "baseline" not in reading.values:
        baseline = no_programme(varied)  # nobody asked for another world
    until = _until(reading, [one.name for one in own_outcomes(varied)])
    if until is not None and "replicates" in until:  # `until: 100` is a number of futures
        replicates, until = until["replicates"], None
    cells = read_cells(reading, varied, seed, folder)
    draws, worlds, notes = read_assumptions(reading, (baseline or varied, varied), seed)
    if over_worlds[0] and (draws or worlds):
        hint = "Take one of the two out: worlds draws all assumptions, assumptions says which and how."
        report(reading, ("worlds",), "worlds and assumptions both say in which worlds it is asked.", hint, "conflict")
    if cells and replicates is None and until is None and len(cells.values) > MOST_LOOKED_AT:
        replicates = UNASKED
        more = f"With more than {MOST_LOOKED_AT} policies"
        notes = (*notes, f"{more} each is simulated {replicates} times; replicates in the study file says otherwise.")
    kept = tuple(path for path in KEPT if path not in held_by((baseline or varied, varied)))
    if reading.problems or scenario is None or baseline is None or cells is None:
        raise Refused(sorted(reading.problems, key=lambda one: (one.line or 0, one.column or 0)))
    return SweepPlan(
        name=name.strip(), scenario=scenario, baseline=baseline, levers=cells.levers, cells=cells.values, draws=draws,
        worlds=worlds, kept=kept, limits=limits, replicates=replicates, until=until, keeps=keeps,
        over_worlds=over_worlds, judge=judge, seed=seed, series=series, notes=(*cells.notes, *notes),
    )  # fmt: skip


def _belongs(key: str) -> str:
    """Offer where a key belongs that is none of a study."""
    section, dot, rest = key.partition(".")
    if dot and section in KEYS:
        return f"Write {section}: {{{rest}: ...}}."
    if key in ON_THE_COMMAND_LINE:
        return f"It is an option of the command line: --{ON_THE_COMMAND_LINE[key]}."
    path = key if slot_at(keys_of(key)) else next(iter(belongs(key)), "")
    return f"Write set: {{{path}: ...}}, for the scenario and the baseline." if path else ""


def _number(reading: Reading, key: str, default: int, least: int, most: float) -> int:
    value = reading.values.get(key, default)
    if wrong := number_wrong(value, least, most, whole=True):
        report(reading, (key,), *wrong)
        return default
    number: int = value
    return number


def _read(reading: Reading, key: str, read: Callable[[Any, str], Any], default: Any) -> Any:
    """Return what a key says as it is read; report what is wrong with it."""
    if key not in reading.values:
        return default
    try:
        return read(reading.values[key], key)
    except Refused as refused:
        for one in refused.problems:
            report(reading, (key,), one.message, one.hint, one.code, one.value)
        return default


def _word(reading: Reading, key: str, default: Any, known: Sequence[str]) -> Any:
    value = reading.values.get(key, default)
    if value == default or (isinstance(value, str) and value in known):
        return value
    if isinstance(value, str):
        hint = f"{did_you_mean(value, known)} There are: {', '.join(known)}.".strip()
        report(reading, (key,), f"unknown {key} {shown(value)}.", hint, "unknown", value)
    else:
        report(reading, (key,), f"must be one of {', '.join(known)}, not {shown(value)}.", "", "type", value)
    return default


def _limits(reading: Reading) -> dict[str, float]:
    limits = mapping_at(reading, "limits", "limits: {cash: 50000, hours: 2000, headcount: 60}")
    unknown_keys(reading, ("limits",), tuple(LIMITED)) if limits else None
    for key, value in limits.items():
        if key in LIMITED and (wrong := number_wrong(value, 0, above=True)):
            report(reading, ("limits", key), *wrong)
    return limits


def _until(reading: Reading, outcomes: Sequence[str]) -> dict[str, Any] | None:
    """Return the rule by which there are enough futures, with its defaults; None where none is said."""
    rule = reading.values.get("until")
    if rule is None:
        return None
    if "replicates" in reading.values:
        hint = "Take one of them out; until: {precision: {retention: 0.5}, cap: 200} bounds the number."
        report(reading, ("until",), "until and replicates exclude each other.", hint, "conflict")
    try:
        return rule_of(rule, outcomes).asked
    except Refused as refused:
        for one in refused.problems:
            key = tuple((one.field or "until").split(".", 2))
            report(reading, key, one.message, one.hint, one.code, one.value)
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


def read_from_python(**values: Any) -> Reading:
    """Return the arguments of a call as if they stood in a file; what is None is left out."""
    return Reading("", {key: tuples(value) for key, value in values.items() if value is not None})
