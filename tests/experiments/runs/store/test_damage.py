"""What is kept is never read back as something else: whatever was changed in a store is told, and where."""

from __future__ import annotations

import os
import shutil
import sqlite3
import struct
import zlib
from contextlib import closing

import pytest
from kept import SCENARIOS, a_failure, a_run, a_study, items, key_of, same, seal_anew

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.runs.exchange.export import export
from mentorlab.experiments.runs.exchange.merge import merge
from mentorlab.experiments.runs.store import sqlite
from mentorlab.experiments.runs.store.keeper import StoreFailed
from mentorlab.experiments.runs.store.rows.records import SEALED
from mentorlab.experiments.runs.store.rows.series import LARGEST, SEAL, Damaged, unpacked_array
from mentorlab.experiments.runs.store.store import open_store
from mentorlab.experiments.runs.store.studies import seal_study

STUDY = a_study()
RUN = a_run()


@pytest.fixture
def store(where):
    """Return an open store with a study of six runs."""
    with open_store(where) as store:
        mark = store.add_environment({"numpy": "2.2"})
        store.add_study(a_study(environment=mark), SCENARIOS)
        store.keep(STUDY.key, {**items(0, 1), (2, 0): a_run(2), (2, 1): a_failure(2, 1)})
        yield store


@pytest.fixture
def file(tmp_path):
    """Return a store file of four runs."""
    with open_store(tmp_path / "runs.db") as store:
        store.add_study(STUDY, SCENARIOS)
        store.keep(STUDY.key, items(0, 1))
    return tmp_path / "runs.db"


def change(store, statement, *values):
    """Change something in a store as no command of ours does."""
    with store.database.writing() as connection:
        mark = "?" if connection.dialect.name == "sqlite" else "%s"
        if mark == "?":
            connection.exec_driver_sql("PRAGMA defer_foreign_keys=ON")
        connection.exec_driver_sql(statement.replace("?", mark), values)


def change_file(file, *statements):
    """Change something in a store file with another program."""
    with closing(sqlite3.connect(file, isolation_level=None)) as connection:
        for statement in statements:
            connection.execute(statement)


# a store of either kind

OTHER = {
    "scenario": SCENARIOS[1].key, "seed": "8", "replicate": 5, "status": "lost", "seconds": 0.5, "environment": "e2",
    "kept_at": "2020-01-01T00:00:00.000+00:00", "digest": key_of("x"), "content": key_of("x"), "world": "{}",
    "outcomes": '{"innovation":1.0}', "same_people": '{"innovation":1.0}', "error": "none", "leavers": None,
}  # fmt: skip


@pytest.mark.parametrize("name", [name for name in SEALED if name != "id"])
def test_nothing_of_a_run_is_changed_without_being_told(store, name, tmp_path):
    change(store, f"UPDATE run SET {name} = ? WHERE id = ?", OTHER[name], RUN.key)
    with pytest.raises(Refused, match=f"damaged: 1 run cannot be used: {RUN.key.hex()}") as refusal:
        store.read([RUN.key, a_run(1).key])
    (problem,) = refusal.value.problems
    assert problem.code == "damaged"
    assert "--skip-damaged" in problem.hint
    for read in (lambda: store.run(RUN.key.hex()), lambda: export(store, tmp_path / "tables", kind="csv")):
        with pytest.raises(Refused, match="damaged"):
            read()
    assert not (tmp_path / "tables").exists()


def test_weekly_values_that_were_changed_are_told_where_they_are_read(store):
    with store.database.reading() as connection:
        (other,) = connection.exec_driver_sql("SELECT weekly FROM run WHERE replicate = 1 LIMIT 1").one()
    change(store, "UPDATE run SET weekly = ? WHERE id = ?", other, RUN.key)
    assert store.read([RUN.key])[RUN.key].outcomes
    with pytest.raises(Refused, match="its weekly values are not as they were written"):
        store.read([RUN.key], weekly=True)


@pytest.mark.parametrize(
    ("statement", "read"),
    [
        ("UPDATE study SET asked = '{}'", lambda store: store.study("a study")),
        ("UPDATE study SET planned = 19", lambda store: store.studies()),
        ("UPDATE study_scenario SET name = 'other' WHERE place = 1", lambda store: store.studies()),
        ("UPDATE study SET asked = '[1'", lambda store: store.add_study(STUDY, SCENARIOS)),
        ("UPDATE scenario SET spec = '{}'", lambda store: store.scenario(SCENARIOS[0].key)),
        ("UPDATE environment SET spec = '{}'", lambda store: store.environments()),
        ("UPDATE meta SET value = 'x' WHERE key = 'schema_version'", lambda store: open_store(store.where)),
    ],
)
def test_no_study_scenario_or_environment_is_changed_without_being_told(where, store, statement, read, tmp_path):
    store.where = where  # with its password
    change(store, statement)
    with pytest.raises(Refused) as refusal:
        read(store)
    assert refusal.value.problems[0].code == "damaged"


