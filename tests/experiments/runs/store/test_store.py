"""Every place where runs are kept keeps the same promises; a store keeps them whatever happens to it."""

from __future__ import annotations

import math
import os
import signal
from dataclasses import replace

import numpy as np
import pytest
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from kept import SCENARIOS, a_failure, a_run, a_study, bits, items, key_of, process, same
from sqlalchemy.exc import IntegrityError

from mentorlab.agents.base.refusal import Refused
from mentorlab.experiments.runs.store.database import AT_ONCE
from mentorlab.experiments.runs.store.keeper import MemoryStore
from mentorlab.experiments.runs.store.rows.rows import RunRow, Weekly
from mentorlab.experiments.runs.store.store import open_store

STUDY = a_study()


@pytest.fixture
def store(where):
    """Return an open store with a study."""
    with open_store(where) as store:
        store.add_study(STUDY, SCENARIOS)
        yield store


@pytest.fixture(params=["memory", "sqlite", "postgresql"])
def keeper(request, tmp_path):
    """Return every kind of place where runs are kept, with a study."""
    if request.param == "memory":
        place = MemoryStore()
    elif request.param == "sqlite":
        place = open_store(tmp_path / "runs.db")
    else:
        place = open_store(request.getfixturevalue("postgres_store"))
    place.add_study(STUDY, SCENARIOS)
    yield place
    if request.param != "memory":
        place.close()


# every keeper


def test_a_run_comes_back_to_the_bit(keeper):
    numbers = {"nan": math.nan, "zero": -0.0, "least": 5e-324, "third": 1 / 3, "inf": math.inf, "-inf": -math.inf}
    row = a_run(seed=2**80, outcomes={"z": 1.0, **numbers, "a": 2.0}, world=numbers, error="a\nb")
    keeper.keep(STUDY.key, {(0, 0): row})
    assert same(keeper.read([row.key], weekly=True)[row.key], row)


def test_weekly_values_are_read_where_they_are_wanted_only(keeper):
    keeper.keep(STUDY.key, items(0))
    key = a_run().key
    assert keeper.read([key])[key].weekly is None
    assert keeper.read([key], weekly=True)[key].weekly.names == ("week", "headcount")


def test_a_run_that_is_done_is_never_replaced_nor_doubled(keeper):
    keeper.keep(STUDY.key, {(0, 0): a_run()})
    for later in (a_run(seconds=9.0, outcomes={"innovation": 99.0}), a_failure()):
        keeper.keep(STUDY.key, {(0, 0): later})
    assert same(keeper.read([a_run().key], weekly=True)[a_run().key], a_run())
    assert list(keeper.keys()) == list(keeper.keys(STUDY.key)) == [a_run().key]


@pytest.mark.parametrize("first", ["failed", "lost"])
@pytest.mark.parametrize("second", ["done", "failed", "lost"])
def test_a_run_that_failed_or_was_lost_gives_way(keeper, first, second):
    later = a_run() if second == "done" else a_failure(status=second, error="again")
    keeper.keep(STUDY.key, {(0, 0): a_failure(status=first)})
    keeper.keep(STUDY.key, {(0, 0): later})
    assert keeper.statuses([a_run().key]) == {a_run().key: second}
    assert same(keeper.read([a_run().key], weekly=True)[a_run().key], later)


def test_two_items_of_one_run_keep_it_once(keeper):
    row = a_run()
    keeper.keep(STUDY.key, {(0, 0): row, (0, 1): replace(row, status="lost")})
    assert list(keeper.keys()) == [row.key]
    assert list(keeper.keys(STUDY.key)) == [row.key, row.key]
    assert keeper.statuses([row.key]) == {row.key: "done"}


