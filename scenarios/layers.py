"""A scenario comes in layers: what it extends, its own file, settings of the command line; the later says more.

`pairs` and `share`, and `roster` and `synthetic`, exclude each other: naming one in a layer drops the other from
those below it. Ties belong to their roster: naming other people drops the ties of those below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import replace
from os.path import abspath
from pathlib import Path
from typing import Any

from pydantic import ValidationError

from ..agents.refusal import Problem, Refused
from .allowed import SETTING, is_record, problems_in, slot_at
from .levers import lever
from .scenario import Scenario, leaves
from .yaml_lines import KeyPath, Place, Reading, dotted, read

RIVALS = (("policy", "pairs", "share"), ("organisation", "roster", "synthetic"))
FILES: tuple[tuple[str, ...], ...] = (
    ("organisation", "roster", "file"),
    ("organisation", "roster", "reporting_lines"),
    ("organisation", "ties", "file"),
)


def settled(layer: Reading, folder: Path) -> Reading:
    """Return a layer without rivals side by side, the paths of files made absolute from the folder."""
    values = layer.values or {}
    for section, *pair in RIVALS:
        named = _section(values, section)
        if all(named.get(key) is not None for key in pair):
            first, second = sorted(pair, key=lambda key: layer.places[section, key][1:])
            at, where = layer.places[section, second], dotted((section, second))
            message, hint = f"{first} and {second} exclude each other.", "Name the one you mean."
            layer.problems.append(Problem(message, hint, "conflict", at.file, at.line, at.column, where))
            del named[second]
    for *outer, last in FILES:
        named = values
        for key in outer:
            named = _section(named, key)
        if isinstance(named.get(last), str) and named[last]:
            named[last] = abspath(folder / named[last])
    layer.values = values
    return layer


def settings_layer(settings: Iterable[str]) -> Reading:
    """Return settings such as "policy.share=0.1" or "feedback=8" as a layer, files relative to where we stand."""
    reading = Reading(SETTING, {})
    taken: set[tuple[str, ...]] = set()
    for setting in settings:
        problem = _take(setting, reading, taken)
        if problem:
            reading.problems.append(problem)
    return settled(reading, Path.cwd())


def _take(setting: str, reading: Reading, taken: set[tuple[str, ...]]) -> Problem | None:
    name, equals, text = setting.partition("=")
    name = name.strip()
    if not equals or not name:
        hint = "Write path=value, for example policy.share=0.1 or feedback=8."
        return Problem(f"'{setting}' sets nothing.", hint, "format", SETTING, value=setting)
    known = lever(name)
    path = _path(known.path if known else name)
    value = read(text, SETTING)
    if value.problems:
        first = value.problems[0]
        return replace(first, line=None, column=None, field=dotted(path), value=text)
    if path in taken:
        return Problem("is set twice.", "Set it once.", "duplicate", SETTING, field=dotted(path), value=text)
    taken.add(path)
    nested: Any = value.values
    for key in reversed(path):
        nested = {key: nested}
    reading.values = over(reading.values, nested)
    below = {(*path, *deeper) for deeper in value.places}
    reading.places.update(dict.fromkeys(below | {path[:end] for end in range(1, len(path) + 1)}, Place(SETTING)))
    return None


def _path(name: str) -> tuple[str, ...]:
    """Split a dotted path; what stands below a mapping with free keys is one key, dots and all."""
    keys = name.split(".")
    for end in range(1, len(keys)):
        slot = slot_at(tuple(keys[:end]))
        if slot and not is_record(slot.kind):
            return (*keys[:end], ".".join(keys[end:]))
    return tuple(keys)


def over(below: Mapping[str, Any], above: Mapping[str, Any]) -> dict[str, Any]:
    """Lay one mapping over another: mappings blend, anything else is replaced."""
    merged = dict(below)
    for key, value in above.items():
        beneath = merged.get(key)
        both = isinstance(value, Mapping) and isinstance(beneath, Mapping)
        merged[key] = over(beneath, value) if both else value  # type: ignore[arg-type]
    return merged


def stacked(layers: Iterable[Reading]) -> Reading:
    """Lay each layer over those before it, dropping from them what it excludes."""
    whole = Reading("", {})
    for layer in layers:
        whole.values = over(_without_rivals(whole.values, layer.values), layer.values)
        whole.places.update(layer.places)
        whole.problems += layer.problems
        whole.refused |= layer.refused
        whole.lost |= layer.lost
    return whole


def _without_rivals(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
    for section, first, second in RIVALS:
        named, kept = _section(above, section), _section(below, section)
        gone = {
            one for one, other in ((first, second), (second, first)) if named.get(other) is not None and one in kept
        }
        if section == "organisation" and _other_people(kept, named):
            gone.add("ties")
        if gone:
            below = {**below, section: {key: value for key, value in kept.items() if key not in gone}}
    return below


def _other_people(below: Mapping[str, Any], above: Mapping[str, Any]) -> bool:
    before, after = _section(below, "roster").get("file"), _section(above, "roster").get("file")
    return above.get("synthetic") is not None or (after is not None and after != before)


def _section(values: Mapping[str, Any], key: str) -> dict[str, Any]:
    inside = values.get(key)
    return inside if isinstance(inside, dict) else {}


def validated(whole: Reading) -> Scenario:
    """Return what the layers say as a scenario, or refuse it with all that is wrong in any of them."""
    problems = list(whole.problems)
    wrong = problems_in_changes(whole)
    problems += wrong
    # a change that is wrong is told once, at its own place
    values = {key: value for key, value in whole.values.items() if not (wrong and key == "changes")}
    try:
        scenario = Scenario.model_validate(values, strict=True)
        if not problems:
            return scenario
    except ValidationError as error:
        found = problems_in(error, whole.places, whole.refused)
        # where a layer could not be read, what it may have said is not missed
        problems += [one for one in found if not whole.lost or one.code in ("unknown", "type", "range")]
    files = list(dict.fromkeys(place.file for place in whole.places.values()))
    rank = {file: at for at, file in enumerate(files)}
    raise Refused(sorted(problems, key=lambda one: (rank.get(one.file or "", -1), one.line or 0, one.column or 0)))


def problems_in_changes(whole: Reading) -> list[Problem]:
    """Tell what a change of policy says that cannot be, at its place in the file."""
    problems: list[Problem] = []
    unchanged = {key: value for key, value in whole.values.items() if key != "changes"}
    items = whole.values.get("changes")
    for at, change in enumerate(items if isinstance(items, list | tuple) else ()):
        if not isinstance(change, dict) or "settings" in change:
            continue
        places = _places_of_change(whole.places, at)
        if "week" not in change:
            place, field = whole.places.get(("changes", at), Place("")), dotted(("changes", at, "week"))
            message = "is missing: the week from which this holds, a whole number from 1 to 260."
            problems.append(Problem(message, "", "missing", place.file or None, place.line, place.column, field))
        stray = {path[:1]: place for path, place in places.items() if path[0] not in ("policy", "week")}
        for (key,), place in stray.items():
            message, hint = (
                f"a change is of the policy only, not of '{key}'.",
                "Write policy.reward: none, for example.",
            )
            field = dotted(("changes", at, key))
            problems.append(Problem(message, hint, "unknown", place.file, place.line, place.column, field))
        if not any(path[0] == "policy" for path in places) and not stray:
            place = whole.places.get(("changes", at), Place(""))
            message, hint = "a change that changes nothing.", "Write {week: 26, policy.reward: none}, for example."
            field = dotted(("changes", at))
            problems.append(Problem(message, hint, "missing", place.file or None, place.line, place.column, field))
        nested: dict[str, Any] = {}
        for path, value in leaves(change):
            if path.startswith("policy."):
                inner: Any = value
                for key in reversed(path.split(".")):
                    inner = {key: inner}
                nested = over(nested, inner)
        unchanged = over(_without_rivals(unchanged, nested), nested)
        try:
            Scenario.model_validate(unchanged, strict=True)
        except ValidationError as error:
            said = {path: place for path, place in places.items() if path[0] == "policy" and len(path) > 1}
            for problem in problems_in(error, said, whole.refused):
                if problem.file:
                    problems.append(replace(problem, field=f"{dotted(('changes', at))}.{problem.field}"))
    return problems


def _places_of_change(places: Mapping[KeyPath, Place], at: int) -> dict[KeyPath, Place]:
    """Return where each part of a change stands, by the path it means: `policy.reward` may be written as one key."""
    found: dict[KeyPath, Place] = {}
    for path, place in places.items():
        if path[:2] == ("changes", at) and len(path) > 2:
            meant: KeyPath = ()
            for key in path[2:]:
                meant += tuple(key.split(".")) if isinstance(key, str) else (key,)
            found[meant] = place
    return found
