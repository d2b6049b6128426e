"""Survival curves: who has not quit by which week, by participation and by age band.

The curves and their bands are lifelines' (Davidson-Pilon 2019); a test holds them equal to the model's own.
"""

from __future__ import annotations

from collections.abc import Sequence
from importlib import import_module
from importlib.util import find_spec
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...agents.base.parameters import YEAR
from ...agents.base.refusal import Problem, Refused, did_you_mean
from ...agents.base.skills import BANDS
from ...agents.files.tables.cells import counted
from ...sim.measures.retention import GROUPS
from ..results.comparison import ComparisonResult, retention_data
from .figures import GREY, INK, PALE, SIMULATED, check_axes, check_kind, new_figure
from .lettering import in_plain_letters, legible, write_title
from .wording.comparison import what_varies
from .wording.numbers import SUPPRESSED_BELOW, mean_in_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

LOOKS: dict[str, tuple[str, Any, float]] = {  # group: colour, dashes, width
    GROUPS[0]: ("#0072B2", "solid", 2.2),
    GROUPS[1]: ("#D55E00", (0, (5, 1.6)), 2.0),
    GROUPS[2]: ("#009E73", (0, (5, 1.4, 1.2, 1.4)), 1.7),
    GROUPS[3]: ("#6e6e6e", (0, (1.1, 1.3)), 1.9),
}


@in_plain_letters
def survival_figure(
    comparison: ComparisonResult, scenario: str | None = None, axes: Sequence[Axes] | None = None
) -> Sequence[Axes]:
    """Draw the share of people at launch who have not quit, week by week: all ages, then each age band.

    `scenario` is one with participants, the first that is not the baseline if none is named. All futures are pooled;
    bands are 95 % intervals of the pooled curve (Greenwood, log-log). A group of under five people a future is not
    drawn. `axes` are five; without them a figure is made. Raises `Refused` where there is nothing to draw or
    lifelines is not installed.
    """
    check_kind(comparison, ComparisonResult, "what compare returns")
    name = scenario_to_draw(comparison, scenario)
    assert comparison.leavers is not None
    left = comparison.leavers[comparison.names.index(name)]
    own = axes is None
    if axes is None:
        axes = own_axes()
    titles = ("All ages", *(f"At launch {band}" for band in BANDS))
    lowest = 100.0
    check_axes(axes, titles)
    for panel, title, counts in zip(axes, titles, [left.sum(axis=1), *left.swapaxes(0, 1)], strict=True):
        lowest = min(lowest, draw_curves(panel, counts, comparison.used[name]))
        panel.set_title(title, loc="left", fontsize=11.5 if panel is axes[0] else 9.5, fontweight="bold", color=INK)
    for panel in axes:
        finish(panel, left.shape[2] - 1, lowest, ticks=26 if panel is axes[0] else 52)
    figure = axes[0].get_figure(root=True)
    assert figure is not None
    figure.set_label(described(comparison, name, left))
    if own:
        say_what_it_is(figure, axes, comparison, name)
    return axes


def programmes_to_draw(comparison: ComparisonResult) -> list[str]:
    """Return the scenarios with participants, the baseline only if there is no other; refuse if there is none."""
    with_people = with_participants(comparison)
    return [name for name in with_people if name != comparison.baseline] or with_people


def with_participants(comparison: ComparisonResult) -> list[str]:
    """Return the scenarios whose survival could be drawn, or refuse."""
    if find_spec("lifelines") is None:
        hint = "Install it with: pip install 'mentorlab[report]'."
        raise Refused(Problem("survival curves are drawn with lifelines, which is not installed.", hint, "missing"))
    left = comparison.leavers
    with_people = (
        [] if left is None else [name for name, one in zip(comparison.names, left, strict=True) if one[0].any()]
    )
    if not with_people:
        hint = "Compare one that pairs people, for example reverse."
        raise Refused(Problem("none of the scenarios has participants whose survival could be drawn.", hint, "missing"))
    return with_people


