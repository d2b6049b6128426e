"""Only the policy may differ: scenarios that assume otherwise are each held against no programme of their own."""

from __future__ import annotations

import io
import json

import numpy as np
import pytest
from rich.console import Console

import mentorlab as ml
from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.cli import main as cli
from mentorlab.experiments.cli.tables.comparison import show_comparison
from mentorlab.experiments.cli.tables.sweep import show_sweep
from mentorlab.experiments.runs.designs.plan import SweepPlan
from mentorlab.experiments.runs.replay import Replayer
from mentorlab.experiments.runs.sampling.draws import Draws
from mentorlab.experiments.runs.store.store import open_store
from mentorlab.experiments.show.figures import save_figure
from mentorlab.experiments.show.wording.comparison import warnings_of
from mentorlab.experiments.studies.apart import references_of
from mentorlab.experiments.studies.estimate import estimate
from mentorlab.experiments.studies.study_file import plan_of, read_from_python, read_study
from mentorlab.experiments.studies.sweep import run_sweep
from mentorlab.scenarios.assumptions.outcomes import HEADLINES, OUTCOMES
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.scenarios.no_programme import no_programme

SMALL = ["organisation.synthetic.employees=60", "weeks=52", "settling_weeks=26"]
OWN = ["assumptions.turnover.scale=1.2", "assumptions.ideas.rate=0.035"]
PLACES = [place for place, outcome in enumerate(OUTCOMES) if not outcome.of_participants]
HEADS = [place for place, outcome in enumerate(OUTCOMES) if outcome.name in HEADLINES]


def small(name, *settings):
    """Return a shipped scenario on sixty people over a year."""
    return ml.load(name, settings=[*SMALL, *settings])


def differences(found, name):
    """Return (replicates, headlines): a scenario less what it is held against."""
    row = found.names.index(name)
    return (found.values - found.references)[row][:, HEADS]


@pytest.fixture(scope="module")
def ours():
    """Return a programme under assumptions of its own."""
    return small("reverse", *OWN).model_copy(update={"name": "ours"})


@pytest.fixture(scope="module")
def right(ours):
    """Return it against no programme under the same assumptions, as it should come out everywhere."""
    return ml.compare([small("no-programme", *OWN), ours], replicates=20, jobs=1)


@pytest.fixture(scope="module")
def apart(ours):
    """Return it beside scenarios under the default's assumptions."""
    return ml.compare([small("no-programme"), small("traditional"), ours], replicates=20, jobs=1)


def test_a_scenario_that_assumes_otherwise_is_held_against_no_programme_of_its_own(apart, right, ours):
    assert np.array_equal(differences(apart, "ours"), differences(right, "ours"))
    plain = ml.compare([small("no-programme"), small("traditional")], replicates=20, jobs=1)
    assert np.array_equal(differences(apart, "traditional"), differences(plain, "traditional"))
    assert right.apart == plain.apart == ""
    row, own = apart.names.index("ours"), ml.compare([no_programme(ours), ours], replicates=20, jobs=1)
    for place in PLACES:
        assert np.array_equal(apart.references[row, :, place], own.references[1, :, place], equal_nan=True)


def test_no_policy_is_judged_ranked_or_spoken_of(apart, right):
    data = json.loads(json.dumps(apart.data, allow_nan=False))
    alike = right.data
    assert set(data) - set(alike) == {"apart"}
    for name, one in data["scenarios"].items():
        assert set(one["rank"].values()) == {None}
        for outcome, entry in one["outcomes"].items():
            assert set(entry) == set(alike["scenarios"]["ours"]["outcomes"][outcome])
            assert entry["verdict"] is None
            assert entry["more_replicates"] is None
            assert name != "no-programme" or entry["low"] is None
    assert data["scenarios"]["ours"]["outcomes"]["inclusion"]["low"] is not None
    frame = apart.to_frame()
    assert frame["rank"].isna().all()
    assert frame["verdict"].isna().all()
    assert len(frame) == 3 * len(OUTCOMES)
    said = f"{apart.sentence()} {warnings_of(apart)}"
    assert not [word for word in ("improves", "worsens", "worse", "best", "luck alone") if word in said]
    assert "does not tell which policy is better" in said
    assert said.count("each scenario compared with no programme under its own assumptions") == 1


