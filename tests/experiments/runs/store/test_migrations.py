"""A store of an older mentorlab becomes one of today; one of a newer is refused."""

from __future__ import annotations

import logging
import sqlite3
from contextlib import closing

import pytest
from kept import SCENARIOS, a_failure, a_run, a_study, same
from sqlalchemy import create_engine, inspect

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.runs.store.rows.records import stored
from mentorlab.experiments.runs.store.sqlite import APPLICATION_ID
from mentorlab.experiments.runs.store.store import open_store

STUDY = a_study()

SCHEMA_1 = """  -- in the words of PostgreSQL
CREATE TABLE meta (key TEXT NOT NULL, value TEXT NOT NULL, PRIMARY KEY (key));
CREATE TABLE environment (fingerprint TEXT NOT NULL, spec TEXT NOT NULL, PRIMARY KEY (fingerprint));
CREATE TABLE scenario (key BYTEA NOT NULL, spec TEXT NOT NULL, PRIMARY KEY (key));
CREATE TABLE study (key BYTEA NOT NULL, name TEXT NOT NULL, asked TEXT NOT NULL, planned BIGINT NOT NULL,
    environment TEXT NOT NULL, begun TEXT NOT NULL, PRIMARY KEY (key));
CREATE TABLE study_scenario (study BYTEA NOT NULL, place INTEGER NOT NULL, scenario BYTEA NOT NULL, name TEXT NOT NULL,
    PRIMARY KEY (study, place), FOREIGN KEY (study) REFERENCES study (key),
    FOREIGN KEY (scenario) REFERENCES scenario (key));
CREATE TABLE run (id BYTEA NOT NULL, scenario BYTEA NOT NULL, seed TEXT NOT NULL, replicate BIGINT NOT NULL,
    status TEXT NOT NULL, seconds DOUBLE PRECISION NOT NULL, environment TEXT NOT NULL, kept_at TEXT NOT NULL,
    digest BYTEA NOT NULL, world TEXT NOT NULL, outcomes TEXT NOT NULL, same_people TEXT NOT NULL, error TEXT NOT NULL,
    leavers BYTEA, weekly BYTEA, PRIMARY KEY (id),
    CONSTRAINT run_status CHECK (status IN ('done', 'failed', 'lost')),
    FOREIGN KEY (scenario) REFERENCES scenario (key));
CREATE TABLE study_run (study BYTEA NOT NULL, replicate BIGINT NOT NULL, place INTEGER NOT NULL, run BYTEA NOT NULL,
    PRIMARY KEY (study, replicate, place), FOREIGN KEY (study) REFERENCES study (key),
    FOREIGN KEY (run) REFERENCES run (id));
CREATE INDEX study_run_run ON study_run (run);
CREATE TABLE driver (host TEXT NOT NULL, pid BIGINT NOT NULL, began TEXT NOT NULL, seen TEXT NOT NULL, study BYTEA);
INSERT INTO meta VALUES ('application', 'mentorlab');
INSERT INTO meta VALUES ('schema_version', '1');
"""
FOR_SQLITE = SCHEMA_1.replace("BYTEA", "BLOB").replace("DOUBLE PRECISION", "DOUBLE")
ROWS = {(r, p): a_run(r, p) for r in range(3) for p in (0, 1)} | {(3, 0): a_failure(3)}


def fill(execute, mark):
    """Fill the tables of schema 1 with a study, `mark` being how a value is written in a statement."""
    put = "INSERT INTO {} VALUES ({})"
    for one in SCENARIOS:
        execute(put.format("scenario", ", ".join([mark] * 2)), (one.key, '{"name":"x"}'))
    study = (STUDY.key, STUDY.name, "{}", 20, "e1", STUDY.begun)
    execute(put.format("study", ", ".join([mark] * 6)), study)
    for place, one in enumerate(SCENARIOS):
        execute(put.format("study_scenario", ", ".join([mark] * 4)), (STUDY.key, place, one.key, f"s{place}"))
    for (replicate, place), row in ROWS.items():
        record = {name: value for name, value in stored(row, "2026-01-01").items() if name not in ("content", "seal")}
        columns = f"run ({', '.join(record)})"
        execute(put.format(columns, ", ".join([mark] * 15)), tuple(record.values()))
        execute(put.format("study_run", ", ".join([mark] * 4)), (STUDY.key, replicate, place, row.key))


