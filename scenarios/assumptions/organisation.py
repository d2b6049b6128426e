"""The organisation as it is: people and ties, read from files or drawn, and company figures."""

from __future__ import annotations

import datetime
from collections.abc import Iterable, Mapping
from typing import Annotated, Literal, Self

from pydantic import BeforeValidator, Field, ValidatorFunctionWrapHandler, WrapValidator, model_validator

from ...agents.files.tables.frames import Frame, frame_of, is_handed_over
from .company_figures import CompanyFigures
from .settings import Settings

Level = Annotated[int, Field(ge=0, le=4)]
DEFAULT_EMPLOYEES = 300


def _day(value: object) -> object:
    try:
        return datetime.date.fromisoformat(value) if isinstance(value, str) else value
    except ValueError:
        return value


def _file_or_frame(value: object, text: ValidatorFunctionWrapHandler) -> object:
    return frame_of(value) if is_handed_over(value) else text(value)


def _named(value: object) -> object:
    """Return a mapping to names with whole numbers as the names that they are of columns without a name."""
    if not isinstance(value, dict):
        return value
    return {key: str(name) if type(name) is int else name for key, name in value.items()}


def _alone(value: object) -> object:
    """Return a table that stands where a record could as that record."""
    return {"file": frame_of(value)} if is_handed_over(value) else value


def _values(value: object) -> object:
    """Return the values of each column, one or several, as texts, also those that YAML took for numbers or yes."""
    if not isinstance(value, Mapping):
        return value

    def text(one: object) -> object:
        if isinstance(one, bool):
            return str(one).lower()
        whole = int(one) if isinstance(one, float) and one.is_integer() else one
        return str(whole) if isinstance(whole, int | float) else one

    return {
        header: tuple(map(text, one)) if isinstance(one, list | tuple) else (text(one),)
        for header, one in value.items()
    }


Source = Annotated[str, Field(min_length=1), WrapValidator(_file_or_frame)]
"""A file's name; in Python also a DataFrame or graph, kept as a `Frame`."""


Columns = Annotated[dict[str, str], BeforeValidator(_named)]
"""What the file calls the columns, by what we call them; where it has no header line they are called 1, 2, 3."""

Header = Annotated[int | None, Field(ge=0)]
"""The line of the names of the columns, from 1; 0 where there are none."""


class RosterFile(Settings):
    """Where the people are listed and how to read the list."""

    file: Source
    columns: Columns = Field(default_factory=dict)
    level_order: Literal["high_is_senior", "low_is_senior"] | None = None
    levels: dict[str, Level] = Field(default_factory=dict)
    as_of: Annotated[datetime.date | None, BeforeValidator(_day)] = None
    under_represented: tuple[str, ...] = ()
    reporting_lines: Source | None = None
    sheet: str | None = None
    header: Header = None
    only: Annotated[dict[str, Annotated[tuple[str, ...], Field(min_length=1)]], BeforeValidator(_values)] = Field(
        default_factory=dict
    )
    unknown_managers: Literal["refuse", "drop"] = "refuse"
    sure: tuple[str, ...] = ()


class TiesFile(Settings):
    """Where the collaboration ties are listed and how to read the list."""

    file: Source
    columns: Columns = Field(default_factory=dict)
    symmetrise: Literal["either", "both"] = "either"
    weights: Literal["auto", "strength", "count"] = "auto"
    kinds: tuple[str, ...] = ()
    unknown: Literal["refuse", "drop"] = "refuse"
    sheet: str | None = None
    header: Header = None


class Synthetic(Settings):
    """An organisation drawn by the model."""

    employees: int = Field(DEFAULT_EMPLOYEES, ge=2, le=1_000_000)


class Organisation(Settings):
    """The organisation as it is: real people from a roster, with their ties or drawn ones, or a synthetic one.

    In Python a roster may be a pandas DataFrame, ties a DataFrame or a networkx graph, as themselves or as the `file`
    of a record that says how they are read. Both are kept as they were when they were passed. Ties of people
    who are drawn are passed in the same way; their ends are the rows, from 0.
    """

    roster: Annotated[RosterFile | None, BeforeValidator(_alone)] = None
    ties: Annotated[TiesFile | None, BeforeValidator(_alone)] = None
    synthetic: Synthetic | None = None
    baseline: CompanyFigures | None = None

    @property
    def files(self) -> list[str]:
        """The names of the files in it."""
        sources: list[object] = [record.file for record in (self.roster, self.ties) if record]
        sources += [self.roster.reporting_lines] if self.roster else []
        return [one for one in sources if isinstance(one, str)]

    @property
    def frames(self) -> list[Frame]:
        """The tables and graphs in it that were passed in Python."""
        sources: list[object] = [record.file for record in (self.roster, self.ties) if record]
        sources += [self.roster.reporting_lines] if self.roster else []
        return [one for one in sources if isinstance(one, Frame)]

    def with_frames(self, frames: Iterable[Frame]) -> Self:
        """Return the same with frames in the place of equal ones: with their tables where they had none, or bare."""
        again = {frame: frame for frame in frames}
        update = {}
        for name in ("roster", "ties"):
            record = getattr(self, name)
            found = {key: again[value] for key, value in record or () if isinstance(value, Frame) and value in again}
            update[name] = record and record.model_copy(update=found)
        return self.model_copy(update=update)

    @model_validator(mode="after")
    def _one_source(self) -> Self:
        if self.roster and self.synthetic:
            raise ValueError("roster and synthetic exclude each other: keep the one you mean")
        if self.ties and not self.roster and not isinstance(self.ties.file, Frame):
            raise ValueError("ties need a roster that says who the people are")
        if self.baseline and self.baseline.from_column is not None and not self.roster:
            raise ValueError(
                "baseline names a column of leavers (from_column), but there is no roster that could have it"
            )
        return self
