"""Carrying out a plan: everything once, whatever happens to workers and runs; nothing lost, nothing doubled."""

from __future__ import annotations

import math
import random
import tracemalloc
from collections import deque
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

import mentorlab as ml
from mentorlab.experiments.runs import driver
from mentorlab.experiments.runs.collect import collected
from mentorlab.experiments.runs.driver import AllFail, Driver, Terms
from mentorlab.experiments.runs.engines.engine import Done, EngineLost, Trouble
from mentorlab.experiments.runs.plan import Plan, Shard
from mentorlab.experiments.runs.run import RunFailed
from mentorlab.experiments.runs.store.keeper import MemoryStore
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.sim.environment import environment, fingerprint
from mentorlab.sim.state.inputs import read_inputs

STUDY = b"study"
TINY = ["organisation.synthetic.employees=4"]
SCENARIOS = tuple(with_settings(ml.load(name), TINY) for name in ("reverse", "no-programme", "traditional"))
PLAN = Plan(SCENARIOS, read_inputs(SCENARIOS[0].organisation), seed=3)
NAMES = [outcome.name for outcome in PLAN.outcomes]


@dataclass
class Pretend:
    """Rows made of their item's numbers, in no time; `failing` items fail."""

    plan: Plan = PLAN
    failing: frozenset = frozenset()
    done: list = field(default_factory=list)

    def __call__(self, chunk):
        for item in chunk:
            self.done.append(item)
            row = replace(self.plan.blank(item), environment=fingerprint(environment()), seconds=0.01)
            if item in self.failing:
                yield replace(row, status="failed", error="ZeroDivisionError: no pairs today\ntrace")
            else:
                yield replace(row, outcomes=dict.fromkeys(NAMES, item[0] + item[1] / 10), digest=bytes(16))


@dataclass
class Shaky:
    """An engine whose workers end as `ends` says: told an item, whether its worker ends over it."""

    task: object
    ends: object = lambda item: False
    knows: bool = True
    """Whether it can tell which item its worker was at."""
    workers: int = 2
    patience: float = math.inf
    luck: random.Random = field(default_factory=lambda: random.Random(1))
    waiting: list = field(default_factory=list)
    chunks: list = field(default_factory=list)

    def submit(self, chunk):
        assert chunk
        self.waiting.append(chunk)
        self.chunks.append(chunk)

    def next_done(self):
        chunk = self.waiting.pop(self.luck.randrange(len(self.waiting)))
        results = []
        for item in chunk:
            if self.ends(item):
                kept = results if self.knows else []
                return Done(chunk, kept, 0.01, Trouble("ended", item if self.knows else None, "it was ended."))
            results += self.task((item,))
        return Done(chunk, results, 0.01 * len(chunk))

    def cancel_all(self):
        self.waiting.clear()


def going(task, store, replicates=range(20), rows=(0, 1, 2), **terms):
    return Driver(PLAN, task, STUDY, store, replicates, rows, Terms(**terms))


def through(task, store=None, engine=None, **asked):
    """Carry it out and return the store and the engine."""
    store, engine = store or MemoryStore(), engine or Shaky(task)
    one = going(task, store, **asked)
    one.survey()
    one.carry_out(lambda *_: engine)
    return store, engine


def statuses(store):
    return [row.status for row in store.read(list(store.keys())).values()]


def test_every_run_is_done_once_and_kept():
    task = Pretend()
    store, _ = through(task)
    assert sorted(task.done) == [(replicate, row) for replicate in range(20) for row in range(3)]
    assert statuses(store) == ["done"] * 60
    found = collected(PLAN, STUDY, store, range(20), [20, 20, 20])
    assert np.array_equal(found.values[:, :, 0], np.add.outer([0, 0.1, 0.2], np.arange(20)))


def test_whoever_runs_nothing_goes_first_so_that_others_find_it():
    task = Pretend()
    through(task, replicates=range(1))
    assert task.done == [(0, 1), (0, 0), (0, 2)]


