from __future__ import annotations

from typing import Any

from .engine import Engine, Work
from .pool import LocalPool
from .pool import cores as cores


class Cluster: ...


def engine_for(work: Work, *, jobs: int, cluster: Any = None) -> Engine:
    pool = LocalPool(work, jobs)
    try:
        pool.handshake()
    except BaseException:
        pool.cancel_all()
        raise
    return pool
