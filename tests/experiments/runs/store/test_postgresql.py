"""A store on a PostgreSQL server: what is refused at its door, what never is told, and a server that goes away."""

from __future__ import annotations

import socket

import psycopg
import pytest
from kept import SCENARIOS, a_run, a_study, items, same

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.runs.store import postgresql
from mentorlab.experiments.runs.store.keeper import StoreFailed
from mentorlab.experiments.runs.store.store import open_store

STUDY = a_study()


def refused(where, **how):
    """Return what is said of a store that cannot be opened."""
    with pytest.raises(Refused) as refusal:
        open_store(where, **how)
    (problem,) = refusal.value.problems
    assert problem.hint
    return problem


def password_in(address):
    """Return the password of an address."""
    return address.split("@")[0].rsplit(":", 1)[1]


@pytest.mark.parametrize("scheme", ["postgresql", "postgresql+psycopg"])
def test_the_password_is_never_told(postgres_store, scheme):
    where = postgres_store.replace("postgresql", scheme, 1)
    with open_store(where) as store:
        told = [store.where, repr(store), repr(store.database.engine)]
    told += [str(refused(where.replace("/postgres?", "/none?")))]
    assert not any(password_in(where) in one for one in told)
    assert store.where.startswith("postgresql://tester@127.0.0.1:")
    as_option = where.replace(f":{password_in(where)}@", "@") + f"&password={password_in(where)}"
    with open_store(as_option) as store:
        assert password_in(where) not in store.where


def test_a_wrong_password_is_refused_and_not_repeated(postgres_store):
    problem = refused(postgres_store.replace(password_in(postgres_store), "wrong-one"))
    assert problem.code == "unreachable"
    assert "password authentication failed" in problem.message
    assert "wrong-one" not in str(problem)


def test_a_server_that_is_not_there_is_refused():
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        problem = refused(f"postgresql://me:secret@127.0.0.1:{free.getsockname()[1]}/runs")
    assert problem.code == "unreachable"
    assert "refused" in problem.message
    assert "secret" not in str(problem)


@pytest.mark.parametrize(
    "where", ["postgresql://me:secret@host:port/runs", "mysql://me:secret@host/runs", "sqlite:///runs.db", "://"]
)
def test_an_address_that_is_none_is_refused_and_not_repeated(where):
    problem = refused(where)
    assert (problem.code, problem.field) == ("format", "store")
    assert "secret" not in repr(problem)


def test_without_its_package_the_refusal_names_it(monkeypatch):
    monkeypatch.setattr(postgresql.importlib.util, "find_spec", lambda name: None)
    problem = refused("postgresql://host/runs")
    assert problem.hint == "Install it: pip install 'mentorlab[cluster]'"


def test_a_store_that_must_exist_is_not_made(postgres_store):
    for how in ({"must_exist": True}, {"read_only": True}):
        assert refused(postgres_store, **how).code == "missing"
    with psycopg.connect(postgres_store) as connection:
        assert connection.execute("SELECT to_regclass('meta')").fetchone() == (None,)


@pytest.mark.parametrize(
    "theirs", ["CREATE TABLE run (id int)", "CREATE TABLE meta (key text, value text)", "CREATE TABLE meta (id int)"]
)
def test_another_programs_tables_are_left_as_they_are(postgres_store, theirs):
    with psycopg.connect(postgres_store) as connection:
        connection.execute(theirs)
    assert "another program" in refused(postgres_store).message
    with psycopg.connect(postgres_store) as connection:
        tables = "SELECT count(*) FROM pg_tables WHERE schemaname = current_schema()"
        assert connection.execute(tables).fetchone() == (1,)


def test_a_database_that_cannot_hold_every_letter_is_refused(postgres):
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE DATABASE latin TEMPLATE template0 ENCODING 'LATIN1' LOCALE 'C'")
    assert "LATIN1, not UTF8" in refused(postgres.replace("/postgres", "/latin")).message


def test_a_store_opened_to_be_read_is_not_written(postgres_store):
    open_store(postgres_store).close()
    with open_store(postgres_store, read_only=True) as store, pytest.raises(StoreFailed, match="read-only"):
        store.add_environment({"a": "1"})


def test_two_stores_of_one_server_have_a_driver_each(postgres_store, postgres):
    with psycopg.connect(postgres, autocommit=True) as connection:
        connection.execute("CREATE SCHEMA other")
    elsewhere = f"{postgres}?options=-csearch_path%3Dother"
    with open_store(postgres_store) as one, open_store(elsewhere) as other, one.claim(), other.claim():
        pass


def test_a_server_that_ends_our_connection_loses_what_was_being_kept_and_no_more(postgres_store):
    with open_store(postgres_store) as store:
        store.add_study(STUDY, SCENARIOS)
        store.keep(STUDY.key, items(0))
        with pytest.raises(StoreFailed, match=r"could not be written.*mentorlab resume") as failed:
            delete_all_but_lose_the_server(store, postgres_store)
        assert password_in(postgres_store) not in str(failed.value)
        store.keep(STUDY.key, items(1))
        for row in items(0, 1).values():
            assert same(store.run(row.key.hex()), row)


def delete_all_but_lose_the_server(store, where):
    """Delete everything in one transaction, in the middle of which the server ends the connection."""
    with store.database.writing() as connection:
        mine = connection.exec_driver_sql("SELECT pg_backend_pid()").scalar()
        connection.exec_driver_sql("DELETE FROM study_run")
        with psycopg.connect(where) as other:
            other.execute("SELECT pg_terminate_backend(%s)", (mine,))
        connection.exec_driver_sql("DELETE FROM run")


def test_a_claim_whose_connection_the_server_ended_can_still_be_left(postgres_store):
    with open_store(postgres_store) as store:
        with store.claim(), psycopg.connect(postgres_store) as other:
            other.execute(
                "SELECT pg_terminate_backend(pid) FROM pg_locks WHERE locktype = 'advisory' AND pid != pg_backend_pid()"
            )
        with store.claim():
            assert list(store.keys()) == []
        assert a_run().key not in store.statuses([a_run().key])
