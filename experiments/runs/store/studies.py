"""The studies of a store as rows: sealed, read back, and deleted with what no other study has."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any, NamedTuple

from sqlalchemy import Connection, delete, func, select, update

from ....sim.environment import fingerprint
from .database import in_batches
from .rows.records import Damaged, damaged, from_json_text, readable, seal_of
from .rows.rows import ScenarioRow, StudyRow
from .tables import environment, run, scenario, study, study_run, study_scenario


def places_of(connection: Connection, key: bytes) -> Sequence[Any]:
    """Return the scenarios of a study, in their order."""
    of = select(study_scenario).where(study_scenario.c.study == key).order_by(study_scenario.c.place)
    return connection.execute(of).all()


def seal_over(row: Mapping[Any, Any], places: Sequence[Any]) -> bytes:
    """Return the seal of a study and its scenarios."""
    said = (row[name] for name in ("key", "name", "asked", "planned", "environment", "begun"))
    return seal_of(*said, *(value for one in places for value in (one.place, one.scenario, one.name)))


def seal_study(connection: Connection, key: bytes) -> None:
    """Seal a study as it is now: whoever changes its row does so in the same transaction."""
    row = connection.execute(select(study).where(study.c.key == key)).mappings().one()
    seal = seal_over(row, places_of(connection, key))
    connection.execute(update(study).where(study.c.key == key).values(seal=seal))


def study_from(connection: Connection, row: Mapping[Any, Any]) -> StudyRow:
    """Return a row of the table as a study; raise `Damaged` for one that is not as it was written."""
    places = places_of(connection, row["key"])
    texts = (row[name] for name in ("name", "asked", "environment", "begun"))
    if row["seal"] != seal_over(row, places) or not all(isinstance(one, str) for one in texts):
        raise Damaged("it is not as it was written")
    if not isinstance(row["planned"], int) or row["planned"] < 0:
        raise Damaged("how many runs are planned is not a whole number from 0")
    scenarios, names = tuple(one.scenario for one in places), tuple(one.name for one in places)
    with readable():
        asked = from_json_text(row["asked"])
    return StudyRow(row["key"], row["name"], asked, scenarios, names, row["planned"], row["environment"], row["begun"])


def read_studies(
    connection: Connection, where: str, *, only: bytes | None = None, skipped: list[str] | None = None
) -> list[StudyRow]:
    """Return all studies, or one of them, the first begun first; refuse what is damaged, or name it in `skipped`."""
    found = []
    asked = select(study).order_by(study.c.begun, study.c.key)
    for row in connection.execute(asked if only is None else asked.where(study.c.key == only)).mappings().all():
        try:
            found.append(study_from(connection, row))
        except Damaged as damage:
            what = f"the study '{row['name']}'"
            if skipped is None:
                raise damaged(f"{what} cannot be used: {damage}", where) from None
            skipped.append(what)
    return found


def read_scenario(connection: Connection, key: bytes, where: str) -> ScenarioRow | None:
    """Return a scenario, None where there is none; refuse one that is damaged."""
    row = connection.execute(select(scenario).where(scenario.c.key == key)).one_or_none()
    if row is None:
        return None
    try:
        if row.seal != seal_of(row.key, row.spec):
            raise Damaged("it is not as it was written")
        with readable():
            return ScenarioRow(key, from_json_text(row.spec))
    except Damaged as damage:
        raise damaged(f"the scenario {key.hex()} cannot be used: {damage}", where) from None


def read_environments(
    connection: Connection, where: str, *, skipped: list[str] | None = None
) -> dict[str, dict[str, str]]:
    """Return all environments by their fingerprints; refuse one that is damaged, or name it in `skipped`."""
    found: dict[str, dict[str, str]] = {}
    for mark, text in connection.execute(select(environment)):
        try:
            with readable():
                spec = from_json_text(text)
            if fingerprint(spec) != mark or not all(isinstance(value, str) for value in spec.values()):
                raise Damaged("it is not as it was written")
            found[mark] = spec
        except Damaged as damage:
            what = f"the environment {mark}"
            if skipped is None:
                raise damaged(f"{what} cannot be used: {damage}", where) from None
            skipped.append(what)
    return found


class Deleted(NamedTuple):
    """What was deleted with a study, and how many of its runs stay, as another study has them."""

    runs: int
    scenarios: int
    shared: int


def delete_study(connection: Connection, key: bytes) -> Deleted:
    """Delete a study, and of its runs and scenarios, and of all environments, those that nothing else has."""
    of_study = select(study_run.c.run).where(study_run.c.study == key).distinct()
    runs = list(connection.execute(of_study).scalars())
    named = list(connection.execute(select(study_scenario.c.scenario).where(study_scenario.c.study == key)).scalars())
    for table in (study_run, study_scenario):
        connection.execute(delete(table).where(table.c.study == key))
    connection.execute(delete(study).where(study.c.key == key))
    elsewhere = select(study_run.c.run).where(study_run.c.run == run.c.id).exists()
    gone = 0
    for some in in_batches(runs):
        gone += connection.execute(delete(run).where(run.c.id.in_(some), ~elsewhere)).rowcount
    needed = set(connection.execute(select(run.c.scenario).distinct()).scalars())
    needed |= set(connection.execute(select(study_scenario.c.scenario).distinct()).scalars())
    unused = [one for one in dict.fromkeys(named) if one not in needed]
    for some in in_batches(unused):
        connection.execute(delete(scenario).where(scenario.c.key.in_(some)))
    made = select(run.c.environment).union(select(study.c.environment))
    connection.execute(delete(environment).where(environment.c.fingerprint.not_in(made)))
    return Deleted(gone, len(unused), len(runs) - gone)


def counted_for(connection: Connection, key: bytes) -> tuple[int, int]:
    """Return how many runs a study has, and how many of them another study has too."""
    mine = study_run.alias()
    others = select(study_run.c.run).where(study_run.c.run == mine.c.run, study_run.c.study != key).exists()
    of_study = select(func.count(mine.c.run.distinct())).where(mine.c.study == key)
    return connection.execute(of_study).scalar_one(), connection.execute(of_study.where(others)).scalar_one()
