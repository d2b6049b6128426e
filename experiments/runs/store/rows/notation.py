"""Numbers and specifications as the text a store keeps: JSON that any program reads, and that reads back to the bit."""

from __future__ import annotations

import json
import math
from collections.abc import Mapping
from typing import Any


def numbers_as_text(numbers: Mapping[str, float]) -> str:
    """Return named numbers as JSON in their order: nan is null, the infinities are "inf" and "-inf".

    >>> numbers_as_text({"a": 0.1, "b": float("nan"), "c": -0.0, "d": float("inf")})
    '{"a":0.1,"b":null,"c":-0.0,"d":"inf"}'
    """
    return json.dumps({name: _plain(float(value)) for name, value in numbers.items()}, separators=(",", ":"))


def _plain(number: float) -> float | str | None:
    if math.isfinite(number):
        return number
    return None if math.isnan(number) else str(number)


def numbers_from(text: str) -> dict[str, float]:
    """Return the numbers that `numbers_as_text` wrote, to the bit.

    >>> numbers_from('{"a":0.1,"b":null,"d":"inf"}')
    {'a': 0.1, 'b': nan, 'd': inf}
    """
    return {name: math.nan if value is None else float(value) for name, value in json.loads(text).items()}


def as_json_text(spec: Mapping[str, Any]) -> str:
    """Return a specification as JSON in its order; raises ValueError for what JSON cannot have."""
    return json.dumps(spec, separators=(",", ":"), allow_nan=False)


def from_json_text(text: str) -> dict[str, Any]:
    """Return a specification that `as_json_text` wrote."""
    spec: dict[str, Any] = json.loads(text)
    return spec


def storable(text: str) -> str:
    r"""Return text that every database takes: without the zero character and halves of surrogate pairs.

    >>> storable("a\x00b\ud800")
    'a\\x00b\\ud800'
    """
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")
