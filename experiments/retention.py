"""Retention told three ways: what a company would read off its files, and what a programme did."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from .commands.answers import clean, table
from .comparison import Comparison, plain
from .words import amount, futures_in_words, listed

if TYPE_CHECKING:
    import pandas as pd
    from rich.console import Console

READINGS = ("naive", "adjusted", "true", "spill_over", "naive_bias", "adjusted_bias")
"""The first four are outcomes called retention.*; a bias is what is seen less what is true."""


def retention_three_ways(comparison: Comparison) -> pd.DataFrame:
    """Return what each programme did for retention, a row for each scenario and reading, in points after a year.

    *naive*: participants less people eligible for the same role who do not take part. *adjusted*: the same, weighed by
    role, age band and level. *true*: participants less the same people in the same future without a programme.
    *spill_over*: everybody else less themselves without one. The biases are naive and adjusted less true. `mean` is
    over the `futures` that have a value; `low` and `high` are its 95 % Student interval, each reading for itself.
    Only the cohort of launch is followed: scenarios without one, as where a programme starts later, have no rows.
    """
    import pandas as pd

    return pd.DataFrame(list(readings(comparison)), columns=["scenario", "reading", "mean", "low", "high", "futures"])


def readings(comparison: Comparison) -> Iterator[dict[str, Any]]:
    """Yield each scenario's readings."""
    runs = comparison.runs
    for name in comparison.names:
        own = runs[runs["scenario"] == name]
        seen = {kind: own.loc[own["outcome"] == f"retention.{kind}", "value"].to_numpy() for kind in READINGS[:4]}
        if np.isnan(seen["true"]).all():
            continue
        seen |= {f"{kind}_bias": seen[kind] - seen["true"] for kind in ("naive", "adjusted")}
        for kind in READINGS:
            mean, low, high, futures = interval_of_mean(seen[kind])
            yield {"scenario": name, "reading": kind, "mean": mean, "low": low, "high": high, "futures": futures}


def interval_of_mean(values: NDArray[np.float64]) -> tuple[float, float, float, int]:
    """Return a mean, its 95 % Student interval, and of how many values; nan where there are too few.

    >>> interval_of_mean(np.array([1.0, 2.0, 3.0, np.nan]))[0]
    2.0
    """
    from scipy.stats import t

    values = values[~np.isnan(values)]
    n = len(values)
    if n < 2:
        return float(values[0]) if n else np.nan, np.nan, np.nan, n
    mean, half = float(values.mean()), float(t.ppf(0.975, n - 1) * values.std(ddof=1) / np.sqrt(n))
    return mean, mean - half, mean + half, n


def retention_data(comparison: Comparison) -> dict[str, dict[str, dict[str, float | None]]]:
    """Return the readings as JSON has them, by scenario and reading: numbers or null."""
    told: dict[str, dict[str, dict[str, float | None]]] = {}
    for row in readings(comparison):
        numbers = {key: None if np.isnan(row[key]) else plain(row[key]) for key in ("mean", "low", "high")}
        told.setdefault(row["scenario"], {})[row["reading"]] = numbers | {"futures": row["futures"]}
    return told


def show_retention(console: Console, comparison: Comparison) -> None:
    """Show the readings side by side, and say in words what the bias is."""
    told = retention_data(comparison)
    unfollowed = [
        name for name, asked in zip(comparison.names, comparison.programmes, strict=False) if asked and name not in told
    ]
    if not told:
        why = f" {not_followed(unfollowed)}" if unfollowed else " no programme has participants."
        console.print(clean(f"\nRetention three ways:{why}"))
        return
    futures = futures_in_words(comparison).replace("simulated ", "")
    console.print(
        "\nWhat a programme did for retention, told three ways "
        f"(percentage points after a year, mean of {futures} and 95 % interval):"
    )
    shown = table("", "naive", "adjusted", "true", "everybody else", right=("naive", "adjusted", "true"))
    for name, row in told.items():
        shown.add_row(clean(name), *(in_words(row[kind]) for kind in READINGS[:4]))
    console.print(shown)
    console.print("  naive: participants against people who could have taken the same role and do not take part.")
    console.print("  adjusted: the same, but people of the same age band and level.")
    console.print("  true: participants against themselves, in the same future without the programme.")
    console.print("  everybody else: those not in the programme against themselves without it.")
    for name, row in told.items():
        console.print(clean(bias_in_words(name, row)))
    if unfollowed:
        console.print(clean(not_followed(unfollowed)))


def not_followed(names: Sequence[str]) -> str:
    """Return why programmes that are asked for pairs have no participants to follow."""
    return f"nobody of {listed(names)} takes part from launch, and only the cohort of launch is followed."


def in_words(reading: dict[str, float | None]) -> str:
    """Return a mean with its interval."""
    told = amount(reading["mean"], signed=True)
    if reading["low"] is None:
        return told
    return f"{told} ({amount(reading['low'], signed=True)} to {amount(reading['high'], signed=True)})"


def bias_in_words(name: str, row: dict[str, dict[str, float | None]]) -> str:
    """Return what a company would believe of a programme, what is so, and why the two differ."""
    seen, true, bias, left = (row[kind] for kind in ("naive", "true", "naive_bias", "adjusted_bias"))
    told = (
        f"{name}: the company's own files would show {amount(seen['mean'], signed=True)} points; the programme did "
        f"{amount(true['mean'], signed=True)}."
    )
    if bias["low"] is None or bias["high"] is None:
        return told
    if bias["low"] > 0:
        why = "The files flatter it: those who take part would have stayed longer than the others anyway"
    elif bias["high"] < 0:
        why = "The files do it down: those who take part would have left sooner than the others anyway"
    else:
        return f"{told} Luck alone can explain the gap."
    if left["low"] is None or left["high"] is None:
        return f"{told} {why}."
    mended = left["low"] <= 0 <= left["high"]
    return f"{told} {why}{', and age and level tell most of it' if mended else ', and age and level do not tell it'}."
