"""The seats of an organisation: levels, departments, units, teams and who reports to whom. No luck is drawn here."""

from __future__ import annotations

from dataclasses import dataclass
from heapq import heapify, heappop, heappush
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..base.arrays import Integers
from .makeup import LEVEL_SHARES

if TYPE_CHECKING:
    from ..files.roster import Roster


TEAM_SIZE = 8
"""People in a team, about."""

UNIT_SIZE = 150
"""People in a unit, at most."""

SPAN = 8
"""Heads of departments that report to one executive, in the pyramid of executives."""

DEPARTMENTS = ("Sales", "Operations", "Engineering", "Finance", "Marketing", "Customer Care", "People", "Research")


@dataclass(frozen=True)
class Structure:
    """Every seat's place; rows are seats."""

    seat: NDArray[np.uint64]
    level: Integers
    department: Integers
    unit: Integers
    team: Integers
    manager: Integers
    """Row of the line manager, -1 for none."""
    site: Integers
    """Code of the site, -1 where unknown."""
    departments: tuple[str, ...]
    sites: tuple[str, ...]

    def __len__(self) -> int:
        return len(self.seat)


def synthetic_structure(employees: int) -> Structure:
    """Return the seats of an organisation of a given size, levels dealt evenly over departments and teams.

    The first seat is the highest; team-mates stand in neighbouring rows, which keeps large organisations fast.

    >>> seats = synthetic_structure(300)
    >>> np.bincount(seats.level).tolist(), seats.departments[:2], int(seats.manager[0])
    ([126, 84, 54, 27, 9], ('Sales', 'Operations'), -1)
    """
    if employees < 1:
        raise ValueError(f"an organisation needs at least 1 employee, not {employees}")
    level = np.repeat(np.arange(5)[::-1], level_counts(employees)[::-1])
    names = department_names(employees)
    department = np.arange(employees) % len(names)
    team = deal(level, department, team_counts(department))
    rows = np.lexsort((-level, team))
    level, department, team = level[rows], department[rows], team[rows]
    return Structure(
        seat=np.arange(employees, dtype=np.uint64),
        level=level,
        department=department,
        unit=units(department, team),
        team=team,
        manager=reporting_lines(level, department, team),
        site=np.full(employees, -1, np.int64),
        departments=names,
        sites=(),
    )


def roster_structure(roster: Roster) -> Structure:
    """Return the seats of real people: what the roster says is kept, missing teams and managers are made up.

    People without a team form one with those under the same manager; without a manager they are dealt into
    teams within the department. Where no manager is known at all, team heads lead their teams.
    """
    level, department = roster.level.astype(np.int64), roster.department.astype(np.int64)
    manager = roster.manager.astype(np.int64)
    team = completed_teams(level, department, roster.team.astype(np.int64), manager)
    return Structure(
        seat=roster.seats.astype(np.uint64),
        level=level,
        department=department,
        unit=units(department, team),
        team=team,
        manager=manager if roster.manager_known else reporting_lines(level, department, team),
        site=roster.site.astype(np.int64),
        departments=tuple(roster.departments),
        sites=tuple(roster.sites),
    )


def level_counts(employees: int) -> Integers:
    """Return how many seats each level has, by largest remainder.

    >>> level_counts(20).tolist()
    [8, 6, 3, 2, 1]
    """
    quota = np.array(LEVEL_SHARES) * employees
    counts = np.floor(quota + 1e-9).astype(np.int64)
    largest = np.argsort(counts - quota, kind="stable")[: employees - counts.sum()]
    counts[largest] += 1
    return counts


