"""A store in a file: how it comes to be, is opened, and is held by one driver at a time.

The file appears whole, under its name, with everything in it; so a file that is there is a store, or it is not ours
and is left alone.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import closing, contextmanager
from pathlib import Path
from shutil import rmtree

from sqlalchemy import Connection, Engine, QueuePool, create_engine, event
from sqlalchemy.exc import DBAPIError

from ....agents.base.refusal import Problem, Refused
from .database import first_line, furnish

APPLICATION_ID = 0x4D4C6162  # "MLab", in the header of the file
PATIENCE = 30.0  # seconds to wait for another process's transaction


def engine_of(file: Path, *, must_exist: bool, read_only: bool) -> Engine:
    """Return the way into a store file, which is made if it may be and is not there; refuse what is no store."""
    if not file.exists():
        if must_exist or read_only:
            hint = "Name the file that --store named when the study was begun."
            raise Refused(Problem("there is no store here.", hint, "missing", file=str(file)))
        create(file)
    check_ours(file)
    if not read_only:
        engine = connected(uri_of(file))
        check_writable(engine, file)
        return engine
    engine = connected(uri_of(file), read_only=True)
    if trouble_reading(engine) and not unfinished(file):  # where SQLite may not write the files beside it
        engine = connected(uri_of(file, as_it_lies=True), read_only=True)
    if trouble := trouble_reading(engine):
        hint = "Ask for the right to read it and the files beside it; if it is damaged, take it from a backup."
        raise Refused(Problem(f"cannot be read: {trouble}.", hint, "unreadable", file=str(file)))
    return engine


def connected(uri: str, *, read_only: bool = False) -> Engine:
    """Return an engine whose transactions begin explicitly, with everything on disk when they end.

    What is only read is opened like the rest, and not with mode=ro, which leaves files behind that it cannot clear.
    """

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            for setting in ("synchronous=FULL", "foreign_keys=ON", f"query_only={int(read_only)}"):
                connection.execute(f"PRAGMA {setting}")
        except sqlite3.Error:
            connection.close()
            raise
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool, hide_parameters=True)
    event.listen(engine, "begin", begin)
    return engine


def begin(connection: Connection) -> None:
    """Begin a transaction: one that writes takes its turn at once, instead of failing half-way."""
    writes = connection.get_execution_options().get("writes", False)
    connection.exec_driver_sql("BEGIN IMMEDIATE" if writes else "BEGIN")


def uri_of(file: Path, *, as_it_lies: bool = False) -> str:
    """Return a file's address for SQLite; `as_it_lies` reads the file without locks or files beside it."""
    return file.absolute().as_uri() + ("?immutable=1" if as_it_lies else "?mode=rw")


def create(file: Path) -> None:
    """Let an empty store appear whole under its name, unless another process was first."""
    if not file.parent.is_dir():
        hint = f"Make the folder {file.parent}, or choose another."
        raise Refused(Problem("its folder is not there.", hint, "missing", file=str(file)))
    try:
        room = tempfile.mkdtemp(dir=file.parent, prefix=f".{file.name}-")
    except OSError as error:
        raise unwritable(file, error.strerror or str(error)) from None
    try:
        draft = Path(room) / "store"
        furnished(draft)
        put(draft, file)
    except (DBAPIError, sqlite3.Error, OSError) as error:  # a full disk, most likely
        raise unwritable(file, first_line(error)) from None
    finally:
        rmtree(room, ignore_errors=True)


def furnished(draft: Path) -> None:
    """Make an empty store in a new file."""
    engine = create_engine("sqlite+pysqlite://", creator=lambda: sqlite3.connect(draft, isolation_level=None))
    event.listen(engine, "begin", begin)
    try:
        with engine.begin() as connection:
            connection.exec_driver_sql(f"PRAGMA application_id={APPLICATION_ID}")
            furnish(connection)
    finally:
        engine.dispose()
    with closing(sqlite3.connect(draft)) as alone:
        alone.execute("PRAGMA journal_mode=WAL")


def put(draft: Path, file: Path) -> None:
    """Give a finished file its name, and see to it that the name survives a power cut; what is there stays."""
    try:
        os.link(draft, file)
    except FileExistsError:
        return
    except OSError:  # a file system without links
        if file.exists():
            return
        os.rename(draft, file)
    if hasattr(os, "O_DIRECTORY"):
        folder = os.open(file.parent, os.O_DIRECTORY)
        try:
            os.fsync(folder)
        finally:
            os.close(folder)


