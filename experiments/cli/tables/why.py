"""Why, on a terminal: a table a headline, the mechanisms that clearly change it and what remains without each."""

from __future__ import annotations

from textwrap import fill
from typing import TYPE_CHECKING

from ....agents.files.tables.cells import counted
from ....scenarios.assumptions.mechanisms import MECHANISMS
from ....scenarios.assumptions.outcomes import HEADLINES, OUTCOME
from ...results.why import ASKED, NOT_A_SUM, excludes_zero
from ...show.wording.numbers import amount, enough_digits, short_unit, with_interval
from .answers import clean, table

if TYPE_CHECKING:
    from rich.console import Console

    from ....scenarios.assumptions.assumptions import MechanismName
    from ...results.why import Remaining
    from ...studies.why import Why

NONE_CLEAR = (
    "After {futures} no mechanism clearly changes a headline. More futures (--replicates) narrow the intervals, and so "
    "does naming the few mechanisms you doubt: the intervals of fewer have less to hold together."
)
FEW = 8
"""Mechanisms named in a line; more are counted."""


def show_why(console: Console, why: Why, everything: bool) -> None:
    """Show what each headline's difference depends on; if asked, also for participants and for all mechanisms."""
    what = f"Why does {why.scenario} differ from {why.baseline}?"
    each = f"each of {len(why.mechanisms)} mechanisms" if len(why.mechanisms) > 1 else "one mechanism"
    console.print(f"\n{clean(what)} Both were simulated again without {each}, with the same luck.")
    console.print(
        "Intervals here hold for this question alone, so that of the full difference is a little other than above."
    )
    for name in ASKED if everything else HEADLINES:
        outcome, full = OUTCOME[name], why.differences[name]
        digits = enough_digits(outcome, why.smallest_effects[name]) + 1
        difference = f"{outcome.label}: the difference is {with_interval(full, digits)} {short_unit(outcome)}"
        console.print(f"\n{difference}{'' if excludes_zero(full) else ', not clearly other than none'}.")
        clear = why.clear(name)
        shown = table("without", "the difference would be", "change", "remains", right=("remains",))
        for mechanism in why.ordered(name) if everything else clear:
            one = why.remaining[mechanism][name]
            shown.add_row(
                f"{mechanism}: {MECHANISMS[mechanism].about}", with_interval(one.without, digits),
                with_interval(one.change, digits), share_in_words(one),
            )  # fmt: skip
        if shown.row_count:
            console.print(shown)
        if not everything and (rest := not_clear_in_words(why, name)):
            console.print(fill(rest, console.width, subsequent_indent="  "))
    if everywhere := len(why.mechanisms) > 1 and not any(map(why.clear, HEADLINES)):
        console.print(f"\n{NONE_CLEAR.format(futures=counted(why.replicates, 'future'))}")
    names = f"Name some with --why {','.join(why.mechanisms[:2])}; all are: {', '.join(why.mechanisms)}."
    if len(why.mechanisms) == len(MECHANISMS) and (everything or everywhere):
        console.print(fill(names, console.width, subsequent_indent="  ", break_on_hyphens=False))
    console.print(f"\n{clean(why.sentence())}")
    console.print(
        f"{NOT_A_SUM} No other number is adjusted when a mechanism is off. Intervals are of 95 %, and those of a table "
        "hold together."
    )


def not_clear_in_words(why: Why, name: str) -> str:
    """Return which mechanisms do not clearly change a difference, and of these which change nothing that matters."""
    clear = set(why.clear(name))
    rest = [one for one in why.mechanisms if one not in clear]
    nothing = [one for one in rest if why.remaining[one][name].change.verdict == "equivalent"]
    if not rest:
        return ""
    words = f"These do not clearly change it: {named_or_counted(rest, other=bool(clear))}."
    if nothing:
        effect, outcome = why.smallest_effects[name], OUTCOME[name]
        smallest = f"{amount(effect, enough_digits(outcome, effect))} {short_unit(outcome)}"
        which = "all of these" if nothing == rest and len(rest) > 1 else named_or_counted(nothing)
        words += f" Without these it stays the same within {smallest}, the smallest effect that matters: {which}."
    return words


def named_or_counted(mechanisms: list[MechanismName], other: bool = False) -> str:
    """Return mechanisms in words: by name if few, else how many."""
    if len(mechanisms) <= FEW:
        return ", ".join(MECHANISMS[mechanism].about for mechanism in mechanisms)
    return f"{'the other ' if other else ''}{counted(len(mechanisms), 'mechanism')}"


def share_in_words(remaining: Remaining) -> str:
    """Return a share with its interval, or a dash."""
    if remaining.share is None:
        return "—"
    share = f"{remaining.share * 100:.0f} %"
    if remaining.share_low is None or remaining.share_high is None or remaining.share_low == remaining.share_high:
        return share
    return f"{share} ({remaining.share_low * 100:.0f} to {remaining.share_high * 100:.0f})"
