"""What several scenarios came to over common luck, judged against one of them: data, JSON and a table.

It computes nothing but statistics; figures and words take it from here.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import asdict, replace
from functools import cached_property
from hashlib import blake2b
from itertools import combinations
from typing import TYPE_CHECKING, Any, NamedTuple, Self

import numpy as np

from ...agents.base.fields import shown
from ...agents.base.refusal import Problem, Refused, did_you_mean
from ...scenarios.assumptions.outcomes import HEADLINES, PARTICIPANTS_SHOWN, Outcome
from ..statistics.limits import interval_of_mean
from ..statistics.separating import may_be_named, p_value
from ..statistics.verdicts import Comparand, Finding, judge, ranks
from .answer import Answer, answer_data, answer_of
from .columns import plain
from .company_figures import figures_data
from .over_worlds import worlds_data
from .paired_runs import PairedRuns
from .prices import costs_data

if TYPE_CHECKING:
    import pandas as pd

TOLD = ("better_in", "equal_in", "verdict", "more_replicates", "correlation", "variance_reduction")


class Nameable(NamedTuple):
    """What may be named although nobody asked for it: at most one in twenty of these is expected to be wrong."""

    effects: frozenset[tuple[str, str]]
    """Designs and outcomes in which they differ from no programme."""
    contrasts: dict[str, tuple[tuple[str, str], ...]]
    """By outcome, pairs of designs that differ in it, the better one first."""
    of: int
    """How many lines and contrasts were looked at."""


class ComparisonResult(PairedRuns):
    """Runs of several scenarios, judged against the baseline and ranked: what a `Comparison` is without its words."""

    def _comparands(self, places: Sequence[int]) -> list[Comparand]:
        """Return what the statistics need to know of some outcomes."""
        wanted: list[Outcome] = [self.outcomes[place] for place in places]
        return [Comparand(one.name, one.unit, one.direction, self.smallest_effects[one.name]) for one in wanted]

    def _key(self, purpose: str) -> int:
        return int.from_bytes(blake2b(f"{self.seed}/{purpose}".encode(), digest_size=16).digest(), "little")

    @cached_property
    def findings(self) -> dict[str, dict[str, Finding]]:
        """Every outcome of every scenario, judged in its family."""
        families = [self.judged(family) for family in self.families]
        both = {
            name: {outcome: one for family in families for outcome, one in family[name].items()} for name in self.names
        }
        return {name: {outcome: row[outcome] for outcome in self.places} for name, row in both.items()}

    def judged(self, family: str) -> dict[str, dict[str, Finding]]:
        """Judge the outcomes of one family in every scenario."""
        places = self.families[family]
        rows = judge(
            self.values[:, :, places],
            self.references[:, :, places],
            self._comparands(places),
            identical=self.unmoved,
            family=self.judged_in[:, places],
            key=self._key("headline"),
            level=1 - self.level,
        )
        if self.apart:
            rows = [[replace(one, verdict=None, reason=None, more_replicates=None) for one in row] for row in rows]
        named = [self.outcomes[place].name for place in places]
        return {name: dict(zip(named, row, strict=True)) for name, row in zip(self.names, rows, strict=True)}

    @cached_property
    def ranks(self) -> dict[str, dict[str, int | None]]:
        """For each scenario and outcome 1 + the number of scenarios that are better; None where they are apart."""
        if self.apart:
            return {name: dict.fromkeys(self.places) for name in self.names}
        ranked: dict[str, dict[str, int | None]] = {name: {} for name in self.names}
        for places in self.families.values():
            rows = ranks(
                self.gains[:, :, places],
                self._comparands(places),
                identical=self.identical,
                key=self._key("headline ranks"),
                level=1 - self.level,
            )
            for name, row in zip(self.names, rows, strict=True):
                ranked[name].update(zip((self.outcomes[place].name for place in places), row, strict=True))
        return {name: {outcome: row[outcome] for outcome in self.places} for name, row in ranked.items()}

    def against(self, name: str) -> Self:
        """Return the same runs with another of the scenarios as the baseline.

        Raises `Refused` for a scenario that is not among them.
        """
        if name not in self.names:
            hint = did_you_mean(name, self.names) or f"The scenarios compared are: {', '.join(self.names)}."
            raise Refused(Problem(f"'{name}' is not among the scenarios compared.", hint, "unknown", field="against"))
        return replace(self, baseline_row=self.names.index(name), what_differs=())

    @cached_property
    def nameable(self) -> Nameable:
        """What may be named although nobody asked for it, among all outcomes that are read after launch."""
        read = np.array([not outcome.at_launch for outcome in self.outcomes])
        effects, gains = (
            (numbers * np.array([one.direction for one in self.outcomes]))[self.is_design][:, :, read]
            for numbers in (self.over_nothing, self.gains)
        )
        designs = [name for name, design in zip(self.names, self.is_design, strict=True) if design]
        named = [outcome.name for outcome, wanted in zip(self.outcomes, read, strict=True) if wanted]
        pairs = list(combinations(range(len(designs)), 2))
        rows = [*effects, *(gains[i] - gains[j] for i, j in pairs)]
        p_values = np.array([[p_value(differences) for differences in row.T] for row in rows])
        passed = np.zeros(p_values.shape, dtype=np.bool_) if self.apart else may_be_named(p_values)
        effects_of, contrasts = passed[: len(designs)], passed[len(designs) :]
        return Nameable(
            frozenset((designs[row], named[at]) for row, at in np.argwhere(effects_of)),
            {
                outcome: tuple(
                    (designs[i], designs[j]) if np.nanmean(rows[len(designs) + at][:, place]) > 0 else
                    (designs[j], designs[i])
                    for at, (i, j) in enumerate(pairs)
                    if contrasts[at, place]
                )
                for place, outcome in enumerate(named)
                if pairs and contrasts[:, place].any()
            },
            int(p_values.size),
        )  # fmt: skip

    @cached_property
    def answer(self) -> Answer | None:
        """Which design; None where scenarios are apart or none of them is a design."""
        if self.apart or not self.is_design.any():
            return None
        contrasts = self.nameable.contrasts
        shown = [name for name in (*PARTICIPANTS_SHOWN, *HEADLINES) if name in self.places]
        return answer_of(
            self,
            level=self.level,
            separates=[name for name in self.places if name in contrasts],
            alike=[name for name in shown if name not in contrasts] if self.is_design.sum() > 1 else [],
        )

    @cached_property
    def data(self) -> dict[str, Any]:
        """The comparison as JSON has it: numbers or null, keys in the order of the scenarios."""
        own = {name: figures_data(one) for name, one in zip(self.names, self.figures, strict=False)}
        return {
            "baseline": self.baseline,
            **({"baseline_figures": own} if own else {}),
            "replicates": self.replicates,
            **({"enough": self.enough.asked} if self.enough else {}),
            "seed": self.seed,
            "family_size": int(self.held.sum()) * len(HEADLINES),
            "smallest_effects": self.smallest_effects,
            "scenarios": {
                name: {
                    "rank": self.ranks[name],
                    "outcomes": {outcome: self._entry(name, outcome) for outcome in self.places},
                }
                for name in self.names
            },
            "answer": None if self.answer is None else answer_data(self.answer),
            "costs": costs_data(self),
            **({"worlds": worlds_data(self.over_worlds)} if self.over_worlds else {}),
            "digest": self.digest,
            **({"apart": self.apart} if self.apart else {}),
            **({"failed": [asdict(one) for one in self.failures]} if self.failures else {}),
        }

    def _entry(self, name: str, outcome: str) -> dict[str, Any]:
        finding = self.findings[name][outcome]
        declared = self.outcomes[self.places[outcome]]
        is_baseline = not self.judged_in[self.names.index(name), self.places[outcome]]
        told: dict[str, Any] = dict.fromkeys(TOLD) if is_baseline else {key: asdict(finding)[key] for key in TOLD}
        return {
            "mean": plain(self.mean(name, outcome) if finding.mean is None else finding.mean),
            "difference": 0.0 if is_baseline else plain(finding.difference),
            "low": None if is_baseline else plain(finding.low),
            "high": None if is_baseline else plain(finding.high),
            "better_in": told["better_in"],
            "equal_in": told["equal_in"],
            "better_in_varied": None,
            "p10": None,
            "p90": None,
            "robustness": None,
            "verdict": told["verdict"],
            "more_replicates": told["more_replicates"],
            "correlation": plain(told["correlation"]),
            "variance_reduction": plain(told["variance_reduction"]),
            "unit": declared.unit_in(self.currency),
            "direction": declared.direction,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the comparison as a tidy table, a row for each scenario and outcome."""
        import pandas as pd

        return pd.DataFrame(
            [
                {
                    "scenario": name,
                    "outcome": outcome,
                    "family": self.family_of[outcome],
                    "rank": self.ranks[name][outcome],
                }
                | self._entry(name, outcome)
                | {"smallest_effect": self.smallest_effects[outcome], "reason": self.findings[name][outcome].reason}
                for name in self.names
                for outcome in self.places
            ]
        ).drop(columns=["better_in_varied", "p10", "p90", "robustness"])


