"""The organisation's own figures: the run without a programme meets them, and what it cannot meet is refused."""

from __future__ import annotations

import json
from functools import lru_cache
from typing import Any

import numpy as np
import pytest
from real_organisations import ROSTER_FILE, needs_roster
from scenario_texts import only, problems, write

import mentorlab as ml
from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.cli.main import answered
from mentorlab.scenarios.assumptions.company_figures import AGE_BANDS
from mentorlab.scenarios.assumptions.mechanisms import without
from mentorlab.scenarios.scenario import Scenario
from mentorlab.sim.calibration import calibrate as solver
from mentorlab.sim.calibration.calibrate import Fitted, Reached, measured_of, meet_company_figures
from mentorlab.sim.calibration.figures import QUITS, Measured
from mentorlab.sim.measures.record import record
from mentorlab.sim.measures.retention import retention
from mentorlab.sim.state.inputs import read_inputs
from mentorlab.sim.week.settling import settle

FREE = {
    "tenure.quits", "people.belonging", "ideas.rate", "ideas.adoption", "turnover.times_under_29",
    "turnover.times_29_to_44", "turnover.times_45_to_60", "turnover.times_61_and_over", "quits_by_department",
}  # fmt: skip


def scenario_with(baseline: dict[str, Any] | None, employees: int = 300, weeks: int = 104) -> Scenario:
    organisation = {"synthetic": {"employees": employees}, "baseline": baseline}
    return Scenario.model_validate({"organisation": organisation, "weeks": weeks})


@pytest.fixture
def quick(monkeypatch: pytest.MonkeyPatch) -> None:
    """Let the solver do with a tenth of the person-years where precision is not the point."""
    monkeypatch.setattr(solver, "PERSON_YEARS", 1_000)


@lru_cache
def fitted(told: str, employees: int = 300) -> Fitted:
    scenario = scenario_with(json.loads(told), employees)
    return meet_company_figures(scenario, read_inputs(scenario.organisation))


def solved(baseline: dict[str, Any], employees: int = 300) -> Fitted:
    return fitted(json.dumps(baseline), employees)


def figure(found: Fitted, name: str) -> Reached:
    return next(one for one in found.figures if one.name == name)


def on_other_luck(found: Fitted, runs: int = 8) -> Measured:
    """Return what runs of luck the solver never saw come to."""
    inputs, seen = read_inputs(found.scenario.organisation), []
    for replicate in range(runs):
        plain = found.scenario.model_copy(update={"organisation": ml.Organisation()})
        model = ml.MentoringModel(plain, seed=11, replicate=replicate, inputs=inputs)
        model.run()
        seen.append(measured_of(model))
    return Measured.together(seen)


@pytest.mark.usefixtures("quick")
@pytest.mark.parametrize(
    "asked",
    [
        {"inclusion": {"score": 15}}, {"inclusion": {"score": 94}}, {"inclusion": {"score": 4.7, "scale": [1, 5]}},
        {"annual_quits": 0.6}, {"annual_quits": 58}, {"annual_quits": 30, "inclusion": {"score": 85}},
        {"annual_quits": 20, "inclusion": {"score": 20}}, {"ideas_per_100": 5}, {"ideas_per_100": 400},
    ],
)  # fmt: skip
def test_figures_far_from_the_default_are_reached(asked: dict[str, Any]) -> None:
    scenario = scenario_with(asked, 100, 52)
    found = meet_company_figures(scenario, read_inputs(scenario.organisation))
    for one in found.figures:
        if one.target is not None:
            assert one.value == pytest.approx(one.target, rel=0.03, abs=0.5)


LEAVERS = """
weeks: 52
organisation:
  roster: {{file: {file}, as_of: 2026-01-01, level_order: high_is_senior}}
  baseline: {{from_column: Left, from_column_by: age}}
"""


