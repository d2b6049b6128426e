"""Who takes part: eligibility, willingness, and what being chosen or turned down does."""

from dataclasses import replace

import numpy as np
import pytest

from mentorlab.agents.base.luck import uniform
from mentorlab.agents.people.structure import synthetic_structure
from mentorlab.scenarios.policy import rewards, targeting, training
from mentorlab.scenarios.policy.targeting import Pool, Recruitment
from mentorlab.scenarios.records.policy import Policy
from mentorlab.sim.processes.recruitment import eligible, pool_of, recruit

STRUCTURE = synthetic_structure(40)
TOLD = Recruitment().told


def ask(state, places, how=targeting.volunteer, structure=STRUCTURE, **policy):
    """Recruit for some places."""
    whole = Policy.model_validate({"arm": "reverse", **policy})
    return recruit(state, structure, whole, places, how, rewards.Thanks(), training.Webinar(), seats=whole.capacity)


@pytest.fixture
def free(state):
    """Return forty people none of whom is in the programme."""
    state.workforce.enrolled[:] = False
    return state


def test_juniors_are_under_forty_at_the_two_lowest_levels_and_seniors_above(free):
    people, policy = free.workforce, Policy()
    junior, senior = eligible(free, policy.eligible.junior), eligible(free, policy.eligible.senior)
    for i in range(40):
        assert junior[i] == (people.present[i] and people.level[i] <= 1 and people.age[i] < 40)
        assert senior[i] == (people.present[i] and people.level[i] >= 2)


def test_nobody_takes_part_twice_at_once(free):
    free.workforce.enrolled[::2] = True
    found = ask(free, 20, targeting.lottery)
    assert not free.workforce.enrolled[np.concatenate([found.juniors, found.seniors])].any()


@pytest.mark.parametrize(("senior", "learned"), [(True, [0, 1, 2]), (False, [5, 6])])
def test_willingness_is_as_the_rule_reads(free, senior, learned):
    people = free.workforce
    people.spells[::3] = 1
    pool = pool_of(free, people.present, rewards.Bonus(), training.Webinar(), senior=senior)
    skill = people.skills[:, learned].mean(axis=1)
    for at, i in enumerate(pool.rows):
        odds = -0.4 + 0.12 * people.engagement[i] + 1.5 * (people.openness[i] - 0.5) + 4 * 0.24 - 0.06 * 6
        odds += -1.5 * (people.fatigue[i] - 0.35) - 1.2 * (people.spells[i] > 0) + 13 * (people.motivation[i] - 0.5)
        odds += 12 * (skill[i] - skill[pool.rows].mean())
        odds += 4 * (people.confidence[i] - people.confidence[pool.rows].mean())
        assert pool.willingness[at] == pytest.approx(1 / (1 + np.exp(-odds)), rel=1e-12)
        assert pool.yes[at] == uniform(free.luck["recruitment"], people.seat[i], free.tick, 0)
        assert pool.lot[at] == uniform(free.luck["recruitment"], people.seat[i], free.tick, 1)
        assert pool.before[at] == (i % 3 == 0)


@pytest.mark.parametrize(("eager", "fall"), [(13.0, 0.65), (0.0, 0.0)])
def test_whoever_was_crowded_out_volunteers_less_the_next_time(free, eager, fall):
    """A bonus took .05 of motivation; with the switch `eagerness` off that does not matter."""
    free.rules = free.rules._replace(recruitment=free.rules.recruitment._replace(willing_motivation=eager))
    everyone, odds = free.workforce.present, []
    for _ in range(2):
        pool = pool_of(free, everyone, rewards.Thanks(), training.Webinar())
        odds.append(np.log(pool.willingness / (1 - pool.willingness)))
        free.workforce.motivation -= 0.05
    np.testing.assert_allclose(odds[0] - odds[1], fall, atol=1e-9)


def test_volunteers_beyond_the_places_are_turned_down_by_lot_and_remember(free):
    people = free.workforce
    people.rejected[:], people.motivation[:] = 0.0, 0.5
    free.rules = free.rules._replace(recruitment=free.rules.recruitment._replace(willing=50.0))  # everyone says yes
    found = ask(free, 2)
    juniors = np.flatnonzero(eligible(free, Policy().eligible.junior))
    seniors = np.flatnonzero(eligible(free, Policy().eligible.senior))
    assert found.rejected == len(juniors) + len(seniors) - 4
    lot = {i: uniform(free.luck["recruitment"], people.seat[i], free.tick, 1) for i in range(40)}
    assert found.juniors.tolist() == sorted(sorted(juniors, key=lambda i: -lot[i])[:2])
    assert found.seniors.tolist() == sorted(sorted(seniors, key=lambda i: -lot[i])[:2])
    taken = np.concatenate([found.juniors, found.seniors])
    assert set(np.flatnonzero(people.rejected)) == (set(juniors) | set(seniors)) - set(taken)
    np.testing.assert_allclose(people.motivation[taken], 0.515)


