"""Luck has a name: every draw is a function of (seed, replicate, mechanism), who, which week and which draw.

No stream is consumed, so flipping a lever, adding a person or changing the order of anything leaves every
other draw as it was. The policy is never part of a key. Uniforms are drawn and inverted, never rejected.
"""

from __future__ import annotations

import math
from hashlib import blake2b

import numpy as np
from numpy.typing import NDArray

from .arrays import Floats
from .compiled import kernel, kernel_of

Key = tuple[np.uint64, np.uint64]

LOW32 = np.uint64(0xFFFFFFFF)
HALF = np.uint64(32)


def key(seed: int, replicate: int, mechanism: str) -> Key:
    """Return the 128-bit key of one mechanism's luck in one replicate."""
    digest = blake2b(f"{int(seed)}/{int(replicate)}/{mechanism}".encode(), digest_size=16).digest()
    return np.uint64(int.from_bytes(digest[:8], "little")), np.uint64(int.from_bytes(digest[8:], "little"))


@kernel_of("UniTuple(uint64, 2)(uint64, uint64)")
def multiply(a: np.uint64, b: np.uint64) -> tuple[np.uint64, np.uint64]:
    """Return the high and the low word of a 64 x 64 bit product."""
    a0, a1, b0, b1 = a & LOW32, a >> HALF, b & LOW32, b >> HALF
    t = a1 * b0 + ((a0 * b0) >> HALF)
    return a1 * b1 + (t >> HALF) + (((t & LOW32) + a0 * b1) >> HALF), a * b


@kernel_of("float64(UniTuple(uint64, 2), uint64, int64, int64)")
def uniform(key: Key, entity: int | np.uint64, week: int, draw: int) -> float:
    """Return a uniform number in [0, 1): the first word of Philox4x64-10 at counter (entity, week, draw, 0).

    Source: Salmon et al. 2011, Parallel random numbers: as easy as 1, 2, 3 (Philox4x64-10).
    """
    k0, k1 = key
    c0, c1, c2, c3 = np.uint64(entity), np.uint64(week), np.uint64(draw), np.uint64(0)
    for _ in range(10):
        hi0, lo0 = multiply(np.uint64(0xD2E7470EE14C6C93), c0)
        hi1, lo1 = multiply(np.uint64(0xCA5A826395121157), c2)
        c0, c1, c2, c3 = hi1 ^ c1 ^ k0, lo1, hi0 ^ c3 ^ k1, lo0
        k0 += np.uint64(0x9E3779B97F4A7C15)
        k1 += np.uint64(0xBB67AE8584CAA73B)
    return float(c0 >> np.uint64(11)) * (1.0 / 9007199254740992.0)


@kernel_of("float64(float64)")
def quantile(u: float) -> float:
    """Return the standard normal quantile of u in [0, 1); 0 is read as half the smallest step.

    Algorithm AS 241 (Wichura 1988), accurate to about 1e-15.
    """
    q = max(u, 2.0**-54) - 0.5
    if abs(q) <= 0.425:
        r = 0.180625 - q * q
        top = (((((((2.5090809287301226727e3 * r + 3.3430575583588128105e4) * r + 6.7265770927008700853e4) * r
                  + 4.5921953931549871457e4) * r + 1.3731693765509461125e4) * r + 1.9715909503065514427e3) * r
                + 1.3314166789178437745e2) * r + 3.3871328727963666080e0)  # fmt: skip
        bottom = (((((((5.2264952788528545610e3 * r + 2.8729085735721942674e4) * r + 3.9307895800092710610e4) * r
                     + 2.1213794301586595867e4) * r + 5.3941960214247511077e3) * r + 6.8718700749205790830e2) * r
                   + 4.2313330701600911252e1) * r + 1.0)  # fmt: skip
        return q * top / bottom
    r = math.sqrt(-math.log(0.5 - abs(q)))
    if r <= 5.0:
        r -= 1.6
        top = (((((((7.7454501427834140764e-4 * r + 2.27238449892691845833e-2) * r + 2.41780725177450611770e-1) * r
                  + 1.27045825245236838258e0) * r + 3.64784832476320460504e0) * r + 5.76949722146069140550e0) * r
                + 4.63033784615654529590e0) * r + 1.42343711074968357734e0)  # fmt: skip
        bottom = (((((((1.05075007164441684324e-9 * r + 5.47593808499534494600e-4) * r
                      + 1.51986665636164571966e-2) * r + 1.48103976427480074590e-1) * r
                    + 6.89767334985100004550e-1) * r + 1.67638483018380384940e0) * r
                  + 2.05319162663775882187e0) * r + 1.0)  # fmt: skip
    else:
        r -= 5.0
        top = (((((((2.01033439929228813265e-7 * r + 2.71155556874348757815e-5) * r
                  + 1.24266094738807843860e-3) * r + 2.65321895265761230930e-2) * r
                 + 2.96560571828504891230e-1) * r + 1.78482653991729133580e0) * r
               + 5.46378491116411436990e0) * r + 6.65790464350110377720e0)  # fmt: skip
        bottom = (((((((2.04426310338993978564e-15 * r + 1.42151175831644588870e-7) * r
                      + 1.84631831751005468180e-5) * r + 7.86869131145613259100e-4) * r
                    + 1.48753612908506148525e-2) * r + 1.36929880922735805310e-1) * r
                  + 5.99832206555887937690e-1) * r + 1.0)  # fmt: skip
    return math.copysign(top / bottom, q)


@kernel_of("float64(UniTuple(uint64, 2), uint64, int64, int64)")
def normal(key: Key, entity: int | np.uint64, week: int, draw: int) -> float:
    """Return a standard normal number by inversion."""
    return quantile(uniform(key, entity, week, draw))


@kernel_of("uint64(uint64, uint64)")
def blend(one: int | np.uint64, other: int | np.uint64) -> np.uint64:
    """Return the stable 64-bit number of a pair: its two seats mixed, the lower first, so order does not matter."""
    a, b = np.uint64(one), np.uint64(other)
    low, high = min(a, b), max(a, b)
    x = low * np.uint64(0x9E3779B97F4A7C15) + high  # mixed by the finaliser of splitmix64
    x = (x ^ (x >> np.uint64(30))) * np.uint64(0xBF58476D1CE4E5B9)
    x = (x ^ (x >> np.uint64(27))) * np.uint64(0x94D049BB133111EB)
    return x ^ (x >> np.uint64(31))


@kernel
def blends(one: NDArray[np.uint64], other: NDArray[np.uint64]) -> NDArray[np.uint64]:
    """Return the number of each pair of seats."""
    result = np.empty(len(one), np.uint64)
    for p in range(len(one)):
        result[p] = blend(one[p], other[p])
    return result


@kernel
def uniforms(key: Key, entities: NDArray[np.uint64], week: int, draw: int) -> Floats:
    """Return one uniform number for each entity."""
    result = np.empty(len(entities))
    for i in range(len(entities)):
        result[i] = uniform(key, entities[i], week, draw)
    return result


@kernel
def normals(key: Key, entities: NDArray[np.uint64], week: int, draw: int) -> Floats:
    """Return one standard normal number for each entity."""
    result = np.empty(len(entities))
    for i in range(len(entities)):
        result[i] = normal(key, entities[i], week, draw)
    return result
