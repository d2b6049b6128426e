"""Transactions of a store's database, the message where one fails, and how a new store comes to have its tables."""

from __future__ import annotations

import sqlite3
from collections.abc import Iterator, Sequence
from contextlib import AbstractContextManager, contextmanager
from itertools import islice
from shlex import quote
from typing import Any, Protocol, TypeVar

from sqlalchemy import Connection, Engine, insert, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, ProgrammingError

from .keeper import StoreFailed
from .rows.records import damaged
from .tables import APPLICATION, SCHEMA, meta, tables

T = TypeVar("T")

AT_ONCE = 500
"""Rows asked for in one question."""


LOCKED = "is held by another program, such as a database viewer, a backup or a synchronised folder."
LOCKED_HINT = "Close that program, or wait until it is done with the file, and give the command again."


class Place(Protocol):
    """What is done otherwise in a file than on a server."""

    def held(self) -> AbstractContextManager[bool]:
        """Hold the store, and tell whether that succeeded: nobody else can until the block or the process ends."""

    def check_there(self, engine: Engine) -> None:
        """Raise `StoreFailed` where what is written to is not the store of that name any more."""

    def settle(self, engine: Engine, *, at_once: bool = False) -> None:
        """Write what was kept into the file itself, at once or if that was not done lately."""

    def shrink(self, engine: Engine) -> None:
        """Give back the space of what was deleted."""

    def trouble(self, engine: Engine) -> str:
        """Return what is damaged in the structure of the database; nothing if that is whole."""


class Database:
    """A database, in transactions that are whole or nothing; what fails in it is a `StoreFailed`."""

    def __init__(self, engine: Engine, where: str, place: Place) -> None:
        self.engine, self.where, self.place = engine, where, place
        dialect: Any = {"sqlite": sqlite, "postgresql": postgresql}[engine.dialect.name]
        self.insert = dialect.insert
        """INSERT with ON CONFLICT, which both have in the same words."""

    @contextmanager
    def reading(self) -> Iterator[Connection]:
        """Read in one transaction: all of it as of one moment in a file."""
        with self._reporting("read"), self.engine.connect() as connection:
            yield connection

    @contextmanager
    def writing(self) -> Iterator[Connection]:
        """Write in one transaction, in which nobody else writes to a file."""
        with self._reporting("written"), self.engine.execution_options(writes=True).begin() as connection:
            yield connection

    @contextmanager
    def _reporting(self, what: str) -> Iterator[None]:
        try:
            yield
        except (IntegrityError, ProgrammingError):
            if trouble := self.place.trouble(self.engine):
                raise damaged(trouble, self.where) from None
            raise  # a mistake of ours
        except (DatabaseError, InterfaceError) as error:
            if means_damage(error):
                raise damaged(first_line(error), self.where) from None
            if means_locked(error):
                goes_on = f"What was kept stays; go on with: mentorlab resume {quote(self.where)}"
                raise StoreFailed(f"{self.where} {LOCKED} {LOCKED_HINT} {goes_on}") from None
            raise StoreFailed(
                f"{self.where} could not be {what}: {first_line(error)}. "
                "What was kept before is whole and stays; what was being kept is not there. "
                f"When that is mended, go on with: mentorlab resume {quote(self.where)}"
            ) from None

    def pages(self, asked: Any, *order: Any) -> Iterator[Any]:
        """Return the rows of a question, in order, in many short transactions and little memory.

        The columns of the order name each row; what is written meanwhile may be among the rows.
        """
        names = [column.name for column in order]
        page = asked.order_by(*order).limit(AT_ONCE)
        while True:
            with self.reading() as connection:
                rows = connection.execute(page).all()
            yield from rows
            if len(rows) < AT_ONCE:
                return
            last = rows[-1]._mapping
            page = asked.where(tuple_(*order) > tuple(last[name] for name in names)).order_by(*order).limit(AT_ONCE)


def first_line(error: BaseException) -> str:
    """Return in one line what went wrong, as the database or the system reports it."""
    said = getattr(error, "orig", None) or error
    told = (getattr(said, "strerror", None) or str(said)).strip().splitlines()
    return told[0].rstrip(".") if told else type(said).__name__


def means_damage(error: BaseException) -> bool:
    """Tell whether an error of SQLite means that the file is not as SQLite and we wrote it."""
    said = getattr(error, "orig", None) or error
    if not isinstance(said, sqlite3.Error):
        return False
    code = getattr(said, "sqlite_errorcode", None)  # None: text that is not UTF-8
    return code is None or code & 0xFF in (
        sqlite3.SQLITE_ERROR, sqlite3.SQLITE_CORRUPT, sqlite3.SQLITE_NOTADB, sqlite3.SQLITE_FORMAT,
        sqlite3.SQLITE_SCHEMA, sqlite3.SQLITE_MISMATCH, sqlite3.SQLITE_TOOBIG,
    )  # fmt: skip


def means_locked(error: BaseException) -> bool:
    """Tell whether an error of SQLite means that somebody else has the file and did not let go of it."""
    code = getattr(getattr(error, "orig", None) or error, "sqlite_errorcode", None) or 0
    return code & 0xFF in (sqlite3.SQLITE_BUSY, sqlite3.SQLITE_LOCKED)


def in_batches(keys: Sequence[T]) -> Iterator[list[T]]:
    """Return keys in lists that are not too long for one question."""
    rest = iter(keys)
    while some := list(islice(rest, AT_ONCE)):
        yield some


def furnish(connection: Connection) -> None:
    """Make the tables of a new store."""
    tables.create_all(connection)
    known = {"application": APPLICATION, "schema_version": str(SCHEMA)}
    connection.execute(insert(meta), [{"key": key, "value": value} for key, value in known.items()])