def test_those_who_are_told_lose_motivation_by_how_unwilling_they_are(free):
    people = free.workforce
    people.motivation[:] = 0.5
    willing = {}
    for side, senior in ((Policy().eligible.junior, False), (Policy().eligible.senior, True)):
        pool = pool_of(free, eligible(free, side), rewards.Thanks(), training.Webinar(), senior=senior)
        willing |= dict(zip(pool.rows.tolist(), pool.willingness.tolist(), strict=True))
    found = ask(free, 3, targeting.lottery)
    assert len(found.juniors) == len(found.seniors) == 3
    assert found.rejected == 0
    for i in (*found.juniors, *found.seniors):
        assert people.motivation[i] == pytest.approx(0.5 - TOLD * (1 - willing[int(i)]), rel=1e-12)


def test_no_places_no_questions(free):
    before = free.workforce.copy()
    found = ask(free, 0)
    assert (len(found.juniors), len(found.seniors), found.rejected) == (0, 0, 0)
    assert np.array_equal(before.motivation, free.workforce.motivation)
    assert np.array_equal(before.rejected, free.workforce.rejected)


@pytest.mark.parametrize("capacity", [1, 2, 3])
def test_a_senior_may_have_several_pairs_and_need_not(free, capacity):
    """As many seniors as juniors are asked where there are as many; only circles do with fewer."""
    found = ask(free, 5, targeting.lottery, capacity=capacity)
    there = eligible(free, Policy().eligible.senior).sum()
    assert len(found.juniors) == min(5, eligible(free, Policy().eligible.junior).sum()) <= there
    assert len(found.seniors) == len(found.juniors)


def test_where_seniors_are_few_those_there_are_have_several_pairs(free):
    few = {"eligible": {"senior": {"levels": [4]}}}
    there = int(eligible(free, Policy.model_validate(few).eligible.senior).sum())
    found = ask(free, 5, targeting.lottery, capacity=3, **few)
    assert (len(found.seniors), len(found.juniors)) == (there, min(5, 3 * there))
    assert there < 5


def test_a_circle_has_one_senior_for_three_juniors(free):
    found = recruit(free, STRUCTURE, Policy(arm="group"), 6, targeting.lottery, rewards.Thanks(), training.Webinar(),
                    seats=3)  # fmt: skip
    assert (len(found.juniors), len(found.seniors)) == (6, 2)


def test_the_programme_is_open_only_where_it_is(free):
    people = free.workforce
    found = ask(free, 20, targeting.lottery, where={"departments": [STRUCTURE.departments[1]], "levels": [0, 2]})
    for i in (*found.juniors, *found.seniors):
        assert people.department[i] == 1
        assert people.level[i] in (0, 2)
    sites = replace(STRUCTURE, sites=("Bonn", "Graz"))
    people.site[:], people.site[:10] = 0, 1
    found = ask(free, 20, targeting.lottery, structure=sites, where={"sites": ["Graz"]})
    assert set(found.juniors) | set(found.seniors) <= set(range(10))


# targeting strategies, on a pool of four


POOL = Pool(
    rows=np.array([3, 5, 8, 9]),
    willingness=np.array([0.9, 0.1, 0.5, 0.5]),
    engagement=np.array([0.0, 2.0, 0.0, 0.0]),
    centrality=np.array([1.0, 1.0, 1.0, 3.0]),
    before=np.array([False, False, True, False]),
    senior=False,
    digital=np.array([0.5, 0.4, 0.1, 0.6]),
    keenness=np.array([0.9, 0.8, 0.1, 0.5]),
    inclusion=np.array([0.5, 0.7, 0.6, 0.3]),
    access=np.array([0.2, 0.6, 0.4, 0.2]),
    group=np.array([True, False, False, False]),
    yes=np.array([0.5, 0.5, 0.2, 0.6]),
    lot=np.array([0.5, 0.5, 0.9, 0.5]),
)


def order(strategy, state):
    """Return the rows from the first taken to the last."""
    priority = strategy.priority(POOL, state.rules.recruitment)
    return [int(POOL.rows[i]) for i in np.argsort(-priority, kind="stable") if priority[i] > -np.inf]


def test_volunteers_come_by_lot_and_only_those_who_said_yes(state):
    assert order(targeting.volunteer, state) == [8, 3]


def test_managers_pick_the_well_connected_and_the_engaged(state):
    assert order(targeting.nominated, state)[:2] == [9, 5]


def test_the_lottery_takes_those_first_who_were_never_in(state):
    assert order(targeting.lottery, state)[-1] == 8


def refusals(state, share, pool=POOL):
    """Return who of a pool refuses a mandatory place, if so many do."""
    rule = state.rules.recruitment._replace(refusing=share)
    return pool.rows[targeting.mandatory.priority(pool, rule) == -np.inf].tolist()


