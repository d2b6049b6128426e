"""Figures: they show what they are given, say that it is simulated, and leave the user's backend alone."""

from __future__ import annotations

import subprocess
import sys
from dataclasses import replace
from itertools import pairwise

import matplotlib
import networkx as nx
import numpy as np
import pytest
from matplotlib.figure import Figure

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.show.figures import LOOKS, comparison_figure, save_figure
from mentorlab.experiments.show.network_figure import AGES, CROWDED, PAIRS_SHOWN, layout, network_figure
from mentorlab.experiments.show.survival_figure import survival_figure
from mentorlab.experiments.show.sweep_figure import sweep_figure
from mentorlab.experiments.show.why_figure import why_figure
from mentorlab.experiments.studies.comparison import Comparison
from mentorlab.scenarios.assumptions.outcomes import OUTCOME

PNG = b"\x89PNG"


@pytest.fixture(scope="module")
def comparison() -> Comparison:
    luck = np.random.default_rng(1)
    base = luck.normal(50, 5, (25, len(OUTCOME)))
    up, down = base + luck.normal(3, 1, base.shape), base - luck.normal(3, 1, base.shape)
    digests = np.array([[f"{s}{r}".encode() for r in range(25)] for s in range(3)], dtype="S16")
    values = np.array([base, up, down])
    return Comparison(("none", "good", "bad"), values, values - 1, digests, organisation="12 people in x.csv")


def words_in(figure) -> str:
    from matplotlib.text import Text

    return " ".join(text.get_text() for text in figure.findobj(Text))


def test_the_comparison_is_drawn_with_a_panel_a_headline(comparison):
    axes = comparison_figure(comparison)
    assert [panel.get_title(loc="left") for panel in axes] == ["Innovation", "Inclusion", "Retention"]
    said = words_in(axes[0].get_figure())
    for word in ("good", "bad", "better", "worse", "ideas per 100 a year", "25 simulated futures", "not measured"):
        assert word in said.replace("Simulated", "simulated")


def test_a_comparison_can_be_drawn_on_axes_of_ones_own(comparison):
    own = Figure().subplots(1, 3)
    assert comparison.plot(own) is own
    assert "What if?" not in words_in(own[0].get_figure())


def test_a_long_baseline_is_wrapped_below_a_panel_and_cut_in_the_end(comparison):
    long = replace(comparison, names=("reverse with monthly check-ins and a bonus " * 4, *comparison.names[1:]))
    label = comparison_figure(long)[0].get_xlabel()
    assert [len(line) <= 46 for line in label.splitlines()] == [True, True]
    assert label.endswith("…")
    assert comparison_figure(comparison)[0].get_xlabel() == "ideas per 100 a year, compared with none"


@pytest.mark.parametrize(("wrong", "words"), [(3, "not of 3"), ("none", "not of 'none'"), (["a"], "not of ")])
def test_what_is_no_result_is_refused_in_words(wrong, words):
    for draw in (comparison_figure, network_figure, survival_figure, sweep_figure, why_figure):
        with pytest.raises(Refused, match=words):
            draw(wrong)


def test_axes_that_are_none_are_refused(comparison):
    with pytest.raises(Refused, match="must be axes of matplotlib"):
        comparison_figure(comparison, [1, 2, 3])


@pytest.mark.parametrize("shape", [(1, 2), (2, 2)])
def test_axes_that_are_not_one_a_panel_are_refused_in_a_sentence(comparison, shape):
    with pytest.raises(Refused, match=r"axes: the picture needs 3 axes in a row \(innovation, inclusion, retention\)"):
        comparison.plot(Figure().subplots(*shape))
    with pytest.raises(Refused, match=r"the number given is 1\. For example: figure, axes = plt\.subplots\(1, 3\)\."):
        comparison.plot(axes=Figure().subplots())


def test_no_verdict_is_told_by_its_colour_alone():
    markers, colours = zip(*LOOKS.values(), strict=True)
    assert len(set(markers)) == len(set(colours)) == len(LOOKS)


