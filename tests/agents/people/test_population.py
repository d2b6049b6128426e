"""Drawing people: ages, tenures, skills and wishes at launch, and those who follow."""

import math
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from scipy.integrate import quad
from scipy.optimize import brentq
from scipy.stats import kstest, norm, spearmanr

from mentorlab.agents.base.luck import uniform
from mentorlab.agents.base.skills import BAND_EDGES, DIGITAL, band_of
from mentorlab.agents.people import population
from mentorlab.agents.people.makeup import AGE_SHARES, Makeup, Tenure, quit_scale, tenure_table
from mentorlab.agents.people.population import (
    age_and_tenure,
    draw_people,
    furthest,
    hire,
    interpolate,
    separation_shape,
)
from mentorlab.agents.people.structure import synthetic_structure

MAKEUP, TENURE = Makeup(), Tenure()
OWN = ("age", "tenure", "style", "engagement", "skills", "workload", "own_inclusion", "own_openness", "own_confidence")


@pytest.fixture(scope="module")
def many():
    """Return 30,000 people."""
    return draw_people(synthetic_structure(30_000), 1, 0, MAKEUP, TENURE)[0]


def known(n, **columns):
    """Return a stand-in for a roster in which only some columns are known."""
    unknown = {
        "age": np.full(n, np.nan),
        "tenure": np.full(n, np.nan),
        "skills": np.full((n, 8), np.nan),
        "group": np.full(n, -1, np.int8),
        "wants": np.full((n, 8), -1, np.int8),
        "can_teach": np.full((n, 8), -1, np.int8),
    }
    return SimpleNamespace(**unknown | columns)


def survival(years, scale):
    """Return the share still there after some years, by the closed form of the hazard."""
    quits = 0.095 * years + (0.70 - 0.095) * 2.5 * (1 - math.exp(-years / 2.5))
    return math.exp(-scale * quits - 0.045 * years)


# ages and tenures


def test_the_digital_skills_of_a_person_go_together_and_spread_as_each_did(many):
    young = many.skills[(many.age > 29) & (many.age < 37)]
    assert len(young) > 1000
    together = np.corrcoef(young.T)
    assert together[0, 1] == pytest.approx(0.8, abs=0.03)
    assert together[1, 2] == pytest.approx(0.8, abs=0.03)
    assert abs(together[1, 3]) < 0.1  # not with inclusion competence
    np.testing.assert_allclose(young[:, :3].std(axis=0), 0.16, atol=0.01)


@pytest.mark.parametrize("level", range(5))
def test_ages_follow_the_table_of_their_level(many, level):
    ages = many.age[many.level == level]
    counts, shares = np.bincount(band_of(ages), minlength=4), np.array(AGE_SHARES[level])
    error = np.sqrt(len(ages) * shares * (1 - shares))
    assert (np.abs(counts - len(ages) * shares) <= 4.5 * error).all()  # false alarm under 1 in 1,000 over all levels
    assert ages.min() >= 22
    assert ages.max() <= 67


def test_ages_are_uniform_within_a_band(many):
    ages = many.age[(many.level == 1) & (many.age >= 29) & (many.age < 45)]
    assert kstest(ages, "uniform", args=(29, 16)).pvalue > 1e-4  # false alarm 1 in 10,000


def test_without_the_cap_of_age_tenure_is_that_of_a_stationary_organisation():
    scale = brentq(lambda s: quits_of(s) - 0.135, 0.01, 5)
    assert quit_scale(TENURE) == pytest.approx(scale, rel=1e-4)
    whole = quad(survival, 0, 47, args=(scale,))[0]
    weeks, ranks = tenure_table(TENURE)
    for years in (1, 5, 10, 30):
        below = quad(survival, 0, years, args=(scale,))[0] / whole
        assert interpolate(years * 52.0, weeks, ranks) == pytest.approx(below, abs=1e-4)
    median = brentq(lambda y: quad(survival, 0, y, args=(scale,))[0] / whole - 0.5, 0, 47)
    assert interpolate(0.5, ranks, weeks) == pytest.approx(median * 52, rel=1e-3)


def quits_of(scale):
    def quits(years):
        return scale * (0.095 + 0.605 * math.exp(-years / 2.5)) * survival(years, scale)

    return quad(quits, 0, 47)[0] / quad(survival, 0, 47, args=(scale,))[0]


def test_tenure_never_exceeds_the_years_since_twenty(many):
    assert (many.tenure <= (many.age - 20) * 52 + 1e-9).all()
    assert (many.tenure >= 0).all()


def test_quits_at_launch_are_near_the_stated_ones(many):
    quits = quit_scale(TENURE) * np.mean([separation_shape(t, TENURE.floats) for t in many.tenure[:20_000]])
    assert quits == pytest.approx(0.135, abs=0.006)


