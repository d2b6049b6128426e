"""Reviews: zero-sum advancement twice a year."""

import numpy as np
import pytest

from mentorlab.agents.base.luck import uniform
from mentorlab.sim.processes.advancement import review


@pytest.mark.parametrize("gains_seen", [0.0, 1.0])
def test_the_best_placed_of_a_level_advance_and_the_next_are_passed_over(state, gains_seen):
    people = state.workforce
    state.rules = state.rules._replace(advancement=state.rules.advancement._replace(share=0.2))
    before, u = people.advancement.copy(), [uniform(state.luck["advancement"], s, state.tick, 0) for s in people.seat]
    people.spells[::2], people.credit[::3] = 1, 0.7
    unseen = np.where(people.spells > 0, 0.5 * (1 - gains_seen), 0.5)
    seen = people.skills - unseen[:, None] * (people.skills - people.own_skills)
    score = 4 * seen.mean(axis=1) + people.access + 0.8 * people.credit + 0.5 * people.confidence + 0.4 * np.array(u)
    score += 2 * 0.1 * people.enrolled
    review(state, 0.1, gains_seen)
    for level in range(5):
        rows = [i for i in range(40) if people.level[i] == level and people.present[i]]
        places = int(0.2 * len(rows) + 0.5)
        ranked = sorted(rows, key=lambda i: -score[i])
        assert (people.advancement[ranked[:places]] == 1).all()
        assert (people.advancement[ranked[places : 2 * places]] == -0.4).all()
        rest = ranked[2 * places :]
        assert (people.advancement[rest] == before[rest]).all()


def test_advancement_is_zero_sum_whatever_people_are_worth(state):
    people = state.workforce
    people.advancement[:] = 0.0
    richer = state.copy()
    richer.workforce.skills[:] = np.minimum(1, richer.workforce.skills + 0.2)
    for one in (state, richer):
        review(one, visibility=0.0)
    assert state.workforce.advancement.sum() == richer.workforce.advancement.sum()
