"""A comparison on a terminal: differences and one sentence, retention in three ways, company figures."""

from __future__ import annotations

from collections.abc import Sequence
from textwrap import fill
from typing import TYPE_CHECKING, Any

from ....agents.base.parameters import YEAR
from ....agents.files.tables.cells import counted, listed
from ....scenarios.assumptions.outcomes import HEADLINES, PARTICIPANTS_HEADLINES, PARTICIPANTS_SHOWN, Outcome
from ...results.comparison import READINGS, WAIT_LIST, retention_data
from ...results.prices import cost_facts
from ...show.wording import comparison as words
from ...show.wording.answer import answer_in_words, label, share
from ...show.wording.numbers import amount, difference_in_words, enough_digits, mean_in_words, short_unit
from ...show.wording.worlds import ROBUSTNESS, futures_of, over_worlds_in_words, worlds_of
from .answers import clean, table

if TYPE_CHECKING:
    from rich.console import Console
    from rich.table import Table
    from rich.text import Text

    from ....sim.calibration.calibrate import Fitted
    from ...statistics.robustness import OverWorlds
    from ...studies.comparison import Comparison

IN_HEADING = {
    "implemented ideas per 100 employee-years": "ideas per 100 people a year",
    "% of those at launch not quit after a year": "% not quit after a year",
}
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
COLOURS = {"better": "bold blue", "worse": "bold red", "equivalent": "default", "undecided": "dim"}


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
        console.print(headlines_table(comparison, console.width))
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
    for line in (*answer.lines, *list(over_worlds_in_words(comparison))[1:]):
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
    shown = table("", "difference", "interval", "what it means", right=("difference",))
    shown.columns[0].min_width = 30 if console.width > 100 else None
    shown.columns[2].no_wrap = True
    for headline in PARTICIPANTS_HEADLINES:
        begun(shown, comparison, headline)
        for name in known:
            shown.add_row(*headline_cells(comparison, name, headline))
        shown.add_section()
    console.print(shown)
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


def headline_cells(comparison: Comparison, name: str, headline: str) -> tuple[str, str, str, Text]:
    """Return a scenario's row on a headline."""
    finding, outcome = comparison.findings[name][headline], comparison.declared(headline)
    smallest = comparison.smallest_effects[headline]
    difference = amount(finding.difference, enough_digits(outcome, smallest), signed=True)
    interval = difference_in_words(finding, outcome, smallest).partition(" (")[2].rstrip(")")
    means = verdict_text(words.verdict_in_words(finding, outcome, smallest), finding.verdict)
    return f"  {clean(name)}", difference, interval, means


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


def show_worlds(console: Console, comparison: Comparison, found: OverWorlds) -> None:
    """Show what designs came to over worlds, against no programme and in participants against the same people."""
    console.print()
    for line in list(over_worlds_in_words(comparison))[:1]:
        console.print(fill(clean(line), console.width))
    shown = table(
        "", "mean", "worst tenth", "futures better", "worlds better", "which is", right=("mean", "worst tenth")
    )
    objectives = next(iter(found.keeps.values()))
    for outcome in dict.fromkeys((*objectives, *PARTICIPANTS_HEADLINES, *HEADLINES)):
        rows = {name: by[outcome] for name, by in found.outcomes.items() if outcome in by}
        if rows:
            declared, _ = begun(shown, comparison, outcome)
        for name, one in rows.items():
            digits = enough_digits(declared, comparison.smallest_effects[outcome])
            means = (amount(number, digits, signed=True) for number in (one.mean, one.worst_tenth))
            shown.add_row(f"  {clean(name)}", *means, futures_of(one), worlds_of(one), ROBUSTNESS[one.robustness])
        shown.add_section()
    console.print(shown)
    if len(found.keeps) > 1:
        heads = [label(outcome) for outcome in objectives]
        console.print(
            fill(
                f"In how many of {found.worlds} worlds each keeps at least {share(comparison.keeps)} of the best gain; "
                "and what is lost, at least, by taking it in every world instead of the best of each:",
                console.width,
            )
        )
        kept = table("", *heads, right=heads)
        for name, by in found.keeps.items():
            cells = [f"{number}; {lost_at_least(found.regret[name][outcome])}" for outcome, number in by.items()]
            kept.add_row(clean(name), *cells)
        console.print(kept)


