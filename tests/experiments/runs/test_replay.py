"""Kept runs done again: equal to the bit, or found out; a study gone on with, its answer the same."""

from __future__ import annotations

import json
import shutil
import sqlite3

import pytest
from kept import seal_anew

import mentorlab as ml
from mentorlab.experiments.cli import main as cli
from mentorlab.experiments.runs.replay import Replayer, sampled
from mentorlab.experiments.runs.sampling.draws import KEPT, Draws
from mentorlab.experiments.runs.store.store import open_store
from mentorlab.scenarios.files.validated import with_settings

SMALL = ["weeks=52", "settling_weeks=26"]
LUCK = ("--worlds", "0")
STRATEGY = """
import numpy as np

def moody(candidates, rng):
    if int(rng.integers(0, 4)) == 0:
        raise ZeroDivisionError('no pairs today')
    return np.zeros((0, 2), dtype=np.intp)
"""


def small(name, *settings, employees=40):
    return with_settings(ml.load(name), [f"organisation.synthetic.employees={employees}", *SMALL, *settings])


@pytest.fixture(scope="module")
def kept(tmp_path_factory):
    """Return a store of a study, and what the study came to."""
    file = tmp_path_factory.mktemp("kept") / "runs.db"
    scenarios = [small("no-programme"), small("reverse", "policy.reward=bonus")]
    return file, ml.compare(scenarios, replicates=6, jobs=1, store=file, series="all")


@pytest.fixture
def own(kept, tmp_path):
    """Return a copy of the store to do harm to."""
    return shutil.copy(kept[0], tmp_path / "runs.db")


@pytest.fixture
def asked(capsys, tmp_path, monkeypatch):
    """Return a function that runs a command in a folder of its own and returns code, data and errors."""
    monkeypatch.chdir(tmp_path)

    def ask(*arguments):
        code = cli.answered([*map(str, arguments), "--json"])
        out = json.loads(capsys.readouterr().out)
        return code, out["data"], out["errors"]

    return ask


def run_ids(file):
    with open_store(file) as store:
        return [key.hex() for key in store.keys()]  # noqa: SIM118


def test_every_run_comes_to_the_same_again(kept):
    with open_store(kept[0]) as store:
        for key in store.keys():  # noqa: SIM118
            found = Replayer(store)(store.run(key.hex()))
            assert found.equal
            assert found.elsewhere == ""


def test_a_run_is_replayed_by_the_beginning_of_its_id(kept, asked):
    code, data, _ = asked("replay", run_ids(kept[0])[0][:12], "--store", kept[0])
    assert (code, data["equal"], data["kept"] == data["again"]) == (0, True, True)
    assert set(data["outcomes"]) == set(kept[1].places)


def test_a_number_that_was_changed_in_the_store_is_found(own, asked):
    connection = sqlite3.connect(own)
    (run, text), *_ = connection.execute("select hex(id), outcomes from run").fetchall()
    outcomes = json.loads(text)
    outcomes["innovation"] += 1e-9
    connection.execute("update run set outcomes = ? where hex(id) = ?", (json.dumps(outcomes), run))
    connection.commit()
    connection.close()
    for verb in (("replay", run[:14], "--store", own), ("verify", own, "--sample", "100%")):
        code, _, errors = asked(*verb)
        assert (code, errors[0]["code"]) == (2, "damaged")
    seal_anew(own)  # as by somebody who knows how
    code, data, _ = asked("replay", run[:14], "--store", own)
    assert (code, data["equal"]) == (1, False)
    code, data, _ = asked("verify", own, "--sample", "100%")
    assert (code, data["runs"], data["equal"], len(data["differing"])) == (1, 12, 11, 1)
    assert data["differing"][0]["run"] == run.lower()


def test_a_share_of_the_runs_is_verified_and_the_same_ones_again(kept, asked):
    code, data, _ = asked("verify", kept[0], "--sample", "1%")
    assert (code, data["runs"], data["equal"]) == (0, 1, 1)
    with open_store(kept[0]) as store:
        some = list(sampled(store, 0.5, seed=1))
        assert 0 < len(some) < 12
        assert list(sampled(store, 0.5, seed=1)) == some != list(sampled(store, 0.5, seed=2))
        assert len(list(sampled(store, 1.0, seed=0))) == 12


@pytest.mark.parametrize("share", ["0", "101%", "some", "-1", "nan"])
def test_what_is_no_share_is_refused(kept, asked, share):
    code, _, errors = asked("verify", kept[0], f"--sample={share}")
    assert (code, errors[0]["field"]) == (2, "--sample")


