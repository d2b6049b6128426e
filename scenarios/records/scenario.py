"""`ScenarioRecord`: what a scenario says. Whatever reads, writes or compares scenarios needs no more of them."""

from __future__ import annotations

import re
from math import inf
from typing import Annotated, Any, Self

from pydantic import AfterValidator, Field, InstanceOf, ValidationInfo, model_validator

from ...agents.base.refusal import did_you_mean
from ..assumptions.assumptions import Assumptions
from ..assumptions.organisation import Organisation
from ..assumptions.outcomes import OUTCOME, OwnOutcome
from ..assumptions.settings import Settings
from ..extensions.resolve import outcome_of, own_or_built_in
from .changes import Change, changed
from .policy import Policy


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
