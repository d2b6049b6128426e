"""Engines: one suite all must pass, and what only some can get wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from mentorlab.experiments.engines import pool as pool_room
from mentorlab.experiments.engines.engine import EngineLost, NotSendable
from mentorlab.experiments.engines.pool import LocalPool
from mentorlab.experiments.engines.serial import Serial

MODULE = """
import os, signal, time
from pathlib import Path

def double(chunk):
    for replicate, row in chunk:
        yield 2 * replicate + row

def slow(chunk):
    for replicate, row in chunk:
        time.sleep(0.1)
        yield replicate

def process(chunk):
    for item in chunk:
        time.sleep(0.02)
        yield os.getpid()

def short(chunk):
    yield from list(double(chunk))[1:]

class Forbidden(Exception):
    def __init__(self, one, other):  # packs, but does not unpack
        super().__init__(f'{one} and {other} are not allowed')

def forbid(chunk):
    for replicate, row in chunk:
        if replicate == 2:
            raise ValueError('two is not allowed')
        if replicate == 3:
            raise Forbidden('three', 'four')
        yield replicate

def poisoned(chunk):
    '''Items of row 1 are poison, of a kind told by their replicate.'''
    for replicate, row in chunk:
        if row == 1:
            [hang, leave, kill, eat][replicate % 4]()
        yield replicate

def hang():
    time.sleep(60)

def leave():
    os._exit(7)

def kill():
    os.kill(os.getpid(), signal.SIGKILL)

def eat():
    eaten = bytearray(8 << 30)

def sleep(chunk):
    print(os.getpid(), file=open(os.environ['SEEN'], 'a'), flush=True)
    for _ in chunk:
        time.sleep(60)
        yield None

def talk(chunk):
    for item in chunk:
        print('a strategy prints')
        yield item

class Meets:
    '''Kills the first worker that meets the item, and no other.'''
    def __init__(self, item, mark): self.item, self.mark = item, mark
    def __call__(self, chunk):
        for item in chunk:
            if item == self.item:
                try:
                    Path(self.mark).touch(exist_ok=False)
                    kill()
                except FileExistsError:
                    pass
            yield item
"""

PROC = pytest.mark.skipif(not Path("/proc/self/stat").exists(), reason="looks processes up in /proc")


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with a module that workers can import too."""
    folder = tmp_path_factory.mktemp("engines")
    (folder / "work_for_engines.py").write_text(MODULE)
    return folder


@pytest.fixture(scope="module")
def work(folder):
    sys.path.insert(0, str(folder))
    import work_for_engines

    yield work_for_engines
    sys.path.remove(str(folder))
    del sys.modules["work_for_engines"]


@pytest.fixture
def opened():
    """Return a function that shakes hands with an engine and sees that it leaves nobody behind."""
    engines = []

    def ready(engine):
        engines.append(engine)
        engine.handshake()
        return engine

    yield ready
    for engine in engines:
        engine.cancel_all()


@pytest.fixture(params=["serial", "pool"])
def make(request, opened):
    """Return a function that makes an engine of each kind, ready to work."""
    kinds = {"serial": Serial, "pool": lambda work: LocalPool(work, 2)}
    return lambda work: opened(kinds[request.param](work))


@pytest.fixture(params=["pool"])
def make_other(request, opened):
    """Return a function that makes an engine of each kind that has other processes, ready to work."""
    return lambda work: opened(LocalPool(work, 2))


def items(*replicates, row=0):
    return tuple((replicate, row) for replicate in replicates)


def ask(engine, *chunks):
    """Submit chunks and return what came of each."""
    for chunk in chunks:
        engine.submit(chunk)
    done = [engine.next_done() for _ in chunks]
    return {one.chunk: one for one in done}


def test_every_chunk_comes_back_once_with_its_results_in_order(make, work):
    chunks = [items(1, 2), items(3), items(6, 5, 4), (), *(items(n, row=7) for n in range(10))]
    done = ask(make(work.double), *chunks)
    assert {chunk: one.results for chunk, one in done.items()} == {c: [2 * n + row for n, row in c] for c in chunks}
    assert all(one.trouble is None and one.seconds >= 0 for one in done.values())


def test_chunks_may_be_submitted_while_others_are_under_way(make, work):
    engine = make(work.double)
    engine.submit(items(1))
    engine.submit(items(2))
    seen = [engine.next_done().results]
    engine.submit(items(3))
    seen += [engine.next_done().results for _ in range(2)]
    assert sorted(seen) == [[2], [4], [6]]


