"""The answer of a comparison as data: which design, what it gains, what it costs, and how sure that is.

A *design* is a scenario of a comparison with a programme. An *objective* is an outcome that designs are chosen by. The
*gain* of a design is its difference from no programme in the same future, and good is positive whatever the outcome's
direction. A design does as well as another on an objective if it keeps a stated share (`keeps`) of the other's gain.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from hashlib import blake2b
from typing import Any, Literal, NamedTuple

import numpy as np

from ...agents.base.arrays import Floats
from ...scenarios.assumptions.outcomes import HEADLINES, PARTICIPANTS_HEADLINES
from ..statistics.choice import (
    LEVEL,
    Bounds,
    End,
    Judged,
    Stands,
    best_of,
    cheaper_by,
    futures_to_settle,
    judge_gains,
    staircase,
    stand,
)
from .columns import plain
from .paired_runs import PairedRuns
from .prices import Prices, prices

SAME_SIZE = 0.1
"""Designs are of one size if none plans this share more pairs than another."""

Status = Literal["as good as the best", "beaten", "trades off", "still possible"]
"""How a design stands to the others.

*as good as the best*: it is shown to keep enough of every other design's gain on every objective that chooses.
*beaten*: it is shown to keep too little of some design's gain, which is nowhere shown to keep too little of its own.
*trades off*: each of it and some other design is shown to keep too little of the other's gain on some objective.
*still possible*: none of these is shown yet.
"""

Whose = Literal["participants", "organisation"]


class Gain(NamedTuple):
    """What a design gains on an objective: the mean, and simultaneous one-sided bounds (None without an interval)."""

    mean: float
    low: float | None
    high: float | None


class Price(NamedTuple):
    """What a design costs over the whole run: means over the futures, None without a value."""

    cash: float | None
    hours: float | None
    money: float | None
    """Cash and paid hours together, where the organisation states its pay."""


@dataclass(frozen=True)
class Objective:
    """An outcome that designs are chosen by, and whether it does choose."""

    outcome: str
    gainers: tuple[str, ...]
    """Designs that are shown to gain on it."""
    chooses: bool
    """False where no design is shown to gain, at the last look: before that it leaves designs still possible."""


@dataclass(frozen=True)
class Standing:
    """How one design stands."""

    name: str
    status: Status
    gains: Mapping[str, Gain | None]
    """By objective; None without a value."""
    keeps: Mapping[str, float | None]
    """By objective, the share of the largest mean gain of any design that it keeps; None where nobody gains."""
    short_of: Mapping[str, tuple[str, ...]]
    """Other designs of whose gain it is shown to keep too little, each with the objectives on which."""
    beaten_by: tuple[str, ...]
    """Of these the ones that beat it."""
    trades_with: tuple[str, ...]
    """Of these the ones that in turn are shown to keep too little of its gain on some objective."""
    loses_on: tuple[str, ...]
    """Objectives on which it is shown to do worse than no programme: such a design is never best."""
    price: Price
    more_futures: int | None
    """About how many more futures would settle it, where it is still possible and a number can be given."""


@dataclass(frozen=True)
class Step:
    """A step of the staircase of cost against gain: who shares it, and what it keeps of the largest mean gains."""

    names: tuple[str, ...]
    price: Price
    keeps: Mapping[str, float | None]


@dataclass(frozen=True)
class Answer:
    """Which design: data, bound to rules. Its words stand in `experiments/show/wording/answer.py`."""

    whose: Whose
    """Whose headlines are the objectives: the participants', or the organisation's where designs differ in size."""
    futures: int
    last_look: bool
    """Whether no later look can follow: then an objective without a gain is dropped."""
    keeps: float
    objectives: tuple[Objective, ...]
    designs: tuple[Standing, ...]
    """In the order of the comparison."""
    best: tuple[str, ...]
    """Of those as good as the best, the ones that none of them undercuts or is ahead of: one, several, or none."""
    staircase: tuple[Step, ...]
    """From the best down; empty where nobody is best."""
    ends: End | None
    leaders: Mapping[str, str]
    """By objective that chooses, the design of the largest mean gain."""
    separates: tuple[str, ...]
    """Outcomes by which designs are shown to differ (Benjamini & Yekutieli at .05 over all lines and contrasts)."""
    alike: tuple[str, ...]
    """Outcomes shown with the comparison by which no two designs are shown to differ."""

    @property
    def as_good(self) -> tuple[str, ...]:
        """The designs that are as good as the best."""
        return tuple(one.name for one in self.designs if one.status == "as good as the best")

    @property
    def possible(self) -> tuple[str, ...]:
        """The designs of which nothing is shown yet."""
        return tuple(one.name for one in self.designs if one.status == "still possible")


def objectives_of(runs: PairedRuns) -> tuple[str, ...]:
    """Return what designs are chosen by where no goals are stated.

    The participants' headlines where the designs plan equally many pairs, within a tenth, and the organisation's where
    they differ in size: then the same gain for each participant is another one for the organisation.
    """
    planned = [pairs for pairs, design in zip(runs.planned, runs.is_design, strict=False) if design]
    same = not planned or max(planned) <= (1 + SAME_SIZE) * min(planned)
    return PARTICIPANTS_HEADLINES if same else HEADLINES


def answer_of(
    runs: PairedRuns,
    *,
    level: float = LEVEL,
    last_look: bool = True,
    separates: Sequence[str] = (),
    alike: Sequence[str] = (),
) -> Answer:
    """Return which design, by the rules of `statistics.choice`.

    `level` is the chance of a wrong bound at this look. Before the last look an objective without a shown gain leaves
    designs still possible. `separates` and `alike` are handed on. There must be a design.
    """
    objectives = objectives_of(runs)
    places = [runs.places[name] for name in objectives]
    signs = np.array([runs.outcomes[place].direction for place in places])
    gains = runs.over_nothing[runs.is_design][:, :, places].transpose(1, 0, 2) * signs
    names = [name for name, design in zip(runs.names, runs.is_design, strict=True) if design]
    key = int.from_bytes(blake2b(f"{runs.seed}/which design".encode(), digest_size=16).digest(), "little")
    judged = judge_gains(gains, keeps=runs.keeps, level=level, key=key)
    stands, cost = stand(judged, last_look=last_look), prices(runs)
    cheaper = cheaper_by([cost.cash, cost.hours] if cost.money is None else [cost.money])
    steps, ends = staircase(judged, cheaper, last_look=last_look)
    shares = shares_of(judged)
    return Answer(
        whose="participants" if objectives is PARTICIPANTS_HEADLINES else "organisation",
        futures=runs.replicates,
        last_look=last_look,
        keeps=runs.keeps,
        objectives=tuple(
            Objective(
                name,
                tuple(names[row] for row in np.flatnonzero(judged.gains.low[:, at] > 0)),
                bool(stands.chooses[at]) or not last_look,
            )
            for at, name in enumerate(objectives)
        ),
        designs=tuple(
            standing_of(row, names, objectives, judged, stands, shares[row], cost) for row in range(len(names))
        ),
        best=tuple(names[row] for row in best_of(judged, cheaper, last_look=last_look)),
        staircase=tuple(
            Step(tuple(names[row] for row in step), price_of(cost, step), dict(
                zip(objectives, least(shares, step), strict=True)
            ))
            for step in steps
        ),
        ends=ends,
        leaders={
            name: names[int(np.nanargmax(judged.gains.mean[:, at]))]
            for at, name in enumerate(objectives)
            if stands.chooses[at]
        },
        separates=tuple(separates),
        alike=tuple(alike),
    )  # fmt: skip


def standing_of(
    row: int,
    names: Sequence[str],
    objectives: Sequence[str],
    judged: Judged,
    stands: Stands,
    shares: Sequence[float | None],
    cost: Prices,
) -> Standing:
    """Return how one design stands."""
    short = judged.short[:, :, stands.chooses]
    chosen = [name for name, chooses in zip(objectives, stands.chooses, strict=True) if chooses]
    settled = stands.as_good.any() or stands.beaten.any() or stands.trades.any()
    of: list[int] = np.flatnonzero(short[row].any(axis=1)).tolist() if settled else []
    beats, in_turn = ([other for other in of if bool(short[other, row].any()) == also] for also in (False, True))
    status: Status = (
        "as good as the best" if stands.as_good[row]
        else "beaten" if stands.beaten[row]
        else "trades off" if stands.trades[row]
        else "still possible"
    )  # fmt: skip
    losing = np.flatnonzero(judged.gains.high[row] < 0)
    return Standing(
        name=names[row],
        status=status,
        gains={name: gain_of(judged.gains, row, at) for at, name in enumerate(objectives)},
        keeps=dict(zip(objectives, shares, strict=True)),
        short_of={names[other]: tuple(np.array(chosen)[short[row, other]].tolist()) for other in of},
        beaten_by=tuple(names[other] for other in beats),
        trades_with=tuple(names[other] for other in in_turn),
        loses_on=tuple(objectives[int(at)] for at in losing),
        price=price_of(cost, [row]),
        more_futures=futures_to_settle(judged, row, stands.chooses) if status == "still possible" else None,
    )


def gain_of(gains: Bounds, row: int, at: int) -> Gain | None:
    """Return a gain with its bounds; None without a value."""
    mean, low, high = (known(numbers[row, at]) for numbers in gains)
    return None if mean is None else Gain(mean, low, high)


def known(number: float) -> float | None:
    """Return a number, None for nan."""
    return None if np.isnan(number) else plain(number)


def shares_of(judged: Judged) -> list[list[float | None]]:
    """Return by design and objective the share of the largest mean gain that it keeps; None where nobody gains."""
    gains = judged.gains.mean
    most = [float(np.nanmax(column)) if not np.isnan(column).all() else 0.0 for column in gains.T]
    return [[known(gain / top) if top > 0 else None for gain, top in zip(row, most, strict=True)] for row in gains]


def least(shares: Sequence[Sequence[float | None]], rows: Sequence[int]) -> list[float | None]:
    """Return the least share that any of some designs keeps, by objective."""
    columns = zip(*(shares[row] for row in rows), strict=True)
    return [None if None in column else min(one for one in column if one is not None) for column in columns]


def price_of(cost: Prices, rows: Sequence[int]) -> Price:
    """Return the mean cost of a design, or of several that share a step."""
    cash, hours, money = (
        None if numbers is None else mean_of(numbers[list(rows)]) for numbers in (cost.cash, cost.hours, cost.money)
    )
    return Price(cash, hours, money)


def mean_of(numbers: Floats) -> float | None:
    """Return the mean of the numbers there are, None if there is none."""
    present = numbers[~np.isnan(numbers)]
    return float(present.mean()) if len(present) else None


def answer_data(answer: Answer) -> dict[str, Any]:
    """Return the answer as JSON has it."""
    from dataclasses import asdict

    def as_data(value: Any) -> Any:
        if isinstance(value, Gain | Price):
            return value._asdict()
        if isinstance(value, Mapping):
            return {name: as_data(one) for name, one in value.items()}
        return [as_data(one) for one in value] if isinstance(value, tuple | list) else value

    return {name: as_data(value) for name, value in asdict(answer).items()}
