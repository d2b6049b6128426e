"""Engines: one suite all must pass, and what only some can get wrong."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import time
from collections import defaultdict
from datetime import UTC, datetime, timedelta
from pathlib import Path

import pytest
from clusters import OwnCluster, until

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.runs.engines import cluster as cluster_room
from mentorlab.experiments.runs.engines import pool as pool_room
from mentorlab.experiments.runs.engines.address import Tls, security
from mentorlab.experiments.runs.engines.cluster import Cluster
from mentorlab.experiments.runs.engines.engine import EngineLost, NotSendable, Serial
from mentorlab.experiments.runs.engines.pool import LocalPool
from mentorlab.experiments.runs.workers import engine_for

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
    eaten = [bytearray(8 << 30)]  # nothing but addresses; a limit on those ends it here
    eaten = []
    while len(eaten) < 400:
        eaten.append(b'x' * (8 << 20))
        time.sleep(0.01)

def nap(chunk):
    for item in chunk:
        time.sleep(2.5)
        yield item

def sleep(chunk):
    print(os.getpid(), file=open(os.environ['SEEN'], 'a'), flush=True)
    for _ in chunk:
        time.sleep(60)
        yield None

def talk(chunk):
    for item in chunk:
        print('a strategy prints')
        yield item

def rows(chunk):
    import numpy as np
    from mentorlab.experiments.runs.store.rows.rows import RunRow, Weekly
    for replicate, row in chunk:
        found = {'ideas': replicate / 3, 'inclusion': float('nan')}
        weekly = Weekly(('ideas',), np.full((5, 1), replicate, np.float32))
        leavers = np.full((2, 3, 4, 2), replicate, np.uint16)
        yield RunRow(bytes([replicate]) * 16, bytes(16), 7, replicate, {'a': 0.1}, outcomes=found, same_people=found,
                     digest=bytes(16), leavers=leavers, weekly=weekly)

def allowed(chunk):
    for item in chunk:
        time.sleep(0.02)
        yield os.environ.get('MENTORLAB_ALLOW')

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


def gone(process: int) -> bool:
    """Tell whether a process has ended."""
    try:
        return Path(f"/proc/{process}/stat").read_text().rpartition(")")[2].split()[0] == "Z"
    except FileNotFoundError:
        return True


@pytest.fixture(scope="module")
def folder(tmp_path_factory):
    """Return a folder with a module that workers can import too."""
    folder = tmp_path_factory.mktemp("engines")
    (folder / "work_for_engines.py").write_text(MODULE)
    return folder


@pytest.fixture(scope="module")
def task(folder):
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


@pytest.fixture(scope="module")
def cluster(folder):
    """Return a scheduler with two workers and their nannies."""
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    cluster = OwnCluster(folder)
    yield cluster
    cluster.end_all()


@pytest.fixture
def own_cluster(folder):
    """Return a function that makes a cluster which a test may ruin."""
    pytest.importorskip("distributed", reason="needs the extra 'cluster'")
    clusters = []

    def made(*options, **named):
        clusters.append(OwnCluster(folder, *options, **named))
        return clusters[-1]

    yield made
    for one in clusters:
        one.end_all()


@pytest.fixture(params=["serial", "pool", "cluster"])
def make(request, opened):
    """Return a function that makes an engine of each kind, ready to work."""
    if request.param == "cluster":
        address = request.getfixturevalue("cluster").address
        return lambda task: opened(Cluster(task, address))
    kinds = {"serial": Serial, "pool": lambda task: LocalPool(task, 2)}
    return lambda task: opened(kinds[request.param](task))


@pytest.fixture(params=["pool", "cluster"])
def spread(request, opened):
    """Return a function that makes an engine of each kind that has other processes, ready to work."""
    if request.param == "cluster":
        address = request.getfixturevalue("cluster").address
        return lambda task: opened(Cluster(task, address))
    return lambda task: opened(LocalPool(task, 2))


def items(*replicates, row=0):
    return tuple((replicate, row) for replicate in replicates)


def ask(engine, *chunks):
    """Submit chunks and return what came of each."""
    for chunk in chunks:
        engine.submit(chunk)
    done = [engine.next_done() for _ in chunks]
    return {one.chunk: one for one in done}


def test_every_chunk_comes_back_once_with_its_results_in_order(make, task):
    chunks = [items(1, 2), items(3), items(6, 5, 4), (), *(items(n, row=7) for n in range(10))]
    done = ask(make(task.double), *chunks)
    assert {chunk: one.results for chunk, one in done.items()} == {c: [2 * n + row for n, row in c] for c in chunks}
    assert all(one.trouble is None and one.seconds >= 0 for one in done.values())


def test_chunks_may_be_submitted_while_others_are_under_way(make, task):
    engine = make(task.double)
    engine.submit(items(1))
    engine.submit(items(2))
    seen = [engine.next_done().results]
    engine.submit(items(3))
    seen += [engine.next_done().results for _ in range(2)]
    assert sorted(seen) == [[2], [4], [6]]


def test_rows_of_runs_travel_whole(make, task):
    (done,) = ask(make(task.rows), items(3, 1, 4)).values()
    for row, expected in zip(done.results, task.rows(done.chunk), strict=True):
        assert (row.content, row.key, row.world) == (expected.content, expected.key, expected.world)
        assert row.weekly.values.tolist() == expected.weekly.values.tolist()


def test_seconds_are_what_the_worker_took(make, task):
    (done,) = ask(make(task.slow), items(1, 2)).values()
    assert 0.2 <= done.seconds < 2


@pytest.mark.parametrize(("replicate", "said"), [(2, "two is not allowed"), (3, "three and four are not allowed")])
def test_what_the_work_raises_is_raised_when_it_is_asked_for_and_harms_nobody(make, task, replicate, said):
    engine = make(task.forbid)
    engine.submit(items(1, replicate))
    with pytest.raises(Exception, match=said) as raised:
        engine.next_done()
    if not isinstance(engine, Serial):
        assert "work_for_engines.py" in raised.value.__notes__[0]
    assert ask(engine, items(5), items(6))[items(6)].results == [6]


def test_work_that_gives_too_little_is_an_error(make, task):
    engine = make(task.short)
    engine.submit(items(1, 2))
    with pytest.raises(ValueError, match="shorter"):
        engine.next_done()


def test_asking_for_what_was_never_submitted_is_an_error(make, task):
    with pytest.raises(LookupError):
        make(task.double).next_done()


def test_cancelling_twice_or_with_chunks_under_way_is_no_error(make, task):
    engine = make(task.double)
    engine.submit(items(1))
    engine.cancel_all()
    engine.cancel_all()


@pytest.mark.parametrize("thing", [lambda chunk: iter(()), open(os.devnull)])  # noqa: SIM115
def test_what_cannot_be_packed_is_refused_before_a_process_starts(thing):
    with pytest.raises(NotSendable, match="cannot be packed"):
        LocalPool(thing, 2)


def test_what_only_the_script_knows_is_refused(monkeypatch, task):
    monkeypatch.setattr(sys.modules["__main__"], "own_double", task.double, raising=False)
    monkeypatch.setattr(task.double, "__module__", "__main__")
    monkeypatch.setattr(task.double, "__qualname__", "own_double")
    with pytest.raises(NotSendable, match="in the script"):
        LocalPool(task.double, 2)


# Workers that end ----------------------------------------------------------------------------------------------------


def carried_out(engine, *chunks):
    """Do chunks as a study does: an item in question goes again alone, and is lost when its worker ends twice.

    Returns the results of the items and the troubles of those that were lost.
    """
    waiting, results, troubles = list(chunks), {}, defaultdict(list)
    for chunk in waiting:
        engine.submit(chunk)
    while waiting:
        done = engine.next_done()
        waiting.remove(done.chunk)
        results |= dict(zip(done.chunk, done.results, strict=False))
        rest = done.chunk[len(done.results) :]
        if done.trouble and done.trouble.item:
            assert done.trouble.item == rest[0]
            troubles[rest[0]].append(done.trouble)
        alone = [(item,) for item in rest if len(troubles[item]) < 2]
        waiting += alone
        for chunk in alone:
            engine.submit(chunk)
    return results, {item: said for item, said in troubles.items() if len(said) > 1}


@pytest.mark.parametrize(
    ("replicate", "kind", "said"),
    [(0, "hung", "longer than 1 seconds"), (1, "ended", "exit code 7"), (2, "ended", "signal 9 (SIGKILL; out of")],
)
def test_a_poisoned_run_costs_itself_and_nothing_else(spread, task, replicate, kind, said):
    engine = spread(task.poisoned)
    engine.patience = 1
    if isinstance(engine, Cluster):
        engine.compiling = 0
    poison = (replicate, 1)
    results, lost = carried_out(engine, items(1, 2), (*items(8, 9), poison, *items(10)), items(3), items(4, 5, 6, 7))
    assert results == {item: item[0] for item in items(*range(1, 11))}
    assert list(lost) == [poison]
    assert {trouble.kind for trouble in lost[poison]} == {kind}
    assert said in lost[poison][0].said or isinstance(engine, Cluster)


def test_the_results_before_a_poisoned_run_are_kept(opened, task):
    engine = opened(LocalPool(task.poisoned, 2))
    (done,) = ask(engine, (*items(8, 9), (1, 1), *items(10))).values()
    assert (done.results, done.trouble.item) == ([8, 9], (1, 1))


@pytest.mark.skipif(sys.platform == "win32", reason="no limit of memory there")
def test_a_run_that_eats_memory_beyond_the_limit_is_told_and_the_worker_lives(opened, task):
    engine = opened(LocalPool(task.poisoned, 2, memory=4 << 30))
    workers = [worker.process.pid for worker in engine.here]
    engine.submit(((3, 1),))
    with pytest.raises(MemoryError):
        engine.next_done()
    assert ask(engine, items(1))[items(1)].results == [1]
    assert [worker.process.pid for worker in engine.here] == workers


def test_a_run_that_eats_a_workers_memory_ends_it(opened, cluster, task):
    engine = opened(Cluster(task.poisoned, cluster.address))
    (done,) = ask(engine, ((3, 1),)).values()
    assert (done.trouble.kind, done.trouble.item) == ("ended", (3, 1))


@PROC
def test_the_kernel_is_asked_to_end_workers_first(opened, task):
    engine = opened(LocalPool(task.double, 1))
    assert Path(f"/proc/{engine.here[0].process.pid}/oom_score_adj").read_text() == "1000\n"


def test_time_away_from_the_workers_blames_nobody(opened, task):
    engine = opened(LocalPool(task.slow, 1))
    engine.patience = 0.5
    engine.submit(items(*range(8)))
    time.sleep(0.7)
    assert engine.next_done().trouble is None


def test_time_that_a_worker_needs_to_start_is_not_an_items(opened, tmp_path, monkeypatch):
    late = "import time\ntime.sleep(0.7)\ndef one(chunk):\n    for item in chunk:\n        yield 1\n"
    (tmp_path / "late_work.py").write_text(late)
    monkeypatch.syspath_prepend(str(tmp_path))
    import late_work

    engine = LocalPool(late_work.one, 1)
    engine.patience = 0.6
    opened(engine)
    assert ask(engine, items(1))[items(1)].trouble is None


def test_all_workers_killed_at_once_are_replaced(opened, task):
    engine = opened(LocalPool(task.slow, 2))
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


def test_workers_that_never_come_to_life_end_in_one_clear_sentence(opened, task, monkeypatch):
    monkeypatch.setattr(pool_room, "serve", os._exit)  # which takes no pipe
    with pytest.raises(EngineLost, match=r"No worker process could be started.*exit code 1"):
        opened(LocalPool(task.double, 2))


def test_a_worker_that_cannot_load_the_work_is_told_at_the_handshake(opened, task, folder):
    try:
        (folder / "work_for_engines.py").write_text("raise RuntimeError('not here')")
        with pytest.raises(NotSendable, match="not here"):
            opened(LocalPool(task.double, 1))
    finally:
        (folder / "work_for_engines.py").write_text(MODULE)


def test_another_environment_is_refused_at_the_handshake(opened, task, monkeypatch):
    here = pool_room.environment()
    monkeypatch.setattr(pool_room, "environment", lambda: here | {"numba": "0.1"})
    with pytest.raises(EngineLost, match=rf"numba {here['numba']} and 0\.1"):
        opened(LocalPool(task.double, 1))


# Nobody is left behind -----------------------------------------------------------------------------------------------


@PROC
def test_cancelling_ends_workers_in_the_middle_of_a_run(opened, task, tmp_path, monkeypatch):
    monkeypatch.setenv("SEEN", str(tmp_path / "seen"))
    engine = opened(LocalPool(task.sleep, 2))
    engine.submit(items(1))
    engine.submit(items(2))
    until(lambda: (tmp_path / "seen").exists() and len((tmp_path / "seen").read_text().split()) == 2)
    workers = [worker.process.pid for worker in engine.here]
    began = time.monotonic()
    engine.cancel_all()
    assert time.monotonic() - began < 2
    assert all(map(gone, workers))


SCRIPT = """
import work_for_engines as task
from mentorlab.experiments.runs.workers import engine_for
print("begun", flush=True)
engine = engine_for(task.{task}, {options})
try:
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