def test_a_run_in_a_drawn_world_is_replayed_in_it(tmp_path):
    draws = Draws("sobol", ("transport", "feedback.harm"), seed=4)
    scenarios = [small("no-programme"), small("reverse")]
    found = ml.compare(scenarios, replicates=3, jobs=1, store=tmp_path / "w.db", draws=draws)
    plain = ml.compare(scenarios, replicates=3, jobs=1)
    assert found.digest != plain.digest
    with open_store(tmp_path / "w.db") as store:
        rows = [store.run(key.hex()) for key in store.keys()]  # noqa: SIM118
        assert all(set(row.world) == {"transport", "feedback.harm", *KEPT} for row in rows)
        assert len({tuple(row.world.values()) for row in rows}) == 3
        assert all(Replayer(store)(row).equal for row in rows)


def test_an_edited_roster_is_said_and_not_replayed(tmp_path, asked):
    roster = tmp_path / "people.csv"
    roster.write_text("employee_id,age,level,department\n" + "".join(f"E{n},{20 + n},{n % 5},D\n" for n in range(40)))
    how = [f"organisation.roster.file={roster}", "organisation.roster.as_of=2026-01-01", *SMALL]
    how.append("organisation.roster.levels={'0': 0, '1': 1, '2': 2, '3': 3, '4': 4}")
    scenarios = [with_settings(ml.load(name), how) for name in ("no-programme", "reverse")]
    ml.compare(scenarios, replicates=1, jobs=1, store=tmp_path / "r.db")
    run = run_ids(tmp_path / "r.db")[0]
    assert asked("replay", run, "--store", "r.db")[0] == 0
    roster.write_text(roster.read_text().replace("E7,27", "E7,28"))
    code, _, errors = asked("replay", run, "--store", "r.db")
    assert code == 2
    assert f"not what they were: {roster}" in errors[0]["message"]
    again = ml.compare(scenarios, replicates=1, jobs=1, store=tmp_path / "r.db")
    assert len(run_ids(tmp_path / "r.db")) == 4  # an edited roster never has an old run
    assert again.replicates == 1


def test_a_run_of_another_version_is_said_and_not_replayed(own, asked, monkeypatch):
    run = run_ids(own)[0]
    monkeypatch.setattr("mentorlab.experiments.runs.plan.model_version", lambda: "9.9")
    monkeypatch.setattr("mentorlab.experiments.runs.replay.model_version", lambda: "9.9")
    code, _, errors = asked("replay", run, "--store", own)
    assert code == 2
    assert "this is 9.9" in errors[0]["message"]


def test_a_strategy_that_fails_now_and_then_leaves_rows_and_the_others_go_on(tmp_path, asked, monkeypatch):
    (tmp_path / "moods.py").write_text(STRATEGY)
    monkeypatch.syspath_prepend(str(tmp_path))
    monkeypatch.setenv("MENTORLAB_ALLOW", "moods")
    monkeypatch.delitem(__import__("sys").modules, "moods", raising=False)
    policy = ["--set", "policy.pairing=moods:moody"]
    size = [f"--set={one}" for one in ("organisation.synthetic.employees=40", *SMALL)]
    arguments = ["compare", "no-programme", "reverse", *policy, *size, "--replicates", "24", "--jobs", "1", *LUCK]
    code, data, errors = asked(*arguments, "--store", "moody.db")
    assert code == 3, errors
    assert 0 < len(data["failed"]) < 24
    assert {one["code"] for one in errors} == {"run"}
    assert "no pairs today" in errors[0]["message"]
    assert errors[0]["hint"].startswith("mentorlab replay ")
    entry = data["scenarios"]["reverse"]["outcomes"]["retention"]
    assert entry["better_in"] + entry["equal_in"] <= 24 - len(data["failed"])
    with open_store("moody.db") as store:
        assert sorted({store.run(run).status for run in run_ids("moody.db")}) == ["done", "failed"]
    code, told, _ = asked("replay", data["failed"][0]["key"], "--store", "moody.db")
    assert (code, told["equal"]) == (0, True)
    assert "no pairs today" in told["error"]
    assert asked("verify", "moody.db", "--sample", "30%")[0] == 0
    # longer too: Python takes a file of the same second and the same size for the one it has compiled
    (tmp_path / "moods.py").write_text(STRATEGY.replace("== 0", "== 999"))
    monkeypatch.delitem(__import__("sys").modules, "moods")
    code, again, _ = asked(*arguments, "--store", "moody.db")
    assert (code, "failed" in again) == (0, False)  # edited, it is another strategy
    asked_to_go_on = asked("resume", "moody.db", "--study", data_study("moody.db", 0))
    assert asked_to_go_on[0] in (0, 3)


def data_study(file, number):
    with open_store(file) as store:
        return store.studies()[number].key.hex()


def test_a_study_that_was_stopped_is_gone_on_with_and_answers_the_same(kept, own, asked, monkeypatch):
    whole = json.loads(json.dumps(kept[1].data))
    connection = sqlite3.connect(own)
    connection.execute("delete from study_run where replicate > 2")
    connection.execute("delete from run where replicate > 2")
    connection.commit()
    connection.close()
    code, data, errors = asked("resume", own, "--jobs", "1")
    assert (code, data, errors) == (0, whole, [])
    ran = []
    monkeypatch.setattr("mentorlab.experiments.runs.task.run_once", lambda *asked: ran.append(asked))
    assert asked("resume", own) == (0, whole, [])  # only read
    assert not ran


