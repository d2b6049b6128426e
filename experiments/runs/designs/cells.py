"""Cells: the policies of a sweep, as points over levers, every one of them met by the scenario's own rules."""

from __future__ import annotations

from collections.abc import Container, Iterator, Mapping, Sequence
from itertools import product
from math import floor, log10, prod
from pathlib import Path
from typing import Any, NamedTuple

from ....agents.base.refusal import Problem, Refused, did_you_mean
from ....agents.files.tables.cells import counted
from ....scenarios.differences import choice_in_words
from ....scenarios.extensions.resolve import name_of
from ....scenarios.files.allowed import belongs, elsewhere, is_record, shown, slot_at
from ....scenarios.files.layers import RIVALS, keys_of, leaves
from ....scenarios.files.validated import laid_over
from ....scenarios.files.yaml_lines import KeyPath, Reading
from ....scenarios.records.levers import LEVERS, lever
from ....scenarios.scenario import Scenario
from ..sampling.draws import METHODS, Method, latin_hypercube, sobol
from .problems import IN_BRACKETS, number_wrong, report, unknown_keys

MOST_CELLS = 5000
SHOWN_OF_MANY = 5
PURPOSE = "levers"


class Cells(NamedTuple):
    """Which levers are varied, by path, and the values of each cell in that order."""

    levers: tuple[str, ...]
    values: tuple[tuple[Any, ...], ...]
    notes: tuple[str, ...] = ()


def label(path: str) -> str:
    """Return what a lever is called.

    >>> label("policy.feedback.every_weeks"), label("policy.where.levels")
    ('feedback', 'where.levels')
    """
    known = lever(path)
    return known.name if known else path.removeprefix("policy.")


def word(value: Any) -> str:
    """Return a value as it stands in a table of cells.

    >>> word(0.25), word(True), word(("Sales", "IT"))
    ('0.25', 'yes', 'Sales+IT')
    """
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple | list):
        return "+".join(map(word, value)) or "all"
    return f"{value:g}" if isinstance(value, float) else name_of(value)


def cell_name(levers: Sequence[str], values: Sequence[Any]) -> str:
    """Return the name of a cell, such as "check-ins every 2 weeks + thanks"; what is not set is left out."""
    named = (choice_in_words(path, value) for path, value in zip(levers, values, strict=True) if value is not None)
    return " + ".join(named) or "as it is"


def scenario_of_cell(scenario: Scenario, levers: Sequence[str], values: Sequence[Any]) -> Scenario:
    """Return the scenario of one cell."""
    return laid_over(scenario, dict(zip(levers, values, strict=True)), name=cell_name(levers, values))


def read_cells(reading: Reading, scenario: Scenario, seed: int, folder: Path = Path()) -> Cells | None:
    """Return the cells that a study asks for, by `levers`, `cells` or `sample`; nothing where something is wrong."""
    before = len(reading.problems)
    ways = [key for key in ("levers", "cells", "sample") if key in reading.values]
    if len(ways) != 1:
        message = f"{' and '.join(ways)} exclude each other." if ways else "nothing is varied: levers is missing."
        report(reading, (ways[1],) if ways else (), message, EXAMPLE, "conflict" if ways else "missing")
        return None
    read = {"levers": _grid, "cells": _listed, "sample": _sampled}[ways[0]]
    found = read(reading, scenario, seed)
    if found is None or len(reading.problems) > before:
        return None
    levers, points = found
    kept: dict[str, tuple[Any, ...]] = {}
    for values, _ in points:
        kept.setdefault(repr(values), values)
    notes: tuple[str, ...] = ()
    if len(kept) < len(points):
        left = f"{len(kept)} {'is' if len(kept) == 1 else 'are'} left"
        notes = (f"{counted(len(points) - len(kept), 'cell')} repeated another: {left}.",)
    _check_together(reading, scenario, levers, points, ways[0], folder)
    return Cells(levers, tuple(kept.values()), notes) if len(reading.problems) == before else None


