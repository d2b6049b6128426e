"""One headline of a sweep in a picture: a line over one lever, a map over two, or the best twenty of anything else."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from ...scenarios.assumptions.outcomes import OUTCOME
from ...scenarios.records.levers import lever
from ..results.sweep import InWorld, SweepResult
from ..runs.designs.cells import word
from ..statistics.best import Standing
from ..statistics.verdicts import Finding
from .figures import BAND, GREY, INK, PALE
from .lettering import ACROSS, legible, wrapped
from .wording.numbers import amount, enough_digits, short_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

MOST_DOTS = 20
LONGEST_NAME, LONGEST_VALUE = 60, 24  # letters
TOP, REST, OUT = "#0072B2", "#8a8a8a", "#c4c4c4"
LOOKS: dict[Standing, tuple[str, str, str, str]] = {  # marker, colour, face, in the legend
    "best": ("*", TOP, TOP, "the best: no other is better"),
    "close": ("o", TOP, "white", "among the best, too close to call"),
    "equivalent": ("o", TOP, TOP, "as good as the best: no difference that matters from it"),
    "beaten": ("s", REST, REST, "another is better"),
    "left out": ("x", OUT, OUT, "over a limit"),
    "undecided": ("D", REST, "white", "undecided: too few futures"),
    "none": ("x", OUT, OUT, "no value"),
    "not judged": ("s", INK, "white", "not judged: the baseline does not share its assumptions"),
}
WORLDS = ("o", "s", "^", "D", "v", "P", "X", "*")


def levers_varied(sweep: SweepResult) -> list[int]:
    """Return which levers have more than one value."""
    return [place for place in range(len(sweep.plan.levers)) if len(values_of(sweep, place)) > 1]


def values_of(sweep: SweepResult, place: int) -> list[Any]:
    """Return the values of a lever, numbers in their order, others as they were named."""
    values = list({repr(cell[place]): cell[place] for cell in sweep.plan.cells}.values())
    return sorted(values) if all(map(is_number, values)) else values


def is_number(value: Any) -> bool:
    """Tell whether a value is a number, and not yes or no."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def value_name(value: Any) -> str:
    """Return a lever's value as it stands on an axis."""
    return legible(word(value), LONGEST_VALUE)


def row_name(name: str) -> str:
    """Return a policy's name as it stands beside its row."""
    return legible(name, LONGEST_NAME)


def lever_title(path_label: str) -> str:
    """Return what a lever is called on an axis, with its unit."""
    known = lever(path_label)
    return f"{path_label} ({known.unit})" if known and known.unit else path_label


def axis_title(sweep: SweepResult, headline: str) -> str:
    """Return what an axis of differences shows, with its unit."""
    return wrapped(f"{short_unit(OUTCOME[headline])}, compared with {sweep.comparison.held_against}", ACROSS)


def interval(finding: Finding) -> tuple[float, float]:
    """Return the ends of an interval, or twice the difference itself."""
    middle = finding.difference or 0.0
    return middle if finding.low is None else finding.low, middle if finding.high is None else finding.high


def draw_line(panel: Axes, sweep: SweepResult, headline: str, first: bool) -> None:
    """Draw a headline over one numeric lever: points with intervals, joined by a line."""
    one, place = sweep.worlds[0], levers_varied(sweep)[0]
    rows = sorted(range(len(sweep.names)), key=lambda row: sweep.plan.cells[row][place])
    smallest = one.headlines.smallest_effects[headline]
    panel.axhspan(-smallest, smallest, color=BAND, lw=0, zorder=0)
    panel.axhline(0, color=GREY, lw=0.9, zorder=1)
    known = [row for row in rows if one.headlines.findings[sweep.names[row]][headline].difference is not None]
    across = [sweep.plan.cells[row][place] for row in known]
    findings = [one.headlines.findings[sweep.names[row]][headline] for row in known]
    differences = [finding.difference or 0.0 for finding in findings]
    panel.plot(across, differences, color=PALE, lw=1.6, zorder=2)
    for value, row, finding, difference in zip(across, known, findings, differences, strict=True):
        marker, colour, face, _ = LOOKS[one.ranking[headline].standing[row]]
        panel.plot([value, value], interval(finding), color=colour, lw=2.0, solid_capstyle="butt", zorder=3)
        panel.plot(value, difference, marker, color=colour, markerfacecolor=face, ms=size_of(marker),
                   mew=1.6, zorder=4)  # fmt: skip
    if len(across) <= 12:
        panel.set_xticks(across, [value_name(value) for value in across])
    panel.set_xlabel(lever_title(sweep.plan.labels[place]), fontsize=9.5, color=INK)
    quiet(panel, headline)
    panel.set_ylabel(axis_title(sweep, headline), fontsize=9, color=INK)


