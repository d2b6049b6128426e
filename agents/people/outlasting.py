"""Who outlasts whom: content people leave less, so those who have been there longer are more content than hires.

Without this an organisation at launch would not be at rest: those who leave are the discontented, those who come would
be like everybody, and contentment would rise and quits would fall year by year without any programme.
"""

from __future__ import annotations

from dataclasses import dataclass
from functools import lru_cache

import numpy as np
from scipy.special import ndtri

from ..base.arrays import Floats
from ..base.parameters import YEAR
from .makeup import CAREER, Tenure, quit_scale, survival, tenure_table

SCORES = np.linspace(-5.0, 5.0, 81)
"""Normal scores at which the table is kept."""

CONTENT = np.linspace(-7.0, 7.0, 561)
"""Contentment on which its law is computed, in standard deviations."""


@dataclass(frozen=True)
class Outlasting:
    """How content people of each tenure are, and what to divide their hazard by so that quits still follow tenure.

    Contentment is what engagement and own inclusion together take off the log-hazard, in SDs of the workforce.
    """

    engagement: float
    """Share of engagement in contentment; its square and that of `belonging` make 1."""
    belonging: float
    years_a_row: float
    content: Floats
    """(tenures, scores): contentment of somebody at a normal score among people of a tenure; the first row is hires."""
    leaving: Floats
    """By week of tenure: the factor on the shape of separations for somebody whose contentment is 0."""
    tenures: Floats
    """Weeks, ascending."""
    tenure_ranks: Floats
    """Share of people with less than each of these tenures."""


@lru_cache(maxsize=64)
def outlasting(
    tenure: Tenure, by_engagement: float, by_belonging: float, retirement: float = 0.0, retirement_age: float = 64.0
) -> Outlasting:
    """Return how content people of each tenure are, where quits fall by so much per SD of engagement and inclusion.

    Hires are normal in contentment. Of those hired together, the share still there after T years at contentment x is
    exp(-L(T) exp(-s x)), s being the SD of the log-hazard and L grown such that all of them together quit by the law
    of tenure. Mean and SD of the whole workforce, over all tenures, are 0 and 1.
    """
    spread = float(np.hypot(by_engagement, by_belonging))
    ageing = (tenure, retirement, retirement_age)
    scale, table, weeks = quit_scale(*ageing), tenure_table(*ageing), np.arange(int(CAREER * YEAR) + 1)
    if spread == 0:
        return Outlasting(1.0, 0.0, CAREER, np.tile(SCORES, (2, 1)), np.full(len(weeks), scale), *table)
    years, there, hazard = (column[::10] for column in survival(*ageing))
    mean, sd = 0.0, 1.0
    for _ in range(6):
        hired = np.exp(-0.5 * ((CONTENT - mean) / sd) ** 2)
        laws, factors, gone = np.empty((len(years), len(CONTENT))), np.empty(len(years)), 0.0
        leaves = np.exp(-spread * CONTENT)
        for row in range(len(years)):
            law = hired * np.exp(-gone * leaves)
            laws[row] = law / law.sum()
            factors[row] = 1 / (laws[row] @ leaves)
            if row + 1 < len(years):
                gone += (years[row + 1] - years[row]) * 0.5 * (hazard[row] + hazard[row + 1]) * factors[row]
        workforce = there @ laws / there.sum()
        middle = float(workforce @ CONTENT)
        width = float(np.sqrt(workforce @ CONTENT**2 - middle**2))
        mean, sd = mean - middle, sd / width
    content = np.array([_at_scores(law) for law in laws])
    leaving = scale * np.interp(weeks / YEAR, years, factors)
    return Outlasting(by_engagement / spread, by_belonging / spread, float(years[1]), content, leaving, *table)


def _at_scores(law: Floats) -> Floats:
    """Return the contentment at each normal score under a law of contentment."""
    below, above = np.cumsum(law) - law / 2, np.cumsum(law[::-1])[::-1] - law / 2
    scores = np.where(below < 0.5, ndtri(np.maximum(below, 1e-300)), -ndtri(np.maximum(above, 1e-300)))
    kept = (below > 1e-12) & (above > 1e-12)
    return np.interp(SCORES, scores[kept], CONTENT[kept])
