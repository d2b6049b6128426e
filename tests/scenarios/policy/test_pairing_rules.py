"""What each pairing strategy is for: stories of five people, and each rule read plainly."""

from dataclasses import fields, replace
from itertools import permutations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from scipy.sparse import csr_array
from scipy.stats import chi2
from two_sides import all_of, pairs_of, people, scores_of

from mentorlab.agents.people.candidates import Side


def test_five_people_by_lot():
    """Two juniors, three seniors: the lowest lots meet, in the order of their lots."""
    candidates = people(2, 3)
    candidates.juniors.lot[:], candidates.seniors.lot[:] = [0.8, 0.3], [0.5, 0.9, 0.1]
    assert pairs_of("random", candidates) == [(0, 0), (1, 2)]


def test_by_lot_nobody_has_a_second_junior_before_everybody_has_one():
    candidates = people(3, 3, capacity=2)
    candidates.juniors.lot[:], candidates.seniors.lot[:] = [0.8, 0.3, 0.5], [0.5, 0.9, 0.1]
    assert pairs_of("random", candidates) == [(0, 1), (1, 2), (2, 0)]
    fewer = people(3, 2, capacity=2)
    fewer.juniors.lot[:], fewer.seniors.lot[:] = [0.8, 0.3, 0.5], [0.5, 0.1]
    assert pairs_of("random", fewer) == [(0, 1), (1, 1), (2, 0)]


def test_five_people_by_seniority_gap():
    """The widest gap first: the youngest beginner gets the executive, the other the next."""
    candidates = people(2, 3)
    candidates.juniors.level[:], candidates.juniors.age[:] = [1, 0], [30, 24]
    candidates.seniors.level[:], candidates.seniors.age[:] = [2, 4, 3], [50, 50, 50]
    assert pairs_of("seniority-gap", candidates) == [(0, 2), (1, 1)]


def test_ten_years_of_age_are_a_fifth_of_a_level():
    candidates = people(1, 2)
    candidates.seniors.level[:], candidates.seniors.age[:] = [3, 2], [40, 89]
    assert pairs_of("seniority-gap", candidates) == [(0, 0)]
    candidates.seniors.age[:] = [40, 91]
    assert pairs_of("seniority-gap", candidates) == [(0, 1)]


def alike(candidates):
    """Let nobody differ from anybody in what a strategy may look at, but for their lots."""
    for group in (candidates.juniors, candidates.seniors):
        group.skills[:], group.style[:], group.wants[:], group.can_teach[:] = 0.5, 0.5, False, False
        group.level[:], group.age[:], group.department[:], group.degree[:] = 2, 40, 0, 1
    return replace(candidates, closeness=csr_array((len(candidates.juniors), len(candidates.seniors))))


def test_five_people_with_stable_pairs():
    """Both juniors want the executive, who wants the one with digital skill; the other gets the director."""
    candidates = alike(people(2, 3, taste=0))
    candidates.seniors.level[:] = [2, 4, 3]
    candidates.juniors.skills[1, :3] = 0.9
    assert pairs_of("stable", candidates) == [(0, 2), (1, 1)]


def test_in_stable_pairs_acquaintance_counts_for_both():
    candidates = alike(people(2, 2, taste=0))
    candidates = replace(candidates, closeness=csr_array(np.array([[0.0, 0.8], [0.0, 0.0]])))
    assert pairs_of("stable", candidates) == [(0, 1), (1, 0)]


def test_five_people_across_departments():
    candidates = alike(people(2, 3))
    candidates.juniors.department[:], candidates.seniors.department[:] = [0, 1], [0, 1, 1]
    candidates.seniors.skills[2] = 0.6  # further off than the other of that department
    assert pairs_of("cross-department", candidates) == [(0, 1), (1, 0)]


def test_five_people_bridging():
    """The first junior knows two seniors, so the third it is; the other gets the better connected of the two left."""
    candidates = alike(people(2, 3))
    candidates.seniors.degree[:] = [2, 5, 3]
    candidates = replace(candidates, closeness=csr_array(np.array([[0.9, 0.9, 0.0], [0.0, 0.0, 0.0]])))
    assert pairs_of("brokerage", candidates) == [(0, 2), (1, 1)]


