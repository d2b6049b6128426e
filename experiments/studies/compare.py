"""Ask the model: many runs of several scenarios over common luck, compared.

The order in which runs are done, and where, changes nothing: what a run came to is kept under its own name and read
back future by future.
"""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Mapping, Sequence
from contextlib import contextmanager
from dataclasses import replace
from os import PathLike
from typing import TYPE_CHECKING, Any, get_args

from ...agents.base.fields import not_whole
from ...agents.base.fields import shown as as_written
from ...agents.base.refusal import Problem, Refused
from ...agents.files.tables.cells import listed
from ...scenarios.assumptions.outcomes import OUTCOMES
from ...scenarios.extensions.resolve import outcome_of
from ...scenarios.load import as_scenario, distinct
from ...scenarios.scenario import Scenario
from ..results.company_figures import met, states_figures
from ..results.over_worlds import over_worlds
from ..runs.collect import Collected, collected
from ..runs.designs.assumed import over_all
from ..runs.driver import Driver, Terms
from ..runs.identity import scenario_as_json
from ..runs.plan import Draws, Plan, Shard, bare, dated, other_ties, shard_of
from ..runs.sampling.draws import Draws as SweptDraws
from ..runs.sampling.draws import Nested
from ..runs.stopping import saying_what_is_kept
from ..runs.store.keeper import MemoryStore
from ..runs.store.rows.rows import SeriesPolicy, StudyRow
from ..runs.task import Simulate
from ..runs.workers import Workers
from ..runs.worlds import notes_on_worlds, with_worlds
from ..show.progress import Shown, shown
from ..show.wording.comparison import what_differs
from ..show.wording.notes import asks_for_pairs, notes_on, notes_on_runs
from ..statistics.choice import KEEPS
from ..statistics.smallest_effects import agreed
from .apart import references_of
from .comparable import against_worlds, check, check_apart, measured_in_all, row_of
from .comparison import Comparison
from .one_organisation import givens_of, in_one_organisation, organisation_in_words
from .stopping.limits import keeps_of, worlds_of
from .stopping.looks import Looks
from .stopping.rules import Decision, Fixed, Rule, check_outcomes
from .stopping.until import rule_of

if TYPE_CHECKING:
    from ...sim.calibration.calibrate import Progress
    from ..runs.store.keeper import Keeper
    from ..runs.store.store import Store
    from ..runs.workers import Scheduler


