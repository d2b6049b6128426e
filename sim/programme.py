"""The programme office: opens and closes cohorts, holds sessions and check-ins, lets pairs go, keeps the books."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..agents.compiled import kernel
from ..agents.structure import Structure
from ..scenarios import arms, feedback, pairing, rewards, targeting, training
from ..scenarios.assumptions import Money
from ..scenarios.scenario import Policy
from . import attitudes, check_ins, learning, matching, motivation, parting, sessions
from .pairs import COMPLETED, LEFT, REMATCHED, Pairs
from .recruitment import recruit
from .state import State


@dataclass
class Programme:
    """One policy at work. `booked` counts what happened this week."""

    policy: Policy
    places: int
    structure: Structure
    pairs: Pairs = field(default_factory=Pairs.none)
    cohorts: int = 0
    booked: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def __post_init__(self) -> None:
        policy = self.policy
        self.direction = getattr(arms, "reverse" if policy.arm == "none" else policy.arm)
        self.reward: rewards.Reward = getattr(rewards, policy.reward)
        self.training: training.Training = getattr(training, policy.training)
        self.targeting: targeting.Targeting = getattr(targeting, policy.targeting)
        self.on_bad_check_in = getattr(feedback, policy.feedback.action)
        named = isinstance(policy.pairing, str)
        self.strategy: Any = getattr(pairing, str(policy.pairing)) if named else policy.pairing
        self.strategy_name = str(policy.pairing) if named else getattr(policy.pairing, "__name__", "strategy")
        gaming = self.reward.gaming * self.reward.tangibility
        self.sessions = sessions.Policy(
            self.direction.teaching,
            self.direction.junior_leads,
            gaming,
            policy.sessions.every_weeks,
            self.reward.visibility,
        )

    def begin_week(self, state: State) -> None:
        """Open a new page in the books."""
        self.booked.clear()
        if self.cohorts:
            state.workforce.hours[:] = 0.0
            state.workforce.check_ins[:] = 0.0

    def close(self, state: State) -> None:
        """End the pairs whose time is up."""
        running = self.pairs.running()
        over = running[self.pairs.due[running] <= state.week]
        self.pairs.end(over, state.week, COMPLETED)
        self.release(state, over)

    def open(self, state: State) -> None:
        """Recruit, match, train, and begin."""
        policy, people = self.policy, state.workforce
        recruits = recruit(state, self.structure, policy, self.places, self.targeting, self.reward, self.training)
        self.booked["rejected"] += recruits.rejected
        if len(recruits.juniors) == 0:
            self.booked["places_unfilled"] += self.places
            return
        candidates = matching.candidates_of(state, recruits.juniors, recruits.seniors, policy, self.direction)
        rows = matching.match(candidates, self.strategy, self.strategy_name, _key_of_week(state))
        self.booked["places_unfilled"] += self.places - len(rows)
        self.pairs.add(matching.begin(state, rows, policy, self.cohorts, state.week + policy.length_weeks))
        self.cohorts += 1
        taking_part = np.unique(rows)
        people.enrolled[taking_part] = True
        people.joined[taking_part] = state.week
        people.reward[taking_part] = self.reward.pull
        people.spells[taking_part] += 1
        people.training[taking_part] = np.maximum(people.training[taking_part], self.training.trained)
        money = state.rules.money
        people.hours[taking_part] += self.training.hours + money.goal_hours * policy.goal_clarity**2
        if policy.goal_clarity > 0.6:
            lost = money.autonomy * (policy.goal_clarity - 0.6)
            people.motivation[taking_part] = np.maximum(0.0, people.motivation[taking_part] - lost)
        self.booked["trained"] += len(taking_part) if self.training.hours else 0

    def meet(self, state: State, pull: NDArray[np.float64]) -> None:
        """Hold the sessions that are due, with all that comes of them."""
        running = self.pairs.running()
        due = running[self.pairs.next_session[running] <= state.week]
        held = sessions.hold(state, self.pairs, due, pull, self.sessions)
        self.booked["sessions_due"] += len(due)
        self.booked["sessions_held"] += len(held.pairs)
        if len(held.pairs) == 0:
            return
        teaching, policy = self.direction.teaching, self.policy
        gained = learning.learn(state, self.pairs, held, teaching, pull, state.rules.attitudes.full_age_gap)
        motivation.after_sessions(state, held, gained, self.reward.tangibility)
        attitudes.after_sessions(state, held, teaching, policy.focus == "inclusion")
        self.booked["new_ties"] += sessions.tie_and_introduce(state, self.pairs, held, self.reward.visibility)

    def check_in(self, state: State) -> None:
        """Ask every pair, mend what can be mended, match anew what cannot."""
        running = self.pairs.running()
        if len(running) == 0:
            return
        seen = check_ins.check_in(state, self.pairs, running)
        self.booked["check_ins"] += len(running)
        weeks = state.week - self.pairs.began[running]
        mend, anew = self.on_bad_check_in(seen, weeks, state.rules.feedback)
        rotated = self._rotate(state, running[anew])
        self.booked["rematches"] += len(rotated)
        mend &= ~np.isin(running, rotated)
        until_next = self.policy.feedback.every_weeks
        repaired = check_ins.repair(state, self.pairs, running[mend], seen[mend], until_next * len(running))
        self.booked["repairs"] += len(repaired)

    def _rotate(self, state: State, flagged: NDArray[np.int64]) -> NDArray[np.int64]:
        """Match flagged pairs anew by passing the seniors on; return those pairs.

        A pair for which no senior can be found this way, as a lone one, goes on.
        """
        pairs, manager = self.pairs, state.workforce.manager
        while len(flagged) > 1:
            juniors, seniors = pairs.junior[flagged], pairs.senior[flagged]
            fine = np.zeros(len(flagged), np.bool_)
            for shift in range(1, min(len(flagged), 9)):
                passed_on = np.roll(seniors, shift)
                fine = (passed_on != seniors) & (passed_on != juniors)
                if self.policy.must_not.own_manager:
                    fine &= manager[juniors] != passed_on
                if fine.all():
                    cohort, due = int(pairs.cohort[flagged[0]]), int(pairs.due[flagged[0]])
                    pairs.end(flagged, state.week, REMATCHED)
                    rows = np.column_stack([juniors, passed_on])
                    pairs.add(matching.begin(state, rows, self.policy, cohort, due))
                    return flagged
            flagged = flagged[fine]
        return flagged[:0]

    def part(self, state: State, pull: NDArray[np.float64]) -> None:
        """Let pairs give up; clarity and training fade."""
        running = self.pairs.running()
        if len(running):
            check_ins.fade_clarity(state, self.pairs, running)
            parted = parting.part(state, self.pairs, running, pull)
            self.booked["parted"] += len(parted)
            self.release(state, parted)
        if self.cohorts:
            state.workforce.training *= 1 - self.training.fades

    def lose(self, state: State, gone: NDArray[np.int64]) -> None:
        """End the pairs of those who left."""
        running = self.pairs.running()
        if len(running) and len(gone):
            left = np.zeros(len(state.workforce), np.bool_)
            left[gone] = True
            lost = running[left[self.pairs.junior[running]] | left[self.pairs.senior[running]]]
            self.pairs.end(lost, state.week, LEFT)
            self.release(state, lost)

    def release(self, state: State, ended: NDArray[np.int64]) -> None:
        """Take those out of the programme who have no pair left."""
        if len(ended):
            enrolled = state.workforce.enrolled
            for side in (self.pairs.junior, self.pairs.senior):
                enrolled[side[ended]] = False
            running = self.pairs.running()
            for side in (self.pairs.junior, self.pairs.senior):
                enrolled[side[running]] = True

    def pay(self, state: State) -> None:
        """Book the week's cash and hours."""
        people, money, booked = state.workforce, state.rules.money, self.booked
        running = self.pairs.running()
        if self.cohorts == 0:
            return
        hours, cost, taking_part, seniors, senior_hours = count_hours(
            money, people.hours, people.level, people.enrolled, self.pairs.senior[running]
        )
        booked["hours"], booked["hours_cost"] = hours, cost
        booked["seniors"], booked["senior_hours"] = seniors, senior_hours
        booked["cash"] = (
            len(running) * money.coordinator / money.pairs_a_coordinator / 52
            + taking_part * self.reward.cost / 52
            + booked["trained"] * self.training.cost
            + booked["repairs"] * money.repair
        )


@kernel
def count_hours(
    rule: Money,
    hours: NDArray[np.float64],
    level: NDArray[np.int64],
    enrolled: NDArray[np.bool_],
    senior: NDArray[np.int64],
) -> tuple[float, float, float, float, float]:
    """Return programme hours, their cost, participants, seniors in a pair, and the hours of those."""
    rates = (rule.rate_0, rule.rate_1, rule.rate_2, rule.rate_3, rule.rate_4)
    is_senior = np.zeros(len(hours), np.bool_)
    for i in senior:
        is_senior[i] = True
    total = cost = taking_part = seniors = of_seniors = 0.0
    for i in range(len(hours)):
        total += hours[i]
        cost += hours[i] * rates[level[i]]
        if enrolled[i]:
            taking_part += 1.0
        if is_senior[i]:
            seniors += 1.0
            of_seniors += hours[i]
    return total, cost, taking_part, seniors, of_seniors


def _key_of_week(state: State) -> tuple[np.uint64, np.uint64]:
    low, high = state.luck["matching"]
    return low, np.uint64(int(high) ^ state.tick)
