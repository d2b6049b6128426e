"""Read what a study came to out of where it is kept, as arrays; in the order of futures, however it was computed."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from itertools import islice

import numpy as np
from numpy.typing import NDArray

from .plan import Plan
from .store.keeper import Keeper
from .store.rows.records import damaged, damaged_runs
from .store.rows.rows import Item, RunRow

AT_ONCE = 256


@dataclass(frozen=True)
class Failure:
    """A run without a result: what it was of, why, and the id by which it can be repeated."""

    scenario: str
    seed: int
    replicate: int
    reason: str
    key: str


@dataclass(frozen=True)
class Collected:
    """What a study came to: arrays as `Comparison` has them, nan and no digest where there is no run."""

    values: NDArray[np.float64]
    same_people: NDArray[np.float64]
    digests: NDArray[np.bytes_]
    leavers: NDArray[np.int64] | None
    failures: tuple[Failure, ...]
    environments: tuple[str, ...]
    """Fingerprints of where the runs were computed, the most frequent first."""
    digest: str
    """Equal exactly where every run came to the same."""


def collected(plan: Plan, study: bytes, keeper: Keeper, replicates: Sequence[int], upto: Sequence[int]) -> Collected:
    """Return what was kept of a study: of each scenario (row) the first so many (`upto`) of some replicates."""
    shape = len(plan.scenarios), len(replicates), len(plan.outcomes)
    names = [outcome.name for outcome in plan.outcomes]
    values, people = np.full(shape, np.nan), np.full(shape, np.nan)
    digests = np.zeros(shape[:2], dtype="S16")
    whole = blake2b(digest_size=16)
    leavers: NDArray[np.int64] | None = None
    failures: list[Failure] = []
    where: dict[str, int] = {}
    column = {replicate: place for place, replicate in enumerate(replicates)}
    for item, row in rows_of(plan, study, keeper, replicates, upto):
        at = item[1], column[item[0]]
        where[row.environment] = where.get(row.environment, 0) + 1
        whole.update(repr(item).encode() + row.content)
        if row.status != "done":
            reason = row.error.partition("\n")[0]
            failures.append(Failure(plan.scenarios[item[1]].name, row.seed, row.replicate, reason, row.key.hex()))
            continue
        values[at] = [row.outcomes.get(name, np.nan) for name in names]
        people[at] = [row.same_people.get(name, np.nan) for name in names]
        digests[at] = row.digest
        if row.leavers is not None:
            if (
                row.leavers.ndim != 4
                or row.leavers.dtype.kind != "u"
                or row.leavers.shape != (row.leavers.shape if leavers is None else leavers.shape[1:])
            ):
                raise damaged_runs({row.key: "its counts of leavers are not of the form of the others"}, keeper.where)
            if leavers is None:
                leavers = np.zeros((len(plan.scenarios), *row.leavers.shape), np.int64)
            leavers[item[1]] += row.leavers
    often = tuple(sorted(where, key=lambda one: (-where[one], one)))
    return Collected(values, people, digests, leavers, tuple(failures), often, whole.hexdigest())


def rows_of(
    plan: Plan, study: bytes, keeper: Keeper, replicates: Sequence[int], upto: Sequence[int]
) -> Iterator[tuple[Item, RunRow]]:
    """Yield the runs a study has, future by future; refuse a run that is missing or is of another item."""
    wanted = (
        (replicate, row)
        for place, replicate in enumerate(replicates)
        for row, number in enumerate(upto)
        if place < number
    )
    while batch := list(islice(wanted, AT_ONCE)):
        linked = keeper.linked(study, batch)
        found = keeper.read(list(linked.values()))
        for item in batch:
            run = found.get(linked.get(item, b""))
            if run is None:
                raise damaged(f"a run of replicate {item[0]} that was kept is not there", keeper.where)
            if (run.replicate, run.scenario, run.seed) != (item[0], plan.keys[item[1]], plan.seed):
                raise damaged_runs({run.key: f"it is not of replicate {item[0]} of its study"}, keeper.where)
            yield item, run
