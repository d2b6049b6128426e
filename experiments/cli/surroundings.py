"""What a process has around it and did not choose: streams that may be closed, full or of any code page, and signals.

Whatever they are, a command does its work, loses no table and leaves with the exit code of what it did.
"""

from __future__ import annotations

import io
import os
import signal
import sys
import warnings
from contextlib import suppress
from time import monotonic
from types import FrameType
from typing import Any, TextIO

from ..runs.stopping import LEAVING

REPEATED = 0.5
"""Seconds after a signal to stop in which another one counts as the same."""
AGAIN = 1.0
"""Seconds after which an interruption that nobody heard of is repeated: a library may have swallowed it."""
STOPPING = [getattr(signal, name) for name in ("SIGINT", "SIGTERM", "SIGBREAK") if hasattr(signal, name)]
"""What asks a process to stop: Ctrl-C, the system, and on Windows Ctrl-Break."""


class Way(io.RawIOBase):
    """The way out of a stream: what cannot be delivered is dropped, and the first reason is kept in `failed`."""

    failed: OSError | None = None

    def __init__(self, below: io.RawIOBase) -> None:
        self.below = below

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return the file descriptor of what lies below."""
        return self.below.fileno()

    def isatty(self) -> bool:
        """Tell whether it leads to a terminal."""
        return self.below.isatty()

    def write(self, what: Any) -> int | None:
        """Write bytes, or drop them where nobody takes them any more."""
        if self.failed is None:
            try:
                return self.below.write(what)
            except OSError as error:
                self.failed = error
        return memoryview(what).nbytes


def take_streams_as_they_are() -> None:
    """Put a `Way` below standard output and error; letters that a code page lacks become question marks.

    A file descriptor that is closed is opened to nowhere first, so that no file of ours takes its number. Warnings of
    libraries go nowhere too, unless Python was asked for them.
    """
    for number in range(3):
        try:
            os.fstat(number)
        except OSError:
            os.open(os.devnull, os.O_RDWR)  # takes the lowest number that is free
    sys.stdout, sys.stderr = careful(sys.stdout), careful(sys.stderr)
    if not sys.warnoptions:
        warnings.simplefilter("ignore")


def careful(stream: TextIO | None) -> TextIO:
    """Return a stream like this one to which anything can be written."""
    if stream is None:
        return open(os.devnull, "w", encoding="utf-8")
    raw = raw_of(stream)
    if not isinstance(raw, io.RawIOBase):  # not a stream of the system
        return stream
    with suppress(OSError):
        stream.flush()
    at_once = isinstance(stream.buffer, io.RawIOBase)  # as python -u has it
    below: Any = Way(raw) if at_once else io.BufferedWriter(Way(raw))
    lines = bool(stream.line_buffering)
    return io.TextIOWrapper(below, stream.encoding, "replace", line_buffering=lines, write_through=at_once)


def raw_of(stream: TextIO) -> Any:
    """Return what lies below a stream and its buffer; None where nothing does."""
    buffer = getattr(stream, "buffer", None)
    return getattr(buffer, "raw", buffer)


def undelivered(stream: TextIO) -> OSError | None:
    """Return why something could not be delivered; None where all was, or where the reader wanted no more."""
    stream.flush()
    failed: OSError | None = getattr(raw_of(stream), "failed", None)
    return None if isinstance(failed, BrokenPipeError) else failed


def take_signals_patiently() -> None:
    """Let signals to stop interrupt what is going on until that is heard; while it is being left, they change nothing.

    Where there is no alarm (Windows), an interruption that was swallowed is not repeated: press again.
    """
    since = -REPEATED
    has_alarm = hasattr(signal, "setitimer")

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal since
        if LEAVING.is_set() or monotonic() - since < REPEATED:
            return
        since = monotonic()
        if has_alarm:
            signal.setitimer(signal.ITIMER_REAL, AGAIN)
        raise KeyboardInterrupt

    def unheard(what: sys.UnraisableHookArgs) -> None:
        if what.exc_type is not KeyboardInterrupt:
            sys.__unraisablehook__(what)

    sys.unraisablehook = unheard  # an interruption that came where nothing can be raised is repeated, not shown
    for one in [*STOPPING, *([signal.SIGALRM] if has_alarm else [])]:
        signal.signal(one, stop)


def take_no_more_signals() -> None:
    """Let signals to stop change nothing: all is done and said, and the process is about to end."""
    LEAVING.set()
    if hasattr(signal, "setitimer"):
        signal.setitimer(signal.ITIMER_REAL, 0)
    for one in STOPPING:
        signal.signal(one, signal.SIG_IGN)


def is_folder_gone() -> bool:
    """Tell whether the folder that this process is in was deleted."""
    try:
        os.getcwd()
    except FileNotFoundError:
        return True
    return False
