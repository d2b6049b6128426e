"""What a difference depends on, in words."""

from __future__ import annotations

from ....agents.files.cells import counted
from ....scenarios.assumptions.assumptions import MechanismName
from ....scenarios.assumptions.mechanisms import MECHANISMS
from ....scenarios.assumptions.outcomes import HEADLINES, OUTCOME
from ...results.why import WhyResult, excludes_zero
from .numbers import amount, enough_digits, short_unit, with_interval

NOT_A_SUM = "Mechanisms act through one another, so the parts do not add up to the whole."


def sentence_of(why: WhyResult) -> str:
    """Return, for each headline that clearly differs, what it depends on most; with how that was found out."""
    clauses = [
        clause_without(why, why.clear(name)[0], name)
        for name in HEADLINES
        if excludes_zero(why.differences[name]) and why.clear(name)
    ]
    what = f"{why.scenario} compared with {why.baseline}"
    words = "; ".join(clauses) or "no single mechanism clearly changes a headline's difference"
    return (
        f"In {counted(why.replicates, 'simulated future')} of {why.organisation}, {what}: {words}. "
        "One mechanism was switched off at a time, with the same luck, and the parts do not add up to the whole; "
        "simulated, not measured."
    )


def clause_without(why: WhyResult, mechanism: MechanismName, name: str) -> str:
    """Return what one outcome would be without one mechanism, with its interval."""
    outcome, left = OUTCOME[name], why.remaining[mechanism][name].without
    digits = enough_digits(outcome, why.smallest_effects[name]) + 1
    full = amount(why.differences[name].difference, digits, signed=True)
    return (
        f"without {MECHANISMS[mechanism].about} the difference in {outcome.label} would be "
        f"{with_interval(left, digits)} instead of {full} {short_unit(outcome)}"
    )