def test_a_run_is_asked_for_by_its_key_among_any_number(keeper):
    keeper.keep(STUDY.key, {**items(3, 1), (2, 0): a_failure(2, environment="e2")})
    asked = [key_of(number) for number in range(3 * AT_ONCE)]
    there = [a_run(1, 0).key, a_failure(2).key, a_run(3, 1).key]
    asked[7:7], asked[AT_ONCE + 9 : AT_ONCE + 9], asked[-1:] = there[:1], there[1:2], there[2:]
    assert keeper.statuses(asked) == dict(zip(there, ("done", "failed", "done"), strict=True))
    assert keeper.environments_of(asked) == dict(zip(there, ("e1", "e2", "e1"), strict=True))
    assert list(keeper.read(asked)) == there
    assert keeper.read([]) == keeper.statuses([]) == {}


def test_keys_come_item_by_item_however_many(keeper):
    number = 2 * AT_ONCE + 1
    rows = {(r, 0): a_failure(r) for r in reversed(range(number))}
    keeper.keep(STUDY.key, {**rows, (0, 1): a_run(0, 1)})
    in_order = [a_run(0, 0).key, a_run(0, 1).key, *(a_run(r).key for r in range(1, number))]
    assert list(keeper.keys(STUDY.key)) == in_order
    assert list(keeper.keys()) == sorted(in_order)
    assert list(keeper.keys(key_of("no study"))) == []


def test_a_run_belongs_to_every_study_that_asks_for_it(keeper):
    other = a_study("another", planned=2)
    keeper.add_study(other, SCENARIOS)
    keeper.keep(STUDY.key, items(0, 1))
    keeper.link(other.key, {(0, 0): a_run(1, 1).key})
    keeper.link(other.key, {})
    assert list(keeper.keys(other.key)) == [a_run(1, 1).key]
    assert len(list(keeper.keys())) == len(list(keeper.keys(STUDY.key))) == 4


def test_what_a_study_has_is_told_item_by_item(keeper):
    keeper.keep(STUDY.key, {(r, p): a_failure(r, p) for r in range(AT_ONCE) for p in (0, 1)})
    asked = [(r, p) for r in range(AT_ONCE - 3, AT_ONCE + 3) for p in (1, 2)] * 100
    last = range(AT_ONCE - 3, AT_ONCE)
    assert keeper.linked(STUDY.key, asked) == {(r, 1): a_run(r, 1).key for r in last}
    assert keeper.linked(key_of("none"), asked) == keeper.linked(STUDY.key, []) == {}


def test_environments_are_kept_by_their_fingerprints(keeper):
    one, two = {"numpy": "2.2", "mesa": "3.3"}, {"numpy": "2.4", "mesa": "3.3"}
    mark = keeper.add_environment(one)
    assert keeper.add_environment(dict(reversed(one.items()))) == mark
    other = keeper.add_environment(two)
    assert keeper.environments() == {mark: one, other: two}


def test_nothing_may_be_kept(keeper):
    keeper.keep(STUDY.key, {})
    assert list(keeper.keys()) == []


def test_a_claim_is_a_block(keeper):
    for _ in range(2):
        with keeper.claim(STUDY.key):
            keeper.keep(STUDY.key, items(0))


FLOATS = st.floats(width=64)
ROWS = st.builds(
    RunRow,
    key=st.binary(min_size=16, max_size=16),
    scenario=st.sampled_from([one.key for one in SCENARIOS]),
    seed=st.integers(),
    replicate=st.integers(0, 2**40),
    world=st.dictionaries(st.text(), FLOATS, max_size=3),
    status=st.sampled_from(["done", "failed", "lost"]),
    outcomes=st.dictionaries(st.text(), FLOATS, max_size=5),
    same_people=st.dictionaries(st.text(), FLOATS, max_size=5),
    digest=st.binary(max_size=16),
    leavers=st.none()
    | st.tuples(st.sampled_from(["u1", "u2", "u4", "u8"]), st.integers(0, 3)).map(
        lambda made: np.arange(made[1] * 6).reshape(made[1], 3, 2).astype(made[0])
    ),
    weekly=st.none()
    | st.lists(st.floats(width=32), max_size=6).map(
        lambda column: Weekly(("a", "ü"), np.column_stack([column, column]).astype(np.float32), 13)
    ),
    seconds=st.floats(0, 1e9),
    environment=st.sampled_from(["", "e1"]),
    error=st.text(st.characters(exclude_characters="\x00", exclude_categories=["Cs"])),
)


