"""Patterns P1-P11 and P17: what the model must show; only P7 was set for."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from typing import Any

import numpy as np

from ...agents.base.parameters import YEAR
from ...scenarios.assumptions.assumptions import Assumptions
from ...sim.measures.outcomes import same_people
from ...sim.state.pairs import learnable
from ...sim.week.week import Simulation
from . import bridging, targets, trials
from .targets import BY_LOT, PAIRED_BY_LOT
from .testbed import Check, Finished, Testbed, correlation, mean_outcome, mean_over, ratio

INFINITY = float("inf")
OURS = "-"
"""No source: a pattern of the model's purpose."""
FEEDBACK_LEVELS = (0, 1, 2, 4, 8, 13)
TIRING = Assumptions().motivation
TWICE_AS_TIRING = {
    "motivation.fatigue_hours": 2 * TIRING.fatigue_hours,
    "motivation.fatigue_check_in": 2 * TIRING.fatigue_check_in,
}
REVERSE = {"arm": "reverse", "share": 0.1}
BAD = {
    "arm": "reverse", "share": 0.4, "targeting": "lottery", "training": "none", "goal_clarity": 0.1,
    "pairing": "random", "sessions": {"every_weeks": 1}, "feedback": {"every_weeks": 1}, "length_weeks": 13,
    "reward": "points",
}  # fmt: skip


def quits_fall_with_age_and_tenure(testbed: Testbed) -> Iterator[Check]:
    """P1."""

    def slope(run: Finished, name: str) -> float:
        return correlation(getattr(run.launch, name), run.quit)

    for name in ("age", "tenure"):
        value = float(np.mean([slope(run, name) for run in testbed.runs()]))
        yield Check("P1", f"correlation of {name} and quitting", "emergent", -1.0, -0.02, value, "Farber 1999; BLS")


def ties_stay_homophilous(testbed: Testbed) -> Iterator[Check]:
    """P2: still so after two years of chance meetings, departures and hires."""
    runs = testbed.runs()
    for name in ("cross_department_ties", "cross_age_ties"):
        value = mean_outcome(runs, name)
        about = f"{name.replace('_', ' ')} after two years, % of random mixing"
        yield Check("P2", about, "emergent", 0.0, 90.0, value, "Kleinbaum 2013; Genois 2015")


def similarity_serves_rapport_and_not_learning(testbed: Testbed) -> Iterator[Check]:
    """P3."""

    def learning(run: Finished) -> float:
        pairs = run.record.pairs
        first = pairs["cohort"] == 0
        gain = run.record.people["technology_gain"][pairs["senior"][first]]
        return correlation(pairs["similarity"][first], gain)

    runs = testbed.runs(PAIRED_BY_LOT)
    rapport = mean_over(runs, lambda run: correlation(run.record.pairs["similarity"], run.record.pairs["rapport"]))
    value = mean_over(runs, learning)
    yield Check("P3", "correlation of similarity with rapport less that with learning", "emergent", 0.25, 1.0,
                rapport - value, "Eby et al. 2013")  # fmt: skip
    yield Check("P3", "correlation of similarity and what the senior learns", "emergent", -0.10, 0.25, value,
                "Eby et al. 2013")  # fmt: skip


def learning_peaks_at_a_distance(testbed: Testbed) -> Iterator[Check]:
    """P4: on the function: gap times U peaks at delta / sqrt 2."""
    distance = np.linspace(0.001, 1.5, 3000)
    at = distance[int(np.argmax([d * learnable(d, 0.42) for d in distance]))] / (0.42 / np.sqrt(2))
    yield Check("P4", "peak of learning over distance, against delta / sqrt 2", "imposed", 0.99, 1.01, float(at),
                "Nooteboom et al. 2007")  # fmt: skip


def feedback_has_an_optimum(testbed: Testbed) -> Iterator[Check]:
    """P5: read on the inclusion of participants; levels as the weeks between check-ins."""
    best = []
    for assumed in ({}, TWICE_AS_TIRING):
        found = [inclusion_gained(testbed, every, assumed) for every in FEEDBACK_LEVELS]
        best.append(FEEDBACK_LEVELS[int(np.argmax(found))])
    source = "Lam et al. 2011; Lurie & Swaminathan 2009"
    yield Check("P5", "best weeks between check-ins", "emergent", 2.0, 8.0, float(best[0]), source)
    yield Check("P5", "best weeks when everything tires twice as much, over that", "emergent", 1.01, INFINITY,
                ratio(best[1], best[0]), source)  # fmt: skip


