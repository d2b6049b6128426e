"""What a store says of its studies, also to another process while a driver is at work."""

from __future__ import annotations

import os
import signal
import socket
from datetime import UTC, datetime, timedelta

import pytest
from kept import SCENARIOS, a_failure, a_study, items, process

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.cli.tables.answers import console
from mentorlab.experiments.cli.verbs.status import MOST, status
from mentorlab.experiments.runs.store.progress import LATELY, StudyProcess, StudyProgress, is_alive
from mentorlab.experiments.runs.store.store import open_store

STUDY = a_study("trial", planned=40)


@pytest.fixture
def file(tmp_path):
    """Return a store of a study of 40 runs: 4 done, 12 failed, 1 lost."""
    where = tmp_path / "runs.db"
    broken = {(r, 0): a_failure(r, error="ValueError: too few\nTraceback ...") for r in range(2, 14)}
    with open_store(where) as store:
        store.add_study(STUDY, SCENARIOS)
        store.keep(STUDY.key, {**items(0, 1), **broken, (2, 1): a_failure(2, 1, status="lost", error="ended")})
    return str(where)


def shown(answer, capsys):
    """Return what people read."""
    answer.show(console())
    return " ".join(capsys.readouterr().out.split())


def test_counts_failures_and_what_goes_on(file, capsys):
    answer = status(file)
    (one,) = answer.data["studies"]
    counts = {name: one[name] for name in ("planned", "done", "failed", "lost", "left", "at_work", "seconds_left")}
    assert counts == {
        "planned": 40, "done": 4, "failed": 12, "lost": 1, "left": 23, "at_work": False, "seconds_left": None,
    }  # fmt: skip
    assert one["go_on"] == f"mentorlab resume {file}"
    assert len(one["broken"]) == MOST
    first, second = one["broken"][:2]
    assert (first["scenario"], first["replicate"], first["status"]) == ("nothing", 2, "failed")
    assert (second["scenario"], second["replicate"], second["status"]) == ("reverse", 2, "lost")
    assert first["replay"] == f"mentorlab replay {a_failure(2).key.hex()[:12]} --store {file}"
    said = shown(answer, capsys)
    for words in (f"go on with: mentorlab resume {file}", first["replay"], "3 more runs that did not", "s ago"):
        assert words in said
    assert answer.data["driver"] is None


def test_of_several_studies_one_is_named(file):
    with open_store(file) as store:
        store.add_study(a_study("other", begun="2027-01-01T00:00:00+00:00"), SCENARIOS)
    assert [one["name"] for one in status(file).data["studies"]] == ["trial", "other"]
    go_on = {one["name"]: one["go_on"] for one in status(file).data["studies"]}
    assert go_on["trial"] == f"mentorlab resume {file} --study {STUDY.key.hex()[:8]}"
    (one,) = status(file, "other").data["studies"]
    assert one["name"] == "other"
    with pytest.raises(Refused, match="no study called 'third'"):
        status(file, "third")


def test_a_study_is_deleted_with_what_only_it_has(file, capsys, monkeypatch):
    other = a_study("another", scenarios=STUDY.scenarios[:1], names=STUDY.names[:1], environment="e9")
    with open_store(file) as store:
        mark = store.add_environment({"numpy": "1"})
        store.add_study(other, SCENARIOS)
        store.link(other.key, {(0, 0): items(0)[0, 0].key})
        size = os.path.getsize(file)
    with pytest.raises(Refused, match="nobody at a terminal to ask"):
        status(file, delete="trial")
    agreed = "mentorlab.experiments.cli.verbs.status.agreed"
    monkeypatch.setattr(agreed, lambda question: "with 16 runs;" not in question)
    with pytest.raises(Refused, match="nothing was deleted"):
        status(file, delete="trial")
    answer = status(file, delete="trial", yes=True)
    assert (answer.data["runs"], answer.data["shared"], answer.data["scenarios"]) == (16, 1, 1)
    assert "1 run of it stays, as another study has them" in shown(answer, capsys)
    with open_store(file) as store:
        assert [one.name for one in store.studies()] == ["another"]
        assert list(store.keys()) == list(store.keys(other.key)) == [items(0)[0, 0].key]
        assert store.scenario(SCENARIOS[0].key) == SCENARIOS[0]
        with pytest.raises(Refused, match="no scenario"):
            store.scenario(SCENARIOS[1].key)
        assert mark not in store.environments()
    assert os.path.getsize(file) < size


def test_a_study_that_is_worked_on_is_not_deleted(file):
    with open_store(file) as store, store.claim(), pytest.raises(Refused, match="in use"):
        status(file, delete="trial", yes=True)
    with open_store(file) as store:
        assert len(list(store.keys())) == 17


def test_an_empty_store_says_so(tmp_path, capsys):
    open_store(tmp_path / "runs.db").close()
    assert "no study in this store yet" in shown(status(str(tmp_path / "runs.db")), capsys)
    with pytest.raises(Refused, match="no store here"):
        status(str(tmp_path / "none.db"))


DRIVER = """
with open_store(sys.argv[1]) as store, store.claim(a_study("trial").key):
    store.keep(a_study("trial").key, items(20, 21))
    say("here")
    input()
"""


def test_another_process_at_work_is_seen_and_so_is_its_end(file, capsys):
    driver = process(DRIVER, file)
    assert driver.stdout.readline() == "here\n"
    answer = status(file)
    (one,) = answer.data["studies"]
    assert (one["at_work"], one["go_on"], one["done"]) == (True, None, 8)
    assert one["seconds_left"] > 0
    assert f"At work: process {driver.pid} on {socket.gethostname()}" in shown(answer, capsys)
    os.kill(driver.pid, signal.SIGKILL)
    driver.communicate()
    answer = status(file)
    assert f"Nobody is at work: process {driver.pid}" in shown(answer, capsys)
    assert answer.data["studies"][0]["go_on"] == f"mentorlab resume {file}"


def test_elsewhere_who_kept_something_lately_is_at_work():
    now = datetime.now(UTC)
    for seconds, alive in ((1, True), (LATELY - 5, True), (LATELY + 5, False)):
        assert is_alive("another-machine", 1, (now - timedelta(seconds=seconds)).isoformat()) is alive
    assert is_alive(socket.gethostname(), os.getpid(), "2020-01-01T00:00:00+00:00")


def test_the_time_left_is_told_by_the_rate_so_far():
    driver = StudyProcess("h", 1, "2026-01-01T00:00:00+00:00", "", None, alive=True)
    progress = StudyProgress(100, 38, 1, 1, 9.0, "2026-01-01T00:01:00+00:00", 20, driver)
    assert progress.left == 60
    assert progress.seconds_left == 60 * (60 / 20)
