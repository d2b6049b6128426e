"""How names stand in a picture: as they were written, within the space there is, in letters that can be shown."""

from __future__ import annotations

import logging
from collections.abc import Callable, Sequence
from functools import cache, wraps
from textwrap import wrap
from typing import TYPE_CHECKING, Any, ParamSpec, TypeVar

import numpy as np

if TYPE_CHECKING:
    from matplotlib.axes import Axes
    from matplotlib.figure import Figure
    from matplotlib.text import Text

P = ParamSpec("P")
R = TypeVar("R")

log = logging.getLogger("mentorlab")

SMALLEST, SMALLEST_NAME = 9.0, 5.0
"""Points of a title, and of the name of a row, that were too long."""
LEFT_EDGE, WITHIN = 0.012, 0.92
"""Where a title begins, and the share of the figure's width that it may take: with more dots it is a little wider."""
BASELINE, ACROSS = 34, 40
"""Letters of a baseline's name in a sentence, and in a line below a panel beside which there are others."""
LEAD = 104
"""Letters in a line of an answer that is the title of a picture."""
BOX = "□"
"""Stands for a letter that no font here has."""
FONTS = (
    (
        "Noto Sans CJK JP", "Noto Sans CJK SC", "Noto Sans JP", "Noto Sans SC", "Source Han Sans", "Hiragino Sans",
        "Hiragino Sans GB", "Yu Gothic", "Meiryo", "Microsoft YaHei", "SimHei", "Malgun Gothic", "WenQuanYi Zen Hei",
        "WenQuanYi Micro Hei", "IPAexGothic", "Arial Unicode MS",
    ),
    ("Noto Emoji", "Segoe UI Emoji", "Segoe UI Symbol", "Symbola"),
)  # fmt: skip
"""Fonts with Chinese, Japanese and Korean letters, and with emoji, in one colour; the first of each that is there helps
out where the usual font lacks a letter."""


def in_plain_letters(draw: Callable[P, R]) -> Callable[P, R]:
    """Return a drawing function whose texts are no mathematics, whatever signs they hold, in all fonts that help."""

    @wraps(draw)
    def drawn(*args: P.args, **kwargs: P.kwargs) -> R:
        import matplotlib

        usual = list(matplotlib.rcParams["font.family"])
        plain: dict[str, Any] = {"text.parse_math": False, "text.usetex": False, "font.family": [*usual, *helping()]}
        before = {key: matplotlib.rcParams[key] for key in plain}
        matplotlib.rcParams.update(plain)  # these alone: a notebook sets others while it makes its first figure
        try:
            axes = draw(*args, **kwargs)
            for panel in np.ravel(np.asarray(axes)):
                plainly(panel, plain["font.family"])
            return axes
        finally:
            matplotlib.rcParams.update(before)

    return drawn


@cache
def helping() -> tuple[str, ...]:
    """Return the fonts installed here that help out."""
    from matplotlib.font_manager import fontManager

    there = set(fontManager.get_font_names())
    firsts = (next((name for name in names if name in there), None) for names in FONTS)
    return tuple(name for name in firsts if name is not None)


def legible(name: object, most: int | None = None) -> str:
    """Return a name with a box for each letter that no font here has, which is said once; at most so many letters.

    >>> legible("Sales and Operations", 12)
    'Sales and O…'
    """
    import matplotlib

    known = letters_of(tuple(matplotlib.rcParams["font.family"]))
    text = "".join(letter if ord(letter) in known else BOX for letter in str(name))
    if BOX in text and BOX not in str(name):
        say_missing()
    return text if most is None or cells(text) <= most else within(text, most)


def within(text: str, most: int) -> str:
    """Return the beginning of a text that is too long."""
    while cells(text) >= most:
        text = text[:-1]
    return f"{text.rstrip()}…"


def wrapped(name: object, width: int, lines: int = 2) -> str:
    """Return a name in so many lines of so many letters at most, and what is longer shortened.

    >>> wrapped("Reverse mentoring for directors in Sales and Operations, monthly", 30)
    'Reverse mentoring for\\ndirectors in Sales and Operat…'
    """
    text = legible(name)
    wide = cells(str(name)) > len(str(name))
    found = wrap(text, width // 2 if wide else width, break_on_hyphens=False) or [text]
    if len(found) > lines:
        found = [*found[: lines - 1], within(f"{found[lines - 1]} {found[lines]}", width)]
    return "\n".join(found)


def cells(text: str) -> int:
    """Return how wide a text is in letters: Chinese, Japanese and Korean ones are two wide."""
    from rich.cells import cell_len

    return cell_len(text)


@cache
def letters_of(families: tuple[str, ...]) -> frozenset[int]:
    """Return the letters that fonts have."""
    from matplotlib.font_manager import FontProperties, findfont, get_font

    known: set[int] = set()
    for family in families:
        known |= get_font(findfont(FontProperties(family=[family]))).get_charmap().keys()
    return frozenset(known)


@cache
def say_missing() -> None:
    """Say once that letters are missing."""
    log.warning(
        "No font on this computer has some letters of the names in a picture; a box stands for each. A font such as "
        "Noto Sans CJK or Noto Emoji, installed, is used by itself."
    )


def plainly(panel: Axes, family: Sequence[str]) -> None:
    """Have the titles and labels of a panel drawn plainly that were there before: those of axes made elsewhere."""
    from matplotlib.text import Text

    for text in panel.findobj(Text):
        if text not in panel.texts:
            text.set_parse_math(False)
            text.set_usetex(False)
            text.set_fontfamily(family)


def share_of_width(figure: Figure, text: Text) -> float:
    """Return the share of a figure's width that a text takes."""
    return float(text.get_window_extent().width / figure.bbox.width)


def fit_rows(panel: Axes, share: float) -> None:
    """Make the names beside the rows of a panel smaller that take more than a share of the figure's width."""
    figure = panel.get_figure(root=True)
    assert figure is not None
    for name in panel.get_yticklabels():
        if (times := share_of_width(figure, name) / share) > 1:
            name.set_fontsize(max(SMALLEST_NAME, float(name.get_fontsize()) / times))


def write_title(figure: Figure, title: str, height: float, size: float, **look: Any) -> None:
    """Write a line at a height that ends within the figure: smaller where it is long, cut where it is very long."""
    text = figure.text(LEFT_EDGE, height, title, fontsize=size, va="center", **look)

    def too_wide() -> float:
        return share_of_width(figure, text) / WITHIN

    if (times := too_wide()) > 1:
        text.set_fontsize(max(SMALLEST, size / times))
    while (times := too_wide()) > 1:
        text.set_text(text.get_text()[: int(len(text.get_text()) / times) - 2] + "…")


def write_lead(figure: Figure, lead: str) -> None:
    """Write an answer of a few lines on top of a figure, smaller where it would end outside."""
    text = figure.text(
        LEFT_EDGE,
        1 - 0.16 / figure.get_figheight(),
        lead,
        fontsize=13,
        fontweight="bold",
        color="#222222",
        va="top",
        linespacing=1.2,
    )
    if (times := share_of_width(figure, text) / (1 - 2 * LEFT_EDGE)) > 1:
        text.set_fontsize(13 / times)
