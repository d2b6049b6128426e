"""What is kept, as rows of the tables and back."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from .....agents.base.refusal import Problem, Refused
from .notation import numbers_as_text, numbers_from, storable
from .rows import RunRow
from .series import Damaged, packed, packed_array, unpacked, unpacked_array


def now() -> str:
    """Return the time, UTC, ISO 8601 with milliseconds, so that later is greater."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


def stored(row: RunRow, kept_at: str) -> dict[str, Any]:
    """Return a run as a row of the table."""
    return {
        "id": row.key,
        "scenario": row.scenario,
        "seed": str(row.seed),
        "replicate": row.replicate,
        "status": row.status,
        "seconds": row.seconds,
        "environment": row.environment,
        "kept_at": kept_at,
        "digest": row.digest,
        "content": row.content,
        "world": numbers_as_text(row.world),
        "outcomes": numbers_as_text(row.outcomes),
        "same_people": numbers_as_text(row.same_people),
        "error": storable(row.error),
        "leavers": None if row.leavers is None else packed_array(row.leavers),
        "weekly": None if row.weekly is None else packed(row.weekly),
    }


def restored(record: Mapping[Any, Any], where: str) -> RunRow:
    """Return a row of the table as a run; refuse one that is damaged."""
    leavers, weekly = record["leavers"], record.get("weekly")
    with whole(record["id"], where):
        return RunRow(
            key=record["id"],
            scenario=record["scenario"],
            seed=int(record["seed"]),
            replicate=record["replicate"],
            world=numbers_from(record["world"]),
            status=record["status"],
            outcomes=numbers_from(record["outcomes"]),
            same_people=numbers_from(record["same_people"]),
            digest=record["digest"],
            leavers=None if leavers is None else unpacked_array(leavers),
            weekly=None if weekly is None else unpacked(weekly),
            seconds=record["seconds"],
            environment=record["environment"],
            error=record["error"],
        )


@contextmanager
def whole(key: bytes, where: str) -> Iterator[None]:
    """Refuse a run that is damaged, by its name."""
    try:
        yield
    except Damaged as damage:
        message = f"the run {key.hex()} is damaged: {damage}."
        hint = "Take the store from a backup; a new store computes the same runs again."
        raise Refused(Problem(message, hint, "damaged", file=where)) from None