@pytest.fixture(params=["pool", "cluster"])
def options(request):
    """Return what to ask for each engine that has other processes, as a script says it."""
    if request.param == "pool":
        return "jobs=2"
    return f"scheduler={request.getfixturevalue('cluster').address!r}"


def test_a_script_without_a_main_guard_runs_once(in_folder, tmp_path, options):
    (tmp_path / "study.py").write_text(SCRIPT.format(task="double", options=options))
    said = subprocess.run([sys.executable, "study.py"], capture_output=True, timeout=60, **in_folder)
    assert (said.stdout, said.stderr) == ("begun\ndone\n", "")


def test_a_script_from_standard_input_runs_once(in_folder, options):
    script = SCRIPT.format(task="double", options=options)
    said = subprocess.run([sys.executable], input=script, capture_output=True, timeout=60, **in_folder)
    assert (said.stdout, said.stderr) == ("begun\ndone\n", "")


def test_what_runs_print_does_not_mix_with_what_the_study_prints(in_folder):
    script = SCRIPT.format(task="talk", options="jobs=2")
    said = subprocess.run([sys.executable], input=script, capture_output=True, timeout=60, **in_folder)
    assert said.stdout == "begun\ndone\n"
    assert said.stderr == "a strategy prints\n" * 8


@PROC
@pytest.mark.parametrize("how", [signal.SIGKILL, signal.SIGTERM, signal.SIGINT])
def test_workers_end_with_the_process_they_work_for(in_folder, tmp_path, how):
    (tmp_path / "study.py").write_text(SCRIPT.format(task="sleep", options="jobs=2"))
    seen = tmp_path / "seen"
    command = [sys.executable, "study.py"]
    with subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.PIPE, **in_folder) as driver:
        try:
            until(lambda: seen.exists() and len(seen.read_text().split()) == 2)
            driver.send_signal(how)
            said = driver.communicate(timeout=60)[1]
        finally:
            driver.kill()
    workers = [int(number) for number in seen.read_text().split()]
    until(lambda: all(map(gone, workers)))
    assert "Process " not in said  # no worker complains


