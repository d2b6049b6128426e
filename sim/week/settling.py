"""Settling: before launch the organisation comes to rest, and its people stay."""

from __future__ import annotations

import numpy as np

from ...agents.base.parameters import YEAR
from ...agents.base.skills import band_of
from ...agents.network.acquaintance import draw_ties
from ...agents.network.ties import Ties
from ...agents.people.outlasting import Outlasting, outlasting
from ...agents.people.population import draw_people
from ...scenarios.assumptions.assumptions import Assumptions
from ...scenarios.assumptions.mechanisms import in_force
from ...scenarios.scenario import Scenario
from ..processes import attitudes, ideas, inclusion, motivation, network
from ..processes.turnover import quit_times
from ..state.inputs import Inputs
from ..state.pairs import Pairs
from ..state.state import LUCK_OF_LAUNCH, Rulebook, State, keys


def settle(scenario: Scenario, inputs: Inputs, seed: int = 0, replicate: int = 0) -> State:
    """Return the organisation at launch: a function of the inputs, the assumptions, seed and replicate alone.

    In the settling weeks only what changes fast changes: motivation, fatigue, confidence, openness, inclusion, voice,
    opportunities, extra ties. Nobody joins, leaves, ages, learns or advances.
    """
    assumptions = in_force(scenario.assumptions)
    workforce, origin = draw_people(
        inputs.structure, seed, replicate, assumptions.people, assumptions.tenure, inputs.roster, who_stays(assumptions)
    )
    if inputs.ties is not None:
        ties = Ties.between(len(workforce), inputs.ties.source, inputs.ties.target, inputs.ties.weight)
    else:
        ties = draw_ties(workforce, seed, replicate, assumptions.acquaintance)
        # drawn ties are those of settled people: the newest are not active yet
        newest = assumptions.people.newcomer_ramp + assumptions.network.ramp * workforce.tenure
        np.minimum(1.0, newest, out=workforce.ramp)
    units = int(workforce.unit.max()) + 1
    rules = Rulebook.of(assumptions)
    times = quit_times(assumptions, inputs.structure.departments)
    state = State(
        rules=rules,
        luck=keys(seed, replicate),
        tick=LUCK_OF_LAUNCH - scenario.settling_weeks,
        workforce=workforce,
        ties=ties,
        opportunities=np.ones((units, len(ideas.CELLS))),
        unit_size=np.bincount(workforce.unit, minlength=units).astype(np.float64),
        practices=np.zeros(len(inputs.structure.departments)),
        origin=origin,
        access_mean=0.0,
        cross_age_beside=0.0,
        leaving=origin.outlasting.leaving,
        quit_times=times,
        expected_quits=np.zeros_like(times),
        person_weeks=np.zeros_like(times),
        launch_band=band_of(workforce.age),
        first_year=np.zeros((YEAR, *times.shape, 2)),
        own_first_year=np.zeros(len(workforce)),
        likely_ideas=np.zeros(3),
    )
    if rules.turnover.contagion_fades > 0:
        workforce.contagion[:] = rules.tenure.quits / YEAR / rules.turnover.contagion_fades
    state.practices = inclusion.settled_practices(state)
    nothing = np.zeros(len(workforce))
    no_pairs, none_running = Pairs.none(), np.empty(0, np.int64)
    for _ in range(scenario.settling_weeks):
        _weigh_and_mean(state)
        motivation.relax(state)
        attitudes.relax(state)
        stock = state.practices.copy()
        inclusion.feel(state, no_pairs, none_running, teaching=0.5, envy=0.0, visibility=0.0)
        state.practices[:] = stock
        network.fade_and_meet(state)
        ideas.work(state, nothing, nothing)
        state.tick += 1
    state.likely_ideas[:] = 0.0
    _weigh_and_mean(state)
    state.practices = inclusion.settled_practices(state)
    return state


def who_stays(assumptions: Assumptions) -> Outlasting:
    """Return how content people of each tenure are, by what engagement and own inclusion take off the log-hazard.

    Engagement counts by itself and by the motivation that goes with it.
    """
    rule, makeup = assumptions.turnover, assumptions.people
    by_engagement = rule.engagement + rule.motivation * makeup.motivation_by_engagement
    by_belonging = rule.inclusion * makeup.belonging_spread
    return outlasting(assumptions.tenure, by_engagement, by_belonging, rule.retirement, rule.retirement_age)


def _weigh_and_mean(state: State) -> None:
    """Weigh the ties, and take the means with which access and ties across ages are compared."""
    network.refresh(state)
    state.access_mean = float(state.workforce.access.mean())
    state.cross_age_beside = float((state.workforce.cross_age - state.workforce.cross_age_of_ties).mean())
