"""A picture of a sweep for a client: a line over one lever, a map over two, the best twenty of anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ...agents.files.tables.cells import counted
from ...scenarios.assumptions.outcomes import OUTCOME
from ..results.sweep import SweepResult
from .figures import GREY, INK, SIMULATED, check_axes, check_kind, new_figure
from .lettering import BASELINE, cells, in_plain_letters, legible, write_title
from .sweep_panels import (
    LOOKS,
    MOST_DOTS,
    WORLDS,
    draw_line,
    draw_map,
    draw_ranked,
    is_number,
    levers_varied,
    row_name,
    value_name,
    values_of,
)
from .wording.numbers import amount, enough_digits, short_unit
from .wording.sweep import limits_in_words, sentence_of, world_in_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_A_SIDE = 10
Way = Callable[["Axes", SweepResult, str, bool], None]
"""How a panel is drawn: a headline of a sweep, on the first of the panels or another."""


@in_plain_letters
def sweep_figure(sweep: SweepResult, axes: Axes | Iterable[Axes] | None = None) -> Sequence[Axes]:
    """Draw what is judged, a panel for each headline, against the baseline with intervals; return the axes.

    One numeric lever gives a line, two levers of few values a map, anything else and several worlds the best twenty.
    """
    check_kind(sweep, SweepResult, "what sweep returns")
    draw = way_of(sweep)
    panels = [axes] if axes is not None and not isinstance(axes, Iterable) else list(axes) if axes is not None else []
    own = not panels
    if own:
        panels = new_panels(sweep, draw)
    check_axes(panels, sweep.judged)
    for panel, headline in zip(panels, sweep.judged, strict=True):
        draw(panel, sweep, headline, panel is panels[0])
    figure = panels[0].get_figure(root=True)
    assert figure is not None
    figure.set_label(described(sweep))
    if own:
        say_what_it_is(figure, sweep, draw)
    return panels


def way_of(sweep: SweepResult) -> Way:
    """Return how a sweep is drawn."""
    varied = levers_varied(sweep)
    if len(sweep.worlds) == 1 and len(varied) == 1 and all(map(is_number, values_of(sweep, varied[0]))):
        return draw_line
    return draw_map if len(sweep.worlds) == 1 and len(varied) == 2 and is_full_grid(sweep, varied) else draw_ranked


def new_panels(sweep: SweepResult, draw: Way) -> list[Axes]:
    """Return the panels of a new figure, as large as what they hold."""
    panels = len(sweep.judged)
    if draw is draw_line:
        across, up, left, gap = 6.6 if panels == 1 else 4.1, 3.4, 0.85, 0.30
    elif draw is draw_map:
        columns, lines = (values_of(sweep, place) for place in levers_varied(sweep))
        across, up = 0.98 * len(columns), 0.5 + 0.66 * len(lines)
        left, gap = 0.75 + 0.075 * max(cells(value_name(value)) for value in lines), 0.10
    else:
        rows = rows_drawn(sweep)
        across, up = 6.0 if panels == 1 else 3.6, 0.5 + (0.30 + 0.14 * (len(sweep.worlds) - 1)) * len(rows)
        left, gap = 0.35 + 0.078 * max(cells(row_name(sweep.names[row])) for row in rows), 0.08
    width = max(7.6, left + panels * across + 0.25)
    below = 1.20 + 0.19 * -(-len(legend_of(sweep, draw)) // legend_columns(width))
    height = up + below + 1.0
    figure = new_figure(width, height)
    drawn = np.atleast_1d(figure.subplots(1, panels, sharey=draw is draw_ranked))
    figure.subplots_adjust(
        left=left / width, right=1 - 0.25 / width, top=1 - 1.0 / height, bottom=below / height, wspace=gap
    )
    return list(drawn)


def rows_drawn(sweep: SweepResult) -> tuple[int, ...]:
    """Return the cells that are drawn, the best first: the best of a ranking, else all."""
    return sweep.order[:MOST_DOTS] if way_of(sweep) is draw_ranked else sweep.order


def is_full_grid(sweep: SweepResult, varied: Sequence[int]) -> bool:
    """Tell whether two levers are combined in full, with few enough values for a map."""
    sizes = [len(values_of(sweep, place)) for place in varied]
    return sizes[0] * sizes[1] == len(sweep.plan.cells) and max(sizes) <= MOST_A_SIDE


def legend_columns(width: float) -> int:
    """Return how many entries of a legend stand beside each other."""
    return max(1, int(width // 3.4))


def legend_of(sweep: SweepResult, draw: Way) -> list[Any]:
    """Return the entries of the legend: what is drawn of how cells stand, and the worlds."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    several = len(sweep.worlds) > 1
    seen = {one.ranking[headline].standing[row] for one in sweep.worlds for headline in sweep.judged
            for row in rows_drawn(sweep)}  # fmt: skip
    entries: list[Any] = []
    for standing, (marker, colour, face, label) in LOOKS.items():
        if standing not in seen:
            continue
        if draw is not draw_map:
            shape = {"marker": "", "ls": "-", "lw": 2.0} if several else {"marker": marker, "ls": ""}
            entries.append(Line2D([], [], color=colour, markerfacecolor=face, label=label, **shape))
        elif standing in ("best", "close", "equivalent"):
            style = "--" if standing == "close" else "-"
            entries.append(Patch(facecolor="none", edgecolor=INK, lw=1.6, linestyle=style, label=label))
    for which, one in enumerate(sweep.worlds if several else ()):
        mark = WORLDS[which % len(WORLDS)]
        label = legible(world_in_words(one.assumptions))
        entries.append(Line2D([], [], marker=mark, color=INK, markerfacecolor="white", ls="", label=label))
    return entries


