"""Numbers as JSON has them."""

from __future__ import annotations


def plain(number: float | None) -> float | None:
    """Return a number as JSON has it, without a negative zero."""
    return None if number is None else float(number) + 0.0