@pytest.mark.parametrize("version", ["9" * 5000, b"3", "\u0663", "0", ""])
def test_a_version_that_is_none_is_damage(file, version):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE meta SET value = ? WHERE key = 'schema_version'", (version,))
        connection.commit()
    with pytest.raises(Refused, match="which is not a version"):
        open_store(file)


@pytest.mark.parametrize("planned", ["x", -5, 1.5, b"20"])
def test_a_crafted_number_of_planned_runs_is_damage_and_the_study_is_left_out(file, planned, tmp_path):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute("UPDATE study SET planned = ?", (planned,))
        connection.commit()
    with open_store(file) as store, store.database.writing() as connection:
        seal_study(connection, STUDY.key)
    with open_store(file, read_only=True) as store, open_store(tmp_path / "into.db") as into:
        for read in (store.studies, lambda: merge(into, [store])):
            with pytest.raises(Refused, match="damaged: the study 'a study' cannot be used: how many runs are planned"):
                read()
        assert "the study 'a study'" in merge(into, [store], skip_damaged=True).left_out


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE study_run SET replicate = 9 WHERE replicate = 1 AND place = 0",
        "UPDATE study_run SET run = (SELECT run FROM study_run WHERE replicate = 0 AND place = 0) "
        "WHERE replicate = 1 AND place = 0",
        "UPDATE study_run SET place = 7 WHERE replicate = 1 AND place = 0",
    ],
)
def test_an_item_that_names_a_run_of_another_is_told(store, statement, tmp_path):
    change(store, statement)
    with pytest.raises(Refused, match="names a run that is not its own"):
        export(store, tmp_path / "tables", kind="csv")
    with open_store(tmp_path / "into.db") as into, pytest.raises(Refused, match="not its own"):
        merge(into, [store])


def test_what_is_whole_is_taken_over_and_the_rest_is_named(store, tmp_path):
    change(store, "UPDATE run SET seed = '8' WHERE id = ?", RUN.key)
    with open_store(tmp_path / "into.db") as into:
        with pytest.raises(Refused, match="damaged: 1 run"):
            merge(into, [store])
        assert list(into.keys()) == []
        found = merge(into, [store], skip_damaged=True)
        assert (found.runs, found.left_out) == (5, (f"the run {RUN.key.hex()}",))
        assert len(list(into.keys(STUDY.key))) == 5
        assert same(into.run(a_run(1).key.hex()), a_run(1))
        into.keep(STUDY.key, {(0, 0): RUN})
        assert same(into.run(RUN.key.hex()), RUN)


def test_a_damaged_run_does_not_win_over_a_whole_one(store, tmp_path):
    change(store, "UPDATE run SET outcomes = '{\"innovation\":9.0}' WHERE id = ?", RUN.key)
    with open_store(tmp_path / "whole.db") as whole:
        whole.add_study(STUDY, SCENARIOS)
        whole.keep(STUDY.key, items(0))
        with pytest.raises(Refused, match="damaged"):
            merge(whole, [store])
        with pytest.raises(Refused, match="damaged"):
            merge(store, [whole])
        with open_store(tmp_path / "into.db") as into:
            assert merge(into, [store, whole], skip_damaged=True).disagreeing == ()
            assert same(into.run(RUN.key.hex()), RUN)


# a store in a file


def test_where_the_file_is_broken_what_is_whole_is_taken_over(tmp_path):
    broken = tmp_path / "broken.db"
    rows = {(r, 0): a_run(r) for r in range(60)}
    with open_store(broken) as store:
        store.add_study(STUDY, SCENARIOS)
        store.keep(STUDY.key, rows)
    content = bytearray(broken.read_bytes())
    with closing(sqlite3.connect(broken)) as connection:
        size = connection.execute("PRAGMA page_size").fetchone()[0]
    middle = len(content) // size // 2 * size
    content[middle : middle + size] = bytes(size)
    broken.write_bytes(content)
    with pytest.raises(Refused, match="is damaged: the structure of the file is broken"):
        open_store(broken, read_only=True)
    with open_store(broken, read_only=True, unchecked=True) as store, open_store(tmp_path / "into.db") as into:
        found = merge(into, [store], skip_damaged=True)
        assert found.left_out
        assert 50 <= found.runs < 60
        for key in into.keys():  # noqa: SIM118
            assert any(same(into.run(key.hex()), row) for row in rows.values() if row.key == key)


