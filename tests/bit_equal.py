"""Do one study in the ways asked for and print a digest for each: they are to be the same."""

from __future__ import annotations

import random
import sys

import mentorlab as ml
from mentorlab.experiments.runs.collect import collected
from mentorlab.experiments.runs.driver import Driver, Terms
from mentorlab.experiments.runs.engines.cluster import Cluster
from mentorlab.experiments.runs.engines.engine import Engine, Serial
from mentorlab.experiments.runs.engines.pool import LocalPool
from mentorlab.experiments.runs.plan import Plan
from mentorlab.experiments.runs.store.keeper import MemoryStore
from mentorlab.experiments.runs.task import Simulate
from mentorlab.scenarios.files.validated import with_settings
from mentorlab.sim.state.inputs import read_inputs

SETTINGS = ["organisation.synthetic.employees=40", "weeks=30", "settling_weeks=26"]
REPLICATES = 5


def plan() -> Plan:
    """Return a study of three policies, one of which runs nothing but says otherwise who would be eligible."""
    nothing = ["policy.eligible.junior.levels=[0, 1, 2]", "policy.pairing=random"]
    asked = (("reverse", []), ("traditional", ["assumptions.transport=0.7"]), ("no-programme", nothing))
    scenarios = tuple(with_settings(ml.load(name), [*SETTINGS, *more]) for name, more in asked)
    return Plan(scenarios, read_inputs(scenarios[0].organisation), seed=11)


def in_order(order: str) -> list[int]:
    """Return the replicates in an order."""
    numbers = list(range(REPLICATES))
    if order == "reversed":
        return numbers[::-1]
    if order == "shuffled":
        random.Random(5).shuffle(numbers)
    return numbers


def digest_of(engine: Engine, chunk: int, order: str) -> str:
    """Return the digest of the study when an engine does it so."""
    asked, store = plan(), MemoryStore()
    terms = Terms(chunk=chunk)
    going = Driver(asked, Simulate(asked), b"study", store, in_order(order), range(3), terms)
    going.survey()
    going.carry_out(lambda *_: engine, here=False)
    return collected(asked, b"study", store, range(REPLICATES), [REPLICATES] * 3).digest


def main(arguments: list[str]) -> None:
    """Print a digest for each of several ways: chunk and order of engines such as "pool 2" or an address."""
    for name in arguments[0].split(","):
        kind, _, jobs = name.partition(" ")
        task = Simulate(plan())
        engine: Engine = Serial(task)
        if kind != "serial":
            engine = LocalPool(task, int(jobs)) if kind == "pool" else Cluster(task, name)
        try:
            engine.handshake()
            for way in arguments[1:]:
                chunk, order = way.split()
                print(f"{name}, {way}:{digest_of(engine, int(chunk), order)}", flush=True)
        finally:
            engine.cancel_all()


if __name__ == "__main__":
    main(sys.argv[1:])