AGAINST_OTHERS = ("conflict", "invalid")
"""The message on values that do not go together, such as a least age above the greatest."""
EXAMPLE = "For example: levers: {feedback: [0, 2, 8], reward: [none, thanks]}."
A_CELL = "A cell has one value for each lever it names, such as {feedback: 2}."
SEVERAL = "Write the values as a list, such as [0, 2, 8]."

Points = list[tuple[tuple[Any, ...], KeyPath]]
"""The values of each cell, and where they stand in the file."""


def _grid(reading: Reading, scenario: Scenario, seed: int) -> tuple[tuple[str, ...], Points] | None:
    """Every combination of the values of the levers."""
    levers = _levers(reading, ("levers",))
    if levers is None:
        return None
    axes = {path: list(_several(reading, key)) for path, key in levers.items()}
    for path, key in levers.items():
        if not axes[path]:
            report(reading, key, "names no value.", EXAMPLE, "missing")
    _check_alone(reading, scenario, [(path, value, at) for path, axis in axes.items() for value, at in axis], once=True)
    if _too_many(reading, ("levers",), prod(map(len, axes.values()))):
        return None
    return tuple(axes), [(tuple(value for value, _ in one), ("levers",)) for one in product(*axes.values())]


def _listed(reading: Reading, scenario: Scenario, seed: int) -> tuple[tuple[str, ...], Points] | None:
    """One cell after another; a lever that only some of them name has in the others the scenario's own value."""
    cells = reading.values["cells"]
    if not isinstance(cells, tuple | list) or not cells:
        report(reading, ("cells",), f"must be a list of cells, not {shown(cells)}.", "Write - {feedback: 2}.", "type")
        return None
    if _too_many(reading, ("cells",), len(cells)):
        return None
    read = [_levers(reading, ("cells", at), empty=True) for at in range(len(cells))]
    if None in read:
        return None
    levers = tuple(dict.fromkeys(path for one in read if one for path in one))
    own = {path: value_at(scenario, path) for path in levers}
    named = [{path: _at(reading.values, key) for path, key in (one or {}).items()} for one in read]
    said = [(path, _at(reading.values, key), key) for one in read for path, key in (one or {}).items()]
    _check_alone(reading, scenario, said, A_CELL)
    return levers, [(tuple((own | _rivals_of(one, own) | one).values()), ("cells", at)) for at, one in enumerate(named)]


def _rivals_of(cell: Mapping[str, Any], levers: Container[str]) -> dict[str, None]:
    """Return what a cell does without, because it names what excludes it: the scenario's share where it has pairs."""
    return {
        f"{section}.{other}": None
        for section, *pair in RIVALS
        for one, other in (pair, reversed(pair))
        if f"{section}.{one}" in cell and f"{section}.{other}" in levers
    }


def _sampled(reading: Reading, scenario: Scenario, seed: int) -> tuple[tuple[str, ...], Points] | None:
    """Points spread evenly over ranges and lists of values."""
    sample = reading.values["sample"]
    if not isinstance(sample, Mapping):
        hint = "Write {method: sobol, points: 64, levers: {sessions: [1, 8]}}."
        report(reading, ("sample",), f"must be a mapping, not {shown(sample)}.", hint, "type")
        return None
    before = len(reading.problems)
    unknown_keys(reading, ("sample",), ("method", "points", "levers"))
    method: Method = sample.get("method", "latin-hypercube")
    if not isinstance(method, str) or method not in METHODS:
        hint = did_you_mean(method, METHODS) or f"There are: {', '.join(METHODS)}."
        report(reading, ("sample", "method"), f"unknown method {shown(method)}.", hint, "unknown")
    points = sample.get("points")
    if points is None:
        report(reading, ("sample", "points"), "is missing: the number of points.", "Write points: 64.", "missing")
    elif wrong := number_wrong(points, 2, MOST_CELLS, whole=True):
        report(reading, ("sample", "points"), *wrong)
    levers = _levers(reading, ("sample", "levers"))
    if levers is None:
        return None
    axes = {path: list(_several(reading, key)) for path, key in levers.items()}
    _check_alone(reading, scenario, [(path, value, at) for path, axis in axes.items() for value, at in axis])
    scales = {path: _scale(reading, path, [value for value, _ in axis], levers[path]) for path, axis in axes.items()}
    if len(reading.problems) > before:
        return None
    spread = sobol if method == "sobol" else latin_hypercube
    cube = spread(int(points or 0), len(scales), seed=seed, purpose=PURPOSE)
    rows = [tuple(scale(float(u)) for scale, u in zip(scales.values(), row, strict=True)) for row in cube]
    return tuple(scales), [(row, ("sample",)) for row in rows]


