"""Small organisations on which the user's own code is tried, and how a broken contract is reported."""

from __future__ import annotations

from dataclasses import fields, is_dataclass
from functools import cache
from typing import Any

import numpy as np

from ...scenarios.assumptions.organisation import Organisation, Synthetic
from ...scenarios.records.policy import Policy
from ...scenarios.scenario import Scenario
from ..model import MentoringModel
from ..state.inputs import read_inputs
from ..state.state import State, left_their_range
from ..week.settling import settle


class Broken(AssertionError):  # noqa: N818  (said as a fact, like Refused)
    """A clause that is not kept, and how."""


def need(kept: bool | np.bool_, trouble: str) -> None:
    """Raise `Broken` unless something holds."""
    if not kept:
        raise Broken(trouble)


def same(one: Any, other: Any) -> bool:
    """Tell whether two records, mappings, sparse tables or arrays hold the same, nan being the same as nan."""
    if is_dataclass(one):
        return all(same(getattr(one, field.name), getattr(other, field.name)) for field in fields(one))
    if isinstance(one, dict):
        return one.keys() == other.keys() and all(same(one[key], other[key]) for key in one)
    one, other = (np.asarray(part.toarray() if hasattr(part, "toarray") else part) for part in (one, other))
    return bool(np.array_equal(one, other, equal_nan=one.dtype.kind == "f"))


def scenario_of(employees: int = 60, weeks: int = 26, **policy: Any) -> Scenario:
    """Return a small scenario: reverse mentoring for a fifth of the staff, by default."""
    people = Organisation(synthetic=Synthetic(employees=employees))
    chosen = Policy(**{"arm": "reverse", "share": 0.2, "length_weeks": 13, **policy})
    return Scenario(name="contract", weeks=weeks, settling_weeks=26, organisation=people, policy=chosen)


@cache
def settled(employees: int) -> State:
    """Return a settled organisation; to be copied before it is changed."""
    scenario = scenario_of(employees)
    return settle(scenario, read_inputs(scenario.organisation), seed=3)


def finished(scenario: Scenario) -> MentoringModel:
    """Return a model that has run to its end."""
    model = MentoringModel(scenario, seed=3)
    model.run()
    return model


def runs(**policy: Any) -> None:
    """Raise `Broken` unless a programme runs to its end and keeps every share between 0 and 1."""
    model = finished(scenario_of(**policy))
    stays_within(model)


def stays_within(model: MentoringModel) -> None:
    """Raise `Broken` if what is a share of 0 to 1 no longer is one."""
    wrong = left_their_range(model.state.workforce)
    need(not wrong, f"{wrong}.")
