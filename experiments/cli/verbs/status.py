"""mentorlab status: show how far the studies in a store are. It can delete one, too."""

from __future__ import annotations

import shlex
import sys
from datetime import UTC, datetime
from typing import TYPE_CHECKING, Annotated, Any

from ....agents.base.refusal import Problem, Refused
from ....agents.files.tables.cells import counted
from ..options.options import StoreNamed, WhichStudy
from ..options.records import option
from ..tables.answers import Answer, clean, table

if TYPE_CHECKING:
    from rich.console import Console

    from ...runs.store.progress import StudyProcess, StudyProgress
    from ...runs.store.rows.rows import StudyRow
    from ...runs.store.store import Store

MOST = 10
"""Failed and lost runs listed of a study."""

ID_DIGITS = 12
"""Of a run's id, which name it among millions."""


def status(
    store: StoreNamed,
    study: WhichStudy = None,
    delete: Annotated[
        str | None, option("--delete", "Delete this study and the runs that no other study has.", "STUDY")
    ] = None,
    yes: Annotated[bool, option("--yes", "Delete without asking.")] = False,
) -> Answer:
    """Answer how far the studies of a store are, who is at work, and what goes on with them; or delete one."""
    from ...runs.store.store import open_store

    if delete is not None:
        return deleted(store, delete, yes=yes)
    with open_store(store, must_exist=True, read_only=True) as kept:
        asked = [kept.study(study)] if study else kept.studies()
        driver = kept.driver()
        data: dict[str, Any] = {
            "store": kept.where,
            "driver": None if driver is None else about_driver(driver),
            "studies": [about_study(kept, one, alone=len(asked) == 1) for one in asked],
        }
    return Answer(data, lambda console: show(console, data))


def deleted(where: str, named: str, *, yes: bool) -> Answer:
    """Delete a study, after asking."""
    from ...runs.store.store import open_store

    with open_store(where, must_exist=True) as kept:
        study = kept.study(named)
        runs, shared = kept.shared(study.key)
        what = f"the study {study.key.hex()[:8]} ({clean(study.name)}) with {counted(runs - shared, 'run')}"
        stays = f"; {counted(shared, 'run')} of it {'stays' if shared == 1 else 'stay'}, as another study has them"
        if not (yes or agreed(f"Delete {what}{stays if shared else ''}? This cannot be undone.")):
            raise Refused(Problem("nothing was deleted.", "", "refused", file=where, field="--delete", value=named))
        gone = kept.delete(study.key)
    data = {"store": kept.where, "deleted": study.key.hex(), "name": study.name, **gone._asdict()}
    return Answer(data, lambda console: console.print(f"Deleted {what}{stays if shared else ''}.", soft_wrap=True))


def agreed(question: str) -> bool:
    """Ask somebody at a terminal; refuse where there is none."""
    if not (sys.stdin and sys.stdin.isatty() and sys.stderr and sys.stderr.isatty()):
        hint = "Say --yes to delete without being asked."
        raise Refused(Problem("there is nobody at a terminal to ask.", hint, "missing", field="--delete"))
    import typer

    return typer.confirm(question, err=True)


def about_driver(driver: StudyProcess) -> dict[str, Any]:
    """Return who is at work, or was and did not end by itself."""
    study = driver.study.hex() if driver.study else None
    times = {"began": driver.began, "seen": driver.seen}
    return {"host": driver.host, "pid": driver.pid, **times, "study": study, "alive": driver.alive}


