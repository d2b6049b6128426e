"""What programmes cost, as facts without a verdict: cash and hours, in all, a year and a participant."""

from __future__ import annotations

from typing import NamedTuple

import numpy as np

from ...agents.base.arrays import Floats
from ...agents.base.parameters import YEAR
from ...scenarios.assumptions.outcomes import HEADLINES
from .paired_runs import PairedRuns


class Prices(NamedTuple):
    """What each design costs in each future, over the whole run."""

    names: tuple[str, ...]
    cash: Floats
    """(designs, replicates)."""
    hours: Floats
    money: Floats | None
    """Cash and the paid hours, where the organisation states its pay."""


class CostFacts(NamedTuple):
    """What one scenario costs: means over the futures, None without a value."""

    cash: float | None
    """In all, over the whole run."""
    hours: float | None
    paid_hours: float | None
    """What the hours cost, at the rates of pay of those who spend them; they are the model's own if none are stated."""
    taking_part: float | None
    """People taking part, at most in any week."""
    pairs: int
    """Pairs planned at launch."""
    years: float

    def a_year(self, what: float | None) -> float | None:
        """Return a cost in a year."""
        return None if what is None else what / self.years

    def a_participant(self, what: float | None) -> float | None:
        """Return a cost in a year for each of those who take part."""
        return None if what is None or not self.taking_part else what / self.years / self.taking_part


def states_pay(comparison: PairedRuns) -> bool:
    """Tell whether the organisation says what it pays."""
    return any(figure.yours and figure.name.startswith("pay.") for one in comparison.figures for figure in one.figures)


def prices(comparison: PairedRuns) -> Prices:
    """Return what the designs cost in each future."""

    def of(outcome: str) -> Floats:
        return comparison.values[comparison.is_design][:, :, comparison.places[outcome]]

    names = tuple(name for name, design in zip(comparison.names, comparison.is_design, strict=True) if design)
    money = of("cash") + of("hours_cost") if states_pay(comparison) else None
    return Prices(names, of("cash"), of("hours"), money)


def cost_facts(comparison: PairedRuns) -> dict[str, CostFacts]:
    """Return what each scenario costs, and how many people take part, by its name."""
    planned = comparison.planned or (0,) * len(comparison.names)
    return {
        name: CostFacts(
            cash=comparison.mean(name, "cash"),
            hours=comparison.mean(name, "hours"),
            paid_hours=comparison.mean(name, "hours_cost"),
            taking_part=comparison.mean(name, "taking_part"),
            pairs=planned[row],
            years=comparison.weeks / YEAR,
        )
        for row, name in enumerate(comparison.names)
    }


def costs_data(comparison: PairedRuns) -> dict[str, dict[str, float | None]]:
    """Return the facts as JSON has them, by scenario."""
    return {
        name: {
            "cash": facts.cash,
            "cash_a_year": facts.a_year(facts.cash),
            "cash_a_participant_and_year": facts.a_participant(facts.cash),
            "hours": facts.hours,
            "hours_a_year": facts.a_year(facts.hours),
            "hours_a_participant_and_year": facts.a_participant(facts.hours),
            "paid_hours": facts.paid_hours,
            "taking_part": facts.taking_part,
            "pairs_planned": facts.pairs,
            "years": facts.years,
        }
        for name, facts in cost_facts(comparison).items()
    }


class Diluted(NamedTuple):
    """What an effect on participants comes to in the whole organisation, if nobody else is touched."""

    of_participants: float
    """The mean difference of participants from the same people without the programme."""
    share: float
    """Participants among all employees, at most in any week, from 0 to 1."""
    in_all: float
    """The first times the second."""
    smallest: float
    """The smallest effect on the whole organisation that matters."""


def dilution(comparison: PairedRuns, name: str) -> dict[str, Diluted]:
    """Return by headline why a programme of its size can or cannot show in the whole organisation.

    Without anything for a scenario that has no participants, or an organisation whose size is not known.
    """
    taking_part = comparison.mean(name, "taking_part")
    if not comparison.employees or not taking_part:
        return {}
    share = min(1.0, taking_part / comparison.employees)
    row = comparison.names.index(name)
    found = {}
    for headline in HEADLINES:
        effects = comparison.over_nothing[row, :, comparison.places[f"participants.{headline}"]]
        if not np.isnan(effects).all():
            effect = float(np.nanmean(effects))
            found[headline] = Diluted(effect, share, effect * share, comparison.smallest_effects[headline])
    return found
