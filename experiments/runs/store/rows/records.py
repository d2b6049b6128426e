"""What is kept, as rows of the tables and back; numbers are JSON that reads back to the bit."""

from __future__ import annotations

import json
import math
from collections.abc import Iterator, Mapping
from contextlib import contextmanager
from datetime import UTC, datetime
from hashlib import blake2b
from shlex import quote
from types import UnionType
from typing import Any

from .....agents.base.refusal import Problem, Refused
from .....agents.files.tables.cells import counted
from .rows import RunRow
from .series import Damaged as Damaged
from .series import packed, packed_array, unpacked, unpacked_array

NAMED = 3
"""Damaged runs that are named in a message."""


def now() -> str:
    """Return the time, UTC, ISO 8601 with milliseconds, so that later is greater."""
    return datetime.now(UTC).isoformat(timespec="milliseconds")


SEALED: dict[str, type | UnionType] = {
    "id": bytes, "scenario": bytes, "seed": str, "replicate": int, "status": str, "seconds": float,
    "environment": str, "kept_at": str, "digest": bytes, "content": bytes, "world": str, "outcomes": str,
    "same_people": str, "error": str, "leavers": bytes | None,
}  # fmt: skip
"""The columns that the first half of a run's seal is over; the second is over its weekly values, read seldom."""

UNREADABLE = (
    ValueError, TypeError, LookupError, AttributeError, ArithmeticError, RecursionError, MemoryError,
)  # fmt: skip
"""What reading a value may raise that we have not written."""


def stored(row: RunRow, kept_at: str) -> dict[str, Any]:
    """Return a run as a row of the table."""
    record = {
        "id": row.key,
        "scenario": row.scenario,
        "seed": str(row.seed),
        "replicate": int(row.replicate),
        "status": row.status,
        "seconds": float(row.seconds),
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
    return record | {"seal": seal_of_run(record)}


def restored(record: Mapping[Any, Any]) -> RunRow:
    """Return a row of the table as a run; raise `Damaged` for one that is not as it was written."""
    check_seal(record)
    leavers, weekly = record["leavers"], record.get("weekly")
    with readable():
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


def seal_of(*values: bytes | str | int | float | None) -> bytes:
    """Return a digest (16 bytes) of what stands in a row, each value with its type.

    >>> seal_of("1", 2) == seal_of("1", 2) != seal_of("12") != seal_of(1, 2)
    True
    """
    parts = []
    for value in values:
        part = value if isinstance(value, bytes) else str(value).encode("utf-8", "surrogatepass")
        parts += [b"%s %d:" % (type(value).__name__.encode(), len(part)), part]
    return blake2b(b"".join(parts), digest_size=16).digest()


def seal_of_run(record: Mapping[Any, Any]) -> bytes:
    """Return the seal of a row: of all but its weekly values, and of these."""
    return seal_of(*(record[name] for name in SEALED)) + seal_of_weekly(record)


def seal_of_weekly(record: Mapping[Any, Any]) -> bytes:
    """Return the second half of a row's seal."""
    return seal_of(record["id"], record["weekly"])


def check_seal(record: Mapping[Any, Any]) -> None:
    """Raise `Damaged` for a row that is not as it was written; its weekly values are looked at where they were read."""
    values = [record[name] for name in SEALED]
    if not all(map(isinstance, values, SEALED.values())):
        raise Damaged("it has values of another kind than mentorlab writes")
    seal = record["seal"] or b""
    if not isinstance(seal, bytes) or seal[:16] != seal_of(*values):
        raise Damaged("it is not as it was written")
    if "weekly" in record and seal[16:] != seal_of_weekly(record):
        raise Damaged("its weekly values are not as they were written")


def content_of(record: Mapping[str, Any]) -> bytes:
    """Return the content of a row, by what came out; raise `Damaged` where that cannot be read."""
    with readable():
        return RunRow(
            record["id"], b"", 0, 0,
            status=record["status"], digest=record["digest"], outcomes=numbers_from(record["outcomes"]),
            same_people=numbers_from(record["same_people"]),
            leavers=None if record["leavers"] is None else unpacked_array(record["leavers"]),
        ).content  # fmt: skip


@contextmanager
def readable() -> Iterator[None]:
    """Raise `Damaged` for whatever a value raises that cannot be read."""
    try:
        yield
    except Damaged:
        raise
    except UNREADABLE as error:
        raise Damaged(f"it cannot be read ({type(error).__name__})") from None


def damaged(what: str, where: str) -> Refused:
    """Return the refusal of a store that is damaged: what of it is, and how to go on with the rest."""
    hint = (
        f"Take it from a backup; or copy what is whole with: mentorlab merge NEW {quote(where)} --skip-damaged, "
        "and mentorlab resume NEW computes the rest again."
    )
    return Refused(Problem(f"is damaged: {what}.", hint, "damaged", file=where))


def damaged_runs(runs: Mapping[bytes, str], where: str) -> Refused:
    """Return the refusal of a store for the sake of some of its runs, with the reason for each."""
    named = "; ".join(f"{key.hex()} ({why})" for key, why in list(runs.items())[:NAMED])
    more = f"; and {len(runs) - NAMED:,} more" if len(runs) > NAMED else ""
    return damaged(f"{counted(len(runs), 'run')} cannot be used: {named}{more}", where)


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
    """Return a specification that `as_json_text` wrote; raises ValueError (`Damaged`) for anything else."""
    spec = json.loads(text)
    if not isinstance(spec, dict):
        raise Damaged("it is not what mentorlab writes")
    return spec


def storable(text: str) -> str:
    r"""Return text that every database takes: without the zero character and halves of surrogate pairs.

    >>> storable("a\x00b\ud800")
    'a\\x00b\\ud800'
    """
    return text.replace("\x00", "\\x00").encode("utf-8", "backslashreplace").decode("utf-8")
