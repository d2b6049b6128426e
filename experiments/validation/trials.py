"""Patterns P12-P16: what randomised trials, surveys and other models found, and nothing here was fitted to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

from .testbed import Check, Testbed

CHECKS: tuple[Callable[[Testbed], Iterator[Check]], ...] = ()
