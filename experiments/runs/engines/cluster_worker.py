"""What a worker of a cluster does for a study: takes up its task, does chunks of it, reports how far it is, forgets it.

A worker may serve several studies, and have several threads: chunks are done one at a time all the same, each with
what its own study allows to be imported.
"""

from __future__ import annotations

import asyncio
import os
import pickle
import threading
from collections.abc import Iterator
from contextlib import contextmanager
from time import monotonic, perf_counter
from typing import Any, Literal, NamedTuple
from uuid import uuid4

from ....scenarios.extensions.resolve import ALLOWED
from ....sim.environment import environment
from .engine import Task
from .sending import as_sent, unpacked

KEPT = 16  # studies a worker remembers; one whose driver was killed is never taken back
PROCESS = uuid4().hex
"""Tells this process from one that later has its address."""
ONE_AT_A_TIME = threading.Lock()


class Greeting(NamedTuple):
    """What a worker answers when it is given a study's task."""

    environment: dict[str, str]
    trouble: str
    process: str


class Answer(NamedTuple):
    """The result of a chunk; a stranger is a worker that never got the task, or lost it by starting again."""

    kind: Literal["done", "raised", "stranger"]
    what: Any = None
    seconds: float = 0.0


class Held(NamedTuple):
    """The task of a study, and what it allows to be imported."""

    task: Task
    allowed: str | None


class Place(NamedTuple):
    """Where a worker is: the number of the chunk, its results so far, and when it turned to the item it is at."""

    number: int
    results: list[Any]
    since: float


studies: dict[str, Held] = {}
places: dict[str, Place] = {}


async def take(study: str, parcel: bytes, allowed: str | None) -> Greeting:
    """Take up the task of a study; what else the worker does goes on meanwhile."""
    task, trouble = await asyncio.to_thread(unpacked, parcel)
    if task is not None:
        studies[study] = Held(task, allowed)
        while len(studies) > KEPT:
            del studies[next(iter(studies))]
    return Greeting(await asyncio.to_thread(environment), trouble, PROCESS)


def do(study: str, number: int, packed_chunk: bytes) -> Answer:
    """Do a chunk, or as much of it as the study still wants."""
    chunk = pickle.loads(packed_chunk)
    with ONE_AT_A_TIME:
        held = studies.get(study)
        if held is None:
            return Answer("stranger")
        began, results = perf_counter(), list[Any]()
        places[study] = Place(number, results, monotonic())
        try:
            with allowing(held.allowed):
                for _, result in zip(chunk, held.task(chunk), strict=True):
                    results.append(result)
                    places[study] = Place(number, results, monotonic())
                    if study not in studies:
                        break
        except Exception as error:
            return Answer("raised", as_sent(error), perf_counter() - began)
        finally:
            del places[study]
        return Answer("done", results, perf_counter() - began)


def how_far(study: str, number: int) -> tuple[list[Any], float] | None:
    """Return the results of a chunk so far and the seconds since the last, or None if it is not being worked on."""
    place = places.get(study)
    if place is None or place.number != number:
        return None
    return list(place.results), monotonic() - place.since


def forget(study: str) -> None:
    """Let a study's task go, in the middle of a chunk too."""
    studies.pop(study, None)


@contextmanager
def allowing(packages: str | None) -> Iterator[None]:
    """Allow the packages of one study to be imported, and no others."""
    before = os.environ.pop(ALLOWED, None)
    if packages is not None:
        os.environ[ALLOWED] = packages
    try:
        yield
    finally:
        os.environ.pop(ALLOWED, None)
        if before is not None:
            os.environ[ALLOWED] = before
