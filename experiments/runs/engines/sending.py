"""What it takes to have another process work: the task as bytes, processes that start clean, errors that travel."""

from __future__ import annotations

import pickle
import signal
import sys
import traceback
from collections.abc import Iterator
from contextlib import contextmanager
from multiprocessing import resource_tracker
from typing import Any

from .engine import NotSendable, Task


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