def _scale(reading: Reading, path: str, values: list[Any], key: KeyPath) -> Any:
    """Return what makes of a number in 0..1 a value: inside a range [low, high], or one of several."""
    slot = slot_at(keys_of(path))
    numeric = [isinstance(value, int | float) and not isinstance(value, bool) for value in values]
    if len(values) != 2 or not all(numeric) or slot is None or slot.kind not in (int, float):
        if not values:
            report(reading, key, "names no value.", "Write [low, high], or the values to try.", "missing")
        return lambda share: values[int(share * len(values))]
    low, high = values
    if low >= high:
        report(reading, key, f"is a range from {low} to {high}: nothing lies between.", "Write [low, high].", "range")
        return float
    if slot.kind is int:
        return lambda share: low + int(share * (high - low + 1))
    digits = max(0, 3 - floor(log10(high - low)))  # a thousandth of the range: nobody sets a lever finer
    return lambda share: min(max(round(low + share * (high - low), digits), float(low)), float(high))


def _levers(reading: Reading, above: KeyPath, *, empty: bool = False) -> dict[str, KeyPath] | None:
    """Return the paths of the levers named in a mapping, and where each stands; refuse what is no lever."""
    levers = _at(reading.values, above)
    if not isinstance(levers, Mapping) or not (levers or empty):
        message = "names no lever." if levers == {} else f"must be a mapping of levers, not {shown(levers)}."
        report(reading, above, message, A_CELL if empty else EXAMPLE, "type")
        return None
    found: dict[str, KeyPath] = {}
    for keys, value in leaves(levers, lambda written, value: not _nests(written, value)):
        name, key = ".".join(map(str, keys)), (*above, *keys)
        path = _path_of(name, value)
        slot = slot_at(keys_of(path))
        if path in found:
            report(reading, key, f"is {label(path)} named twice.", "Name a lever once.", "duplicate")
        elif slot is None or is_record(slot.kind) or not path.startswith("policy."):
            report(reading, key, *_no_lever(name, path))
        else:
            found[path] = key
    return found


def _path_of(name: str, value: Any) -> str:
    """Return the path that is meant: a lever's, the one that is written, or the one below `policy`."""
    known = lever(name)
    if known and not isinstance(value, Mapping):
        return known.path
    below = f"policy.{name}"
    if known:  # `feedback: {every_weeks: 4}` is no value of the lever
        return below if _nests(name, value) else known.path
    return below if slot_at(keys_of(name)) is None and slot_at(keys_of(below)) else name


def _nests(name: str, value: Mapping[str, Any]) -> bool:
    """Tell whether a mapping holds levers, as `eligible: {junior: {max_age: 35}}` does, and is not a value itself."""
    known = [slot_at(keys_of(path)) for path in (name, f"policy.{name}")]
    fields = [key for slot in known if slot and is_record(slot.kind) for key in slot.kind.model_fields]
    return any(key in fields or str(key).partition(".")[0] in fields for key in value)


