"""Scenario files: find them, read them with what they extend, or refuse them with everything that is wrong."""

from __future__ import annotations

import os
import re
from collections.abc import Iterable, Mapping
from os import PathLike
from pathlib import Path
from shlex import quote
from typing import Any

from ..agents.base.refusal import Problem, Refused, did_you_mean
from ..agents.base.writing import no_file, scratch_beside
from .files.allowed import shown
from .files.as_yaml import text_of_new
from .files.layers import FILES, SettingsSaid, settings_layer, settled, stacked
from .files.validated import validated
from .files.yaml_lines import LARGEST, Place, Reading, read, text_of
from .scenario import Scenario

LIBRARY = Path(__file__).parent / "library"
SUFFIXES = (".yaml", ".yml")


def load(name_or_path: str | PathLike[str], *, settings: SettingsSaid = ()) -> Scenario:
    """Return a shipped scenario by name, or one from a file, changed by settings such as "policy.share=0.1".

    Settings may also be values by path, as `Scenario.with_` has them: {"policy.share": 0.1, "feedback": 8}.
    Raises `Refused` with every problem of the file, of what it extends and of the settings.

    >>> load("reverse", settings=["feedback=8"]).policy.feedback.every_weeks
    8
    """
    if not isinstance(name_or_path, str | PathLike):
        raise Refused(_no_scenario(name_or_path))
    return validated(stacked([*_layers(name_or_path), settings_layer(settings)]), Scenario)


def as_scenario(source: object) -> Scenario:
    """Return a scenario that is given as itself, by library name or as a file."""
    if isinstance(source, Scenario):
        return source
    if isinstance(source, str | PathLike):
        return load(source)
    raise Refused(_no_scenario(source))


def _no_scenario(source: object) -> Problem:
    hint = "Pass a Scenario, the name of a shipped one such as 'reverse', or the name of a file."
    return Problem(f"{shown(source)} is not a scenario.", hint, "type", field="scenario", value=source)


def load_many(names: Iterable[str | PathLike[str]], settings: SettingsSaid = ()) -> list[Scenario]:
    """Load several scenarios; refuse with the problems of all of them; give a name met again a number."""
    scenarios: list[Scenario] = []
    problems: list[Problem] = []
    for name in names:
        try:
            scenarios.append(load(name, settings=settings))
        except Refused as refused:
            problems += [problem for problem in refused.problems if problem not in problems]
    if problems:
        raise Refused(problems)
    return distinct(scenarios)


def distinct(scenarios: Iterable[Scenario]) -> list[Scenario]:
    """Return the scenarios with a name met again made "NAME (2)", "NAME (3)" and so on."""
    found = list(scenarios)
    taken: set[str] = {scenario.name for scenario in found}
    met: set[str] = set()
    for at, scenario in enumerate(found):
        if scenario.name in met:
            number = 2
            while (name := f"{scenario.name} ({number})") in taken:
                number += 1
            taken.add(name)
            found[at] = scenario.model_copy(update={"name": name})
        met.add(scenario.name)
    return found


def library() -> dict[str, str]:
    """Return the names of the shipped scenarios, each with its line of what it stands for."""
    return {name: load(name).about for name in _shipped()}


def write_new(
    name: str,
    from_: str | PathLike[str],
    folder: Path = Path(),
    *,
    people: Mapping[str, Mapping[str, Any]] | None = None,
) -> Path:
    """Write NAME.yaml, a scenario like another one with its common levers laid out for editing; return its path.

    `people` says how your own people are read: what stands in `organisation.roster` and `organisation.ties`.
    Nothing is ever overwritten; the file appears whole or not at all.
    """
    source = validated(stacked(_layers(from_)), Scenario)
    path = check_new(name, source, folder, with_people=people is not None)
    extends = str(from_)
    if extends not in _shipped() or not isinstance(from_, str):
        extends = os.path.relpath(from_, folder).replace(os.sep, "/")
    _write_whole(path, text_of_new(path.stem, source, extends, _from_folder(people or {}, folder)))
    return path


def _from_folder(people: Mapping[str, Mapping[str, Any]], folder: Path) -> dict[str, dict[str, Any]]:
    """Return the same settings with the files in them named from a folder."""
    named = {part: dict(how) for part, how in people.items()}
    for _, part, key in FILES:
        if key in named.get(part, {}):
            named[part][key] = os.path.relpath(named[part][key], folder).replace(os.sep, "/")
    return named


def check_new(name: str, source: Scenario, folder: Path = Path(), *, with_people: bool = False) -> Path:
    """Return the path of a new scenario file; refuse a name that cannot be, and people where there are some already."""
    name = name.removesuffix(".yaml")
    if not re.fullmatch(r"\w[\w .()+-]*", name) or name in _shipped():
        shipped = "is the name of a shipped scenario." if name in _shipped() else "cannot name a file."
        message = f"{shown(name)} {shipped}"
        raise Refused(Problem(message, "Choose another name: letters, digits, - and _.", "name", value=name))
    path = folder / f"{name}.yaml"
    if with_people and source.organisation.roster is not None:
        message = f"'{source.name}' names people of its own already, and two rosters cannot be blended."
        hint = "Start from a scenario without a roster, such as reverse."
        raise Refused(Problem(message, hint, "conflict", field="--from", value=source.name))
    if path.exists():
        raise Refused(_taken(path))
    return path


def _taken(path: Path) -> Problem:
    return Problem("exists already.", "Choose another name, or remove the file first.", "exists", file=str(path))