@pytest.fixture
def leavers(tmp_path: Any) -> Scenario:
    """Return an organisation of 240 of whom 32 of the 80 under 29 and 16 of the others quit within a year."""
    lines = ["employee_id,age,level,department,tenure_years,Left"]
    for at in range(240):
        age, left = (25, at % 5 < 2) if at < 80 else (35 + at % 20, at % 10 == 0)
        lines.append(f"Q{at},{age},{min(4, at % 9)},D{at % 3},{1 + at % 7},{'Yes' if left else 'No'}")
    (tmp_path / "people.csv").write_text("\n".join(lines))
    return ml.load(write(LEAVERS.format(file=tmp_path / "people.csv"), str(tmp_path / "ours.yaml")))


def test_a_column_is_met_as_the_share_of_its_people_who_quit_within_a_year(
    leavers: Scenario, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(solver, "MOST_RUNS", 40)
    inputs = read_inputs(leavers.organisation)
    found = meet_company_figures(leavers, inputs)
    assert figure(found, "quit_within_a_year.under_29").target == 40
    shares = []
    for replicate in range(40):
        model = ml.MentoringModel(found.scenario, seed=11, replicate=replicate, inputs=inputs, settled=None)
        model.run()
        kept = record(model)
        young = kept.people["age"] < 29
        shares.append([100 - retention(kept, who) for who in (young, ~young, young | ~young)])
    seen, error = np.mean(shares, axis=0), np.std(shares, axis=0, ddof=1) / np.sqrt(40)
    assert (np.abs(seen - [40, 10, 20]) <= 0.5 + 3 * error).all()
    assert error[0] < 1
    told = {one.name: (one.unit, one.yours, one.follows) for one in found.figures}
    assert told["quit_within_a_year"] == ("of 100 at launch within a year", True, True)
    assert told["annual_quits"] == ("per 100 employee-years", False, True)


def test_leavers_whom_the_column_names_start_as_employees(leavers: Scenario) -> None:
    inputs = read_inputs(leavers.organisation)
    assert inputs.roster is not None
    assert inputs.roster.left.sum() == 48
    people = settle(leavers, inputs, 1).workforce
    assert len(people) == 240
    assert people.present.all()


@pytest.mark.usefixtures("quick")
def test_switching_a_mechanism_off_leaves_the_constants_as_they_were() -> None:
    scenario = scenario_with({"annual_quits": 20, "inclusion": {"score": 70}}, 100, 26)
    off = scenario.model_copy(update={"assumptions": without(scenario.assumptions, ("leaving-inclusion", "climate"))})
    inputs = read_inputs(scenario.organisation)
    whole, less = meet_company_figures(scenario, inputs).scenario, meet_company_figures(off, inputs).scenario
    assert whole.assumptions != scenario.assumptions
    assert less.assumptions == without(whole.assumptions, ("leaving-inclusion", "climate"))


@pytest.mark.parametrize("quits", [7.0, 13.5, 30.0])
def test_quits_are_met_also_on_luck_the_solver_never_saw(quits: float) -> None:
    found = solved({"annual_quits": quits})
    reached = figure(found, "annual_quits")
    assert reached.value is not None
    assert reached.standard_error is not None
    assert reached.yours
    assert abs(reached.value - quits) <= 0.1
    assert reached.standard_error <= 0.33
    again = on_other_luck(found)
    error = np.hypot(reached.standard_error, QUITS.standard_error(again) or 0)
    assert abs(QUITS.value(again) - quits) <= max(1.0, 3 * error)


def test_chances_to_quit_add_up_to_the_quits_counted(run: Any, small: Any, weekly: Any) -> None:
    models = [run(small(employees=200, weeks=104), replicate=replicate) for replicate in range(4)]
    counted = sum(weekly(model)["quits"].sum() for model in models)
    expected = sum(model.state.expected_quits.sum() for model in models)
    assert counted > 50
    assert abs(counted - expected) < 4 * np.sqrt(expected)


def test_likely_ideas_add_up_to_the_ideas_counted(run: Any, small: Any, weekly: Any) -> None:
    models = [run(small(employees=200, weeks=104, arm="none"), replicate=replicate) for replicate in range(4)]
    counted = [sum(weekly(model)[name].sum() for model in models) for name in ("ideas_voiced", "ideas_implemented")]
    likely = Measured.together([measured_of(model) for model in models])
    assert likely.voiced.sum() == pytest.approx(counted[0], abs=4 * np.sqrt(counted[0]))
    assert likely.implemented.sum() == pytest.approx(counted[1], abs=4 * np.sqrt(counted[1]))
    assert counted[1] > 100


def test_a_score_and_ideas_are_met_on_the_clients_own_scale() -> None:
    found = solved({"inclusion": {"score": 3.5, "scale": [1, 5]}, "ideas_per_100": 60, "implemented_per_100": 20})
    assert figure(found, "inclusion").value == pytest.approx(3.5, abs=0.02)
    assert figure(found, "ideas_per_100").value == pytest.approx(60, rel=0.03)
    assert figure(found, "implemented_per_100").value == pytest.approx(20, rel=0.03)
    assert not figure(found, "annual_quits").yours
    again = on_other_luck(found)
    assert again.inclusion.mean() == pytest.approx(62.5, abs=3 * again.inclusion.std() / np.sqrt(7) + 1)
    years = again.weeks.sum() / 5200
    assert again.voiced.sum() / years == pytest.approx(60, abs=5)
    assert again.implemented.sum() / years == pytest.approx(20, abs=3)


def test_a_score_of_70_is_met() -> None:
    assert figure(solved({"inclusion": {"score": 70}}), "inclusion").value == pytest.approx(70, abs=0.2)


def test_rates_by_age_and_department_are_met_together() -> None:
    name = read_inputs(ml.Organisation()).structure.departments[1]
    asked = {"annual_quits": 15, "annual_quits_by_age": {"under_29": 28}, "annual_quits_by_department": {name: 8}}
    found = solved(asked)
    for key, target in (
        ("annual_quits", 15), ("annual_quits_by_age.under_29", 28), (f"annual_quits_by_department.{name}", 8)
    ):  # fmt: skip
        assert figure(found, key).value == pytest.approx(target, abs=0.2)
    assert found.scenario.assumptions.quits_by_department[name] < 1 < found.scenario.assumptions.turnover.times_under_29


@pytest.mark.usefixtures("quick")
def test_only_the_free_constants_and_pay_differ() -> None:
    pay = [40_000, 50_000, 70_000, 100_000, 150_000]
    scenario = scenario_with({"annual_quits": 20, "implemented_per_100": 15, "pay_by_level": pay}, 100, 26)
    found = meet_company_figures(scenario, read_inputs(scenario.organisation)).scenario
    before, after = scenario.assumptions.model_dump(), found.assumptions.model_dump()
    differs = {
        f"{room}.{name}"
        for room, held in before.items()
        if isinstance(held, dict)
        for name in held
        if after[room][name] != held[name]
    }
    assert differs == {"tenure.quits", "ideas.adoption", *(f"money.rate_{level}" for level in range(5))}
    assert {one for one in differs if "money" not in one} < FREE
    assert [after["money"][f"rate_{level}"] * after["money"]["year_of_pay"] for level in range(5)] == pay
    assert found.model_copy(update={"assumptions": scenario.assumptions}) == scenario


@pytest.mark.usefixtures("quick")
def test_the_same_figures_give_the_same_constants_whatever_the_policy() -> None:
    scenario = scenario_with({"annual_quits": 20}, 100, 26)
    other = scenario.model_copy(update={"policy": ml.Policy(arm="reverse"), "name": "other"})
    inputs = read_inputs(scenario.organisation)
    one, two = meet_company_figures(scenario, inputs).scenario, meet_company_figures(other, inputs).scenario
    assert one.assumptions == two.assumptions
    assert (two.policy.arm, two.name) == ("reverse", "other")


def test_figures_that_nothing_is_solved_for_change_nothing() -> None:
    plain = ml.simulate(scenario_with(None, 60, 26))
    told = ml.simulate(scenario_with({"currency": "EUR"}, 60, 26))
    assert plain.digest == told.digest
    assert plain.figures is None
    assert told.figures is not None
    assert (told.figures.runs, told.figures.currency) == (0, "EUR")


@pytest.mark.usefixtures("quick")
def test_a_model_made_by_hand_meets_the_figures_too() -> None:
    scenario = scenario_with({"annual_quits": 20}, 100, 26)
    model = ml.MentoringModel(scenario, seed=3)
    model.run()
    assert model.setup.assumptions != scenario.assumptions
    assert sum(model.datacollector.model_vars["quits"]) == ml.simulate(scenario, seed=3).weekly["quits"].sum()


@pytest.mark.usefixtures("quick")
def test_what_cannot_be_reached_is_refused_with_the_range_all_at_once() -> None:
    scenario = scenario_with({"inclusion": {"score": 100}, "implemented_per_100": 300}, 100, 26)
    with pytest.raises(Refused) as refused:
        meet_company_figures(scenario, read_inputs(scenario.organisation))
    inclusion, implemented = refused.value.problems
    assert (inclusion.code, inclusion.field, inclusion.value) == ("range", "organisation.baseline.inclusion", 100)
    assert "cannot be reached" in inclusion.message
    assert "people.belonging from 0.02 to 0.98" in inclusion.message
    assert implemented.field == "organisation.baseline.implemented_per_100"
    assert "Say ideas_per_100 too" in implemented.hint


@pytest.mark.usefixtures("quick")
def test_every_figure_is_shown_as_yours_or_default(capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    text = (
        "extends: reverse\nweeks: 26\norganisation:\n  synthetic: {employees: 80}\n"
        "  baseline: {annual_quits: 20, currency: CHF}\n"
    )
    file = str(write(text, str(tmp_path / "ours.yaml")))
    assert answered(["compare", file, "--vary", "feedback=0,4", "--worlds", "0", "--replicates", "2", "--json"]) == 0
    data = json.loads(capsys.readouterr().out)["data"]
    assert list(data["baseline_figures"]) == list(data["scenarios"])
    first = next(iter(data["baseline_figures"].values()))
    assert first["currency"] == {"value": "CHF", "yours": True}
    yours = {one["name"]: one["yours"] for one in first["figures"]}
    assert yours["annual_quits"]
    assert not any(value for name, value in yours.items() if name != "annual_quits")
    outcomes = next(iter(data["scenarios"].values()))["outcomes"]
    assert outcomes["cash"]["unit"] == "CHF in all"
    assert answered(["run", file]) == 0
    said = capsys.readouterr().out
    assert "Your company figures, met by" in said
    assert all(word in said for word in ("yours", "default", "CHF in all", "Currency: CHF (yours)"))


@pytest.mark.usefixtures("quick")
def test_check_says_what_would_be_solved_and_solves_if_asked(capsys: pytest.CaptureFixture[str], tmp_path: Any) -> None:
    text = "weeks: 26\norganisation:\n  synthetic: {employees: 80}\n  baseline: {annual_quits: 20}\n"
    file = str(write(text, str(tmp_path / "ours.yaml")))
    assert answered(["check", file]) == 0
    said = capsys.readouterr().out
    assert "assumptions.tenure.quits" in said
    assert "reached" not in said
    assert answered(["check", file, "--solve", "--json"]) == 0
    report = json.loads(capsys.readouterr().out)["data"]["files"][0]
    assert report["baseline_reached"]["figures"][0]["reached"] == pytest.approx(20, abs=0.1)


def test_scenarios_of_different_figures_are_not_compared() -> None:
    with pytest.raises(Refused, match="annual_quits is 20 in one, 12 in the other") as refused:
        ml.compare([scenario_with({"annual_quits": quits}, 60, 26) for quits in (20, 12)], replicates=2)
    assert "--set organisation.baseline.annual_quits=20." in refused.value.problems[0].hint


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ("annual_quits: 0.16", "must be a number from 0.5 to 60, not 0.16. Did you mean 16?"),
        ("annual_quits: 90", "must be a number from 0.5 to 60, not 90."),
        ("annual_quits: {from_column: Left}", "write organisation.baseline.from_column."),
        ("annual_quits_by_age: {from_column: Left}", "write baseline.from_column and from_column_by"),
        ("annual_quits: much %", "must be a number from 0.5 to 60, not 'much %'."),
    ],
)
def test_what_no_organisation_can_meet_is_refused_where_it_stands(said: str, complaint: str, tmp_path: Any) -> None:
    text = f"organisation:\n  baseline:\n    {said}\n"
    with pytest.raises(Refused) as refused:
        ml.load(str(write(text, str(tmp_path / "ours.yaml"))))
    (problem,) = refused.value.problems
    assert problem.line == 3
    assert complaint in f"{problem.message} {problem.hint}"


