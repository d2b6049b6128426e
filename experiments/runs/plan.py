"""What is asked of every future: the scenarios, their luck and, where assumptions are drawn, their world.

Every run has a name that says all that decides it: the model's version, the content of the organisation's files, the
scenario, the seed, the replicate and the world. So editing a roster or a strategy never returns an old run. A part
of the futures (`Shard`) can be done elsewhere and merged.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date
from functools import cached_property
from hashlib import blake2b
from typing import Any, NamedTuple, Protocol

from ...agents.base.refusal import Problem, Refused
from ...scenarios.assumptions.assumptions import Assumptions
from ...scenarios.assumptions.mechanisms import with_values
from ...scenarios.assumptions.organisation import TiesFile
from ...scenarios.assumptions.outcomes import OUTCOMES, Outcome
from ...scenarios.scenario import Scenario
from ...sim.environment import model_version
from ...sim.state.inputs import Inputs
from .identity import canonical, question_of, scenario_as_json
from .store.rows.rows import Item, RunRow, ScenarioRow, SeriesPolicy


class Draws(Protocol):
    """Where the assumptions of each future come from; a sweep has some."""

    @property
    def attempts(self) -> int:
        """How many worlds are tried for a future before it is given up; 0 where worlds are whole as they come."""

    @property
    def kept(self) -> tuple[str, ...]:
        """The constants that are solved in each world, beside those of figures that are stated."""

    def place(self, future: int) -> int:
        """Return the future whose world this one is in."""

    def world(self, future: int, attempt: int = 0) -> Mapping[str, float]:
        """Return the assumptions of a future that take the place of a scenario's own, by path."""

    def as_dict(self) -> Mapping[str, Any]:
        """Return what distinguishes these draws from others."""


@dataclass(frozen=True)
class Plan:
    """What is asked of every future; travels once to whoever works on it."""

    scenarios: tuple[Scenario, ...]
    given: Inputs
    seed: int
    outcomes: tuple[Outcome, ...] = OUTCOMES
    draws: Draws | None = None
    series: SeriesPolicy = "none"
    other_ties: tuple[tuple[TiesFile | None, Inputs], ...] = ()
    """The organisations of scenarios whose ties are not those of the first: the same people, with these."""
    worlds: Mapping[Item, Mapping[str, float]] = field(default_factory=dict)
    """The whole worlds, by future and first scenario of its assumptions: what is drawn, and what is solved in it."""

    def given_for(self, scenario: Scenario) -> Inputs:
        """Return the organisation of a scenario: the people, with its ties."""
        ties = scenario.organisation.ties
        return next((given for one, given in self.other_ties if one == ties), self.given)

    @cached_property
    def keys(self) -> tuple[bytes, ...]:
        """The key of each scenario: a digest of all it says of its runs."""
        return tuple(digest_of_json(question_of(one, self.given_for(one).digest)) for one in self.scenarios)

    def key(self, names: Sequence[str], baseline: int) -> bytes:
        """Return the key of the study that asks this: however many replicates it has, wherever it is worked on."""
        draws = None if self.draws is None else self.draws.as_dict()
        told = [[key.hex() for key in self.keys], list(names), baseline, self.seed, draws]
        return digest_of_json(told)

    @property
    def day(self) -> date:
        """The day of the people's ages."""
        return self.given.roster.as_of if self.given.roster else date.today()

    def rows(self) -> list[ScenarioRow]:
        """Return the scenarios as a store keeps them."""
        records = (scenario_as_json(dated(one, self.day)) for one in self.scenarios)
        return [ScenarioRow(key, record) for key, record in zip(self.keys, records, strict=True)]

    def place(self, item: Item) -> Item:
        """Return where the world of a run is: those of one future and of the same organisation share theirs."""
        replicate, row = item
        return (replicate if self.draws is None else self.draws.place(replicate)), self.alike[row]

    @cached_property
    def alike(self) -> tuple[int, ...]:
        """For each scenario the first one of the same organisation: with the same assumptions, settling and ties."""
        starts: list[tuple[int, Assumptions, int, str]] = []
        rows = []
        for row, scenario in enumerate(self.scenarios):
            one = scenario.assumptions, scenario.settling_weeks, self.given_for(scenario).digest
            first = next((first for first, *other in starts if tuple(other) == one), row)
            if first == row:
                starts.append((row, *one))
            rows.append(first)
        return tuple(rows)

    def world(self, item: Item) -> Mapping[str, float]:
        """Return the assumptions drawn for a run, by path, and solved in its world; none where luck alone varies."""
        if self.draws is None:
            return {}
        return self.worlds[self.place(item)] if self.draws.attempts else self.draws.world(item[0])

    def run_key(self, item: Item, model: str | None = None) -> bytes:
        """Return the key of a run under this model, or under another version of it."""
        replicate, row = item
        return run_key(self.keys[row], self.seed, replicate, self.world(item), model or model_version())

    def scenario(self, item: Item) -> Scenario:
        """Return the scenario of a run: in a future's world, where assumptions are drawn."""
        scenario = self.scenarios[item[1]]
        if self.draws is None:
            return scenario
        assumptions = with_values(scenario.assumptions, self.world(item))
        return scenario.model_copy(update={"assumptions": assumptions})

    def blank(self, item: Item) -> RunRow:
        """Return the row of a run with all that is known before it is done."""
        replicate, row = item
        return RunRow(self.run_key(item), self.keys[row], self.seed, replicate, self.world(item))


