"""Changes of policy at a week: a phased roll-out, a pause, a cut; nothing of them is felt before."""

import numpy as np
import pytest

import mentorlab as ml
from mentorlab.scenarios.assumptions.settings import values_of
from mentorlab.scenarios.extensions.resolve import ALLOWED
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.scenarios.policy.targeting import Targeting
from mentorlab.sim.processes import motivation
from mentorlab.sim.state.pairs import STOPPED

WEEK = 20


def changed(small, *changes, **policy):
    """Return a small scenario with changes."""
    scenario = small(employees=120, weeks=60, length_weeks=26, **policy)
    return scenario.model_validate(scenario.model_dump() | {"changes": changes})


EVERY_KIND = {
    "feedback": {"policy.feedback.every_weeks": 8},
    "sessions": {"policy.sessions.every_weeks": 4},
    "pause": {"policy.sessions.every_weeks": 0},
    "reward": {"policy.reward": "bonus"},
    "arm": {"policy.arm": "traditional"},
    "circles": {"policy.arm": "group"},
    "stop": {"policy.arm": "none"},
    "workshops": {"policy.arm": "training"},
    "more": {"policy.share": 0.4},
    "fewer": {"policy.pairs": 2},
    "where": {"policy.where.levels": (0, 2)},
    "pairing": {"policy.pairing": "random"},
    "support": {"policy.support.every_weeks": 4},
    "targeting": {"policy.targeting": "need"},
    "integration": {"policy.integration": "leadership-programme"},
    "black_out": {"policy.sessions.black_out": tuple(range(26, 40))},
}


@pytest.mark.parametrize("change", EVERY_KIND.values(), ids=EVERY_KIND)
def test_a_change_is_not_felt_before_its_week_and_is_afterwards(small, run, weekly, change):
    before = weekly(run(changed(small)))
    after = weekly(run(changed(small, {"week": WEEK, **change})))
    assert before[:WEEK].equals(after[:WEEK])
    assert not before.equals(after)


def test_a_change_to_what_is_already_so_changes_nothing(small, run, weekly):
    assert weekly(run(changed(small))).equals(weekly(run(changed(small, {"week": WEEK, "policy.reward": "thanks"}))))


def test_a_programme_that_is_stopped_ends_its_pairs_and_may_come_back(small, run):
    stop, back = {"week": WEEK, "policy.arm": "none"}, {"week": 40, "policy.arm": "reverse"}
    model = run(changed(small, stop, back))
    pairs = model.programme.pairs
    first = pairs.cohort == 0
    assert (pairs.ended[first & (pairs.ending == STOPPED)] == WEEK).all()
    assert (first & (pairs.ending == STOPPED)).any()
    assert model.programme.opened == [0, 40]
    assert pairs.began[~first].min() == 40
    held = np.array(model.datacollector.model_vars["sessions_held"])
    assert held[WEEK:41].sum() == 0
    assert held[41:].sum() > 0


def test_in_a_pause_nobody_meets_and_afterwards_pairs_come_back_one_after_another(small, run):
    model = run(
        changed(small, {"week": 10, "policy.sessions.every_weeks": 0}, {"week": 18, "policy.sessions.every_weeks": 4})
    )
    due = np.array(model.datacollector.model_vars["sessions_due"])
    assert due[10:19].sum() == 0
    assert (due[19:23] > 0).sum() >= 3


def test_nobody_meets_in_black_out_weeks(small, run):
    scenario = small(employees=120, weeks=30, sessions={"every_weeks": 1, "black_out": (5, 6, 7)})
    due = np.array(run(scenario).datacollector.model_vars["sessions_due"])
    assert due[5:8].sum() == 0
    assert (due[[4, 8]] > 0).all()


def test_a_roll_out_reaches_each_department_in_its_week(small, run):
    sales, wider = {"departments": ("Sales",)}, ("Sales", "Operations")
    model = run(changed(small, {"week": WEEK, "policy.where.departments": wider, "policy.share": 0.3}, where=sales))
    people, pairs = model.state.workforce, model.programme.pairs
    in_sales = people.department[pairs.junior] == 0
    assert in_sales[pairs.began < WEEK].all()
    joined = pairs.began == WEEK
    assert joined.any()
    assert not in_sales[joined].all()
    assert set(people.department[pairs.junior]) == {0, 1}
    assert max(model.datacollector.model_vars["pairs"]) <= model.programme.policy.places(120)