def check_ours(file: Path) -> None:
    """Refuse a file that is no store, without touching it."""
    hint = "Name another file for the store; this one is left as it is."
    if not file.is_file():
        what, mend = ("is a folder, not a store.", "Name a file in it.") if file.is_dir() else ("is not a file.", hint)
        raise Refused(Problem(what, mend, "format", file=str(file)))
    try:
        with closing(sqlite3.connect(uri_of(file, as_it_lies=True), uri=True)) as connection:
            (found,) = connection.execute("PRAGMA application_id").fetchone()
    except sqlite3.Error as error:
        if error.sqlite_errorcode == sqlite3.SQLITE_CANTOPEN:
            hint = "Ask for the right to read it."
            raise Refused(Problem("may not be read.", hint, "unreadable", file=str(file))) from None
        if error.sqlite_errorcode == sqlite3.SQLITE_NOTADB:
            raise Refused(
                Problem("is not a store but a file of another kind.", hint, "format", file=str(file))
            ) from None
        found = application_of(file)
    if found != APPLICATION_ID:
        what = "is another program's database." if file.stat().st_size else "is an empty file, not a store."
        raise Refused(Problem(what, hint, "format", file=str(file)))


def application_of(file: Path) -> int:
    """Return whose database a file is that makes no sense alone, as what was kept last lies in the file beside it."""
    try:
        with closing(sqlite3.connect(uri_of(file), uri=True, timeout=PATIENCE)) as connection:
            return int(connection.execute("PRAGMA application_id").fetchone()[0])
    except sqlite3.Error as error:
        hint = "Take it from a backup, or begin with another store; this one is left as it is."
        raise Refused(Problem(f"is damaged: {error}.", hint, "unreadable", file=str(file))) from None


def check_writable(engine: Engine, file: Path) -> None:
    """Refuse a store that cannot be written, by beginning to write."""
    try:
        with engine.execution_options(writes=True).connect() as connection:  # rolled back at its end
            connection.exec_driver_sql("UPDATE meta SET value = value")
    except DBAPIError as error:
        engine.dispose()
        raise unwritable(file, first_line(error)) from None


def trouble_reading(engine: Engine) -> str:
    """Return why a store cannot be read, or nothing."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM meta")
    except DBAPIError as error:
        engine.dispose()
        return first_line(error)
    return ""


def unfinished(file: Path) -> bool:
    """Tell whether what was kept last still lies in the file beside, because a driver is at work or was killed."""
    beside = file.with_name(file.name + "-wal")
    return beside.exists() and beside.stat().st_size > 0


def unwritable(file: Path, why: str) -> Refused:
    """Return the refusal of a store that cannot be written."""
    hint = "Ask for the right to write it and its folder, or name another file, for example with --store runs.db."
    return Refused(Problem(f"cannot be written: {why.rstrip('.')}.", hint, "unwritable", file=str(file)))


@contextmanager
def held(file: Path) -> Iterator[bool]:
    """Hold a store file, and tell whether that succeeded: nobody else can until the block or the process ends.

    What is locked is a file beside the store, by SQLite itself, which locks on every system such that the lock goes
    with the process, and is not handed on to processes it starts.
    """
    beside = file.with_name(file.name + "-driver")
    try:
        connection = sqlite3.connect(beside, timeout=0, isolation_level=None)
    except sqlite3.OperationalError as error:
        raise unwritable(beside, str(error)) from None
    with closing(connection):
        try:
            connection.execute("BEGIN EXCLUSIVE")
        except sqlite3.OperationalError as error:
            if error.sqlite_errorcode != sqlite3.SQLITE_BUSY:
                raise unwritable(beside, str(error)) from None
            yield False
        else:
            yield True


def copied(file: Path, version: int) -> Path:
    """Copy a store as it is of an older version beside itself, and return where."""
    names = (file.with_name(f"{file.name}.schema{version}{'' if n == 1 else f'-{n}'}") for n in range(1, 1000))
    beside = next(name for name in names if not name.exists())
    with closing(sqlite3.connect(uri_of(file), uri=True)) as old, closing(sqlite3.connect(beside)) as copy:
        old.backup(copy)
    return beside
