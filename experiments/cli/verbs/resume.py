"""mentorlab resume: go on with a study that was stopped, and show its result."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ....agents.base.refusal import Problem, Refused
from ...runs.shards import Shard
from ..options.options import Allow, Bar, StoreNamed, WhichStudy, goes_on_with_studies, permit
from ..options.study_options import Doing
from ..tables.answers import Answer
from .compare import answer_of, watched

if TYPE_CHECKING:
    from ...runs.store.rows.rows import StudyRow
    from ...runs.store.store import Store


@goes_on_with_studies
def resume(
    store: StoreNamed,
    study: WhichStudy = None,
    *,
    doing: Doing,
    allow: Allow = None,
    everything: Annotated[bool, typer.Option("--all", help="Show everything.")] = False,
    bar: Bar = None,
) -> Answer:
    """Go on with a study from where it stopped, and answer as it would have."""
    permit(allow)
    from ...runs.identity import scenario_of
    from ...runs.store.store import open_store

    with open_store(store, must_exist=True) as kept:
        row = unfinished(kept, study)
    asked = row.asked
    doing = doing._replace(store=store, series=asked["series"])
    arguments = doing.arguments()
    if doing.shard is None and "shard" in asked:
        arguments["shard"] = Shard(*asked["shard"])
    if asked["verb"] == "sweep":
        from .sweep import resumed

        return resumed(asked, arguments, bar, everything, doing.store_shown)
    scenarios = [scenario_of(spec) for spec in asked["scenarios"]]
    with watched(len(scenarios), bar) as moved:
        from ...studies.compare import compare
        from ...studies.stopping.until import rule_of

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
