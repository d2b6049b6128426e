"""The reward schemes: a frozen record for each. One of your own is a `Reward` with other numbers."""

from __future__ import annotations

from ...agents.base import sources
from ...agents.base.checked import Checked
from ...agents.base.parameters import Rules, param

CROWDS_OUT = sources.DECI.gives("sign", "tangible rewards crowd out intrinsic motivation, praise does not")


class Reward(Rules):
    """What participants get for taking part: one of your own is `Reward(pull=0.1, cost=50)`; all else is 0."""

    pull: float = param(0.0, "extrinsic pull at enrolment", 0.0, 0.5, most=1)
    tangibility: float = param(0.0, "how tangible: crowds out intrinsic motivation", 0.0, 1.0, CROWDS_OUT, most=1)
    visibility: float = param(0.0, "how visible: introductions, reviews", 0.0, 0.2, most=1)
    envy: float = param(0.0, "envy felt by others of a team that takes part", 0.0, 1.2)
    cost: float = param(0.0, "money per participant and year", 0.0, 5000.0)
    gaming: float = param(0.03, "session quality lost per unit of tangibility", 0.0, 0.12)
    protected: float = param(0.0, "share of the programme's time that is kept free of other work", 0.0, 1.0, most=1)
    protected_hours: float = param(0.0, "paid hours per participant and week that others cover", 0.0, 2.0, most=40)
    credit: float = param(0.0, "credit towards advancement for a year in the programme", 0.0, 1.0, most=10)


class Thanks(Reward):
    """A word of thanks."""

    pull: float = param(0.03, "extrinsic pull at enrolment", 0.0, 0.06, most=1)
    visibility: float = param(0.01, "how visible: introductions, reviews", 0.0, 0.02, most=1)
    cost: float = param(10.0, "money per participant and year", 5.0, 20.0)


class Public(Reward):
    """Recognition in front of others: more introductions, more envy."""

    pull: float = param(0.07, "extrinsic pull at enrolment", 0.0, 0.14, most=1)
    tangibility: float = param(0.08, "how tangible: crowds out intrinsic motivation", 0.0, 0.16, CROWDS_OUT, most=1)
    visibility: float = param(0.10, "how visible: introductions, reviews", 0.0, 0.20, most=1)
    envy: float = param(0.6, "envy felt by others of a team that takes part", 0.3, 1.2)
    cost: float = param(60.0, "money per participant and year", 30.0, 120.0)


class Points(Reward):
    """Points for sessions, to be exchanged for things: more sign-ups, some gaming."""

    pull: float = param(0.14, "extrinsic pull at enrolment", 0.0, 0.28, most=1)
    tangibility: float = param(0.5, "how tangible: crowds out intrinsic motivation", 0.25, 1.0, CROWDS_OUT, most=1)
    visibility: float = param(0.04, "how visible: introductions, reviews", 0.0, 0.08, most=1)
    envy: float = param(0.3, "envy felt by others of a team that takes part", 0.15, 0.6)
    cost: float = param(150.0, "money per participant and year", 75.0, 300.0)
    gaming: float = param(0.06, "session quality lost per unit of tangibility", 0.03, 0.12)


class Bonus(Reward):
    """Money: more sign-ups at first, less motivation of one's own later."""

    pull: float = param(0.24, "extrinsic pull at enrolment", 0.0, 0.48, most=1)
    tangibility: float = param(1.0, "how tangible: crowds out intrinsic motivation", 0.5, 1.0, CROWDS_OUT, most=1)
    envy: float = param(0.5, "envy felt by others of a team that takes part", 0.25, 1.0)
    cost: float = param(1000.0, "money per participant and year", 500.0, 2000.0)


class Protected(Reward):
    """Paid time kept free of other work, which colleagues cover."""

    pull: float = param(0.03, "extrinsic pull at enrolment", 0.0, 0.06, most=1)
    envy: float = param(0.15, "envy felt by others of a team that takes part", 0.075, 0.3)
    protected: float = param(1.0, "share of the programme's time that is kept free of other work", 0.5, 1.0, most=1)
    protected_hours: float = param(1.0, "paid hours per participant and week that others cover", 0.5, 2.0, most=40)


class Career(Reward):
    """Credit when people are considered for advancement."""

    pull: float = param(0.12, "extrinsic pull at enrolment", 0.0, 0.24, most=1)
    tangibility: float = param(0.25, "how tangible: crowds out intrinsic motivation", 0.125, 0.5, CROWDS_OUT, most=1)
    visibility: float = param(0.06, "how visible: introductions, reviews", 0.0, 0.12, most=1)
    envy: float = param(0.6, "envy felt by others of a team that takes part", 0.3, 1.2)
    credit: float = param(1.0, "credit towards advancement for a year in the programme", 0.0, 2.0, most=10)


class Rewards(Checked):
    """The built-in schemes, by the name a policy gives them."""

    none: Reward = Reward()
    thanks: Thanks = Thanks()
    public: Public = Public()
    points: Points = Points()
    bonus: Bonus = Bonus()
    protected: Protected = Protected()
    career: Career = Career()
