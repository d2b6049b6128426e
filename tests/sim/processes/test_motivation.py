"""Motivation and what rewards do to it; fatigue and what the programme adds to it."""

import math

import numpy as np
import pytest

from mentorlab.agents.base.skills import COMMUNICATION
from mentorlab.sim.processes import motivation
from mentorlab.sim.processes.motivation import after_sessions, extrinsic, relax
from mentorlab.sim.processes.sessions import Round


def test_a_rewards_pull_fades_to_a_third_for_those_who_take_part(state):
    people, pull = state.workforce, extrinsic(state)
    for i in range(40):
        weeks = state.week - people.rewarded[i]
        expected = people.reward[i] * (0.35 + 0.65 * math.exp(-weeks / 20)) if people.enrolled[i] else 0.0
        assert pull[i] == pytest.approx(expected, rel=1e-12)
    assert pull.max() > 0


@pytest.mark.parametrize("tangibility", [0.0, 1.0])
def test_a_session_lifts_motivation_by_how_good_it_was_and_a_tangible_reward_crowds_it_out(state, pairs, tangibility):
    rng, people = np.random.default_rng(3), state.workforce
    held = Round(np.arange(10), pairs.junior, pairs.senior, *rng.random((4, 10)))
    gained, before = rng.uniform(0, 0.05, (10, 2)), people.motivation.copy()
    expected = before.copy()
    for d in range(10):
        for side, i in enumerate((pairs.junior[d], pairs.senior[d])):
            progress = gained[d, side] + 0.3 * gained[d, 1 - side]
            lift = 0.10 * (held.quality[d] - 0.48) + 0.3 * (progress - 0.02)
            share = held.share[d] if side else 1.0
            taught = 0.005 * 0.7 * (1 - held.rapport[d]) * (1 - 0.5 * people.training[i]) if side else 0.0
            expected[i] += share * (held.spacing[d] * lift - taught - 0.012 * tangibility * before[i])
    after_sessions(state, held, gained, tangibility, 0.7)
    np.testing.assert_allclose(people.motivation, np.clip(expected, 0, 1), rtol=1e-12)


def test_being_taught_by_a_junior_embarrasses_seniors_alone_and_less_with_rapport_and_training(state):
    people, lost = state.workforce, {}
    juniors, seniors = np.arange(10), np.arange(10, 20)
    for name, rapport, trained, embarrassment in (
        ("strangers", 0.0, 0.0, 0.005), ("friends", 0.8, 0.0, 0.005), ("prepared", 0.0, 0.8, 0.005), ("off", 0, 0, 0),
    ):  # fmt: skip
        rule = state.rules.motivation._replace(embarrassment=embarrassment, session=0.0, progress=0.0)
        state.rules = state.rules._replace(motivation=rule)
        people.training[:], people.motivation[:] = trained, 0.5
        held = Round(juniors, juniors, seniors, *np.full((2, 10), 0.6), np.full(10, rapport), np.ones(10))
        after_sessions(state, held, np.zeros((10, 2)), 0.0, teaching=0.7)
        assert (people.motivation[juniors] == 0.5).all()
        lost[name] = float((0.5 - people.motivation[seniors]).mean())
    assert lost["off"] == 0
    assert lost["strangers"] == pytest.approx(0.7 * 0.005)
    assert 0 < lost["friends"] < lost["prepared"] < lost["strangers"]


@pytest.mark.parametrize("protected", [0.0, 1.0])
def test_motivation_and_fatigue_return_to_their_own_level(state, protected):
    people = state.workforce
    before, tired = people.motivation.copy(), people.fatigue.copy()
    relax(state, protected)
    for i in np.flatnonzero(people.present):
        lead, rest = people.manager[i], 0.5 + 0.06 * people.engagement[i]
        if lead >= 0 and people.present[lead]:
            grown = people.skills[lead, COMMUNICATION] - people.own_skills[lead, COMMUNICATION]
            rest += 0.05 * (people.openness[lead] - 0.5) + 0.05 * grown
        rest = min(0.9, max(0.1, rest))
        spared = 0.4 * protected if people.enrolled[i] else 0
        load = 0.15 + 0.35 * people.workload[i] + 0.02 * people.hours[i] * (1 - spared) + 0.13 * people.check_ins[i]
        if not people.enrolled[i]:
            team = (people.team == people.team[i]) & people.present
            load += 0.30 * protected * people.enrolled[team].mean()
        assert people.motivation[i] == pytest.approx(before[i] + 0.04 * (rest - before[i]), rel=1e-12)
        assert people.fatigue[i] == pytest.approx(min(1, tired[i] + 0.12 * (load - tired[i])), rel=1e-12)
    vacant = ~people.present
    assert (people.motivation[vacant] == before[vacant]).all()


def test_a_bonus_pulls_at_first_and_leaves_less_of_its_own_behind(state, pairs):
    """MODEL P6: more drive at the start; less of one's own later, and for longer than the bonus lasts."""
    people = state.workforce
    people.present[:], people.manager[:] = True, -1
    people.hours[:] = people.check_ins[:] = people.engagement[:] = 0
    total, own = {}, {}
    for name, pull, tangibility in (("bonus", 0.24, 1.0), ("thanks", 0.03, 0.0)):
        people.motivation[:] = 0.5
        people.enrolled[:], people.reward[:], people.rewarded[:] = True, pull, state.week
        week = state.tick
        drive = []
        for _ in range(39):
            held = Round(np.arange(10), pairs.junior, pairs.senior, *np.full((3, 10), 0.6), np.ones(10))
            after_sessions(state, held, np.full((10, 2), 0.02), tangibility, teaching=0.0)
            relax(state)
            drive.append((people.motivation + extrinsic(state))[pairs.junior].mean())
            state.tick += 1
        people.enrolled[:] = False
        for _ in range(8):
            relax(state)
            state.tick += 1
        drive.append((people.motivation + extrinsic(state))[pairs.junior].mean())
        total[name], own[name] = drive, people.motivation[pairs.junior].mean()
        state.tick = week
    assert total["bonus"][0] > total["thanks"][0]
    assert total["bonus"][38] < total["thanks"][38]
    assert own["bonus"] < own["thanks"]


def test_a_vacant_managers_seat_inspires_nobody(state):
    people = state.workforce
    people.present[:], people.motivation[:], people.engagement[:] = True, 0.5, 0.0
    people.openness[:], people.skills[:] = 0.9, people.own_skills
    lead = int(np.bincount(people.manager[people.manager >= 0]).argmax())
    led = people.manager == lead
    people.present[lead] = False
    motivation.relax(state)
    assert (people.motivation[led & people.present] == 0.5).all()
    assert (people.motivation[~led & people.present & (people.manager >= 0)] > 0.5).all()
