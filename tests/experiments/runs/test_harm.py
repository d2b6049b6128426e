"""Harm done on purpose never goes by in silence: a little of it here, much of it by `benchmarks/faults.py`."""

from __future__ import annotations

import random
import sys

import damage
import pytest


@pytest.mark.parametrize("harm", [damage.flipped, damage.cut])
def test_a_store_that_was_damaged_answers_as_before_or_refuses(tmp_path, harm):
    found = damage.damaged(12, random.Random(5), tmp_path, harm)
    assert found.trials == 12
    assert not found.silent
    assert not found.broken
    assert found.answers["export refused"] > 0


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="a file that is open is not copied there")
def test_a_file_copied_alone_has_what_was_kept_a_few_seconds_before(tmp_path):
    found = damage.copied(6, random.Random(5), tmp_path)
    assert not found.silent
    assert found.answers["copy whole"] > 0


@pytest.mark.long
@pytest.mark.skipif(sys.platform == "win32", reason="there are no such signals")
def test_who_is_stopped_twice_says_what_is_kept(tmp_path):
    found = damage.stopped_twice(4, random.Random(5), tmp_path)
    assert not found.silent
