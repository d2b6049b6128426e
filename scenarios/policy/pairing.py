"""Pairing strategies: each a function of the candidates and a generator, returning (pairs, 2) positions.

The generator is keyed, so a strategy that draws from it is reproducible; the built-in ones take their luck from the
seats instead and draw nothing, so one more person does not move anyone else's. z(x) is x in its standard deviations
from its mean, over all pairs. A hyphen in a scenario file is an underscore here. The numbers in the scores are
assumptions (`Matching` in scenarios/assumptions/assumptions.py); the weights of the best score are the user's.

A strategy is its function and the terms declared above it, and nothing else anywhere: the first sentence of its
docstring is what lists print. Algorithms are imported where they are called, since they load the compiler.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Floats
from . import terms
from .strategy import Side, declared, score_of, strategy, total

if TYPE_CHECKING:
    from ...agents.people.candidates import Candidates

PairList = NDArray[np.intp]


@strategy(by_lot=True)
def random(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Draw pairs by lot."""
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


@strategy(terms.LEVEL_GAP, terms.AGE_GAP.counted(lambda pairs: pairs.rule.seniority_age * pairs.age_gap))
def seniority_gap(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair the widest gap in level and age first.

    A year of age counts .02 of a level. Every way to pair the same people has the same total gap: this decides who
    remains unpaired, and who is paired with whom.
    """
    from .assignment import best_first

    return best_first(candidates, score_of(seniority_gap, candidates))


@strategy(terms.GAP)
def complementary(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair those with most to learn from each other first.

    This is blind to style and to how far apart the two are.
    """
    from .assignment import best_first

    return best_first(candidates, score_of(complementary, candidates))


@strategy(
    terms.LEARNING.counted(lambda pairs: pairs.best.learning),
    terms.SIMILARITY.counted(lambda pairs: pairs.best.similarity),
    terms.STRANGERS.counted(lambda pairs: pairs.best.strangers),
    terms.GOALS.counted(lambda pairs: pairs.best.goals),
)
def optimal(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair for the best total of learning, similarity, new contacts and goals.

    The score is that of `Candidates.score`. Tables of a thousand come to 96 % of the best total among 2,000
    (shortlists of 30 came to 82 %).

    Source: weights are the user's; Eby et al. 2013 (similarity), Nooteboom et al. 2007 (distance).
    """
    from .assignment import best_total

    return best_total(candidates, score_of(optimal, candidates))


@strategy(
    terms.SIMILARITY.counted(lambda pairs: pairs.z.similarity),
    terms.FAMILIAR.counted(lambda pairs: pairs.rule.likes_known * pairs.familiarity),
    terms.RANK.counted(lambda pairs: pairs.rule.likes_level * pairs.level, side="junior"),
    terms.JUNIOR_TASTE.counted(lambda pairs: pairs.junior_taste, side="junior"),
    terms.JUNIOR_DIGITAL.counted(lambda pairs: pairs.rule.likes_digital * pairs.digital, side="senior"),
    terms.SENIOR_TASTE.counted(lambda pairs: pairs.senior_taste, side="senior"),
    mutual=True,
)
def stable(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair by what both sides like, so that no two people would prefer each other to their partners.

    That holds at each table; juniors ask. Juniors like .8 z(level) + z(similarity) + .4 familiarity + taste; seniors
    .6 z(digital skill) and the rest alike.

    Source: Gale & Shapley 1962; what people like is an assumption.
    """
    from ...agents.people.candidates import IMPOSSIBLE, every_pair
    from ...agents.people.possible_pairs import PossiblePairs
    from .assignment import at_seats, deferred_acceptance, seated

    def likes(likely: PossiblePairs, side: Side, shape: tuple[int, int]) -> Floats:
        allowed = candidates.allowed(likely.rows, likely.columns)
        return np.where(allowed, total(stable, likely, side), 2 * IMPOSSIBLE).reshape(shape)

    pairs = [np.empty((0, 2), np.intp)]
    for asking, seats in candidates.tables():
        asked, room = at_seats(seats)
        likely, shape = PossiblePairs(candidates, *every_pair(asking, asked)), (len(asking), len(asked))
        found = deferred_acceptance(likes(likely, "junior", shape), likes(likely, "senior", shape), room)
        pairs.append(seated(asking, asked, found))
    return np.concatenate(pairs)


@strategy(terms.DEPARTMENT.counted(lambda pairs: pairs.rule.crossing * pairs.crosses), terms.NEAR)
def cross_department(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair across departments wherever possible: no more ideas than by lot.

    The best total is of 3 for a pair across departments, plus the share that is learnable. Among eight departments 90
    of 100 pairs by lot cross already, so this brings no more ideas than `random` does.
    """
    from .assignment import best_total

    return best_total(candidates, score_of(cross_department, candidates))


@strategy(
    terms.DEGREE.counted(lambda pairs: pairs.rule.brokerage_degree * pairs.degree),
    terms.STRANGERS.counted(lambda pairs: -pairs.rule.brokerage_strangers * pairs.z.closeness),
    terms.JUNIOR_TASTE.counted(lambda pairs: 1e-6 * pairs.junior_taste),
)
def brokerage(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair people far apart in the network, with well-connected seniors: no more ideas than by lot.

    The best total is of 1.5 z(-closeness) + .5 z(tie sum of the senior): bridges to the well connected. Most are
    equally far apart, so luck of the pair's own breaks ties. The senior's ties decide only where there are more
    seniors than needed. Pairs by lot are far apart too, so no more ideas come of it.

    Source: Burt 2004 (sign: bridges carry new ideas).
    """
    from .assignment import best_total

    return best_total(candidates, score_of(brokerage, candidates))


@strategy(
    terms.SIMILARITY.counted(lambda pairs: pairs.z.similarity),
    terms.ALIKE.counted(lambda pairs: -pairs.rule.similarity_distance * pairs.z.distance),
)
def similarity(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair people alike in style and skills.

    The best total is of z(similarity of style) - .6 z(cognitive distance).

    Source: Eby et al. 2013 (similarity and relationship quality).
    """
    from .assignment import best_total

    return best_total(candidates, score_of(similarity, candidates))


@strategy(
    terms.GOALS.counted(lambda pairs: pairs.z.goal_fit),
    terms.LEARNING.counted(lambda pairs: pairs.rule.goals_learning * pairs.z.learning),
)
def goals(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair those who want to learn what the other can teach.

    The best total is of z(goal fit) + .5 z(learnable gap).
    """
    from .assignment import best_total

    return best_total(candidates, score_of(goals, candidates))


@strategy(
    terms.SIMILARITY.counted(lambda pairs: pairs.z.similarity),
    terms.FAMILIAR.counted(lambda pairs: pairs.rule.likes_familiar * pairs.familiarity),
    terms.JUNIOR_TASTE.counted(lambda pairs: np.minimum(pairs.junior_taste, pairs.senior_taste)),
    mutual=True,
    self_found=True,
)
def self_selected(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Let people choose each other, mostly among those they know; some find nobody.

    The keenest pairs come first. The two like each other by z(similarity) + 1.2 familiarity + the taste of the less
    keen. Juniors choose among those within two steps in the network, however many there are, and the thirty they like
    best of the other people they have come across (.35 of them).
    """
    from ...agents.people.candidates import IMPOSSIBLE, every_pair
    from .assignment import at_seats, in_turn

    rule, juniors, seniors = candidates.rule, len(candidates.juniors), len(candidates.seniors)
    liking = score_of(self_selected, candidates)
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


@strategy(*declared(optimal).terms)
def hybrid(candidates: Candidates, rng: np.random.Generator) -> PairList:
    """Pair as optimal does, with a quota of pairs across departments: no more ideas than optimal.

    At least .95 of the pairs cross, if that can be. Where departments are many, best-score pairs mostly cross without
    the quota (87 % among eight departments), so a quota much below that changes nothing.
    """
    from .assignment import best_total_with_quota

    return best_total_with_quota(candidates, score_of(hybrid, candidates), candidates.rule.quota)
