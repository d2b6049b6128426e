"""A scenario: an organisation (what is), assumptions (what we do not know) and a policy (what we choose)."""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from dataclasses import replace
from itertools import pairwise
from math import inf
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

from pydantic import AfterValidator, Field, InstanceOf, ValidationInfo, model_validator

from ..agents.fields import shown
from ..agents.refusal import Problem, Refused, did_you_mean
from . import feedback, pairing, targeting
from .assumptions import Assumptions
from .integration import Integrations
from .organisation import Level, Organisation
from .outcomes import OUTCOME, OwnOutcome
from .own import outcome_of, own_or_built_in, told
from .rewards import Reward, Rewards
from .settings import Settings as Settings
from .strategy import names_of
from .targeting import Targeting
from .training import Formats, Training

Arm = Literal["none", "traditional", "reciprocal", "group", "reverse", "training"]
if TYPE_CHECKING:
    PairingName: TypeAlias = str
    RewardName: TypeAlias = str
    TrainingName: TypeAlias = str
    TargetingName: TypeAlias = str
    IntegrationName: TypeAlias = str
    ActionName: TypeAlias = str
else:  # whatever stands in these files, under its own name
    PairingName = Literal[names_of(pairing, "candidates", "rng")]
    RewardName, TrainingName, IntegrationName = (
        Literal[tuple(name.replace("_", "-") for name in record.model_fields)]
        for record in (Rewards, Formats, Integrations)
    )
    TargetingName = Literal[tuple(name for name, thing in vars(targeting).items() if isinstance(thing, Targeting))]
    ActionName = Literal[names_of(feedback, "seen", "weeks", "rule")]
FocusName = Literal["balanced", "digital", "inclusion", "leadership", "innovation"]
DEFAULT_SHARE = 0.10


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
    known = [*OUTCOME, *(outcome_of(said).name for said in own or ())]
    if own is not None and name not in known:
        raise ValueError(f"unknown outcome {name!r}. {did_you_mean(name, known)}".strip())
    return name


def _named_apart(outcomes: tuple[str | OwnOutcome, ...]) -> tuple[str | OwnOutcome, ...]:
    names = [outcome_of(said).name for said in outcomes]
    twice = [name for name in dict.fromkeys(names) if names.count(name) > 1]
    if twice:
        raise ValueError(f"two are called {', '.join(map(repr, twice))}. Give one of them another name.")
    return outcomes


OutcomeName = Annotated[str, AfterValidator(_outcome)]
Action = Annotated[ActionName | Callable[..., Any], own_or_built_in("action")]
Pairing = Annotated[PairingName | Callable[..., Any], own_or_built_in("pairing")]
RewardScheme = Annotated[RewardName | InstanceOf[Reward], own_or_built_in("reward")]
TrainingFormat = Annotated[TrainingName | InstanceOf[Training], own_or_built_in("training")]
WhoIsAsked = Annotated[TargetingName | InstanceOf[Targeting], own_or_built_in("targeting")]
CalendarProcess = Annotated[str | Callable[..., Any], own_or_built_in("process")]
Measure = Annotated[str | InstanceOf[OwnOutcome], own_or_built_in("outcome")]
SmallestEffect = Annotated[float | str, AfterValidator(_effect)]


def values_of(record: Settings) -> dict[str, Any]:
    """Return the values of a record and of those in it, key by key; the user's own stay as they are.

    Of assumptions those that were stated: the others have their defaults.
    """

    def plain(value: Any) -> Any:
        if isinstance(value, Assumptions):
            return value.model_dump(exclude_unset=True)
        return values_of(value) if isinstance(value, Settings) else value

    return {name: plain(getattr(record, name)) for name in type(record).model_fields}


class BestScore(Settings):
    """How much each standardised part of the best score counts: for pairing optimal and hybrid."""

    learning: float = Field(1.0, ge=0, le=10)
    similarity: float = Field(0.7, ge=0, le=10)
    strangers: float = Field(0.3, ge=0, le=10)
    goals: float = Field(0.5, ge=0, le=10)


