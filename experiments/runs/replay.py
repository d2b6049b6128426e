"""Do kept runs again, and prove that they come to the same to the bit."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass, field, replace
from hashlib import blake2b
from itertools import islice
from typing import Any, NamedTuple

from ...agents.base.refusal import Problem, Refused
from ...agents.files.tables.frames import frame_of
from ...scenarios.assumptions.organisation import Organisation
from ...scenarios.assumptions.outcomes import OUTCOMES
from ...scenarios.records.scenario import own_outcomes
from ...scenarios.scenario import Scenario
from ...sim.environment import differing, environment, model_version
from ...sim.state.inputs import Inputs, read_inputs
from .identity import scenario_from_json
from .plan import Plan
from .sampling.draws import Listed
from .store.rows.rows import RunRow
from .store.store import Store
from .task import Simulate

AT_ONCE = 500


class Replayed(NamedTuple):
    """A run as it was kept and as it came out again."""

    scenario: Scenario
    kept: RunRow
    again: RunRow
    elsewhere: str
    """In words, what the environment it was computed in has other than this one; nothing if they are the same."""

    @property
    def equal(self) -> bool:
        """Whether all of it is the same to the bit."""
        return self.kept.content == self.again.content


@dataclass
class Replayer:
    """Does the runs of a store again; what they share is read once.

    Of what a study was made from in Python, DataFrames and graphs, a store keeps a digest: they are passed again.
    """

    store: Store
    frames: Sequence[Any] = ()
    plans: dict[tuple[bytes, int], Plan] = field(default_factory=dict)
    organisations: list[tuple[Organisation, Inputs]] = field(default_factory=list)

    def __call__(self, row: RunRow) -> Replayed:
        """Do a kept run again; raise `Refused` where what it was made from is not what it was."""
        plan = self.plan(row)
        if row.world:  # drawn for one future, and solved in its world
            world = Listed(tuple(row.world.items()), ())
            plan = replace(plan, draws=world, worlds={(world.place(row.replicate), 0): row.world})
        then = self.store.environments().get(row.environment, {})
        self.refuse_what_changed(plan, row, then.get("mentorlab", "another version"))
        (again,) = Simulate(plan)(((row.replicate, 0),))
        return Replayed(plan.scenarios[0], row, again, differing(then, environment()))

    def plan(self, row: RunRow) -> Plan:
        """Return the plan of a run's scenario alone, in the world it says itself."""
        known = self.plans.get((row.scenario, row.seed))
        if known is None:
            scenario = scenario_from_json(self.store.scenario(row.scenario).spec)
            organisation = scenario.organisation.with_frames(map(frame_of, self.frames))
            scenario = scenario.model_copy(update={"organisation": organisation})
            given = next((given for one, given in self.organisations if one == scenario.organisation), None)
            if given is None:
                given = read_inputs(scenario.organisation)
                self.organisations.append((scenario.organisation, given))
            declared = (*OUTCOMES, *(own.declared for own in own_outcomes(scenario)))
            known = self.plans[row.scenario, row.seed] = Plan((scenario,), given, row.seed, declared)
        return known

    def refuse_what_changed(self, plan: Plan, row: RunRow, made: str) -> None:
        """Refuse a run whose files, code or model are not what they were."""
        name, organisation = f"run {row.key.hex()[:12]}", plan.scenarios[0].organisation
        if plan.keys[0] != row.scenario and made == model_version():
            files = [str(part.file) for part in (organisation.roster, organisation.ties) if part]
            message = f"its files or code are not what they were: {', '.join(files) or 'the code it names'}."
            raise Refused(Problem(message, "Replay it where they are unchanged.", "changed", field=name))
        if plan.keys[0] != row.scenario or plan.run_key((row.replicate, 0)) != row.key:
            message = f"was computed by mentorlab {made}; this is {model_version()}."
            raise Refused(Problem(message, "Replay it with that version.", "version", field=name))


def sampled(store: Store, share: float, seed: int) -> Iterator[bytes]:
    """Yield the keys of a share of the runs that were done; of any runs at all at least one.

    Which ones depends on their keys and the seed alone.
    """
    last, none = None, True
    keys = iter(store.keys())
    while some := list(islice(keys, AT_ONCE)):
        for key in (key for key, status in store.statuses(some).items() if status == "done"):
            last = key
            lot = int.from_bytes(blake2b(key, digest_size=8, key=str(seed).encode()).digest(), "little") / 2**64
            if lot < share:
                none = False
                yield key
    if none and last is not None:
        yield last
