"""What becomes of the people present at launch: the same people, whatever the policy, so that arms can be compared."""

from __future__ import annotations

import math
from dataclasses import dataclass, field, fields

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.base.parameters import YEAR
from ...agents.base.skills import SKILLS
from ...agents.network.ties import SLOTS
from ...agents.people.workforce import Workforce
from ..state.state import State
from .network import LEADER
from .turnover import QUITS, STAYS

HALF_YEAR = YEAR // 2
QUARTER = YEAR // 4
TIED = 0.1
"""A tie above this weight counts as knowing somebody."""

NOT_IN, JUNIOR, SENIOR = range(3)


@dataclass(slots=True)
class Newcomer:
    """Somebody hired after launch. Weeks are programme weeks."""

    row: int
    occupant: int
    """As the n-th occupant of which seat."""
    hired_week: int
    age: float
    """When hired."""
    role: int = NOT_IN
    """First role in a cohort."""
    joined_week: float = math.nan
    """Week in which they first took part, nan for those who never did."""
    weeks_in: float = 0.0
    """Weeks in the programme."""
    exit_week: float = math.nan
    """Week of leaving, nan for those still there."""
    exit_kind: int = STAYS


@dataclass
class PeopleAtLaunch:
    """What becomes of everybody present at launch: an entry for each seat, about its occupant then.

    Weeks are programme weeks.
    """

    launch: Workforce
    """The people as they were at launch."""
    role: Integers
    """First role in the first cohort: `NOT_IN`, `JUNIOR`, `SENIOR`."""
    later_role: Integers
    """First role in a later cohort."""
    joined_week: Floats
    """Week in which they first took part, nan for those who never did."""
    again_week: Floats
    """Week in which they first took part in a later cohort, nan for those who never did."""
    eligible_as: Integers
    """The role they could have had in it, by the policy's own rules at launch; a senior's before a junior's."""
    waits: Flags
    """On the wait-list of the first cohort."""
    weeks_in: Floats
    """Weeks in the programme."""
    exit_week: Floats
    """Week of leaving, nan for those still there."""
    exit_kind: Integers
    """How they left: as in `turnover`."""
    carried: Floats
    """Perceived inclusion; a leaver's last value is carried on."""
    inclusion_sum: Floats
    """Of the carried inclusion over the first year."""
    motivation_sum: Floats
    """Over the first half year, of those present."""
    motivation_weeks: Floats
    year_weeks: Floats
    """Weeks present in the first year."""
    ideas: Floats
    """Own ideas implemented so far."""
    year_ideas: Floats
    expected_voice: Floats
    """Sum of the expected rate of voiced ideas."""
    skills: Floats
    """(seats, 8): after a year, or when they left before."""
    confidence: Floats
    openness: Floats
    leader_access: Flags
    ties_across: Floats
    """Ties to people of other departments."""
    practices: Floats
    """Stock of inclusive practices after the first year, in the department they were in at launch."""
    weeks_of_newcomer: Floats
    """Weeks in the programme of whoever holds a seat now, if hired after launch."""
    quarters: list[Floats] = field(default_factory=list)
    """Motivation at the end of each quarter; a leaver's last value is carried on."""
    newcomers: list[Newcomer] = field(default_factory=list)
    """Whoever was hired after launch, in the order in which they came."""
    newcomer_at: dict[int, Newcomer] = field(default_factory=dict)
    """Those of them who are there, by row."""

    @classmethod
    def from_launch(cls, state: State) -> PeopleAtLaunch:
        """Return the record at launch."""
        n = len(state.workforce)
        zeros = np.zeros(n)
        return cls(
            launch=state.workforce.copy(),
            role=np.zeros(n, np.int64),
            later_role=np.zeros(n, np.int64),
            joined_week=np.full(n, np.nan),
            again_week=np.full(n, np.nan),
            eligible_as=np.zeros(n, np.int64),
            waits=np.zeros(n, np.bool_),
            weeks_in=zeros,
            exit_week=np.full(n, np.nan),
            exit_kind=np.full(n, STAYS),
            carried=state.workforce.inclusion.copy(),
            inclusion_sum=zeros.copy(),
            motivation_sum=zeros.copy(),
            motivation_weeks=zeros.copy(),
            year_weeks=zeros.copy(),
            ideas=zeros.copy(),
            year_ideas=zeros.copy(),
            expected_voice=zeros.copy(),
            skills=np.zeros((n, len(SKILLS))),
            confidence=zeros.copy(),
            openness=zeros.copy(),
            leader_access=np.zeros(n, np.bool_),
            ties_across=zeros.copy(),
            practices=zeros.copy(),
            weeks_of_newcomer=zeros.copy(),
        )

    def enrol(self, state: State, juniors: Integers, seniors: Integers) -> None:
        """Note who is in a cohort; the first is the one of launch."""
        for rows, role in ((juniors, JUNIOR), (seniors, SENIOR)):
            occupant = state.workforce.occupant[rows]
            launch = rows[occupant == 0]
            if state.week == 0:
                self.role[launch] = role
            else:
                anew = launch[np.isnan(self.again_week[launch])]
                self.again_week[anew], self.later_role[anew] = state.week, role
            first = launch[np.isnan(self.joined_week[launch])]
            self.joined_week[first] = state.week
            for row in rows[occupant > 0].tolist():
                newcomer = self.newcomer_at[row]
                if newcomer.role == NOT_IN:
                    newcomer.role, newcomer.joined_week = role, state.week

    def arrive(self, state: State, hired: Integers) -> None:
        """Note who came."""
        for row in hired.tolist():
            people = state.workforce
            newcomer = Newcomer(row, int(people.occupant[row]), state.week, float(people.age[row]))
            self.newcomer_at[row] = newcomer
            self.newcomers.append(newcomer)

    def week(self, state: State, last: bool) -> None:
        """Note the week of those still there."""
        people, week = state.workforce, state.week
        add_week(
            people.occupant, people.present, people.enrolled, people.inclusion, people.motivation,
            1.0 if week < YEAR else 0.0, 1.0 if week < HALF_YEAR else 0.0, self.weeks_in, self.carried,
            self.inclusion_sum, self.motivation_sum, self.motivation_weeks, self.year_weeks, self.weeks_of_newcomer,
        )  # fmt: skip
        if week == YEAR - 1 or (last and week < YEAR):
            there = np.flatnonzero(people.present & (people.occupant == 0))
            self._look(state, there)
            self.year_ideas[:] = self.ideas
            self.practices[:] = state.practices[self.launch.department]
        if (week + 1) % QUARTER == 0:
            earlier = self.quarters[-1] if self.quarters else self.launch.motivation
            there = people.present & (people.occupant == 0)
            self.quarters.append(np.where(there, people.motivation, earlier))

    def leave(self, state: State, gone: Integers, fate: Integers) -> None:
        """Note who left, and how those of launch were; called before their seats are forgotten."""
        for row in gone.tolist():
            if newcomer := self.newcomer_at.pop(row, None):
                newcomer.exit_week, newcomer.exit_kind = state.week, int(fate[row])
                newcomer.weeks_in, self.weeks_of_newcomer[row] = self.weeks_of_newcomer[row], 0.0
        gone = gone[state.workforce.occupant[gone] == 0]
        self.exit_week[gone] = state.week
        self.exit_kind[gone] = fate[gone]
        if state.week < YEAR and len(gone):
            self._look(state, gone)

    def _look(self, state: State, rows: Integers) -> None:
        """Note the skills, confidence, openness and ties to leaders of some people."""
        people, ties = state.workforce, state.ties
        self.skills[rows] = people.skills[rows]
        self.confidence[rows] = people.confidence[rows]
        self.openness[rows] = people.openness[rows]
        self.leader_access[rows] = knows_leader(
            rows, True, people.level, people.manager, ties.start, ties.neighbour, ties.effective,
            ties.slot_neighbour, ties.slot_weight,
        )  # fmt: skip
        self.ties_across[rows] = known_elsewhere(
            rows, people.department, ties.start, ties.neighbour, ties.effective, ties.slot_neighbour, ties.slot_weight
        )

    def hired(self) -> dict[str, Floats]:
        """Return a value for each newcomer by name, in the order in which they came."""
        for row, newcomer in self.newcomer_at.items():
            newcomer.weeks_in = self.weeks_of_newcomer[row]
        names = [one.name for one in fields(Newcomer)]
        return {name: np.array([getattr(one, name) for one in self.newcomers], np.float64) for name in names}

    @property
    def quit(self) -> Flags:
        """Who quit."""
        return self.exit_kind == QUITS


