"""A scenario as a file: what differs from the defaults, or everything, so that `load` reads an equal one back."""

from __future__ import annotations

from collections.abc import Mapping
from datetime import date
from os.path import abspath
from typing import Any

from pydantic import BaseModel

from ...agents.base.refusal import Problem, Refused
from ...agents.files.frames import Frame
from ..assumptions.assumptions import Assumptions
from ..extensions.resolve import place_of
from ..records.changes import Change
from ..records.scenario import ScenarioRecord
from .allowed import is_record, slot_at
from .layers import FILES
from .new_file import word
from .yaml_lines import KeyPath, dotted


def text_of_scenario(scenario: ScenarioRecord, *, whole: bool = False) -> str:
    """Return a scenario as YAML: what differs from the defaults, or `whole`. Files are named from the root.

    What is assumed is written where it was stated, at its default too. Raises `Refused` for all that no file can
    say: a function or a record of one's own that has no place to be found again, people or ties held in memory.
    """
    problems: list[Problem] = []
    lines = _lines({"name": scenario.name, **_values_of(scenario, (), whole, problems)})
    if problems:
        raise Refused(problems)
    return "\n".join(lines) + "\n"


def _values_of(
    record: BaseModel, above: KeyPath, whole: bool, problems: list[Problem], default: BaseModel | None = None
) -> dict[str, Any]:
    """Return what a file has to say of a record, key by key: its default is another one, or that of its class."""
    written: dict[str, Any] = {}
    assumed = isinstance(record, Assumptions) or above[:1] == ("assumptions",)
    for name, field in type(record).model_fields.items():
        value, path = getattr(record, name), (*above, name)
        usual = getattr(default, name, None) if default else field.get_default(call_default_factory=True)
        slot = slot_at(path)
        if isinstance(value, BaseModel) and slot and is_record(slot.kind):
            inner = _values_of(value, path, whole, problems, usual)
            if inner or usual is None:
                written[name] = inner
        elif _differs(value, usual) or (whole and value is not None) or (assumed and name in record.model_fields_set):
            written[name] = _plain(value, path, problems)
    return written


def _differs(value: Any, usual: Any) -> bool:
    """Tell whether a value is another than usual; what no file can write is, and is not to be compared."""
    written = isinstance(value, bool | int | float | str | tuple | Mapping | date | None)
    return not written or bool(value != usual)


def _plain(value: Any, path: KeyPath, problems: list[Problem]) -> Any:
    """Return a value as a file has it; what it cannot have is added to the problems."""
    if isinstance(value, Change):
        settings = {name: _plain(one, (*path, name), problems) for name, one in value.settings}
        return {"week": value.week, **settings}
    if isinstance(value, tuple | list):
        return [_plain(one, (*path, at), problems) for at, one in enumerate(value)]
    if isinstance(value, Mapping):
        return {name: _plain(one, (*path, name), problems) for name, one in value.items()}
    if isinstance(value, date):
        return value.isoformat()
    if isinstance(value, Frame):
        message = f"is {value}, which was passed in Python: a file cannot hold it."
        problems.append(Problem(message, "Save it as a CSV file and name that file.", "frame", field=dotted(path)))
        return None
    if isinstance(value, str):
        return abspath(value) if path in FILES else value
    if value is None or isinstance(value, bool | int | float):
        return value
    try:
        return place_of(value)
    except Refused as refused:
        problems += [Problem(one.message, one.hint, one.code, field=dotted(path)) for one in refused.problems]
        return None


def _lines(values: Mapping[str, Any], indent: str = "") -> list[str]:
    """Return a mapping as lines of YAML; a list of mappings has one a line."""
    written = []
    for name, value in values.items():
        key = f"{indent}{word(name)}:"
        if isinstance(value, Mapping) and value:
            written += [key, *_lines(value, f"{indent}  ")]
        elif isinstance(value, list) and any(isinstance(one, Mapping) for one in value):
            written += [key, *(f"{indent}  - {_on_one_line(one)}" for one in value)]
        else:
            written.append(f"{key} {_on_one_line(value)}")
    return written


def _on_one_line(value: Any) -> str:
    if isinstance(value, Mapping):
        return f"{{{', '.join(f'{word(name)}: {_on_one_line(one)}' for name, one in value.items())}}}"
    return f"[{', '.join(map(_on_one_line, value))}]" if isinstance(value, list) else word(value)
