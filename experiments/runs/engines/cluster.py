"""Runs spread over the workers of a dask cluster, on this machine or others."""

from __future__ import annotations

import asyncio
import logging
import os
import pickle
from collections import deque
from collections.abc import Callable
from concurrent.futures import CancelledError
from contextlib import suppress
from queue import Empty, SimpleQueue
from time import monotonic, sleep
from typing import Any, Literal, NamedTuple
from uuid import uuid4

from ....scenarios.extensions.resolve import ALLOWED
from ....sim.environment import differing, environment
from .address import Tls, security
from .cluster_worker import Answer, Greeting, do, forget, how_far, take
from .engine import Chunk, Done, EngineLost, Task, Trouble
from .sending import LOOK, Spread

log = logging.getLogger("mentorlab")

CONNECT = 10.0  # seconds to reach the scheduler
ANSWER = 10.0  # seconds for the scheduler, or a worker through it, to answer
LOADING = 120.0  # seconds for new workers to load the task
SILENCE = 30.0  # seconds without an answer after which the scheduler is given up
COMPILING = 300.0  # seconds more for the first item of a worker, which may have to compile for its machine
NOBODY = 60.0  # seconds without any worker after which the study is
GONE = "the worker {} ended (killed, or out of memory, perhaps)"


class Sent(NamedTuple):
    """A chunk that was sent to a worker."""

    number: int
    chunk: Chunk
    future: Any


class Seat:
    """A worker, and what it was sent."""

    def __init__(self, address: str, process: str, threads: int) -> None:
        self.address, self.process, self.threads, self.warm = address, process, threads, False
        self.given: deque[Sent] = deque()
        self.since = monotonic()
        """When it turned to the item it is at, as far as is known."""
        self.idle_since: float | None = None
        """When it was first found not to have begun what it has: it is at somebody else's, perhaps for ever."""

    @property
    def room(self) -> int:
        """Return how many chunks it may have.

        The next lies ready behind one of several items, where one thread takes them in turn. A worker that ends with
        a single item, one in question perhaps, ended with that and nothing else.
        """
        return 2 if self.threads == 1 and all(len(sent.chunk) > 1 for sent in self.given) else 1