def scenario_to_draw(comparison: ComparisonResult, scenario: str | None) -> str:
    """Return the scenario to draw, or refuse."""
    with_people = with_participants(comparison)
    if scenario is None:
        return programmes_to_draw(comparison)[0]
    if scenario not in with_people:
        hint = did_you_mean(scenario, with_people) or f"With participants: {', '.join(with_people)}."
        raise Refused(Problem(f"'{scenario}' has no participants here.", hint, "unknown", value=scenario))
    return scenario


def curve(left: NDArray[np.int64]) -> tuple[NDArray[np.float64], NDArray[np.float64], NDArray[np.float64]]:
    """Return survival at the start of each of weeks + 1 weeks with the ends of its interval, from who left when.

    `left` is (weeks + 1, 2), as `sim.measures.retention.exits` counts; whoever leaves in week w has survived to w and
    is gone at w + 1.
    """
    weeks = len(left) - 1
    gone = np.minimum(np.arange(weeks + 1) + 1, weeks)
    week, quit = np.repeat(gone, 2), np.tile([True, False], weeks + 1)
    many = left.ravel() > 0
    fitter = import_module("lifelines").KaplanMeierFitter()
    fitter.fit(week[many], quit[many], weights=left.ravel()[many], timeline=np.arange(weeks + 1), label="stays")
    bands = fitter.confidence_interval_.to_numpy()
    return fitter.survival_function_["stays"].to_numpy(), bands[:, 0], bands[:, 1]


def draw_curves(panel: Axes, left: NDArray[np.int64], futures: int) -> float:
    """Draw one panel's curves from (groups, weeks + 1, 2) counts; return the lowest point drawn, in percent."""
    lowest = 100.0
    few: list[str] = []
    for group, counts in reversed(list(zip(GROUPS, left, strict=True))):
        if counts.sum() < SUPPRESSED_BELOW * futures:
            few.insert(0, group)
            continue
        colour, dashes, width = LOOKS[group]
        stays, low, high = (100 * line for line in curve(counts))
        weeks = np.arange(len(stays))
        panel.fill_between(weeks, low, high, step="post", color=colour, alpha=0.09, lw=0)
        panel.step(weeks, stays, where="post", color=colour, ls=dashes, lw=width, label=group)
        lowest = min(lowest, float(np.nanmin(low)))
    if not panel.lines:
        note = f"fewer than {SUPPRESSED_BELOW} people in each group"
        panel.text(0.5, 0.5, note, transform=panel.transAxes, ha="center", va="center", fontsize=8.5, color=GREY)
    elif few:
        note = f"under {SUPPRESSED_BELOW} people, not drawn:\n" + "\n".join(few)
        panel.text(0.03, 0.03, note, transform=panel.transAxes, ha="left", va="bottom", fontsize=7, color=GREY,
                   bbox={"facecolor": "white", "alpha": 0.8, "lw": 0, "pad": 1.5})  # fmt: skip
    return lowest


def own_axes() -> list[Axes]:
    """Return a figure's five panels: a large one, and four small ones beside it."""
    figure = new_figure(11.5, 6.1)
    grid = figure.add_gridspec(
        2, 4, width_ratios=(1.15, 1.15, 1, 1), left=0.055, right=0.985, top=0.81, bottom=0.22, wspace=0.22, hspace=0.36
    )
    large = figure.add_subplot(grid[:, :2])
    small = [figure.add_subplot(grid[row, 2 + column]) for row in (0, 1) for column in (0, 1)]
    for panel in (small[1], small[3]):
        panel.tick_params(labelleft=False)
    return [large, *small]


