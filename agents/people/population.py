"""Drawing people: who sits in each seat at launch, and who follows when somebody leaves.

The n-th occupant of a seat is a function of (seed, replicate, seat, n) and of the seat's level alone, so one
person more or less changes nobody else.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..base.arrays import Flags, Floats, Integers
from ..base.compiled import kernel
from ..base.luck import Key, key, normal, quantile, uniform
from ..base.parameters import YEAR
from ..base.skills import BAND_EDGES, COMMUNICATION, INCLUSION_COMPETENCE, INDUSTRY, LEADERSHIP, SKILLS, TRENDS
from .makeup import AGE_RANKS, BAND_MIDDLES, YOUNGEST, Makeup, Tenure
from .outlasting import SCORES, Outlasting, outlasting
from .structure import Structure
from .workforce import Workforce

if TYPE_CHECKING:
    from ..files.roster import Roster


SKILL_COUNT = len(SKILLS)
UNKNOWN = np.empty(0, np.int8)
"""Nothing is known of anybody's group."""

# which draw of a person is which
AGE, TENURE, GROUP, STYLE, ENGAGEMENT, WORKLOAD, BELONGING, OPENNESS, CONFIDENCE = 0, 1, 2, 3, 5, 6, 7, 8, 9
SKILL, DRAWS, KEENNESS, DIGITAL_ABILITY = 10, 18, 24, 25  # wishes come between the second and the third


@dataclass(frozen=True)
class Origin:
    """Where the occupants of seats come from: all that their draws depend on beside seat, level and number."""

    key: Key
    makeup: Makeup
    """As the tuple of floats that kernels take."""
    age_link: float
    mean_skills: Floats
    """(8): means at launch, against which gaps and strengths are judged."""
    outlasting: Outlasting
    """How content people of each tenure are."""


def draw_people(
    structure: Structure, seed: int, replicate: int, makeup: Makeup, tenure: Tenure, known: Roster | None = None,
    stay: Outlasting | None = None,
) -> tuple[Workforce, Origin]:  # fmt: skip
    """Return everyone at launch, and where their successors come from.

    What a roster gives is kept: ages, tenures, skills, groups, wishes. The rest is drawn, ages and tenures with
    regard to each other; engagement and own inclusion with regard to tenure, where `stay` says who outlasts whom.
    """
    workforce = Workforce.empty(structure.seat)
    for name in ("level", "department", "unit", "team", "manager", "site"):
        getattr(workforce, name)[:] = getattr(structure, name)
    workforce.age[:] = np.nan if known is None else known.age
    workforce.tenure[:] = np.nan if known is None else known.tenure * YEAR
    workforce.skills[:] = np.nan if known is None else known.skills
    stay = stay or outlasting(tenure, 0.0, 0.0)
    origin = Origin(
        key=key(seed, replicate, "people"),
        makeup=makeup.floats,
        age_link=tenure.age_link,
        mean_skills=np.zeros(SKILL_COUNT),
        outlasting=stay,
    )
    rows = np.arange(len(structure))
    _occupy(workforce, rows, origin, False, UNKNOWN if known is None else known.group.astype(np.int8))
    origin.mean_skills[:] = workforce.skills.mean(axis=0)
    _begin(workforce, rows, origin, 1.0)
    if known is not None:
        for wishes, stated in ((workforce.wants, known.wants), (workforce.can_teach, known.can_teach)):
            has_wishes = (stated >= 0).any(axis=1)
            wishes[has_wishes] = stated[has_wishes] == 1
    return workforce, origin


def hire(workforce: Workforce, rows: Integers, origin: Origin) -> None:
    """Put the next occupants into vacant seats."""
    if len(rows) == 0:
        return
    workforce.occupant[rows] += 1
    _occupy(workforce, rows, origin, True, UNKNOWN)
    _begin(workforce, rows, origin, origin.makeup.newcomer_ramp)