def test_seconds_are_what_the_worker_took(make, work):
    (done,) = ask(make(work.slow), items(1, 2)).values()
    assert 0.2 <= done.seconds < 2


@pytest.mark.parametrize(("replicate", "said"), [(2, "two is not allowed"), (3, "three and four are not allowed")])
def test_what_the_work_raises_is_raised_when_it_is_asked_for_and_harms_nobody(make, work, replicate, said):
    engine = make(work.forbid)
    engine.submit(items(1, replicate))
    with pytest.raises(Exception, match=said) as raised:
        engine.next_done()
    if not isinstance(engine, Serial):
        assert "work_for_engines.py" in raised.value.__notes__[0]
    assert ask(engine, items(5), items(6))[items(6)].results == [6]


def test_work_that_gives_too_little_is_an_error(make, work):
    engine = make(work.short)
    engine.submit(items(1, 2))
    with pytest.raises(ValueError, match="shorter"):
        engine.next_done()


def test_asking_for_what_was_never_submitted_is_an_error(make, work):
    with pytest.raises(LookupError):
        make(work.double).next_done()


def test_cancelling_twice_or_with_chunks_under_way_is_no_error(make, work):
    engine = make(work.double)
    engine.submit(items(1))
    engine.cancel_all()
    engine.cancel_all()


@pytest.mark.parametrize("thing", [lambda chunk: iter(()), open(os.devnull)])  # noqa: SIM115
def test_what_cannot_be_packed_is_refused_before_a_process_starts(thing):
    with pytest.raises(NotSendable, match="cannot be packed"):
        LocalPool(thing, 2)


def test_what_only_the_script_knows_is_refused(monkeypatch, work):
    monkeypatch.setattr(sys.modules["__main__"], "own_double", work.double, raising=False)
    monkeypatch.setattr(work.double, "__module__", "__main__")
    monkeypatch.setattr(work.double, "__qualname__", "own_double")
    with pytest.raises(NotSendable, match="in the script"):
        LocalPool(work.double, 2)


# Workers that end ----------------------------------------------------------------------------------------------------


def poison(engine, replicate):
    """Send a poison item among others, and return what came of its chunk; the others are whole."""
    chunk = (*items(8, 9), (replicate, 1), *items(10))
    done = ask(engine, items(1, 2), chunk, items(3), items(4, 5), items(6))
    others = {one: came for one, came in done.items() if one != chunk}
    assert all(came.trouble is None and len(came.results) == len(one) for one, came in others.items())
    assert done[chunk].trouble is not None
    return done[chunk]


@pytest.mark.parametrize(("replicate", "said"), [(1, "exit code 7"), (2, "signal 9 (SIGKILL; out of memory, perhaps)")])
def test_a_worker_that_ends_costs_the_item_it_was_at(opened, work, replicate, said):
    done = poison(opened(LocalPool(work.poisoned, 2)), replicate)
    assert done.results == [8, 9]
    assert (done.trouble.kind, done.trouble.item) == ("ended", (replicate, 1))
    assert said in done.trouble.said


def test_a_run_that_never_ends_is_ended(opened, work):
    engine = opened(LocalPool(work.poisoned, 2))
    engine.patience = 0.5
    done = poison(engine, 0)
    assert (done.results, done.trouble.kind, done.trouble.item) == ([8, 9], "hung", (0, 1))
    assert "longer than 0.5 seconds" in done.trouble.said
    assert ask(engine, items(1))[items(1)].results == [1]


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory there")
def test_a_run_that_eats_memory_beyond_the_limit_is_told_and_the_worker_lives(opened, work):
    engine = opened(LocalPool(work.poisoned, 2, memory=4 << 30))
    workers = [worker.process.pid for worker in engine.here]
    engine.submit(((3, 1),))
    with pytest.raises(MemoryError):
        engine.next_done()
    assert ask(engine, items(1))[items(1)].results == [1]
    assert [worker.process.pid for worker in engine.here] == workers


@PROC
def test_the_kernel_is_asked_to_end_workers_first(opened, work):
    engine = opened(LocalPool(work.double, 1))
    assert Path(f"/proc/{engine.here[0].process.pid}/oom_score_adj").read_text() == "1000\n"


def test_time_away_from_the_workers_blames_nobody(opened, work):
    engine = opened(LocalPool(work.slow, 1))
    engine.patience = 0.5
    engine.submit(items(*range(8)))
    time.sleep(0.7)
    assert engine.next_done().trouble is None


