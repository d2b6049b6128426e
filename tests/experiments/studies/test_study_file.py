"""Study files: read whole, or refused with everything that is wrong at its line."""

from __future__ import annotations

import json
import re
from pathlib import Path

import pytest

import mentorlab as ml
from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.cli.options.records import StudyOptions
from mentorlab.experiments.cli.tables.answers import deliver
from mentorlab.experiments.cli.tables.sweep import values_in_words
from mentorlab.experiments.cli.verbs.sweep import carried_out, sweep
from mentorlab.experiments.runs.designs.plan import SweepPlan
from mentorlab.experiments.runs.sampling.draws import drawable, sobol
from mentorlab.experiments.studies.estimate import bounds, estimate, in_words
from mentorlab.experiments.studies.study_file import plan_of, read_from_python, read_study

PAGE = (Path(ml.__file__).parent / "docs" / "how-to" / "sweep-levers.md").read_text("utf-8")
FILES = dict(re.findall(r"```yaml\n# ([\w-]+\.yaml):[^\n]*\n(.*?)```", PAGE, re.DOTALL))
SMALL = ["organisation.synthetic.employees=60", "weeks=30", "settling_weeks=26", "share=0.3"]


def problems(text, tmp_path, name="study.yaml"):
    """Return what is wrong with a study, by line and column and field."""
    file = tmp_path / name
    file.write_text(text, encoding="utf-8")
    with pytest.raises(Refused) as refused:
        read_study(file)
    assert all(one.file == str(file) for one in refused.value.problems)
    return {(one.line, one.column, one.field): f"{one.message} {one.hint}" for one in refused.value.problems}


def study(text, tmp_path):
    """Return the plan of a study file."""
    file = tmp_path / "study.yaml"
    file.write_text(text, encoding="utf-8")
    return read_study(file)


def test_everything_that_is_wrong_is_told_at_once_and_at_its_place(tmp_path):
    wrong = problems(
        "scenario: revers\n"
        "levers:\n"
        "  feedbak: [0, 2]\n"
        "  feedback: [0, 2, 40]\n"
        "  reward: [none, thank]\n"
        "asumptions: 3\n"
        "assumptions: {method: sobl, over: [transport, feedback.harms]}\n"
        "limits: {cash: many, hour: 2000}\n"
        "judge: retenton\n"
        "until: {precision: {retention: -1}}\n"
        "seed: x\n"
        "series: some\n"
        "replicates: 0\n"
        "set: {organisation.synthetic.employes: 60}\n",
        tmp_path,
    )
    said = {
        (1, 1, "scenario"): "Did you mean 'reverse'?",
        (3, 3, "levers.feedbak"): "Did you mean 'feedback'?",
        (4, 20, "levers.feedback[2]"): "from 0 to 13, not 40",
        (5, 18, "levers.reward[1]"): "Did you mean 'thanks'?",
        (6, 1, "asumptions"): "Did you mean 'assumptions'?",
        (7, 15, "assumptions.method"): "drawn by latin-hypercube",
        (7, 47, "assumptions.over[1]"): "Did you mean 'feedback.harm'?",
        (8, 10, "limits.cash"): "a number above 0, not 'many'",
        (8, 22, "limits.hour"): "Did you mean 'hours'?",
        (9, 1, "judge"): "Did you mean 'retention'?",
        (10, 1, "until"): "exclude each other",
        (10, 21, "until.precision.retention"): "above 0",
        (11, 1, "seed"): "whole number from 0",
        (12, 1, "series"): "Did you mean 'sample'?",
        (13, 1, "replicates"): "whole number from 1 to 1,000,000",
        (14, 7, "organisation.synthetic.employes"): "Did you mean 'employees'?",
    }
    assert set(wrong) == set(said)
    for place, words in said.items():
        assert words in wrong[place]


