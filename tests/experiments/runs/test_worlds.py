"""Worlds in which the organisation is the same: what is solved in them, kept of them, and drawn in place of others."""

from __future__ import annotations

from typing import Any

import numpy as np
import pytest

import mentorlab as ml
from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.runs import worlds as worlds_module
from mentorlab.experiments.runs.designs.plan import SweepPlan
from mentorlab.experiments.runs.plan import Plan
from mentorlab.experiments.runs.replay import Replayer
from mentorlab.experiments.runs.sampling.draws import KEPT, SOLVED, WEIGHTS, Draws, Listed, drawable
from mentorlab.experiments.runs.store.store import open_store
from mentorlab.experiments.runs.workers import Workers
from mentorlab.experiments.runs.worlds import SolveWorlds, solve
from mentorlab.scenarios.assumptions.assumptions import Assumptions
from mentorlab.scenarios.assumptions.mechanisms import stated, with_values
from mentorlab.scenarios.files.validated import laid_over, with_settings
from mentorlab.scenarios.scenario import Scenario
from mentorlab.sim.calibration.calibrate import measured_of, meet_company_figures
from mentorlab.sim.calibration.figures import IDEAS, IMPLEMENTED, INCLUSION, QUITS, Measured
from mentorlab.sim.calibration.worlds import Anchor, anchor_of
from mentorlab.sim.state.inputs import read_inputs
from mentorlab.sim.week.settling import settle

FIGURES = (QUITS, INCLUSION, IDEAS, IMPLEMENTED)
EVERYTHING = tuple(path for path in drawable() if path not in KEPT)
SMALL = {"organisation.synthetic.employees": 40, "weeks": 30, "settling_weeks": 26, "policy.share": 0.3}


def organisation(employees: int, weeks: int = 104, **baseline: Any) -> Scenario:
    told = {"synthetic": {"employees": employees}, "baseline": baseline or None}
    return Scenario.model_validate({"organisation": told, "weeks": weeks})


def come_to(scenario: Scenario, runs: int, first: int = 0) -> list[float]:
    """Return quits, inclusion and ideas in some runs without a programme, on luck that nothing was solved on."""
    inputs, found = read_inputs(scenario.organisation), []
    for replicate in range(first, first + runs):
        settled = settle(scenario, inputs, 11, replicate)
        model = ml.MentoringModel(scenario, seed=11, replicate=replicate, inputs=inputs, settled=settled)
        model.run()
        found.append(measured_of(model))
    return [figure.value(Measured.together(found)) for figure in FIGURES]


def means_over_worlds(scenario: Scenario, worlds: int, runs: int) -> np.ndarray:
    """Return the means over drawn worlds of quits, inclusion and ideas."""
    anchor = Anchor(scenario, read_inputs(scenario.organisation), KEPT)
    draws = Draws("latin-hypercube", EVERYTHING, seed=3, together=worlds)
    found = []
    for future in range(worlds):
        world = draws.world(future)
        constants = anchor.solve(world)
        assert constants is not None
        assert set(constants) == set(KEPT)
        assumptions = with_values(scenario.assumptions, world | constants)
        moved = scenario.model_copy(update={"assumptions": assumptions})
        found.append(come_to(moved, runs, first=runs * future))
    return np.mean(found, axis=0)


def hold(found: np.ndarray, default: list[float]) -> None:
    """Hold means over worlds against what the organisation comes to without them."""
    assert found[0] == pytest.approx(default[0], abs=0.5)
    assert found[1] == pytest.approx(default[1], abs=1.0)
    assert found[2] == pytest.approx(default[2], rel=0.05)
    assert found[3] == pytest.approx(default[3], rel=0.05)


def test_in_drawn_worlds_quits_inclusion_and_ideas_are_those_of_the_default() -> None:
    scenario = organisation(120, weeks=52)
    hold(means_over_worlds(scenario, 8, 6), come_to(scenario, 48))


@pytest.mark.long
@pytest.mark.parametrize("baseline", [{}, {"annual_quits": 20, "inclusion": {"score": 65}}])
def test_in_drawn_worlds_the_figures_stay_as_they_were_stated(baseline: dict[str, Any]) -> None:
    scenario = organisation(300, **baseline)
    scenario = meet_company_figures(scenario, read_inputs(scenario.organisation)).scenario
    hold(means_over_worlds(scenario, 32, 8), come_to(scenario, 256))


def test_what_was_stated_is_solved_also_where_its_constant_is_not_named() -> None:
    scenario = organisation(100, weeks=26, annual_quits_by_age={"under_29": 25})
    found = anchor_of(scenario, read_inputs(scenario.organisation), ("people.belonging",)).solve(
        {"turnover.inclusion": 5.0}
    )
    assert found is not None
    assert set(found) == {"turnover.times_under_29", "people.belonging"}


