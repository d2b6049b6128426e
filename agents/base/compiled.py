"""`kernel`: a compiled function whose cache on disk is never stale.

numba's own cache knows only the file a function stands in: a caller of an edited kernel of another file runs
stale. Here every kernel has a cache folder of its own, named by a digest of its code, of every kernel, constant and
parameter record it takes by name, and of where that record stands: an edit or a move compiles exactly what it touches.
Import kernels and constants by name, and write no nested functions.

Every file there ends with a digest of itself. What is damaged, cut or by somebody else is compiled anew, and code that
cannot be kept is compiled for this run alone: neither ends a run.
"""

from __future__ import annotations

import atexit
import os
import platform
import shutil
import sys
import tempfile
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from functools import cache, partial
from hashlib import blake2b
from io import BytesIO
from pathlib import Path
from typing import Any, ParamSpec, Protocol, TypeVar

import numba
import numpy as np
from numba.core import config
from numba.core.caching import FunctionCache, IndexDataCacheFile

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
        usable = all(os.access(inner, os.R_OK | os.W_OK | os.X_OK) for inner in folder.glob("*"))
    except OSError:
        usable = False
    if not usable:
        private = tempfile.mkdtemp(prefix="mentorlab-")
        said = f"{folder} or a folder in it cannot be written; compiled code is kept for this run only."
        print(f"mentorlab: {said}", file=sys.stderr, flush=True)
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


DIGEST = 16
"""Bytes at the end of a kept file that say whether the rest is as it was written."""


class KeptFiles(IndexDataCacheFile):
    """numba's files of one kernel, of which one that is not as it was written counts as not there."""

    @contextmanager
    def _open_for_write(self, path: str) -> Iterator[BytesIO]:
        written = BytesIO()
        yield written
        with super()._open_for_write(path) as file:
            file.write(written.getvalue() + digest_of(written.getvalue()))

    def _load_index(self) -> dict[Any, str]:
        return super()._load_index() if is_as_written(self._index_path) else {}

    def _load_data(self, name: str) -> Any:
        if not is_as_written(self._data_path(name)):
            raise OSError(f"{name} is damaged")  # numba takes this for a file that is gone
        return super()._load_data(name)


class KernelCache(FunctionCache):
    """numba's cache of one kernel, with `KeptFiles`; what cannot be kept does not stop anybody."""

    def __init__(self, function: Callable[..., Any]) -> None:
        super().__init__(function)
        self._cache_file = KeptFiles(self._cache_path, self._impl.filename_base, self._impl.locator.get_source_stamp())

    def save_overload(self, signature: Any, compiled: Any) -> None:
        """Keep compiled code, if that is possible."""
        with suppress(OSError):
            super().save_overload(signature, compiled)


def digest_of(written: bytes) -> bytes:
    """Return the digest (`DIGEST` bytes) of what is written to a file."""
    return blake2b(written, digest_size=DIGEST).digest()


def is_as_written(path: str) -> bool:
    """Tell whether a file is there and as it was written; say once that one is not, because compiling takes a while."""
    try:
        kept = Path(path).read_bytes()
    except FileNotFoundError:
        return False
    except OSError:
        kept = b""
    if digest_of(kept[:-DIGEST]) == kept[-DIGEST:]:
        return True
    say_compiled_anew()
    return False


@cache
def say_compiled_anew() -> None:
    """Say once that kept code cannot be used."""
    print(f"mentorlab: some compiled code in {CACHE} cannot be used; it is compiled anew.", file=sys.stderr, flush=True)


def _compile(function: Callable[P, R], signature: tuple[str, ...] = ()) -> Kernel[P, R]:
    name, theirs = mark(function, *signature), config.CACHE_DIR
    compiled: Any = numba.njit(no_cfunc_wrapper=True)(function)
    compiled.mark = name
    if not config.DISABLE_JIT:  # which somebody sets who looks for an error
        config.CACHE_DIR = str(CACHE / name)  # numba chooses the folder at this moment; the user's own stays theirs
        try:
            compiled._cache = KernelCache(function)
        finally:
            config.CACHE_DIR = theirs
        for declared in signature:
            compiled.compile(declared)
            compiled.disable_compile()
    result: Kernel[P, R] = compiled
    return result
