"""`PlainModel`: the week as objects and loops."""

from __future__ import annotations

import math
from collections import defaultdict
from statistics import fmean

import mesa
import numpy as np

from mentorlab.agents.base import luck
from mentorlab.scenarios.assumptions.mechanisms import in_force
from mentorlab.scenarios.policy import pairing, rewards
from mentorlab.scenarios.policy.arms import kind
from mentorlab.scenarios.policy.training import Training
from mentorlab.scenarios.records.policy import Policy
from mentorlab.scenarios.scenario import Scenario
from mentorlab.sim.state.inputs import Inputs
from mentorlab.sim.state.state import State

from . import everyday, joining, leaving, programme
from .people import LEADER, Extra, Pair, Person, Seat

BANDS = ("under_29", "29_to_44", "45_to_60", "61_and_over")


class PlainModel(mesa.Model):
    """An organisation under a policy, from the same settled state and with the same luck as `MentoringModel`."""

    def __init__(self, scenario: Scenario, inputs: Inputs, settled: State) -> None:
        super().__init__()
        self.setup, self.inputs, self.told = scenario, inputs, in_force(scenario.assumptions)
        self.support = self.told.support
        self.take_up(scenario.policy)
        self.rules, self.keys, self.tick = settled.rules, settled.luck, settled.tick
        self.week = settled.week
        self.leaving, self.origin = settled.leaving, settled.origin
        self.access_mean, self.cross_age_beside = settled.access_mean, settled.cross_age_beside
        self.opportunities = settled.opportunities.tolist()
        self.unit_size = settled.unit_size.tolist()
        self.practices = dict(enumerate(settled.practices.tolist()))
        self.expected_quits = [[0.0] * len(BANDS) for _ in self.practices]
        """The sum of everyone's chances to quit, by department and age band."""
        self.drawn = settled.workforce.copy()
        """Where newcomers are drawn; read only when somebody comes."""
        self.seats = seats_of(settled)
        for seat in self.seats:
            Person(self, seat, self.drawn)
        take_over_extras(self.seats, settled)
        self.launch = list(self.people)
        self.pairs: list[Pair] = []
        self.opened: list[int] = []
        """The week in which each cohort with anybody in it began."""
        self.trained_to = 0.0
        self.rounds: list[list[int]] = [] if self.policy.arm == "none" else [[0, self.policy.length_weeks]]
        """Start and length of each cohort that is on."""
        self.in_training: list[tuple[int, int, list[Person]]] = []
        """Rounds of training alone: until when, how many places, and who."""
        self.waiting: list[Person] = []
        """Who is on the wait-list; those who have left are in no pool."""
        self.booked: defaultdict[str, float] = defaultdict(float)
        self.weeks: list[dict[str, float]] = []
        """What each week was like."""

    def take_up(self, policy: Policy) -> None:
        """Look up what a policy names."""
        told, self.policy = self.told, policy
        self.arm = getattr(told.arms, "reverse" if policy.arm in ("none", "training") else policy.arm)
        self.reward = rewards.Reward() if policy.arm == "training" else getattr(told.rewards, policy.reward)
        self.training = getattr(told.training, policy.training)
        if policy.training_content != "both":  # less time and money, less taught; as far as it goes, as good
            whole, part = self.training, told.support.one_content
            self.training = Training(
                trained=whole.trained, hours=part * whole.hours, cost=part * whole.cost, teaches=part * whole.teaches
            )
        self.integration = getattr(told.integration, policy.integration.replace("-", "_"))
        self.strategy = getattr(pairing, policy.pairing.replace("-", "_"))

    def change(self, policy: Policy) -> None:
        """Go on under another policy."""
        before, reward_before = self.policy, self.reward
        self.take_up(policy)
        another = kind(before.arm) != kind(policy.arm)
        if another:
            programme.end(self, self.running_pairs(), "stopped")
            programme.end_training(self, by=math.inf)
        for person in self.people:
            if person.enrolled and self.reward != reward_before:
                person.reward, person.rewarded = self.reward.pull, self.week
        if policy.sessions.every_weeks and not before.sessions.every_weeks:
            for pair in self.running_pairs():
                pair.next_session = joining.first_session(self, (pair.circle or pair).number)
        if another:
            self.rounds.clear()
        if policy.arm != "none" and (
            another
            or (policy.renew and not self.rounds)
            or any(
                getattr(before, asked) != getattr(policy, asked) for asked in ("pairs", "share", "where", "eligible")
            )
        ):
            self.rounds.append([self.week, policy.length_weeks])

    def due(self) -> tuple[bool, bool, bool, bool]:
        """Say whether a cohort starts this week, and whether support, sessions and check-ins are due."""
        policy = self.policy
        for cohort in [cohort for cohort in self.rounds if sum(cohort) == self.week]:
            if policy.renew:
                cohort[:] = self.week, policy.length_weeks
            else:
                self.rounds.remove(cohort)
        ages = [self.week - start for start, _ in self.rounds if start < self.week]
        supported, asked = (
            every > 0 and any(age % every == 0 for age in ages)
            for every in (policy.support.every_weeks, policy.feedback.every_weeks)
        )
        meets = bool(ages) and policy.sessions.every_weeks > 0 and self.week not in policy.sessions.black_out
        return any(start == self.week for start, _ in self.rounds), supported, meets, asked

    @property
    def people(self) -> list[Person]:
        """Everyone present, in the order of seats."""
        return [seat.occupant for seat in self.seats if seat.occupant]

    def quit_times(self, department: int, band: int) -> float:
        """Return what multiplies the hazard of quitting in a department and age band: the client's own figures."""
        by_department = self.told.quits_by_department.get(self.inputs.structure.departments[department], 1.0)
        return by_department * getattr(self.told.turnover, f"times_{BANDS[band]}")

    def running_pairs(self) -> list[Pair]:
        return [pair for pair in self.pairs if pair.ended is None]

    def luck(self, mechanism: str, entity: int, draw: int) -> float:
        """Return the uniform number of this name: the same as the compiled model draws."""
        return luck.uniform(self.keys[mechanism], entity, self.tick, draw)

    def step(self) -> None:
        """Let a week pass."""
        self.booked.clear()
        if self.week in (policies := dict(self.setup.policies)) and self.week:
            self.change(policies[self.week])
        turnover, advancement = self.rules.turnover, self.rules.advancement
        # 1 effective ties, access, memory of quits
        self.agents.do("weigh")
        self.agents.do("look_around")
        for person in self.people:
            person.hours = self.integration.hours_a_year / 52 * person.enrolled
            person.credit += self.reward.credit / 52 * person.enrolled
            person.check_ins = 0.0
            person.contagion *= 1 - turnover.contagion_fades
            person.advancement *= 1 - advancement.fades
        # 2 to 5 the programme
        starts, supported, meets, asked = self.due()
        programme.end(self, [pair for pair in self.running_pairs() if pair.due <= self.week], "completed")
        programme.end_training(self, by=self.week)
        if starts:
            joining.open_cohort(self)
        if supported:
            programme.support(self)
        if meets:
            programme.hold_sessions(self)
        if asked:
            programme.check_in(self)
        programme.part(self)
        # 6 to 11 everyone
        everyday.learn_and_forget(self)
        everyday.relax(self)
        practices = everyday.adopt_practices(self) if self.week and self.week % 13 == 0 else 0
        everyday.feel_included(self)
        met = everyday.fade_and_meet(self)
        ideas = everyday.have_ideas(self)
        if self.week and self.week % 26 == 0:
            leaving.review(self)
        # 12 and 13 leaving and hiring
        gone = {person: how for person in self.people if (how := leaving.fate(self, person))}
        for person, how in gone.items():
            person.left = (self.week, how)
        leaving.leave(gone)
        programme.end(self, [pair for pair in self.running_pairs() if not gone.keys().isdisjoint(pair.both)], "left")
        for person in self.people:
            person.age += 1 / 52
            person.tenure += 1
            person.ramp = min(1.0, person.ramp + self.rules.network.ramp)
        hires = leaving.fill_vacancies(self)
        # 14 observe
        for person in self.people:
            person.last_inclusion = person.inclusion
        self.weeks.append(self.observe(gone, hires, met, practices, ideas))
        self.week += 1
        self.tick += 1

    def observe(
        self, gone: dict[Person, str], hires: int, met: int, practices: int, ideas: tuple[int, int, float]
    ) -> dict[str, float]:
        """Return what the week was like, and what the programme cost."""
        people, running, booked, money = self.people, self.running_pairs(), self.booked, self.rules.money
        rates = (money.rate_0, money.rate_1, money.rate_2, money.rate_3, money.rate_4)
        quitters = [person for person, how in gone.items() if how == "quit"]
        enrolled = [person for person in people if person.enrolled]
        seniors = dict.fromkeys(pair.senior for pair in running)
        spent = {person: person.hours + self.reward.protected_hours * person.enrolled for person in [*people, *gone]}
        cash = (
            len(seniors if self.policy.arm == "group" else running) * money.coordinator / money.pairs_a_coordinator / 52
            + len(enrolled) * self.reward.cost / 52
            + booked["trained"] * self.training.cost
            + booked["repairs"] * money.repair
        )
        return {
            **booked,
            "week": self.week,
            "headcount": len(people),
            "quits": len(quitters),
            "separations": sum(how == "separated" for how in gone.values()),
            "retirements": sum(how == "retired" for how in gone.values()),
            "hires": hires,
            **{f"headcount.{name}": sum(p.age_band == band for p in people) for band, name in enumerate(BANDS)},
            **{f"quits.{name}": sum(p.age_band == band for p in quitters) for band, name in enumerate(BANDS)},
            "inclusion": fmean(person.last_inclusion for person in self.launch),
            "inclusion_present": fmean(person.inclusion for person in people),
            **{
                name: fmean(getattr(person, name) for person in people)
                for name in ("motivation", "fatigue", "confidence", "openness")
            },
            "ideas_voiced": ideas[0],
            "ideas_implemented": ideas[1],
            "idea_value": ideas[2],
            "new_ties": met + booked["new_ties"],
            "practices": practices,
            "leaders": sum(person.level >= LEADER for person in people),
            "pairs": len(running),
            "rapport": fmean(pair.rapport for pair in running) if running else math.nan,
            "enrolled": len(enrolled),
            "hours": sum(spent.values()),
            "hours_cost": sum(hours * rates[person.level] for person, hours in spent.items()),
            "seniors": len(seniors),
            "senior_hours": sum(senior.hours for senior in seniors),
            "cash": cash,
            "replacement_cost": money.replacement * money.year_of_pay * sum(rates[p.level] for p in quitters),
        }

    def run(self) -> dict[str, float]:
        """Let all weeks of the scenario pass; return the headlines."""
        while self.week < self.setup.weeks:
            self.step()
        person_years = sum(week["headcount"] for week in self.weeks) / 52
        staying, horizon = 1.0, min(52, self.setup.weeks)
        for now in range(horizon):
            at_risk = sum(person.left is None or person.left[0] >= now for person in self.launch)
            quits = sum(person.left == (now, "quit") for person in self.launch)
            staying *= 1 - quits / at_risk if at_risk else 1.0
        return {
            "innovation": 100 * sum(week["ideas_implemented"] for week in self.weeks) / person_years,
            "inclusion": 100 * fmean(week["inclusion"] for week in self.weeks[-26:]),
            "retention": 100 * staying,
        }


