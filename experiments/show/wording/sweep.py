"""The result of a sweep, in words that claim no more than the intervals do."""

from __future__ import annotations

from collections.abc import Mapping

from ....agents.files.tables.cells import counted, listed
from ....scenarios.assumptions.outcomes import OUTCOME
from ...results.sweep import InWorld, SweepResult
from ...runs.designs.cells import word
from ...statistics.best import Standing
from ...statistics.limits import Cost
from ...statistics.verdicts import ENOUGH
from .comparison import futures_in_words, verdict_in_words, what_varies
from .numbers import amount, difference_in_words, short_unit

MOST_NAMED = 3

STANDING: Mapping[Standing, str] = {
    "best": "the best",
    "equivalent": "as good as the best",
    "close": "too close to call",
    "beaten": "another is better",
    "left out": "over a limit",
    "undecided": f"undecided: below {ENOUGH} futures",
    "none": "no value",
    "not judged": "not judged",
}
UNITS = {"cash": "", "hours": " hours", "headcount": " people taking part"}


def limits_in_words(limits: Mapping[str, float], currency: str | None = None) -> str:
    """Return limits as people say them.

    >>> limits_in_words({"cash": 50000, "headcount": 60})
    'cash 50,000, 60 people taking part'
    """
    words = []
    for limit, most in limits.items():
        most_in_words = f"{most:,.10g}{UNITS[limit]}"
        words.append(f"cash {most_in_words}{f' {currency}' if currency else ''}" if limit == "cash" else most_in_words)
    return ", ".join(words)


def cost_in_words(cost: Cost) -> str:
    """Return what a cell costs, and whether that is within its limit."""
    mark = {"within": "", "about at the limit": " ~", "over": " over", "not told": " ?"}[cost.status]
    return f"{amount(cost.mean, 0)}{mark}"


def some(names: list[str] | tuple[str, ...]) -> str:
    """Return the first few of some names, and how many more there are.

    >>> some(["a", "b", "c", "d", "e"])
    "'a', 'b', 'c' and 2 more"
    """
    first = [f"'{name}'" for name in names[:MOST_NAMED]]
    more = len(names) - len(first)
    return listed([*first, f"{more} more"] if more else first)


def rests_on(sweep: SweepResult) -> str:
    """Return what was varied, and that it is a simulation."""
    draws = sweep.plan.draws
    varied = what_varies(sweep.comparison)
    if draws and not sweep.is_apart:
        varied = f"Chance and {counted(len(draws.paths), 'assumption')} differ between the futures."
    return f"what would happen if the model's assumptions held; simulated, not measured. {varied}{ended(sweep)}"


def ended(sweep: SweepResult) -> str:
    """Return how the sweep came to an end, if a rule decided that, and what a choice makes of intervals."""
    sentences = list(dict.fromkeys(comparison.enough.said for comparison in sweep.comparisons if comparison.enough))
    if any(comparison.enough and comparison.enough.selection for comparison in sweep.comparisons):
        sentences.append(
            "Go by that choice, made among all policies whatever they cost; intervals do not allow for it."
        )
    return "".join(f" {sentence}" for sentence in sentences)


def sentence_of(sweep: SweepResult) -> str:
    """Return a sentence or two for a sweep: what is best, how surely, and against what."""
    comparison = sweep.comparison
    futures = futures_in_words(comparison)
    within = limits_in_words(sweep.plan.limits, comparison.currency)
    first = f"In {futures} of {comparison.organisation}"
    if sweep.is_apart:
        what = f"it is not said which of {counted(len(sweep.names), 'policy', 'policies')} is best"
        why = f"{comparison.baseline} has other assumptions, so each is compared with no programme under its own"
        return f"{first}, {what}: {why}; {rests_on(sweep)}"
    if comparison.replicates < ENOUGH:
        what = f"it cannot be said which of {counted(len(sweep.names), 'policy', 'policies')} is best"
        return f"{first}, {what}: that takes at least {ENOUGH} futures; {rests_on(sweep)}"
    if len(sweep.worlds) > 1:
        clauses = [best_in_worlds(sweep, headline) for headline in sweep.judged]
        return f"{first}, in each of {len(sweep.worlds)} worlds: {'; '.join(clauses)}: {rests_on(sweep)}"
    world = sweep.worlds[0]
    if not world.may.any():
        every = (
            "the one policy does not keep" if len(sweep.names) == 1 else f"none of {len(sweep.names)} policies keeps"
        )
        return f"{first}, {every} within the limits ({within}); {nearest(sweep, world)}: {rests_on(sweep)}"
    clauses = [best_in_words(sweep, world, headline) for headline in sweep.judged]
    out = (
        f", of the {int(world.may.sum())} of {len(sweep.names)} policies not over the limits ({within})"
        if within
        else ""
    )
    return f"{first}{out}: {'; '.join(clauses)}: {rests_on(sweep)}"


