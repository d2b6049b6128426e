"""What remains of a difference between two scenarios when one mechanism of the model is switched off."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np

from ...agents.base.arrays import Flags, Floats
from ...scenarios.assumptions.assumptions import MechanismName
from ...scenarios.assumptions.mechanisms import MECHANISMS
from ...scenarios.assumptions.outcomes import HEADLINES, OUTCOME
from ..statistics.verdicts import Comparand, Finding, judge
from .columns import plain

if TYPE_CHECKING:
    import pandas as pd


NOT_A_SUM = "Mechanisms act through one another, so the parts do not add up to the whole."
OF_PARTICIPANTS = tuple(f"participants.{name}" for name in HEADLINES)
ASKED = (*HEADLINES, *OF_PARTICIPANTS)
TOGETHER = (HEADLINES, OF_PARTICIPANTS)
EACH = tuple((name,) for name in ASKED)


class Remaining(NamedTuple):
    """What is left of a difference in one outcome without one mechanism."""

    without: Finding
    """The difference without it."""
    change: Finding
    """That less the full difference, replicate by replicate."""
    share: float | None
    """Of the full difference; None where that is not clearly something."""
    share_low: float | None
    share_high: float | None

    @property
    def is_clear(self) -> bool:
        """Whether the difference clearly changes."""
        return excludes_zero(self.change)


@dataclass(frozen=True, eq=False, repr=False)
class WhyResult:
    """A difference between two scenarios, and what remains of it: what a `Why` is without its words."""

    scenario: str
    baseline: str
    mechanisms: tuple[MechanismName, ...]
    full: Floats
    without: Floats
    alike: Flags
    smallest_effects: dict[str, float]
    seed: int = 0
    organisation: str = "this organisation"
    notes: tuple[str, ...] = ()

    @property
    def replicates(self) -> int:
        """The number of simulated futures."""
        return len(self.full)

    @cached_property
    def differences(self) -> dict[str, Finding]:
        """The full difference in each outcome."""
        same = np.array([not np.nan_to_num(self.full, nan=1.0).any()], dtype=np.bool_)
        return {name: row[0] for name, row in self._judged("full", TOGETHER, self.full[None], None, same).items()}

    @cached_property
    def remaining(self) -> dict[MechanismName, dict[str, Remaining]]:
        """What is left without each mechanism, outcome by outcome."""
        here = ~(np.isnan(self.full) | np.isnan(self.without))
        whole = np.where(here, self.full, np.nan)
        left = self._judged("without", EACH, self.without, None, self.alike[:, 0])
        change = self._judged("change", EACH, self.without, whole, self.alike[:, 1])
        found: dict[MechanismName, dict[str, Remaining]] = {}
        for row, mechanism in enumerate(self.mechanisms):
            found[mechanism] = {}
            for place, name in enumerate(ASKED):
                clear = excludes_zero(self.differences[name])
                share = share_of(self.without[row, :, place], whole[row, :, place], change[name][row])
                found[mechanism][name] = Remaining(
                    left[name][row], change[name][row], *(share if clear else (None, None, None))
                )
        return found

    def _judged(
        self, purpose: str, families: Iterable[Sequence[str]], values: Floats, references: Floats | None, same: Flags
    ) -> dict[str, list[Finding]]:
        """Judge (rows, replicates, outcomes) against references, 0 if none; return the findings of each outcome."""
        against = np.zeros_like(values) if references is None else np.broadcast_to(references, values.shape)
        found: dict[str, list[Finding]] = {}
        for names in families:
            places = [ASKED.index(name) for name in names]
            comparands = [Comparand(n, OUTCOME[n].unit, OUTCOME[n].direction, self.smallest_effects[n]) for n in names]
            word = f"{self.seed}/why/{purpose}/{names[0]}".encode()
            key = int.from_bytes(blake2b(word, digest_size=16).digest(), "little")
            rows = judge(values[:, :, places], against[:, :, places], comparands, identical=same, key=key)
            found |= {name: [row[at] for row in rows] for at, name in enumerate(names)}
        return found

    def ordered(self, outcome: str) -> list[MechanismName]:
        """Return the mechanisms, first the one without which most of the difference in an outcome goes."""
        sign = -1.0 if (self.differences[outcome].difference or 0.0) < 0 else 1.0

        def left(mechanism: MechanismName) -> float:
            change = self.remaining[mechanism][outcome].change.difference
            return 0.0 if change is None else sign * change

        return sorted(self.mechanisms, key=left)

    def clear(self, outcome: str) -> list[MechanismName]:
        """Return the mechanisms without which a difference clearly changes, ordered likewise."""
        return [one for one in self.ordered(outcome) if self.remaining[one][outcome].is_clear]

    @cached_property
    def data(self) -> dict[str, Any]:
        """The answer as JSON has it: numbers or null."""
        return {
            "baseline": self.baseline,
            "replicates": self.replicates,
            "seed": self.seed,
            "family_size": len(self.mechanisms),
            "differences": {
                name: {"difference": plain(f.difference), "low": plain(f.low), "high": plain(f.high)}
                for name, f in self.differences.items()
            },
            "without": {
                mechanism: {
                    "about": MECHANISMS[mechanism].about,
                    "outcomes": {name: entry(one) for name, one in outcomes.items()},
                }
                for mechanism, outcomes in self.remaining.items()
            },
        }

    def to_frame(self) -> pd.DataFrame:
        """Return a tidy table, a row for each mechanism and outcome; shares are of 1."""
        import pandas as pd

        return pd.DataFrame(
            [
                {"scenario": self.scenario, "baseline": self.baseline, "mechanism": mechanism, "outcome": name}
                | {"full_difference": self.differences[name].difference}
                | entry(one)
                | {"unit": OUTCOME[name].unit, "about": MECHANISMS[mechanism].about}
                for mechanism, outcomes in self.remaining.items()
                for name, one in outcomes.items()
            ]
        )


def share_of(without: Floats, full: Floats, change: Finding) -> tuple[float | None, float | None, float | None]:
    """Return what share of a difference remains, with its interval: that of a ratio of means (Fieller 1954).

    It is as wide, in standard errors, as that of the change, so it holds 1 exactly where that holds 0. No interval
    where the change has none, or where the full difference is not clearly something at that width.
    """
    here = ~np.isnan(without - full)
    left, whole = without[here], full[here]
    if not len(whole) or whole.mean() == 0:
        return None, None, None
    share = float(left.mean() / whole.mean())
    if change.low is None or change.high is None:
        return share, None, None
    if not left.any() or (change.low == change.high == 0):
        return share, share, share
    spread = float((left - whole).std(ddof=1))
    wide = 0.0 if spread == 0 else (change.high - change.low) / 2 / spread
    (left_left, left_whole), (_, whole_whole) = wide**2 * np.cov(left, whole)
    a, b, c = (whole.mean() ** 2 - whole_whole, left.mean() * whole.mean() - left_whole, left.mean() ** 2 - left_left)
    if a <= 0:
        return share, None, None
    half = float(np.sqrt(max(0.0, b * b - a * c)) / a)
    return share, float(b / a) - half, float(b / a) + half


def excludes_zero(finding: Finding) -> bool:
    """Tell whether a difference is clearly not zero, however small."""
    return finding.low is not None and finding.high is not None and (finding.low > 0 or finding.high < 0)


def entry(one: Remaining) -> dict[str, float | None]:
    """Return what is left as JSON and tables have it."""
    return {
        "difference": plain(one.without.difference),
        "low": plain(one.without.low),
        "high": plain(one.without.high),
        "change": plain(one.change.difference),
        "change_low": plain(one.change.low),
        "change_high": plain(one.change.high),
        "remains": plain(one.share),
        "remains_low": plain(one.share_low),
        "remains_high": plain(one.share_high),
    }
