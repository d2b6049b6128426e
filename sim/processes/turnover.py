"""Who leaves, and who comes."""

from __future__ import annotations

import math
from collections.abc import Sequence

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.compiled import kernel
from ...agents.base.luck import Key, uniform
from ...agents.base.parameters import YEAR
from ...agents.base.refusal import Problem, Refused, did_you_mean
from ...agents.network.ties import SLOTS
from ...agents.people.makeup import Tenure
from ...agents.people.population import hire, separation_shape
from ...scenarios.assumptions.assumptions import Assumptions, Turnover
from ..state.state import State
from .network import age_band, forget_seats

STAYS, QUITS, SEPARATED, RETIRES = range(4)


def age_a_week(state: State) -> None:
    """Let everyone grow a week older and new hires' ties become active."""
    people = state.workforce
    people.age += 1 / YEAR
    people.tenure += 1
    np.minimum(1.0, people.ramp + state.rules.network.ramp, out=people.ramp)


def fade_memories(state: State) -> None:
    """Let the memory of leavers and of reviews fade."""
    people = state.workforce
    people.contagion *= 1 - state.rules.turnover.contagion_fades
    people.advancement *= 1 - state.rules.advancement.fades


def decide_fates(state: State, pull: Floats) -> Integers:
    """Return what happens to the person in each seat: `STAYS`, `QUITS`, `SEPARATED`, `RETIRES`."""
    people = state.workforce
    fate = np.zeros(len(people), np.int64)
    decide(
        state.rules.turnover, state.rules.tenure, state.leaving, state.luck["leaving"], state.tick, people.seat,
        people.present, people.level, people.age, people.tenure, people.inclusion, people.tie_sum, people.fatigue,
        people.contagion, people.engagement, people.advancement, people.motivation, pull,
        people.skills, people.own_skills, people.access, people.access_of_ties, people.department, state.quit_times,
        people.occupant, state.launch_band, state.week, state.expected_quits, state.person_weeks, state.first_year,
        state.own_first_year, fate,
    )  # fmt: skip
    return fate


def quit_times(assumptions: Assumptions, departments: Sequence[str]) -> Floats:
    """Return (departments, age bands): what multiplies the hazard of quitting; refuse departments nobody is in."""
    rule, factors = assumptions.turnover, assumptions.quits_by_department
    problems = []
    for name in sorted(set(factors) - set(departments)):
        hint = did_you_mean(name, departments) or f"There are: {', '.join(departments) or 'none'}."
        field = "assumptions.quits_by_department"
        problems.append(Problem(f"no employee is in '{name}'.", hint, "unknown", field=field, value=name))
    if problems:
        raise Refused(problems)
    by_age = np.array([rule.times_under_29, rule.times_29_to_44, rule.times_45_to_60, rule.times_61_and_over])
    return np.outer([factors.get(name, 1.0) for name in departments], by_age)


def leave(state: State, gone: Integers, fate: Integers) -> None:
    """Let those who leave go; people close to a quitter remember it."""
    people, ties = state.workforce, state.ties
    remember_quits(
        gone[fate[gone] == QUITS], ties.start, ties.neighbour, ties.effective, ties.slot_neighbour, ties.slot_weight,
        people.tie_sum, people.contagion,
    )  # fmt: skip
    people.present[gone] = False
    people.enrolled[gone] = False
    forget_seats(state, gone)


def fill_vacancies(state: State) -> Integers:
    """Let vacancies fill; return the rows of the hires."""
    people = state.workforce
    vacant = np.flatnonzero(~people.present)
    if len(vacant) == 0:
        return vacant
    filled = np.zeros(len(vacant), np.bool_)
    fill(state.rules.turnover, state.luck["hiring"], state.tick, people.seat[vacant], filled)
    rows = vacant[filled]
    hire(people, rows, state.origin)
    return rows


@kernel
def quit_hazard(
    rule: Turnover,
    tenure_rule: Tenure,
    leaving: float,
    level: int,
    age: float,
    tenure: float,
    inclusion: float,
    tie_sum: float,
    fatigue: float,
    contagion: float,
    engagement: float,
    advancement: float,
    motivation: float,
    gain: float,
    new_access: float,
) -> float:
    """Return the voluntary hazard of a week.

        base   = .997 l (.095 + (.70 - .095) exp(-years / 2.5)) exp(-0 (age - 40) / 10)
        market = 2 gain + .5 access
        push   = -4 (b - .56) - .5 (log(1 + sum W) - 1.7) + 1.2 (f - .36) + 1.6 contagion - .423 z
                 - .5 advancement + 1 market - 1.5 (M - .5)
        h      = base / 52 exp(min(2.5, max(-2.5, push)))

    `years` are of tenure, `l` is the factor at which quits would follow tenure alone and come to what they are a year;
    it rises with tenure, as those who have stayed are more content (`agents.people.outlasting`). `gain` is
    the mean over the eight skills of what was learnt and not forgotten; `access` is what ties beside the structural
    ones add to access, 0 above level 2. Being in the programme has no direct effect (Ghosh & Reio 2013).
    """
    market = rule.market_skill * gain + (rule.market_access * new_access if level <= 2 else 0.0)
    push = (
        -rule.inclusion * (inclusion - 0.56)
        - rule.ties * (math.log(1.0 + tie_sum) - 1.7)
        + rule.fatigue * (fatigue - 0.36)
        + rule.contagion * contagion
        - rule.engagement * engagement
        - rule.advancement * advancement
        + rule.marketability * market
        - rule.motivation * (motivation - 0.5)
    )
    base = rule.scale * leaving * separation_shape(tenure, tenure_rule) * math.exp(-rule.age * (age - 40.0) / 10.0)
    return base / YEAR * math.exp(min(rule.limit, max(-rule.limit, push)))


