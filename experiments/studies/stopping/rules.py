"""When a study has run enough: a number of replicates, a precision, or a choice that is settled.

A rule looks at a comparison of what there is and decides. It looks at values alone, always at the same numbers of
replicates from the first on, so neither the engine nor an interruption nor what else was run changes what it decides.

Looking again and again is optional stopping. A precision looks only at how wide intervals are, hardly at where they
lie, so what they say stays true (Chow & Robbins 1965, Annals of Mathematical Statistics 36: with ever narrower targets
the coverage of such an interval tends to the one asked for; at 20 and more replicates `benchmarks/enough.py` measured
it). A choice looks at the differences themselves: its procedure is made for that (`selection`), and intervals are not;
those of scenarios that were stopped because they had fallen behind lie a little too low.
"""

from __future__ import annotations

import math
from collections.abc import Iterable, Iterator, Mapping
from dataclasses import asdict, dataclass
from typing import Any, NamedTuple, Protocol

import numpy as np

from ....agents.base.refusal import Problem, did_you_mean
from ....agents.files.tables.cells import counted, listed
from ...results.comparison import ComparisonResult
from ...results.paired_runs import Enough, StoppingRule
from ...show.wording.selection import selection_in_words
from ...statistics.selection import Race, race, selection_of
from ...statistics.verdicts import ENOUGH, Finding
from .limits import above_0, is_number, limits, refuse_any, whole, wrong

GROWTH = 1.25
"""How many times as many replicates there are at the next look."""

NARROW = 1.5
"""A family's interval is never narrower than so many standard errors; what is wider already need not be resampled."""


class Decision(NamedTuple):
    """Whether a study is done, and if not, which rows of it run up to how many replicates before the rule looks again.

    When done, `replicates` is the number the rule needed, and `rows` is empty.
    """

    done: bool
    replicates: int
    rows: tuple[int, ...]
    said: str


class Rule(StoppingRule, Protocol):
    """A rule that looks at what there is."""

    def decide(self, found: ComparisonResult) -> Decision:
        """Say of what there is whether it is enough; rows asked for have all their replicates by then."""

    def enough(self, found: ComparisonResult) -> Enough:
        """Return what a result says of how long it was run."""


@dataclass(frozen=True)
class Fixed:
    """A number of replicates of every scenario."""

    replicates: int

    def __post_init__(self) -> None:
        refuse_any(whole("replicates", self.replicates, 1))

    @property
    def asked(self) -> dict[str, Any]:
        return asdict(self)

    @property
    def first(self) -> int:
        return self.replicates

    @property
    def most(self) -> int:
        return self.replicates

    @property
    def names(self) -> tuple[str, ...]:
        return ()

    def describe(self) -> str:
        return f"{counted(self.replicates, 'replicate')} of every scenario"

    def decide(self, found: ComparisonResult) -> Decision:
        return Decision(found.replicates >= self.replicates, self.replicates, everyone(found), f"{self.describe()}.")

    def enough(self, found: ComparisonResult) -> Enough:
        reached = found.replicates >= self.replicates
        return Enough(self, found.replicates, dict(found.used), reached, f"{self.describe()}, as asked for.")


@dataclass(frozen=True)
class Precision:
    """Run until the interval of each named outcome is narrow enough in every scenario against the baseline.

    `targets` are half-widths in the outcomes' units. An interval is that of its whole family, as results show them. A
    scenario without any value of an outcome is not waited for.
    """

    targets: Mapping[str, float]
    floor: int = ENOUGH
    cap: int = 1000

    def __post_init__(self) -> None:
        problems = [*limits(self.floor, self.cap)]
        if not isinstance(self.targets, Mapping) or not self.targets:
            example = "Name outcomes with half-widths in their units, such as precision: {retention: 0.5}."
            problems.append(Problem("names no outcome.", example, "missing", field="precision"))
        else:
            for name, target in self.targets.items():
                problems += above_0(f"precision.{name}", target, "a half-width in the outcome's unit")
        refuse_any(problems)
        object.__setattr__(self, "targets", {name: float(target) for name, target in self.targets.items()})

    @property
    def asked(self) -> dict[str, Any]:
        return {"precision": dict(self.targets), "floor": self.floor, "cap": self.cap}

    @property
    def first(self) -> int:
        return self.floor

    @property
    def most(self) -> int:
        return self.cap

    @property
    def names(self) -> tuple[str, ...]:
        return tuple(self.targets)

    def describe(self) -> str:
        told = [f"{name} to ± {target:g}" for name, target in self.targets.items()]
        return f"until {listed(told)} in every scenario, {self.floor} to {self.cap:,} replicates"

    def decide(self, found: ComparisonResult) -> Decision:
        check_outcomes(self.targets, found.places)
        wider: list[str] = []
        for n in looks(self.floor, self.cap):
            if n > found.replicates:
                return Decision(False, n, everyone(found), f"Not yet as precise: {listed(wider) or 'nothing was run'}.")
            wider = self.too_wide(found.first(n))
            if not wider:
                return Decision(True, n, (), f"As precise as asked for after {counted(n, 'replicate')}.")
        return Decision(True, self.cap, (), f"Not as precise at the cap of {self.cap:,} replicates: {listed(wider)}.")

    def too_wide(self, comparison: ComparisonResult) -> list[str]:
        """Return in words whose interval of what is wider than asked for."""
        told = []
        told_of: dict[str, dict[str, dict[str, Finding]]] = {}
        for outcome, target in self.targets.items():
            place = comparison.places[outcome]
            differences = (comparison.values - comparison.references)[:, :, place]
            for name in comparison.others:
                here = differences[comparison.names.index(name)]
                here = here[~np.isnan(here)]
                error = float(here.std(ddof=1)) / math.sqrt(len(here)) if len(here) > 1 else math.inf
                if not len(here):
                    continue
                if NARROW * error > target:
                    told.append(f"{outcome} of {name}")
                    continue
                family = comparison.family_of[outcome]
                judged = told_of[family] = told_of.get(family) or comparison.judged(family)
                finding = judged[name][outcome]
                if finding.low is None or finding.high is None or (finding.high - finding.low) / 2 > target:
                    told.append(f"{outcome} of {name}")
        return told

    def enough(self, found: ComparisonResult) -> Enough:
        decision = self.decide(found)
        reached = decision.done and not self.too_wide(found.first(decision.replicates))
        return Enough(self, found.replicates, dict(found.used), reached, decision.said)