def test_whoever_cannot_see_the_picture_finds_it_in_words_in_the_file(comparison, tmp_path):
    axes = comparison_figure(comparison)
    for ending in ("png", "svg", "pdf"):
        save_figure(axes, tmp_path / f"picture.{ending}")
    content = (tmp_path / "picture.png").read_bytes()
    assert content.startswith(PNG)
    assert b"Description" in content
    assert b"simulated, not measured" in content
    assert "Differences from none" in (tmp_path / "picture.svg").read_text()


def organisation(people: int, departments: int = 4) -> nx.Graph:
    graph = nx.gnm_random_graph(people, 3 * people, seed=1)
    for person in graph:
        graph.nodes[person].update(department=f"D{person % departments}", level=person % 5, age_band=person % 4)
    return graph


def test_the_network_shows_everybody_and_the_pairs():
    ax = network_figure(organisation(40), pairs=[(0, 3), (1, 2)])
    dots = sum(len(points.get_offsets()) for points in ax.collections if hasattr(points, "get_sizes"))
    assert dots == 40
    pairs = [lines for lines in ax.collections if lines.get_linewidths()[0] > 1.5]
    assert len(pairs[0].get_segments()) == 2
    assert "40 people, 2 pairs" in ax.get_title(loc="left")
    assert "simulated, not measured" in words_in(ax.get_figure())
    assert "120 ties, 4 departments" in ax.get_figure().get_label()


def test_nobody_is_drawn_outside_their_department_and_no_two_departments_touch():
    places, discs = layout(organisation(200, departments=9))
    for person, place in places.items():
        centre, radius, _ = discs[f"D{person % 9}"]
        assert np.hypot(*(place - centre)) <= radius
    circles = list(discs.values())
    for n, (one, r, _) in enumerate(circles):
        for other, q, _ in circles[n + 1 :]:
            assert np.hypot(*(one - other)) > r + q


def test_a_large_organisation_is_drawn_as_departments_with_some_of_its_pairs():
    people = CROWDED + 100
    ax = network_figure(organisation(people), pairs=[(n, n + 1) for n in range(0, 300, 2)])
    dots = sum(len(points.get_offsets()) for points in ax.collections if hasattr(points, "get_sizes"))
    assert dots <= 2 * PAIRS_SHOWN
    said = words_in(ax.get_figure())
    assert "D0 (175)" in said
    assert "150 pairs" in said
    assert "only their people are drawn" in said


@pytest.mark.parametrize("graph", [nx.Graph(), nx.path_graph(2), organisation(1)])
def test_next_to_nobody_can_be_drawn_too(graph, tmp_path):
    save_figure(network_figure(graph), tmp_path / "few.png")


def test_age_bands_differ_in_lightness():
    lightness = [0.2126 * r + 0.7152 * g + 0.0722 * b for r, g, b in map(matplotlib.colors.to_rgb, AGES)]
    assert min(a - b for a, b in pairwise(lightness)) > 0.1


def test_drawing_needs_no_window_and_no_pyplot(tmp_path):
    code = (
        "import os, sys; os.environ.pop('MPLBACKEND', None)\n"
        "import networkx as nx, mentorlab as ml\n"
        "ml.save_figure(ml.network_figure(nx.path_graph(5)), 'a.png')\n"
        "print('matplotlib.pyplot' in sys.modules)"
    )
    said = subprocess.run([sys.executable, "-c", code], cwd=tmp_path, capture_output=True, text=True, check=True)
    assert said.stdout.strip() == "False"
    assert (tmp_path / "a.png").exists()


def test_who_works_with_pyplot_gets_a_pyplot_figure(comparison):
    import matplotlib.pyplot as plt

    before = plt.get_fignums()
    axes = comparison_figure(comparison)
    assert len(plt.get_fignums()) == len(before) + 1
    plt.close(axes[0].get_figure())
