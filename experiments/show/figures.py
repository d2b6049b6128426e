"""Pictures of results: the headlines of a comparison, and what all pictures share.

Figures show and compute nothing new. Each takes a result and axes to draw on, or makes its own, and returns the axes.
Under IPython a figure made here is pyplot's, so that a notebook shows it, once, as it shows any other; elsewhere it
belongs to no window and leaves the user's own backend alone. Colours are those of Okabe and Ito or steps of lightness,
and no colour stands without a shape or a word.
"""

from __future__ import annotations

import sys
from collections.abc import Sequence
from importlib.metadata import version
from os import PathLike
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from ...agents.base.fields import shown
from ...agents.base.notebook import shell
from ...agents.base.refusal import Problem, Refused
from ...scenarios.assumptions.outcomes import HEADLINES, Outcome
from ..results.comparison import ComparisonResult
from ..statistics.verdicts import Finding
from .lettering import ACROSS, fit_rows, in_plain_letters, legible, wrapped, write_title
from .wording.comparison import NOT_JUDGED, futures_in_words, verdict_in_words, what_varies
from .wording.numbers import amount, difference_in_words, enough_digits, short_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure

SIMULATED = "simulated, not measured"
INK, GREY, PALE, BAND = "#222222", "#6e6e6e", "#c9c9c9", "#ececec"
LOOKS = {  # verdict: marker, colour
    "better": ("^", "#0072B2"),
    "worse": ("v", "#D55E00"),
    "equivalent": ("o", "#555555"),
    "undecided": ("D", "#9a9a9a"),
    NOT_JUDGED: ("s", INK),
}
NAME = 34
"""Letters in a line of a scenario's name."""
LEGEND = {
    "better": "better",
    "worse": "worse",
    "equivalent": "no difference that matters",
    "undecided": "not clear: too few futures, or too small to settle",
    NOT_JUDGED: "not judged: the scenarios do not share their assumptions",
}


def new_figure(width: float, height: float) -> Figure:
    """Return an empty figure, known to pyplot only under IPython or if the user already works with pyplot."""
    if "matplotlib.pyplot" in sys.modules or shell() is not None:
        from matplotlib import pyplot

        return pyplot.figure(figsize=(width, height))
    from matplotlib.backends.backend_agg import FigureCanvasAgg
    from matplotlib.figure import Figure

    figure = Figure(figsize=(width, height))
    FigureCanvasAgg(figure)
    return figure


def check_axes(axes: Sequence[Axes], panels: Sequence[str]) -> None:
    """Refuse axes of one's own that are not one for each panel."""
    if isinstance(axes, Sequence | np.ndarray) and not all(hasattr(one, "plot") for one in np.ravel(np.asarray(axes))):
        raise Refused(Problem(f"must be axes of matplotlib, not {shown(axes)}.", "", "type", field="axes"))
    if not isinstance(axes, Sequence | np.ndarray) or len(axes) != len(panels) or np.ndim(np.asarray(axes)) != 1:
        there = np.size(np.asarray(axes))
        hint = f"For example: figure, axes = plt.subplots(1, {len(panels)})."
        message = (
            f"the picture needs {len(panels)} axes in a row ({', '.join(panels)}), and the number given is {there}."
        )
        raise Refused(Problem(message, hint, "range", field="axes"))


def check_kind(result: object, kind: type, said: str) -> None:
    """Refuse what is not a result of the kind that a picture shows."""
    if not isinstance(result, kind):
        raise Refused(Problem(f"this picture is of {said}, not of {shown(result)}.", "", "type"))