@pytest.mark.parametrize(
    "statement",
    [
        "CREATE TRIGGER mine AFTER INSERT ON run BEGIN DELETE FROM study; END",
        "CREATE VIEW mine AS SELECT * FROM run",
        "CREATE TABLE mine (x)",
        "CREATE INDEX mine ON run (abs(replicate))",
    ],
)
@pytest.mark.parametrize("read_only", [True, False])
def test_what_could_act_by_itself_in_a_store_is_refused(file, statement, read_only):
    change_file(file, statement)
    with pytest.raises(Refused, match="'mine', which mentorlab did not make") as refusal:
        open_store(file, read_only=read_only)
    assert refusal.value.problems[0].hint


@pytest.mark.parametrize(
    "statement", ["ALTER TABLE run ADD COLUMN more AS (abs(replicate))", "ALTER TABLE run RENAME seconds TO minutes"]
)
def test_tables_with_other_columns_are_refused(file, statement):
    change_file(file, statement)
    with pytest.raises(Refused, match="columns of its table 'run'"):
        open_store(file, read_only=True)


def test_a_store_says_itself_nothing_that_is_run(file):
    with open_store(file) as store, store.database.reading() as connection:
        settings = {name: connection.exec_driver_sql(f"PRAGMA {name}").scalar() for name in (
            "trusted_schema", "cell_size_check"
        )}  # fmt: skip
    assert settings == {"trusted_schema": 0, "cell_size_check": 1}


@pytest.mark.parametrize("read_only", [True, False])
def test_a_store_that_another_program_holds_is_called_that(file, monkeypatch, read_only):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.1)
    with closing(sqlite3.connect(file, isolation_level=None)) as theirs:
        theirs.execute("PRAGMA locking_mode=EXCLUSIVE" if read_only else "BEGIN IMMEDIATE")
        if read_only:
            theirs.execute("PRAGMA journal_mode=DELETE")
            theirs.execute("BEGIN EXCLUSIVE")
        with pytest.raises(Refused, match="held by another program") as refusal:
            open_store(file, read_only=read_only)
    assert refusal.value.problems[0].code == "in use"
    assert "Close that program" in refusal.value.problems[0].hint


def test_a_store_that_is_held_in_the_middle_of_work_is_called_that(file, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.1)
    with open_store(file) as store, closing(sqlite3.connect(file, isolation_level=None)) as theirs:
        theirs.execute("BEGIN IMMEDIATE")
        with pytest.raises(StoreFailed, match=r"held by another program.*mentorlab resume"):
            store.keep(STUDY.key, items(7))


def test_the_command_that_goes_on_can_be_pasted_whatever_the_file_is_called(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "PATIENCE", 0.1)
    file = tmp_path / "my runs.db"
    with open_store(file) as store:
        store.add_study(STUDY, SCENARIOS)
        with closing(sqlite3.connect(file, isolation_level=None)) as theirs:
            theirs.execute("BEGIN IMMEDIATE")
            with pytest.raises(StoreFailed, match=f"mentorlab resume '{file}'"):
                store.keep(STUDY.key, items(7))
        with store.claim(), pytest.raises(Refused) as refusal, open_store(file) as other, other.claim():
            pass
        assert refusal.value.problems[0].hint.endswith(f"mentorlab status '{file}'")


def sealed(head, body):
    """Return a block of ours with any content."""
    inside = zlib.compress(struct.pack("<I", len(head)) + head + body)
    return SEAL.pack(b"MLa1", zlib.crc32(inside)) + inside


CRAFTED = {
    "no number": ("seed", "seven"),
    "a long number": ("seed", "9" * 5000),
    "text for a count": ("replicate", "five"),
    "bytes for text": ("outcomes", b"\xff\xfe"),
    "no JSON": ("outcomes", "{"),
    "deep JSON": ("outcomes", "[" * 100_000),
    "a list": ("world", "[1]"),
    "words for numbers": ("same_people", '{"innovation":"much"}'),
    "an array of objects": ("leavers", sealed(b'{"dtype":"|O8","shape":[3]}', bytes(24))),
    "an array of another shape": ("leavers", sealed(b'{"dtype":"|u1","shape":[4]}', bytes(3))),
    "no block": ("leavers", b"MLa1"),
}


