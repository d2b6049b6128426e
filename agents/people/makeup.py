"""What people and ties are made of: the parameters of drawing an organisation."""

from __future__ import annotations

from functools import lru_cache

import numpy as np

from ..base import sources
from ..base.arrays import Floats
from ..base.parameters import YEAR, Rules, param
from ..base.skills import BAND_EDGES

BLS = sources.BLS.gives("value", "fitted to it: first-year share 22 %, median tenure 3.9 years; all separations")
MERCER = sources.MERCER.gives("value", "13.5 % voluntary quits per year")
PIAAC = sources.PIAAC.gives("sign", "falls with age; the size, .6 SD among professionals, rests on recalled shares")
GENOIS = sources.GENOIS.gives("shape", "ties stay mostly within departments; a mean of 12 (6-20) is assumed")

LEVEL_SHARES = (0.42, 0.28, 0.18, 0.09, 0.03)
"""Share of the seats at each level. Source: assumption."""

AGE_SHARES = (
    (0.55, 0.35, 0.08, 0.02),
    (0.20, 0.50, 0.22, 0.08),
    (0.04, 0.43, 0.40, 0.13),
    (0.00, 0.22, 0.53, 0.25),
    (0.00, 0.10, 0.55, 0.35),
)
"""Share of the four age bands at each level. Source: assumption; overall younger than the US labour force."""

AGE_RANKS = tuple((0.0, *(sum(shares[: band + 1]) for band in range(3)), 1.0) for shares in AGE_SHARES)
"""Share of each level that is younger than each of the five band edges."""

BAND_MIDDLES = (25.5, 37.0, 53.0, 64.0)
"""Ages, in years, at the middle of the four bands: where the mean skills below are stated."""

YOUNGEST = 20.0
"""Age, in years, before which nobody is hired."""

CAREER = 47.0
"""Years from the youngest age to the last edge of the bands: no tenure is longer."""


class Tenure(Rules):
    """How long people stay, by tenure; separations before any other influence."""

    hazard_new: float = param(0.70, "separations per year at tenure 0", 0.5, 0.9, BLS)
    hazard_settled: float = param(0.095, "separations per year at long tenure", 0.06, 0.13, BLS, least=1e-6)
    settling_years: float = param(2.5, "years", 1.5, 4.0, BLS, least=0.1)
    quits: float = param(0.135, "voluntary quits per person and year", 0.10, 0.18, MERCER, most=2.0)
    other: float = param(0.045, "other separations per person and year", 0.02, 0.09, most=2.0)
    age_link: float = param(0.7, "correlation of the ranks of age and tenure", 0.4, 0.85, most=0.99)


