"""One line a parameter: default, unit, plausible range, source, grade."""

from __future__ import annotations

import sys
from collections import namedtuple
from math import isfinite
from typing import Any, ClassVar, Literal, NamedTuple, Self

from pydantic import BaseModel, ConfigDict, Field

Grade = Literal["A", "B", "C", "D", "assumption"]


class Parameter(NamedTuple):
    """What the ledger says of one parameter."""

    default: float
    unit: str
    low: float
    high: float
    source: str
    grade: Grade
    least: float
    most: float


def param(
    default: float,
    unit: str,
    low: float,
    high: float,
    source: str = "assumption",
    *,
    grade: Grade = "assumption",
    least: float = 0.0,
    most: float = 1e6,
) -> Any:
    """Declare a parameter of the model.

    `low`-`high` is the plausible range: what draws over assumptions use and what the ledger shows; a value
    outside it is used all the same. Only the impossible is refused: not finite, or beyond `least` and `most`.
    """
    if not (least <= low <= default <= high <= most and isfinite(low) and isfinite(high)):
        raise ValueError(f"a parameter must satisfy least <= low <= default <= high <= most: {default} {low} {high}")
    record = Parameter(default, unit, low, high, source, grade, least, most)
    limits: dict[str, Any] = {name: v for name, v in (("ge", least), ("le", most)) if isfinite(v)}
    return Field(default, allow_inf_nan=False, json_schema_extra={"parameter": record._asdict()}, **limits)


class Rules(BaseModel):
    """The parameters of one process: frozen, and handed to kernels as a tuple of floats with the same names."""

    model_config = ConfigDict(frozen=True, extra="forbid")
    _floats: ClassVar[Any]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        # numba keeps compiled code by argument type, and finds the type again by its module and name
        floats = namedtuple(f"{cls.__name__}Floats", list(cls.model_fields), module=cls.__module__)  # type: ignore[misc]
        setattr(sys.modules[cls.__module__], floats.__name__, floats)
        cls._floats = floats

    @property
    def floats(self) -> Self:
        """The parameters as the named tuple of floats that a kernel takes in place of this record."""
        tuple_of_floats: Any = self._floats(*(float(getattr(self, name)) for name in type(self).model_fields))
        record: Self = tuple_of_floats
        return record

    @classmethod
    def ledger(cls) -> dict[str, Parameter]:
        """Return what the ledger says of each parameter, by name."""
        return {
            name: Parameter(**field.json_schema_extra["parameter"])  # type: ignore[index,arg-type]
            for name, field in cls.model_fields.items()
        }
