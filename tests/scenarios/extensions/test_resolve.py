"""The user's own: named in files, allowed by the user alone, refused with the mend, the same on several jobs."""

from __future__ import annotations

import json
import math
import pickle
import subprocess
import sys
from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

import mentorlab as ml
from mentorlab.agents.people.candidates import look_up
from mentorlab.agents.people.compatibility import compare_sides
from mentorlab.experiments.cli import main as cli
from mentorlab.experiments.runs.run import RunFailed
from mentorlab.experiments.show.wording.comparison import programme_in_words
from mentorlab.scenarios.assumptions.outcomes import OUTCOME, OUTCOMES, OwnOutcome
from mentorlab.scenarios.extensions.resolve import ALLOWED, allow, allowed, chosen, fingerprint, name_of, resolve
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.scenarios.load import load
from mentorlab.scenarios.policy import pairing
from mentorlab.scenarios.policy.rewards import Reward
from mentorlab.scenarios.policy.targeting import Targeting
from mentorlab.scenarios.policy.training import Training

SMALL = ["organisation.synthetic.employees=60", "weeks=30", "settling_weeks=26"]

PAIRS = """
import numpy as np

def oldest_first(candidates, rng):
    seniors = np.argsort(-candidates.seniors.age)[: candidates.wanted]
    juniors = np.argsort(candidates.juniors.lot)[: candidates.wanted]
    pairs = np.column_stack([juniors, seniors[: len(juniors)]])
    forbidden = {tuple(pair) for pair in candidates.must_not.tolist()}
    return np.array([pair for pair in pairs.tolist() if tuple(pair) not in forbidden], int).reshape(-1, 2)

class Oldest:
    def __call__(self, candidates, rng):
        return []

def three(one, two, three):
    return one
"""
RULES = """
import numpy as np
import mentorlab as ml

gift_card = ml.Reward(pull=0.2, tangibility=0.4, cost=120)
half_a_day = ml.Training(hours=4, trained=0.5, cost=100)

def mend_all(seen, weeks, rule):
    return np.ones(len(seen), bool), np.zeros(len(seen), bool)

def share_of_managers(record):
    level, ideas = record.people["level"], record.people["year_ideas"]
    return 100 * ideas[level >= 2].sum() / ideas.sum() if ideas.sum() else float("nan")

def no_number(record):
    return "many"

share = ml.OwnOutcome("managers_share", share_of_managers, "% of ideas", 1, 2.0, "idea system, by level")
other = ml.OwnOutcome("managers_share", share_of_managers, "% of all ideas", -1, 2.0, "idea system, by level")
wrong = ml.OwnOutcome("wrong", no_number, "-", 1, 1.0, "nothing")
"""
POLICY = {
    "policy.pairing": "ours.pairs:oldest_first",
    "policy.reward": "ours.rules:gift_card",
    "policy.training": "ours.rules:half_a_day",
    "policy.feedback.action": "ours.rules:mend_all",
    "outcomes": "[ours.rules:share]",
}


@pytest.fixture
def ours(tmp_path, monkeypatch):
    """Return a folder with a package of the user's own, which is not allowed yet."""
    package = tmp_path / "ours"
    package.mkdir()
    (package / "__init__.py").write_text("")
    (package / "pairs.py").write_text(PAIRS)
    (package / "rules.py").write_text(RULES)
    (package / "broken.py").write_text("import no_such_thing\n")
    (package / "worse.py").write_text("1 / 0\n")
    (package / "leaves.py").write_text("raise SystemExit\n")
    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv(ALLOWED, "")
    yield package
    for name in [name for name in sys.modules if name.partition(".")[0] == "ours"]:
        del sys.modules[name]


def small(name: str, *settings: str) -> ml.Scenario:
    return with_settings(with_settings(load(name), SMALL), settings)


def everything() -> ml.Scenario:
    """Return a scenario in which all that can be is the user's own."""
    return small("reverse", *(f"{path}={value}" for path, value in POLICY.items()))


