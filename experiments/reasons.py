"""Why two people are a pair: what contributed most to the strategy's score of them, in words."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..agents.candidates import Candidates, Weights, every_pair, looked_up
from ..agents.skills import LEVELS, SKILLS

if TYPE_CHECKING:
    from ..scenarios.assumptions import Matching

Floats = NDArray[np.float64]
Integers = NDArray[np.int64]

HOW_MANY = 3
SAMPLE = 300
"""People a side, evenly taken, whose pairs say what is usual: 90,000 pairs at most."""

ALSO = "also: "
"""Before what is true of a pair but not in the score of the strategy."""

NOTHING = "also: nothing else stands out"
DRAWN = " †"
"""After what rests on something that the roster does not have: a footnote says so."""

SIMILAR = 0.75
"""Similarity of style, 0..1, from which two people are called similar."""

SKILL_WORDS = tuple(name.replace("_", " ").replace("and ai", "and AI") for name in SKILLS)
LEARN, NEAR, GOALS, SIMILARITY, STRANGERS = "learn", "near", "goals", "similarity", "strangers"
DEPARTMENT, FAMILIAR, LEVEL_GAP, AGE_GAP = "department", "familiar", "level gap", "age gap"
ALIKE, DEGREE, RANK, DIGITAL = "alike", "degree", "rank", "digital"
SPEAKS_FOR = (NEAR, GOALS, SIMILARITY, STRANGERS, DEPARTMENT)
"""What may be told beside the score, each skill apart."""


@dataclass(frozen=True)
class Facts:
    """What juniors and seniors are to each other, as the office sees them, an entry a pair."""

    rows: Integers
    columns: Integers
    ahead: Floats
    """(pairs, 8): the junior's skills less the senior's."""
    by_skill: Floats
    """(pairs, 8): what each skill adds to the gap that can be learnt from; the sum is `Comparison.gap`."""
    learnable: Floats
    goal_fit: Floats
    similarity: Floats
    closeness: Floats
    tie: Floats
    parts: Mapping[str, Floats]
    """Everything a score may count, by name, so that more is more."""


def facts(candidates: Candidates, rows: Integers, columns: Integers, tie_sum: Floats | None = None) -> Facts:
    """Return what juniors are to seniors, one by one; `tie_sum` is by row of the workforce."""
    a, b = candidates.juniors, candidates.seniors
    compared = candidates.compare(rows, columns)
    ahead = a.skills[rows] - b.skills[columns]
    up = attention(candidates.focus, b.wants[columns], a.can_teach[rows]) * np.maximum(ahead, 0)
    down = attention(candidates.focus, a.wants[rows], b.can_teach[columns]) * np.maximum(-ahead, 0)
    by_skill = candidates.teaching * up + (1 - candidates.teaching) * down
    tie = looked_up(candidates.ties, rows, columns)
    within = candidates.closeness.data
    degree = np.zeros(len(rows)) if tie_sum is None else tie_sum[b.rows[columns]]
    parts = {
        NEAR: compared.learnable,
        GOALS: compared.goal_fit,
        SIMILARITY: compared.similarity,
        STRANGERS: -compared.closeness,
        FAMILIAR: compared.closeness / (within.mean() if len(within) else 1.0),
        DEPARTMENT: (a.department[rows] != b.department[columns]).astype(np.float64),
        LEVEL_GAP: (b.level[columns] - a.level[rows]).astype(np.float64),
        AGE_GAP: b.age[columns] - a.age[rows],
        ALIKE: -np.sqrt((ahead**2).mean(axis=1)),
        DEGREE: degree,
        RANK: b.level[columns].astype(np.float64),
        DIGITAL: a.skills[rows][:, :3].mean(axis=1),
    }
    return Facts(rows, columns, ahead, by_skill, compared.learnable, compared.goal_fit, compared.similarity,
                 compared.closeness, tie, parts)  # fmt: skip


def attention(focus: Floats, wants: NDArray[np.bool_], teaches: NDArray[np.bool_]) -> Floats:
    """Return (pairs, 8) where learning goes: half the focus, half what is wanted and can be taught; each of mean 1."""
    wished = wants.astype(np.float64) + teaches
    total = wished.sum(axis=1, keepdims=True)
    wish = np.where(total > 0, 8 * wished / np.where(total > 0, total, 1), 1.0)
    return 4 * focus / focus.sum() + 0.5 * wish


def usual(candidates: Candidates, tie_sum: Floats | None = None) -> Facts:
    """Return the facts of all pairs that could be, of an even sample of them among very many."""
    taken = (
        np.arange(len(side)) if len(side) <= SAMPLE else np.linspace(0, len(side) - 1, SAMPLE).astype(np.int64)
        for side in (candidates.juniors, candidates.seniors)
    )
    return facts(candidates, *every_pair(*taken), tie_sum)


COUNTED: dict[str, dict[str, float | str]] = {
    "complementary": {"raw gap": 1.0},
    "seniority-gap": {f"raw {LEVEL_GAP}": 1.0, f"raw {AGE_GAP}": "seniority_age"},
    "stable": {SIMILARITY: 2.0, f"raw {FAMILIAR}": "likes_known", RANK: "likes_level", DIGITAL: "likes_digital"},
    "cross-department": {f"raw {DEPARTMENT}": "crossing", f"raw {NEAR}": 1.0},
    "brokerage": {STRANGERS: "brokerage_strangers", DEGREE: "brokerage_degree"},
    "similarity": {SIMILARITY: 1.0, ALIKE: "similarity_distance"},
    "goals": {GOALS: 1.0, "learnable gap": "goals_learning"},
    "self-selected": {SIMILARITY: 1.0, f"raw {FAMILIAR}": "likes_familiar"},
}
"""What the scores of the strategies count beside the best score, and how much: a number, or an assumption of matching.

