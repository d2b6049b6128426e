"""Runs kept in a database, a file or a PostgreSQL server, so that a study survives what may happen to it.

The unit of durability is `keep`: when it returns, its runs are on disk; when it fails, none of them is.
"""

from __future__ import annotations

import logging
import os
import socket
from collections.abc import Iterator, Mapping, Sequence
from contextlib import contextmanager, suppress
from pathlib import Path
from shlex import quote
from typing import Any

from sqlalchemy import Connection, Engine, delete, insert, select, tuple_, update
from sqlalchemy.exc import DBAPIError

from ....agents.base.refusal import Problem, Refused
from ....sim.environment import fingerprint
from . import postgresql, sqlite
from .database import Database, Place, first_line, in_batches
from .keeper import StoreFailed
from .migrations import bring_up_to_date, version_of
from .progress import StudyProcess, StudyProgress, process_of, progress_of
from .rows.records import Damaged, as_json_text, damaged, damaged_runs, now, restored, seal_of, storable, stored
from .rows.rows import Item, RunRow, ScenarioRow, Status, StudyRow
from .studies import Deleted, counted_for, delete_study, read_environments, read_scenario, read_studies, seal_study
from .tables import SCHEMA, driver, environment, run, scenario, study, study_run, study_scenario

log = logging.getLogger("mentorlab")


