"""No programme, everything else being the same: what a scenario is compared with if nobody names a baseline."""

from __future__ import annotations

from os import PathLike

from .load import as_scenario
from .records.policy import Policy
from .scenario import Scenario

NAME = "no-programme"


def no_programme(scenario: Scenario | str | PathLike[str], name: str = NAME) -> Scenario:
    """Return a scenario, or a named one, without its programme: the same people, weeks, assumptions and outcomes.

    >>> ours = Scenario(weeks=52, policy=Policy(arm="reverse"))
    >>> nothing = no_programme(ours)
    >>> nothing.name, nothing.weeks, nothing.policy.arm, nothing.assumptions == ours.assumptions
    ('no-programme', 52, 'none', True)
    """
    scenario = as_scenario(scenario)
    about = "No programme, under the same assumptions as the scenarios it is compared with."
    return scenario.model_copy(update={"name": name, "about": about, "policy": Policy(), "changes": ()})