def draw_map(panel: Axes, sweep: SweepResult, headline: str, first: bool) -> None:
    """Draw a headline over two levers: colour and number are the difference, marks say which cells are best."""
    from matplotlib.colors import LinearSegmentedColormap
    from matplotlib.patches import Rectangle

    one, (across, up) = sweep.worlds[0], levers_varied(sweep)
    columns, lines = values_of(sweep, across), values_of(sweep, up)
    at = {(repr(cell[across]), repr(cell[up])): row for row, cell in enumerate(sweep.plan.cells)}
    outcome, smallest = OUTCOME[headline], one.headlines.smallest_effects[headline]
    differences = [one.headlines.findings[name][headline].difference or 0.0 for name in sweep.names]
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
            finding = one.headlines.findings[sweep.names[row]][headline]
            difference = amount(finding.difference, digits, signed=True)
            ends = "" if finding.low is None else " to ".join(amount(end, digits) for end in interval(finding))
            leads = one.ranking[headline].leader == row and is_top
            mark = "over a limit" if out else ("best" if standing == "best" else "leading") if leads else ""
            pale = "#8a8a8a" if out else INK
            panel.text(x, y - 0.14, difference, ha="center", va="center", fontsize=10.5, color=pale,
                       fontweight="bold" if is_top else "normal", zorder=4)  # fmt: skip
            for below, text in ((0.10, ends), (0.30, mark)):
                panel.text(x, y + below, text, ha="center", va="center", fontsize=7, color=pale, zorder=4)
    panel.set_xlim(-0.5, len(columns) - 0.5)
    panel.set_ylim(len(lines) - 0.5, -0.5)
    panel.set_xticks(range(len(columns)), [value_name(value) for value in columns], fontsize=9.5, color=INK)
    panel.set_yticks(range(len(lines)), [value_name(value) if first else "" for value in lines], fontsize=9.5)
    panel.tick_params(length=0)
    panel.spines[:].set_visible(False)
    title = f"{outcome.label.capitalize()}, {short_unit(outcome)}"
    panel.set_title(title, loc="left", fontsize=11.5 if len(sweep.judged) == 1 else 9.5, fontweight="bold", color=INK)
    panel.set_xlabel(lever_title(sweep.plan.labels[across]), fontsize=9.5, color=INK)
    if first:
        panel.set_ylabel(lever_title(sweep.plan.labels[up]), fontsize=9.5, color=INK)


def draw_ranked(panel: Axes, sweep: SweepResult, headline: str, first: bool) -> None:
    """Draw the best cells, the best at the top, each with its interval; a mark a world where there are several."""
    rows = sweep.order[:MOST_DOTS]
    panel.axvline(0, color=GREY, lw=0.9, zorder=1)
    smallest = sweep.worlds[0].headlines.smallest_effects[headline]
    panel.axvspan(-smallest, smallest, color=BAND, lw=0, zorder=0)
    worlds = len(sweep.worlds)
    for which, one in enumerate(sweep.worlds):
        shift = 0.0 if worlds == 1 else 0.56 * (which / (worlds - 1) - 0.5)
        for at, row in enumerate(rows):
            draw_dot(panel, sweep, one, headline, row, at + shift, WORLDS[which % len(WORLDS)] if worlds > 1 else "")
    panel.set_ylim(len(rows) - 0.4, -0.6)
    if first:
        panel.set_yticks(range(len(rows)), [row_name(sweep.names[row]) for row in rows], fontsize=9, color=INK)
    else:
        panel.tick_params(axis="y", labelleft=False)
    quiet(panel, headline)
    panel.grid(axis="y", color=BAND, lw=0.8, zorder=0)
    panel.set_axisbelow(True)
    panel.set_xlabel(axis_title(sweep, headline), fontsize=9, color=INK)


def draw_dot(panel: Axes, sweep: SweepResult, world: InWorld, headline: str, row: int, at: float, mark: str) -> None:
    """Draw one cell in one world."""
    finding = world.headlines.findings[sweep.names[row]][headline]
    if finding.difference is None:
        return
    marker, colour, face, _ = LOOKS[world.ranking[headline].standing[row]]
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
    panel.spines[["top", "right"]].set_visible(False)
    panel.spines[["left", "bottom"]].set_color(PALE)
