"""Whoever works on a study: chosen when it is known how much there is to do, and kept until the study ends."""

from __future__ import annotations

import logging
from collections.abc import Sequence
from types import TracebackType
from typing import Self

from ..scenarios.own import own_of, told
from ..scenarios.scenario import Scenario
from .engines.choose import Cluster, cores, engine_for
from .engines.engine import Engine, NotSendable, Work
from .engines.sending import packed
from .engines.serial import Serial
from .words import listed

log = logging.getLogger("mentorlab")

SPREAD_AFTER = 10.0  # seconds of work left that make other processes worth starting


class Workers:
    """Chooses an engine for a study: a cluster's if one is named, so many jobs, or as many as are worth it."""

    def __init__(
        self, scenarios: Sequence[Scenario] = (), jobs: int | None = None, cluster: Cluster | None = None
    ) -> None:
        self.scenarios, self.jobs, self.cluster = scenarios, jobs, cluster
        self.engine: Engine | None = None

    def __enter__(self) -> Self:
        return self

    def __exit__(self, kind: type[BaseException] | None, error: BaseException | None, at: TracebackType | None) -> None:
        if self.engine is not None:
            self.engine.cancel_all()

    def __call__(self, work: Work, left: int, seconds: float) -> Engine:
        """Return an engine that is ready; one job, and a sentence why, where no other can."""
        if self.engine is not None:
            return self.engine
        jobs = self.jobs or (cores() if seconds * left > SPREAD_AFTER else 1)
        if self.cluster is None and min(jobs, left) == 1:
            return Serial(work)
        try:
            self.engine = engine_for(work, jobs=jobs, cluster=self.cluster)
        except NotSendable as reason:
            say_one_job(self.scenarios, reason)
            return Serial(work)
        return self.engine


def say_one_job(scenarios: Sequence[Scenario], reason: NotSendable) -> None:
    """Say why the work stays in this process, which of the user's own keeps it there, and what would change that."""
    kept = list(dict.fromkeys(said for scenario in scenarios for said in not_sendable(scenario)))
    what = f"{listed(kept)[0].upper()}{listed(kept)[1:]}" if kept else "Something of the study"
    mend = "One job is used; what stands in a module file of its own can be sent."
    log.warning("%s cannot be sent to other processes: %s. %s", what, reason, mend)


def not_sendable(scenario: Scenario) -> list[str]:
    """Return what of the user's own in a scenario cannot be packed for another process, by kind and name."""
    found = []
    for kind, said in own_of(scenario):
        try:
            packed(said)
        except NotSendable:
            found.append(f"the {kind} '{told(said)}' of {scenario.name}")
    return found
