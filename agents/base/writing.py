"""Files: names that are not of a file, and files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import stat
import tempfile
from collections.abc import Callable
from pathlib import Path

from .refusal import Problem, Refused

NO_FILES = (
    (stat.S_ISFIFO, "a pipe"),
    (stat.S_ISSOCK, "a socket"),
    (stat.S_ISCHR, "a device"),
    (stat.S_ISBLK, "a device"),
)
LONGEST_NAME = 200  # characters of a file's name with its folders that a message shows


def no_file(path: str | Path, called: str = "") -> Problem | None:
    """Return what to say of a name that is none of a file: of a pipe or device, or longer than names can be.

    It is not opened: a pipe would be waited for, and some devices have no end. `called` is what it is called.
    """
    called = called or os.fspath(path)
    try:
        mode = os.stat(path).st_mode
    except (OSError, ValueError) as trouble:
        if getattr(trouble, "errno", None) != errno.ENAMETOOLONG:
            return None
        message = f"is a name of {len(os.path.basename(path))} characters, more than a file can have."
        short = called[:LONGEST_NAME] + ("…" if called[LONGEST_NAME:] else "")
        return Problem(message, "Name the file.", "missing", file=short)
    for is_such, what in NO_FILES:
        if is_such(mode):
            return Problem(f"is {what}, not a file.", "Write it into a file and name that.", "format", file=called)
    return None


def write_whole(file: str | Path, write: Callable[[str], object]) -> None:
    """Let a file appear whole or not at all: `write` gets a scratch name beside it with the same ending."""
    path = Path(file)
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    try:
        write(scratch)
        os.chmod(scratch, 0o644)
        os.replace(scratch, path)
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}."
        raise Refused(Problem(message, "Choose another file.", "unwritable", file=str(file))) from None
    finally:
        Path(scratch).unlink(missing_ok=True)


def write_text(file: str | Path, text: str) -> None:
    """Write a text file whole or not at all."""
    write_whole(file, lambda scratch: Path(scratch).write_text(text, "utf-8", newline=""))