# A cluster -----------------------------------------------------------------------------------------------------------


def workers_of(engine):
    """Return the processes that do the chunks of an engine."""
    return {process for done in ask(engine, *(items(n, n) for n in range(8))).values() for process in done.results}


@PROC
@pytest.mark.parametrize("how", ["cancelled", "killed"])
def test_a_study_that_leaves_frees_the_workers_of_a_cluster_and_ends_none(opened, cluster, task, in_folder, how):
    before = workers_of(opened(Cluster(task.process, cluster.address)))
    if how == "cancelled":
        engine = Cluster(task.slow, cluster.address)
        engine.handshake()
        engine.submit(items(*range(600)))
        engine.submit(items(*range(600)))
        time.sleep(0.3)
        began = time.monotonic()
        engine.cancel_all()
        assert time.monotonic() - began < 3
    else:
        script = SCRIPT.format(task="slow", options=f"scheduler={cluster.address!r}")
        driver = subprocess.Popen([sys.executable, "-c", script], stdout=subprocess.PIPE, **in_folder)
        assert driver.stdout.readline() == "begun\n"
        time.sleep(1.5)
        driver.kill()
        driver.communicate()
    began = time.monotonic()
    assert workers_of(opened(Cluster(task.process, cluster.address))) == before
    assert time.monotonic() - began < 10


