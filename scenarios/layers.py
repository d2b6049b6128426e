"""A scenario comes in layers: what it extends, its own file, settings of the command line; the later says more.

`pairs` and `share`, and `roster` and `synthetic`, exclude each other: naming one in a layer drops the other from
those below it. Ties belong to their roster: naming other people drops the ties of those below.
"""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from os.path import abspath
from pathlib import Path
from typing import Any, get_args

from pydantic import ValidationError

from ..agents.checked import validate
from ..agents.frames import frame_of, is_handed_over
from ..agents.refusal import Problem, Refused
from .allowed import SETTING, in_words, is_record, problems_in, shown, slot_at
from .levers import lever
from .scenario import PROCESSES_HOLD, Arm, Change, Scenario, values_of
from .yaml_lines import KeyPath, Place, Reading, dotted, read

RIVALS = (("policy", "pairs", "share"), ("organisation", "roster", "synthetic"))
FILES: tuple[tuple[str, ...], ...] = (
    ("organisation", "roster", "file"),
    ("organisation", "roster", "reporting_lines"),
    ("organisation", "ties", "file"),
)
EXAMPLE = "{week: 26, policy.reward: none}"


def settled(layer: Reading, folder: Path) -> Reading:
    """Return a layer without rivals side by side, the paths of files made absolute from the folder, frames read."""
    values = layer.values or {}
    for section, *pair in RIVALS:
        named = _section(values, section)
        if all(named.get(key) is not None for key in pair):
            first, second = sorted(pair, key=lambda key: layer.places[section, key][1:])
            at, where = layer.places[section, second], dotted((section, second))
            message, hint = f"{first} and {second} exclude each other.", "Name the one you mean."
            layer.problems.append(Problem(message, hint, "conflict", at.file, at.line, at.column, where))
            del named[second]
    if handed := {part: said for part, said in _section(values, "organisation").items() if is_handed_over(said)}:
        values["organisation"] |= {part: {"file": said} for part, said in handed.items()}
    for *outer, last in FILES:
        named = values
        for key in outer:
            named = _section(named, key)
        if isinstance(named.get(last), str) and named[last]:
            named[last] = abspath(folder / named[last])
        elif is_handed_over(named.get(last)):
            named[last] = frame_of(named[last])
    layer.values = values
    return layer


def settings_layer(settings: Iterable[str] | Mapping[str, Any]) -> Reading:
    """Return settings as a layer, files relative to where we stand: "policy.share=0.1", or values by path."""
    if isinstance(settings, Mapping):
        return settled(values_layer(settings, {}), Path.cwd())
    layer = Reading(SETTING, {})
    texts = [settings] if isinstance(settings, str) or not isinstance(settings, Iterable) else settings
    for setting in texts:
        if not isinstance(setting, str):
            hint = 'Write {"policy.share": 0.1}, for example.'
            layer.problems.append(Problem(f"{shown(setting)} sets nothing.", hint, "type", field="settings"))
            continue
        name, equals, text = setting.partition("=")
        name = name.strip()
        value = read(text, SETTING)
        if not equals or not name:
            hint = "Write path=value, for example policy.share=0.1 or feedback=8."
            layer.problems.append(Problem(f"'{setting}' sets nothing.", hint, "format", SETTING, value=setting))
        elif value.problems:
            first = value.problems[0]
            layer.problems.append(replace(first, line=None, column=None, field=dotted(path_of(name)), value=text))
        else:
            _put(layer, name, value.values, Place(SETTING), value.places)
    return settled(layer, Path.cwd())


def values_layer(values: Mapping[str, Any], places: Mapping[str, Place]) -> Reading:
    """Return values by lever or dotted path as a layer; what is said of one stands at its place."""
    layer = Reading("", {})
    for name, value in values.items():
        if isinstance(name, str):
            within = [path for path, _ in _leaves(value)] if isinstance(value, Mapping) else []
            _put(layer, name, value, places.get(name, Place("")), within)
        else:
            layer.problems.append(Problem(f"{shown(name)} is no path.", "Write policy.share, for example.", "format"))
    return layer


