"""The rules that the user's own code, and ours, must keep: a function for each clause, tried on small organisations.

A clause takes what is to be tried, returns nothing if it is kept and raises `Broken`, or whatever goes wrong, if it
is not. Its docstring is the clause in words.
"""

from __future__ import annotations

import math
from collections.abc import Callable
from functools import cache
from typing import Any, NamedTuple

import numpy as np

from ...agents.base.arrays import Flags
from ...agents.base.parameters import Rules
from ...agents.base.refusal import Refused
from ...scenarios.assumptions.outcomes import OwnOutcome
from ...scenarios.extensions.guards import kind_of, read_only, wrong_flags, wrong_priorities
from ...scenarios.extensions.resolve import allowed
from ...scenarios.extensions.traceback import in_own_words, own_place
from ...scenarios.policy.feedback import Feedback
from ...scenarios.policy.rewards import Reward
from ...scenarios.policy.targeting import Recruitment, Targeting
from ...scenarios.policy.training import Training
from ...scenarios.records.policy import FeedbackPolicy
from ..measures.record import Record, record
from ..processes.recruitment import pool_of
from . import pairing_contract
from .proving_ground import Broken, finished, need, runs, same, scenario_of, settled, stays_within

Clause = Callable[[Any], None]


# a rule of feedback --------------------------------------------------------------------------------------------------


def flags_of(rule: Any, pairs: int) -> tuple[Flags, Flags]:
    """Return whom a rule mends and matches anew among pairs of every kind; raise `Broken` for anything but flags."""
    rng = np.random.default_rng(5)
    seen, weeks = rng.uniform(-0.2, 1.2, pairs), rng.integers(0, 100, pairs)
    answer = rule(read_only(seen), read_only(weeks), Feedback().floats)
    wrong = wrong_flags(answer, pairs)
    need(not wrong, f"{wrong}.")
    mend, anew = answer
    return mend, anew


def flags_every_pair(rule: Any) -> None:
    """It says of each pair, true or false, whether to mend it and whether to match it anew, and writes nothing."""
    for pairs in (1, 2, 500):
        flags_of(rule, pairs)


def copes_with_no_pairs(rule: Any) -> None:
    """It copes with no pairs."""
    flags_of(rule, 0)


def flags_again_the_same(rule: Any) -> None:
    """The same pairs get the same answer."""
    need(same(np.array(flags_of(rule, 50)), np.array(flags_of(rule, 50))), "the answer differs the second time.")


def mends_in_a_programme(rule: Any) -> None:
    """A programme with it runs to its end."""
    runs(feedback=FeedbackPolicy(every_weeks=2, action=rule))


# a reward, a training, a way of asking -------------------------------------------------------------------------------


def is_plausible(rules: Rules) -> None:
    """Its numbers lie in the plausible ranges of the ledger."""
    outside = [
        f"{name} {getattr(rules, name):g} is outside {entry.low:g} to {entry.high:g} ({entry.unit})"
        for name, entry in type(rules).ledger().items()
        if not entry.low <= getattr(rules, name) <= entry.high
    ]
    need(not outside, f"{'; '.join(outside)}. It is used all the same.")


def rewards_in_a_programme(reward: Any) -> None:
    """A programme with it runs to its end."""
    runs(reward=reward)


def trains_in_a_programme(training: Any) -> None:
    """A programme with it runs to its end."""
    runs(training=training)


def ranks_everybody(targeting: Targeting) -> None:
    """It gives each person a number or -inf, however many there are, and changes nobody."""
    for people in (0, 1, 40):
        pool = read_only(pool_of(settled(60), np.arange(60) < people, Reward(), Training()))
        first, again = (targeting.priority(pool, Recruitment().floats) for _ in range(2))
        wrong = wrong_priorities(first, people)
        need(not wrong, f"{wrong}.")
        need(same(first, again), "the answer differs the second time.")


def asks_in_a_programme(targeting: Any) -> None:
    """A programme with it runs to its end."""
    runs(targeting=targeting)


# a process of the calendar -------------------------------------------------------------------------------------------


