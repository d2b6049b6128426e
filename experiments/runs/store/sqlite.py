"""A store in a file: how it comes to be, is opened, and is held by one driver at a time.

The file appears whole, under its name, with everything in it; so a file that is there is a store, or it is not ours
and is left alone.
"""

from __future__ import annotations

import os
import sqlite3
import tempfile
from collections.abc import Iterator
from contextlib import AbstractContextManager, closing, contextmanager, suppress
from pathlib import Path
from shlex import quote
from shutil import rmtree
from time import monotonic

from sqlalchemy import Connection, Engine, ExceptionContext, QueuePool, create_engine, event
from sqlalchemy.exc import DatabaseError, DBAPIError

from ....agents.base.refusal import Problem, Refused
from .database import LOCKED, LOCKED_HINT, first_line, furnish, means_damage, means_locked
from .keeper import StoreFailed
from .rows.records import damaged
from .tables import tables

APPLICATION_ID = 0x4D4C6162  # "MLab", in the header of the file
PATIENCE = 30.0  # seconds to wait for another process's transaction
SETTLING = 3.0  # seconds after which what was kept is written into the file itself, so that a copy of it has that
LONGEST = 64 * 2**20  # bytes of one value in the database: the largest of ours has a few hundred thousand
CHEAP = 256 * 2**20  # bytes of a file whose structure is checked whenever it is opened: that takes .2 s
NOT_UTF8 = "the names of its tables and columns are not UTF-8"


class StoreFile:
    """A store's file; see `database.Place`."""

    def __init__(self, file: Path) -> None:
        self.named, self.file = file, file.resolve()  # whatever it is called
        self.mark = self.found()
        self.settled = monotonic()

    def found(self) -> tuple[int, int] | None:
        """Return what tells the file from every other, None where there is none of its name."""
        try:
            there = self.file.stat()
        except OSError:
            return None
        return there.st_dev, there.st_ino

    def held(self) -> AbstractContextManager[bool]:
        """Hold the store, and tell whether that succeeded."""
        return held(self.file)

    def check_there(self, engine: Engine) -> None:
        """Raise `StoreFailed` where the file was moved or deleted; what was kept is written into it all the same."""
        if self.found() == self.mark:
            return
        self.settle(engine, at_once=True)
        raise StoreFailed(
            f"{self.named} was moved, replaced or deleted while the study was at work. What was kept is in the file "
            f"that was moved; if it was deleted, it is lost. Move it back and go on with: "
            f"mentorlab resume {quote(str(self.named))}"
        )

    def settle(self, engine: Engine, *, at_once: bool = False) -> None:
        """Write what was kept into the file itself, if that was not done lately.

        Readers may let it wait, and a full disk too: until then it is kept in the file beside.
        """
        if not at_once and monotonic() - self.settled < SETTLING:
            return
        with suppress(DBAPIError, sqlite3.Error), closing(engine.raw_connection()) as connection:
            ran = connection.cursor().execute("PRAGMA wal_checkpoint(PASSIVE)")
            ran.fetchall()
            ran.close()
        self.settled = monotonic()

    def shrink(self, engine: Engine) -> None:
        """Give back the space of what was deleted."""
        with closing(engine.raw_connection()) as connection:
            connection.cursor().execute("VACUUM").close()
        self.settle(engine, at_once=True)

    def trouble(self, engine: Engine) -> str:
        """Return what is damaged in the structure of the file; nothing if that is whole."""
        try:
            with engine.connect() as connection:
                said = connection.exec_driver_sql("PRAGMA integrity_check(1)").scalar()
        except DBAPIError as error:
            return first_line(error)
        where = " ".join(str(said).replace("*** in database main ***", "").split())
        return "" if said == "ok" else f"the structure of the file is broken ({where})"


def engine_of(file: Path, *, must_exist: bool, read_only: bool, unchecked: bool = False) -> Engine:
    """Return the way into a store file, which is made if it may be and is not there; refuse what is no store.

    `unchecked` opens one whose structure is damaged, to read what is whole.
    """
    if not file.exists():
        if must_exist or read_only:
            hint = "Name the file that --store named when the study was begun."
            raise Refused(Problem("there is no store here.", hint, "missing", file=str(file)))
        create(file)
    check_ours(file)
    engine = connected(uri_of(file), read_only=read_only)
    try:
        if read_only and may_not_be_read(engine, file) and not unfinished(file):  # it may not write files beside it
            engine.dispose()
            engine = connected(uri_of(file, as_it_lies=True), read_only=True)
        check_objects(engine, file, read_only=read_only)
        if not read_only:
            check_writable(engine, file)
        small = file.stat().st_size < CHEAP
        if small and not unchecked and (trouble := StoreFile(file).trouble(engine)):
            raise damaged(trouble, str(file))
    except BaseException:
        engine.dispose()
        raise
    return engine