def refusal(*settings: str) -> list[str]:
    with pytest.raises(ml.Refused) as refused:
        small("reverse", *settings)
    return [str(problem) for problem in refused.value.problems]


# who may be imported


def test_nothing_is_imported_because_a_file_says_so(ours):
    (ours.parent / "mine.yaml").write_text("extends: reverse\npolicy:\n  pairing: ours.pairs:oldest_first\n")
    with pytest.raises(ml.Refused) as refused:
        load("mine.yaml")
    assert str(refused.value) == (
        "mine.yaml:3:3: policy.pairing: 'ours.pairs:oldest_first' is code of 'ours', which you have not allowed to "
        'run. If you trust that code, say so: --allow ours on the command line, ml.allow("ours") in Python, '
        "or MENTORLAB_ALLOW=ours."
    )
    assert "ours" not in sys.modules
    allow("ours")
    assert load("mine.yaml").policy.pairing == "ours.pairs:oldest_first"
    assert "ours.pairs" in sys.modules


def test_a_package_is_allowed_by_its_own_name_and_no_other(ours):
    allow("our", "ours2")
    assert allowed() == ["our", "ours2"]
    assert "which you have not allowed" in refusal("policy.pairing=ours.pairs:oldest_first")[0]
    with pytest.raises(ml.Refused, match=r"'ours\.pairs' is not the name of a package"):
        allow("ours.pairs")


def test_the_standard_library_is_not_allowed_either(ours):
    assert "which you have not allowed" in refusal("policy.pairing=os:system")[0]


def test_a_file_in_the_working_directory_hides_nothing_installed(ours):
    (ours.parent / "json.py").write_text("raise SystemExit\n")
    allow("ours", "json")
    assert callable(resolve("json:dumps"))
    assert callable(resolve("ours.pairs:oldest_first", "pairing"))


@pytest.mark.parametrize(
    ("setting", "said"),
    [
        ("policy.pairing=ours.nothing:at_all", "'ours.nothing:at_all' is not there: no module 'ours.nothing'."),
        ("policy.pairing=ours.pairs:oldest_frist", "'ours.pairs' has no 'oldest_frist'. Did you mean 'oldest_first'?"),
        ("policy.pairing=ours.broken:at_all", "no module 'no_such_thing', which 'ours.broken' needs."),
        ("policy.pairing=ours.worse:at_all", "cannot be imported: 'ours.worse' raises ZeroDivisionError: division"),
        ("policy.pairing=ours.leaves:at_all", "cannot be imported: 'ours.leaves' raises SystemExit"),
        ("policy.pairing=nowhere:at_all", "no module 'nowhere'. Install it, or change to the folder that contains it."),
        ("policy.pairing=ours.pairs:Oldest", "is a class; a function(candidates, rng) that returns pairs is needed."),
        ("policy.pairing=ours.pairs:three", "is a function(one, two, three); a function(candidates, rng)"),
        ("policy.pairing=ours.rules:gift_card", "is of type Reward; a function(candidates, rng)"),
        ("policy.reward=ours.pairs:oldest_first", "is a function(candidates, rng); a Reward(...) is needed."),
        ("policy.feedback.action=ours.pairs:oldest_first", "a function(seen, weeks, rule)"),
        ("policy.training=ours.rules:gift_card", "is of type Reward; a Training(...) is needed."),
        ("policy.targeting=ours.rules:gift_card", "a Targeting(...) is needed."),
        ("policy.processes=[ours.rules:gift_card]", "a generator function(model)"),
        ("outcomes=[ours.rules:gift_card]", "an OwnOutcome(...) is needed."),
        ("policy.reward='ours.rules: gift_card'", "is not of the form package.module:name."),
        ("outcomes=[managers_share]", "is not of the form package.module:name."),
    ],
)
def test_what_cannot_be_used_is_refused_with_its_place_and_the_mend(ours, setting, said):
    allow("ours", "nowhere")
    problems = refusal(setting)
    assert len(problems) == 1
    assert said in problems[0]
    assert problems[0].startswith(f"--set: {setting.partition('=')[0]}")