def seats_of(state: State) -> list[Seat]:
    """Return the seats of a settled state with their managers and structural ties."""
    drawn, ties = state.workforce, state.ties
    columns = [drawn.seat, drawn.level, drawn.department, drawn.unit, drawn.team, drawn.site]
    table = zip(*(column.tolist() for column in columns), strict=True)
    seats = [Seat(row, *values) for row, values in enumerate(table)]
    for seat, manager in zip(seats, drawn.manager.tolist(), strict=True):
        seat.manager = seats[manager] if manager >= 0 else None
        own = range(ties.start[seat.row], ties.start[seat.row + 1])
        seat.ties = {seats[ties.neighbour[e]]: float(ties.weight[e]) for e in own}
    return seats


def take_over_extras(seats: list[Seat], state: State) -> None:
    """Give people what had grown on and beside the structural ties when the organisation had settled."""
    ties = state.ties
    for seat in seats:
        own = range(ties.start[seat.row], ties.start[seat.row + 1])
        person = seat.occupant
        person.grown = {seats[ties.neighbour[e]].occupant: float(ties.extra[e]) for e in own if ties.extra[e] > 0}
        for slot, other in enumerate(ties.slot_neighbour[seat.row].tolist()):
            if other > seat.row:
                extra = Extra((person, seats[other].occupant), float(ties.slot_weight[seat.row, slot]))
                person.extras[slot] = extra
                back = int(np.flatnonzero(ties.slot_neighbour[other] == seat.row)[0])
                seats[other].occupant.extras[back] = extra
