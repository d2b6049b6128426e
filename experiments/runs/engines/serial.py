"""Runs one after another, in this process."""

from __future__ import annotations

import math
from collections import deque
from time import perf_counter

from .engine import Chunk, Done, Task


class Serial:
    """One chunk after another in this process, each when it is asked for.

    It cannot end an item that never comes to an end, nor outlive one that ends the process: `patience` says nothing
    here. The interrupt key passes through.
    """

    workers = 1
    patience = math.inf

    def __init__(self, task: Task) -> None:
        self.task = task
        self.waiting: deque[Chunk] = deque()

    def handshake(self) -> None:
        """Do nothing: this process is here."""

    def submit(self, chunk: Chunk) -> None:
        """Remember a chunk."""
        self.waiting.append(chunk)

    def next_done(self) -> Done:
        """Do the chunk that has waited longest."""
        if not self.waiting:
            raise LookupError("Nothing was submitted.")
        chunk, began = self.waiting.popleft(), perf_counter()
        results = [result for _, result in zip(chunk, self.task(chunk), strict=True)]
        return Done(chunk, results, perf_counter() - began)

    def cancel_all(self) -> None:
        """Forget what was not begun."""
        self.waiting.clear()
