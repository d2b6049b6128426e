"""Study files as people write them: nested or with dots, one value or several, a number where a rule could be."""

from __future__ import annotations

import pytest

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.studies.estimate import estimate
from mentorlab.experiments.studies.study_file import plan_of, read_from_python, read_study
from mentorlab.experiments.studies.sweep import run_sweep

GRID = "scenario: reverse\nlevers: {feedback: [0, 4]}\n"
SMALL = ["organisation.synthetic.employees=40", "weeks=30", "settling_weeks=26", "share=0.3"]


@pytest.fixture
def plan(tmp_path):
    """Return a reader of a study file's text."""

    def read(text, settings=()):
        file = tmp_path / "study.yaml"
        file.write_text(text, encoding="utf-8")
        return read_study(file, settings)

    return read


@pytest.fixture
def refusals(plan):
    """Return a reader of what is wrong with a study file's text: each message by its field."""

    def read(text):
        with pytest.raises(Refused) as refused:
            plan(text)
        assert all(one.line for one in refused.value.problems)
        return {one.field: f"{one.message} {one.hint}" for one in refused.value.problems}

    return read


@pytest.mark.parametrize("until", ["until: 100", "until: {replicates: 100}"])
def test_a_number_under_until_is_a_number_of_futures(until, plan):
    assert (plan(f"{GRID}{until}\n").replicates, plan(f"{GRID}{until}\n").until) == (100, None)
    assert plan(f"{GRID}{until}\n") == plan(f"{GRID}replicates: 100\n")


def test_a_number_under_until_is_estimated_and_run(plan):
    asked = plan(f"{GRID}until: 3\n", SMALL)
    assert estimate(asked, 1).futures == 3
    assert run_sweep(asked, progress=False).comparison.replicates == 3


@pytest.mark.parametrize(
    ("nested", "flat"),
    [
        ("assumptions: {sessions: {space: [1, 2]}}", "assumptions: {sessions.space: [1, 2]}"),
        ("assumptions: {sessions: {space: 2}, transport: 0.9}", "assumptions: {sessions.space: 2, transport: 0.9}"),
        ("assumptions: {quits_by_department: {Sales: [1, 2]}}", "assumptions: {quits_by_department.Sales: [1, 2]}"),
        ("set: {organisation: {synthetic: {employees: 50}}}", "set: {organisation.synthetic.employees: 50}"),
    ],
)
def test_nested_keys_are_read_like_keys_with_dots(nested, flat, plan):
    assert plan(f"{GRID}{nested}\n") == plan(f"{GRID}{flat}\n")


@pytest.mark.parametrize(
    ("nested", "flat"),
    [
        ("levers: {policy: {feedback: {every_weeks: [0, 4]}}}", "levers: {feedback: [0, 4]}"),
        ("levers: {policy.feedback: {every_weeks: [0, 4]}}", "levers: {feedback: [0, 4]}"),
        ("levers: {feedback: {every_weeks: [0, 4], action: both}}", "levers: {feedback: [0, 4], action: both}"),
        ("levers: {eligible: {junior: {max_age: [30, 40]}}}", "levers: {policy.eligible.junior.max_age: [30, 40]}"),
        ("levers: {eligible.junior.max_age: [30, 40]}", "levers: {policy.eligible.junior.max_age: [30, 40]}"),
        ("cells: [{policy: {where: {levels: [0]}}}, {}]", "cells: [{policy.where.levels: [0]}, {}]"),
        ("sample: {points: 4, levers: {policy: {goal_clarity: [0, 1]}}}",
         "sample: {points: 4, levers: {goal_clarity: [0, 1]}}"),
    ],
)  # fmt: skip
def test_nested_levers_are_read_like_their_names(nested, flat, plan):
    assert plan(f"scenario: reverse\n{nested}\n") == plan(f"scenario: reverse\n{flat}\n")


