"""The arms: who teaches whom, alone or in a circle."""

from __future__ import annotations

from ...agents.base.checked import Checked
from ...agents.base.parameters import Rules, param

CIRCLE = 3
"""Juniors who share a senior in the group arm."""


class Direction(Rules):
    """What an arm does to a session."""

    teaching: float = param(0.5, "share of session time that flows from junior to senior (theta)", 0.0, 1.0, most=1)
    hierarchy: float = param(1.0, "factor on what rank costs a session", 0.5, 2.0)
    quality_lost: float = param(0.0, "quality lost", 0.0, 0.2, most=1)
    quality_lost_untrained: float = param(0.0, "quality lost without training, by being both at once", 0.0, 0.1, most=1)
    learning: float = param(1.0, "factor on what each learns in a circle", 0.5, 1.0)
    learning_senior: float = param(1.0, "factor on what the senior learns with each junior", 0.3, 1.0)


class Traditional(Direction):
    """Seniors teach."""

    teaching: float = param(0.10, "share of session time that flows from junior to senior (theta)", 0.0, 0.25, most=1)


class Reciprocal(Direction):
    """Both teach, in turn."""

    teaching: float = param(0.50, "share of session time that flows from junior to senior (theta)", 0.4, 0.6, most=1)
    quality_lost_untrained: float = param(
        0.04, "quality lost without training, by being both at once", 0.02, 0.08, most=1
    )


class Group(Direction):
    """Circles: three juniors teach one senior, who divides the attention among them."""

    teaching: float = param(0.70, "share of session time that flows from junior to senior (theta)", 0.5, 0.9, most=1)
    quality_lost: float = param(0.08, "quality lost", 0.04, 0.16, most=1)
    learning: float = param(0.65, "factor on what each learns in a circle", 0.4, 0.9)
    learning_senior: float = param(0.55, "factor on what the senior learns with each junior", 0.3, 0.8)


class Reverse(Direction):
    """Juniors teach."""

    teaching: float = param(0.70, "share of session time that flows from junior to senior (theta)", 0.5, 0.9, most=1)
    hierarchy: float = param(1.3, "factor on what rank costs a session", 1.0, 1.6)


class Arms(Checked):
    """The arms that pair people, by the name a policy gives them."""

    traditional: Traditional = Traditional()
    reciprocal: Reciprocal = Reciprocal()
    group: Group = Group()
    reverse: Reverse = Reverse()


def kind(arm: str) -> str:
    """Return what a programme is made of: none, training, circles or pairs.

    >>> kind("reverse"), kind("group")
    ('pairs', 'circles')
    """
    return {"none": "none", "training": "training", "group": "circles"}.get(arm, "pairs")


FOCUS = {
    "balanced": (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    "digital": (2.0, 2.0, 2.0, 0.6, 0.35, 0.35, 0.35, 0.35),
    "inclusion": (0.6, 0.6, 0.6, 3.2, 0.5, 0.9, 1.2, 0.4),
    "leadership": (0.5, 0.5, 0.5, 0.8, 0.9, 2.0, 1.6, 1.2),
    "innovation": (1.2, 1.6, 1.6, 0.5, 1.2, 0.4, 0.5, 1.0),
}
"""What the pairs talk about, over the eight skills (assumption)."""
