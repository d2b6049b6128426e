"""Choose where runs are done, and open it."""

from __future__ import annotations

from .address import Tls
from .engine import Engine, Task
from .pool import LocalPool
from .serial import Serial


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
        from .cluster import Cluster  # brings dask along

        engine: Engine = Cluster(task, scheduler, tls=tls, insecure=insecure, mix=mix)
    else:
        engine = LocalPool(task, jobs, memory=memory) if jobs > 1 else Serial(task)
    try:
        engine.handshake()
    except BaseException:
        engine.cancel_all()
        raise
    return engine