def test_cells_may_say_how_large_each_is_in_their_own_way(plan):
    asked = plan("scenario: reverse\ncells: [{pairs: 3}, {share: 0.2}]\n")
    assert [(one.policy.pairs, one.policy.share) for one in asked.scenarios[1:]] == [(3, None), (None, 0.2)]


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ("until: many", "until", "not 'many'"),
        ("until: {retention: 0.5}", "until", "Write precision: {retention: 0.5}."),
        ("until: {best: retention}", "until.best", "Write choice: retention."),
        ("until: {choice: retentoin}", "until.choice", "Did you mean 'retention'?"),
        ("until: {precision: {retention: 0.5}, cap: 99999999}", "until.cap", "1,000,000"),
        ("assumptions: {sessions: {space: 2}, sessions.space: 3}", "assumptions.sessions.space", "named twice"),
        ("assumptions: {sessions: {}}", "assumptions.sessions", "names no value"),
        ("assumptions: {sessions: {spce: 2}}", "assumptions.sessions.spce", "Did you mean 'sessions.space'?"),
        ("assumptions: {transport: {low: 0, high: 1}}", "assumptions.transport", "not a mapping"),
        ("assumptions: {inclusion: {pair_senior: 1}}", "assumptions.inclusion.pair_senior", "took its place"),
        ("assumptions: {off: [crowding]}", "assumptions.off[0]", "off: [[], [crowding]]"),
        ("assumptions: {over: {transport: [0, 1]}}", "assumptions.over", "leave `over` out"),
        ("assumptions: {over: all, transport: [0, 1]}", "assumptions.transport", "leave `over` out"),
        ("assumptions: {over: [[transport]]}", "assumptions.over[0]", "'a list'"),
        ("assumptions.transport: [0.5]", "assumptions.transport", "Write assumptions: {transport: ...}."),
        ("limits: {cash: 50,000}", "limits.000", "write 50000 without one"),
        ('limits: {cash: "50,000"}', "limits.cash", "Write 50000."),
        ('replicates: "30"', "replicates", "Write 30."),
        ("seed: 99999999999999999999999", "seed", "from 0 to 9,223,372,036,854,775,807"),
        ("judge: [retention]", "judge", "must be one of innovation, inclusion, retention, not a list"),
        ("name: 2026", "name", 'name: "2026"'),
        (f"name: {'x' * 400}", "name", "has 400 characters"),
        ("weeks: 52", "weeks", "Write set: {weeks: ...}"),
        ("employees: 50", "employees", "set: {organisation.synthetic.employees: ...}"),
        ("jobs: 3", "jobs", "command line: --jobs"),
        ("set: {feedback: 3, policy: {feedback: {every_weeks: 4}}}", "policy.feedback.every_weeks", "set twice"),
    ],
)  # fmt: skip
def test_what_stands_beside_the_levers_is_refused_with_its_mend(said, field, words, refusals):
    wrong = refusals(f"{GRID}{said}\n")
    assert list(wrong) == [field]
    assert words in wrong[field]


@pytest.mark.parametrize(
    ("said", "field", "words"),
    [
        ("levers: {}", "levers", "names no lever"),
        ('levers: {feedback: "0,2,8"}', "levers.feedback", "[0, 2, 8]"),
        ("levers: {feedback: 0,2}", "levers.2", "in brackets"),
        ("levers: {feedback: {from: 0, to: 8}}", "levers.feedback", "Write the values as a list"),
        ("levers: {max_age: [30]}", "levers.max_age", "'policy.eligible.junior.max_age' or"),
        ("levers: {transport: [0.5]}", "levers.transport", "beside the levers"),
        ("levers: {assumptions: {transport: [0.5]}}", "levers.assumptions.transport", "beside the levers"),
        ("levers: {employees: [50]}", "levers.employees", "set: {organisation.synthetic.employees: ...}"),
        ("levers: {policy: [reverse]}", "levers.policy", "Did you mean policy.arm?"),
        ("cells: [{feedback: [2, 4]}]", "cells[0].feedback", "one value for each lever"),
        ("cells: [traditional]", "cells[0]", "such as {feedback: 2}"),
        ("sample: {points: 4, method: [sobol], levers: {sessions: [1, 2]}}", "sample.method", "unknown method"),
    ],
)
def test_what_varies_is_refused_with_its_mend(said, field, words, refusals):
    wrong = refusals(f"scenario: reverse\n{said}\n")
    assert list(wrong) == [field]
    assert words in wrong[field]


def test_numbers_too_large_to_be_told_apart_are_refused_in_a_call_too():
    huge = 10**400
    with pytest.raises(Refused) as refused:
        plan_of(read_from_python(scenario="reverse", levers={"feedback": [0, 4]}, seed=huge, limits={"cash": huge}))
    assert [one.field for one in refused.value.problems] == ["seed", "limits.cash"]
    with pytest.raises(Refused, match="1,000,000"):
        plan_of(read_from_python(scenario="reverse", levers={"feedback": [0, 4]}, until=huge))
