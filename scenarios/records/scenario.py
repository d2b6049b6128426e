"""`ScenarioRecord`: what a scenario says. Whatever reads, writes or compares scenarios needs no more of them.

A `Change` is one of its policy during the programme: from a week on, part of the policy is different.
"""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, InstanceOf, ValidationInfo, model_validator

from ...agents.base.refusal import Refused, did_you_mean
from ..assumptions.assumptions import Assumptions
from ..assumptions.organisation import Organisation
from ..assumptions.outcomes import OUTCOME, OwnOutcome
from ..assumptions.settings import Settings, values_of
from ..extensions.resolve import name_of, outcome_of, own_or_built_in
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


def share_of_baseline(effect: float | str) -> float | None:
    """Return a percentage as a share; nothing for a number, which is in the outcome's own unit.

    >>> share_of_baseline("5 %")
    0.05
    """
    percent = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", effect) if isinstance(effect, str) else None
    return float(percent[1]) / 100 if percent else None


def _effect(effect: float | str) -> float | str:
    size = share_of_baseline(effect) if isinstance(effect, str) else effect
    if size is None or not 0 < size < inf:
        raise ValueError("must be a number above 0 in the outcome's unit, or a share of the baseline such as 5 %")
    return effect


def _outcome(name: str, info: ValidationInfo) -> str:
    """Let through the names of built-in outcomes and of the scenario's own, which stand before."""
    own = info.data.get("outcomes")
    known = [*OUTCOME, *(outcome_of(choice).name for choice in own or ())]
    if own is not None and name not in known:
        raise ValueError(f"unknown outcome {name!r}. {did_you_mean(name, known)}".strip())
    return name


def _named_apart(outcomes: tuple[str | OwnOutcome, ...]) -> tuple[str | OwnOutcome, ...]:
    names = [outcome_of(choice).name for choice in outcomes]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise ValueError(f"two are called {', '.join(map(repr, twice))}. Give one of them another name.")
    return outcomes


OutcomeName = Annotated[str, AfterValidator(_outcome)]
Measure = Annotated[str | InstanceOf[OwnOutcome], own_or_built_in("outcome")]
SmallestEffect = Annotated[float | str, AfterValidator(_effect)]


class ScenarioRecord(Settings):
    """What a scenario says, with what may stand where; `Scenario` is what people use."""

    name: str = Field("scenario", pattern=r"^[^\x00-\x1f\x7f]+$")
    about: str = ""
    weeks: int = Field(104, ge=1, le=260)
    settling_weeks: int = Field(52, ge=26, le=104)
    organisation: Organisation = Organisation()
    assumptions: Assumptions = Assumptions()
    policy: Policy = Policy()
    changes: tuple[Change, ...] = ()
    outcomes: Annotated[tuple[Measure, ...], AfterValidator(_named_apart)] = ()
    smallest_effects: dict[OutcomeName, SmallestEffect] = Field(default_factory=dict)

    @model_validator(mode="after")
    def _changes_fit(self) -> Self:
        weeks = [change.week for change in self.changes]
        if weeks != sorted(set(weeks)):
            raise ValueError("changes must come in the order of their weeks, one a week")
        for change, (_, policy) in zip(self.changes, self.policies[1:], strict=True):
            if change.week >= self.weeks:
                raise ValueError(f"changes name week {change.week}, beyond the {self.weeks} weeks of the scenario")
            assert policy is not None
        return self

    @property
    def policies(self) -> tuple[tuple[int, Policy], ...]:
        """The policy from launch, and what each change makes of it from its week on."""
        policies = [(0, self.policy)]
        for change in self.changes:
            policies.append((change.week, changed(policies[-1][1], change)))
        return tuple(policies)

    @property
    def begins(self) -> tuple[int, Policy] | None:
        """The week from which there is a programme, and what it then is; nothing where there never is one."""
        return next(((week, policy) for week, policy in self.policies if policy.arm != "none"), None)


def own_outcomes(scenario: ScenarioRecord) -> list[OwnOutcome]:
    """Return a scenario's own outcomes."""
    return [outcome_of(choice) for choice in scenario.outcomes]


def own_of(scenario: ScenarioRecord) -> list[tuple[str, Any]]:
    """Return what is the user's own and given as itself, not by name, in any policy of a scenario, with its kind."""
    named: list[tuple[str, Any]] = []
    for _, policy in scenario.policies:
        named += [
            ("pairing", policy.pairing), ("action", policy.feedback.action), ("reward", policy.reward),
            ("training", policy.training), ("targeting", policy.targeting),
            *(("process", process) for process in policy.processes),
        ]  # fmt: skip
    named += [("outcome", outcome) for outcome in scenario.outcomes]
    return [(kind, choice) for kind, choice in named if not isinstance(choice, str)]