def department_names(employees: int) -> tuple[str, ...]:
    """Return the departments of a synthetic organisation: two to eight, and beyond 1,200 people one for each 150."""
    many = -(-employees // UNIT_SIZE) if employees > 1200 else max(2, min(8, employees // 25))
    known = len(DEPARTMENTS)
    return tuple(
        DEPARTMENTS[d % known] + (f" {d // known + 1}" if d >= known else "") for d in range(min(many, employees))
    )


def compact(codes: Integers) -> Integers:
    """Return the same grouping with codes 0, 1, 2, ... in ascending order."""
    return np.unique(codes, return_inverse=True)[1].astype(np.int64)


def team_counts(group: Integers) -> Integers:
    """Return into how many teams of about eight each group falls."""
    return np.maximum(1, (np.bincount(group) + TEAM_SIZE // 2) // TEAM_SIZE)


def deal(level: Integers, group: Integers, pieces: Integers) -> Integers:
    """Return piece codes: the people of each group dealt like cards, highest level first, into its pieces.

    `pieces` has one count a group. Codes run through all groups.

    >>> deal(np.array([0, 0, 1, 1]), np.zeros(4, np.int64), np.array([2])).tolist()
    [0, 1, 0, 1]
    """
    order = np.lexsort((-level, group))
    group = group[order]
    sizes = np.bincount(group, minlength=len(pieces))
    place = np.arange(len(group)) - (np.cumsum(sizes) - sizes)[group]
    dealt = np.empty(len(group), np.int64)
    dealt[order] = (np.cumsum(pieces) - pieces)[group] + place % pieces[group]
    return dealt


def completed_teams(level: Integers, department: Integers, team: Integers, manager: Integers) -> Integers:
    """Return team codes without gaps: given teams stay, others gather under their manager or are dealt."""
    beyond = int(team.max(initial=-1)) + 1
    led = (team < 0) & (manager >= 0)
    alone = (team < 0) & (manager < 0)
    codes = team.copy()
    codes[led] = beyond + manager[led]
    if alone.any():
        group = compact(department[alone])
        codes[alone] = beyond + len(team) + deal(level[alone], group, team_counts(group))
    return compact(codes)


def units(department: Integers, team: Integers) -> Integers:
    """Return unit codes: a department, or pieces of one of at most 150 people, teams kept together where they fit."""
    unit = np.empty(len(department), np.int64)
    order = np.lexsort((team, department))
    many = 0
    for people in np.split(order, np.flatnonzero(np.diff(department[order])) + 1):
        pieces = -(-len(people) // UNIT_SIZE)
        if pieces == 1:
            unit[people] = many
        else:
            teams = np.split(people, np.flatnonzero(np.diff(team[people])) + 1)
            room = [(0, many + piece) for piece in range(pieces)]
            heapify(room)
            for members in sorted(teams, key=len, reverse=True):
                while len(members):
                    filled, piece = heappop(room)  # the emptiest piece
                    placed, members = np.split(members, [UNIT_SIZE - filled])
                    unit[placed] = piece
                    if filled + len(placed) < UNIT_SIZE:
                        heappush(room, (filled + len(placed), piece))
        many += pieces
    return unit


def heads(group: Integers, level: Integers) -> Integers:
    """Return the row of each group's head: its highest level, among equals the first row. Codes are compact."""
    highest_first = np.lexsort((-level,))
    _, first = np.unique(group[highest_first], return_index=True)
    return highest_first[first]


def reporting_lines(level: Integers, department: Integers, team: Integers) -> Integers:
    """Return everyone's line manager; every line ends at the first person, the highest of all, who has none.

    People report to the head of their team, team heads to the head of their department, heads of departments
    below the top level to the executives among them in turn. Executive heads form a pyramid with a span of
    eight, so that a large organisation has no single person with thousands of reports.
    """
    department = compact(department)
    team_heads, department_heads = heads(team, level), heads(department, level)
    manager = team_heads[team]
    manager[team_heads] = department_heads[department[team_heads]]
    chiefs = department_heads[np.lexsort((department_heads, -level[department_heads]))]
    executives = int(np.sum(level[chiefs] == level[chiefs[0]]))
    number = np.arange(len(chiefs))
    manager[chiefs] = chiefs[np.where(number < executives, (number - 1) // SPAN, number % executives)]
    manager[chiefs[0]] = -1
    return manager