def inclusion_gained(testbed: Testbed, every: int, assumed: dict[str, float]) -> float:
    """Return what participants gain in inclusion over the same people without a programme."""
    policy = PAIRED_BY_LOT | {"feedback": {"every_weeks": every}}
    runs, without = testbed.runs(policy, assumptions=assumed), testbed.runs(assumptions=assumed)
    gains = []
    for run, reference in zip(runs, without, strict=True):
        fared = same_people(reference.record, run.record)["participants.inclusion"]
        gains.append(run.outcomes["participants.inclusion"] - fared)
    return float(np.mean(gains))


def tangible_rewards_pull_then_sap(testbed: Testbed) -> Iterator[Check]:
    """P6: the same people, by lot, with a bonus that stops after half a year or without one."""
    never = testbed.runs(BY_LOT, weeks=60)
    paid = testbed.runs(BY_LOT | {"reward": "bonus"}, weeks=60, changes=({"week": 26, "policy.reward": "none"},))

    def held(run: Finished, first: int, last: int) -> float:
        weekly = run.record.weekly
        return ratio(weekly["sessions_held"][first:last].sum(), weekly["sessions_due"][first:last].sum())

    def more(of: Callable[[Finished], float]) -> float:
        return mean_over(paid, of) - mean_over(never, of)

    def motivation(run: Finished) -> float:
        return float(run.record.quarters[3][run.taking_part].mean())

    source = "Deci, Koestner & Ryan 1999"
    for about, low, high, value in (
        ("sessions held in the first eight weeks, more with a bonus", 0.01, 1.0, more(lambda run: held(run, 0, 8))),
        (
            "sessions held in the quarter after it, more than never: the sign",
            -1.0,
            -0.001,
            more(lambda run: held(run, 27, 40)),
        ),
        ("motivation of one's own half a year after it, more than never: the sign", -1.0, -0.005, more(motivation)),
    ):
        yield Check("P6", about, "emergent", low, high, value, source)
    yield Check("P6", "taking part again once there is no bonus, against never, in SD", "emergent", -0.4, -0.1,
                float(np.mean(list(coming_back(testbed)))), source)  # fmt: skip


def coming_back(testbed: Testbed) -> Iterator[float]:
    """Yield how much rarer people who had a bonus for half a year volunteer for the next round, which has none.

    The difference of the log-odds in standard deviations of a logistic variable, as studies turn shares into effects.
    """
    policy, then = BY_LOT | {"length_weeks": 26}, {"week": 26, "policy.targeting": "volunteer", "policy.share": 1.0}
    never = testbed.runs(policy, weeks=40, changes=(then,))
    paid = testbed.runs(policy | {"reward": "bonus"}, weeks=40, changes=(then | {"policy.reward": "none"},))
    for one, other in zip(paid, never, strict=True):
        still = [run.taking_part & np.isnan(run.record.people["exit_week"]) for run in (one, other)]
        again = [np.isfinite(run.record.people["again_week"])[still[0] & still[1]].mean() for run in (one, other)]
        log_odds = [np.log(ratio(share, 1 - share)) for share in again]
        yield float(log_odds[0] - log_odds[1]) * np.sqrt(3) / np.pi


def some_pairs_stop_early(testbed: Testbed) -> Iterator[Check]:
    """P7: the hazard at which they do was set for it."""
    value = mean_over(testbed.runs(REVERSE), lambda run: run.outcomes["parted_early"])
    yield Check("P7", "pairs that stop early, %", "fitted", 15.0, 35.0, value, "assumption: completion 50-90 %")


def naive_retention_is_biased(testbed: Testbed) -> Iterator[Check]:
    """P8: participants against those who could have taken part, and against the same people without a programme."""
    found: dict[str, dict[str, float]] = {}
    for targeting in ("volunteer", "need"):
        told: dict[str, list[float]] = {"naive": [], "true": []}
        for run, without in zip(testbed.runs(REVERSE | {"targeting": targeting}), testbed.runs(), strict=True):
            told["naive"].append(run.outcomes["retention.naive"])
            fared = same_people(without.record, run.record)["participants.retention"]
            told["true"].append(run.outcomes["participants.retention"] - fared)
        found[targeting] = {name: float(np.mean(values)) for name, values in told.items()}
    for targeting, low, high in (("volunteer", 0.5, INFINITY), ("need", -INFINITY, -0.5)):
        bias = found[targeting]["naive"] - found[targeting]["true"]
        yield Check("P8", f"naive less true retention, {targeting}, points", "emergent", low, high, bias, OURS)


