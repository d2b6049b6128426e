"""What is shown of retention: survival curves, and the three ways in a table and in words."""

from __future__ import annotations

import io
import json
from dataclasses import replace

import numpy as np
import pytest
from rich.console import Console

import mentorlab as ml
from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.cli.main import answered
from mentorlab.experiments.cli.options.pictures import curves_of, draw_survival
from mentorlab.experiments.cli.tables.retention import bias_in_words, show_retention
from mentorlab.experiments.results.comparison import READINGS, retention_data
from mentorlab.experiments.show import survival_figure as survival
from mentorlab.experiments.show.survival_figure import LOOKS, survival_figure
from mentorlab.experiments.statistics.limits import interval_of_mean
from mentorlab.experiments.studies.comparison import Comparison
from mentorlab.scenarios.assumptions.outcomes import OUTCOMES
from mentorlab.sim.measures.retention import GROUPS

PLACES = {outcome.name: place for place, outcome in enumerate(OUTCOMES)}
TOLD = {"naive": 6.0, "adjusted": 5.0, "true": 2.0, "spill_over": 0.5}


@pytest.fixture
def told() -> Comparison:
    """Return thirty futures in which volunteers look better than the programme makes them, and needy people worse."""
    luck = np.random.default_rng(3)
    values = np.full((3, 30, len(OUTCOMES)), np.nan)
    for row, sign in ((1, 1), (2, -1)):
        for kind, mean in TOLD.items():
            of_programme = kind in ("true", "spill_over")
            values[row, :, PLACES[f"retention.{kind}"]] = mean * (1 if of_programme else sign) + luck.normal(0, 1, 30)
    digests = np.array([[f"{s}{r}".encode() for r in range(30)] for s in range(3)], dtype="S16")
    left = np.zeros((3, len(GROUPS), 4, 105, 2), np.int64)
    left[1, :, 1, -1, 1] = 30 * 12
    left[1, :, 1, 20] = 40
    left[1, 0, 1, 20] = 20
    left[1, 2:, 3, -1, 1] = 30 * 4
    names = ("none", "willing", "needy")
    return Comparison(names, values, np.full_like(values, np.nan), digests, leavers=left, organisation="12 people")


def words_in(figure) -> str:
    from matplotlib.text import Text

    return " ".join(text.get_text() for text in figure.findobj(Text))


def test_the_table_has_each_reading_and_its_bias(told):
    table = told.retention_three_ways()
    assert list(table.columns) == ["scenario", "reading", "mean", "low", "high", "futures"]
    assert list(table["scenario"].unique()) == ["willing", "needy"]
    assert list(table["reading"]) == [*READINGS, *READINGS]
    means = table.set_index(["scenario", "reading"])["mean"]
    assert means["willing", "naive"] == pytest.approx(6.0, abs=0.7)
    assert means["willing", "naive_bias"] == pytest.approx(means["willing", "naive"] - means["willing", "true"])
    assert ((table["low"] < table["mean"]) & (table["mean"] < table["high"]) & (table["futures"] == 30)).all()


def test_an_interval_of_a_mean_is_students():
    mean, low, high, futures = interval_of_mean(np.array([1.0, 2.0, 3.0, 4.0, 5.0, np.nan]))
    assert (mean, futures) == (3.0, 5)
    assert (high - mean, mean - low) == pytest.approx((2.776445 * np.sqrt(2.5 / 5),) * 2, rel=1e-6)
    assert np.isnan(interval_of_mean(np.array([2.0]))[1])
    assert interval_of_mean(np.array([np.nan]))[3] == 0


def test_it_is_said_which_way_the_files_mislead_and_why(told):
    shown = Console(width=118, file=io.StringIO(), markup=False, highlight=False)
    show_retention(shown, told)
    said = " ".join(shown.file.getvalue().split())
    assert "willing: by a company's own files the programme seems to do +5." in said or "seems to do +6." in said
    assert (
        "They make it look better than it is: those who take part would have stayed longer than the others anyway"
        in said
    )
    assert (
        "They make it look worse than it is: those who take part would have left sooner than the others anyway" in said
    )
    assert "which age and level do not explain" in said
    told.values[1, :, PLACES["retention.naive"]] = told.values[1, :, PLACES["retention.true"]]
    told.values[1, 0, PLACES["retention.naive"]] += 1
    show_retention(shown, told)
    assert "Luck alone can explain the gap." in " ".join(shown.file.getvalue().split())


@pytest.mark.parametrize(
    ("low", "high", "said"),
    [
        (-0.5, 6.0, "anyway. Among people of the same age and level, luck alone can explain what is left of the gap."),
        (0.5, 6.0, "anyway, which age and level do not explain in full."),
    ],
)
def test_no_more_is_said_of_age_and_level_than_the_interval_of_what_is_left(low, high, said):
    reading = {"mean": 5.6, "low": 1.6, "high": 9.5}
    row = dict.fromkeys(("naive", "true", "naive_bias"), reading) | {"adjusted_bias": {"low": low, "high": high}}
    assert bias_in_words("ours", row).endswith(said)


def test_the_readings_are_json_without_nan(told):
    data = json.loads(json.dumps(retention_data(told), allow_nan=False))
    assert list(data["needy"]) == list(READINGS)
    assert data["needy"]["naive_bias"]["high"] < 0
    one = Comparison(told.names, told.values[:, :1], told.same_people[:, :1], told.digests[:, :1])
    assert retention_data(one)["willing"]["true"]["low"] is None


