"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import secrets
from collections.abc import Callable
from pathlib import Path

from .refusal import Problem, Refused

LEFT: list[str] = []
"""The files, and the stores of whole studies, that this process has written so far: said to whoever stops a command."""


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