def _put(layer: Reading, name: str, value: Any, place: Place, within: Iterable[KeyPath]) -> None:
    """Lay a value, with the paths of what is within it, into a layer, by lever or dotted path."""
    path = path_of(name)
    paths = {path, *((*path, *inner) for inner in within)}
    if twice := sorted(dotted(one) for one in _ends(paths) for other in _ends(layer.places) if _overlap(one, other)):
        problem = Problem("is set twice.", "Set it once.", "duplicate", layer.file or None, field=twice[0], value=value)
        layer.problems.append(problem)
        return
    nested: Any = value
    for key in reversed(path):
        nested = {key: nested}
    layer.values = over(layer.values, nested)
    layer.places.update({one[:end]: place for one in paths for end in range(1, len(one) + 1)})


def _ends(paths: Iterable[KeyPath]) -> list[KeyPath]:
    """Return the paths with nothing below them, entries of a list not counted."""
    named = [tuple(key for key in path if isinstance(key, str)) for path in paths]
    return [one for one in named if not any(other[: len(one)] == one != other for other in named)]


def _overlap(one: KeyPath, other: KeyPath) -> bool:
    return one[: len(other)] == other or other[: len(one)] == one


def path_of(name: str) -> tuple[str, ...]:
    """Return the path of a lever, or the one that is written."""
    known = lever(name)
    return keys_of(known.path if known else name)


def keys_of(name: str) -> tuple[str, ...]:
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
        scenario = validate(Scenario, values)
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
    items = whole.values.get("changes", ())
    if ("changes",) in whole.refused:
        return []
    if not isinstance(items, list | tuple):
        return [_told(whole, ("changes",), f"must be a list of changes, not {shown(items)}.", f"Write - {EXAMPLE}.")]
    problems: list[Problem] = []
    unchanged = {key: value for key, value in whole.values.items() if key != "changes"}
    with suppress(ValidationError):  # with every default, as a change finds it
        unchanged = values_of(validate(Scenario, unchanged))
    for at, change in enumerate(items):
        if isinstance(change, Change) or ("changes", at) in whole.refused:
            continue
        if not isinstance(change, dict):
            message = f"must be a mapping of a week and what changes, not {shown(change)}."
            problems.append(_told(whole, ("changes", at), message, f"Write {EXAMPLE}, for example."))
            continue
        wrong, meant = _read_change(whole, at, change)
        nested: dict[str, Any] = {}
        for path, value in meant.items():
            inner: Any = value
            for key in reversed(path):
                inner = {key: inner}
            nested = over(nested, inner)
        unchanged = over(_without_rivals(unchanged, nested), nested)
        problems += wrong + _unfit(whole, at, unchanged, meant)
    return problems + _weeks_out_of_order(whole, items)


def _weeks_out_of_order(whole: Reading, changes: Sequence[Any]) -> list[Problem]:
    """Tell the changes that come beyond the end, or not after the one before."""
    problems, before, weeks = [], 0, whole.values.get("weeks", Scenario.model_fields["weeks"].default)
    for at, change in enumerate(changes):
        week = change.get("week") if isinstance(change, Mapping) else None
        if not isinstance(week, int) or isinstance(week, bool) or not 1 <= week <= 260:
            continue
        if isinstance(weeks, int) and week >= weeks:
            message = f"week {week} is beyond the {weeks} weeks of the scenario."
            problems.append(_told(whole, ("changes", at, "week"), message, f"The last is {weeks - 1}.", "range"))
        elif week <= before:
            message = f"week {week} does not come after week {before} of the change before."
            hint = "Put changes in the order of their weeks, and all of one week into one."
            problems.append(_told(whole, ("changes", at, "week"), message, hint, "conflict"))
        before = max(before, week)
    return problems