def test_five_people_who_are_alike():
    candidates = alike(people(2, 3))
    candidates.juniors.style[:, 0], candidates.seniors.style[:, 0] = [0.2, 0.8], [0.9, 0.5, 0.1]
    assert pairs_of("similarity", candidates) == [(0, 2), (1, 0)]
    candidates = alike(candidates)
    candidates.juniors.skills[:, 4], candidates.seniors.skills[:, 4] = [0.2, 0.8], [0.9, 0.5, 0.1]
    assert pairs_of("similarity", candidates) == [(0, 2), (1, 0)]


def test_five_people_by_their_goals():
    candidates = alike(people(2, 3))
    candidates.juniors.can_teach[[0, 1], [2, 0]] = True
    candidates.seniors.wants[[0, 1, 2], [0, 7, 2]] = True
    assert pairs_of("goals", candidates) == [(0, 2), (1, 0)]


def test_five_people_who_choose_each_other():
    """Two who know each other pair up; who knows nobody and has come across nobody stays alone."""
    candidates = alike(people(2, 3, encounter=0))
    candidates = replace(candidates, closeness=csr_array(np.array([[0.1, 0.0, 0.7], [0.0, 0.0, 0.0]])))
    assert pairs_of("self-selected", candidates) == [(0, 2)]


def test_five_people_under_a_quota():
    """Alike within a department, so best-score pairs stay within; half across means one across, all means two."""
    candidates = alike(people(2, 3))
    candidates.juniors.department[:], candidates.seniors.department[:] = [0, 1], [0, 1, 2]
    candidates.juniors.style[:, 0], candidates.seniors.style[:, 0] = [0.1, 0.9], [0.1, 0.9, 0.7]
    assert pairs_of("optimal", candidates) == [(0, 0), (1, 1)]
    quotas = {0.0: [(0, 0), (1, 1)], 0.5: [(0, 0), (1, 2)]}
    for quota, expected in quotas.items():
        assert pairs_of("hybrid", replace(candidates, rule=candidates.rule._replace(quota=quota))) == expected
    everyone = replace(candidates, rule=candidates.rule._replace(quota=1.0))
    assert all(
        candidates.juniors.department[a] != candidates.seniors.department[b] for a, b in pairs_of("hybrid", everyone)
    )


def test_by_lot_every_way_to_pair_is_equally_likely():
    """Chi-square over the 24 ways to pair four with four; false alarm 1 in 10,000."""
    counts, many = {}, 6000
    candidates = people(4, 4)
    for seed in range(many):
        rng = np.random.default_rng(seed)
        candidates.juniors.lot[:], candidates.seniors.lot[:] = rng.random(4), rng.random(4)
        way = tuple(b for _, b in pairs_of("random", candidates))
        counts[way] = counts.get(way, 0) + 1
    statistic = sum((count - many / 24) ** 2 / (many / 24) for count in counts.values())
    assert len(counts) == 24
    assert statistic < chi2.ppf(0.9999, 23)


def z(values):
    """Return values in their standard deviations from their mean."""
    values = np.asarray(values, float)
    return (values - values.mean()) / values.std() if values.std() > 1e-9 else 0 * values


def score_of(name, candidates):
    """Return the score of every pair as the strategy's rule reads (MODEL.md 5.2)."""
    juniors, seniors = candidates.juniors, candidates.seniors
    of = candidates.compare(*all_of(candidates))._asdict()
    shape = (len(juniors), len(seniors))
    gap, unlike, learnable, similarity, fit, closeness = (
        of[part].reshape(shape) for part in ("gap", "distance", "learnable", "similarity", "goal_fit", "closeness")
    )
    age = seniors.age[None, :] - juniors.age[:, None]
    return {
        "seniority-gap": seniors.level[None, :] - juniors.level[:, None] + 0.02 * age,
        "complementary": gap,
        "optimal": z(gap * learnable) + 0.7 * z(similarity) + 0.3 * z(-closeness) + 0.5 * z(fit),
        "cross-department": 3 * (juniors.department[:, None] != seniors.department[None, :]) + learnable,
        "brokerage": 1.5 * z(-closeness) + 0.5 * z(seniors.degree)[None, :],
        "similarity": z(similarity) - 0.6 * z(unlike),
        "goals": z(fit) + 0.5 * z(gap * learnable),
    }[name]