def test_before_the_cap_ranks_of_age_and_tenure_are_correlated():
    weeks, ranks = tenure_table(TENURE)
    rng = np.random.default_rng(3)
    one, other = rng.random(4_000), rng.random(4_000)
    # a given age is kept out of the cap by reading its rank at level 1 and tenure without the limit of age
    pairs = [age_and_tenure(1, np.nan, np.nan, u, v, 0.7, weeks * 1e-3, ranks) for u, v in zip(one, other, strict=True)]
    expected = 6 / math.pi * math.asin(0.7 / 2)  # rank correlation of a normal copula: .683
    assert spearmanr(*zip(*pairs, strict=True))[0] == pytest.approx(expected, abs=0.04)  # about 4.5 standard errors


def test_a_long_time_of_quits_and_hires_leaves_ages_and_quits_level():
    people, origin = draw_people(synthetic_structure(12_000), 5, 0, MAKEUP, TENURE)
    rng, scale, at_launch = np.random.default_rng(5), quit_scale(TENURE), people.age.mean()
    quits = []
    for _ in range(8):
        quits.append(0)
        for _ in range(52):
            hazard = scale * (0.095 + 0.605 * np.exp(-people.tenure / 52 / 2.5))
            quitting = rng.random(len(people)) < hazard / 52
            leaving = quitting | (rng.random(len(people)) < (0.045 + 0.25 * (people.age > 64)) / 52)
            quits[-1] += quitting.sum() / len(people)
            people.age += 1 / 52
            people.tenure += 1
            hire(people, np.flatnonzero(leaving), origin)
    assert abs(people.age.mean() - at_launch) < 1.5
    assert np.mean(quits[:2]) == pytest.approx(0.137, abs=0.01)
    assert np.mean(quits[-2:]) == pytest.approx(np.mean(quits[:2]), abs=0.01)


def test_a_given_tenure_makes_the_unknown_age_fit():
    given_tenure = np.where(np.arange(2_000) % 2 == 0, 0.5, 15.0)
    people, _ = draw_people(synthetic_structure(2_000), 0, 0, MAKEUP, TENURE, known(2_000, tenure=given_tenure))
    assert (people.tenure == given_tenure * 52).all()
    assert (people.age >= 20 + given_tenure).all()
    entry = people.level == 0
    assert people.age[entry & (given_tenure > 1)].mean() > people.age[entry & (given_tenure < 1)].mean() + 5


@settings(max_examples=200, deadline=None)
@given(
    level=st.integers(0, 4),
    age=st.floats(16, 80) | st.just(math.nan),
    tenure=st.floats(0, 3_000) | st.just(math.nan),
    luck=st.floats(0, 1, exclude_max=True),
    other=st.floats(0, 1, exclude_max=True),
)
def test_any_luck_gives_a_possible_age_and_tenure(level, age, tenure, luck, other):
    weeks, ranks = tenure_table(TENURE)
    drawn_age, drawn_tenure = age_and_tenure(level, age, tenure, luck, other, 0.7, weeks, ranks)
    assert drawn_age == age or (math.isnan(age) and drawn_age >= 20)
    assert drawn_tenure == tenure or (math.isnan(tenure) and 0 <= drawn_tenure <= max(0, drawn_age - 20) * 52)


# what they bring


def test_digital_skills_decline_with_age_and_spread_as_stated(many):
    digital = many.skills[:, list(DIGITAL)]
    for middle, mean in ((25.5, 0.60), (37, 0.56), (53, 0.51), (64, 0.47)):
        near = np.abs(many.age - middle) < 1.5
        assert digital[near].mean() == pytest.approx(mean, abs=0.012)
        assert digital[near].std() == pytest.approx(0.16, abs=0.01)


def test_the_means_of_skills_are_those_of_level_and_age(many):
    level, age = many.level, many.age
    expected = {4: 0.24 + 0.05 * level + 0.009 * (age - 22), 5: 0.26 + 0.11 * level, 6: 0.40 + 0.06 * level}
    for skill, mean in expected.items():
        assert (many.skills[:, skill] - mean).mean() == pytest.approx(0, abs=0.006)
    assert np.corrcoef(many.skills[:, 5], level)[0, 1] > 0.5
    assert np.corrcoef(many.skills[:, 0], age)[0, 1] == pytest.approx(-0.27, abs=0.06)


def test_engagement_is_standard_normal_and_tied_to_nothing(many):
    assert kstest(many.engagement, norm.cdf).pvalue > 1e-4  # false alarm 1 in 10,000
    for column in (many.age, many.tenure, many.skills[:, 0], many.style[:, 0], many.own_inclusion):
        assert abs(np.corrcoef(many.engagement, column)[0, 1]) < 4.5 / math.sqrt(len(many))