def bare(scenario: Scenario) -> Scenario:
    """Return a scenario without the tables that were passed: what was read of them is given, and travels alone."""
    organisation = scenario.organisation
    if not organisation.frames:
        return scenario
    without = organisation.with_frames(frame.bare for frame in organisation.frames)
    return scenario.model_copy(update={"organisation": without})


def other_ties(scenarios: Sequence[Scenario], givens: Sequence[Inputs]) -> tuple[tuple[TiesFile | None, Inputs], ...]:
    """Return the organisations of scenarios whose ties are not those of the first, once each."""
    found: list[tuple[TiesFile | None, Inputs]] = []
    for scenario, given in zip(scenarios, givens, strict=True):
        ties = scenario.organisation.ties
        if given is not givens[0] and all(ties != one for one, _ in found):
            found.append((ties, given))
    return tuple(found)


def dated(scenario: Scenario, day: date) -> Scenario:
    """Return a scenario that says the day of its people's ages, so that it means the same on another day."""
    organisation = scenario.organisation
    if organisation.roster is None or organisation.roster.as_of is not None:
        return scenario
    roster = organisation.roster.model_copy(update={"as_of": day})
    return scenario.model_copy(update={"organisation": organisation.model_copy(update={"roster": roster})})


def run_key(scenario: bytes, seed: int, replicate: int, world: Mapping[str, float], model: str) -> bytes:
    """Return a digest (16 bytes) of all that decides a run."""
    return digest_of_json([model, scenario.hex(), seed, replicate, dict(world)])


def digest_of_json(value: Any) -> bytes:
    """Return a digest (16 bytes) of what JSON can have."""
    return blake2b(canonical(value).encode(), digest_size=16).digest()


class Shard(NamedTuple):
    """The `number`-th (from 1) of `parts` parts: every so manieth future, so that each part has whole ones.

    >>> [Shard(2, 3).of(8), Shard().of(3)]
    [[1, 4, 7], [0, 1, 2]]
    """

    number: int = 1
    parts: int = 1

    def of(self, replicates: int) -> list[int]:
        """Return the replicates of this part."""
        return list(range(self.number - 1, replicates, self.parts))


def shard_of(text: str) -> Shard:
    """Read "2/4".

    >>> shard_of("2/4")
    Shard(number=2, parts=4)
    """
    read = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*", text)
    if read is None or not 1 <= int(read[1]) <= int(read[2]):
        message = f"'{text}' is no part of a study."
        raise Refused(Problem(message, "The second of four parts is 2/4.", "format", field="--shard", value=text))
    return Shard(int(read[1]), int(read[2]))
