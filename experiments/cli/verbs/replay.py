"""mentorlab replay: compute one kept run again, and check its result. It must be the same to the last bit."""

from __future__ import annotations

import math
import os
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ....agents.files.tables.cells import counted
from ....scenarios.assumptions.outcomes import HEADLINES, OUTCOME
from ...show.wording.numbers import amount
from ..options.options import Allow, permit
from ..options.records import option
from ..tables.answers import Answer, clean

if TYPE_CHECKING:
    from rich.console import Console

    from ...runs.store.rows.rows import RunRow


def replay(
    run: Annotated[str, typer.Argument(metavar="RUN", help="The id of the run, or the beginning of its id.")],
    store: Annotated[str, option("--store", "The store in which it is kept.", "FILE|URL")],
    allow: Allow = None,
) -> Answer:
    """Compute a kept run again and say whether every bit of its result is the same; the exit code is 1 if not."""
    permit(allow)
    from ...runs.replay import Replayer
    from ...runs.store.store import open_store

    with open_store(store, must_exist=True, read_only=True) as kept:
        row = kept.run(run)
        found = Replayer(kept)(row)
    lines = found.again.error.splitlines()  # the first says what, the others where in our code
    error = "\n".join(lines if os.environ.get("MENTORLAB_DEBUG") else lines[:1])
    data = run_as_json(row) | {
        "scenario": found.scenario.name,
        "equal": found.equal,
        "kept": row.content.hex(),
        "again": found.again.content.hex(),
        "environment_differs": found.elsewhere or None,
        "outcomes": {key: None if math.isnan(value) else value for key, value in found.again.outcomes.items()},
        "error": error or None,
    }
    same = "The result is the same, to the last bit." if found.equal else "The result is NOT the one that was kept."

    def show(console: Console) -> None:
        title = f"Run {row.key.hex()[:12]}: '{clean(found.scenario.name)}', seed {row.seed}, replicate {row.replicate}."
        console.print(title)
        if row.world:
            console.print(f"In a world of {counted(len(row.world), 'assumption')} drawn for this future.")
        if found.again.status != "done":
            console.print("\n".join([f"It {found.again.status}:", *map(clean, error.splitlines())]))
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


def run_as_json(row: RunRow) -> dict[str, Any]:
    """Return what names a run, as JSON has it."""
    return {
        "run": row.key.hex(),
        "seed": row.seed,
        "replicate": row.replicate,
        "world": dict(row.world),
        "status": row.status,
    }
