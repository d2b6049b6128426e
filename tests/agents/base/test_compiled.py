"""Compiled functions: never stale, and no trouble to anybody else's numba."""

import os
import subprocess
import sys
from pathlib import Path

import numba
import numpy as np
import pytest
from numba.core import config

from mentorlab.agents.base import luck
from mentorlab.agents.base.compiled import kernel, mark
from mentorlab.agents.base.parameters import Rules, param

MADE = """
from mentorlab.agents.base.compiled import kernel

RATE = {rate}
TABLE = np.array({table})


class Rule(Rules):
    {field}: float = param(0.5, "share", 0.2, 0.8)


@kernel
def inner(x: float) -> float:
    return x * {factor}


@kernel
def outer(rule: Rule, x: float) -> float:
    return inner(x) + RATE + TABLE[0]


@kernel
def apart(x: float) -> float:
    return x - 1.0
"""


def marks(rate=1.0, table=(2.0, 3.0), field="share", factor=2.0, home="mentorlab.agents.base.compiled"):
    """Return the marks of the three kernels of a file written with these values."""
    module = {"np": np, "Rules": Rules, "param": param, "__name__": home}
    text = MADE.format(rate=rate, table=list(table), field=field, factor=factor)
    exec(compile(text, luck.__file__, "exec"), module)
    return {name: module[name].mark for name in ("inner", "outer", "apart")}


@pytest.mark.parametrize(
    ("change", "touched"),
    [
        ({"factor": 3.0}, {"inner", "outer"}),
        ({"rate": 1.5}, {"outer"}),
        ({"table": (2.0, 4.0)}, {"outer"}),
        ({"field": "portion"}, {"outer"}),
        ({"home": "mentorlab.agents.base.luck"}, {"outer"}),
        ({}, set()),
    ],
    ids=["a kernel it calls", "a constant", "an array", "a parameter record", "its record's file", "nothing"],
)
def test_an_edit_marks_exactly_the_kernels_it_touches(change, touched):
    before, after = marks(), marks(**change)
    assert {name for name in before if before[name] != after[name]} == touched


def test_a_long_array_is_read_to_its_end():
    table = np.zeros(5000)
    other = table.copy()
    other[2500] = 1.0
    assert marks(table=table.tolist())["outer"] != marks(table=other.tolist())["outer"]


def test_a_kernel_keeps_its_plain_function_and_its_mark():
    assert luck.uniforms.mark == mark(luck.uniforms.py_func)
    assert luck.quantile.py_func(0.7) == luck.quantile(0.7)


def test_the_users_own_numba_keeps_its_folder(monkeypatch, tmp_path):
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))

    @kernel
    def ours(x):
        return x

    assert str(tmp_path) == config.CACHE_DIR
    theirs = numba.njit(cache=True)(luck.key)
    assert Path(theirs._cache.cache_path).is_relative_to(tmp_path)
    assert not Path(ours._cache.cache_path).is_relative_to(tmp_path)


def test_the_users_folder_is_given_back_even_where_compiling_fails(monkeypatch, tmp_path):
    monkeypatch.setattr(config, "CACHE_DIR", str(tmp_path))
    with pytest.raises((TypeError, AttributeError)):
        kernel(3)
    assert str(tmp_path) == config.CACHE_DIR


def python(code, **variables):
    """Run some Python in a process of its own."""
    environment = {k: v for k, v in os.environ.items() if k not in ("MENTORLAB_CACHE", "XDG_CACHE_HOME")} | variables
    return subprocess.run([sys.executable, "-c", code], env=environment, capture_output=True, text=True, timeout=120)


SAY_FOLDER = """
import os
from mentorlab.agents.base.compiled import CACHE
from mentorlab.agents.base.luck import quantile
assert quantile(0.5) == 0.0
print(CACHE, os.environ.get("MENTORLAB_CACHE"), CACHE.is_dir())
"""


