"""The contracts: every built-in keeps every clause, and each clause catches what it is there for."""

from __future__ import annotations

import json
from dataclasses import replace
from functools import reduce
from typing import get_args

import numpy as np
import pytest

from mentorlab.experiments.cli import main as cli
from mentorlab.scenarios.assumptions.assumptions import Assumptions
from mentorlab.scenarios.assumptions.outcomes import OUTCOMES, OwnOutcome
from mentorlab.scenarios.extensions.resolve import ALLOWED, KINDS, chosen, kinds_of
from mentorlab.scenarios.policy import feedback, pairing, targeting
from mentorlab.scenarios.policy.rewards import Reward
from mentorlab.scenarios.policy.strategy import Term, strategy
from mentorlab.scenarios.records import policy as policy_record
from mentorlab.sim.contracts import pairing_contract
from mentorlab.sim.contracts.contracts import CLAUSES, tried
from mentorlab.sim.contracts.proving_ground import Broken
from mentorlab.sim.measures.outcomes import outcomes


def value_of(name):
    """Return a built-in outcome as if it were the user's own."""

    def of(run):
        return outcomes(run)[name]

    return of


BUILT_IN = {
    "pairing": (get_args(policy_record.PairingName), pairing),
    "action": (get_args(policy_record.ActionName), feedback),
    "reward": (get_args(policy_record.RewardName), Assumptions().rewards),
    "training": (get_args(policy_record.TrainingName), Assumptions().training),
    "targeting": (get_args(policy_record.TargetingName), targeting),
}
EVERY = [
    pytest.param(clause, kind, name, id=f"{name}-{clause.__name__}")
    for kind, (names, _) in BUILT_IN.items()
    for name in names
    for clause in CLAUSES[kind]
]


@pytest.mark.parametrize(("clause", "kind", "name"), EVERY)
def test_every_built_in_keeps_every_clause_of_its_contract(clause, kind, name):
    clause(chosen(name, kind, BUILT_IN[kind][1]))


@pytest.mark.parametrize("clause", CLAUSES["outcome"])
def test_every_built_in_outcome_keeps_the_contract_of_an_own_one(clause):
    for one in OUTCOMES[:3]:
        clause(OwnOutcome(f"own_{one.name}", value_of(one.name), one.unit, 1, 1.0, one.measured_by))


def test_every_kind_has_a_contract_in_words():
    assert CLAUSES.keys() == KINDS.keys()
    for clause in (clause for clauses in CLAUSES.values() for clause in clauses):
        assert clause.__doc__.splitlines()[0].endswith(".")


# what breaks a clause


def by_row(candidates, rng):
    n = min(len(candidates.juniors), len(candidates.seniors))
    return np.column_stack([np.arange(n), np.arange(n)])


def declared_with(*terms):
    @strategy(*terms)
    def pairs(candidates, rng):
        return by_row(candidates, rng)

    return pairs


def everybody_with_the_first(candidates, rng):
    juniors = np.arange(len(candidates.juniors))
    return np.column_stack([juniors, np.zeros_like(juniors)])


def with_luck_of_its_own(candidates, rng):
    n = min(len(candidates.juniors), len(candidates.seniors))
    return np.column_stack([np.arange(n), np.random.permutation(n)])  # noqa: NPY002


def who_sorts_in_place(candidates, rng):
    candidates.seniors.age.sort()
    return by_row(candidates, rng)


def who_wants_a_pair(candidates, rng):
    return np.array([[0, 0]])


def who_zeroes(*path):
    """Return a strategy that pairs as `random` does, and writes to a part of what it is shown."""

    def zeroes(candidates, rng):
        pairs = pairing.random(candidates, rng)
        x = reduce(getattr, path, candidates)
        x[:] = 0
        return pairs

    return zeroes


def nobody(candidates, rng):
    return []


def no_flags(seen, weeks, rule):
    return seen < 0.5, weeks


def greedy_flags(seen, weeks, rule):
    seen[:] = 0.0
    return seen < 0.5, seen < 0.5


def lonely_flags(seen, weeks, rule):
    return np.array([True]), np.array([True])


def never(model):
    while True:
        yield 0


def half_weeks(model):
    while True:
        yield 1.5


def overdone(model):
    while True:
        yield 4
        model.state.workforce.openness += 0.1


def by_its_own_luck(model):
    while True:
        yield 4
        model.state.workforce.openness *= 1 - 0.1 * np.random.random()  # noqa: NPY002


def no_generator(model):
    return 13


def two_towns(model):
    yield 13


def outcome(of):
    return OwnOutcome("own", of, "people", 1, 1.0, "a list")


def writes(run):
    run.people["age"][:] = 0.0
    return 1.0