def test_a_programme_in_which_nobody_takes_part_does_nothing():
    nobody = small("reverse", "policy.share=0", *OWN)
    found = ml.compare([small("no-programme"), nobody], replicates=20, jobs=1)
    assert (differences(found, "reverse") == 0).all()
    assert [found.findings["reverse"][name].difference for name in HEADLINES] == [0, 0, 0]
    assert "retention 0.0 percentage points" in found.sentence()


def test_the_note_says_in_words_what_differs_and_what_mends_it(apart):
    note = apart.notes[0]
    assert "ideas.rate 0.021 and 0.035; turnover.scale 0.997 and 1.2" in note
    assert "it is not said which policy is better" in note
    assert "--set assumptions.ideas.rate=0.035 --set assumptions.turnover.scale=1.2" in note
    many = [f"assumptions.rewards.bonus.{name}=0.2" for name in ("pull", "tangibility", "envy", "credit")]
    own = references_of([small("no-programme"), small("reverse", *OWN, *many)])
    assert own is not None
    assert own.note.count(" and 0.2") <= 3
    assert "3 more" in own.note
    assert "--set" not in own.note  # it would not be enough
    assert "other.with_({'assumptions': scenario.assumptions}) in Python" in own.note


def test_the_table_and_the_picture_tell_what_each_does_and_do_not_judge(apart, tmp_path):
    console = Console(width=118, file=io.StringIO(), markup=False, highlight=False)
    show_comparison(console, apart, everything=True)
    said = " ".join(console.file.getvalue().split())
    assert "without a programme" in said
    assert "not judged" in said  # of the exploratory outcomes
    for label in ("worse off than", "better off than", "which policy is better"):
        said = said.replace(label, "")
    assert not [word for word in ("better", "worse", "undecided", "equivalent", "luck alone") if word in said]
    axes = apart.plot()
    save_figure(axes, tmp_path / "apart.png")
    figure = axes[0].get_figure()
    assert [label.get_text() for label in axes[0].get_yticklabels()] == ["traditional", "ours"]
    assert "not judged" in figure.get_label()
    assert [text.get_text() for text in figure.legends[0].get_texts()] == [
        "not judged: the scenarios do not share their assumptions"
    ]
    assert apart.retention_three_ways()["scenario"].unique().tolist() == ["traditional", "ours"]


def test_scenarios_that_settle_for_longer_are_held_apart_too():
    longer = small("reverse").model_copy(update={"settling_weeks": 30})
    found = ml.compare([small("no-programme"), longer], replicates=2, jobs=1)
    alike = ml.compare([no_programme(longer), longer], replicates=2, jobs=1)
    assert "settling_weeks 26" in found.notes[0]
    assert np.array_equal(differences(found, "reverse"), differences(alike, "reverse"))


def test_what_a_programme_is_held_against_where_no_scenario_is_none_is_run_for_it(ours):
    theirs = small("traditional")
    found = ml.compare([theirs, ours], replicates=3, jobs=1)
    assert found.others == ("traditional", "ours")
    for scenario in (theirs, ours):
        alike = ml.compare([no_programme(scenario), scenario], replicates=3, jobs=1)
        assert np.array_equal(differences(found, scenario.name), differences(alike, scenario.name))


def test_no_programme_under_two_assumptions_says_nothing_of_a_policy():
    found = ml.compare([small("no-programme"), small("no-programme", *OWN)], replicates=3, jobs=1)
    assert found.apart
    assert json.dumps(found.data, allow_nan=False)
    assert "no-programme (2): innovation 0.0 ideas per 100 a year, inclusion 0.0 points and" in found.sentence()
    console = Console(width=118, file=io.StringIO(), markup=False, highlight=False)
    show_comparison(console, found, everything=True)
    assert found.plot()


