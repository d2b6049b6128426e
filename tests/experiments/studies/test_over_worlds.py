"""A comparison over worlds: luck alone first, then as many draws of the assumptions with several futures in each."""

import json
import subprocess
import sys

import numpy as np
import pytest

import mentorlab as ml
from mentorlab.experiments.runs.designs.assumed import over_all
from mentorlab.experiments.runs.sampling.draws import Nested
from mentorlab.experiments.runs.store.store import open_store
from mentorlab.scenarios.files.validated import with_settings

TINY = ["organisation.synthetic.employees=60", "weeks=26", "settling_weeks=26"]


def scenarios():
    return [with_settings(ml.load(name), TINY) for name in ("no-programme", "reverse", "traditional")]


@pytest.fixture(scope="module")
def found():
    seen = []
    result = ml.compare(scenarios(), replicates=3, worlds=(10, 2), first=seen.append, progress=False, jobs=1)
    assert len(seen) == 1
    assert seen[0].over_worlds is None
    assert np.array_equal(seen[0].values, result.values, equal_nan=True)
    return result


def test_futures_are_nested_in_worlds_of_all_assumptions():
    draws = over_all(scenarios(), seed=3, together=10)
    nested = Nested(draws, 2)
    assert [nested.place(future) for future in range(6)] == [0, 0, 1, 1, 2, 2]
    assert nested.world(1) == draws.world(1)
    assert nested.as_dict() == {**draws.as_dict(), "each": 2}


def test_luck_alone_is_as_without_worlds(found):
    alone = ml.compare(scenarios(), replicates=3, progress=False, jobs=1)
    assert np.array_equal(found.digests, alone.digests)
    assert found.answer == alone.answer
    assert found.sentence() == alone.sentence()


def test_counts_are_of_all_worlds_and_futures(found):
    over = found.over_worlds
    assert (over.worlds, over.each, set(over.outcomes)) == (10, 2, {"reverse", "traditional"})
    for name, outcomes in over.outcomes.items():
        one = outcomes["participants.inclusion"]
        assert one.better + one.same + one.worse == one.futures <= 20
        assert len(over.means[name]["participants.inclusion"]) == 10
        assert sum(mean > 0 for mean in over.means[name]["participants.inclusion"]) == one.worlds_better
    assert sum(over.best_in.values()) >= 10
    assert max(over.best_in.values()) <= 10
    data = found.data["worlds"]
    assert data["outcomes"]["reverse"]["participants.inclusion"]["better"] == (
        over.outcomes["reverse"]["participants.inclusion"].better
    )


def test_what_is_kept_is_gone_on_with_and_the_same_to_the_bit(found, tmp_path):
    store = tmp_path / "study.db"
    with pytest.raises(KeyboardInterrupt):
        ml.compare(scenarios(), replicates=3, worlds=(10, 2), first=interrupted, store=store, progress=False)
    again = ml.compare(scenarios(), replicates=3, worlds="10x2", store=store, progress=False, jobs=2)
    assert again.data["worlds"] == found.data["worlds"]
    with open_store(store, must_exist=True) as kept:
        assert sorted(row.asked["worlds"] for row in kept.studies()) == [[10, 2], [10, 2]]


def interrupted(_):
    raise KeyboardInterrupt


def test_a_design_against_itself_differs_in_nothing():
    same = scenarios()[1]
    twice = ml.compare([scenarios()[0], same, same], replicates=2, worlds=(10, 2), progress=False, jobs=1).over_worlds
    first, second = twice.outcomes.values()
    assert first == second
    assert len(set(twice.best_in.values())) == 1
    assert all(lost == 0 for by in twice.regret.values() for lost in by.values() if not np.isnan(lost))


@pytest.mark.parametrize(
    ("asked", "words"),
    [
        ({"worlds": 3}, "10 worlds or more"),
        ({"worlds": 3, "jobs": 0}, "jobs"),
        ({"worlds": (10, 1)}, "2 futures or more"),
        ({"worlds": 10, "shard": "1/2"}, "cannot be used with shard"),
    ],
)
def test_what_cannot_be_is_refused(asked, words):
    with pytest.raises(ml.Refused, match=words):
        ml.compare(scenarios(), replicates=2, progress=False, **asked)


def test_scenarios_of_other_assumptions_have_no_worlds_in_common():
    other = with_settings(ml.load("traditional"), [*TINY, "assumptions.transport=0.9"])
    with pytest.raises(ml.Refused, match="do not share their assumptions"):
        ml.compare([scenarios()[0], other], replicates=2, worlds=10, progress=False)


def test_the_command_goes_on_with_the_same_worlds(found, tmp_path):
    store = tmp_path / "study.db"
    with pytest.raises(KeyboardInterrupt):
        ml.compare(scenarios(), replicates=3, worlds=(10, 2), first=interrupted, store=store, progress=False)
    with open_store(store, must_exist=True) as kept:
        (study,) = kept.studies()
        assert len(study.asked["worlds_drawn"]["paths"]) > 300
    done = subprocess.run(
        [sys.executable, "-m", "mentorlab", "resume", str(store), "--json"], capture_output=True, text=True, check=False
    )
    assert done.returncode == 0, done.stderr
    assert json.loads(done.stdout)["data"]["worlds"] == json.loads(json.dumps(found.data["worlds"]))


def test_worlds_where_the_organisations_constants_are_set_are_not_solved():
    kept = ("tenure.quits=0.9", "people.belonging=0.2", "ideas.rate=0.1", "ideas.adoption=0.5")
    made = [with_settings(one, [f"assumptions.{setting}" for setting in kept]) for one in scenarios()[:2]]
    over = ml.compare(made, replicates=2, worlds=(10, 2), progress=False, jobs=1).over_worlds
    assert over.worlds == 10
    assert len(set(over.means["reverse"]["participants.inclusion"])) > 1


def test_without_a_programme_there_are_no_worlds_to_look_at():
    one, two = scenarios()[0], scenarios()[0].model_copy(update={"name": "nothing else"})
    assert ml.compare([one, two], replicates=2, worlds=10, progress=False, jobs=1).over_worlds is None


@pytest.mark.parametrize("keeps", [-1, 1.5, float("nan"), "x"])
def test_a_share_that_is_none_is_refused_before_anything_runs(keeps):
    with pytest.raises(ml.Refused, match="must be a share above 0 and up to 1"):
        ml.compare(scenarios(), replicates=2, keeps=keeps, progress=False)
