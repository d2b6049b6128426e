"""Studies and runs to keep, for the tests of stores."""

from __future__ import annotations

import math
import os
import sqlite3
import subprocess
import sys
from contextlib import closing
from hashlib import blake2b

import numpy as np

from mentorlab.experiments.runs.store.rows.records import seal_of_run
from mentorlab.experiments.runs.store.rows.rows import RunRow, ScenarioRow, StudyRow, Weekly


def key_of(text):
    """Return a key of sixteen bytes, the same for the same text."""
    return blake2b(str(text).encode(), digest_size=16).digest()


SCENARIOS = tuple(ScenarioRow(key_of(name), {"name": name, "weeks": 26}) for name in ("nothing", "reverse"))


def a_study(name="a study", **changes):
    """Return a study of two scenarios."""
    usual = {
        "key": key_of(name),
        "name": name,
        "asked": {"seed": 0, "scenarios": ["nothing", "reverse"]},
        "scenarios": tuple(one.key for one in SCENARIOS),
        "names": ("nothing", "reverse"),
        "planned": 20,
        "environment": "e1",
        "begun": "2026-01-01T00:00:00.000+00:00",
    }
    return StudyRow(**{**usual, **changes})


def a_run(replicate=0, place=0, **changes):
    """Return a run that was done, whose numbers are its own."""
    luck = np.random.default_rng([replicate, place])
    usual = {
        "key": key_of(f"run {replicate} {place}"),
        "scenario": SCENARIOS[place].key,
        "seed": 7,
        "replicate": replicate,
        "world": {"assumptions.sessions.transport": float(luck.random())},
        "outcomes": {"innovation": float(luck.normal()), "retention": math.nan, "cost": -0.0},
        "same_people": {"innovation": float(luck.normal())},
        "digest": luck.bytes(16),
        "leavers": luck.integers(0, 300, (4, 4, 27, 2)).astype(np.uint16),
        "weekly": Weekly(("week", "headcount"), luck.random((26, 2)).astype(np.float32)),
        "seconds": 0.25,
        "environment": "e1",
    }
    return RunRow(**{**usual, **changes})


def a_failure(replicate=0, place=0, **changes):
    """Return a run that did not come to an end."""
    nothing = {"status": "failed", "outcomes": {}, "same_people": {}, "digest": b"", "leavers": None, "weekly": None}
    return a_run(replicate, place, **{**nothing, "error": "ZeroDivisionError: division by zero", **changes})


def items(*replicates, places=(0, 1)):
    """Return the runs of some replicates by item."""
    return {(r, p): a_run(r, p) for r in replicates for p in places}


def same(one, other):
    """Tell whether two runs are the same to the bit, in all they have."""
    plain = ("key", "scenario", "seed", "replicate", "status", "digest", "seconds", "environment", "error", "content")
    return (
        all(getattr(one, name) == getattr(other, name) for name in plain)
        and all(bits(getattr(one, n)) == bits(getattr(other, n)) for n in ("world", "outcomes", "same_people"))
        and same_array(one.leavers, other.leavers)
        and (one.weekly is None) == (other.weekly is None)
        and (
            one.weekly is None
            or (
                (one.weekly.names, one.weekly.every) == (other.weekly.names, other.weekly.every)
                and same_array(one.weekly.values, other.weekly.values)
            )
        )
    )


def bits(numbers):
    """Return named numbers in their order so that equal means the same bits, but that one nan is as good as another."""
    return [(name, "nan" if math.isnan(value) else float(value).hex()) for name, value in numbers.items()]


def same_array(one, other):
    """Tell whether two arrays, or none, are of the same type, shape and bits."""
    if one is None or other is None:
        return one is other
    return one.dtype == other.dtype and one.shape == other.shape and one.tobytes() == other.tobytes()


def seal_anew(file):
    """Seal the runs of a store file as they are, as somebody does who changes one on purpose."""
    with closing(sqlite3.connect(file)) as connection:
        connection.row_factory = sqlite3.Row
        for row in connection.execute("select * from run").fetchall():
            connection.execute("update run set seal = ? where id = ?", (seal_of_run(dict(row)), row["id"]))
        connection.commit()


def process(script, *arguments):
    """Start another process of ours, which says on standard output what it did."""
    beginning = (
        "import sys, os, time\n"
        f"sys.path.insert(0, {os.path.dirname(__file__)!r})\n"
        "from kept import *\n"
        "from mentorlab.experiments.runs.store.store import open_store\n"
        "def say(what): print(what, flush=True)\n"
    )
    return subprocess.Popen(
        [sys.executable, "-c", beginning + script, *map(str, arguments)],
        stdin=subprocess.PIPE, stdout=subprocess.PIPE, text=True,
    )  # fmt: skip
