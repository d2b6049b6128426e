"""The pair list of a programme's first cohort, as tables."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass
from typing import TYPE_CHECKING

from ...scenarios.scenario import Scenario

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False, repr=False)
class PairList:
    """Who with whom, who stays without a pair, and whether the rules hold: a table each."""

    scenario: Scenario
    seed: int
    replicate: int
    pairs: pd.DataFrame
    unmatched: pd.DataFrame
    checks: pd.DataFrame
    notes: tuple[str, ...]

    @property
    def keeps_all_rules(self) -> bool:
        """Whether the independent check found nothing."""
        return bool(self.checks["kept"].all())


def counts_of_reasons(matching: PairList) -> dict[tuple[str, str], int]:
    """Return how many stayed without a pair, by side and kind of reason."""
    return dict(Counter(zip(matching.unmatched["side"], matching.unmatched["reason"], strict=True)))