def _read_change(whole: Reading, at: int, change: dict[str, Any]) -> tuple[list[Problem], dict[KeyPath, Any]]:
    """Return what is wrong with how a change is written, and the rest: each path it means with its value."""
    here: KeyPath = ("changes", at)
    problems: list[Problem] = []
    said: dict[KeyPath, Any] = {}
    week = change.get("week")
    if "week" not in change:
        message = "is missing: the week from which this holds, a whole number from 1 to 260."
        problems.append(_told(whole, (*here, "week"), message, code="missing"))
    elif isinstance(week, bool) or not isinstance(week, int) or not 1 <= week <= 260:
        message = f"must be a whole number from 1 to 260, not {shown(week)}."
        problems.append(_told(whole, (*here, "week"), message, code="range" if isinstance(week, int) else "type"))
    stray: set[str | int] = set()
    for written, value in _leaves(change):
        path = tuple(".".join(written).split("."))
        place = (*here, *written)
        ends = next((path[:end] for end in range(2, len(path)) if not _holds_keys(path[:end])), None)
        again = next((one for one in said if path[: len(one)] == one or one[: len(path)] == path), None)
        if written[0] == "week":
            continue
        if path[0] != "policy":
            if path[0] not in stray:
                message = f"a change is of the policy only, not of '{path[0]}'."
                problem = _told(whole, place, message, "Write policy.reward: none, for example.", "unknown")
                problems.append(replace(problem, field=dotted((*here, path[0]))))
            stray.add(path[0])
        elif len(path) == 1:
            hint = f"Write policy: {{arm: {value}}}." if value in get_args(Arm) else f"Write {EXAMPLE}, for example."
            problems.append(_told(whole, place, f"must be a mapping of what changes, not {shown(value)}.", hint))
        elif path[1] == "processes":
            problems.append(_told(whole, place, f"processes {PROCESSES_HOLD}.", code="invalid"))
        elif ends:
            slot = slot_at(ends)
            assert slot is not None
            message = f"nothing stands below {dotted(ends)}, which is {in_words(slot)}."
            problems.append(_told(whole, place, message, f"Give {dotted(ends)} one value.", "unknown"))
        elif again:
            hint = f"Say {dotted(min(path, again, key=len))} once."
            problems.append(_told(whole, place, f"'{dotted(again)}' stands in this change already.", hint, "duplicate"))
        else:
            said[path] = value
    if not problems and not said:
        problems.append(
            _told(whole, here, "a change that changes nothing.", f"Write {EXAMPLE}, for example.", "missing")
        )
    return problems, said


def _unfit(whole: Reading, at: int, changed: dict[str, Any], said: Iterable[KeyPath]) -> list[Problem]:
    """Tell what a change says that does not fit the policy it changes; what was wrong before is told elsewhere."""
    try:
        validate(Scenario, changed)
    except ValidationError as error:
        places = _places_of_change(whole.places, at)
        found = problems_in(error, places, whole.refused)
    else:
        return []
    own = [dotted(path) for path in said]
    return [
        replace(problem, field=f"{dotted(('changes', at))}.{field}")
        for problem in found
        if (field := problem.field)
        and problem.file
        and any(one == field or one.startswith(f"{field}.") or field.startswith((f"{one}.", f"{one}[")) for one in own)
    ]


def _holds_keys(path: KeyPath) -> bool:
    """Say whether keys may stand below a path; of a path that is not known nothing is said here."""
    slot = slot_at(path)
    return slot is None or is_record(slot.kind)


def _leaves(nested: Mapping[str, Any]) -> list[tuple[tuple[str, ...], Any]]:
    """Return every value of nested mappings by the keys that lead to it, as they are written."""
    found: list[tuple[tuple[str, ...], Any]] = []
    for key, value in nested.items():
        below = [((), value)] if not isinstance(value, Mapping) else _leaves(value)
        found += [((key, *path), leaf) for path, leaf in below]
    return found


def _told(whole: Reading, path: KeyPath, message: str, hint: str = "", code: str = "type") -> Problem:
    """Return a problem of a path at the nearest place that is known."""
    ends = range(len(path), 0, -1)
    place = next((whole.places[path[:end]] for end in ends if path[:end] in whole.places), Place(""))
    return Problem(message, hint, code, place.file or None, place.line, place.column, dotted(path))


def _places_of_change(places: Mapping[KeyPath, Place], at: int) -> dict[KeyPath, Place]:
    """Return where each part of a change stands, by the path it means: `policy.reward` may be written as one key.

    What stands above a key with dots stands where the key does.
    """
    found: dict[KeyPath, Place] = {}
    above: dict[KeyPath, Place] = {}
    for path, place in places.items():
        if path[:2] == ("changes", at) and len(path) > 2:
            meant: KeyPath = ()
            for key in path[2:]:
                meant += tuple(key.split(".")) if isinstance(key, str) else (key,)
            found[meant] = place
            for end in range(2, len(meant)):
                above.setdefault(meant[:end], place)
    return above | found
