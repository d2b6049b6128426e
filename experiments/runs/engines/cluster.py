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
from .sending import packed

log = logging.getLogger("mentorlab")

PATIENCE = 3600.0  # seconds for an item, unless set otherwise
CONNECT = 10.0  # seconds to reach the scheduler
LOOK = 1.0  # seconds between looks at who is there
ANSWER = 10.0  # seconds for the scheduler, or a worker through it, to answer
LOADING = 120.0  # seconds for new workers to load the task
SILENCE = 30.0  # seconds without an answer after which the scheduler is given up
COMPILING = 300.0  # seconds more for the first item of a worker, which may have to compile for its machine
NOBODY = 60.0  # seconds without any worker after which the study is


class Sent(NamedTuple):
    """A chunk that was sent to a worker."""

    number: int
    chunk: Chunk
    future: Any


class Seat:
    """A worker, and the chunks it has: the one it works on and, if it has one thread, the next, lying ready."""

    def __init__(self, address: str, process: str, threads: int) -> None:
        self.address, self.process = address, process
        self.threads, self.warm = threads, False
        self.sent: deque[Sent] = deque()
        self.since = monotonic()
        """When it turned to the item it is at, as far as is known."""
        self.idle_since: float | None = None
        """When it was first found not to have begun what it has: it is at somebody else's, perhaps for ever."""

    @property
    def has_room(self) -> bool:
        """Tell whether another chunk may be sent.

        The next lies ready behind one of several items, where one thread takes them in turn. A worker that ends with
        a single item, one in question perhaps, ended with that and nothing else.
        """
        return not self.sent or (len(self.sent) == 1 and len(self.sent[0].chunk) > 1 and self.threads == 1)


