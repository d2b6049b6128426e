"""Where runs are done: here, one after another, or spread over processes of this machine.

An engine is four calls. `handshake` makes sure that somebody is there to work, with the same versions; `submit`
hands over a chunk of replicates; `next_done` waits for any chunk and returns it with its result, or raises what went
wrong in it; `cancel_all` ends everything at once and leaves nobody behind. What is done with a chunk is fixed when
the engine is made, and travels to each worker once.
"""

from __future__ import annotations

import os
import pickle
import platform
import signal
import sys
import threading
from collections import deque
from collections.abc import Callable, Iterator
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Future, ProcessPoolExecutor, wait
from contextlib import contextmanager
from importlib.metadata import version
from multiprocessing import get_context, resource_tracker
from multiprocessing.connection import Connection
from typing import Any, Protocol

Chunk = tuple[int, ...]
"""Replicate numbers."""

Work = Callable[[Chunk], Any]
PATIENCE = 3  # times in a row that workers may be lost without anything done in between


class EngineLost(RuntimeError):  # noqa: N818  (said as a fact, like Refused)
    """The workers are gone and came back no more."""

    exit_code = 75


class NotSendable(TypeError):  # noqa: N818
    """The work cannot be taken apart and sent to another process; the message says which part and why."""


class Engine(Protocol):
    """What a study asks of the place where its runs are done."""

    def handshake(self) -> None: ...
    def submit(self, chunk: Chunk) -> None: ...
    def next_done(self) -> tuple[Chunk, Any]: ...
    def cancel_all(self) -> None: ...


def environment() -> dict[str, str]:
    """Return the versions that decide what a run computes."""
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in ("numpy", "numba", "mesa", "mentorlab")},
    }


def cores() -> int:
    """Return how many cores this process may use."""
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class Serial:
    """One chunk after another in this process, each when it is asked for."""

    def __init__(self, work: Work) -> None:
        self.work = work
        self.waiting: deque[Chunk] = deque()

    def handshake(self) -> None:
        """Do nothing: this process is here."""

    def submit(self, chunk: Chunk) -> None:
        """Remember a chunk."""
        self.waiting.append(chunk)

    def next_done(self) -> tuple[Chunk, Any]:
        """Do the chunk that has waited longest."""
        chunk = self.waiting.popleft()
        return chunk, self.work(chunk)

    def cancel_all(self) -> None:
        """Forget what was not begun."""
        self.waiting.clear()


class LocalPool:
    """Processes of this machine, started afresh (spawn), which never run the user's script again.

    Workers that vanish (killed, out of memory) are replaced and what they had not finished is sent again, three
    times without anything done in between at most; then `EngineLost`. They ignore the interrupt key, and each holds
    one end of a pipe whose other end only this process has: when that closes, however this process ends, they end.
    """

    def __init__(self, work: Work, jobs: int) -> None:
        self.jobs = jobs
        self.parcel = packed(work)
        self.under_way: dict[Future[Any], Chunk] = {}
        self.losses = 0
        self.start()

    def start(self) -> None:
        """Make a pool; its processes start when the first chunks are submitted."""
        context = get_context("spawn")
        reader, self.lifeline = context.Pipe(duplex=False)
        self.pool = ProcessPoolExecutor(self.jobs, context, initializer=begin, initargs=(self.parcel, reader))
        self.reader = reader

    def handshake(self) -> None:
        """Start the workers; raise `NotSendable` if they cannot unpack the work, `EngineLost` if they are not ours."""
        try:
            with workers_may_start():
                answers = [self.pool.submit(hello) for _ in range(self.jobs)]
            said = [answer.result() for answer in answers]
        except BrokenExecutor as error:
            raise EngineLost("No worker process could be started; try one job.") from error
        for theirs, trouble in said:
            if trouble:
                raise NotSendable(trouble)
            if theirs != environment():
                raise EngineLost(f"A worker runs {theirs}, this process {environment()}.")

    def submit(self, chunk: Chunk) -> None:
        """Send a chunk to whoever is free."""
        try:
            with workers_may_start():
                future = self.pool.submit(do, chunk)
        except BrokenExecutor:
            self.start_again([chunk])
        else:
            self.under_way[future] = chunk

    def next_done(self) -> tuple[Chunk, Any]:
        """Wait for any chunk; send again what was lost with a worker."""
        while True:
            done = next(iter(wait(self.under_way, return_when=FIRST_COMPLETED).done))
            chunk = self.under_way.pop(done)
            try:
                result = done.result()
            except BrokenExecutor:
                self.start_again([chunk])
                continue
            self.losses = 0
            return chunk, result

    def start_again(self, lost: list[Chunk]) -> None:
        """Replace a broken pool and send again all that it did not finish."""
        self.losses += 1
        wait(self.under_way)
        for future in [one for one in self.under_way if isinstance(one.exception(), BrokenExecutor)]:
            lost.append(self.under_way.pop(future))
        self.stop()
        if self.losses > PATIENCE:
            raise EngineLost(
                f"The worker processes ended {self.losses} times without a word, out of memory perhaps. "
                "Try fewer jobs, or one."
            )
        self.start()
        for chunk in sorted(lost):
            self.submit(chunk)

    def cancel_all(self) -> None:
        """End the workers, in the middle of a run if need be."""
        self.under_way.clear()
        self.stop()

    def stop(self) -> None:
        """Close the pipe the workers hold on to and wait until they are gone."""
        self.lifeline.close()
        self.pool.shutdown(wait=True, cancel_futures=True)
        self.reader.close()


def packed(work: Work) -> bytes:
    """Return work as bytes that another process can unpack, or raise `NotSendable` with the reason."""
    try:
        parcel = pickle.dumps(work)
    except Exception as error:
        raise NotSendable(f"it cannot be packed ({error})") from error
    if b"__main__" in parcel:  # a worker never runs the user's script, so it would not find it there
        raise NotSendable("it is defined in the script or notebook itself")
    return parcel


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


# In a worker ---------------------------------------------------------------------------------------------------------

own_work: Work | None = None
own_trouble = ""


def begin(parcel: bytes, lifeline: Connection) -> None:
    """Unpack the work in a new worker, which ignores the interrupt key and ends with the process it works for."""
    global own_work, own_trouble
    signal.signal(signal.SIGINT, signal.SIG_IGN)
    threading.Thread(target=end_with, args=(lifeline,), daemon=True).start()
    try:
        own_work = pickle.loads(parcel)
    except Exception as error:  # whatever the user's own module raises; the handshake tells it
        own_trouble = f"a worker cannot load it ({type(error).__name__}: {error})"


def end_with(lifeline: Connection) -> None:
    """Wait until the other end of a pipe closes, then leave without ado."""
    try:
        lifeline.poll(None)
    finally:
        os._exit(1)


def hello() -> tuple[dict[str, str], str]:
    """Tell a worker's versions, and what kept it from unpacking the work."""
    return environment(), own_trouble


def do(chunk: Chunk) -> Any:
    """Do a chunk in a worker."""
    if own_work is None:
        raise NotSendable(own_trouble)
    return own_work(chunk)