def test_all_that_is_wrong_is_told_at_once(ours):
    allow("ours")
    wrong = ("policy.pairing=ours.pairs:no", "policy.reward=ours.rules:no", "outcomes=[ours.rules:no]", "weeks=0")
    assert len(refusal(*wrong)) == 4


def test_in_python_the_thing_itself_may_stand_there_and_is_looked_at_too():
    assert ml.Policy(reward=Reward(cost=5)).reward == Reward(cost=5)
    assert ml.Policy(training=Training(hours=1)).training == Training(hours=1)
    for wrong in ({"pairing": lambda candidates: []}, {"reward": Training()}, {"pairing": dict}, {"processes": (3,)}):
        with pytest.raises(ValueError, match=r"needed|valid|must|should"):
            ml.Policy(**wrong)


# running


def test_a_scenario_that_names_the_users_own_is_the_one_with_the_things_themselves(ours):
    allow("ours")
    by_name = everything()
    policy = by_name.policy
    feedback = policy.feedback.model_copy(update={"action": resolve(policy.feedback.action)})
    inputs = {"pairing": resolve(policy.pairing), "reward": resolve(policy.reward), "feedback": feedback}
    itself = by_name.model_copy(
        update={
            "policy": policy.model_copy(update={**inputs, "training": resolve(policy.training)}),
            "outcomes": tuple(resolve(said) for said in by_name.outcomes),
        }
    )
    assert ml.simulate(by_name).digest == ml.simulate(itself).digest != ml.simulate(small("reverse")).digest


def test_two_jobs_come_to_the_same_to_the_bit_by_name_and_by_thing(ours, caplog):
    allow("ours")
    reward, share = resolve("ours.rules:gift_card"), resolve("ours.rules:share")
    named = everything()
    thing = named.model_copy(
        update={"outcomes": (share,), "policy": named.policy.model_copy(update={"reward": reward})}
    )
    one = ml.compare([small("no-programme"), named, thing], replicates=4, jobs=1)
    two = ml.compare([small("no-programme"), named, thing], replicates=4, jobs=2)
    assert not caplog.records
    assert json.dumps(one.data) == json.dumps(two.data)
    assert one.identical[1, 2]


def test_an_outcome_of_the_script_itself_means_one_job_and_a_sentence(tmp_path):
    script = """
import mentorlab as ml
from mentorlab.scenarios.files.validated import with_settings
own = ml.OwnOutcome("weeks", lambda record: record.weeks, "weeks", 1, 1.0, "a calendar")
made = [with_settings(ml.load(name), %r) for name in ("no-programme", "reverse")]
made[1] = made[1].model_copy(update={"outcomes": (own,)})
print(ml.compare(made, replicates=3, jobs=2).mean("no-programme", "weeks"))
"""
    done = subprocess.run([sys.executable], input=script % SMALL, cwd=tmp_path, capture_output=True, text=True)
    assert done.stdout == "30.0\n"
    assert done.stderr.count("\n") == 1
    assert "only one process is used" in done.stderr


# an outcome of one's own


def test_an_own_outcome_is_measured_in_every_scenario_and_stands_with_the_others(ours):
    allow("ours")
    mine = small("reverse", "outcomes=[ours.rules:share]", "smallest_effects.managers_share=3")
    found = ml.compare([small("no-programme"), mine], replicates=3, jobs=1)
    assert [outcome.name for outcome in found.outcomes] == [*OUTCOME, "managers_share"]
    assert found.families["managers_share"] == [len(OUTCOMES)]
    entry = found.data["scenarios"]["no-programme"]["outcomes"]["managers_share"]
    assert 0 < entry["mean"] < 100
    assert (entry["unit"], entry["direction"]) == ("% of ideas", 1)
    assert found.smallest_effects["managers_share"] == 3
    frame = found.to_frame()
    assert set(frame[frame["outcome"] == "managers_share"]["family"]) == {"managers_share"}
    assert found.what_differs == (
        "reverse: a reverse mentoring programme; smallest_effects.managers_share not stated -> 3",
    )
    alone = ml.simulate(mine, replicate=2)
    assert alone.outcomes["managers_share"] == found.values[1, 2, -1]
    assert list(alone.outcomes) == list(found.places)


