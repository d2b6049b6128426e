"""A picture of a sweep for a client: a line over one lever, a map over two, the best twenty of anything else."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np

from ...agents.cells import counted
from ...scenarios.levers import lever
from ...scenarios.outcomes import OUTCOME
from ..figures import BAND, GREY, INK, PALE, SIMULATED, check_axes, new_figure
from ..show.numbers import amount, enough_digits, short_unit
from ..verdicts import Finding
from .best import Standing
from .cells import word
from .result import InWorld, SweepResult
from .words import limits_in_words, sentence_of, world_in_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

MOST_DOTS = 20
MOST_A_SIDE = 10
TOP, REST, OUT = "#0072B2", "#8a8a8a", "#c4c4c4"
LESS, MORE = "#D55E00", "#0072B2"
LOOKS: dict[Standing, tuple[str, str, str, str]] = {  # marker, colour, face, in the legend
    "best": ("*", TOP, TOP, "the best: no other is better"),
    "close": ("o", TOP, "white", "at the top, too close to call"),
    "equivalent": ("o", TOP, TOP, "at the top, no difference that matters to the one ahead"),
    "beaten": ("s", REST, REST, "another is better"),
    "left out": ("x", OUT, OUT, "over a limit"),
    "undecided": ("D", REST, "white", "undecided: too few futures"),
    "none": ("x", OUT, OUT, "no value"),
    "not judged": ("s", INK, "white", "not judged: the baseline does not share its assumptions"),
}
Way = Callable[["Axes", SweepResult, str, bool], None]
"""How a panel is drawn: a headline of a sweep, on the first of the panels or another."""
WORLDS = ("o", "s", "^", "D", "v", "P", "X", "*")


def sweep_figure(found: SweepResult, axes: Axes | Iterable[Axes] | None = None) -> Sequence[Axes]:
    """Draw what is judged, a panel a headline, against the baseline with intervals; return the axes.

    One numeric lever gives a line, two levers of few values a map, anything else and several worlds the best twenty.
    """
    draw = way_of(found)
    panels = [axes] if axes is not None and not isinstance(axes, Iterable) else list(axes) if axes is not None else []
    own = not panels
    if own:
        panels = new_panels(found, draw)
    check_axes(panels, found.judged)
    for panel, headline in zip(panels, found.judged, strict=True):
        draw(panel, found, headline, panel is panels[0])
    figure = panels[0].get_figure(root=True)
    assert figure is not None
    figure.set_label(described(found))
    if own:
        say_what_it_is(figure, found, draw)
    return panels


def way_of(found: SweepResult) -> Way:
    """Return how a sweep is drawn."""
    varied = levers_varied(found)
    if len(found.worlds) == 1 and len(varied) == 1 and all(map(is_number, values_of(found, varied[0]))):
        return draw_line
    return draw_map if len(found.worlds) == 1 and len(varied) == 2 and is_full_grid(found, varied) else draw_ranked


def new_panels(found: SweepResult, draw: Way) -> list[Axes]:
    """Return the panels of a new figure, as large as what they hold."""
    panels = len(found.judged)
    if draw is draw_line:
        across, up, left, gap = 6.6 if panels == 1 else 4.1, 3.4, 0.85, 0.30
    elif draw is draw_map:
        columns, lines = (values_of(found, place) for place in levers_varied(found))
        across, up = 0.98 * len(columns), 0.5 + 0.66 * len(lines)
        left, gap = 0.75 + 0.075 * max(len(word(value)) for value in lines), 0.10
    else:
        rows = rows_drawn(found)
        across, up = 6.0 if panels == 1 else 3.6, 0.5 + (0.30 + 0.14 * (len(found.worlds) - 1)) * len(rows)
        left, gap = 0.35 + 0.078 * max(len(found.names[row]) for row in rows), 0.08
    width = max(7.6, left + panels * across + 0.25)
    below = 1.05 + 0.19 * -(-len(legend_of(found, draw)) // legend_columns(width))
    height = up + below + 1.0
    figure = new_figure(width, height)
    drawn = np.atleast_1d(figure.subplots(1, panels, sharey=draw is draw_ranked))
    figure.subplots_adjust(
        left=left / width, right=1 - 0.25 / width, top=1 - 1.0 / height, bottom=below / height, wspace=gap
    )
    return list(drawn)


def rows_drawn(found: SweepResult) -> tuple[int, ...]:
    """Return the cells that are drawn, the best first: the best of a ranking, else all."""
    return found.order[:MOST_DOTS] if way_of(found) is draw_ranked else found.order


def levers_varied(found: SweepResult) -> list[int]:
    """Return which levers have more than one value."""
    return [place for place in range(len(found.plan.levers)) if len(values_of(found, place)) > 1]


def values_of(found: SweepResult, place: int) -> list[Any]:
    """Return the values of a lever, numbers in their order, others as they were named."""
    values = list({repr(cell[place]): cell[place] for cell in found.plan.cells}.values())
    return sorted(values) if all(map(is_number, values)) else values


def is_number(value: Any) -> bool:
    """Tell whether a value is a number, and not yes or no."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def is_full_grid(found: SweepResult, varied: Sequence[int]) -> bool:
    """Tell whether two levers are combined in full, with few enough values for a map."""
    sizes = [len(values_of(found, place)) for place in varied]
    return sizes[0] * sizes[1] == len(found.plan.cells) and max(sizes) <= MOST_A_SIDE


