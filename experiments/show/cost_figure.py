"""The picture of cost against gain: what each design costs, what its participants gain, and the steps down."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING

from ...agents.base.refusal import Problem, Refused
from ..results.answer import Answer, Standing
from ..results.comparison import ComparisonResult
from .figures import BAND, GREY, INK, PALE, SIMULATED, check_kind, new_figure
from .lettering import in_plain_letters, legible, wrapped
from .wording.answer import answer_in_words, label, people
from .wording.comparison import futures_in_words, what_varies
from .wording.numbers import amount, short_unit

if TYPE_CHECKING:
    from matplotlib.axes import Axes

COLOURS = {"as good as the best": "#0072B2", "beaten": "#b9b9b9", "trades off": "#E69F00", "still possible": "#555555"}


@in_plain_letters
def cost_figure(comparison: ComparisonResult) -> Sequence[Axes]:
    """Draw each design's cost and gain, a panel for each objective that chooses, with the steps down as a line.

    Cost is cash and paid hours where the organisation states its pay, and cash elsewhere. Vertical bars are the bounds
    of the gains. Raises `Refused` where there is no answer.
    """
    check_kind(comparison, ComparisonResult, "what compare returns")
    answer = comparison.answer
    if answer is None:
        message = "there is no answer to draw: no design is chosen among these scenarios."
        raise Refused(Problem(message, "Compare programmes that share their assumptions.", "missing"))
    objectives = [one.outcome for one in answer.objectives if one.chooses] or [answer.objectives[0].outcome]
    figure = new_figure(11.5, 5.4)
    lead = wrapped(answer_in_words(comparison).lead, 92, lines=2)
    panels = list(figure.subplots(1, len(objectives), squeeze=False)[0])
    figure.subplots_adjust(left=0.065, right=0.985, top=0.80, bottom=0.30, wspace=0.22)
    order = sorted(answer.designs, key=lambda one: cost_of(one) or 0.0)
    numbers = {one.name: at + 1 for at, one in enumerate(order)}
    for panel, objective in zip(panels, objectives, strict=True):
        draw_objective(panel, comparison, answer, objective, numbers)
    money = any(one.price.money is not None for one in answer.designs)
    unit = legible(comparison.currency or "money")
    for panel in panels:
        panel.set_xlabel(f"{unit}, over the whole run{', hours paid' if money else ', cash'}", fontsize=8.5, color=INK)
    figure.text(0.012, 0.97, lead, fontsize=13, fontweight="bold", color=INK, va="top", linespacing=1.2)
    names = [f"{numbers[one.name]} {legible(one.name, 34)} ({one.status})" for one in order]
    columns = 3 if len(names) > 3 else max(1, len(names))
    deep = -(-len(names) // columns)
    for at, name in enumerate(names):
        figure.text(
            0.012 + at // deep * 0.985 / columns, 0.185 - at % deep * 0.037, name, fontsize=8.5,
            color=COLOURS[order[at].status] if order[at].status != "beaten" else GREY, va="center",
        )  # fmt: skip
    note = (
        f"{futures_in_words(comparison).capitalize()} of {legible(comparison.organisation, 60)}; {SIMULATED}. "
        f"{what_varies(comparison)}{' Line: the steps down in cost from the best.' if answer.best else ''}"
    )
    figure.text(0.012, 0.02, note, fontsize=8, color=GREY, va="center")
    figure.set_label(f"{answer_in_words(comparison).lead} {' '.join(answer_in_words(comparison).lines)} {SIMULATED}.")
    return panels


def cost_of(design: Standing) -> float | None:
    """Return what a design costs, as it is drawn."""
    return design.price.cash if design.price.money is None else design.price.money


def draw_objective(
    panel: Axes, comparison: ComparisonResult, answer: Answer, objective: str, numbers: dict[str, int]
) -> None:
    """Draw the gains on one objective against cost."""
    from matplotlib.ticker import MaxNLocator

    places = {}
    for one in answer.designs:
        cost, gain = cost_of(one), one.gains[objective]
        if cost is None or gain is None:
            continue
        colour = COLOURS[one.status]
        if gain.low is not None and gain.high is not None:
            panel.plot([cost, cost], [gain.low, gain.high], color=colour, lw=1.4, alpha=0.55, zorder=2)
        best = one.name in answer.best
        panel.plot(
            cost, gain.mean, "o", color=colour, ms=15 if best else 12, mec=INK if best else colour, mew=1.6, zorder=3
        )
        panel.annotate(
            str(numbers[one.name]), (cost, gain.mean), ha="center", va="center", fontsize=8, color="white", zorder=4
        )
        places[one.name] = (cost, gain.mean)
    steps = [places[step.names[0]] for step in answer.staircase if step.names[0] in places]
    if len(steps) > 1:
        panel.step(*zip(*steps, strict=True), where="post", color=INK, lw=1.0, ls="--", zorder=1)
    panel.axhline(0, color=GREY, lw=0.9, zorder=0)
    panel.axhspan(0, comparison.smallest_effects[objective], color=BAND, lw=0, zorder=0)
    panel.margins(x=0.12)
    outcome = comparison.declared(objective)
    panel.set_title(f"{label(objective).capitalize()} of {people(answer)}", loc="left", fontsize=10.5,
                    fontweight="bold", color=INK)  # fmt: skip
    panel.set_ylabel(short_unit(outcome), fontsize=8.5, color=INK)
    panel.tick_params(labelsize=8, colors=INK)
    panel.xaxis.set_major_locator(MaxNLocator(4))
    panel.xaxis.set_major_formatter(lambda value, _: amount(value, 0))
    panel.spines[["top", "right"]].set_visible(False)
    panel.spines[["bottom", "left"]].set_color(PALE)
