"""Check a finished list of pairs against the rules, person by person, without asking whoever made it."""

from __future__ import annotations

from collections import Counter
from typing import NamedTuple

from ....agents.people.structure import Structure
from ....agents.people.workforce import Workforce
from ....scenarios.records.policy import Policy, Side


class Check(NamedTuple):
    """One rule, how many were looked at, and how many break it."""

    rule: str
    looked_at: int
    broken: int
    note: str = ""

    @property
    def kept(self) -> bool:
        """Whether nobody breaks it."""
        return self.broken == 0


def check_pairs(
    pairs: list[tuple[int, int]],
    people: Workforce,
    structure: Structure,
    policy: Policy,
    places: int,
    *,
    seats: int = 1,
    managers_known: bool = True,
    signed_up: set[int] | None = None,
) -> tuple[Check, ...]:
    """Return the check list of a finished list of (junior, senior) rows; a senior has `seats` for juniors."""
    per_junior, per_senior = (Counter(pair[side] for pair in pairs) for side in (0, 1))
    both_sides = set(per_junior) & set(per_senior)
    everyone = sorted(set(per_junior) | set(per_senior))
    found = [
        Check("one pair a junior", len(per_junior), sum(count > 1 for count in per_junior.values())),
        Check(
            "no senior has more juniors than there is room for",
            len(per_senior),
            sum(count > seats for count in per_senior.values()),
            f"at most {seats}",
        ),
        Check("nobody is on both sides", len(everyone), len(both_sides)),
    ]
    if policy.must_not.own_manager:
        with_own = sum(int(structure.manager[junior]) == senior for junior, senior in pairs)
        note = "" if managers_known else "the lines were made up by the model: the roster has none"
        found.append(Check("nobody is paired with their own line manager", len(pairs), with_own, note))
    for side, called, place in ((policy.eligible.junior, "juniors", 0), (policy.eligible.senior, "seniors", 1)):
        rows = {pair[place] for pair in pairs}
        outside = sum(not fits(side, int(people.level[row]), float(people.age[row])) for row in rows)
        found.append(Check(f"all {called} meet the rules of eligibility", len(rows), outside))
    where = policy.where
    if where.departments or where.sites or where.levels:
        elsewhere = 0
        for row in everyone:
            inside = not where.departments or structure.departments[structure.department[row]] in where.departments
            site = int(structure.site[row])
            inside &= not where.sites or (site >= 0 and structure.sites[site] in where.sites)
            inside &= not where.levels or int(structure.level[row]) in where.levels
            elsewhere += not inside
        found.append(Check("all work where the programme is open", len(everyone), elsewhere))
    if signed_up is None:
        found.append(Check("no more pairs than places", len(pairs), max(0, len(pairs) - places), f"{places} places"))
    else:
        found.append(Check("all signed up", len(everyone), sum(row not in signed_up for row in everyone)))
    return tuple(found)


def fits(side: Side, level: int, age: float) -> bool:
    """Tell whether somebody may take a side; an age counts in full years."""
    young_enough = side.max_age is None or age < side.max_age + 1
    return level in side.levels and young_enough and (side.min_age is None or age >= side.min_age)
