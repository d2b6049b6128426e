"""Sweeps: which of many policies is best, within which budget, and how surely."""

from __future__ import annotations

import json
from itertools import combinations

import numpy as np
import pytest

import mentorlab as ml
from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.statistics import best as best_module
from mentorlab.experiments.statistics.best import rank
from mentorlab.experiments.statistics.limits import cost_of
from mentorlab.experiments.statistics.verdicts import Comparand, judge
from mentorlab.experiments.studies.comparison import Comparison
from mentorlab.experiments.studies.study_file import plan_of, read_from_python
from mentorlab.experiments.studies.sweep import Sweep
from mentorlab.scenarios.assumptions.outcomes import OUTCOMES
from mentorlab.scenarios.files.validated import with_settings

PLACE = {outcome.name: place for place, outcome in enumerate(OUTCOMES)}
BASE = {"innovation": 20.0, "inclusion": 55.0, "retention": 87.0, "cash": 0.0, "hours": 0.0, "taking_part": 0.0}
REWARD = {"none": 0.0, "thanks": 1.0, "bonus": 0.4}


def plan(**said):
    """Return the plan of a call."""
    return plan_of(read_from_python(scenario="reverse", **said))


def made(asked, gains, futures=60, seed=0):
    """Return a sweep of constructed runs: `gains` says what a cell adds to the baseline's mean, outcome by outcome."""
    comparisons = []
    for world in range(len(asked.times)):
        rng = np.random.default_rng(seed + world)
        rows = len(asked.cells) + 1
        luck = 3 * rng.normal(size=(futures, len(OUTCOMES)))
        values = 50 + luck + 0.5 * rng.normal(size=(rows, futures, len(OUTCOMES)))
        for row in range(rows):
            gain = gains(dict(zip(asked.labels, asked.cells[row - 1], strict=True))) if row else {}
            for name, base in BASE.items():
                spread = values[row, :, PLACE[name]] - 50
                costs = name in ("cash", "hours", "taking_part")
                values[row, :, PLACE[name]] = (
                    base + gain.get(name, 0.0) * (1 + 0.02 * spread * costs) + spread * (not costs)
                )
        digests = np.array([[f"{row}/{n}" for n in range(futures)] for row in range(rows)], dtype="S16")
        names = tuple(scenario.name for scenario in asked.scenarios)
        comparisons.append(Comparison(names, values, values.copy(), digests, organisation="300 synthetic employees"))
    return Sweep(asked, tuple(comparisons))


def gains(levers):
    """Return the gains of a cell: retention is best with thanks at feedback 4; a bonus costs."""
    feedback, reward = levers.get("feedback", 4), levers.get("reward", "none")
    retention = 2 - 0.3 * abs(feedback - 4) + REWARD[reward]
    return {"retention": retention, "inclusion": 1.0, "cash": 90_000.0 if reward == "bonus" else 30_000.0}


GRID = {"feedback": [0, 4, 8], "reward": ["none", "thanks", "bonus"]}


def test_the_cell_with_the_largest_effect_is_the_best():
    found = made(plan(levers=GRID, judge="retention"), gains)
    assert found.best == {"retention": ("check-ins every 4 weeks + thanks",)}
    assert found.names[found.order[0]] == "check-ins every 4 weeks + thanks"
    assert "is better than each of the 8 others" in found.sentence()
    assert "better" in found.sentence()
    assert "simulated, not measured. Only chance differs between the futures" in found.sentence()


def test_cells_that_do_the_same_are_too_close_to_call_and_say_so():
    found = made(plan(levers=GRID, judge="retention"), lambda levers: {"retention": 1.0})
    assert len(found.best["retention"]) > 1
    standing = found.worlds[0].ranking["retention"].standing
    assert set(standing) <= {"close", "equivalent", "beaten"}
    assert "too close to call" in found.sentence()


