"""What is said of scenarios that do not share their assumptions: what each does under its own, and no verdict."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ..agents.cells import counted
from ..scenarios.outcomes import HEADLINES
from .words import difference_in_words, futures_in_words, listed, short_unit, what_varies

if TYPE_CHECKING:
    from .comparison import Comparison

TOLD = 3
"""So many scenarios are told in a sentence."""


def sentence_apart(comparison: Comparison) -> str:
    """Return one sentence for scenarios that do not share their assumptions: what each does under its own."""
    told = [f"{name}: {listed(differences_told(comparison, name))}" for name in comparison.others[:TOLD]]
    if more := len(comparison.others) - len(told):
        told.append(f"{counted(more, 'more scenario')} in the table")
    return (
        f"In {futures_in_words(comparison)} of {comparison.organisation}, each scenario against "
        f"{comparison.held_against} under its own assumptions: {'; '.join(told)}. Assumptions differ between the "
        "scenarios, so this does not tell which policy is better: what would happen if they held, with "
        f"{what_varies(comparison)} varied; simulated, not measured."
    )


def differences_told(comparison: Comparison, name: str) -> list[str]:
    """Return a scenario's headlines as differences, without a word on what they mean."""
    told = []
    for headline in HEADLINES:
        finding, outcome = comparison.findings[name][headline], comparison.declared(headline)
        by, _, between = difference_in_words(finding, outcome, comparison.smallest_effects[headline]).partition(" (")
        unit = short_unit(outcome, comparison.currency)
        told.append(f"{outcome.label} {by} {unit}{f' ({between}' if between else ''}")
    return told
