"""A sweep on a terminal: what is varied, the cells with the best first, and one sentence."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from ....agents.files.tables.cells import counted
from ....scenarios.assumptions.outcomes import HEADLINES, OUTCOME
from ....scenarios.differences import differences_in_words
from ...show.wording.comparison import futures_in_words, what_varies
from ...show.wording.numbers import amount, difference_in_words, enough_digits
from .answers import clean, table
from .company_figures import show_figures

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table

    from ...studies.sweep import Sweep

SHOWN = 20
"""Cells that a table shows unless all are asked for."""

COSTS = {"cash": "cash", "hours": "hours", "headcount": "people"}


def show_sweep(console: Console, sweep: Sweep, notes: Sequence[str], everything: bool) -> None:
    """Show what differs, the cells with the best first, and the sentence to repeat."""
    from ...show.wording.sweep import found_in_words, limits_in_words, world_in_words

    plan, comparison = sweep.plan, sweep.comparison
    if sentences := found_in_words(sweep):
        console.print(fill(clean(" ".join(sentences)), console.width))
        console.print()
    policies = counted(len(sweep.names), "policy", "policies")
    console.print(f"{clean(plan.name)}: {policies}, compared with {clean(comparison.held_against)}")
    same = differences_in_words(plan.baseline, plan.scenario)
    varied = [one for one in same if one.split(":")[0] not in plan.labels]
    console.print(fill(clean(f"  The same in all: {'; '.join(varied) or 'nothing else differs'}"), console.width,
                       subsequent_indent="    "))  # fmt: skip
    for label, path in zip(plan.labels, plan.levers, strict=True):
        values = list(dict.fromkeys(row[plan.levers.index(path)] for row in plan.cells))
        console.print(fill(clean(f"  {label}: {values_in_words(values)}"), console.width, subsequent_indent="    "))
    if plan.limits:
        console.print(f"  Limits: {limits_in_words(plan.limits, comparison.currency)}")
    if plan.draws:
        drawn = counted(len(plan.draws.paths), "assumption")
        console.print(f"  Each future has its own world, in which {drawn} are drawn; it is the same for every policy.")
    if len(sweep.worlds) > 1:
        worlds = "; ".join(world_in_words(one.assumptions) for one in sweep.worlds)
        console.print(
            fill(clean(f"  Worlds, each studied by itself: {worlds}"), console.width, subsequent_indent="    ")
        )
    where = f"{clean(comparison.organisation)}, seed {comparison.seed}"
    console.print(f"\n{futures_in_words(comparison)} of {where}. {what_varies(comparison)}")
    if comparison.enough:
        console.print(clean(f"Simulated {comparison.enough.rule.describe()}."))
    for note in notes:
        console.print(clean(note))
    if comparison.figures:
        show_figures(console, [comparison.baseline], [comparison.figures[comparison.baseline_row]])
    console.print(table_of(sweep, everything, console.width))
    console.print(legend_of(sweep))
    console.print()
    console.print(clean(sweep.sentence()))


def values_in_words(values: Sequence[Any]) -> str:
    """Return the values of a lever; of many numbers the ends.

    >>> values_in_words([0, 2, 8]), values_in_words(list(range(20)))
    ('0, 2, 8', '20 values from 0 to 19')
    """
    from ...runs.designs.cells import word

    numbers = [value for value in values if isinstance(value, int | float) and not isinstance(value, bool)]
    if len(values) > 8 and len(numbers) == len(values):
        return f"{len(values)} values from {word(min(numbers))} to {word(max(numbers))}"
    return ", ".join(map(word, values))


def table_of(sweep: Sweep, everything: bool, width: int) -> Table:
    """Return the cells as a table, the best first."""
    from ...runs.designs.cells import word
    from ...show.wording.sweep import cost_in_words

    plan, several = sweep.plan, len(sweep.worlds) > 1
    heads = [f"{OUTCOME[one].label}" for one in sweep.judged]
    detail = ["interval", f"compared with {sweep.comparison.held_against}", "among the policies"] if plan.judge else []
    if several:
        detail = [f"better than {sweep.comparison.held_against}", "among the best"] if plan.judge else []
    costs = [COSTS[limit] for limit in plan.limits]
    rows = sweep.order if everything else sweep.order[:SHOWN]
    more = len(sweep.order) - len(rows)
    first = "first" if sweep.is_apart else "best"
    title = f"The {first} {len(rows)} of {len(sweep.order)} policies (--all shows the others)" if more else None
    shown = table(*map(clean, plan.labels), *heads, *map(clean, detail), *costs, right=(*heads, *costs), title=title)
    for row in rows:
        levers = [clean(word(value)) for value in plan.cells[row]]
        cells = [difference_of(sweep, row, headline) for headline in sweep.judged]
        standing = (in_worlds(sweep, row) if several else in_detail(sweep, row)) if plan.judge else []
        spent = [cost_in_words(worst(sweep, row, limit)) for limit in plan.limits]
        shown.add_row(*levers, *cells, *standing, *spent)
    return shown


def difference_of(sweep: Sweep, row: int, headline: str) -> str:
    """Return a cell's difference on a headline, marked if it is among the best; with worlds, from least to most."""
    outcome, name = OUTCOME[headline], sweep.names[row]
    digits = enough_digits(outcome, sweep.worlds[0].headlines.smallest_effects[headline])
    each = [world.headlines.findings[name][headline].difference for world in sweep.worlds]
    known = [value for value in each if value is not None]
    if not known:
        return "-"
    difference = amount(min(known), digits, signed=True)
    if len(sweep.worlds) > 1:
        return f"{difference} to {amount(max(known), digits, signed=True)}"
    return difference if sweep.plan.judge else f"{difference} {MARK[sweep.worlds[0].ranking[headline].standing[row]]}"