@settings(suppress_health_check=[HealthCheck.function_scoped_fixture], max_examples=60)
@given(row=ROWS)
def test_any_run_comes_back_to_the_bit(store, row):
    there = store.statuses([row.key]).get(row.key)
    store.keep(STUDY.key, {(row.replicate, 0): row})
    if there != "done":
        assert same(store.read([row.key], weekly=True)[row.key], row)


# a store of either kind


def test_what_an_error_said_is_kept_whatever_it_said(store):
    store.keep(STUDY.key, {(0, 0): a_failure(error="a\x00b\ud800ü")})
    assert store.run(a_run().key.hex()).error == "a\\x00b\\ud800ü"


def test_keep_is_all_or_nothing(store):
    with pytest.raises(IntegrityError):
        store.keep(STUDY.key, {**items(0, 1), (9, 0): a_run(9, scenario=key_of("nowhere"))})
    assert list(store.keys()) == []


def test_a_study_is_found_by_name_and_by_the_beginning_of_its_key(store):
    other = a_study("another")
    store.add_study(other, SCENARIOS)
    assert store.study("a study") == store.study(STUDY.key.hex()[:6]) == STUDY
    assert {one.name for one in store.studies()} == {"a study", "another"}
    with pytest.raises(Refused, match=r"no study called 'b'.*another"):
        store.study("b")
    store.add_study(a_study("a study", key=key_of("twin")), SCENARIOS)
    with pytest.raises(Refused, match="several studies"):
        store.study("a study")


def test_a_study_kept_again_may_only_be_longer(store):
    longer = replace(STUDY, planned=50, asked={"replicates": 25})
    store.add_study(replace(longer, begun="2027-01-01"), SCENARIOS)
    store.add_study(replace(STUDY, planned=30), SCENARIOS)
    assert store.studies() == [longer]
    assert store.scenario(SCENARIOS[1].key) == SCENARIOS[1]
    with pytest.raises(Refused, match="no scenario"):
        store.scenario(key_of("none"))


def test_a_run_is_found_by_the_beginning_of_its_id(store):
    store.keep(STUDY.key, {(r, 0): a_failure(r) for r in range(40)})
    whole = a_run(3).key.hex()
    assert store.run(whole).replicate == store.run(whole[:7].upper()).replicate == 3
    by_first = [a_run(r).key.hex()[0] for r in range(40)]
    twice = next(digit for digit in by_first if by_first.count(digit) > 1)
    for prefix, said in ((twice, "several runs"), ("", "several runs"), ("zz", "no run"), (whole + "00", "no run")):
        with pytest.raises(Refused, match=said):
            store.run(prefix)


def test_progress_counts_by_how_runs_ended(store):
    nothing = store.progress(STUDY.key)
    assert (nothing.planned, nothing.left, nothing.last_kept, nothing.driver) == (20, 20, "", None)
    with store.claim(STUDY.key):
        store.keep(STUDY.key, {**items(0, 1), (2, 0): a_failure(2), (2, 1): a_failure(2, 1, status="lost")})
        now = store.progress(STUDY.key)
        assert (now.done, now.failed, now.lost, now.left, now.since_began) == (4, 1, 1, 14, 6)
        assert now.seconds == 6 * 0.25
        assert now.driver.pid == os.getpid()
        assert now.driver.study == STUDY.key
        assert now.driver.alive
        assert now.last_kept == now.driver.seen > now.driver.began
        assert now.seconds_left > 0
    assert store.progress(STUDY.key).driver is None


def test_a_second_driver_is_told_who_the_first_is(store, where):
    with store.claim(), open_store(where) as other:
        with pytest.raises(
            Refused, match=f"in use by process {os.getpid()} on .* since 2.*mentorlab status"
        ) as refusal:
            other.claim().__enter__()
        assert refusal.value.problems[0].code == "in use"
        other.keep(STUDY.key, items(0))
    with open_store(where) as other, other.claim():
        assert same(store.read([a_run().key], weekly=True)[a_run().key], a_run())