@pytest.mark.parametrize(
    ("text", "place", "words"),
    [
        ("scenario: reverse\n", (1, 1, None), "levers is missing"),
        ("levers: {feedback: [1]}\ncells: [{feedback: 1}]\n", (2, 1, "cells"), "exclude each other"),
        ("levers: [feedback]\n", (1, 1, "levers"), "must be a mapping of levers"),
        ("levers: {feedback: []}\n", (1, 10, "levers.feedback"), "names no value"),
        ("levers: {weeks: [52]}\n", (1, 10, "levers.weeks"), "set: {weeks: ...}"),
        ("levers: {assumptions.transport: [1]}\n", (1, 10, "levers.assumptions.transport"), "beside the levers"),
        ("levers: {pairs: [1, 2], share: [.1, .2, .3]}\n", (1, 1, "levers"), "6 combinations are impossible: 1 pair"),
        ("levers: {pairs: [1, 2], share: [.1, .2, .3]}\n", (1, 1, "levers"), "and 1 more"),
        ("levers: {share: [.05, .2, 5e-2]}\n", (1, 27, "levers.share[2]"), "0.05 is named twice"),
        ("levers: {reward: [none, thanks, 'none']}\n", (1, 33, "levers.reward[2]"), "'none' is named twice"),
        ("levers: {share: [0, 0.0]}\n", (1, 21, "levers.share[1]"), "0.0 is the same value as 0"),
        ("levers: {}\n", (1, 1, "levers"), "names no lever"),
        ("cells: [{feedback: 2}, {feedback: 20}]\n", (1, 25, "cells[1].feedback"), "from 0 to 13"),
        ("sample: {levers: {feedback: [0, 8]}}\n", (1, 1, "sample.points"), "is missing"),
        ("sample: {points: 8, levers: {feedback: [8, 0]}}\n", (1, 30, "sample.levers.feedback"), "nothing lies"),
        ("sample: {points: 8, levers: {feedback: [0, 80]}}\n", (1, 44, "sample.levers.feedback[1]"), "not 80"),
        ("sample: {points: 8, methd: sobol, levers: {feedback: [0, 8]}}\n", (1, 21, "sample.methd"), "'method'"),
        ("levers: {renew: true}\nassumptions: {over: [ideas.first_skill]}\n", (2, 15, "assumptions.over"), "all three"),
        ("levers: {renew: true}\nassumptions: {transport: [1, two]}\n", (2, 30, "assumptions.transport[1]"), "'two'"),
        ("levers: {feedback: [1]}\nassumptions: {transprt: [.5]}\n", (2, 26, "assumptions.transprt[0]"), "'transport'"),
        ("levers: {feedback: [1]}\nuntil: {floor: 20}\n", (2, 1, "until"), "does not say when to stop"),
        ("levers: {feedback: [1]}\nscenario: {extends: reverse, polcy: {}}\n", (2, 30, "polcy"), "'policy'"),
        ("levers: {feedback: [1]}\nbaseline: there.yaml\n", (2, 1, "baseline"), "no such file"),
        ("levers: &a {feedback: [1]}\n", (1, 9, "levers"), "anchors"),
        ("levers: {feedback: [1]\n", (2, 1, None), "bracket"),
        ("", (1, 1, None), "is empty"),
    ],
)  # fmt: skip
def test_what_is_wrong_is_told_with_its_mend(text, place, words, tmp_path):
    wrong = problems(text, tmp_path)
    assert words in wrong[place]


def test_a_file_that_is_not_there_is_refused_with_the_nearest_name(tmp_path):
    (tmp_path / "study.yaml").write_text("levers: {feedback: [1]}")
    with pytest.raises(Refused, match=r"no such file. Did you mean 'study.yaml'?"):
        read_study(tmp_path / "studi.yaml")


def test_least_and_greatest_age_are_judged_together_and_not_alone(tmp_path):
    """A least age of 45 is above the scenario's own greatest; with one of 50 beside it, it is not."""
    levers = "levers: {policy.eligible.junior.min_age: [45], policy.eligible.junior.max_age: [50]}\n"
    assert study(levers, tmp_path).names == ("eligible.junior.min_age=45 + eligible.junior.max_age=50",)


def test_a_grid_has_every_combination_in_order(tmp_path):
    plan = study("levers: {feedback: [0, 2], reward: [none, thanks]}\n", tmp_path)
    assert plan.names == (
        "no check-ins + no reward", "no check-ins + thanks",
        "check-ins every 2 weeks + no reward", "check-ins every 2 weeks + thanks",
    )  # fmt: skip
    assert [one.policy.feedback.every_weeks for one in plan.scenarios] == [4, 0, 0, 2, 2]
    assert plan.baseline.name == plan.scenarios[0].name == "no-programme"
    assert plan.name == "study"


