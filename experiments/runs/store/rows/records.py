"""What is kept, as rows of the tables and back; numbers are JSON that reads back to the bit."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from typing import Any

from .....agents.base.refusal import Problem, Refused
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


def numbers_as_text(numbers: Mapping[str, float]) -> str:
    """Return named numbers as JSON in their order: nan is null, the infinities are "inf" and "-inf".

    >>> numbers_as_text({"a": 0.1, "b": float("nan"), "c": -0.0, "d": float("inf")})
    '{"a":0.1,"b":null,"c":-0.0,"d":"inf"}'
    """
    return json.dumps({name: _plain(float(value)) for name, value in numbers.items()}, separators=(",", ":"))


def _plain(number: float) -> float | str | None:
    if math.isfinite(number):
        return number
    return None if math.isnan(number) else str(number)


def numbers_from(text: str) -> dict[str, float]:
    """Return the numbers that `numbers_as_text` wrote, to the bit.

    >>> numbers_from('{"a":0.1,"b":null,"d":"inf"}')
    {'a': 0.1, 'b': nan, 'd': inf}
    """
    return {name: math.nan if value is None else float(value) for name, value in json.loads(text).items()}


def as_json_text(spec: Mapping[str, Any]) -> str:
    """Return a specification as JSON in its order; raises ValueError for what JSON cannot have."""
    return json.dumps(spec, separators=(",", ":"), allow_nan=False)


def from_json_text(text: str) -> dict[str, Any]:
    """Return a specification that `as_json_text` wrote."""
    spec: dict[str, Any] = json.loads(text)
    return spec


def storable(text: str) -> str:
    r"""Return text that every database takes: without the zero character and halves of surrogate pairs.

    >>> storable("a\x00b\ud800")
    'a\\x00b\\ud800'
    """
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")