def replaces(run):
    run.people["age"] = 0.0
    return 1.0


@pytest.mark.parametrize(
    ("kind", "thing", "broken", "said"),
    [
        ("pairing", by_row, "keeps_apart", "is not allowed"),
        ("pairing", by_row, "does_not_mind_the_order", "candidates.juniors.lot"),
        ("pairing", everybody_with_the_first, "pairs_nobody_twice", "more than 1 pairs"),
        ("pairing", everybody_with_the_first, "keeps_to_capacity", "more than 1 pairs"),
        ("pairing", with_luck_of_its_own, "is_reproducible", "differ the second time"),
        ("pairing", who_sorts_in_place, "changes_nobody", "it writes to what it is shown"),
        ("pairing", who_zeroes("juniors", "skills"), "pairs_nobody_twice", "it writes to what it is shown"),
        ("pairing", who_zeroes("seniors", "lot"), "changes_nobody", "it writes to what it is shown"),
        ("pairing", who_zeroes("must_not"), "keeps_apart", "it writes to what it is shown"),
        ("pairing", who_zeroes("focus"), "pairs_in_a_programme", "it writes to what it is shown"),
        ("pairing", who_zeroes("closeness", "data"), "changes_nobody", "it writes to what it is shown"),
        ("pairing", who_wants_a_pair, "copes_with_few", "outside 0..-1"),
        ("pairing", nobody, "pairs_somebody", "made none"),
        ("pairing", declared_with(Term("age", lambda pairs: np.nan)), "tells_terms", "'age' is not finite"),
        ("pairing", declared_with(Term("age", lambda pairs: 1, lambda *_: 7)), "tells_terms", "is not a text"),
        ("action", no_flags, "flags_every_pair", "anew must be 1 of true or false in an array, not int64"),
        ("action", greedy_flags, "flags_every_pair", "it writes to what it is shown"),
        ("action", lonely_flags, "copes_with_no_pairs", "mend must be 0"),
        ("process", never, "lasts_two_years", "yielded 0 in week 0. Yield whole weeks"),
        ("process", half_weeks, "lasts_two_years", "yielded 1.5"),
        ("process", no_generator, "lasts_two_years", "returned int. Let it yield"),
        ("process", overdone, "lasts_two_years", "openness left 0 to 1"),
        ("process", by_its_own_luck, "acts_again_the_same", "differ the second time"),
        ("reward", Reward(cost=9000), "is_plausible", "cost 9000 is outside 0 to 5000"),
        ("targeting", targeting.Targeting(lambda pool, rule: pool.lot[:1], True), "ranks_everybody", "40 numbers"),
        ("targeting", targeting.Targeting(lambda pool, rule: pool.lot * np.nan, True), "ranks_everybody", "is nan"),
        ("outcome", outcome(lambda run: "many"), "is_a_number", "returned str"),
        ("outcome", outcome(lambda run: 1 / len(run.pairs["junior"])), "is_a_number", "division"),
        ("outcome", outcome(lambda run: float("nan")), "is_somewhere_a_number", "nan in every run"),
        ("outcome", outcome(replaces), "measures_again_the_same", "it wrote to the record"),
        ("outcome", outcome(writes), "measures_again_the_same", "it writes to what it is shown"),
    ],
)
def test_a_clause_catches_what_it_is_there_for(kind, thing, broken, said, monkeypatch):
    clause = next(one for one in CLAUSES[kind] if one.__name__ == broken)
    monkeypatch.setitem(CLAUSES, kind, (clause,))
    (found,) = tried(thing, kind)
    assert said in found.trouble


def test_a_strategy_that_takes_its_time_is_told_what_to_look_at(monkeypatch):
    monkeypatch.setattr(pairing_contract, "PATIENCE", 0.0)
    with pytest.raises(Broken, match=r"candidates\.tables"):
        pairing_contract.copes_with_a_crowd(pairing.random)


def test_what_something_is_is_told_by_what_it_takes():
    assert kinds_of(by_row) == ["pairing"]
    assert kinds_of(no_flags) == ["action"]
    assert kinds_of(two_towns) == ["process"]
    assert kinds_of(Assumptions().rewards.bonus) == ["reward"]
    assert kinds_of(replace(outcome(len), smallest=2.0)) == ["outcome"]
    assert kinds_of(lambda *anything: None) == ["pairing", "action", "process"]
    assert kinds_of(3) == []


# the command


