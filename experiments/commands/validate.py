"""`mentorlab validate`: what the model shows, held against what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from textwrap import fill
from typing import Any

from ...agents.cells import counted
from .. import patterns, targets
from ..laboratory import Check, Laboratory
from ..progress import progress
from .answers import Answer, table

CHECKS: tuple[Callable[[Laboratory], Iterator[Check]], ...] = (
    targets.base_turnover, targets.tenure_shape, targets.age_slope, targets.engagement_slope, targets.skill_decay,
    targets.feedback_effect, targets.deep_and_surface_similarity, targets.dose, targets.contact,
    targets.network_shape,
    patterns.quits_fall_with_age_and_tenure, patterns.ties_stay_homophilous,
    patterns.similarity_serves_rapport_and_not_learning, patterns.learning_peaks_at_a_distance,
    patterns.feedback_has_an_optimum, patterns.tangible_rewards_pull_then_sap, patterns.some_pairs_stop_early,
    patterns.naive_retention_is_biased, patterns.effects_fade, patterns.a_bad_programme_is_worse_than_none,
    patterns.size_does_not_matter_with_random_pairs,
)  # fmt: skip


DECIDING = Laboratory()
"""As many people as decide; fewer may miss a tolerance by luck."""


@dataclass(frozen=True)
class Validation:
    """Every line that was checked."""

    checks: tuple[Check, ...]
    employees: int
    replicates: int
    seed: int

    def lines(self, label: str) -> list[Check]:
        """Return the lines of a label; a target or pattern may have lines of several."""
        return [one for one in self.checks if one.label == label]


def validate(employees: int, replicates: int, seed: int, bar: bool | None) -> Answer:
    """Measure the model on large organisations; exit 1 where a line fails."""
    lab = Laboratory(employees, replicates, seed)
    lines: list[Check] = []
    with progress("validate", bar=bar) as moved:
        for done, check in enumerate(CHECKS, 1):
            lines += check(lab)
            moved(done, len(CHECKS))
    found = Validation(tuple(lines), employees, replicates, seed)
    return Answer(data_of(found), lambda console: show(console, found), code=0 if all(c.passed for c in lines) else 1)


def data_of(found: Validation) -> dict[str, Any]:
    """Return every line, and how many lines have passed by label."""
    finite = {float("inf"): None, float("-inf"): None}
    return {
        "employees": found.employees,
        "replicates": found.replicates,
        "seed": found.seed,
        "checks": [
            {
                **one._asdict(),
                "low": finite.get(one.low, one.low),
                "high": finite.get(one.high, one.high),
                "value": one.value if one.value == one.value else None,
                "passed": one.passed,
            }
            for one in found.checks
        ],
        "passed": {
            label: [sum(one.passed for one in found.lines(label)), len(found.lines(label))]
            for label in ("imposed", "fitted", "emergent")
        },
    }


def show(console: Any, found: Validation) -> None:
    """Show every line, then how many lines have passed, by label."""
    shown = table("", "what", "value", "tolerance", "label", "verdict", "source", right=("value",))
    before = ""
    for one in found.checks:
        name, before = ("" if one.name == before else one.name), one.name
        said = "pass" if one.passed else "FAIL"
        shown.add_row(name, one.about, f"{one.value:.3g}", tolerance(one), one.label, said, one.source)
    console.print(shown)
    for label in ("imposed", "fitted", "emergent"):
        lines = found.lines(label)
        names = ", ".join(dict.fromkeys(one.name for one in lines))
        said = f"{label}: {sum(one.passed for one in lines)} of {len(lines)} lines passed ({names or 'none'})."
        console.print(fill(said, console.width))
    what = (
        f"{counted(found.replicates, 'organisation')} of {found.employees:,} synthetic employees, seed {found.seed}. "
        "What an equation imposes or a number was fitted to validates nothing; only the emergent lines do, and they "
        "say that the model behaves as mentoring is known to, not that it is right about yours."
    )
    if found.replicates * found.employees < DECIDING.employees * DECIDING.replicates:
        what += (
            " So few people may miss a tolerance by luck: the default "
            f"({DECIDING.replicates} x {DECIDING.employees:,}) decides."
        )
    console.print(fill(what, console.width))


def tolerance(one: Check) -> str:
    """Return a tolerance as people read it.

    >>> tolerance(Check("P9", "", "emergent", -float("inf"), 0.75, 0.5, ""))
    'at most 0.75'
    """
    if one.low == float("-inf"):
        return f"at most {one.high:g}"
    return f"at least {one.low:g}" if one.high == float("inf") else f"{one.low:g} to {one.high:g}"
