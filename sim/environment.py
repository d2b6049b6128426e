"""The environment a run was computed in: all that could make the same question come out otherwise.

The model's version is the package's with a digest of the source of what computes a run, so that a run is never taken
for one of an edited model, also in a checkout whose version number stays the same.
"""

from __future__ import annotations

import platform
from functools import cache
from hashlib import blake2b
from importlib.metadata import version
from pathlib import Path

MODEL = (
    "agents",
    "scenarios",
    "sim",
    "experiments/runs/run.py",
    "experiments/runs/task.py",
    "experiments/runs/worlds.py",
)
"""What computes a run: folders of the package and single files."""

PACKAGES = ("numpy", "scipy", "numba", "llvmlite", "mesa", "simpy", "networkx")


@cache
def model_version() -> str:
    """Return the package's version and a digest of the source of the model."""
    return f"{version('mentorlab')}+{source_digest(Path(__file__).parent.parent)}"


def source_digest(root: Path) -> str:
    """Return a digest of every file of `MODEL` in the package at `root`, those in folders within folders included."""
    digest = blake2b(digest_size=6)
    for part in MODEL:
        place = root / part
        for file in sorted(place.rglob("*.py")) if place.is_dir() else [place]:
            digest.update(file.relative_to(root).as_posix().encode() + b"\n" + file.read_bytes())
    return digest.hexdigest()


@cache
def environment() -> dict[str, str]:
    """Return what decides the bits of a run beside its question: versions, and what the processor can do."""
    from llvmlite import binding

    features = binding.get_host_cpu_features().flatten()
    return {
        "mentorlab": model_version(),
        "python": platform.python_version(),
        **{name: version(name) for name in PACKAGES},
        "system": f"{platform.system()} {platform.machine()} {'-'.join(platform.libc_ver())}",
        "processor": f"{binding.get_host_cpu_name()} {blake2b(features.encode(), digest_size=4).hexdigest()}",
    }


def fingerprint(of: dict[str, str]) -> str:
    """Return a short digest of an environment.

    >>> fingerprint({"a": "1", "b": "2"}) == fingerprint({"b": "2", "a": "1"}) != fingerprint({"a": "1"})
    True
    """
    return blake2b(repr(sorted(of.items())).encode(), digest_size=6).hexdigest()


def differing(one: dict[str, str], other: dict[str, str]) -> str:
    """Return in words what two environments differ in.

    >>> differing({"numpy": "2.2.0", "mesa": "3.3.1"}, {"numpy": "2.4.1", "mesa": "3.3.1"})
    'numpy 2.2.0 and 2.4.1'
    """
    named = [name for name in {**one, **other} if one.get(name) != other.get(name)]
    return ", ".join(f"{name} {one.get(name, 'none')} and {other.get(name, 'none')}" for name in named)