def lever_title(path_label: str) -> str:
    """Return what a lever is called on an axis, with its unit."""
    known = lever(path_label)
    return f"{path_label} ({known.unit})" if known and known.unit else path_label


def interval(finding: Finding) -> tuple[float, float]:
    """Return the ends of an interval, or twice the difference itself."""
    middle = finding.difference or 0.0
    return middle if finding.low is None else finding.low, middle if finding.high is None else finding.high


def draw_line(panel: Axes, found: SweepResult, headline: str, first: bool) -> None:
    """Draw a headline over one numeric lever: points with intervals, joined by a line."""
    one, place = found.worlds[0], levers_varied(found)[0]
    rows = sorted(range(len(found.names)), key=lambda row: found.plan.cells[row][place])
    smallest = one.headlines.smallest_effects[headline]
    panel.axhspan(-smallest, smallest, color=BAND, lw=0, zorder=0)
    panel.axhline(0, color=GREY, lw=0.9, zorder=1)
    known = [row for row in rows if one.headlines.findings[found.names[row]][headline].difference is not None]
    across = [found.plan.cells[row][place] for row in known]
    findings = [one.headlines.findings[found.names[row]][headline] for row in known]
    differences = [finding.difference or 0.0 for finding in findings]
    panel.plot(across, differences, color=PALE, lw=1.6, zorder=2)
    for value, row, finding, difference in zip(across, known, findings, differences, strict=True):
        marker, colour, face, _ = LOOKS[one.ranking[headline].standing[row]]
        panel.plot([value, value], interval(finding), color=colour, lw=2.0, solid_capstyle="butt", zorder=3)
        panel.plot(value, difference, marker, color=colour, markerfacecolor=face, ms=size_of(marker),
                   mew=1.6, zorder=4)  # fmt: skip
    if len(across) <= 12:
        panel.set_xticks(across, [word(value) for value in across])
    panel.set_xlabel(lever_title(found.plan.labels[place]), fontsize=9.5, color=INK)
    quiet(panel, headline)
    panel.set_ylabel(f"{short_unit(OUTCOME[headline])} against {found.comparison.held_against}", fontsize=9, color=INK)


