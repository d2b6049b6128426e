"""What layers come to: a scenario, or all that is wrong in any of them; and values laid over a scenario."""

from __future__ import annotations

from collections.abc import Iterable, Mapping, Sequence
from contextlib import suppress
from dataclasses import replace
from pathlib import Path
from typing import Any, TypeVar, get_args

from pydantic import ValidationError

from ...agents.base.checked import validate
from ...agents.base.refusal import Problem, Refused, capped
from ..assumptions.settings import values_of
from ..records.policy import Arm
from ..records.scenario import PROCESSES_HOLD, Change, ScenarioRecord
from .allowed import in_words, is_record, problems_in, shown, slot_at
from .layers import SettingsSaid, leaves, over, settings_layer, settled, stacked, values_layer, without_rivals
from .yaml_lines import KeyPath, Place, Reading, dotted

EXAMPLE = "{week: 26, policy.reward: none}"
Kind = TypeVar("Kind", bound=ScenarioRecord)


def validated(whole: Reading, kind: type[Kind]) -> Kind:
    """Return what the layers say as a scenario of a kind, or refuse it with all that is wrong in any of them."""
    problems = list(whole.problems)
    wrong = problems_in_changes(whole)
    problems += wrong
    # a change that is wrong is told once, at its own place
    values = {key: value for key, value in whole.values.items() if not (wrong and key == "changes")}
    try:
        scenario = validate(kind, values)
        if not problems:
            return scenario
    except ValidationError as error:
        found = problems_in(error, whole.places, whole.refused)
        # where a layer could not be read, what it may have said is not missed
        problems += [one for one in found if not whole.lost or one.code in ("unknown", "type", "range")]
    files = list(dict.fromkeys(place.file for place in whole.places.values()))
    rank = {file: at for at, file in enumerate(files)}
    problems.sort(key=lambda one: (rank.get(one.file or "", -1), one.line or 0, one.column or 0))
    raise Refused(capped(problems))


def problems_in_changes(whole: Reading) -> list[Problem]:
    """Tell what a change of policy says that cannot be, at its place in the file."""
    items = whole.values.get("changes", ())
    if ("changes",) in whole.refused:
        return []
    if not isinstance(items, list | tuple):
        return [
            _problem_at(whole, ("changes",), f"must be a list of changes, not {shown(items)}.", f"Write - {EXAMPLE}.")
        ]
    problems: list[Problem] = []
    unchanged = {key: value for key, value in whole.values.items() if key != "changes"}
    with suppress(ValidationError):  # with every default, as a change finds it
        unchanged = values_of(validate(ScenarioRecord, unchanged))
    for at, change in enumerate(items):
        if isinstance(change, Change) or ("changes", at) in whole.refused:
            continue
        if not isinstance(change, dict):
            message = f"must be a mapping of a week and what changes, not {shown(change)}."
            problems.append(_problem_at(whole, ("changes", at), message, f"Write {EXAMPLE}, for example."))
            continue
        wrong, meant = _read_change(whole, at, change)
        nested: dict[str, Any] = {}
        for path, value in meant.items():
            inner: Any = value
            for key in reversed(path):
                inner = {key: inner}
            nested = over(nested, inner)
        unchanged = over(without_rivals(unchanged, nested), nested)
        problems += wrong + _unfit(whole, at, unchanged, meant)
    return problems + _weeks_out_of_order(whole, items)


def _weeks_out_of_order(whole: Reading, changes: Sequence[Any]) -> list[Problem]:
    """Tell the changes that come beyond the end, or not after the one before."""
    problems, before, weeks = [], 0, whole.values.get("weeks", ScenarioRecord.model_fields["weeks"].default)
    for at, change in enumerate(changes):
        week = change.get("week") if isinstance(change, Mapping) else None
        if not isinstance(week, int) or isinstance(week, bool) or not 1 <= week <= 260:
            continue
        if isinstance(weeks, int) and week >= weeks:
            message = f"week {week} is beyond the {weeks} weeks of the scenario."
            problems.append(_problem_at(whole, ("changes", at, "week"), message, f"The last is {weeks - 1}.", "range"))
        elif week <= before:
            message = f"week {week} does not come after week {before} of the change before."
            hint = "Put the changes in the order of their weeks, and everything of one week into one change."
            problems.append(_problem_at(whole, ("changes", at, "week"), message, hint, "conflict"))
        before = max(before, week)
    return problems


