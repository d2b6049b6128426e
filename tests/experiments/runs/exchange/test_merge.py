"""Stores that were filled apart become one, in any order, as often as one likes, and what disagrees is told."""

from __future__ import annotations

import sqlite3
from dataclasses import replace
from itertools import permutations

import pytest
from kept import SCENARIOS, a_failure, a_run, a_study, items, process, same

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.cli.tables.answers import console
from mentorlab.experiments.cli.verbs.merge import merge as merge_command
from mentorlab.experiments.runs.exchange.merge import Merged, merge
from mentorlab.experiments.runs.exchange.soundness import check_frame
from mentorlab.experiments.runs.store.database import AT_ONCE
from mentorlab.experiments.runs.store.store import open_store

STUDY = a_study(planned=6)


@pytest.fixture(params=["sqlite into sqlite", "sqlite into postgresql", "postgresql into sqlite"])
def kinds(request):
    """Return which kind of store goes into which."""
    return request.param.split(" into ")


@pytest.fixture
def place(request, tmp_path):
    """Return a maker of places for stores."""

    def new(kind, name):
        if kind == "sqlite":
            return str(tmp_path / f"{name}.db")
        return request.getfixturevalue("postgres_store")

    return new


def filled(where, rows, study=STUDY):
    """Return an open store with some runs of a study."""
    store = open_store(where)
    store.add_study(study, SCENARIOS)
    store.keep(study.key, rows)
    return store


def content(store):
    """Return all that is in a store."""
    return (
        {one.key: one for one in store.studies()},
        {key: store.read([key], weekly=True)[key].content for key in store.keys()},  # noqa: SIM118
        {one.key: list(store.keys(one.key)) for one in store.studies()},
        store.environments(),
    )


def test_the_parts_of_a_study_become_one(kinds, place):
    with filled(place(kinds[0], "one"), items(0, 2, 4)) as one, filled(place(kinds[1], "other"), items(1, 3)) as into:
        one.add_environment({"numpy": "2.2"})
        assert merge(into, [one]) == Merged(studies=0, runs=6, there=0, disagreeing=())
        assert list(into.keys(STUDY.key)) == [row.key for row in items(0, 1, 2, 3, 4).values()]
        for row in items(0, 1, 2, 3, 4).values():
            assert same(into.run(row.key.hex()), row)
        assert into.studies() == [replace(STUDY, planned=10)]
        assert into.environments() == one.environments()
        before = content(into)
        assert merge(into, [one]) == Merged(studies=0, runs=0, there=6, disagreeing=())
        assert content(into) == before


def test_the_order_does_not_matter(tmp_path):
    early = replace(STUDY, begun="2025-05-05T00:00:00.000+00:00", environment="e0")
    sources = [
        filled(tmp_path / "a.db", {**items(0), (1, 0): a_failure(1)}),
        filled(tmp_path / "b.db", {(1, 0): a_run(1), (2, 0): a_failure(2, error="first")}, early),
        filled(tmp_path / "c.db", {(2, 0): a_failure(2, error="second", status="lost")}, a_study("another")),
    ]
    came = []
    for number, order in enumerate(permutations(sources)):
        with open_store(tmp_path / f"into{number}.db") as into:
            merged = merge(into, order)
            assert merged.studies == 2
            assert merged.disagreeing == ()
            came.append(content(into))
    assert all(one == came[0] for one in came)
    studies, runs, links, _ = came[0]
    assert (studies[STUDY.key].begun, studies[STUDY.key].environment) == (early.begun, "e0")
    assert set(runs) == {a_run(0).key, a_run(0, 1).key, a_run(1).key, a_run(2).key}
    assert links[STUDY.key] == [a_run(0).key, a_run(0, 1).key, a_run(1).key, a_run(2).key]
    with open_store(tmp_path / "into0.db") as into:
        assert into.statuses([a_run(1).key]) == {a_run(1).key: "done"}
        assert into.run(a_run(2).key.hex()).error == "second"
    for source in sources:
        source.close()


def test_runs_that_disagree_are_told_and_stay_as_they_were(kinds, place):
    other = a_run(1, outcomes={"innovation": 1e9})
    late = {**items(1, 2), (1, 0): other}
    with filled(place(kinds[0], "one"), late) as one, filled(place(kinds[1], "other"), items(0, 1)) as into:
        assert merge(into, [one]) == Merged(0, 2, 1, (other.key.hex(),))
        assert same(into.run(other.key.hex()), a_run(1))
        assert len(list(into.keys(STUDY.key))) == 6


