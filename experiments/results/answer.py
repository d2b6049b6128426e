"""The answer of a comparison as data: which design, what it gains, what it costs, and how sure that is.

A *design* is a scenario of a comparison with a programme. An *objective* is an outcome that designs are chosen by. The
*gain* of a design is its difference from no programme in the same future, and good is positive whatever the outcome's
direction. A design does as well as another on an objective if it keeps a stated share (`keeps`) of the other's gain.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, NamedTuple

KEEPS = 0.8
"""The share of another design's gain that a design has to keep to do as well: four fifths."""

Status = Literal["as good as the best", "beaten", "trades off", "still possible"]
"""How a design stands to the others.

*as good as the best*: it is shown to keep enough of every other design's gain on every objective that chooses.
*beaten*: it is shown to keep too little of some design's gain, which is nowhere shown to keep too little of its own.
*trades off*: each of it and some other design is shown to keep too little of the other's gain on some objective.
*still possible*: none of these is shown yet.
"""

Whose = Literal["participants", "organisation"]


class Gain(NamedTuple):
    """What a design gains on an objective: the mean, and simultaneous one-sided bounds (None without an interval)."""

    mean: float
    low: float | None
    high: float | None


class Price(NamedTuple):
    """What a design costs over the whole run: means over the futures."""

    cash: float
    hours: float
    money: float | None
    """Cash and paid hours together, where the organisation states its pay."""


@dataclass(frozen=True)
class Objective:
    """An outcome that designs are chosen by, and whether it does choose."""

    outcome: str
    gainers: tuple[str, ...]
    """Designs that are shown to gain on it."""
    chooses: bool
    """False where no design is shown to gain, at the last look: before that it leaves designs still possible."""


@dataclass(frozen=True)
class Standing:
    """How one design stands."""

    name: str
    status: Status
    gains: Mapping[str, Gain | None]
    """By objective; None without a value."""
    keeps: Mapping[str, float | None]
    """By objective, the share of the largest mean gain of any design that it keeps; None where nobody gains."""
    short_of: Mapping[str, tuple[str, ...]]
    """Other designs of whose gain it is shown to keep too little, each with the objectives on which."""
    beaten_by: tuple[str, ...]
    """Of these the ones that beat it."""
    trades_with: tuple[str, ...]
    """Of these the ones that in turn are shown to keep too little of its gain on some objective."""
    loses_on: tuple[str, ...]
    """Objectives on which it is shown to do worse than no programme: such a design is never best."""
    price: Price
    more_futures: int | None
    """About how many more futures would settle it, where it is still possible and a number can be given."""


@dataclass(frozen=True)
class Step:
    """A step of the staircase of cost against gain: who shares it, and what it keeps of the first gains."""

    names: tuple[str, ...]
    price: Price
    keeps: Mapping[str, float | None]


End = Literal["none cheaper", "none is the best"]
"""Why the staircase ends: no design is cheaper than its last step, or of those that are none is best by the rule."""


@dataclass(frozen=True)
class Answer:
    """Which design: data, bound to rules. Its words stand in `experiments/show/wording/answer.py`."""

    whose: Whose
    """Whose headlines are the objectives: the participants', or the organisation's where designs differ in size."""
    futures: int
    last_look: bool
    """Whether no later look can follow: then an objective without a gain is dropped."""
    keeps: float
    objectives: tuple[Objective, ...]
    designs: tuple[Standing, ...]
    """In the order of the comparison."""
    best: tuple[str, ...]
    """Of those as good as the best, the ones that none of them undercuts or is ahead of: one, several, or none."""
    staircase: tuple[Step, ...]
    """From the best down; empty where nobody is best."""
    ends: End | None
    leaders: Mapping[str, str]
    """By objective that chooses, the design of the largest mean gain."""
    separates: tuple[str, ...]
    """Outcomes by which designs are shown to differ (Benjamini & Yekutieli at .05 over all lines and contrasts)."""
    alike: tuple[str, ...]
    """Outcomes shown with the comparison by which no two designs are shown to differ."""

    @property
    def as_good(self) -> tuple[str, ...]:
        """The designs that are as good as the best."""
        return tuple(one.name for one in self.designs if one.status == "as good as the best")

    @property
    def possible(self) -> tuple[str, ...]:
        """The designs of which nothing is shown yet."""
        return tuple(one.name for one in self.designs if one.status == "still possible")