class Cluster(Spread):
    """Workers that others started, found by the address of their scheduler; they stay when the study is done.

    Each worker is given the task when it is first seen, also in the middle of a study, and answers its environment;
    chunks are sent to a worker by name, so a worker that ends concerns only what it had. One of another environment,
    or that cannot load the task, is refused at the handshake and left aside when it joins later; `mix` takes other
    environments on. A worker does one chunk at a time, whatever its threads: start one for each core, with
    `--nthreads 1` and a nanny, without which one that hangs is not replaced.
    """

    def __init__(
        self, task: Task, address: str, *, tls: Tls | None = None, insecure: bool = False, mix: bool = False
    ) -> None:
        self.security = security(address, tls, insecure=insecure)
        super().__init__(task, 1)
        self.here: list[Seat] = []
        self.address, self.mix, self.allowed = address, mix, os.environ.get(ALLOWED)
        self.compiling, self.nobody = COMPILING, NOBODY
        self.study, self.numbered = uuid4().hex, 0
        self.client: Any = None
        self.over: SimpleQueue[tuple[Sent, Answer | BaseException]] = SimpleQueue()
        """What the client's thread brings: a chunk and what came of it."""
        self.aside: set[str] = set()
        """Addresses of workers that are not to be used."""
        self.hanging: set[str] = set()
        """Processes that were to be ended."""

    def handshake(self) -> None:
        """Reach the scheduler and at least one worker; raise `EngineLost` if nobody is there, or not one of ours."""
        from distributed import Client

        logging.getLogger("distributed.client").setLevel(logging.CRITICAL)  # what it would say is said here
        try:
            self.client = Client(
                self.address, timeout=CONNECT, security=self.security, set_as_default=False, name="mentorlab"
            )
        except (OSError, RuntimeError, ValueError, TypeError) as error:
            raise EngineLost(f"The scheduler at {self.address} cannot be reached: {in_short(error)}.") from error
        self.heard = self.peopled = monotonic()
        self.look_around()
        while not self.here:
            sleep(0.1)
            self.look_around()
        self.ready = True

    def cancel_all(self) -> None:
        """Take back what was sent and leave; a worker stops before its next item, and stays."""
        if self.client is None:
            return
        futures = [sent.future for seat in self.here for sent in seat.given]
        with suppress(Exception):  # whoever does not answer any more needs no farewell
            self.ask(self.client.run, forget, self.study, on_error="ignore", seconds=1.0)
        with suppress(Exception):
            self.ask(self.client.cancel, futures, force=True, seconds=1.0)
        with suppress(Exception):
            self.client.close(timeout=1.0)
        self.client = None
        self.here.clear()
        self.waiting.clear()
        self.done.clear()

    def give(self, worker: Seat, chunk: Chunk) -> None:
        """Send a chunk to a worker and to no other."""
        self.insist()
        number = self.numbered = self.numbered + 1
        future = self.client.submit(
            do, self.study, number, pickle.dumps(chunk),  # as bytes: dask takes tuples for tasks of its own
            key=f"mentorlab-{self.study}-{number}", workers=[worker.address], allow_other_workers=False,
            priority=-number, retries=0, pure=False,
        )  # fmt: skip
        if not worker.given:
            worker.since, worker.idle_since = monotonic(), None
        worker.given.append(Sent(number, chunk, future))
        self.client.loop.add_callback(self.bring, worker.given[-1])

    async def bring(self, sent: Sent) -> None:
        """Wait for what comes of a chunk, in the client's thread, and put it where it is waited for."""
        try:
            self.over.put((sent, await sent.future.result()))
        except (Exception, asyncio.CancelledError) as error:
            self.over.put((sent, error))

    def watch(self) -> None:
        """Wait a moment for anything to happen, and see to it."""
        with suppress(Empty):
            self.understand(*self.over.get(timeout=LOOK))
            while True:
                self.understand(*self.over.get_nowait())
        if monotonic() - self.looked >= LOOK:
            self.look_around()
            self.mind_the_time()
        self.hand_out()

    def understand(self, sent: Sent, came: Answer | BaseException) -> None:
        """Take in the result of a chunk, unless it was given up before."""
        seat = next((seat for seat in self.here if sent in seat.given), None)
        if seat is None:
            return
        if isinstance(came, Answer) and came.kind != "stranger":
            seat.given.remove(sent)
            seat.since, seat.warm = monotonic(), True
            self.done.append(Done(sent.chunk, came.what, came.seconds) if came.kind == "done" else came.what)
        elif isinstance(came, Answer) or type(came).__name__ == "KilledWorker":
            self.lose(seat, "ended", GONE.format(seat.address))
        elif isinstance(came, CancelledError | asyncio.CancelledError | OSError):  # what the task raises is an answer
            self.insist()
            why = "was taken back by somebody else" if not isinstance(came, OSError) else f"is gone ({in_short(came)})"
            self.lose(seat, "ended", f"what was sent to the worker {seat.address} {why}")
        else:
            seat.given.remove(sent)
            self.done.append(came)

    def look_around(self) -> None:
        """Find out who is there; greet those who are new, and give up what was with those who are gone."""
        self.looked = monotonic()
        if self.here:
            self.peopled = self.looked
        try:
            there = self.ask(self.client.nthreads)
            for seat in [seat for seat in self.here if seat.address not in there]:
                self.lose(seat, "ended", GONE.format(seat.address))
            known = self.aside.union(seat.address for seat in self.here)
            if new := [address for address in there if address not in known]:
                what = take, self.study, self.parcel, self.allowed
                answers = self.ask(self.client.run, *what, workers=new, on_error="return", seconds=LOADING)
                for address, answer in answers.items():
                    self.greet(address, answer, there[address])
        except (OSError, TimeoutError) as error:
            if monotonic() - self.heard > SILENCE:
                raise EngineLost(f"The scheduler at {self.address} no longer answers ({in_short(error)}).") from error
            return
        self.aside &= set(there)
        self.heard = monotonic()
        self.workers = max(1, len(self.here))
        if not self.here and self.heard - self.peopled > self.nobody:
            message = "No worker is left at" if self.ready else "No worker has joined"
            raise EngineLost(f"{message} the scheduler at {self.address}, for {self.nobody:g} seconds.")

    def greet(self, address: str, answer: Greeting | Exception, threads: int) -> None:
        """Take a new worker on if it is able to work and of this environment."""
        if isinstance(answer, OSError):  # it has ended already
            return
        if isinstance(answer, Exception):
            wrong = f"cannot be used: it does not answer ({in_short(answer)})"
        elif answer.trouble:
            wrong = f"cannot be used: {answer.trouble}"
        elif answer.process in self.hanging:
            return
        elif (others := differing(answer.environment, environment())) and not self.mix:
            wrong = f"is not of the environment of this process: {others}"
        else:
            self.here.append(Seat(address, answer.process, threads))
            return
        if not self.ready:
            raise EngineLost(f"The worker {address} {wrong}.")
        self.leave_aside(address, wrong)

    def leave_aside(self, address: str, wrong: str) -> None:
        """Have no more to do with a worker, and say why."""
        self.aside.add(address)
        log.warning("The worker %s %s. It is not used.", address, wrong)

    def mind_the_time(self) -> None:
        """End workers that are at one item for too long."""
        for seat in list(self.here):
            patience = self.patience + (0.0 if seat.warm else self.compiling)
            if not seat.given or monotonic() - seat.since <= patience:
                continue
            number, chunk, _ = seat.given[0]
            try:
                far = self.ask(self.client.run, how_far, self.study, number, workers=[seat.address])[seat.address]
            except Exception:  # it is deaf, and perhaps at work: it has time for all of its chunk
                if monotonic() - seat.since > patience * max(1, len(chunk)):
                    self.end(seat, [])
                continue
            if far is None:  # it has not begun, or is done by now
                seat.since = monotonic()
                seat.idle_since = seat.idle_since or seat.since
                if seat.since - seat.idle_since > patience:
                    self.leave_aside(seat.address, "is at something else and does not begin")
                    self.give_up(seat, begun=0)  # nothing of it is to blame
            elif far[1] > (self.patience if far[0] else patience):
                self.end(seat, far[0])
            else:
                seat.since = monotonic() - far[1]

    def end(self, seat: Seat, results: list[Any]) -> None:
        """End a worker that hangs; its nanny starts another."""
        self.hanging.add(seat.process)
        said = f"it took longer than {self.patience:g} seconds, and the worker {seat.address} was ended"
        self.lose(seat, "hung", said, results)
        with suppress(Exception):
            self.ask(self.client.run, os._exit, 1, workers=[seat.address], on_error="ignore")
            return
        with suppress(Exception):  # it does not even listen: only its nanny can end it
            self.ask(self.client.restart_workers, [seat.address], seconds=SILENCE)

    def lose(self, seat: Seat, kind: Literal["ended", "hung"], said: str, results: list[Any] | None = None) -> None:
        """Say what came of the chunk a worker was at, and part with it."""
        if seat.given:
            chunk, done = seat.given[0].chunk, results or []
            rest = chunk[len(done) :]
            known = rest[0] if rest and (results is not None or len(rest) == 1) else None
            self.done.append(Done(chunk, done, monotonic() - seat.since, Trouble(kind, known, said)))
        self.give_up(seat, begun=1)

    def give_up(self, seat: Seat, begun: int) -> None:
        """Part with a worker: take back all that it was sent, and put back what it has not begun."""
        self.here.remove(seat)
        self.waiting.extendleft(sent.chunk for sent in reversed(list(seat.given)[begun:]))
        with suppress(OSError, TimeoutError):
            self.ask(self.client.cancel, [sent.future for sent in seat.given], force=True)

    def insist(self) -> None:
        """Raise `EngineLost` if the connection to the scheduler broke: what was sent went with it."""
        if self.client.status != "running":
            raise EngineLost(f"The connection to the scheduler at {self.address} broke.")

    def ask(self, call: Callable[..., Any], *given: Any, seconds: float = ANSWER, **named: Any) -> Any:
        """Ask the scheduler, or workers through it, and wait for the answer, but not for ever."""
        self.insist()

        async def answered() -> Any:
            try:
                return await asyncio.wait_for(call(*given, **named), seconds)
            except (asyncio.CancelledError, CancelledError) as error:
                raise TimeoutError("it was cancelled") from error

        return self.client.sync(answered)


def in_short(error: BaseException) -> str:
    """Return the first line of an error and its kind."""
    said = str(error).strip().partition("\n")[0].rstrip(".")
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