def _read_change(whole: Reading, at: int, change: dict[str, Any]) -> tuple[list[Problem], dict[KeyPath, Any]]:
    """Return what is wrong with how a change is written, and the rest: each path it means with its value."""
    here: KeyPath = ("changes", at)
    problems: list[Problem] = []
    stated_values: dict[KeyPath, Any] = {}
    week = change.get("week")
    if "week" not in change:
        message = "is missing: the week from which this holds, a whole number from 1 to 260."
        problems.append(_problem_at(whole, (*here, "week"), message, code="missing"))
    elif isinstance(week, bool) or not isinstance(week, int) or not 1 <= week <= 260:
        message = f"must be a whole number from 1 to 260, not {shown(week)}."
        problems.append(_problem_at(whole, (*here, "week"), message, code="range" if isinstance(week, int) else "type"))
    stray: set[str | int] = set()
    for written, value in leaves(change):
        path = tuple(".".join(written).split("."))
        place = (*here, *written)
        ends = next((path[:end] for end in range(2, len(path)) if not _holds_keys(path[:end])), None)
        again = next((one for one in stated_values if path[: len(one)] == one or one[: len(path)] == path), None)
        if written[0] == "week":
            continue
        if path[0] != "policy":
            if path[0] not in stray:
                message = f"a change is of the policy only, not of '{path[0]}'."
                problem = _problem_at(whole, place, message, "Write policy.reward: none, for example.", "unknown")
                problems.append(replace(problem, field=dotted((*here, path[0]))))
            stray.add(path[0])
        elif len(path) == 1:
            hint = f"Write policy: {{arm: {value}}}." if value in get_args(Arm) else f"Write {EXAMPLE}, for example."
            problems.append(_problem_at(whole, place, f"must be a mapping of what changes, not {shown(value)}.", hint))
        elif path[1] == "processes":
            problems.append(_problem_at(whole, place, f"processes {PROCESSES_HOLD}.", code="invalid"))
        elif ends:
            slot = slot_at(ends)
            assert slot is not None
            message = f"{dotted(ends)} is {in_words(slot)} and has no keys below it."
            problems.append(_problem_at(whole, place, message, f"Write one value for {dotted(ends)}.", "unknown"))
        elif again:
            hint = f"State {dotted(min(path, again, key=len))} once."
            problems.append(
                _problem_at(whole, place, f"'{dotted(again)}' is stated in this change already.", hint, "duplicate")
            )
        else:
            stated_values[path] = value
    if not problems and not stated_values:
        problems.append(
            _problem_at(whole, here, "this change changes nothing.", f"Write {EXAMPLE}, for example.", "missing")
        )
    return problems, stated_values


def _unfit(whole: Reading, at: int, changed: dict[str, Any], stated_values: Iterable[KeyPath]) -> list[Problem]:
    """Tell what a change says that does not fit the policy it changes; what was wrong before is told elsewhere."""
    try:
        validate(ScenarioRecord, changed)
    except ValidationError as error:
        places = _places_of_change(whole.places, at)
        found = problems_in(error, places, whole.refused)
    else:
        return []
    own = [dotted(path) for path in stated_values]
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


def _problem_at(whole: Reading, path: KeyPath, message: str, hint: str = "", code: str = "type") -> Problem:
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


def with_settings(scenario: Kind, settings: SettingsSaid) -> Kind:
    """Return a scenario with settings laid over it; files are relative to the working directory."""
    return validated(stacked([Reading("", values_of(scenario)), settings_layer(settings)]), type(scenario))


def laid_over(
    scenario: Kind,
    values: Mapping[str, Any],
    places: Mapping[str, Place] | None = None,
    *,
    name: str | None = None,
    folder: Path = Path(),
) -> Kind:
    """Return a scenario with values laid over it, by lever or dotted path; `places` says where each was written.

    >>> laid_over(ScenarioRecord(), {"feedback": 8}).policy.feedback.every_weeks
    8
    """
    layer = settled(values_layer(values, places or {}), folder)
    named = Reading("", {} if name is None else {"name": name, "about": ""})
    return validated(stacked([Reading("", values_of(scenario)), layer, named]), type(scenario))
