"""The seats of an organisation: shares, departments, teams, units and reporting lines."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from mentorlab.agents.people.structure import deal, roster_structure, synthetic_structure, units

UNKNOWN = -1


def roster(level, department, team=None, manager=None, site=None):
    """Return a stand-in for a roster of people whose seats are 100, 101, ..."""
    n = len(level)
    return SimpleNamespace(
        seats=np.arange(100, 100 + n, dtype=np.uint64),
        level=np.array(level),
        department=np.array(department),
        departments=tuple(f"D{d}" for d in range(max(department) + 1)),
        team=np.full(n, UNKNOWN) if team is None else np.array(team),
        manager=np.full(n, UNKNOWN) if manager is None else np.array(manager),
        manager_known=manager is not None,
        site=np.full(n, UNKNOWN) if site is None else np.array(site),
        sites=(),
    )


def top_of(manager):
    """Return the row at which each reporting line ends, or -2 where it runs in a circle."""
    row = np.arange(len(manager))
    for _ in range(len(manager)):
        above = np.where(manager[row] >= 0, manager[row], row)
        if (above == row).all():
            return row
        row = above
    return np.where(manager[row] >= 0, -2, row)


@pytest.mark.parametrize(("employees", "departments"), [(20, 2), (60, 2), (300, 8), (3_000, 20), (30_000, 200)])
def test_the_number_of_departments_grows_with_the_organisation(employees, departments):
    seats = synthetic_structure(employees)
    assert len(seats.departments) == len(set(seats.departments)) == departments
    assert np.bincount(seats.department).max() <= 150


@pytest.mark.parametrize(
    ("employees", "counts"),
    [(300, [126, 84, 54, 27, 9]), (3_000, [1260, 840, 540, 270, 90]), (30_000, [12600, 8400, 5400, 2700, 900])],
)
def test_levels_have_their_shares(employees, counts):
    assert np.bincount(synthetic_structure(employees).level).tolist() == counts


@pytest.mark.parametrize("employees", [300, 3_000])
def test_departments_and_teams_are_dealt_evenly_by_level(employees):
    seats = synthetic_structure(employees)
    for code, groups in ((seats.department, len(seats.departments)), (seats.team, seats.team.max() + 1)):
        spread = np.zeros((groups, 5))
        np.add.at(spread, (code, seats.level), 1)
        slack = 1 if code is seats.department else 2
        assert (spread.max(axis=0) - spread.min(axis=0) <= slack).all()


def test_teams_have_about_eight_people_of_one_department():
    seats = synthetic_structure(3_000)
    assert set(np.bincount(seats.team)) <= {7, 8, 9}
    assert all(len(set(seats.department[seats.team == team])) == 1 for team in range(50))


@settings(max_examples=60, deadline=None)
@given(employees=st.integers(1, 2_000))
def test_every_line_of_a_synthetic_organisation_ends_at_the_first_seat(employees):
    seats = synthetic_structure(employees)
    assert (top_of(seats.manager) == 0).all()
    assert (seats.level[seats.manager[1:]] >= seats.level[1:]).all()
    assert np.bincount(seats.unit).max() <= 150


@settings(max_examples=100, deadline=None)
@given(people=st.lists(st.tuples(st.integers(0, 4), st.integers(0, 3), st.integers(-1, 5)), min_size=1, max_size=60))
def test_every_made_up_line_of_a_roster_ends_at_the_highest_person(people):
    level, department, team = (list(column) for column in zip(*people, strict=True))
    seats = roster_structure(roster(level, department, team))
    ends = top_of(seats.manager)
    assert len(set(ends)) == 1
    assert level[ends[0]] == max(level)
    assert (seats.manager == -1).sum() == 1


def test_a_large_organisation_has_nobody_with_hundreds_of_reports():
    manager = synthetic_structure(300_000).manager
    assert np.bincount(manager[manager >= 0]).max() < 40


def test_known_managers_are_kept_even_where_there_is_none():
    seats = roster_structure(roster([4, 2, 0, 0], [0, 0, 1, 1], manager=[-1, 0, 1, -1]))
    assert seats.manager.tolist() == [-1, 0, 1, -1]


def test_a_single_executive_leads_all_heads_of_departments():
    seats = roster_structure(roster([4] + [3, 0] * 12, [0] + [d for d in range(1, 13) for _ in range(2)]))
    assert (seats.manager[1::2] == 0).all()
    assert (seats.manager[2::2] == np.arange(1, 25, 2)).all()


def test_people_without_a_team_gather_under_their_manager():
    seats = roster_structure(roster([4, 2, 2, 0, 0, 0], [0] * 6, manager=[-1, 0, 0, 1, 1, 2]))
    assert seats.team[3] == seats.team[4] != seats.team[5]
    assert seats.team[1] == seats.team[2]


def test_given_teams_are_kept_and_others_are_dealt_within_the_department():
    seats = roster_structure(roster([0] * 40, [0] * 20 + [1] * 20, team=[7] * 10 + [-1] * 30))
    assert len(set(seats.team[:10])) == 1
    assert set(seats.team[:10]).isdisjoint(seats.team[10:])
    assert set(seats.team[:20]).isdisjoint(seats.team[20:])
    assert np.bincount(seats.team).max() <= 12


def test_a_large_department_falls_into_units_that_keep_teams_together():
    team = np.repeat(np.arange(50), 9)
    unit = units(np.zeros(450, np.int64), team)
    assert sorted(np.bincount(unit)) == [150, 150, 150]
    split = sum(len(set(unit[team == t])) > 1 for t in range(50))
    assert split <= 2


def test_a_team_of_thousands_is_cut_into_units():
    seats = roster_structure(roster([4] + [0] * 5_000, [0] * 5_001, manager=[-1] + [0] * 5_000))
    assert len(set(seats.team[1:])) == 1
    assert np.bincount(seats.unit).max() <= 150


@pytest.mark.parametrize("level", [0, 2, 4])
def test_an_organisation_of_one_department_and_one_level_stands(level):
    seats = roster_structure(roster([level] * 20, [0] * 20))
    assert (top_of(seats.manager) == 0).all()
    assert len(set(seats.unit)) == 1


def test_dealing_leaves_every_piece_within_one_person_of_the_others():
    dealt = deal(np.arange(21) % 5, np.zeros(21, np.int64), np.array([4]))
    assert sorted(np.bincount(dealt)) == [5, 5, 5, 6]


def test_an_organisation_without_people_is_refused():
    with pytest.raises(ValueError, match="at least 1 employee"):
        synthetic_structure(0)
