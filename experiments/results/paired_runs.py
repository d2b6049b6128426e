"""What runs of several scenarios on common luck came to, side by side, and when that was enough; nothing is judged."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, replace
from functools import cached_property, partial
from typing import TYPE_CHECKING, Any, NamedTuple, Protocol, Self

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Floats
from ...agents.base.parameters import YEAR
from ...scenarios.assumptions.outcomes import HEADLINES, OUTCOMES, PARTICIPANTS_HEADLINES, Outcome
from ..statistics.choice import KEEPS, LEVEL
from ..statistics.robustness import OverWorlds
from ..statistics.selection import Selection
from ..statistics.smallest_effects import agreed, size_of, smallest_effect

if TYPE_CHECKING:
    import pandas as pd

    from ...sim.calibration.calibrate import Fitted
    from ..runs.collect import Failure


class StoppingRule(Protocol):
    """What decides when a study has run enough."""

    @property
    def asked(self) -> dict[str, Any]:
        """The rule as a study file has it, every default written out."""

    @property
    def first(self) -> int:
        """How many replicates of every scenario are run before the rule looks."""

    @property
    def most(self) -> int:
        """How many replicates there are at most."""

    @property
    def names(self) -> tuple[str, ...]:
        """The outcomes it rests on."""

    def describe(self) -> str:
        """Return the rule in words."""


@dataclass(frozen=True)
class Enough:
    """How a study came to its number of replicates: by which rule, how many of each scenario, and with what result."""

    rule: StoppingRule
    replicates: int
    used: Mapping[str, int]
    reached: bool
    said: str
    """The same in a sentence."""
    selection: Selection | None = None

    @property
    def asked(self) -> dict[str, Any]:
        """This as JSON has it."""
        chosen = {} if self.selection is None else {"selection": self.selection.asked}
        asked = {"rule": self.rule.asked, "replicates": self.replicates, "used": dict(self.used)}
        return asked | {"reached": self.reached, "said": self.said} | chosen


class Without(NamedTuple):
    """What the run without a programme came to that starts from each scenario's own settled state."""

    values: NDArray[np.float64]
    """(scenarios, replicates, outcomes)."""
    digests: NDArray[np.bytes_]
    """(scenarios, replicates)."""
    itself: NDArray[np.bool_]
    """(scenarios,): which are no programme, and so that run themselves."""
    note: str = ""
    """In words: what differs in assumptions, and what follows from it; nothing where they are shared."""

    def first(self, replicates: int) -> Without:
        """Return what they came to in the first replicates."""
        return self._replace(values=self.values[:, :replicates], digests=self.digests[:, :replicates])

    def only(self, places: Sequence[int]) -> Without:
        """Return what they came to in some outcomes."""
        return self._replace(values=self.values[:, :, places])