def save_figure(axes: Axes | Sequence[Axes], file: str | PathLike[str]) -> None:
    """Save the figure of some axes as PNG, SVG, PDF or what else matplotlib writes, by the file's ending.

    A description for those who cannot see it, and that it is simulated, stand inside PNG, SVG and PDF files.
    """
    one: Axes = axes[0] if isinstance(axes, Sequence | np.ndarray) else axes
    figure = one.get_figure(root=True)
    assert figure is not None
    kind = Path(file).suffix.lower()
    words = {".png": "Description", ".svg": "Description", ".pdf": "Subject"}.get(kind)
    title = {".png": "Software", ".svg": "Title", ".pdf": "Creator"}.get(kind)
    known = (
        {words: str(figure.get_label()), title: f"mentorlab {version('mentorlab')}, {SIMULATED}"}
        if words and title
        else None
    )
    figure.savefig(file, dpi=150, metadata=known, facecolor="white")


@in_plain_letters
def comparison_figure(comparison: ComparisonResult, axes: Sequence[Axes] | None = None) -> Sequence[Axes]:
    """Draw each headline's differences from the baseline, with intervals and the smallest effect that matters.

    `axes` are three, one for each headline; without them a figure is made. The description for those who cannot see
    it is the figure's label, and `save_figure` writes it into the file.
    """
    check_kind(comparison, ComparisonResult, "what compare returns")
    others = [wrapped(name, NAME) for name in comparison.others]
    own = axes is None
    if axes is None:
        height = 1.90 + 0.55 * len(others)
        figure = new_figure(11.5, height)
        longest = max(len(line) for name in others for line in name.split("\n"))
        left = min(0.30, 0.02 + 0.0078 * longest)
        drawn = figure.subplots(1, len(HEADLINES), sharey=True)
        figure.subplots_adjust(left=left, right=0.985, top=1 - 0.80 / height, bottom=1.10 / height, wspace=0.07)
        axes = list(drawn)
    check_axes(axes, HEADLINES)
    for panel, headline in zip(axes, HEADLINES, strict=True):
        draw_headline(panel, comparison, headline)
        if panel is axes[0]:
            panel.set_yticks(range(len(others)), others, fontsize=10, color=INK)
        else:
            panel.tick_params(axis="y", length=0, labelleft=False)
    figure_of = axes[0].get_figure(root=True)
    assert figure_of is not None
    figure_of.set_label(described(comparison))
    if own:
        fit_rows(axes[0], left - 0.01)
        say_what_it_is(figure_of, comparison)
    return axes


def draw_headline(panel: Axes, comparison: ComparisonResult, headline: str) -> None:
    """Draw one headline: a row for each scenario, a point with its interval, the verdict in words above it."""
    from matplotlib.patheffects import withStroke

    outcome, smallest = comparison.declared(headline), comparison.smallest_effects[headline]
    panel.axvspan(-smallest, smallest, color=BAND, lw=0, zorder=0)
    panel.axvline(0, color=GREY, lw=0.9, zorder=1)
    ends = [smallest * 1.5]
    places = []
    for row, name in enumerate(comparison.others):
        finding = comparison.findings[name][headline]
        if finding.difference is None:
            continue
        marker, colour = LOOKS[finding.verdict or NOT_JUDGED]
        low = finding.difference if finding.low is None else finding.low
        high = finding.difference if finding.high is None else finding.high
        ends += [abs(low), abs(high)]
        panel.plot([low, high], [row, row], color=colour, lw=2.2, solid_capstyle="butt", zorder=2)
        face = "white" if finding.verdict == "undecided" else colour
        panel.plot(finding.difference, row, marker, color=colour, markerfacecolor=face, ms=8, mew=1.6, zorder=3)
        places.append((row, finding.difference, label_beside(finding, outcome, smallest), colour))
    most = 1.12 * max(ends)
    panel.set_xlim(-most, most)
    for row, difference, label, colour in places:
        half = 0.0112 * len(label)  # of the panel's width, about
        across = min(max(0.5 + difference / most / 2, half), 1 - half)
        panel.annotate(
            label, (across, row), xycoords=("axes fraction", "data"), xytext=(0, 12), textcoords="offset points",
            fontsize=8.5, color=GREY if colour == LOOKS["undecided"][1] else colour, ha="center", va="center", zorder=4,
            path_effects=[withStroke(linewidth=2.5, foreground="white", alpha=0.75)],
        )  # fmt: skip
    panel.set_ylim(len(comparison.others) - 0.5, -0.62)
    dress(panel, outcome, comparison.held_against)
    for row in range(1, len(comparison.others)):
        panel.axhline(row - 0.5, color=BAND, lw=0.8, zorder=0)


