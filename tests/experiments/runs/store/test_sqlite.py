"""A store in a file: what is refused at its door, what happens when the disk is full, and what is never touched."""

from __future__ import annotations

import os
import re
import shutil
import sqlite3
import subprocess
import tempfile
from contextlib import contextmanager, suppress
from pathlib import Path

import pytest
from kept import SCENARIOS, a_run, a_study, items, process, same

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.runs.store.keeper import StoreFailed
from mentorlab.experiments.runs.store.sqlite import APPLICATION_ID, create
from mentorlab.experiments.runs.store.store import open_store

STUDY = a_study()
NOBODY = 65534

needs_posix = pytest.mark.skipif(os.name != "posix", reason="rights of files are those of POSIX")


@pytest.fixture
def file():
    """Return where a store may be, in a folder of its own that everybody may look into."""
    with tempfile.TemporaryDirectory(prefix="mentorlab-store-") as folder:
        os.chmod(folder, 0o777)
        yield Path(folder) / "runs.db"
        os.chmod(folder, 0o777)


def made(file):
    """Make a store with four runs."""
    with open_store(file) as store:
        store.add_study(STUDY, SCENARIOS)
        store.keep(STUDY.key, items(0, 1))
    return file


@contextmanager
def as_somebody():
    """Do something without the rights of root, which no right of a file binds."""
    root = os.geteuid() == 0
    if root:
        os.seteuid(NOBODY)
    try:
        yield
    finally:
        if root:
            os.seteuid(0)


def refused(file, **how):
    """Return what is said of a store that cannot be opened."""
    with pytest.raises(Refused) as refusal:
        open_store(file, **how)
    (problem,) = refusal.value.problems
    assert problem.hint
    assert str(file) in problem.file
    return problem


def test_a_store_is_durable_and_says_whose_it_is(file):
    with open_store(file) as store, store.database.writing() as connection:
        said = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in (
            "journal_mode", "synchronous", "foreign_keys", "busy_timeout", "application_id"
        )}  # fmt: skip
        assert said == {
            "journal_mode": "wal", "synchronous": 2, "foreign_keys": 1, "busy_timeout": 30_000,
            "application_id": APPLICATION_ID,
        }  # fmt: skip
    assert sorted(os.listdir(file.parent)) == ["runs.db"]


def test_writing_takes_its_turn_from_the_beginning(file):
    with open_store(file) as store, store.database.writing():
        other = sqlite3.connect(file, timeout=0)
        with pytest.raises(sqlite3.OperationalError, match="locked"):
            other.execute("BEGIN IMMEDIATE")
        other.close()


FORKED = """
with open_store(sys.argv[1]) as store, store.claim():
    if os.fork():
        time.sleep(100)
    say("here")
    input()
    os._exit(0)
"""


@needs_posix
def test_a_forked_child_does_not_hold_what_its_parent_claimed(file):
    parent = process(FORKED, file)
    assert parent.stdout.readline() == "here\n"
    with open_store(file) as store:
        with pytest.raises(Refused, match=f"process {parent.pid} "):
            store.claim().__enter__()
        parent.kill()
        parent.wait()
        with store.claim():
            assert store.driver().pid == os.getpid()
    parent.communicate()


def test_a_store_made_by_two_at_once_is_the_first_ones(file):
    made(file)
    create(file)
    with open_store(file) as store:
        assert len(list(store.keys())) == 4


def test_a_store_that_must_exist_is_not_made(file):
    for how in ({"must_exist": True}, {"read_only": True}):
        assert refused(file, **how).code == "missing"
    assert not file.exists()


def test_a_missing_folder_is_not_made(file):
    problem = refused(file.parent / "none" / "runs.db")
    assert (problem.code, problem.message) == ("missing", "its folder is not there.")


def test_a_folder_is_no_store(file):
    assert refused(file.parent).code == "format"


@pytest.mark.parametrize("content", [b"", b"a,b\n1,2\n" * 1000, b"SQLite format 3\0" + bytes(84)])
def test_a_file_that_is_no_store_is_left_as_it_is(file, content):
    file.write_bytes(content)
    assert refused(file).code == "format"
    assert file.read_bytes() == content
    assert os.listdir(file.parent) == ["runs.db"]


@pytest.mark.parametrize("mode", ["wal", "delete"])
def test_another_programs_database_is_left_as_it_is(file, mode):
    with sqlite3.connect(file) as theirs:
        theirs.execute(f"PRAGMA journal_mode={mode}")
        theirs.execute("CREATE TABLE run (id, status)")
    theirs.close()
    before = file.read_bytes()
    assert "another program" in refused(file).message
    assert file.read_bytes() == before
    assert os.listdir(file.parent) == ["runs.db"]


