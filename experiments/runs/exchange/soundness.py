"""Look through a store and find what of it is damaged: its structure, its links and every row."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from contextlib import suppress
from itertools import islice
from typing import Any

from sqlalchemy import Connection, or_, select

from ....agents.base.refusal import Refused
from ..store.database import AT_ONCE
from ..store.rows.records import Damaged, damaged, damaged_runs, restored
from ..store.store import Store
from ..store.studies import read_environments, read_scenario, read_studies
from ..store.tables import run, scenario, study, study_run, study_scenario


def check_frame(store: Store, connection: Connection) -> None:
    """Refuse a store of which anything but its runs is damaged: structure, studies, scenarios, environments, links."""
    if trouble := store.place.trouble(store.database.engine):
        raise damaged(trouble, store.where)
    studies = read_studies(connection, store.where)
    read_environments(connection, store.where)
    there = connection.execute(select(scenario.c.key)).scalars().all()
    for key in there:
        read_scenario(connection, key, store.where)
    if lost := {key for one in studies for key in one.scenarios} - set(there):
        raise damaged(f"the scenario {lost.pop().hex()} of a study is not there", store.where)
    if wrong := wrong_links(connection, most=1):
        _, replicate, place = wrong[0]
        raise damaged(
            f"replicate {replicate} of scenario {place + 1} of a study names a run that is not its own", store.where
        )


def wrong_links(connection: Connection, most: int) -> list[tuple[bytes, int, int]]:
    """Return some of the items whose run is not there, or is of another replicate or scenario."""
    same_place = (study_run.c.study == study_scenario.c.study) & (study_run.c.place == study_scenario.c.place)
    asked = (
        select(study_run.c.study, study_run.c.replicate, study_run.c.place)
        .select_from(study_run)
        .outerjoin(run, run.c.id == study_run.c.run)
        .outerjoin(study_scenario, same_place)
        .outerjoin(study, study.c.key == study_run.c.study)
        .where(
            or_(
                run.c.id.is_(None), study.c.key.is_(None), study_scenario.c.scenario.is_(None),
                run.c.replicate != study_run.c.replicate, run.c.scenario != study_scenario.c.scenario,
            )
        )
        .limit(most)
    )  # fmt: skip
    return [(row.study, row.replicate, row.place) for row in connection.execute(asked)]


def check_runs(store: Store) -> None:
    """Refuse a store of which runs are damaged, all of them at once."""
    odd: dict[bytes, str] = {}
    for _ in sound_runs(store, odd):
        pass
    if odd:
        raise damaged_runs(odd, store.where)


def sound_runs(store: Store, odd: dict[bytes, str]) -> Iterator[list[dict[str, Any]]]:
    """Yield the rows of all runs that are whole, some at a time; those that are not are named in `odd`."""
    keys = known_keys(store)
    while some := list(islice(keys, AT_ONCE)):
        page = []
        for record in records_of(store, some, odd):
            try:
                restored(record)
                page.append(record)
            except Damaged as damage:
                odd[record["id"]] = str(damage)
        yield page


def known_keys(store: Store) -> Iterator[bytes]:
    """Yield the ids of all runs; where the list of them is damaged, from its beginning and from its end."""
    last = b""
    try:
        for key in store.keys():  # noqa: SIM118
            last = key
            yield key
        return
    except Refused:
        pass
    seen = set()
    for order in (run.c.id.asc(), run.c.id.desc()):
        asked = select(run.c.id).where(run.c.id > last).order_by(order)
        with suppress(Refused), store.database.reading() as connection:
            for key in connection.execute(asked, execution_options={"yield_per": 1}).scalars():
                if key not in seen:
                    seen.add(key)
                    yield key


def records_of(store: Store, keys: Sequence[bytes], odd: dict[bytes, str]) -> list[dict[str, Any]]:
    """Return the rows of some runs; where the file is damaged, one by one, and those that cannot be read in `odd`."""
    try:
        with store.database.reading() as connection:
            rows = connection.execute(select(run).where(run.c.id.in_(keys))).all()
            return [dict(row._mapping) for row in rows]
    except Refused:
        if len(keys) == 1:
            odd[keys[0]] = "the file is damaged where it was"
            return []
    return [record for key in keys for record in records_of(store, [key], odd)]