@dataclass(frozen=True, eq=False, repr=False)
class PairedRuns:
    """Runs of several scenarios on common luck, and what each is compared with, replicate by replicate.

    A scenario that was not run in a replicate has nan in all values there and an empty digest.
    `values` is (scenarios, replicates, outcomes) in the order of `outcomes`, nan where there is no value.
    `same_people` has in the participants' outcomes how the very same people fared without a programme in the same
    replicate. `digests` is (scenarios, replicates): equal where all outcomes and weekly values are.
    A participants' outcome is compared with the same people, every other one against the baseline: a scenario whose
    runs are the baseline's own to the bit differs from it in nothing. Where the scenarios do not share their
    assumptions, `apart` takes the baseline's place.
    """

    names: tuple[str, ...]
    values: Floats
    same_people: Floats
    digests: NDArray[np.bytes_]
    baseline_row: int = 0
    seed: int = 0
    asked_effects: tuple[Mapping[str, float | str], ...] = ()
    """What the scenarios say about the smallest effects that matter."""
    organisation: str = "this organisation"
    programmes: tuple[bool, ...] = ()
    """Which scenarios are programmes that are to form pairs."""
    notes: tuple[str, ...] = ()
    """In words: what the numbers rest on unasked."""
    what_differs: tuple[str, ...] = ()
    """In words: each scenario against the baseline."""
    leavers: NDArray[np.int64] | None = None
    """Who left when, summed over the replicates: (scenarios, groups, age bands, weeks + 1, 2)."""
    figures: tuple[Fitted, ...] = ()
    """How each scenario met the organisation's own figures, where they are stated."""
    outcomes: tuple[Outcome, ...] = OUTCOMES
    """What is measured: the built-in outcomes, then the user's own."""
    failures: tuple[Failure, ...] = ()
    """Runs without a result, which are left out of all that rests on them."""
    digest: str = ""
    """Equal exactly where every run came to the same."""
    whole: bool = True
    """Whether it has all its futures, and is not one part of a study that is to be merged."""
    drawn: bool = False
    """Whether each future has assumptions of its own, drawn from their ranges."""
    enough: Enough | None = None
    """How the number of replicates came about, where a rule decided it."""
    without: Without | None = None
    """What each scenario's own run without a programme came to."""
    looks: int = 0
    """At which look it ended, from 1 on, where it was run until its answer was settled; 0 for a stated number."""
    level: float = LEVEL
    """The chance of claiming too much at this look."""
    planned: tuple[int, ...] = ()
    """How many pairs each scenario has places for at launch; 0 without a programme."""
    weeks: int = YEAR
    """How long the runs are."""
    employees: int = 0
    """How many people are employed at launch; 0 if that is not known."""
    keeps: float = KEEPS
    """The share of another design's gain that a design has to keep to do as well."""
    over_worlds: OverWorlds | None = None
    """The same scenarios over worlds, where assumptions were varied too."""

    @property
    def apart(self) -> str:
        """In words: where scenarios do not share their assumptions, what differs and follows from it."""
        return "" if self.without is None else self.without.note

    @property
    def baseline(self) -> str:
        """The name of the scenario the others are compared with."""
        return self.names[self.baseline_row]

    @property
    def currency(self) -> str | None:
        """What money is counted in, where the organisation states it."""
        return self.figures[0].currency if self.figures else None

    @property
    def replicates(self) -> int:
        """The number of simulated futures; scenarios that were stopped early have fewer."""
        return int(self.values.shape[1])

    @cached_property
    def used(self) -> dict[str, int]:
        """In how many futures each scenario was run to its end."""
        return dict(zip(self.names, self.was_run.sum(axis=1).tolist(), strict=True))

    @cached_property
    def was_run(self) -> NDArray[np.bool_]:
        """(scenarios, replicates): whether a scenario was run to its end in a future."""
        return self.digests != b""

    def first(self, replicates: int) -> Self:
        """Return it as it was after its first replicates, without what is kept only of all of them."""
        return replace(
            self,
            values=self.values[:, :replicates],
            same_people=self.same_people[:, :replicates],
            digests=self.digests[:, :replicates],
            leavers=None,
            enough=None,
            without=self.without and self.without.first(replicates),
            over_worlds=None,
        )

    @cached_property
    def held(self) -> NDArray[np.bool_]:
        """(scenarios,): which are compared with something that is not themselves."""
        if self.without is None or not self.apart:
            return np.arange(len(self.names)) != self.baseline_row
        return ~self.without.itself if not self.without.itself.all() else self.without.itself

    @cached_property
    def judged_in(self) -> NDArray[np.bool_]:
        """(scenarios, outcomes): which have a difference to judge: also a baseline's participants, where it has any."""
        return self.held[:, None] | (self.is_design[:, None] & self.of_participants[None, :])

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the scenarios that are compared with the baseline, or against no programme of their own."""
        return tuple(name for name, held in zip(self.names, self.held, strict=True) if held)

    @property
    def held_against(self) -> str:
        """What the others are compared with, in words; where they are apart, each under its own assumptions."""
        return "no programme" if self.apart else self.baseline

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each outcome stands, by its name."""
        return {outcome.name: place for place, outcome in enumerate(self.outcomes)}

    def declared(self, name: str) -> Outcome:
        """Return what an outcome is, as it is read in runs of this length."""
        return self.outcomes[self.places[name]]

    @cached_property
    def families(self) -> dict[str, list[int]]:
        """Where the outcomes stand that are judged together: the organisation's headlines, the participants', and every
        other outcome by itself, over the scenarios.
        """
        together = {"headline": HEADLINES, "participants": PARTICIPANTS_HEADLINES}
        found = {
            family: [place for name, place in self.places.items() if name in names]
            for family, names in together.items()
        }
        alone = [name for name in self.places if name not in (*HEADLINES, *PARTICIPANTS_HEADLINES)]
        return {family: places for family, places in found.items() if places} | {
            name: [self.places[name]] for name in alone
        }

    @cached_property
    def family_of(self) -> dict[str, str]:
        """The family of each outcome."""
        return {self.outcomes[place].name: family for family, places in self.families.items() for place in places}

    @cached_property
    def of_participants(self) -> NDArray[np.bool_]:
        """Which outcomes are read on the first cohort."""
        return np.array([outcome.of_participants for outcome in self.outcomes])

    @cached_property
    def identical(self) -> NDArray[np.bool_]:
        """(scenarios, scenarios): whether the runs of two scenarios are the same to the bit."""
        same: NDArray[np.bool_] = (self.digests[:, None, :] == self.digests[None, :, :]).all(axis=2)
        return same

    @cached_property
    def smallest_effects(self) -> dict[str, float]:
        """The smallest effect that matters, for each outcome in its own unit."""
        asked, row = agreed(self.asked_effects), self.baseline_row
        size = partial(size_of, self.values[row], self.same_people[row], self.places)
        return {
            outcome.name: smallest_effect(outcome, asked.get(outcome.name), size(outcome)) for outcome in self.outcomes
        }

    @cached_property
    def unmoved(self) -> NDArray[np.bool_]:
        """(scenarios,): whose runs are to the bit those they are compared with."""
        if self.without is None or not self.apart:
            same: NDArray[np.bool_] = self.identical[self.baseline_row]
            return same
        return np.asarray((self.digests == self.without.digests).all(axis=1))

    @cached_property
    def references(self) -> Floats:
        """(scenarios, replicates, outcomes): what each value is compared with."""
        own = self.without if self.apart else None
        without = self.values[self.baseline_row] if own is None else own.values
        against = np.broadcast_to(without, self.values.shape).copy()
        against[:, :, [outcome.at_launch for outcome in self.outcomes]] = np.nan
        against[self.unmoved] = self.values[self.unmoved]
        against[:, :, self.of_participants] = self.same_people[:, :, self.of_participants]
        return against

    @cached_property
    def is_design(self) -> NDArray[np.bool_]:
        """(scenarios,): which have a programme, and so something to be chosen for."""
        if self.without is None:
            return np.arange(len(self.names)) != self.baseline_row
        return ~self.without.itself

    @cached_property
    def over_nothing(self) -> Floats:
        """(scenarios, replicates, outcomes): differences from no programme, of participants from the same people."""
        nothing = self.values[self.baseline_row] if self.without is None else self.without.values
        return self.values - np.where(self.of_participants, self.same_people, nothing)

    @cached_property
    def gains(self) -> Floats:
        """(scenarios, replicates, outcomes): what scenarios are ranked by; participants by what they gain."""
        return np.where(self.of_participants, self.values - self.same_people, self.values)

    def mean(self, scenario: str, outcome: str) -> float | None:
        """Return a scenario's own mean over the replicates that have a value."""
        numbers = self.values[self.names.index(scenario), :, self.places[outcome]]
        return None if np.isnan(numbers).all() else float(np.nanmean(numbers))

    @property
    def runs(self) -> pd.DataFrame:
        """What every single run came to, a row for each scenario, replicate it was run in, and outcome."""
        import pandas as pd

        scenarios, replicates, outcomes = self.values.shape
        return pd.DataFrame(
            {
                "scenario": np.repeat(self.names, replicates * outcomes),
                "replicate": np.tile(np.repeat(np.arange(replicates), outcomes), scenarios),
                "outcome": np.tile(list(self.places), scenarios * replicates),
                "value": self.values.ravel(),
            }
        )[np.repeat(self.was_run.ravel(), outcomes)].reset_index(drop=True)
