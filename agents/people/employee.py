"""`Employee`: one person in the workforce, seen as a Mesa agent."""

from __future__ import annotations

import warnings
from typing import Any, NoReturn

from ..base.refusal import Problem, Refused
from .workforce import Workforce, checked

with warnings.catch_warnings():  # its progress bar misses ipywidgets in a notebook, and none are needed
    warnings.filterwarnings("ignore", message="IProgress not found")
    import mesa as mesa


class Employee(mesa.Agent):
    """A person: reads and writes the columns; registered nowhere, so that making one costs next to nothing.

    Every column of `Workforce` is an attribute: `employee.age`, `employee.skills`, `employee.motivation = .7`. What is
    written is checked; several values, such as skills, are written whole: `employee.skills = skills`. Nobody else ever
    has this person's `unique_id`: whoever gets the seat later is another employee. Of a person who has left only
    `unique_id`, `row` and `present` (False) can be read; everything else is refused, with what to do.
    """

    def __init__(self, model: mesa.Model, workforce: Workforce, row: int) -> None:
        object.__setattr__(self, "workforce", workforce)
        object.__setattr__(self, "row", row)
        object.__setattr__(self, "model", model)
        object.__setattr__(self, "nth", int(workforce.occupant[row]))
        object.__setattr__(self, "unique_id", row + len(workforce) * self.nth)
        object.__setattr__(self, "pos", None)

    def __repr__(self) -> str:
        return f"<Employee {self.unique_id}{'' if self.present else ', who has left'}>"

    @property
    def present(self) -> bool:
        """Whether this person is still there."""
        return bool(self.workforce.present[self.row]) and int(self.workforce.occupant[self.row]) == self.nth

    def __getattr__(self, name: str) -> Any:
        value = self._column(name)[self.row]
        if value.ndim:
            value.flags.writeable = False
            return value
        return value.item()

    def __setattr__(self, name: str, value: Any) -> None:
        column = self._column(name)
        column[self.row] = checked(name, value, column.shape[1:], column.dtype)

    def _column(self, name: str) -> Any:
        """Return a column, if there is one of this name and the person is still there."""
        if name in ("unique_id", "row", "model", "nth", "pos"):
            raise Refused(Problem("says who this is, and cannot be changed.", "", "type", field=name))
        if name.startswith("_") or name not in self.workforce.__dataclass_fields__:
            raise AttributeError(f"an employee has no '{name}'")
        if not self.present:
            message = f"employee {self.unique_id} has left, and has no '{name}' any more."
            hint = "Check `present` first, or take those who are present from model.agents."
            raise Refused(Problem(message, hint, "gone", field=name))
        return getattr(self.workforce, name)

    def __dir__(self) -> list[str]:
        return sorted({*super().__dir__(), *self.workforce.__dataclass_fields__})

    def remove(self) -> NoReturn:
        """Refuse: who leaves, and who comes after them, is the model's to decide."""
        message = (
            "an employee cannot be removed: people leave by the model's own rules, and their seat is filled again."
        )
        hint = "To have more of them leave, set assumptions.turnover.scale or state annual_quits in the organisation."
        raise Refused(Problem(message, hint, "type", field="remove"))

    def step(self) -> NoReturn:
        """Refuse: people do not act one by one."""
        message = "an employee does not act alone: a week passes for everybody at once."
        raise Refused(Problem(message, "Call step() of the model.", "type", field="step"))

    advance = step
