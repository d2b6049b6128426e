"""What it takes to have another process work: the task as bytes, processes that start clean, errors that travel.

The engines that do so share `Spread`, which hands out chunks and collects what came of them.
"""

from __future__ import annotations

import pickle
import signal
import sys
import traceback
from abc import ABC, abstractmethod
from collections import deque
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any

from .engine import Chunk, Done, EngineLost, NotSendable, Task


def packed(task: Task) -> bytes:
    """Return the task as bytes that another process can unpack, or raise `NotSendable` with the reason."""
    try:
        parcel = pickle.dumps(task, pickle.HIGHEST_PROTOCOL)
    except Exception as error:
        raise NotSendable(f"it cannot be packed ({error})") from error
    if b"__main__" in parcel:  # a worker never runs the user's script, so it would not find it there
        raise NotSendable("it is defined in the script or notebook itself")
    return parcel


def unpacked(parcel: bytes) -> tuple[Task | None, str]:
    """Return the task in a parcel or, in words, what keeps it from being loaded here."""
    try:
        return pickle.loads(parcel), ""
    except (Exception, SystemExit) as error:  # whatever the user's own module raises
        return None, f"a worker cannot load it ({type(error).__name__}: {error})"


def as_sent(error: BaseException) -> BaseException:
    """Return an error as it can travel, with a note of where it was raised."""
    told = "".join(traceback.format_exception(error)).rstrip()
    try:
        twin: BaseException = pickle.loads(pickle.dumps(error))  # some pack but do not unpack
    except Exception:
        twin = RuntimeError(f"{type(error).__name__}: {error}")
    twin.add_note(f"In a worker:\n{told}")
    return twin


@contextmanager
def workers_may_start() -> Iterator[None]:
    """Hide the user's script while processes start, and keep the interrupt key from them.

    A spawned process runs the file of `__main__` again unless it finds none, and takes over the signals that are
    blocked at that moment. The resource tracker would unblock them when it starts: so it starts before.
    """
    main = sys.modules["__main__"]
    kept: dict[str, Any] = {name: main.__dict__.pop(name) for name in ("__file__", "__spec__") if name in main.__dict__}
    main.__spec__ = None
    can_block = hasattr(signal, "pthread_sigmask")
    if can_block:
        resource_tracker.ensure_running()
        before = signal.pthread_sigmask(signal.SIG_BLOCK, {signal.SIGINT})
    try:
        yield
    finally:
        main.__dict__.update(kept)
        if can_block:
            signal.pthread_sigmask(signal.SIG_SETMASK, before)


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