class SessionPolicy(Settings):
    """How often a pair meets: 0 is a pause; in the black-out weeks nobody meets."""

    every_weeks: int = Field(2, ge=0, le=26)
    black_out: tuple[Annotated[int, Field(ge=0, le=259)], ...] = ()


class FeedbackPolicy(Settings):
    every_weeks: int = Field(4, ge=0, le=13)
    action: Action = "both"


class SupportPolicy(Settings):
    every_weeks: int = Field(0, ge=0, le=26)


class Where(Settings):
    """The part of the organisation the programme is open to; empty means all of it."""

    departments: tuple[str, ...] = ()
    sites: tuple[str, ...] = ()
    levels: tuple[Level, ...] = ()


class Side(Settings):
    """Who may take one side of a pair."""

    levels: tuple[Level, ...] = Field((0, 1, 2, 3, 4), min_length=1)
    min_age: float | None = Field(None, ge=14, le=100)
    max_age: float | None = Field(None, ge=14, le=100)

    @model_validator(mode="after")
    def _somebody(self) -> Self:
        if self.min_age is not None and self.max_age is not None and self.min_age > self.max_age:
            raise ValueError(f"min_age {self.min_age:g} is above max_age {self.max_age:g}: nobody would be eligible")
        return self


class Eligible(Settings):
    junior: Side = Side(levels=(0, 1), max_age=39)
    senior: Side = Side(levels=(2, 3, 4))


class MustNot(Settings):
    own_manager: bool = True


class Policy(Settings):
    """What we choose: who is asked and taken, how they are paired, how often they meet, what they get, for how long.

    Every field has a default, so that `Policy(arm="reverse")` is a programme; `mentorlab list` says what each may be.
    `pairing`, `reward`, `training`, `targeting` and `feedback.action` also take one of your own.
    """

    arm: Arm = "none"
    pairing: Pairing = "optimal"
    best_score: BestScore = BestScore()
    sessions: SessionPolicy = SessionPolicy()
    feedback: FeedbackPolicy = FeedbackPolicy()
    reward: RewardScheme = "thanks"
    training: TrainingFormat = "webinar"
    support: SupportPolicy = SupportPolicy()
    targeting: WhoIsAsked = "volunteer"
    pairs: int | None = Field(None, ge=0, le=500_000)
    share: float | None = Field(None, ge=0, le=1)
    where: Where = Where()
    length_weeks: int = Field(39, ge=1, le=260)
    renew: bool = True
    focus: FocusName = "balanced"
    goal_clarity: float = Field(0.5, ge=0, le=1)
    integration: IntegrationName = "none"
    must_not: MustNot = MustNot()
    capacity: int = Field(1, ge=1, le=20)
    eligible: Eligible = Eligible()
    processes: tuple[CalendarProcess, ...] = ()

    @model_validator(mode="after")
    def _one_size(self) -> Self:
        if self.pairs is not None and self.share is not None:
            raise ValueError("pairs and share exclude each other: name the one you mean")
        return self

    def places(self, employees: int) -> int:
        """Return the number of pairs in an organisation of this size; a tenth of the staff unless said."""
        if self.pairs is not None:
            return self.pairs
        return int((DEFAULT_SHARE if self.share is None else self.share) * employees / 2 + 1e-9)


Value = Any
"""What a change may set something to is for `Policy` to say, which reads what comes of it."""
RIVALS = {"pairs": "share", "share": "pairs"}
"""Naming one drops the other."""
PROCESSES_HOLD = "hold from launch to the end: let the process itself wait"


def _each_once(settings: tuple[tuple[str, Value], ...]) -> tuple[tuple[str, Value], ...]:
    ordered = sorted((path.split(".") for path, _ in settings))
    for one, other in pairwise(ordered):
        if other[: len(one)] == one:
            raise ValueError(f"changes say {'.'.join(one)} twice, once as {'.'.join(other)}: say it once")
    if ["policy"] in ordered:
        raise ValueError("changes name what they change: policy.reward, for example, and not the policy as a whole")
    return settings


