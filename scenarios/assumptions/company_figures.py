"""Company figures, which the run without a programme is made to meet."""

from __future__ import annotations

import re
from math import isfinite
from typing import Annotated, Any, Literal, Self

from pydantic import AfterValidator, BeforeValidator, Field, model_validator

from ...agents.base.refusal import did_you_mean
from ...agents.base.skills import LEVELS
from .settings import Settings

AGE_BANDS: tuple[str, ...] = ("under_29", "29_to_44", "45_to_60", "61_and_over")
QUITS_REACHED = (0.5, 60.0)
"""Voluntary quits, in percent a year, between which the model can be made to come out; beyond, no organisation."""

YEARLY = "a column of leavers is read as those who quit within one year, out of everyone in the file"


def _band(name: str) -> str:
    if name == "from_column":
        raise ValueError("a column of leavers is not one of the rates: write baseline.from_column and from_column_by")
    if name not in AGE_BANDS:
        hint = did_you_mean(name, AGE_BANDS) or f"The age bands are: {', '.join(AGE_BANDS)}."
        raise ValueError(f"unknown age band {name!r}. {hint}")
    return name


def _percent(said: Any) -> Any:
    """Return "16 %" as 16; anything else as it is.

    >>> _percent("16.5 %"), _percent(12), _percent("many")
    (16.5, 12, 'many')
    """
    percent = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*%\s*", said) if isinstance(said, str) else None
    return float(percent[1]) if percent else said


def _scale(ends: tuple[float, ...]) -> tuple[float, ...]:
    if len(ends) != 2 or not all(map(isfinite, ends)) or ends[0] >= ends[1]:
        raise ValueError("must be the two ends of the scale, the lower first, such as [1, 5]")
    return ends


def _pay(pay: tuple[float, ...]) -> tuple[float, ...]:
    if len(pay) != len(LEVELS) or not all(0 < one <= 1e9 for one in pay):
        raise ValueError(f"must be {len(LEVELS)} yearly pays above 0, one for each level: {', '.join(LEVELS)}")
    return pay


AgeBand = Annotated[str, AfterValidator(_band)]
Percent = Annotated[float, BeforeValidator(_percent), Field(ge=0, le=100, allow_inf_nan=False)]
Quits = Annotated[
    float, BeforeValidator(_percent), Field(ge=QUITS_REACHED[0], le=QUITS_REACHED[1], allow_inf_nan=False)
]
PerHundred = Annotated[float, Field(ge=0, le=5200, allow_inf_nan=False)]


class InclusionScore(Settings):
    """A mean of an engagement survey, on its own scale, whose ends stand for 0 and 1 of the model's inclusion."""

    score: float
    scale: Annotated[tuple[float, ...], AfterValidator(_scale)] = (0, 100)

    @model_validator(mode="after")
    def _within(self) -> Self:
        low, high = self.scale
        if not low <= self.score <= high:
            raise ValueError(f"score {self.score:g} is not on the scale from {low:g} to {high:g}.")
        return self

    @property
    def points(self) -> float:
        """The score on 0 to 100."""
        low, high = self.scale
        return 100 * (self.score - low) / (high - low)


class CompanyFigures(Settings):
    """What is known of the organisation as it is. All of it is optional; what is not stated keeps the model's default.

    Quits are voluntary and a rate, per 100 employee-years: overall, by age band, by department. A yes/no column of the
    roster says something else: how many of the people in the file quit within one year. Ideas are a year and 100
    employees; pay is a year's, by level. The currency is only shown.
    """

    annual_quits: Quits | None = None
    annual_quits_by_age: dict[AgeBand, Percent] = Field(default_factory=dict)
    annual_quits_by_department: dict[str, Percent] = Field(default_factory=dict)
    from_column: str | None = Field(None, min_length=1)
    from_column_by: Literal["age", "department"] | None = None
    inclusion: InclusionScore | None = None
    ideas_per_100: PerHundred | None = None
    implemented_per_100: PerHundred | None = None
    pay_by_level: Annotated[tuple[float, ...], AfterValidator(_pay)] | None = None
    currency: str | None = Field(None, pattern=r"^[^\x00-\x1f\x7f]{1,12}$")

    @model_validator(mode="after")
    def _fit_together(self) -> Self:
        if self.from_column is not None:
            for name in ("annual_quits", "annual_quits_by_age", "annual_quits_by_department"):
                if getattr(self, name) not in (None, {}):
                    raise ValueError(f"from_column and {name} exclude each other: keep the one you mean")
        elif self.from_column_by is not None:
            raise ValueError("from_column_by says how from_column is divided: name from_column too")
        if self.annual_quits is not None and set(self.annual_quits_by_age) == set(AGE_BANDS):
            raise ValueError("annual_quits follows from annual_quits_by_age, which names every age band: leave it out")
        ideas, implemented = self.ideas_per_100, self.implemented_per_100
        if ideas is not None and implemented is not None and implemented > ideas:
            raise ValueError(f"implemented_per_100 {implemented:g} is more than the {ideas:g} ideas_per_100 submitted.")
        return self