@pytest.fixture(params=["sqlite", "postgresql"])
def old(request, tmp_path):
    """Return where a store of schema 1 is."""
    if request.param == "postgresql":
        import psycopg

        where = request.getfixturevalue("postgres_store")
        with psycopg.connect(where) as connection:
            connection.execute(SCHEMA_1)
            fill(connection.execute, "%s")
        return where
    file = tmp_path / "old.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(f"PRAGMA application_id={APPLICATION_ID}; PRAGMA journal_mode=WAL;" + FOR_SQLITE)
        fill(connection.execute, "?")
        connection.commit()
    return str(file)


@pytest.mark.parametrize("read_only", [False, True])
def test_a_store_of_schema_1_is_brought_up_to_date(old, caplog, read_only):
    with caplog.at_level(logging.WARNING), open_store(old, read_only=read_only) as store:
        assert "from schema 1 to 2" in caplog.text
        for row in ROWS.values():
            assert same(store.run(row.key.hex()), row)
        with store.database.reading() as connection:
            contents = dict(tuple(row) for row in connection.exec_driver_sql("SELECT id, content FROM run"))
        assert contents == {row.key: row.content for row in ROWS.values()}
        assert list(store.keys(STUDY.key)) == [row.key for row in ROWS.values()]
    with open_store(old) as store:
        store.keep(STUDY.key, {(3, 0): a_run(3)})
        assert store.statuses([a_run(3).key]) == {a_run(3).key: "done"}
    assert caplog.text.count("from schema") == 2


def test_an_older_file_is_copied_as_it_was_before_anything_changes(tmp_path):
    file = tmp_path / "old.db"
    with closing(sqlite3.connect(file)) as connection:
        connection.executescript(f"PRAGMA application_id={APPLICATION_ID};" + FOR_SQLITE)
        fill(connection.execute, "?")
        connection.commit()
    with closing(sqlite3.connect(tmp_path / "old.db.schema1")) as taken:
        taken.execute("CREATE TABLE mine (x)")
    with open_store(file):
        pass
    copy = create_engine(f"sqlite:///{tmp_path / 'old.db.schema1-2'}")
    assert "content" not in {column["name"] for column in inspect(copy).get_columns("run")}
    with copy.connect() as connection:
        assert connection.exec_driver_sql("SELECT count(*) FROM run").scalar() == len(ROWS)
    copy.dispose()


def test_a_step_that_fails_changes_nothing(old, monkeypatch):
    def half(connection):
        connection.exec_driver_sql("ALTER TABLE run ADD COLUMN content TEXT")
        raise MemoryError

    monkeypatch.setattr("mentorlab.experiments.runs.store.migrations.STEPS", {1: half})
    with pytest.raises(MemoryError):
        open_store(old)
    monkeypatch.undo()
    with open_store(old) as store:
        assert same(store.run(a_run().key.hex()), a_run())


def test_an_older_store_that_is_worked_on_is_left_alone(old, monkeypatch):
    monkeypatch.setattr("mentorlab.experiments.runs.store.store.SCHEMA", 1)  # the driver is the older mentorlab
    with open_store(old) as store, store.claim():
        monkeypatch.undo()
        with pytest.raises(Refused, match="in use"):
            open_store(old)


def test_a_newer_store_is_refused(old):
    with open_store(old) as store, store.database.writing() as connection:
        connection.exec_driver_sql("UPDATE meta SET value = '99' WHERE key = 'schema_version'")
    for read_only in (False, True):
        with pytest.raises(Refused, match=r"newer mentorlab: its schema is 99.*pip install --upgrade"):
            open_store(old, read_only=read_only)
