"""Files: names that are not of a file, and files that appear whole or not at all."""

from __future__ import annotations

import errno
import os
import secrets
import stat
from collections.abc import Callable
from pathlib import Path

from .refusal import Problem, Refused

LEFT: list[str] = []
"""The files, and the stores of whole studies, that this process has written so far: said to whoever stops a command."""

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


def write_whole(file: str | Path, write: Callable[[str], object], *, private: bool = False) -> None:
    """Let a file appear whole or not at all: `write` gets a scratch name beside it with the same ending.

    Who may read it is for the umask to say, or, if it is `private`, its owner alone may.
    """
    path = Path(file)
    scratch = ""
    try:
        scratch = scratch_beside(path, private=private)
        write(scratch)
        os.replace(scratch, path)
        LEFT.append(str(file))
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}."
        raise Refused(Problem(message, "Choose another file.", "unwritable", file=str(file))) from None
    finally:
        if scratch:
            Path(scratch).unlink(missing_ok=True)


def scratch_beside(path: Path, *, private: bool = False) -> str:
    """Return the name of a new, empty file beside one that is to be written, with the rights that one is to have."""
    scratch = path.parent / f".{path.stem}-{secrets.token_hex(4)}{path.suffix}"
    os.close(os.open(scratch, os.O_CREAT | os.O_EXCL | os.O_WRONLY, 0o600 if private else 0o666))
    return str(scratch)


def write_text(file: str | Path, text: str, *, private: bool = False) -> None:
    """Write a text file whole or not at all; see `write_whole`."""
    write_whole(file, lambda scratch: Path(scratch).write_text(text, "utf-8", newline=""), private=private)
