"""The picture of an answer: participants, the whole organisation and cost, a row for each design; the answer on top."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...agents.base.parameters import YEAR
from ...scenarios.assumptions.outcomes import HEADLINES, PARTICIPANTS_HEADLINES
from ..results.comparison import ComparisonResult
from ..results.prices import cost_facts
from ..statistics.verdicts import Finding
from .figures import BAND, GREY, INK, LOOKS, PALE, SIMULATED, check_kind, headlines_in_words, new_figure, write_legend
from .lettering import LEAD, in_plain_letters, legible, wrapped, write_lead
from .wording.answer import answer_in_words, label
from .wording.comparison import futures_in_words, what_varies
from .wording.numbers import amount, enough_digits, short_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

WIDE = 11.5
"""Inches."""
ROW, TALL, PANEL = 0.30, 0.38, 0.92
"""Inches of a design's row, of one whose name takes two lines, and of what a row of panels needs above and below it."""
NAME = 30
"""Letters in a line of a design's name."""


@in_plain_letters
def answer_figure(comparison: ComparisonResult) -> Sequence[Axes]:
    """Draw a comparison that has an answer: eight panels, three of participants, three of all, and two of cost.

    The first row compares participants with the same people without the programme, the second the organisation with the
    baseline. Raises `Refused` for another kind of result.
    """
    check_kind(comparison, ComparisonResult, "what compare returns")
    designs = [name for name, design in zip(comparison.names, comparison.is_design, strict=True) if design]
    lead = wrapped(answer_in_words(comparison).lead, LEAD, lines=3)
    top = 0.62 + 0.24 * lead.count("\n")
    rows = [len(designs), len(comparison.others), len(designs)]
    names = [wrapped(name, NAME) for name in (*designs, *comparison.others)]
    tall = TALL if any("\n" in name for name in names) else ROW
    height = top + 0.62 + sum(PANEL + tall * many for many in rows)
    figure = new_figure(WIDE, height)
    longest = max(len(line) for name in names for line in name.split("\n"))
    left = min(0.27, 0.02 + 0.0075 * longest)
    panels: list[Axes] = []
    above = top
    for at, (many, heads) in enumerate(zip(rows, (PARTICIPANTS_HEADLINES, HEADLINES, ("cash", "hours")), strict=True)):
        bottom = above + 0.42 + tall * many
        wide = (0.985 - left) / 3
        for column, head in enumerate(heads):
            box = (left + column * wide, 1 - bottom / height, wide - 0.012, tall * many / height)
            panel = figure.add_axes(box)
            if at < 2:
                draw_differences(panel, comparison, designs if at == 0 else comparison.others, head)
            else:
                draw_cost(panel, comparison, designs, head)
            panel.set_yticks(range(many), [wrapped(name, NAME) for name in (designs, comparison.others, designs)[at]])
            panel.tick_params(axis="y", length=0, labelsize=9, labelleft=column == 0, labelcolor=INK)
            panels.append(panel)
        words = (
            "Participants, compared with the same people without the programme",
            f"The whole organisation, compared with {comparison.held_against}",
            f"Cost over {comparison.weeks / YEAR:g} years" if comparison.weeks != YEAR else "Cost over a year",
        )[at]
        figure.text(0.012, 1 - (above + 0.08) / height, legible(words, 110), fontsize=10, color=GREY, va="center")
        above += PANEL + tall * many
    write_lead(figure, lead)
    say_how_to_read(figure, comparison, height)
    figure.set_label(described(comparison, designs))
    return panels


