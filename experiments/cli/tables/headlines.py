"""Headlines on a terminal: differences with their intervals, and what they mean."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ....scenarios.assumptions.outcomes import HEADLINES, Outcome
from ...show.wording import comparison as words
from ...show.wording.numbers import amount, difference_in_words, enough_digits
from .answers import clean, table

if TYPE_CHECKING:
    from rich.table import Table
    from rich.text import Text

    from ...studies.comparison import Comparison

IN_HEADING = {
    "implemented ideas per 100 employee-years": "ideas per 100 people a year",
    "% of those at launch not quit after a year": "% not quit after a year",
}
COLOURS = {"better": "bold blue", "worse": "bold red", "equivalent": "default", "undecided": "dim"}


def headlines_table(
    comparison: Comparison, names: Sequence[str], headlines: Sequence[str], width: int, baseline: str | None = None
) -> Table:
    """Return headlines as a table, a row for each of some scenarios below the baseline's own mean, if one is named."""
    shown = table("", "difference", "interval", "what it means", right=("difference",))
    shown.columns[0].min_width = 30 if width > 100 else None
    shown.columns[2].no_wrap = True
    for headline in headlines:
        outcome, _ = begun(shown, comparison, headline)
        if baseline is not None:
            shown.add_row(f"  {clean(baseline)}", amount(comparison.mean(baseline, headline), outcome.digits), "", "")
        for name in names:
            shown.add_row(*headline_cells(comparison, name, headline))
        shown.add_section()
    return shown


def headline_cells(comparison: Comparison, name: str, headline: str) -> tuple[str, str, str, Text]:
    """Return a scenario's row on a headline."""
    finding, outcome = comparison.findings[name][headline], comparison.declared(headline)
    smallest = comparison.smallest_effects[headline]
    difference = amount(finding.difference, enough_digits(outcome, smallest), signed=True)
    interval = difference_in_words(finding, outcome, smallest).partition(" (")[2].rstrip(")")
    means = verdict_text(words.verdict_in_words(finding, outcome, smallest), finding.verdict)
    return f"  {clean(name)}", difference, interval, means


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