@kernel
def decide(
    rule: Turnover,
    tenure_rule: Tenure,
    leaving: Floats,
    key: Key,
    tick: int,
    seat: NDArray[np.uint64],
    present: Flags,
    level: Integers,
    age: Floats,
    tenure: Floats,
    inclusion: Floats,
    tie_sum: Floats,
    fatigue: Floats,
    contagion: Floats,
    engagement: Floats,
    advancement: Floats,
    motivation: Floats,
    pull: Floats,
    skills: Floats,
    own_skills: Floats,
    access: Floats,
    access_of_ties: Floats,
    department: Integers,
    times: Floats,
    occupant: Integers,
    launch_band: Integers,
    week: int,
    expected: Floats,
    weeks: Floats,
    first_year: Floats,
    own_first_year: Floats,
    fate: Integers,
) -> None:
    """Decide for each person whether they quit, are separated otherwise, or retire; only the first of these counts.

        quits     = 1 - exp(-times h)
        separated = 1 - exp(-.045 / 52)
        retires   = 1 - (1 - .25)^(1 / 52)

    h is of `quit_hazard`. Each has a uniform number of its own; the second is for those who do not quit, the third for
    those who are still there and older than 64. `times` is the factor of the age band (1 under 29, at 29 to 44, at 45
    to 60, from 61 on) times that of the department (1 where `quits_by_department` names none).

    `times`, `expected` and `weeks` are (departments, age bands): what multiplies the hazard of quitting there, and
    the sums of the chances to quit and of the person-weeks so far. `first_year` is (weeks, departments, age bands at
    launch, 2): of those at launch, the chances to quit in each week and how many were there to; `own_first_year` adds
    up each person's.
    """
    other = 1.0 - math.exp(-tenure_rule.other / YEAR)
    retire = 1.0 - (1.0 - rule.retirement) ** (1.0 / YEAR)
    for i in range(len(seat)):
        if not present[i]:
            continue
        gain = 0.0
        for m in range(8):
            gain += (skills[i, m] - own_skills[i, m]) / 8.0
        by_tenure = leaving[min(int(tenure[i]), len(leaving) - 1)]
        hazard = quit_hazard(
            rule, tenure_rule, by_tenure, level[i], age[i], tenure[i], inclusion[i], tie_sum[i], fatigue[i],
            contagion[i], engagement[i], advancement[i], motivation[i] + pull[i], gain, access[i] - access_of_ties[i],
        )  # fmt: skip
        here, band = department[i], age_band(age[i])
        chance = 1.0 - math.exp(-times[here, band] * hazard)
        expected[here, band] += chance
        weeks[here, band] += 1.0
        if occupant[i] == 0 and 0 <= week < len(first_year):
            first_year[week, here, launch_band[i], 0] += chance
            first_year[week, here, launch_band[i], 1] += 1.0
            own_first_year[i] += chance
        if uniform(key, seat[i], tick, 0) < chance:
            fate[i] = QUITS
        elif uniform(key, seat[i], tick, 1) < other:
            fate[i] = SEPARATED
        elif age[i] > rule.retirement_age and uniform(key, seat[i], tick, 2) < retire:
            fate[i] = RETIRES


@kernel
def remember_quits(
    quitters: Integers,
    start: Integers,
    neighbour: NDArray[np.int32],
    effective: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
    tie_sum: Floats,
    contagion: Floats,
) -> None:
    """Add W / sum W to the memory of each tie of somebody who quit."""
    for i in quitters:
        for e in range(start[i], start[i + 1]):
            j = neighbour[e]
            if tie_sum[j] > 0.0:
                contagion[j] += effective[e] / tie_sum[j]
        for s in range(SLOTS):
            j = slot_neighbour[i, s]
            if j >= 0 and tie_sum[j] > 0.0:
                contagion[j] += min(1.0, slot_weight[i, s]) / tie_sum[j]


@kernel
def fill(rule: Turnover, key: Key, tick: int, seat: NDArray[np.uint64], filled: Flags) -> None:
    """Fill each vacancy with .12 a week."""
    for v in range(len(seat)):
        filled[v] = uniform(key, seat[v], tick, 0) < rule.hiring
