"""A comparison on a terminal: the answer, participants, the whole organisation, costs, and one sentence to repeat."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING

from ....agents.base.parameters import YEAR
from ....agents.files.tables.cells import counted
from ....scenarios.assumptions.outcomes import HEADLINES, PARTICIPANTS_HEADLINES, PARTICIPANTS_SHOWN
from ...results.prices import cost_facts
from ...show.wording import comparison as words
from ...show.wording.answer import answer_in_words
from ...show.wording.numbers import amount, difference_in_words, short_unit
from ...show.wording.worlds import hangs_on_in_words
from .answers import clean, table
from .company_figures import show_figures
from .headlines import headlines_table, table_apart, verdict_text
from .worlds import show_worlds

if TYPE_CHECKING:
    from rich.console import Console

    from ...studies.comparison import Comparison

ACTED_ON = {
    "rapport": "rapport",
    "attendance": "held",
    "parted_early": "stopped",
    "participants.senior_technology_gain": "skill (s)",
    "participants.junior_leadership_gain": "skill (j)",
    "participants.motivation": "motiv.",
    "participants.leader_access": "leaders",
    "participants.cross_department_ties": "ties",
}
"""What stands over the columns of what designs act on."""


def show_comparison(console: Console, comparison: Comparison, everything: bool, outcomes: Sequence[str] = ()) -> None:
    """Show the answer, participants, the whole organisation, costs, and the rest or some `outcomes` of it if asked."""
    if not comparison.apart:
        show_answer(console, comparison)
    console.print(f"What differs from {clean(comparison.baseline)}:")
    for line in comparison.what_differs:
        console.print(fill(clean(line), console.width, initial_indent="  ", subsequent_indent="    "))
    where = f"{clean(comparison.organisation)}, seed {comparison.seed}"
    console.print(f"\n{words.futures_in_words(comparison)} of {where}. {words.what_varies(comparison)}")
    if comparison.enough:
        console.print(clean(f"Simulated {comparison.enough.rule.describe()}."))
    for note in comparison.notes:
        console.print(clean(note))
    console.print()
    if comparison.figures:
        show_figures(console, comparison.names, comparison.figures)
    if comparison.apart:
        console.print(table_apart(comparison))
    else:
        show_participants(console, comparison)
        console.print(
            f"The whole organisation, compared with {clean(comparison.baseline)}, over {how_long(comparison)}:"
        )
        shown = headlines_table(comparison, comparison.others, HEADLINES, console.width, comparison.baseline)
        console.print(shown)
        for line in words.dilution_in_words(comparison):
            console.print(fill(clean(line), console.width))
        if comparison.is_design.any():
            show_costs(console, comparison)
        console.print(fill(words.foot(comparison, everything, outcomes), console.width))
        if comparison.over_worlds is not None:
            show_worlds(console, comparison, comparison.over_worlds)
        console.print()
    if everything or outcomes:
        show_exploratory(console, comparison, () if everything else outcomes)
    console.print(clean(comparison.sentence()))
    for line in words.warnings_of(comparison):
        console.print(clean(line))


def show_answer(console: Console, comparison: Comparison) -> None:
    """Show which design, and why."""
    from rich.text import Text

    answer = answer_in_words(comparison)
    console.print(Text(fill(clean(answer.lead), console.width), style="bold"))
    for line in (*answer.lines, *hangs_on_in_words(comparison)):
        console.print(fill(clean(line), console.width, initial_indent="  ", subsequent_indent="  "))
    console.print()


def how_long(comparison: Comparison) -> str:
    """Return how long the runs are."""
    years = comparison.weeks / YEAR
    return counted(int(years), "year") if years >= 1 and years == int(years) else counted(comparison.weeks, "week")


def show_participants(console: Console, comparison: Comparison) -> None:
    """Show the participants' headlines against the same people without the programme, and what designs act on."""
    designs = [name for name, design in zip(comparison.names, comparison.is_design, strict=True) if design]
    known = [name for name in designs if comparison.findings[name]["participants.inclusion"].difference is not None]
    if not known:
        return
    console.print("Participants, compared with the same people without the programme:")
    console.print(headlines_table(comparison, known, PARTICIPANTS_HEADLINES, console.width))
    acted_on = [name for name in PARTICIPANTS_SHOWN if name not in PARTICIPANTS_HEADLINES and name in comparison.places]
    rest = table("", *(ACTED_ON.get(name, name) for name in acted_on), right=tuple(ACTED_ON.values()))
    for column in rest.columns[1:]:
        column.min_width = max(map(len, str(column.header).split()))
    for name in known:
        cells = [acted_on_cell(comparison, name, outcome) for outcome in acted_on]
        rest.add_row(clean(name), *cells)
    console.print(rest)
    console.print(
        fill(
            "Rapport of pairs (of 100), sessions held (%) and pairs that stopped early (%) are as they come out. The "
            "others are differences from the same people without it: technology skills of seniors, leadership skills "
            "of juniors and motivation in points of 100, juniors with a tie to a leader in %, ties to other parts.",
            console.width,
        )
    )
    console.print()


