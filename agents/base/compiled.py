"""`kernel`: a compiled function whose cache on disk is never stale.

numba's own cache knows only the file a function stands in: a caller of an edited kernel of another file runs
stale. Here every kernel has a cache folder of its own, named by a digest of its code, of every kernel, constant and
parameter record it takes by name, and of where that record stands: an edit or a move compiles exactly what it touches.
Import kernels and constants by name, and write no nested functions.
"""

from __future__ import annotations

import atexit
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable
from functools import partial
from hashlib import blake2b
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

import numba
import numpy as np
from numba.core import config

P = ParamSpec("P")
R = TypeVar("R")


class Kernel(Protocol[P, R]):
    """A compiled function; `py_func` is the same function as plain Python, the oracle of the tests."""

    mark: str
    py_func: Callable[P, R]

    def __call__(self, *args: P.args, **kwargs: P.kwargs) -> R: ...


def _cache_folder() -> Path:
    """Return a folder that can be written: the user's cache, or a private one that this process removes."""
    versions = f"py{platform.python_version()}-numba{numba.__version__}-numpy{np.__version__}"
    stated = os.environ.get("MENTORLAB_CACHE")
    if stated:
        chosen = Path(stated)
    elif sys.platform == "darwin":
        chosen = Path.home() / "Library" / "Caches" / "mentorlab"
    elif sys.platform == "win32":
        chosen = Path(os.environ.get("LOCALAPPDATA", Path.home())) / "mentorlab" / "Cache"
    else:
        chosen = Path(os.environ.get("XDG_CACHE_HOME") or Path.home() / ".cache") / "mentorlab"
    folder = chosen / versions
    try:
        folder.mkdir(parents=True, exist_ok=True)
        with tempfile.TemporaryFile(dir=folder):
            pass
    except OSError:
        private = tempfile.mkdtemp(prefix="mentorlab-")
        print(f"mentorlab: {folder} cannot be written; compiled code is kept for this run only.", file=sys.stderr)
        os.environ["MENTORLAB_CACHE"] = private
        atexit.register(shutil.rmtree, private, ignore_errors=True)
        folder = Path(private) / versions
        folder.mkdir(parents=True, exist_ok=True)
    return folder


CACHE = _cache_folder()
if not any(CACHE.iterdir()):
    print("mentorlab: compiling for this machine, once; this takes about half a minute.", file=sys.stderr, flush=True)


def mark(function: Callable[..., Any], *signature: str) -> str:
    """Return a digest of a function, and of every kernel, constant and parameter record it takes by name."""
    code, digest = function.__code__, blake2b(digest_size=8)
    digest.update(code.co_code + repr((code.co_consts, code.co_varnames, signature)).encode())
    for name in code.co_names:
        used = function.__globals__.get(name)
        if isinstance(used, np.ndarray):
            digest.update(used.tobytes())
        digest.update(f"{name}={getattr(used, 'mark', used)!r};".encode())
    for annotation in function.__annotations__.values():
        record = function.__globals__.get(annotation) if isinstance(annotation, str) else annotation
        if isinstance(record, type):  # numba's cache names the place of a record: one that was moved is another
            digest.update(f"{record!r}{[*getattr(record, 'model_fields', ())]}".encode())
    return digest.hexdigest()


def kernel(function: Callable[P, R]) -> Kernel[P, R]:
    """Compile a function on first use and keep the result on disk under its `mark`."""
    return _compile(function)


def kernel_of(signature: str) -> Callable[[Callable[P, R]], Kernel[P, R]]:
    """Return `kernel` for one signature: callers' literals and widths are converted, not compiled again."""
    return partial(_compile, signature=(signature,))


def _compile(function: Callable[P, R], signature: tuple[str, ...] = ()) -> Kernel[P, R]:
    name, theirs = mark(function, *signature), config.CACHE_DIR
    config.CACHE_DIR = str(CACHE / name)  # numba chooses the folder at this moment; the user's own stays theirs
    try:
        compiled: Any = numba.njit(*signature, cache=True, no_cfunc_wrapper=True)(function)
    finally:
        config.CACHE_DIR = theirs
    compiled.mark = name
    result: Kernel[P, R] = compiled
    return result
