"""The arms: who teaches whom."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True)
class Direction:
    """`teaching`: the share of session time that flows from junior to senior (theta; assumption)."""

    teaching: float
    junior_leads: bool


traditional = Direction(teaching=0.10, junior_leads=False)
reverse = Direction(teaching=0.70, junior_leads=True)

FOCUS = {
    "balanced": (1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0, 1.0),
    "digital": (2.0, 2.0, 2.0, 0.6, 0.35, 0.35, 0.35, 0.35),
    "inclusion": (0.6, 0.6, 0.6, 3.2, 0.5, 0.9, 1.2, 0.4),
    "leadership": (0.5, 0.5, 0.5, 0.8, 0.9, 2.0, 1.6, 1.2),
    "innovation": (1.2, 1.6, 1.6, 0.5, 1.2, 0.4, 0.5, 1.0),
}
"""What the pairs talk about, over the eight skills (assumption)."""
