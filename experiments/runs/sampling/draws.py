"""Draws over assumptions: each future in a world of its own, the same world for every policy.

A number is drawn from its plausible range in the ledger, half of the draws on each side of its default (evenly, where
the default is an end of the range): evenly from low to high would lift every number whose range is half to twice it.
No draw is impossible (a test takes many of them through the model's own limits), but drawn alone some would
contradict each other: of 10,000 worlds drawn so, a higher level was paid less than a lower one in 8,200, a higher
level had more time than a lower one in 7,600, and the weights of a problem's skills never added up to 1. What is in
order by what it means (`ORDERED`) is therefore put in order after drawing, and `WEIGHTS` are moved together, inside
their ranges, until they add up.

The points they are made of fill a space evenly and are the same on every machine: their luck is the raw output of a
Philox generator under a key of the study's seed and what the points are for, which no version of numpy or scipy
changes; scipy gives Sobol's sequence as it was published, without any luck.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cache, lru_cache
from hashlib import blake2b
from typing import Any, ClassVar, Literal, NamedTuple, get_args

import numpy as np
from numpy.typing import NDArray

from ....agents.base.arrays import Floats
from ....scenarios.evidence.ledger import parameters
from ....sim.calibration import figures as own_figures

Method = Literal["sobol", "latin-hypercube"]
METHODS: tuple[Method, ...] = get_args(Method)

SOBOL_BITS = 30
BLOCK = 256
"""Points of Sobol's sequence that are made at a time."""

PURPOSE = "assumptions"

TOGETHER = 30
"""Futures that one Latin hypercube is spread over.

It is the usual number of replicates, and does not depend on how many are asked for, by which rule or in which part of a
study: so a future keeps its world when a study is gone on with. Fewer futures, or the last of more, have some of the
points of a hypercube, which spread them still.
"""

ORDERED: tuple[tuple[str, ...], ...] = (
    tuple(f"sessions.available_{level}" for level in (4, 3, 2, 1, 0)),
    tuple(f"money.rate_{level}" for level in range(5)),
    tuple(f"people.digital_at_{age}" for age in (64, 53, 37, 25)),
    tuple(f"people.inclusive_at_{age}" for age in (64, 53, 37, 25)),
    ("feedback.rematch_below", "feedback.repair_below"),
    ("ideas.third_skill", "ideas.second_skill", "ideas.first_skill"),
    tuple(f"arms.{arm}.teaching" for arm in ("traditional", "reciprocal", "reverse")),
    *(
        tuple(f"training.{kind}.{what}" for kind in ("guide", "webinar", "workshop"))
        for what in ("hours", "trained", "cost", "teaches")
    ),
)
"""Numbers that rise in this order in every world. The ends of their ranges do too, so that drawn ones put in order
each stay inside their own range."""

WEIGHTS = ("ideas.first_skill", "ideas.second_skill", "ideas.third_skill")
"""Shares of a whole: all or none of them are drawn."""

KEPT = tuple(own_figures.KEPT)
"""The constants that keep quits, inclusion and ideas, submitted and implemented, as they are."""

PAY = (*(f"money.rate_{level}" for level in range(5)), "money.year_of_pay")
"""What makes up a year's pay: not drawn where the organisation states its own."""

SOLVED = (*KEPT, *PAY)
"""What is solved for, or set, where the organisation states its own figures: no draw may undo that."""


class Range(NamedTuple):
    """Between which a number is drawn, and the middle of its draws."""

    low: float
    middle: float
    high: float

    def at(self, share: float) -> float:
        """Return the number that this share of the draws lie below.

        >>> Range(0.5, 1.0, 2.0).at(0.25), Range(0.5, 1.0, 2.0).at(0.75), Range(0.5, 1.0, 1.0).at(0.5)
        (0.75, 1.5, 0.75)
        """
        if not self.low < self.middle < self.high:
            return self.low + share * (self.high - self.low)
        if share < 0.5:
            return self.low + 2 * share * (self.middle - self.low)
        return self.middle + (2 * share - 1) * (self.high - self.middle)