class Change(Settings):
    """From a week on, some of the policy is otherwise; written `{week: 26, policy.reward: none}`."""

    week: int = Field(ge=1, le=260)
    settings: Annotated[tuple[tuple[str, Value], ...], AfterValidator(_each_once)] = Field((), min_length=1)
    """Paths below `policy` and their values, in the order of the paths."""

    @model_validator(mode="before")
    @classmethod
    def _flat(cls, given: Any) -> Any:
        if not isinstance(given, Mapping) or "settings" in given:
            return given
        rest = {key: value for key, value in given.items() if key != "week"}
        week = {"week": given["week"]} if "week" in given else {}
        said = sorted(leaves(rest), key=lambda leaf: leaf[0])
        return {**week, "settings": tuple((path, tuple(v) if isinstance(v, list) else v) for path, v in said)}

    def __str__(self) -> str:
        said = ", ".join(f"{path.removeprefix('policy.')} {told(value)}" for path, value in self.settings)
        return f"from week {self.week} {said}"


def leaves(nested: Mapping[str, Any], above: str = "") -> list[tuple[str, Any]]:
    """Return every value of nested mappings by its dotted path; raise `ValueError` for a key that is no text.

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


class Scenario(Settings):
    """One question put to the model; frozen, and complete: every key has a default."""

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

    def __repr__(self) -> str:
        from .differences import scenario_in_words

        return scenario_in_words(self)

    __str__ = __repr__

    def _repr_html_(self) -> str:
        from .differences import scenario_html

        return scenario_html(self)

    @property
    def policies(self) -> tuple[tuple[int, Policy], ...]:
        """The policy from launch, and what each change makes of it from its week on."""
        found = [(0, self.policy)]
        for change in self.changes:
            found.append((change.week, changed(found[-1][1], change)))
        return tuple(found)

    @property
    def begins(self) -> tuple[int, Policy] | None:
        """The week from which there is a programme, and what it then is; nothing where there never is one."""
        return next(((week, policy) for week, policy in self.policies if policy.arm != "none"), None)

    def with_(self, values: Mapping[str, Any]) -> Scenario:
        """Return the scenario with some values otherwise, by lever or dotted path; checked, as `--set` is.

        A value may be a function or a record of your own. Who names `share` drops `pairs`, and the other way round,
        as with `roster` and `synthetic`. Raises `Refused` with all that is wrong.

        >>> Scenario().with_({"policy.arm": "reverse", "share": 0.2}).policy.share
        0.2
        """
        from .files import laid_over

        if not isinstance(values, Mapping):
            hint = 'Write {"policy.share": 0.1}, for example.'
            raise Refused(Problem(f"must be a mapping of paths and values, not {shown(values)}.", hint, "type"))
        return laid_over(self, values)

    def to_yaml(self, *, whole: bool = False) -> str:
        """Return the scenario as the text of a file that `load` reads back as an equal one.

        It says what differs from the defaults, or everything. Raises `Refused` for what no file can say, such as a
        function that is in no module.

        >>> print(Scenario(name="mine", policy=Policy(arm="reverse", share=0.2)).to_yaml(), end="")
        name: mine
        policy:
          arm: reverse
          share: 0.2
        """
        from .as_yaml import text_of_scenario

        return text_of_scenario(self, whole=whole)


def changed(policy: Policy, change: Change) -> Policy:
    """Return a policy with what a change says; raises `ValueError` where that cannot be."""
    values: dict[str, Any] = {"policy": values_of(policy)}
    for path, value in change.settings:
        *outer, last = path.split(".")
        record = values
        for depth, key in enumerate(outer, start=1):
            record = record.setdefault(key, {})
            if not isinstance(record, dict):
                raise ValueError(f"changes cannot set {path}: nothing stands below {'.'.join(outer[:depth])}")
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
