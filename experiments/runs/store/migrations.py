"""How a store comes to have the tables of today: all at once if it is new, step by step if it is older."""

from __future__ import annotations

import logging
from collections.abc import Callable
from pathlib import Path

from sqlalchemy import Connection, LargeBinary, column, insert, select, table, update

from ....agents.base.refusal import Problem, Refused
from .database import AT_ONCE, Database
from .rows.records import numbers_from
from .rows.rows import RunRow
from .rows.series import unpacked_array
from .tables import APPLICATION, SCHEMA, meta, tables

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