class Cluster:
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
        self.parcel, self.allowed = packed(task), os.environ.get(ALLOWED)
        self.address, self.mix = address, mix
        self.workers, self.patience, self.compiling, self.nobody = 1, PATIENCE, COMPILING, NOBODY
        self.study = uuid4().hex
        self.client: Any = None
        self.waiting: deque[Chunk] = deque()
        self.done: deque[Done | BaseException] = deque()
        self.over: SimpleQueue[tuple[int, Answer | BaseException]] = SimpleQueue()
        """What the client's thread brings: the number of a chunk and its result."""
        self.seats: dict[str, Seat] = {}
        self.aside: set[str] = set()
        """Addresses of workers that are of no use."""
        self.hanging: set[str] = set()
        """Processes that were to be ended."""
        self.numbered = 0
        self.ready = False

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
        while not self.seats:
            self.look_around()
            if not self.seats:
                sleep(0.1)
        self.ready = True

    def submit(self, chunk: Chunk) -> None:
        """Take a chunk for whoever is free first."""
        self.waiting.append(chunk)
        self.hand_out()

    def next_done(self) -> Done:
        """Wait for any chunk; raise what the task itself raised in it."""
        while not self.done:
            if not self.waiting and not any(seat.sent for seat in self.seats.values()):
                raise LookupError("Nothing was submitted.")
            try:
                self.watch()
            except EngineLost:
                if not self.done:  # what came before comes first
                    raise
        done = self.done.popleft()
        if isinstance(done, BaseException):
            raise done
        return done

    def cancel_all(self) -> None:
        """Take back what was sent and leave; a worker stops before its next item, and stays."""
        client, self.client = self.client, None
        if client is None:
            return
        futures = [sent.future for seat in self.seats.values() for sent in seat.sent]
        self.seats.clear()
        self.waiting.clear()
        self.done.clear()
        with suppress(Exception):  # whoever does not answer any more needs no farewell
            asked(client, client.run, forget, self.study, on_error="ignore", seconds=1.0)
        with suppress(Exception):
            asked(client, client.cancel, futures, force=True, seconds=1.0)
        with suppress(Exception):
            client.close(timeout=1.0)

    def hand_out(self) -> None:
        """Give everybody something to do and then, as far as there is more, the next chunk at hand."""
        self.insist()
        for at_hand in (0, 1):
            for seat in self.seats.values():
                if self.waiting and len(seat.sent) == at_hand and seat.has_room:
                    self.send(self.waiting.popleft(), seat)

    def send(self, chunk: Chunk, seat: Seat) -> None:
        """Send a chunk to a worker and to no other."""
        self.numbered += 1
        number = self.numbered
        future = self.client.submit(
            do,
            self.study,
            number,
            pickle.dumps(chunk),  # as bytes: dask takes tuples for tasks of its own
            key=f"mentorlab-{self.study}-{number}",
            workers=[seat.address],
            allow_other_workers=False,
            priority=-number,
            retries=0,
            pure=False,
        )
        self.client.loop.add_callback(self.bring, number, future)
        if not seat.sent:
            seat.since, seat.idle_since = monotonic(), None
        seat.sent.append(Sent(number, chunk, future))

    async def bring(self, number: int, future: Any) -> None:
        """Wait for what comes of a chunk, in the client's thread, and put it where it is waited for."""
        try:
            self.over.put((number, await future.result()))
        except (Exception, asyncio.CancelledError) as error:
            self.over.put((number, error))

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

    def understand(self, number: int, came: Answer | BaseException) -> None:
        """Take in the result of a chunk, unless it was given up before."""
        seat = next((seat for seat in self.seats.values() for sent in seat.sent if sent.number == number), None)
        if seat is None:
            return
        sent = next(sent for sent in seat.sent if sent.number == number)
        if isinstance(came, Answer) and came.kind != "stranger":
            seat.sent.remove(sent)
            seat.since, seat.warm = monotonic(), True
            self.done.append(Done(sent.chunk, came.what, came.seconds) if came.kind == "done" else came.what)
        elif isinstance(came, Answer) or type(came).__name__ == "KilledWorker":
            self.lose(seat, "ended", gone(seat))
        elif isinstance(came, CancelledError | asyncio.CancelledError | OSError):  # what the task raises is an answer
            self.insist()
            why = "was taken back by somebody else" if not isinstance(came, OSError) else f"is gone ({in_short(came)})"
            self.lose(seat, "ended", f"what was sent to the worker {seat.address} {why}")
        else:
            seat.sent.remove(sent)
            self.done.append(came)

    def look_around(self) -> None:
        """Find out who is there; greet those who are new, and give up what was with those who are gone."""
        self.looked = monotonic()
        if self.seats:
            self.peopled = self.looked
        try:
            there = self.ask(self.client.nthreads, seconds=ANSWER)
            new = [address for address in there if address not in self.seats and address not in self.aside]
            for address in set(self.seats) - set(there):
                self.lose(self.seats[address], "ended", gone(self.seats[address]))
            if new:
                answers = self.ask(
                    self.client.run, take, self.study, self.parcel, self.allowed,
                    workers=new, on_error="return", seconds=LOADING,
                )  # fmt: skip
                for address, answer in answers.items():
                    self.greet(address, answer, there[address])
        except (OSError, TimeoutError) as error:
            if monotonic() - self.heard > SILENCE:
                raise EngineLost(f"The scheduler at {self.address} no longer answers ({in_short(error)}).") from error
            return
        self.aside &= set(there)
        self.heard = monotonic()
        self.workers = max(1, len(self.seats))
        if not self.seats and self.heard - self.peopled > self.nobody:
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
            self.seats[address] = Seat(address, answer.process, threads)
            return
        if not self.ready:
            raise EngineLost(f"The worker {address} {wrong}.")
        self.aside.add(address)
        log.warning("The worker %s %s. It is not used.", address, wrong)

    def mind_the_time(self) -> None:
        """End workers that are at one item for too long."""
        for seat in list(self.seats.values()):
            patience = self.patience + (0.0 if seat.warm else self.compiling)
            if not seat.sent or monotonic() - seat.since <= patience:
                continue
            number, chunk, _ = seat.sent[0]
            try:
                far = self.ask(
                    self.client.run, how_far, self.study, number, workers=[seat.address], seconds=ANSWER
                )[seat.address]  # fmt: skip
            except Exception:  # it is deaf, and perhaps at work: it has time for all of its chunk
                if monotonic() - seat.since > patience * max(1, len(chunk)):
                    self.end(seat, [])
                continue
            if far is None:  # it has not begun, or is done by now
                seat.since = monotonic()
                seat.idle_since = seat.idle_since or seat.since
                if seat.since - seat.idle_since > patience:
                    self.leave(seat)
            elif far[1] > (self.patience if far[0] else patience):
                self.end(seat, far[0])
            else:
                seat.since = monotonic() - far[1]

    def leave(self, seat: Seat) -> None:
        """Leave a worker aside that does not begin what it has, and put that back: nothing of it is to blame."""
        log.warning("The worker %s is busy with something else and does not begin. It is not used.", seat.address)
        self.aside.add(seat.address)
        del self.seats[seat.address]
        self.waiting.extendleft(sent.chunk for sent in reversed(seat.sent))
        with suppress(OSError, TimeoutError):
            self.ask(self.client.cancel, [sent.future for sent in seat.sent], force=True, seconds=ANSWER)

    def end(self, seat: Seat, results: list[Any]) -> None:
        """End a worker that hangs; its nanny starts another."""
        self.hanging.add(seat.process)
        said = f"it took longer than {self.patience:g} seconds, and the worker {seat.address} was ended"
        self.lose(seat, "hung", said, results)
        with suppress(Exception):
            self.ask(self.client.run, os._exit, 1, workers=[seat.address], on_error="ignore", seconds=ANSWER)
            return
        with suppress(Exception):  # it does not even listen: only its nanny can end it
            self.ask(self.client.restart_workers, [seat.address], seconds=SILENCE)

    def lose(self, seat: Seat, kind: Literal["ended", "hung"], said: str, results: list[Any] | None = None) -> None:
        """Report the chunk that a worker was busy with as broken off, and put back what it had waiting."""
        del self.seats[seat.address]
        if not seat.sent:
            return
        chunk, done = seat.sent[0].chunk, results or []
        rest = chunk[len(done) :]
        known = rest[0] if rest and (results is not None or len(rest) == 1) else None
        self.done.append(Done(chunk, done, monotonic() - seat.since, Trouble(kind, known, said)))
        self.waiting.extendleft(sent.chunk for sent in reversed(list(seat.sent)[1:]))
        with suppress(OSError, TimeoutError):
            self.ask(self.client.cancel, [sent.future for sent in seat.sent], force=True, seconds=ANSWER)

    def insist(self) -> None:
        """Raise `EngineLost` if the connection to the scheduler broke: what was sent went with it."""
        if self.client.status != "running":
            raise EngineLost(f"The connection to the scheduler at {self.address} broke.")

    def ask(self, call: Callable[..., Any], *given: Any, seconds: float, **named: Any) -> Any:
        """Ask the scheduler, or workers through it, and wait for the answer, but not for ever."""
        self.insist()
        return asked(self.client, call, *given, seconds=seconds, **named)


def asked(client: Any, call: Callable[..., Any], *given: Any, seconds: float, **named: Any) -> Any:
    """Return what a call of dask's client gives; raise TimeoutError after some seconds."""

    async def answered() -> Any:
        try:
            return await asyncio.wait_for(call(*given, **named), seconds)
        except (asyncio.CancelledError, CancelledError) as error:
            raise TimeoutError("it was cancelled") from error

    return client.sync(answered)


def gone(seat: Seat) -> str:
    """Return what is known of the end of a worker."""
    return f"the worker {seat.address} ended (killed, or out of memory, perhaps)"


def in_short(error: BaseException) -> str:
    """Return the first line of an error and its kind."""
    said = str(error).strip().partition("\n")[0].rstrip(".")
    return f"{type(error).__name__}: {said}" if said else type(error).__name__
