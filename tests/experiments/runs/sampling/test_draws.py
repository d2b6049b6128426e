"""Worlds: each future's assumptions, inside their ranges, in order, and the same for every policy."""

from __future__ import annotations

import pickle

import numpy as np
import pytest

from mentorlab.experiments.runs.sampling import draws as draws_module
from mentorlab.experiments.runs.sampling.draws import (
    ORDERED,
    SOLVED,
    TOGETHER,
    WEIGHTS,
    Draws,
    adding_up,
    drawable,
    ranges_of,
    sobol,
)
from mentorlab.experiments.studies.study_file import plan_of, read_from_python
from mentorlab.scenarios.assumptions.assumptions import Assumptions
from mentorlab.scenarios.assumptions.mechanisms import with_values
from mentorlab.scenarios.evidence.ledger import parameters

ALL = Draws("latin-hypercube", tuple(drawable()), seed=4)


@pytest.fixture(scope="module")
def worlds():
    """Return five hundred worlds over every assumption that has a range."""
    return [ALL.world(future) for future in range(500)]


def test_every_assumption_with_a_range_is_drawn_and_nothing_else(worlds):
    ranged = {path for path, entry in parameters() if entry.low < entry.high}
    assert set(worlds[0]) == ranged
    assert len(ranged) > 300


def test_every_draw_lies_in_the_plausible_range_of_the_ledger(worlds):
    for path, entry in parameters():
        if entry.low < entry.high:
            drawn = [world[path] for world in worlds]
            assert entry.low <= min(drawn) < max(drawn) <= entry.high, path


def test_half_of_the_draws_of_a_number_by_itself_lie_below_its_default():
    draws = Draws("latin-hypercube", ("transport", "feedback.hours"), seed=1)
    for path in draws.paths:
        drawn = [draws.world(future)[path] for future in range(8 * TOGETHER)]
        assert sum(value < drawable()[path].middle for value in drawn) == 4 * TOGETHER
    assert drawable()["feedback.hours"].low == 0.2
    assert drawable()["feedback.hours"].high == 0.8


def test_what_has_an_order_by_its_meaning_is_in_that_order_in_every_world(worlds):
    for family in ORDERED:
        values = np.array([[world[path] for path in family] for world in worlds])
        assert (np.diff(values, axis=1) >= 0).all(), family


def test_without_putting_in_order_most_worlds_would_contradict_themselves(monkeypatch):
    monkeypatch.setattr(draws_module, "ORDERED", ())
    alone = [ALL._drawn(future) for future in range(200)]
    assert sum(not rises(world, [f"money.rate_{level}" for level in range(5)]) for world in alone) > 100


def rises(world, family):
    """Tell whether numbers are in order."""
    values = [world[path] for path in family]
    return values == sorted(values)


def test_the_ends_of_ordered_ranges_rise_too_so_that_order_keeps_each_in_its_range():
    for family in ORDERED:
        for end in ("low", "high"):
            ends = [getattr(drawable()[path], end) for path in family]
            assert ends == sorted(ends), family


def test_weights_of_a_problem_add_up_to_1_inside_their_ranges(worlds):
    for world in worlds:
        assert sum(world[path] for path in WEIGHTS) == pytest.approx(1.0, abs=1e-12)


def test_adding_up_moves_nothing_that_adds_up_already():
    defaults = {path: drawable()[path].middle for path in WEIGHTS}
    moved = adding_up(defaults, drawable())
    assert moved == pytest.approx(defaults, abs=1e-12)


def test_a_world_is_one_that_the_model_allows(worlds):
    for world in worlds[:60]:
        assumptions = with_values(Assumptions(), world)
        assert Assumptions.model_validate(assumptions.model_dump()) == assumptions


def test_a_world_changes_what_is_drawn_and_nothing_else():
    world = {"transport": 0.6, "rewards.bonus.cost": 700.0}
    changed = with_values(Assumptions(), world)
    assert (changed.transport, changed.rewards.bonus.cost) == (0.6, 700.0)
    assert with_values(changed, {"transport": 0.8, "rewards.bonus.cost": 1000.0}) == Assumptions()