@kernel
def add_week(
    occupant: Integers,
    present: Flags,
    enrolled: Flags,
    inclusion: Floats,
    motivation: Floats,
    in_year: float,
    in_half_year: float,
    weeks_in: Floats,
    carried: Floats,
    inclusion_sum: Floats,
    motivation_sum: Floats,
    motivation_weeks: Floats,
    year_weeks: Floats,
    weeks_of_newcomer: Floats,
) -> None:
    """Add a week to what is kept of each person present at launch, and to a newcomer's weeks in the programme."""
    for i in range(len(occupant)):
        if occupant[i] == 0 and present[i]:
            carried[i] = inclusion[i]
            year_weeks[i] += in_year
            motivation_sum[i] += in_half_year * motivation[i]
            motivation_weeks[i] += in_half_year
            if enrolled[i]:
                weeks_in[i] += 1.0
        elif enrolled[i]:
            weeks_of_newcomer[i] += 1.0
        inclusion_sum[i] += in_year * carried[i]


@kernel
def knows_leader(
    rows: Integers,
    outside_line: bool,
    level: Integers,
    manager: Integers,
    start: Integers,
    neighbour: NDArray[np.int32],
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
) -> Flags:
    """Return who has a tie above .1 to a leader, outside their own reporting line if so asked."""
    knows = np.zeros(len(rows), np.bool_)
    for r in range(len(rows)):
        i = rows[r]
        degree = start[i + 1] - start[i]
        for step in range(degree + SLOTS):
            if step < degree:
                j, w = neighbour[start[i] + step], effective[start[i] + step]
            else:
                j, w = slot_neighbour[i, step - degree], slot_weight[i, step - degree]
            if j < 0 or w <= TIED or level[j] < LEADER:
                continue
            in_line = False
            if outside_line:
                boss = manager[i]
                steps = 0
                while boss >= 0 and steps < 20:
                    in_line = in_line or boss == j
                    boss = manager[boss]
                    steps += 1
            if not in_line:
                knows[r] = True
    return knows


@kernel
def known_elsewhere(
    rows: Integers,
    department: Integers,
    start: Integers,
    neighbour: NDArray[np.int32],
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
) -> Floats:
    """Return how many people of other departments each of some people has a tie above .1 to."""
    known = np.zeros(len(rows))
    for r in range(len(rows)):
        i = rows[r]
        for e in range(start[i], start[i + 1]):
            if effective[e] > TIED and department[neighbour[e]] != department[i]:
                known[r] += 1.0
        for s in range(SLOTS):
            j = slot_neighbour[i, s]
            if j >= 0 and slot_weight[i, s] > TIED and department[j] != department[i]:
                known[r] += 1.0
    return known
