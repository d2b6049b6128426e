"""When a study ended: by which rule, after how many replicates, and what was chosen."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Any, Protocol

from ..statistics.selection import Selection


class StoppingRule(Protocol):
    """What decides when a study has run enough."""

    @property
    def asked(self) -> dict[str, Any]:
        """The rule as a study file has it, every default written out."""

    @property
    def first(self) -> int:
        """How many replicates of every scenario are run before the rule looks."""

    @property
    def most(self) -> int:
        """How many replicates there are at most."""

    @property
    def names(self) -> tuple[str, ...]:
        """The outcomes it rests on."""

    def describe(self) -> str:
        """Return the rule in words."""


@dataclass(frozen=True)
class Enough:
    """How a study came to its number of replicates: by which rule, how many of each scenario, and with what result."""

    rule: StoppingRule
    replicates: int
    used: Mapping[str, int]
    reached: bool
    said: str
    """The same in a sentence."""
    selection: Selection | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """This as JSON has it."""
        chosen = {} if self.selection is None else {"selection": self.selection.asked}
        asked = {"rule": self.rule.asked, "replicates": self.replicates, "used": dict(self.used)}
        return asked | {"reached": self.reached, "said": self.said} | chosen