def label_beside(finding: Finding, outcome: Outcome, smallest: float) -> str:
    """Return a difference and its verdict, short enough to stand beside its point."""
    verdict = verdict_in_words(finding, outcome, smallest).split(" (")[0].split(":")[0].split(", possibly")[0]
    return f"{amount(finding.difference, enough_digits(outcome, smallest), signed=True)}, {verdict}"


def say_what_it_is(figure: Figure, comparison: ComparisonResult) -> None:
    """Put over and under a figure of its own what it shows, how to read it and what it is not."""
    height = figure.get_figheight()
    title = f"What if? {futures_in_words(comparison)} of {legible(comparison.organisation)}"
    write_title(figure, title, 1 - 0.22 / height, 13.5, fontweight="bold", color=INK)
    write_legend(figure, judged=not comparison.apart)
    note = (
        f"{SIMULATED.capitalize()}: what would happen if the model's assumptions held. "
        f"{what_varies(comparison)}\nBars: 95 % intervals that hold together. Grey band: too small to matter."
    )
    figure.text(0.012, 0.17 / height, note, fontsize=8, color=GREY, va="center", linespacing=1.3)


def write_legend(figure: Figure, *, judged: bool) -> None:
    """Say below the panels what the marks mean."""
    from matplotlib.lines import Line2D

    entries = [
        Line2D([], [], marker=marker, color=colour, ls="", ms=7, mew=1.4, label=LEGEND[verdict],
               markerfacecolor="white" if verdict == "undecided" else colour)
        for verdict, (marker, colour) in LOOKS.items()
        if (verdict == NOT_JUDGED) != judged
    ]  # fmt: skip
    figure.legend(handles=entries, loc="lower left", bbox_to_anchor=(0.005, 0.26 / figure.get_figheight()), ncols=4,
                  frameon=False, fontsize=8.5, handletextpad=0.3, columnspacing=1.6)  # fmt: skip


def headlines_in_words(comparison: ComparisonResult, names: Sequence[str], headlines: Sequence[str]) -> list[str]:
    """Return a sentence for each headline: the differences of some scenarios, with what they mean."""
    lines = []
    for headline in headlines:
        outcome, smallest = comparison.declared(headline), comparison.smallest_effects[headline]
        clauses = [
            f"{name} {difference_in_words(found, outcome, smallest)}, {verdict_in_words(found, outcome, smallest)}"
            for name in names
            if (found := comparison.findings[name][headline]).difference is not None
        ]
        if clauses:
            lines.append(f"{outcome.label.capitalize()} in {short_unit(outcome)}: {'; '.join(clauses)}.")
    return lines


def described(comparison: ComparisonResult) -> str:
    """Return a comparison's picture in words."""
    first = (
        f"Differences from {comparison.held_against} in {futures_in_words(comparison)} of "
        f"{comparison.organisation}, with 95 % intervals that hold together; {SIMULATED}."
    )
    return " ".join([first, *headlines_in_words(comparison, comparison.others, HEADLINES)])


def dress(panel: Axes, outcome: Outcome, baseline: str) -> None:
    """Give a panel of differences its title, unit and quiet axes."""
    panel.set_title(outcome.label.capitalize(), loc="left", fontsize=11.5, fontweight="bold", color=INK)
    lines = wrapped(f"{short_unit(outcome)}, compared with {baseline}", ACROSS)
    panel.set_xlabel(lines, fontsize=8.5, color=INK)
    panel.tick_params(axis="x", labelsize=8.5, colors=INK)
    panel.spines[["top", "right", "left"]].set_visible(False)
    panel.spines["bottom"].set_color(PALE)
    panel.tick_params(axis="y", length=0)