def test_a_cell_that_does_not_name_a_lever_has_the_scenarios_own_value_and_twins_are_merged(tmp_path):
    plan = study("cells: [{feedback: 2, reward: bonus}, {feedback: 4}, {reward: thanks}]\n", tmp_path)
    assert plan.cells == ((2, "bonus"), (4, "thanks"))
    assert plan.notes == ("1 cell repeated another: 2 are left.",)


def test_points_fill_integers_words_and_ranges_evenly(tmp_path):
    text = (
        "sample: {method: sobol, points: 64, levers: {sessions: [1, 8], goal_clarity: [0, 1], reward: [none, thanks]}}"
    )
    plan = study(text, tmp_path)
    sessions, clarity, reward = zip(*plan.cells, strict=True)
    assert sorted(sessions) == sorted(8 * list(range(1, 9)))
    assert sorted(reward) == ["none"] * 32 + ["thanks"] * 32
    assert len(set(clarity)) == 64
    assert min(clarity) < 0.02 < 0.98 < max(clarity)
    assert plan == study(text, tmp_path)
    assert study(text.replace("64", "32"), tmp_path).cells == plan.cells[:32]
    assert study(text + "\nseed: 1\n", tmp_path).cells != plan.cells


def test_points_that_fall_on_the_same_whole_numbers_are_merged(tmp_path):
    plan = study("sample: {points: 40, levers: {sessions: [1, 4]}}\n", tmp_path)
    assert sorted(plan.cells) == [(1,), (2,), (3,), (4,)]
    assert "36 cells repeated another" in plan.notes[0]


def test_all_assumptions_but_those_that_are_set_are_drawn(tmp_path):
    text = "levers: {feedback: [1]}\nassumptions: {over: all}\n"
    everything = study(text, tmp_path)
    some = study(text + "set: {assumptions.transport: 0.6}\n", tmp_path)
    assert set(everything.draws.paths) - set(some.draws.paths) == {"transport"}
    assert "are drawn" in some.notes[0]
    assert not everything.notes


def test_a_cell_that_says_nothing_is_the_scenario_as_it_is(tmp_path):
    plan = study("scenario: {extends: reverse, assumptions: {transport: 0.6}}\ncells: [{}]\n", tmp_path)
    assert plan.names == ("as it is",)
    assert plan.baseline.assumptions == plan.scenarios[1].assumptions


def test_sobol_for_assumptions_is_read_as_a_latin_hypercube_and_said(tmp_path):
    text = "levers: {feedback: [1]}\nassumptions: {over: [transport, feedback.harm]}\n"
    plain, said = study(text, tmp_path), study(text.replace("{over", "{method: sobol, over"), tmp_path)
    assert said.draws == plain.draws
    assert said.draws.method == "latin-hypercube"
    assert "by Latin hypercubes instead of Sobol's sequence" in said.notes[0]
    assert not plain.notes
    in_python = plan_of(read_from_python(scenario="reverse", levers={"feedback": [1]}, assumptions={"method": "sobol"}))
    assert in_python.draws.method == "latin-hypercube"
    assert in_python.notes == said.notes


def test_a_future_keeps_its_world_however_many_are_asked_for_and_by_which_rule(tmp_path):
    text = "levers: {feedback: [1]}\nassumptions: {over: all}\n"
    rules = ("", "replicates: 20\n", "replicates: 400\n", "until: {choice: retention, floor: 25}\n")
    assert len({study(text + rule, tmp_path).draws for rule in rules}) == 1


def test_a_study_that_was_begun_with_sobol_goes_on_in_the_same_worlds(tmp_path):
    told = study("levers: {feedback: [1]}\nassumptions: {over: [transport, feedback.harm]}\n", tmp_path).as_dict()
    told["draws"] |= {"method": "sobol", "together": 1}
    plan = SweepPlan.from_dict(told)
    assert plan.as_dict() == told
    shares = sobol(40, 2, seed=0, purpose="assumptions")
    for future in (0, 39):
        drawn = plan.draws.world(future)
        expected = [drawable()[path].at(share) for path, share in zip(plan.draws.paths, shares[future], strict=True)]
        assert list(drawn.values()) == expected