def lost_at_least(regret: float) -> str:
    """Return what is lost, at least: never less than nothing, and a dash where it is not known.

    >>> lost_at_least(-0.01), lost_at_least(float("nan"))
    ('0.00', '-')
    """
    return amount(max(regret, 0.0) if regret == regret else None, 2)


def headlines_table(comparison: Comparison, width: int) -> Table:
    """Return the organisation's headlines as a table."""
    shown = table("", "difference", "interval", "what it means", right=("difference",))
    shown.columns[0].min_width = 30 if width > 100 else None
    shown.columns[2].no_wrap = True
    for headline in HEADLINES:
        outcome, _ = begun(shown, comparison, headline)
        mean = amount(comparison.mean(comparison.baseline, headline), outcome.digits)
        shown.add_row(f"  {clean(comparison.baseline)}", mean, "", "")
        for name in comparison.others:
            shown.add_row(*headline_cells(comparison, name, headline))
        shown.add_section()
    return shown


def table_apart(comparison: Comparison) -> Table:
    """Return the headlines of scenarios that do not share their assumptions: what each does under its own."""
    shown = table("", "without a programme", "difference", "interval", right=("without a programme", "difference"))
    for headline in HEADLINES:
        outcome, smallest = begun(shown, comparison, headline)
        for name in comparison.others:
            finding = comparison.findings[name][headline]
            told = difference_in_words(finding, outcome, smallest).partition(" (")
            without = None if finding.mean is None else finding.mean - (finding.difference or 0.0)
            interval = told[2].rstrip(")")
            if finding.replicates and finding.low is None:
                interval = f"differs in {finding.replicates - (finding.equal_in or 0)} of {finding.replicates}"
            shown.add_row(f"  {clean(name)}", amount(without, outcome.digits), told[0], interval)
        shown.add_section()
    return shown


def begun(shown: Table, comparison: Comparison, headline: str) -> tuple[Outcome, float]:
    """Add a headline's name to a table; return its declaration and its smallest effect that matters."""
    from rich.text import Text

    outcome = comparison.declared(headline)
    unit = IN_HEADING.get(outcome.unit, outcome.unit)
    shown.add_row(Text(f"{outcome.label.capitalize()} ({unit})", style="bold"))
    return outcome, comparison.smallest_effects[headline]


def verdict_text(text: str, verdict: str | None) -> Text:
    """Return a verdict in its colour."""
    from rich.text import Text

    return Text(text, style=COLOURS.get(verdict or "", "dim"))


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


def show_retention(console: Console, comparison: Comparison) -> None:
    """Show the readings side by side, and say in words what the bias is."""
    measured = retention_data(comparison)
    unfollowed = [
        name
        for name, asked in zip(comparison.names, comparison.programmes, strict=False)
        if asked and name not in measured
    ]
    if not measured:
        why = not_followed(unfollowed) if unfollowed else "No programme has participants."
        console.print(clean(f"\nThe participants' retention cannot be measured. {why}"))
        return
    futures = words.futures_in_words(comparison).replace("simulated ", "")
    unit = comparison.outcomes[comparison.places["retention.true"]].unit
    console.print(
        f"\nWhat a programme did for retention, measured in three ways ({unit}, mean of {futures} and 95 % interval):"
    )
    shown = table("", "naive", "adjusted", "true", "everybody else", right=("naive", "adjusted", "true"))
    waiting = any(WAIT_LIST in row for row in measured.values())
    if waiting:
        shown.add_column("wait-list", justify="right")
    for name, row in measured.items():
        against = [mean_in_words(row[WAIT_LIST]) if WAIT_LIST in row else "-"] if waiting else []
        shown.add_row(clean(name), *(mean_in_words(row[kind]) for kind in READINGS[:4]), *against)
    console.print(shown)
    console.print("  naive: participants compared with people who could have taken the same role and do not take part.")
    console.print("  adjusted: the same, but only with people of the same age band and level.")
    console.print("  true: participants compared with themselves, in the same future without the programme.")
    console.print("  everybody else: those not in the programme, compared with themselves without it.")
    if waiting:
        console.print("  wait-list: participants compared with those who wait for a place.")
    for name, row in measured.items():
        console.print(clean(bias_in_words(name, row)))
    if unfollowed:
        console.print(clean(not_followed(unfollowed)))