def about_study(store: Store, study: StudyRow, *, alone: bool) -> dict[str, Any]:
    """Return how far a study is, which of its runs broke off, and what goes on with it."""
    progress = store.progress(study.key)
    at_work = is_at_work(progress, study.key)
    go_on = f"mentorlab resume {shlex.quote(store.where)}" + ("" if alone else f" --study {study.key.hex()[:8]}")
    return {
        "study": study.key.hex(),
        "name": study.name,
        "begun": study.begun,
        "planned": progress.planned,
        "done": progress.done,
        "failed": progress.failed,
        "lost": progress.lost,
        "left": progress.left,
        "seconds": progress.seconds,
        "last_kept": progress.last_kept or None,
        "at_work": at_work,
        "seconds_left": progress.seconds_left if at_work else None,
        "go_on": go_on if progress.left + progress.lost and not at_work else None,  # what was lost is tried again
        "broken": [
            {
                "run": row.key.hex(),
                "scenario": study.names[place],
                "replicate": replicate,
                "status": row.status,
                "error": row.error,
                "replay": f"mentorlab replay {row.key.hex()[:ID_DIGITS]} --store {shlex.quote(store.where)}",
            }
            for replicate, place, row in store.broken(study.key, MOST)
        ],
    }


def is_at_work(progress: StudyProgress, study: bytes) -> bool:
    """Tell whether a driver is at work on a study."""
    driver = progress.driver
    return driver is not None and driver.alive and driver.study in (None, study)


def show(console: Console, data: dict[str, Any]) -> None:
    """Show how far studies are."""
    shown = table("study", "name", "planned", "done", "failed", "lost", "left", "last kept",
                  right=("planned", "done", "failed", "lost", "left"))  # fmt: skip
    for one in data["studies"]:
        counts = [f"{one[name]:,}" for name in ("planned", "done", "failed", "lost", "left")]
        last = ago(one["last_kept"]) if one["last_kept"] else "-"
        shown.add_row(one["study"][:8], clean(one["name"]), *counts, last)
    if data["studies"]:
        console.print(shown)
    else:
        console.print("There is no study in this store yet.")
    if (driver := data["driver"]) is not None:
        console.print(clean(driver_in_words(driver)))
    for one in data["studies"]:
        show_study(console, one)


def show_study(console: Console, one: dict[str, Any]) -> None:
    """Show what else is known of a study beside its counts."""
    name = clean(one["name"])
    if one["seconds_left"] is not None:
        console.print(f"{name}: about {lasting(one['seconds_left'])} left at the rate so far.")
    if one["go_on"]:
        console.print(f"{name}: go on with: {clean(one['go_on'])}", soft_wrap=True)
    for run in one["broken"]:
        last = clean(run["error"].strip().splitlines()[-1]) if run["error"].strip() else "no reason was kept"
        console.print(f"{name}: {clean(run['scenario'])}, replicate {run['replicate']}, {run['status']}: {last}")
        console.print(f"  look at it with: {clean(run['replay'])}", soft_wrap=True)
    if (more := one["failed"] + one["lost"] - len(one["broken"])) > 0:
        console.print(f"{name}: {counted(more, 'more run')} that did not finish.")


def driver_in_words(driver: dict[str, Any]) -> str:
    """Return in a sentence who is at work, or who was."""
    who = f"process {driver['pid']} on {driver['host']}"
    if driver["alive"]:
        return f"At work: {who}, begun {ago(driver['began'])}, last seen {ago(driver['seen'])}."
    return f"Nobody is at work: {who} ended unexpectedly, last seen {ago(driver['seen'])}."


def ago(moment: str) -> str:
    """Return how long ago a moment was."""
    passed = (datetime.now(UTC) - datetime.fromisoformat(moment)).total_seconds()
    return f"{lasting(max(0.0, passed))} ago"


def lasting(seconds: float) -> str:
    """Return a length of time to read.

    >>> lasting(4.2), lasting(200), lasting(9000), lasting(500_000)
    ('4 s', '3 min', '2.5 h', '5.8 days')
    """
    if seconds < 100:
        return f"{seconds:.0f} s"
    if seconds < 6000:
        return f"{seconds / 60:.0f} min"
    return f"{seconds / 3600:.1f} h" if seconds < 48 * 3600 else f"{seconds / 86400:.1f} days"