@pytest.fixture
def mine(tmp_path, monkeypatch):
    """Return a function that writes mine.py in the working directory and checks something in it."""
    import sys

    monkeypatch.chdir(tmp_path)
    monkeypatch.setattr(sys, "path", [*sys.path])
    monkeypatch.setenv(ALLOWED, "")
    (tmp_path / "mine.py").write_text(
        "import numpy as np\n"
        "def fine(seen, weeks, rule):\n    return np.ones(len(seen), bool), np.zeros(len(seen), bool)\n"
        "def wrong(seen, weeks, rule):\n    return seen, weeks\n"
        "def anything(*parts):\n    return None\n"
    )
    yield lambda *options: cli.answered(["check", "--strategy", *options])
    sys.modules.pop("mine", None)


def test_check_tells_what_was_tried_and_fails_if_a_clause_is_broken(mine, capsys):
    assert mine("mine:fine", "--allow", "mine") == 0
    told = capsys.readouterr().out
    assert "tried as a feedback rule" in told
    assert "All 4 clauses kept." in told
    assert mine("mine:wrong", "--allow", "mine") == 1
    told = capsys.readouterr().out
    assert "BROKEN" in told
    assert "mend must be 1 of true or false" in told


def test_check_tells_programs_the_same(mine, capsys):
    assert mine("mine:wrong", "--allow", "mine", "--json") == 1
    found = json.loads(capsys.readouterr().out)["data"]
    assert (found["kind"], found["broken"]) == ("action", sum(not one["kept"] for one in found["clauses"]))
    assert found["fingerprint"].startswith("mine:wrong/")


@pytest.mark.parametrize(
    ("options", "said"),
    [
        (["mine:fine"], "which you have not allowed to run"),
        (["mine:anything", "--allow", "mine"], "Say what it is to be: --kind pairing or action or process."),
        (["mine:np", "--allow", "mine"], "is nothing a scenario can use"),
        (
            ["mine:fine", "--allow", "mine", "--kind", "pairing"],
            "a function(candidates, rng) that returns pairs is needed",
        ),
        (["mine:fine", "--allow", "mine", "--kind", "pairs"], "there is no kind 'pairs'. Did you mean"),
        (["mine:fine", "--allow", "mine", "roster.csv"], "and not both"),
    ],
)
def test_what_cannot_be_tried_is_refused(mine, capsys, options, said):
    assert mine(*options) == 2
    assert said in " ".join(capsys.readouterr().err.split())


def test_check_without_anything_says_what_it_takes(capsys):
    assert cli.answered(["check"]) == 2
    assert "--strategy package.module:name" in capsys.readouterr().err


@pytest.mark.parametrize("code", ["def lonely(candidates):\n    return []\n", "def lonely(record):\n    return 1.0\n"])
def test_a_function_of_an_unsure_kind_is_asked_about(mine, capsys, tmp_path, code):
    (tmp_path / "mine.py").write_text(code)
    assert mine("mine:lonely", "--allow", "mine") == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "--kind pairing or action or process or targeting or outcome" in said
    assert "an OwnOutcome(...) around a function(record)" in said


def test_code_that_fails_is_told_once_by_its_line(mine, capsys, tmp_path):
    (tmp_path / "mine.py").write_text(
        "def deeper():\n    return 1 / 0\ndef broken(candidates, rng):\n    return deeper()\n"
    )
    assert mine("mine:broken", "--allow", "mine", "--json") == 1
    first, *others = json.loads(capsys.readouterr().out)["data"]["clauses"]
    assert first["trouble"] == "ZeroDivisionError: division by zero (mine:broken, mine.py:2)."
    assert {one["kept"] for one in others} == {None}


def test_check_catches_a_strategy_that_writes_into_its_candidates(mine, capsys, tmp_path):
    (tmp_path / "mine.py").write_text(
        "from mentorlab.scenarios.policy.pairing import optimal\n\n"
        "def greedy(candidates, rng):\n    x = candidates.juniors.skills\n    x[:] = 0\n"
        "    return optimal(candidates, rng)\n"
    )
    assert mine("mine:greedy", "--allow", "mine") == 1
    said = " ".join(capsys.readouterr().out.split())
    assert "BROKEN" in said
    assert "it writes to what it is shown, which stays as it is" in said
    assert "(mine:greedy, mine.py:5)" in said


def test_what_a_record_refuses_at_import_is_told_by_value_limit_and_line(mine, capsys, tmp_path):
    (tmp_path / "mine.py").write_text("import mentorlab as ml\n\ngift = ml.Reward(pull=18, cst=3)\n")
    assert mine("mine:gift", "--allow", "mine") == 2
    said = " ".join(capsys.readouterr().err.split())
    assert "mine.py:3: 'mine:gift' cannot be imported" in said
    assert "'mine' raises Reward.pull: must be a number from 0 to 1, not 18." in said
    assert "; Reward.cst: unknown key 'cst'. Did you mean 'cost'." in said
    assert "pydantic" not in said
