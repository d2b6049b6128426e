"""Choose where runs are done, and open it."""

from __future__ import annotations

from .address import Tls
from .engine import Engine, Work
from .pool import LocalPool
from .serial import Serial


def engine_for(
    work: Work,
    *,
    jobs: int = 1,
    scheduler: str | None = None,
    tls: Tls | None = None,
    insecure: bool = False,
    mix: bool = False,
    memory: int | None = None,
) -> Engine:
    """Return an engine that is ready to work: a cluster's if a scheduler is named, else one of `jobs` processes.

    One job is this process. Raises `NotSendable` where the work cannot leave it, `Refused` for a scheduler that is
    not safe to talk to, `EngineLost` where nobody is there. `memory` (bytes) limits each process of a pool; `mix`
    takes on workers of a cluster whose environment is another.
    """
    if scheduler is not None:
        from .cluster import Cluster  # brings dask along

        engine: Engine = Cluster(work, scheduler, tls=tls, insecure=insecure, mix=mix)
    else:
        engine = LocalPool(work, jobs, memory=memory) if jobs > 1 else Serial(work)
    try:
        engine.handshake()
    except BaseException:
        engine.cancel_all()
        raise
    return engine
