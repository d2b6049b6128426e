"""`Settings`: the records a scenario is made of, and their values."""

from __future__ import annotations

from typing import Any

from ...agents.base.checked import Checked
from .assumptions import Assumptions


class Settings(Checked):
    """A part of a scenario, written out key by key."""


def values_of(record: Settings) -> dict[str, Any]:
    """Return the values of a record and of those in it, key by key; the user's own stay as they are.

    Of assumptions those that were stated: the others have their defaults.
    """

    def plain(value: Any) -> Any:
        if isinstance(value, Assumptions):
            return value.model_dump(exclude_unset=True)
        return values_of(value) if isinstance(value, Settings) else value

    return {name: plain(getattr(record, name)) for name in type(record).model_fields}