@given(st.integers(1, 6), st.integers(1, 6), st.integers(0, 10_000))
@pytest.mark.parametrize("name", ["optimal", "cross-department", "brokerage", "similarity", "goals"])
def test_no_other_way_to_pair_has_a_better_total(name, juniors, seniors, seed):
    candidates = people(juniors, seniors, seed=seed)
    scores = score_of(name, candidates)
    few, many = sorted((juniors, seniors))
    square = scores if juniors <= seniors else scores.T
    best = max(sum(square[i, j] for i, j in enumerate(way)) for way in permutations(range(many), few))
    assert sum(scores[a, b] for a, b in pairs_of(name, candidates)) == pytest.approx(best, abs=1e-7)


@given(st.integers(1, 8), st.integers(1, 8), st.integers(1, 2), st.integers(0, 10_000))
@pytest.mark.parametrize("name", ["complementary", "seniority-gap"])
def test_the_best_left_is_taken_again_and_again(name, juniors, seniors, capacity, seed):
    candidates = people(juniors, seniors, seed=seed, capacity=capacity)
    scores = score_of(name, candidates)
    free, taken, expected = [capacity] * seniors, set(), []
    for a, b in sorted(np.ndindex(scores.shape), key=lambda pair: -scores[pair]):
        if a not in taken and free[b]:
            taken.add(a)
            free[b] -= 1
            expected.append((a, b))
    assert pairs_of(name, candidates) == sorted(expected)


def tastes_of(candidates):
    """Return what each junior likes in each senior beyond anything known, and the other way round."""
    shape = (len(candidates.juniors), len(candidates.seniors))
    return (candidates.tastes(*all_of(candidates), draw).reshape(shape) for draw in (2, 3))


def familiarity_of(candidates):
    """Return closeness as a multiple of its mean among those within two steps."""
    closeness = candidates.closeness.toarray()
    return closeness / closeness[closeness > 0].mean() if closeness.any() else closeness


@given(st.integers(1, 7), st.integers(1, 7), st.integers(1, 3), st.integers(0, 10_000))
def test_stable_pairs_have_nobody_who_would_rather_have_each_other(juniors, seniors, capacity, seed):
    candidates = people(juniors, seniors, seed=seed, capacity=capacity)
    of = candidates.compare(*all_of(candidates))
    both = z(of.similarity).reshape(juniors, seniors) + 0.4 * familiarity_of(candidates)
    by_junior, by_senior = tastes_of(candidates)
    by_junior += both + 0.8 * z(candidates.seniors.level)[None, :]
    by_senior += both + 0.6 * z(candidates.juniors.skills[:, :3].mean(axis=1))[:, None]
    found = pairs_of("stable", candidates)
    partner = dict(found)
    held = {b: [a for a, other in found if other == b] for b in range(seniors)}
    for a, b in np.ndindex(juniors, seniors):
        junior_would = a not in partner or by_junior[a, b] > by_junior[a, partner[a]] + 1e-9
        senior_would = len(held[b]) < capacity or by_senior[a, b] > min(by_senior[i, b] for i in held[b]) + 1e-9
        assert not (junior_would and senior_would), (a, b)


@given(st.integers(1, 9), st.integers(1, 9), st.integers(1, 3), st.integers(0, 10_000))
def test_who_chooses_takes_the_keenest_pair_left_among_those_within_reach(juniors, seniors, capacity, seed):
    candidates = people(juniors, seniors, seed=seed, capacity=capacity)
    similarity = z(candidates.compare(*all_of(candidates)).similarity).reshape(juniors, seniors)
    likes = similarity + 1.2 * familiarity_of(candidates) + np.minimum(*tastes_of(candidates))
    met = candidates.encounters(*all_of(candidates)).reshape(juniors, seniors) | (candidates.closeness.toarray() > 0)
    free, taken, expected = [capacity] * seniors, set(), []
    for a, b in sorted(np.ndindex(likes.shape), key=lambda pair: -likes[pair]):
        if met[a, b] and a not in taken and free[b]:
            taken.add(a)
            free[b] -= 1
            expected.append((a, b))
    assert pairs_of("self-selected", candidates) == sorted(expected)


