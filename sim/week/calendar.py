"""The calendar: what is due in a week. The model's only clock, and the only file that knows SimPy.

Each process is a generator that waits for its next date; a handful of them serve any number of pairs. What is due
in one week comes in a fixed order: an event carries a place, because a plain timeout's order drifts.
"""

from __future__ import annotations

from collections.abc import Callable, Generator, Sequence
from enum import IntEnum
from typing import NamedTuple

import numpy as np
import simpy

from ...agents.base.fields import shown
from ...agents.base.refusal import Problem, Refused
from ...scenarios.extensions.guards import own_code
from ...scenarios.policy.arms import kind
from ...scenarios.records.policy import Policy
from ..processes.advancement import REVIEW_WEEKS
from ..processes.inclusion import PRACTICE_WEEKS


class Due(IntEnum):
    """What can be due, in the order in which a week does it."""

    CHANGE = 1
    COHORT_ENDS = 2
    COHORT_STARTS = 3
    SUPPORT = 4
    SESSIONS = 5
    CHECK_INS = 6
    PRACTICES = 7
    REVIEW = 8
    OWN = 9
    """Processes of the user's: last, in the order in which the policy names them."""


class _Date(simpy.Event):
    """An event some weeks from now, with a place among those of its week."""

    def __init__(self, env: simpy.Environment, weeks: int, place: int) -> None:
        super().__init__(env)
        self._ok, self._value = True, None
        env.schedule(self, place, weeks)


Process = Generator[_Date, None, None]


class _Own(NamedTuple):
    """A process of the user."""

    acts: Generator[object, None, None]
    name: str
    broken: Callable[[], str]
    place: int


def _no_process(name: str, what: str, hint: str) -> Refused:
    return Refused(Problem(f"'{name}' {what}.", hint, "strategy", field="policy.processes", value=name))


class Calendar:
    """Says what is due, week after week, as the policy of the week has it."""

    def __init__(self, policies: Sequence[tuple[int, Policy]]) -> None:
        self._env = simpy.Environment()
        self._due: set[Due] = set()
        self._policy = policies[0][1]
        self._stopped = 0
        self._cohorts_on = 0
        self._own = 0
        self._env.process(self._every(PRACTICE_WEEKS, Due.PRACTICES))
        self._env.process(self._every(REVIEW_WEEKS, Due.REVIEW))
        self._env.process(self._changes(policies[1:]))
        if self._policy.arm != "none":
            self._env.process(self._cohorts())

    def week(self, week: int) -> tuple[Due, ...]:
        """Return what is due in a programme week; weeks are asked for one after another."""
        self._due.clear()
        self._env.run(until=week + 1)
        return tuple(sorted(self._due))

    def add(self, acts: object, name: str, broken: Callable[[], str] = str) -> None:
        """Let a process of the user act at launch and then after every number of weeks that it yields.

        It acts at the start of its week, before the week's own steps; `broken` tells what it has made of the people
        that they cannot be. Raises `Refused` for what is no generator.
        """
        if not isinstance(acts, Generator):
            raise _no_process(name, f"returned {type(acts).__name__}", "Let it yield the number of weeks to wait.")
        self._own += 1
        self._wait(0, _Own(acts, name, broken, Due.OWN + self._own))

    def _wait(self, weeks: int, own: _Own) -> None:
        _Date(self._env, weeks, own.place).callbacks.append(lambda _: self._act(own))

    def _act(self, own: _Own) -> None:
        nothing = object()
        with own_code("process", own.name):
            weeks = next(own.acts, nothing)
        if wrong := own.broken():
            raise _no_process(
                own.name,
                f"made an impossible change in week {self._env.now}: {wrong}",
                "Keep the values within their limits.",
            )
        if weeks is nothing:
            return
        if isinstance(weeks, bool) or not isinstance(weeks, int | np.integer) or weeks < 1:
            what = f"yielded {shown(weeks)} in week {self._env.now}"
            raise _no_process(own.name, what, "Yield whole weeks, 1 or more.")
        self._wait(int(weeks), own)

    def _at(self, weeks: int, due: Due) -> _Date:
        return _Date(self._env, weeks, int(due))

    def _every(self, weeks: int, due: Due) -> Process:
        while True:
            yield self._at(weeks, due)
            self._due.add(due)

    def _changes(self, later: Sequence[tuple[int, Policy]]) -> Process:
        """Put a new policy in force.

        A cohort starts at once where the programme becomes one of another kind, is open to others or of another size,
        or is to be renewed after the last cohort has ended.
        """
        for week, policy in later:
            yield self._at(week - int(self._env.now), Due.CHANGE)
            before, self._policy = self._policy, policy
            self._due.add(Due.CHANGE)
            another = kind(before.arm) != kind(policy.arm)
            if another:
                self._stopped += 1
                self._cohorts_on = 0
            resumed = policy.renew and not self._cohorts_on
            if policy.arm != "none" and (another or resumed or asks_others(before) != asks_others(policy)):
                self._env.process(self._cohorts())

    def _cohorts(self) -> Process:
        """Start a cohort, and another whenever one ends, as long as the programme runs and is renewed."""
        era = self._stopped
        self._cohorts_on += 1
        yield self._at(0, Due.COHORT_STARTS)
        while True:
            self._due.add(Due.COHORT_STARTS)
            length = self._policy.length_weeks
            self._env.process(self._weeks(length, era))
            yield self._at(length, Due.COHORT_ENDS)
            if era != self._stopped:
                return
            self._due.add(Due.COHORT_ENDS)
            if not self._policy.renew:
                self._cohorts_on -= 1
                return
            yield self._at(0, Due.COHORT_STARTS)

    def _weeks(self, length: int, era: int) -> Process:
        """Let the weeks of a cohort pass between its start and its end."""
        for week in range(1, length):
            yield self._at(1, Due.SESSIONS)
            if era != self._stopped:
                return
            policy = self._policy
            if policy.sessions.every_weeks and int(self._env.now) not in policy.sessions.black_out:
                self._due.add(Due.SESSIONS)
            if policy.feedback.every_weeks and week % policy.feedback.every_weeks == 0:
                self._due.add(Due.CHECK_INS)
            if policy.support.every_weeks and week % policy.support.every_weeks == 0:
                self._due.add(Due.SUPPORT)


def asks_others(policy: Policy) -> tuple[object, ...]:
    """Return what says how many take part, and who may."""
    return policy.pairs, policy.share, policy.where, policy.eligible
