"""How far a study is, read from its store while it is worked on or not."""

from __future__ import annotations

import os
import socket
from dataclasses import dataclass
from datetime import UTC, datetime

from sqlalchemy import Connection, func, select

from .rows.records import readable
from .rows.rows import Status
from .tables import driver, run, study, study_run

LATELY = 600.0  # seconds within which a driver on another machine is taken to be at work


@dataclass(frozen=True)
class StudyProcess:
    """Who works on a store, or did when it was last heard of; times are UTC, ISO 8601."""

    host: str
    pid: int
    began: str
    seen: str
    study: bytes | None
    alive: bool
    """Its process is there; on another machine, which one cannot look at, whether it kept something lately."""


@dataclass(frozen=True)
class StudyProgress:
    """How far a study is: runs by how they ended, the seconds they took together, and who is at work."""

    planned: int
    done: int
    failed: int
    lost: int
    seconds: float
    last_kept: str
    """UTC, ISO 8601; empty while there is nothing."""
    since_began: int
    """Runs kept since the driver began."""
    driver: StudyProcess | None

    @property
    def left(self) -> int:
        """Return how many of the planned runs have not come to an end of any kind."""
        return max(0, self.planned - self.done - self.failed - self.lost)

    @property
    def seconds_left(self) -> float | None:
        """Return about how long the driver at work still takes, at the rate it had so far."""
        if self.driver is None or not self.driver.alive or not self.since_began or not self.left:
            return None
        return self.left * (_seconds(self.last_kept) - _seconds(self.driver.began)) / self.since_began


def progress_of(connection: Connection, key: bytes) -> StudyProgress:
    """Return how far a study is; raise `Damaged` where a time or a count cannot be read."""
    planned = connection.execute(select(study.c.planned).where(study.c.key == key)).scalar_one()
    at_work = process_of(connection)
    of_study = select(
        run.c.status, func.count(), func.sum(run.c.seconds), func.max(run.c.kept_at)
    ).join_from(study_run, run).where(study_run.c.study == key)  # fmt: skip
    counts: dict[Status, int] = {}
    seconds, last_kept, since_began = 0.0, "", 0
    for status, count, took, latest in connection.execute(of_study.group_by(run.c.status)):
        counts[status] = count
        with readable():
            seconds, last_kept = seconds + took, max(last_kept, latest)
            _seconds(latest)
    if at_work is not None:
        since = of_study.where(run.c.kept_at >= at_work.began).with_only_columns(func.count())
        since_began = connection.execute(since).scalar_one()
    done, failed, lost = (counts.get(status, 0) for status in ("done", "failed", "lost"))
    return StudyProgress(planned, done, failed, lost, seconds, last_kept, since_began, at_work)


def process_of(connection: Connection) -> StudyProcess | None:
    """Return who works on the store, or who did and ended without releasing it; raise `Damaged` for what is neither."""
    found = connection.execute(select(driver)).mappings().first()
    if found is None:
        return None
    with readable():
        _seconds(found["began"])
        return StudyProcess(**found, alive=is_alive(found["host"], found["pid"], found["seen"]))


def is_alive(host: str, pid: int, seen: str) -> bool:
    """Tell whether a process is there, as far as can be seen from here."""
    if host != socket.gethostname() or os.name == "nt":  # there, a signal 0 would end the process
        return datetime.now(UTC).timestamp() - _seconds(seen) < LATELY
    try:
        os.kill(pid, 0)
    except ProcessLookupError:
        return False
    except PermissionError:
        pass
    return True


def _seconds(moment: str) -> float:
    return datetime.fromisoformat(moment).timestamp()
