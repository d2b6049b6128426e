"""The picture of cost against gain: what each design costs, what its participants gain, and the steps down."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING

import numpy as np

from ...agents.base.arrays import Floats
from ...agents.base.parameters import YEAR
from ...agents.base.refusal import Problem, Refused
from ..results.answer import Answer, Standing
from ..results.comparison import ComparisonResult
from .figures import BAND, GREY, INK, PALE, SIMULATED, check_kind, new_figure
from .lettering import LEAD, in_plain_letters, legible, wrapped, write_lead
from .wording.answer import answer_in_words, label, people
from .wording.comparison import futures_in_words, what_varies
from .wording.numbers import amount, short_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {"as good as the best": "#0072B2", "beaten": "#b9b9b9", "trades off": "#E69F00", "still possible": "#555555"}
WIDE, ROW, KEPT = 11.5, 0.2, 34
"""Inches of the picture, and of a line of its key; letters of a design's name there."""
LETTER = np.array([3.2, 4.6])
"""Points to either side and up and down that a digit takes about its middle."""
AROUND = [(radius, angle) for radius in (12, 17, 22, 30, 40, 52) for angle in (0, 180, 45, 135, 315, 225, 90, 270)]
"""Where a number may stand beside its dot, in points and degrees, the best place first."""


