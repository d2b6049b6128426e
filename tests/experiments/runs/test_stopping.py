"""Somebody stops a study: how many runs are kept is said, and where the study goes on."""

import pytest

from mentorlab.agents.base.writing import LEFT
from mentorlab.experiments.cli.options.options import what_is_kept as said_of
from mentorlab.experiments.runs.stopping import Interrupted, saying_what_is_kept
from mentorlab.experiments.runs.store.keeper import MemoryStore, StoreFailed
from mentorlab.experiments.runs.store.rows.rows import RunRow

STUDY = b"study"


def with_runs(number, where="my runs.db"):
    store = MemoryStore()
    store.where = where
    keys = [bytes([n]) * 16 for n in range(number)]
    store.keep(STUDY, {(n, 0): RunRow(key, b"", 0, n, {}) for n, key in enumerate(keys)})
    return store


@pytest.mark.parametrize(
    ("store", "said"),
    [
        (with_runs(46), "You stopped it; 46 runs of 60 are kept. Go on with: mentorlab resume 'my runs.db'"),
        (with_runs(1), "You stopped it; 1 run of 60 is kept. Go on with: mentorlab resume 'my runs.db'"),
        (with_runs(0), "You stopped it before any run was kept."),
        (with_runs(46, ""), "You stopped it. Nothing was kept; with --store every run is, and the study can go on."),
    ],
)
def test_an_interruption_says_what_is_kept(store, said):
    with pytest.raises(Interrupted) as stopped, saying_what_is_kept(store, STUDY, lambda: 60):
        raise KeyboardInterrupt
    assert str(stopped.value) == said


def test_a_store_that_cannot_be_read_any_more_changes_nothing():
    store = with_runs(3)
    store.keys = lambda study: (_ for _ in ()).throw(StoreFailed("gone"))
    with pytest.raises(Interrupted, match="what was kept stays in"), saying_what_is_kept(store, STUDY, lambda: 60):
        raise KeyboardInterrupt


def test_a_second_interruption_while_leaving_does_not_lose_the_sentence():
    def left_twice():
        try:
            with saying_what_is_kept(with_runs(46), STUDY, lambda: 60):
                raise KeyboardInterrupt
        finally:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt) as stopped:
        left_twice()
    assert str(stopped.value) == ""
    assert said_of(stopped.value).startswith("You stopped it; 46 runs of 60 are kept.")


def test_what_was_written_before_an_interruption_is_said():
    LEFT.clear()
    assert said_of(KeyboardInterrupt()) == "You stopped it. Nothing new was kept."
    with saying_what_is_kept(with_runs(3), STUDY, lambda: 3):
        pass
    LEFT.append("picture.png")
    assert said_of(KeyboardInterrupt()) == "You stopped it. Written before that: my runs.db, picture.png."
    assert "Written before that: picture.png." in said_of(Interrupted("It stays in my runs.db."))
    LEFT.clear()
