"""`Comparison`: what several scenarios came to over common luck, judged against one of them.

It is made of arrays, one entry a scenario, replicate and outcome, and computes nothing but statistics; figures and
words take it from here.
"""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from dataclasses import asdict, dataclass, replace
from functools import cached_property
from hashlib import blake2b
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ..agents.refusal import Problem, Refused
from ..scenarios.outcomes import HEADLINES, OUTCOMES, Outcome
from .smallest import size_of, smallest_effect
from .verdicts import Comparand, Finding, judge, ranks

if TYPE_CHECKING:
    import pandas as pd
    from matplotlib.axes import Axes

    from ..sim.baseline import Fitted
    from .apart import Apart
    from .enough import Enough
    from .gather import Failure

Floats = NDArray[np.float64]

TOLD = ("better_in", "equal_in", "verdict", "more_replicates", "correlation", "variance_reduction")


@dataclass(frozen=True, eq=False, repr=False)
class Comparison:
    """Scenarios held against a baseline, replicate by replicate.

    `sentence()` says what came out, `to_frame()` has each difference with its interval and verdict, `runs` what every
    single run came to, for statistics of your own; `plot()` draws the headlines, `findings[scenario][outcome]` and
    `ranks` are what the frame is made of, `data` is all of it as JSON has it.

    A scenario that was not run in a replicate has nan in all values there and an empty digest.
    `values` is (scenarios, replicates, outcomes) in the order of `outcomes`, nan where there is no value.
    `same_people` has in the participants' outcomes how the very same people fared without a programme in the same
    replicate. `digests` is (scenarios, replicates): equal where all outcomes and weekly values are.
    A participants' outcome is held against the same people, every other one against the baseline; a scenario whose
    runs are the baseline's own to the bit differs in nothing. Where the scenarios do not share their assumptions,
    `apart` takes the baseline's place: differences have their intervals, and no verdict and no rank.
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
    apart: Apart | None = None
    """Where assumptions differ between scenarios, what each did without a programme under its own."""

    def __repr__(self) -> str:
        return f"<{self.sentence()}>"

    def _repr_html_(self) -> str:
        from .at_a_glance import comparison_html

        return comparison_html(self)

    @property
    def baseline(self) -> str:
        """The name of the scenario the others are held against."""
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

    def first(self, replicates: int) -> Comparison:
        """Return the comparison as it was after its first replicates, without what is kept only of all of them."""
        return replace(
            self,
            values=self.values[:, :replicates],
            same_people=self.same_people[:, :replicates],
            digests=self.digests[:, :replicates],
            leavers=None,
            enough=None,
            apart=self.apart and self.apart.first(replicates),
        )

    @cached_property
    def held(self) -> NDArray[np.bool_]:
        """(scenarios,): which are held against something that is not themselves."""
        if self.apart is None:
            return np.arange(len(self.names)) != self.baseline_row
        return ~self.apart.itself if not self.apart.itself.all() else self.apart.itself

    @property
    def others(self) -> tuple[str, ...]:
        """The names of the scenarios that are held against the baseline, or against no programme of their own."""
        return tuple(name for name, held in zip(self.names, self.held, strict=True) if held)

    @property
    def held_against(self) -> str:
        """What the others are held against, in words; where they are apart, each under its own assumptions."""
        return self.baseline if self.apart is None else "no programme"

    @cached_property
    def places(self) -> dict[str, int]:
        """Where each outcome stands, by its name."""
        return {outcome.name: place for place, outcome in enumerate(self.outcomes)}

    def declared(self, name: str) -> Outcome:
        """Return what an outcome is, as it is read in runs of this length."""
        return self.outcomes[self.places[name]]

    @cached_property
    def families(self) -> dict[str, list[int]]:
        """Where the outcomes stand that are judged together: the headlines, and all others, to explore."""
        headlines = [place for name, place in self.places.items() if name in HEADLINES]
        others = [place for name, place in self.places.items() if name not in HEADLINES]
        return {"headline": headlines, "exploratory": others}

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
        asked = agreed(self.asked_effects)
        return {one.name: smallest_effect(one, asked.get(one.name), size_of(self, one)) for one in self.outcomes}

    @cached_property
    def unmoved(self) -> NDArray[np.bool_]:
        """(scenarios,): whose runs are to the bit those they are held against."""
        if self.apart is None:
            same: NDArray[np.bool_] = self.identical[self.baseline_row]
            return same
        return np.asarray((self.digests == self.apart.digests).all(axis=1))

    @cached_property
    def references(self) -> Floats:
        """(scenarios, replicates, outcomes): what each value is held against."""
        without = self.values[self.baseline_row] if self.apart is None else self.apart.values
        against = np.broadcast_to(without, self.values.shape).copy()
        against[:, :, self.of_participants] = self.same_people[:, :, self.of_participants]
        against[self.unmoved] = self.values[self.unmoved]
        return against

    def _comparands(self, places: Sequence[int]) -> list[Comparand]:
        """Return what the statistics need to know of some outcomes."""
        wanted: list[Outcome] = [self.outcomes[place] for place in places]
        return [Comparand(one.name, one.unit, one.direction, self.smallest_effects[one.name]) for one in wanted]

    def _key(self, purpose: str) -> int:
        return int.from_bytes(blake2b(f"{self.seed}/{purpose}".encode(), digest_size=16).digest(), "little")

    @cached_property
    def findings(self) -> dict[str, dict[str, Finding]]:
        """Every outcome of every scenario, judged: the headlines as one family, all others as another."""
        families = [self.judged(family) for family in self.families]
        both = {
            name: {outcome: one for family in families for outcome, one in family[name].items()} for name in self.names
        }
        return {name: {outcome: row[outcome] for outcome in self.places} for name, row in both.items()}

    def judged(self, family: str) -> dict[str, dict[str, Finding]]:
        """Judge the outcomes of one family in every scenario."""
        places = self.families[family]
        rows = judge(
            self.values[:, :, places],
            self.references[:, :, places],
            self._comparands(places),
            identical=self.unmoved,
            family=np.repeat(self.held[:, None], len(places), axis=1),
            key=self._key(family),
        )
        if self.apart is not None:
            rows = [[replace(one, verdict=None, reason=None, more_replicates=None) for one in row] for row in rows]
        named = [self.outcomes[place].name for place in places]
        return {name: dict(zip(named, row, strict=True)) for name, row in zip(self.names, rows, strict=True)}

    @cached_property
    def gains(self) -> Floats:
        """(scenarios, replicates, outcomes): what scenarios are ranked by; participants by what they gain."""
        return np.where(self.of_participants, self.values - self.same_people, self.values)

    @cached_property
    def ranks(self) -> dict[str, dict[str, int | None]]:
        """For each scenario and outcome 1 + the number of scenarios that are better; None where they are apart."""
        if self.apart is not None:
            return {name: dict.fromkeys(self.places) for name in self.names}
        ranked: dict[str, dict[str, int | None]] = {name: {} for name in self.names}
        for family, places in self.families.items():
            rows = ranks(
                self.gains[:, :, places],
                self._comparands(places),
                identical=self.identical,
                key=self._key(f"{family} ranks"),
            )
            for name, row in zip(self.names, rows, strict=True):
                ranked[name].update(zip((self.outcomes[place].name for place in places), row, strict=True))
        return {name: {outcome: row[outcome] for outcome in self.places} for name, row in ranked.items()}

    def mean(self, scenario: str, outcome: str) -> float | None:
        """Return a scenario's own mean over the replicates that have a value."""
        numbers = self.values[self.names.index(scenario), :, self.places[outcome]]
        return None if np.isnan(numbers).all() else float(np.nanmean(numbers))

    @cached_property
    def data(self) -> dict[str, Any]:
        """The comparison as JSON has it: numbers or null, keys in the order of the scenarios."""
        from .own_figures import figures_data

        own = {name: figures_data(one) for name, one in zip(self.names, self.figures, strict=False)}
        return {
            "baseline": self.baseline,
            **({"baseline_figures": own} if own else {}),
            "replicates": self.replicates,
            **({"enough": self.enough.asked} if self.enough else {}),
            "seed": self.seed,
            "family_size": int(self.held.sum()) * len(HEADLINES),
            "smallest_effects": self.smallest_effects,
            "scenarios": {
                name: {
                    "rank": self.ranks[name],
                    "outcomes": {outcome: self._entry(name, outcome) for outcome in self.places},
                }
                for name in self.names
            },
            "digest": self.digest,
            **({"apart": self.apart.note} if self.apart else {}),
            **({"failed": [asdict(one) for one in self.failures]} if self.failures else {}),
        }

    def _entry(self, name: str, outcome: str) -> dict[str, Any]:
        finding = self.findings[name][outcome]
        declared = self.outcomes[self.places[outcome]]
        is_baseline = not self.held[self.names.index(name)]
        told: dict[str, Any] = dict.fromkeys(TOLD) if is_baseline else {key: asdict(finding)[key] for key in TOLD}
        return {
            "mean": plain(self.mean(name, outcome) if finding.mean is None else finding.mean),
            "difference": 0.0 if is_baseline else plain(finding.difference),
            "low": None if is_baseline else plain(finding.low),
            "high": None if is_baseline else plain(finding.high),
            "better_in": told["better_in"],
            "equal_in": told["equal_in"],
            "better_in_varied": None,
            "p10": None,
            "p90": None,
            "robustness": None,
            "verdict": told["verdict"],
            "more_replicates": told["more_replicates"],
            "correlation": plain(told["correlation"]),
            "variance_reduction": plain(told["variance_reduction"]),
            "unit": declared.unit_in(self.currency),
            "direction": declared.direction,
        }

    def to_frame(self) -> pd.DataFrame:
        """Return the comparison as a tidy table, a row for each scenario and outcome."""
        import pandas as pd

        family = {self.outcomes[place].name: name for name, places in self.families.items() for place in places}
        return pd.DataFrame(
            [
                {"scenario": name, "outcome": outcome, "family": family[outcome], "rank": self.ranks[name][outcome]}
                | self._entry(name, outcome)
                | {"smallest_effect": self.smallest_effects[outcome], "reason": self.findings[name][outcome].reason}
                for name in self.names
                for outcome in self.places
            ]
        ).drop(columns=["better_in_varied", "p10", "p90", "robustness"])

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

    def sentence(self) -> str:
        """Return what came out, in a sentence one can repeat without saying too much."""
        from .words import sentence_of

        return sentence_of(self)

    def retention_three_ways(self) -> pd.DataFrame:
        """Return each programme's effect on its participants' retention, as it seems and as it is."""
        from .retention import retention_three_ways

        return retention_three_ways(self)

    def plot(self, axes: Sequence[Axes] | None = None) -> Sequence[Axes]:
        """Draw the headlines: differences with their intervals and the smallest effect that matters."""
        from .figures import comparison_figure

        return comparison_figure(self, axes)


def plain(number: float | None) -> float | None:
    """Return a number as JSON has it, without a negative zero."""
    return None if number is None else float(number) + 0.0


def agreed(asked: Sequence[Mapping[str, float | str]]) -> dict[str, float | str]:
    """Return the smallest effects that the scenarios ask for; refuse what they disagree on.

    >>> agreed([{"retention": 1.0, "innovation": "5 %"}, {"retention": 1.0}])
    {'retention': 1.0, 'innovation': '5 %'}
    """
    effects: dict[str, float | str] = {}
    problems = []
    for name, effect in (item for one in asked for item in one.items()):
        if effects.setdefault(name, effect) != effect:
            message = f"the scenarios compared say {effects[name]} and {effect}."
            hint = "Say the same in all of them, or say it in one."
            problems.append(Problem(message, hint, "conflict", field=f"smallest_effects.{name}", value=effect))
    if problems:
        raise Refused(problems)
    return effects