def test_a_world_in_which_nothing_differs_is_solved_by_the_constants_as_they_are() -> None:
    scenario = organisation(100, weeks=26)
    constants = Anchor(scenario, read_inputs(scenario.organisation), ("tenure.quits", "people.belonging")).solve({})
    assert constants == {"tenure.quits": 0.135, "people.belonging": 0.56}


def test_mechanisms_that_are_off_move_no_constant_of_a_world() -> None:
    scenario, world = organisation(60, weeks=26), {"turnover.contagion": 2.5}
    off = scenario.model_copy(update={"assumptions": Assumptions(off=("leaving-inclusion",))})
    found = [Anchor(one, read_inputs(one.organisation), ("tenure.quits",)).solve(world) for one in (scenario, off)]
    assert found[0] == found[1]


def test_what_was_set_is_told_also_if_it_was_set_to_its_default() -> None:
    scenario = ml.load("reverse", settings=["assumptions.transport=0.8"])
    assert list(stated(scenario.assumptions)) == ["transport"]
    again = laid_over(with_settings(scenario, ["feedback=8"]), {"assumptions.feedback.harm": 0.3})
    assert list(stated(again.assumptions)) == ["transport", "feedback.harm"]
    assert not list(stated(ml.load("reverse").assumptions))


def test_a_department_with_a_dot_in_its_name_has_its_own_times() -> None:
    told = with_values(Assumptions(), {"quits_by_department.R. & D.": 1.4})
    assert told.quits_by_department == {"R. & D.": 1.4}


def plan_of(settings: list[str], assumptions: dict[str, Any], **more: Any) -> Any:
    from mentorlab.experiments.studies.study_file import plan_of as read
    from mentorlab.experiments.studies.study_file import read_from_python

    scenario = ml.load("reverse", settings=[*(f"{path}={value}" for path, value in SMALL.items()), *settings])
    baseline = with_settings(scenario, ["policy.arm=none"])
    return read(
        read_from_python(scenario=scenario, baseline=baseline, levers={"feedback": [4]}, assumptions=assumptions)
    )


def test_what_the_user_set_stays_and_is_not_solved_either() -> None:
    plan = plan_of(["assumptions.transport=0.8", "assumptions.ideas.rate=0.021"], {"over": "all"})
    assert not {"transport", *KEPT} & set(plan.draws.paths)
    assert plan.draws.kept == ("tenure.quits", "people.belonging", "ideas.adoption")


def test_the_users_own_pay_stays_and_with_one_rate_the_others() -> None:
    paid = plan_of(["organisation.baseline.pay_by_level=[30000, 40000, 50000, 60000, 70000]"], {"over": "all"})
    assert not set(SOLVED) & set(paid.draws.paths)
    one = plan_of(["assumptions.money.rate_2=300", "assumptions.ideas.first_skill=0.4"], {"over": "all"})
    together = {*(f"money.rate_{level}" for level in range(5)), *WEIGHTS}
    assert not together & set(one.draws.paths)
    assert "money.year_of_pay" in one.draws.paths


def test_what_is_set_and_to_be_drawn_is_refused() -> None:
    with pytest.raises(Refused, match=r"'transport' is set in the scenario\. Take it out here"):
        plan_of(["assumptions.transport=0.8"], {"over": ["transport"]})
    with pytest.raises(Refused, match=r"'people\.belonging' is solved to meet your own figures"):
        plan_of(["organisation.baseline.annual_quits=20"], {"people.belonging": [0.5, 0.6]})


def test_a_constant_that_is_drawn_or_listed_by_name_is_not_solved() -> None:
    assert "people.belonging" not in plan_of([], {"over": ["people.belonging"]}).draws.kept
    listed = plan_of([], {"people.belonging": [0.5, 0.6]})
    kept = ("tenure.quits", "ideas.rate", "ideas.adoption")
    assert listed.listed(listed.worlds[0]) == Listed((("people.belonging", 0.5),), kept)


@pytest.mark.parametrize("asked", [{"transport": [0.6, 0.9]}, {"over": ["transport"]}])
def test_a_study_that_is_read_back_has_the_same_worlds(asked: dict[str, Any]) -> None:
    plan = plan_of(["assumptions.ideas.rate=0.03"], asked)
    again = SweepPlan.from_dict(plan.as_dict())
    assert again.draws == plan.draws
    assert again.kept == plan.kept == ("tenure.quits", "people.belonging", "ideas.adoption")
    assert [again.listed(world) for world in again.worlds] == [plan.listed(world) for world in plan.worlds]


@pytest.fixture(scope="module")
def drawn() -> dict[str, Any]:
    """Return a sweep over drawn worlds, as it is asked for."""
    settings = [f"{path}={value}" for path, value in SMALL.items()]
    return {
        "scenario": ml.load("reverse", settings=settings), "over": {"feedback": [0, 4]},
        "baseline": ml.load("no-programme", settings=settings), "assumptions": {"method": "sobol", "over": "all"},
    }  # fmt: skip