@pytest.mark.parametrize("until", [{"choice": "retention"}, {"precision": {"retention": 0.5}}])
def test_a_rule_that_goes_by_differences_between_policies_is_refused(ours, until):
    with pytest.raises(Refused, match=r"do not share their assumptions \(ideas.rate .*replicates") as refused:
        ml.compare([small("no-programme"), ours], until=until)
    assert refused.value.problems[0].field == "until"


def test_a_study_of_such_scenarios_is_kept_gone_on_with_and_replayed(ours, tmp_path, right):
    scenarios = [small("no-programme"), ours]
    part = ml.compare(scenarios, replicates=3, jobs=1, store=tmp_path / "a.db")
    whole = ml.compare(scenarios, replicates=6, jobs=1, store=tmp_path / "a.db")
    assert part.names == whole.names == ("no-programme", "ours")
    assert np.array_equal(differences(whole, "ours"), differences(right, "ours")[:6])
    read = ml.compare(scenarios, replicates=6, jobs=1, store=tmp_path / "a.db")
    assert json.dumps(read.data) == json.dumps(whole.data)
    with open_store(tmp_path / "a.db") as store:
        (study,) = store.studies()
        assert study.names == ("no-programme", "ours", "ours without a programme")
        assert store.progress(study.key).left == 0
        runs = [store.run(key.hex()) for key in store.keys(study.key)]
        (hidden,) = [one for one in runs if one.scenario == study.scenarios[2] and one.replicate == 3]
        assert Replayer(store)(hidden).equal


def test_runs_kept_of_scenarios_that_share_assumptions_serve_those_that_do_not(ours, tmp_path, right):
    ml.compare([no_programme(ours), ours], replicates=3, jobs=1, store=tmp_path / "a.db")
    found = ml.compare([small("no-programme"), ours], replicates=3, jobs=1, store=tmp_path / "a.db")
    assert np.array_equal(differences(found, "ours"), differences(right, "ours")[:3])


def test_the_baseline_nobody_names_in_a_sweep_assumes_the_same(ours, right, tmp_path):
    found = ml.sweep(ours, {"feedback": [4]}, replicates=20, jobs=1)
    assert found.plan.baseline == no_programme(ours)
    assert np.array_equal(differences(found.comparison, "check-ins every 4 weeks"), differences(right, "ours"))
    assert "Only chance differs between the futures" in found.sentence()
    file = tmp_path / "study.yaml"
    file.write_text(
        "scenario: {extends: reverse, assumptions: {turnover: {scale: 1.2}}, settling_weeks: 26}\n"
        "levers: {feedback: [4]}\nset: {organisation.synthetic.employees: 60}\n"
    )
    plan = read_study(file, ["weeks=52"])
    assert plan.baseline == no_programme(plan.scenario)
    assert (plan.baseline.assumptions.turnover.scale, plan.baseline.weeks) == (1.2, 52)


def test_a_baseline_named_that_assumes_otherwise_leaves_the_policies_of_a_sweep_unjudged(ours, right, tmp_path):
    found = ml.sweep(ours, {"feedback": [4, 8]}, baseline=small("no-programme"), replicates=5, jobs=1)
    assert np.array_equal(differences(found.comparison, "check-ins every 4 weeks"), differences(right, "ours")[:5])
    assert found.best == dict.fromkeys(HEADLINES, ())
    cells = found.data["worlds"][0]["cells"].values()
    assert {entry["standing"] for cell in cells for entry in cell["outcomes"].values()} == {"not judged"}
    assert {entry["verdict"] for cell in cells for entry in cell["outcomes"].values()} == {None}
    assert found.order == (0, 1)
    assert "it is not said which of 2 policies is best" in found.sentence()
    json.dumps(found.data, allow_nan=False)
    console = Console(width=118, file=io.StringIO(), markup=False, highlight=False)
    show_sweep(console, found, [], everything=True)
    save_figure(found.plot(), tmp_path / "sweep.png")
    assert "best" not in console.file.getvalue().replace("is best", "")
    again = run_sweep(SweepPlan.from_dict(found.plan.as_dict()), jobs=1)
    assert json.dumps(again.data) == json.dumps(found.data)


