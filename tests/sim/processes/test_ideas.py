"""Ideas: had, voiced, sponsored, implemented, spread."""

import math

import numpy as np
import pytest

from mentorlab.agents.base.luck import normal, uniform
from mentorlab.agents.base.skills import DIGITAL
from mentorlab.sim.processes.ideas import CELLS, MIXED_CELLS, usual_ties, work

WEIGHTS = (0.4, 0.35, 0.25)


def s(x):
    """Return the logistic of x."""
    return 1 / (1 + math.exp(-x))


def takers(state, author, partner, neighbours):
    """Return how many people an idea reaches in three rounds, by MODEL 5.12."""
    people, exposed = state.workforce, {author} | ({partner} - {-1})
    for turn in range(3):
        pressure = {}
        for i in exposed:
            for j, w in neighbours(state.ties, i):
                pressure[j] = pressure.get(j, 0.0) + w * (j not in exposed)
        draw = turn + 4 * int(people.seat[author])
        exposed |= {
            j
            for j, w in pressure.items()
            if uniform(state.luck["spread"], people.seat[j], state.tick, draw)
            < 1 - math.exp(-0.3 * people.openness[j] * w)
        }
    return len(exposed) - 1


def read_week(state, iota, neighbours, drawn):
    """Return (voiced, implemented, value, voice, opportunities, rate of voiced ideas) of a week, by MODEL 5.12."""
    people, ties, key = state.workforce, state.ties, state.luck["ideas"]
    voice, stock, expected = 0.95 * people.voice, state.opportunities.copy(), np.zeros(40)
    voiced, authors, value = 0, [], 0.0
    for i in np.flatnonzero(people.present):
        luck = [uniform(key, people.seat[i], state.tick, n) for n in range(8)]
        tired, busy = 1 - 0.7 * (people.fatigue[i] - 0.35), 1 - people.hours[i] / 40
        rate = iota * math.exp(0.15 * people.engagement[i]) * (0.6 + 0.8 * people.confidence[i]) * tired * busy
        lead = people.manager[i]
        backing = people.openness[lead] - 0.5 if lead >= 0 and people.present[lead] else 0.0
        speaks = s(-0.3 + 2.5 * (people.confidence[i] - 0.5) + 2.5 * (people.inclusion[i] - 0.55) + 1.5 * backing)
        expected[i] = rate * speaks * (people.occupant[i] == 0)
        if luck[0] >= 1 - math.exp(-rate) or luck[1] >= speaks:
            continue
        voiced, voice[i] = voiced + 1, voice[i] - 0.3
        partner = drawn(ties, i, luck[3]) if luck[2] < 0.7 else -1
        cells = MIXED_CELLS if luck[4] < 0.5 else np.arange(56)
        cell = cells[int(luck[5] * len(cells))]
        own = people.skills[i][CELLS[cell]]
        if partner >= 0:
            theirs = people.skills[partner][CELLS[cell]]
            distance = ((people.skills[i] - people.skills[partner]) ** 2).mean()
            own = np.maximum(own, own + (theirs - own) * math.sqrt(math.exp(-distance / 0.42**2)))
        quality = float(np.prod(own**WEIGHTS))
        quality += 0.05 * (partner >= 0 and people.department[partner] != people.department[i])
        quality += 0.24 * (
            math.log(1 + people.elsewhere[i]) - usual_ties(people, len(state.practices))[0][people.department[i]]
        )
        quality = max(0.0, quality + 0.08 * normal(key, people.seat[i], state.tick, 6))
        asked = [(w * (people.level[j] + 0.2), j) for j, w in neighbours(ties, i) if j != partner]
        if partner >= 0:
            asked += [(w * (people.level[j] + 0.2), j) for j, w in neighbours(ties, partner) if j != i]
        if not asked:
            continue
        sponsor = max(asked, key=lambda say: say[0])[1]
        absorbed = float(np.prod(people.skills[sponsor][CELLS[cell]] ** WEIGHTS))
        unit = people.unit[i]
        odds = -1.7 + 7 * (quality - 0.5) + 1.5 * (people.access[i] - 0.4) + 4 * (absorbed - 0.5)
        odds += 0.8 * (
            math.log(1 + max(0, people.tie_sum[i] - people.elsewhere[i]))
            - usual_ties(people, len(state.practices))[1][people.department[i]]
        )
        if luck[7] >= stock[unit, cell] * s(odds + 1.2 * (people.openness[sponsor] - 0.5)):
            continue
        authors.append(i)
        voice[i] += 1.3
        voice[partner] += 0.6 * (partner >= 0)
        stock[unit, cell] *= 1 - 0.15 * min(1, 37.5 / state.unit_size[unit])
        reach = 1 - math.exp(-takers(state, i, partner, neighbours) / 37.5)
        value += 40_000 * (quality / 0.5) ** 2 * (0.5 + reach)
    return voiced, authors, value, voice, stock + 0.01 * (1 - stock), expected


@pytest.mark.parametrize("iota", [0.021, 3.0])
def test_a_week_of_ideas_is_as_the_rule_reads(state, neighbours, drawn, iota):
    state.rules = state.rules._replace(ideas=state.rules.ideas._replace(rate=iota))
    people, mine, expected = state.workforce, np.zeros(40), np.zeros(40)
    for _ in range(4):
        voiced, authors, value, voice, stock, rates = read_week(state, iota, neighbours, drawn)
        before, so_far = mine.copy(), expected.copy()
        week = work(state, mine, expected)
        assert (week.voiced, week.implemented) == (voiced, len(authors))
        assert week.value == pytest.approx(value, rel=1e-12)
        np.testing.assert_allclose(people.voice, voice, rtol=1e-12, atol=1e-14)
        np.testing.assert_allclose(state.opportunities, stock, rtol=1e-12)
        np.testing.assert_allclose(expected - so_far, rates, rtol=1e-10, atol=1e-14)
        at_launch = [i for i in authors if people.occupant[i] == 0]
        assert np.flatnonzero(mine - before).tolist() == at_launch
        state.tick += 1
    if iota > 1:
        assert mine.sum() > 0


def test_a_problem_needs_three_skills_and_mixed_ones_a_digital_and_a_domain_skill():
    assert CELLS.shape == (56, 3)
    assert {len(set(cell)) for cell in CELLS.tolist()} == {3}
    mixed = {c for c, cell in enumerate(CELLS.tolist()) if 0 < sum(m in DIGITAL for m in cell) < 3}
    assert set(MIXED_CELLS.tolist()) == mixed


def test_nobody_sponsors_the_idea_of_somebody_who_knows_nobody(state):
    state.rules = state.rules._replace(ideas=state.rules.ideas._replace(rate=9.0, adoption=20.0))
    ties, mine = state.ties, np.zeros(40)
    ties.effective[:], ties.slot_neighbour[:], ties.slot_weight[:] = 0.0, -1, 0.0
    week = work(state, mine, np.zeros(40))
    assert week.voiced > 0
    assert (week.implemented, week.value, mine.sum()) == (0, 0.0, 0.0)


def test_a_used_up_opportunity_comes_back_a_hundredth_a_week(state):
    state.rules = state.rules._replace(ideas=state.rules.ideas._replace(rate=0.0))
    state.opportunities[:] = 0.5
    for _ in range(100):
        work(state, np.zeros(40), np.zeros(40))
    np.testing.assert_allclose(state.opportunities, 1 - 0.5 * 0.99**100)
