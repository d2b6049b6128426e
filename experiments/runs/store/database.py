"""Transactions of a store's database, and the message where one fails."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, tuple_
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, ProgrammingError

from .keeper import StoreFailed

T = TypeVar("T")

AT_ONCE = 500
"""Rows asked for in one question."""


class Database:
    """A database, in transactions that are whole or nothing; what fails in it is a `StoreFailed`."""

    def __init__(self, engine: Engine, where: str) -> None:
        self.engine, self.where = engine, where
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
            raise  # a mistake of ours
        except (DatabaseError, InterfaceError) as error:
            raise StoreFailed(
                f"{self.where} could not be {what}: {first_line(error)}. "
                "What was kept before is whole and stays; what was being kept is not there. "
                f"When that is mended, go on with: mentorlab resume {self.where}"
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


def in_batches(keys: Sequence[T]) -> Iterator[list[T]]:
    """Return keys in lists that are not too long for one question."""
    rest = iter(keys)
    while some := list(islice(rest, AT_ONCE)):
        yield some
