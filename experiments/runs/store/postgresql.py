"""A store in a PostgreSQL database: how it comes to be, is opened, and is held by one driver at a time."""

from __future__ import annotations

import importlib.util
from collections.abc import Iterator
from contextlib import AbstractContextManager, contextmanager
from dataclasses import dataclass
from hashlib import blake2b

from sqlalchemy import Connection, Engine, NullPool, create_engine, inspect, text
from sqlalchemy.engine import URL, make_url
from sqlalchemy.exc import DBAPIError, SQLAlchemyError

from ....agents.base.refusal import Problem, Refused
from .database import first_line, furnish
from .tables import tables

DRIVERS = ("postgresql", "postgresql+psycopg")
SECRETS = ("password", "sslpassword", "passfile")
PATIENCE = 15  # seconds to wait for a server
KEEPALIVE = {"tcp_keepalives_idle": "30", "tcp_keepalives_interval": "10", "tcp_keepalives_count": "3"}


def address(where: str) -> URL:
    """Return a server's address; refuse what is none, without repeating it, for it may hold a password."""
    hint = "Write postgresql://USER@HOST:PORT/DATABASE, or name a file."
    try:
        url = make_url(where)
    except (SQLAlchemyError, ValueError):
        raise Refused(Problem("the address of the store cannot be read.", hint, "format", field="store")) from None
    if url.drivername not in DRIVERS:
        message = f"a store is a file or a PostgreSQL database, not '{url.drivername}://'."
        raise Refused(Problem(message, hint, "format", field="store"))
    if importlib.util.find_spec("psycopg") is None:
        hint = "Install it: pip install 'mentorlab[cluster]'"
        raise Refused(Problem("PostgreSQL needs the package psycopg.", hint, "missing", field="store"))
    return url.set(drivername="postgresql+psycopg")


def shown(url: URL) -> str:
    """Return an address without its passwords."""
    plain = url.set(drivername="postgresql").difference_update_query(SECRETS)
    return URL.create(
        plain.drivername, plain.username, None, plain.host, plain.port, plain.database, plain.query
    ).render_as_string(hide_password=True)


def engine_of(url: URL, *, must_exist: bool, read_only: bool) -> Engine:
    """Return the way into a store, which is made if it may be and is not there; refuse what is no store."""
    engine = create_engine(
        url,
        hide_parameters=True,
        connect_args={"connect_timeout": PATIENCE, **({"options": with_read_only(url)} if read_only else {})},
    )
    try:
        with engine.begin() as connection:
            make_ready(connection, shown(url), may_create=not (must_exist or read_only))
    except Refused:
        engine.dispose()
        raise
    except SQLAlchemyError as error:
        engine.dispose()
        raise unreachable(url, error) from None
    return engine


def with_read_only(url: URL) -> str:
    """Return the server options of an address, and that nothing is to be written."""
    said = url.query.get("options", "")
    return f"{said if isinstance(said, str) else ' '.join(said)} -c default_transaction_read_only=on".strip()


def make_ready(connection: Connection, where: str, *, may_create: bool) -> None:
    """Make the tables if the database has none; refuse one that is another program's."""
    encoding = connection.scalar(text("SHOW server_encoding"))
    if encoding != "UTF8":
        hint = "Make one with: createdb --encoding=UTF8 --template=template0 NAME"
        raise Refused(Problem(f"is a database in {encoding}, not UTF8.", hint, "format", file=where))
    if may_create:  # two processes that begin at once take turns
        connection.execute(text("SELECT pg_advisory_xact_lock(:key)"), {"key": lock_key(connection, "making")})
    found = set(inspect(connection).get_table_names()) & set(tables.tables)
    if not found and may_create:
        furnish(connection)
    elif not found:
        hint = "Name the store that --store named when the study was begun."
        raise Refused(Problem("there is no store here.", hint, "missing", file=where))
    elif "meta" not in found or not is_ours(connection):
        hint = "Name a database of its own; this one is left as it is."
        raise Refused(Problem("has tables of another program.", hint, "format", file=where))


def is_ours(connection: Connection) -> bool:
    """Tell whether the table `meta` is a store's."""
    columns = {column["name"] for column in inspect(connection).get_columns("meta")}
    return columns == {"key", "value"} and bool(
        connection.scalar(text("SELECT count(*) FROM meta WHERE key = 'application' AND value = 'mentorlab'"))
    )


def unreachable(url: URL, error: SQLAlchemyError) -> Refused:
    """Return the refusal of a server that does not let us in or is not there."""
    told = first_line(error)
    if url.password and str(url.password) in told:
        told = "no connection"
    hint = "See that the server runs and that user, password (in PGPASSWORD or ~/.pgpass) and database are right."
    return Refused(Problem(f"cannot be opened: {told}.", hint, "unreachable", file=shown(url)))


def lock_key(connection: Connection, what: str) -> int:
    """Return the number of a lock: one for each purpose and schema; the server keeps databases apart itself."""
    schema = connection.scalar(text("SELECT current_schema()"))
    digest = blake2b(f"mentorlab {what} {schema}".encode(), digest_size=8).digest()
    return int.from_bytes(digest, "big", signed=True)


@dataclass(frozen=True)
class Server:
    """A store's database on a server, which itself sees to most of what a file needs; see `database.Place`."""

    url: URL

    def held(self) -> AbstractContextManager[bool]:
        """Hold the store, and tell whether that succeeded."""
        return held(self.url)

    def check_there(self, engine: Engine) -> None:
        """Do nothing: a server that is gone says so."""

    def settle(self, engine: Engine, *, at_once: bool = False) -> None:
        """Do nothing: the server does."""

    def shrink(self, engine: Engine) -> None:
        """Do nothing: the server uses the space again."""

    def trouble(self, engine: Engine) -> str:
        """Return nothing: the server checks its own pages."""
        return ""


@contextmanager
def held(url: URL) -> Iterator[bool]:
    """Hold a store, and tell whether that succeeded: nobody else can until the block or the process ends.

    The lock is the server's, on a connection of its own, and goes with that connection.
    """
    engine = create_engine(
        url, poolclass=NullPool, isolation_level="AUTOCOMMIT", connect_args={"connect_timeout": PATIENCE}
    )
    try:
        connection = engine.connect()
        for setting, seconds in KEEPALIVE.items():  # so that the server notices soon if this machine is gone
            connection.execute(text("SELECT set_config(:name, :value, false)"), {"name": setting, "value": seconds})
        key = lock_key(connection, "driving")
        mine = bool(connection.scalar(text("SELECT pg_try_advisory_lock(:key)"), {"key": key}))
    except DBAPIError as error:
        raise unreachable(url, error) from None
    try:
        yield mine
    finally:
        connection.invalidate()  # closes it, also where the server is gone
        connection.close()