def test_a_cut_of_places_lets_the_pairs_there_are_end_and_takes_fewer_anew(small, run):
    model = run(changed(small, {"week": WEEK, "policy.pairs": 3}, share=0.3))
    began = model.programme.pairs.began
    assert (began < WEEK).sum() > 5
    assert (began == 26).sum() <= 3
    assert not (began == WEEK).any()


def test_a_bonus_that_stops_leaves_less_than_there_would_have_been(small, run):
    """MODEL P6, over the pair: after the bonus stops motivation is below the arm that never had one."""
    never, stopped = [], []
    for replicate in range(10):
        for found, reward, changes in (
            (never, "none", ()),
            (stopped, "bonus", ({"week": 26, "policy.reward": "none"},)),
        ):
            scenario = small(employees=150, weeks=36, share=0.3, length_weeks=52, reward=reward, targeting="lottery")
            model = run(scenario.model_validate(scenario.model_dump() | {"changes": changes}), replicate=replicate)
            found.append(model.state.workforce.motivation[model.people_at_launch.role > 0].mean())
    assert (np.array(stopped) < np.array(never)).all()


@pytest.mark.parametrize(
    ("changes", "said"),
    [
        ([{"week": 26, "policy.reward": "none"}, {"week": 26, "policy.share": 0.2}], "one a week"),
        ([{"week": 30, "policy.reward": "none"}, {"week": 26, "policy.share": 0.2}], "order"),
        ([{"week": 60, "policy.reward": "none"}], "beyond the 60 weeks"),
        ([{"week": 26, "weeks": 30}], "policy only"),
    ],
)
def test_changes_that_cannot_be_are_refused(changes, said):
    with pytest.raises(ValueError, match=said):
        ml.Scenario(weeks=60, changes=changes)


FILE = """extends: reverse
changes:
  - {week: 26, policy.feedback.every_weeks: 8}
  - week: 30
    policy:
      reward: bonsu
      pairs: -3
  - {week: 40, polcy.reward: none}
  - {week: 50}
  - {policy.share: 0.2}
"""


