"""What the engines that work in other processes share: handing out chunks, and what came of them."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections import deque
from typing import Any

from .engine import Chunk, Done, EngineLost, Task
from .sending import packed

PATIENCE = 3600.0  # seconds for an item, unless set otherwise
LOOK = 1.0  # seconds between looks at who is there


class Spread(ABC):
    """An engine whose workers each have a chunk to work on and, mostly, the next at hand while results are kept."""

    here: list[Any]
    """Its workers, each with the chunks it was `given`, the one it works on first, and with `room` for so many."""

    def __init__(self, task: Task, workers: int) -> None:
        self.parcel = packed(task)
        self.workers, self.patience, self.ready = workers, PATIENCE, False
        self.waiting: deque[Chunk] = deque()
        self.done: deque[Done | BaseException] = deque()

    def submit(self, chunk: Chunk) -> None:
        """Take a chunk for whoever is free first."""
        self.waiting.append(chunk)
        self.hand_out()

    def next_done(self) -> Done:
        """Wait for any chunk; raise what the task itself raised in it."""
        while not self.done:
            if not self.waiting and not any(worker.given for worker in self.here):
                raise LookupError("Nothing was submitted.")
            try:
                self.watch()
            except EngineLost as error:
                self.done.append(error)  # what came before comes first
        done = self.done.popleft()
        if isinstance(done, BaseException):
            raise done
        return done

    def hand_out(self) -> None:
        """Give everybody something to do and then, as far as there is more, the next chunk at hand."""
        for enough in (1, 2):
            for worker in self.here:
                if self.waiting and len(worker.given) < min(enough, worker.room):
                    self.give(worker, self.waiting.popleft())

    @abstractmethod
    def give(self, worker: Any, chunk: Chunk) -> None:
        """Send a chunk to a worker."""

    @abstractmethod
    def watch(self) -> None:
        """Wait a moment for anything to happen, and see to it."""