def _write_whole(path: Path, text: str) -> None:
    scratch = ""
    try:
        scratch = scratch_beside(path)
        Path(scratch).write_text(text, "utf-8", newline="\n")
        os.link(scratch, path)  # unlike a rename, this never replaces a file
    except FileExistsError:
        raise Refused(_taken(path)) from None
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}."
        raise Refused(Problem(message, "Choose a folder you may write to.", "unwritable", file=str(path))) from None
    finally:
        if scratch:
            os.unlink(scratch)


def _layers(name_or_path: str | PathLike[str]) -> list[Reading]:
    """Return a scenario's own layer as the last, below it what it extends, and so on; a circle is refused."""
    file, path, stem = _find(name_or_path, Path())
    layer = _layer(file, path)
    layer.values.setdefault("name", stem)
    layers, chain = [layer], {path.resolve(): file}
    while (extends := layer.values.pop("extends", None)) is not None and ("extends",) not in layer.refused:
        at = layer.places["extends",]
        try:
            if not isinstance(extends, str):
                message = f"must be the name of a shipped scenario or of a file, not {shown(extends)}."
                raise Refused(Problem(message, code="type"))
            file, path, _ = _find(extends, path.parent, shown_from=Path(file).parent)
            if path.resolve() in chain:
                raise Refused(_circle([*list(chain.values())[list(chain).index(path.resolve()) :], file]))
            below = _layer(file, path)
        except Refused as refused:
            layer.problems += [_at(problem, at, extends) for problem in refused.problems]
            layer.lost = True
            break
        chain[path.resolve()] = file
        for key in ("name", "about"):
            below.values.pop(key, None)
        layers.insert(0, below)
        layer = below
    return layers


def _circle(files: list[str]) -> Problem:
    """Refuse files that extend each other, naming them in their order."""
    message = f"the files extend each other in a circle: {' -> '.join(files)}."
    return Problem(message, "Let one of them extend a shipped scenario, such as reverse.", "circle")


def _at(problem: Problem, at: Place, value: Any) -> Problem:
    message = f"{problem.file}: {problem.message}" if problem.file else problem.message
    return Problem(message, problem.hint, problem.code, at.file, at.line, at.column, "extends", value)


def _layer(file: str, path: Path) -> Reading:
    """Read one file as a layer; what cannot be read at all stands in its problems."""
    reading = Reading(file, {})
    try:
        with open(path, "rb") as opened:
            text = text_of(opened.read(LARGEST + 1), file)
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        reading.give_up(Problem(f"cannot be read: {reason}.", code="unreadable", file=file))
    else:
        if isinstance(text, Problem):
            reading.give_up(text)
        else:
            reading = read(text, file)
            if not reading.lost and reading.values is None and not reading.problems:
                hint = "Begin with 'extends: reverse', or with `mentorlab new`."
                reading.give_up(Problem("is empty.", hint, "empty", file=file))
            elif not reading.lost and not isinstance(reading.values, dict) and () not in reading.refused:
                message = f"holds {shown(reading.values)}, but a mapping is needed."
                reading.give_up(Problem(message, "Write lines such as 'weeks: 104'.", "format", file, 1, 1))
            elif isinstance(reading.values, dict) and {"levers", "cells", "sample"} & reading.values.keys():
                hint = f"Carry it out with: mentorlab sweep {quote(file)}"
                reading.give_up(Problem("is a study of many policies, not a scenario.", hint, "format", file, 1, 1))
    if not isinstance(reading.values, dict):
        reading.values, reading.lost = {}, True
    return settled(reading, path.parent)


def _find(name_or_path: str | PathLike[str], folder: Path, shown_from: Path | None = None) -> tuple[str, Path, str]:
    """Return how to name a file in messages, where it is, and the name it gives its scenario."""
    named = os.fspath(name_or_path)
    if isinstance(name_or_path, str) and named in _shipped():
        return f"{named}.yaml", LIBRARY / f"{named}.yaml", named
    path = folder / named
    file = str((shown_from or folder) / named)
    if not named:
        raise Refused(_nobody(named, folder))
    if problem := no_file(path, file):
        raise Refused(problem)
    if path.is_dir():
        raise Refused(Problem("is a folder, not a file.", _files_in(path), "unreadable", file=file, value=named))
    if not path.exists():
        if isinstance(name_or_path, str) and not named.endswith(SUFFIXES) and Path(named).name == named:
            raise Refused(_nobody(named, folder))
        near = did_you_mean(path.name, _names_in(path.parent))
        raise Refused(Problem("there is no such file.", near, "missing", file=file, value=named))
    return file, path, path.stem


def _nobody(name: str, folder: Path = Path()) -> Problem:
    known = [*_shipped(), *(near for near in _names_in(folder) if Path(near).stem == name)]
    hint = f"{did_you_mean(name, known)} Shipped scenarios: {', '.join(_shipped())}.".strip()
    return Problem(f"{shown(name)} is neither a shipped scenario nor a file.", hint, "unknown", value=name)


def _names_in(folder: Path) -> list[str]:
    return sorted(path.name for path in folder.glob("*") if path.suffix in SUFFIXES) if folder.is_dir() else []


def _files_in(folder: Path) -> str:
    names = _names_in(folder)
    return f"Name a file in it: {', '.join(names[:8])}." if names else "Name a file."


def _shipped() -> list[str]:
    """Return the names of the shipped scenarios, the one without a programme first."""
    names = (path.stem for path in LIBRARY.glob("*.yaml"))
    return sorted(names, key=lambda name: (name != "no-programme", name))
