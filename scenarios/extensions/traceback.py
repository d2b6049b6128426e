"""Where in the user's own code something went wrong, from a traceback."""

from __future__ import annotations

import os
import sysconfig
from dataclasses import FrozenInstanceError
from pathlib import Path
from traceback import walk_tb
from types import FrameType
from typing import NamedTuple

from ...agents.base.refusal import Refused

OURS = __name__.partition(".scenarios")[0]
LIBRARIES = tuple(sysconfig.get_paths()[name] for name in ("stdlib", "purelib", "platlib"))


class OwnPlace(NamedTuple):
    """The user's function that was called, as package.module:name, and the line of their code that raised."""

    name: str
    file: str
    line: int

    def __str__(self) -> str:
        return f"{self.name}, {self.file}:{self.line}"


def own_place(error: BaseException, packages: tuple[str, ...] = ()) -> OwnPlace | None:
    """Return where an exception left the user's own code, nothing if it never was in it.

    Own is what is neither ours nor a library, and all of the packages named, wherever they are installed.
    """
    frames = [(frame, line) for frame, line in walk_tb(error.__traceback__) if is_own(frame, packages)]
    if not frames:
        return None
    (called, _), (frame, line) = frames[0], frames[-1]
    name = getattr(called.f_code, "co_qualname", called.f_code.co_name)
    return OwnPlace(f"{called.f_globals.get('__name__', '?')}:{name}", beside(frame.f_code.co_filename), line)


def is_own(frame: FrameType, packages: tuple[str, ...]) -> bool:
    """Tell whether a frame is of the user's own code."""
    module, file = str(frame.f_globals.get("__name__", "")), frame.f_code.co_filename
    if module.partition(".")[0] in packages:
        return True
    ours = module == OURS or module.startswith((f"{OURS}.agents", f"{OURS}.scenarios", f"{OURS}.sim"))
    ours = ours or module.startswith(f"{OURS}.experiments")
    return not ours and not file.startswith(("<", *LIBRARIES))


def beside(file: str) -> str:
    """Return a file as it is found from the working directory, if it lies below it."""
    path = Path(file)
    return os.fspath(path.relative_to(Path.cwd())) if path.is_relative_to(Path.cwd()) else file


def in_own_words(error: BaseException) -> str:
    """Return what an exception of the user's own code says, one sentence without a full stop.

    What a record of ours refuses is stated with record, value and limit.
    """
    if isinstance(error, Refused):
        return "; ".join(str(one).rstrip(".?") for one in error.problems)
    if writes(error):
        return f"it writes to what it is shown, which stays as it is ({error}). Let it work on a copy"
    return f"{type(error).__name__}: {error}".rstrip(".: ")


def writes(error: BaseException) -> bool:
    """Tell whether an exception is that of writing to what cannot be written to."""
    return isinstance(error, FrozenInstanceError) or (isinstance(error, ValueError) and "read-only" in str(error))
