"""A PostgreSQL server of the tests' own: in a folder of its own, on loopback, gone when they are done."""

from __future__ import annotations

import os
import pwd
import secrets
import shutil
import socket
import subprocess
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

USER, DATABASE = "tester", "postgres"


class NoServer(Exception):  # noqa: N818
    """There is no server to test with here, and why."""


def program(name: str) -> str:
    """Return where one of the server's programs is."""
    places = sorted(Path("/usr/lib/postgresql").glob(f"*/bin/{name}"), reverse=True)
    found = next((str(place) for place in places), None) or shutil.which(name)
    if found is None:
        raise NoServer("no PostgreSQL server is installed here (Debian: apt-get install postgresql)")
    return found


def somebody() -> str | None:
    """Return who runs the server: nobody special, for it refuses root."""
    if os.name != "posix" or os.geteuid() != 0:
        return None
    names = {entry.pw_name for entry in pwd.getpwall()}
    return "postgres" if "postgres" in names else "nobody"


@contextmanager
def server() -> Iterator[str]:
    """Run a server and give its address, with a user who may do everything and has a password."""
    initdb, postgres, user = program("initdb"), program("postgres"), somebody()
    folder = Path(tempfile.mkdtemp(prefix="mentorlab-postgres-"))
    password = secrets.token_hex(8)
    (folder / "password").write_text(password)
    if user:
        for path in (folder, folder / "password"):
            shutil.chown(path, user)
    with socket.socket() as free:
        free.bind(("127.0.0.1", 0))
        port = free.getsockname()[1]
    told = {"cwd": folder, "user": user, "env": {"PATH": os.environ["PATH"], "LC_ALL": "C.UTF-8"}}
    running = None
    try:
        made = subprocess.run(
            [initdb, "-D", folder / "kept", "-U", USER, "-A", "scram-sha-256", "-E", "UTF8", "--no-sync",
             f"--pwfile={folder / 'password'}"],
            check=False, capture_output=True, text=True, **told,
        )  # fmt: skip
        if made.returncode:
            raise NoServer(f"initdb did not succeed: {made.stderr.strip()[-300:]}")
        with (folder / "log").open("wb") as log:
            running = subprocess.Popen(
                [postgres, "-D", folder / "kept", "-F", "-h", "127.0.0.1", "-p", str(port), "-k", folder],
                stdout=log, stderr=log, **told,
            )  # fmt: skip
        wait_for(port, running, folder / "log")
        yield f"postgresql://{USER}:{password}@127.0.0.1:{port}/{DATABASE}"
    finally:
        if running is not None:
            running.terminate() if running.poll() is not None else running.send_signal(2)  # SIGINT: a fast shutdown
            running.wait(30)
        shutil.rmtree(folder, ignore_errors=True)


def wait_for(port: int, running: subprocess.Popen[bytes], log: Path) -> None:
    """Wait until a server takes connections."""
    for _ in range(300):
        if running.poll() is not None:
            break
        with socket.socket() as knock:
            if knock.connect_ex(("127.0.0.1", port)) == 0 and b"ready to accept connections" in log.read_bytes():
                return
        time.sleep(0.1)
    raise NoServer(f"the server did not start: {log.read_text(errors='replace')[-300:]}")
