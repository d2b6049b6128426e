"""The calendar: what is due in a week. The model's only clock, and the only file that knows SimPy.

Each process is a generator that waits for its next date; a handful of them serve any number of pairs. What is due
in one week comes in a fixed order: an event carries a place, because a plain timeout's order drifts.
"""

from __future__ import annotations

from collections.abc import Generator
from enum import IntEnum

import simpy

from ..scenarios.scenario import Policy
from .advancement import REVIEW_WEEKS
from .inclusion import PRACTICE_WEEKS


class Due(IntEnum):
    """What can be due, in the order in which a week does it."""

    COHORT_ENDS = 1
    COHORT_STARTS = 2
    SESSIONS = 3
    CHECK_INS = 4
    PRACTICES = 5
    REVIEW = 6


class _Date(simpy.Event):
    """An event some weeks from now, with a place among those of its week."""

    def __init__(self, env: simpy.Environment, weeks: int, place: int) -> None:
        super().__init__(env)
        self._ok, self._value = True, None
        env.schedule(self, place, weeks)


Process = Generator[_Date, None, None]


class Calendar:
    """Says what is due, week after week."""

    def __init__(self, policy: Policy) -> None:
        self._env = simpy.Environment()
        self._due: list[Due] = []
        self._policy = policy
        self._env.process(self._every(PRACTICE_WEEKS, Due.PRACTICES))
        self._env.process(self._every(REVIEW_WEEKS, Due.REVIEW))
        if policy.arm != "none":
            self._env.process(self._cohorts())

    def week(self, week: int) -> tuple[Due, ...]:
        """Return what is due in a programme week; weeks are asked for one after another."""
        self._due.clear()
        self._env.run(until=week + 1)
        return tuple(self._due)

    def _at(self, weeks: int, due: Due) -> _Date:
        return _Date(self._env, weeks, int(due))

    def _every(self, weeks: int, due: Due) -> Process:
        while True:
            yield self._at(weeks, due)
            self._due.append(due)

    def _cohorts(self) -> Process:
        """Start a cohort at launch, and another whenever one ends, if the programme is renewed."""
        length = self._policy.length_weeks
        yield self._at(0, Due.COHORT_STARTS)
        while True:
            self._due.append(Due.COHORT_STARTS)
            self._env.process(self._rounds(1, length, Due.SESSIONS))
            if self._policy.feedback.every_weeks:
                self._env.process(self._rounds(self._policy.feedback.every_weeks, length, Due.CHECK_INS))
            yield self._at(length, Due.COHORT_ENDS)
            self._due.append(Due.COHORT_ENDS)
            if not self._policy.renew:
                return
            yield self._at(0, Due.COHORT_STARTS)

    def _rounds(self, every: int, length: int, due: Due) -> Process:
        """Come round at a fixed distance while a cohort runs."""
        for _ in range(every, length, every):
            yield self._at(every, due)
            self._due.append(due)
