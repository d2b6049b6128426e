"""mentorlab resume: go on with a study that was stopped, and show its result."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from typing import TYPE_CHECKING, Annotated

from ....agents.base.refusal import Problem, Refused
from ...statistics.choice import KEEPS
from ..options.options import Allow, Bar, StoreNamed, WhichStudy, goes_on_with_studies, permit
from ..options.records import StudyOptions, option
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
    options: StudyOptions,
    allow: Allow = None,
    everything: Annotated[
        bool, option("--all", "Also show the exploratory outcomes, or all policies of a sweep.")
    ] = False,
    bar: Bar = None,
) -> Answer:
    """Go on with a study from where it stopped, and answer as it would have."""
    permit(allow)
    from ...runs.identity import scenario_from_json
    from ...runs.plan import Shard
    from ...runs.store.store import open_store

    with open_store(store, must_exist=True) as kept:
        row = unfinished(kept, study)
        refuse_other_assumptions(kept, row)
        refuse_other_files(kept, row)
    asked = row.asked
    with understood(kept.where):
        options = options._replace(store=store, series=asked["series"])
        arguments = options.arguments()
        if options.shard is None and "shard" in asked:
            arguments["shard"] = Shard(*asked["shard"])
        swept = asked["verb"] == "sweep"
    if swept:
        from ...runs.designs.plan import SweepPlan
        from .sweep import carried_out

        with understood(kept.where):
            plan = SweepPlan.from_dict(asked["sweep"])
        return carried_out(plan, arguments, bar, everything, store=options.store_shown)
    from ...studies.stopping.limits import worlds_of
    from ...studies.stopping.until import rule_of

    with understood(kept.where):
        scenarios = [scenario_from_json(record) for record in asked["scenarios"]]
        baseline, until = row.names[asked["baseline"]], rule_of(asked["until"])
        seed, notes = int(asked["seed"]), list(map(str, asked["notes"]))
        keeps, worlds = float(asked.get("keeps", KEEPS)), worlds_of(asked.get("worlds", 0))
    with watched(len(scenarios), bar) as moved:
        from ...studies.compare import compare

        found = compare(
            scenarios, baseline=baseline, until=until, keeps=keeps, worlds=worlds, seed=seed, notes=notes,
            progress=moved, **arguments,
        )  # fmt: skip
    return answer_of(found, everything, store=options.store_shown)


@contextmanager
def understood(where: str) -> Iterator[None]:
    """Refuse a study whose question is not written as mentorlab writes it."""
    from ...runs.store.rows.records import UNREADABLE, damaged

    try:
        yield
    except Refused:
        raise
    except UNREADABLE as error:
        raise damaged(f"what the study asked cannot be read ({type(error).__name__})", where) from None


def refuse_other_assumptions(store: Store, row: StudyRow) -> None:
    """Refuse a study whose scenarios name other numbers than this version has: it would be another study.

    Where the names are the same and the model is another, that is found when its runs are looked for.
    """
    from ....sim.environment import model_version
    from ...runs.identity import canonical, scenario_as_json, scenario_from_json

    specs = [store.scenario(key).spec for key in row.scenarios]
    if any(canonical(scenario_as_json(scenario_from_json(spec))) != canonical(spec) for spec in specs):
        made = store.environments().get(row.environment, {}).get("mentorlab", "another version")
        message = f"was begun by mentorlab {made}; this is {model_version()}, whose assumptions are others."
        raise Refused(Problem(message, "Go on with that version, or begin anew with another store.", "version",
                              field=f"study {row.key.hex()[:8]}"))  # fmt: skip


def refuse_other_files(store: Store, row: StudyRow) -> None:
    """Refuse a study whose files of people or ties have changed since: it would answer another question."""
    from ....sim.state.inputs import read_inputs
    from ...runs.identity import question_of, scenario_from_json
    from ...runs.plan import digest_of_json

    for key in row.scenarios:
        scenario = scenario_from_json(store.scenario(key).spec)
        asked = (scenario.organisation.roster, scenario.organisation.ties)
        files = [part.file for part in asked if part is not None and isinstance(part.file, str)]
        if files and digest_of_json(question_of(scenario, read_inputs(scenario.organisation).digest)) != key:
            message = f"was begun with other files: what is in {', '.join(files)} has changed since."
            hint = "Put them back as they were to go on, or begin a new study with them."
            raise Refused(Problem(message, hint, "changed", field=f"study {row.key.hex()[:8]}"))


def unfinished(store: Store, named: str | None) -> StudyRow:
    """Return the study to go on with: the one named, the only one, or the last begun that is not finished."""
    if named is not None:
        return store.study(named)
    studies = store.studies()
    if not studies:
        hint = "Begin one with: mentorlab compare A B --store FILE, or mentorlab sweep study.yaml."
        raise Refused(Problem("holds no study.", hint, "missing", file=store.where))
    stopped = [study for study in studies if (progress := store.progress(study.key)).left or progress.lost]
    return (stopped or studies)[-1]