def test_a_mandatory_programme_takes_everyone_in_turn_but_for_those_who_refuse(state):
    assert refusals(state, 0.0) == []
    assert order(targeting.mandatory, state)[-1] == 8  # who has been in comes last
    unsaid = replace(POOL, yes=np.full(4, 0.85))
    assert refusals(state, 0.1, unsaid) == [5]  # the least willing refuses first: .1 * .9 / .5 is above .15
    assert refusals(state, 0.1, replace(POOL, willingness=np.ones(4))) == []


def test_of_those_called_the_stated_share_refuses(free):
    people = free.workforce
    pool = pool_of(free, people.present, rewards.Thanks(), training.Webinar())
    many = replace(pool, **{
        name: np.tile(getattr(pool, name), 500) for name in ("rows", "willingness", "before", "lot")
    }, yes=(np.arange(500 * len(pool.rows)) * 0.6180339887498949) % 1)  # fmt: skip
    refused = targeting.mandatory.priority(many, free.rules.recruitment) == -np.inf
    assert refused.mean() == pytest.approx(0.1, abs=0.01)
    assert many.willingness[refused].mean() < many.willingness.mean()


@pytest.mark.parametrize("how", [targeting.volunteer, targeting.lottery, targeting.need])
def test_those_without_a_place_wait_and_come_first_the_next_time(free, how):
    free.rules = free.rules._replace(recruitment=free.rules.recruitment._replace(willing=50.0))
    free.workforce.rejected[:] = 0.0
    found = ask(free, 2, how, wait_list=True)
    taken = np.concatenate([found.juniors, found.seniors])
    assert len(found.waiting) == 4
    assert not set(found.waiting) & set(taken)
    assert not free.workforce.rejected[found.waiting].any()
    free.workforce.enrolled[taken] = True
    free.tick += 39
    again = ask_again(free, 2, how, found.waiting)
    assert set(again.juniors) | set(again.seniors) == set(found.waiting)


def ask_again(state, places, how, waited):
    """Recruit once more, with some who have waited."""
    whole = Policy(arm="reverse", wait_list=True)
    return recruit(state, STRUCTURE, whole, places, how, rewards.Thanks(), training.Webinar(), waited=waited)


def test_who_has_waited_takes_part_without_saying_yes_once_more_but_not_if_gone(free):
    free.rules = free.rules._replace(recruitment=free.rules.recruitment._replace(willing=-50.0))  # nobody says yes
    juniors = np.flatnonzero(eligible(free, Policy().eligible.junior))[:2]
    seniors = np.flatnonzero(eligible(free, Policy().eligible.senior))[:2]
    free.workforce.present[juniors[0]] = False
    found = ask_again(free, 2, targeting.volunteer, np.concatenate([juniors, seniors]))
    assert found.juniors.tolist() == [juniors[1]]
    assert len(found.seniors) == 1
    assert found.waiting.tolist() == [max(set(seniors) - set(found.seniors))]


def test_without_a_wait_list_nobody_waits(free):
    assert len(ask(free, 2, targeting.lottery).waiting) == 0


def test_need_comes_before_anything_else(state):
    assert order(targeting.need, state) == [9, 3, 8, 5]  # juniors: who feels left out and knows nobody
    lagging = replace(POOL, senior=True, before=np.zeros(4, np.bool_), lot=np.zeros(4))
    priority = targeting.need.priority(lagging, state.rules.recruitment)
    assert [int(lagging.rows[i]) for i in np.argsort(-priority)] == [8, 5, 3, 9]  # seniors: digital skill


def test_of_the_juniors_who_say_yes_the_keen_come_first_and_seniors_by_lot(state):
    assert order(targeting.keen, state) == [3, 8]
    seniors = targeting.keen.priority(replace(POOL, senior=True), state.rules.recruitment)
    assert (seniors == targeting.volunteer.priority(POOL, state.rules.recruitment)).all()


def test_protected_time_brings_people_in(free):
    everyone = free.workforce.present
    free_time = pool_of(free, everyone, rewards.Protected(), training.Webinar()).willingness
    none = pool_of(free, everyone, rewards.Reward(pull=0.03), training.Webinar()).willingness
    odds = np.log(free_time / (1 - free_time)) - np.log(none / (1 - none))
    np.testing.assert_allclose(odds, 0.5, rtol=1e-9)


def test_half_of_the_junior_places_are_offered_first_to_under_represented_people(free):
    people = free.workforce
    juniors = np.flatnonzero(eligible(free, Policy().eligible.junior))
    people.group[juniors] = False
    lot = {int(i): uniform(free.luck["recruitment"], people.seat[i], free.tick, 1) for i in juniors}
    worst = sorted(juniors, key=lambda i: lot[int(i)])[:3]
    people.group[worst] = True
    whole = Policy(arm="reverse")
    offered = recruit(
        free, STRUCTURE, whole, 4, targeting.lottery, rewards.Thanks(), training.Webinar(), offered_first=0.5
    )
    assert people.group[offered.juniors].sum() == 2
    assert not people.group[ask(free, 4, targeting.lottery).juniors].any()