def lasts_two_years(process: Any) -> None:
    """It yields whole weeks for 104 weeks, with a programme and without, and keeps every share between 0 and 1."""
    for arm in ("reverse", "none"):
        stays_within(finished(scenario_of(weeks=104, arm=arm, processes=(process,))))


def acts_again_the_same(process: Any) -> None:
    """Two runs with the same seed are exactly the same: its luck is model.uniforms, and it remembers nothing."""
    one, other = (finished(scenario_of(processes=(process,))) for _ in range(2))
    for name, values in one.weekly.items():
        same = np.array_equal(values, other.weekly[name], equal_nan=True)
        need(same, f"the weekly {name} differ the second time.")


# an outcome ----------------------------------------------------------------------------------------------------------


@cache
def records() -> tuple[Record, ...]:
    """Return finished runs of several kinds: with a programme, without, without a pair, and a very short one."""
    scenarios = (scenario_of(), scenario_of(arm="none"), scenario_of(share=0.0), scenario_of(weeks=1))
    return tuple(record(finished(one)) for one in scenarios)


def is_a_number(outcome: OwnOutcome) -> None:
    """It is a number, or nan, in a run with a programme, without, without a pair, and of one week."""
    for run in records():
        value = outcome.of(read_only(run))
        need(np.ndim(value) == 0 and isinstance(value, int | float | np.number), f"it returned {kind_of(value)}.")
        need(not math.isinf(value), "it is infinite; let it be nan where there is nothing to divide by.")


def is_somewhere_a_number(outcome: OwnOutcome) -> None:
    """It is a number in a run with a programme or without."""
    need(any(math.isfinite(outcome.of(read_only(run))) for run in records()), "it is nan in every run.")


def measures_again_the_same(outcome: OwnOutcome) -> None:
    """It measures the same the second time and writes nothing."""
    run = read_only(records()[0])
    need(same(outcome.of(run), outcome.of(run)), "it differs the second time.")
    need(same(run, records()[0]), "it wrote to the record.")


CLAUSES: dict[str, tuple[Clause, ...]] = {
    "pairing": (
        pairing_contract.pairs_nobody_twice,
        pairing_contract.pairs_somebody,
        pairing_contract.keeps_apart,
        pairing_contract.keeps_to_capacity,
        pairing_contract.copes_with_few,
        pairing_contract.is_reproducible,
        pairing_contract.changes_nobody,
        pairing_contract.does_not_mind_the_order,
        pairing_contract.tells_terms,
        pairing_contract.copes_with_a_crowd,
        pairing_contract.pairs_in_a_programme,
    ),
    "action": (flags_every_pair, copes_with_no_pairs, flags_again_the_same, mends_in_a_programme),
    "process": (lasts_two_years, acts_again_the_same),
    "reward": (is_plausible, rewards_in_a_programme),
    "training": (is_plausible, trains_in_a_programme),
    "targeting": (ranks_everybody, asks_in_a_programme),
    "outcome": (is_a_number, is_somewhere_a_number, measures_again_the_same),
}


class Tried(NamedTuple):
    """One clause in words, and what is wrong; nothing if it is kept, or was not tried."""

    clause: str
    trouble: str
    skipped: bool = False


def tried(thing: object, kind: str) -> list[Tried]:
    """Return every clause of a kind of strategy with what is wrong, tried on this one.

    If the user's own code raises in the first clause, the others would only say the same: they are not tried.
    """
    found: list[Tried] = []
    fails = False
    for at, clause in enumerate(CLAUSES[kind]):
        trouble = ""
        if not fails:
            try:
                clause(thing)
            except (Broken, Refused) as refusal:
                trouble = str(refusal)
            except Exception as error:  # whatever the user's own code raises
                place = own_place(error, tuple(allowed()))
                trouble = f"{in_own_words(error)}{f' ({place})' if place else ''}."
                fails = at == 0 and place is not None
        found.append(Tried(in_words(clause), trouble, skipped=fails and not trouble))
    return found


def in_words(clause: Clause) -> str:
    """Return what a clause says."""
    return (clause.__doc__ or "").partition("\n")[0]