def _occupy(workforce: Workforce, rows: Integers, origin: Origin, hired: bool, group: NDArray[np.int8]) -> None:
    """Draw who sits in some rows: age, tenure, group, skills, style, own levels."""
    w, stay = workforce, origin.outlasting
    draw_occupants(
        rows, origin.key, origin.makeup, origin.age_link, stay.tenures, stay.tenure_ranks,
        stay.engagement, stay.belonging, stay.years_a_row, stay.content, hired, group,
        w.seat, w.occupant, w.level, w.age, w.tenure, w.group, w.skills, w.own_skills, w.style, w.engagement,
        w.keenness, w.workload, w.own_inclusion, w.own_openness, w.own_confidence,
    )  # fmt: skip


def _begin(workforce: Workforce, rows: Integers, origin: Origin, ramp: float) -> None:
    """Draw what people want and can teach, and put them into the state they begin in."""
    w, m = workforce, origin.makeup
    draw_wishes(
        rows, origin.key, m.want_largest_gap, m.second_wish, origin.mean_skills, w.seat, w.occupant,
        w.skills, w.wants, w.can_teach,
    )  # fmt: skip
    begin(
        rows, ramp, m.motivation, m.motivation_by_engagement, m.motivation_least, m.motivation_most, m.fatigue,
        m.fatigue_by_workload, w.engagement, w.workload, w.own_inclusion, w.own_openness, w.own_confidence,
        w.present, w.ramp, w.motivation, w.fatigue, w.inclusion, w.openness, w.confidence, w.reward, w.training,
        w.knowledge_training, w.voice, w.advancement, w.credit, w.contagion, w.rejected, w.hours, w.check_ins,
        w.rewarded, w.enrolled, w.spells,
    )  # fmt: skip


@kernel
def separation_shape(tenure: float, rule: Tenure) -> float:
    """Return unscaled separations a year after `tenure` weeks: high for the new, level for the settled.

    .095 + (.70 - .095) exp(-years / 2.5)
    """
    years = tenure / YEAR
    fading = math.exp(-years / rule.settling_years)
    return rule.hazard_settled + (rule.hazard_new - rule.hazard_settled) * fading


@kernel
def interpolate(x: float, xs: Sequence[float] | Floats, ys: Sequence[float] | Floats) -> float:
    """Return y at x on straight lines through points with ascending xs, level beyond the ends."""
    low, high = 0, len(xs) - 1
    if x < xs[low]:
        return ys[low]
    if x >= xs[high]:
        return ys[high]
    while high - low > 1:
        middle = (low + high) // 2
        if xs[middle] <= x:
            low = middle
        else:
            high = middle
    return ys[low] + (x - xs[low]) / (xs[high] - xs[low]) * (ys[high] - ys[low])


@kernel
def age_and_tenure(
    level: int, age: float, tenure: float, luck: float, other_luck: float, link: float,
    tenures: Floats, tenure_ranks: Floats,
) -> tuple[float, float]:  # fmt: skip
    """Return age in years and tenure in weeks; known values are kept, nan is drawn from two uniforms.

    The normal scores of the two ranks are correlated; nobody was hired before the youngest age. The rank of an
    age is that among the people of the level.
    """
    if not math.isnan(age) and not math.isnan(tenure):
        return age, tenure
    ranks = AGE_RANKS[level]
    if math.isnan(tenure):
        age = interpolate(luck, ranks, BAND_EDGES) if math.isnan(age) else age
        rank = interpolate(age, BAND_EDGES, ranks)
    else:
        rank = interpolate(tenure, tenures, tenure_ranks)
    score = quantile(min(max(rank, 0.001), 0.999))
    linked = phi(link * score + math.sqrt(1.0 - link * link) * quantile(other_luck))
    if math.isnan(tenure):
        return age, min(interpolate(linked, tenure_ranks, tenures), max(0.0, age - YOUNGEST) * YEAR)
    return max(interpolate(linked, ranks, BAND_EDGES), YOUNGEST + tenure / YEAR), tenure


@kernel
def outlasted(score: float, row: float, content: Floats) -> float:
    """Return the contentment at a normal score among people of a tenure, between two rows and two columns of a table.

    Beyond the table's scores contentment grows as the score does.
    """
    above = min(int(row), len(content) - 2)
    part = min(row - above, 1.0)
    inside = min(max(score, SCORES[0]), SCORES[-1])
    column = (inside - SCORES[0]) / (SCORES[1] - SCORES[0])
    left = min(int(column), len(SCORES) - 2)
    side = column - left
    found = 0.0
    for near in range(2):
        of_row = (1.0 - side) * content[above + near, left] + side * content[above + near, left + 1]
        found += (part if near else 1.0 - part) * of_row
    return found + score - inside


