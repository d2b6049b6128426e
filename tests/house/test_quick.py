"""What `make quick` runs: the tests of what changed before the core, and nothing that is not there."""

from __future__ import annotations

from pathlib import Path

import pytest
from quick import CORE, ROOT, meeting


def test_the_core_is_there() -> None:
    assert all((ROOT / place).exists() for place in CORE)


def test_what_changed_is_met_by_its_own_tests_then_by_the_core_then_by_those_that_import_it() -> None:
    found = meeting([Path("agents/base/luck.py"), Path("tests/sim/test_model.py"), Path("docs/odd.md")])
    assert found[:2] == ["tests/sim/test_model.py", "tests/agents/base/test_luck.py"]
    assert tuple(found[2 : 2 + len(CORE) - 1]) == tuple(place for place in CORE if place not in found[:2])
    others = [Path(name) for name in found if name not in (*CORE, *found[:2])]
    assert others
    assert all("mentorlab.agents.base.luck import" in (ROOT / name).read_text(encoding="utf-8") for name in others)


def test_what_is_not_begun_in_time_is_left_out_and_says_so(pytester: pytest.Pytester) -> None:
    conftest = (ROOT / "tests" / "conftest.py").read_text(encoding="utf-8")
    begin, end = conftest.index("BEGAN ="), conftest.index("SHARES =")
    pytester.makeconftest("import time\nimport pytest\n" + conftest[begin:end])
    pytester.makepyfile("import time\ndef test_one(): time.sleep(0.2)\ndef test_two(): pass\n")
    pytester.runpytest("--within", "0.1", "-p", "no:xdist").assert_outcomes(passed=1, skipped=1)