def test_what_is_kept_is_not_done_again():
    task = Pretend()
    store, _ = through(task, replicates=range(5))
    task.done.clear()
    through(task, store, replicates=range(8), rows=(0, 1))
    assert sorted(task.done) == [(replicate, row) for replicate in (5, 6, 7) for row in (0, 1)]
    task.done.clear()
    through(task, store, replicates=range(8), rows=(0, 1))
    assert not task.done


def test_another_study_finds_the_runs_that_are_there():
    task = Pretend()
    store, _ = through(task)
    task.done.clear()
    other = Driver(PLAN, task, b"other", store, range(20), (0, 1, 2))
    other.survey()
    other.carry_out(lambda *_: Shaky(task))
    assert not task.done
    assert collected(PLAN, b"other", store, range(20), [20] * 3).digest == digest_of(store)


@given(chunk=st.one_of(st.none(), st.integers(1, 50)), lucky=st.integers(0, 9), knows=st.booleans(), data=st.data())
@settings(max_examples=40, deadline=None)
def test_workers_that_end_now_and_then_cost_nothing(chunk, lucky, knows, data):
    fragile = data.draw(st.sets(st.sampled_from([(r, row) for r in range(1, 20) for row in range(3)]), max_size=6))
    met = set()

    def ends(item):
        """Its worker ends the first time an item of these is met."""
        first = item in fragile and item not in met
        met.add(item)
        return first

    task = Pretend()
    store, _ = through(task, engine=Shaky(task, ends, knows, luck=random.Random(lucky)), chunk=chunk)
    assert statuses(store) == ["done"] * 60
    undisturbed, _ = through(Pretend())
    assert collected(PLAN, STUDY, store, range(20), [20] * 3).digest == digest_of(undisturbed)


def digest_of(store):
    return collected(PLAN, STUDY, store, range(20), [20] * 3).digest


@pytest.mark.parametrize("knows", [True, False])
def test_a_run_that_ends_its_worker_every_time_is_lost_and_all_others_are_there(knows):
    task, poison = Pretend(), (7, 2)
    store, engine = through(task, engine=Shaky(task, lambda item: item == poison, knows), chunk=9)
    assert sorted(statuses(store)) == ["done"] * 59 + ["lost"]
    (failure,) = collected(PLAN, STUDY, store, range(20), [20] * 3).failures
    assert (failure.scenario, failure.replicate, failure.reason) == ("traditional", 7, "it was ended.")
    assert sum(poison in chunk for chunk in engine.chunks) <= driver.CHANCES + 1
    task.done.clear()
    through(task, store)  # a lost run is tried again
    assert task.done == [poison]
    assert statuses(store) == ["done"] * 60


def test_a_run_that_fails_is_a_row_and_is_only_tried_again_if_told_to():
    task = Pretend(failing=frozenset({(4, 0)}))
    store, _ = through(task)
    assert sorted(statuses(store)) == ["done"] * 59 + ["failed"]
    (failure,) = collected(PLAN, STUDY, store, range(20), [20] * 3).failures
    assert failure.reason == "ZeroDivisionError: no pairs today"
    task = Pretend()
    through(task, store)
    assert not task.done
    through(task, store, retry=True)
    assert task.done == [(4, 0)]
    assert statuses(store) == ["done"] * 60


def test_without_a_store_the_first_failure_ends_it():
    task = Pretend(failing=frozenset({(4, 0)}))
    with pytest.raises(RunFailed, match="'reverse' with seed 3 and replicate 4 failed: ZeroDivisionError"):
        through(task, stop_at_failure=True)


def test_where_every_run_fails_it_ends_soon():
    task = Pretend(failing=frozenset((r, row) for r in range(400) for row in range(3)))
    with pytest.raises(AllFail, match="20 runs failed one after the other, the last with: ZeroDivisionError"):
        through(task, replicates=range(400), chunk=1)
    assert len(task.done) < 60


def test_where_every_worker_ends_it_ends_soon():
    task = Pretend()
    engine = Shaky(task, lambda item: item[0] > 0)
    with pytest.raises(EngineLost, match="Run after run lost its worker: it was ended"):
        through(task, engine=engine, chunk=1)
    assert len(engine.chunks) < 40


