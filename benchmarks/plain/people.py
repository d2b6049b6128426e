"""Seats, the people in them, and whom they know."""

from __future__ import annotations

import math
from bisect import bisect
from collections.abc import Iterator
from dataclasses import dataclass, field, fields
from typing import Any

import mesa

from mentorlab.agents.people.workforce import Workforce

LEADER = 3
SLOTS = 16
OF_THE_SEAT = ("seat", "level", "department", "unit", "team", "manager", "site", "present")
OF_THE_PERSON = tuple(column.name for column in fields(Workforce) if column.name not in OF_THE_SEAT)


def logistic(x: float) -> float:
    return 1 / (1 + math.exp(-x))


def within(x: float, low: float = 0.0, high: float = 1.0) -> float:
    return min(high, max(low, x))


@dataclass(eq=False)
class Seat:
    """A permanent position; luck and structural ties hang on it."""

    row: int
    number: int
    level: int
    department: int
    unit: int
    team: int
    site: int
    manager: Seat | None = None
    ties: dict[Seat, float] = field(default_factory=dict)
    """Structural weight of each tie, in the order of rows."""
    occupant: Person | None = None


@dataclass(eq=False)
class Extra:
    """A tie between two who have no structural one: from a pair, an introduction, a chance meeting."""

    ends: tuple[Person, Person]
    weight: float

    def drop(self) -> None:
        """Free the place it takes at both ends."""
        for end in self.ends:
            end.extras[end.extras.index(self)] = None


class Person(mesa.Agent):
    """Somebody in a seat. What a `Workforce` has as columns are ordinary attributes here."""

    def __init__(self, model: Any, seat: Seat, drawn: Workforce) -> None:
        super().__init__(model)
        self.seat, self.level = seat, seat.level
        seat.occupant = self
        for name in OF_THE_PERSON:
            setattr(self, name, getattr(drawn, name)[seat.row].tolist())
        self.grown: dict[Person, float] = {}
        """What grew on top of structural ties."""
        self.extras: list[Extra | None] = [None] * SLOTS
        self.structural: dict[Person, float] = {}
        """This week's weight of the structural ties, with what grew on them."""
        self.last_inclusion = self.inclusion
        """As of the last week whose end they saw."""
        self.left: tuple[int, str] | None = None

    @property
    def boss(self) -> Person | None:
        """The line manager, if the seat above is taken."""
        return self.seat.manager.occupant if self.seat.manager else None

    @property
    def age_band(self) -> int:
        return bisect((29, 45, 61), self.age)

    @property
    def drive(self) -> float:
        """Motivation, intrinsic and extrinsic."""
        return self.motivation + self.pull

    @property
    def pull(self) -> float:
        """Extrinsic pull: fades with the weeks since the reward came."""
        rule = self.model.rules.motivation
        weeks = self.model.week - self.rewarded
        kept = rule.reward_kept + (1 - rule.reward_kept) * math.exp(-weeks / rule.reward_weeks)
        return self.reward * kept if self.enrolled else 0.0

    def luck(self, mechanism: str, draw: int) -> float:
        return self.model.luck(mechanism, self.seat.number, draw)

    # whom they know

    def ties(self) -> Iterator[tuple[Person, float]]:
        """Each tie and its weight: structural ones by row as the week began, then extra ones as they are now."""
        yield from self.structural.items()
        for extra in self.extras:
            if extra:
                one, other = extra.ends
                yield (other if one is self else one), min(1.0, extra.weight)

    def weigh(self) -> None:
        """Weigh the structural ties: W = min(1, W0 r r + X)."""
        self.structural = {
            other: min(1.0, weight * self.ramp * other.ramp + self.grown.get(other, 0.0))
            for seat, weight in self.seat.ties.items()
            if (other := seat.occupant)
        }

    def look_around(self) -> None:
        """Sum the ties; read off access, access without what grew, and the share across ages."""
        ties = list(self.ties())
        old = [(s.occupant, w * self.ramp * s.occupant.ramp) for s, w in self.seat.ties.items() if s.occupant]
        self.tie_sum = sum(weight for _, weight in ties)
        self.access, self.access_of_ties = (
            0.5 * max((weight * other.level for other, weight in known), default=0.0) / 4
            + 0.5 * min(1.0, sum(weight for other, weight in known if other.level >= LEADER))
            for known in (ties, old)
        )
        self.cross_age, self.cross_age_of_ties = (
            sum(weight for other, weight in known if abs(other.age_band - self.age_band) >= 2) / total if total else 0.0
            for known in (ties, old)
            for total in [sum(weight for _, weight in known)]
        )
        self.elsewhere = sum(weight for other, weight in ties if other.seat.department != self.seat.department)

    def contact(self, u: float) -> Person | None:
        """Return somebody drawn by tie weight."""
        ties = [(other, weight) for other, weight in self.ties() if weight > 0]
        left = u * sum(weight for _, weight in ties)
        for other, weight in ties:
            left -= weight
            if left < 0:
                return other
        return ties[-1][0] if ties else None

    def extra_with(self, other: Person) -> Extra | None:
        return next((extra for extra in self.extras if extra and other in extra.ends), None)

    def strengthen(self, other: Person, by: float) -> bool:
        """Let the tie to somebody grow; say whether it is new. A new one takes a free place at both ends, or that
        of a weaker one."""
        if by <= 0:
            return False
        if other.seat in self.seat.ties:
            self.grown[other] = other.grown[self] = min(1.0, self.grown.get(other, 0.0) + by)
            return False
        if extra := self.extra_with(other):
            extra.weight = min(1.0, extra.weight + by)
            return False
        full = [person for person in (self, other) if None not in person.extras]
        weakest = [min(person.extras, key=lambda extra: extra.weight) for person in full]
        if any(extra.weight >= by for extra in weakest):
            return False
        for extra in dict.fromkeys(weakest):
            extra.drop()
        new = Extra((self, other), min(1.0, by))
        for person in (self, other):
            person.extras[person.extras.index(None)] = new
        return True

    def forget_everyone(self) -> None:
        """Drop what grew, at both ends."""
        for other in self.grown:
            other.grown.pop(self, None)
        for extra in filter(None, list(self.extras)):
            extra.drop()