@dataclass(frozen=True)
class Draws:
    """Which assumptions are drawn, and how: future r is in the same world whatever else is asked.

    `paths` are within `Assumptions`, in any order. The points of a Latin hypercube are spread over `together` futures,
    after which another begins. Sobol's sequence is for studies that were begun with it: in hundreds of dimensions its
    points line up, 3,253 of 60,726 pairs of assumptions with |r| above .7 over 30 futures where hypercubes have 2.
    `kept` are the constants solved anew in each world, beside those of figures that are stated; none of them is drawn.
    """

    method: Method
    paths: tuple[str, ...]
    seed: int = 0
    together: int = TOGETHER
    kept: tuple[str, ...] = KEPT

    def __post_init__(self) -> None:
        known = drawable()
        if self.method not in METHODS or self.together < 1 or not set(self.paths) <= set(known):
            raise ValueError(f"no draws by {self.method!r} over {sorted(set(self.paths) - set(known))}")
        object.__setattr__(self, "paths", tuple(path for path in known if path in set(self.paths)))
        object.__setattr__(self, "kept", tuple(path for path in self.kept if path not in self.paths))
        object.__setattr__(self, "together", self.together if self.method == "latin-hypercube" else 1)

    attempts: ClassVar[int] = 20
    """How many worlds are tried for a future before it is given up."""

    def place(self, future: int) -> int:
        """Return the future whose world this one is in: its own."""
        return future

    def world(self, future: int, attempt: int = 0) -> dict[str, float]:
        """Return the values of a future's assumptions, by path, or those that take the place of ones not to be solved.

        What takes their place is drawn for this future alone, so it does not matter which other futures there are.
        """
        if attempt:
            digest = blake2b(f"{self.seed}/{attempt}".encode(), digest_size=7).digest()
            return replace(self, seed=int.from_bytes(digest, "little")).world(future)
        return dict(_world(self, future))

    def _drawn(self, future: int) -> dict[str, float]:
        ranges = ranges_of(self.paths)
        drawn = {path: ranges[path].at(float(share)) for path, share in zip(ranges, self._point(future), strict=True)}
        for family in ORDERED:
            named = [path for path in family if path in drawn]
            drawn |= zip(named, sorted(drawn[path] for path in named), strict=True)
        if WEIGHTS[0] in drawn:
            drawn |= adding_up({path: drawn[path] for path in WEIGHTS}, ranges)
        return drawn

    def _point(self, future: int) -> Sequence[float]:
        if self.method == "sobol":
            return sobol_point(future, len(self.paths), seed=self.seed, purpose=PURPOSE).tolist()
        which, row = divmod(future, self.together)
        return _hypercube(self.together, len(self.paths), self.seed, which)[row]

    def as_dict(self) -> dict[str, Any]:
        """Return the draws as JSON has them."""
        whole = {"method": self.method, "paths": list(self.paths), "seed": self.seed, "together": self.together}
        return whole | {"kept": list(self.kept)}

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> Draws:
        """Return the draws that `as_dict` wrote."""
        return cls(
            values["method"],
            tuple(values["paths"]),
            values["seed"],
            values["together"],
            tuple(values.get("kept", KEPT)),
        )


@dataclass(frozen=True)
class Nested:
    """Worlds with several futures in each: future n is in the world of draw n // each."""

    draws: Draws
    each: int

    attempts: ClassVar[int] = Draws.attempts

    @property
    def kept(self) -> tuple[str, ...]:
        """The constants that are solved in each world."""
        return self.draws.kept

    def place(self, future: int) -> int:
        """Return the draw whose world this future is in."""
        return future // self.each

    def world(self, place: int, attempt: int = 0) -> dict[str, float]:
        """Return the values of a draw, by path."""
        return self.draws.world(place, attempt)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {**self.draws.as_dict(), "each": self.each}


@dataclass(frozen=True)
class Listed:
    """One world that somebody listed, the same in every future; `kept` are the constants solved in it."""

    values: tuple[tuple[str, float], ...]
    kept: tuple[str, ...] = KEPT

    attempts: ClassVar[int] = 1

    def __post_init__(self) -> None:
        object.__setattr__(self, "kept", tuple(path for path in self.kept if path not in dict(self.values)))

    def place(self, future: int) -> int:
        """Return the future whose world this one is in: the first."""
        return 0

    def world(self, future: int, attempt: int = 0) -> dict[str, float]:
        """Return its values, by path."""
        return dict(self.values)

    def as_dict(self) -> dict[str, Any]:
        """Return it as JSON has it."""
        return {"listed": dict(self.values), "kept": list(self.kept)}


@cache
def drawable() -> dict[str, Range]:
    """Return the range of each assumption that has one, in the order of the ledger."""
    return {path: Range(one.low, one.default, one.high) for path, one in parameters() if one.low < one.high}