def test_about_a_third_of_seniors_outscore_the_median_junior(many):
    digital = many.skills[:, list(DIGITAL)].mean(axis=1)
    share = (digital[many.level >= 2] > np.median(digital[many.level <= 1])).mean()
    assert 0.2 < share < 0.5


def test_the_under_represented_are_fewer_at_the_top(many):
    for level in range(5):
        share = 0.30 - 0.04 * level
        seats = (many.level == level).sum()
        error = math.sqrt(share * (1 - share) / seats)
        assert many.group[many.level == level].mean() == pytest.approx(share, abs=4.5 * error)


def test_everything_that_is_a_share_stays_between_nothing_and_all(many):
    for name in (*OWN[2:3], "skills", "workload", "motivation", "fatigue", "inclusion", "openness", "confidence"):
        column = getattr(many, name)
        assert ((column >= 0) & (column <= 1)).all(), name


def test_people_want_their_gaps_and_teach_their_strengths(many):
    distance = many.skills - many.skills.mean(axis=0)
    assert set(many.wants.sum(axis=1)) == set(many.can_teach.sum(axis=1)) == {1, 2}
    assert many.can_teach[np.arange(len(many)), distance.argmax(axis=1)].all()
    largest_gap = many.wants[np.arange(len(many)), distance.argmin(axis=1)].mean()
    # .7 + .3/8 at the first draw, and half of the rest at the second
    assert largest_gap == pytest.approx(0.7375 + 0.2625 * 0.5 * 0.7375, abs=0.02)
    assert (many.can_teach.sum(axis=1) == 2).mean() == pytest.approx(0.5, abs=0.02)


def test_at_launch_the_state_is_what_people_hold_by_themselves(many):
    assert (many.motivation == np.clip(0.5 + 0.06 * many.engagement, 0.1, 0.9)).all()
    assert many.fatigue == pytest.approx(0.15 + 0.35 * many.workload)
    assert (many.inclusion == many.own_inclusion).all()
    assert (many.ramp == 1).all()
    assert many.present.all()


# a roster


def test_what_a_roster_says_is_kept():
    n = 40
    skills = np.full((n, 8), np.nan)
    skills[:, 0] = 0.9
    wants = np.full((n, 8), -1, np.int8)
    wants[3] = [0, 0, 0, 0, 1, 1, 0, 0]
    roster = known(n, age=np.full(n, 33.0), tenure=np.full(n, 4.0), skills=skills, wants=wants)
    roster.group[:2] = 1, 0
    people, _ = draw_people(synthetic_structure(n), 0, 0, MAKEUP, TENURE, roster)
    assert (people.age == 33).all()
    assert (people.tenure == 208).all()
    assert (people.skills[:, 0] == 0.9).all()
    assert not np.isnan(people.skills).any()
    assert people.group[:2].tolist() == [True, False]
    assert people.wants[3].tolist() == [False] * 4 + [True, True, False, False]
    assert people.wants[4].any()


def test_removing_one_person_leaves_everyone_elses_own_draws():
    everyone, stay = synthetic_structure(60), np.arange(60) != 17
    columns = {name: getattr(everyone, name)[stay] for name in ("seat", "level", "department", "unit", "team", "site")}
    fewer = replace(everyone, manager=np.full(59, -1), **columns)
    with_all, without = (draw_people(structure, 4, 2, MAKEUP, TENURE)[0] for structure in (everyone, fewer))
    for name in OWN:
        assert (getattr(with_all, name)[stay] == getattr(without, name)).all(), name


def test_the_same_seed_gives_the_same_people_and_another_replicate_others():
    first, again, other = (
        draw_people(synthetic_structure(50), 3, replicate, MAKEUP, TENURE)[0] for replicate in (0, 0, 1)
    )
    for name in OWN:
        assert (getattr(first, name) == getattr(again, name)).all()
        assert (getattr(first, name) != getattr(other, name)).any()


# hires


def test_a_hire_depends_on_seat_and_number_alone():
    small, origin = draw_people(synthetic_structure(40), 9, 0, MAKEUP, TENURE)
    again = small.copy()
    hire(small, np.array([3]), origin)
    hire(again, np.array([8, 3, 20]), origin)
    for name in OWN:
        assert (getattr(small, name)[3] == getattr(again, name)[3]).all(), name
    first = small.engagement[3]
    hire(small, np.array([3]), origin)
    assert small.occupant[3] == 2
    assert small.engagement[3] != first