def test_the_best_overall_is_not_the_best_within_the_limits():
    def dear(levers):
        return gains(levers) | {"cash": 90_000.0 if levers["reward"] == "thanks" else 30_000.0}

    found = made(plan(levers=GRID, judge="retention", limits={"cash": 50_000}), dear)
    assert found.best == {"retention": ("check-ins every 4 weeks + bonus",)}
    cells = found.data["worlds"][0]["cells"]
    assert cells["check-ins every 4 weeks + thanks"]["limits"]["cash"]["status"] == "over"
    assert not cells["check-ins every 4 weeks + thanks"]["eligible"]
    assert cells["check-ins every 4 weeks + thanks"]["outcomes"]["retention"]["standing"] == "left out"
    assert found.order[-3:] == tuple(row for row in found.order if found.plan.cells[row][1] == "thanks")


def test_where_nothing_keeps_within_the_limits_it_says_so_and_what_comes_nearest():
    found = made(plan(levers=GRID, limits={"cash": 10_000, "headcount": 5}), gains)
    assert found.best == {"innovation": (), "inclusion": (), "retention": ()}
    assert "none of 9 policies keeps within the limits" in found.sentence()
    assert "nearest to them is" in found.sentence()
    json.dumps(found.data, allow_nan=False)


def test_below_twenty_futures_nothing_is_best():
    found = made(plan(levers=GRID, judge="retention"), gains, futures=8)
    assert found.best == {"retention": ()}
    assert "that takes at least 20" in found.sentence()


@pytest.mark.parametrize(
    ("values", "status"),
    [
        ([90.0, 92.0, 91.0], "within"),
        ([99.0, 101.0, 100.2], "about at the limit"),
        ([120.0, 121.0, 122.0], "over"),
        ([100.0, 100.0], "within"),
        ([100.1, 100.1], "over"),
        ([50.0], "not told"),
        ([np.nan, np.nan], "not told"),
        ([90.0, np.nan, 91.0], "within"),
    ],
)
def test_a_cost_is_held_against_its_limit_by_the_interval_of_its_mean(values, status):
    assert cost_of(np.array(values), 100.0).status == status


def ranked(values, smallest=0.1, **how):
    """Return the ranking of constructed cells, of which more is better."""
    comparand = Comparand("x", "unit", 1, smallest)
    usual = {"may": np.ones(len(values), bool), "identical": np.eye(len(values), dtype=bool), "key": 1}
    return rank(np.asarray(values, float), comparand, **(usual | how))


def test_best_are_exactly_the_cells_that_no_judged_pair_beats():
    rng = np.random.default_rng(0)
    values = 0.15 * np.arange(12)[:, None] + rng.normal(size=40) + 0.4 * rng.normal(size=(12, 40))
    found = ranked(values)
    pairs = list(combinations(range(12), 2))
    first, second = map(list, zip(*pairs, strict=True))
    findings = judge(
        values[first][:, :, None], values[second][:, :, None], [Comparand("x", "unit", 1, 0.1)],
        identical=np.zeros(len(pairs), bool), key=5,
    )  # fmt: skip
    beaten = {b if one[0].verdict == "better" else a for (a, b), one in zip(pairs, findings, strict=True)
              if one[0].verdict in ("better", "worse")}  # fmt: skip
    assert set(found.best) == set(range(12)) - beaten
    assert 1 < len(found.best) < 12
    assert all(found.beaten_by[row] is not None for row in beaten)


def test_beyond_so_many_pairs_the_bar_is_shared_and_says_much_the_same(monkeypatch):
    rng = np.random.default_rng(1)
    values = 0.2 * np.arange(15)[:, None] + rng.normal(size=100) + 0.4 * rng.normal(size=(15, 100))
    resampled = ranked(values)
    monkeypatch.setattr(best_module, "RESAMPLED", 10)
    shared = ranked(values)
    assert (resampled.resampled, shared.resampled) == (True, False)
    assert len(set(resampled.best) ^ set(shared.best)) <= 1
    assert shared.leader == resampled.leader


