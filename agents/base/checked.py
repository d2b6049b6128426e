"""`Checked`: records that are checked whenever they are made, and that explain which values are allowed.

Everything that a scenario is made of has this base. Values that are not allowed are refused at once, in the same
words in Python and in a file; pydantic finds what is wrong, but nobody sees its own messages.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any, NoReturn, Self, TypeVar

import numpy as np
from pydantic import BaseModel, ConfigDict, ValidationError, model_validator

from .fields import problems_of
from .refusal import Problem, Refused

Kind = TypeVar("Kind", bound=BaseModel)


class Checked(BaseModel):
    """A frozen record that refuses unknown keys, and raises `Refused` with everything that is wrong at once."""

    model_config = ConfigDict(frozen=True, extra="forbid")

    def __init__(self, /, **values: Any) -> None:
        try:
            self.__pydantic_validator__.validate_python(as_plain(values), strict=True, self_instance=self)
        except ValidationError as error:
            raise refusal(error, type(self)) from None

    # or pydantic would make the records within a record by calling them, and lose which of their fields is wrong
    __init__.__pydantic_base_init__ = True  # type: ignore[attr-defined]

    @classmethod
    def model_validate(cls, obj: Any, **_: Any) -> Self:
        """Return a record of these values, or refuse all that is wrong with them."""
        try:
            return validate(cls, obj)
        except ValidationError as error:
            raise refusal(error, cls) from None

    def model_copy(self, *, update: Mapping[str, Any] | None = None, deep: bool = False) -> Self:
        """Return a copy with some fields changed, checked like a new record."""
        if not update:
            return super().model_copy(deep=deep)
        now = {name: getattr(self, name) for name in type(self).model_fields}
        checked = type(self).model_validate({**now, **update})
        return super().model_copy(update={name: getattr(checked, name) for name in update}, deep=deep)

    @model_validator(mode="before")
    @classmethod
    def _over_the_default(cls, values: Any) -> Any:
        """Complete the values of a nested record from its default in this field, not from its class's defaults."""
        if not isinstance(values, Mapping):
            return values
        completed = dict(values)
        for name, value in values.items():
            default = cls.model_fields[name].default if name in cls.model_fields else None
            if isinstance(default, Checked) and isinstance(value, Mapping):
                completed[name] = {own: getattr(default, own) for own in default.model_fields_set} | dict(value)
        return completed

    def __setattr__(self, name: str, value: Any) -> NoReturn:
        raise _never_changes(self, name)

    def __delattr__(self, name: str) -> NoReturn:
        raise _never_changes(self, name)


def _never_changes(record: Checked, name: str) -> Refused:
    kind = type(record).__name__
    hint = f"Make a changed copy: model_copy(update={{'{name}': ...}}), or with_({{...}}) of a scenario."
    return Refused(Problem(f"a {kind} cannot be changed.", hint, "frozen", field=f"{kind}.{name}"))


def validate(kind: type[Kind], values: Any) -> Kind:
    """Return a record of values; raises pydantic's `ValidationError`, which `problems_of` puts into words."""
    record: Kind = kind.__pydantic_validator__.validate_python(as_plain(values), strict=True)
    return record


def as_plain(value: Any) -> Any:
    """Return lists and arrays as tuples and numpy's numbers as Python's, in mappings too; anything else unchanged.

    >>> as_plain({"levels": [0, np.int64(1)]})
    {'levels': (0, 1)}
    """
    if isinstance(value, Mapping):
        return {name: as_plain(one) for name, one in value.items()}
    if isinstance(value, np.ndarray | np.generic):
        value = value.tolist()
    return tuple(map(as_plain, value)) if isinstance(value, list | tuple) else value


def refusal(error: ValidationError, kind: type[BaseModel]) -> Refused:
    """Return all that pydantic found wrong with a record, in our own words, by field."""
    return Refused(
        replace(problem, field=".".join(filter(None, (kind.__name__, problem.field))))
        for problems in problems_of(error, kind).values()
        for problem in problems
    )