def test_what_is_solved_for_own_figures_is_not_drawn(tmp_path):
    text = "levers: {feedback: [1]}\nset: {organisation.baseline.annual_quits: 12}\nassumptions: {over: "
    assert "tenure.quits" not in study(text + "all}\n", tmp_path).draws.paths
    wrong = problems(text + "[tenure.quits]}\n", tmp_path)
    assert "solved to meet your own figures" in wrong[3, 22, "assumptions.over[0]"]


@pytest.mark.parametrize("name", FILES)
def test_a_file_of_the_page_is_read_and_told_as_json_without_loss(name, tmp_path):
    plan = study(FILES[name], tmp_path)
    told = json.loads(json.dumps(plan.as_dict(), allow_nan=False))
    again = SweepPlan.from_dict(told)
    assert again == plan
    assert again.scenarios == plan.scenarios
    assert again.as_dict() == plan.as_dict()


def test_the_page_has_its_files():
    assert list(FILES) == ["how-often.yaml", "some-cells.yaml", "points.yaml", "worlds.yaml", "listed.yaml"]


def test_scenarios_may_be_written_out_or_stand_beside_the_study(tmp_path):
    (tmp_path / "ours.yaml").write_text("extends: reverse\npolicy: {share: 0.2}\n")
    beside = study("scenario: ours.yaml\nlevers: {feedback: [1]}\n", tmp_path)
    written = study(
        "scenario:\n  extends: ours.yaml\n  changes: [{week: 20, policy.where.departments: [Sales]}]\n"
        "levers: {feedback: [1]}\n", tmp_path,
    )  # fmt: skip
    assert beside.scenario.policy.share == written.scenario.policy.share == 0.2
    assert written.scenario.changes[0].week == 20
    assert SweepPlan.from_dict(written.as_dict()) == written


def test_a_call_and_a_file_ask_the_same(tmp_path):
    plan = study("name: sweep\nlevers: {feedback: [0, 2]}\nlimits: {cash: 50000}\n", tmp_path)
    said = read_from_python(scenario="reverse", levers={"feedback": [0, 2]}, limits={"cash": 50000})
    assert plan_of(said) == plan


def test_values_are_told_short():
    assert values_in_words([True, False]) == "yes, no"
    assert values_in_words([n / 10 for n in range(11)]) == "11 values from 0 to 1"


@pytest.fixture(scope="module")
def swept(tmp_path_factory):
    """Carry a small study out by the command; return its folder, its answer and what it wrote."""
    folder = tmp_path_factory.mktemp("swept")
    text = "name: small\nlevers: {feedback: [0, 4], reward: [none, bonus]}\njudge: inclusion\nlimits: {cash: 12000}\n"
    (folder / "study.yaml").write_text(text)
    with pytest.MonkeyPatch.context() as patched:
        patched.chdir(folder)
        answer = sweep(
            "study.yaml",
            settings=SMALL,
            options=StudyOptions(jobs=1),
            replicates=20,
            to=["s.png", "s.csv", "s.json"],
            bar=False,
        )
    return folder, answer


def test_the_command_shows_the_best_first_and_keeps_its_runs(swept, capsys):
    folder, answer = swept
    deliver("sweep", answer, as_json=False)
    shown = capsys.readouterr().out
    for words in (
        "4 policies, compared with no-programme",
        "20 simulated futures",
        "Limits: cash 12,000",
        "The picture: s.png",
    ):
        assert words in shown
    assert {"s.csv", "s.png", "s.json", "small.runs.db"} <= {path.name for path in folder.iterdir()}
    assert json.loads((folder / "s.json").read_text()) == json.loads(json.dumps(answer.data))
    assert answer.data["replicates"] == 20
    assert set(answer.data["best"]) == {"inclusion"}


