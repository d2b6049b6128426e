"""Names in pictures: as they were written, within the space there is, whatever letters they have."""

from __future__ import annotations

import logging
from dataclasses import replace

import numpy as np
import pytest
from matplotlib.figure import Figure
from matplotlib.text import Text

from mentorlab.experiments.show import lettering
from mentorlab.experiments.show.figures import comparison_figure, save_figure
from mentorlab.experiments.show.lettering import BOX, cells, in_plain_letters, legible, wrapped
from mentorlab.experiments.studies.comparison import Comparison
from mentorlab.scenarios.assumptions.outcomes import OUTCOME

MONEY = "Bonus $500 or $1,000 a year"
LONG = "Reverse mentoring for directors in Sales and Operations, monthly, with thanks"
FOREIGN = "東京 \U0001faf5 Łódź"


@pytest.fixture
def named():
    """Return a function that gives a comparison of scenarios called so; the first is the baseline."""

    def of(*names):
        luck = np.random.default_rng(1)
        values = luck.normal(50, 5, (len(names), 25, len(OUTCOME)))
        digests = np.array([[f"{s}{r}".encode() for r in range(25)] for s in range(len(names))], dtype="S16")
        return Comparison(names, values, values - 1, digests, organisation=f"12 people in {names[1]}.csv")

    return of


@pytest.fixture
def no_fonts_beside(monkeypatch):
    """Have only the fonts that come with matplotlib."""
    monkeypatch.setattr(lettering, "helping", lambda: ())
    lettering.say_missing.cache_clear()


def texts_of(axes):
    return axes[0].get_figure().findobj(Text)


def test_dollars_are_no_mathematics_also_on_axes_made_elsewhere(named, tmp_path):
    comparison = named(f"none of {MONEY}", MONEY)
    figure = Figure()
    elsewhere = figure.subplots(1, 3)
    figure.savefig(tmp_path / "before.png")
    for axes in (comparison_figure(comparison), comparison_figure(comparison, elsewhere)):
        save_figure(axes, tmp_path / "money.svg")
        shown = [text for text in texts_of(axes) if "$" in text.get_text()]
        assert len(shown) >= 4
        assert not any(text.get_parse_math() or text.get_usetex() for text in shown)
        assert axes[0].get_yticklabels()[0].get_text() == MONEY


def test_a_long_name_stays_within_the_picture(named):
    for name in (LONG, "W" * 90, "長" * 90):
        axes = comparison_figure(named("none", name, "short"))
        figure = axes[0].get_figure()
        figure.canvas.draw()
        labels = [*axes[0].get_yticklabels(), *figure.texts]
        assert [text.get_text() for text in labels if text.get_window_extent().x0 < 0] == []
        assert [text.get_text() for text in labels if text.get_window_extent().x1 > figure.bbox.width] == []
    for panel in comparison_figure(named(LONG * 3, LONG)):
        assert panel.get_xlabel().count("\n") == 1


def test_letters_that_no_font_has_are_boxes_and_said_once_in_words(named, tmp_path, no_fonts_beside, caplog):
    with caplog.at_level(logging.WARNING, "mentorlab"):
        axes = comparison_figure(named("none", FOREIGN))
        save_figure(axes, tmp_path / "foreign.png")  # a warning of matplotlib would fail this test
        comparison_figure(named("none", FOREIGN))
    assert axes[0].get_yticklabels()[0].get_text() == f"{BOX * 2} {BOX} Łódź"
    (said,) = caplog.messages
    assert said.startswith("No font on this computer has some letters")


def test_a_font_that_helps_out_is_used_where_it_is_installed(monkeypatch):
    monkeypatch.setattr(lettering, "FONTS", (("Nobody Has This", "DejaVu Serif"), ("STIXGeneral",)))
    lettering.helping.cache_clear()

    @in_plain_letters
    def drawn():
        panel = Figure().subplots()
        panel.set_title("any")
        return panel

    try:
        assert drawn().title.get_fontfamily()[-2:] == ["DejaVu Serif", "STIXGeneral"]
    finally:
        lettering.helping.cache_clear()


def test_names_are_wrapped_and_what_is_longer_is_cut():
    assert wrapped("short", 30) == "short"
    assert [cells(line) <= 30 for line in wrapped(LONG, 30).split("\n")] == [True, True]
    assert wrapped("", 30) == ""
    assert legible("a" * 50, 10) == "a" * 9 + "…"


def test_the_description_has_the_whole_names(named):
    axes = comparison_figure(replace(named("none", LONG + FOREIGN)))
    assert LONG + FOREIGN in axes[0].get_figure().get_label()
