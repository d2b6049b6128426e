"""Whoever works on a study: chosen when it is known how much there is to do, and kept until the study ends."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from multiprocessing import current_process
from types import TracebackType
from typing import NamedTuple, Self

from ...agents.base.refusal import Problem, Refused
from ...agents.files.tables.cells import listed
from ...scenarios.extensions.resolve import name_of
from ...scenarios.records.scenario import own_of
from ...scenarios.scenario import Scenario
from .engines.address import Tls
from .engines.engine import Engine, NotSendable, Serial, Task
from .engines.pool import LocalPool, cores
from .engines.sending import packed

log = logging.getLogger("mentorlab")

SPREAD_AFTER = 10.0  # seconds of computing left that make other processes worth starting


class Scheduler(NamedTuple):
    """Where a cluster's scheduler is, and how to talk to it."""

    address: str
    tls: Tls | None = None
    insecure: bool = False
    """Whether tcp:// may reach beyond this machine."""


class Workers:
    """Chooses an engine for a study: a cluster's if one is named, so many jobs, or as many as are worth it."""

    def __init__(
        self,
        scenarios: Sequence[Scenario] = (),
        jobs: int | None = None,
        scheduler: Scheduler | str | None = None,
        *,
        mix: bool = False,
    ) -> None:
        self.scenarios, self.jobs, self.mix = scenarios, jobs, mix
        self.scheduler = Scheduler(scheduler) if isinstance(scheduler, str) else scheduler
        self.engine: Engine | None = None

    @property
    def elsewhere(self) -> bool:
        """Whether runs are done in other processes however few they are."""
        return self.scheduler is not None or (self.jobs or 1) > 1

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        self.anew()

    def anew(self) -> None:
        """Let go of the engine: the task that is to come is another one."""
        if self.engine is not None:
            self.engine.cancel_all()
            self.engine = None

    def __call__(self, task: Task, left: int, seconds: float) -> Engine:
        """Return an engine that is ready; one job, and a sentence why, where no other can."""
        if self.engine is not None:
            return self.engine
        jobs = self.jobs or (cores() if seconds * left > SPREAD_AFTER else 1)
        address, tls, insecure = self.scheduler or (None, None, False)
        if address is None and min(jobs, left) == 1:
            return Serial(task)
        try:
            self.engine = engine_for(
                task, jobs=min(jobs, left), scheduler=address, tls=tls, insecure=insecure, mix=self.mix
            )
        except NotSendable as reason:
            say_one_job(self.scenarios, reason)
            return Serial(task)
        return self.engine


def say_one_job(scenarios: Sequence[Scenario], reason: NotSendable) -> None:
    """Say why the task stays in this process, which of the user's own keeps it there, and what would change that."""
    kept = list(dict.fromkeys(said for scenario in scenarios for said in not_sendable(scenario)))
    what = f"{listed(kept)[0].upper()}{listed(kept)[1:]}" if kept else "Something of the study"
    mend = "So only one process is used. Code in a module file of its own could be sent."
    log.warning("%s cannot be sent to other processes: %s. %s", what, reason, mend)


def not_sendable(scenario: Scenario) -> list[str]:
    """Return what of the user's own in a scenario cannot be packed for another process, by kind and name."""
    found = []
    for kind, said in own_of(scenario):
        try:
            packed(said)
        except NotSendable:
            found.append(f"the {kind} '{name_of(said)}' of {scenario.name}")
    return found


def engine_for(
    task: Task,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    tls: Tls | None = None,
    insecure: bool = False,
    mix: bool = False,
    memory: int | None = None,
) -> Engine:
    """Return an engine that is ready to work: a cluster's if a scheduler is named, else one of `jobs` processes.

    One job is this process. Raises `NotSendable` where the task cannot leave it, `Refused` for a scheduler that is
    not safe to talk to, `EngineLost` where nobody is there. `memory` (bytes) limits each process of a pool; `mix`
    takes on workers of a cluster whose environment is another.
    """
    if scheduler is not None:
        from .engines.cluster import Cluster  # brings dask along

        engine: Engine = Cluster(task, scheduler, tls=tls, insecure=insecure, mix=mix)
    else:
        if jobs > 1 and current_process().daemon:
            hint = "Leave jobs out, or say 1; or have the pool do fewer things, each with more jobs."
            message = f"cannot be {jobs} inside a worker of multiprocessing.Pool, which may start no processes."
            raise Refused(Problem(message, hint, "conflict", field="jobs", value=jobs))
        engine = LocalPool(task, jobs, memory=memory) if jobs > 1 else Serial(task)
    try:
        engine.handshake()
    except BaseException:
        engine.cancel_all()
        raise
    return engine
