"""Points that fill a space evenly: Latin hypercubes and Sobol's sequence, the same on every machine.

Luck here is the raw output of a Philox generator under a key of the study's seed and what the points are for, which
no version of numpy or scipy changes; scipy gives Sobol's sequence as it was published, without any luck.
"""

from __future__ import annotations

from functools import lru_cache
from hashlib import blake2b
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Method = Literal["sobol", "latin-hypercube"]
METHODS: tuple[Method, ...] = get_args(Method)

SOBOL_BITS = 30
BLOCK = 256
"""Points of Sobol's sequence that are made at a time."""


def raw_luck(seed: int, purpose: str, count: int) -> NDArray[np.uint64]:
    """Return so many random words that depend on the seed and the purpose alone."""
    key = blake2b(f"{int(seed)}/{purpose}".encode(), digest_size=16).digest()
    words: NDArray[np.uint64] = np.random.Philox(key=int.from_bytes(key, "little")).random_raw(count)
    return words


def latin_hypercube(points: int, dimensions: int, *, seed: int, purpose: str) -> Floats:
    """Return (points, dimensions) in 0..1: each dimension cut into as many strata, one point in each.

    McKay, Beckman & Conover 1979. Points depend on how many there are.

    >>> latin = latin_hypercube(4, 2, seed=0, purpose="doctest")
    >>> np.sort(np.floor(4 * latin), axis=0).T.tolist()
    [[0.0, 1.0, 2.0, 3.0], [0.0, 1.0, 2.0, 3.0]]
    """
    words = raw_luck(seed, f"latin-hypercube/{purpose}", 2 * points * dimensions).reshape(2, dimensions, points)
    order = np.argsort(words[0], axis=1, kind="stable").T
    within = (words[1].T >> np.uint64(11)) * 2.0**-53
    return np.minimum((order + within) / points, np.nextafter(1.0, 0.0))


def sobol(points: int, dimensions: int, *, seed: int, purpose: str) -> Floats:
    """Return the first points (points, dimensions), in 0..1, of a shifted Sobol sequence: point r is always the same.

    Every 2^k points from the first on, each half of each dimension holds as many: a digital shift (Cranley & Patterson
    1976, in base 2) keeps that, and gives every seed and purpose points of its own.

    >>> few, more = (sobol(n, 2, seed=0, purpose="doctest") for n in (3, 8))
    >>> bool((few == more[:3]).all()), (more < 0.5).sum(axis=0).tolist()
    (True, [4, 4])
    """
    blocks = [_sobol_block(at, dimensions, seed, purpose) for at in range(-(-points // BLOCK))]
    return np.concatenate(blocks)[:points] if blocks else np.empty((0, dimensions))


def sobol_point(number: int, dimensions: int, *, seed: int, purpose: str) -> Floats:
    """Return one point (dimensions,) of `sobol`."""
    block: Floats = _sobol_block(number // BLOCK, dimensions, seed, purpose)
    return block[number % BLOCK]


@lru_cache(maxsize=4)
def _sobol_block(at: int, dimensions: int, seed: int, purpose: str) -> Floats:
    from scipy.stats import qmc

    sequence = qmc.Sobol(dimensions, scramble=False, bits=SOBOL_BITS)
    if at:
        sequence.fast_forward(at * BLOCK)
    plain = (sequence.random(BLOCK) * 2.0**SOBOL_BITS).astype(np.uint64)
    shift = raw_luck(seed, f"sobol/{purpose}", dimensions) >> np.uint64(64 - SOBOL_BITS)
    return ((plain ^ shift) + 0.5) * 2.0**-SOBOL_BITS