def test_an_own_outcome_moves_no_other(ours):
    allow("ours")
    plain, mine = small("reverse"), small("reverse", "outcomes=[ours.rules:share]")
    without, with_it = ml.simulate(plain).outcomes, ml.simulate(mine).outcomes
    assert {name: with_it[name] for name in without} == pytest.approx(without, abs=0, nan_ok=True)


def test_two_meanings_of_one_name_are_refused(ours):
    allow("ours")
    one, other = (small("reverse", f"outcomes=[ours.rules:{name}]") for name in ("share", "other"))
    with pytest.raises(ml.Refused, match="mean different things by 'managers_share'"):
        ml.compare([one, other], replicates=1)
    assert "two are called 'managers_share'" in refusal("outcomes=[ours.rules:share, ours.rules:other]")[0]


def test_a_smallest_effect_may_name_an_own_outcome_and_no_other(ours):
    allow("ours")
    assert (
        "Did you mean 'managers_share'?"
        in refusal("outcomes=[ours.rules:share]", "smallest_effects.manager_share=1")[0]
    )
    assert len(refusal("outcomes=[ours.rules:no]", "smallest_effects.managers_share=1")) == 1


def test_an_outcome_that_is_no_number_is_refused(ours):
    allow("ours")
    with pytest.raises(ml.Refused, match="'wrong' came to 'many', which is not a number"):
        ml.simulate(small("reverse", "outcomes=[ours.rules:wrong]"))


def test_an_outcome_that_fails_is_told_by_name_and_line(ours):
    allow("ours")
    fails = "def fails(record):\n    return 1 / 0\n\n\n"
    outcome = "failing = ml.OwnOutcome('failing', fails, '%', 1, 2.0, 'a list')\n"
    (ours / "rules.py").write_text(f"{RULES}\n\n{fails}{outcome}")
    line = (ours / "rules.py").read_text().splitlines().index("    return 1 / 0") + 1
    with pytest.raises(RunFailed) as failed:
        ml.compare([small("no-programme"), small("reverse", "outcomes=[ours.rules:failing]")], replicates=1)
    place = f"(ours.rules:fails, {Path('ours', 'rules.py')}:{line})"
    assert failed.value.reason == f"outcomes 'failing': ZeroDivisionError: division by zero {place}."


@pytest.mark.parametrize(
    ("said", "complaint"),
    [
        ({"name": "innovation"}, "built-in outcome"),
        ({"name": "two words"}, "letters, digits"),
        ({"direction": 0}, "OwnOutcome.direction: must be 1"),
        ({"smallest": 0}, "OwnOutcome.smallest: must be a number above 0"),
        ({"smallest": math.nan}, "OwnOutcome.smallest: must be a number above 0"),
        ({"of": 3}, "OwnOutcome.of: must be a function"),
    ],
)
def test_an_outcome_that_means_nothing_is_refused(said, complaint):
    right = OwnOutcome("own", len, "people", 1, 1.0, "a list")
    with pytest.raises(ValueError, match=complaint):
        replace(right, **said)


# told and kept


def test_differences_are_told_by_name(ours):
    allow("ours")
    lines = programme_in_words(small("reverse"), everything())
    assert "pairing: optimal -> ours.pairs:oldest_first" in lines
    assert "reward: thanks -> ours.rules:gift_card" in lines
    assert "outcomes: none -> ours.rules:share" in lines
    itself = small("reverse").model_copy(update={"policy": ml.Policy(arm="reverse", reward=Reward(cost=5))})
    assert "reward: thanks -> Reward(cost=5.0)" in programme_in_words(small("reverse"), itself)


