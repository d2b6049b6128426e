"""What a strategy sees: what two people are to each other, the best score, and tables beyond a thousand a side."""

from dataclasses import fields, replace

import numpy as np
import pytest
from scipy.sparse import csr_array
from two_sides import WEIGHTS, all_of, people, scores_of

from mentorlab.agents.people import candidates as room
from mentorlab.agents.people.candidates import IMPOSSIBLE, Side
from mentorlab.scenarios.policy import pairing
from mentorlab.scenarios.policy.arms import FOCUS
from mentorlab.scenarios.policy.protocols import checked


def attention(candidates, learner, teacher):
    """Return where the learner's attention goes, by MODEL 5.2 and 11."""
    wish = learner.wants.astype(float) + teacher.can_teach
    wish = wish / wish.mean() if wish.any() else np.ones(8)
    return 0.5 * candidates.focus / candidates.focus.mean() + 0.5 * wish


def one_of(side, at):
    """Return one person of a side."""
    return Side(**{field.name: getattr(side, field.name)[at] for field in fields(Side)})


@pytest.mark.parametrize("focus", FOCUS)
def test_what_two_people_are_to_each_other_is_as_the_rule_reads(focus):
    candidates = replace(people(6, 5, seed=3), focus=np.array(FOCUS[focus]))
    found = candidates.compare(*all_of(candidates))
    for at, (a, b) in enumerate(np.ndindex(6, 5)):
        junior, senior = one_of(candidates.juniors, a), one_of(candidates.seniors, b)
        d = junior.skills - senior.skills
        up, down = attention(candidates, senior, junior), attention(candidates, junior, senior)
        gap = (0.7 * up * np.maximum(d, 0) + 0.3 * down * np.maximum(-d, 0)).sum()
        fits = (senior.wants & junior.can_teach).any(), (junior.wants & senior.can_teach).any()
        assert found.gap[at] == pytest.approx(gap, rel=1e-12)
        assert found.distance[at] == pytest.approx(np.sqrt((d**2).mean()), rel=1e-12)
        assert found.learning[at] == found.gap[at] * found.learnable[at]
        assert found.learnable[at] == pytest.approx(np.exp(-(d**2).mean() / 0.42**2), rel=1e-12)
        assert found.similarity[at] == pytest.approx(1 - np.abs(junior.style - senior.style).mean(), rel=1e-12)
        assert found.goal_fit[at] == sum(fits) / 2
        assert found.closeness[at] == candidates.closeness[a, b]


def test_the_best_score_weighs_standardised_parts():
    candidates = people(7, 6, must_not=[(2, 3)])
    of = candidates.compare(*all_of(candidates))
    parts = of.gap * of.learnable, of.similarity, -of.closeness, of.goal_fit
    expected = sum(w * (part - part.mean()) / part.std() for w, part in zip(WEIGHTS, parts, strict=True)).reshape(7, 6)
    expected[2, 3] = IMPOSSIBLE
    np.testing.assert_allclose(scores_of(candidates), expected, rtol=1e-10, atol=1e-12)


# beyond a thousand a side


@pytest.fixture
def crowded(monkeypatch):
    """Let eighty people be too many to look at every pair."""
    monkeypatch.setattr(room, "DENSE", 79)


def test_tables_lose_at_most_a_twentieth_of_the_best_total_score(monkeypatch):
    candidates = people(2000, 2000, seed=5)
    scores, found = scores_of(candidates), pairing.optimal(candidates, np.random.default_rng(0))
    assert len(found) == 2000
    monkeypatch.setattr(room, "DENSE", 2000)
    best = pairing.optimal(candidates, np.random.default_rng(0))
    assert scores[*found.T].sum() >= 0.95 * scores[*best.T].sum()


@pytest.mark.parametrize("capacity", [1, 2, 3])
@pytest.mark.parametrize("size", [(100, 100), (81, 121), (121, 81), (200, 67)])
def test_at_tables_everybody_finds_a_place_who_can(crowded, size, capacity):
    candidates = people(*size, seed=5, capacity=capacity)
    dealt = list(candidates.tables())
    assert len(dealt) > 1
    assert max(len(side) for table in dealt for side in table) <= 79
    assert sorted(np.concatenate([juniors for juniors, _ in dealt])) == list(range(size[0]))
    found = pairing.optimal(candidates, np.random.default_rng(0))
    assert len(checked(found, candidates, "optimal")) == candidates.wanted


def test_what_does_not_vary_counts_for_nothing():
    candidates = people(5, 4)
    candidates.juniors.style[:], candidates.seniors.style[:] = 0.3, 0.7 / 3  # a mean that is not exact
    assert not candidates.standardised(*all_of(candidates)).similarity.any()


def test_familiarity_is_a_multiple_of_the_usual_closeness_whatever_the_size():
    candidates = people(30, 30)
    familiarity = candidates.familiarity(*all_of(candidates)).reshape(30, 30)
    known = candidates.closeness.toarray() > 0
    assert familiarity[known].mean() == pytest.approx(1)
    assert not familiarity[~known].any()
    assert not replace(candidates, closeness=csr_array((30, 30))).familiarity(*all_of(candidates)).any()