def test_all_workers_killed_at_once_are_replaced(opened, work):
    engine = opened(LocalPool(work.slow, 2))
    for replicate in range(6):
        engine.submit(items(replicate))
    for worker in engine.here:
        worker.process.kill()
    done = [engine.next_done() for _ in range(6)]
    troubles = [one for one in done if one.trouble]
    assert len(troubles) == 2
    assert sorted(one.results[0] for one in done if not one.trouble) == sorted(
        set(range(6)) - {one.trouble.item[0] for one in troubles}
    )


def test_workers_that_never_come_to_life_end_in_one_clear_sentence(opened, work, monkeypatch):
    monkeypatch.setattr(pool_room, "serve", os._exit)  # which takes no pipe
    with pytest.raises(EngineLost, match=r"No worker process comes to life.*exit code 1"):
        opened(LocalPool(work.double, 2))


def test_a_worker_that_cannot_load_the_work_is_told_at_the_handshake(opened, work, folder):
    try:
        (folder / "work_for_engines.py").write_text("raise RuntimeError('not here')")
        with pytest.raises(NotSendable, match="not here"):
            opened(LocalPool(work.double, 1))
    finally:
        (folder / "work_for_engines.py").write_text(MODULE)


def test_another_environment_is_refused_at_the_handshake(opened, work, monkeypatch):
    here = pool_room.environment()
    monkeypatch.setattr(pool_room, "environment", lambda: here | {"numba": "0.1"})
    with pytest.raises(EngineLost, match=rf"numba {here['numba']} and 0\.1"):
        opened(LocalPool(work.double, 1))


# Nobody is left behind -----------------------------------------------------------------------------------------------


def gone(process: int) -> bool:
    """Tell whether a process has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


def until(happened, seconds=15.0):
    """Wait until something has happened."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


@PROC
def test_cancelling_ends_workers_in_the_middle_of_a_run(opened, work, tmp_path, monkeypatch):
    monkeypatch.setenv("SEEN", str(tmp_path / "seen"))
    engine = opened(LocalPool(work.sleep, 2))
    engine.submit(items(1))
    engine.submit(items(2))
    until(lambda: (tmp_path / "seen").exists() and len((tmp_path / "seen").read_text().split()) == 2)
    workers = [worker.process.pid for worker in engine.here]
    began = time.monotonic()
    engine.cancel_all()
    assert time.monotonic() - began < 2
    assert all(map(gone, workers))


SCRIPT = """
import work_for_engines as work
from mentorlab.experiments.engines.pool import LocalPool
print("begun", flush=True)
engine = LocalPool(work.{work}, 2)
try:
    engine.handshake()
    for replicate in range(4):
        engine.submit(((replicate, 0), (replicate, 1)))
    for _ in range(4):
        engine.next_done()
finally:
    engine.cancel_all()
print("done")
"""


@pytest.fixture
def in_folder(folder, tmp_path):
    path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
    env = {**os.environ, "PYTHONPATH": path, "SEEN": str(tmp_path / "seen")}
    return {"cwd": tmp_path, "env": env, "text": True}


def test_a_script_without_a_main_guard_runs_once(in_folder, tmp_path):
    (tmp_path / "study.py").write_text(SCRIPT.format(work="double"))
    said = subprocess.run([sys.executable, "study.py"], capture_output=True, timeout=60, **in_folder)
    assert (said.stdout, said.stderr) == ("begun\ndone\n", "")


def test_a_script_from_standard_input_runs_once_and_what_runs_print_is_kept_apart(in_folder):
    script = SCRIPT.format(work="talk")
    said = subprocess.run([sys.executable], input=script, capture_output=True, timeout=60, **in_folder)
    assert said.stdout == "begun\ndone\n"
    assert said.stderr == "a strategy prints\n" * 8


@PROC
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_the_process_they_work_for(in_folder, tmp_path, how):
    (tmp_path / "study.py").write_text(SCRIPT.format(work="sleep"))
    seen = tmp_path / "seen"
    driver = subprocess.Popen(
        [sys.executable, "study.py"], stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **in_folder
    )
    until(lambda: seen.exists() and len(seen.read_text().split()) == 2)
    driver.send_signal(how)
    said = driver.communicate(timeout=20)[1]
    workers = [int(number) for number in seen.read_text().split()]
    until(lambda: all(map(gone, workers)))
    assert "Process " not in said  # no worker complains
