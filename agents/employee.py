"""`Employee`: one row of the workforce, seen as a Mesa agent."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from .mesa_quietly import mesa

if TYPE_CHECKING:
    from .workforce import Workforce


class Employee(mesa.Agent):
    """A person in a seat: reads and writes the columns; registered nowhere, so that making one costs next to nothing.

    Every column of `Workforce` is an attribute: `employee.age`, `employee.skills`, `employee.motivation = .7`.
    """

    def __init__(self, model: mesa.Model, workforce: Workforce, row: int) -> None:
        object.__setattr__(self, "workforce", workforce)
        object.__setattr__(self, "row", row)
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "unique_id", row)
        object.__setattr__(self, "pos", None)

    def __getattr__(self, name: str) -> Any:
        if name.startswith("_") or name not in self.workforce.__dataclass_fields__:
            raise AttributeError(f"an employee has no '{name}'")
        value = getattr(self.workforce, name)[self.row]
        return value.item() if value.ndim == 0 else value

    def __setattr__(self, name: str, value: Any) -> None:
        if name not in self.workforce.__dataclass_fields__:
            raise AttributeError(f"an employee has no '{name}'")
        getattr(self.workforce, name)[self.row] = value
