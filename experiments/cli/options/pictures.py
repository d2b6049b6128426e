"""The pictures that a command draws: the one asked for, and those that come beside it."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TYPE_CHECKING

from ....agents.base.writing import write_whole
from .written import beside, draw, pictures_in

if TYPE_CHECKING:
    from matplotlib.axes import Axes

    from ...studies.comparison import Comparison


def pictures_of(files: Sequence[str], whys: int) -> dict[str, dict[str, str]]:
    """Return the pictures among some files, each with those that are drawn beside it, by what they show."""
    names = ["cost", "worlds", *(why_name(at, whys) for at in range(whys))]
    return {file: {name: beside(file, name) for name in names} for file in pictures_in(files)}


def why_name(at: int, whys: int) -> str:
    """Return what the picture of why is called, for each scenario but the baseline."""
    return "why" if whys == 1 else f"why-{at + 1}"


def draw_comparison(comparison: Comparison, picture: str, also: Mapping[str, str]) -> list[str]:
    """Draw a comparison and, beside it, cost against gain and its worlds where there are any; return the files."""
    drawn: dict[str, Callable[[], Sequence[Axes]]] = {picture: comparison.plot}
    if comparison.is_design.any() and not comparison.apart:
        drawn[also["cost"]] = comparison.plot_cost
    if comparison.over_worlds is not None:
        drawn[also["worlds"]] = comparison.plot_worlds
    for file, one in drawn.items():
        draw(file, one)
    return list(drawn)


def curves_of(survival: str | None, programmes: int) -> list[str]:
    """Return the files of survival curves, one for each scenario but the baseline.

    >>> curves_of("stays.png", 2)
    ['stays.png', 'stays-2.png']
    """
    if survival is None:
        return []
    path = Path(survival)
    return [survival, *(str(path.with_name(f"{path.stem}-{n + 1}{path.suffix}")) for n in range(1, programmes))]


def draw_survival(comparison: Comparison, files: Sequence[str]) -> dict[str, str]:
    """Draw the survival curves of each programme into a file of its own; return the file of each."""
    from ...show.figures import save_figure
    from ...show.survival_figure import programmes_to_draw, survival_figure

    drawn = dict(zip(programmes_to_draw(comparison), files, strict=False))
    for name, file in drawn.items():
        write_whole(file, lambda scratch, name=name: save_figure(survival_figure(comparison, name), scratch))  # type: ignore[misc]
    return drawn