def test_survival_is_drawn_for_all_ages_and_for_each(told):
    axes = survival_figure(told)
    assert [panel.get_title(loc="left") for panel in axes] == [
        "All ages", "At launch under 29", "At launch 29 to 44", "At launch 45 to 60", "At launch 61 and over",
    ]  # fmt: skip
    drawn = [sum(line.get_label() in GROUPS for line in panel.lines) for panel in axes]
    assert drawn == [4, 0, 4, 0, 0]
    said = words_in(axes[0].get_figure())
    for word in ("willing", "not measured", "30 simulated futures", "fewer than 5 people", *GROUPS):
        assert word in said.replace("Simulated", "simulated")
    by_group = {line.get_label(): line.get_ydata()[-1] for line in axes[2].lines}
    assert by_group[GROUPS[0]] == pytest.approx(100 * (1 - 20 / 400))
    assert by_group[GROUPS[1]] == pytest.approx(100 * (1 - 40 / 440))


def test_where_nobody_quits_the_curves_are_flat(told):
    told.leavers[..., -1, 1] += told.leavers[..., 0].sum(axis=-1)
    told.leavers[..., 0] = 0
    panel = survival_figure(told)[2]  # a warning would fail this test
    assert panel.get_ylim()[0] < 100 < panel.get_ylim()[1]
    assert {value for line in panel.lines if line.get_label() in GROUPS for value in line.get_ydata()} == {100}


def test_a_panel_says_which_of_its_groups_are_too_few_to_draw(told):
    told.leavers[1, 2:, 1] = 0
    panel = survival_figure(told)[2]
    assert {line.get_label() for line in panel.lines} & set(GROUPS) == set(GROUPS[:2])
    (said,) = [text.get_text() for text in panel.texts if "not drawn" in text.get_text()]
    assert said.splitlines() == ["under 5 people, not drawn:", *GROUPS[2:]]


def test_a_long_title_ends_within_the_figure(told):
    for long in ("a quite long name of a company " * 4, "a much too long name of a company " * 12):
        figure = survival_figure(replace(told, organisation=long))[0].get_figure()
        (title,) = [text for text in figure.texts if text.get_text().startswith("Who stays")]
        assert title.get_window_extent().x1 < figure.bbox.x1
        assert title.get_fontsize() >= 9


def test_all_that_is_said_ends_within_the_figure(told):
    figure = survival_figure(told)[0].get_figure()
    assert any("compared with themselves" in text.get_text() for text in figure.texts)
    assert max(text.get_window_extent().x1 for text in figure.texts) < figure.bbox.x1


def test_every_programme_has_a_picture_of_its_own(told, tmp_path):
    files = curves_of(str(tmp_path / "stays.png"), 2)
    told.leavers[2] = told.leavers[1]
    drawn = draw_survival(told, files)
    assert drawn == {"willing": str(tmp_path / "stays.png"), "needy": str(tmp_path / "stays-2.png")}
    assert all((tmp_path / name).read_bytes().startswith(b"\x89PNG") for name in ("stays.png", "stays-2.png"))


def test_no_group_is_told_by_its_colour_alone():
    colours, dashes, _ = zip(*LOOKS.values(), strict=True)
    assert len(set(colours)) == len(set(dashes)) == len(GROUPS) == len(LOOKS)


def test_the_picture_is_told_in_words_too(told):
    label = survival_figure(told)[0].get_figure().get_label()
    assert "after 52 weeks under willing" in label
    assert "participants 95.0 %" in label
    assert label.endswith("Simulated, not measured.")


def test_curves_can_be_drawn_on_axes_of_ones_own(told):
    from matplotlib.figure import Figure

    own = Figure().subplots(1, 5)
    assert survival_figure(told, "willing", own) is own
    assert "Who stays" not in words_in(own[0].get_figure())


def test_what_cannot_be_drawn_is_refused_with_the_mend(told, monkeypatch):
    with pytest.raises(Refused, match=r"'wiling' has no participants here. .*willing"):
        survival_figure(told, "wiling")
    told.leavers[:] = 0
    with pytest.raises(Refused, match="for example reverse"):
        survival_figure(told)
    monkeypatch.setattr(survival, "find_spec", lambda name: None)
    with pytest.raises(Refused, match=r"pip install 'mentorlab\[report\]'"):
        survival_figure(told)


def test_the_command_line_tells_and_draws_it(tmp_path, capsys):
    picture = tmp_path / "stays.png"
    common = [
        "--replicates",
        "2",
        "--worlds",
        "0",
        "--set",
        "organisation.synthetic.employees=60",
        "--set",
        "weeks=30",
        "--jobs",
        "1",
    ]
    asked = ["compare", "no-programme", "reverse", *common, "--retention"]
    assert answered([*asked, "--survival", str(picture), "--json"]) == 0
    data = json.loads(capsys.readouterr().out)["data"]
    assert set(data["retention"]) == {"reverse"}
    assert set(data["retention"]["reverse"]["true"]) == {"mean", "low", "high", "futures"}
    assert picture.read_bytes().startswith(b"\x89PNG")
    assert answered(asked) == 0
    assert "measured in three ways" in capsys.readouterr().out


def test_a_comparison_counts_everyone_at_launch_in_every_future():
    settings = {"organisation.synthetic.employees": 50, "weeks": 20, "settling_weeks": 26}
    scenarios = [ml.load(name).with_(settings) for name in ("no-programme", "reverse")]
    left = ml.compare(scenarios, replicates=3, jobs=1).leavers
    assert left is not None
    assert left[:, [0, 2, 3]].sum(axis=(1, 2, 3, 4)).tolist() == [150, 150]
    assert left[0, :3].sum() == 0
