"""A dask cluster of processes on this machine, for tests."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
import time
from contextlib import suppress
from pathlib import Path
from uuid import uuid4

from mentorlab.experiments.runs.engines.address import Tls


def until(happened, seconds=15.0):
    """Wait until something has happened."""
    end = time.monotonic() + seconds
    while not happened():
        assert time.monotonic() < end, "it did not happen"
        time.sleep(0.02)


class OwnCluster:
    """A scheduler and workers on this machine, processes of their own."""

    def __init__(self, folder: Path, workers: int = 2, *options: str, tls: Tls | None = None) -> None:
        path = os.pathsep.join([str(folder), os.environ.get("PYTHONPATH", "")])
        self.env = {
            **os.environ,
            "PYTHONPATH": path,
            "SEEN": str(folder / "seen"),
            "DASK_LOGGING__DISTRIBUTED": "error",
        }
        self.env.pop("MENTORLAB_ALLOW", None)
        self.folder, self.options, self.started = folder, options, []
        names = ("--tls-ca-file", "--tls-cert", "--tls-key")
        self.tls = [part for pair in zip(names, tls or (), strict=False) for part in pair]
        self.file = folder / f"scheduler-{uuid4().hex}.json"
        host = "tls://127.0.0.1" if tls else "tcp://127.0.0.1"
        self.scheduler = self.start("scheduler", "--host", host, "--port", "0", "--scheduler-file", str(self.file))
        if workers:
            self.workers = self.add(workers)
        until(self.file.exists, 60)
        until(lambda: self.file.read_text().endswith("}"), 5)
        self.address = json.loads(self.file.read_text())["address"]

    def add(self, workers: int, **env: str) -> subprocess.Popen[bytes]:
        """Start workers."""
        until(self.file.exists, 60)
        options = ["--nthreads", "1", "--memory-limit", "1GiB", "--local-directory", str(self.folder), *self.options]
        return self.start("worker", "--scheduler-file", str(self.file), "--nworkers", str(workers), *options, **env)

    def start(self, what: str, *options: str, **env: str) -> subprocess.Popen[bytes]:
        command = [sys.executable, "-m", f"distributed.cli.dask_{what}", "--no-dashboard", *self.tls, *options]
        kind = {"env": {**self.env, **env}, "start_new_session": True, "cwd": self.folder}
        self.started.append(subprocess.Popen(command, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL, **kind))
        return self.started[-1]

    def end(self, process: subprocess.Popen[bytes]) -> None:
        """Kill a process and all that it started."""
        with suppress(ProcessLookupError):
            os.killpg(process.pid, signal.SIGKILL)
        process.wait()

    def end_all(self) -> None:
        for process in self.started:
            self.end(process)
