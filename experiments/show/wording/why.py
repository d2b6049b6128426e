"""What a difference hangs on, in words."""

from __future__ import annotations

from ....agents.files.cells import counted
from ....scenarios.assumptions.assumptions import MechanismName
from ....scenarios.assumptions.mechanisms import MECHANISMS
from ....scenarios.assumptions.outcomes import HEADLINES, OUTCOME
from ...results.why import WhyResult, excludes_zero
from .numbers import amount, enough_digits, short_unit, with_interval

NOT_A_SUM = "Mechanisms work through each other: what they take away does not add up to the whole."


def sentence_of(why: WhyResult) -> str:
    """Return, for each headline that clearly differs, what it most hangs on; with what that rests on."""
    told = [
        told_without(why, why.clear(name)[0], name)
        for name in HEADLINES
        if excludes_zero(why.differences[name]) and why.clear(name)
    ]
    what = f"{why.scenario} against {why.baseline}"
    said = "; ".join(told) or f"no mechanism clearly changes what tells {what}"
    return (
        f"In {counted(why.replicates, 'simulated future')} of {why.organisation}, {what}: {said}. "
        "On the same luck, one mechanism off at a time, which do not add up to the whole; simulated, not measured."
    )


def told_without(why: WhyResult, mechanism: MechanismName, name: str) -> str:
    """Return what one outcome would be without one mechanism, with its interval."""
    outcome, left = OUTCOME[name], why.remaining[mechanism][name].without
    digits = enough_digits(outcome, why.smallest_effects[name]) + 1
    full = amount(why.differences[name].difference, digits, signed=True)
    return (
        f"without {MECHANISMS[mechanism].about} the difference in {outcome.label} would be "
        f"{with_interval(left, digits)} instead of {full} {short_unit(outcome)}"
    )
