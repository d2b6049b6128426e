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
from typing import TextIO

IMPATIENCE = 10.0
"""Seconds after a signal to stop in which another one changes nothing: leaving takes a moment, and ends in a sentence."""


class Way(io.RawIOBase):
    """The way out of a stream: what cannot be delivered is dropped, and the first reason is kept in `failed`."""

    failed: OSError | None = None

    def __init__(self, raw: io.RawIOBase) -> None:
        self.raw = raw

    def writable(self) -> bool:
        """Return True."""
        return True

    def fileno(self) -> int:
        """Return the file descriptor of what lies below."""
        return self.raw.fileno()

    def isatty(self) -> bool:
        """Tell whether it leads to a terminal."""
        return self.raw.isatty()

    def write(self, what: object) -> int | None:  # type: ignore[override]
        """Write bytes, or drop them where nobody takes them any more."""
        if self.failed is None:
            try:
                return self.raw.write(what)  # type: ignore[arg-type]
            except OSError as error:
                self.failed = error
        return memoryview(what).nbytes  # type: ignore[arg-type]


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
    raw = getattr(getattr(stream, "buffer", None), "raw", None)
    if raw is None:  # not a stream of the system
        return stream
    with suppress(OSError):
        stream.flush()
    return io.TextIOWrapper(
        io.BufferedWriter(Way(raw)), encoding=stream.encoding, errors="replace", line_buffering=stream.line_buffering
    )


def undelivered(stream: TextIO) -> OSError | None:
    """Return why something could not be delivered; None where all was, or where the reader wanted no more."""
    stream.flush()
    failed: OSError | None = getattr(getattr(getattr(stream, "buffer", None), "raw", None), "failed", None)
    return None if isinstance(failed, BrokenPipeError) else failed


def take_signals_patiently() -> None:
    """Let a signal to stop interrupt what is going on once, however often it comes while that is being left."""
    interrupted = -IMPATIENCE

    def stop(number: int, frame: FrameType | None) -> None:
        nonlocal interrupted
        before, interrupted = interrupted, monotonic()
        if interrupted - before >= IMPATIENCE:
            raise KeyboardInterrupt
        interrupted = before

    for name in ("SIGINT", "SIGTERM", "SIGBREAK"):  # the last is Ctrl-Break, on Windows alone
        if hasattr(signal, name):
            signal.signal(getattr(signal, name), stop)