@kernel
def phi(x: float) -> float:
    """Return the standard normal distribution function."""
    return 0.5 * math.erfc(-x / math.sqrt(2.0))


# what they bring


@kernel
def mean_skill(skill: int, level: int, age: float, makeup: Makeup) -> float:
    """Return the mean of a skill among people of one level and age."""
    m = makeup
    if skill <= INCLUSION_COMPETENCE:
        means = (m.digital_at_25, m.digital_at_37, m.digital_at_53, m.digital_at_64)
        if skill == INCLUSION_COMPETENCE:
            means = (m.inclusive_at_25, m.inclusive_at_37, m.inclusive_at_53, m.inclusive_at_64)
        return interpolate(age, BAND_MIDDLES, means)
    if skill == INDUSTRY:
        return m.industry + m.industry_by_level * level + m.industry_by_age * (age - 22.0)
    if skill == LEADERSHIP:
        return m.leadership + m.leadership_by_level * level
    if skill == COMMUNICATION:
        return m.communication + m.communication_by_level * level
    return m.strategy + m.strategy_by_level * level + m.strategy_by_age * (age - 22.0)


@kernel
def draw_occupants(
    rows: Integers, key: Key, makeup: Makeup, age_link: float, tenures: Floats, tenure_ranks: Floats,
    by_engagement: float, by_belonging: float, years_a_row: float, content: Floats,
    hired: bool, known_group: NDArray[np.int8],
    seat: NDArray[np.uint64], occupant: Integers, level: Integers,
    age: Floats, tenure: Floats, group: Flags, skills: Floats, own_skills: Floats, style: Floats, engagement: Floats,
    keenness: Floats, workload: Floats, own_inclusion: Floats, own_openness: Floats, own_confidence: Floats,
) -> None:  # fmt: skip
    """Draw who sits in some rows.

    At launch ages, tenures and skills that are not nan are kept, and groups where known (1, 0). A hire is as
    old as somebody drawn for the seat was when hired, so that the ages of the workforce stay as they are. Engagement
    and own inclusion make up contentment, which is that of people who have been there as long. The three digital
    skills of a person have .8 of what sets them apart from others of that age in common.
    """
    m = makeup
    luck, score = np.empty(DRAWS), np.empty(DRAWS)
    for row in rows:
        rung = level[row]
        for draw in range(DRAWS):
            luck[draw] = uniform(key, seat[row], occupant[row], draw)
            score[draw] = quantile(luck[draw])
        alike = normal(key, seat[row], occupant[row], DIGITAL_ABILITY)
        for skill in range(TRENDS + 1):
            own = math.sqrt(1.0 - m.digital_alike) * score[SKILL + skill]
            score[SKILL + skill] = math.sqrt(m.digital_alike) * alike + own
        years, weeks = (math.nan, math.nan) if hired else (age[row], tenure[row])
        years, weeks = age_and_tenure(rung, years, weeks, luck[AGE], luck[TENURE], age_link, tenures, tenure_ranks)
        age[row] = max(YOUNGEST, years - weeks / YEAR) if hired else years
        tenure[row] = 0.0 if hired else weeks
        member = known_group[row] if len(known_group) > 0 else -1
        group[row] = member == 1 if member >= 0 else luck[GROUP] < m.group - m.group_by_level * rung
        style[row, 0], style[row, 1] = luck[STYLE], luck[STYLE + 1]
        contentment = by_engagement * score[ENGAGEMENT] + by_belonging * score[BELONGING]
        beside = by_belonging * score[ENGAGEMENT] - by_engagement * score[BELONGING]
        contentment = outlasted(contentment, tenure[row] / YEAR / years_a_row, content)
        engagement[row] = by_engagement * contentment + by_belonging * beside
        score[BELONGING] = by_belonging * contentment - by_engagement * beside
        keenness[row] = uniform(key, seat[row], occupant[row], KEENNESS)
        load = m.workload + m.workload_by_level * rung
        belonging = m.belonging - m.belonging_by_group * group[row] + m.belonging_by_level * rung
        confidence = m.confidence - m.confidence_by_group * group[row] + m.confidence_by_level * rung
        workload[row] = min(max(load + m.workload_spread * score[WORKLOAD], 0.0), 1.0)
        own_inclusion[row] = min(max(belonging + m.belonging_spread * score[BELONGING], 0.0), 1.0)
        own_openness[row] = min(max(m.openness + m.openness_spread * score[OPENNESS], 0.0), 1.0)
        own_confidence[row] = min(max(confidence + m.confidence_spread * score[CONFIDENCE], 0.0), 1.0)
        for skill in range(SKILL_COUNT):
            if hired or math.isnan(skills[row, skill]):
                spread = m.digital_spread if skill <= TRENDS else m.skill_spread
                drawn = mean_skill(skill, rung, age[row], makeup) + spread * score[SKILL + skill]
                skills[row, skill] = min(max(drawn, 0.0), 1.0)
            own_skills[row, skill] = skills[row, skill]