def test_a_junior_asks_so_many_strangers_and_no_more():
    """With one to ask, juniors who like the same senior best are left over; whom they know they ask besides."""
    few, many = (len(pairs_of("self-selected", people(40, 40, known=0, asked=n))) for n in (1, 30))
    assert few < 30 < many
    acquainted = people(40, 40, known=0.5, encounter=0.0, asked=1)
    found = pairs_of("self-selected", acquainted)
    assert len(found) >= 36
    assert all(acquainted.closeness[pair] > 0 for pair in found)


def test_about_a_third_of_strangers_have_come_across_one_another():
    """Binomial over 40,000 pairs of strangers; false alarm 1 in 10,000."""
    met = people(200, 200).encounters(*all_of(people(200, 200)))
    assert abs(met.mean() - 0.35) < 3.9 * np.sqrt(0.35 * 0.65 / 40_000)


def test_one_more_person_does_not_change_who_likes_or_meets_whom():
    candidates = people(6, 6)
    fewer = replace(candidates, juniors=Side(**{f.name: getattr(candidates.juniors, f.name)[1:] for f in fields(Side)}))
    rows, columns = all_of(fewer)
    for draw in (2, 3):
        assert np.array_equal(fewer.tastes(rows, columns, draw), candidates.tastes(rows + 1, columns, draw))
    assert np.array_equal(fewer.encounters(rows, columns), candidates.encounters(rows + 1, columns))
    by_junior, by_senior = tastes_of(candidates)
    assert abs(np.corrcoef(by_junior.ravel(), by_senior.ravel())[0, 1]) < 0.5


def clannish(count, seed, quota, capacity=1):
    """Return people of four departments, each with its own style, so that best-score pairs stay within."""
    candidates = people(count, count // capacity, seed=seed, capacity=capacity, quota=quota)
    for group in (candidates.juniors, candidates.seniors):
        group.style[:] = np.clip(group.department[:, None] / 3 + np.random.default_rng(seed).normal(0, 0.05), 0, 1)
    return candidates


def crossing(candidates, pairs):
    """Return how many pairs are across departments."""
    return sum(candidates.juniors.department[a] != candidates.seniors.department[b] for a, b in pairs)


@pytest.mark.parametrize("capacity", [1, 3])
@pytest.mark.parametrize("quota", [0.9, 0.95, 1.0])
def test_a_quota_binds_and_is_met_with_little_to_spare(quota, capacity):
    for seed in range(5):
        candidates = clannish(60, seed, quota, capacity)
        free, bound = pairs_of("optimal", candidates), pairs_of("hybrid", candidates)
        scores, needed = scores_of(candidates), np.ceil(quota * 60 - 1e-9)
        assert crossing(candidates, free) < 0.8 * needed
        assert needed <= crossing(candidates, bound) <= needed + 2
        assert sum(scores[pair] for pair in bound) < sum(scores[pair] for pair in free)


def test_a_quota_that_is_met_anyway_changes_nothing():
    candidates = people(40, 40)
    free = pairs_of("optimal", candidates)
    met = replace(candidates, rule=candidates.rule._replace(quota=crossing(candidates, free) / 40))
    assert pairs_of("hybrid", met) == free


def test_a_quota_that_cannot_be_met_is_met_as_far_as_can_be():
    candidates = people(6, 6, quota=1.0)
    candidates.juniors.department[:], candidates.seniors.department[:] = 0, [0, 0, 0, 0, 1, 2]
    found = pairs_of("hybrid", candidates)
    assert (len(found), crossing(candidates, found)) == (6, 2)


def test_complementary_is_blind_to_style_and_acquaintance():
    candidates = people(10, 10)
    stranger = replace(candidates, closeness=csr_array((10, 10)))
    stranger.juniors.style[:] = 0.0
    assert pairs_of("complementary", stranger) == pairs_of("complementary", people(10, 10))
