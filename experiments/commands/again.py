"""The commands that go on with what a store holds, or do it again: resume, replay, verify."""

from __future__ import annotations

import math
import os
import re
from typing import TYPE_CHECKING, Any

from ...agents.cells import counted
from ...agents.refusal import Problem, Refused
from ...scenarios.outcomes import HEADLINES, OUTCOME
from ..progress import progress as shown_progress
from ..shards import Shard
from ..show.numbers import amount
from .answers import Answer, clean

if TYPE_CHECKING:
    from rich.console import Console

    from ..store.rows import RunRow, StudyRow
    from ..store.store import Store
    from .doing import Doing


def resume(where: str, study: str | None, doing: Doing, bar: bool | None, everything: bool) -> Answer:
    """Go on with a study from where it stopped, and answer as it would have."""
    from ..spec import scenario_of
    from ..store.store import open_store
    from .run import answer_of, watched

    with open_store(where, must_exist=True) as store:
        row = unfinished(store, study)
    asked = row.asked
    doing = doing._replace(store=where, series=asked["series"])
    arguments = doing.arguments()
    if doing.shard is None and "shard" in asked:
        arguments["shard"] = Shard(*asked["shard"])
    if asked["verb"] == "sweep":
        from .sweep import resumed

        return resumed(asked, arguments, bar, everything, doing.store_shown)
    scenarios = [scenario_of(spec) for spec in asked["scenarios"]]
    with watched(len(scenarios), bar) as moved:
        from ..study import compare
        from ..until import rule_of

        found = compare(
            scenarios, baseline=row.names[asked["baseline"]], until=rule_of(asked["until"]), seed=asked["seed"],
            notes=asked["notes"], progress=moved, **arguments,
        )  # fmt: skip
    return answer_of(found, everything, store=doing.store_shown)


def unfinished(store: Store, named: str | None) -> StudyRow:
    """Return the study to go on with: the one named, the only one, or the last begun that is not finished."""
    if named is not None:
        return store.study(named)
    studies = store.studies()
    if not studies:
        hint = "Begin one with: mentorlab compare A B --store FILE, or mentorlab sweep study.yaml."
        raise Refused(Problem("holds no study.", hint, "missing", file=store.where))
    stopped = [one for one in studies if (progress := store.progress(one.key)).left or progress.lost]
    return (stopped or studies)[-1]


def replay(name: str, where: str) -> Answer:
    """Do one kept run again and say whether it came to the same to the bit; exit code 1 if it did not."""
    from ..replay import Replayer
    from ..store.store import open_store

    with open_store(where, must_exist=True, read_only=True) as store:
        row = store.run(name)
        found = Replayer(store)(row)
    lines = found.again.error.splitlines()  # the first says what, the others where in our code
    error = "\n".join(lines if os.environ.get("MENTORLAB_DEBUG") else lines[:1])
    data = told_of(row) | {
        "scenario": found.scenario.name,
        "equal": found.equal,
        "kept": row.content.hex(),
        "again": found.again.content.hex(),
        "environment_differs": found.elsewhere or None,
        "outcomes": {key: None if math.isnan(value) else value for key, value in found.again.outcomes.items()},
        "error": error or None,
    }
    same = "It came to the same, to the bit." if found.equal else "It came to something ELSE than what is kept."

    def show(console: Console) -> None:
        title = f"Run {row.key.hex()[:12]}: '{clean(found.scenario.name)}', seed {row.seed}, replicate {row.replicate}."
        console.print(title)
        if row.world:
            console.print(f"In a world of {counted(len(row.world), 'assumption')} drawn for this future.")
        if found.again.status != "done":
            console.print(f"It {found.again.status}:\n{clean_lines(error)}")
        else:
            for headline in HEADLINES:
                outcome = OUTCOME[headline].over(found.scenario.weeks)
                console.print(
                    f"  {outcome.label}: {amount(found.again.outcomes[headline], outcome.digits)} {outcome.unit}"
                )
        console.print(same)
        if found.elsewhere:
            console.print(f"Computed then and now with: {clean(found.elsewhere)}.")

    return Answer(data, show, code=0 if found.equal else 1)


def clean_lines(text: str) -> str:
    """Return text of several lines without what could steer a terminal."""
    return "\n".join(clean(line) for line in text.splitlines())


def told_of(row: RunRow) -> dict[str, Any]:
    """Return what names a run, as JSON has it."""
    return {
        "run": row.key.hex(),
        "seed": row.seed,
        "replicate": row.replicate,
        "world": dict(row.world),
        "status": row.status,
    }


def verify(where: str, sample: str, seed: int, bar: bool | None) -> Answer:
    """Do a share of the kept runs again; exit code 1 if any came to something else."""
    from ..replay import Replayer, sampled
    from ..store.store import open_store

    share = share_of(sample)
    with open_store(where, must_exist=True, read_only=True) as store:
        keys = list(sampled(store, share, seed))
        if not keys:
            raise Refused(Problem("holds no run that was done.", "", "missing", file=where))
        again, differing = Replayer(store), list[dict[str, Any]]()
        elsewhere: set[str] = set()
        with shown_progress("runs done again", bar=bar) as moved:
            for number, key in enumerate(keys, start=1):
                row = store.read([key], weekly=True)[key]  # also reads what was kept of its weeks
                found = again(row)
                if not found.equal:
                    differing.append(told_of(row) | {"again": found.again.content.hex()})
                if found.elsewhere:
                    elsewhere.add(found.elsewhere)
                moved(number, len(keys))
    data = {"runs": len(keys), "equal": len(keys) - len(differing), "differing": differing, "elsewhere": [*elsewhere]}

    def show(console: Console) -> None:
        told = counted(len(keys), "run")
        if not differing:
            console.print(f"{told} done again: every one came to the same, to the bit.")
        else:
            console.print(f"{told} done again: {len(differing)} came to something ELSE than what is kept:")
            for one in differing[:10]:
                console.print(f"  mentorlab replay {one['run'][:12]} --store {clean(store.where)}")
        for what in sorted(elsewhere):
            console.print(f"Computed then and now with: {clean(what)}.")

    return Answer(data, show, code=1 if differing else 0)


def share_of(text: str) -> float:
    """Read "1%" or "0.01".

    >>> share_of("1%"), share_of("0.5"), share_of("100 %")
    (0.01, 0.5, 1.0)
    """
    read = re.fullmatch(r"\s*(\d+(?:\.\d+)?)\s*(%?)\s*", text)
    share = float(read[1]) / (100 if read[2] else 1) if read else 0.0
    if not 0 < share <= 1:
        message = f"'{text}' is no share of the runs."
        raise Refused(Problem(message, "Write 1% or 0.01; 100% does all again.", "range", field="--sample", value=text))
    return share
