"""The check list finds what is planted in a list of pairs, and nothing in a list that keeps the rules."""

from __future__ import annotations

import numpy as np
import pytest

from mentorlab.agents.people.structure import synthetic_structure
from mentorlab.agents.people.workforce import Workforce
from mentorlab.experiments.studies.matching.pair_checks import check_pairs
from mentorlab.scenarios.records.policy import Policy


@pytest.fixture
def office():
    """Return forty people aged 30, their structure, and somebody's (report, manager)."""
    structure = synthetic_structure(40)
    people = Workforce.empty(structure.seat)
    people.level[:], people.department[:], people.age[:] = structure.level, structure.department, 30.0
    people.manager[:], people.present[:] = structure.manager, True
    return people, structure


def broken(office, pairs, policy=None, places=9, **more):
    people, structure = office
    return {one.rule: one.broken for one in check_pairs(pairs, people, structure, policy or Policy(), places, **more)}


def some(office, levels, count):
    return np.flatnonzero(np.isin(office[1].level, levels))[:count].tolist()


def kept(office):
    """Return three pairs that keep every rule."""
    structure = office[1]
    juniors, seniors = some(office, (0, 1), 12), some(office, (2, 3, 4), 3)
    return [(next(j for j in juniors[n * 4 :] if structure.manager[j] != s), s) for n, s in enumerate(seniors)]


def test_a_list_that_keeps_the_rules_has_nothing_broken(office):
    assert set(broken(office, kept(office)).values()) == {0}
    assert set(broken(office, []).values()) == {0}


def test_each_planted_fault_is_found_by_its_own_check(office):
    pairs, structure = kept(office), office[1]
    (junior, senior), (other, second), _ = pairs
    report = next(row for row in some(office, (0, 1), 40) if structure.level[structure.manager[row]] >= 2)
    old = pairs[0][0]
    planted = {
        "one pair a junior": [*pairs, (junior, second)],
        "no senior has more juniors than there is room for": [(junior, senior), (other, senior)],
        "nobody is on both sides": [(junior, senior), (senior, second)],
        "nobody is paired with their own line manager": [(report, int(structure.manager[report]))],
        "all seniors meet the rules of eligibility": [(junior, other)],
    }
    for rule, faulty in planted.items():
        assert broken(office, faulty)[rule] == 1, rule
    assert broken(office, pairs, places=2)["no more pairs than places"] == 1
    assert broken(office, pairs, signed_up={junior, senior, other})["all signed up"] == 3
    office[0].age[old] = 40.0  # at most 39 is in full years
    assert broken(office, pairs)["all juniors meet the rules of eligibility"] == 1
    office[0].age[old] = 39.9
    assert broken(office, pairs)["all juniors meet the rules of eligibility"] == 0


def test_a_circle_has_room_for_more_than_one(office):
    (junior, senior), (other, _), _ = kept(office)
    rule = "no senior has more juniors than there is room for"
    assert broken(office, [(junior, senior), (other, senior)], seats=3)[rule] == 0


def test_where_the_programme_is_open_is_checked(office):
    pairs = kept(office)
    inside = Policy(where={"levels": [0, 1]})
    assert broken(office, pairs, inside)["all work where the programme is open"] == 3
    somewhere = Policy(where={"sites": ["Lisbon"]})
    assert broken(office, pairs, somewhere)["all work where the programme is open"] == 6
