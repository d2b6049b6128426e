"""The reward schemes: a frozen record each."""

from __future__ import annotations

from ..agents.parameters import Rules, param

DECI = "Deci, Koestner & Ryan 1999: tangible rewards crowd out, praise does not; sizes assumed"


class Reward(Rules):
    """What participants get for taking part."""

    pull: float = param(0.0, "extrinsic pull at enrolment", 0.0, 0.5, most=1)
    tangibility: float = param(0.0, "how tangible: crowds out intrinsic motivation", 0.0, 1.0, DECI, grade="A", most=1)
    visibility: float = param(0.0, "how visible: introductions, reviews", 0.0, 0.2, most=1)
    envy: float = param(0.0, "felt by others of a team that takes part", 0.0, 1.2)
    cost: float = param(0.0, "money a participant-year", 0.0, 5000.0)
    gaming: float = param(0.03, "session quality lost per unit of tangibility", 0.0, 0.12)


none = Reward()
thanks = Reward(pull=0.03, visibility=0.01, cost=10)
public = Reward(pull=0.07, tangibility=0.08, visibility=0.10, envy=0.6, cost=60)
points = Reward(pull=0.14, tangibility=0.5, visibility=0.04, envy=0.3, cost=150, gaming=0.06)
bonus = Reward(pull=0.24, tangibility=1.0, envy=0.5, cost=1000)