def test_what_is_wrong_in_a_change_is_told_at_its_place(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text(FILE)
    with pytest.raises(ml.Refused) as refused:
        ml.load(path)
    told = [(problem.line, problem.field) for problem in refused.value.problems]
    assert told == [
        (6, "changes[1].policy.reward"),
        (7, "changes[1].policy.pairs"),
        (8, "changes[2].polcy"),
        (9, "changes[3]"),
        (10, "changes[4].week"),
    ]


def test_pairs_named_in_a_change_drop_the_share_and_settings_reach_what_changes_leave(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text("extends: reverse\nchanges:\n  - {week: 26, policy: {pairs: 4}}\n")
    scenario = ml.load(path, settings=["pairing=random"])
    (_, first), (week, then) = scenario.policies
    assert (first.share, first.pairs, first.pairing) == (0.10, None, "random")
    assert (week, then.share, then.pairs, then.pairing) == (26, None, 4, "random")


def test_a_programme_that_turns_to_training_trains_at_once(small, run):
    model = run(changed(small, {"week": WEEK, "policy.arm": "training", "policy.training": "workshop"}))
    trained = np.array(model.datacollector.model_vars["trained"])
    assert trained[WEEK] > 0
    assert np.flatnonzero(trained).tolist() == [0, WEEK, WEEK + 26]
    assert sum(model.datacollector.model_vars["sessions_held"][WEEK:]) == 0


def test_who_is_in_training_takes_part_until_the_round_ends(small, run, weekly):
    """A round of 26 weeks, and another from week 26; those who leave on the way are out."""
    model = run(changed(small, arm="training", targeting="lottery"))
    enrolled, took = weekly(model).enrolled, model.people_at_launch.role > 0
    assert enrolled[0] <= took.sum() == 24
    assert (np.diff(enrolled[:26]) <= 0).all()
    assert enrolled[26] > 20
    stayed = took & np.isnan(model.people_at_launch.exit_week)
    assert (model.people_at_launch.weeks_in[stayed] >= 26).all()
    assert enrolled[52:].max() <= 24
    one_round = run(changed(small, arm="training", targeting="lottery", renew=False))
    assert set(one_round.people_at_launch.weeks_in[stayed]) == {26.0}
    assert (weekly(one_round).enrolled[26:] == 0).all()


def test_nobody_in_training_is_asked_again_before_its_end(small, run):
    model = run(changed(small, {"week": WEEK, "policy.share": 0.4}, arm="training", targeting="lottery", renew=False))
    people = model.state.workforce
    assert people.spells.max() == 1
    assert not people.enrolled.any()


def test_training_that_is_stopped_ends_for_everybody(small, run, weekly):
    for arm in ("none", "reverse"):
        model = run(changed(small, {"week": WEEK, "policy.arm": arm}, arm="training", targeting="lottery"))
        trained = model.people_at_launch.role > 0
        assert model.programme.in_training == []
        assert weekly(model).enrolled[WEEK - 1] > 0
        if arm == "none":
            assert (weekly(model).enrolled[WEEK:] == 0).all()
            assert model.people_at_launch.weeks_in[trained].max() == WEEK


def test_training_without_hours_costs_its_cash(small, run, weekly):
    """Ten pairs a cohort, 100 each: twenty people at launch and no hour of training."""
    online = ml.Training(hours=0, trained=0.3, cost=100)
    free, paid = (
        weekly(run(small(employees=60, weeks=1, pairs=5, targeting="lottery", goal_clarity=0, training=training)))
        for training in ("none", online)
    )
    assert (free.trained[0], paid.trained[0]) == (0, 10)
    assert paid.cash[0] - free.cash[0] == pytest.approx(10 * 100)
    assert paid.hours[0] == free.hours[0]


def test_a_reward_that_comes_later_pulls_as_strongly_as_at_a_start(small):
    """A bonus of .24 in week 20 pulls .24, and 20 weeks later .24 (.35 + .65 / e)."""
    model = ml.MentoringModel(changed(small, {"week": WEEK, "policy.reward": "bonus"}, targeting="lottery"))
    people = model.state.workforce
    for _ in range(WEEK):
        model.step()
    model.programme.change(model.state, model.setup.policies[1][1])
    assert people.enrolled.any()
    assert motivation.extrinsic(model.state)[people.enrolled] == pytest.approx(0.24)
    model.state.tick += 20
    faded = 0.24 * (0.35 + 0.65 * np.exp(-1))
    assert motivation.extrinsic(model.state)[people.enrolled] == pytest.approx(faded)


def test_a_change_of_something_else_leaves_the_reward_as_old_as_it_is(small):
    model = ml.MentoringModel(changed(small, {"week": WEEK, "policy.feedback.every_weeks": 8}, targeting="lottery"))
    people = model.state.workforce
    for _ in range(WEEK + 1):
        model.step()
    assert people.enrolled.any()
    assert (people.rewarded[people.enrolled] == 0).all()


def test_who_volunteered_and_found_nobody_is_turned_down(small, run):
    model = run(small(employees=400, weeks=2, share=0.5, pairing="self-selected"))
    everybody = run(small(employees=400, weeks=2, share=0.5, pairing="random"))  # the same people, all of them paired
    taken, all_taken = (
        len(np.unique(np.concatenate([one.programme.pairs.junior, one.programme.pairs.senior])))
        for one in (model, everybody)
    )
    turned_down, before = (one.datacollector.model_vars["rejected"][0] for one in (model, everybody))
    assert turned_down > 0
    assert turned_down - before == all_taken - taken > 0
    assert (model.state.workforce.rejected > 0).sum() > 0
    assert not (model.state.workforce.rejected[model.state.workforce.enrolled] > 0).any()
    assert taken > 0


def test_nobody_is_asked_in_the_week_in_which_they_start(small, run):
    model = run(changed(small, {"week": 20, "policy.share": 0.5}, share=0.1, feedback={"every_weeks": 4}))
    joined = model.programme.pairs.began == 20
    assert joined.any()
    early = run(
        changed(small, {"week": 20, "policy.share": 0.5}, share=0.1, feedback={"every_weeks": 4}).model_copy(
            update={"weeks": 21}
        )
    )
    assert early.programme.pairs.check_ins[early.programme.pairs.began == 20].sum() == 0


def test_training_that_grows_trains_its_places_and_no_more_in_a_round(small, run):
    grown = small(employees=300, weeks=104, arm="training", share=0.10, length_weeks=39, targeting="lottery")
    grown = grown.model_validate(grown.model_dump() | {"changes": [{"week": 24, "policy.share": 0.12}]})
    trained = np.array(run(grown).datacollector.model_vars["trained"])
    in_a_round = [trained[week : week + 39].sum() for week in range(24, 65)]
    assert max(in_a_round) <= 2 * 18
    assert trained.sum() >= 2 * (15 + 3 + 15 + 3)


def test_circles_that_become_pairs_end_and_are_paid_for_as_what_they_are(small, run):
    model = run(changed(small, {"week": WEEK, "policy.arm": "reverse"}, arm="group", share=0.4))
    pairs = model.programme.pairs
    circles = pairs.circle >= 0
    assert (pairs.ended[circles] <= WEEK).all()
    assert (pairs.began[~circles] >= WEEK).all()
    assert (~circles).any()


def test_renewal_that_is_decided_after_the_end_starts_anew(small, run):
    model = run(changed(small, {"week": 40, "policy.renew": True}, renew=False))
    assert model.programme.opened == [0, 40]


def test_a_reward_for_training_recruits_nobody(small, run):
    asked = {"employees": 200, "weeks": 2, "arm": "training", "share": 0.9}
    models = [run(small(**asked, reward=reward)) for reward in ("none", "bonus")]
    one, other = (model.datacollector.model_vars["trained"][0] for model in models)
    assert one == other > 0


def test_where_nobody_could_be_paired_nobody_is_turned_down_for_it(small, run):
    def nobody(candidates, rng):
        return np.empty((0, 2), np.intp)

    found = [run(small(employees=60, weeks=2, share=0.9, pairing=how)) for how in (nobody, "random")]
    one, other = (model.state.workforce.rejected > 0 for model in found)
    assert (one == other).all()


@pytest.mark.parametrize(
    ("change", "column", "field", "said"),
    [
        ("{week: 3, policy: reverse}", 15, ".policy", "not 'reverse'. Write policy: {arm: reverse}."),
        ("{week: 3, policy: [1]}", 15, ".policy", "must be a mapping of what changes, not a list"),
        ("5", 5, "", "not 5. Write {week: 26, policy.reward: none}"),
        ("{week: 3, policy.reward.pull: 0.3}", 15, ".policy.reward.pull", "Write one value for policy.reward."),
        ("{week: 3, policy.arm.x.y: 0.3}", 15, ".policy.arm.x.y", "Write one value for policy.arm."),
        ("{week: 3, policy.sessions.every_weeks.x: 2}", 15, ".policy.sessions.every_weeks.x", "has no keys below it"),
        ("{week: 3, policy: {reward: bonus}, policy.reward: none}", 40, ".policy.reward", "in this change already"),
        ("{week: 3, policy: {}}", 5, "", "this change changes nothing. Write {week: 26"),
        ("{week: 3, policy.eligible.junior.min_age: 50}", 15, ".policy.eligible.junior.min_age", "above max_age 39"),
        ("{week: x, policy.reward: none}", 6, ".week", "a whole number from 1 to 260, not 'x'"),
        ("{week: 3, settings: [[policy.reward, none]]}", 15, ".settings", "policy only"),
        ("{week: 3, 5: 1}", 15, ".5", "policy only, not of '5'"),
    ],
)  # fmt: skip
def test_a_change_that_cannot_be_is_told_with_line_and_column(tmp_path, change, column, field, said):
    path = tmp_path / "ours.yaml"
    path.write_text(f"extends: reverse\nchanges:\n  - {change}\n")
    with pytest.raises(ml.Refused) as refused:
        ml.load(path)
    (problem,) = refused.value.problems
    assert (problem.line, problem.column, problem.field) == (3, column, f"changes[0]{field}")
    assert said in str(problem)


def test_the_example_in_a_refusal_is_a_change(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text("extends: reverse\nchanges: 5\n")
    with pytest.raises(ml.Refused) as refused:
        ml.load(path)
    (problem,) = refused.value.problems
    path.write_text(f"extends: reverse\nchanges:\n  {problem.hint.removeprefix('Write ').removesuffix('.')}\n")
    assert ml.load(path).policies[1][1].reward == "none"


def test_what_is_wrong_is_told_at_the_change_that_says_it_and_at_no_other(tmp_path):
    path = tmp_path / "ours.yaml"
    path.write_text(
        "extends: reverse\nchanges:\n"
        "  - {week: 3, policy.sessions.x: 3}\n"
        "  - {week: 5, policy: {sessions: {every_weeks: 3}}}\n"
    )
    with pytest.raises(ml.Refused) as refused:
        ml.load(path)
    assert [problem.line for problem in refused.value.problems] == [3]


@pytest.mark.parametrize(
    ("change", "said"),
    [
        ({"policy.reward.pull": 0.3}, "policy.reward has no keys below it"),
        ({"policy.arm.x.y": 0.3}, "policy.arm has no keys below it"),
        ({"policy.reward": "bonus", "policy": {"reward": "none"}}, "policy.reward twice"),
        ({"policy.where.levels": (1,), "policy": {"where": {"levels": "a"}}}, "policy.where.levels twice"),
        ({"policy.sessions": {"every_weeks": 2}, "policy.sessions.every_weeks": 3}, "every_weeks twice"),
        ({5: 1}, "paths as keys, .* and not 5"),
        ({"policy": {5: 1}}, "paths as keys, .* and not 5"),
        ({"policy": ml.Policy(arm="group")}, "not the policy as a whole"),
        ({"policy.reward": 5}, "changes from week [0-9]+: policy.reward: must be one of none, thanks"),
    ],
)
def test_changes_in_python_that_cannot_be_are_refused(change, said):
    with pytest.raises(ValueError, match=said):
        ml.Scenario(changes=[{"week": 26, **change}])


def everyone(pool, rule):
    return pool.lot


def by_row(candidates, rng):
    n = min(candidates.wanted, len(candidates.juniors), len(candidates.seniors))
    return np.column_stack([np.arange(n), np.arange(n)])


def test_a_change_may_be_to_something_of_the_users_own(small, run):
    reward, training = ml.Reward(pull=0.3, cost=50), ml.Training(hours=3)
    own = {
        "policy.reward": reward,
        "policy.training": training,
        "policy.targeting": Targeting(everyone, freely=True),
        "policy.pairing": by_row,
        "policy.must_not.own_manager": False,
    }
    scenario = small(weeks=12, arm="none")
    later = ml.Scenario.model_validate(
        {**values_of(scenario), "changes": [{"week": 4, "policy.arm": "reverse", **own}]}
    )
    policy = later.policies[1][1]
    assert (policy.reward, policy.training, policy.pairing) == (reward, training, by_row)
    assert "pairing by_row" in str(later.changes[0])
    assert "reward Reward(pull=0.3, cost=50.0)" in str(later.changes[0])
    assert with_settings(later, ["weeks=20"]).changes == later.changes
    pairs = run(later).programme.pairs
    assert len(pairs) == policy.places(60)
    assert (pairs.began == 4).all()


def test_a_change_names_the_users_own_by_text_only_if_allowed(tmp_path, monkeypatch):
    (tmp_path / "rows_of_ours.py").write_text("def by_row(candidates, rng):\n    return []\n")
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv(ALLOWED, "")
    path = tmp_path / "ours.yaml"
    path.write_text("extends: reverse\nchanges:\n  - {week: 3, policy.pairing: 'rows_of_ours:by_row'}\n")
    with pytest.raises(ml.Refused, match="not allowed to run"):
        ml.load(path)
    ml.allow("rows_of_ours")
    assert ml.load(path).policies[1][1].pairing == "rows_of_ours:by_row"


def test_weeks_out_of_order_and_unknown_departments_are_told_at_their_change(tmp_path, capsys):
    path = tmp_path / "ours.yaml"
    path.write_text(
        "extends: reverse\nweeks: 60\nchanges:\n  - {week: 200, policy.share: 0.2}\n"
        "  - {week: 26, policy.reward: none}\n  - {week: 26, policy.reward: bonus}\n"
    )
    with pytest.raises(ml.Refused) as refused:
        ml.load(path)
    assert [(one.line, one.field) for one in refused.value.problems] == [
        (4, "changes[0].week"), (5, "changes[1].week"), (6, "changes[2].week")
    ]  # fmt: skip
    path.write_text("extends: reverse\nchanges:\n  - {week: 26, policy.where.departments: [Slaes]}\n")
    from mentorlab.experiments.cli.main import answered

    assert answered(["check", str(path)]) == 2
    said = capsys.readouterr().err
    assert "changes[0].policy.where.departments: no employee is in 'Slaes'. Did you mean 'Sales'?" in said