def test_asking_again_and_going_on_answer_the_same(swept, monkeypatch, capsys):
    from mentorlab.experiments.runs.store.store import open_store

    folder, answer = swept
    monkeypatch.chdir(folder)
    with open_store("small.runs.db", must_exist=True) as store:
        (row,) = store.studies()
    asked = dict(row.asked)
    where = StudyOptions(jobs=1, store="small.runs.db").arguments()
    again = carried_out(SweepPlan.from_dict(asked["sweep"]), where, bar=False, everything=False)
    assert json.dumps(again.data) == json.dumps(answer.data)
    with open_store("small.runs.db", must_exist=True) as store:
        assert len(store.studies()) == 1


def test_a_dry_run_says_what_it_would_take_and_begins_nothing(tmp_path, monkeypatch, capsys):
    monkeypatch.chdir(tmp_path)
    (tmp_path / "study.yaml").write_text("levers: {feedback: [0, 4, 8]}\nreplicates: 1000\n")
    answer = sweep("study.yaml", settings=SMALL, options=StudyOptions(jobs=1), dry_run=True)
    deliver("sweep", answer, as_json=False)
    shown = capsys.readouterr().out
    assert "Runs: 4,000 (those of the scenarios include the runs without a programme)" in shown
    assert "with 1 process on this machine" in shown
    assert [path.name for path in tmp_path.iterdir()] == ["study.yaml"]
    told = answer.data["estimate"]
    assert told["seconds"] > 100 * told["run_seconds"] > 0
    assert told["disk_bytes"] > 4_000_000


def test_hidden_runs_and_bounds_are_counted(tmp_path):
    text = "baseline: traditional\nlevers: {feedback: [0, 4]}\nseries: all\n"
    text += "until: {precision: {retention: 0.5}, cap: 200}\n"
    file = tmp_path / "study.yaml"
    file.write_text(text)
    plan = read_study(file, SMALL)
    found = estimate(plan, jobs=1)
    assert (found.runs, found.hidden_runs, found.floor, found.futures) == (800, 200, 20, 200)
    assert any("at least 20 and at most 200" in line for line in in_words(plan, found))
    file.write_text(text.replace("series: all", "series: none").replace(", cap: 200", ""))
    less = estimate(read_study(file, SMALL), jobs=1)
    assert less.futures == 1000
    assert less.run_bytes < found.run_bytes


def test_a_file_may_say_what_does_as_well_and_in_how_many_worlds(tmp_path):
    plan = study("levers: {feedback: [0, 4]}\nkeeps: 0.9\nworlds: 32x4\n", tmp_path)
    assert (plan.keeps, plan.over_worlds, plan.replicates, plan.until) == (0.9, (32, 4), None, None)
    assert SweepPlan.from_dict(json.loads(json.dumps(plan.as_dict()))) == plan
    usual = study("levers: {feedback: [0, 4]}\nreplicates: 12\n", tmp_path)
    assert (usual.keeps, usual.over_worlds, usual.replicates) == (0.8, (0, 0), 12)


def test_what_is_wrong_with_shares_and_worlds_is_told_at_its_line(tmp_path):
    wrong = problems("levers: {feedback: [0, 4]}\nkeeps: 80\nworlds: few\n", tmp_path)
    assert "Write 0.8 for 80 %" in wrong[2, 1, "keeps"]
    assert "Write 32x4" in wrong[3, 1, "worlds"]
    text = "levers: {feedback: [0, 4]}\nworlds: 32\nassumptions: {over: all}\n"
    assert "both say in which worlds" in problems(text, tmp_path)[2, 1, "worlds"]


def test_without_a_number_few_policies_run_until_it_is_settled_and_many_thirty_times(tmp_path):
    few = study("levers: {goal_clarity: [0.1, 0.2]}\n", tmp_path)
    assert (few.replicates, bounds(few), few.notes) == (None, (30, 200), ())
    many = study(f"levers: {{goal_clarity: {[n / 31 for n in range(31)]}}}\n", tmp_path)
    assert (many.replicates, bounds(many)) == (30, (30, 30))
    assert "simulated 30 times" in many.notes[0]
    said = study(f"levers: {{goal_clarity: {[n / 31 for n in range(31)]}}}\nuntil: best\n", tmp_path)
    assert (said.replicates, said.until) == (None, {"best": "design", "cap": 200})
