"""What a study asks of the place where its runs are done, and what can go wrong there.

An engine is four calls. `handshake` makes sure that there are workers of the same environment; `submit` hands
over a chunk; `next_done` waits for any chunk and returns its results; `cancel_all` ends everything at once and leaves
nobody behind. What is done with a chunk is fixed when the engine is made, and travels to each worker once.

An engine never repeats and never gives up on an item by itself: it reports what was lost, and its user decides.
`Serial` is the simplest: it works in this process.
"""

from __future__ import annotations

import math
from collections import deque
from collections.abc import Callable, Iterator
from time import perf_counter
from typing import Any, Literal, NamedTuple, Protocol

from ..store.rows.rows import Item

Chunk = tuple[Item, ...]

Task = Callable[[Chunk], Iterator[Any]]
"""Yields one result an item, in the order of the chunk; what a run itself raises is a result, not an error."""


class Trouble(NamedTuple):
    """Why a chunk is not whole: its worker ended, or had to be ended because an item took too long."""

    kind: Literal["ended", "hung"]
    item: Item | None
    """What was being worked on, where that is known."""
    said: str
    """For people, such as "the worker process was ended by signal 9 (out of memory, perhaps)"."""


class Done(NamedTuple):
    """The results of the first items of a chunk, of all where there was no trouble."""

    chunk: Chunk
    results: list[Any]
    seconds: float
    """The time the worker took."""
    trouble: Trouble | None = None


class EngineLost(RuntimeError):  # noqa: N818  (said as a fact, like Refused)
    """All workers are gone and no new ones came; what was kept stays kept."""

    exit_code = 75


class NotSendable(TypeError):  # noqa: N818
    """The task cannot be taken apart and sent to another process; the message says which part and why."""


class Engine(Protocol):
    """What a study asks of the place where its runs are done."""

    workers: int
    """How many chunks can be worked on at once."""
    patience: float
    """Seconds one item may take before its worker is ended; may be changed at any time."""

    def handshake(self) -> None: ...
    def submit(self, chunk: Chunk) -> None: ...
    def next_done(self) -> Done: ...
    def cancel_all(self) -> None: ...


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
