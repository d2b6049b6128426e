"""Weekly values are thinned as the policy says, and come back as they were kept or not at all."""

from __future__ import annotations

import math
import struct
import zlib

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra.numpy import array_shapes, arrays
from kept import same_array

from mentorlab.experiments.runs.store.rows.rows import Weekly
from mentorlab.experiments.runs.store.rows.series import (
    Damaged,
    packed,
    packed_array,
    thinned,
    unpacked,
    unpacked_array,
)

WEEKS = {"week": np.arange(1, 31), "score": np.linspace(0, 1, 30) ** 2}


def test_all_keeps_every_week_of_every_run():
    for replicate in (0, 3):
        kept = thinned(WEEKS, "all", replicate)
        assert kept.names == ("week", "score")
        assert kept.every == 1
        assert np.array_equal(kept.values, np.column_stack([WEEKS["week"], WEEKS["score"]]).astype(np.float32))


def test_sample_keeps_every_tenth_replicate_whole():
    there = [replicate for replicate in range(35) if thinned(WEEKS, "sample", replicate) is not None]
    assert there == [0, 10, 20, 30]
    assert same_array(thinned(WEEKS, "sample", 10).values, thinned(WEEKS, "all", 1).values)


def test_none_keeps_nothing_and_nothing_is_nothing():
    assert thinned(WEEKS, "none", 0) is thinned({}, "all", 0) is None


def test_summary_keeps_quarterly_means_the_last_of_what_is_left():
    kept = thinned(WEEKS, "summary", 3)
    means = [[sum(column[at : at + 13]) / len(column[at : at + 13]) for column in WEEKS.values()] for at in (0, 13, 26)]
    assert kept.every == 13
    assert np.array_equal(kept.values, np.array(means, np.float32))


def test_a_quarterly_mean_is_over_the_weeks_that_have_a_value():
    column = np.full(26, math.nan)
    column[3], column[7] = 2.0, 5.0
    assert np.array_equal(thinned({"a": column}, "summary", 0).values, np.array([[3.5], [math.nan]]), equal_nan=True)


@pytest.mark.parametrize("policy", ["all", "summary"])
def test_a_run_of_no_week_has_no_rows(policy):
    assert thinned({"a": np.empty(0), "b": np.empty(0)}, policy, 0).values.shape == (0, 2)


@given(
    arrays(np.float32, array_shapes(min_dims=2, max_dims=2, min_side=0), elements=st.floats(width=32)),
    st.integers(1, 52),
)
def test_weekly_values_come_back_to_the_bit(values, every):
    weekly = Weekly(tuple(f"ü{number}" for number in range(values.shape[1])), values, every)
    back = unpacked(packed(weekly))
    assert (back.names, back.every) == (weekly.names, every)
    assert same_array(back.values, values)
    assert back.values.flags.writeable


@given(
    st.sampled_from(["u1", "u2", "u4", "u8", "<i8", ">i4", "f8"]).flatmap(
        lambda kind: arrays(np.dtype(kind), array_shapes(min_side=0))
    )
)
def test_an_array_comes_back_with_its_type_and_shape(array):
    back = unpacked_array(packed_array(array))
    native = array.astype(array.dtype.newbyteorder("="))
    assert same_array(back, native)


BLOCK = packed(Weekly(("a", "b"), np.arange(20, dtype=np.float32).reshape(10, 2)))


@given(st.integers(0, len(BLOCK) - 1), st.integers(1, 255))
def test_a_byte_that_changed_is_noticed(at, flip):
    damaged = bytearray(BLOCK)
    damaged[at] ^= flip
    with pytest.raises(Damaged):
        unpacked(bytes(damaged))


@pytest.mark.parametrize("block", [b"", BLOCK[:5], BLOCK[:-1], BLOCK[1:], BLOCK + b"x", bytes(100)])
def test_a_block_that_is_not_whole_is_refused(block):
    with pytest.raises(Damaged):
        unpacked(block)


def test_one_kind_of_block_is_not_taken_for_another():
    with pytest.raises(Damaged, match="not one of"):
        unpacked_array(BLOCK)
    with pytest.raises(Damaged, match="version 2, and this mentorlab reads 1"):
        unpacked(b"MLw2" + BLOCK[4:])


def test_a_block_is_what_the_documentation_says():
    kind, checksum = struct.unpack_from("<4sI", BLOCK)
    inside = zlib.decompress(BLOCK[8:])
    (length,) = struct.unpack_from("<I", inside)
    assert (kind, checksum) == (b"MLw1", zlib.crc32(BLOCK[8:]))
    assert inside[4 : 4 + length] == b'{"names":["a","b"],"every":1,"shape":[10,2]}'
    assert struct.unpack("<20f", inside[4 + length :]) == (*range(0, 20, 2), *range(1, 20, 2))