For "stable" that is what the two like in each other, both sides together; their tastes are their own, and not told.
"""

BOTH_SIDES = ("stable", f"raw {FAMILIAR}")
"""What both sides count alike, so twice."""


def weights_of(strategy: object, best: Weights, rule: Matching) -> dict[str, float] | None:
    """Return what a built-in strategy's score counts and how much; None for a strategy without a score we know.

    "learnable gap" is G U, "gap" G alone; a name with "raw " before it counts as it is, the others standardised.
    """
    if strategy in ("optimal", "hybrid"):  # the quota of "hybrid" is a limit, not a part of the score
        names = {"learning": "learnable gap", "similarity": SIMILARITY, "strangers": STRANGERS, "goals": GOALS}
        return {names[name]: weight for name, weight in best._asdict().items()}
    if not isinstance(strategy, str) or strategy not in COUNTED:
        return None
    return {
        part: (getattr(rule, weight) if isinstance(weight, str) else weight) * (1 + ((strategy, part) == BOTH_SIDES))
        for part, weight in COUNTED[strategy].items()
    }


def contributions(pairs: Facts, among: Facts, weights: Mapping[str, float]) -> tuple[list[str], Floats]:
    """Return the names of the parts of a score, and (pairs, parts) what each adds beyond the average possible pair.

    Rows add up to the score, but for a number that is the same for all pairs. G is told skill by skill; of G U,
    each skill and U get the share that is theirs whichever of the two is counted first (the mean of both orders).
    """
    names, columns = [], []
    for name, weight in weights.items():
        plain = name.removeprefix("raw ")
        if plain in ("gap", "learnable gap"):
            gaps, there = pairs.by_skill, among.by_skill
            total, whole = gaps.sum(axis=1), there.sum(axis=1)
            near = among.learnable.mean() if plain == "learnable gap" else 1.0
            here = pairs.learnable if plain == "learnable gap" else np.ones(len(total))
            spread = (whole * (among.learnable if plain == "learnable gap" else 1.0)).std()
            scale = weight if name != plain else weight / spread if spread > 0 else 0.0
            for m in range(8):
                names.append(f"{LEARN} {m}")
                columns.append(scale * (gaps[:, m] - there[:, m].mean()) * (here + near) / 2)
            if plain == "learnable gap":
                names.append(NEAR)
                columns.append(scale * (here - near) * (total + whole.mean()) / 2)
        else:
            value, common = pairs.parts[plain], among.parts[plain]
            spread = common.std()
            scale = weight if name != plain else weight / spread if spread > 0 else 0.0
            names.append(plain)
            columns.append(scale * (value - common.mean()))
    table = np.column_stack(columns) if columns else np.zeros((len(pairs.rows), 0))
    return names, table


def beside_the_score(pairs: Facts, among: Facts) -> tuple[list[str], Floats]:
    """Return what else may speak for a pair, and by how many standard deviations it is above the average pair."""
    weights = {f"{name}": 1.0 for name in SPEAKS_FOR}
    names, table = contributions(pairs, among, weights)
    spread = among.by_skill.std(axis=0)
    skills = (pairs.by_skill - among.by_skill.mean(axis=0)) / np.where(spread > 0, spread, np.inf)
    return names + [f"{LEARN} {m}" for m in range(8)], np.column_stack([table, skills])


def three_reasons(
    candidates: Candidates,
    pairs: Facts,
    among: Facts,
    weights: Mapping[str, float] | None,
    departments: Sequence[str],
    drawn: Callable[[str, int, int], bool],
) -> list[tuple[str, ...]]:
    """Return three reasons of each pair: what raised its score most; then what speaks for it beside the score.

    `drawn` says of a part, a junior's and a senior's row whether that was drawn though people are real.
    """
    counted, added = contributions(pairs, among, weights or {})
    others, above = beside_the_score(pairs, among)
    told = []
    for p in range(len(pairs.rows)):
        reasons: list[str] = []
        spoken: set[str] = set()
        for names, amounts, before in ((counted, added, ""), (others, above, ALSO)):
            for at in np.argsort(-amounts[p], kind="stable"):
                name = names[at]
                if len(reasons) == HOW_MANY or amounts[p, at] <= 1e-9:
                    break
                if name in spoken or (words := worded(name, candidates, pairs, among, departments, p)) is None:
                    continue
                spoken.add(name)
                rows = candidates.juniors.rows[pairs.rows[p]], candidates.seniors.rows[pairs.columns[p]]
                reasons.append(before + words + (DRAWN if drawn(name, *map(int, rows)) else ""))
        told.append(tuple(reasons + [NOTHING] * (HOW_MANY - len(reasons))))
    return told


def worded(
    name: str, candidates: Candidates, pairs: Facts, among: Facts, departments: Sequence[str], p: int
) -> str | None:
    """Return one part of a pair in words, or None where there is nothing to say."""
    a, b = candidates.juniors, candidates.seniors
    row, column = pairs.rows[p], pairs.columns[p]
    closeness, tie, similarity = pairs.closeness[p], pairs.tie[p], pairs.similarity[p]
    if name.startswith(LEARN):
        m = int(name.split()[1])
        who, whom = ("junior", "senior") if pairs.ahead[p, m] > 0 else ("senior", "junior")
        return f"the {who} can teach {SKILL_WORDS[m]}, where the {whom} has {short(abs(pairs.ahead[p, m]))} less"
    if name == NEAR:
        far = pairs.by_skill[p].sum() >= among.by_skill.sum(axis=1).mean()
        distance = f"their skills differ by {short(-pairs.parts[ALIKE][p])}"
        return f"{distance}, enough to learn and little enough to follow" if far else f"{distance}, easy to follow"
    if name == GOALS:
        fits = []
        for who, teaches, whom, wants in (
            ("junior", a.can_teach[row], "senior", b.wants[column]),
            ("senior", b.can_teach[column], "junior", a.wants[row]),
        ):
            if (both := np.flatnonzero(teaches & wants)).size:
                skills = " and ".join(SKILL_WORDS[m] for m in both)
                fits.append(f"the {who} can teach {skills}, which the {whom} wants to learn")
        return "; ".join(fits) or None
    if name == SIMILARITY:
        if similarity >= SIMILAR:
            return f"similar working style ({short(similarity)} of 1)"
        return f"working styles more alike than usual ({short(similarity)}, usually {mean_of(among, SIMILARITY)})"
    if name == STRANGERS:
        if tie > 0:
            return f"they know each other less well than others do (tie {short(tie)})"
        return "they do not know each other yet" + (", though they share contacts" if closeness > 0 else "")
    if name == FAMILIAR:
        return f"they know each other already (tie {short(tie)})" if tie > 0 else "they share contacts"
    if name == DEPARTMENT:
        return f"another department ({departments[a.department[row]]} and {departments[b.department[column]]})"
    if name == ALIKE:
        return f"alike in what they know ({short(-pairs.parts[ALIKE][p])} apart)"
    if name == LEVEL_GAP:
        return f"{pairs.parts[LEVEL_GAP][p]:.0f} levels apart, usually {among.parts[LEVEL_GAP].mean():.1f}"
    if name == AGE_GAP:
        return f"{pairs.parts[AGE_GAP][p]:.0f} years apart, usually {among.parts[AGE_GAP].mean():.0f}"
    if name == RANK:
        return f"the senior is at level {b.level[column]} ({LEVELS[b.level[column]]})"
    if name == DIGITAL:
        return f"the junior is strong in digital skills ({short(pairs.parts[DIGITAL][p])})"
    return f"the senior is well connected (ties of {pairs.parts[DEGREE][p]:.1f}, usually {mean_of(among, DEGREE)})"


def mean_of(among: Facts, name: str) -> str:
    """Return the mean of a part over the possible pairs, as a sentence has it."""
    return short(float(among.parts[name].mean()))


def short(share: float) -> str:
    """Return a number to two digits without a leading zero.

    >>> short(0.864), short(-0.1), short(1.0)
    ('.86', '-.10', '1.00')
    """
    return f"{share:.2f}".replace("0.", ".", 1) if abs(share) < 0.995 else f"{share:.2f}"
