"""A choice among scenarios in plain words: what was chosen, and with what certainty."""

from __future__ import annotations

from ....agents.files.tables.cells import counted, listed
from ....scenarios.assumptions.outcomes import Outcome
from ...statistics.selection import Selection
from .numbers import amount, enough_digits, short_unit


def selection_in_words(chosen: Selection, outcome: Outcome, replicates: int, currency: str | None = None) -> str:
    """Return what was chosen, and with what certainty."""
    runs = sorted({number for name, number in chosen.used.items() if name not in chosen.without_value})
    apart = (
        f" {listed(chosen.without_value)} had no value of it and could not be chosen." if chosen.without_value else ""
    )
    if len(chosen.used) - len(chosen.without_value) < 2:
        return f"There is nothing to choose between on {outcome.label}.{apart}"
    if not chosen.settled:
        sentence = (
            f"Which scenario is best on {outcome.label} is too close to call after {counted(replicates, 'replicate')}: "
            f"the candidates left are {listed(chosen.within_delta)}."
        )
    else:
        together = len(chosen.within_delta) > 1
        digits, unit = enough_digits(outcome, chosen.indifference), short_unit(outcome, currency)
        by = f"{amount(chosen.indifference, digits)} {unit}"
        sentence = (
            f"Best on {outcome.label}: {listed(chosen.within_delta)}{', which never differed,' if together else ''} "
            f"after {counted(replicates, 'replicate')}. A choice made like this finds the best with probability "
            f"{chosen.confidence:.4g} if it leads by {by} or more; if it leads by less, another may have been chosen."
        )
    if len(runs) > 1:
        sentence += (
            f" Scenarios that could not be the best were simulated no further, after {runs[0]:,} to {runs[-1]:,} "
            f"replicates ({counted(chosen.saved, 'run')} saved), so the intervals rest on unequal numbers, and "
            "those of scenarios stopped early may make them look a little worse than they are."
        )
    return sentence + apart
