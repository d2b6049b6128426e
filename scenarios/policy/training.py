"""How participants are prepared: a frozen record for each. One of your own is a `Training` with other numbers."""

from __future__ import annotations

from typing import Literal, NamedTuple

from ...agents.base.checked import Checked
from ...agents.base.parameters import ASSUMPTION, Rules, param

LEARNT = "share of what is left to learn in a skill, where training is the programme"
ATD = ASSUMPTION.gives("nothing", "the upper end is what an hour of learning costs, 165 (ATD 2025)")


Content = Literal["both", "identities", "knowledge"]
"""What a training is about: how people of different ages see each other, how to pass on what one knows, or both."""


class Contents(NamedTuple):
    """Whether a training has each of the two contents, 1 or 0."""

    identities: float
    """So that the two get on."""
    knowledge: float
    """So that they learn."""

    @classmethod
    def of(cls, content: Content) -> Contents:
        """Return what a content is made of.

        >>> Contents.of("knowledge")
        Contents(identities=0.0, knowledge=1.0)
        """
        return cls(float(content != "knowledge"), float(content != "identities"))


class Training(Rules):
    """A preparation at the start; what it gives decays."""

    hours: float = param(0.0, "hours for each", 0.0, 16.0)
    trained: float = param(0.0, "training reached", 0.0, 0.9, most=1)
    cost: float = param(0.0, "money per participant", 0.0, 1800.0)
    teaches: float = param(0.0, LEARNT, 0.0, 0.1)

    def with_content(self, content: Content, one_content: float) -> Training:
        """Return the training with this content: with one of the two it takes less time and money.

        >>> Training(hours=6, trained=0.6, cost=250).with_content("identities", 0.5)
        Training(hours=3.0, trained=0.6, cost=125.0)
        """
        if content == "both":
            return self
        return self.model_copy(
            update={name: one_content * getattr(self, name) for name in ("hours", "cost", "teaches")}
        )

    @property
    def is_held(self) -> bool:
        """Whether there is any: it takes time, costs money or gives something."""
        return any((self.hours, self.trained, self.cost, self.teaches))


class Guide(Training):
    """Two hours to read."""

    hours: float = param(2.0, "hours for each", 1.0, 4.0)
    trained: float = param(0.30, "training reached", 0.15, 0.5, most=1)
    cost: float = param(60.0, "money per participant", 30.0, 120.0)
    teaches: float = param(0.004, LEARNT, 0.0, 0.01)


class Webinar(Training):
    """Six hours online."""

    hours: float = param(6.0, "hours for each", 3.0, 12.0)
    trained: float = param(0.60, "training reached", 0.3, 0.8, most=1)
    cost: float = param(250.0, "money per participant", 125.0, 500.0)
    teaches: float = param(0.012, LEARNT, 0.0, 0.03)


class Workshop(Training):
    """Two days together."""

    hours: float = param(16.0, "hours for each", 8.0, 24.0)
    trained: float = param(0.82, "training reached", 0.6, 0.95, most=1)
    cost: float = param(900.0, "money per participant", 450.0, 2640.0, ATD)
    teaches: float = param(0.035, LEARNT, 0.0, 0.08)


class Formats(Checked):
    """The built-in formats, by the name a policy gives them."""

    none: Training = Training()
    guide: Guide = Guide()
    webinar: Webinar = Webinar()
    workshop: Workshop = Workshop()


class Support(Rules):
    """How training fades, and how training that goes on brings it back."""

    fades: float = param(0.015, "share of training lost a week", 0.0075, 0.03, most=1)
    restores: float = param(0.5, "share of what was reached at the start and has faded", 0.25, 0.75, most=1)
    least: float = param(0.30, "training that support can reach where there was none at the start", 0.0, 0.5, most=1)
    hours: float = param(0.5, "hours for each", 0.25, 1.0)
    one_content: float = param(0.5, "of the hours, cost and teaching of both contents, if it has one", 0.3, 0.8, most=1)