def test_few_chunks_are_under_way_at_a_time_whatever_the_plan():
    task, most = Pretend(), []

    class Watching(Shaky):
        def submit(self, chunk):
            super().submit(chunk)
            most.append(len(self.waiting))

    through(task, engine=Watching(task), replicates=range(200), chunk=1)
    assert max(most) <= driver.AHEAD * 2


@pytest.mark.parametrize("size", [1, 7, 50, None])
def test_chunks_hold_every_run_once_in_order(size):
    task = Pretend()
    one = going(task, MemoryStore(), range(40), chunk=size)
    one.seconds = 0.1
    items = [(replicate, row) for replicate in range(40) for row in (1, 0, 2)]
    chunks = list(one.chunks((), iter(items), 2))
    assert [item for chunk in chunks for item in chunk] == items
    if size:
        assert {len(chunk) for chunk in chunks[:-1]} == {size}
    else:
        assert all(chunk[-1][1] == 2 for chunk in chunks)  # whole futures


def test_an_interruption_keeps_what_was_done():
    class Stopped(Shaky):
        def next_done(self):
            if len(self.chunks) > 6:
                raise KeyboardInterrupt
            return super().next_done()

    task, store = Pretend(), MemoryStore()
    with pytest.raises(KeyboardInterrupt):
        through(task, store, Stopped(task), chunk=4)
    kept = len(list(store.keys()))
    assert 0 < kept < 60
    task.done.clear()
    through(task, store)
    assert len(task.done) == 60 - kept


def test_runs_of_another_environment_are_not_mixed_unless_told_to():
    class Elsewhere(Pretend):
        def __call__(self, chunk):
            return (replace(row, environment=other) for row in super().__call__(chunk))

    task, store = Elsewhere(), MemoryStore()
    other = store.add_environment({**environment(), "numpy": "0.1"})
    through(task, store, replicates=range(4), mix=True)
    with pytest.raises(ml.Refused, match=r"12 runs of this study were computed in another environment: numpy 0\.1 and"):
        through(Pretend(), store)
    through(Pretend(), store, mix=True)
    found = collected(PLAN, STUDY, store, range(20), [20] * 3)
    assert found.environments == (fingerprint(environment()), other)
    assert through(Pretend(), store, replicates=range(4))  # whole and of one environment: it is only read


def test_a_worker_of_another_environment_ends_it():
    class Elsewhere(Pretend):
        def __call__(self, chunk):
            return (replace(row, environment="other") for row in super().__call__(chunk))

    with pytest.raises(EngineLost, match="another environment"):
        through(Elsewhere())


@pytest.mark.parametrize("replicates", [range(4), range(20)])
def test_runs_of_another_version_of_the_model_count_only_if_told_to(monkeypatch, replicates):
    store = MemoryStore()
    through(Pretend(), store, replicates=range(4))
    monkeypatch.setattr("mentorlab.experiments.runs.plan.model_version", lambda: "9.9")
    monkeypatch.setattr(driver, "environment", lambda: {**environment(), "mentorlab": "9.9"})
    with pytest.raises(ml.Refused, match=r"12 runs .* computed in another environment: mentorlab .* and 9\.9"):
        through(Pretend(), store, replicates=replicates)
    task = Pretend()
    through(task, store, replicates=replicates, mix=True)
    assert len(task.done) == 3 * (len(replicates) - 4)


def test_what_the_driver_holds_does_not_grow_with_the_plan():
    class Forgetful(MemoryStore):
        """Keeps nothing."""

        def keep(self, study, rows):
            pass

    task, peaks = Pretend(), []
    task.done = deque(maxlen=1)
    for replicates in (300, 3_000):
        tracemalloc.start()
        engine = Shaky(task)
        engine.chunks = deque(maxlen=1)
        through(task, Forgetful(), engine, replicates=range(replicates), rows=(0, 1, 2), chunk=30)
        peaks.append(tracemalloc.get_traced_memory()[1])
        tracemalloc.stop()
    assert peaks[1] < peaks[0] + 300_000, peaks  # a hundred bytes for each of 8,100 more runs would be 800,000


def test_shards_are_whole_futures_and_together_all_of_them():
    assert sorted(number for n in (1, 2, 3, 4) for number in Shard(n, 4).of(30)) == list(range(30))