def compare(
    scenarios: Iterable[Scenario | str | PathLike[str]],
    *,
    baseline: Scenario | str | None = None,
    replicates: int | None = None,
    until: Rule | Mapping[str, Any] | str | None = None,
    keeps: float = KEEPS,
    worlds: int | str | tuple[int, int] = 0,
    first: Callable[[Comparison], None] | None = None,
    draws: Draws | None = None,
    seed: int = 0,
    jobs: int | None = None,
    scheduler: Scheduler | str | None = None,
    store: Store | str | PathLike[str] | None = None,
    series: SeriesPolicy = "none",
    shard: Shard | str | None = None,
    mix: bool = False,
    retry: bool = False,
    called: str | None = None,
    asked: Mapping[str, Any] | None = None,
    notes: Sequence[str] = (),
    progress: Shown = True,
) -> Comparison:
    """Run scenarios with the same luck and compare each with a baseline, the first if none is named.

    A scenario may be given as itself, as a library name or as a file; one that says nothing of its organisation
    takes over that of the others. Participants are compared with the same people in a hidden run without a
    programme. Where assumptions (or settling weeks) differ between scenarios, each is compared with a run without a
    programme under its own, and no policy is judged or ranked. Where company figures are stated, the model is first
    adjusted to them, for each scenario's assumptions.

    Without a number of `replicates` there are 30, 60, 100 or 200: as many as settle which design (`stopping.looks`).
    `until` says otherwise when there are enough: "best" is the same with a "cap" ({"best": "design", "cap": 400}),
    {"precision": {"retention": 0.5}} or {"choice": "retention"}, or a rule of `stopping`. `draws` are assumptions
    drawn anew for each future, in which the organisation keeps its quits, inclusion and ideas. `keeps` is the share of
    another design's gain that a design must keep to do as well. `worlds` (32, "32x4" or (32, 4)) are simulated after
    luck alone has been: as many draws of all assumptions with so many futures in each, which are `over_worlds` of the
    result; `first` is called before them with the result as it is then. `jobs` processes share the runs, or the
    workers of a cluster, found by its `scheduler` (an address, or a `workers.Scheduler` with certificates); None
    decides by how long it takes; the result is the same to the bit. With a `store` (a file, a PostgreSQL URL or an
    open one) every run is kept as it is done, a study that was stopped goes on, and one that has all its runs is only
    read; a run that fails is a row there, `retry` tries it again. `series` says which weekly values are kept. `shard`
    does a part of the futures ("1/4"), to be merged; `mix` lets runs of other environments and versions count. In a
    store a study is `called` so, and `asked` is kept with it: what it was made from, if not from scenarios. `notes` are
    shown beside its result. A notebook or a terminal shows a bar where it takes more than a second: `progress` is False
    for none, or a function of your own that is called with the number of futures done and how many there are.

    Raises `Refused` for what cannot be compared, `RunFailed` for a run that broke off where there is no store.
    """
    if isinstance(scenarios, Scenario | str | PathLike) or not isinstance(scenarios, Iterable):
        hint = 'Write ["no-programme", "reverse"], for example.'
        raise Refused(
            Problem(f"must be a list of scenarios, not {as_written(scenarios)}.", hint, "type", field="scenarios")
        )
    given_scenarios = [as_scenario(one) for one in scenarios]
    named = distinct(given_scenarios)
    if until is not None and (isinstance(until, Mapping | str) or not hasattr(until, "decide")):
        until = rule_of(until)
    shard = shard_of(shard) if isinstance(shard, str) else shard
    shard = None if shard == Shard() else shard
    wrong = not_whole(
        replicates=(1 if replicates is None else replicates, 1), seed=(seed, 0), jobs=(1 if jobs is None else jobs, 1)
    )
    kinds = (
        ("shard", shard, shard is None or isinstance(shard, Shard | str), 'a part such as "1/4"'),
        ("draws", draws, draws is None or hasattr(draws, "world"), "drawn assumptions"),
        ("store", store, isinstance(store, str | PathLike | None) or hasattr(store, "claim"), "a store's file"),
        ("scheduler", scheduler, scheduler is None or isinstance(scheduler, str | tuple), "a scheduler's address"),
        ("series", series, series in get_args(SeriesPolicy), f"one of {', '.join(get_args(SeriesPolicy))}"),
    )
    wrong += [
        Problem(f"must be {what}, not {as_written(value)}.", "", "type", field=name)
        for name, value, fine, what in kinds
        if not fine
    ]
    unasked = until is None and replicates is None
    until = until or (Looks() if replicates is None else None)
    over = (0, 0)
    try:
        over = worlds_of(worlds)
    except Refused as refused:
        wrong += refused.problems
    try:
        keeps = keeps_of(keeps, "keeps")
    except Refused as refused:
        wrong += refused.problems
    if over[0]:
        wrong += against_worlds(draws, shard)
    check(named, wrong, until, shard)
    seed, rule = int(seed), until or Fixed(int(replicates or 0))
    row = row_of(baseline, given_scenarios, named)
    shared, taken_over = in_one_organisation(named)
    agreed([scenario.smallest_effects for scenario in shared])
    outcomes = measured_in_all(shared)
    measured = tuple(scenario.model_copy(update={"outcomes": outcomes}) for scenario in shared)
    declared = (*(one.over(shared[0].weeks) for one in OUTCOMES), *(own.declared for own in map(outcome_of, outcomes)))
    check_outcomes(rule.names, [outcome.name for outcome in declared])
    givens = givens_of(measured)
    with shown(progress is True and states_figures(measured), "runs to meet your company figures") as solving:
        figures = met(measured, givens, solving)
    solved = tuple(one.scenario for one in figures) or measured
    without = references_of(solved, measured)
    if unasked and without.differing:
        rule = Fixed(rule.first)  # nothing is chosen among what does not share its assumptions
    check_apart(without, rule)
    if over[0] and without.differing:
        message = f"are common to all scenarios, and these do not share their assumptions ({without.differing})."
        raise Refused(Problem(message, f"Leave worlds out. {without.mend}", "conflict", field="worlds"))
    everyone = (*solved, *without.added)
    plan = Plan(tuple(map(bare, everyone)), givens[0], seed, declared, draws, series, other_ties(solved, givens))
    names = tuple(scenario.name for scenario in named)
    all_names = tuple(scenario.name for scenario in distinct([*named, *plan.scenarios[len(named) :]]))
    study = plan.key(all_names, row)
    part = shard or Shard()
    apart_note = (without.note,) if without.note else ()

    def comparison(found: Collected) -> Comparison:
        return Comparison(
            names=names,
            values=found.values[: len(names)],
            same_people=found.same_people[: len(names)],
            digests=found.digests[: len(names)],
            baseline_row=row,
            seed=seed,
            asked_effects=tuple(scenario.smallest_effects for scenario in named),
            organisation=organisation_in_words(givens),
            programmes=tuple(asks_for_pairs(scenario) for scenario in named),
            notes=(
                *notes, *apart_note, *taken_over, *notes_on(shared, givens), *notes_on_worlds(plan),
                *notes_on_runs(found, keeper, part),
            ),
            what_differs=what_differs(measured, row),
            leavers=None if found.leavers is None else found.leavers[: len(names)],
            figures=figures,
            outcomes=declared,
            failures=found.failures,
            digest=found.digest,
            whole=part.parts == 1,
            drawn=isinstance(draws, SweptDraws | Nested),
            without=without.of(found),
            planned=tuple(
                scenario.policy.places(len(givens[0].structure)) if asks_for_pairs(scenario) else 0
                for scenario in shared
            ),
            keeps=keeps,
            weeks=shared[0].weeks,
            employees=len(givens[0].structure),
        )  # fmt: skip

    what = f"simulated futures, {len(names)} scenarios each"
    upto, before = [rule.first] * len(all_names), 0

    def planned() -> int:
        return sum(len(part.of(number)) for number in upto)

    with (
        opened(store) as keeper,
        Workers(solved, jobs, scheduler, mix=mix) as workers,
        keeper.claim(study),
        shown(progress, what) as bar,
        saying_what_is_kept(keeper, study, planned),
    ):
        over = over if any(map(asks_for_pairs, named)) else (0, 0)  # worlds are of what programmes do
        over_draws = drawn_over(keeper.asked(study), measured, seed, over) if over[0] else None
        drawn_as = {} if over_draws is None else {"worlds_drawn": over_draws.draws.as_dict()}
        specs = [] if store is None or asked else [scenario_as_json(dated(one, plan.day)) for one in shared]
        everything = {
            "verb": "compare", "scenarios": specs, "baseline": row, "seed": seed, "series": series,
            "until": rule.asked, "draws": draws and draws.as_dict(), "notes": [*notes, *taken_over], "keeps": keeps,
            "worlds": list(over), **drawn_as, "shard": list(part), **(asked or {}),
        }  # fmt: skip
        terms = Terms(mix=mix, retry=retry, stop_at_failure=store is None)
        decision = Decision(done=False, replicates=rule.first, rows=tuple(range(len(all_names))), said="")
        while not decision.done:
            for going in decision.rows:
                upto[going] = decision.replicates
            numbers = part.of(decision.replicates)
            many = [len(part.of(number)) for number in upto]
            new = [number for number in numbers if number >= before]
            grown = with_worlds(plan, new, study, keeper, workers)
            if grown is not plan:
                workers.anew()
                plan = grown
            moved = above(bar, len(numbers) - len(new))
            driver = Driver(plan, Simulate(plan), study, keeper, new, decision.rows, terms, moved)
            driver.survey()
            begun = StudyRow(study, called or listed(names), everything, plan.keys, all_names, sum(many), driver.mine)
            keeper.add_study(begun, [] if store is None else plan.rows())
            driver.carry_out(workers, here=not workers.elsewhere)
            before = decision.replicates
            found = comparison(collected(plan, study, keeper, numbers, many))
            decision = rule.decide(found) if part.parts == 1 else decision._replace(done=True)
    if isinstance(rule, Looks):
        found = replace(found, looks=rule.look(found), level=rule.level)
    if not isinstance(rule, Fixed):
        found = replace(found, enough=rule.enough(found))
    if over_draws is None:
        return found
    if first is not None:
        first(found)
    nested = compare(
        given_scenarios, baseline=names[row], replicates=over[0] * over[1], keeps=keeps, draws=over_draws, seed=seed,
        jobs=jobs, scheduler=scheduler, store=store, series=series, mix=mix, retry=retry,
        called=f"{called or listed(names)}, over worlds", asked=asked or everything, progress=progress,
    )  # fmt: skip
    answer = found.answer
    objectives = () if answer is None else tuple(one.outcome for one in answer.objectives if one.gainers)
    notes_too = tuple(note for note in nested.notes if note not in found.notes)
    return replace(
        found,
        over_worlds=over_worlds(nested, over[1], objectives),
        failures=(*found.failures, *nested.failures),
        notes=(*found.notes, *notes_too),
    )