@pytest.mark.parametrize("most", [4950, 1])
def test_a_difference_in_too_few_futures_beats_nobody(most, monkeypatch):
    monkeypatch.setattr(best_module, "RESAMPLED", most)
    values = np.zeros((3, 40))
    values[1, :3] = 5.0
    assert ranked(values).best == (1, 0, 2)


def test_differences_too_small_to_matter_beat_nobody_however_sure():
    values = np.random.default_rng(2).normal(size=50) + np.array([[0.0], [0.05], [0.5]])
    values += 0.01 * np.random.default_rng(3).normal(size=(3, 50))
    assert ranked(values, smallest=0.1).best == (2,)
    assert ranked(values[:2], smallest=0.1).standing == ("equivalent", "equivalent")
    assert ranked(values[:2], smallest=0.01).standing == ("beaten", "best")


def test_a_difference_that_never_varies_is_sure():
    values = np.random.default_rng(4).normal(size=30) + np.array([[0.0], [1.0]])
    assert ranked(values).standing == ("beaten", "best")


def test_a_cell_without_a_value_stands_for_nothing_and_one_alone_is_the_only_one():
    values = np.random.default_rng(5).normal(size=(2, 30))
    values[0] = np.nan
    assert ranked(values).standing == ("none", "best")
    assert ranked(values, may=np.array([True, False])).best == ()


def test_a_false_best_is_as_rare_as_promised():
    """Eight cells that do the same: some pair is called better in at most 5 % of studies, and a little for chance."""
    wrong = 0
    for seed in range(60):
        rng = np.random.default_rng(seed)
        values = rng.normal(size=30) + 0.5 * rng.normal(size=(8, 30))
        wrong += "beaten" in ranked(values, smallest=1e-6, key=seed).standing
    assert wrong <= 8  # P(more than 8 of 60 at 5 %) = .004


def test_worlds_are_never_pooled_but_counted():
    asked = plan(levers={"feedback": [0, 4]}, judge="retention", assumptions={"transport": [0.6, 0.8, 1.0]})
    found = made(asked, gains)
    assert len(found.comparisons) == len(found.data["worlds"]) == 3
    assert [one["assumptions"] for one in found.data["worlds"]] == [{"transport": t} for t in (0.6, 0.8, 1.0)]
    assert found.best == {"retention": ("check-ins every 4 weeks",)}
    assert "among the best in 3 of 3" in found.sentence()


def test_in_a_listed_world_every_scenario_has_its_assumptions():
    asked = plan(levers={"feedback": [0, 4]}, assumptions={"transport": [0.6, 0.9]})
    for world in asked.times:
        assert {one.assumptions.transport for one in asked.in_world(world)} == set(world.values())


def test_the_table_has_a_row_for_each_cell_and_headline():
    found = made(plan(levers=GRID, limits={"cash": 50_000}), gains)
    frame = found.to_frame()
    assert len(frame) == 9 * 3
    assert {"feedback", "reward", "difference", "low", "high", "standing", "cash_mean", "cash_status"} <= set(frame)


@pytest.mark.parametrize(
    ("asked", "panels", "patches"),
    [
        ({"levers": {"feedback": [0, 2, 4, 8]}, "judge": "retention"}, 1, 0),
        ({"levers": GRID, "limits": {"cash": 50_000}}, 3, 9),
        ({"cells": [{"feedback": 1}, {"feedback": 2, "reward": "thanks"}, {"reward": "bonus"}]}, 3, 0),
        ({"levers": {"feedback": [0, 4]}, "judge": "retention", "assumptions": {"transport": [0.6, 1]}}, 1, 0),
    ],
    ids=["line", "map", "list", "worlds"],
)
def test_a_picture_shows_every_cell_and_says_it_in_words(asked, panels, patches, tmp_path):
    found = made(plan(**asked), gains)
    axes = found.plot()
    assert len(axes) == panels
    assert len([one for one in axes[0].patches if one.get_facecolor()[3] > 0 and one.get_zorder() < 3]) >= patches
    figure = axes[0].get_figure()
    assert all(name in figure.get_label() for name in found.names)
    said = " ".join(text.get_text() for text in figure.texts)
    assert "imulated, not measured" in said
    ml.save_figure(axes, tmp_path / "sweep.png")
    assert (tmp_path / "sweep.png").stat().st_size > 10_000


