from __future__ import annotations

from dataclasses import dataclass
from typing import Any, NamedTuple, Protocol


class Decision(NamedTuple):
    done: bool
    replicates: int
    rows: tuple[int, ...]
    said: str


class Rule(Protocol):
    @property
    def floor(self) -> int: ...
    def decide(self, found: Any) -> Decision: ...
    def as_json(self) -> dict[str, Any]: ...


@dataclass(frozen=True)
class Fixed:
    replicates: int

    @property
    def floor(self) -> int:
        return self.replicates

    def decide(self, found: Any) -> Decision:
        return Decision(True, self.replicates, (), "")

    def as_json(self) -> dict[str, Any]:
        return {"replicates": self.replicates}