def test_more_replicates_use_those_that_are_there(kept, own, monkeypatch):
    scenarios = [small("no-programme"), small("reverse", "policy.reward=bonus")]
    ran = []
    from mentorlab.experiments.runs import task as work

    real = work.run_once
    monkeypatch.setattr(work, "run_once", lambda *asked: ran.append(asked[-1]) or real(*asked))
    ml.compare(scenarios, replicates=8, jobs=1, store=own)
    assert ran == [6, 6, 7, 7]


def test_a_store_is_resumed_by_name_where_there_are_several(own, asked):
    ml.compare([small("no-programme"), small("traditional")], replicates=2, jobs=1, store=own)
    names = asked("resume", own, "--study", "no-programme and traditional")[1]["scenarios"]
    assert list(names) == ["no-programme", "traditional"]
    code, _, errors = asked("resume", own, "--study", "nobody")
    assert code == 2
    assert "nobody" in errors[0]["message"]


def test_a_part_of_a_study_merged_with_the_others_is_the_study(kept, tmp_path, asked):
    scenarios = [small("no-programme"), small("reverse", "policy.reward=bonus")]
    from mentorlab.experiments.runs.plan import Shard

    for number in (1, 2, 3):
        part = ml.compare(scenarios, replicates=6, jobs=1, store=tmp_path / f"{number}.db", shard=Shard(number, 3))
        assert part.replicates == 2
        assert part.notes[-1].startswith(f"This is part {number} of 3")
    code, _, _ = asked("merge", "all.db", "1.db", "2.db", "3.db")
    assert code == 0
    assert asked("resume", "all.db")[1] == json.loads(json.dumps(kept[1].data))


def test_a_study_whose_roster_has_changed_is_not_another_one(tmp_path, asked, monkeypatch):
    monkeypatch.chdir(tmp_path)
    rows = [f"E{at},{25 + at},{at // 8},{'IT' if at % 2 else 'HR'}" for at in range(40)]
    people = tmp_path / "people.csv"
    people.write_text("\n".join(["employee_id,age,level,department", *rows]) + "\n")
    how = ("--roster", "people.csv", "--level-order", "high_is_senior", "--as-of", "2026-01-01")
    short = ("--set", "weeks=26", "--set", "settling_weeks=26", "--jobs", "1")
    assert (
        asked("compare", "no-programme", "reverse", *how, *short, *LUCK, "--replicates", "2", "--store", "own.db")[0]
        == 0
    )
    assert asked("resume", "own.db")[0] == 0
    people.write_text(people.read_text().replace("E3,28", "E3,48"))
    code, data, errors = asked("resume", "own.db")
    assert (code, data) == (2, None)
    assert "what is in people.csv has changed since" in errors[0]["message"].replace(f"{tmp_path}/", "")


def test_another_day_is_the_same_study(tmp_path, asked, monkeypatch):
    import datetime

    from mentorlab.agents.files import roster as room

    people = tmp_path / "people.csv"
    people.write_text(
        "employee_id,birth_year,level,department\n" + "".join(f"E{n},{1960 + n},{n % 5},D\n" for n in range(40))
    )
    levels = "organisation.roster.levels={'0': 0, '1': 1, '2': 2, '3': 3, '4': 4}"
    how = [f"organisation.roster.file={people}", levels, *SMALL]
    scenarios = [with_settings(ml.load(name), how) for name in ("no-programme", "reverse")]
    first = ml.compare(scenarios, replicates=2, jobs=1, store=tmp_path / "day.db")

    class Later(datetime.date):
        @classmethod
        def today(cls):
            return datetime.date(2031, 5, 6)

    monkeypatch.setattr(room, "date", Later)
    code, data, _ = asked("resume", "day.db")
    assert (code, data["digest"]) == (0, first.digest)
    assert asked("verify", "day.db", "--sample", "100%")[0] == 0


def test_a_part_is_gone_on_with_as_a_part(tmp_path, asked):
    from mentorlab.experiments.runs.plan import Shard

    scenarios = [small("no-programme"), small("reverse")]
    ml.compare(scenarios, replicates=5, jobs=1, store=tmp_path / "part.db", shard=Shard(2, 2))
    code, data, _ = asked("status", "part.db")
    assert (code, data["studies"][0]["planned"], data["studies"][0]["done"]) == (0, 4, 4)
    assert asked("resume", "part.db")[1]["replicates"] == 2
    assert len(run_ids("part.db")) == 4


def test_a_store_has_one_driver_whatever_it_is_called(own, tmp_path):
    (tmp_path / "link.db").symlink_to(own)
    with (
        open_store(own) as store,
        open_store(tmp_path / "link.db") as same,
        store.claim(),
        pytest.raises(ml.Refused, match="is in use by process"),
        same.claim(),
    ):
        pass