@needs_posix
def test_a_folder_that_may_not_be_written_takes_no_store(file):
    os.chmod(file.parent, 0o555)
    with as_somebody():
        problem = refused(file)
    assert (problem.code, problem.message) == ("unwritable", "cannot be written: Permission denied.")


@needs_posix
def test_a_file_that_may_not_be_written_is_only_read(file):
    made(file)
    os.chmod(file, 0o444)
    with as_somebody():
        assert refused(file).code == "unwritable"
        with open_store(file, read_only=True) as store:
            assert same(store.run(a_run().key.hex()), a_run())


@needs_posix
def test_a_store_in_a_folder_that_may_not_be_written_is_only_read(file):
    made(file)
    os.chmod(file, 0o666)
    os.chmod(file.parent, 0o555)
    with as_somebody():
        assert refused(file).code == "unwritable"
        with open_store(file, read_only=True) as store:
            assert same(store.run(a_run().key.hex()), a_run())


@needs_posix
def test_a_file_that_may_not_be_read_is_refused(file):
    made(file)
    os.chmod(file, 0)
    with as_somebody():
        assert refused(file).code == "unreadable"


def test_a_store_opened_to_be_read_is_not_written(file):
    made(file)
    before = file.read_bytes()
    with open_store(file, read_only=True) as store, pytest.raises(StoreFailed, match="readonly"):
        store.keep(STUDY.key, items(5))
    assert file.read_bytes() == before
    assert os.listdir(file.parent) == ["runs.db"]


def test_what_was_killed_left_behind_is_read_too(file):
    made(file)
    copy = file.with_name("copy.db")
    with open_store(file) as store:
        store.keep(STUDY.key, items(2))
        shutil.copy(file, copy)  # as a killed process leaves it, its last runs in the file beside
        shutil.copy(f"{file}-wal", f"{copy}-wal")
    with open_store(copy, read_only=True) as store:
        assert len(list(store.keys())) == 6


def test_a_damaged_file_is_refused(file):
    made(file)
    whole = file.read_bytes()
    file.write_bytes(whole[:8192] + b"\xff" * (len(whole) - 8192))
    problem = refused(file, read_only=True)
    assert problem.code == "damaged"
    assert "is damaged: the structure of the file is broken" in problem.message


def test_a_damaged_run_is_named(file):
    made(file)
    with sqlite3.connect(file) as connection:
        connection.execute("UPDATE run SET leavers = CAST(substr(leavers, 1, 99) || X'00' AS BLOB)")
    connection.close()
    first = min(row.key for row in items(0, 1).values()).hex()
    with open_store(file) as store, pytest.raises(Refused, match=rf"damaged: 4 runs .*{first} \(it is not as"):
        store.read(sorted(row.key for row in items(0, 1).values()))


@pytest.fixture
def small_disk():
    """Return a folder with room for 600 kB."""
    folder = Path(tempfile.mkdtemp(prefix="mentorlab-disk-"))
    mounting = ["mount", "-t", "tmpfs", "-o", "size=600k", "tmpfs", str(folder)]
    if shutil.which("mount") is None or subprocess.run(mounting, check=False, capture_output=True).returncode:
        folder.rmdir()
        pytest.skip("no small disk can be made here: that takes root and the right to mount")
    try:
        yield folder
    finally:
        subprocess.run(["umount", str(folder)], check=True)
        folder.rmdir()


def test_on_a_full_disk_what_was_kept_stays_and_work_goes_on_when_there_is_room(small_disk):
    file, ballast = small_disk / "runs.db", small_disk / "ballast"
    ballast.write_bytes(bytes(150_000))
    with open_store(file) as store, store.claim(STUDY.key):
        store.add_study(STUDY, SCENARIOS)
        kept, failed = kept_until_it_fails(store)
        assert re.search(rf"full.*stays.*mentorlab resume {file}", str(failed))
        assert failed.exit_code == 75
        assert kept > 5
        assert len(list(store.keys(STUDY.key))) == 4 * kept
        ballast.unlink()
        store.keep(STUDY.key, items(2 * kept, 2 * kept + 1))
    with open_store(file) as store:
        for row in items(*range(2 * kept + 2)).values():
            assert same(store.run(row.key.hex()), row)


def kept_until_it_fails(store):
    """Keep chunk after chunk and return how many were, and how it failed."""
    for number in range(1000):
        try:
            store.keep(STUDY.key, items(2 * number, 2 * number + 1))
        except StoreFailed as failed:
            return number, failed
    raise AssertionError("the disk is not as small as it should be")


def test_on_a_full_disk_no_store_is_made_and_nothing_left_behind(small_disk):
    ballast = small_disk / "ballast"
    with ballast.open("wb", buffering=0) as filling, suppress(OSError):
        while filling.write(bytes(4096)):
            pass
    problem = refused(small_disk / "runs.db")
    assert problem.code == "unwritable"
    assert os.listdir(small_disk) == ["ballast"]
