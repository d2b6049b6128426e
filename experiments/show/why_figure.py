"""A picture of what a difference depends on: what remains of each headline without each mechanism that matters."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...agents.files.tables.cells import counted
from ...scenarios.assumptions.mechanisms import MECHANISMS
from ...scenarios.assumptions.outcomes import HEADLINES, OUTCOME
from ..results.why import NOT_A_SUM, WhyResult, excludes_zero
from .figures import BAND, GREY, INK, SIMULATED, check_axes, check_kind, dress, new_figure
from .lettering import in_plain_letters, legible, write_title
from .wording.numbers import amount, enough_digits, short_unit, with_interval

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...scenarios.assumptions.assumptions import MechanismName

MOST = 12
LOSES, GAINS, SAME = "#0072B2", "#D55E00", "#9a9a9a"


def shown_in_figure(why: WhyResult) -> list[MechanismName]:
    """Return the mechanisms that clearly change a headline, those that change one most first; twelve at most."""

    def size(mechanism: MechanismName) -> float:
        sizes = [
            abs(one.change.difference or 0.0) / why.smallest_effects[name]
            for name in HEADLINES
            if (one := why.remaining[mechanism][name]).is_clear
        ]
        return max(sizes, default=0.0)

    return sorted(filter(size, why.mechanisms), key=size, reverse=True)[:MOST]


@in_plain_letters
def why_figure(why: WhyResult, axes: Sequence[Axes] | None = None) -> Sequence[Axes]:
    """Draw how far each headline's difference moves when a mechanism is off: a row for each mechanism, with intervals.

    `axes` are three, one for each headline; without them a figure is made. The description for those who cannot see
    it is the figure's label, and `save_figure` writes it into the file.
    """
    check_kind(why, WhyResult, "what why returns")
    rows = shown_in_figure(why)
    own = axes is None
    if axes is None:
        height = 2.35 + 0.36 * (len(rows) + 1)
        figure = new_figure(12.5, height)
        drawn = figure.subplots(1, len(HEADLINES), sharey=True)
        left = min(0.38, 0.02 + 0.0062 * max((len(MECHANISMS[mechanism].about) + 8 for mechanism in rows), default=20))
        figure.subplots_adjust(left=left, right=0.985, top=1 - 0.95 / height, bottom=1.10 / height, wspace=0.08)
        axes = list(drawn)
    check_axes(axes, HEADLINES)
    for panel, headline in zip(axes, HEADLINES, strict=True):
        draw_headline(panel, why, headline, rows)
        if panel is axes[0]:
            labels = ["everything on", *(f"without {MECHANISMS[mechanism].about}" for mechanism in rows)]
            panel.set_yticks(range(len(labels)), labels, fontsize=9, color=INK)
        else:
            panel.tick_params(axis="y", length=0, labelleft=False)
    figure_of = axes[0].get_figure(root=True)
    assert figure_of is not None
    figure_of.set_label(described(why, rows))
    if own:
        height = figure_of.get_size_inches()[1]
        names = f"{legible(why.scenario)} compared with {legible(why.baseline)}"
        title = f"Why? {names}, without one mechanism at a time"
        write_title(figure_of, title, 1 - 0.24 / height, 13.5, fontweight="bold", color=INK)
        beneath = (
            f"{counted(why.replicates, 'simulated future')} of {legible(why.organisation)}, with the same luck with "
            "and without"
        )
        write_title(figure_of, beneath, 1 - 0.50 / height, 9.5, color=GREY)
        note = (
            f"{SIMULATED.capitalize()}. Bars run from the full difference to what remains; thin lines: 95 % intervals "
            "of that change, which hold together (in the top row, of the difference itself)."
        )
        figure_of.text(0.012, 0.34 / height, note, fontsize=8, color=GREY, va="center")
        closing = f"{NOT_A_SUM} Mechanisms that change no headline clearly are left out."
        figure_of.text(0.012, 0.16 / height, closing, fontsize=8, color=GREY, va="center")
    return axes


def draw_headline(panel: Axes, why: WhyResult, headline: str, rows: Sequence[MechanismName]) -> None:
    """Draw one headline: the full difference on top, below it a bar a mechanism from there to what remains."""
    outcome, finding = OUTCOME[headline], why.differences[headline]
    full = finding.difference or 0.0
    panel.axvline(0, color=GREY, lw=0.9, zorder=1)
    panel.axvline(full, color=INK, lw=0.9, ls=(0, (4, 3)), zorder=1)
    ends = [0.0, full]
    if finding.low is not None and finding.high is not None:
        panel.plot([finding.low, finding.high], [0, 0], color=INK, lw=1.1, zorder=2)
        ends += [finding.low, finding.high]
    panel.plot(full, 0, "D", color=INK, ms=6, zorder=3)
    digits = enough_digits(outcome, why.smallest_effects[headline]) + 1
    labels: list[tuple[int, float, str, str]] = []
    top = finding.high if finding.high is not None else full
    labels.append((0, top, amount(full, digits, signed=True), INK))
    for row, mechanism in enumerate(rows, start=1):
        one = why.remaining[mechanism][headline]
        moved = one.change.difference
        if moved is None:
            continue
        colour, marker = (SAME, "o") if not one.is_clear else (LOSES, "<") if moved * full < 0 else (GAINS, ">")
        left = full + moved
        panel.barh(row, moved, left=full, height=0.52, color=colour, alpha=0.35, lw=0, zorder=2)
        low, high = one.change.low, one.change.high
        if low is not None and high is not None:
            panel.plot([full + low, full + high], [row, row], color=colour, lw=1.3, zorder=3)
            ends += [full + low, full + high]
        face = colour if one.is_clear else "white"
        panel.plot(left, row, marker, color=colour, markerfacecolor=face, ms=6, zorder=4)
        ends.append(left)
        beside = max(full, left, *(full + end for end in (low, high) if end is not None))
        if one.is_clear:
            label = amount(left, digits, signed=True)
            label += f" ({one.share * 100:.0f} %)" if one.share is not None else ""
            labels.append((row, beside, label, colour))
    width = (max(ends) - min(ends)) or 1.0
    panel.set_xlim(min(ends) - 0.05 * width, max(ends) + 0.55 * width)
    for row, beside, label, colour in labels:
        panel.annotate(label, (beside, row), xytext=(7, 0), textcoords="offset points", fontsize=8.5, color=colour,
                       va="center", zorder=5)  # fmt: skip
    panel.set_ylim(len(rows) + 0.6, -0.7)
    dress(panel, outcome, why.baseline)
    panel.axhline(0.5, color=BAND, lw=1.0, zorder=0)


def described(why: WhyResult, rows: Sequence[MechanismName]) -> str:
    """Return the picture in words."""
    lines = [
        f"What remains of the difference between {why.scenario} and {why.baseline} without one mechanism at a time, in "
        f"{counted(why.replicates, 'simulated future')} of {why.organisation}; {SIMULATED}."
    ]
    for headline in HEADLINES:
        outcome, full = OUTCOME[headline], why.differences[headline]
        digits = enough_digits(outcome, why.smallest_effects[headline]) + 1
        clauses = [
            f"without {MECHANISMS[mechanism].about} {with_interval(why.remaining[mechanism][headline].without, digits)}"
            for mechanism in rows
            if why.remaining[mechanism][headline].is_clear
        ]
        clear = "" if excludes_zero(full) else ", not clearly other than none"
        lines.append(
            f"{outcome.label.capitalize()} in {short_unit(outcome)}: in full {with_interval(full, digits)}{clear}; "
            f"{'; '.join(clauses) or 'no mechanism clearly changes it'}."
        )
    return " ".join(lines)