@pytest.mark.parametrize("name", CRAFTED)
def test_what_was_crafted_and_sealed_is_told_in_a_sentence(file, tmp_path, name):
    column, value = CRAFTED[name]
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"UPDATE run SET {column} = ? WHERE id = ?", (value, RUN.key))
        connection.commit()
    seal_anew(file)
    with open_store(file, read_only=True) as store, pytest.raises(Refused, match="damaged"):
        store.read([RUN.key])


@pytest.mark.parametrize(
    ("column", "value"), [("outcomes", "null"), ("world", "[1]"), ("leavers", b"MLa1"), ("weekly", b"MLa1")]
)
def test_a_sealed_run_that_cannot_be_read_is_not_passed_on(file, tmp_path, column, value):
    with closing(sqlite3.connect(file)) as connection:
        connection.execute(f"UPDATE run SET {column} = ? WHERE id = ?", (value, RUN.key))
        connection.commit()
    seal_anew(file)
    with open_store(file, read_only=True) as store, open_store(tmp_path / "into.db") as into:
        with pytest.raises(Refused, match=f"damaged: 1 run cannot be used: {RUN.key.hex()}"):
            merge(into, [store])
        assert merge(into, [store], skip_damaged=True).left_out == (f"the run {RUN.key.hex()}",)


@pytest.mark.parametrize("read_only", [True, False])
def test_a_schema_that_is_not_utf8_is_damage(file, read_only):
    content = file.read_bytes()
    at = content.index(b"CREATE TABLE study_run")
    for place in range(at, at + 40):
        file.write_bytes(content[:place] + bytes([content[place] ^ 0x80]) + content[place + 1 :])
        with pytest.raises(Refused) as refusal:
            open_store(file, read_only=read_only)
        assert refusal.value.problems[0].code == "damaged"


def test_text_that_is_not_utf8_is_damage(file):
    change_file(file, f"UPDATE run SET error = CAST(X'FFFE' AS TEXT) WHERE id = X'{RUN.key.hex()}'")
    with open_store(file, read_only=True) as store, pytest.raises(Refused, match="damaged"):
        store.read([RUN.key])


def test_a_block_that_unpacks_to_more_than_any_of_ours_is_refused_before_it_is_unpacked():
    block = sealed(b"{}", bytes(LARGEST))
    assert len(block) < LARGEST / 500
    with pytest.raises(Damaged, match="unpacks to more than 16 MB"):
        unpacked_array(block)


# a copy is a copy, and a store that is gone is missed


def test_the_file_alone_has_what_was_kept_a_little_before(tmp_path, monkeypatch):
    monkeypatch.setattr(sqlite, "SETTLING", 0.0)
    with open_store(tmp_path / "runs.db") as store, store.claim(STUDY.key):
        store.add_study(STUDY, SCENARIOS)
        store.keep(STUDY.key, items(0, 1))
        shutil.copy(tmp_path / "runs.db", tmp_path / "copy.db")
    with open_store(tmp_path / "copy.db", read_only=True) as copy:
        assert list(copy.keys(STUDY.key)) == [row.key for row in items(0, 1).values()]


def test_at_the_end_of_work_the_file_alone_has_everything(tmp_path):
    with open_store(tmp_path / "runs.db") as store:
        with store.claim(STUDY.key):
            store.add_study(STUDY, SCENARIOS)
            store.keep(STUDY.key, items(0))
        shutil.copy(tmp_path / "runs.db", tmp_path / "copy.db")
    with open_store(tmp_path / "copy.db", read_only=True) as copy:
        assert len(list(copy.keys(STUDY.key))) == 2
        assert copy.driver() is None


@pytest.mark.skipif(os.name != "posix", reason="elsewhere a file that is open can be neither moved nor deleted")
@pytest.mark.parametrize("how", ["moved", "deleted", "replaced"])
@pytest.mark.parametrize("when", ["keeping", "at the end"])
def test_a_store_that_goes_while_a_study_runs_is_told(tmp_path, how, when):
    def work(store):
        with store.claim(STUDY.key):
            store.keep(STUDY.key, items(0, 1))
            if how == "deleted":
                file.unlink()
            else:
                file.rename(tmp_path / "elsewhere.db")
            if how == "replaced":
                file.write_bytes(b"")
            if when == "keeping":
                store.keep(STUDY.key, items(2))

    file = tmp_path / "runs.db"
    told = r"runs.db was moved, replaced or deleted.*mentorlab resume"
    with open_store(file) as store:
        store.add_study(STUDY, SCENARIOS)
        with pytest.raises(StoreFailed, match=told) as failed:
            work(store)
    assert failed.value.exit_code == 75
    if how != "deleted":
        with open_store(tmp_path / "elsewhere.db", read_only=True) as moved:
            assert len(list(moved.keys(STUDY.key))) == 4
