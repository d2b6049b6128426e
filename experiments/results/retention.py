"""Retention measured in three ways: what a company would read off its files, and what a programme did."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TYPE_CHECKING, Any

import numpy as np

from ...agents.base.fields import shown
from ...agents.base.refusal import Problem, Refused
from ..statistics.limits import interval_of_mean
from .columns import plain
from .comparison import ComparisonResult

if TYPE_CHECKING:
    import pandas as pd

READINGS = ("naive", "adjusted", "true", "spill_over", "naive_bias", "adjusted_bias")
"""The first four are outcomes called retention.*; a bias is what is seen less what is true."""


def retention_three_ways(comparison: ComparisonResult) -> pd.DataFrame:
    """Return what each programme did for retention, in points: a row for each scenario and way of measuring.

    *naive*: participants less people eligible for the same role who do not take part. *adjusted*: the same, weighed by
    role, age band and level. *true*: participants less the same people in the same future without a programme.
    *spill_over*: everybody else less themselves without one. The biases are naive and adjusted less true. `mean` is
    over the `futures` that have a value; `low` and `high` are its 95 % Student interval, each for itself.
    Only the first cohort is followed, so a programme that starts later has no rows.
    """
    import pandas as pd

    if not isinstance(comparison, ComparisonResult):
        hint = "Give what compare(...) returned."
        raise Refused(Problem(f"must be a Comparison, not {shown(comparison)}.", hint, "type", field="comparison"))
    return pd.DataFrame(list(readings(comparison)), columns=["scenario", "reading", "mean", "low", "high", "futures"])


def readings(comparison: ComparisonResult) -> Iterator[dict[str, Any]]:
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


def retention_data(comparison: ComparisonResult) -> dict[str, dict[str, dict[str, float | None]]]:
    """Return the readings as JSON has them, by scenario and reading: numbers or null."""
    told: dict[str, dict[str, dict[str, float | None]]] = {}
    for row in readings(comparison):
        numbers = {key: None if np.isnan(row[key]) else plain(row[key]) for key in ("mean", "low", "high")}
        told.setdefault(row["scenario"], {})[row["reading"]] = numbers | {"futures": row["futures"]}
    return told
