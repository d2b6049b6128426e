"""How participants are prepared: a frozen record each."""

from __future__ import annotations

from ..agents.parameters import Rules, param


class Training(Rules):
    """A preparation at the start; what it gives decays."""

    hours: float = param(0.0, "hours each", 0.0, 16.0)
    trained: float = param(0.0, "training reached", 0.0, 0.9, most=1)
    cost: float = param(0.0, "money a participant", 0.0, 1800.0)
    fades: float = param(0.015, "of training lost a week", 0.0075, 0.03, most=1)


none = Training()
webinar = Training(hours=6, trained=0.60, cost=250)
