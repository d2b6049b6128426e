"""Runs spread over processes of this machine, each of which may die without harm to the others.

A worker gets chunks from a pipe and sends each result as it comes. It ends with the process it works for, however that
ends: only that one holds the other end of the pipe.
"""

from __future__ import annotations

import os
import signal
import sys
import threading
import warnings
from collections import deque
from contextlib import suppress
from multiprocessing import current_process, get_context
from multiprocessing.connection import Connection, wait
from pathlib import Path
from queue import SimpleQueue
from time import monotonic, perf_counter
from typing import Any, Literal, NamedTuple

from ....sim.environment import differing, environment
from .engine import Chunk, Done, EngineLost, NotSendable, Task, Trouble
from .sending import LOOK, Spread, as_sent, unpacked, workers_may_start

START = 120.0  # seconds for a worker's first word
STILLBORN = 3  # workers that may end, one after another, before they sent anything
SPAWN = get_context("spawn")


def cores() -> int:
    """Return how many cores this process may use; one inside a pool of another, which may start no processes."""
    if current_process().daemon:
        return 1
    if hasattr(os, "sched_getaffinity"):
        return len(os.sched_getaffinity(0))
    return os.cpu_count() or 1


class LocalWorker:
    """A process, this end of its pipe, and what is known of the task it has."""

    def __init__(self, memory: int | None) -> None:
        self.pipe, theirs = SPAWN.Pipe()
        self.process = SPAWN.Process(target=serve, args=(theirs, memory), daemon=True)
        self.process.start()
        theirs.close()
        self.ways = (self.pipe, self.process.sentinel)
        self.greeted, self.room = False, 0
        self.given: deque[Chunk] = deque()
        self.results: list[Any] = []
        self.seconds = 0.0
        self.silent = 0.0
        """Seconds that this process has waited for the item the worker is at, or for its first word."""

    def send(self, what: bytes | Chunk) -> None:
        """Send the task or a chunk; that it has ended is found out elsewhere."""
        with suppress(OSError):
            self.pipe.send(what)

    def heard(self) -> list[Hello | News]:
        """Return what it has sent since it was last asked."""
        said = []
        with suppress(EOFError, OSError):  # it has ended, perhaps in the middle of a word
            while self.pipe.poll():
                said.append(self.pipe.recv())
        return said

    def whole(self, trouble: Trouble | None = None) -> Done:
        """Return the result of its chunk, and turn to the next."""
        done = Done(self.given.popleft(), self.results, self.seconds, trouble)
        self.results, self.seconds, self.silent = [], 0.0, 0.0
        return done

    def end(self) -> str:
        """End the process if it has not ended; return in words how it did."""
        self.process.kill()
        self.process.join()
        code = self.process.exitcode or 0
        self.pipe.close()
        self.process.close()
        return how_it_ended(code)


