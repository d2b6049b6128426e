"""Pictures of an answer: what they say, and that nothing stands on or outside of anything."""

import io
from dataclasses import replace
from itertools import combinations, pairwise

import matplotlib.colors
import numpy as np
import pytest
from matplotlib.text import Text
from rich.console import Console

import mentorlab as ml
from mentorlab.experiments.cli.tables.comparison import show_comparison
from mentorlab.experiments.show.answer_figure import answer_figure
from mentorlab.experiments.show.cost_figure import cost_figure
from mentorlab.experiments.show.figures import save_figure
from mentorlab.experiments.show.wording.answer import answer_in_words
from mentorlab.scenarios.files.validated import with_settings

TINY = ["organisation.synthetic.employees=60", "weeks=26", "settling_weeks=26"]


@pytest.fixture(scope="module")
def found():
    base = with_settings(ml.load("reverse"), TINY)
    made = [base.model_copy(update={"name": "reverse"}), with_settings(ml.load("traditional"), TINY)]
    return ml.compare([ml.no_programme(base), *made], replicates=20, progress=False, jobs=1)


def many(found, designs):
    """Return a comparison with so many designs, copies of one with other values."""
    luck = np.random.default_rng(1)
    rows = [0, *([1] * designs)]
    values = found.values[rows] + luck.normal(0, 0.5, (len(rows), 1, 1))
    take = {"values": values, "same_people": found.same_people[rows], "digests": found.digests[rows]}
    names = ("no-programme", *(f"a design with quite a long name, number {at}" for at in range(1, designs + 1)))
    without = found.without._replace(
        values=np.repeat(found.values[:1], len(rows), axis=0), digests=found.digests[[0] * len(rows)],
        itself=np.array([True, *[False] * designs]),
    )  # fmt: skip
    return replace(
        found, names=names, **take, without=without, programmes=(False, *[True] * designs), planned=(0, *[3] * designs),
        asked_effects=(), leavers=None, what_differs=(),
    )  # fmt: skip


@pytest.mark.parametrize("designs", [1, 2, 4, 11])
@pytest.mark.parametrize("draw", [answer_figure, cost_figure])
def test_the_answer_is_the_title_and_nothing_ends_outside(found, draw, designs, tmp_path):
    comparison = many(found, designs)
    panels = draw(comparison)
    figure = panels[0].get_figure()
    figure.canvas.draw()
    lead = answer_in_words(comparison).lead
    texts = [text.get_text().replace("\n", " ") for text in figure.texts]
    assert any(text and lead.startswith(text.removesuffix("…")) for text in texts)
    everything = [
        *figure.texts,
        *(label for panel in panels for label in panel.get_yticklabels() if label.get_visible()),
    ]
    boxes = [text.get_window_extent() for text in everything if text.get_text()]
    assert min(box.x0 for box in boxes) >= 0
    assert max(box.x1 for box in boxes) <= figure.bbox.width
    assert min(box.y0 for box in boxes) >= 0
    assert "simulated, not measured" in figure.get_label()
    save_figure(panels, tmp_path / "picture.png")


def test_numbers_stand_beside_the_data_and_are_those_of_the_table(found):
    panels = answer_figure(found)
    assert len(panels) == 8
    for panel, headline in zip(panels, ("innovation", "inclusion", "retention"), strict=False):
        written = [text.get_text() for text in panel.texts]
        expected = [found.findings[name][f"participants.{headline}"].difference for name in ("reverse", "traditional")]
        assert [float(text) for text in written] == pytest.approx(expected, abs=0.051)
        right = max(max(line.get_xdata()) for line in panel.get_lines() if len(line.get_xdata()) > 1)
        figure = panel.get_figure()
        figure.canvas.draw()
        edge = panel.transData.transform((right, 0))[0]
        assert all(text.get_window_extent().x0 >= edge - 4 for text in panel.texts)
    cash = [text.get_text() for text in panels[6].texts]
    assert cash == [f"{found.mean(name, 'cash'):,.0f}" for name in ("reverse", "traditional")]


def test_rows_of_designs_do_not_overlap(found):
    panels = answer_figure(many(found, 11))
    figure = panels[0].get_figure()
    figure.canvas.draw()
    boxes = sorted((label.get_window_extent() for label in panels[0].get_yticklabels()), key=lambda box: box.y0)
    assert all(low.y1 <= high.y0 + 1 for low, high in pairwise(boxes))


def crowded(panels):
    """Return the numbers of a picture of cost that cover a dot or another number, by panel."""
    figure = panels[0].get_figure()
    figure.canvas.draw()
    found = []
    for panel in panels:
        boxes = {text.get_text(): Text.get_window_extent(text) for text in panel.texts}
        dots = [
            panel.transData.transform((line.get_xdata()[0], line.get_ydata()[0]))
            for line in panel.get_lines()
            if line.get_marker() == "o"
        ]
        assert len(boxes) == len(dots)
        assert all(
            panel.bbox.contains(box.x0, box.y0) and panel.bbox.contains(box.x1, box.y1) for box in boxes.values()
        )
        found += [name for name, box in boxes.items() if any(box.contains(*dot) for dot in dots)]
        found += [pair for pair in combinations(boxes, 2) if boxes[pair[0]].overlaps(boxes[pair[1]])]
    return found