def test_the_first_run_of_a_clusters_worker_has_time_to_compile(opened, cluster, task):
    engine = opened(Cluster(task.nap, cluster.address))
    engine.patience = 0.3
    assert ask(engine, items(1))[items(1)].trouble is None
    engine.compiling = 0
    done = ask(engine, items(1), items(2))
    assert {one.trouble.kind for one in done.values()} == {"hung"}


def test_studies_on_one_cluster_have_each_what_they_allow(opened, cluster, task, monkeypatch):
    engines = {}
    for package in ("one", "other"):
        monkeypatch.setenv("MENTORLAB_ALLOW", package)
        engines[package] = opened(Cluster(task.allowed, cluster.address))
    for engine in engines.values():
        for number in range(6):
            engine.submit(items(number, number))
    for package, engine in engines.items():
        assert [engine.next_done().results for _ in range(6)] == [[package] * 2] * 6


def test_a_worker_of_another_environment_is_refused_unless_mixing_is_asked_for(opened, cluster, task, monkeypatch):
    here = cluster_room.environment()
    monkeypatch.setattr(cluster_room, "environment", lambda: here | {"numba": "0.1"})
    with pytest.raises(EngineLost, match=rf"worker tcp://127\.0\.0\.1:\d+ .* numba {here['numba']} and 0\.1"):
        opened(Cluster(task.double, cluster.address))
    mixed = opened(Cluster(task.double, cluster.address, mix=True))
    assert ask(mixed, items(1))[items(1)].results == [2]


