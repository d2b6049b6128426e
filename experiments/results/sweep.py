"""The results of many policies: which of them are best, and what each costs."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any, NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...scenarios.assumptions.outcomes import HEADLINES, OUTCOME
from ...scenarios.extensions.resolve import name_of
from ..runs.collect import Failure
from ..runs.designs.plan import LIMITED, SweepPlan
from ..statistics.best import Ranking, not_ranked, rank
from ..statistics.limits import Cost, cost_of
from ..statistics.verdicts import ENOUGH, Comparand
from .columns import plain
from .comparison import ComparisonResult

if TYPE_CHECKING:
    import pandas as pd


@dataclass(frozen=True, eq=False)
class InWorld:
    """What came out in one world: what each cell costs, which may be chosen, and how they rank."""

    comparison: ComparisonResult
    headlines: ComparisonResult
    """The same, of the headlines alone: judging all other outcomes of hundreds of cells takes long."""
    assumptions: Mapping[str, float]
    costs: tuple[dict[str, Cost], ...]
    may: NDArray[np.bool_]
    ranking: dict[str, Ranking]


def of_headlines(comparison: ComparisonResult) -> ComparisonResult:
    """Return a comparison of the headlines alone; what it finds of them is the same."""
    places = [comparison.places[headline] for headline in HEADLINES]
    outcomes = tuple(comparison.outcomes[place] for place in places)
    values, people = comparison.values[:, :, places], comparison.same_people[:, :, places]
    asked = tuple({key: effects[key] for key in effects if key in HEADLINES} for effects in comparison.asked_effects)
    without = comparison.without and comparison.without.only(places)
    return replace(
        comparison, values=values, same_people=people, outcomes=outcomes, asked_effects=asked, without=without
    )


class Found(NamedTuple):
    """What a sweep found: which settings its limits exclude, and which policies are left, fit and do as well as any."""

    over: Mapping[str, tuple[tuple[str, Any], ...]]
    """By limit, levers and values all of whose policies are over it."""
    fit: tuple[str, ...]
    """Policies that are over no limit."""
    as_good: tuple[str, ...]
    """Of these the ones that are best, or without a difference that matters from the best, on each judged headline."""
    cheapest: str | None
    """Of these the one whose mean cost in cash is the lowest; of several the one of the fewest hours."""


@dataclass(frozen=True, eq=False, repr=False)
class SweepResult:
    """Many policies compared with a baseline, and the best of them: what a `Sweep` is without its words."""

    plan: SweepPlan
    comparisons: tuple[ComparisonResult, ...]

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the cells."""
        return self.comparisons[0].names[1:]

    @property
    def judged(self) -> tuple[str, ...]:
        """The headlines by which cells are ranked."""
        return (self.plan.judge,) if self.plan.judge else HEADLINES

    @property
    def comparison(self) -> ComparisonResult:
        """The comparison, that of the first world if there are several."""
        return self.comparisons[0]

    @property
    def failures(self) -> tuple[Failure, ...]:
        """The runs that came to no end."""
        return tuple(failure for one in self.comparisons for failure in one.failures)

    @property
    def is_apart(self) -> bool:
        """Whether the baseline does not share the assumptions of the policies: then none of them is judged."""
        return any(one.apart for one in self.comparisons)

    @cached_property
    def worlds(self) -> tuple[InWorld, ...]:
        """What came out in each world."""
        return tuple(self._in(*one) for one in zip(self.comparisons, self.plan.times, strict=True))

    def _in(self, comparison: ComparisonResult, world: Mapping[str, float]) -> InWorld:
        cells = range(1, len(comparison.names))
        costs = tuple(
            {
                limit: cost_of(comparison.values[row, :, comparison.places[LIMITED[limit]]], most)
                for limit, most in self.plan.limits.items()
            }
            for row in cells
        )
        may = np.array([all(cost.status != "over" for cost in of_cell.values()) for of_cell in costs])
        ranking = {}
        for headline in self.judged:
            place = comparison.places[headline]
            declared = comparison.outcomes[place]
            if comparison.apart:
                ranking[headline] = not_ranked(len(cells))
                continue
            ranking[headline] = rank(
                comparison.values[1:, :, place],
                Comparand(headline, declared.unit, declared.direction, comparison.smallest_effects[headline]),
                may=may,
                identical=comparison.identical[1:, 1:],
                key=int.from_bytes(blake2b(f"{comparison.seed}/best/{headline}".encode(), digest_size=16).digest()),
            )
        return InWorld(comparison, of_headlines(comparison), world, costs, may, ranking)

    @cached_property
    def best(self) -> dict[str, tuple[str, ...]]:
        """For each judged headline the cells that no other within the limits is better than, the leader first.

        With several worlds: those of which that holds in the most worlds.
        """
        found = {}
        for headline in self.judged:
            rows = [row for world in self.worlds for row in world.ranking[headline].best]
            often = {row: rows.count(row) for row in dict.fromkeys(rows)}
            most = max(often.values(), default=0)
            found[headline] = tuple(self.names[row] for row, times in often.items() if times == most)
        return found

    @cached_property
    def found(self) -> Found | None:
        """What was found; None in several worlds, with few futures, or where policies are not judged."""
        if self.is_apart or len(self.comparisons) > 1 or self.comparison.replicates < ENOUGH:
            return None
        world, plan = self.worlds[0], self.plan
        statuses = {limit: np.array([costs[limit].status == "over" for costs in world.costs]) for limit in plan.limits}
        over: dict[str, list[tuple[str, Any]]] = {limit: [] for limit in plan.limits}
        for at, label in enumerate(plan.labels):
            values = [cell[at] for cell in plan.cells]
            for value in dict.fromkeys(values):
                rows = [row for row, its in enumerate(values) if its == value]
                for limit, broken in statuses.items():
                    if len(dict.fromkeys(values)) > 1 and broken[rows].all():
                        over[limit].append((label, value))
        good = [
            row
            for row in np.flatnonzero(world.may).tolist()
            if all(world.ranking[headline].standing[row] in ("best", "equivalent") for headline in self.judged)
        ]
        costs = {row: [self.comparison.mean(self.names[row], cost) for cost in ("cash", "hours")] for row in good}
        means = {row: cost for row, cost in costs.items() if None not in cost}
        return Found(
            {limit: tuple(found) for limit, found in over.items() if found},
            tuple(self.names[row] for row in np.flatnonzero(world.may)),
            tuple(self.names[row] for row in good),
            self.names[min(means, key=means.__getitem__)] if means else None,
        )

    @cached_property
    def order(self) -> tuple[int, ...]:
        """The cells from the best on: best ones first, then by their mean; those over a limit last.

        As the plan has them where none is judged.
        """
        if self.is_apart:
            return tuple(range(len(self.names)))
        best_in, places = np.zeros(len(self.names)), np.zeros(len(self.names))
        leads = np.zeros(len(self.names))
        for world in self.worlds:
            for headline in self.judged:
                direction = OUTCOME[headline].direction
                means = np.array([direction * (world.comparison.mean(name, headline) or 0.0) for name in self.names])
                places += np.argsort(np.argsort(-means, kind="stable"), kind="stable")
                best_in[list(world.ranking[headline].best)] += 1
                leads[world.ranking[headline].best[:1],] += 1
        out = np.array([not all(world.may[row] for world in self.worlds) for row in range(len(self.names))])
        return tuple(int(row) for row in np.lexsort((places, -leads, -best_in, out)))

    @cached_property
    def data(self) -> dict[str, Any]:
        """The sweep as JSON has it: numbers or null, cells in the order of the plan."""
        plan = self.plan
        return {
            "name": plan.name,
            "baseline": self.comparison.baseline,
            **({"apart": self.comparison.apart} if self.comparison.apart else {}),
            "judge": plan.judge,
            "replicates": self.comparison.replicates,
            "seed": self.comparison.seed,
            "levers": dict(zip(plan.labels, plan.levers, strict=True)),
            "limits": dict(plan.limits),
            "draws": plan.draws.as_dict() if plan.draws else None,
            "notes": list(plan.notes),
            "best": {headline: list(names) for headline, names in self.best.items()},
            "found": None if self.found is None else found_data(self.found),
            "worlds": [self._world_data(world) for world in self.worlds],
        }

    def _world_data(self, world: InWorld) -> dict[str, Any]:
        return {
            "assumptions": dict(world.assumptions),
            "replicates": world.comparison.replicates,
            **({"enough": world.comparison.enough.asked} if world.comparison.enough else {}),
            "smallest_effects": {headline: world.headlines.smallest_effects[headline] for headline in HEADLINES},
            "best": {headline: [self.names[row] for row in world.ranking[headline].best] for headline in self.judged},
            "cells": {
                name: {
                    "levers": self.levers_of(row),
                    "eligible": bool(world.may[row]),
                    "limits": {limit: asdict(cost) for limit, cost in world.costs[row].items()},
                    "outcomes": {headline: self._entry(world, row, headline) for headline in HEADLINES},
                }
                for row, name in enumerate(self.names)
            },
        }

    def levers_of(self, row: int) -> dict[str, Any]:
        """Return the values of a cell by lever, as JSON has them."""
        values = zip(self.plan.labels, self.plan.cells[row], strict=True)
        return {name: as_plain(value) for name, value in values}

    def _entry(self, world: InWorld, row: int, headline: str) -> dict[str, Any]:
        finding = world.headlines.findings[self.names[row]][headline]
        entry: dict[str, Any] = {
            "mean": plain(finding.mean),
            "difference": plain(finding.difference),
            "low": plain(finding.low),
            "high": plain(finding.high),
            "verdict": finding.verdict,
        }
        if headline in self.judged:
            ranking = world.ranking[headline]
            beaten, against = ranking.beaten_by[row], ranking.against_leader[row]
            entry |= {
                "standing": ranking.standing[row],
                "beaten_by": None if beaten is None else self.names[beaten],
                "behind_leader": None
                if against is None
                else {"difference": plain(against.difference), "low": plain(against.low), "high": plain(against.high)},
            }
        return entry

    def to_frame(self) -> pd.DataFrame:
        """Return the sweep as a tidy table, a row for each world, cell and headline."""
        import pandas as pd

        rows = []
        for at, one in enumerate(self.data["worlds"]):
            for name, cell in one["cells"].items():
                costs = {f"{limit}_{what}": cost[what] for limit, cost in cell["limits"].items() for what in TOLD}
                for headline, entry in cell["outcomes"].items():
                    told_of = {key: value for key, value in entry.items() if key != "behind_leader"}
                    start = {"world": at, **one["assumptions"], "cell": name, **cell["levers"], "outcome": headline}
                    rows.append(start | told_of | {"eligible": cell["eligible"]} | costs)
        return pd.DataFrame(rows)


def found_data(found: Found) -> dict[str, Any]:
    """Return what was found as JSON has it."""
    return {
        "over": {limit: [[label, as_plain(value)] for label, value in over] for limit, over in found.over.items()},
        "not_over": list(found.fit),
        "as_good_as_the_best": list(found.as_good),
        "cheapest": found.cheapest,
    }


TOLD = ("mean", "low", "high", "status")


def as_plain(value: Any) -> Any:
    """Return a lever's value as JSON has it."""
    if isinstance(value, tuple | list):
        return [as_plain(one) for one in value]
    return value if isinstance(value, str | int | float | bool | None) else name_of(value)
