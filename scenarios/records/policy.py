"""`Policy`: the design of a programme, and the records it is made of."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any, Literal, Self, TypeAlias

from pydantic import Field, InstanceOf, model_validator

from ..assumptions.organisation import Level
from ..assumptions.settings import Settings
from ..extensions.resolve import own_or_built_in
from ..policy import feedback, pairing, targeting
from ..policy.integration import Integrations
from ..policy.rewards import Reward, Rewards
from ..policy.strategy import names_of
from ..policy.targeting import Targeting
from ..policy.training import Content, Formats, Training

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

Action = Annotated[ActionName | Callable[..., Any], own_or_built_in("action")]
Pairing = Annotated[PairingName | Callable[..., Any], own_or_built_in("pairing")]
RewardScheme = Annotated[RewardName | InstanceOf[Reward], own_or_built_in("reward")]
TrainingFormat = Annotated[TrainingName | InstanceOf[Training], own_or_built_in("training")]
WhoIsAsked = Annotated[TargetingName | InstanceOf[Targeting], own_or_built_in("targeting")]
CalendarProcess = Annotated[str | Callable[..., Any], own_or_built_in("process")]


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
    """The design of a programme: who takes part, how they are paired, how often they meet, what they get, how long.

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
    training_content: Content = "both"
    support: SupportPolicy = SupportPolicy()
    targeting: WhoIsAsked = "volunteer"
    wait_list: bool = False
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
            raise ValueError("pairs and share exclude each other: keep the one you mean")
        return self

    def places(self, employees: int) -> int:
        """Return the number of pairs in an organisation of this size; a tenth of the staff by default."""
        if self.pairs is not None:
            return self.pairs
        return int((DEFAULT_SHARE if self.share is None else self.share) * employees / 2 + 1e-9)
