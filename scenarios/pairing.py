"""Pairing strategies: each a function of the candidates and a generator, returning (pairs, 2) positions.

The generator is keyed, so a strategy that draws from it is reproducible; the built-in ones take their luck from the
seats instead and draw nothing, so one more person does not move anyone else's. z(x) is x in its standard deviations
from its mean, over all pairs. A hyphen in a scenario file is an underscore here. The numbers in the scores are
assumptions (`Matching` in scenarios/assumptions.py); the weights of the best score are the user's.
"""

from __future__ import annotations

import numpy as np

from ..agents.candidates import IMPOSSIBLE, JUNIOR_TASTE, SENIOR_TASTE, Candidates, every_pair
from ..agents.comparison import standard
from ..agents.skills import DIGITAL
from .assignment import (
    Floats,
    Integers,
    PairList,
    best_first,
    best_total,
    best_total_with_quota,
    deferred_acceptance,
    in_turn,
    seated,
)


def random(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair by lot."""
    juniors = np.argsort(candidates.juniors.lot, kind="stable")[: candidates.wanted]
    seniors = np.tile(np.argsort(candidates.seniors.lot, kind="stable"), candidates.capacity)  # nobody twice before all
    # a junior who drew somebody who must not be swaps with the first where that helps both, free seniors included
    forbidden = {(int(a), int(b)) for a, b in candidates.must_not}

    def allowed(junior: int, seat: int) -> bool:
        return junior >= len(juniors) or (int(juniors[junior]), int(seniors[seat])) not in forbidden

    for p in range(len(juniors)):
        if not allowed(p, p):
            for other in (*range(p + 1, len(seniors)), *range(p)):
                if allowed(p, other) and allowed(other, p):
                    seniors[[p, other]] = seniors[[other, p]]
                    break
    fine = np.array([allowed(p, p) for p in range(len(juniors))], np.bool_)
    return np.column_stack([juniors, seniors[: len(juniors)]]).astype(np.intp)[fine]


def seniority_gap(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair the widest gap in level, plus .02 a year of age, first.

    Every way to pair the same people has the same total gap: what this decides is who stays out, and who gets whom.
    """
    juniors, seniors, year = candidates.juniors, candidates.seniors, candidates.rule.seniority_age

    def score(rows: Integers, columns: Integers) -> Floats:
        gap: Floats = seniors.level[columns] - juniors.level[rows] + year * (seniors.age[columns] - juniors.age[rows])
        return gap

    return best_first(candidates, score)


def complementary(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair where there is most to learn first, blind to style and to how far apart the two are."""
    return best_first(candidates, lambda rows, columns: candidates.compare(rows, columns).gap)


def optimal(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair for the best total score: learnable distance, similarity, not knowing each other, goals.

    Tables of a thousand come to 96 % of the best total among 2,000 (shortlists of 30 came to 82 %).

    Source: weights are the user's; Eby et al. 2013 (similarity), Nooteboom et al. 2007 (distance).
    """
    return best_total(candidates, candidates.score)


def stable(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair by what both sides like, so that no two at a table would rather have each other; juniors ask.

    Juniors like .8 z(level) + z(similarity) + .4 familiarity + taste; seniors .6 z(digital skill) and the rest alike.

    Source: Gale & Shapley 1962; what people like is an assumption.
    """
    rule, juniors, seniors = candidates.rule, candidates.juniors, candidates.seniors
    level = rule.likes_level * standard(seniors.level)
    digital = rule.likes_digital * standard(juniors.skills[:, DIGITAL].mean(axis=1))
    pairs = [np.empty((0, 2), np.intp)]
    for asking, seats in candidates.tables():
        asked, room = at_seats(seats)
        rows, columns = every_pair(asking, asked)
        both = candidates.standardised(rows, columns).similarity
        both += rule.likes_known * candidates.familiarity(rows, columns)
        both[~candidates.allowed(rows, columns)] = 2 * IMPOSSIBLE
        shape = (len(asking), len(asked))
        found = deferred_acceptance(
            (both + level[columns] + candidates.tastes(rows, columns, JUNIOR_TASTE)).reshape(shape),
            (both + digital[rows] + candidates.tastes(rows, columns, SENIOR_TASTE)).reshape(shape),
            room,
        )
        pairs.append(seated(asking, asked, found))
    return np.concatenate(pairs)


def cross_department(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair for the best total of 3 for a pair across departments, plus the share that is learnable."""

    def score(rows: Integers, columns: Integers) -> Floats:
        learnable = candidates.compare(rows, columns).learnable
        return candidates.rule.crossing * candidates.crosses(rows, columns) + learnable

    return best_total(candidates, score)


def brokerage(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair for the best total of 1.5 z(-closeness) + .5 z(tie sum of the senior): bridges to the well connected.

    Most are equally far apart, so luck of the pair's own breaks ties. The senior's ties decide only where there are
    more seniors than needed.

    Source: Burt 2004 (sign: bridges carry new ideas).
    """
    rule = candidates.rule
    degree = rule.brokerage_degree * standard(candidates.seniors.degree)

    def score(rows: Integers, columns: Integers) -> Floats:
        close = candidates.standardised(rows, columns).closeness
        return (
            degree[columns] - rule.brokerage_strangers * close + 1e-6 * candidates.tastes(rows, columns, JUNIOR_TASTE)
        )

    return best_total(candidates, score)


def similarity(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair for the best total of z(similarity of style) - .6 z(cognitive distance).

    Source: Eby et al. 2013 (similarity and relationship quality).
    """

    def score(rows: Integers, columns: Integers) -> Floats:
        z = candidates.standardised(rows, columns)
        return z.similarity - candidates.rule.similarity_distance * z.distance

    return best_total(candidates, score)


def goals(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair for the best total of z(goal fit) + .5 z(learnable gap): who wants to learn what the other can teach."""

    def score(rows: Integers, columns: Integers) -> Floats:
        z = candidates.standardised(rows, columns)
        return z.goal_fit + candidates.rule.goals_learning * z.learning

    return best_total(candidates, score)


def self_selected(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Let people choose each other, the keenest pairs first; some find nobody.

    The two like each other by z(similarity) + 1.2 familiarity + the taste of the less keen. Juniors choose among those
    within two steps in the network, however many there are, and the thirty they like best of the other people
    they have come across (.35 of them).
    """
    rule, juniors, seniors = candidates.rule, len(candidates.juniors), len(candidates.seniors)

    def liking(rows: Integers, columns: Integers) -> Floats:
        alike = candidates.standardised(rows, columns).similarity
        tastes = (candidates.tastes(rows, columns, draw) for draw in (JUNIOR_TASTE, SENIOR_TASTE))
        return alike + rule.likes_familiar * candidates.familiarity(rows, columns) + np.minimum(*tastes)

    within_two_steps = candidates.closeness.tocoo()
    options = [(within_two_steps.row.astype(np.int64), within_two_steps.col.astype(np.int64))]
    scores = [liking(*options[0])]
    for asking, seats in candidates.tables():
        rows, columns = every_pair(asking, at_seats(seats)[0])
        met = candidates.encounters(rows, columns) & (candidates.familiarity(rows, columns) == 0)
        likes = np.full(len(rows), IMPOSSIBLE)
        likes[met] = liking(rows[met], columns[met])
        by_junior = likes.reshape(len(asking), -1)
        many = min(int(rule.asked), by_junior.shape[1])
        best = np.argpartition(-by_junior, many - 1, axis=1)[:, :many]
        at = (best + by_junior.shape[1] * np.arange(len(asking))[:, None]).ravel()
        options.append((rows[at], columns[at]))
        scores.append(likes[at])
    rows, columns = (np.concatenate(side) for side in zip(*options, strict=True))
    likes = np.where(candidates.allowed(rows, columns), np.concatenate(scores), IMPOSSIBLE)
    return in_turn(rows, columns, likes, np.ones(juniors, np.int64), np.full(seniors, candidates.capacity))


def hybrid(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair for the best total score of `optimal` with at least .95 of the pairs across departments, if that can be.

    Where departments are many, best-score pairs mostly cross without being told to (87 % among eight departments), so
    a quota much below that changes nothing.
    """
    return best_total_with_quota(candidates, candidates.score, candidates.rule.quota)


def at_seats(seats: Integers) -> tuple[Integers, Integers]:
    """Return the seniors who hold the seats of a table, in the order they sit, and how many seats each has there."""
    first = np.flatnonzero(np.diff(seats, prepend=-1))
    return seats[first], np.diff(first, append=len(seats))