class Store:
    """Runs kept in a database; see `keeper.Keeper`. Made by `open_store`, closed by itself at the end of a with."""

    def __init__(self, engine: Engine, where: str, place: Place) -> None:
        self.where, self.place = where, place
        self.database = Database(engine, where, place)

    def __enter__(self) -> Store:
        return self

    def __exit__(self, *_: object) -> None:
        self.close()

    def close(self) -> None:
        """Let go of the database."""
        self.database.engine.dispose()

    @contextmanager
    def claim(self, study: bytes | None = None) -> Iterator[None]:
        """Be the only driver of the store for as long as the block lasts; refused if there is another.

        The claim ends with the process, however that ends, and is not handed on to processes it starts. At its end a
        file has all that was kept, and is still the one it was, or `StoreFailed` is raised.
        """
        with self.place.held() as mine:
            if not mine:
                raise self._in_use()
            began = now()
            whoami = {"host": socket.gethostname(), "pid": os.getpid(), "began": began, "seen": began, "study": study}
            with self.database.writing() as connection:
                connection.execute(delete(driver))
                connection.execute(insert(driver), [whoami])
            try:
                yield
            finally:
                with suppress(StoreFailed, Refused), self.database.writing() as connection:
                    connection.execute(delete(driver))
                self.place.settle(self.database.engine, at_once=True)
            self.place.check_there(self.database.engine)

    def driver(self) -> StudyProcess | None:
        """Return who works on the store, or who did and was ended."""
        with self._whole("who is at work"), self.database.reading() as connection:
            return process_of(connection)

    @contextmanager
    def _whole(self, what: str) -> Iterator[None]:
        """Refuse what turns out to be damaged."""
        try:
            yield
        except Damaged as damage:
            raise damaged(f"{what} cannot be read: {damage}", self.where) from None

    def _in_use(self) -> Refused:
        who = self.driver()
        told = f"process {who.pid} on {who.host} since {who.began[:19]} UTC" if who else "another process"
        hint = f"Wait for it, or end that process. How far it is: mentorlab status {quote(self.where)}"
        return Refused(Problem(f"is in use by {told}.", hint, "in use", file=self.where))

    def add_environment(self, environment_: Mapping[str, str]) -> str:
        """Keep an environment and return its fingerprint."""
        mark = fingerprint(dict(environment_))
        row = {"fingerprint": mark, "spec": as_json_text(environment_)}
        with self.database.writing() as connection:
            connection.execute(self.database.insert(environment).on_conflict_do_nothing(), [row])
        return mark

    def environments(self, skipped: list[str] | None = None) -> dict[str, dict[str, str]]:
        """Return all environments by their fingerprints; refuse one that is damaged, or name it in `skipped`."""
        with self.database.reading() as connection:
            return read_environments(connection, self.where, skipped=skipped)

    def add_study(self, asked: StudyRow, scenarios: Sequence[ScenarioRow]) -> None:
        """Keep a study and its scenarios; of one that is there, `planned` may grow, and how it was asked with it."""
        row = {
            "key": asked.key,
            "name": storable(asked.name),
            "asked": as_json_text(asked.asked),
            "planned": asked.planned,
            "environment": asked.environment,
            "begun": asked.begun or now(),
        }
        texts = [(one.key, as_json_text(one.spec)) for one in scenarios]
        specs = [{"key": key, "spec": text, "seal": seal_of(key, text)} for key, text in texts]
        named = zip(asked.scenarios, asked.names, strict=True)
        places = [
            {"study": asked.key, "place": place, "scenario": key, "name": storable(name)}
            for place, (key, name) in enumerate(named)
        ]
        fresh = self.database.insert(study)
        grown = fresh.on_conflict_do_update(
            index_elements=[study.c.key],
            set_={"planned": fresh.excluded.planned, "asked": fresh.excluded.asked},
            where=study.c.planned <= fresh.excluded.planned,
        )
        with self.database.writing() as connection:
            read_studies(connection, self.where, only=asked.key)  # what is damaged is not sealed anew
            if specs:
                connection.execute(self.database.insert(scenario).on_conflict_do_nothing(), specs)
            connection.execute(grown, [row])
            if places:
                connection.execute(self.database.insert(study_scenario).on_conflict_do_nothing(), places)
            seal_study(connection, asked.key)

    def studies(self, skipped: list[str] | None = None) -> list[StudyRow]:
        """Return all studies, the first begun first; refuse those that are damaged, or name them in `skipped`."""
        with self.database.reading() as connection:
            return read_studies(connection, self.where, skipped=skipped)

    def asked(self, study: bytes) -> Mapping[str, Any]:
        """Return how a study was asked; nothing of one that is not there."""
        return next((one.asked for one in self.studies() if one.key == study), {})

    def study(self, prefix: str) -> StudyRow:
        """Return the study of a name, or whose key begins so; refused if there is none or several."""
        there = self.studies()
        found = [one for one in there if one.name == prefix] or [
            one for one in there if prefix and one.key.hex().startswith(prefix.lower())
        ]
        if len(found) != 1:
            which = ", ".join(f"{one.key.hex()[:8]} ({one.name})" for one in (found or there)) or "none"
            many = "several studies are" if found else "there is no study"
            hint = f"Name one of: {which}." if there else "Begin one with: mentorlab compare ... --store"
            message = f"{many} called '{prefix}'."
            raise Refused(Problem(message, hint, "unknown", file=self.where, field="study", value=prefix))
        return found[0]

    def scenario(self, key: bytes) -> ScenarioRow:
        """Return a scenario."""
        with self.database.reading() as connection:
            found = read_scenario(connection, key, self.where)
        if found is None:
            message, hint = f"there is no scenario {key.hex()}.", "Name another store."
            raise Refused(Problem(message, hint, "unknown", file=self.where))
        return found

    def keep(self, study: bytes, rows: Mapping[tuple[int, int], RunRow]) -> None:
        """Keep runs, by replicate and place of the scenario in the study: all of them or, where it fails, none.

        Raises `StoreFailed` where the store is not there any more under its name.
        """
        self.place.check_there(self.database.engine)
        chosen: dict[bytes, RunRow] = {}
        for row in rows.values():
            if row.key not in chosen or chosen[row.key].status != "done":
                chosen[row.key] = row
        kept_at = now()
        with self.database.writing() as connection:
            self.put(connection, [stored(row, kept_at) for row in chosen.values()])
            self._link(connection, study, {item: row.key for item, row in rows.items()})
            connection.execute(update(driver).values(seen=kept_at))
        self.place.settle(self.database.engine)

    def put(self, connection: Connection, records: Sequence[Mapping[str, Any]]) -> None:
        """Write runs in an open transaction; what is done stays, what failed or was lost gives way."""
        if records:
            fresh = self.database.insert(run)
            columns = {name: fresh.excluded[name] for name in run.c.keys() if name != "id"}  # noqa: SIM118
            statement = fresh.on_conflict_do_update(
                index_elements=[run.c.id], set_=columns, where=run.c.status != "done"
            )
            connection.execute(statement, list(records))

    def link(self, study: bytes, items: Mapping[tuple[int, int], bytes]) -> None:
        """Say which runs, kept before, are also those of a study."""
        with self.database.writing() as connection:
            self._link(connection, study, items)

    def _link(self, connection: Connection, study: bytes, items: Mapping[tuple[int, int], bytes]) -> None:
        if items:
            fresh = self.database.insert(study_run)
            statement = fresh.on_conflict_do_update(
                index_elements=[study_run.c.study, study_run.c.replicate, study_run.c.place],
                set_={"run": fresh.excluded.run},
            )
            connection.execute(
                statement, [{"study": study, "replicate": r, "place": p, "run": key} for (r, p), key in items.items()]
            )

    def linked(self, study: bytes, items: Sequence[Item]) -> dict[Item, bytes]:
        """Return the runs a study has, of some items (replicate, place) that it might have."""
        item = tuple_(study_run.c.replicate, study_run.c.place)
        of = select(study_run.c.replicate, study_run.c.place, study_run.c.run).where(study_run.c.study == study)
        found: dict[Item, bytes] = {}
        for some in in_batches(items):
            with self.database.reading() as connection:
                found |= {(row.replicate, row.place): row.run for row in connection.execute(of.where(item.in_(some)))}
        return found

    def statuses(self, keys: Sequence[bytes]) -> dict[bytes, Status]:
        """Return how the runs ended that are there."""
        return dict(self._of_runs(keys, run.c.id, run.c.status))

    def environments_of(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """Return the fingerprints of where the runs that are there were computed."""
        return dict(self._of_runs(keys, run.c.id, run.c.environment))

    def read(self, keys: Sequence[bytes], *, weekly: bool = False) -> dict[bytes, RunRow]:
        """Return the runs that are there, in the order asked, with their weekly values if those are wanted."""
        columns = [column for column in run.c if weekly or column.name != "weekly"]
        found = self._restored([row._asdict() for row in self._of_runs(keys, *columns)])
        return {key: found[key] for key in keys if key in found}

    def _restored(self, records: Sequence[Mapping[Any, Any]]) -> dict[bytes, RunRow]:
        """Return rows of the table as runs; refuse those that are damaged, all at once."""
        found: dict[bytes, RunRow] = {}
        odd: dict[bytes, str] = {}
        for record in records:
            try:
                found[record["id"]] = restored(record)
            except Damaged as damage:
                odd[record["id"]] = str(damage)
        if odd:
            raise damaged_runs(odd, self.where)
        return found

    def _of_runs(self, keys: Sequence[bytes], *columns: Any) -> Iterator[Any]:
        for some in in_batches(keys):
            with self.database.reading() as connection:
                rows = connection.execute(select(*columns).where(run.c.id.in_(some))).all()
            yield from rows

    def run(self, prefix: str) -> RunRow:
        """Return the run whose id begins so, with its weekly values; refused if there is none or several."""
        low, high = prefix.lower().ljust(32, "0"), prefix.lower().ljust(32, "f")
        found: Sequence[Mapping[Any, Any]] = []
        with suppress(ValueError):
            ends = bytes.fromhex(low), bytes.fromhex(high)
            with self.database.reading() as connection:
                found = connection.execute(select(run).where(run.c.id.between(*ends)).limit(2)).mappings().all()
        if len(found) != 1 or not prefix:
            message = f"{'several runs begin' if found else 'there is no run that begins'} with '{prefix}'."
            hint = "Write more of its id." if found else f"The ids of failed runs: mentorlab status {quote(self.where)}"
            raise Refused(Problem(message, hint, "unknown", file=self.where, field="run", value=prefix))
        (row,) = self._restored(found).values()
        return row

    def keys(self, study: bytes | None = None) -> Iterator[bytes]:
        """Return the runs of a study, item by item in (replicate, place) order; without a study, all, by id."""
        if study is None:
            yield from (row.id for row in self.database.pages(select(run.c.id), run.c.id))
            return
        of = select(study_run).where(study_run.c.study == study)
        yield from (row.run for row in self.database.pages(of, study_run.c.replicate, study_run.c.place))

    def broken(self, study: bytes, most: int) -> list[tuple[int, int, RunRow]]:
        """Return the first so many runs of a study that did not come to an end, with their replicate and place."""
        columns = [column for column in run.c if column.name != "weekly"]
        asked = (
            select(study_run.c.replicate.label("of_replicate"), study_run.c.place, *columns)
            .join_from(study_run, run)
            .where(study_run.c.study == study, run.c.status != "done")
            .order_by(study_run.c.replicate, study_run.c.place)
            .limit(most)
        )
        with self.database.reading() as connection:
            rows = connection.execute(asked).all()
        found = self._restored([row._mapping for row in rows])
        return [(row.of_replicate, row.place, found[row.id]) for row in rows]

    def progress(self, study: bytes) -> StudyProgress:
        """Return how far a study is and who is at work."""
        with self._whole("how far a study is"), self.database.reading() as connection:
            return progress_of(connection, study)

    def shared(self, study: bytes) -> tuple[int, int]:
        """Return how many runs a study has, and how many of them another study has too."""
        with self.database.reading() as connection:
            return counted_for(connection, study)

    def delete(self, study: bytes) -> Deleted:
        """Delete a study and what nothing else in the store has; refused while somebody is at work."""
        with self.claim():
            with self.database.writing() as connection:
                gone = delete_study(connection, study)
            try:
                self.place.shrink(self.database.engine)
            except DBAPIError as error:
                log.warning("%s is as large as before: %s.", self.where, first_line(error))
        return gone


def open_store(
    where: str | os.PathLike[str], *, must_exist: bool = False, read_only: bool = False, unchecked: bool = False
) -> Store:
    """Open a store, a file or postgresql://...; one that is not there is made, unless it must be.

    An older store is brought up to date, after a copy where it is a file; a newer one is refused. Raises `Refused`
    for what is no store, cannot be reached, may not be written or is damaged; `unchecked` opens a file whose structure
    is damaged, to read what is whole.
    """
    named = os.fspath(where)
    if "://" in named:
        url = postgresql.address(named)
        engine = postgresql.engine_of(url, must_exist=must_exist, read_only=read_only)
        store = Store(engine, postgresql.shown(url), postgresql.Server(url))
    else:
        file = Path(named)
        engine = sqlite.engine_of(file, must_exist=must_exist, read_only=read_only, unchecked=unchecked)
        store = Store(engine, named, sqlite.StoreFile(file))
    try:
        version = version_of(store.database, store.where)
        if version == SCHEMA:
            return store
        if read_only:  # what is older is written once, to be read from then on
            open_store(where, must_exist=True, unchecked=unchecked).close()
            return store
        with store.claim():
            copy = None if "://" in named else sqlite.copied(Path(named), version)
            bring_up_to_date(store.database, store.where, copy)
    except BaseException:
        store.close()
        raise
    return store