@cache
def ranges_of(paths: tuple[str, ...]) -> dict[str, Range]:
    """Return the ranges to draw from: narrowed where a number has to be in order with one that is not drawn."""
    known = drawable()
    ranges = {path: known[path] for path in paths}
    for family in ORDERED:
        for at, path in enumerate(family):
            if path in ranges:
                low = max([known[path].low, *(known[one].middle for one in family[:at] if one not in ranges)])
                high = min([known[path].high, *(known[one].middle for one in family[at + 1 :] if one not in ranges)])
                ranges[path] = Range(low, known[path].middle, high)
    return ranges


def adding_up(weights: Mapping[str, float], ranges: Mapping[str, Range]) -> dict[str, float]:
    """Return weights that add up to 1, all moved by as much, none out of its range.

    >>> moved = adding_up({"a": 0.5, "b": 0.4}, {"a": Range(0.3, 0.5, 0.7), "b": Range(0.3, 0.5, 0.7)})
    >>> {name: round(weight, 6) for name, weight in moved.items()}
    {'a': 0.55, 'b': 0.45}
    """

    def moved(by: float) -> dict[str, float]:
        return {name: min(max(value + by, ranges[name].low), ranges[name].high) for name, value in weights.items()}

    low, high = -1.0, 1.0
    for _ in range(60):
        middle = (low + high) / 2
        low, high = (middle, high) if sum(moved(middle).values()) < 1 else (low, middle)
    return moved(high)


@lru_cache(maxsize=64)
def _world(draws: Draws, future: int) -> dict[str, float]:
    """Return a world that every scenario of a future asks for again."""
    return draws._drawn(future)


@lru_cache(maxsize=8)
def _hypercube(points: int, dimensions: int, seed: int, which: int) -> list[list[float]]:
    cube: list[list[float]] = latin_hypercube(points, dimensions, seed=seed, purpose=f"{PURPOSE}/{which}").tolist()
    return cube


def raw_luck(seed: int, purpose: str, count: int) -> NDArray[np.uint64]:
    """Return so many random words that depend on the seed and the purpose alone."""
    key = blake2b(f"{int(seed)}/{purpose}".encode(), digest_size=16).digest()
    words: NDArray[np.uint64] = np.random.Philox(key=int.from_bytes(key, "little")).random_raw(count)
    return words


def latin_hypercube(points: int, dimensions: int, *, seed: int, purpose: str) -> Floats:
    """Return (points, dimensions) in 0..1: each dimension cut into as many strata, one point in each.

    McKay, Beckman & Conover 1979. Points depend on how many there are.

    >>> latin = latin_hypercube(4, 2, seed=0, purpose="doctest")
    >>> np.sort(np.floor(4 * latin), axis=0).T.tolist()
    [[0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 3.0]]
    """
    words = raw_luck(seed, f"latin-hypercube/{purpose}", 2 * points * dimensions).reshape(2, dimensions, points)
    order = np.argsort(words[0], axis=1, kind="stable").T
    within = (words[1].T >> np.uint64(11)) * 2.0**-53
    return np.minimum((order + within) / points, np.nextafter(1.0, 0.0))


def sobol(points: int, dimensions: int, *, seed: int, purpose: str) -> Floats:
    """Return the first points (points, dimensions), in 0..1, of a shifted Sobol sequence: point r is always the same.

    Every 2^k points from the first on, each half of each dimension holds as many: a digital shift (Cranley & Patterson
    1976, in base 2) keeps that, and gives every seed and purpose points of its own.

    >>> few, more = (sobol(n, 2, seed=0, purpose="doctest") for n in (3, 8))
    >>> bool((few == more[:3]).all()), (more < 0.5).sum(axis=0).tolist()
    (True, [4, 4])
    """
    blocks = [_sobol_block(at, dimensions, seed, purpose) for at in range(-(-points // BLOCK))]
    return np.concatenate(blocks)[:points] if blocks else np.empty((0, dimensions))


def sobol_point(number: int, dimensions: int, *, seed: int, purpose: str) -> Floats:
    """Return one point (dimensions,) of `sobol`."""
    block: Floats = _sobol_block(number // BLOCK, dimensions, seed, purpose)
    return block[number % BLOCK]


@lru_cache(maxsize=4)
def _sobol_block(at: int, dimensions: int, seed: int, purpose: str) -> Floats:
    from scipy.stats import qmc

    sequence = qmc.Sobol(dimensions, scramble=False, bits=SOBOL_BITS)
    if at:
        sequence.fast_forward(at * BLOCK)
    plain = (sequence.random(BLOCK) * 2.0**SOBOL_BITS).astype(np.uint64)
    shift = raw_luck(seed, f"sobol/{purpose}", dimensions) >> np.uint64(64 - SOBOL_BITS)
    return ((plain ^ shift) + 0.5) * 2.0**-SOBOL_BITS