def acted_on_cell(comparison: Comparison, name: str, outcome: str) -> str:
    """Return what a design does: of participants the difference from the same people, of pairs how they are."""
    declared = comparison.declared(outcome)
    if declared.of_participants:
        finding = comparison.findings[name][outcome]
        return amount(finding.difference, declared.digits, signed=True)
    return amount(comparison.mean(name, outcome), declared.digits)


def show_costs(console: Console, comparison: Comparison) -> None:
    """Show costs and numbers of people as facts without a verdict."""
    money = clean(comparison.currency or "money")
    line = f"Costs and people over {how_long(comparison)}: {money} in cash, hours of all involved, means."
    console.print(fill(line, console.width))
    columns = ("pairs", "people", "cash", "each a year", "hours", "each a year ")
    shown = table("", *columns, right=columns)
    for name, facts in cost_facts(comparison).items():
        if facts.pairs or facts.cash:
            each = (facts.cash, facts.a_participant(facts.cash), facts.hours, facts.a_participant(facts.hours))
            shown.add_row(
                clean(name), f"{facts.pairs:,}", amount(facts.taking_part, 0), *(amount(one, 0) for one in each)
            )
    console.print(shown)


def show_exploratory(console: Console, comparison: Comparison, only: Sequence[str] = ()) -> None:
    """Show the other outcomes, or only some: each is judged by itself, to explore and not to decide by."""
    which = "Outcomes asked for" if only else "All other outcomes"
    heading = f"{which} (exploratory; participants are compared with the same people without a programme)"
    shown = table("outcome", "scenario", "difference and interval", "unit", "what it means", title=heading)
    for outcome in comparison.outcomes:
        if outcome.name in HEADLINES or (only and outcome.name not in only):
            continue
        label: str = outcome.label
        for name in comparison.others:
            finding, smallest = comparison.findings[name][outcome.name], comparison.smallest_effects[outcome.name]
            if finding.difference is None or finding.low == finding.high == 0:
                continue
            verdict = words.verdict_in_words(finding, outcome, smallest).split(" (")[0]
            difference = difference_in_words(finding, outcome, smallest)
            shown.add_row(
                label,
                clean(name),
                difference,
                short_unit(outcome, comparison.currency),
                verdict_text(verdict, finding.verdict),
            )
            label = ""
    console.print(shown)
    for line in words.left_out(comparison, only):
        console.print(fill(clean(line), console.width, subsequent_indent="  "))


def show_next(console: Console, comparison: Comparison, pictures: Sequence[str]) -> None:
    """Say what to do next."""
    console.print()
    if pictures:
        console.print(f"The picture{'s' * (len(pictures) > 1)}: {clean(', '.join(pictures))}")
    if more := words.more_replicates_in_words(comparison):
        console.print(f"Next: {more}")
    elif not pictures:
        console.print("Next: --all shows the other outcomes, --to picture.png draws the result.")
