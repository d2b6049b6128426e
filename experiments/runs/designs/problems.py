"""What is wrong with a study file, reported with the place in the file."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from sys import float_info
from typing import Any

from ....agents.base.refusal import Problem, did_you_mean
from ....scenarios.files.allowed import shown
from ....scenarios.files.yaml_lines import KeyPath, Place, Reading, dotted

IN_BRACKETS = "A comma begins a new entry here: write 50000 without one, and several values in brackets, [0, 2, 8]."


def report(
    reading: Reading, path: KeyPath, message: str, hint: str = "", code: str = "invalid", value: Any = None
) -> None:
    """Add a problem at the nearest place that is known; nothing where the reader refused what stands there."""
    if any(path[:end] in reading.refused for end in range(len(path) + 1)):
        return
    place = next((reading.places[path[:end]] for end in range(len(path), 0, -1) if path[:end] in reading.places), None)
    at = place or Place(reading.file, 1 if reading.file else None, 1 if reading.file else None)
    plain = value if isinstance(value, str | int | float | bool | None) else shown(value)
    problem = Problem(message, hint, code, at.file or None, at.line, at.column, dotted(path) or None, plain)
    if problem not in reading.problems:
        reading.problems.append(problem)


def unknown_keys(
    reading: Reading, above: KeyPath, known: Sequence[str], instead: Callable[[str], str] = lambda key: ""
) -> None:
    """Tell the keys of a mapping that do not belong there; `instead` may know where one does."""
    mapping: Any = reading.values
    for key in above:
        mapping = mapping[key]
    for key in mapping if isinstance(mapping, Mapping) else ():
        if key not in known:
            near = IN_BRACKETS if mapping[key] is None and str(key).isdigit() else instead(str(key))
            hint = f"{near or did_you_mean(key, known)} Known here: {', '.join(known)}.".strip()
            report(reading, (*above, key), f"unknown key '{key}'.", hint, "unknown")


def mapping_at(reading: Reading, key: str, example: str) -> dict[str, Any]:
    """Return a mapping that stands below a key: empty where there is none, or something else."""
    value = reading.values.get(key)
    if value is None:
        return {}
    if not isinstance(value, Mapping):
        report(reading, (key,), f"must be a mapping, not {shown(value)}.", f"Write {example}.", "type")
        return {}
    return dict(value)


def number_wrong(
    value: Any, least: float, most: float = float("inf"), *, whole: bool = False, above: bool = False
) -> tuple[str, str, str, Any] | None:
    """Return the message on something that is not a number in these limits; nothing where it is.

    >>> number_wrong("many", 1, whole=True)
    ("must be a whole number of 1 or more, not 'many'.", '', 'type', 'many')
    """
    kinds = int if whole else (int, float)
    is_number = isinstance(value, kinds) and not isinstance(value, bool)
    if is_number and abs(value) <= float_info.max and (least < value if above else least <= value) and value <= most:
        return None
    limits = f"above {least:g}" if above else f"of {least:g} or more" if most == float("inf") else f"from {least:g}"
    limits += "" if most == float("inf") else f" to {most:,}"
    message = f"must be a {'whole ' * whole}number {limits}, not {shown(value)}."
    digits = value.replace(",", "").strip() if isinstance(value, str) else ""
    return message, f"Write {digits}." if digits.isdecimal() else "", "range" if is_number else "type", value
