"""mentorlab verify: compute a share of the kept runs again, and check them. All must be the same to the last bit."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Annotated, Any

from ....agents.base.refusal import Problem, Refused
from ....agents.files.tables.cells import counted
from ...show.progress import progress
from ..options.options import Allow, Bar, StoreNamed, permit
from ..options.records import option
from ..tables.answers import Answer, clean
from .replay import run_as_json

if TYPE_CHECKING:
    from rich.console import Console


def verify(
    store: StoreNamed,
    sample: Annotated[str, option("--sample", "Which share of the runs to compute again, such as 5%.", "SHARE")] = "1%",
    seed: Annotated[int, option("--seed", "The number that decides which runs these are.")] = 0,
    allow: Allow = None,
    bar: Bar = None,
) -> Answer:
    """Compute a share of the kept runs again; the exit code is 1 if a result is another one."""
    permit(allow)
    from ...runs.replay import Replayer, sampled
    from ...runs.store.store import open_store

    share = share_of(sample)
    with open_store(store, must_exist=True, read_only=True) as kept:
        keys = list(sampled(kept, share, seed))
        if not keys:
            raise Refused(Problem("holds no finished run.", "", "missing", file=store))
        again, differing = Replayer(kept), list[dict[str, Any]]()
        elsewhere: set[str] = set()
        with progress("runs computed again", bar=bar) as moved:
            for number, key in enumerate(keys, start=1):
                row = kept.read([key], weekly=True)[key]  # also reads what was kept of its weeks
                found = again(row)
                if not found.equal:
                    differing.append(run_as_json(row) | {"again": found.again.content.hex()})
                if found.elsewhere:
                    elsewhere.add(found.elsewhere)
                moved(number, len(keys))
    data = {"runs": len(keys), "equal": len(keys) - len(differing), "differing": differing, "elsewhere": [*elsewhere]}

    def show(console: Console) -> None:
        runs = counted(len(keys), "run")
        if not differing:
            console.print(f"{runs} computed again: every result is the same, to the last bit.")
        else:
            console.print(f"{runs} computed again: {len(differing)} did NOT come to the result that was kept:")
            for one in differing[:10]:
                console.print(f"  mentorlab replay {one['run'][:12]} --store {clean(kept.where)}")
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
        raise Refused(
            Problem(
                message, "Write 1% or 0.01; 100% computes all of them again.", "range", field="--sample", value=text
            )
        )
    return share