class LocalPool(Spread):
    """Processes of this machine, started afresh (spawn), which never run the user's script again.

    Each has a pipe of its own and sends every result as it comes, so a death or a hang concerns one item of one
    worker, which is replaced at once. They ignore the interrupt key and end with this process, however it ends.
    `memory` limits the address space of each, in bytes; without it the kernel is asked to end a worker before others
    when memory is short (Linux).
    """

    def __init__(self, task: Task, workers: int, *, memory: int | None = None) -> None:
        super().__init__(task, workers)
        self.here: list[LocalWorker] = []
        self.memory, self.stillborn = memory, 0

    def handshake(self) -> None:
        """Start the workers; raise `NotSendable` if they cannot unpack the task, `EngineLost` if they are not ours."""
        self.fill_up()
        while not all(worker.greeted for worker in self.here):
            self.watch()
        self.ready = True

    def cancel_all(self) -> None:
        """End the workers, in the middle of a run if need be."""
        self.waiting.clear()
        self.done.clear()
        for worker in self.here:
            worker.process.kill()
        while self.here:
            self.here.pop().end()

    def fill_up(self) -> None:
        """Start workers until there are as many as there should be."""
        before = len(self.here)
        try:
            with workers_may_start():
                while len(self.here) < self.workers:
                    self.here.append(LocalWorker(self.memory))
        except OSError as error:
            raise EngineLost(f"The system allows no more processes ({error}); try fewer jobs.") from error
        for worker in self.here[before:]:  # while the first of them is read, the others start
            worker.send(self.parcel)

    def give(self, worker: LocalWorker, chunk: Chunk) -> None:
        """Send a chunk to a worker."""
        worker.given.append(chunk)
        worker.send(chunk)

    def watch(self) -> None:
        """Wait a moment for anything to happen, and see to it.

        Only time that this process spent waiting counts against an item's patience: one that was stopped, or slept
        with its lid closed, blames nobody.
        """
        asked = [worker for worker in self.here if worker.given or not worker.greeted]
        moment = max(0.0, min([LOOK, *(self.allowed(worker) - worker.silent for worker in asked)]))
        began = monotonic()
        stirred = set(wait([way for worker in self.here for way in worker.ways], moment))
        waited = min(monotonic() - began, moment)
        for worker in asked:
            worker.silent += waited
        for worker in list(self.here):
            if not stirred.isdisjoint(worker.ways) or not stirred:
                ended = not worker.process.is_alive()
                for said in worker.heard():
                    self.understand(worker, said)
                if ended:
                    self.replace(worker, "ended", worker.end())
                    continue
            if worker in asked and worker.silent >= self.allowed(worker):
                worker.end()
                self.replace(worker, "hung", f"it took longer than {self.allowed(worker):g} seconds and was ended")
        self.hand_out()

    def allowed(self, worker: LocalWorker) -> float:
        """Return the seconds a worker may be silent."""
        return self.patience if worker.greeted else START

    def understand(self, worker: LocalWorker, said: Hello | News) -> None:
        """Take in what a worker says."""
        if isinstance(said, Hello):
            return self.greet(worker, said)
        worker.silent, worker.seconds = 0.0, said.seconds
        if said.kind == "result":
            worker.results.append(said.what)
        elif said.kind == "done":
            self.done.append(worker.whole())
        else:
            worker.whole()
            self.done.append(said.what)

    def greet(self, worker: LocalWorker, hello: Hello) -> None:
        """Take a new worker on if it is able to work and of this environment."""
        if hello.trouble and self.ready:
            raise EngineLost(f"A worker process ended, and the one in its place cannot be used: {hello.trouble}.")
        if hello.trouble:
            raise NotSendable(hello.trouble)
        if others := differing(hello.environment, environment()):
            raise EngineLost(f"A worker process has another environment than this one: {others}.")
        worker.greeted, worker.room, worker.silent, self.stillborn = True, 2, 0.0, 0

    def replace(self, worker: LocalWorker, kind: Literal["ended", "hung"], said: str) -> None:
        """Report the chunk a worker was busy with as broken off, put back what waited for it, and start another."""
        self.here.remove(worker)
        self.stillborn += not worker.greeted
        if self.stillborn >= STILLBORN:
            raise EngineLost(f"No worker process could be started; the last reported: {said}. Try fewer jobs, or one.")
        if worker.given:
            rest = worker.given[0][len(worker.results) :]
            self.done.append(worker.whole(Trouble(kind, rest[0], said) if rest else None))
            self.waiting.extendleft(reversed(worker.given))
        self.fill_up()


def how_it_ended(code: int) -> str:
    """Return in words how a process ended.

    >>> how_it_ended(7)
    'the worker process ended with exit code 7'
    >>> how_it_ended(-9)
    'the worker process was ended by signal 9 (SIGKILL; out of memory, perhaps)'
    """
    if code >= 0:
        return f"the worker process ended with exit code {code}"
    names = {number.value: number.name for number in signal.Signals}
    perhaps = "; out of memory, perhaps" if names.get(-code) == "SIGKILL" else ""
    return f"the worker process was ended by signal {-code} ({names.get(-code, 'unknown')}{perhaps})"


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
    if not sys.warnoptions:
        warnings.simplefilter("ignore")  # of libraries
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
