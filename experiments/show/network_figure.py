"""A picture of an organisation: departments as discs of people, their ties, and who is paired with whom.

Leaders sit in the middle of a disc. Above a few hundred people nobody could tell dots and lines apart: then people
who are in no pair are not drawn, departments are discs with a head count, and the ties between two departments are
one line.
"""

from __future__ import annotations

import math
from collections import Counter
from collections.abc import Hashable, Sequence
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...agents.base.fields import shown
from ...agents.base.refusal import Problem, Refused
from ...agents.base.skills import BANDS
from .figures import GREY, INK, PALE, SIMULATED, new_figure
from .lettering import in_plain_letters, legible, wrapped
from .wording.numbers import people_cell

if TYPE_CHECKING:
    import networkx as nx
    from matplotlib.axes import Axes

    from ...sim.model import MentoringModel

Person = Hashable
Pairs = Sequence[tuple[Person, Person]]
Places = dict[Person, NDArray[np.float64]]

CROWDED = 600
PAIRS_SHOWN = 60
AGES = ("#fde725", "#5dc863", "#21908d", "#440154")  # steps of lightness: they differ in grey too
PAIR = "#D55E00"
WIDE, GAP = 1.35, 3.2
DEPARTMENT, TITLE = 24, 100  # letters
GOLDEN = math.pi * (3 - math.sqrt(5))


@in_plain_letters
def network_figure(
    model_or_graph: MentoringModel | nx.Graph, ax: Axes | None = None, *, pairs: Pairs | None = None
) -> Axes:
    """Draw the ties of a model's present week, or of a graph, with its pairs (junior, senior) as bold lines.

    A graph's nodes may carry `department`, `level` and `age_band`. Shapes say who is in a pair and in which part,
    lightness the age band. Without `pairs` those that run in the model are drawn.
    """
    graph, running = read(model_or_graph)
    pairs = [pair for pair in (running if pairs is None else pairs) if pair[0] in graph and pair[1] in graph]
    if ax is None:
        figure = new_figure(10.5, 8.2)
        figure.subplots_adjust(left=0.015, right=0.985, top=0.94, bottom=0.10)
        ax = figure.subplots()
    crowded = len(graph) > CROWDED
    places, discs = layout(graph)
    draw_departments(ax, discs, crowded)
    if crowded:
        draw_bundles(ax, graph, discs)
    else:
        draw_ties(ax, graph, places)
    shown = pairs[:: math.ceil(len(pairs) / PAIRS_SHOWN)] if crowded and pairs else pairs
    draw_people(ax, graph, places, shown, crowded)
    draw_pairs(ax, places, shown)
    ax.set_aspect("equal")
    ax.set_axis_off()
    title = (
        f"{len(graph):,} people, {len(pairs):,} {'pair' if len(pairs) == 1 else 'pairs'}{week_in_words(model_or_graph)}"
    )
    ax.set_title(legible(title, TITLE), loc="left", fontsize=12.5, fontweight="bold", color=INK)
    legend(ax)
    sampled = f" {len(shown)} of the pairs and only their people are drawn." if crowded and shown else ""
    thin = "Grey bands: ties between departments." if crowded else "Thin lines: who works with whom."
    note = f"One simulated future, an illustration; {SIMULATED}. {thin}{sampled}"
    ax.annotate(note, (0.0, -0.085), xycoords="axes fraction", fontsize=8, color=GREY, annotation_clip=False)
    whole = ax.get_figure(root=True)
    assert whole is not None
    whole.set_label(described(graph, pairs, title))
    return ax


def read(model_or_graph: MentoringModel | nx.Graph) -> tuple[nx.Graph, list[tuple[Person, Person]]]:
    """Return the graph of a model's week and its running pairs as nodes; a graph alone has none."""
    model: Any = model_or_graph
    if not hasattr(model, "graph") or not hasattr(model, "pairs"):
        if not hasattr(model, "nodes"):
            message = f"this picture is of a model or a graph of networkx, not of {shown(model)}."
            raise Refused(Problem(message, "", "type"))
        return model, []
    return model.graph, list(model.pairs)


