"""A comparison without a stated number of replicates: when it looks, what it looks at, and when it ends."""

from __future__ import annotations

import json
from dataclasses import replace
from types import SimpleNamespace

import numpy as np
import pytest

import mentorlab as ml
from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.results import answer
from mentorlab.experiments.results.paired_runs import Without
from mentorlab.experiments.studies.comparison import Comparison
from mentorlab.experiments.studies.stopping.limits import keeps_of, worlds_of
from mentorlab.experiments.studies.stopping.looks import Looks
from mentorlab.experiments.studies.stopping.rules import Choice
from mentorlab.experiments.studies.stopping.until import rule_of
from mentorlab.scenarios.assumptions.outcomes import OUTCOMES

SMALL = ["organisation.synthetic.employees=40", "weeks=26", "settling_weeks=26", "share=0.3"]


def study(shifts, n=200, noise=0.3, **more) -> Comparison:
    """Return a study in which every outcome of a scenario is shifted by so many points against the first one."""
    luck = np.random.default_rng(1)
    shared = luck.normal(60, 3, (n, len(OUTCOMES)))
    values = shared[None] + luck.normal(0, noise, (len(shifts), n, len(OUTCOMES)))
    values += np.array(list(shifts.values()))[:, None, None]
    digests = np.array([[f"{name}{r}" for r in range(n)] for name in shifts], dtype="S30")
    return Comparison(tuple(shifts), values, shared[None] + np.zeros_like(values), digests, **more)


@pytest.fixture
def looked(monkeypatch):
    """Let an answer leave these designs possible, look by look; return what it was asked."""
    asked = []

    def let(*possible):
        def answer_of(comparison, *, level, last_look):
            asked.append((comparison.replicates, comparison.looks, level, last_look))
            return SimpleNamespace(possible=possible[comparison.looks - 1])

        monkeypatch.setattr(answer, "answer_of", answer_of, raising=False)
        return asked

    return let


def drive(rule, whole):
    """Return how many replicates there are when a rule is content, and after how many it looked."""
    n, seen = rule.first, []
    while True:
        seen.append(n)
        decision = rule.decide(whole.first(n))
        if decision.done:
            return decision.replicates, seen
        assert decision.rows == tuple(range(len(whole.names)))
        n = decision.replicates


THREE = {"none": 0, "one": 1, "two": 1}


def test_it_looks_at_the_answer_until_no_design_is_possible(looked):
    asked = looked(("one", "two"), ("two",), ())
    assert drive(Looks(), study(THREE)) == (100, [30, 60, 100])
    assert asked == [(30, 1, Looks().level, False), (60, 2, Looks().level, False), (100, 3, Looks().level, False)]


def test_only_the_look_at_the_cap_is_the_last(looked):
    asked = looked(*[("one",)] * 6)
    assert drive(Looks(), study(THREE)) == (200, [30, 60, 100, 200])
    assert [last for *_, last in asked] == [False, False, False, True]
    asked.clear()
    assert drive(Looks(cap=500), study(THREE, n=500)) == (500, [30, 60, 100, 200, 400, 500])
    assert [last for *_, last in asked] == [False] * 5 + [True]


def test_four_looks_together_have_the_error_of_one_answer():
    assert len(Looks().looks) * Looks().level == pytest.approx(0.05)
    assert len(Looks(cap=1000).looks) * Looks(cap=1000).level == pytest.approx(0.05)
    assert Looks(cap=30).level == Looks().level


def test_what_there_is_beyond_a_look_does_not_count(looked):
    asked = looked((), ())
    assert Looks().decide(study(THREE).first(59)).replicates == 30
    assert asked == [(30, 1, Looks().level, False)]


def test_a_result_says_whether_it_was_settled(looked):
    looked(("one",), (), (), ("one", "two"))
    found = Looks().enough(study(THREE))
    assert (found.reached, found.replicates) == (False, 200)
    assert found.said == "It is not settled after 200 replicates: one and two are still possible."
    found = Looks().enough(study(THREE).first(60))
    assert (found.reached, found.said) == (True, "It was settled after 60 replicates.")


