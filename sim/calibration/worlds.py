"""Worlds: other assumptions about the same organisation, in which it still has the figures it has.

Numbers that are drawn or listed would move quits, inclusion and ideas away from what was stated, or from what the
model was fitted to: then a world would be another organisation. So in each world the free constants are solved anew,
until a few runs without a programme come to what they come to without the world. Both are run on the same luck, which
has names: nearly all of it is in both, so a handful of small runs is enough to tell them apart.
"""

from __future__ import annotations

from collections.abc import Collection, Mapping
from dataclasses import replace
from math import ceil

from ...agents.base.arrays import Floats
from ...agents.base.parameters import YEAR
from ...scenarios.assumptions.assumptions import Assumptions
from ...scenarios.assumptions.mechanisms import value_at, with_values
from ...scenarios.records.policy import Policy
from ...scenarios.scenario import Scenario
from ..state.inputs import Inputs
from ..week.settling import settle
from .broyden import meet, slopes_of
from .calibrate import SHORTEST, organisation_key, seen
from .figures import KEPT, Measured, asked

PERSON_YEARS = 1_200
"""Simulated at each step: two runs of 300 people over two years."""

MOST_RUNS = 6
MOST_HELD = 16
"""Organisations that a process remembers, each with its people."""

STEPS = 8
"""Most tries in a world; two or three are usual."""

ROUGHLY = 2.5
"""Times the solver's own tolerance: half of what is accepted, in either direction alike."""


def anchor_of(scenario: Scenario, inputs: Inputs, kept: Collection[str]) -> Anchor:
    """Return the anchor of an organisation; a process runs each once."""
    key = organisation_key(scenario, inputs) + repr(sorted(kept))
    if key not in _anchors:
        if len(_anchors) == MOST_HELD:
            _anchors.clear()
        _anchors[key] = Anchor(scenario, inputs, kept)
    return _anchors[key]


_anchors: dict[str, Anchor] = {}


class Anchor:
    """An organisation as it is, and what has to be solved to have it so in other worlds.

    Every figure that was stated is kept, and of the four others those whose constant is among `kept`. Mechanisms that
    are off are on while this is solved, as where figures are met.
    """

    def __init__(self, scenario: Scenario, inputs: Inputs, kept: Collection[str]) -> None:
        self.inputs = inputs
        whole = scenario.assumptions.model_copy(update={"off": ()})
        weeks = max(SHORTEST, scenario.weeks)
        plain = {"policy": Policy(), "changes": (), "assumptions": whole, "weeks": weeks}
        self.scenario = scenario.model_copy(update=plain)
        people = settle(self.scenario, inputs).workforce
        self.runs = min(MOST_RUNS, ceil(PERSON_YEARS * YEAR / (len(people) * weeks)))
        company_figures = scenario.organisation.baseline
        stated, imposed = asked(company_figures, inputs, people, whole) if company_figures else ((), {})
        taken = {*imposed, *(figure.constant for figure in stated)}
        others = [one for name, one in KEPT.items() if name in kept and one.constant not in taken]
        figures = [*(figure for figure in stated if not figure.follows), *others]
        self.whole_year = any(figure.share for figure in figures)
        here = self._measured(whole, self.runs)
        self.figures = [replace(one, target=one.value(here), start=value_at(whole, one.constant)) for one in figures]
        self.responses = [figure.response.roughly(ROUGHLY) for figure in self.figures]
        if self.figures:
            self.slopes = slopes_of(self.responses, lambda constants: self._values(whole, constants))

    def solve(self, world: Mapping[str, float]) -> dict[str, float] | None:
        """Return the constants, by path, with which a world has the organisation's figures; None if there are none."""
        if not self.figures:
            return {}
        assumptions = with_values(self.scenario.assumptions, world)
        met = meet(self.responses, lambda constants: self._values(assumptions, constants), self.slopes, STEPS)
        away = [abs(value - one.target) / one.accepted for one, value in zip(self.figures, met.values, strict=True)]
        if max(away) > 1:
            return None
        return {one.constant: at for one, at in zip(self.figures, met.constants.tolist(), strict=True)}

    def _values(self, assumptions: Assumptions, constants: Floats) -> list[float]:
        named = {one.constant: float(at) for one, at in zip(self.figures, constants, strict=True)}
        found = self._measured(with_values(assumptions, named), self.runs)
        return [figure.value(found) for figure in self.figures]

    def _measured(self, assumptions: Assumptions, runs: int) -> Measured:
        scenario = self.scenario.model_copy(update={"assumptions": assumptions})
        return Measured.together(list(seen(scenario, self.inputs, runs, whole_year=self.whole_year)))