@kernel
def draw_wishes(
    rows: Integers, key: Key, want_largest_gap: float, second_wish: float, means: Floats,
    seat: NDArray[np.uint64], occupant: Integers, skills: Floats, wants: Flags, can_teach: Flags,
) -> None:  # fmt: skip
    """Draw what people want to learn and can teach, one or two skills each.

    Wanted is what is furthest below the mean of the workforce, or now and then any skill; taught is what is
    furthest above it. A second wish follows the same rule among the other skills.
    """
    luck = np.empty(6)
    for row in rows:
        for draw in range(6):
            luck[draw] = uniform(key, seat[row], occupant[row], DRAWS + draw)
        wants[row], can_teach[row] = False, False
        for time in range(2):
            if time == 0 or luck[4] < second_wish:
                if luck[2 * time] < want_largest_gap:
                    wanted = furthest(skills[row], means, wants[row], -1.0)
                else:
                    wanted = int(luck[2 * time + 1] * SKILL_COUNT)
                wants[row, wanted] = True
            if time == 0 or luck[5] < second_wish:
                can_teach[row, furthest(skills[row], means, can_teach[row], 1.0)] = True


@kernel
def furthest(skills: Floats, means: Floats, taken: Flags, side: float) -> int:
    """Return the skill furthest above the means (side 1) or below (side -1) among those not taken."""
    best, found = -math.inf, 0
    for skill in range(len(means)):
        distance = side * (skills[skill] - means[skill])
        if not taken[skill] and distance > best:
            best, found = distance, skill
    return found


@kernel
def begin(
    rows: Integers, life_in_ties: float, mean_motivation: float, by_engagement: float, least: float, most: float,
    rested: float, by_workload: float,
    engagement: Floats, workload: Floats, own_inclusion: Floats, own_openness: Floats, own_confidence: Floats,
    present: Flags, ramp: Floats, motivation: Floats, fatigue: Floats, inclusion: Floats, openness: Floats,
    confidence: Floats, reward: Floats, training: Floats, knowledge_training: Floats, voice: Floats,
    advancement: Floats, credit: Floats, contagion: Floats, rejected: Floats, hours: Floats, check_ins: Floats,
    rewarded: Floats, enrolled: Flags, spells: Integers,
) -> None:  # fmt: skip
    """Put people into the state that the weekly rules hold without a programme."""
    for row in rows:
        present[row], ramp[row] = True, life_in_ties
        motivation[row] = min(max(mean_motivation + by_engagement * engagement[row], least), most)
        fatigue[row] = rested + by_workload * workload[row]
        inclusion[row], openness[row], confidence[row] = own_inclusion[row], own_openness[row], own_confidence[row]
        reward[row] = training[row] = voice[row] = advancement[row] = credit[row] = contagion[row] = rejected[row] = 0.0
        knowledge_training[row] = hours[row] = check_ins[row] = rewarded[row] = 0.0
        enrolled[row], spells[row] = False, 0
