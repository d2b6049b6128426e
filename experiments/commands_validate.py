"""`mentorlab validate`: what the model shows, held against what is known."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

from . import patterns, targets
from .answers import Answer, table
from .laboratory import Check, Laboratory
from .progress import progress

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


@dataclass(frozen=True)
class Validation:
    """Every line that was checked."""

    checks: tuple[Check, ...]
    employees: int
    replicates: int
    seed: int

    def names(self, *, passed: bool | None = None, label: str | None = None) -> list[str]:
        """Return the targets and patterns, C before P; one has passed if all its lines have.

        A target is what its strongest line is: emergent before fitted before imposed.
        """
        found = []
        for name in sorted({one.name for one in self.checks}, key=lambda name: (name[0], int(name[1:]))):
            lines = [one for one in self.checks if one.name == name]
            if passed is not None and passed != all(one.passed for one in lines):
                continue
            if label is None or label == strongest(lines):
                found.append(name)
        return found


def strongest(lines: list[Check]) -> str:
    """Return the label of a target of several lines."""
    labels = {one.label for one in lines}
    return next(label for label in ("emergent", "fitted", "imposed") if label in labels)


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
    """Return every line, and counts of what has passed by label."""
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
            label: [len(found.names(passed=True, label=label)), len(found.names(label=label))]
            for label in ("imposed", "fitted", "emergent")
        },
    }


def show(console: Any, found: Validation) -> None:
    """Show every line, then how many targets and patterns have passed, by label."""
    shown = table("", "what", "value", "tolerance", "label", "", "source", right=("value",))
    before = ""
    for one in found.checks:
        name, before = ("" if one.name == before else one.name), one.name
        said = "pass" if one.passed else "FAIL"
        shown.add_row(name, one.about, f"{one.value:.3g}", tolerance(one), one.label, said, one.source)
    console.print(shown)
    for label in ("imposed", "fitted", "emergent"):
        passed, all_ = found.names(passed=True, label=label), found.names(label=label)
        console.print(f"{label}: {len(passed)} of {len(all_)} passed ({', '.join(all_)}).")
    console.print(
        f"{found.replicates} x {found.employees:,} synthetic employees, seed {found.seed}. What an equation imposes or "
        "a number was fitted to\nvalidates nothing; only the emergent lines do, and they say that the model behaves "
        "as mentoring is known to, not that it\nis right about yours."
    )


def tolerance(one: Check) -> str:
    """Return a tolerance as people read it.

    >>> tolerance(Check("P9", "", "emergent", -float("inf"), 0.75, 0.5, ""))
    'at most 0.75'
    """
    if one.low == float("-inf"):
        return f"at most {one.high:g}"
    return f"at least {one.low:g}" if one.high == float("inf") else f"{one.low:g} to {one.high:g}"
