"""`Pairs`: every pair there was, an entry for each; and what two people are to each other."""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any, Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.base.parameters import YEAR
from ...agents.base.skills import WISHES

Ending = Literal["running", "completed", "parted", "rematched", "left", "stopped"]
RUNNING, COMPLETED, PARTED, REMATCHED, LEFT, STOPPED = range(len(get_args(Ending)))


@dataclass
class Pairs:
    """Columns with one entry for each pair. Weeks are programme weeks."""

    number: NDArray[np.uint64]
    """The two seats blended: the pair's luck."""
    junior: Integers
    """Row of the junior."""
    senior: Integers
    """Row of the senior."""
    junior_occupant: Integers
    """Who of those who ever had the junior's seat: 0 for the person at launch, then 1, 2, ... for each hire."""
    senior_occupant: Integers
    """The same of the senior's seat."""
    circle: Integers
    """Row of the first pair of the circle that this one belongs to; -1 for a pair by itself."""
    cohort: Integers
    """Number of the cohort, from 0."""
    began: Integers
    """Week in which the pair began."""
    due: Integers
    """Week in which the pair is to end."""
    ended: Integers
    """Week in which it ended, -1 while it runs."""
    ending: Integers
    """How it ended: a position in `Ending`."""
    similarity: Floats
    """Of communication and working style, 0..1."""
    goal_fit: Floats
    """0, .5 or 1: how many of the two can learn what they want from the other."""
    attention_senior: Floats
    """(pairs, 8), mean 1: what the senior's learning is about."""
    attention_junior: Floats
    """(pairs, 8), mean 1: what the junior's learning is about."""
    rapport: Floats
    """How well the two get on, 0..1."""
    quarter_rapport: Floats
    """Rapport a quarter of a year after the pair began, nan before: pairs can be sorted by it."""
    clarity: Floats
    """How clear their goals are to them, 0..1."""
    first_clarity: Floats
    """Clarity at the start, 0..1."""
    next_session: Integers
    """Week from which the next session is due."""
    last_session: Integers
    """Week of the last session held, at first that of the start."""
    missed: Integers
    """Sessions missed in a row."""
    sessions: Integers
    """Sessions held."""
    check_ins: Integers
    """Check-ins held."""
    harmed: Integers
    """Check-ins that did harm."""

    def __post_init__(self) -> None:
        self._running: Integers | None = None

    def __len__(self) -> int:
        return len(self.number)

    @classmethod
    def none(cls) -> Pairs:
        """Return a table of no pairs."""
        columns: dict[str, Any] = {}
        for field in fields(cls):
            kind = np.uint64 if field.name == "number" else np.float64 if "float64" in str(field.type) else np.int64
            columns[field.name] = np.zeros((0, 8) if field.name.startswith("attention") else 0, kind)
        return cls(**columns)

    def add(self, more: Pairs) -> None:
        """Append pairs."""
        self._running = None
        for field in fields(self):
            setattr(self, field.name, np.concatenate([getattr(self, field.name), getattr(more, field.name)]))

    def running(self) -> Integers:
        """Return the rows of the pairs that run."""
        if self._running is None:
            self._running = np.flatnonzero(self.ended < 0)
        return self._running

    def note_rapport(self, week: int) -> None:
        """Keep the rapport of the pairs that began a quarter ago."""
        rows = self.running()
        rows = rows[self.began[rows] == week - YEAR // 4]
        self.quarter_rapport[rows] = self.rapport[rows]

    def end(self, rows: Integers, week: int, ending: int) -> None:
        """End pairs."""
        self._running = None
        self.ended[rows] = week
        self.ending[rows] = ending


@kernel
def shares_of_senior(circle: Integers, rows: Integers, shares: Floats) -> None:
    """Fill in each pair's share of the senior: 1, or one part in as many as come from the same circle."""
    come = np.zeros(len(circle))
    for r in range(len(rows)):
        if circle[rows[r]] >= 0:
            come[circle[rows[r]]] += 1.0
    for r in range(len(rows)):
        first = circle[rows[r]]
        shares[r] = 1.0 / come[first] if first >= 0 else 1.0


@kernel
def learnable(distance: float, reach: float) -> float:
    """Return U(D) = exp(-(D/delta)^2): how much of a skill gap can be bridged at a cognitive distance."""
    return np.exp(-((distance / reach) ** 2))


@kernel
def cognitive_distance(skills: Floats, one: int, other: int) -> float:
    """Return the root mean square difference of two people's skills."""
    total = 0.0
    for m in range(skills.shape[1]):
        total += (skills[one, m] - skills[other, m]) ** 2
    return np.sqrt(total / skills.shape[1])


@kernel
def pair_profile(
    focus: Floats,
    juniors: Integers,
    seniors: Integers,
    wants: Flags,
    can_teach: Flags,
    style: Floats,
    similarity: Floats,
    goal_fit: Floats,
    attention_senior: Floats,
    attention_junior: Floats,
) -> None:
    """Compute what characterises each pair: similarity, goal fit, and where each side's attention goes.

    Attention is half the focus and half what the learner wants and the teacher can teach, each with mean 1.
    """
    for p in range(len(juniors)):
        j, s = juniors[p], seniors[p]
        similarity[p] = 1.0 - 0.5 * (abs(style[j, 0] - style[s, 0]) + abs(style[j, 1] - style[s, 1]))
        goal_fit[p] = 0.0
        for learner, teacher, attention in ((s, j, attention_senior), (j, s, attention_junior)):
            total = focus_total = 0.0
            fits = False
            for m in range(8):
                total += wants[learner, m] + can_teach[teacher, m]
                focus_total += focus[m]
                fits = fits or (wants[learner, m] and can_teach[teacher, m])
            for m in range(8):
                wish = 8.0 * (wants[learner, m] + can_teach[teacher, m]) / total if total > 0.0 else 1.0
                attention[p, m] = (1.0 - WISHES) * 8.0 * focus[m] / focus_total + WISHES * wish
            if fits:
                goal_fit[p] += 0.5
