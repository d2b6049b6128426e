"""The picture of a comparison over worlds: a dot for each world, and in how many futures a design does better."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...agents.base.refusal import Problem, Refused
from ...scenarios.assumptions.outcomes import HEADLINES, PARTICIPANTS_HEADLINES
from ..results.comparison import ComparisonResult
from ..statistics.robustness import OverWorlds
from .figures import GREY, INK, LOOKS, PALE, SIMULATED, check_kind, new_figure
from .lettering import LEAD, in_plain_letters, legible, wrapped, write_lead
from .wording.answer import answer_in_words, label
from .wording.worlds import ROBUSTNESS, futures_better, hangs_on_in_words, worlds_better, worlds_in_words

if TYPE_CHECKING:
    from matplotlib.axes import Axes

NAME = 30
"""Letters in a line of a design's name."""


@in_plain_letters
def worlds_figure(comparison: ComparisonResult) -> Sequence[Axes]:
    """Draw a row of dots for each design, a dot a world from the worst to the best: a panel for each headline.

    The headlines are the participants', or the organisation's where these are what designs are chosen by. A dot is
    blue and full where the mean of its world, shrunk to the grand mean, is good, and an orange ring where it is bad.
    Raises `Refused`
    where no worlds were simulated.
    """
    check_kind(comparison, ComparisonResult, "what compare returns")
    found = comparison.over_worlds
    if found is None:
        hint = "Ask for them: compare(..., worlds=32), or --worlds 32x4."
        raise Refused(Problem("there are no worlds to draw.", hint, "missing", field="worlds"))
    of_all = comparison.answer is not None and comparison.answer.whose == "organisation"
    headlines = HEADLINES if of_all else PARTICIPANTS_HEADLINES
    names = list(found.outcomes)
    shown = [wrapped(name, NAME) for name in names]
    tall = 0.38 if any("\n" in name for name in shown) else 0.30
    lead = wrapped(answer_in_words(comparison).lead, LEAD, lines=3)
    top = 0.62 + 0.24 * lead.count("\n")
    height = top + 0.92 + len(headlines) * (0.55 + tall * len(names))
    figure = new_figure(11.5, height)
    longest = max(len(line) for name in shown for line in name.split("\n"))
    left = min(0.27, 0.02 + 0.0075 * longest)
    panels = []
    for at, headline in enumerate(headlines):
        bottom = top + 0.42 + at * (0.55 + tall * len(names)) + tall * len(names)
        panel = figure.add_axes((left, 1 - bottom / height, 0.56 - left, tall * len(names) / height))
        draw_worlds(panel, comparison, found, names, headline)
        panel.set_yticks(range(len(names)), shown, fontsize=9, color=INK)
        panels.append(panel)
    write_lead(figure, lead)
    whose = "The whole organisation" if of_all else "Participants"
    what = f"{whose}: a dot for each of {found.worlds} worlds, from the worst to the best; {found.each} futures in each"
    figure.text(0.012, 1 - (top + 0.04) / height, what, fontsize=10, color=GREY, va="center")
    note = (
        "Blue dot: better than no programme on average in this world. Orange ring: worse. Counts are of those that are "
        "better.\nWorlds are draws of all assumptions, in which the organisation keeps its quits, inclusion and ideas "
        f"with no programme. {legible(comparison.organisation, 60).capitalize()}; {SIMULATED}."
    )
    figure.text(0.012, 0.22 / height, note, fontsize=8, color=GREY, va="center", linespacing=1.3)
    figure.set_label(described(comparison, found, headlines))
    return panels


def draw_worlds(
    panel: Axes, comparison: ComparisonResult, found: OverWorlds, names: Sequence[str], headline: str
) -> None:
    """Draw the dots of one headline, with the counts in words to the right of them."""
    direction = comparison.declared(headline).direction
    for row, name in enumerate(names):
        if headline not in found.outcomes[name]:
            continue
        one = found.outcomes[name][headline]
        means = sorted(direction * mean for mean in found.means[name][headline] if mean == mean)
        colours = [LOOKS["better"][1] if mean > 0 else LOOKS["worse"][1] if mean < 0 else GREY for mean in means]
        faces = [colour if mean > 0 else "white" for mean, colour in zip(means, colours, strict=True)]
        across = [in_tens(at) for at in range(len(means))]
        panel.scatter(across, [row] * len(means), s=30, c=faces, edgecolors=colours, lw=1.3, zorder=2)
        same = f" ({one.same:,} the same)" if one.same else ""
        words = f"{worlds_better(one)} worlds, {futures_better(one)} futures{same}: {one.robustness}"
        panel.annotate(words, (1.02, row), xycoords=("axes fraction", "data"), fontsize=8.5, color=INK, va="center")
    panel.set_xlim(-1, in_tens(found.worlds - 1) + 1)
    panel.set_ylim(len(names) - 0.5, -0.5)
    panel.set_title(label(headline).capitalize(), loc="left", fontsize=9.5, fontweight="bold", color=INK, pad=4)
    panel.set_xticks([])
    panel.tick_params(axis="y", length=0)
    panel.spines[["top", "right", "left"]].set_visible(False)
    panel.spines["bottom"].set_color(PALE)


def in_tens(at: int) -> float:
    """Return where a dot stands: after ten of them there is a gap, so that they can be counted.

    >>> in_tens(0), in_tens(9), in_tens(10), in_tens(31)
    (0.0, 9.0, 10.8, 33.4)
    """
    return at + 0.8 * (at // 10)


def described(comparison: ComparisonResult, found: OverWorlds, headlines: Sequence[str]) -> str:
    """Return the picture in words."""
    lines = [worlds_in_words(found), *hangs_on_in_words(comparison)]
    for headline in headlines:
        clauses = [
            f"{name} better in {futures_better(by[headline])} futures and {worlds_better(by[headline])} worlds, "
            f"{ROBUSTNESS[by[headline].robustness]}"
            for name, by in found.outcomes.items()
            if headline in by
        ]
        lines.append(f"{label(headline).capitalize()}: {'; '.join(clauses)}.")
    return f"{' '.join(lines)} {SIMULATED.capitalize()}."