def test_worlds_are_kept_with_their_runs_and_not_solved_again(
    drawn: dict[str, Any], tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    file = tmp_path / "runs.db"
    whole = ml.sweep(**drawn, replicates=4, jobs=1)
    ml.sweep(**drawn, replicates=2, jobs=1, store=file)
    grown = ml.sweep(**drawn, replicates=4, jobs=1, store=file)
    assert grown.comparison.digest == whole.comparison.digest
    assert any("solved anew" in note for note in whole.comparison.notes)

    def never(*_: Any) -> None:
        raise AssertionError("it is kept")

    monkeypatch.setattr(SolveWorlds, "solved", never)
    assert ml.sweep(**drawn, replicates=4, jobs=1, store=file).comparison.digest == whole.comparison.digest
    with open_store(file) as store:
        keys = list(store.keys())
        assert len(keys) == 12
        runs = [store.run(key.hex()) for key in keys]
        assert all(set(KEPT) < set(run.world) for run in runs)
        assert len({tuple(run.world.items()) for run in runs}) == 4
        assert all(Replayer(store)(run).equal for run in runs[:3])


def test_worlds_solved_in_other_processes_are_the_same_to_the_bit(monkeypatch: pytest.MonkeyPatch) -> None:
    scenario = ml.load("reverse", settings=[f"{path}={value}" for path, value in SMALL.items()])
    plan = Plan((scenario,), read_inputs(scenario.organisation), 0, draws=Draws("sobol", EVERYTHING))
    futures = range(4)
    here = solve(SolveWorlds(plan, plan.draws), futures, Workers())
    monkeypatch.setattr(worlds_module, "SPREAD_AFTER", 0.0)
    there = solve(SolveWorlds(plan, plan.draws), futures, Workers((scenario,), 2))
    assert there == here
    assert len({tuple(world.items()) for world in here.values()}) == 4


def test_organisations_of_one_future_are_in_the_same_drawn_world(monkeypatch: pytest.MonkeyPatch) -> None:
    few = [f"{path}={value}" for path, value in SMALL.items()]
    scenarios = (ml.load("reverse", settings=few), ml.load("reverse", settings=[*few, "assumptions.ideas.rate=0.03"]))
    draws, real = Draws("latin-hypercube", ("transport", "feedback.harm")), Anchor.solve
    plan = Plan(scenarios, read_inputs(scenarios[0].organisation), 0, draws=draws)
    second = SolveWorlds(plan, draws).anchor(1)

    def unlucky(anchor: Anchor, world: Any) -> Any:
        return None if anchor is second and world == draws.world(0) else real(anchor, world)

    monkeypatch.setattr(Anchor, "solve", unlucky)
    found = SolveWorlds(plan, draws).solved(0)
    assert list(found) == [0, 1]
    again = draws.world(0, 1)
    assert all(again.items() <= world.items() for world in found.values())


def test_a_world_that_cannot_be_solved_gives_way_to_the_next_and_is_counted(
    drawn: dict[str, Any], monkeypatch: pytest.MonkeyPatch
) -> None:
    real, draws = Anchor.solve, plan_of([], {"over": "all"}).draws
    monkeypatch.setattr(Anchor, "solve", lambda anchor, world: None if world == draws.world(1) else real(anchor, world))
    two, three = (ml.sweep(**drawn, replicates=many, jobs=1).comparison for many in (2, 3))
    assert (two.digests == three.digests[:, :2]).all()
    assert "1 world of 3 could not be brought to these figures and was replaced by the next drawn." in three.notes
    monkeypatch.setattr(Anchor, "solve", lambda *_: None)
    with pytest.raises(Refused, match="of 20 worlds drawn for one future none has the organisation's figures"):
        ml.sweep(**drawn, replicates=2, jobs=1)


def test_in_a_listed_world_every_future_has_the_same_constants(drawn: dict[str, Any], tmp_path: Any) -> None:
    asked = drawn | {"assumptions": {"turnover.contagion": [0.5, 3]}}
    found = ml.sweep(**asked, replicates=2, jobs=1, store=tmp_path / "runs.db")
    assert [one.assumptions for one in found.worlds] == [{"turnover.contagion": 0.5}, {"turnover.contagion": 3}]
    assert not found.comparison.drawn
    with open_store(tmp_path / "runs.db") as store:
        seen_worlds = {tuple(store.run(key.hex()).world.items()) for key in store.keys()}  # noqa: SIM118
    assert len(seen_worlds) == 2
    quits = {world["turnover.contagion"]: world["tenure.quits"] for world in map(dict, seen_worlds)}
    assert quits[0.5] > quits[3.0]
