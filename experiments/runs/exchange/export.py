"""A store as tables for other programs: runs, scenarios, environments and weekly values."""

from __future__ import annotations

import math
from collections.abc import Generator, Iterable, Iterator
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import Connection, Select, select

from ....agents.base.refusal import Problem, Refused
from ..store.database import AT_ONCE
from ..store.rows.records import Damaged, check_seal, damaged_runs, from_json_text, numbers_from, readable
from ..store.rows.rows import Weekly
from ..store.rows.series import unpacked
from ..store.store import Store
from ..store.tables import environment, run, scenario, study, study_run, study_scenario
from .sheets import Content, Kind, Sheet, check_possible, write
from .soundness import check_frame

FIRST: dict[str, Content] = {
    "run": "text", "study": "text", "scenario": "text", "seed": "int", "replicate": "int", "status": "text",
    "environment": "text", "seconds": "float",
}  # fmt: skip
"""What stands first in a row of a run.

Then come the assumptions drawn for it, its outcomes, how its participants fared in the same future without a programme,
and its error."""

LARGEST = 2**63 - 1  # what a column of whole numbers holds


WEEK: dict[str, Content] = {
    "run": "text", "study": "text", "scenario": "text", "replicate": "int", "week": "float", "weeks": "int",
}  # fmt: skip
"""What stands first in a row of a week, or of a quarter where only means are kept."""


class Found(NamedTuple):
    """What the runs have, and the heading of its column: no two runs need have the same, and no two headings are."""

    world: dict[str, str]
    outcomes: dict[str, str]
    same_people: dict[str, str]
    weekly: dict[str, str]
    seeds: Content


def export(store: Store, folder: str | Path, *, kind: Kind, study: bytes | None = None) -> dict[str, int]:
    """Write a store, or a study of it, as tables into a folder, and return how many rows each file has.

    Each file appears whole or not at all. Names of several studies or scenarios of a run are joined by "; ". Raises
    `Refused` for a store of which anything is damaged.
    """
    check_possible(kind)
    with store.database.reading() as connection:
        check_frame(store, connection)
        found = look_over(connection, study, store.where)
        room = made(Path(folder))
        sheets = [runs(connection, study, found), scenarios(connection, study), environments(connection)]
        if found.weekly:
            sheets.append(weeks(connection, study, found))
        return {f"{sheet.name}.{kind}": write(sheet, room, kind) for sheet in sheets}


def made(folder: Path) -> Path:
    """Return a folder, which is made where only it is missing."""
    try:
        folder.mkdir(exist_ok=True)
    except OSError as error:
        message = f"is no folder to write to: {error.strerror}."
        hint = "Name a folder, or a new one in a folder that is there and that you may write to."
        raise Refused(Problem(message, hint, "unwritable", file=str(folder))) from None
    return folder


def chosen(asked: Any, study_key: bytes | None) -> Select[Any]:
    """Return a question about runs, of a study or all, in the order of replicates and scenarios."""
    if study_key is not None:
        asked = asked.where(run.c.id.in_(select(study_run.c.run).where(study_run.c.study == study_key)))
    ordered: Select[Any] = asked.order_by(run.c.replicate, run.c.scenario, run.c.id)
    return ordered


def pages(connection: Connection, study_key: bytes | None, *columns: Any) -> Iterator[list[Any]]:
    """Return some columns of the runs, some runs at a time: their ids are put in order, and then what is large read."""
    with connection.execute(chosen(select(run.c.id), study_key), execution_options={"yield_per": AT_ONCE}) as ids:
        for some in ids.partitions():
            keys = [row.id for row in some]
            rows = {row.id: row for row in connection.execute(select(run.c.id, *columns).where(run.c.id.in_(keys)))}
            yield [rows[key] for key in keys]


def look_over(connection: Connection, study_key: bytes | None, where: str) -> Found:
    """Return what the runs have, to name the columns: one reading of them all, which refuses those that are damaged."""
    world: dict[str, None] = {}
    outcomes: dict[str, None] = {}
    people: dict[str, None] = {}
    weekly: dict[str, None] = {}
    large = False
    odd: dict[bytes, str] = {}
    for page in pages(connection, study_key, *(column for column in run.c if column.name != "id")):
        for row in page:
            try:
                check_seal(row._mapping)
                with readable():
                    world |= dict.fromkeys(numbers_from(row.world))
                    outcomes |= dict.fromkeys(numbers_from(row.outcomes))
                    fared = numbers_from(row.same_people)
                    people |= {name: None for name, value in fared.items() if not math.isnan(value)}
                    large = large or abs(int(row.seed)) > LARGEST
                    if row.weekly is not None:
                        weekly |= dict.fromkeys(unpacked(row.weekly).names)
            except Damaged as damage:
                odd[row.id] = str(damage)
    if odd:
        raise damaged_runs(odd, where)
    taken, taken_weekly = {*FIRST, "error"}, {*WEEK}
    return Found(
        headed(world, taken, "" if all(name.startswith("assumptions.") for name in world) else "assumptions."),
        headed(outcomes, taken),
        headed(people, taken, "without_programme."),
        headed((name for name in weekly if name != "week"), taken_weekly),
        "text" if large else "int",
    )


