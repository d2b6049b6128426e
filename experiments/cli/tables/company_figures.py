"""Company figures on a terminal: what was asked for, and what is reached or will be solved for."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...show.wording.numbers import amount
from .answers import clean, table

if TYPE_CHECKING:
    from rich.console import Console

    from ....sim.calibration.calibrate import Fitted


def show_figures(console: Console, names: Sequence[str], fitted: Sequence[Fitted]) -> None:
    """Show the figures met, a table for each set of assumptions."""
    groups: list[tuple[list[str], Fitted]] = []
    for name, one in zip(names, fitted, strict=True):
        alike = [known for known, other in groups if other.figures == one.figures]
        if alike:
            alike[0].append(name)
        else:
            groups.append(([name], one))
    for known, one in groups:
        of = f" in {', '.join(map(clean, known))}" if len(groups) > 1 else ""
        console.print(f"Your company figures{of}, {how_measured(one)}:")
        show_table(console, one)
        for note in dict.fromkeys(figure.note for figure in one.figures if figure.note):
            console.print(f"Read from your file: {clean(note)}.")
        console.print()


def how_measured(fitted: Fitted) -> str:
    """Return how the figures were met, in a few words."""
    if not fitted.runs:
        return "none of which the model had to be adjusted to"
    runs = "1 run" if fitted.runs == 1 else f"{fitted.runs} runs"
    return f"met by {runs} without a programme ({fitted.person_years:,.0f} person-years, with luck of their own)"


def show_table(console: Console, fitted: Fitted) -> None:
    """Show what was asked for and what is reached."""
    shown = table(
        "figure", "asked for", "reached", "difference", "unit", "whose", right=("asked for", "reached", "difference")
    )
    for one in fitted.figures:
        if not one.name.startswith("pay."):
            numbers = (amount(one.target, 2), amount(one.value, 2), amount(one.residual, 2, signed=True))
            shown.add_row(clean(one.label), *numbers, clean(one.unit), whose(one.yours, one.follows))
    console.print(shown)
    pay = [one for one in fitted.figures if one.name.startswith("pay.")]
    each = " / ".join(amount(one.value, 0) for one in pay)
    console.print(f"Pay, level 0 to 4: {each} {clean(pay[0].unit)} ({whose(pay[0].yours)}).")
    console.print(f"Currency: {clean(fitted.currency or 'not stated')} ({whose(fitted.currency is not None)}).")


def whose(yours: bool, follows: bool = False) -> str:
    """Return whose a figure is."""
    return "yours" if yours else "follows" if follows else "default"


def show_to_be_met(console: Console, figures: Sequence[dict[str, Any]]) -> None:
    """Show the figures a scenario states and the constants that will be solved for them."""
    shown = table("your figure", "asked for", "unit", "met by adjusting", right=("asked for",))
    for figure in figures:
        shown.add_row(clean(figure["name"]), amount(figure["target"]), clean(figure["unit"]), clean(figure["solved"]))
    console.print(shown)
    for note in dict.fromkeys(figure["note"] for figure in figures if figure["note"]):
        console.print(f"Read from your file: {clean(note)}.")
