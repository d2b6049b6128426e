"""Why: what remains of a difference without a mechanism, on the same luck."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from matplotlib.axes import Axes
from rich.console import Console

import mentorlab as ml
from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.cli import main as cli
from mentorlab.experiments.cli.tables.why import show_why
from mentorlab.experiments.results.why import ASKED, excludes_zero
from mentorlab.experiments.show.why_figure import shown_in_figure
from mentorlab.experiments.studies.why import Why, explain
from mentorlab.scenarios.assumptions.mechanisms import MECHANISMS
from mentorlab.scenarios.assumptions.outcomes import HEADLINES

N = 40


def made(full, without, mechanisms=("learning",), alike=None):
    """Return what one would get from these differences in innovation; the other outcomes are all 0."""
    whole, left = np.zeros((len(full), len(ASKED))), np.zeros((len(without), len(full), len(ASKED)))
    whole[:, 0], left[:, :, 0] = full, without
    alike = np.zeros((len(without), 2), np.bool_) if alike is None else np.array(alike)
    return Why("new", "old", tuple(mechanisms), whole, left, alike, dict.fromkeys(ASKED, 1.0))


@pytest.fixture
def luck():
    return np.random.Generator(np.random.Philox(key=7))


@pytest.fixture(scope="module")
def one_apart(small):
    """Return two scenarios whose policies are alike but for what works through one mechanism."""
    return [small(reward=ml.Reward(tangibility=0.5, gaming=gaming)) for gaming in (0.0, 0.12)]


@pytest.fixture(scope="module")
def asked(one_apart):
    return ml.why(one_apart[1], one_apart[0], mechanisms=["gaming", "learning"], replicates=6, jobs=1)


def test_where_one_mechanism_makes_all_the_difference_nothing_remains_without_it(asked):
    gaming = asked.mechanisms.index("gaming")
    assert asked.full[:, ASKED.index("inclusion")].any()
    assert (asked.without[gaming][:, :3] == 0).all()
    assert asked.alike[gaming].tolist() == [True, False]
    for name in HEADLINES:
        left = asked.remaining["gaming"][name].without
        assert (left.difference, left.low, left.high) == (0, 0, 0)
        assert left.reason == "identical"
    assert asked.without[asked.mechanisms.index("learning")][:, ASKED.index("inclusion")].any()


def test_the_full_difference_is_that_of_a_comparison(asked, one_apart):
    values = ml.compare(one_apart, replicates=6, jobs=1).values
    assert np.array_equal(asked.full[:, 0], values[1, :, 0] - values[0, :, 0])


def test_without_a_mechanism_is_the_comparison_of_scenarios_that_have_it_off(small):
    pair = [small(arm="none"), small()]
    found = ml.why(pair[1], pair[0], mechanisms=["envy"], replicates=3, jobs=1)
    off = [one.model_copy(update={"assumptions": ml.Assumptions(off=("envy",))}) for one in pair]
    held = ml.compare(off, replicates=3, jobs=1)
    differences = (held.values - held.references)[1]
    for place, name in enumerate(ASKED):
        expected = differences[:, list(held.findings[pair[0].name]).index(name)]
        assert np.array_equal(found.without[0, :, place], expected, equal_nan=True)


def test_the_same_comes_out_however_many_mechanisms_are_settled_at_a_time(one_apart, asked, monkeypatch):
    monkeypatch.setattr("mentorlab.experiments.studies.why.AT_ONCE", 1)
    told = []
    again = ml.why(
        one_apart[1], one_apart[0], mechanisms=["learning", "gaming"], replicates=6, jobs=1,
        progress=lambda done, of: told.append((done, of)),
    )  # fmt: skip
    assert np.array_equal(again.without, asked.without, equal_nan=True)
    assert again.data == asked.data
    assert told == sorted(told)
    assert (told[0], told[-1]) == ((0, 18), (18, 18))


def test_every_scenario_but_the_baseline_is_explained(one_apart, small):
    third = small(reward="bonus").model_copy(update={"name": "bonus"})
    named = [one.model_copy(update={"name": name}) for one, name in zip(one_apart, ("old", "new"), strict=True)]
    found = explain([*named, third], named[1], mechanisms=["crowding"], replicates=1, jobs=1)
    assert [(one.scenario, one.baseline) for one in found] == [("old", "new"), ("bonus", "new")]


def test_half_of_every_difference_is_half_with_certainty(luck):
    full = luck.normal(2.0, 0.5, N)
    found = made(full, [0.5 * full]).remaining["learning"]["innovation"]
    assert (found.share, found.share_low, found.share_high) == pytest.approx((0.5, 0.5, 0.5))
    assert found.change.difference == pytest.approx(-full.mean() / 2)
    assert found.is_clear


def test_a_share_excludes_all_exactly_where_the_change_excludes_nothing(luck):
    seen = set()
    for left in np.linspace(0.85, 1.0, 16):
        full = luck.normal(2.0, 0.5, N)
        found = made(full, [left * full + luck.normal(0, 0.3, N)]).remaining["learning"]["innovation"]
        assert found.share_low < found.share < found.share_high
        assert (found.share_high < 1 or found.share_low > 1) == found.is_clear
        seen.add(found.is_clear)
    assert seen == {True, False}


def test_the_ends_of_a_share_are_where_the_rest_is_just_not_clearly_something(luck):
    full = luck.normal(2.0, 0.5, N)
    left = 0.3 * full + luck.normal(0, 0.3, N)
    found = made(full, [left]).remaining["learning"]["innovation"]
    width = (found.change.high - found.change.low) / 2 / (left - full).std(ddof=1)
    for end in (found.share_low, found.share_high):
        rest = left - end * full
        assert abs(rest.mean()) == pytest.approx(width * rest.std(ddof=1))


def test_the_interval_of_a_share_holds_it_in_about_95_of_100_studies(luck):
    held = 0
    for _ in range(60):
        full = luck.normal(2.0, 0.5, N)
        found = made(full, [0.3 * full + luck.normal(0, 0.3, N)]).remaining["learning"]["innovation"]
        held += found.share_low <= 0.3 <= found.share_high
    assert held >= 52  # fewer than 52 of 60: a chance of 1 in 200 where 95 of 100 hold it


def test_there_is_no_share_of_what_is_not_clearly_something(luck):
    full = luck.normal(0.0, 1.0, N)
    found = made(full - full.mean(), [full])
    assert not excludes_zero(found.differences["innovation"])
    assert found.remaining["learning"]["innovation"].share is None
    assert found.data["without"]["learning"]["outcomes"]["innovation"]["remains"] is None


def test_where_no_run_changes_all_remains_exactly(luck):
    full = luck.normal(2.0, 0.5, N)
    found = made(full, [full], alike=[[False, True]]).remaining["learning"]["innovation"]
    assert (found.change.low, found.change.high) == (0, 0)
    assert (found.share, found.share_low, found.share_high) == (1, 1, 1)


@pytest.mark.parametrize("sign", [1, -1])
def test_mechanisms_are_ordered_by_how_much_goes_without_them(luck, sign):
    full = luck.normal(2.0, 0.2, N)
    left = np.array([1.5 * full, 0.2 * full, 0.7 * full]) + luck.normal(0, 0.05, (3, N))
    found = made(sign * full, sign * left, ("harm", "learning", "bond"))
    assert found.clear("innovation") == ["learning", "bond", "harm"]


def test_intervals_hold_for_all_mechanisms_together(luck):
    full = luck.normal(2.0, 0.5, N)
    many = tuple(ml.why.__globals__["MECHANISMS"])[:20]
    left = full + luck.normal(0, 0.2, (20, N))
    alone = made(full, left[:1], many[:1]).remaining[many[0]]["innovation"].change
    together = made(full, left, many).remaining[many[0]]["innovation"].change
    assert together.high - together.low > 1.2 * (alone.high - alone.low)


def test_a_replicate_without_a_value_is_left_out_on_both_sides(luck):
    full = luck.normal(2.0, 0.5, N)
    left = 0.5 * full
    left[3] = np.nan
    found = made(full, [left]).remaining["learning"]["innovation"]
    assert found.change.replicates == N - 1
    assert found.share == pytest.approx(0.5)


def test_the_sentence_says_what_would_be_instead_of_what_and_that_it_is_no_sum(luck):
    full = luck.normal(2.0, 0.5, N)
    said = made(full, [0.3 * full + luck.normal(0, 0.1, N)]).sentence()
    assert "without learning between partners the difference in innovation would be +0." in said
    assert f"instead of +{full.mean():.2f} ideas per 100 a year" in said
    assert "do not add up" in said
    assert said.endswith("simulated, not measured.")


def test_a_table_has_a_row_for_each_mechanism_and_outcome(asked):
    frame = asked.to_frame()
    assert len(frame) == 2 * len(ASKED)
    assert frame.loc[frame.mechanism == "gaming", "about"].unique().tolist() == [
        "people taking part only for the reward"
    ]


def test_the_picture_shows_what_matters_and_describes_itself(luck):
    full = luck.normal(2.0, 0.5, N)
    found = made(
        full, [0.3 * full + luck.normal(0, 0.1, N), full], ("learning", "bond"), [[False, False], [False, True]]
    )
    assert shown_in_figure(found) == ["learning"]
    axes = found.plot()
    assert all(isinstance(panel, Axes) for panel in axes)
    rows = [label.get_text() for label in axes[0].get_yticklabels()]
    assert rows == ["everything on", "without learning between partners"]
    described = axes[0].get_figure().get_label()
    assert "simulated, not measured" in described
    assert "without learning between partners +0." in described


def words_of(found):
    console = Console(width=118, file=io.StringIO(), markup=False, highlight=False)
    show_why(console, found, everything=False)
    return " ".join(console.file.getvalue().split())


def test_no_more_is_said_of_a_change_than_its_interval_does(luck):
    full = luck.normal(2.0, 0.5, N)
    unclear = full + np.where(np.arange(N) % 2, 5.0, -5.0)
    found = made(full, [unclear])
    assert not found.remaining["learning"]["innovation"].is_clear
    said = words_of(found)
    assert "These do not clearly change it: learning between partners. " in said
    assert "clearly change nothing" not in said
    assert "a little other than above" in said
    small = full + np.where(np.arange(N) % 2, 0.1, -0.1)
    assert "within 1.0 ideas per 100 a year, the smallest effect that matters: learning between partners." in words_of(
        made(full, [small])
    )
    said = words_of(made(full, [small, unclear], ("learning", "bond")))
    assert "the smallest effect that matters: learning between partners. " in said


def test_what_can_be_typed_is_named_and_more_futures_are_offered_where_nothing_is_clear(luck):
    full = luck.normal(2.0, 0.5, N)
    assert "learning: learning between partners" in words_of(made(full, [0.3 * full]))
    unclear = full + np.where(np.arange(N) % 2, 5.0, -5.0)
    said = words_of(made(full, [unclear] * len(MECHANISMS), tuple(MECHANISMS)))
    assert "After 40 futures no mechanism clearly changes a headline. More futures (--replicates)" in said
    assert all(name in said.partition("Name some with --why similarity,hierarchy; all are: ")[2] for name in MECHANISMS)
    assert "More futures" not in words_of(made(full, [0.3 * full, unclear], ("learning", "bond")))


def test_an_unknown_mechanism_is_refused_before_anything_runs(one_apart):
    with pytest.raises(Refused, match="Did you mean 'learning'"):
        ml.why(one_apart[1], one_apart[0], mechanisms=["learnin"])


SMALL = ["--set", "organisation.synthetic.employees=60", "--set", "weeks=30", "--set", "settling_weeks=26"]
QUICK = ["compare", "no-programme", "reverse", *SMALL, "--replicates", "3", "--worlds", "0", "--jobs", "1"]


def test_the_command_line_answers_why_in_words_and_draws_it(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    assert cli.answered([*QUICK, "--why", "learning,bond", "--to", "all.png"]) == 0
    said = capsys.readouterr().out
    assert "The pictures: all.png, all-cost.png, all-why.png" in said
    assert "Why does reverse differ from no-programme? Both were simulated again without each of 2 mechanisms" in said
    assert "do not add up" in said
    assert {path.name for path in tmp_path.iterdir()} == {"all.png", "all-cost.png", "all-why.png"}


def test_the_command_line_answers_why_in_json(capsys):
    assert cli.answered([*QUICK, "--why=bond", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)["data"]
    assert list(data["why"]) == ["reverse"]
    assert list(data["why"]["reverse"]["without"]) == ["bond"]
    inclusion = data["why"]["reverse"]["without"]["bond"]["outcomes"]["inclusion"]
    full = data["why"]["reverse"]["differences"]["inclusion"]["difference"]
    assert full == data["scenarios"]["reverse"]["outcomes"]["inclusion"]["difference"]
    assert inclusion["change"] == pytest.approx(inclusion["difference"] - full)


def test_an_unknown_mechanism_is_an_exit_code(capsys):
    assert cli.answered([*QUICK, "--why", "bnd,learning"]) == 2
    assert "unknown mechanism 'bnd'. Did you mean 'bond'?" in capsys.readouterr().err


def test_the_sceptic_says_how_many_effects_are_at_their_least_favourable_end(capsys):
    assert cli.answered([*QUICK, "--sceptic"]) == 0
    doubted = " ".join(capsys.readouterr().out.split())
    assert "every borrowed effect is at the least favourable end of its range" in doubted
    assert cli.answered(QUICK) == 0
    assert "Sceptic" not in capsys.readouterr().out
