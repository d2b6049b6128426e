"""A scenario comes in layers: what it extends, its own file, settings of the command line; the later says more.

`pairs` and `share`, and `roster` and `synthetic`, exclude each other: naming one in a layer drops the other from
those below it. Ties belong to their roster: naming other people drops the ties of those below.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import replace
from os.path import abspath
from pathlib import Path
from typing import Any

from ...agents.base.refusal import Problem
from ...agents.files.tables.frames import frame_of, is_handed_over
from ..records.levers import lever
from .allowed import SETTING, is_record, shown, slot_at
from .yaml_lines import KeyPath, Place, Reading, dotted, read

RIVALS = (("policy", "pairs", "share"), ("organisation", "roster", "synthetic"))
FILES: tuple[tuple[str, ...], ...] = (
    ("organisation", "roster", "file"),
    ("organisation", "roster", "reporting_lines"),
    ("organisation", "ties", "file"),
)
SettingsSaid = Mapping[str, Any] | Sequence[str]
"""Values by lever or dotted path, or texts such as "policy.share=0.1"."""


def settled(layer: Reading, folder: Path) -> Reading:
    """Return a layer without rivals side by side, the paths of files made absolute from the folder, frames read."""
    values = layer.values or {}
    for section, *pair in RIVALS:
        named = _section(values, section)
        if all(named.get(key) is not None for key in pair):
            first, second = sorted(pair, key=lambda key: layer.places[section, key][1:])
            at, where = layer.places[section, second], dotted((section, second))
            message, hint = f"{first} and {second} exclude each other.", "Keep the one you mean."
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


def settings_layer(settings: SettingsSaid) -> Reading:
    """Return settings as a layer, files relative to where we stand: "policy.share=0.1", or values by path."""
    if isinstance(settings, Mapping):
        return settled(values_layer(settings, {}), Path())
    layer = Reading(SETTING, {})
    texts = [settings] if isinstance(settings, str) or not isinstance(settings, Iterable) else settings
    for setting in texts:
        if not isinstance(setting, str):
            hint = 'Write {"policy.share": 0.1}, for example.'
            layer.problems.append(Problem(f"{shown(setting)} does not set anything.", hint, "type", field="settings"))
            continue
        name, equals, text = setting.partition("=")
        name = name.strip()
        value = read(text, SETTING)
        if not equals or not name:
            hint = "Write path=value, for example policy.share=0.1 or feedback=8."
            layer.problems.append(
                Problem(f"'{setting}' does not set anything.", hint, "format", SETTING, value=setting)
            )
        elif value.problems:
            first = value.problems[0]
            layer.problems.append(replace(first, line=None, column=None, field=dotted(path_of(name)), value=text))
        else:
            _put(layer, name, value.values, Place(SETTING), value.places)
    return settled(layer, Path())


def values_layer(values: Mapping[str, Any], places: Mapping[str, Place]) -> Reading:
    """Return values by lever or dotted path as a layer; what is said of one stands at its place."""
    layer = Reading("", {})
    for name, value in values.items():
        if isinstance(name, str):
            within = [path for path, _ in leaves(value)] if isinstance(value, Mapping) else []
            _put(layer, name, value, places.get(name, Place("")), within)
        else:
            layer.problems.append(
                Problem(f"{shown(name)} is not a path.", "Write policy.share, for example.", "format")
            )
    return layer


def _put(layer: Reading, name: str, value: Any, place: Place, within: Iterable[KeyPath]) -> None:
    """Lay a value, with the paths of what is within it, into a layer, by lever or dotted path."""
    path = path_of(name)
    paths = {path, *((*path, *inner) for inner in within)}
    if twice := sorted(dotted(one) for one in _ends(paths) for other in _ends(layer.places) if _overlap(one, other)):
        at = place if place.file else Place(layer.file)
        said = Problem("is set twice.", "Set it once.", "duplicate", at.file or None, at.line, at.column)
        layer.problems.append(replace(said, field=twice[0], value=value))
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
        whole.values = over(without_rivals(whole.values, layer.values), layer.values)
        whole.places.update(layer.places)
        whole.problems += layer.problems
        whole.refused |= layer.refused
        whole.lost |= layer.lost
    return whole


def without_rivals(below: dict[str, Any], above: dict[str, Any]) -> dict[str, Any]:
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


def leaves(
    nested: Mapping[str, Any], ends: Callable[[str, Any], bool] = lambda path, value: False, above: str = ""
) -> list[tuple[tuple[str, ...], Any]]:
    """Return every value of nested mappings by the keys that lead to it, as they are written.

    A mapping that `ends`, by its dotted path, is a value itself.
    """
    found: list[tuple[tuple[str, ...], Any]] = []
    for key, value in nested.items():
        path = f"{above}{key}"
        inside = isinstance(value, Mapping) and not ends(path, value)
        below = leaves(value, ends, f"{path}.") if inside else [((), value)]
        found += [((key, *inner), leaf) for inner, leaf in below]
    return found
