"""A worker process of the local pool: it gets chunks from a pipe and sends each result as it comes.

It ends with the process it works for, however that ends: only that one holds the other end of the pipe.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
from contextlib import suppress
from multiprocessing.connection import Connection
from pathlib import Path
from queue import SimpleQueue
from time import perf_counter
from typing import Any, Literal, NamedTuple

from ....sim.environment import environment
from .engine import Chunk, Task
from .sending import as_sent, unpacked


class Hello(NamedTuple):
    """What a new worker says: its environment and, in words, what keeps it from loading the task."""

    environment: dict[str, str]
    trouble: str


class News(NamedTuple):
    """What a worker says of its chunk: the result of the next item, that it is done, or what the task raised."""

    kind: Literal["result", "done", "raised"]
    what: Any
    seconds: float
    """Since the chunk was begun."""


def serve(pipe: Connection, memory: int | None) -> None:
    """Get the task, say hello, then do chunk after chunk until the pipe closes."""
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    with suppress(OSError, AttributeError):
        os.dup2(2, 1)  # what a run prints is no result of the study
        # a line at a time: a worker that is ended loses none, and lines of two do not mix
        sys.stdout.reconfigure(line_buffering=True, write_through=False)  # type: ignore[union-attr]
    end_first()
    received: SimpleQueue[Any] = SimpleQueue()
    threading.Thread(target=receive, args=(pipe, received), daemon=True).start()
    task, trouble = unpacked(received.get())
    limit(memory)
    tell(pipe, Hello(environment(), trouble))
    while task is not None:
        do(received.get(), task, pipe)
    received.get()


def do(chunk: Chunk, task: Task, pipe: Connection) -> None:
    """Do a chunk and tell what comes of it."""
    began = perf_counter()
    try:
        for _, result in zip(chunk, task(chunk), strict=True):
            tell(pipe, News("result", result, perf_counter() - began))
        tell(pipe, News("done", None, perf_counter() - began))
    except Exception as error:
        tell(pipe, News("raised", as_sent(error), perf_counter() - began))


def tell(pipe: Connection, said: Hello | News) -> None:
    """Say something, or leave without ado where nobody listens any more."""
    try:
        pipe.send(said)
    except ConnectionError:
        os._exit(1)


def receive(pipe: Connection, received: SimpleQueue[Any]) -> None:
    """Put aside what comes through a pipe; leave without ado when it closes."""
    try:
        while True:
            received.put(pipe.recv())
    finally:
        os._exit(1)


def end_first() -> None:
    """Ask the kernel, where it can be asked, to end this process before others when memory is short."""
    with suppress(OSError):
        Path("/proc/self/oom_score_adj").write_text("1000")


def limit(memory: int | None) -> None:
    """Keep this process from taking more than some bytes of memory, where the system can do that."""
    if memory is not None and sys.platform != "win32":
        import resource

        resource.setrlimit(resource.RLIMIT_AS, (memory, memory))
