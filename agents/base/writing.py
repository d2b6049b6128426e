"""Files that appear whole or not at all."""

from __future__ import annotations

import os
import tempfile
from collections.abc import Callable
from pathlib import Path

from .refusal import Problem, Refused

LEFT: list[str] = []
"""The files, and the stores of whole studies, that this process has written so far: said to whoever stops a command."""


def write_whole(file: str | Path, write: Callable[[str], object]) -> None:
    """Let a file appear whole or not at all: `write` gets a scratch name beside it with the same ending."""
    path = Path(file)
    handle, scratch = tempfile.mkstemp(dir=path.parent, prefix=f".{path.stem}-", suffix=path.suffix)
    os.close(handle)
    try:
        write(scratch)
        os.chmod(scratch, 0o644)
        os.replace(scratch, path)
        LEFT.append(str(file))
    except OSError as error:
        message = f"cannot be written: {error.strerror or error}."
        raise Refused(Problem(message, "Choose another file.", "unwritable", file=str(file))) from None
    finally:
        Path(scratch).unlink(missing_ok=True)


def write_text(file: str | Path, text: str) -> None:
    """Write a text file whole or not at all."""
    write_whole(file, lambda scratch: Path(scratch).write_text(text, "utf-8", newline=""))
