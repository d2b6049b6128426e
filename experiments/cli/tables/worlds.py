"""A comparison over worlds on a terminal: how far luck and assumptions decide."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from ....scenarios.assumptions.outcomes import HEADLINES, PARTICIPANTS_HEADLINES
from ...show.wording.answer import label, share
from ...show.wording.numbers import amount, enough_digits
from ...show.wording.worlds import ROBUSTNESS, futures_better, worlds_better, worlds_in_words
from .answers import clean, table
from .headlines import begun

if TYPE_CHECKING:
    from rich.console import Console

    from ...statistics.robustness import OverWorlds
    from ...studies.comparison import Comparison


def show_worlds(console: Console, comparison: Comparison, found: OverWorlds) -> None:
    """Show what designs came to over worlds, against no programme and in participants against the same people."""
    console.print()
    console.print(fill(worlds_in_words(found), console.width))
    shown = table(
        "", "mean", "worst tenth", "futures better", "worlds better", "which is", right=("mean", "worst tenth")
    )
    objectives = next(iter(found.keeps.values()))
    for outcome in dict.fromkeys((*objectives, *PARTICIPANTS_HEADLINES, *HEADLINES)):
        rows = {name: by[outcome] for name, by in found.outcomes.items() if outcome in by}
        if rows:
            declared, _ = begun(shown, comparison, outcome)
        for name, one in rows.items():
            digits = enough_digits(declared, comparison.smallest_effects[outcome])
            means = (amount(number, digits, signed=True) for number in (one.mean, one.worst_tenth))
            shown.add_row(
                f"  {clean(name)}", *means, futures_better(one), worlds_better(one), ROBUSTNESS[one.robustness]
            )
        shown.add_section()
    console.print(shown)
    if len(found.keeps) > 1:
        heads = [label(outcome) for outcome in objectives]
        console.print(
            fill(
                f"In how many of {found.worlds} worlds each keeps at least {share(comparison.keeps)} of the best gain; "
                "and what is lost, at least, by taking it in every world instead of the best of each:",
                console.width,
            )
        )
        kept = table("", *heads, right=heads)
        for name, by in found.keeps.items():
            cells = [f"{number}; {lost_at_least(found.regret[name][outcome])}" for outcome, number in by.items()]
            kept.add_row(clean(name), *cells)
        console.print(kept)


def lost_at_least(regret: float) -> str:
    """Return what is lost, at least: never less than nothing, and a dash where it is not known.

    >>> lost_at_least(-0.01), lost_at_least(float("nan"))
    ('0.00', '-')
    """
    return amount(max(regret, 0.0) if regret == regret else None, 2)
