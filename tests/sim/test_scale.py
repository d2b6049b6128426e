"""Headlines per head do not depend on how large the organisation is."""

from __future__ import annotations

import runpy
from pathlib import Path

import pytest

import mentorlab

headlines = runpy.run_path(str(Path(mentorlab.__file__).parent / "benchmarks" / "scale.py"))["headlines"]


def test_headlines_agree_at_300_and_3_000_employees_with_random_pairs() -> None:
    """Within 5 % and 1 point; the difference has a standard error of about 1.6 % and .25 points.

    30,000 employees are in benchmarks/scale.py.
    """
    small, large = headlines(300, 80), headlines(3_000, 8)
    assert small["innovation"][0] == pytest.approx(large["innovation"][0], rel=0.05)
    assert small["inclusion"][0] == pytest.approx(large["inclusion"][0], abs=1.0)
    assert small["retention"][0] == pytest.approx(large["retention"][0], abs=1.0)
