"""Juniors and seniors to be paired, anyhow."""

from dataclasses import replace

import numpy as np
from scipy.sparse import csr_array

from mentorlab.agents.base.luck import key
from mentorlab.agents.people.candidates import Candidates, Scoring, Side, Weights, every_pair
from mentorlab.scenarios.assumptions.assumptions import Matching
from mentorlab.scenarios.policy import pairing
from mentorlab.scenarios.policy.arms import FOCUS

WEIGHTS = Weights(1.0, 0.7, 0.3, 0.5)
RULE = Scoring(*(getattr(Matching(), name) for name in Scoring._fields))


def side(count, rng, first_row):
    """Return people of one side, anyhow."""
    return Side(
        rows=np.arange(first_row, first_row + count),
        skills=rng.normal(0.5, 0.13, (count, 8)).clip(0, 1),
        wants=rng.random((count, 8)) < 0.2,
        can_teach=rng.random((count, 8)) < 0.2,
        style=rng.random((count, 2)),
        level=rng.integers(0, 5, count),
        age=rng.uniform(22, 66, count),
        department=rng.integers(0, 4, count),
        degree=rng.uniform(0, 9, count),
        seat=np.arange(first_row, first_row + count).astype(np.uint64),
        lot=rng.random(count),
    )


def people(juniors, seniors, seed=0, capacity=1, must_not=(), known=0.2, **rule):
    """Return candidates of both sides, of whom a share `known` know each other; `rule` replaces constants."""
    rng = np.random.default_rng(seed)
    ties = rng.random((juniors, seniors)) * (rng.random((juniors, seniors)) < known)
    return Candidates(
        juniors=side(juniors, rng, 0),
        seniors=side(seniors, rng, juniors),
        teaching=0.7,
        reach=0.42,
        focus=np.array(FOCUS["balanced"]),
        weights=WEIGHTS,
        rule=RULE._replace(**rule),
        ties=csr_array(ties),
        closeness=csr_array(np.log1p(4 * ties)),
        must_not=np.array(must_not, np.int64).reshape(-1, 2),
        capacity=capacity,
        luck=key(seed, 0, "matching"),
        week=104,
    )


def shuffled(candidates, seed):
    """Return the same people in another order, and where each of them was."""
    rng = np.random.default_rng(seed)
    a, b = rng.permutation(len(candidates.juniors)), rng.permutation(len(candidates.seniors))
    moved_a, moved_b = np.argsort(a), np.argsort(b)

    def in_order(one, order):
        return Side(**{name: getattr(one, name)[order] for name in Side.__dataclass_fields__})

    moved = replace(
        candidates,
        juniors=in_order(candidates.juniors, a),
        seniors=in_order(candidates.seniors, b),
        ties=csr_array(candidates.ties.toarray()[np.ix_(a, b)]),
        closeness=csr_array(candidates.closeness.toarray()[np.ix_(a, b)]),
        must_not=np.column_stack([moved_a[candidates.must_not[:, 0]], moved_b[candidates.must_not[:, 1]]]),
    )
    return moved, a, b


def all_of(candidates):
    """Return every junior with every senior."""
    return every_pair(np.arange(len(candidates.juniors)), np.arange(len(candidates.seniors)))


def scores_of(candidates):
    """Return the best score of every pair."""
    return candidates.score(*all_of(candidates)).reshape(len(candidates.juniors), len(candidates.seniors))


def pairs_of(name, candidates, seed=0):
    """Return the pairs of a built-in strategy, junior by junior."""
    found = getattr(pairing, name.replace("-", "_"))(candidates, np.random.default_rng(seed))
    return sorted((int(a), int(b)) for a, b in found)
