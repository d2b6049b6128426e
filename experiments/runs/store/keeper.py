"""What a study asks of the place where its runs are kept, be it a database or this process's memory."""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from contextlib import AbstractContextManager, contextmanager
from dataclasses import replace
from typing import Any, Protocol

from ....sim.environment import fingerprint
from .rows.rows import Item, RunRow, ScenarioRow, Status, StudyRow


class StoreFailed(RuntimeError):  # noqa: N818  (said as a fact, like Refused)
    """The store could not be written or read in the middle of work; what was kept before is kept."""

    exit_code = 75


class Keeper(Protocol):
    """What a study asks of the place where its runs are kept.

    A run that is done is never replaced, and never there twice; a failed or lost one gives way to a later one.
    """

    where: str
    """The file, or the address without its password; "" in memory."""

    def claim(self, study: bytes | None = None) -> AbstractContextManager[None]:
        """Be the only one who works on what is kept here, for as long as the block lasts."""

    def add_environment(self, environment: Mapping[str, str]) -> str:
        """Keep an environment and return its fingerprint."""

    def environments(self) -> dict[str, dict[str, str]]:
        """Return all environments by their fingerprints."""

    def add_study(self, study: StudyRow, scenarios: Sequence[ScenarioRow]) -> None:
        """Keep a study and its scenarios; of one that is there, `planned` may grow, and how it was asked with it."""

    def asked(self, study: bytes) -> Mapping[str, Any]:
        """Return how a study was asked; nothing of one that is not there."""

    def keep(self, study: bytes, rows: Mapping[Item, RunRow]) -> None:
        """Keep runs, by replicate and place of the scenario in the study: all of them or, where it fails, none."""

    def link(self, study: bytes, items: Mapping[Item, bytes]) -> None:
        """Say which runs, kept before, are also those of a study."""

    def linked(self, study: bytes, items: Sequence[Item]) -> dict[Item, bytes]:
        """Return the runs a study has, of some items (replicate, place) that it might have."""

    def statuses(self, keys: Sequence[bytes]) -> dict[bytes, Status]:
        """Return how the runs ended that are there."""

    def environments_of(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """Return the fingerprints of where the runs that are there were computed."""

    def read(self, keys: Sequence[bytes], *, weekly: bool = False) -> dict[bytes, RunRow]:
        """Return the runs that are there, in the order asked, with their weekly values if those are wanted."""

    def keys(self, study: bytes | None = None) -> Iterator[bytes]:
        """Return the runs of a study, item by item in (replicate, place) order; without a study, all, by id."""


class MemoryStore:
    """Runs kept in memory, for one study in one process; see `Keeper`."""

    where = ""

    def __init__(self) -> None:
        self._environments: dict[str, dict[str, str]] = {}
        self._studies: dict[bytes, StudyRow] = {}
        self._runs: dict[bytes, RunRow] = {}
        self._items: dict[bytes, dict[Item, bytes]] = {}

    @contextmanager
    def claim(self, study: bytes | None = None) -> Iterator[None]:
        """Do nothing: nobody else can see this memory."""
        yield

    def add_environment(self, environment: Mapping[str, str]) -> str:
        """Keep an environment and return its fingerprint."""
        mark = fingerprint(dict(environment))
        self._environments.setdefault(mark, dict(environment))
        return mark

    def environments(self) -> dict[str, dict[str, str]]:
        """Return all environments by their fingerprints."""
        return dict(self._environments)

    def add_study(self, study: StudyRow, scenarios: Sequence[ScenarioRow]) -> None:
        """Keep a study; of one that is there, `planned` may grow, and how it was asked with it."""
        there = self._studies.setdefault(study.key, study)
        if study.planned >= there.planned:
            self._studies[study.key] = replace(there, planned=study.planned, asked=study.asked)

    def asked(self, study: bytes) -> Mapping[str, Any]:
        """Return how a study was asked; nothing of one that is not there."""
        return self._studies[study].asked if study in self._studies else {}

    def keep(self, study: bytes, rows: Mapping[Item, RunRow]) -> None:
        """Keep runs, by replicate and place of the scenario in the study."""
        for row in rows.values():
            if row.key not in self._runs or self._runs[row.key].status != "done":
                self._runs[row.key] = row
        self.link(study, {item: row.key for item, row in rows.items()})

    def link(self, study: bytes, items: Mapping[Item, bytes]) -> None:
        """Say which runs, kept before, are also those of a study."""
        self._items.setdefault(study, {}).update(items)

    def linked(self, study: bytes, items: Sequence[Item]) -> dict[Item, bytes]:
        """Return the runs a study has, of some items (replicate, place) that it might have."""
        there = self._items.get(study, {})
        return {item: there[item] for item in items if item in there}

    def statuses(self, keys: Sequence[bytes]) -> dict[bytes, Status]:
        """Return how the runs ended that are there."""
        return {key: self._runs[key].status for key in keys if key in self._runs}

    def environments_of(self, keys: Sequence[bytes]) -> dict[bytes, str]:
        """Return the fingerprints of where the runs that are there were computed."""
        return {key: self._runs[key].environment for key in keys if key in self._runs}

    def read(self, keys: Sequence[bytes], *, weekly: bool = False) -> dict[bytes, RunRow]:
        """Return the runs that are there, in the order asked, with their weekly values if those are wanted."""
        found = {key: self._runs[key] for key in keys if key in self._runs}
        return found if weekly else {key: replace(row, weekly=None) for key, row in found.items()}

    def keys(self, study: bytes | None = None) -> Iterator[bytes]:
        """Return the runs of a study, item by item in (replicate, place) order; without a study, all, by id."""
        if study is None:
            return iter(sorted(self._runs))
        return iter([key for _, key in sorted(self._items.get(study, {}).items())])
