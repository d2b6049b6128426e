"""`Settings`: the records a scenario is made of."""

from __future__ import annotations

from ..agents.checked import Checked


class Settings(Checked):
    """A part of a scenario, written out key by key."""