def test_a_hire_changes_only_the_own_row_and_begins_afresh():
    people, origin = draw_people(synthetic_structure(40), 9, 0, MAKEUP, TENURE)
    people.present[5], people.voice[5], people.enrolled[5], people.spells[5] = False, 0.4, True, 3
    before = people.copy()
    hire(people, np.array([5]), origin)
    others = np.arange(40) != 5
    for name in (*OWN, "motivation", "fatigue", "voice", "ramp", "present", "wants", "spells"):
        assert (getattr(people, name)[others] == getattr(before, name)[others]).all(), name
    assert people.present[5]
    assert people.tenure[5] == people.voice[5] == people.spells[5] == 0
    assert not people.enrolled[5]
    assert people.ramp[5] == 0.25
    assert people.age[5] >= 20
    assert people.level[5] == before.level[5]


def test_hiring_nobody_changes_nothing():
    people, origin = draw_people(synthetic_structure(2), 0, 0, MAKEUP, TENURE)
    before = people.copy()
    hire(people, np.arange(0), origin)
    assert (people.occupant == before.occupant).all()


@pytest.mark.parametrize("employees", [1, 2, 20])
def test_the_smallest_organisations_have_people(employees):
    people, _ = draw_people(synthetic_structure(employees), 0, 0, MAKEUP, TENURE)
    assert people.present.all()
    assert people.wants.any(axis=1).all()


# kernels against plain readings


def test_interpolation_is_numpys():
    xs, ys = np.array([0.0, 1.0, 4.0]), np.array([5.0, 2.0, 3.0])
    for x in (-1.0, 0.0, 0.5, 1.0, 3.9, 4.0, 9.0):
        assert interpolate(x, xs, ys) == pytest.approx(np.interp(x, xs, ys), abs=1e-15)


def test_a_band_without_people_is_skipped():
    assert interpolate(0.0, (0.0, 0.0, 0.22, 0.75, 1.0), BAND_EDGES) == 29.0


def test_the_furthest_skill_is_found_among_those_not_taken():
    skills, means = np.array([0.1, 0.9, 0.5]), np.array([0.5, 0.5, 0.5])
    assert furthest(skills, means, np.array([False] * 3), 1.0) == 1
    assert furthest(skills, means, np.array([False, True, False]), 1.0) == 2
    assert furthest(skills, means, np.array([False] * 3), -1.0) == 0


def test_separations_fade_from_new_to_settled():
    assert separation_shape(0.0, TENURE.floats) == pytest.approx(0.70)
    assert separation_shape(130.0, TENURE.floats) == pytest.approx(0.095 + 0.605 / math.e)


def test_one_person_is_what_a_plain_reading_of_the_rule_says():
    structure = synthetic_structure(30)
    people, origin = draw_people(structure, 2, 0, MAKEUP, TENURE)
    row = 7
    level = int(structure.level[row])

    def luck(draw):
        return uniform(origin.key, structure.seat[row], 0, draw)

    age = np.interp(luck(0), np.cumsum((0.0, *AGE_SHARES[level])), BAND_EDGES)
    assert people.age[row] == pytest.approx(age, abs=1e-12)
    rank = norm.cdf(0.7 * norm.ppf(luck(0)) + math.sqrt(1 - 0.49) * norm.ppf(luck(1)))
    tenure = min(np.interp(rank, origin.outlasting.tenure_ranks, origin.outlasting.tenures), (age - 20) * 52)
    assert people.tenure[row] == pytest.approx(tenure, abs=1e-6)
    assert people.group[row] == (luck(2) < 0.30 - 0.04 * level)
    assert people.style[row] == pytest.approx([luck(3), luck(4)], abs=0)
    assert people.workload[row] == pytest.approx(np.clip(0.45 + 0.06 * level + 0.12 * norm.ppf(luck(6)), 0, 1))
    leadership = 0.26 + 0.11 * level + 0.115 * norm.ppf(luck(15))
    assert people.skills[row, 5] == pytest.approx(np.clip(leadership, 0, 1), abs=1e-12)


def test_the_kernels_mean_the_same_uncompiled(monkeypatch):
    compiled, origin = draw_people(synthetic_structure(12), 2, 0, MAKEUP, TENURE)
    hire(compiled, np.array([4]), origin)
    for name in (
        "draw_occupants",
        "draw_wishes",
        "begin",
        "age_and_tenure",
        "mean_skill",
        "interpolate",
        "outlasted",
        "furthest",
    ):
        monkeypatch.setattr(population, name, getattr(population, name).py_func)
    with np.errstate(over="ignore"):
        plain, origin = draw_people(synthetic_structure(12), 2, 0, MAKEUP, TENURE)
        hire(plain, np.array([4]), origin)
    for name in (*OWN, "wants", "can_teach", "motivation", "fatigue", "group"):
        assert getattr(plain, name) == pytest.approx(getattr(compiled, name), abs=1e-12), name
