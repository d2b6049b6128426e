"""Reasons for a pair, each with its words: terms that scores are made of, and reasons beside the score."""

from __future__ import annotations

from functools import partial
from typing import TYPE_CHECKING

import numpy as np

from ...agents.base.skills import DIGITAL, LEVELS, SKILLS
from .strategy import Term

if TYPE_CHECKING:
    from ...agents.people.possible_pairs import PossiblePairs

SIMILAR = 0.75
"""Similarity of style, 0..1, from which two people are called similar."""

SKILL_WORDS = tuple(name.replace("_", " ").replace("and ai", "and AI") for name in SKILLS)


def short(share: float) -> str:
    """Return a number to two digits without a leading zero.

    >>> short(0.864), short(-0.1), short(1.0)
    ('.86', '-.10', '1.00')
    """
    return f"{share:.2f}".replace("0.", ".", 1) if abs(share) < 0.995 else f"{share:.2f}"


def _skill(pairs: PossiblePairs, p: int, skill: int) -> str:
    ahead = pairs.ahead[p, skill]
    who, whom = ("junior", "senior") if ahead > 0 else ("senior", "junior")
    return f"the {who} can teach {SKILL_WORDS[skill]}, where the {whom} has {short(abs(ahead))} less"


def _near(pairs: PossiblePairs, p: int) -> str:
    far = pairs.by_skill[p].sum() >= pairs.candidates.usual.gap
    distance = f"their skills differ by {short(pairs.compared.distance[p])}"
    return f"{distance}, enough to learn and little enough to follow" if far else f"{distance}, easy to follow"


def _goals(pairs: PossiblePairs, p: int) -> str | None:
    junior, senior = pairs.rows[p], pairs.columns[p]
    fits = []
    for who, teaches, whom, wants in (
        ("junior", pairs.juniors.can_teach[junior], "senior", pairs.seniors.wants[senior]),
        ("senior", pairs.seniors.can_teach[senior], "junior", pairs.juniors.wants[junior]),
    ):
        if (both := np.flatnonzero(teaches & wants)).size:
            skills = " and ".join(SKILL_WORDS[m] for m in both)
            fits.append(f"the {who} can teach {skills}, which the {whom} wants to learn")
    return "; ".join(fits) or None


def _similarity(pairs: PossiblePairs, p: int) -> str:
    similarity, usual = float(pairs.compared.similarity[p]), float(pairs.candidates.usual.similarity)
    if similarity >= SIMILAR:
        return f"similar working style ({short(similarity)} of 1)"
    return f"working styles more alike than usual ({short(similarity)}, usually {short(usual)})"


def _strangers(pairs: PossiblePairs, p: int) -> str:
    if (tie := float(pairs.tie[p])) > 0:
        return f"they know each other less well than others do (tie {short(tie)})"
    shared = pairs.compared.closeness[p] > 0
    return "they do not know each other yet" + (", though they share contacts" if shared else "")


def _familiar(pairs: PossiblePairs, p: int) -> str:
    tie = float(pairs.tie[p])
    return f"they know each other already (tie {short(tie)})" if tie > 0 else "they share contacts"


def _department(pairs: PossiblePairs, p: int) -> str:
    names, junior = pairs.departments, pairs.juniors.department[pairs.rows[p]]
    senior = pairs.seniors.department[pairs.columns[p]]
    return f"another department ({names[junior]} and {names[senior]})" if names else "another department"


def _level_gap(pairs: PossiblePairs, p: int) -> str:
    usual = pairs.seniors.level.mean() - pairs.juniors.level.mean()
    return f"{pairs.level_gap[p]} levels apart, usually {usual:.1f}"


def _age_gap(pairs: PossiblePairs, p: int) -> str:
    usual = pairs.seniors.age.mean() - pairs.juniors.age.mean()
    return f"{pairs.age_gap[p]:.0f} years apart, usually {usual:.0f}"


def _alike(pairs: PossiblePairs, p: int) -> str:
    return f"alike in what they know ({short(pairs.compared.distance[p])} apart)"


def _degree(pairs: PossiblePairs, p: int) -> str:
    ties, usual = pairs.seniors.degree[pairs.columns[p]], float(pairs.seniors.degree.mean())
    return f"the senior is well connected (ties of {ties:.1f}, usually {short(usual)})"


def _rank(pairs: PossiblePairs, p: int) -> str:
    level = pairs.seniors.level[pairs.columns[p]]
    return f"the senior is at level {level} ({LEVELS[level]})"


def _digital(pairs: PossiblePairs, p: int) -> str:
    skill = float(pairs.juniors.skills[pairs.rows[p], DIGITAL].mean())
    return f"the junior is strong in digital skills ({short(skill)})"


NEAR = Term("near", lambda pairs: pairs.compared.learnable, _near, ("skills",))
GOALS = Term("goals", lambda pairs: pairs.compared.goal_fit, _goals, ("wishes",))
SIMILARITY = Term("similarity", lambda pairs: pairs.compared.similarity, _similarity, ("style",))
STRANGERS = Term("strangers", lambda pairs: -pairs.compared.closeness, _strangers, ("ties",))
DEPARTMENT = Term("department", lambda pairs: pairs.crosses, _department)
FAMILIAR = Term("familiar", lambda pairs: pairs.familiarity, _familiar, ("ties",))
LEVEL_GAP = Term("level gap", lambda pairs: pairs.level_gap, _level_gap)
AGE_GAP = Term("age gap", lambda pairs: pairs.age_gap, _age_gap)
ALIKE = Term("alike", lambda pairs: -pairs.compared.distance, _alike, ("skills",))
DEGREE = Term("degree", lambda pairs: pairs.degree, _degree, ("ties",))
RANK = Term("rank", lambda pairs: pairs.level, _rank)
JUNIOR_DIGITAL = Term("digital", lambda pairs: pairs.digital, _digital, ("digital",))
JUNIOR_TASTE = Term("taste of the junior", lambda pairs: pairs.junior_taste)
SENIOR_TASTE = Term("taste of the senior", lambda pairs: pairs.senior_taste)
SKILL = tuple(
    Term(f"learn {m}", lambda pairs, m=m: pairs.by_skill[:, m], partial(_skill, skill=m), (name,))  # type: ignore[misc]
    for m, name in enumerate(SKILLS)
)
"""What is to be learnt in each skill."""
GAP = Term("gap", lambda pairs: pairs.compared.gap, times=lambda pairs: np.ones(len(pairs)))
LEARNING = Term("learning", lambda pairs: pairs.compared.learning, times=lambda pairs: pairs.compared.learnable)

BESIDE_THE_SCORE = (NEAR, GOALS, SIMILARITY, STRANGERS, DEPARTMENT, *SKILL)
"""Reasons that may be stated for a pair although the strategy does not count them."""
