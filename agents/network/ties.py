"""The collaboration graph: who works with whom, and how closely.

Structural ties are fixed and stored once in compressed rows (CSR). What grows on top, from mentoring,
introductions and chance meetings, is *extra*: on a structural tie it stands beside it, between people without
one it takes one of a few slots each person has; the weakest gives way. Both ends always carry the same number.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, fields
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ..base.arrays import Floats, Integers
from ..base.compiled import kernel, kernel_of
from ..base.refusal import Problem, Refused

if TYPE_CHECKING:
    import networkx as nx

SLOTS = 16
"""Extra ties a person can hold beyond the structural ones."""


@dataclass
class Ties:
    """Undirected weighted ties, each stored at both ends; neighbours of a row are in ascending order."""

    start: Integers
    """(seats + 1): where each row's neighbours begin."""
    neighbour: NDArray[np.int32]
    """The other end of each tie."""
    mirror: NDArray[np.int32]
    """Where the same tie stands in the other end's row."""
    weight: Floats
    """Structural weight, 0..1."""
    extra: Floats
    """What grew on a structural tie."""
    effective: Floats
    """This week's weight of a structural tie with its extra, renewed at the start of a week."""
    slot_neighbour: NDArray[np.int32]
    """(seats, SLOTS): the other end of an extra tie, -1 for an empty slot."""
    slot_weight: Floats
    """(seats, SLOTS): weight of an extra tie, 0..1."""

    def copy(self) -> Ties:
        """Return ties whose moving parts are their own; the structure is shared and never written."""
        moving = ("extra", "effective", "slot_neighbour", "slot_weight")
        return Ties(
            **{
                field.name: getattr(self, field.name).copy() if field.name in moving else getattr(self, field.name)
                for field in fields(self)
            }
        )

    @classmethod
    def between(cls, people: int, source: Integers, target: Integers, weight: Floats) -> Ties:
        """Return the ties of an edge list in O(people + ties).

        A tie is named once, in either direction; the order of the list does not matter.
        """
        ends = np.concatenate([source, target])  # one that is no row would be written beyond the arrays
        if len(outside := ends[(ends < 0) | (ends >= people)]):
            message = f"node {outside[0]} is no row of {people} people."
            raise Refused(Problem(message, f"Rows are 0 to {people - 1}.", "unknown", field="ties"))
        start, neighbour, mirror, weights = compress(people, source, target, weight)
        return cls(
            start=start,
            neighbour=neighbour,
            mirror=mirror,
            weight=weights,
            extra=np.zeros(len(weights)),
            effective=weights.copy(),
            slot_neighbour=np.full((people, SLOTS), -1, np.int32),
            slot_weight=np.zeros((people, SLOTS)),
        )

    def edges(self) -> Iterator[tuple[int, int, float]]:
        """Yield each tie once as (row, row, this week's weight), lower row first, extra ties included."""
        for i in range(len(self.start) - 1):
            for e in range(self.start[i], self.start[i + 1]):
                if self.neighbour[e] > i and self.effective[e] > 0:
                    yield i, int(self.neighbour[e]), float(self.effective[e])
            for s in range(SLOTS):
                if self.slot_neighbour[i, s] > i:
                    yield i, int(self.slot_neighbour[i, s]), float(min(1.0, self.slot_weight[i, s]))

    def to_networkx(self) -> nx.Graph:
        """Return the ties as a networkx graph over rows, with `weight` on the edges."""
        import networkx as nx

        graph = nx.Graph()
        graph.add_nodes_from(range(len(self.start) - 1))
        graph.add_weighted_edges_from(self.edges())
        return graph


@kernel
def compress(
    people: int, source: Integers, target: Integers, weight: Floats
) -> tuple[Integers, NDArray[np.int32], NDArray[np.int32], Floats]:
    """Return start, neighbour, mirror and weight of an edge list, by two counting sorts: no comparison, O(n + e)."""
    ties = len(source)
    degree = np.zeros(people + 1, np.int64)
    for t in range(ties):
        degree[source[t] + 1] += 1
        degree[target[t] + 1] += 1
    start = np.cumsum(degree)
    # first pass: for each end, the other ends in any order, with the number of the tie
    place = start[:-1].copy()
    ends = np.empty(2 * ties, np.int64)
    which = np.empty(2 * ties, np.int64)
    for t in range(ties):
        for end in range(2):
            here, there = (source[t], target[t]) if end == 0 else (target[t], source[t])
            ends[place[here]] = there
            which[place[here]] = t
            place[here] += 1
    # second pass: walking the ends in ascending order deals each row's neighbours in ascending order
    place = start[:-1].copy()
    neighbour = np.empty(2 * ties, np.int32)
    mirror = np.empty(2 * ties, np.int32)
    weights = np.empty(2 * ties)
    seen = np.full(ties, -1, np.int64)
    for here in range(people):
        for e in range(start[here], start[here + 1]):
            there, t = ends[e], which[e]
            spot = place[there]
            place[there] += 1
            neighbour[spot] = here
            weights[spot] = weight[t]
            if seen[t] >= 0:
                mirror[spot] = seen[t]
                mirror[seen[t]] = spot
            seen[t] = spot
    return start, neighbour, mirror, weights


