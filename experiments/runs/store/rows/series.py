"""Weekly values as a store keeps them: as many as the policy says, small, and never read back damaged."""

from __future__ import annotations

import json
import struct
import zlib
from collections.abc import Mapping
from typing import Any

import numpy as np
from numpy.typing import NDArray

from .rows import SeriesPolicy, Weekly

QUARTER = 13
"""Weeks that one row of a summary is the mean of."""

EVERY_TENTH = 10
"""Under the policy "sample" the replicates whose number this divides are kept."""

LARGEST = 16 * 2**20
"""Bytes that a block may unpack to: a hundred times what sixty values of ten years take."""

SEAL = struct.Struct("<4sI")  # what it is and of which version; CRC32 of the rest
WEEKLY, ARRAY = b"MLw1", b"MLa1"


class Damaged(ValueError):  # noqa: N818  (said as a fact, like Refused)
    """A block that is not as it was written."""


def thinned(weekly: Mapping[str, NDArray[Any]], policy: SeriesPolicy, replicate: int) -> Weekly | None:
    """Return what of a run's weekly values is kept, None where nothing is.

    A quarterly mean is over the weeks that have a value; the last quarter may be shorter.
    """
    if policy == "none" or not weekly or (policy == "sample" and replicate % EVERY_TENTH):
        return None
    values = np.column_stack([np.asarray(column, np.float64) for column in weekly.values()])
    if policy != "summary":
        return Weekly(tuple(weekly), values.astype(np.float32))
    there = ~np.isnan(values)
    starts = np.arange(0, len(values), QUARTER)
    total = np.add.reduceat(np.where(there, values, 0.0), starts) if len(values) else values
    count = np.add.reduceat(there.astype(np.float64), starts) if len(values) else values
    means = np.divide(total, count, out=np.full_like(total, np.nan), where=count > 0)
    return Weekly(tuple(weekly), means.astype(np.float32), QUARTER)


def packed(weekly: Weekly) -> bytes:
    """Return weekly values as a block: names and shape, then column after column of little-endian float32."""
    values = np.asarray(weekly.values, np.float32)
    about = {"names": list(weekly.names), "every": weekly.every, "shape": list(values.shape)}
    return _sealed(WEEKLY, about, values.T.astype("<f4").tobytes())


def unpacked(block: bytes) -> Weekly:
    """Return the weekly values of a block; raises `Damaged` for one that is not whole."""
    about, body = _unsealed(WEEKLY, block)
    rows, columns = about["shape"]
    values = np.frombuffer(body, "<f4").reshape(columns, rows).T
    names, every = tuple(about["names"]), about["every"]
    if len(names) != columns or not all(isinstance(name, str) for name in names) or not isinstance(every, int):
        raise Damaged("the block does not say what its columns are")
    return Weekly(names, np.array(values, np.float32, order="C"), every)


def packed_array(array: NDArray[Any]) -> bytes:
    """Return an array of plain numbers as a block."""
    whole = np.asarray(array)
    whole = whole.astype(whole.dtype.newbyteorder("<"))
    return _sealed(ARRAY, {"dtype": whole.dtype.str, "shape": list(whole.shape)}, whole.tobytes())


def unpacked_array(block: bytes) -> NDArray[Any]:
    """Return the array of a block, of the same type and shape; raises `Damaged` for one that is not whole."""
    about, body = _unsealed(ARRAY, block)
    array = np.frombuffer(body, about["dtype"]).reshape(about["shape"])
    return array.astype(array.dtype.newbyteorder("="))


def _sealed(kind: bytes, about: Mapping[str, Any], body: bytes) -> bytes:
    head = json.dumps(about, separators=(",", ":")).encode()
    inside = zlib.compress(struct.pack("<I", len(head)) + head + body)
    return SEAL.pack(kind, zlib.crc32(inside)) + inside


def _unsealed(kind: bytes, block: bytes) -> tuple[dict[str, Any], bytes]:
    if len(block) < SEAL.size or block[:3] != kind[:3]:
        raise Damaged("the block is not one of mentorlab, or its beginning is lost")
    found, checksum = SEAL.unpack_from(block)
    if found != kind:
        raise Damaged(f"the block is of version {found[3:].decode('ascii', 'replace')}, and this mentorlab reads 1")
    if zlib.crc32(block[SEAL.size :]) != checksum:
        raise Damaged("the block is not as it was written: its checksum differs")
    inside = inflated(block[SEAL.size :])
    (length,) = struct.unpack_from("<I", inside)
    return json.loads(inside[4 : 4 + length]), inside[4 + length :]


def inflated(block: bytes) -> bytes:
    """Return what was compressed; raises `Damaged` for what is not whole, or more than a block of ours can have."""
    inflating = zlib.decompressobj()
    try:
        inside = inflating.decompress(block, LARGEST)
    except zlib.error as error:
        raise Damaged(f"the block cannot be unpacked: {error}") from None
    if inflating.unconsumed_tail:
        raise Damaged(f"the block unpacks to more than {LARGEST // 2**20} MB, which none of mentorlab does")
    if not inflating.eof or len(inside) < struct.calcsize("<I"):
        raise Damaged("the block ends too early")
    return inside