def drawn_over(asked: Mapping[str, Any], scenarios: Sequence[Scenario], seed: int, over: tuple[int, int]) -> Nested:
    """Return the draws of worlds: those a study was begun with, as scenarios that were read back set everything.

    Refuses scenarios that set all assumptions, which leaves nothing to draw.
    """
    begun = asked.get("worlds_drawn")
    draws = SweptDraws.from_dict(begun) if begun else None
    if draws is None or draws.together != over[0]:
        draws = over_all(scenarios, seed, over[0])
    if not draws.paths:
        hint = "Leave worlds out, or take out of the scenarios what is not your own."
        raise Refused(Problem("have nothing to draw: all assumptions are set.", hint, "conflict", field="worlds"))
    return Nested(draws, over[1])


def above(progress: Progress | None, before: int) -> Progress | None:
    """Return a progress function that counts the futures which were done before as well."""
    if progress is None or not before:
        return progress
    return lambda done, total: progress(before + done, before + total)


@contextmanager
def opened(store: Store | str | PathLike[str] | None) -> Iterator[Keeper]:
    """Yield where runs are kept: this process's memory if nothing is named; a store that was open stays so."""
    if store is None:
        yield MemoryStore()
    elif isinstance(store, str | PathLike):
        from ..runs.store.store import open_store

        with open_store(store) as kept:
            yield kept
    else:
        yield store
