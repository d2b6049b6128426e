"""At a glance: what a result or a scenario shows of itself, as a table in a notebook and in ten lines elsewhere."""

from __future__ import annotations

import re
from html.parser import HTMLParser

import nbformat
import pytest
from nbclient import NotebookClient

import mentorlab as ml
from mentorlab.agents.base.notebook import MOST_ROWS, html_table

ODD = "<script>alert('R&D')</script>"
SMALL = {"weeks": 30, "settling_weeks": 26, "organisation": {"synthetic": {"employees": 40}}}
VOID = {"br", "hr", "img"}


class Reader(HTMLParser):
    """Reads a page as a browser would: its tags with their attributes, and whether all that opens closes."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.tags: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.feed(page)

    def handle_starttag(self, tag, attrs):
        self.tags.append((tag, dict(attrs)))
        self.open.append(tag)

    def handle_endtag(self, tag):
        assert self.open.pop() == tag

    def handle_data(self, data):
        self.text += data


def scenario(name: str, **policy) -> ml.Scenario:
    return ml.Scenario.model_validate({"name": name, **SMALL, "policy": {"share": 0.3, **policy}})


@pytest.fixture(scope="module")
def shown():
    """Return one of each that tells itself, of scenarios with awkward names."""
    nothing, mentored = scenario(f"nothing {ODD}"), scenario(f"ours {ODD}", arm="reverse")
    return {
        "Scenario": mentored,
        "Run": ml.simulate(mentored),
        "Matching": ml.match(mentored),
        "Comparison": ml.compare([nothing, mentored], replicates=3, jobs=1),
        "Sweep": ml.sweep(mentored, {"feedback": [0, 2, 4]}, baseline=nothing, replicates=3, jobs=1),
        "Sweep of worlds": ml.sweep(mentored, {"feedback": [0, 2]}, baseline=nothing, judge="inclusion", replicates=2,
                                    assumptions={"transport": [0.6, 0.8]}, limits={"cash": 9e6}, jobs=1),
        "Why": ml.why(mentored, nothing, mechanisms=["crowding", "learning"], replicates=3, jobs=1),
    }  # fmt: skip


KINDS = ("Scenario", "Run", "Matching", "Comparison", "Sweep", "Sweep of worlds", "Why")


@pytest.mark.parametrize("kind", KINDS)
def test_a_result_is_told_in_ten_lines_at_most(shown, kind):
    for said in (repr(shown[kind]), str(shown[kind])):
        assert 20 < len(said) < 1200
        assert said.count("\n") < 10


@pytest.mark.parametrize("kind", KINDS)
def test_the_table_has_a_caption_and_headings_for_whoever_hears_it(shown, kind):
    page = Reader(shown[kind]._repr_html_())
    names = [tag for tag, _ in page.tags]
    assert page.open == []
    assert names.count("table") == names.count("caption") == 1
    assert names[1] == "caption"
    scopes = [about.get("scope") for tag, about in page.tags if tag == "th"]
    assert set(scopes) == {"col", "row"}
    assert 2 <= names.count("tr") <= MOST_ROWS + 2
    assert len(shown[kind]._repr_html_()) < 9000


@pytest.mark.parametrize("kind", KINDS)
def test_whatever_a_name_holds_is_text(shown, kind):
    page = shown[kind]._repr_html_()
    assert "<script" not in page
    assert "&lt;script&gt;alert(&#x27;R&amp;D&#x27;)&lt;/script&gt;" in page
    assert ODD in Reader(page).text


def test_a_long_table_says_how_much_more_there_is():
    page = Reader(html_table("Many", ["n", "square"], [(n, n * n) for n in range(MOST_ROWS + 1234)]))
    assert "and 1,234 more" in page.text
    assert [tag for tag, _ in page.tags].count("tr") == MOST_ROWS + 2


def test_nothing_to_show_is_a_table_too():
    nobody = ml.match(scenario("nobody", arm="reverse", where={"levels": [4]}))
    assert "0 pairs" in repr(nobody)
    assert Reader(nobody._repr_html_()).open == []


def test_a_scenario_shows_what_is_not_as_by_default_and_only_that():
    assert repr(ml.load("no-programme")) == "<Scenario 'no-programme': 104 weeks, 300 drawn employees>"
    ours = ml.Scenario.model_validate(
        {"name": "ours", "weeks": 52, "assumptions": {"transport": 0.7}, "policy": {"arm": "reverse", "share": 0.2}}
    )
    lines = repr(ours).splitlines()
    assert lines[0] == "<Scenario 'ours': 52 weeks, 300 drawn employees"
    assert "  arm: reverse" in lines
    assert "  size: 20 % of the staff>" in lines
    assert any("transport: 0.7" in line for line in lines)
    assert len(lines) == 4


def test_a_scenario_with_much_to_say_says_how_much_more():
    moved = {"turnover": dict.fromkeys(("scale", "ties", "fatigue", "contagion", "engagement", "advancement"), 0.9),
             "ideas": dict.fromkeys(("rate", "engagement", "unsure", "together", "adoption"), 0.01)}  # fmt: skip
    lines = repr(ml.Scenario.model_validate({"assumptions": moved, "about": "x" * 5000})).splitlines()
    assert len(lines) == 10
    assert lines[-1] == "  and 3 more>"


def test_assumptions_show_what_is_not_their_default():
    assert repr(ml.Assumptions()) == str(ml.Assumptions()) == "Assumptions()"
    ours = ml.Assumptions.model_validate({"transport": 0.7, "turnover": {"scale": 1.2}})
    assert repr(ours) == "Assumptions(transport=0.7, turnover=Turnover(scale=1.2))"


def test_differences_and_verdicts_are_words_in_the_table(shown):
    text = Reader(shown["Comparison"]._repr_html_()).text
    assert "simulated, not measured" in text
    assert "innovation (ideas per 100 a year)" in text
    assert "not yet clear" in text


CELLS = (
    "import sys, networkx as nx, mentorlab as ml\ngraph = nx.path_graph(5)\nprint('matplotlib' in sys.modules)",
    "ml.network_figure(graph);",
    "import matplotlib.pyplot as plt\n_, ax = plt.subplots()\nassert ml.network_figure(graph, ax=ax) is ax",
    "%matplotlib inline\nax = ml.network_figure(graph)\nax.set_title('mine');",
    "print(plt.get_fignums())",
    "import mentorlab.experiments.show.progress as progress\nprogress.AFTER = 0\n"
    f"small = [ml.Scenario.model_validate({{**{SMALL!r}, 'name': name, 'policy': {{'arm': name}}}})"
    " for name in ('none', 'reverse')]\nfound = ml.compare(small, replicates=3, jobs=1)",
    "found = ml.compare(small, replicates=3, jobs=1, progress=False)",
    "found",
)


@pytest.fixture(scope="module")
def outputs():
    """Return what a notebook without a word on matplotlib has below each cell."""
    told = nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell(cell) for cell in CELLS])
    NotebookClient(told, timeout=120, kernel_name="python3").execute()
    return [cell.outputs for cell in told.cells]


def pictures(outputs) -> int:
    return sum("image/png" in one.get("data", {}) for one in outputs)


@pytest.mark.filterwarnings("ignore")
def test_a_notebook_shows_a_picture_once_whoever_made_the_axes(outputs):
    assert outputs[0][0].text == "False\n"
    assert [pictures(one) for one in outputs[1:4]] == [1, 1, 1]
    assert outputs[4][0].text == "[]\n"


@pytest.mark.filterwarnings("ignore")
def test_a_notebook_shows_a_bar_that_goes_when_all_is_done(outputs):
    assert [out.output_type for out in outputs[5]] == ["display_data"], outputs[5]
    assert outputs[5][0].data == {"text/plain": "", "text/html": ""}
    assert outputs[6] == []


@pytest.mark.filterwarnings("ignore")
def test_a_notebook_shows_a_result_as_a_table(outputs):
    assert re.match("<table", outputs[7][0].data["text/html"])