class Makeup(Rules):
    """What a person brings, given level and age."""

    # skills: the mean by age at the middles of the bands, or by level and years of age above 22
    digital_spread: float = param(0.16, "SD of a digital skill", 0.12, 0.20)
    digital_alike: float = param(0.8, "correlation of a person's digital skills, given age", 0.5, 0.9, most=1.0)
    skill_spread: float = param(0.115, "SD of any other skill", 0.10, 0.13)
    digital_at_25: float = param(0.60, "mean digital skill at 25.5", 0.55, 0.65, PIAAC, most=1.0)
    digital_at_37: float = param(0.56, "mean digital skill at 37", 0.52, 0.60, PIAAC, most=1.0)
    digital_at_53: float = param(0.51, "mean digital skill at 53", 0.45, 0.56, PIAAC, most=1.0)
    digital_at_64: float = param(0.47, "mean digital skill at 64", 0.40, 0.55, PIAAC, most=1.0)
    inclusive_at_25: float = param(0.58, "mean inclusion competence at 25.5", 0.52, 0.64, most=1.0)
    inclusive_at_37: float = param(0.52, "mean inclusion competence at 37", 0.47, 0.57, most=1.0)
    inclusive_at_53: float = param(0.46, "mean inclusion competence at 53", 0.41, 0.52, most=1.0)
    inclusive_at_64: float = param(0.43, "mean inclusion competence at 64", 0.37, 0.50, most=1.0)
    industry: float = param(0.24, "mean industry skill at level 0 and 22", 0.15, 0.35, most=1.0)
    industry_by_level: float = param(0.05, "per level", 0.025, 0.10)
    industry_by_age: float = param(0.009, "per year of age", 0.0045, 0.018)
    leadership: float = param(0.26, "mean leadership at level 0", 0.15, 0.35, most=1.0)
    leadership_by_level: float = param(0.11, "per level", 0.055, 0.16)
    communication: float = param(0.40, "mean communication at level 0", 0.30, 0.50, most=1.0)
    communication_by_level: float = param(0.06, "per level", 0.03, 0.12)
    strategy: float = param(0.22, "mean strategy at level 0 and 22", 0.12, 0.32, most=1.0)
    strategy_by_level: float = param(0.11, "per level", 0.055, 0.16)
    strategy_by_age: float = param(0.003, "per year of age", 0.0015, 0.006)

    # what people want to learn and can teach, against the mean of the workforce
    want_largest_gap: float = param(0.7, "chance to want what is furthest below the mean", 0.35, 1.0, most=1.0)
    second_wish: float = param(0.5, "chance of a second skill to learn, and to teach", 0.25, 1.0, most=1.0)

    # who they are
    group: float = param(0.30, "share in an under-represented group at level 0", 0.15, 0.50, most=1.0)
    group_by_level: float = param(0.04, "lower share per level", 0.0, 0.07)
    belonging: float = param(0.56, "mean own inclusion at level 0", 0.45, 0.70, most=1.0)
    belonging_spread: float = param(0.11, "SD", 0.06, 0.20)
    belonging_by_group: float = param(0.05, "lower in an under-represented group", 0.0, 0.10)
    belonging_by_level: float = param(0.015, "per level", 0.0, 0.03)
    openness: float = param(0.50, "mean own openness to other generations", 0.35, 0.65, most=1.0)
    openness_spread: float = param(0.12, "SD", 0.06, 0.24)
    confidence: float = param(0.44, "mean own confidence at level 0", 0.30, 0.60, most=1.0)
    confidence_spread: float = param(0.10, "SD", 0.05, 0.20)
    confidence_by_level: float = param(0.05, "per level", 0.025, 0.10)
    confidence_by_group: float = param(0.04, "lower in an under-represented group", 0.0, 0.08)
    workload: float = param(0.45, "mean workload at level 0", 0.25, 0.65, most=1.0)
    workload_spread: float = param(0.12, "SD", 0.06, 0.24)
    workload_by_level: float = param(0.06, "per level", 0.03, 0.12)

    # in what state they begin: what the weekly rules hold without a programme
    motivation: float = param(0.5, "mean intrinsic motivation", 0.35, 0.65, most=1.0)
    motivation_by_engagement: float = param(0.06, "per SD of engagement", 0.03, 0.12)
    motivation_least: float = param(0.1, "least own motivation", 0.0, 0.2, most=1.0)
    motivation_most: float = param(0.9, "most own motivation", 0.8, 1.0, most=1.0)
    fatigue: float = param(0.15, "fatigue without work", 0.075, 0.30, most=1.0)
    fatigue_by_workload: float = param(0.35, "added by a full workload", 0.175, 0.70, most=1.0)
    newcomer_ramp: float = param(
        0.25, "share of a newcomer's inherited ties that is active at first", 0.1, 0.5, most=1.0
    )


class Acquaintance(Rules):
    """Who knows whom at launch, and how closely."""

    team: float = param(5.5, "ties per person within the team", 2.75, 9.0, GENOIS)
    unit: float = param(3.0, "ties per person within the rest of the unit", 1.5, 5.0, GENOIS)
    elsewhere: float = param(3.5, "ties per person beyond the unit", 1.75, 6.0, GENOIS)
    level_distance: float = param(0.5, "lower log odds per level apart", 0.25, 1.0)
    same_band: float = param(0.7, "higher log odds in the same age band", 0.35, 1.4)
    same_group: float = param(0.4, "higher log odds if both are in an under-represented group", 0.2, 0.8)
    weight_least: float = param(0.05, "weight of the weakest tie", 0.025, 0.10, most=1.0)
    weight_span: float = param(0.7, "width of the weights above it, times Beta(2, 3)", 0.35, 0.9, most=1.0)
    reporting_line: float = param(0.4, "least weight between a person and the line manager", 0.2, 0.8, most=1.0)