def test_the_runs_a_named_baseline_that_assumes_otherwise_takes_are_estimated(ours):
    said = {"scenario": ours, "levers": {"feedback": [4, 8]}, "replicates": 5}
    alike = estimate(plan_of(read_from_python(**said)), jobs=1)
    otherwise = estimate(plan_of(read_from_python(**said, baseline=small("no-programme"))), jobs=1)
    assert (alike.runs, alike.hidden_runs) == (15, 0)
    assert (otherwise.runs, otherwise.hidden_runs) == (20, 5)


def test_listed_worlds_move_a_named_baseline_with_the_policies(ours):
    half = ml.sweep(
        ours, {"feedback": [4]}, baseline=small("no-programme"), assumptions={"turnover.scale": [0.8, 1.2]},
        replicates=3, jobs=1,
    )  # fmt: skip
    assert all(one.apart and "ideas.rate" in one.apart for one in half.comparisons)
    own = ml.sweep(ours, {"feedback": [4]}, assumptions={"turnover.scale": [0.8, 1.2]}, replicates=3, jobs=1)
    for one, other in zip(half.comparisons, own.comparisons, strict=True):
        assert np.array_equal(
            differences(one, "check-ins every 4 weeks"), differences(other, "check-ins every 4 weeks")
        )


def test_a_world_is_a_belief_about_the_organisation_that_a_scenario_describes(ours):
    draws = Draws("latin-hypercube", ("turnover.scale", "ideas.rate"))
    pair = [small("no-programme"), ours]
    found = ml.compare(pair, replicates=3, jobs=1, draws=draws)
    assert found.apart  # in all worlds one has the default's quits and ideas, one those of its own
    own = ml.compare([small("no-programme", *OWN), ours], replicates=3, jobs=1, draws=draws)
    assert own.apart == ""
    assert np.array_equal(differences(found, "ours"), differences(own, "ours"))
    some = ml.compare(pair, replicates=3, jobs=1, draws=Draws("latin-hypercube", ("turnover.scale",)))
    alike = ml.compare(
        [small("no-programme", *OWN), ours], replicates=3, jobs=1, draws=Draws("latin-hypercube", ("turnover.scale",))
    )
    assert np.array_equal(differences(some, "ours"), differences(alike, "ours"))


def test_an_assumption_is_no_lever_of_a_sweep_or_of_vary(capsys):
    with pytest.raises(Refused, match="which nobody can choose"):
        ml.sweep("reverse", {"assumptions.turnover.scale": [0.8, 1.2]})
    assert cli.answered(["compare", "reverse", "--vary", "assumptions.turnover.scale=0.8,1.2"]) == 2
    assert "there is no lever" in capsys.readouterr().err


def test_why_holds_a_scenario_against_no_programme_under_the_same_assumptions(ours, right):
    found = ml.why(ours, mechanisms=["bond", "contagion"], replicates=4, jobs=1)
    assert found.baseline == "no-programme"
    assert np.array_equal(found.full[:, :3], differences(right, "ours")[:4])
    named = ml.why(ours, small("no-programme"), mechanisms=["bond", "contagion"], replicates=4, jobs=1)
    assert named.baseline == "no programme under the same assumptions"
    assert np.array_equal(named.full, found.full, equal_nan=True)
    assert np.array_equal(named.without, found.without, equal_nan=True)
    assert np.array_equal(named.alike, found.alike)
    assert "do not share their assumptions" in named.notes[0]
    assert not [note for note in found.notes if "assumptions" in note]