def test_a_number_drawn_alone_stays_in_order_with_one_that_is_not():
    draws = Draws("sobol", ("feedback.repair_below",), seed=0)
    fixed = Assumptions().feedback.rematch_below
    drawn = [draws.world(future)["feedback.repair_below"] for future in range(64)]
    assert min(drawn) >= fixed > drawable()["feedback.repair_below"].low
    assert ranges_of(draws.paths)["feedback.repair_below"].low == fixed


def test_the_order_in_which_assumptions_are_named_does_not_matter():
    one, other = Draws("sobol", ("transport", "feedback.harm")), Draws("sobol", ("feedback.harm", "transport"))
    assert one == other
    assert one.world(3) == other.world(3)


def test_a_future_is_in_the_same_world_however_many_there_are_and_wherever_it_is_asked():
    draws = Draws("sobol", ("transport", "feedback.harm"), seed=9)
    again = pickle.loads(pickle.dumps(draws))
    assert again == draws
    assert hash(again) == hash(draws)
    assert [again.world(future) for future in (5, 0, 300)] == [draws.world(future) for future in (5, 0, 300)]
    assert draws.world(0) != draws.world(1) != Draws("sobol", draws.paths, seed=8).world(1)


def test_a_world_that_is_changed_by_whoever_asked_stays_as_it_was():
    draws = Draws("sobol", ("transport",))
    draws.world(0)["transport"] = -1.0
    assert draws.world(0)["transport"] > 0


def test_a_latin_hypercube_spreads_so_many_futures_and_then_begins_another():
    draws = Draws("latin-hypercube", ("feedback.harm",), seed=2, together=10)
    low, _, high = drawable()["feedback.harm"]
    first, second = ([draws.world(10 * block + at)["feedback.harm"] for at in range(10)] for block in (0, 1))
    assert first != second
    for block in (first, second):
        assert all(low <= value <= high for value in block)
        assert sum(value < drawable()["feedback.harm"].middle for value in block) == 5


@pytest.mark.parametrize("futures", [TOGETHER, 2 * TOGETHER + 5])
def test_assumptions_line_up_no_more_often_than_independent_draws_do(futures):
    """Hundreds of dimensions: of 60,726 pairs Sobol's points have 3,253 with |r| above .7 over 30 futures."""
    dimensions, seeds = len(ALL.paths), range(6)
    independent = [np.random.default_rng(seed).random((futures, dimensions)) for seed in seeds]
    asked = [read_from_python(levers={"renew": [True]}, assumptions={"over": "all"}, seed=seed) for seed in seeds]
    draws = [plan_of(one).draws for one in asked]
    spread = [[one._point(at) for at in range(futures)] for one in draws]
    lines_up = [sum(aligned(np.array(points)) for points in kind) for kind in (spread, independent)]
    assert lines_up[0] <= lines_up[1] + 2 * np.sqrt(lines_up[1])
    assert aligned(sobol(futures, dimensions, seed=0, purpose="test")) > 100 * max(1, lines_up[1] / len(seeds))


def aligned(points):
    """Count the pairs of dimensions with a correlation beyond .7."""
    correlations = np.corrcoef(points.T)[np.triu_indices(points.shape[1], 1)]
    return int((np.abs(correlations) > 0.7).sum())


def test_whole_hypercubes_are_what_the_usual_number_of_futures_has():
    values = np.array([ALL._point(at) for at in range(2 * TOGETHER)])
    for block in (values[:TOGETHER], values[TOGETHER:]):
        assert (np.sort(np.floor(TOGETHER * block), axis=0) == np.arange(TOGETHER)[:, None]).all()


def test_draws_as_json_and_back():
    for draws in (ALL, Draws("sobol", ("transport",)), Draws("latin-hypercube", ("transport",), seed=1, together=10)):
        assert Draws.from_dict(draws.as_dict()) == draws


@pytest.mark.parametrize("wrong", [("monte-carlo", ("transport",)), ("sobol", ("transprt",)), ("sobol", ("off",))])
def test_draws_that_cannot_be_are_refused(wrong):
    with pytest.raises(ValueError, match="no draws"):
        Draws(*wrong)


def test_what_is_solved_for_the_client_is_an_assumption_with_a_range():
    assert set(SOLVED) <= set(drawable())
