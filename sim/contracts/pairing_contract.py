"""The rules that a pairing strategy must keep: a function for each clause.

A clause returns nothing if it is kept; its docstring is the clause in words.
"""

from __future__ import annotations

from dataclasses import replace
from time import perf_counter
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ...agents.people.candidates import Candidates
from ...agents.people.possible_pairs import usual_pairs
from ...scenarios.extensions.guards import read_only
from ...scenarios.extensions.resolve import name_of
from ...scenarios.policy.protocols import checked
from ...scenarios.policy.strategy import declared
from ...scenarios.records.policy import MustNot
from ..processes.matching import candidates_of
from ..state.inputs import read_inputs
from ..week.programme import Programme
from .proving_ground import need, runs, same, scenario_of, settled

Pairs = NDArray[np.intp]
PATIENCE = 60.0
"""Seconds that pairing 3,000 people on each side may take."""


def candidates(
    juniors: int, seniors: int, *, employees: int = 60, capacity: int = 1, order: int | None = None
) -> Candidates:
    """Return candidates of a settled organisation, who may all be paired; `order` deals the rows anew."""
    state = settled(employees)
    rows = np.argsort(state.workforce.age, kind="stable")
    sides = [rows[:juniors], rows[len(rows) - seniors :]]
    if order is not None:
        rng = np.random.default_rng(order)
        sides = [rng.permutation(side) for side in sides]
    scenario = scenario_of(employees, capacity=capacity, must_not=MustNot(own_manager=False))
    programme = Programme(scenario.policy, scenario.assumptions, read_inputs(scenario.organisation).structure)
    return candidates_of(state, sides[0], sides[1], scenario.policy, programme.direction, capacity)


def paired(strategy: Any, seen: Candidates) -> Pairs:
    """Return the pairs of a strategy, checked, with a generator of the same seed every time."""
    return checked(strategy(read_only(seen), np.random.default_rng(7)), seen, name_of(strategy))


def people_in(pairs: Pairs, seen: Candidates) -> list[tuple[int, int]]:
    """Return pairs as rows of the workforce, in order."""
    return sorted(zip(seen.juniors.rows[pairs[:, 0]].tolist(), seen.seniors.rows[pairs[:, 1]].tolist(), strict=True))


def pairs_nobody_twice(strategy: Any) -> None:
    """It returns positions of juniors and seniors, nobody twice or with themselves, whichever side is longer."""
    for juniors, seniors in ((20, 20), (30, 12), (12, 30)):
        paired(strategy, candidates(juniors, seniors))


def pairs_somebody(strategy: Any) -> None:
    """Where twenty juniors and twenty seniors may all be paired, it makes a pair."""
    need(len(paired(strategy, candidates(20, 20))) > 0, "it made none.")


def keeps_to_capacity(strategy: Any) -> None:
    """No senior has more than policy.capacity pairs, with a capacity of 1, 2 and 3."""
    for capacity in (1, 2, 3):
        paired(strategy, candidates(25, 8, capacity=capacity))


def copes_with_few(strategy: Any) -> None:
    """It copes with nobody on a side, with nobody at all, and with one person on each side."""
    for juniors, seniors in ((0, 0), (0, 5), (5, 0), (1, 1), (1, 5)):
        paired(strategy, candidates(juniors, seniors))


def keeps_apart(strategy: Any) -> None:
    """It makes no pair of candidates.must_not, and none where no pair may be."""
    seen = candidates(6, 5)
    every = np.array([(junior, senior) for junior in range(6) for senior in range(5)], np.int64)
    paired(strategy, replace(seen, must_not=every[every.sum(axis=1) % 2 == 0]))
    paired(strategy, replace(seen, must_not=every))


def is_reproducible(strategy: Any) -> None:
    """The same candidates and the same generator give the same pairs."""
    seen = candidates(20, 20)
    need(np.array_equal(paired(strategy, seen), paired(strategy, seen)), "the pairs differ the second time.")


def changes_nobody(strategy: Any) -> None:
    """It changes nothing of what it is shown."""
    seen, before = (candidates(20, 20, order=1) for _ in range(2))
    paired(strategy, seen)
    need(same(seen, before), "it wrote to the candidates.")


def does_not_mind_the_order(strategy: Any) -> None:
    """It pairs the same people in whichever order they are listed."""
    listed, dealt = candidates(20, 20), candidates(20, 20, order=1)
    alike = people_in(paired(strategy, listed), listed) == people_in(paired(strategy, dealt), dealt)
    need(alike, "other people are paired. Break ties, and draw, by candidates.juniors.lot and candidates.seniors.lot.")


def copes_with_a_crowd(strategy: Any) -> None:
    """It pairs 3,000 people on each side within a minute."""
    seen = candidates(3000, 3000, employees=6000)
    began = perf_counter()
    paired(strategy, seen)
    seconds = perf_counter() - began
    need(seconds < PATIENCE, f"it took {seconds:.0f} seconds. Pair within candidates.tables().")


def tells_terms(strategy: Any) -> None:
    """Each term of its score, where it declares any, is a number for each pair, with a text about it or none."""
    seen = read_only(candidates(12, 12))
    pairs = usual_pairs(seen)
    for term in declared(strategy).terms:
        value = term.of(pairs)
        need(bool(np.isfinite(value).all()), f"the term '{term.name}' is not finite.")
        said = {type(term.said(pairs, p)) for p in range(len(pairs))}
        need(said <= {str, type(None)}, f"the term '{term.name}' says something that is not a text.")


def pairs_in_a_programme(strategy: Any) -> None:
    """A programme with it runs to its end."""
    runs(pairing=strategy)