def test_settings_over_a_scenario_keep_the_users_own(ours):
    policy = ml.Policy(arm="reverse", reward=Reward(cost=5), pairing=first_come)
    again = with_settings(ml.Scenario(policy=policy), ["weeks=30"])
    assert again.policy == policy
    assert again.policy.reward is policy.reward


def first_come(candidates, rng):
    return []


def test_a_fingerprint_follows_the_source_and_the_values(ours):
    allow("ours")
    before = fingerprint("ours.pairs:oldest_first")
    assert before.startswith("ours.pairs:oldest_first/ours.pairs:oldest_first/")
    assert fingerprint("ours.pairs:oldest_first") == before
    (ours / "pairs.py").write_text(PAIRS + "# another line\n")
    assert fingerprint("ours.pairs:oldest_first") != before
    share = resolve("ours.rules:share")
    assert fingerprint(share) == fingerprint(replace(share)) != fingerprint(replace(share, smallest=3.0))
    assert " at 0x" not in fingerprint(share)


def test_names_texts_and_things_are_told_apart(ours):
    allow("ours")
    from mentorlab.scenarios.policy import pairing

    assert chosen("optimal", "pairing", pairing) is pairing.optimal
    assert chosen("ours.pairs:oldest_first", "pairing", pairing) is resolve("ours.pairs:oldest_first")
    assert chosen(first_come, "pairing", pairing) is first_come
    assert name_of(first_come) == "first_come"


def test_a_refusal_travels_between_processes():
    with pytest.raises(ml.Refused) as refused:
        allow("a.b")
    again = pickle.loads(pickle.dumps(refused.value))
    assert str(again) == str(refused.value)
    assert again.problems == refused.value.problems


# on the command line


SHORT = ["--set", "weeks=30", "--set", "settling_weeks=26"]


@pytest.fixture
def file(ours):
    """Return a scenario file that names the user's own."""
    lines = "policy:\n  pairing: ours.pairs:oldest_first\noutcomes: [ours.rules:share]\n"
    (ours.parent / "mine.yaml").write_text(f"extends: reverse\nweeks: 30\nsettling_weeks: 26\n{lines}")
    return "mine.yaml"


def test_run_check_match_diff_and_compare_take_what_is_allowed(file, capsys):
    people = ["--set", "organisation.synthetic.employees=60"]

    def answer(*command: str):
        assert cli.answered([*command, *people, "--allow", "ours", "--json"]) == 0
        return json.loads(capsys.readouterr().out)["data"]

    assert "pairing ours.pairs:oldest_first" in answer("check", file)["files"][0]["policy"]
    assert answer("match", file)["pairs"]
    last = answer("diff", "reverse", file)["differences"][-1]
    assert (last["path"], last["words"]) == ("outcomes", ["none", "ours.rules:share"])
    one = answer("run", file, "--replicate", "1")["outcomes"]["managers_share"]
    compared = answer("compare", "reverse", file, *SHORT, "--worlds", "0", "--replicates", "2")
    assert compared["scenarios"]["mine"]["outcomes"]["managers_share"]["mean"] is not None
    assert 0 <= one <= 100


def test_the_table_of_all_outcomes_and_that_of_one_run_have_the_users_own(file, capsys):
    allow("ours")
    people = ["--set", "organisation.synthetic.employees=60"]
    assert cli.answered(["run", file, *people]) == 0
    assert "managers share" in capsys.readouterr().out
    assert (
        cli.answered(["compare", "no-programme", file, *people, *SHORT, "--worlds", "0", "--replicates", "2", "--all"])
        == 0
    )
    assert "managers share" in capsys.readouterr().out


