"""The rules by which designs are chosen, read with plain loops (the tests compare ``statistics/choice.py`` with it).

It is written from the words of the rules alone, one function a rule, and takes nothing from the product. Every
bound is a pair ``(lower, upper)`` in the unit of its objective, ``None`` where there is no bound. They lie in
nested lists over ``D`` designs and ``K`` objectives:

- ``gain[d][k]``: what design ``d`` gains over no programme on objective ``k``;
- ``kept[b][a][k]``: the gain of ``b`` less the share to be kept of the gain of ``a``;
- ``ahead[b][a][k]``: the gain of ``b`` less the gain of ``a``;
- ``cheaper[a][b]``: whether ``a`` is shown to cost less than ``b``.

Where the words leave it open: nobody falls short of a design whose own gain is not shown; objectives choose among
the designs looked at, so each step of the staircase asks anew; a design that loses neither is the best nor undercuts
another one; designs of equal cost that all have one of them ahead, in a ring, share; a step that designs share is
left only for what is cheaper than each of them.
"""

from dataclasses import dataclass

AS_GOOD, BEATEN, TRADES, POSSIBLE = "as good as the best", "beaten", "trades off", "still possible"
NONE_CHEAPER, NONE_BEST = "no design is cheaper", "no cheaper design is the best"

Bound = tuple[float | None, float | None]


@dataclass(frozen=True)
class Rules:
    """The bounds, who is cheaper than whom, and whether this is the last look (see the module)."""

    gain: list[list[Bound]]
    kept: list[list[list[Bound]]]
    ahead: list[list[list[Bound]]]
    cheaper: list[list[bool]]
    last_look: bool = True

    def everybody(self) -> list[int]:
        return list(range(len(self.gain)))

    def choosing(self, among: list[int]) -> list[int]:
        """The objectives on which some design looked at is shown to gain."""
        chosen = []
        for k in range(len(self.gain[0])):
            if any(above(self.gain[d][k]) for d in among):
                chosen.append(k)
        return chosen

    def loses(self, d: int) -> bool:
        """Whether the design is shown to be worse than no programme on any objective, choosing or not."""
        return any(below(bound) for bound in self.gain[d])

    def falls_short(self, b: int, a: int, objectives: list[int]) -> bool:
        """Whether ``b`` is shown to keep too little of what ``a`` is shown to gain, on any of the objectives."""
        return any(below(self.kept[b][a][k]) and above(self.gain[a][k]) for k in objectives)

    def statuses(self, among: list[int]) -> dict[int, str]:
        objectives = self.choosing(among)
        if not self.last_look and len(objectives) < len(self.gain[0]):
            return dict.fromkeys(among, POSSIBLE)
        return {b: self.status(b, among, objectives) for b in among}

    def status(self, b: int, among: list[int], objectives: list[int]) -> str:
        others = [a for a in among if a != b]
        if objectives and all(above(self.kept[b][a][k]) for a in others for k in objectives):
            return AS_GOOD
        trades = False
        for a in others:
            if self.falls_short(b, a, objectives):
                if not self.falls_short(a, b, objectives):
                    return BEATEN
                trades = True
        return TRADES if trades else POSSIBLE

    def best(self, among: list[int]) -> list[int]:
        """Those as good as the best that nobody of them undercuts, less those with one of equal cost ahead."""
        status = self.statuses(among)
        good = [d for d in among if status[d] == AS_GOOD and not self.loses(d)]
        cheapest = [d for d in good if not any(self.cheaper[other][d] for other in good)]
        objectives = self.choosing(among)
        leading = []
        for d in cheapest:
            if not any(self.leads(other, d, objectives) for other in cheapest if other != d):
                leading.append(d)
        return leading or cheapest

    def leads(self, b: int, a: int, objectives: list[int]) -> bool:
        """Whether ``b`` is shown ahead of ``a`` on some objective, and ``a`` of ``b`` on none."""
        ahead = any(above(self.ahead[b][a][k]) for k in objectives)
        behind = any(above(self.ahead[a][b][k]) for k in objectives)
        return ahead and not behind

    def staircase(self) -> tuple[list[list[int]], str | None]:
        """The designs of each step, the best first, and why there is no further one (None without a best)."""
        kept = self.best(self.everybody())
        if not kept:
            return [], None
        steps = []
        while True:
            steps.append(kept)
            left = [d for d in self.everybody() if all(self.cheaper[d][last] for last in kept)]
            if not left:
                return steps, NONE_CHEAPER
            kept = self.best(left)
            if not kept:
                return steps, NONE_BEST


def above(bound: Bound) -> bool:
    """Whether the bound from below is there and lies above 0."""
    return bound[0] is not None and bound[0] > 0


def below(bound: Bound) -> bool:
    """Whether the bound from above is there and lies below 0."""
    return bound[1] is not None and bound[1] < 0
