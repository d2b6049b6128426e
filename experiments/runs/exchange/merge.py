"""Make one store of several: the parts of a study that was divided among machines, or studies of several people."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select, update

from ....agents.base.refusal import Problem, Refused
from ..store.database import AT_ONCE
from ..store.rows.records import Damaged, damaged_runs, restored
from ..store.store import Store
from ..store.studies import seal_study
from ..store.tables import run, study, study_run
from .soundness import check_frame, check_runs, sound_runs


class Merged(NamedTuple):
    """The result of a merge: how much is new, how many runs were there, and which could not be right in both."""

    studies: int
    runs: int
    there: int
    disagreeing: tuple[str, ...]
    """Ids of runs that are done in two stores and came out otherwise; each stays as the first store had it."""
    left_out: tuple[str, ...] = ()
    """What is damaged and was left out, in words."""


def merge(into: Store, from_: Sequence[Store], *, skip_damaged: bool = False) -> Merged:
    """Add to a store what others have.

    The order does not matter and doing it twice adds nothing. Of a run that is done in both, nothing is changed; a
    failed or lost one gives way to one that is done, or to a later one. A study with the same question is one study.
    Of a store in which somebody is at work, all is added that it had when this began, and perhaps more. Raises
    `Refused` where anything is damaged, before anything is added; with `skip_damaged` that is left out instead.
    """
    check_sources(into.where, from_, skip_damaged=skip_damaged)
    return add(into, from_, skip_damaged=skip_damaged)


def check_sources(into: str, from_: Sequence[Store], *, skip_damaged: bool = False) -> None:
    """Refuse what cannot be merged into a store, which need not be there yet."""
    same = [one.where for one in from_ if Path(one.where).resolve() == Path(into).resolve()]
    if same:
        hint = "Name the stores that are to be added to it."
        raise Refused(Problem("cannot be merged into itself.", hint, "conflict", file=same[0]))
    for source in () if skip_damaged else from_:
        with source.database.reading() as connection:
            check_frame(source, connection)
        check_runs(source)


def add(into: Store, from_: Sequence[Store], *, skip_damaged: bool) -> Merged:
    """Add to a store what others have, which were checked."""
    before = len(into.studies())
    runs = there = 0
    disagreeing: dict[bytes, None] = {}
    left_out: list[str] = []
    with into.claim():
        for source in from_:
            places = add_questions(into, source, left_out)
            known_scenarios = {key for one in places.values() for key in one}
            odd: dict[bytes, str] = {}
            for page in sound_runs(source, odd):
                fresh, known, different = sorted_out(into, [one for one in page if one["scenario"] in known_scenarios])
                with into.database.writing() as connection:
                    into.put(connection, fresh)
                runs, there = runs + len(fresh), there + known
                disagreeing |= dict.fromkeys(different)
            if odd and not skip_damaged:
                raise damaged_runs(odd, source.where)
            left_out += [f"the run {key.hex()}" for key in odd]
            add_links(into, source, places, left_out if skip_damaged else None)
        count_parts(into)
    found = tuple(key.hex() for key in disagreeing)
    return Merged(len(into.studies()) - before, runs, there, found, tuple(left_out))


def add_questions(into: Store, source: Store, left_out: list[str]) -> dict[bytes, tuple[bytes, ...]]:
    """Add the environments, scenarios and studies of another store; return the scenarios of each study.

    A study began when the first of its parts did. What is damaged is named in `left_out`.
    """
    for environment in source.environments(left_out).values():
        into.add_environment(environment)
    planned = {one.key: one.planned for one in into.studies()}
    places: dict[bytes, tuple[bytes, ...]] = {}
    for one in source.studies(left_out):
        try:
            scenarios = [source.scenario(key) for key in dict.fromkeys(one.scenarios)]
        except Refused:
            left_out.append(f"the study '{one.name}', of which a scenario is damaged")
            continue
        places[one.key] = one.scenarios
        if one.planned > planned.get(one.key, -1):
            whole = {name: said for name, said in one.asked.items() if name != "shard"}  # the parts come together
            into.add_study(replace(one, asked=whole), scenarios)
        earlier = update(study).where(study.c.key == one.key, study.c.begun > one.begun)
        with into.database.writing() as connection:
            connection.execute(earlier.values(begun=one.begun, environment=one.environment))
            seal_study(connection, one.key)
    return places


def sorted_out(into: Store, page: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], int, list[bytes]]:
    """Return which of some runs are to be written, how many are there as they are, and which are there otherwise."""
    columns = select(*(column for column in run.c if column.name != "weekly"))
    with into.database.reading() as connection:
        found = connection.execute(columns.where(run.c.id.in_([one["id"] for one in page]))).all()
    known = {row.id: row for row in found}
    check_all(known, into.where)
    fresh: list[Mapping[str, Any]] = []
    odd: list[bytes] = []
    for one in page:
        there = known.get(one["id"])
        if there is None or (there.status != "done" and newer(one, there)):
            fresh.append(one)
        elif there.status == one["status"] == "done" and there.content != one["content"]:
            odd.append(one["id"])
    return fresh, len(page) - len(fresh) - len(odd), odd


def newer(one: Mapping[str, Any], there: Any) -> bool:
    """Tell whether a run is to take the place of one that did not come to an end."""
    return one["status"] == "done" or one["kept_at"] > there.kept_at


def check_all(rows: Mapping[bytes, Any], where: str) -> None:
    """Refuse runs that are damaged in the store that is added to."""
    odd = {}
    for key, row in rows.items():
        try:
            restored(row._mapping)
        except Damaged as damage:
            odd[key] = str(damage)
    if odd:
        raise damaged_runs(odd, where)


def add_links(
    into: Store, source: Store, places: Mapping[bytes, tuple[bytes, ...]], left_out: list[str] | None = None
) -> None:
    """Say which runs are those of a study; an item that has its run keeps it, and one without a run waits for it."""
    rows = source.database.pages(select(study_run), *study_run.primary_key.columns)
    try:
        while some := [dict(row._mapping) for row in islice(rows, AT_ONCE)]:
            asked = select(run.c.id, run.c.replicate, run.c.scenario).where(run.c.id.in_([one["run"] for one in some]))
            with into.database.reading() as connection:
                there = {row.id: (row.replicate, row.scenario) for row in connection.execute(asked)}
            wanted = [one for one in some if is_its_own(one, there.get(one["run"]), places.get(one["study"], ()))]
            if wanted:
                with into.database.writing() as connection:
                    connection.execute(into.database.insert(study_run).on_conflict_do_nothing(), wanted)
    except Refused:
        if left_out is None:
            raise
        left_out.append("which runs are those of a study, in part")


def is_its_own(link: Mapping[str, Any], found: tuple[int, bytes] | None, places: Sequence[bytes]) -> bool:
    """Tell whether the run that an item names is of its replicate and scenario."""
    return (
        found is not None
        and link["place"] in range(len(places))
        and found == (link["replicate"], places[link["place"]])
    )


def count_parts(into: Store) -> None:
    """Let every study have at least as many runs planned as it has: each part had planned its own only."""
    there = select(func.count()).where(study_run.c.study == study.c.key).scalar_subquery()
    with into.database.writing() as connection:
        fewer = list(connection.execute(select(study.c.key).where(study.c.planned < there)).scalars())
        connection.execute(update(study).where(study.c.planned < there).values(planned=there))
        for key in fewer:
            seal_study(connection, key)