@pytest.mark.parametrize("verb", ["run", "check", "match", "compare", "diff"])
def test_on_the_command_line_nothing_runs_unless_it_is_allowed(file, verb, capsys):
    assert cli.answered([verb, file, *(["reverse"] if verb in ("compare", "diff") else [])]) == 2
    assert "mine.yaml:5:3: policy.pairing: 'ours.pairs:oldest_first' is code of 'ours'" in capsys.readouterr().err
    assert "ours" not in sys.modules


# guarded: what is wrong in a run is named, and what one is shown it cannot change for another


def at_work(**policy) -> ml.Scenario:
    return small("reverse").with_({f"policy.{name.replace('__', '.')}": said for name, said in policy.items()})


def run_of(**policy) -> ml.Run:
    return ml.simulate(at_work(**policy), seed=3)


def by_lot(candidates, rng):
    return pairing.random(candidates, rng)


def halves(candidates, rng):
    return pairing.random(candidates, rng) / 2


def too_few(seen, weeks, rule):
    return np.array([True]), np.array([False])


def rapport(seen, weeks, rule):
    return seen, seen


def one_answer(seen, weeks, rule):
    return seen < 0.5


def fails(*anything):
    raise KeyError("rapport")


def asks_too_much(*anything):
    return Reward(pull=18)


def zeroes(x, *anything):
    x[:] = 0
    return x < 1, x < 0


def zeroes_lots(candidates, rng):
    candidates.juniors.lot[:] = 0
    return pairing.random(candidates, rng)


def renames(candidates, rng):
    candidates.capacity = 3
    return []


def priority_of_nobody(pool, rule):
    return pool.lot * np.nan


def priority_in_words(pool, rule):
    return ["first"] * len(pool.lot)


def writes_to_pool(pool, rule):
    pool.willingness[:] = 1.0
    return pool.lot


def breaks(what):
    def process(model):
        yield 2
        what(model.state.workforce)
        yield 2

    return process


def loses_openness(people):
    people.openness = people.openness[:3]


def raises_later(model):
    yield 3
    raise OSError("no such event")


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ({"pairing": halves}, "policy.pairing: 'halves' returned float64 of shape"),
        (
            {"feedback__action": too_few},
            "of true or false in an array, not bool of shape (1,). It must be a function(seen, weeks, rule) that "
            "returns (mend, anew).",
        ),
        ({"feedback__action": rapport}, "policy.feedback.action: 'rapport': mend must be "),
        ({"feedback__action": one_answer}, "'one_answer': it returned bool of shape "),
        ({"feedback__action": asks_too_much}, "'asks_too_much': Reward.pull: must be a number from 0 to 1"),
        ({"targeting": Targeting(priority_of_nobody, True)}, "policy.targeting: 'priority_of_nobody': a "),
        ({"targeting": Targeting(priority_in_words, True)}, "'priority_in_words': priority must be"),
        ({"processes": (breaks(lambda people: people.openness.fill(7)),)}, "in week 2: openness left 0 to 1: 7 to 7."),
        (
            {"processes": (breaks(lambda people: people.motivation.fill(np.nan)),)},
            "motivation holds something that is not a number",
        ),
        ({"processes": (breaks(loses_openness),)}, "openness is not an array of 60 numbers any more"),
    ],
)
def test_what_is_wrong_with_ones_own_in_a_run_is_told_by_name_value_and_limit(policy, said):
    with pytest.raises(ml.Refused) as refused:
        run_of(**policy)
    assert said in str(refused.value)