def _no_lever(name: str, path: str) -> tuple[str, str, str, str]:
    """Return what is said of a name that is no lever's: where else it belongs, or what there is."""
    slot, names = slot_at(keys_of(path)), [one.name for one in LEVERS]
    below = [f"{path}.{key}" for key in getattr(slot.kind, "model_fields", ())] if slot else []
    if below and path.startswith("policy"):
        return f"there is no lever '{name}'.", f"Did you mean {below[0]}?", "unknown", name
    away = path if slot else next(iter(belongs(name)), "")
    if away.startswith("assumptions"):
        hint = f"Write assumptions: {{{away.removeprefix('assumptions.')}: ...}} beside the levers."
        return "is an assumption, which nobody can choose.", hint, "conflict", name
    if away and not away.startswith("policy"):
        hint = f"It may be set for all cells: set: {{{away}: ...}}."
        return "is not of the policy, which is all that levers change.", hint, "conflict", name
    near = IN_BRACKETS if name.isdigit() else elsewhere(name) or did_you_mean(name, names)
    hint = near or f"Levers are: {', '.join(names)}; or any path below policy."
    return f"there is no lever '{name}'.", hint, "unknown", name


def _several(reading: Reading, key: KeyPath) -> Iterator[tuple[Any, KeyPath]]:
    """Yield each value of a lever, and where it stands; a value that is no list is the only one."""
    values = _at(reading.values, key)
    if isinstance(values, tuple | list):
        for at, value in enumerate(values):
            yield tuple(value) if isinstance(value, list) else value, (*key, at)
    else:
        yield values, key


def _check_alone(
    reading: Reading,
    scenario: Scenario,
    values: Sequence[tuple[str, Any, KeyPath]],
    else_hint: str = SEVERAL,
    *,
    once: bool = False,
) -> None:
    """Tell every value that no scenario can have, at its place; what it has against others is for its cell to say.

    `once`: also tell a value of a lever that is there twice, however it is written.
    """
    seen: dict[tuple[str, str], Any] = {}
    for path, value, key in values:
        try:
            read = path, repr(value_at(laid_over(scenario, {path: value}), path))
            if once and read in seen:
                same = f"{shown(value)} is the same value as {shown(seen[read])}"
                message = f"{shown(value)} is named twice." if repr(value) == repr(seen[read]) else f"{same}."
                report(reading, key, message, "Name each value once.", "duplicate", value)
            seen.setdefault(read, value)
        except Refused as refused:
            for problem in refused.problems:
                if problem.code not in AGAINST_OTHERS:
                    several = isinstance(value, Mapping | tuple | list) or (isinstance(value, str) and "," in value)
                    hint = problem.hint or else_hint * (several and problem.code == "type")
                    report(reading, key, problem.message, hint, problem.code, value)


def _check_together(
    reading: Reading, scenario: Scenario, levers: Sequence[str], points: Points, way: str, folder: Path
) -> None:
    """Tell the combinations that cannot be, though each of their values can."""
    impossible: list[tuple[str, KeyPath, Problem]] = []
    for values, key in points:
        try:
            scenario_of_cell(scenario, levers, values)
        except Refused as refused:
            impossible.append((cell_name(levers, values), key, refused.problems[0]))
    if impossible:
        named = "; ".join(f"{name} ({one.message.rstrip('.')})" for name, _, one in impossible[:SHOWN_OF_MANY])
        more = len(impossible) - SHOWN_OF_MANY
        many = f"{counted(len(impossible), 'combination')} {'is' if len(impossible) == 1 else 'are'} impossible"
        what = f"{many}: {named}{f'; and {more} more' * (more > 0)}."
        hint = "List the cells you mean (cells: [{...}, {...}]), or take a value out."
        report(reading, impossible[0][1] if way == "cells" else (way,), what, hint, "conflict")


def _too_many(reading: Reading, key: KeyPath, cells: int) -> bool:
    if cells > MOST_CELLS:
        hint = f"At most {MOST_CELLS:,}: fewer values, or sample: {{method: sobol, points: 200, levers: ...}}."
        report(reading, key, f"makes {cells:,} cells.", hint, "range", cells)
    return cells > MOST_CELLS


def value_at(scenario: Scenario, path: str) -> Any:
    """Return what stands at a path of a scenario."""
    value: Any = scenario
    for key in keys_of(path):
        value = getattr(value, str(key))
    return value


def _at(values: Any, key: KeyPath) -> Any:
    for one in key:
        values = values.get(one) if isinstance(values, Mapping) else values[one]
    return values
