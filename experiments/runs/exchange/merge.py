"""Make one store of several: the parts of a study that was divided among machines, or studies of several people."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import replace
from itertools import islice
from pathlib import Path
from typing import Any, NamedTuple

from sqlalchemy import func, select, update

from ....agents.base.refusal import Problem, Refused
from ..store.database import AT_ONCE
from ..store.store import Store
from ..store.tables import run, study, study_run


class Merged(NamedTuple):
    """The result of a merge: how much is new, how many runs were there, and which could not be right in both."""

    studies: int
    runs: int
    there: int
    disagreeing: tuple[str, ...]
    """Ids of runs that are done in two stores and came out otherwise; each stays as the first store had it."""


def merge(into: Store, from_: Sequence[Store]) -> Merged:
    """Add to a store what others have.

    The order does not matter and doing it twice adds nothing. Of a run that is done in both, nothing is changed; a
    failed or lost one gives way to one that is done, or to a later one. A study with the same question is one study.
    """
    same = [one.where for one in from_ if Path(one.where).resolve() == Path(into.where).resolve()]
    if same:
        hint = "Name the stores that are to be added to it."
        raise Refused(Problem("cannot be merged into itself.", hint, "conflict", file=same[0]))
    before = len(into.studies())
    runs = there = 0
    disagreeing: dict[bytes, None] = {}
    with into.claim():
        for source in from_:
            add_questions(into, source)
            for page in paged(source.database.pages(select(run), run.c.id)):
                fresh, known, odd = sorted_out(into, page)
                with into.database.writing() as connection:
                    into.put(connection, fresh)
                runs, there = runs + len(fresh), there + known
                disagreeing |= dict.fromkeys(odd)
            for page in paged(source.database.pages(select(study_run), *study_run.primary_key.columns)):
                add_links(into, page)
        count_parts(into)
    return Merged(len(into.studies()) - before, runs, there, tuple(key.hex() for key in disagreeing))


def paged(rows: Iterator[Any]) -> Iterator[list[dict[str, Any]]]:
    """Return rows, as dictionaries, in lists that are written at once."""
    while some := [dict(row._mapping) for row in islice(rows, AT_ONCE)]:
        yield some


def add_questions(into: Store, source: Store) -> None:
    """Add the environments, scenarios and studies of another store; a study began when the first of its parts did."""
    for environment in source.environments().values():
        into.add_environment(environment)
    planned = {one.key: one.planned for one in into.studies()}
    for one in source.studies():
        if one.planned > planned.get(one.key, -1):
            whole = {name: said for name, said in one.asked.items() if name != "shard"}  # the parts come together
            asked = replace(one, asked=whole)
            into.add_study(asked, [source.scenario(key) for key in dict.fromkeys(one.scenarios)])
        earlier = update(study).where(study.c.key == one.key, study.c.begun > one.begun)
        with into.database.writing() as connection:
            connection.execute(earlier.values(begun=one.begun, environment=one.environment))


def sorted_out(into: Store, page: Sequence[Mapping[str, Any]]) -> tuple[list[Mapping[str, Any]], int, list[bytes]]:
    """Return which of some runs are to be written, how many are there as they are, and which are there otherwise."""
    columns = select(run.c.id, run.c.status, run.c.content, run.c.kept_at)
    with into.database.reading() as connection:
        found = connection.execute(columns.where(run.c.id.in_([one["id"] for one in page]))).all()
    known = {row.id: row for row in found}
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


def add_links(into: Store, page: Sequence[Mapping[str, Any]]) -> None:
    """Say which runs are those of a study; an item that has its run keeps it, and one without a run waits for it."""
    there = into.statuses([one["run"] for one in page])
    wanted = [one for one in page if one["run"] in there]
    if wanted:
        with into.database.writing() as connection:
            connection.execute(into.database.insert(study_run).on_conflict_do_nothing(), wanted)


def count_parts(into: Store) -> None:
    """Let every study have at least as many runs planned as it has: each part had planned its own only."""
    there = select(func.count()).where(study_run.c.study == study.c.key).scalar_subquery()
    with into.database.writing() as connection:
        connection.execute(update(study).where(study.c.planned < there).values(planned=there))
