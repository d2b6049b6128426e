"""A run, week by week: what happens in a week, and in which order."""

from __future__ import annotations

import numpy as np

from ...scenarios.assumptions.mechanisms import in_force
from ...scenarios.scenario import Scenario
from ..processes import advancement, attitudes, ideas, inclusion, learning, motivation, network, turnover
from ..processes.cohort import PeopleAtLaunch
from ..processes.recruitment import sides
from ..state.inputs import Inputs
from ..state.state import State
from .calendar import Calendar, Due
from .programme import Programme
from .weekly import WEEKLY, observe


class Simulation:
    """An organisation under a policy, from launch on; `settled` is how it is at launch, and stays as it is."""

    def __init__(self, scenario: Scenario, inputs: Inputs, settled: State) -> None:
        self.setup = scenario
        self.inputs = inputs
        self.state = settled.copy()
        self.ties_at_launch = settled.ties
        self.people_at_launch = PeopleAtLaunch.from_launch(self.state)
        self.programme = Programme(scenario.policy, in_force(scenario.assumptions), inputs.structure)
        self.calendar = Calendar(scenario.policies)
        self.observed: dict[str, float] = {}
        """The values of the last week, by name."""
        self.weekly: dict[str, list[float]] = {name: [] for name in WEEKLY}
        """The values of every week so far, by name."""

    def run(self) -> None:
        """Let all the weeks of the scenario pass."""
        while self.state.week < self.setup.weeks:
            self.step()

    def step(self) -> None:
        """Let a week pass, and keep its values."""
        self.week()
        self.keep()

    def keep(self) -> None:
        """Add the values of the last week to those of the weeks before."""
        for name, value in self.observed.items():
            self.weekly[name].append(value)

    def week(self) -> None:
        """Let a week pass: what happens in it, in its order."""
        state, programme, people_at_launch = self.state, self.programme, self.people_at_launch
        due = self.calendar.week(state.week)
        if Due.CHANGE in due:
            programme.change(state, dict(self.setup.policies)[state.week])
        programme.begin_week(state)
        network.refresh(state)
        turnover.fade_memories(state)
        if Due.COHORT_ENDS in due:
            programme.close(state)
        if Due.COHORT_STARTS in due:
            if state.week == 0:
                people_at_launch.eligible_as[:] = sides(state, programme.structure, programme.policy)
            people_at_launch.enrol(state, *programme.open(state))
            if state.week == 0:
                people_at_launch.waits[programme.waiting] = True
        if Due.SUPPORT in due:
            programme.support(state)
        pull = motivation.extrinsic(state)
        if Due.SESSIONS in due:
            programme.meet(state, pull)
        if Due.CHECK_INS in due:
            programme.check_in(state)
        programme.part(state, pull)
        learning.learn_from_colleagues(state)
        motivation.relax(state, programme.reward.protected)
        attitudes.relax(state)
        practices = inclusion.adopt_practices(state) if Due.PRACTICES in due else 0
        reward = programme.reward
        pairs, teaching = programme.pairs, programme.direction.teaching
        inclusion.feel(state, pairs, pairs.running(), teaching, reward.envy, reward.visibility)
        met = network.fade_and_meet(state)
        came = ideas.work(state, people_at_launch.ideas, people_at_launch.expected_voice)
        if Due.REVIEW in due:
            programme.review_hours(state)
            advancement.review(state, reward.visibility, programme.integration.gains_seen)
        fate = turnover.decide_fates(state, motivation.extrinsic(state))
        gone = np.flatnonzero(fate)
        if len(gone):
            people_at_launch.leave(state, gone, fate)
            turnover.leave(state, gone, fate)
            programme.lose(state, gone)
        age_then = state.workforce.age.copy()
        turnover.age_a_week(state)
        programme.pay(state)  # before the hires: a newcomer has no hours, but whoever left this week had
        hired = turnover.fill_vacancies(state)
        people_at_launch.arrive(state, hired)
        people_at_launch.week(state, last=state.week == self.setup.weeks - 1)
        self.observed = observe(state, people_at_launch, programme, came, fate, age_then, len(hired), met, practices)
        state.tick += 1
