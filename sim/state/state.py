"""`State`: all that a week reads and changes, as arrays."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import NamedTuple

import numpy as np

from ...agents.base import luck
from ...agents.base.arrays import Floats, Integers
from ...agents.network.ties import Ties
from ...agents.people.makeup import Makeup, Tenure
from ...agents.people.population import Origin
from ...agents.people.workforce import Workforce
from ...scenarios.assumptions.assumptions import (
    Advancement,
    Assumptions,
    Attitudes,
    Ideas,
    Inclusion,
    Learning,
    Matching,
    Money,
    Motivation,
    Network,
    Parting,
    Sessions,
    Turnover,
)
from ...scenarios.assumptions.mechanisms import in_force
from ...scenarios.policy.feedback import Feedback
from ...scenarios.policy.targeting import Recruitment

LUCK_OF_LAUNCH = 104
"""The luck week of programme week 0: settling weeks come before it, so their number moves nobody's luck."""

MECHANISMS = (
    "recruitment", "matching", "sessions", "introductions", "check-ins", "parting", "meetings", "ideas", "spread",
    "practices", "advancement", "leaving", "hiring",
)  # fmt: skip


class Rulebook(NamedTuple):
    """The assumptions as kernels take them: named tuples of floats."""

    transport: float
    people: Makeup
    tenure: Tenure
    recruitment: Recruitment
    matching: Matching
    sessions: Sessions
    learning: Learning
    motivation: Motivation
    feedback: Feedback
    parting: Parting
    attitudes: Attitudes
    inclusion: Inclusion
    network: Network
    ideas: Ideas
    advancement: Advancement
    turnover: Turnover
    money: Money

    @classmethod
    def of(cls, assumptions: Assumptions) -> Rulebook:
        """Return the rule book of these assumptions, with neutral values for the mechanisms that are off."""
        assumptions = in_force(assumptions)
        processes = (name for name in cls._fields if name != "transport")
        return cls(assumptions.transport, *(getattr(assumptions, name).floats for name in processes))


@dataclass
class State:
    """The organisation in a week. It is copied for each scenario of a replicate."""

    rules: Rulebook
    """The assumptions, fixed through a run."""
    luck: dict[str, luck.Key]
    """Key of each mechanism's luck; the policy is not in it."""
    tick: int
    """The week as luck counts it: `LUCK_OF_LAUNCH` is programme week 0."""
    workforce: Workforce
    """Everyone, as above."""
    ties: Ties
    """Who knows whom, as above."""
    opportunities: Floats
    """(units, 56): how much is left to be improved on each triple of skills."""
    unit_size: Floats
    """People per unit at launch."""
    practices: Floats
    """Stock of inclusive practices of each department."""
    origin: Origin
    """Where the next occupants of seats come from."""
    access_mean: float
    """Mean access at launch, with which access is compared."""
    cross_age_beside: float
    """Mean at launch of what ties beside the structural ones add to somebody's share of ties across ages."""
    leaving: Floats
    """By week of tenure: factor on the tenure hazard that gives the organisation's voluntary quits."""
    quit_times: Floats
    """(departments, age bands): what multiplies the hazard of quitting there."""
    expected_quits: Floats
    """(departments, age bands): the sum of everyone's chances to quit since launch."""
    person_weeks: Floats
    """(departments, age bands): for how many weeks people were there to quit."""
    launch_band: Integers
    """Age band at launch of each seat's first occupant."""
    first_year: Floats
    """(weeks of the first year, departments, age bands at launch, 2): of those at launch, the sum of the chances to
    quit in each week, and how many were there to."""
    own_first_year: Floats
    """(seats,): of those at launch, each person's chances to quit in the weeks of the first year, added up."""
    likely_ideas: Floats
    """Since launch: the sum of the chances that an idea is had and voiced, ideas voiced, the sum of the chances that
    these are adopted."""

    @property
    def week(self) -> int:
        """The programme week; negative while the organisation settles."""
        return self.tick - LUCK_OF_LAUNCH

    def copy(self) -> State:
        """Return a state that can be moved on without touching this one."""
        return replace(
            self,
            workforce=self.workforce.copy(),
            ties=self.ties.copy(),
            opportunities=self.opportunities.copy(),
            practices=self.practices.copy(),
            expected_quits=self.expected_quits.copy(),
            person_weeks=self.person_weeks.copy(),
            first_year=self.first_year.copy(),
            own_first_year=self.own_first_year.copy(),
            likely_ideas=self.likely_ideas.copy(),
        )


def keys(seed: int, replicate: int) -> dict[str, luck.Key]:
    """Return the key of every mechanism's luck; the policy is not in them."""
    return {mechanism: luck.key(seed, replicate, mechanism) for mechanism in MECHANISMS}


SHARES = (
    "motivation", "fatigue", "confidence", "openness", "inclusion", "skills", "training", "knowledge_training",
    "workload",
)  # fmt: skip
"""The columns of people that are shares of 0 to 1."""


def left_their_range(people: Workforce) -> str:
    """Return which columns that are shares hold something else, and what; nothing if all are shares."""
    for name in SHARES:
        column, words = getattr(people, name), name.replace("_", " ")
        if not isinstance(column, np.ndarray) or column.dtype != np.float64 or len(column) != len(people):
            return f"{words} is not an array of {len(people)} numbers any more"
        if not np.isfinite(column).all():
            return f"{words} holds something that is not a number"
        if column.min() < 0.0 or column.max() > 1.0:
            return f"{words} left 0 to 1: {column.min():g} to {column.max():g}"
    return ""
