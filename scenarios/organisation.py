"""What is: the people and their ties, read from files or drawn, and the organisation's own figures."""

from __future__ import annotations

import datetime
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, model_validator

from .baseline import Baseline
from .settings import Settings

Level = Annotated[int, Field(ge=0, le=4)]
DEFAULT_EMPLOYEES = 300


def _day(value: object) -> object:
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


class RosterFile(Settings):
    """Where the people are listed and how to read the list."""

    file: str = Field(min_length=1)
    columns: dict[str, str] = Field(default_factory=dict)
    level_order: Literal["high_is_senior", "low_is_senior"] | None = None
    levels: dict[str, Level] = Field(default_factory=dict)
    as_of: Annotated[datetime.date | None, BeforeValidator(_day)] = None
    under_represented: tuple[str, ...] = ()
    reporting_lines: str | None = None
    sheet: str | None = None


class TiesFile(Settings):
    """Where the collaboration ties are listed and how to read the list."""

    file: str = Field(min_length=1)
    columns: dict[str, str] = Field(default_factory=dict)
    symmetrise: Literal["either", "both"] = "either"
    weights: Literal["auto", "strength", "count"] = "auto"
    kinds: tuple[str, ...] = ()
    unknown: Literal["refuse", "drop"] = "refuse"


class Synthetic(Settings):
    """An organisation drawn by the model."""

    employees: int = Field(DEFAULT_EMPLOYEES, ge=2, le=1_000_000)


class Organisation(Settings):
    """What is: real people from a roster, with their ties or drawn ones, or a synthetic organisation."""

    roster: RosterFile | None = None
    ties: TiesFile | None = None
    synthetic: Synthetic | None = None
    baseline: Baseline | None = None

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.roster and self.synthetic:
            raise ValueError("roster and synthetic exclude each other: name the one you mean")
        if self.ties and not self.roster:
            raise ValueError("ties need a roster that says who the ends are")
        if self.baseline and self.baseline.from_column is not None and not self.roster:
            raise ValueError("baseline names a column of leavers (from_column), but there is no roster to have it")
        return self