def test_what_only_the_clock_tells_apart_agrees(tmp_path):
    slow = a_run(0, seconds=99.0, environment="e2")
    with filled(tmp_path / "a.db", {(0, 0): slow}) as one, filled(tmp_path / "b.db", items(0)) as into:
        assert merge(into, [one]).disagreeing == ()
        assert same(into.run(slow.key.hex()), a_run(0))


def test_a_failure_never_takes_the_place_of_what_was_done(tmp_path):
    with filled(tmp_path / "into.db", items(0)) as into, filled(tmp_path / "a.db", {(0, 0): a_failure()}) as one:
        assert merge(into, [one]).runs == 0
        assert into.statuses([a_run().key]) == {a_run().key: "done"}


def test_large_stores_are_merged_page_by_page(tmp_path):
    rows = {(r, 0): a_failure(r) for r in range(2 * AT_ONCE + 3)}
    with filled(tmp_path / "a.db", rows) as one, open_store(tmp_path / "b.db") as into:
        assert merge(into, [one]) == Merged(1, len(rows), 0, ())
        assert list(into.keys(STUDY.key)) == [row.key for row in rows.values()]


WRITER = """
with open_store(sys.argv[1]) as store, store.claim(a_study().key):
    for number in range(10**6):
        store.add_study(a_study(str(number)), SCENARIOS)
        store.keep(a_study(str(number)).key, items(number))
        say(number)
"""


def test_a_copy_is_whole_while_a_study_runs(tmp_path):
    open_store(tmp_path / "a.db").close()
    writer = process(WRITER, tmp_path / "a.db")
    try:
        for turn in range(5):
            while (number := int(writer.stdout.readline())) < 10 * turn:
                pass
            with open_store(tmp_path / "a.db", read_only=True) as source, open_store(tmp_path / f"{turn}.db") as copy:
                assert merge(copy, [source]).runs >= 2 * number
                for study in copy.studies()[: number + 1]:
                    for key in copy.keys(study.key):
                        assert copy.read([key], weekly=True)
                with copy.database.reading() as connection:
                    check_frame(copy, connection)
    finally:
        writer.kill()
        writer.communicate()


def test_a_damaged_store_leaves_no_new_one_behind(tmp_path):
    filled(tmp_path / "a.db", items(0)).close()
    connection = sqlite3.connect(tmp_path / "a.db")
    connection.execute("UPDATE run SET seed = '9' WHERE replicate = 0")
    connection.commit()
    connection.close()
    with pytest.raises(Refused, match="damaged: 2 runs"):
        merge_command(str(tmp_path / "new.db"), [str(tmp_path / "a.db")])
    assert not (tmp_path / "new.db").exists()
    answer = merge_command(str(tmp_path / "new.db"), [str(tmp_path / "a.db")], skip_damaged=True)
    assert (answer.code, len(answer.data["left_out"])) == (1, 2)


def test_a_store_that_is_worked_on_takes_no_other(tmp_path):
    with (
        filled(tmp_path / "a.db", items(0)) as one,
        open_store(tmp_path / "b.db") as into,
        open_store(tmp_path / "b.db") as driver,
        driver.claim(),
        pytest.raises(Refused, match="in use"),
    ):
        merge(into, [one])


def test_a_store_is_not_merged_into_itself(tmp_path):
    with filled(tmp_path / "a.db", items(0)) as one, pytest.raises(Refused, match="into itself"):
        merge(one, [one])


def test_the_command_says_what_came_of_it(tmp_path, capsys):
    filled(tmp_path / "a.db", items(0)).close()
    filled(tmp_path / "b.db", {(0, 0): a_run(outcomes={"innovation": -1.0})}).close()
    into = str(tmp_path / "into.db")
    answer = merge_command(into, [str(tmp_path / "a.db")])
    assert answer.code == 0
    assert answer.data == {"store": into, "studies": 1, "runs": 2, "there": 0, "disagreeing": [], "left_out": []}
    again = merge_command(into, [str(tmp_path / "b.db")])
    assert again.code == 1
    assert again.data["disagreeing"] == [a_run().key.hex()]
    for one in (answer, again):
        one.show(console())
    said = capsys.readouterr().out
    assert "2 runs and 1 study added; 0 runs there before." in said
    assert f"mentorlab replay {a_run().key.hex()[:12]} --store {into}" in said
    for nothing in ([], [str(tmp_path / "none.db")]):
        with pytest.raises(Refused):
            merge_command(into, nothing)