def test_work_that_the_workers_of_a_cluster_cannot_load_is_told_at_the_handshake(
    opened, cluster, tmp_path, monkeypatch
):
    (tmp_path / "only_here.py").write_text("def one(chunk):\n    yield 1\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    import only_here

    with pytest.raises(EngineLost, match="No module named 'only_here'"):
        opened(Cluster(only_here.one, cluster.address))


@PROC
def test_late_workers_are_taken_on_or_left_aside(opened, own_cluster, task, folder, caplog):
    cluster = own_cluster(1)
    engine = opened(Cluster(task.process, cluster.address))
    (first,) = workers_of(engine)
    forged = folder / "forged"
    forged.mkdir()
    (forged / "sitecustomize.py").write_text("import platform\nplatform.python_version = lambda: '2.7'\n")
    cluster.add(1, PYTHONPATH=os.pathsep.join([str(forged), cluster.env["PYTHONPATH"]]))
    cluster.add(1)
    seen = set()
    until(lambda: bool(seen.update(workers_of(engine)) or (len(engine.here) == 2 and engine.aside)), 40)
    assert engine.workers == 2
    assert "python 2.7" in caplog.text
    assert len(workers_of(engine) | seen) == 2
    assert first in seen


def test_a_dead_scheduler_ends_the_study_in_time(opened, own_cluster, task, monkeypatch):
    cluster = own_cluster(1)
    engine = opened(Cluster(task.slow, cluster.address))
    engine.submit(items(*range(600)))
    cluster.end(cluster.scheduler)
    began = time.monotonic()
    with pytest.raises(EngineLost, match="scheduler at tcp://127"):
        engine.next_done()
    engine.cancel_all()
    assert time.monotonic() - began < 15
    monkeypatch.setattr(cluster_room, "CONNECT", 1.0)
    with pytest.raises(EngineLost, match="cannot be reached"):
        opened(Cluster(task.slow, cluster.address))


def test_without_workers_a_study_ends_in_time(opened, own_cluster, task):
    cluster = own_cluster(1, "--no-nanny")
    engine = opened(Cluster(task.poisoned, cluster.address))
    engine.nobody = 1
    chunk = ((1, 1), (2, 0))
    assert ask(engine, chunk)[chunk].trouble.kind == "ended"
    engine.submit(items(1))
    with pytest.raises(EngineLost, match="No worker is left"):
        engine.next_done()
    engine = Cluster(task.double, cluster.address)
    engine.nobody = 1
    with pytest.raises(EngineLost, match="No worker has joined"):
        opened(engine)


# Safe to talk to -----------------------------------------------------------------------------------------------------


def authority(folder: Path, name: str) -> Tls:
    """Make an authority, and a certificate it signed for whoever has its key."""
    from cryptography import x509
    from cryptography.hazmat.primitives import hashes, serialization
    from cryptography.hazmat.primitives.asymmetric import ec

    def certificate(subject, key, issuer, signed_by, is_authority):
        named = [x509.Name([x509.NameAttribute(x509.NameOID.COMMON_NAME, one)]) for one in (subject, issuer)]
        now = datetime.now(UTC)
        builder = x509.CertificateBuilder().subject_name(named[0]).issuer_name(named[1]).public_key(key.public_key())
        builder = builder.serial_number(x509.random_serial_number()).not_valid_before(now - timedelta(hours=1))
        builder = builder.not_valid_after(now + timedelta(days=1))
        builder = builder.add_extension(x509.BasicConstraints(is_authority, None), critical=True)
        return builder.sign(signed_by, hashes.SHA256()).public_bytes(serialization.Encoding.PEM)

    keys = [ec.generate_private_key(ec.SECP256R1()) for _ in range(2)]
    tls = Tls(*(str(folder / f"{name}-{what}.pem") for what in ("authority", "certificate", "key")))
    Path(tls.authority).write_bytes(certificate(name, keys[0], name, keys[0], True))
    Path(tls.certificate).write_bytes(certificate(f"a worker of {name}", keys[1], name, keys[0], False))
    plain = serialization.PrivateFormat.PKCS8, serialization.NoEncryption()
    Path(tls.key).write_bytes(keys[1].private_bytes(serialization.Encoding.PEM, *plain))
    return tls


def test_a_cluster_over_tls_works_with_the_right_authority_only(opened, own_cluster, task, tmp_path, monkeypatch):
    pytest.importorskip("cryptography", reason="makes certificates")
    ours, theirs = authority(tmp_path, "ours"), authority(tmp_path, "theirs")
    cluster = own_cluster(1, tls=ours)
    assert cluster.address.startswith("tls://127.0.0.1:")
    engine = opened(Cluster(task.double, cluster.address, tls=ours))
    assert ask(engine, items(1, 2))[items(1, 2)].results == [2, 4]
    monkeypatch.setattr(cluster_room, "CONNECT", 2.0)
    for wrong in (theirs, ours._replace(authority=theirs.authority), theirs._replace(authority=ours.authority)):
        with pytest.raises(EngineLost, match="cannot be reached"):
            opened(Cluster(task.double, cluster.address, tls=wrong))


@pytest.mark.parametrize(
    ("address", "code", "said"),
    [
        ("tcp://10.0.0.7:8786", "not_allowed", "anybody on the network could run code as you"),
        ("tcp://scheduler.example.org:8786", "not_allowed", "--insecure-scheduler"),
        ("tcp://127.0.0.1", "format", "no address of a scheduler"),
        ("127.0.0.1:8786", "format", "no address of a scheduler"),
        ("tcp://127.0.0.1:port", "format", "no address of a scheduler"),
        ("ucx://127.0.0.1:8786", "format", "no address of a scheduler"),
    ],
)
def test_an_address_that_is_none_or_not_safe_is_refused(address, code, said):
    pytest.importorskip("distributed")
    with pytest.raises(Refused, match=said) as refusal:
        security(address)
    assert [problem.code for problem in refusal.value.problems] == [code]


def test_unencrypted_is_allowed_on_this_machine_or_on_request():
    pytest.importorskip("distributed")
    for address in ("tcp://127.0.0.1:8786", "tcp://127.3.2.1:8786", "tcp://[::1]:8786", "tcp://localhost:8786"):
        assert not security(address).require_encryption
    assert not security("tcp://10.0.0.7:8786", insecure=True).require_encryption


def test_files_for_tls_are_needed_and_looked_up_all_at_once(tmp_path):
    pytest.importorskip("distributed")
    with pytest.raises(Refused, match="the key") as refusal:
        security("tls://10.0.0.7:8786")
    assert len(refusal.value.problems) == 3
    with pytest.raises(Refused, match=r"nowhere\.pem") as refusal:
        security("tls://10.0.0.7:8786", Tls(str(tmp_path / "nowhere.pem"), __file__, __file__))
    assert len(refusal.value.problems) == 1


def test_files_for_tls_may_be_those_of_dasks_own_configuration():
    dask = pytest.importorskip("dask")
    pytest.importorskip("distributed")
    client = {"cert": __file__, "key": __file__}
    with dask.config.set({"distributed.comm.tls.ca-file": __file__, "distributed.comm.tls.client": client}):
        assert security("tls://10.0.0.7:8786").tls_client_cert == __file__


def test_without_dask_a_cluster_is_refused_with_what_to_install(monkeypatch, task):
    monkeypatch.setitem(sys.modules, "distributed", None)
    with pytest.raises(Refused, match=r"pip install 'mentorlab\[cluster\]'"):
        engine_for(task.double, scheduler="tcp://127.0.0.1:8786")


# Choosing ------------------------------------------------------------------------------------------------------------


def test_one_job_is_this_process_and_several_are_a_pool(task):
    chosen = [engine_for(task.double), engine_for(task.double, jobs=2)]
    assert [type(engine) for engine in chosen] == [Serial, LocalPool]
    for engine in chosen:
        engine.cancel_all()


def test_what_cannot_be_sent_is_told_to_whoever_chooses():
    with pytest.raises(NotSendable, match="cannot be packed"):
        engine_for(lambda chunk: iter(()), jobs=2)