def week_in_words(model_or_graph: Any) -> str:
    """Return which run and week a model's picture is of."""
    if not hasattr(model_or_graph, "setup"):
        return ""
    return f" in week {model_or_graph.state.week} of '{model_or_graph.setup.name}'"


def layout(graph: nx.Graph) -> tuple[Places, dict[Any, tuple[NDArray[np.float64], float, int]]]:
    """Return a place for everyone, and for each department its centre, radius and head count.

    In a disc people fill a sunflower from the middle, higher levels first; larger discs stand nearer to the middle.
    """
    members: dict[Any, list[Person]] = {}
    for person, about in graph.nodes(data=True):
        members.setdefault(about.get("department", ""), []).append(person)
    for people in members.values():
        people.sort(key=lambda person: -graph.nodes[person].get("level", 0))  # stable: else as the graph has them
    names = sorted(members, key=lambda name: (-len(members[name]), str(name)))
    radius = {name: math.sqrt(len(members[name])) + 0.6 for name in names}
    centres = packed(names, radius)
    places = {}
    for name in names:
        for n, person in enumerate(members[name]):
            away, angle = math.sqrt(n + 0.3), n * GOLDEN
            places[person] = centres[name] + away * np.array([math.cos(angle), math.sin(angle)])
    return places, {name: (centres[name], radius[name], len(members[name])) for name in names}


def packed(names: Sequence[Any], radius: dict[Any, float]) -> dict[Any, NDArray[np.float64]]:
    """Return centres of discs, each as near to the first as a walk along a spiral finds room for it."""
    centres: dict[Any, NDArray[np.float64]] = {}
    for name in names:
        turn = 0.0
        while True:
            away = 0.9 * turn
            centre = away * np.array([WIDE * math.cos(turn), math.sin(turn)])
            if all(math.dist(centre, centres[other]) >= radius[name] + radius[other] + GAP for other in centres):
                break
            turn += 0.6 / max(away, 1.0)
        centres[name] = centre
    return centres


def draw_departments(ax: Axes, discs: dict[Any, tuple[NDArray[np.float64], float, int]], crowded: bool) -> None:
    """Draw each department as a pale disc with its name."""
    from matplotlib.patches import Circle
    from matplotlib.patheffects import withStroke

    for name, (centre, radius, people) in discs.items():
        ax.add_patch(Circle((centre[0], centre[1]), radius + 0.5, facecolor="#f6f6f4", edgecolor="#e3e3e0", zorder=0))
        label = wrapped(name, DEPARTMENT) + (f" ({people_cell(people)})" if crowded else "")
        ax.annotate(
            label, (centre[0], centre[1] - radius - 0.7), ha="center", va="top", fontsize=9, color=INK, zorder=6,
            path_effects=[withStroke(linewidth=3, foreground="white")],
        )  # fmt: skip
    lows = [min((c[axis] - r for c, r, _ in discs.values()), default=-1.0) - 1.0 - 2.6 * axis for axis in (0, 1)]
    highs = [max((c[axis] + r for c, r, _ in discs.values()), default=1.0) + 1.0 for axis in (0, 1)]
    box = ax.get_window_extent()
    wide, tall = highs[0] - lows[0], highs[1] - lows[1]
    spare_x, spare_y = max(0.0, tall * box.width / box.height - wide), max(0.0, wide * box.height / box.width - tall)
    ax.set_xlim(lows[0] - spare_x / 2, highs[0] + spare_x / 2)
    ax.set_ylim(lows[1] - spare_y / 2, highs[1] + spare_y / 2)


def draw_ties(ax: Axes, graph: nx.Graph, places: Places) -> None:
    """Draw every tie as a thin line, the closer the darker."""
    from matplotlib.collections import LineCollection

    ties = list(graph.edges(data="weight", default=0.3))
    lines = [(places[one], places[other]) for one, other, _ in ties]
    shades = [(0.45, 0.5, 0.55, 0.05 + 0.30 * min(1.0, float(weight))) for _, _, weight in ties]
    ax.add_collection(LineCollection(lines, colors=shades, linewidths=0.5, zorder=1), autolim=False)


