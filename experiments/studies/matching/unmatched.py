"""Why two people are a pair: what contributed most to their score; and who stayed without a pair, and why."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import NamedTuple

import numpy as np

from ....agents.base.arrays import Floats, Integers
from ....agents.people.possible_pairs import PossiblePairs
from ....agents.people.structure import Structure
from ....scenarios.extensions.resolve import chosen, name_of
from ....scenarios.policy import targeting
from ....scenarios.policy.strategy import Term
from ....scenarios.policy.terms import BESIDE_THE_SCORE, NEAR, SKILL
from ....scenarios.records.policy import Policy, Side
from .launch import Asked, Launch

HOW_MANY = 3

ALSO = "also: "
"""Before what is true of a pair but not in the score of the strategy."""

NOTHING = "also: nothing else stands out"
DRAWN = " †"
"""After what rests on something that the roster does not have: a footnote says so."""


def contributions(pairs: PossiblePairs, among: PossiblePairs, terms: Sequence[Term]) -> tuple[list[Term], Floats]:
    """Return the terms of a score, and (pairs, terms) what each adds beyond the average possible pair.

    Rows add up to the score, but for a number that is the same for all pairs. A multiple of the gap in skills is given
    skill by skill: each skill, and what the gap is multiplied by, get the share that is theirs whichever of the two is
    counted first (the mean of both orders). What is liked by both sides counts twice where each side has its own score.
    """
    two_sided = any(term.side for term in terms)
    found, columns = [], []
    for term in terms:
        weight = 2.0 if two_sided and not term.side else 1.0
        value, common = term.of(pairs), term.of(among)
        if term.times is None:
            found.append(term)
            columns.append(weight * (value - common.mean()))
            continue
        gaps, whole = pairs.by_skill, among.by_skill.sum(axis=1)
        here, there = (np.asarray(term.times(some), np.float64) for some in (pairs, among))
        spread = float((whole * there).std())
        scale = weight * float(common.std()) / spread if spread > 0 else 0.0
        for m, skill in enumerate(SKILL):
            found.append(skill)
            columns.append(scale * (gaps[:, m] - among.by_skill[:, m].mean()) * (here + there.mean()) / 2)
        found.append(NEAR)
        columns.append(scale * (here - there.mean()) * (gaps.sum(axis=1) + whole.mean()) / 2)
    return found, np.column_stack(columns) if columns else np.zeros((len(pairs), 0))


def beside_the_score(pairs: PossiblePairs, among: PossiblePairs) -> tuple[Sequence[Term], Floats]:
    """Return what else may be a reason for a pair, and by how many standard deviations it is above the average pair."""
    columns = []
    for term in BESIDE_THE_SCORE:
        common = term.of(among)
        spread = common.std()
        columns.append((term.of(pairs) - common.mean()) / (spread if spread > 0 else np.inf))
    return BESIDE_THE_SCORE, np.column_stack(columns)


def three_reasons(
    pairs: PossiblePairs, among: PossiblePairs, terms: Sequence[Term], drawn: Callable[[Term, int, int], bool]
) -> list[tuple[str, ...]]:
    """Return three reasons of each pair: what raised its score most; then what speaks for it beside the score.

    `drawn` says of a term, a junior's and a senior's row whether that was drawn though people are real.
    """
    counted, added = contributions(pairs, among, terms)
    others, above = beside_the_score(pairs, among)
    every = []
    for p in range(len(pairs)):
        reasons: list[str] = []
        given: set[str] = set()
        for some, amounts, before in ((counted, added, ""), (others, above, ALSO)):
            for at in np.argsort(-amounts[p], kind="stable"):
                term = some[at]
                if len(reasons) == HOW_MANY or amounts[p, at] <= 1e-9:
                    break
                if term.name in given or (words := term.said(pairs, p)) is None:
                    continue
                given.add(term.name)
                rows = pairs.juniors.rows[pairs.rows[p]], pairs.seniors.rows[pairs.columns[p]]
                reasons.append(before + words + (DRAWN if drawn(term, *map(int, rows)) else ""))
        every.append(tuple(reasons + [NOTHING] * (HOW_MANY - len(reasons))))
    return every


NOT_ELIGIBLE, NOT_WILLING, NOT_CHOSEN, SHORT, LEFT_OUT = (
    "not eligible", "did not volunteer", "no place", "other side short", "no allowed partner",
)  # fmt: skip
NOT_SIGNED_UP, NOT_TAKEN = "did not sign up", "left out by targeting"


class Unmatched(NamedTuple):
    """Rows of people without a pair; the side each could have taken ("" for none), the kind of reason, and words."""

    rows: Integers
    sides: list[str]
    reasons: list[str]
    why: list[str]


def unmatched(launch: Launch, structure: Structure, signed_up: Integers | None) -> Unmatched:
    """Return everyone present at launch who is in no pair, in the order of rows."""
    people = launch.state.workforce
    told: dict[int, tuple[str, str, str]] = {}
    without = without_pair(launch)
    for row, words in ineligible(launch, structure, without, signed_up).items():
        told[row] = ("", NOT_ELIGIBLE, words)
    juniors, seniors = sides(launch)
    paired_juniors = set(launch.pairs.junior.tolist())
    for side, asked, other in (("junior", juniors, seniors), ("senior", seniors, juniors)):
        if asked is None:
            continue
        willing = asked.priority > -np.inf
        met = getattr(launch.candidates, f"{side}s").rows if launch.candidates is not None else np.empty(0, np.int64)
        met_set = set(met.tolist())
        for row, said_yes in zip(asked.pool.rows.tolist(), willing.tolist(), strict=True):
            if row in without:
                if not said_yes:
                    kind, words = not_willing(launch.policy, signed_up)
                elif row in met_set:
                    kind, words = left_over(launch, side, len(met), len(paired_juniors))
                else:
                    kind, words = turned_down(launch, side, int(willing.sum()), other, signed_up)
                told[row] = (side, kind, words)
    for row in without - set(told):  # a strategy of places 0 asks nobody
        told[row] = ("", NOT_CHOSEN, f"the programme has {launch.places} places, so nobody was asked")
    rows = np.array(sorted(told), np.int64)
    assert people.present[rows].all()
    columns = [list(column) for column in zip(*(told[row] for row in rows.tolist()), strict=True)] or [[], [], []]
    return Unmatched(rows, *columns)


def without_pair(launch: Launch) -> set[int]:
    """Return the rows of those present who are in no pair."""
    paired = set(launch.pairs.junior.tolist()) | set(launch.pairs.senior.tolist())
    return set(np.flatnonzero(launch.state.workforce.present).tolist()) - paired


def sides(launch: Launch) -> tuple[Asked | None, Asked | None]:
    """Return what was asked of juniors and of seniors: recruitment asks the juniors first."""
    return (launch.asked[0], launch.asked[1]) if len(launch.asked) == 2 else (None, None)


def not_willing(policy: Policy, signed_up: Integers | None) -> tuple[str, str]:
    """Return why somebody eligible does not take part."""
    if signed_up is not None:
        return NOT_SIGNED_UP, "not on the list of those who signed up"
    if not chosen(policy.targeting, "targeting", targeting).freely:  # the other built-in ones leave nobody out
        return NOT_TAKEN, f"eligible, but left out by '{name_of(policy.targeting)}'"
    return NOT_WILLING, "did not volunteer: this is drawn by the model from willingness, and not known of this person"


def turned_down(
    launch: Launch, side: str, willing: int, other: Asked | None, signed_up: Integers | None
) -> tuple[str, str]:
    """Return why a willing person did not take part in the matching."""
    seats = launch.seats
    there = int((other.priority > -np.inf).sum()) if other is not None else 0
    lot = signed_up is not None or chosen(launch.policy.targeting, "targeting", targeting).by_lot
    how = "decided by lot" if lot else "others came first"
    if launch.offered_first and side == "junior":
        how += f", {100 * launch.offered_first:.0f} % of the places offered first to under-represented people"
    limit = there * seats if side == "junior" else -(-there // seats) if launch.in_circles else there
    if limit < min(launch.places, willing):
        others = "seniors" if side == "junior" else "juniors"
        return SHORT, f"{willing} {side}s for {there} {others} who take part; {how}"
    return NOT_CHOSEN, f"{willing} {side}s for {launch.places} places; {how}"


def left_over(launch: Launch, side: str, met: int, pairs: int) -> tuple[str, str]:
    """Return why somebody who took part in the matching got no pair."""
    candidates = launch.candidates
    assert candidates is not None
    if side == "junior" and len(candidates.seniors) * candidates.capacity < met and pairs == candidates.wanted:
        return SHORT, f"{met} juniors for {len(candidates.seniors)} seniors of {candidates.capacity} pairs each"
    if side == "senior" and pairs == candidates.wanted:
        return SHORT, f"{len(candidates.juniors)} juniors for {met} seniors: all juniors have a pair"
    return LEFT_OUT, f"nobody was left whom the rules allow and whom '{launch.strategy}' would pair with this {side}"


def ineligible(launch: Launch, structure: Structure, without: set[int], signed_up: Integers | None) -> dict[int, str]:
    """Return, for those who can take neither side, which rule is in the way, read off the policy anew."""
    people, where, eligible = launch.state.workforce, launch.policy.where, launch.policy.eligible
    asked = set(np.concatenate([one.pool.rows for one in launch.asked]).tolist()) if launch.asked else set()
    on_list = set() if signed_up is None else set(signed_up.tolist())
    told = {}
    for row in sorted(without - asked):
        level, age = int(people.level[row]), float(people.age[row])
        rules = []
        if where.departments and structure.departments[people.department[row]] not in where.departments:
            rules.append("the programme is not open to this department")
        site = int(people.site[row])
        if where.sites and (site < 0 or structure.sites[site] not in where.sites):
            rules.append("the programme is not open to this site")
        if where.levels and level not in where.levels:
            rules.append("the programme is not open to this level")
        if not rules:
            misses = [missed(eligible.junior, level, age, "juniors"), missed(eligible.senior, level, age, "seniors")]
            if not all(misses):
                continue
            rules = misses
        told[row] = ("signed up, but: " if row in on_list else "") + "; ".join(rules)
    return told


def missed(side: Side, level: int, age: float, called: str) -> str:
    """Return which rules of a side somebody does not meet, in words; nothing for somebody who meets all.

    >>> missed(Side(levels=(0, 1), max_age=39), 1, 44.5, "juniors")
    'juniors are at most 39 years old'
    """
    broken = []
    if level not in side.levels:
        broken.append(f"at levels {', '.join(map(str, side.levels))}")
    if side.min_age is not None and age < side.min_age:
        broken.append(f"at least {side.min_age:g} years old")
    if side.max_age is not None and age >= side.max_age + 1:
        broken.append(f"at most {side.max_age:g} years old")
    return f"{called} are {' and '.join(broken)}" if broken else ""
