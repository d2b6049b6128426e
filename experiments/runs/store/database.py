"""Transactions of a store's database, the message where one fails, and how a store comes to have the tables of today.

It gets them all at once if it is new, step by step if it is older.
"""

from __future__ import annotations

import logging
from collections.abc import Callable, Iterator, Sequence
from contextlib import contextmanager
from itertools import islice
from pathlib import Path
from typing import Any, TypeVar

from sqlalchemy import Connection, Engine, LargeBinary, column, insert, select, table, tuple_, update
from sqlalchemy.dialects import postgresql, sqlite
from sqlalchemy.exc import DatabaseError, IntegrityError, InterfaceError, ProgrammingError

from ....agents.base.refusal import Problem, Refused
from .keeper import StoreFailed
from .rows.records import numbers_from
from .rows.rows import RunRow
from .rows.series import unpacked_array
from .tables import APPLICATION, SCHEMA, meta, tables

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


log = logging.getLogger("mentorlab")

Step = Callable[[Connection], None]


def furnish(connection: Connection) -> None:
    """Make the tables of a new store."""
    tables.create_all(connection)
    known = {"application": APPLICATION, "schema_version": str(SCHEMA)}
    connection.execute(insert(meta), [{"key": key, "value": value} for key, value in known.items()])


def version_of(database: Database, where: str) -> int:
    """Return the version of a store's tables; refuse one that is newer than ours."""
    with database.reading() as connection:
        version = int(connection.execute(select(meta.c.value).where(meta.c.key == "schema_version")).scalar_one())
    if version > SCHEMA:
        message = f"was made by a newer mentorlab: its schema is {version}, and this one knows {SCHEMA}."
        hint = "Update it: pip install --upgrade mentorlab"
        raise Refused(Problem(message, hint, "newer", file=where, value=version))
    return version


def bring_up_to_date(database: Database, where: str, copy: Path | None) -> None:
    """Take an older store to the tables of today, a version at a time, each in one transaction."""
    kept = f"; as it was, it is kept as {copy}" if copy else ""
    while (version := version_of(database, where)) < SCHEMA:
        log.warning("%s is brought from schema %d to %d%s.", where, version, version + 1, kept)
        with database.writing() as connection:
            STEPS[version](connection)
            connection.execute(update(meta).where(meta.c.key == "schema_version").values(value=str(version + 1)))


def add_content(connection: Connection) -> None:
    """Say of every run what came out in sixteen bytes, so that stores can be compared."""
    kind = LargeBinary().compile(connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE run ADD COLUMN content {kind}")
    names = ("id", "status", "digest", "outcomes", "same_people", "leavers", "content")
    runs = table("run", *map(column, names))
    after = b""
    while some := connection.execute(
        select(*(runs.c[name] for name in names[:-1])).where(runs.c.id > after).order_by(runs.c.id).limit(AT_ONCE)
    ).all():
        for row in some:
            content = RunRow(
                row.id, b"", 0, 0,
                status=row.status, digest=row.digest, outcomes=numbers_from(row.outcomes),
                same_people=numbers_from(row.same_people),
                leavers=None if row.leavers is None else unpacked_array(row.leavers),
            ).content  # fmt: skip
            connection.execute(update(runs).where(runs.c.id == row.id).values(content=content))
        after = some[-1].id


STEPS: dict[int, Step] = {1: add_content}
"""From a version to the next."""