def draw_bundles(ax: Axes, graph: nx.Graph, discs: dict[Any, tuple[NDArray[np.float64], float, int]]) -> None:
    """Draw the ties between two departments as one line, the more the wider."""
    from matplotlib.collections import LineCollection

    of = dict(graph.nodes(data="department", default=""))
    between = Counter(tuple(sorted((of[a], of[b]), key=str)) for a, b in graph.edges() if of[a] != of[b])
    most = max(between.values(), default=1)
    lines = [(discs[a][0], discs[b][0]) for a, b in between]
    widths = [4.0 * count / most for count in between.values()]
    ax.add_collection(LineCollection(lines, colors=PALE, alpha=0.55, linewidths=widths, zorder=-1), autolim=False)


def draw_people(ax: Axes, graph: nx.Graph, places: Places, pairs: Pairs, crowded: bool) -> None:
    """Draw everyone, those in a pair larger and by their part; in a crowd only those."""
    juniors, seniors = {pair[0] for pair in pairs}, {pair[1] for pair in pairs}
    larger = min(2.5, max(1.0, math.sqrt(200 / max(1, len(graph)))))
    others = [] if crowded else [person for person in graph if person not in juniors | seniors]
    for people, marker, size, edge in (
        (others, "o", 20, 0.0),
        (list(juniors), "^", 85, 1.1),
        (list(seniors), "s", 68, 1.1),
    ):
        if people:
            people = sorted(people, key=str)
            at = np.array([places[person] for person in people])
            colours = [age_colour(graph.nodes[person].get("age_band")) for person in people]
            order = 2 if marker == "o" else 4
            ax.scatter(
                at[:, 0],
                at[:, 1],
                s=size * larger,
                c=colours,
                marker=marker,
                edgecolors=INK,
                linewidths=edge,
                zorder=order,
            )


def age_colour(band: Any) -> str:
    """Return the colour of an age band, by its name or its place among the bands; grey if it is unknown."""
    if isinstance(band, str):
        return AGES[BANDS.index(band)] if band in BANDS else PALE
    return PALE if band is None else AGES[int(band)]


def draw_pairs(ax: Axes, places: Places, pairs: Pairs) -> None:
    """Draw each pair as a bold line."""
    from matplotlib.collections import LineCollection

    lines = [(places[junior], places[senior]) for junior, senior in pairs]
    ax.add_collection(LineCollection(lines, colors=PAIR, linewidths=1.9, alpha=0.9, zorder=3), autolim=False)


def legend(ax: Axes) -> None:
    """Say what shapes, colours and lines mean."""
    from matplotlib.lines import Line2D

    def key(label: str, **look: Any) -> Line2D:
        return Line2D([], [], **{"ls": "", "label": label, **look})

    shown = [
        key("junior in a pair", marker="^", color="white", markeredgecolor=INK, ms=9),
        key("senior in a pair", marker="s", color="white", markeredgecolor=INK, ms=8),
        key("a pair", ls="-", color=PAIR, lw=2),
        *(key(f"aged {band}", marker="o", color=colour, ms=7) for band, colour in zip(BANDS, AGES, strict=True)),
    ]
    ax.legend(handles=shown, loc="upper center", bbox_to_anchor=(0.5, 0.0), ncols=7, frameon=False, fontsize=8.5,
              handletextpad=0.25, columnspacing=1.3)  # fmt: skip


def described(graph: nx.Graph, pairs: Pairs, title: str) -> str:
    """Return the picture in words."""
    of = dict(graph.nodes(data="department", default=""))
    across = sum(of[junior] != of[senior] for junior, senior in pairs)
    within = f" {people_cell(across)} of the pairs join two departments." if pairs else ""
    ties = f"{graph.number_of_edges():,} ties, {len(set(of.values()))} departments"
    return f"Network of {title}: {ties}.{within} {SIMULATED.capitalize()}."