def draw_map(panel: Axes, found: SweepResult, headline: str, first: bool) -> None:
    """Draw a headline over two levers: colour and number are the difference, marks say which cells are best."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    one, (across, up) = found.worlds[0], levers_varied(found)
    columns, lines = values_of(found, across), values_of(found, up)
    at = {(repr(cell[across]), repr(cell[up])): row for row, cell in enumerate(found.plan.cells)}
    outcome, smallest = OUTCOME[headline], one.headlines.smallest_effects[headline]
    differences = [one.headlines.findings[name][headline].difference or 0.0 for name in found.names]
    most = max(*map(abs, differences), smallest)
    shades = LinearSegmentedColormap.from_list("difference", ["#E58A4E", "#ffffff", "#5BA3D0"])
    digits = enough_digits(outcome, smallest)
    for x, column in enumerate(columns):
        for y, line in enumerate(lines):
            row = at[repr(column), repr(line)]
            standing = one.ranking[headline].standing[row]
            out = standing in ("left out", "none")
            shade = "#f3f3f3" if out else shades(0.5 + differences[row] / most / 2)
            panel.add_patch(Rectangle((x - 0.5, y - 0.5), 1, 1, facecolor=shade, edgecolor="white", lw=2))
            is_top = standing in ("best", "close", "equivalent")
            if is_top:
                panel.add_patch(
                    Rectangle((x - 0.44, y - 0.42), 0.88, 0.84, facecolor="none", edgecolor=INK, lw=1.8,
                              linestyle="--" if standing == "close" else "-", zorder=3)
                )  # fmt: skip
            finding = one.headlines.findings[found.names[row]][headline]
            said = amount(finding.difference, digits, signed=True)
            ends = "" if finding.low is None else " to ".join(amount(end, digits) for end in interval(finding))
            leads = one.ranking[headline].leader == row and is_top
            mark = "over a limit" if out else ("best" if standing == "best" else "ahead") if leads else ""
            pale = "#8a8a8a" if out else INK
            panel.text(x, y - 0.14, said, ha="center", va="center", fontsize=10.5, color=pale,
                       fontweight="bold" if is_top else "normal", zorder=4)  # fmt: skip
            for line, told in ((0.10, ends), (0.30, mark)):
                panel.text(x, y + line, told, ha="center", va="center", fontsize=7, color=pale, zorder=4)
    panel.set_xlim(-0.5, len(columns) - 0.5)
    panel.set_ylim(len(lines) - 0.5, -0.5)
    panel.set_xticks(range(len(columns)), [word(value) for value in columns], fontsize=9.5, color=INK)
    panel.set_yticks(range(len(lines)), [word(value) for value in lines] if first else [""] * len(lines), fontsize=9.5)
    panel.tick_params(length=0)
    for side in panel.spines.values():
        side.set_visible(False)
    title = f"{outcome.label.capitalize()}, {short_unit(outcome)}"
    panel.set_title(title, loc="left", fontsize=11.5 if len(found.judged) == 1 else 9.5, fontweight="bold", color=INK)
    panel.set_xlabel(lever_title(found.plan.labels[across]), fontsize=9.5, color=INK)
    if first:
        panel.set_ylabel(lever_title(found.plan.labels[up]), fontsize=9.5, color=INK)


def draw_ranked(panel: Axes, found: SweepResult, headline: str, first: bool) -> None:
    """Draw the best cells, the best at the top, each with its interval; a mark a world where there are several."""
    rows = rows_drawn(found)
    panel.axvline(0, color=GREY, lw=0.9, zorder=1)
    smallest = found.worlds[0].headlines.smallest_effects[headline]
    panel.axvspan(-smallest, smallest, color=BAND, lw=0, zorder=0)
    worlds = len(found.worlds)
    for which, one in enumerate(found.worlds):
        shift = 0.0 if worlds == 1 else 0.56 * (which / (worlds - 1) - 0.5)
        for at, row in enumerate(rows):
            draw_dot(panel, found, one, headline, row, at + shift, WORLDS[which % len(WORLDS)] if worlds > 1 else "")
    panel.set_ylim(len(rows) - 0.4, -0.6)
    if first:
        panel.set_yticks(range(len(rows)), [found.names[row] for row in rows], fontsize=9, color=INK)
    else:
        panel.tick_params(axis="y", labelleft=False)
    quiet(panel, headline)
    panel.grid(axis="y", color=BAND, lw=0.8, zorder=0)
    panel.set_axisbelow(True)
    panel.set_xlabel(f"{short_unit(OUTCOME[headline])} against {found.comparison.held_against}", fontsize=9, color=INK)


def draw_dot(panel: Axes, found: SweepResult, one: InWorld, headline: str, row: int, at: float, mark: str) -> None:
    """Draw one cell in one world."""
    finding = one.headlines.findings[found.names[row]][headline]
    if finding.difference is None:
        return
    marker, colour, face, _ = LOOKS[one.ranking[headline].standing[row]]
    panel.plot(interval(finding), [at, at], color=colour, lw=1.8, solid_capstyle="butt", zorder=2)
    panel.plot(finding.difference, at, mark or marker, color=colour, markerfacecolor=face, ms=size_of(mark or marker),
               mew=1.5, zorder=3)  # fmt: skip


def size_of(marker: str) -> float:
    """Return how large a mark is, a star larger than a dot."""
    return 13.0 if marker == "*" else 7.0


def quiet(panel: Axes, headline: str) -> None:
    """Give a panel its title and quiet axes."""
    panel.set_title(OUTCOME[headline].label.capitalize(), loc="left", fontsize=11.5, fontweight="bold", color=INK)
    panel.tick_params(labelsize=9, colors=INK, length=0)
    for side in ("top", "right"):
        panel.spines[side].set_visible(False)
    for side in ("left", "bottom"):
        panel.spines[side].set_color(PALE)


def legend_columns(width: float) -> int:
    """Return how many entries of a legend stand beside each other."""
    return max(1, int(width // 3.4))


def legend_of(found: SweepResult, draw: Way) -> list[Any]:
    """Return the entries of the legend: what is drawn of how cells stand, and the worlds."""
    from matplotlib.lines import Line2D
    from matplotlib.patches import Patch

    several = len(found.worlds) > 1
    seen = {one.ranking[headline].standing[row] for one in found.worlds for headline in found.judged
            for row in rows_drawn(found)}  # fmt: skip
    entries: list[Any] = []
    for said, (marker, colour, face, told) in LOOKS.items():
        if said not in seen:
            continue
        if draw is not draw_map:
            shape = {"marker": "", "ls": "-", "lw": 2.0} if several else {"marker": marker, "ls": ""}
            entries.append(Line2D([], [], color=colour, markerfacecolor=face, label=told, **shape))
        elif said in ("best", "close", "equivalent"):
            style = "--" if said == "close" else "-"
            entries.append(Patch(facecolor="none", edgecolor=INK, lw=1.6, linestyle=style, label=told))
    for which, one in enumerate(found.worlds if several else ()):
        mark = WORLDS[which % len(WORLDS)]
        told = world_in_words(one.assumptions)
        entries.append(Line2D([], [], marker=mark, color=INK, markerfacecolor="white", ls="", label=told))
    return entries


def say_what_it_is(figure: Figure, found: SweepResult, draw: Way) -> None:
    """Put over and under a figure what it shows, what its marks mean and what it is not."""
    width, height, comparison = figure.get_figwidth(), figure.get_figheight(), found.comparison
    futures = f"{counted(comparison.replicates, 'simulated future')} of {comparison.organisation}"
    within = f"; limits: {limits_in_words(found.plan.limits, comparison.currency)}" if found.plan.limits else ""
    edge = 0.15 / width
    figure.text(edge, 1 - 0.25 / height, heading(found), fontsize=13, fontweight="bold", color=INK, va="center")
    figure.text(edge, 1 - 0.52 / height, futures + within, fontsize=9.5, color=GREY, va="center")
    if entries := legend_of(found, draw):
        figure.legend(handles=entries, loc="lower left", bbox_to_anchor=(0.03 / width, 0.36 / height),
                      ncols=legend_columns(width), frameon=False, fontsize=8.5, handletextpad=0.5,
                      columnspacing=1.4)  # fmt: skip
    bars = "Bars: 95 % intervals, all together. Grey band: too small to matter."
    numbers = f"Difference from {comparison.held_against}; below it its 95 % interval, all together."
    pairs = "Policies are told apart pair by pair in the same futures, which is sharper than these intervals look."
    if found.is_apart:
        pairs = "Each against no programme under its own assumptions: the baseline named does not share them."
    first = f"{SIMULATED.capitalize()}. {numbers if draw is draw_map else bars}"
    for line, text in ((0.27, first), (0.12, pairs)):
        figure.text(edge, line / height, text, fontsize=8, color=GREY, va="center")


def heading(found: SweepResult) -> str:
    """Return a title: how many policies there are, and how many are shown."""
    shown = len(rows_drawn(found))
    if found.is_apart:
        return f"What {counted(len(found.names), 'policy', 'policies')} would do, not judged"
    if shown < len(found.names):
        return f"Which policy is best? The top {shown} of {len(found.names)}"
    return f"Which of {counted(len(found.names), 'policy', 'policies')} is best?"


def described(found: SweepResult) -> str:
    """Return a sweep's picture in words."""
    lines = [sentence_of(found)]
    for headline in found.judged:
        outcome, one = OUTCOME[headline], found.worlds[0]
        digits = enough_digits(outcome, one.headlines.smallest_effects[headline])
        findings = {name: one.headlines.findings[name][headline].difference for name in found.names}
        named = [found.names[row] for row in rows_drawn(found)]
        told = [f"{name} {amount(findings[name], digits, signed=True)}" for name in named]
        lines.append(f"{outcome.label.capitalize()} in {short_unit(outcome)}: {'; '.join(told)}.")
    return " ".join(lines)