HOLDER = """
with open_store(sys.argv[1]) as store, store.claim():
    if sys.argv[2:] == ["spawn"]:
        helper = subprocess.Popen([sys.executable, "-c", "print('here', flush=True); input()"], stdin=0)
    else:
        say("here")
    time.sleep(100)
"""


@pytest.mark.parametrize("child", ["none", "spawn"])
def test_a_claim_ends_with_its_process_also_where_that_is_killed_and_leaves_a_child(store, where, child):
    holder = process(HOLDER, where, child)
    assert holder.stdout.readline() == "here\n"
    with pytest.raises(Refused, match=f"process {holder.pid} "):
        store.claim().__enter__()
    assert store.driver().alive
    os.kill(holder.pid, signal.SIGKILL)
    holder.wait()
    eventually(lambda: claimable(store))
    assert list(store.keys()) == []
    holder.stdin.close()
    holder.stdout.close()


def test_who_was_killed_is_not_at_work(store, where):
    holder = process(HOLDER, where)
    assert holder.stdout.readline() == "here\n"
    os.kill(holder.pid, signal.SIGKILL)
    holder.communicate()
    assert store.driver().pid == holder.pid
    assert not store.driver().alive


def claimable(store):
    """Tell whether a store can be held."""
    try:
        with store.claim():
            return True
    except Refused:
        return False


def eventually(fact):
    """Wait for what another process must bring about soon."""
    from time import monotonic, sleep

    end = monotonic() + 10
    while not fact():
        assert monotonic() < end, "it did not happen within ten seconds"
        sleep(0.02)


WRITER = """
with open_store(sys.argv[1]) as store, store.claim(a_study().key):
    say("here")
    for number in range(int(sys.argv[2]), 10**6):
        store.keep(a_study().key, items(2 * number, 2 * number + 1))
        say(number)
"""


def test_killed_in_the_middle_of_keeping_nothing_acknowledged_is_lost_and_nothing_is_halved(store, where):
    acknowledged = -1
    for chunks in (1, 4, 9, 2):
        writer = process(WRITER, where, acknowledged + 1)
        assert writer.stdout.readline() == "here\n"
        for _ in range(chunks):
            writer.stdout.readline()
        os.kill(writer.pid, signal.SIGKILL)
        said, _ = writer.communicate()
        acknowledged = max([int(line) for line in said.split()], default=acknowledged)
        eventually(lambda: claimable(store))
        with open_store(where) as after:
            there = list(after.keys(STUDY.key))
            assert len(there) == len(set(there))
            assert len(there) % 4 == 0
            assert len(there) >= 4 * (acknowledged + 1)
            for (r, p), row in items(*range(2 * (acknowledged + 1))).items():
                assert same(after.read([row.key], weekly=True)[row.key], row), (r, p)


def test_one_reads_whole_chunks_while_another_process_writes(store, where):
    writer = process(WRITER, where, 0)
    assert writer.stdout.readline() == "here\n"
    with open_store(where, read_only=True) as reader:
        seen = [reader.progress(STUDY.key)]
        while len({one.done for one in seen}) < 6:
            seen.append(reader.progress(STUDY.key))
            assert seen[-1].done >= seen[-2].done
            assert seen[-1].done % 4 == 0
            assert seen[-1].driver.pid == writer.pid
            kept = [row.key for row in items(*range(seen[-1].done // 2)).values()]
            assert list(reader.keys(STUDY.key))[: len(kept)] == kept
    writer.kill()
    writer.communicate()


def test_numbers_are_kept_in_their_order(store):
    row = a_run(outcomes={"z": 1.0, "a": 2.0, "m": 3.0})
    store.keep(STUDY.key, {(0, 0): row})
    assert bits(store.run(row.key.hex()).outcomes) == bits(row.outcomes)
