"""Engines: one suite both must pass, and what only a pool can get wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import textwrap
import time
from pathlib import Path

import pytest

from mentorlab.experiments.engines import pool as engines
from mentorlab.experiments.engines.pool import EngineLost, LocalPool, NotSendable, Serial

MODULE = """
import os, pathlib, signal, time

class OnceKilled:
    '''Adds numbers, but the first worker that meets a 3 is killed.'''
    def __init__(self, mark): self.mark = mark
    def __call__(self, chunk):
        if 3 in chunk:
            try:
                pathlib.Path(self.mark).touch(exist_ok=False)
            except FileExistsError:
                return sum(chunk)
            os.kill(os.getpid(), signal.SIGKILL)
        return sum(chunk)

def die(chunk):
    os.kill(os.getpid(), signal.SIGKILL)

def sleep(chunk):
    os.write(1, f'{os.getpid()}{chr(10)}'.encode())  # one write: two workers share the pipe
    time.sleep(60)

def fail(chunk):
    if 2 in chunk:
        raise ValueError('two is not allowed')
    return sum(chunk)
"""


@pytest.fixture
def work(tmp_path, monkeypatch):
    """Return a module that workers can import too: they are given this process's path."""
    (tmp_path / "work_for_engines.py").write_text(MODULE)
    monkeypatch.syspath_prepend(str(tmp_path))
    import work_for_engines

    yield work_for_engines
    del sys.modules["work_for_engines"]


@pytest.fixture(params=["serial", "pool"])
def make(request):
    """Return a function that makes an engine of either kind and see that it leaves nobody behind."""
    made = []

    def engine(work):
        made.append(Serial(work) if request.param == "serial" else LocalPool(work, 2))
        return made[-1]

    yield engine
    for one in made:
        one.cancel_all()


def all_done(engine, count):
    return dict(engine.next_done() for _ in range(count))


def test_every_chunk_comes_back_once_with_its_result(make):
    engine = make(sum)
    engine.handshake()
    chunks = [(1, 2), (3,), (4, 5, 6), ()]
    for chunk in chunks:
        engine.submit(chunk)
    assert all_done(engine, 4) == {chunk: sum(chunk) for chunk in chunks}


def test_chunks_may_be_submitted_while_others_are_under_way(make):
    engine = make(sum)
    engine.handshake()
    engine.submit((1,))
    assert engine.next_done() == ((1,), 1)
    engine.submit((2,))
    assert engine.next_done() == ((2,), 2)


def test_what_goes_wrong_in_a_chunk_is_raised_when_it_is_asked_for(make, work):
    engine = make(work.fail)
    engine.handshake()
    engine.submit((2,))
    with pytest.raises(ValueError, match="two is not allowed"):
        engine.next_done()
    engine.submit((5,))
    assert engine.next_done() == ((5,), 5)


def test_cancelling_twice_or_with_nothing_under_way_is_no_error(make):
    engine = make(sum)
    engine.handshake()
    engine.submit((1,))
    engine.cancel_all()
    engine.cancel_all()


def test_a_killed_worker_costs_nothing(work, tmp_path):
    engine = LocalPool(work.OnceKilled(str(tmp_path / "mark")), 2)
    try:
        engine.handshake()
        for number in range(8):
            engine.submit((number,))
        assert all_done(engine, 8) == {(number,): number for number in range(8)}
        assert (tmp_path / "mark").exists()
    finally:
        engine.cancel_all()


def test_workers_that_always_die_end_in_one_clear_sentence(work):
    engine = LocalPool(work.die, 2)
    engine.handshake()
    engine.submit((1,))
    with pytest.raises(EngineLost, match="Try fewer jobs"):
        engine.next_done()
    engine.cancel_all()


def test_cancelling_ends_workers_in_the_middle_of_a_run(work):
    engine = LocalPool(work.sleep, 2)
    engine.handshake()
    workers = list(engine.pool._processes)
    engine.submit((1,))
    engine.submit((2,))
    time.sleep(0.2)
    began = time.monotonic()
    engine.cancel_all()
    assert time.monotonic() - began < 10
    for worker in workers:
        with pytest.raises(ProcessLookupError):
            os.kill(worker, 0)


@pytest.mark.parametrize("thing", [lambda chunk: 0, open(os.devnull)])  # noqa: SIM115
def test_what_cannot_be_packed_is_refused_before_a_process_starts(thing):
    with pytest.raises(NotSendable, match="cannot be packed"):
        LocalPool(thing, 2)


def test_a_function_a_worker_cannot_import_is_refused_at_the_handshake(work, tmp_path):
    engine = LocalPool(work.fail, 1)
    try:
        (tmp_path / "work_for_engines.py").write_text("raise RuntimeError('not here')")
        with pytest.raises(NotSendable, match="not here"):
            engine.handshake()
    finally:
        engine.cancel_all()


def test_other_versions_are_refused_at_the_handshake(monkeypatch):
    engine = LocalPool(sum, 1)
    try:
        monkeypatch.setattr(engines, "environment", lambda: {"python": "2.7"})
        with pytest.raises(EngineLost, match=r"2\.7"):
            engine.handshake()
    finally:
        engine.cancel_all()


SCRIPT = """
from mentorlab.experiments.engines.pool import LocalPool
import {module} as work
print("begun", flush=True)
engine = LocalPool(work.{work}, 2)
try:
    engine.handshake()
    for number in range(4):
        engine.submit((number, 10))
    for _ in range(4):
        engine.next_done()
finally:
    engine.cancel_all()
print("done")
"""


def script(work: str, module: str = "work_for_engines") -> str:
    return textwrap.dedent(SCRIPT.format(work=work, module=module))


@pytest.fixture
def in_folder(work, tmp_path):
    return {"cwd": tmp_path, "env": {**os.environ, "PYTHONPATH": str(tmp_path)}, "text": True}


def test_a_script_without_a_main_guard_runs_once(in_folder, tmp_path):
    (tmp_path / "study.py").write_text(script("sum", "builtins"))
    said = subprocess.run([sys.executable, "study.py"], capture_output=True, timeout=60, **in_folder)
    assert (said.stdout, said.stderr) == ("begun\ndone\n", "")


def test_a_script_from_standard_input_runs_once(in_folder):
    said = subprocess.run(
        [sys.executable], input=script("sum", "builtins"), capture_output=True, timeout=60, **in_folder
    )
    assert (said.stdout, said.stderr) == ("begun\ndone\n", "")


def is_running(process: int) -> bool:
    try:
        state = Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0]
    except FileNotFoundError:
        return False
    return state != "Z"


@pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_the_process_they_work_for(in_folder, tmp_path, how):
    (tmp_path / "study.py").write_text(script("sleep"))
    driver = subprocess.Popen(
        [sys.executable, "study.py"], stdout=subprocess.PIPE, stderr=subprocess.DEVNULL, **in_folder
    )
    assert driver.stdout is not None
    assert driver.stdout.readline() == "begun\n"
    workers = [int(driver.stdout.readline()) for _ in range(2)]
    driver.send_signal(how)
    driver.wait(timeout=20)
    driver.stdout.close()
    until = time.monotonic() + 10
    while any(map(is_running, workers)) and time.monotonic() < until:
        time.sleep(0.05)
    assert not any(map(is_running, workers))
