"""The participants' retention on a terminal: as it seems and as it is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ....agents.files.tables.cells import listed
from ...results.comparison import READINGS, WAIT_LIST, retention_data
from ...show.wording import comparison as words
from ...show.wording.numbers import amount, mean_in_words
from .answers import clean, table

if TYPE_CHECKING:
    from rich.console import Console

    from ...studies.comparison import Comparison


def show_retention(console: Console, comparison: Comparison) -> None:
    """Show the readings side by side, and say in words what the bias is."""
    measured = retention_data(comparison)
    unfollowed = [
        name
        for name, asked in zip(comparison.names, comparison.programmes, strict=False)
        if asked and name not in measured
    ]
    if not measured:
        why = not_followed(unfollowed) if unfollowed else "No programme has participants."
        console.print(clean(f"\nThe participants' retention cannot be measured. {why}"))
        return
    futures = words.futures_in_words(comparison).replace("simulated ", "")
    unit = comparison.outcomes[comparison.places["retention.true"]].unit
    console.print(
        f"\nWhat a programme did for retention, measured in three ways ({unit}, mean of {futures} and 95 % interval):"
    )
    shown = table("", "naive", "adjusted", "true", "everybody else", right=("naive", "adjusted", "true"))
    waiting = any(WAIT_LIST in row for row in measured.values())
    if waiting:
        shown.add_column("wait-list", justify="right")
    for name, row in measured.items():
        against = [mean_in_words(row[WAIT_LIST]) if WAIT_LIST in row else "-"] if waiting else []
        shown.add_row(clean(name), *(mean_in_words(row[kind]) for kind in READINGS[:4]), *against)
    console.print(shown)
    console.print("  naive: participants compared with people who could have taken the same role and do not take part.")
    console.print("  adjusted: the same, but only with people of the same age band and level.")
    console.print("  true: participants compared with themselves, in the same future without the programme.")
    console.print("  everybody else: those not in the programme, compared with themselves without it.")
    if waiting:
        console.print("  wait-list: participants compared with those who wait for a place.")
    for name, row in measured.items():
        console.print(clean(bias_in_words(name, row)))
    if unfollowed:
        console.print(clean(not_followed(unfollowed)))


def not_followed(names: Sequence[str]) -> str:
    """Return why programmes that are asked for pairs have no participants to follow."""
    return f"In {listed(names)} nobody takes part from launch on, and only the first cohort is followed."


def bias_in_words(name: str, row: dict[str, dict[str, float | None]]) -> str:
    """Return what a company would believe of a programme, what is so, and why the two differ."""
    seen, true, bias, left = (row[kind] for kind in ("naive", "true", "naive_bias", "adjusted_bias"))
    seems = (
        f"{name}: by a company's own files the programme seems to do {amount(seen['mean'], signed=True)} points; what "
        f"it does is {amount(true['mean'], signed=True)}."
    )
    if bias["low"] is None or bias["high"] is None:
        return seems
    if bias["low"] > 0:
        why = "They make it look better than it is: those who take part would have stayed longer than the others anyway"
    elif bias["high"] < 0:
        why = "They make it look worse than it is: those who take part would have left sooner than the others anyway"
    else:
        return f"{seems} Luck alone can explain the gap."
    if left["low"] is None or left["high"] is None:
        return f"{seems} {why}."
    if left["low"] <= 0 <= left["high"]:
        return f"{seems} {why}. Among people of the same age and level, luck alone can explain what is left of the gap."
    return f"{seems} {why}, which age and level do not explain in full."
