"""The programme office: opens and closes cohorts, holds sessions and check-ins, lets pairs go, counts the costs."""

from __future__ import annotations

from collections import defaultdict
from dataclasses import dataclass, field
from typing import NamedTuple

import numpy as np

from ...agents.base.arrays import Floats, Integers
from ...agents.base.parameters import YEAR
from ...agents.people.structure import Structure
from ...scenarios.assumptions.assumptions import Assumptions
from ...scenarios.assumptions.mechanisms import reward_in_force
from ...scenarios.extensions.guards import at_work
from ...scenarios.extensions.resolve import chosen, name_of
from ...scenarios.policy import arms, feedback, integration, pairing, rewards, targeting, training
from ...scenarios.policy.protocols import PairingStrategy
from ...scenarios.policy.strategy import declared
from ...scenarios.records.policy import Policy
from ..processes import attitudes, check_ins, costs, learning, matching, motivation, parting, sessions
from ..processes.recruitment import recruit
from ..state.pairs import COMPLETED, LEFT, REMATCHED, STOPPED, Pairs
from ..state.state import State


class InTraining(NamedTuple):
    """A round of training that is a programme by itself."""

    until: int
    """Week in which it ends."""
    juniors: int
    """Places that are taken till then."""
    rows: Integers
    occupants: Integers
    """Who takes part: the n-th occupant of a row's seat."""


