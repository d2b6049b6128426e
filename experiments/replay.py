"""Do kept runs again, and prove that they come to the same to the bit."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from functools import lru_cache
from hashlib import blake2b
from typing import Any, NamedTuple

from ..agents.refusal import Problem, Refused
from ..scenarios.organisation import Organisation
from ..scenarios.outcomes import OUTCOMES
from ..scenarios.own import own_outcomes
from ..scenarios.scenario import Scenario
from ..sim.given import Given, give
from .environment import differing, environment, model_version
from .plan import Plan
from .spec import canonical, scenario_of
from .store.rows import RunRow
from .store.store import Store
from .work import Simulate


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


@dataclass(frozen=True)
class OneWorld:
    """The assumptions that were drawn for one future."""

    drawn: tuple[tuple[str, float], ...]

    def world(self, future: int) -> Mapping[str, float]:
        """Return them."""
        return dict(self.drawn)

    def as_dict(self) -> Mapping[str, Any]:
        """Return them as JSON has them."""
        return dict(self.drawn)


def replayed(store: Store, row: RunRow) -> Replayed:
    """Do a kept run again; raise `Refused` where what it was made from is not what it was."""
    spec = store.scenario(row.scenario).spec
    scenario, given = scenario_and_organisation(canonical(spec))
    declared = (*OUTCOMES, *(own.declared for own in own_outcomes(scenario)))
    draws = OneWorld(tuple(row.world.items())) if row.world else None
    plan = Plan((scenario,), given, row.seed, declared, draws)
    then = store.environments().get(row.environment, {})
    name = row.key.hex()[:12]
    if plan.keys[0] != row.scenario:
        what = [spec["organisation"][part]["file"] for part in ("roster", "ties") if spec["organisation"].get(part)]
        message = f"its files or code are not what they were: {', '.join(what) or 'the code it names'}."
        raise Refused(Problem(message, "Replay it where they are unchanged.", "changed", field=f"run {name}"))
    if plan.run_key((row.replicate, 0)) != row.key:
        made, here = then.get("mentorlab", "another version"), model_version()
        message = f"was computed by mentorlab {made}; this is {here}."
        raise Refused(Problem(message, "Replay it with that version.", "version", field=f"run {name}"))
    (again,) = Simulate(plan)(((row.replicate, 0),))
    return Replayed(scenario, row, again, differing(then, environment()))


@lru_cache(maxsize=8)
def scenario_and_organisation(spec: str) -> tuple[Scenario, Given]:
    """Return a scenario as it was told and its organisation, read once for runs that follow each other."""
    import json

    scenario = scenario_of(json.loads(spec))
    return scenario, organisation_given(scenario.organisation.model_dump_json())


@lru_cache(maxsize=2)
def organisation_given(told: str) -> Given:
    """Return an organisation, read once for scenarios that share it."""
    return give(Organisation.model_validate_json(told))


def sampled(store: Store, share: float, seed: int) -> Iterator[bytes]:
    """Yield the keys of a share of the runs that were done; of any runs at all at least one.

    Which ones depends on their keys and the seed alone.
    """
    last = None
    none = True
    for key in store.keys():  # noqa: SIM118  (a store is no dictionary)
        if store.statuses([key])[key] != "done":
            continue
        last = key
        lot = int.from_bytes(blake2b(key, digest_size=8, key=str(seed).encode()).digest(), "little") / 2**64
        if lot < share:
            none = False
            yield key
    if none and last is not None:
        yield last