def headed(names: Iterable[str], taken: set[str], before: str = "") -> dict[str, str]:
    """Return the heading of each name, which takes it; one that is taken gets the prefix "outcome.".

    >>> headed(["innovation", "status"], {"status"})
    {'innovation': 'innovation', 'status': 'outcome.status'}
    """
    headings = {}
    for name in names:
        heading = f"{before}{name}"
        while heading in taken:
            heading = f"outcome.{heading}"
        taken.add(heading)
        headings[name] = heading
    return headings


def runs(connection: Connection, study_key: bytes | None, found: Found) -> Sheet:
    """Return a row for each run, with a column for each assumption drawn and each outcome."""
    numbers = [*found.world.values(), *found.outcomes.values(), *found.same_people.values()]
    columns: dict[str, Content] = {**FIRST, "seed": found.seeds, **dict.fromkeys(numbers, "float"), "error": "text"}

    def rows() -> Generator[list[Any], None, None]:
        wanted = [column for column in run.c if column.name not in ("id", "leavers", "weekly")]
        for page in pages(connection, study_key, *wanted):
            named = names_of(connection, study_key, [row.id for row in page])
            for row in page:
                world, outcomes, people = map(numbers_from, (row.world, row.outcomes, row.same_people))
                yield [
                    row.id.hex(),
                    *named.get(row.id, ("", "")),
                    int(row.seed) if found.seeds == "int" else row.seed,
                    row.replicate,
                    row.status,
                    row.environment,
                    row.seconds,
                    *(world.get(name) for name in found.world),
                    *(outcomes.get(name) for name in found.outcomes),
                    *(people.get(name) for name in found.same_people),
                    row.error or None,
                ]

    return Sheet("runs", columns, rows())


def names_of(connection: Connection, study_key: bytes | None, keys: list[bytes]) -> dict[bytes, tuple[str, str]]:
    """Return what the studies of some runs are called, and what these call the scenarios."""
    same_place = (study_run.c.study == study_scenario.c.study) & (study_run.c.place == study_scenario.c.place)
    asked = (
        select(study_run.c.run, study.c.name, study_scenario.c.name)
        .join_from(study_run, study, study_run.c.study == study.c.key)
        .join(study_scenario, same_place)
        .where(study_run.c.run.in_(keys))
        .order_by(study.c.begun, study.c.key, study_run.c.place)
    )
    if study_key is not None:
        asked = asked.where(study_run.c.study == study_key)
    found: dict[bytes, tuple[dict[str, None], dict[str, None]]] = {}
    for key, of_study, of_scenario in connection.execute(asked):
        studies, scenarios_ = found.setdefault(key, ({}, {}))
        studies[of_study] = scenarios_[of_scenario] = None
    return {key: ("; ".join(studies), "; ".join(scenarios_)) for key, (studies, scenarios_) in found.items()}


def scenarios(connection: Connection, study_key: bytes | None) -> Sheet:
    """Return a row for each scenario: its key, what studies call it, and all of it."""
    named: dict[bytes, dict[str, None]] = {}
    places = select(study_scenario.c.scenario, study_scenario.c.name).order_by(
        study_scenario.c.study, study_scenario.c.place
    )
    if study_key is not None:
        places = places.where(study_scenario.c.study == study_key)
    for key, name in connection.execute(places):
        named.setdefault(key, {})[name] = None
    columns: dict[str, Content] = {"scenario": "text", "name": "text", "spec": "text"}

    def rows() -> Generator[list[Any], None, None]:
        for key, names in named.items():
            spec = connection.execute(select(scenario.c.spec).where(scenario.c.key == key)).scalar_one()
            yield [key.hex(), "; ".join(names), spec]

    return Sheet("scenarios", columns, rows())


def environments(connection: Connection) -> Sheet:
    """Return a row for each environment, with a column for each thing that makes it."""
    found = {
        mark: from_json_text(spec) for mark, spec in connection.execute(select(environment).order_by("fingerprint"))
    }
    parts = list(dict.fromkeys(part for spec in found.values() for part in spec))
    columns: dict[str, Content] = {"environment": "text", **dict.fromkeys(parts, "text")}
    return Sheet("environments", columns, ([mark, *map(spec.get, parts)] for mark, spec in found.items()))


def weeks(connection: Connection, study_key: bytes | None, found: Found) -> Sheet:
    """Return a row for each run and week, or a run and quarter where only means are kept."""
    columns: dict[str, Content] = {**WEEK, **dict.fromkeys(found.weekly.values(), "float")}

    def rows() -> Generator[list[Any], None, None]:
        for page in pages(connection, study_key, run.c.replicate, run.c.weekly):
            named = names_of(connection, study_key, [row.id for row in page])
            for row in page:
                if row.weekly is not None:
                    first = [row.id.hex(), *named.get(row.id, ("", "")), row.replicate]
                    yield from weeks_of(unpacked(row.weekly), first, list(found.weekly))

    return Sheet("weekly", columns, rows())


def weeks_of(weekly: Weekly, first: list[Any], names: list[str]) -> Iterator[list[Any]]:
    """Return the rows of one run; `week` is as the model counts them, in a mean the middle of its weeks."""
    has = dict(zip(weekly.names, weekly.values.T.tolist(), strict=True))
    number = len(weekly.values)
    week = has.get("week") or [at * weekly.every for at in range(number)]
    nothing = [math.nan] * number
    columns = [has.get(name, nothing) for name in names]
    for at, values in enumerate(zip(*columns, strict=True) if columns else [()] * number):
        yield [*first, week[at], weekly.every, *values]
