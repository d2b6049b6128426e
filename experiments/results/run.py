"""One run as tables: who there was, and which pairs; and the pair list of a first cohort."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from dataclasses import dataclass
from typing import TYPE_CHECKING, Any, get_args

import numpy as np
from numpy.typing import NDArray

from ...agents.base.skills import BANDS, band_of
from ...agents.files.pseudonyms import of_occupant
from ...scenarios.scenario import Scenario
from ...sim.measures.record import Record
from ...sim.processes.cohort import NOT_IN
from ...sim.processes.turnover import QUITS, RETIRES, SEPARATED
from ...sim.state.inputs import Inputs
from ...sim.state.pairs import Ending

if TYPE_CHECKING:
    import pandas as pd

    from ...sim.calibration.calibrate import Fitted

ROLES = ("none", "junior", "senior")
FARED = (
    "year_weeks", "year_ideas", "year_inclusion", "technology_gain", "communication_gain", "leadership_gain",
    "confidence_gain", "openness_gain", "leader_access",
)  # fmt: skip
"""Outcomes of people, over the first year or until they left."""


@dataclass(frozen=True, eq=False, repr=False)
class RunResult:
    """What one simulated future of one scenario came to."""

    scenario: Scenario
    seed: int
    replicate: int
    outcomes: dict[str, float]
    weekly: pd.DataFrame
    people: pd.DataFrame
    pairs: pd.DataFrame
    digest: str
    environment: dict[str, str]
    notes: tuple[str, ...] = ()
    figures: Fitted | None = None
    """How the organisation's own figures were met, where they are stated; `figures.scenario` is what was run."""


def people_table(kept: Record, given: Inputs, names: Sequence[str]) -> pd.DataFrame:
    """Return a row for everybody there was: who, in which part, until when, and how those of launch fared.

    Those present at launch come first, in the order of their seats, then the others in the order in which they came.
    No name, exact age or group of anybody is in it.
    """
    import pandas as pd

    of, later = kept.people, kept.hired
    row = np.concatenate([np.arange(len(names)), later["row"].astype(np.int64)])
    nth = np.concatenate([np.zeros(len(names), np.int64), later["occupant"].astype(np.int64)])

    def both(at_launch: str, hired: str) -> NDArray[np.float64]:
        return np.concatenate([of[at_launch], later[hired]]).astype(np.float64)

    def first_only(values: NDArray[Any]) -> pd.Series:
        told = pd.Series(values.astype(object) if values.dtype == np.bool_ else values).reindex(range(len(row)))
        return told.astype("boolean") if values.dtype == np.bool_ else told

    kind, week = both("exit_kind", "exit_kind"), both("exit_week", "exit_week")
    nobody = np.full(len(later["row"]), NOT_IN)
    roles = np.array(ROLES)
    return pd.DataFrame(
        {
            "person": people_named(names, row, nth),
            "seat": np.array(names, object)[row],
            "present_at_launch": nth == 0,
            "hired_week": pd.Series(later["hired_week"], len(names) + np.arange(len(nobody))).reindex(range(len(row))),
            "age_band": [BANDS[band] for band in band_of(both("age", "age"))],
            "level": of["level"][row],
            "department": np.array(given.structure.departments, dtype=object)[of["department"][row]],
            "role": roles[np.concatenate([of["role"], nobody])],
            "later_role": roles[both("later_role", "role").astype(np.int64)],
            "joined_week": both("joined_week", "joined_week"),
            "programme_weeks": both("weeks_in", "weeks_in"),
            "quit_week": np.where(kind == QUITS, week, np.nan),
            "retirement_week": np.where(kind == RETIRES, week, np.nan),
            "other_exit_week": np.where(kind == SEPARATED, week, np.nan),
            **{name: first_only(of[name]) for name in FARED},
        }
    )


def people_named(names: Sequence[str], rows: NDArray[np.int64], nth: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return what people are called, by seat and as its n-th occupant."""
    found = [of_occupant(names[row], which) for row, which in zip(rows.tolist(), nth.tolist(), strict=True)]
    return np.array(found, dtype=object)


def pairs_table(kept: Record, names: Sequence[str]) -> pd.DataFrame:
    """Return a row for each pair there was; `ended` is empty while it runs."""
    import pandas as pd

    occupants = {side: f"{side}_occupant" for side in ("junior", "senior")}
    table = pd.DataFrame({name: column for name, column in kept.pairs.items() if name not in occupants.values()})
    for side, occupant in occupants.items():
        table[side] = people_named(names, kept.pairs[side], kept.pairs[occupant])
    table["ended"] = table["ended"].astype("Int64").mask(table["ended"] < 0)
    table["ending"] = np.array(get_args(Ending))[kept.pairs["ending"]]
    return table


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