def found_in_words(sweep: SweepResult) -> list[str]:
    """Return what a sweep found, in a few sentences: nothing where policies are not judged, or in several worlds."""
    found, all_of = sweep.found, len(sweep.names)
    if found is None:
        return []
    sentences = []
    if found.over:
        clauses = [
            f"all policies with {listed([f'{label} {word(value)}' for label, value in settings], 'or')} are over the "
            f"limit of {limit}"
            for limit, settings in found.over.items()
        ]
        said = str(listed(clauses))
        sentences.append(f"{said[0].upper()}{said[1:]}.")
    fit = (
        f"{len(found.fit)} of {all_of} policies are not over the limits"
        if sweep.plan.limits
        else f"There are {all_of} policies"
    )
    on = listed([OUTCOME[headline].label for headline in sweep.judged])
    if not found.fit:
        sentences.append(f"All of {all_of} policies are over the limits.")
    elif not found.as_good:
        sentences.append(f"{fit}, and it is too close to call which of them are as good as the best on {on}.")
    else:
        are = "is" if len(found.as_good) == 1 else "are"
        which = f" ('{found.as_good[0]}')" if len(found.as_good) == 1 else ""
        said = f"{fit}, and {len(found.as_good)} of them {are} as good as the best on {on}{which}"
        if found.cheapest is not None:
            cash, hours = (sweep.comparison.mean(found.cheapest, cost) for cost in ("cash", "hours"))
            what = "it costs" if which else f"on average '{found.cheapest}' costs least of these,"
            said += f"; {what} {amount(cash, 0)} in cash and {amount(hours, 0)} hours"
        sentences.append(f"{said}.")
    return sentences


def nearest(sweep: SweepResult, world: InWorld) -> str:
    """Return which cell goes least beyond the limits, as a share of the limit it breaks most."""

    def beyond(row: int) -> float:
        return max((cost.mean or 0.0) / cost.limit for cost in world.costs[row].values())

    row = min(range(len(sweep.names)), key=beyond)
    limit = max(
        world.costs[row], key=lambda limit: (world.costs[row][limit].mean or 0.0) / world.costs[row][limit].limit
    )
    cost = limits_in_words({limit: round(world.costs[row][limit].mean or 0.0)}, world.comparison.currency)
    return f"nearest to them is '{sweep.names[row]}' with {cost}"


def best_in_words(sweep: SweepResult, world: InWorld, headline: str) -> str:
    """Return which cells are best on a headline, and how they stand to the baseline."""
    ranking, label, baseline = world.ranking[headline], OUTCOME[headline].label, world.comparison.baseline
    best, others = ranking.best, int(world.may.sum()) - len(ranking.best)
    if not best:
        return f"on {label} no policy has a value"
    verdicts = [world.headlines.findings[sweep.names[row]][headline].verdict for row in best]
    name = f"'{sweep.names[best[0]]}'"
    if len(best) == 1:
        finding, smallest = world.headlines.findings[sweep.names[best[0]]][headline], world.headlines.smallest_effects
        against = (
            f"{difference_in_words(finding, OUTCOME[headline], smallest[headline])} {short_unit(OUTCOME[headline])}"
        )
        verdict = verdict_in_words(finding, OUTCOME[headline], smallest[headline]).split(" (")[0]
        held = f"compared with {baseline} {against}, {verdict}"
        alone = {0: "is the only one", 1: "is better than the other"}.get(others)
        beats = [row for row, by in enumerate(ranking.beaten_by) if by == best[0]]
        if alone is None:
            all_beaten = len(beats) == others
            alone = (
                f"is better than each of the {others} others"
                if all_beaten
                else "is the only one that no other is better than"
            )
        return f"on {label} {name} {alone} ({held})"
    counts = {verdict: verdicts.count(verdict) for verdict in ("better", "worse", "equivalent", "undecided")}
    words = {
        "better": "better",
        "worse": "worse",
        "equivalent": "without a difference that matters",
        "undecided": "undecided",
    }
    held = ", ".join(f"{number} {words[verdict]}" for verdict, number in counts.items() if number)
    kinds = frozenset(ranking.standing[row] for row in best[1:])
    best_of = "best" if others else "equally well"
    why = {
        frozenset({"close"}): "may be the best and are too close to call",
        frozenset({"equivalent"}): f"do {best_of}, without a difference that matters from the leading one",
    }.get(
        kinds, "may be the best: they are too close to call, or without a difference that matters from the leading one"
    )
    rest = {0: "", 1: ", while the other is worse than one of them"}.get(
        others, f", while each of the other {others} is worse than some other"
    )
    which = some([sweep.names[row] for row in best])
    return f"on {label} {'all ' * (not others)}{len(best)} {why}: {which}{rest} (compared with {baseline}: {held})"


def best_in_worlds(sweep: SweepResult, headline: str) -> str:
    """Return which cells are among the best in how many of the worlds."""
    names, worlds = sweep.best[headline], len(sweep.worlds)
    times = (
        sum(names[0] in (sweep.names[row] for row in world.ranking[headline].best) for world in sweep.worlds)
        if names
        else 0
    )
    if not names:
        return f"on {OUTCOME[headline].label} no policy keeps within the limits in any"
    verb = "is" if len(names) == 1 else "are"
    return (
        f"on {OUTCOME[headline].label} {some(names)} {verb} among the best in {times} of {worlds}, and "
        f"better than {sweep.comparison.baseline} in {better_in(sweep, names, headline)}"
    )


def better_in(sweep: SweepResult, names: tuple[str, ...], headline: str) -> str:
    """Return in how many worlds cells are better than the baseline: from the one of the fewest to that of the most."""
    counts = [times_better(sweep, name, headline) for name in names]
    span = f"{min(counts)}" if min(counts) == max(counts) else f"{min(counts)} to {max(counts)}"
    return f"{span} of {len(sweep.worlds)}"


def times_better(sweep: SweepResult, name: str, headline: str) -> int:
    """Count the worlds in which a cell is better than the baseline."""
    return sum(world.headlines.findings[name][headline].verdict == "better" for world in sweep.worlds)


def world_in_words(assumptions: Mapping[str, float]) -> str:
    """Return a listed world in words.

    >>> world_in_words({"transport": 0.6})
    'transport 0.6'
    """
    return ", ".join(f"{path} {word(value)}" for path, value in assumptions.items())
