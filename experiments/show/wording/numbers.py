"""Numbers with their units, as people read them."""

from __future__ import annotations

from collections.abc import Mapping

from ....scenarios.assumptions.outcomes import OUTCOME, Outcome
from ...statistics.verdicts import Finding

SUPPRESSED_BELOW = 5
"""No cell about fewer people than this is shown."""

SHORT_UNITS = {
    "implemented ideas per 100 employee-years": "ideas per 100 a year",
    "% of those at launch not quit after a year": "percentage points",
    "% not quit after a year": "percentage points",
    "points of 100": "points",
}


def amount(number: float | None, digits: int = 1, *, signed: bool = False) -> str:
    """Return a number to read, with thousands apart; a dash where there is none.

    >>> amount(1234.56), amount(-0.04, signed=True), amount(0.31, 2, signed=True), amount(None)
    ('1,234.6', '0.0', '+0.31', '-')
    """
    if number is None or number != number:
        return "-"
    rounded = round(number, digits)
    if rounded == 0:
        return f"{0:.{digits}f}"
    return f"{rounded:+,.{digits}f}" if signed else f"{rounded:,.{digits}f}"


def enough_digits(outcome: Outcome, smallest: float) -> int:
    """Return with how many digits the smallest effect that matters can be distinguished from zero."""
    digits = outcome.digits
    while digits < 4 and round(smallest, digits) < 2 * 10.0**-digits:
        digits += 1
    return digits


def short_unit(outcome: Outcome, currency: str | None = None) -> str:
    """Return a unit short enough for a table, money in its currency if stated."""
    declared = OUTCOME.get(outcome.name, outcome)
    return SHORT_UNITS.get(declared.unit, outcome.unit_in(currency))


def people_cell(count: int) -> str:
    """Return a count of people as it may be shown: never one under 5, other than none at all.

    >>> people_cell(0), people_cell(3), people_cell(1234)
    ('0', 'under 5', '1,234')
    """
    return f"under {SUPPRESSED_BELOW}" if 0 < count < SUPPRESSED_BELOW else f"{count:,}"


def between(middle: float | None, low: float | None, high: float | None, digits: int = 1) -> str:
    """Return a difference with the ends of its interval, if it has one.

    >>> between(3.14, 1.0, 5.2), between(3.14, None, None)
    ('+3.1 (+1.0 to +5.2)', '+3.1')
    """
    difference = amount(middle, digits, signed=True)
    if low is None or high is None:
        return difference
    return f"{difference} ({amount(low, digits, signed=True)} to {amount(high, digits, signed=True)})"


def with_interval(finding: Finding, digits: int) -> str:
    """Return a difference with its interval, unless that is a single point."""
    high = None if finding.low == finding.high else finding.high
    return between(finding.difference, finding.low, high, digits)


def mean_in_words(reading: Mapping[str, float | None]) -> str:
    """Return a mean with its interval, of a record that has them as `mean`, `low` and `high`."""
    return between(reading["mean"], reading["low"], reading["high"])


def difference_in_words(finding: Finding, outcome: Outcome, smallest: float) -> str:
    """Return a difference with its interval, in as many digits as the smallest effect that matters asks for."""
    return with_interval(finding, enough_digits(outcome, smallest))