@pytest.mark.parametrize("designs", [1, 4, 11])
def test_numbers_of_cost_cover_no_dot_and_no_number_also_where_designs_cost_and_gain_alike(found, designs):
    assert crowded(cost_figure(many(found, designs))) == []


def test_two_numbers_do_not_share_a_place_where_two_designs_are_the_same(found):
    two = many(found, 2)
    same = replace(two, values=two.values[[0, 1, 1]], digests=two.digests[[0, 1, 1]])
    panels = cost_figure(same)
    assert crowded(panels) == []
    assert {text.get_text() for text in panels[0].texts} == {"1", "2"}


def test_hours_stand_beside_the_names_where_no_pay_is_stated(found):
    texts = [text.get_text() for text in cost_figure(found)[0].get_figure().texts]
    for name in ("reverse", "traditional"):
        (line,) = [text for text in texts if f"  {name} (" in text]
        assert f"({found.mean(name, 'hours'):,.0f} hours; " in line
    assert any("hours stand beside the names" in text for text in texts)


def test_one_design_is_no_choice(found):
    alone = many(found, 1)
    for draw in (answer_figure, cost_figure):
        said = " ".join(text.get_text() for text in draw(alone)[0].get_figure().texts)
        assert "best" not in said


def test_without_an_answer_there_is_no_picture_of_cost_and_plot_draws_the_headlines(found):
    other = with_settings(ml.load("traditional"), [*TINY, "assumptions.transport=0.9"])
    apart = ml.compare([with_settings(ml.load("reverse"), TINY), other], replicates=3, progress=False, jobs=1)
    with pytest.raises(ml.Refused, match="no answer to draw"):
        apart.plot_cost()
    assert len(apart.plot()) == 3
    assert len(found.plot()) == 8
    assert found.plot_cost()


@pytest.fixture(scope="module")
def over():
    base = with_settings(ml.load("reverse"), TINY)
    made = [ml.no_programme(base), base, with_settings(ml.load("traditional"), TINY)]
    return ml.compare(made, replicates=20, worlds=(12, 2), progress=False, jobs=1)


def test_dots_of_worlds_can_be_counted_and_are_those_of_the_record(over):
    panels = over.plot_worlds()
    for panel, headline in zip(panels, ("innovation", "inclusion", "retention"), strict=True):
        for row, (name, dots) in enumerate(zip(("reverse", "traditional"), panel.collections, strict=True)):
            one = over.over_worlds.outcomes[name][f"participants.{headline}"]
            assert len(dots.get_offsets()) == one.worlds
            colours = [tuple(colour) for colour in np.round(dots.get_facecolors(), 3)]
            blue = tuple(np.round(matplotlib.colors.to_rgba("#0072B2"), 3))
            assert colours.count(blue) == one.worlds_better
            assert sum((face[:3] == 1).all() for face in dots.get_facecolors()) == one.worlds - one.worlds_better
            across = np.diff(dots.get_offsets()[:, 0])
            assert [at for at, step in enumerate(across, 1) if step > 1.5] == [10]  # ten dots, a gap, and two more
            words = panel.texts[row].get_text()
            assert words.startswith(
                f"{one.worlds_better} of {one.worlds} worlds, {one.better} of {one.futures} futures"
            )
            assert f"{one.better} of {one.futures}" in panels[0].get_figure().get_label()
    figure = panels[0].get_figure()
    figure.canvas.draw()
    boxes = [text.get_window_extent() for text in [*figure.texts, *(text for panel in panels for text in panel.texts)]]
    assert max(box.x1 for box in boxes) <= figure.bbox.width
    assert min(box.y0 for box in boxes) >= 0


def test_counts_are_the_same_in_json_table_and_picture(over):
    shown = Console(width=118, file=io.StringIO())
    show_comparison(shown, over, everything=False)
    text = shown.file.getvalue()
    for name in ("reverse", "traditional"):
        one = over.data["worlds"]["outcomes"][name]["participants.inclusion"]
        assert f"{one['better']} of {one['futures']}" in text
        assert f"{one['worlds_better']} of {one['worlds']}" in text


def test_without_worlds_there_is_no_picture_of_them(found):
    with pytest.raises(ml.Refused, match="no worlds to draw"):
        found.plot_worlds()


def test_the_longest_counts_end_within_the_picture_of_worlds(over):
    """As in the usual 32 x 4, with the longest word for how robust it is, and some futures that are the same."""
    found = over.over_worlds
    most = {"better": 100, "same": 20, "worse": 8, "futures": 128, "worlds_better": 25, "worlds_worse": 7, "worlds": 32}
    outcomes = {
        name: {of: replace(one, robustness="depends on assumptions", **most) for of, one in by.items()}
        for name, by in found.outcomes.items()
    }
    wide = replace(found, worlds=32, each=4, outcomes=outcomes)
    panels = replace(over, over_worlds=wide).plot_worlds()
    figure = panels[0].get_figure()
    figure.canvas.draw()
    texts = [*figure.texts, *(text for panel in panels for text in panel.texts)]
    assert any("100 of 128 futures (20 the same): depends on assumptions" in text.get_text() for text in texts)
    assert max(text.get_window_extent().x1 for text in texts) <= figure.bbox.width