def test_a_folder_that_cannot_be_written_is_said_once_and_replaced(tmp_path):
    blocked = tmp_path / "a file"
    blocked.write_text("no folder can be made below this")
    done = python(SAY_FOLDER, MENTORLAB_CACHE=str(blocked))
    assert done.returncode == 0, done.stderr
    folder, handed_on, there = done.stdout.split()
    assert there == "True"
    assert Path(folder).parent == Path(handed_on)  # workers find it in the environment
    assert not Path(handed_on).exists()  # and it is gone with the process that made it
    assert done.stderr.count("cannot be written") == 1


def test_a_folder_that_is_told_is_used(tmp_path):
    done = python(SAY_FOLDER, MENTORLAB_CACHE=str(tmp_path / "here"))
    assert done.stdout.startswith(str(tmp_path / "here"))
    assert "cannot be written" not in done.stderr
    assert done.stderr.count("compiling for this machine, once") == 1
    assert "compiling" not in python(SAY_FOLDER, MENTORLAB_CACHE=str(tmp_path / "here")).stderr


ONE_KERNEL = """
from mentorlab.agents.base.compiled import kernel, kernel_of

@kernel
def half(x):
    return x / 2

@kernel_of("float64(float64)")
def twice(x):
    return x * 2
"""
USED = "import ours; print(ours.half(3.0), ours.twice(3.0), sum(ours.half.stats.cache_hits.values()))"


@pytest.fixture
def kernels(tmp_path):
    """Return a function that calls two kernels in a process of its own, and says what it printed and warned of."""
    (tmp_path / "ours.py").write_text(ONE_KERNEL)

    def called():
        paths = os.pathsep.join(filter(None, [str(tmp_path), os.environ.get("PYTHONPATH")]))
        where = {"MENTORLAB_CACHE": str(tmp_path / "cache"), "PYTHONPATH": paths}
        done = subprocess.run(
            [sys.executable, "-c", USED], env=os.environ | where, capture_output=True, text=True, timeout=120
        )
        assert done.returncode == 0, done.stderr
        return done.stdout.split(), done.stderr

    return called


DAMAGE = {
    "emptied": lambda whole: b"",
    "cut": lambda whole: whole[: len(whole) // 2],
    "garbage": lambda whole: b"\x80\x05garbage" * 20,
    "one bit": lambda whole: whole[:-400] + bytes([whole[-400] ^ 4]) + whole[-399:],
}


def test_kept_code_is_used_and_what_is_damaged_is_compiled_anew_and_kept_again(kernels, tmp_path):
    assert kernels()[0] == ["1.5", "6.0", "0"]
    assert kernels() == (["1.5", "6.0", "1"], "")
    for damage in DAMAGE.values():
        for kind in ("nbi", "nbc"):
            files = list((tmp_path / "cache").rglob(f"*.{kind}"))
            assert len(files) == 2
            for file in files:
                file.write_bytes(damage(file.read_bytes()))
        answer, said = kernels()
        assert answer == ["1.5", "6.0", "0"]
        assert said.count("compiled anew") == said.count("\n") == 1
    assert kernels() == (["1.5", "6.0", "1"], "")


def test_code_that_cannot_be_kept_is_used(kernels, tmp_path):
    kernels()
    for file in (tmp_path / "cache").rglob("*.nbi"):
        file.unlink()
        file.mkdir()
    assert kernels()[0] == ["1.5", "6.0", "0"]


def test_a_folder_in_which_a_kernel_cannot_be_kept_is_left_alone(kernels, tmp_path):
    kernels()
    (folder,) = (tmp_path / "cache").iterdir()
    one = next(folder.iterdir())
    one.rename(folder / "elsewhere")
    one.write_text("may not be entered, as a folder of somebody else")
    answer, said = kernels()
    assert answer == ["1.5", "6.0", "0"]
    assert said.count("cannot be written") == 1
