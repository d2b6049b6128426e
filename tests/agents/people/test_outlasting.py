"""Who outlasts whom: the content stay, so that an organisation in which hires are like those who left is at rest."""

import numpy as np
import pytest
from scipy.special import ndtr

from mentorlab.agents.people.makeup import Makeup, Tenure, quit_scale, tenure_table
from mentorlab.agents.people.outlasting import CONTENT, SCORES, outlasting
from mentorlab.agents.people.population import draw_people, hire, outlasted, separation_shape
from mentorlab.agents.people.structure import synthetic_structure

BY_ENGAGEMENT, BY_BELONGING = 0.47, 0.44
SPREAD = np.hypot(BY_ENGAGEMENT, BY_BELONGING)
STAY = outlasting(Tenure(), BY_ENGAGEMENT, BY_BELONGING)
YEARS, SCORE = np.arange(0.0, 20.5, 0.5), np.linspace(-3.9, 3.9, 79)


def content(years: float, score: float) -> float:
    return outlasted(score, years / STAY.years_a_row, STAY.content)


def hazard_of(weeks, contentment):
    """Return the chance to quit in a week, person by person."""
    rule = Tenure().floats
    shape = rule.hazard_settled + (rule.hazard_new - rule.hazard_settled) * np.exp(-weeks / 52 / rule.settling_years)
    factor = STAY.leaving[np.minimum(weeks.astype(int), len(STAY.leaving) - 1)]
    return factor * shape * np.exp(-SPREAD * contentment) / 52


def test_those_who_stay_are_as_content_as_a_cohort_followed_person_by_person():
    rng = np.random.default_rng(1)
    scores = rng.normal(size=60_000)
    contentment = np.array([content(0.0, score) for score in scores])
    quits = there = 0.0
    for week in range(15 * 52):
        chance = hazard_of(np.full(len(contentment), week), contentment)
        gone = rng.random(len(contentment)) < chance
        if week < 52:
            quits, there = quits + gone.sum(), there + len(gone)
        contentment = contentment[~gone]
        if week + 1 in (52, 5 * 52, 15 * 52):
            expected = [content((week + 1) / 52, score) for score in SCORE]
            weights = np.exp(-0.5 * SCORE**2)
            mean = np.average(expected, weights=weights)
            error = 4 / np.sqrt(len(contentment))
            assert contentment.mean() == pytest.approx(mean, abs=error), week
            below = np.mean(contentment < content((week + 1) / 52, -1.0))
            assert below == pytest.approx(ndtr(-1.0), abs=error)
    law = quit_scale(Tenure()) * np.mean([separation_shape(week, Tenure().floats) for week in range(52)])
    assert 52 * quits / there == pytest.approx(law, abs=4 * np.sqrt(law / (there / 52)))


def test_the_whole_workforce_is_as_one_knows_it_and_hires_are_less_content():
    tenures, ranks = tenure_table(Tenure())
    rng = np.random.default_rng(2)
    years = np.interp(rng.random(40_000), ranks, tenures) / 52
    drawn = np.array([content(year, score) for year, score in zip(years, rng.normal(size=40_000), strict=True)])
    assert drawn.mean() == pytest.approx(0, abs=0.02)
    assert drawn.std() == pytest.approx(1, abs=0.02)
    assert content(0.0, 0.0) < content(1.0, 0.0) < content(5.0, 0.0) < content(20.0, 0.0)
    assert (np.diff(STAY.leaving) >= 0).all()


def test_where_contentment_keeps_nobody_everybody_is_alike():
    alike = outlasting(Tenure(), 0.0, 0.0)
    assert [outlasted(score, 3.0, alike.content) for score in (-7.0, -1.3, 0.0, 2.2, 6.5)] == pytest.approx(
        [-7.0, -1.3, 0.0, 2.2, 6.5], abs=1e-12
    )
    assert (alike.leaving == quit_scale(Tenure())).all()


def test_beyond_the_table_contentment_grows_as_the_score_does():
    edge = content(3.0, SCORES[-1])
    assert content(3.0, SCORES[-1] + 0.7) == pytest.approx(edge + 0.7)
    assert CONTENT[0] < STAY.content.min() < STAY.content.max() < CONTENT[-1]


def test_years_of_quits_and_hires_leave_contentment_and_quits_level():
    makeup = Makeup()
    people, origin = draw_people(synthetic_structure(20_000), 5, 0, makeup, Tenure(), None, STAY)
    rng, moved, quits = np.random.default_rng(5), [], []

    def contentment():
        own = (people.own_inclusion - makeup.belonging) / makeup.belonging_spread
        return (BY_ENGAGEMENT * people.engagement + BY_BELONGING * own) / SPREAD

    for _ in range(5):
        quits.append(0.0)
        moved.append((people.engagement.mean(), people.own_inclusion.mean()))
        for _ in range(52):
            quitting = rng.random(len(people)) < hazard_of(people.tenure, contentment())
            quits[-1] += quitting.mean()
            people.tenure += 1
            people.age += 1 / 52
            hire(people, np.flatnonzero(quitting | (rng.random(len(people)) < 0.045 / 52)), origin)
    first, last = np.array(moved[0]), np.array(moved[-1])
    assert (np.abs(last - first) < (0.03, 0.003)).all()
    assert quits[-1] == pytest.approx(quits[1], abs=0.012)


def test_retirement_makes_long_tenures_rarer_and_the_quits_stay_what_they_are():
    with_it = outlasting(Tenure(), BY_ENGAGEMENT, BY_BELONGING, 0.25, 64.0)
    years, below = with_it.tenures / 52, with_it.tenure_ranks
    assert np.interp(25.0, years, below) > np.interp(25.0, STAY.tenures / 52, STAY.tenure_ranks)
    rule = Tenure().floats
    middle, share = 0.5 * (years[1:] + years[:-1]), np.diff(below)
    shape = rule.hazard_settled + (rule.hazard_new - rule.hazard_settled) * np.exp(-middle / rule.settling_years)
    assert quit_scale(Tenure(), 0.25, 64.0) * (share @ shape) == pytest.approx(0.135, rel=1e-3)
