"""How an older store comes to have the tables of today: step by step, each in one transaction."""

from __future__ import annotations

import logging
import re
from collections.abc import Callable, Iterator
from pathlib import Path
from typing import Any

from sqlalchemy import Connection, LargeBinary, column, select, table, update

from ....agents.base.refusal import Problem, Refused
from .database import AT_ONCE, Database
from .rows.records import SEALED, Damaged, content_of, damaged, seal_of, seal_of_run
from .studies import seal_study
from .tables import SCHEMA, meta, scenario, study

log = logging.getLogger("mentorlab")

Step = Callable[[Connection], None]


def version_of(database: Database, where: str) -> int:
    """Return the version of a store's tables; refuse one that is newer than ours."""
    with database.reading() as connection:
        said = connection.execute(select(meta.c.value).where(meta.c.key == "schema_version")).scalar_one_or_none()
    if not isinstance(said, str) or not re.fullmatch("[1-9][0-9]{0,8}", said):
        raise damaged(f"its schema is {said!r:.40}, which is not a version", where)
    if (version := int(said)) > SCHEMA:
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


def add_column(connection: Connection, name: str, to: str) -> None:
    """Add a column of bytes to a table."""
    kind = LargeBinary().compile(connection.dialect)
    connection.exec_driver_sql(f"ALTER TABLE {to} ADD COLUMN {name} {kind}")


def run_by_run(connection: Connection, *names: str) -> Iterator[dict[str, Any]]:
    """Yield some columns of all runs, in little memory."""
    runs = table("run", *map(column, names))
    after = b""
    while some := connection.execute(select(runs).where(runs.c.id > after).order_by(runs.c.id).limit(AT_ONCE)).all():
        yield from (dict(row._mapping) for row in some)
        after = some[-1].id


def add_content(connection: Connection) -> None:
    """Say of every run what came out in sixteen bytes, so that stores can be compared."""
    add_column(connection, "content", "run")
    runs = table("run", column("id"), column("content"))
    for row in run_by_run(connection, "id", "status", "digest", "outcomes", "same_people", "leavers"):
        try:
            content = content_of(row)
        except Damaged:  # it stays without one, and the next step without a seal
            continue
        connection.execute(update(runs).where(runs.c.id == row["id"]).values(content=content))


def add_seals(connection: Connection) -> None:
    """Seal what is kept as it is now; a run whose content is another than was written has no seal: it is damaged."""
    for name in ("run", "study", "scenario"):
        add_column(connection, "seal", name)
    runs = table("run", column("id"), column("seal"))
    for row in run_by_run(connection, *SEALED, "weekly"):
        try:
            whole = content_of(row) == row["content"]
        except Damaged:
            whole = False
        if whole:
            connection.execute(update(runs).where(runs.c.id == row["id"]).values(seal=seal_of_run(row)))
    for key, spec in connection.execute(select(scenario.c.key, scenario.c.spec)).all():
        connection.execute(update(scenario).where(scenario.c.key == key).values(seal=seal_of(key, spec)))
    for key in connection.execute(select(study.c.key)).scalars().all():
        seal_study(connection, key)


STEPS: dict[int, Step] = {1: add_content, 2: add_seals}
"""From a version to the next."""
