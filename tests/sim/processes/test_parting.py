"""Pairs that give up before their time."""

import numpy as np

from mentorlab.agents.base.luck import uniform
from mentorlab.sim.processes.parting import part
from mentorlab.sim.state.pairs import PARTED, RUNNING


def hazard(state, pairs, p, pull):
    """Return the weekly hazard of parting, by MODEL 5.8."""
    people, two = state.workforce, [pairs.junior[p], pairs.senior[p]]
    return 0.009 * np.exp(
        5 * (0.5 - pairs.rapport[p])
        + 2 * (0.5 - (people.motivation[two] + pull[two]).min())
        + 1.5 * (people.fatigue[two].max() - 0.4)
        - 1.0 * (people.training[two].mean() - 0.3)
        + 0.15 * pairs.missed[p]
    )


def test_pairs_part_by_the_rule_and_both_feel_it(state, pairs):
    state.rules = state.rules._replace(parting=state.rules.parting._replace(hazard=0.09))
    people, pull, running = state.workforce, np.linspace(0, 0.2, 40), np.arange(2, 10)
    before = people.inclusion.copy()
    expected = [
        p
        for p in running
        if uniform(state.luck["parting"], pairs.number[p], state.tick, 0)
        < 1 - np.exp(-10 * hazard(state, pairs, p, pull))
    ]
    gone = part(state, pairs, running, pull)
    assert gone.tolist() == expected
    assert pairs.ending.tolist() == [PARTED if p in expected else RUNNING for p in range(10)]
    assert (pairs.ended[gone] == state.week).all()
    assert pairs.running().tolist() == [p for p in range(10) if p not in expected]
    for p in gone:
        before[pairs.junior[p]] -= 0.02
        before[pairs.senior[p]] -= 0.02
    np.testing.assert_allclose(people.inclusion, np.maximum(before, 0), rtol=1e-12)


def test_as_many_pairs_part_as_the_hazard_says(state, pairs):
    many, people = 40_000, state.workforce
    for name, column in vars(pairs).items():
        if isinstance(column, np.ndarray):
            setattr(pairs, name, np.repeat(column[:1], many, axis=0))
    pairs.number = np.arange(many, dtype=np.uint64)
    people.motivation[:], people.fatigue[:], people.training[:] = 0.5, 0.4, 0.3
    pairs.rapport[:], pairs.missed[:] = 0.5, 0
    gone = part(state, pairs, np.arange(many), np.zeros(40))
    chance = 1 - np.exp(-0.009)
    assert abs(len(gone) - many * chance) < 4 * np.sqrt(many * chance)  # false alarm 6 in 100,000