def test_a_picture_of_many_shows_the_best_twenty():
    asked = plan(sample={"points": 40, "levers": {"goal_clarity": [0, 1], "share": [0.05, 0.2]}}, judge="retention")
    found = made(asked, lambda levers: {"retention": 3 * levers["goal_clarity"]})
    (panel,) = found.plot()
    assert [label.get_text() for label in panel.get_yticklabels()] == [found.names[row] for row in found.order[:20]]


SMALL = {"organisation.synthetic.employees": 60, "weeks": 30, "settling_weeks": 26, "policy.share": 0.3}


@pytest.fixture(scope="module")
def small():
    """Return a small scenario and its baseline."""
    settings = [f"{path}={value}" for path, value in SMALL.items()]
    return ml.load("reverse", settings=settings), ml.load("no-programme", settings=settings)


def test_a_sweep_is_a_comparison_of_its_cells(small):
    scenario, baseline = small
    found = ml.sweep(scenario, {"feedback": [0, 4]}, baseline=baseline, replicates=3)
    by_hand = ml.compare(found.plan.scenarios, baseline=found.plan.scenarios[0], replicates=3)
    assert json.dumps(found.comparison.data) == json.dumps(by_hand.data)
    assert found.names == ("no check-ins", "check-ins every 4 weeks")
    taking_part = found.comparison.values[:, :, PLACE["taking_part"]]
    assert (taking_part[0] == 0).all()
    assert (taking_part[1:] > 4).all()
    again = ml.sweep(scenario, {"feedback": [0, 4]}, baseline=baseline, replicates=3, jobs=2)
    assert json.dumps(again.data) == json.dumps(found.data)


def test_people_in_training_count_against_the_limit_of_heads(small):
    """Of 60 people 18 were to take part, and eight to ten do, in workshops as in pairs."""
    scenario, baseline = small
    asked = ml.sweep(scenario, {"arm": ["reverse", "training"]}, limits={"headcount": 4}, baseline=baseline,
                     replicates=5)  # fmt: skip
    taking_part = asked.comparison.values[1:, :, PLACE["taking_part"]]
    assert (taking_part > 4).all()
    assert {cell["eligible"] for cell in asked.data["worlds"][0]["cells"].values()} == {False}


def test_drawn_worlds_are_shared_by_all_policies_and_differ_between_futures(small):
    scenario, baseline = small
    asked = {"method": "sobol", "over": ["feedback.harm", "transport"]}
    drawn = ml.sweep(scenario, {"feedback": [4]}, baseline=baseline, replicates=3, assumptions=asked)
    fixed = ml.sweep(scenario, {"feedback": [4]}, baseline=baseline, replicates=3)
    place = PLACE["retention"]
    assert drawn.plan.draws is not None
    assert (drawn.comparison.digests != fixed.comparison.digests)[1].any()
    assert drawn.comparison.drawn
    assert drawn.comparison.values.shape == fixed.comparison.values.shape
    assert not np.isnan(drawn.comparison.values[:, :, place]).any()


def test_what_cannot_be_asked_is_refused_at_once():
    with pytest.raises(Refused) as refused:
        ml.sweep("reverse", {"feedbak": [1], "feedback": [99]}, limits={"cash": -1}, judge="retenton", replicates=0)
    fields = [problem.field for problem in refused.value.problems]
    assert set(fields) == {"over.feedbak", "over.feedback[0]", "limits.cash", "judge", "replicates"}


def test_the_baseline_nobody_names_is_as_long_as_the_scenario():
    scenario = with_settings(
        ml.load("reverse"), ["weeks=30", "settling_weeks=26", "organisation.synthetic.employees=40"]
    )
    found = ml.sweep(scenario, {"feedback": [0, 4]}, replicates=2, jobs=1)
    assert {one.weeks for one in found.plan.scenarios} == {30}
