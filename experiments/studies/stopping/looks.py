"""Until it is settled which design: the rule of a comparison for which no number of replicates is stated.

It looks at an answer four times, or more often where more replicates are allowed. Each look is given its share of the
error that one answer may have, at most a quarter (Bonferroni), so that looking again does not make a wrong answer more
likely than looking once.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import asdict, dataclass, replace
from typing import Any

from ....agents.files.tables.cells import counted, listed
from ....scenarios.assumptions.outcomes import HEADLINES
from ...results import answer
from ...results.comparison import ComparisonResult
from ...results.paired_runs import Enough
from ...statistics.choice import LEVEL
from .limits import refuse_any, whole
from .rules import Decision, everyone

LOOKS = (30, 60, 100, 200)
"""After how many futures there is a look; beyond the last one after twice as many each time."""
SHOWN = (*HEADLINES, *(f"participants.{name}" for name in HEADLINES))
"""The headlines of the organisation and of the participants."""
DESIGN = "design"
"""What is settled: which design, over all objectives."""


@dataclass(frozen=True)
class Looks:
    """Run until no design is still possible; with one design, until it is clear what it does to the headlines.

    `cap` is the number of replicates of the last look.
    """

    cap: int = LOOKS[-1]

    def __post_init__(self) -> None:
        refuse_any(whole("cap", self.cap, LOOKS[0], f"The first look is at {LOOKS[0]} futures."))

    @property
    def asked(self) -> dict[str, Any]:
        return {"best": DESIGN, **asdict(self)}

    @property
    def first(self) -> int:
        return LOOKS[0]

    @property
    def most(self) -> int:
        return self.cap

    @property
    def names(self) -> tuple[str, ...]:
        return ()

    @property
    def looks(self) -> tuple[int, ...]:
        """After how many replicates it looks: the last time at its cap."""
        return tuple(looks_to(self.cap))

    @property
    def level(self) -> float:
        """The error of one look: .0125 of four."""
        return LEVEL / max(len(LOOKS), len(self.looks))

    def describe(self) -> str:
        return f"until it is settled which design, {self.first} to {self.most:,} replicates"

    def decide(self, found: ComparisonResult) -> Decision:
        look = self.look(found)
        if not look:
            return Decision(False, self.first, everyone(found), "Nothing has been looked at yet.")
        still, n = self.unsettled(found), self.looks[look - 1]
        if look == len(self.looks) or not still:
            return Decision(True, n, (), in_words(found, n, still))
        return Decision(False, self.looks[look], everyone(found), in_words(found, n, still))

    def look(self, found: ComparisonResult) -> int:
        """Return which look a comparison has come to, from 1 on; 0 before the first."""
        return sum(n <= found.replicates for n in self.looks)

    def unsettled(self, found: ComparisonResult) -> tuple[str, ...]:
        """Return what is not settled at a look: designs that are still possible; of one design alone, its headlines."""
        look, designs = self.look(found), int(found.is_design.sum())
        if found.apart or not designs:
            return ()
        n = self.looks[look - 1]
        now = replace(found.first(n) if n < found.replicates else found, looks=look, level=self.level)
        if designs > 1:
            return answer.answer_of(now, level=self.level, last_look=look == len(self.looks)).possible
        judged = [now.findings[name] for name in now.others]
        return tuple(
            now.declared(name).label
            for name in SHOWN
            if name in now.places and any(one[name].verdict == "undecided" for one in judged)
        )

    def enough(self, found: ComparisonResult) -> Enough:
        still = self.unsettled(found)
        return Enough(self, found.replicates, dict(found.used), not still, in_words(found, found.replicates, still))


def looks_to(cap: int) -> Iterator[int]:
    """Yield after how many futures there is a look, the last time after `cap`.

    >>> list(looks_to(200)), list(looks_to(1000))
    ([30, 60, 100, 200], [30, 60, 100, 200, 400, 800, 1000])
    """
    yield from (n for n in LOOKS if n < cap)
    n = 2 * LOOKS[-1]
    while n < cap:
        yield n
        n *= 2
    yield cap


def in_words(found: ComparisonResult, n: int, still: tuple[str, ...]) -> str:
    """Return what a look came to: which designs are still possible, or which headlines of one design are not clear."""
    if not still:
        return f"It was settled after {counted(n, 'replicate')}."
    what = "still possible" if found.is_design.sum() > 1 else "not clear"
    return (
        f"It is not settled after {counted(n, 'replicate')}: {listed(still)} {'is' * (len(still) < 2) or 'are'} {what}."
    )
