"""`SweepPlan`: what a sweep asks, whole, comparable by content, and as JSON has it."""

from __future__ import annotations

import json
from collections.abc import Mapping
from dataclasses import dataclass, field, fields
from datetime import date
from functools import cached_property
from itertools import product
from typing import Any

import numpy as np

from ....scenarios.files.validated import laid_over
from ....scenarios.load import distinct
from ....scenarios.scenario import Scenario
from ...statistics.choice import KEEPS
from ..identity import as_json, canonical, from_json, scenario_as_json, scenario_from_json
from ..plan import dated
from ..sampling.draws import KEPT, Draws, Listed
from ..store.rows.rows import SeriesPolicy
from .cells import label, scenario_of_cell

LIMITED = {"cash": "cash", "hours": "hours", "headcount": "taking_part"}
"""The outcome that each limit bounds."""


@dataclass(frozen=True)
class SweepPlan:
    """Many policies, what each is compared with, in which worlds, and what they may cost.

    `cells` has the values of the `levers` (paths) of each cell. Either `draws` says how each future is in a world of
    its own, or `worlds` lists worlds (values by path) each of which is a comparison for itself, or neither.
    """

    name: str
    scenario: Scenario
    baseline: Scenario
    levers: tuple[str, ...]
    cells: tuple[tuple[Any, ...], ...]
    draws: Draws | None = None
    worlds: tuple[Mapping[str, float], ...] = ()
    kept: tuple[str, ...] = KEPT
    """The constants that are solved in the listed worlds; those of `draws` are its own."""
    limits: Mapping[str, float] = field(default_factory=dict)
    replicates: int | None = None
    """How many futures there are; None leaves it to `until`, and without that to which design is settled."""
    until: Mapping[str, Any] | None = None
    keeps: float = KEEPS
    """The share of another policy's gain that a policy has to keep to do as well."""
    over_worlds: tuple[int, int] = (0, 0)
    """How many worlds there are beside luck alone, and how many futures in each."""
    judge: str | None = None
    seed: int = 0
    series: SeriesPolicy = "none"
    notes: tuple[str, ...] = ()

    @cached_property
    def scenarios(self) -> tuple[Scenario, ...]:
        """What is compared: the baseline, then a scenario a cell; no two of one name."""
        cells = [scenario_of_cell(self.scenario, self.levers, values) for values in self.cells]
        return tuple(distinct([self.baseline, *cells]))

    @property
    def names(self) -> tuple[str, ...]:
        """The names of the cells."""
        return tuple(scenario.name for scenario in self.scenarios[1:])

    @property
    def labels(self) -> tuple[str, ...]:
        """What the levers are called."""
        return tuple(label(path) for path in self.levers)

    @property
    def times(self) -> tuple[Mapping[str, float], ...]:
        """The worlds in which all of it is asked: one as the scenarios have it, where none are listed."""
        return self.worlds or ({},)

    def listed(self, world: Mapping[str, float]) -> Listed | None:
        """Return the numbers of a listed world as what every future is in."""
        numbers = {path: float(value) for path, value in world.items() if is_number(value)}
        return Listed(tuple(numbers.items()), self.kept) if numbers else None

    def beside_numbers(self, world: Mapping[str, float]) -> tuple[Scenario, ...]:
        """Return the scenarios with what a listed world has beside numbers, such as mechanisms that are off."""
        return self.in_world({path: value for path, value in world.items() if not is_number(value)})

    def in_world(self, world: Mapping[str, float]) -> tuple[Scenario, ...]:
        """Return the scenarios as they are in a listed world."""
        at = {f"assumptions.{path}": value for path, value in world.items()}
        return tuple(laid_over(scenario, at) for scenario in self.scenarios) if at else self.scenarios

    def as_dict(self) -> dict[str, Any]:
        """Return the plan as JSON has it; raise `Refused` for a function of the user's own that has no place."""
        values: dict[str, Any] = {one.name: getattr(self, one.name) for one in fields(self)}
        values |= {key: scenario_as_json(dated(values[key], date.today())) for key in ("scenario", "baseline")}
        values["cells"] = [[as_json(value) for value in cell] for cell in self.cells]
        values["draws"] = self.draws.as_dict() if self.draws else None
        plain: dict[str, Any] = json.loads(canonical(values))
        return plain

    @classmethod
    def from_dict(cls, values: Mapping[str, Any]) -> SweepPlan:
        """Return the plan that `as_dict` wrote."""
        return cls(
            **{
                **values,
                "scenario": scenario_from_json(values["scenario"]),
                "baseline": scenario_from_json(values["baseline"]),
                "levers": tuple(values["levers"]),
                "cells": tuple(tuple(map(from_json, cell)) for cell in values["cells"]),
                "draws": Draws.from_dict(values["draws"]) if values["draws"] else None,
                "worlds": tuple(values["worlds"]),
                "kept": tuple(values["kept"]),
                "over_worlds": tuple(values.get("over_worlds", (0, 0))),
                "notes": tuple(values["notes"]),
            }
        )


def is_number(value: Any) -> bool:
    """Tell whether a value is a number.

    >>> is_number(2), is_number(True), is_number("2")
    (True, False, False)
    """
    return isinstance(value, int | float) and not isinstance(value, bool)


def tuples(value: Any) -> Any:
    """Return a value with every list, range and array in it as a tuple of plain values, as a file is read.

    >>> tuples({"a": [1, [2]], "b": range(0, 4, 2)})
    {'a': (1, (2,)), 'b': (0, 2)}
    """
    if isinstance(value, Mapping):
        return {key: tuples(inner) for key, inner in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    return tuple(map(tuples, value)) if isinstance(value, list | tuple | range) else value


def product_of_worlds(listed: Mapping[str, tuple[float, ...]]) -> tuple[dict[str, float], ...]:
    """Return a world for each combination of the values listed.

    >>> product_of_worlds({"transport": (0.6, 0.8)})
    ({'transport': 0.6}, {'transport': 0.8})
    """
    return tuple(dict(zip(listed, values, strict=True)) for values in product(*listed.values()))