def test_percent_may_be_written(tmp_path: Any) -> None:
    text = "organisation:\n  baseline: {annual_quits: 16 %, annual_quits_by_age: {under_29: '20%'}}\n"
    baseline = ml.load(str(write(text, str(tmp_path / "ours.yaml")))).organisation.baseline
    assert baseline is not None
    assert (baseline.annual_quits, baseline.annual_quits_by_age) == (16.0, {"under_29": 20.0})


@pytest.mark.usefixtures("quick")
def test_a_small_figure_is_not_met_by_one_twice_as_large() -> None:
    scenario = scenario_with({"annual_quits_by_age": {"under_29": 0.16}}, 100, 26)
    with pytest.raises(Refused, match=r"0\.16 per 100 employee-years cannot be reached") as refused:
        meet_company_figures(scenario, read_inputs(scenario.organisation))
    assert refused.value.problems[0].hint == "Did you mean 16?"


def test_what_is_wrong_with_figures_is_told_at_its_line(tmp_path: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.chdir(tmp_path)
    text = """organisation:
  baseline:
    annual_quits: 190
    annual_quits_by_age: {under_30: 5}
    inclusion: {score: 7, scale: [1, 5]}
    pay_by_level: [1, 2, 3]
    from_column_by: gender
"""
    said = [(one.line, one.message) for one in problems(text)]
    assert [line for line, _ in said] == [3, 4, 5, 6, 7]
    for (_, message), words in zip(
        said,
        ("from 0.5 to 60, not 190", "unknown age band 'under_30'", "not on the scale from 1 to 5", "5 yearly pays",
         "unknown division 'gender'"),
        strict=True,
    ):  # fmt: skip
        assert words in message


@pytest.mark.parametrize(
    ("figures", "says"),
    [
        ("{annual_quits: 12, from_column: Left}", "from_column and annual_quits exclude each other"),
        ("{from_column: Left}", "there is no roster that could have it"),
        ("{from_column_by: age}", "name from_column too"),
        ("{ideas_per_100: 10, implemented_per_100: 12}", "is more than the 10 ideas_per_100 submitted"),
        (f"{{annual_quits: 9, annual_quits_by_age: {json.dumps(dict.fromkeys(AGE_BANDS, 9))}}}", "leave it out"),
        ("{inclusion: {score: 3, scale: [5, 1]}}", "the lower first"),
    ],
)
def test_figures_that_contradict_each_other_are_refused(
    figures: str, says: str, tmp_path: Any, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.chdir(tmp_path)
    said = only(f"organisation:\n  baseline: {figures}\n")
    assert "growth.yaml:2:" in said
    assert says in said


@needs_roster
@pytest.mark.parametrize(
    ("figures", "name", "target"),
    [
        ({"from_column": "Attrition"}, "quit_within_a_year", 16.1),
        ({"annual_quits": 7}, "annual_quits", 7),
        ({"annual_quits": 30}, "annual_quits", 30),
    ],
)
def test_a_real_roster_reaches_its_own_quits_and_others(
    tmp_path: Any, figures: dict[str, Any], name: str, target: float
) -> None:
    text = ROSTER_FILE.format(parent="no-programme") + f"  baseline: {json.dumps(figures)}\n"
    scenario = ml.load(write(text, str(tmp_path / "ours.yaml")))
    found = meet_company_figures(scenario, read_inputs(scenario.organisation))
    assert figure(found, name).value == pytest.approx(target, abs=0.2)
    run = ml.simulate(scenario, seed=5)
    share = name != "annual_quits"
    came = 100 - run.outcomes["retention"] if share else run.outcomes["quits"]
    # one run of 1,470 people over one year or two: three standard errors of the count
    assert came == pytest.approx(target, abs=3 * np.sqrt(100 * target / (1470 if share else 2940)) + 0.3)