@dataclass
class Programme:
    """One policy at work. `booked` counts what happened in this week."""

    policy: Policy
    assumptions: Assumptions
    structure: Structure
    pairs: Pairs = field(default_factory=Pairs.none)
    opened: list[int] = field(default_factory=list)
    """The week in which each cohort began."""
    in_training: list[InTraining] = field(default_factory=list)
    """Where training is the programme: the rounds that are running."""
    waiting: Integers = field(default_factory=lambda: np.empty(0, np.int64))
    """Rows of those on the wait-list of the last cohort."""
    occupants_waiting: Integers = field(default_factory=lambda: np.empty(0, np.int64))
    """The n-th occupant of whose seat each of them is."""
    trained_to: float = 0.0
    """Training reached at the start of the last cohort."""
    booked: defaultdict[str, float] = field(default_factory=lambda: defaultdict(float))

    def __post_init__(self) -> None:
        self._take_up(self.policy)

    def _take_up(self, policy: Policy) -> None:
        """Look up what the policy names."""
        self.policy, assumed = policy, self.assumptions
        pairs = policy.arm not in ("none", "training")
        self.direction: arms.Direction = getattr(assumed.arms, policy.arm if pairs else "reverse")
        self.reward: rewards.Reward = reward_in_force(chosen(policy.reward, "reward", assumed.rewards), assumed.off)
        if policy.arm == "training":  # whoever is trained is not rewarded for it
            self.reward = rewards.Reward()
        self.contents = training.Contents.of(policy.training_content)
        preparation: training.Training = chosen(policy.training, "training", assumed.training)
        self.training = preparation.with_content(policy.training_content, assumed.support.one_content)
        self.integration: integration.Integration = chosen(policy.integration, "integration", assumed.integration)
        self.targeting: targeting.Targeting = at_work(policy.targeting, "targeting", targeting)
        self.on_bad_check_in: feedback.Rule = at_work(policy.feedback.action, "action", feedback)
        self.strategy: PairingStrategy = at_work(policy.pairing, "pairing", pairing)
        self.choice = declared(chosen(policy.pairing, "pairing", pairing))
        self.strategy_name = name_of(policy.pairing)
        self.sessions = sessions.Terms(
            self.direction.teaching,
            self.direction.hierarchy,
            self.direction.quality_lost + self.reward.gaming * self.reward.tangibility,
            self.direction.quality_lost_untrained,
            self.reward.protected,
            policy.sessions.every_weeks,
        )

    @property
    def in_circles(self) -> bool:
        """Whether juniors share a senior."""
        return self.policy.arm == "group"

    def change(self, state: State, policy: Policy) -> None:
        """Continue under another policy: what is agreed at the start of a pair applies to new pairs only.

        Where the arm changes between pairs, circles, training and nothing, the present pairs end.
        """
        paused, before = self.policy.sessions.every_weeks == 0, arms.kind(self.policy.arm)
        reward_before = self.reward
        self._take_up(policy)
        running, people = self.pairs.running(), state.workforce
        if arms.kind(policy.arm) != before:
            self.pairs.end(running, state.week, STOPPED)
            self.release(state, running)
            self._end_training(state, by=np.inf)
        if self.reward != reward_before:
            people.reward[people.enrolled] = self.reward.pull
            people.rewarded[people.enrolled] = state.week
        if paused and policy.sessions.every_weeks:
            matching.deal_first_sessions(state, self.pairs, running, policy.sessions.every_weeks)

    def begin_week(self, state: State) -> None:
        """Set the costs of the week to zero; add the time and credit that the week itself brings participants."""
        self.booked.clear()
        people = state.workforce
        if self.opened:
            people.hours[:] = 0.0
            people.check_ins[:] = 0.0
            if self.integration.hours_a_year:
                people.hours[people.enrolled] += self.integration.hours_a_year / YEAR
            if self.reward.credit:
                people.credit[people.enrolled] += self.reward.credit / YEAR

    def close(self, state: State) -> None:
        """End the pairs, or the rounds of training, whose time is up."""
        running = self.pairs.running()
        over = running[self.pairs.due[running] <= state.week]
        self.pairs.end(over, state.week, COMPLETED)
        self.release(state, over)
        self._end_training(state, by=state.week)

    def _end_training(self, state: State, by: float) -> None:
        """End the rounds of training that end by a week: whoever is still there leaves the programme."""
        over = [one for one in self.in_training if one.until <= by]
        self.in_training = [one for one in self.in_training if one.until > by]
        for one in over:
            still_there = state.workforce.occupant[one.rows] == one.occupants
            state.workforce.enrolled[one.rows[still_there]] = False

    def open(self, state: State) -> tuple[Integers, Integers]:
        """Recruit, match and train participants, and begin; return the rows of the juniors and seniors taking part."""
        policy = self.policy
        seats = arms.CIRCLE if self.in_circles else policy.capacity
        places = self.free_places(state)
        still_there = state.workforce.occupant[self.waiting] == self.occupants_waiting
        recruits = recruit(
            state, self.structure, policy, places, self.targeting, self.reward, self.training,
            self.integration.offered_first, seats, self.waiting[still_there],
        )  # fmt: skip
        if places:
            self.waiting = recruits.waiting
            self.occupants_waiting = state.workforce.occupant[self.waiting]
        self.booked["rejected"] += recruits.rejected
        nobody = np.empty(0, np.int64)
        if len(recruits.juniors) == 0:
            self.booked["places_unfilled"] += places
            return nobody, nobody
        if policy.arm == "training":
            taking_part = np.concatenate([recruits.juniors, recruits.seniors])
            self.booked["places_unfilled"] += places - len(recruits.juniors)
            begun_by = state.workforce.occupant[taking_part]
            until, places_taken = state.week + policy.length_weeks, len(recruits.juniors)
            self.in_training.append(InTraining(until, places_taken, taking_part, begun_by))
            state.workforce.enrolled[taking_part] = True
            learning.learn_from_training(state, taking_part, self.training.teaches, arms.FOCUS[policy.focus])
            juniors, seniors = recruits.juniors, recruits.seniors
        else:
            candidates = matching.candidates_of(
                state, recruits.juniors, recruits.seniors, policy, self.direction, seats
            )
            rows = matching.match(candidates, self.strategy, self.strategy_name, _key_of_week(state))
            self.booked["places_unfilled"] += places - len(rows)
            due = state.week + policy.length_weeks
            begun = matching.begin(state, rows, policy, len(self.opened), due, chosen=self.choice.mutual)
            if self.in_circles:
                matching.form_circles(state, begun, len(self.pairs), policy.sessions.every_weeks)
            self.pairs.add(begun)
            juniors, seniors = np.unique(rows[:, 0]), np.unique(rows[:, 1])
            taking_part = np.unique(rows)
            if self.targeting.freely and len(rows):  # who found nobody is turned down as well
                recruited = np.concatenate([recruits.juniors, recruits.seniors])
                left = np.setdiff1d(recruited, taking_part)
                state.workforce.rejected[left] = 1.0
                self.booked["rejected"] += len(left)
            state.workforce.enrolled[taking_part] = True
            if self.choice.self_found:
                matching.welcome_the_choice(state, taking_part)
            self._set_goals(state, taking_part)
        self.opened.append(state.week)
        self._prepare(state, taking_part)
        return juniors, seniors

    def free_places(self, state: State) -> int:
        """Return the free places for juniors; a circle has three juniors where two pairs have two."""
        places = self.policy.places(len(state.workforce))
        if self.in_circles:
            places = (places + 1) // 2 * arms.CIRCLE
        taken = len(self.pairs.running())
        if self.policy.arm == "training":
            taken = sum(one.juniors for one in self.in_training)
        return max(0, places - taken)

    def _prepare(self, state: State, taking_part: Integers) -> None:
        """Train those who take part and hand out what they get for it."""
        people = state.workforce
        people.rewarded[taking_part] = state.week
        people.reward[taking_part] = self.reward.pull
        people.spells[taking_part] += 1
        for column, has in self._trainings(state):
            column[taking_part] = np.maximum(column[taking_part], has * self.training.trained)
        people.hours[taking_part] += self.training.hours
        self.trained_to = self.training.trained
        self.booked["trained"] += len(taking_part) if self.training.is_held else 0

    def _trainings(self, state: State) -> tuple[tuple[Floats, float], ...]:
        """Return how far everybody is trained in each content, and whether the training has it, 1 or 0."""
        people = state.workforce
        return (people.training, self.contents.identities), (people.knowledge_training, self.contents.knowledge)

    def _set_goals(self, state: State, taking_part: Integers) -> None:
        """Agree on goals: clearer ones take longer to agree on, and very clear ones leave little freedom."""
        people, money, clarity = state.workforce, state.rules.money, self.policy.goal_clarity
        people.hours[taking_part] += money.goal_hours * clarity**2
        if clarity > 0.6:
            lost = money.autonomy * (clarity - 0.6)
            people.motivation[taking_part] = np.maximum(0.0, people.motivation[taking_part] - lost)

    def support(self, state: State) -> None:
        """Bring back part of the training that has faded, cohort by cohort."""
        running, people, rule = self.pairs.running(), state.workforce, self.assumptions.support
        pairs = self._whose_turn(state, running, self.policy.support.every_weeks)
        rows = np.unique(np.concatenate([self.pairs.junior[pairs], self.pairs.senior[pairs]]))
        for column, has in self._trainings(state):
            faded = has * max(self.trained_to, rule.least) - column[rows]
            column[rows] += rule.restores * np.maximum(0.0, faded)
        people.hours[rows] += rule.hours * (1.0 if all(self.contents) else rule.one_content)
        self.booked["supported"] += len(rows)

    def _whose_turn(self, state: State, rows: Integers, every: int) -> Integers:
        """Return the pairs whose cohort began a multiple of so many weeks ago; none in the week in which it starts."""
        if len(rows) == 0:
            return rows
        age = state.week - np.array(self.opened, np.int64)[self.pairs.cohort[rows]]
        return rows[(age > 0) & (age % every == 0)]

    def meet(self, state: State, pull: Floats) -> None:
        """Hold the sessions that are due, and apply all their effects."""
        running = self.pairs.running()
        due = running[self.pairs.next_session[running] <= state.week]
        held = sessions.hold(state, self.pairs, due, pull, self.sessions)
        self.booked["sessions_due"] += len(due)
        self.booked["sessions_held"] += len(held.pairs)
        if len(held.pairs) == 0:
            return
        policy = self.policy
        gained = learning.learn(state, self.pairs, held, self.direction, self.integration.practice, pull)
        motivation.after_sessions(state, held, gained, self.reward.tangibility, self.direction.teaching)
        attitudes.after_sessions(state, held, self.direction.teaching, policy.focus == "inclusion")
        self.booked["new_ties"] += sessions.tie_and_introduce(state, self.pairs, held, self.reward.visibility)

    def check_in(self, state: State) -> None:
        """Ask every pair of the cohorts whose turn it is; repair the pairs that can be, match the others anew."""
        running, every = self.pairs.running(), self.policy.feedback.every_weeks
        asked = self._whose_turn(state, running, every)
        if len(asked) == 0:
            return
        seen = check_ins.check_in(state, self.pairs, asked)
        self.booked["check_ins"] += len(asked)
        weeks = state.week - self.pairs.began[asked]
        mend, anew = self.on_bad_check_in(seen, weeks, state.rules.feedback)
        rotated = self._rotate(state, asked[anew])
        self.booked["rematches"] += len(rotated)
        mend &= ~np.isin(asked, rotated)
        repaired = check_ins.repair(state, self.pairs, asked[mend], seen[mend], every * len(asked))
        self.booked["repairs"] += len(repaired)

    def review_hours(self, state: State) -> None:
        """Count the hours in which reviews look at those who took part."""
        people = state.workforce
        people.hours[people.present & (people.spells > 0)] += self.integration.review_hours

    def _rotate(self, state: State, flagged: Integers) -> Integers:
        """Match flagged pairs anew by exchanging their seniors; return those pairs.

        A pair for which no senior is found this way, such as a single one, continues.
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
                    cohort, due = pairs.cohort[flagged], pairs.due[flagged]
                    pairs.end(flagged, state.week, REMATCHED)
                    rows = np.column_stack([juniors, passed_on])
                    begun = matching.begin(state, rows, self.policy, cohort, due)
                    if self.in_circles:  # a junior joins the circle of the senior, and meets when it does
                        taken = np.roll(flagged, shift)
                        begun.circle, begun.next_session = pairs.circle[taken], pairs.next_session[taken]
                    pairs.add(begun)
                    return flagged
            flagged = flagged[fine]
        return flagged[:0]

    def part(self, state: State, pull: Floats) -> None:
        """Let pairs give up; let clarity and training fade."""
        running = self.pairs.running()
        if len(running):
            self.pairs.note_rapport(state.week)
            check_ins.fade_clarity(state, self.pairs, running)
            parted = parting.part(state, self.pairs, running, pull)
            self.booked["parted"] += len(parted)
            self.release(state, parted)
        if self.opened:
            for column, _ in self._trainings(state):
                column *= 1 - self.assumptions.support.fades

    def lose(self, state: State, gone: Integers) -> None:
        """End the pairs of those who left."""
        running = self.pairs.running()
        if len(running) and len(gone):
            left = np.zeros(len(state.workforce), np.bool_)
            left[gone] = True
            lost = running[left[self.pairs.junior[running]] | left[self.pairs.senior[running]]]
            self.pairs.end(lost, state.week, LEFT)
            self.release(state, lost)

    def release(self, state: State, ended: Integers) -> None:
        """Take everybody who has no pair left out of the programme."""
        if len(ended):
            enrolled = state.workforce.enrolled
            for side in (self.pairs.junior, self.pairs.senior):
                enrolled[side[ended]] = False
            running = self.pairs.running()
            for side in (self.pairs.junior, self.pairs.senior):
                enrolled[side[running]] = True

    def pay(self, state: State) -> None:
        """Count the week's cash and hours."""
        if self.opened:
            costs.pay(state, self.pairs, self.reward, self.training, self.in_circles, self.booked)


def _key_of_week(state: State) -> tuple[np.uint64, np.uint64]:
    """Return the key of this week's matching."""
    low, high = state.luck["matching"]
    return low, np.uint64(int(high) ^ state.tick)