def finish(panel: Axes, weeks: int, lowest: float, ticks: int) -> None:
    """Give a panel the axes all panels share."""
    step = 5 if lowest >= 70 else 10
    bottom = min(int(step * np.floor(lowest / step)), 100 - step)  # nobody quits: a line at 100
    panel.set_ylim(bottom, 100 + 0.02 * (100 - bottom))
    panel.set_yticks(range(bottom, 101, step))
    panel.set_xlim(0, weeks * 1.01)
    panel.set_xticks(range(0, weeks + 1, ticks))
    panel.tick_params(labelsize=8.5, colors=INK, length=3)
    panel.yaxis.set_major_formatter("{x:.0f} %")
    panel.grid(axis="y", color="#e6e6e6", lw=0.7)
    panel.set_axisbelow(True)
    if weeks > YEAR:
        panel.axvline(YEAR, color=PALE, lw=1, zorder=0)
    panel.spines[["top", "right"]].set_visible(False)
    panel.spines[["left", "bottom"]].set_color(PALE)


def say_what_it_is(figure: Figure, axes: Sequence[Axes], comparison: ComparisonResult, name: str) -> None:
    """Put over and under a figure of its own what it shows, how to read it and what it is not."""
    futures = counted(comparison.used[name], "simulated future")
    title = f"Who stays under {legible(name)}? {futures} of {legible(comparison.organisation)}"
    write_title(figure, title, 0.965, 13.5, fontweight="bold", color=INK)
    retention = retention_data(comparison).get(name)
    words = "Share of the people at launch who have not quit; whoever leaves for other reasons counts until then."
    if retention is not None:
        unit = comparison.outcomes[comparison.places["retention.true"]].unit
        words += (
            f"\n{unit.capitalize()}: participants {mean_in_words(retention['true'])} compared with themselves without "
            f"it, {mean_in_words(retention['naive'])} with eligible others."
        )
    figure.text(0.012, 0.938, words, fontsize=9, color=INK, va="top", linespacing=1.35)
    axes[0].set_xlabel("programme week", fontsize=9, color=INK)
    early = axes[0].get_xlim()[1] > 1.2 * YEAR
    axes[0].annotate(
        "a year", (YEAR, 0), xycoords=("data", "axes fraction"), xytext=(4 if early else -4, 5), fontsize=8, color=GREY,
        textcoords="offset points", ha="left" if early else "right",
    )  # fmt: skip
    handles, labels = axes[0].get_legend_handles_labels()
    order = [labels.index(group) for group in GROUPS if group in labels]
    figure.legend(
        [handles[at] for at in order], [labels[at] for at in order], loc="lower left", bbox_to_anchor=(0.004, 0.07),
        ncols=4, frameon=False, fontsize=9, handlelength=3.4, columnspacing=1.8,
    )  # fmt: skip
    note = (
        f"{SIMULATED.capitalize()}: what would happen if the model's assumptions held. {what_varies(comparison)}\n"
        "Bands: 95 % intervals of each curve over all futures together; the two curves of the same people have the "
        "same luck, so the gap between them is more certain\nthan their bands suggest. The vertical axis does "
        "not start at 0. Groups "
        f"of under {SUPPRESSED_BELOW} people a future are not drawn."
    )
    figure.text(0.012, 0.04, note, fontsize=8, color=GREY, va="center", linespacing=1.35)


def described(comparison: ComparisonResult, name: str, left: NDArray[np.int64]) -> str:
    """Return the picture in words."""
    weeks = left.shape[2] - 1
    at = min(YEAR, weeks)
    curves = []
    for group, counts in zip(GROUPS, left.sum(axis=1), strict=True):
        if counts.sum() >= SUPPRESSED_BELOW * comparison.used[name]:
            stays, low, high = (100 * line[at] for line in curve(counts))
            curves.append(f"{group} {stays:.1f} % ({low:.1f} to {high:.1f})")
    return (
        f"Share of people at launch who have not quit after {at} weeks under {name}, in "
        f"{counted(comparison.used[name], 'simulated future')} of {comparison.organisation}, with 95 % intervals: "
        f"{'; '.join(curves)}. {SIMULATED.capitalize()}."
    )
