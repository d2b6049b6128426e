"""A change of policy during the programme: from a week on, part of the policy is different."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from typing import Annotated, Any

from pydantic import AfterValidator, Field, model_validator

from ...agents.base.refusal import Refused
from ..assumptions.settings import Settings, values_of
from ..extensions.resolve import name_of
from .policy import Policy

Value = Any
"""What a change may set something to is for `Policy` to say, which reads what comes of it."""
RIVALS = {"pairs": "share", "share": "pairs"}
"""Naming one drops the other."""
PROCESSES_HOLD = "apply from launch to the end: let the process itself wait"


def _each_once(settings: tuple[tuple[str, Value], ...]) -> tuple[tuple[str, Value], ...]:
    ordered = sorted((path.split(".") for path, _ in settings))
    for one, other in pairwise(ordered):
        if other[: len(one)] == one:
            raise ValueError(f"changes say {'.'.join(one)} twice, once as {'.'.join(other)}: state it once")
    if ["policy"] in ordered:
        raise ValueError("changes name what they change: policy.reward, for example, and not the policy as a whole")
    return settings


class Change(Settings):
    """From a week on, part of the policy is different; written `{week: 26, policy.reward: none}`."""

    week: int = Field(ge=1, le=260)
    settings: Annotated[tuple[tuple[str, Value], ...], AfterValidator(_each_once)] = Field((), min_length=1)
    """Paths below `policy` and their values, in the order of the paths."""

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, values: Any) -> Any:
        if not isinstance(values, Mapping) or "settings" in values:
            return values
        rest = {key: value for key, value in values.items() if key != "week"}
        week = {"week": values["week"]} if "week" in values else {}
        settings = sorted(leaves(rest), key=lambda leaf: leaf[0])
        return {**week, "settings": tuple((path, tuple(v) if isinstance(v, list) else v) for path, v in settings)}

    def __str__(self) -> str:
        settings = ", ".join(f"{path.removeprefix('policy.')} {name_of(value)}" for path, value in self.settings)
        return f"from week {self.week} {settings}"


def leaves(nested: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """Return every value of nested mappings by its dotted path; raise `ValueError` for a key that is not a text.

    >>> leaves({"policy": {"feedback": {"every_weeks": 8}}, "policy.reward": "none"})
    [('policy.feedback.every_weeks', 8), ('policy.reward', 'none')]
    """
    found: list[tuple[str, Any]] = []
    for key, value in nested.items():
        if not isinstance(key, str):
            raise ValueError(f"changes have paths as keys, such as policy.reward, and not {key!r}")
        path = f"{above}.{key}" if above else key
        found += leaves(value, path) if isinstance(value, Mapping) else [(path, value)]
    return found


def changed(policy: Policy, change: Change) -> Policy:
    """Return a policy with what a change says; raises `ValueError` where that cannot be."""
    values: dict[str, Any] = {"policy": values_of(policy)}
    for path, value in change.settings:
        *outer, last = path.split(".")
        record = values
        for depth, key in enumerate(outer, start=1):
            record = record.setdefault(key, {})
            if not isinstance(record, dict):
                raise ValueError(f"changes cannot set {path}: {'.'.join(outer[:depth])} has no keys below it")
        record[last] = value
        if path == "policy.processes":
            raise ValueError(f"changes leave policy.processes alone, which {PROCESSES_HOLD}")
        if path in ("policy.pairs", "policy.share"):
            record[RIVALS[last]] = None
    if len(values) > 1:
        raise ValueError(f"changes are of the policy only, not of {', '.join(sorted(set(values) - {'policy'}))}")
    try:
        return Policy.model_validate(values["policy"])
    except Refused as refused:
        week = f"changes from week {change.week}: policy"
        found = [replace(one, field=(one.field or "").replace("Policy", week, 1)) for one in refused.problems]
        raise Refused(found) from None