@kernel_of("int64(int64[::1], int32[::1], int64, int64)")
def find_tie(start: Integers, neighbour: NDArray[np.int32], one: int, other: int) -> int:
    """Return where the structural tie from one to another stands, or -1."""
    low, high = start[one], start[one + 1]
    while low < high:
        middle = (low + high) // 2
        if neighbour[middle] < other:
            low = middle + 1
        else:
            high = middle
    if low < start[one + 1] and neighbour[low] == other:
        return low
    return -1


@kernel_of("int64(int32[:, ::1], int64, int64)")
def find_slot(slot_neighbour: NDArray[np.int32], one: int, other: int) -> int:
    """Return the slot in which one holds an extra tie to another, or -1."""
    for s in range(SLOTS):
        if slot_neighbour[one, s] == other:
            return s
    return -1


@kernel_of("int64(int32[:, ::1], float64[:, ::1], int64)")
def weakest_slot(slot_neighbour: NDArray[np.int32], slot_weight: Floats, one: int) -> int:
    """Return an empty slot of a person, or else the one with the weakest tie."""
    weakest = 0
    for s in range(SLOTS):
        if slot_neighbour[one, s] < 0:
            return s
        if slot_weight[one, s] < slot_weight[one, weakest]:
            weakest = s
    return weakest


@kernel_of("void(int32[:, ::1], float64[:, ::1], int64, int64)")
def drop_slot(slot_neighbour: NDArray[np.int32], slot_weight: Floats, one: int, slot: int) -> None:
    """Empty a slot at both ends."""
    other = slot_neighbour[one, slot]
    if other < 0:
        return
    back = find_slot(slot_neighbour, other, one)
    slot_neighbour[other, back] = -1
    slot_weight[other, back] = 0.0
    slot_neighbour[one, slot] = -1
    slot_weight[one, slot] = 0.0


@kernel_of(
    "boolean(int64[::1], int32[::1], int32[::1], float64[::1], int32[:, ::1], float64[:, ::1], int64, int64, float64)"
)
def strengthen(
    start: Integers,
    neighbour: NDArray[np.int32],
    mirror: NDArray[np.int32],
    extra: Floats,
    slot_neighbour: NDArray[np.int32],
    slot_weight: Floats,
    one: int,
    other: int,
    by: float,
) -> bool:
    """Add to the extra weight of a tie, at both ends, and say whether the two had no tie before.

    A new tie takes an empty slot at each end, or that of a weaker tie; without such a slot nothing grows.
    """
    if by <= 0.0:
        return False
    tie = find_tie(start, neighbour, one, other)
    if tie >= 0:
        extra[tie] = min(1.0, extra[tie] + by)
        extra[mirror[tie]] = extra[tie]
        return False
    slot = find_slot(slot_neighbour, one, other)
    if slot >= 0:
        slot_weight[one, slot] = min(1.0, slot_weight[one, slot] + by)
        slot_weight[other, find_slot(slot_neighbour, other, one)] = slot_weight[one, slot]
        return False
    here = weakest_slot(slot_neighbour, slot_weight, one)
    there = weakest_slot(slot_neighbour, slot_weight, other)
    if (slot_neighbour[one, here] >= 0 and slot_weight[one, here] >= by) or (
        slot_neighbour[other, there] >= 0 and slot_weight[other, there] >= by
    ):
        return False
    drop_slot(slot_neighbour, slot_weight, one, here)
    drop_slot(slot_neighbour, slot_weight, other, there)
    slot_neighbour[one, here], slot_weight[one, here] = other, min(1.0, by)
    slot_neighbour[other, there], slot_weight[other, there] = one, min(1.0, by)
    return True