def test_one_design_is_looked_at_until_its_headlines_are_clear(looked):
    asked = looked()
    assert drive(Looks(), study({"none": 0, "one": 40}))[0] == 30
    assert drive(Looks(), study({"none": 0, "one": 0.05}, noise=30))[0] == 200
    assert asked == []


def test_nothing_is_chosen_among_what_has_no_programme_or_other_assumptions(looked):
    asked = looked(*[("one",)] * 4)
    whole = study(THREE)
    nothing = Without(whole.values, whole.digests, np.ones(3, dtype=bool))
    assert drive(Looks(), replace(whole, without=nothing))[0] == 30
    apart = Without(whole.values, whole.digests, np.array([True, False, False]), "they differ.")
    assert drive(Looks(), replace(whole, without=apart))[0] == 30
    assert asked == []


@pytest.mark.parametrize("said", ["best", {"best": "design"}, {"best": "design", "cap": 400}])
def test_the_rule_is_read_and_written_the_same(said):
    rule = rule_of(said)
    assert rule == (Looks(400) if "cap" in said else Looks())
    assert rule_of(json.loads(json.dumps(rule.asked))) == rule


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ({"best": "design", "cap": 20}, "until.cap", "whole number of 30 or more"),
        ({"best": "design", "floor": 20}, "until.floor", "is unknown here"),
        ({"best": "retention"}, "until.best", "choice: retention"),
        ({"best": 5}, "until.best", "Write best: design"),
    ],
)
def test_what_is_wrong_with_the_rule_is_said_with_its_mend(said, field, words):
    with pytest.raises(Refused) as refused:
        rule_of(said)
    assert [one.field for one in refused.value.problems] == [field]
    assert words in str(refused.value)


def test_the_best_on_one_outcome_is_still_a_choice():
    assert isinstance(rule_of({"choice": "retention"}), Choice)


def test_a_comparison_runs_until_it_is_settled_and_goes_on_where_it_stopped(looked, tmp_path):
    scenarios = [ml.load(name, settings=SMALL) for name in ("no-programme", "reverse", "reverse-bonus")]
    asked = looked(("reverse",), ())
    found = ml.compare(scenarios, jobs=1, store=tmp_path / "a.db")
    assert (found.replicates, found.looks, found.enough.reached) == (60, 2, True)
    stated = ml.compare(scenarios, replicates=60, jobs=1, store=tmp_path / "b.db")
    assert (stated.looks, stated.enough) == (0, None)
    assert stated.digest == found.digest
    partly = tmp_path / "c.db"
    ml.compare(scenarios, replicates=45, jobs=1, store=partly)
    asked.clear()
    again = ml.compare(scenarios, jobs=1, store=partly)
    assert again.digest == found.digest
    assert [n for n, *_ in asked] == [30, 60, 60]


def test_a_part_of_a_study_needs_a_number():
    with pytest.raises(Refused, match="a part of a study cannot know"):
        ml.compare([ml.load(name, settings=SMALL) for name in ("no-programme", "reverse")], shard="1/2")


def test_scenarios_that_assume_otherwise_have_so_many_futures_as_the_first_look():
    other = [*SMALL, "assumptions.turnover.scale=1.2"]
    found = ml.compare([ml.load("no-programme", settings=SMALL), ml.load("reverse", settings=other)], jobs=1)
    assert (found.replicates, found.looks, found.enough) == (30, 0, None)


@pytest.mark.parametrize(
    ("said", "words"),
    [("many", "Write 32x4"), ("32x4x2", "Write 32x4"), ("5", "10 worlds or more"), ("32x1", "2 futures or more"),
     (True, "Write 32x4"), ("-3", "Write 32x4"), ("999999x9", "1,000,000 futures")],
)  # fmt: skip
def test_what_is_no_number_of_worlds_is_refused(said, words):
    with pytest.raises(Refused, match=words):
        worlds_of(said)


@pytest.mark.parametrize(("said", "words"), [(0, "above 0"), (80, "Write 0.8 for 80 %"), ("most", "above 0"),
                                             (float("nan"), "above 0"), (True, "above 0")])  # fmt: skip
def test_what_is_no_share_is_refused(said, words):
    with pytest.raises(Refused, match=words):
        keeps_of(said)
    assert keeps_of(1) == 1.0