def draw_differences(panel: Axes, comparison: ComparisonResult, names: Sequence[str], headline: str) -> None:
    """Draw a headline's differences with their intervals; the numbers stand in a column to the right of all of them."""
    outcome, smallest = comparison.declared(headline), comparison.smallest_effects[headline]
    panel.axvspan(-smallest, smallest, color=BAND, lw=0, zorder=0)
    panel.axvline(0, color=GREY, lw=0.9, zorder=1)
    ends = [1.3 * smallest]
    for row, name in enumerate(names):
        finding: Finding = comparison.findings[name][headline]
        if finding.difference is None:
            continue
        low = finding.difference if finding.low is None else finding.low
        high = finding.difference if finding.high is None else finding.high
        ends += [abs(low), abs(high)]
        marker, colour = LOOKS[finding.verdict or "undecided"]
        panel.plot([low, high], [row, row], color=colour, lw=2.0, solid_capstyle="butt", zorder=2)
        face = "white" if finding.verdict == "undecided" else colour
        panel.plot(finding.difference, row, marker, color=colour, markerfacecolor=face, ms=6.5, mew=1.4, zorder=3)
        number = amount(finding.difference, enough_digits(outcome, smallest), signed=True)
        panel.annotate(
            number,
            (0.985, row),
            xycoords=("axes fraction", "data"),
            fontsize=8.5,
            color=colour,
            ha="right",
            va="center",
        )
    most = 1.08 * max(ends)
    panel.set_xlim(-most, 1.45 * most)
    quiet(panel, f"{label(headline).capitalize()} ({short_unit(outcome)})", len(names))


def draw_cost(panel: Axes, comparison: ComparisonResult, designs: Sequence[str], kind: str) -> None:
    """Draw what each design costs, in cash or in hours, as a bar with its number."""
    facts = cost_facts(comparison)
    numbers = [(facts[name].cash if kind == "cash" else facts[name].hours) or 0.0 for name in designs]
    best = chosen(comparison)
    for row, (name, number) in enumerate(zip(designs, numbers, strict=True)):
        panel.barh(row, number, height=0.5, color=LOOKS["better"][1] if name in best else PALE, zorder=2)
        panel.annotate(
            amount(number, 0), (0.985, row), xycoords=("axes fraction", "data"), fontsize=8.5, color=INK, ha="right",
            va="center",
        )  # fmt: skip
    panel.set_xlim(0, 1.3 * max([*numbers, 1.0]))
    panel.xaxis.set_major_formatter(lambda value, _: amount(value, 0))
    unit = comparison.currency or "money"
    quiet(panel, f"Cash ({legible(unit)})" if kind == "cash" else "Hours of all involved", len(designs))


def chosen(comparison: ComparisonResult) -> tuple[str, ...]:
    """Return the best designs, none where there is only one design and so no choice."""
    return comparison.answer.best if comparison.answer and len(comparison.answer.designs) > 1 else ()


def quiet(panel: Axes, title: str, rows: int) -> None:
    """Give a panel its title and quiet axes, the first row on top."""
    from matplotlib.ticker import MaxNLocator

    panel.set_title(title, loc="left", fontsize=9.5, fontweight="bold", color=INK, pad=4)
    panel.set_ylim(rows - 0.5, -0.5)
    panel.xaxis.set_major_locator(MaxNLocator(4))
    panel.tick_params(axis="x", labelsize=8, colors=INK, length=2)
    panel.spines[["top", "right", "left"]].set_visible(False)
    panel.spines["bottom"].set_color(PALE)


def say_how_to_read(figure: Figure, comparison: ComparisonResult, height: float) -> None:
    """Put below the panels what the marks mean, and what the picture is not."""
    write_legend(figure, judged=True)
    so_far = " so far" if comparison.answer and comparison.answer.possible else ""
    blue = f" Blue in cost: the best choice{so_far}." if chosen(comparison) else ""
    note = (
        f"{futures_in_words(comparison).capitalize()} of {legible(comparison.organisation, 60)}; {SIMULATED}. "
        f"{what_varies(comparison)}\nBars: 95 % intervals that hold together in each row of panels. "
        "Grey band: too small to matter."
        f"{blue}"
    )
    figure.text(0.012, 0.17 / height, note, fontsize=8, color=GREY, va="center", linespacing=1.3)


def described(comparison: ComparisonResult, designs: Sequence[str]) -> str:
    """Return the picture in words."""
    return " ".join(
        [
            answer_in_words(comparison).lead,
            f"Differences in {futures_in_words(comparison)} of {comparison.organisation}, with intervals; {SIMULATED}.",
            *headlines_in_words(comparison, designs, PARTICIPANTS_HEADLINES),
            *headlines_in_words(comparison, comparison.others, HEADLINES),
        ]
    )