@lru_cache(maxsize=256)
def quit_scale(tenure: Tenure, retirement: float = 0.0, retirement_age: float = 64.0) -> float:
    """Return the factor on the separation shape at which the organisation loses its quits a year.

    The people are those of an organisation that hires as many as leave, by quits, other separations and retirements.

    >>> round(quit_scale(Tenure()), 2)
    0.53
    """
    low, high = 0.0, 64.0
    retired = _retired(tenure, retirement, retirement_age)
    for _ in range(60):
        scale = (low + high) / 2
        years, there, shape = _survival(tenure, scale, retired)
        quits = scale * np.trapezoid(shape * there, years) / np.trapezoid(there, years)
        low, high = (scale, high) if quits < tenure.quits else (low, scale)
    return (low + high) / 2


@lru_cache(maxsize=256)
def tenure_table(tenure: Tenure, retirement: float = 0.0, retirement_age: float = 64.0) -> tuple[Floats, Floats]:
    """Return tenures, in weeks, and the share of people with less: its density is proportional to survival."""
    years, there, _ = survival(tenure, retirement, retirement_age)
    return YEAR * years, _below(there)


def survival(tenure: Tenure, retirement: float = 0.0, retirement_age: float = 64.0) -> tuple[Floats, ...]:
    """Return years since hire, the share still there, and voluntary quits a year, where tenure alone decides."""
    scale = quit_scale(tenure, retirement, retirement_age)
    years, there, shape = _survival(tenure, scale, _retired(tenure, retirement, retirement_age))
    return years, there, scale * shape


def unscaled_law(tenure: Tenure) -> tuple[Floats, Floats]:
    """Return years since hire, and the share of people with less, where all separations follow the law as it is."""
    years, there, _ = _survival(tenure.model_copy(update={"other": 0.0}), 1.0, 0.0)
    return years, _below(there)


def _below(there: Floats) -> Floats:
    """Return the share of people with less than each tenure."""
    below = np.concatenate([[0.0], np.cumsum(there[1:] + there[:-1])])
    return below / below[-1]


def _survival(tenure: Tenure, scale: float, retired: Floats | float) -> tuple[Floats, ...]:
    """Return years since hire, the share still there, and unscaled separations a year."""
    years = np.linspace(0.0, CAREER, 4701)
    excess, settling = tenure.hazard_new - tenure.hazard_settled, tenure.settling_years
    fading = np.exp(-years / settling)
    separations = tenure.hazard_settled * years + excess * settling * (1 - fading)
    return years, np.exp(-scale * separations - tenure.other * years - retired), tenure.hazard_settled + excess * fading


@lru_cache(maxsize=256)
def _retired(tenure: Tenure, retirement: float, retirement_age: float) -> Floats | float:
    """Return the sum of retirements, as a log-hazard, up to each tenure: long tenures go with ages near the end.

    How many of a tenure are past the age follows from the link of the ranks of age and tenure, level by level.
    """
    if retirement <= 0:
        return 0.0
    from scipy.special import ndtr, ndtri  # takes long to load: not for those who only look at files

    years, there, _ = _survival(tenure, quit_scale(tenure), 0.0)
    score = ndtri(np.clip(_below(there), 0.001, 0.999))
    past = np.zeros(len(years))
    for share, ranks in zip(LEVEL_SHARES, AGE_RANKS, strict=True):
        rank = ndtri(np.clip(np.interp(retirement_age, BAND_EDGES, ranks), 1e-6, 1 - 1e-6))
        past += share * ndtr((tenure.age_link * score - rank) / np.sqrt(1 - tenure.age_link**2))
    rate = -np.log(1 - min(retirement, 0.999)) * past
    return np.concatenate([[0.0], np.cumsum(0.5 * (rate[1:] + rate[:-1]) * np.diff(years))])