MARK = {"best": "#", "close": "~", "equivalent": "=", "beaten": " ", "left out": "x", "undecided": "?", "none": " ",
        "not judged": " "}  # fmt: skip


def in_detail(sweep: Sweep, row: int) -> list[str]:
    """Return the interval, what it means, and how the cell stands among the others, for the one headline judged."""
    from ...show.wording.comparison import may_be_small
    from ...show.wording.sweep import STANDING

    one, headline, name = sweep.worlds[0], sweep.judged[0], sweep.names[row]
    finding, smallest = one.headlines.findings[name][headline], one.headlines.smallest_effects[headline]
    interval = difference_in_words(finding, OUTCOME[headline], smallest).partition(" (")[2].rstrip(")")
    if finding.reason in ("rare", "nearly constant"):
        interval = f"differs in {(finding.replicates or 0) - (finding.equal_in or 0)} of {finding.replicates}"
    verdict = {None: "-", "equivalent": "no difference that matters"}.get(finding.verdict, str(finding.verdict))
    if finding.verdict in ("better", "worse") and may_be_small(finding, smallest):
        verdict += ", perhaps by little"
    ranking = one.ranking[headline]
    standing = STANDING[ranking.standing[row]]
    ahead = ranking.leader == row and ranking.standing[row] in ("close", "equivalent")
    return [interval, verdict, f"leading, {standing}" if ahead else standing]


def in_worlds(sweep: Sweep, row: int) -> list[str]:
    """Return in how many worlds a cell is better than the baseline, and among the best."""
    from ...show.wording.sweep import times_better

    if sweep.is_apart:
        return ["not judged", "not judged"]
    of, headline = len(sweep.worlds), sweep.judged[0]
    top = sum(row in world.ranking[headline].best for world in sweep.worlds)
    return [f"in {times_better(sweep, sweep.names[row], headline)} of {of}", f"in {top} of {of}"]


def worst(sweep: Sweep, row: int, limit: str) -> Any:
    """Return what a cell costs in the world in which that is most."""
    return max((world.costs[row][limit] for world in sweep.worlds), key=lambda cost: cost.mean or 0.0)


def legend_of(sweep: Sweep) -> str:
    """Return what the marks of the table mean."""
    lines = []
    if not sweep.plan.judge and len(sweep.worlds) == 1:
        standing = {place for world in sweep.worlds for ranking in world.ranking.values() for place in ranking.standing}
        words = {
            "best": "# the best: no other is better",
            "close": "~ among the best, too close to call",
            "equivalent": "= as good as the best: no difference that matters from it",
            "left out": "x over a limit",
            "undecided": "? too few futures",
        }
        lines.append("; ".join(text for key, text in words.items() if key in standing))
    elif sweep.plan.judge and len(sweep.worlds) == 1:
        lines.append(
            f"The differences are from {clean(sweep.comparison.held_against)}; all of their intervals hold together."
        )
    else:
        lines.append("Each difference is given from the world in which it is least to the world in which it is most.")
    if sweep.plan.limits:
        lines.append("Costs are means of a whole run; ~ is about at the limit, and over is surely beyond it.")
    return "\n".join(filter(None, lines))


def show_next(console: Console, sweep: Sweep, pictures: Sequence[str]) -> None:
    """Say what was written, and what to do next."""
    from ...statistics.verdicts import ENOUGH

    if pictures:
        console.print(f"The picture{'s' * (len(pictures) > 1)}: {clean(', '.join(pictures))}")
    n = sweep.comparison.replicates
    close = any(len(world.ranking[headline].best) > 1 for world in sweep.worlds for headline in sweep.judged)
    if n < ENOUGH:
        console.print(f"Next: use --replicates 30; fewer than {ENOUGH} decide nothing.")
    elif sweep.plan.judge is None:
        console.print(f"Next: write judge: {HEADLINES[-1]} into the file, with the headline that decides for you.")
    elif close and n < 500:
        console.print(f"Next: --replicates {4 * n} halves the intervals, so that fewer policies are too close to call.")
    elif not pictures:
        console.print("Next: --to picture.png draws the result, --to table.csv writes it as a table.")