@dataclass(frozen=True)
class Choice:
    """Run until it is settled which scenario is best on one outcome; the baseline takes part like any other.

    `indifference` is how much better the best must be to matter, in the outcome's unit; None takes the smallest effect
    of interest, a share of the baseline being that of its mean in the first `floor` replicates. Participants' outcomes
    are compared by what they gain. A replicate in which one of two scenarios has no value is left out between the two.
    """

    outcome: str
    confidence: float = 0.95
    floor: int = ENOUGH
    cap: int = 1000
    indifference: float | None = None

    def __post_init__(self) -> None:
        problems = [*limits(self.floor, self.cap)]
        if not isinstance(self.outcome, str):
            problems.append(wrong("choice", self.outcome, "must be the name of one outcome.", "Such as retention."))
        if not is_number(self.confidence) or not 0.5 <= self.confidence <= 0.999:
            hint = "0.95 is usual: of a hundred such choices about five may be wrong."
            problems.append(wrong("confidence", self.confidence, "must be between 0.5 and 0.999.", hint))
        if self.indifference is not None:
            problems += above_0("indifference", self.indifference, "a difference in the outcome's unit")
        refuse_any(problems)

    @property
    def asked(self) -> dict[str, Any]:
        told = asdict(self)
        return {"choice": told.pop("outcome"), **told}

    @property
    def first(self) -> int:
        return self.floor

    @property
    def most(self) -> int:
        return self.cap

    @property
    def names(self) -> tuple[str, ...]:
        return (self.outcome,)

    def describe(self) -> str:
        by = "the smallest effect that matters" if self.indifference is None else f"{self.indifference:g}"
        return (
            f"until it is settled which scenario is best on {self.outcome} if it leads by {by} "
            f"(confidence {self.confidence:g}), {self.floor} to {self.cap:,} replicates"
        )

    def decide(self, found: ComparisonResult) -> Decision:
        now, _ = self.race(found)
        n = min(found.replicates, self.cap)
        said = self.enough(found).said
        if n < self.floor:
            return Decision(False, self.floor, everyone(found), "The first stage is not done.")
        if now.settled is not None or now.takes_part.sum() < 2 or n >= self.cap:
            return Decision(True, now.settled or n, (), said)
        wanted = min(math.ceil(GROWTH * n), self.cap)
        if now.closes is not None:
            wanted = max(n + 1, min(wanted, now.closes))
        still = tuple(int(row) for row in np.flatnonzero(now.takes_part & (now.out == 0)))
        return Decision(False, wanted, still, said)

    def race(self, comparison: ComparisonResult) -> tuple[Race, float]:
        """Return how far the choice has come and the indifference it rests on."""
        check_outcomes([self.outcome], comparison.places)
        place = comparison.places[self.outcome]
        indifference = self.indifference or comparison.first(self.floor).smallest_effects[self.outcome]
        values = comparison.gains[:, : self.cap, place] * comparison.outcomes[place].direction
        now = race(values, indifference=indifference, confidence=self.confidence, floor=self.floor)
        return now, indifference

    def enough(self, found: ComparisonResult) -> Enough:
        now, indifference = self.race(found)
        run = dict(found.used)
        chosen = selection_of(
            now, found.names, tuple(run.values()), outcome=self.outcome, indifference=indifference,
            confidence=self.confidence,
        )  # fmt: skip
        needed = now.settled or min(found.replicates, self.cap)
        said = selection_in_words(chosen, found.outcomes[found.places[self.outcome]], needed, found.currency)
        return Enough(self, found.replicates, run, chosen.settled, said, chosen)


def looks(floor: int, cap: int) -> Iterator[int]:
    """Yield the numbers of replicates at which a precision is looked at: each a quarter more than the one before.

    >>> list(looks(20, 50))
    [20, 25, 32, 40, 50]
    """
    n = floor
    while n < cap:
        yield n
        n = math.ceil(GROWTH * n)
    yield cap


def everyone(comparison: ComparisonResult) -> tuple[int, ...]:
    """Return all rows."""
    return tuple(range(len(comparison.names)))


def check_outcomes(names: Iterable[str], measured: Iterable[str]) -> None:
    """Refuse outcomes that a comparison does not measure."""
    known = list(measured)
    hints = {name: did_you_mean(name, known) or "mentorlab list shows the outcomes." for name in names}
    refuse_any(
        Problem(f"there is no outcome '{name}'.", hint, "unknown", field="until", value=name)
        for name, hint in hints.items()
        if name not in known
    )
