"""What is kept: a run, the scenario it is of, and the study that asked for it."""

from __future__ import annotations

import math
from collections.abc import Mapping
from dataclasses import dataclass, field
from hashlib import blake2b
from typing import Any, Literal, NamedTuple

import numpy as np
from numpy.typing import NDArray

Item = tuple[int, int]
"""One run of a study: a replicate and the place of a scenario among those of the study."""

Status = Literal["done", "failed", "lost"]
"""Of a run: it came to an end; it raised an error; the worker ended, or had to be ended, in the middle of it."""

SeriesPolicy = Literal["all", "sample", "summary", "none"]
"""Which weekly values are kept: of every run; of every tenth replicate; quarterly means of every run; none."""


class Weekly(NamedTuple):
    """Weekly values of a run, or their means over `every` weeks: (rows, names) float32."""

    names: tuple[str, ...]
    values: NDArray[np.float32]
    every: int = 1


@dataclass(frozen=True)
class RunRow:
    """One run: everything a comparison needs of it.

    `key` is the run's id (16 bytes, a digest of the whole question), `scenario` the key of its scenario. `outcomes`
    and `same_people` are numbers or nan, in the order of the study's outcomes; `digest` (16 bytes) is equal exactly
    where all outcomes and weekly values are; `leavers` is (groups, age bands, weeks + 1, 2), as
    `sim.measures.retention.leavers` counts them. A run that did not come to an end has none of these, and an `error`.
    """

    key: bytes
    scenario: bytes
    seed: int
    replicate: int
    world: Mapping[str, float] = field(default_factory=dict)
    """Assumptions, by path, that were drawn for this future and take the place of the scenario's own."""
    status: Status = "done"
    outcomes: Mapping[str, float] = field(default_factory=dict)
    same_people: Mapping[str, float] = field(default_factory=dict)
    digest: bytes = b""
    leavers: NDArray[np.unsignedinteger[Any]] | None = None
    weekly: Weekly | None = None
    seconds: float = 0.0
    environment: str = ""
    """Fingerprint of the environment it was computed in."""
    error: str = ""

    @property
    def content(self) -> bytes:
        """A digest (16 bytes) of what came out, whatever computed it, however long it took: what `verify` compares."""
        digest = blake2b(self.status.encode() + self.digest, digest_size=16)
        for numbers in (self.outcomes, self.same_people):
            for name in sorted(numbers):
                value = numbers[name]
                digest.update(f"{name}={'nan' if math.isnan(value) else float(value).hex()};".encode())
        if self.leavers is not None:
            digest.update(f"{self.leavers.shape}".encode() + self.leavers.astype("<i8").tobytes())
        return digest.digest()


@dataclass(frozen=True)
class ScenarioRow:
    """A scenario as it was run: `key` (16 bytes) names its content, `spec` is it whole, as JSON can have it."""

    key: bytes
    spec: Mapping[str, Any]


@dataclass(frozen=True)
class StudyRow:
    """A study: `key` (16 bytes) names what was asked, `asked` is that as JSON can have it, enough to go on with it.

    `scenarios` are the keys of its scenarios in their order, `names` what it calls them, and `planned` is the number
    of runs it is to have, as far as is known. `environment` is the fingerprint of where it was begun.
    """

    key: bytes
    name: str
    asked: Mapping[str, Any]
    scenarios: tuple[bytes, ...]
    names: tuple[str, ...]
    planned: int
    environment: str
    begun: str = ""
    """UTC, ISO 8601."""