@pytest.mark.parametrize(
    ("policy", "said"),
    [
        ({"pairing": fails}, f"policy.pairing 'fails': KeyError: 'rapport' ({__name__}:fails, "),
        ({"feedback__action": fails}, f"policy.feedback.action 'fails': KeyError: 'rapport' ({__name__}:fails, "),
        ({"targeting": Targeting(fails, True)}, f"policy.targeting 'fails': KeyError: 'rapport' ({__name__}:fails, "),
        (
            {"processes": (raises_later,)},
            f"policy.processes 'raises_later': OSError: no such event ({__name__}:raises_later",
        ),
        ({"feedback__action": zeroes}, "policy.feedback.action 'zeroes': it writes to what it is shown, which stays"),
        ({"pairing": zeroes_lots}, "policy.pairing 'zeroes_lots': it writes to what it is shown, which stays as it is"),
        ({"pairing": renames}, "policy.pairing 'renames': it writes to what it is shown, which stays as it is"),
        ({"targeting": Targeting(writes_to_pool, True)}, "policy.targeting 'writes_to_pool': it writes to what it is"),
    ],
)
def test_what_ones_own_raises_in_a_run_is_told_by_name_and_line(policy, said):
    with pytest.raises(RunFailed) as failed:
        run_of(**policy)
    assert said in failed.value.reason


def test_a_model_made_by_hand_says_whose_error_it_is_too():
    model = ml.MentoringModel(at_work(feedback__action=fails))
    with pytest.raises(KeyError) as raised:
        model.run()
    assert raised.value.__notes__ == ["policy.feedback.action 'fails'"]


def test_a_strategy_of_ones_own_is_shown_the_same_as_a_built_in_one():
    assert run_of(pairing=by_lot).digest == run_of(pairing="random").digest
    assert run_of(pairing=pairing.hybrid).digest == run_of(pairing="hybrid").digest


def test_no_kernel_is_compiled_anew_for_what_cannot_be_written_to():
    run_of(pairing="optimal")
    before = [list(kernel.signatures) for kernel in (compare_sides, look_up)]
    run_of(pairing=pairing.optimal)
    assert [list(kernel.signatures) for kernel in (compare_sides, look_up)] == before
    arrays = [
        kind for signatures in before for signature in signatures for kind in signature if hasattr(kind, "mutable")
    ]
    assert all(kind.mutable for kind in arrays if hasattr(kind, "layout"))


def measured_as(**functions) -> dict[str, float]:
    own = [OwnOutcome(name, of, "points", 1, 1.0, "a list") for name, of in functions.items()]
    return ml.simulate(small("reverse").with_({"outcomes": own}), seed=3).outcomes


def mean_age(run: ml.Record) -> float:
    return float(run.people["age"].mean())


def test_an_outcome_cannot_change_what_another_reads():
    def replaces(run):
        run.people["age"] = np.zeros(3)
        run.weekly.clear()
        run.at_end["bench"] = 7.0
        return 1.0

    alone = measured_as(mean_age=mean_age)
    beside = measured_as(replaces=replaces, mean_age=mean_age)
    assert beside["mean_age"] == alone["mean_age"] > 16
    for name in OUTCOME:
        assert alone[name] == beside[name] or math.isnan(alone[name])


@pytest.mark.parametrize("table", ["people", "pairs", "weekly"])
def test_an_outcome_that_writes_to_its_record_is_told(table):
    def writes(run):
        for column in getattr(run, table).values():
            column[:] = 0
        return 1.0

    with pytest.raises(RunFailed, match="outcomes 'own': it writes to what it is shown, which stays as it is"):
        measured_as(own=writes)


def test_an_outcome_may_make_frames_of_its_record():
    def of_frame(run):
        import pandas as pd

        people = pd.DataFrame(run.people)
        people["old"] = people["age"] > 50
        return people["age"].mean()

    assert measured_as(own=of_frame)["own"] == pytest.approx(measured_as(own=mean_age)["own"])


@pytest.mark.parametrize(
    ("value", "shown"),
    [
        ("many", "'many'"),
        (None, "empty"),
        (math.inf, "inf"),
        (True, "true"),
        (1j, "1j"),
        (np.ones(2), "float64 of shape"),
    ],
)
def test_an_outcome_that_is_no_number_is_told_by_what_it_came_to(value, shown):
    with pytest.raises(ml.Refused) as refused:
        measured_as(own=lambda run: value)
    assert str(refused.value).startswith(f"outcomes: 'own' came to {shown}")