READINGS = ("naive", "adjusted", "true", "spill_over", "naive_bias", "adjusted_bias")
"""The first four are outcomes called retention.*; a bias is what is seen less what is true."""
WAIT_LIST = "wait_list"
"""A reading of programmes with a wait-list alone."""


def retention_three_ways(comparison: ComparisonResult) -> pd.DataFrame:
    """Return what each programme did for retention, in points: a row for each scenario and way of measuring.

    *naive*: participants less people eligible for the same role who do not take part. *adjusted*: the same, weighed by
    role, age band and level. *true*: participants less the same people in the same future without a programme.
    *spill_over*: everybody else less themselves without one. *wait_list*, where a programme has one: participants less
    those on it. The biases are naive and adjusted less true. `mean` is
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
        kinds = (*READINGS[:4], WAIT_LIST)
        seen = {kind: own.loc[own["outcome"] == f"retention.{kind}", "value"].to_numpy() for kind in kinds}
        if np.isnan(seen["true"]).all():
            continue
        seen |= {f"{kind}_bias": seen[kind] - seen["true"] for kind in ("naive", "adjusted")}
        waiting = () if np.isnan(seen[WAIT_LIST]).all() else (WAIT_LIST,)
        for kind in (*READINGS, *waiting):
            mean, low, high, futures = interval_of_mean(seen[kind])
            yield {"scenario": name, "reading": kind, "mean": mean, "low": low, "high": high, "futures": futures}


def retention_data(comparison: ComparisonResult) -> dict[str, dict[str, dict[str, float | None]]]:
    """Return the readings as JSON has them, by scenario and reading: numbers or null."""
    told: dict[str, dict[str, dict[str, float | None]]] = {}
    for row in readings(comparison):
        numbers = {key: None if np.isnan(row[key]) else plain(row[key]) for key in ("mean", "low", "high")}
        told.setdefault(row["scenario"], {})[row["reading"]] = numbers | {"futures": row["futures"]}
    return told