def test_a_mechanism_that_is_off_in_one_scenario_only_sets_it_apart():
    off = small("reverse", "assumptions.off=[contagion]")
    found = ml.compare([small("no-programme"), off], replicates=3, jobs=1)
    alike = ml.compare([small("no-programme", "assumptions.off=[contagion]"), off], replicates=3, jobs=1)
    assert "mechanisms off none and contagion" in found.notes[0]
    assert np.array_equal(differences(found, "reverse"), differences(alike, "reverse"))


def test_constants_solved_for_own_figures_are_not_told_as_assumptions_that_differ(ours):
    solved = [with_settings(one, ["assumptions.tenure.quits=0.2"]) for one in (small("no-programme"), ours)]
    solved[1] = with_settings(solved[1], ["assumptions.tenure.quits=0.3"])
    own = references_of(solved, said=[small("no-programme"), ours])
    assert own is not None
    assert own.added[0].assumptions == solved[1].assumptions
    assert own.differing == "ideas.rate 0.021 and 0.035; turnover.scale 0.997 and 1.2"


QUICK = ["--set", SMALL[0], "--set", SMALL[1], "--set", SMALL[2], "--replicates", "3", "--worlds", "0", "--jobs", "1"]


@pytest.fixture
def asked(tmp_path, monkeypatch, capsys):
    """Return a function that compares no-programme with a file that assumes otherwise, and gives JSON and notes."""
    monkeypatch.chdir(tmp_path)
    (tmp_path / "ours.yaml").write_text(
        "extends: reverse\nassumptions: {turnover: {scale: 1.2}, ideas: {rate: .035}}\n"
    )

    def answer(*more):
        assert cli.answered(["compare", "no-programme", "ours.yaml", *QUICK, *more, "--json"]) == 0
        out, err = capsys.readouterr()
        return json.loads(out)["data"], err

    return answer


def test_the_command_line_holds_a_file_that_assumes_otherwise_apart(asked, right):
    data, err = asked()
    assert "do not share their assumptions (ideas.rate" in err
    assert data["scenarios"]["ours"]["outcomes"]["retention"]["difference"] == pytest.approx(
        differences(right, "ours")[:3, HEADLINES.index("retention")].mean()
    )
    assert data["scenarios"]["ours"]["outcomes"]["retention"]["verdict"] is None


def test_a_run_says_what_would_hold_its_scenario_against_no_programme_under_its_own_assumptions(asked, capsys):
    assert cli.answered(["run", "ours.yaml", *QUICK[:6]]) == 0
    assert "sweep a study file with {scenario: ours.yaml, cells: [{}]}" in capsys.readouterr().out
    assert cli.answered(["run", "reverse", *QUICK[:6], "--set", OWN[0]]) == 0
    assert "mentorlab compare no-programme reverse" in capsys.readouterr().out


def test_what_is_set_for_all_sets_nobody_apart(asked):
    data, err = asked("--set", OWN[0], "--set", OWN[1])
    assert "apart" not in data
    assert "do not share" not in err


def test_a_switch_for_all_and_the_sceptic_leave_apart_what_was_apart(asked):
    for more in (["--set", "assumptions.off=[contagion]"], ["--sceptic"]):
        data, err = asked(*more)
        assert "ideas.rate" in data["apart"]
        assert "mechanisms off" not in data["apart"]
        assert "do not share their assumptions (ideas.rate 0.021 and 0.035; turnover.scale" in err


def test_why_on_the_command_line_holds_apart_too(asked, right):
    data, _ = asked("--why=bond")
    assert data["why"]["ours"]["baseline"] == "no programme under the same assumptions"
    assert data["why"]["ours"]["differences"]["retention"]["difference"] == pytest.approx(
        differences(right, "ours")[:3, HEADLINES.index("retention")].mean()
    )


def test_the_order_of_scenarios_moves_no_world(ours):
    draws = Draws("latin-hypercube", ("ideas.rate",))
    three = [small("no-programme"), small("reverse"), ours]
    one = ml.compare(three, replicates=2, jobs=1, draws=draws)
    other = ml.compare(three[::-1], replicates=2, jobs=1, draws=draws)
    assert (one.digests == other.digests[::-1]).all()
