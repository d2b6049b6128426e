"""Changes of policy at a week: a phased roll-out, a pause, a cut; nothing of them is felt before."""

import numpy as np
import pytest

import mentorlab as ml
from mentorlab.sim.pairs import STOPPED

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
    running = np.bincount(model.datacollector.model_vars["pairs"][WEEK:], minlength=2)
    assert len(running) <= model.programme.policy.places(120) + 1


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
            found.append(model.state.workforce.motivation[model.followed.role > 0].mean())
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


def test_who_volunteered_and_found_nobody_is_turned_down(small, run):
    model = run(small(employees=120, weeks=2, share=0.5, pairing="self-selected"))
    taken = len(np.unique(np.concatenate([model.programme.pairs.junior, model.programme.pairs.senior])))
    assert model.datacollector.model_vars["rejected"][0] > 0
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