def say_what_it_is(figure: Figure, sweep: SweepResult, draw: Way) -> None:
    """Put over and under a figure what it shows, what its marks mean and what it is not."""
    width, height, comparison = figure.get_figwidth(), figure.get_figheight(), sweep.comparison
    futures = f"{counted(comparison.replicates, 'simulated future')} of {legible(comparison.organisation)}"
    within = f"; limits: {limits_in_words(sweep.plan.limits, comparison.currency)}" if sweep.plan.limits else ""
    edge = 0.15 / width
    write_title(figure, heading(sweep), 1 - 0.25 / height, 13, fontweight="bold", color=INK)
    write_title(figure, futures + within, 1 - 0.52 / height, 9.5, color=GREY)
    if entries := legend_of(sweep, draw):
        figure.legend(handles=entries, loc="lower left", bbox_to_anchor=(0.03 / width, 0.36 / height),
                      ncols=legend_columns(width), frameon=False, fontsize=8.5, handletextpad=0.5,
                      columnspacing=1.4)  # fmt: skip
    bars = "Bars: 95 % intervals that hold together. Grey band: too small to matter."
    baseline = legible(comparison.held_against, BASELINE)
    numbers = f"Difference from {baseline}; below it its 95 % interval; all of them hold together."
    pairs = "Policies are compared pair by pair in the same futures, which is sharper than these intervals look."
    if sweep.is_apart:
        pairs = "Each is compared with no programme under its own assumptions: the baseline does not share them."
    first = f"{SIMULATED.capitalize()}. {numbers if draw is draw_map else bars}"
    for line, text in ((0.27, first), (0.12, pairs)):
        figure.text(edge, line / height, text, fontsize=8, color=GREY, va="center")


def heading(sweep: SweepResult) -> str:
    """Return a title: how many policies there are, and how many are shown."""
    shown = len(rows_drawn(sweep))
    if sweep.is_apart:
        return f"What {counted(len(sweep.names), 'policy', 'policies')} would do, not judged"
    if shown < len(sweep.names):
        return f"Which policy is best? The top {shown} of {len(sweep.names)}"
    return f"Which of {counted(len(sweep.names), 'policy', 'policies')} is best?"


def described(sweep: SweepResult) -> str:
    """Return a sweep's picture in words."""
    lines = [sentence_of(sweep)]
    for headline in sweep.judged:
        outcome, one = OUTCOME[headline], sweep.worlds[0]
        digits = enough_digits(outcome, one.headlines.smallest_effects[headline])
        findings = {name: one.headlines.findings[name][headline].difference for name in sweep.names}
        named = [sweep.names[row] for row in rows_drawn(sweep)]
        clauses = [f"{name} {amount(findings[name], digits, signed=True)}" for name in named]
        lines.append(f"{outcome.label.capitalize()} in {short_unit(outcome)}: {'; '.join(clauses)}.")
    return " ".join(lines)
