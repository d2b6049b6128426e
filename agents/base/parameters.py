"""One line for each parameter: default, unit, plausible range, and the source it rests on."""

from __future__ import annotations

import sys
from collections import namedtuple
from collections.abc import Iterable
from math import isfinite
from typing import Any, ClassVar, Literal, NamedTuple, Self

from pydantic import BaseModel, Field

from .checked import Checked

YEAR = 52
"""Weeks."""

Grade = Literal["A", "B", "C", "D", "assumption"]
"""A: randomised, or a large meta-analysis. B: good observation, official statistics. C: one firm, few people,
simulation, theory. D: vendors, anecdotes. An assumption has no source."""

Verified = Literal["verified", "abstract only", "verified in a secondary page", "recalled", "derived", "none"]
"""How far the source was checked: read itself, its abstract, quoted by another, from memory, computed from numbers that
were read."""

Gives = Literal["value", "size", "sign", "shape", "nothing"]
"""What the source settles: the number itself; how large its effect is to come out; only its direction; only the form
of the curve. What it does not settle is assumed."""


class Source(NamedTuple):
    """Where something comes from: one constant for each source, so that its grade and its status are stated once."""

    citation: str
    grade: Grade
    verified: Verified
    settles: Gives = "nothing"
    finding: str = ""

    def gives(self, settles: Gives, finding: str) -> Source:
        """Return the source as the basis of a number: what it settles, and what it found.

        >>> Source("Burt 2004", "B", "verified").gives("sign", "brokers have better ideas").settles
        'sign'
        """
        return self._replace(settles=settles, finding=finding)


ASSUMPTION = Source("assumption", "assumption", "none")


class Parameter(NamedTuple):
    """What the ledger says of one parameter."""

    default: float
    unit: str
    low: float
    high: float
    source: Source
    least: float
    most: float


def param(
    default: float,
    unit: str,
    low: float,
    high: float,
    source: Source = ASSUMPTION,
    *,
    least: float = 0.0,
    most: float = 1e6,
) -> Any:
    """Declare a parameter of the model.

    `low`-`high` is the plausible range: what draws over assumptions use and what the ledger shows; a value
    outside it is used all the same. Only the impossible is refused: not finite, or beyond `least` and `most`.
    A source says what of the number it settles; what a vendor claims (grade D) settles nothing and is refused.
    """
    if not (least <= low <= default <= high <= most and isfinite(low) and isfinite(high)):
        raise ValueError(f"a parameter must satisfy least <= low <= default <= high <= most: {default} {low} {high}")
    if not unit.strip():
        raise ValueError(f"a parameter needs a unit: {default}")
    check_source(source)
    record = Parameter(default, unit, low, high, source, least, most)
    limits: dict[str, Any] = {name: v for name, v in (("ge", least), ("le", most)) if isfinite(v)}
    return Field(default, allow_inf_nan=False, json_schema_extra={"parameter": record._asdict()}, **limits)


def assumed(default: float, unit: str, source: Source = ASSUMPTION, *, most: float = 1e6) -> Any:
    """Declare a positive parameter whose size has no source: half to twice its value is plausible."""
    return param(default, unit, default / 2, min(default * 2, most), source, most=most)


def check_source(source: Source) -> None:
    """Refuse a source that cannot stand behind a number."""
    if source.grade == "D":
        raise ValueError(f"a claim of grade D never sets a number: {source.citation}")
    if (source.verified == "none") != (source.citation == ASSUMPTION.citation):
        raise ValueError(f"only an assumption is not followed up at all: {source.citation}")
    if source.grade != "assumption" and (source.settles == "nothing" or not source.finding):
        raise ValueError(f"say what {source.citation} found and what of the number it settles")


def beside_defaults(record: BaseModel) -> list[tuple[str | None, Any]]:
    """Return name and value of what in a record is not its default: what there is to see of hundreds of numbers."""
    fields = type(record).model_fields.items()
    return [
        (name, value)
        for name, field in fields
        if (value := getattr(record, name)) != field.get_default(call_default_factory=True)
    ]


class Rules(Checked):
    """The parameters of one process: frozen, and handed to kernels as a tuple of floats with the same names."""

    _floats: ClassVar[Any]

    @classmethod
    def __pydantic_init_subclass__(cls, **kwargs: Any) -> None:
        # numba keeps compiled code by argument type, and finds the type again by its module and name
        floats = namedtuple(f"{cls.__name__}Floats", list(cls.model_fields), module=cls.__module__)  # type: ignore[misc]
        setattr(sys.modules[cls.__module__], floats.__name__, floats)
        cls._floats = floats

    def __repr_args__(self) -> Iterable[tuple[str | None, Any]]:
        return beside_defaults(self)

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