def connected(uri: str, *, read_only: bool = False) -> Engine:
    """Return an engine whose transactions begin explicitly, with everything on disk when they end.

    What is only read is opened like the rest, and not with mode=ro, which leaves files behind that it cannot clear.
    """

    def connect() -> sqlite3.Connection:
        connection = sqlite3.connect(uri, uri=True, timeout=PATIENCE, isolation_level=None, check_same_thread=False)
        try:
            settings = ("synchronous=FULL", "foreign_keys=ON", "trusted_schema=OFF", "cell_size_check=ON")
            for setting in (*settings, f"query_only={int(read_only)}"):
                connection.execute(f"PRAGMA {setting}")
            connection.setlimit(sqlite3.SQLITE_LIMIT_LENGTH, LONGEST)
        except sqlite3.Error:
            connection.close()
            raise
        except UnicodeDecodeError:
            connection.close()
            raise sqlite3.DatabaseError(NOT_UTF8) from None
        return connection

    engine = create_engine("sqlite+pysqlite://", creator=connect, poolclass=QueuePool, hide_parameters=True)
    event.listen(engine, "begin", begin)
    event.listen(engine, "handle_error", not_utf8)
    return engine


def not_utf8(context: ExceptionContext) -> None:
    """Raise an error of the database where its own message cannot be read: it repeats a damaged schema."""
    if isinstance(context.original_exception, UnicodeDecodeError):
        raise DatabaseError(context.statement, None, sqlite3.DatabaseError(NOT_UTF8))


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
        if means_locked(error):
            raise Refused(Problem(LOCKED, LOCKED_HINT, "in use", file=str(file))) from None
        hint = "Take it from a backup, or begin with another store; this one is left as it is."
        raise Refused(Problem(f"is damaged: {error}.", hint, "damaged", file=str(file))) from None


def check_objects(engine: Engine, file: Path, *, read_only: bool) -> None:
    """Refuse a file that has other tables, or other things that could act by themselves, than mentorlab makes."""
    try:
        with engine.connect() as connection:
            found = connection.exec_driver_sql("SELECT type, name FROM sqlite_master").all()
            columns = {name: connection.exec_driver_sql(f"PRAGMA table_xinfo({name})").all() for name in tables.tables}
    except DBAPIError as error:
        raise unreadable(error, file, writing=not read_only) from None
    indexes = {index.name for table in tables.tables.values() for index in table.indexes}
    ours = {*(("table", name) for name in tables.tables), *(("index", name) for name in indexes)}
    others = [one for one in map(tuple, found) if one not in ours and not is_of_sqlite(*one)]
    if others:
        kind, name = others[0]
        message = f"has the {kind} '{name!s:.60}', which mentorlab did not make, so nothing in it is read or run."
        hint = (
            "Name a store that only mentorlab has written, or take what was added out of it with the program that did."
        )
        raise Refused(Problem(message, hint, "format", file=str(file)))
    for name, table in tables.tables.items():
        there = {column[1] for column in columns[name]}
        missing = set(table.c.keys()) - there - LATER
        if missing or there - set(table.c.keys()) or any(column[6] for column in columns[name]):
            raise damaged(f"the columns of its table '{name}' are not those that mentorlab makes", str(file))


LATER = {"content", "seal"}
"""Columns that a store of an older schema has not."""


def is_of_sqlite(kind: str, name: str) -> bool:
    """Tell whether something in a database was made by SQLite itself."""
    return (kind, name) in {("table", "sqlite_stat1"), ("table", "sqlite_stat4")} or (
        kind == "index" and name.startswith("sqlite_autoindex_")
    )


def check_writable(engine: Engine, file: Path) -> None:
    """Refuse a store that cannot be written, by beginning to write."""
    try:
        with engine.execution_options(writes=True).connect() as connection:  # rolled back at its end
            connection.exec_driver_sql("UPDATE meta SET value = value")
    except DBAPIError as error:
        raise unreadable(error, file, writing=True) from None


def unreadable(error: DBAPIError, file: Path, *, writing: bool = False) -> Refused:
    """Return the refusal of a store that cannot be read or written, by what it is that keeps one from it."""
    if means_locked(error):
        return Refused(Problem(LOCKED, LOCKED_HINT, "in use", file=str(file)))
    if means_damage(error):
        return damaged(first_line(error), str(file))
    if writing:
        return unwritable(file, first_line(error))
    hint = "Ask for the right to read it and the files beside it."
    return Refused(Problem(f"cannot be read: {first_line(error)}.", hint, "unreadable", file=str(file)))


def may_not_be_read(engine: Engine, file: Path) -> bool:
    """Tell whether a store cannot be read as it is opened; refuse it if that is because somebody else holds it."""
    try:
        with engine.connect() as connection:
            connection.exec_driver_sql("SELECT count(*) FROM meta")
    except DBAPIError as error:
        if means_locked(error):
            raise unreadable(error, file) from None
        return True
    return False


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