def effects_fade(testbed: Testbed) -> Iterator[Check]:
    """P9: one round, then nothing: what is left a year after the end."""
    for name in ("openness", "motivation"):
        gaps = []
        for run, without in zip(testbed.runs(REVERSE | {"share": 0.3, "renew": False}), testbed.runs(), strict=True):
            gap = run.record.weekly[name] - without.record.weekly[name]
            gaps.append((gap[35:39].mean(), gap[-4:].mean()))
        then, now = np.mean(gaps, axis=0)
        yield Check("P9", f"{name} gained that is left after 65 weeks", "emergent", -0.5, 0.75, ratio(now, then), OURS)


def a_bad_programme_is_worse_than_none(testbed: Testbed) -> Iterator[Check]:
    """P10."""
    for name in ("innovation", "inclusion", "retention"):
        pairs = zip(testbed.runs(BAD), testbed.runs(), strict=True)
        value = float(np.mean([run.outcomes[name] - without.outcomes[name] for run, without in pairs]))
        yield Check("P10", f"{name} of a bad programme against none", "emergent", -INFINITY, -0.3, value, OURS)


def size_does_not_matter_with_random_pairs(testbed: Testbed) -> Iterator[Check]:
    """P11: headlines per head at a tenth and at three times the size."""
    policy: dict[str, Any] = {"arm": "reverse", "share": 0.1, "pairing": "random"}
    small, large = testbed.employees // 10, 3 * testbed.employees
    few = testbed.runs(policy, employees=small, replicates=20 * testbed.replicates)
    many = testbed.runs(policy, employees=large, replicates=1)
    for name, unit in (("innovation", 0.06), ("inclusion", 0.02), ("retention", 0.02)):
        one, other = (mean_outcome(runs, name) for runs in (few, many))
        yield Check("P11", f"{name} at {large:,} over {small:,} employees", "emergent", 1 - unit, 1 + unit,
                    ratio(other, one), OURS)  # fmt: skip


def nothing_drifts(testbed: Testbed) -> Iterator[Check]:
    """P17: without a programme nothing moves, from the end of the first year to that of the fifth."""
    moved = np.mean([_moved(testbed.without_programme(replicate, 260)) for replicate in range(testbed.replicates)], 0)
    for about, most, value in zip(
        ("expected quits per 100 a year, fifth year less second", "inclusion, points", "engagement, in SD"),
        (0.3, 0.3, 0.03), moved, strict=True,
    ):  # fmt: skip
        yield Check("P17", f"{about}, without a programme", "emergent", -most, most, float(value), OURS)


def _moved(run: Simulation) -> tuple[float, float, float]:
    """Return how far an organisation has moved from week 52 to 260: quits, inclusion of those present, engagement."""
    quits, inclusion, engagement = {}, {}, {}
    for week in (YEAR, 2 * YEAR, 4 * YEAR, 5 * YEAR):
        while run.state.week < week:
            run.step()
        people, here = run.state.workforce, run.state.workforce.present
        quits[week] = np.array([run.state.expected_quits.sum(), run.state.person_weeks.sum()])
        inclusion[week], engagement[week] = people.inclusion[here].mean(), people.engagement[here].mean()
    second, fifth = quits[2 * YEAR] - quits[YEAR], quits[5 * YEAR] - quits[4 * YEAR]
    rate = 100 * YEAR * (fifth[0] / fifth[1] - second[0] / second[1])
    return rate, 100 * (inclusion[5 * YEAR] - inclusion[YEAR]), engagement[5 * YEAR] - engagement[YEAR]


CHECKS: tuple[Callable[[Testbed], Iterator[Check]], ...] = (
    targets.base_turnover, targets.tenure_shape, targets.age_slope, targets.engagement_slope, targets.skill_decay,
    targets.feedback_effect, targets.deep_and_surface_similarity, targets.frequency, targets.contact,
    targets.network_shape, targets.crowding_out, targets.belonging,
    quits_fall_with_age_and_tenure, ties_stay_homophilous,
    similarity_serves_rapport_and_not_learning, learning_peaks_at_a_distance,
    feedback_has_an_optimum, tangible_rewards_pull_then_sap, some_pairs_stop_early,
    naive_retention_is_biased, effects_fade, a_bad_programme_is_worse_than_none,
    size_does_not_matter_with_random_pairs,
    trials.poor_pairs_do_no_good, trials.who_would_gain_most_opts_out, bridging.some_pairs_across_are_best,
    bridging.brokers_have_ideas_accepted, trials.support_and_exits, nothing_drifts,
)  # fmt: skip