@dataclass(eq=False)
class Pair:
    """Two people who meet."""

    number: int
    junior: Person
    senior: Person
    cohort: int
    began: int
    due: int
    similarity: float
    goal_fit: float
    attention: dict[Person, list[float]]
    """Of each as a learner, over the skills, mean 1."""
    rapport: float
    clarity: float
    first_clarity: float
    next_session: int
    last_session: int
    quarter_rapport: float = math.nan
    """As it was when they had been together for a quarter of a year."""
    circle: Pair | None = None
    """The first pair of the circle that this one belongs to."""
    missed: int = 0
    sessions: int = 0
    check_ins: int = 0
    harmed: int = 0
    ended: int | None = None
    ending: str = "running"

    @property
    def both(self) -> tuple[Person, Person]:
        return self.junior, self.senior

    def mean(self, name: str) -> float:
        return (getattr(self.junior, name) + getattr(self.senior, name)) / 2

    def partner(self, person: Person) -> Person:
        return self.senior if person is self.junior else self.junior

    def end(self, week: int, ending: str) -> None:
        self.ended, self.ending = week, ending


def distance(one: Person, other: Person) -> float:
    """Return the cognitive distance of two people: the root mean square of their differences in skill."""
    return math.sqrt(sum((a - b) ** 2 for a, b in zip(one.skills, other.skills, strict=True)) / 8)


def learnable(apart: float, reach: float) -> float:
    """Return U(D) = exp(-(D/delta)^2)."""
    return math.exp(-((apart / reach) ** 2))