def not_followed(names: Sequence[str]) -> str:
    """Return why programmes that are asked for pairs have no participants to follow."""
    return f"In {listed(names)} nobody takes part from launch on, and only the first cohort is followed."


def bias_in_words(name: str, row: dict[str, dict[str, float | None]]) -> str:
    """Return what a company would believe of a programme, what is so, and why the two differ."""
    seen, true, bias, left = (row[kind] for kind in ("naive", "true", "naive_bias", "adjusted_bias"))
    seems = (
        f"{name}: by a company's own files the programme seems to do {amount(seen['mean'], signed=True)} points; what "
        f"it does is {amount(true['mean'], signed=True)}."
    )
    if bias["low"] is None or bias["high"] is None:
        return seems
    if bias["low"] > 0:
        why = "They make it look better than it is: those who take part would have stayed longer than the others anyway"
    elif bias["high"] < 0:
        why = "They make it look worse than it is: those who take part would have left sooner than the others anyway"
    else:
        return f"{seems} Luck alone can explain the gap."
    if left["low"] is None or left["high"] is None:
        return f"{seems} {why}."
    if left["low"] <= 0 <= left["high"]:
        return f"{seems} {why}. Among people of the same age and level, luck alone can explain what is left of the gap."
    return f"{seems} {why}, which age and level do not explain in full."


def show_figures(console: Console, names: Sequence[str], fitted: Sequence[Fitted]) -> None:
    """Show the figures met, a table for each set of assumptions."""
    groups: list[tuple[list[str], Fitted]] = []
    for name, one in zip(names, fitted, strict=True):
        alike = [known for known, other in groups if other.figures == one.figures]
        if alike:
            alike[0].append(name)
        else:
            groups.append(([name], one))
    for known, one in groups:
        of = f" in {', '.join(map(clean, known))}" if len(groups) > 1 else ""
        console.print(f"Your company figures{of}, {how_measured(one)}:")
        show_table(console, one)
        for note in dict.fromkeys(figure.note for figure in one.figures if figure.note):
            console.print(f"Read from your file: {clean(note)}.")
        console.print()


def how_measured(fitted: Fitted) -> str:
    """Return how the figures were met, in a few words."""
    if not fitted.runs:
        return "none of which the model had to be adjusted to"
    runs = "1 run" if fitted.runs == 1 else f"{fitted.runs} runs"
    return f"met by {runs} without a programme ({fitted.person_years:,.0f} person-years, with luck of their own)"


def show_table(console: Console, fitted: Fitted) -> None:
    """Show what was asked for and what is reached."""
    shown = table(
        "figure", "asked for", "reached", "difference", "unit", "whose", right=("asked for", "reached", "difference")
    )
    for one in fitted.figures:
        if not one.name.startswith("pay."):
            numbers = (amount(one.target, 2), amount(one.value, 2), amount(one.residual, 2, signed=True))
            shown.add_row(clean(one.label), *numbers, clean(one.unit), whose(one.yours, one.follows))
    console.print(shown)
    pay = [one for one in fitted.figures if one.name.startswith("pay.")]
    each = " / ".join(amount(one.value, 0) for one in pay)
    console.print(f"Pay, level 0 to 4: {each} {clean(pay[0].unit)} ({whose(pay[0].yours)}).")
    console.print(f"Currency: {clean(fitted.currency or 'not stated')} ({whose(fitted.currency is not None)}).")


def whose(yours: bool, follows: bool = False) -> str:
    """Return whose a figure is."""
    return "yours" if yours else "follows" if follows else "default"


def show_to_be_met(console: Console, figures: Sequence[dict[str, Any]]) -> None:
    """Show the figures a scenario states and the constants that will be solved for them."""
    shown = table("your figure", "asked for", "unit", "met by adjusting", right=("asked for",))
    for figure in figures:
        shown.add_row(clean(figure["name"]), amount(figure["target"]), clean(figure["unit"]), clean(figure["solved"]))
    console.print(shown)
    for note in dict.fromkeys(figure["note"] for figure in figures if figure["note"]):
        console.print(f"Read from your file: {clean(note)}.")