@in_plain_letters
def cost_figure(comparison: ComparisonResult) -> Sequence[Axes]:
    """Draw each design's cost and gain, a panel for each objective that chooses, with the steps down as a line.

    Cost is cash and paid hours where the organisation states its pay. Elsewhere it is cash, and the hours stand beside
    the names. Vertical bars are the bounds of the gains. Raises `Refused` where there is no answer.
    """
    check_kind(comparison, ComparisonResult, "what compare returns")
    answer = comparison.answer
    if answer is None:
        message = "there is no answer to draw: no design is chosen among these scenarios."
        raise Refused(Problem(message, "Compare programmes that share their assumptions.", "missing"))
    objectives = [one.outcome for one in answer.objectives if one.chooses] or [answer.objectives[0].outcome]
    lead = wrapped(answer_in_words(comparison).lead, LEAD, lines=3)
    order = sorted(answer.designs, key=lambda one: cost_of(one) or 0.0)
    deep = -(-len(order) // 2)
    top, bottom = 0.78 + 0.24 * lead.count("\n"), 1.12 + ROW * deep
    height = top + 2.7 + bottom
    figure = new_figure(WIDE, height)
    panels = list(figure.subplots(1, len(objectives), squeeze=False)[0])
    figure.subplots_adjust(left=0.065, right=0.972, top=1 - top / height, bottom=bottom / height, wspace=0.22)
    numbers = {one.name: at + 1 for at, one in enumerate(order)}
    paid = any(one.price.money is not None for one in answer.designs)
    years = "a year" if comparison.weeks == YEAR else f"{comparison.weeks / YEAR:g} years"
    what = f"{'Cash and paid hours' if paid else 'Cash'} over {years} ({legible(comparison.currency or 'money')})"
    for panel, objective in zip(panels, objectives, strict=True):
        draw_objective(panel, comparison, answer, objective, numbers)
        panel.set_xlabel(what, fontsize=8.5, color=INK)
    write_lead(figure, lead)
    for at, one in enumerate(order):
        figure.text(
            0.012 + at // deep * 0.49, (bottom - 0.66 - at % deep * ROW) / height, in_key(answer, one, at + 1, paid),
            fontsize=8.5, color=GREY if one.status == "beaten" else INK, va="center",
        )  # fmt: skip
    note = (
        f"{futures_in_words(comparison).capitalize()} of {legible(comparison.organisation, 60)}; {SIMULATED}. "
        f"{what_varies(comparison)}\nBars: bounds of the gains that hold together. Grey band: too small to matter."
        f"{' Dashed line: the steps down in cost from the best.' if len(answer.staircase) > 1 else ''}"
        f"{'' if paid else ' What an hour costs is not stated, so hours stand beside the names.'}"
    )
    figure.text(0.012, 0.2 / height, note, fontsize=8, color=GREY, va="center", linespacing=1.3)
    figure.set_label(f"{answer_in_words(comparison).lead} {' '.join(answer_in_words(comparison).lines)} {SIMULATED}.")
    return panels


def in_key(answer: Answer, design: Standing, number: int, paid: bool) -> str:
    """Return a design's line below the panels: its number and name, its hours if they are not in its cost, its status.

    Of a design that is alone no status is said, as there is nothing to choose.
    """
    said = [] if paid else [f"{amount(design.price.hours, 0)} hours"]
    if len(answer.designs) > 1:
        best = "the best choice so far" if answer.possible else "the best choice"
        said.append(best if answer.best == (design.name,) else design.status)
    beside = f" ({'; '.join(said)})" if said else ""
    return f"{number}  {legible(design.name, KEPT)}{beside}"


def cost_of(design: Standing) -> float | None:
    """Return what a design costs, as it is drawn."""
    return design.price.cash if design.price.money is None else design.price.money


def draw_objective(
    panel: Axes, comparison: ComparisonResult, answer: Answer, objective: str, numbers: dict[str, int]
) -> None:
    """Draw the gains on one objective against cost."""
    from matplotlib.ticker import MaxNLocator

    places: dict[str, tuple[float, float]] = {}
    lines: list[tuple[tuple[float, float], tuple[float, float]]] = []
    for one in answer.designs:
        cost, gain = cost_of(one), one.gains[objective]
        if cost is None or gain is None:
            continue
        colour = COLOURS[one.status]
        if gain.low is not None and gain.high is not None:
            panel.plot([cost, cost], [gain.low, gain.high], color=colour, lw=1.4, alpha=0.55, zorder=2)
            lines.append(((cost, gain.low), (cost, gain.high)))
        best = one.name in answer.best and len(answer.designs) > 1
        panel.plot(
            cost, gain.mean, "o", color=colour, ms=10 if best else 7, mec=INK if best else "white",
            mew=1.6 if best else 0.6, zorder=4 if best else 3,
        )  # fmt: skip
        places[one.name] = (cost, gain.mean)
    steps = [places[step.names[0]] for step in answer.staircase if step.names[0] in places]
    if len(steps) > 1:
        corners = [steps[0], *(corner for one, two in pairwise(steps) for corner in ((two[0], one[1]), two))]
        panel.plot(*zip(*corners, strict=True), color=INK, lw=1.0, ls="--", zorder=1)
        lines += pairwise(corners)
    panel.axhline(0, color=GREY, lw=0.9, zorder=0)
    panel.axhspan(0, comparison.smallest_effects[objective], color=BAND, lw=0, zorder=0)
    panel.margins(x=0.14)
    panel.set_title(f"{label(objective).capitalize()} of {people(answer)}", loc="left", fontsize=10.5,
                    fontweight="bold", color=INK)  # fmt: skip
    panel.set_ylabel(short_unit(comparison.declared(objective)), fontsize=8.5, color=INK)
    panel.tick_params(labelsize=8, colors=INK)
    panel.xaxis.set_major_locator(MaxNLocator(4))
    panel.xaxis.set_major_formatter(lambda value, _: amount(value, 0))
    panel.spines[["top", "right"]].set_visible(False)
    panel.spines[["bottom", "left"]].set_color(PALE)
    write_numbers(panel, {numbers[name]: place for name, place in places.items()}, lines)


def write_numbers(
    panel: Axes,
    places: dict[int, tuple[float, float]],
    lines: Sequence[tuple[tuple[float, float], tuple[float, float]]],
) -> None:
    """Write each dot's number beside it, where it covers no dot and no other number and, if possible, no line.

    Lines have two ends and run along or across.
    """
    figure = panel.get_figure(root=True)
    assert figure is not None
    points = 72 / figure.dpi
    panel.autoscale_view()

    def at(pairs: Sequence[tuple[float, float]]) -> Floats:
        return np.asarray(panel.transData.transform(np.reshape(pairs, (-1, 2)))) * points

    corners = panel.get_window_extent()
    lowest, highest = np.array([corners.x0, corners.y0]) * points, np.array([corners.x1, corners.y1]) * points
    dots = at(list(places.values()))
    ends = [np.sort(at(line), axis=0) for line in lines]
    written: list[tuple[Floats, Floats]] = []
    for (number, place), dot in zip(places.items(), dots, strict=True):
        half = LETTER * [len(str(number)), 1]

        def covered(middle: Floats, half: Floats = half) -> float:
            """Return how bad a place is: beyond the panel, dots and numbers count far more than lines."""
            beyond = bool(((middle - half < lowest) | (middle + half > highest)).any())
            on_dots = int((np.abs(dots - middle) < half + 5).all(axis=1).sum())
            on_numbers = sum(bool((np.abs(other - middle) < half + size).all()) for other, size in written)
            on_lines = sum(bool(((low - 1 < middle + half) & (middle - half < high + 1)).all()) for low, high in ends)
            return 100.0 * (beyond + on_dots + on_numbers) + on_lines

        ways = [radius * np.array([np.cos(angle), np.sin(angle)]) for radius, angle in
                ((radius, np.deg2rad(angle)) for radius, angle in AROUND)]  # fmt: skip
        # A line that is covered weighs as much as 20 points of distance.
        way = min(ways, key=lambda way: covered(dot + way) + 0.05 * float(np.hypot(*way)))
        written.append((dot + way, half))
        far = np.hypot(*way) > AROUND[0][0] + 1
        panel.annotate(
            str(number), place, xytext=tuple(way), textcoords="offset points", ha="center", va="center", fontsize=8.5,
            color=INK, zorder=5, arrowprops={"arrowstyle": "-", "color": GREY, "lw": 0.5, "shrinkA": 1, "shrinkB": 3}
            if far else None,
        )  # fmt: skip
