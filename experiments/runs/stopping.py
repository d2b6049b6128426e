"""Somebody stops a study: what is kept is said, once, however often the signal to stop comes."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from shlex import quote
from threading import Event
from typing import TYPE_CHECKING

from ...agents.base.writing import LEFT

if TYPE_CHECKING:
    from .store.keeper import Keeper

LEAVING = Event()
"""Set when an interruption has reached whoever says what is kept; the command line then takes no more of them."""


class Interrupted(KeyboardInterrupt):
    """The user stopped it; says what is kept."""


@contextmanager
def saying_what_is_kept(keeper: Keeper, study: bytes, planned: Callable[[], int]) -> Iterator[None]:
    """Say to whoever interrupts the block how many runs of a study are kept, of how many `planned`."""
    try:
        yield
    except KeyboardInterrupt as interruption:
        LEAVING.set()
        raise Interrupted(what_is_kept(keeper, study, planned())) from interruption
    if keeper.where:
        LEFT.append(keeper.where)


def what_is_kept(keeper: Keeper, study: bytes, planned: int) -> str:
    """Return what to say to somebody who interrupts a study."""
    from ...agents.files.tables.cells import counted
    from .store.keeper import StoreFailed

    if not keeper.where:
        return "You stopped it. Nothing was kept; with --store every run is, and the study can go on."
    try:
        there = sum(1 for _ in keeper.keys(study))
    except StoreFailed:
        return f"You stopped it; what was kept stays in {keeper.where}."
    if not there:
        return "You stopped it before any run was kept."
    kept = f"{counted(there, 'run')} of {planned:,} {'is' if there == 1 else 'are'} kept"
    return f"You stopped it; {kept}. Go on with: mentorlab resume {quote(keeper.where)}"
