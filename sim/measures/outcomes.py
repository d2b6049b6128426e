"""Outcomes of a finished run. What each is called and means is declared in `scenarios.assumptions.outcomes`."""

from __future__ import annotations

import numpy as np

from ...agents.base.arrays import Flags, Integers
from ...agents.base.parameters import YEAR
from ...scenarios.assumptions.outcomes import OUTCOMES
from ..processes.cohort import HALF_YEAR, JUNIOR, NOT_IN, QUARTER, SENIOR
from ..processes.inclusion import PRACTICE_WEEKS
from ..week.weekly import BANDS
from .counterfactual import counterfactual_outcomes
from .pair_outcomes import of_pairs
from .record import NOTHING, Record, ratio
from .retention import as_an_outsider_sees_it, retention

HEADLINE_WEEKS = HALF_YEAR
"""The last weeks over which inclusion is read."""


def outcomes(run: Record, reference: Record | None = None) -> dict[str, float]:
    """Return every declared outcome by name; nan where there is no value.

    `reference` is the run without a programme from the same settled state and luck; outcomes that compare with it
    have no value without it.
    """
    values = organisation(run) | same_people(run, run) | as_an_outsider_sees_it(run)
    if reference is not None:
        values |= counterfactual_outcomes(run, reference)
    values |= {one.name: one.of(run) for one in OUTCOMES if one.of is not None}
    return {one.name: NOTHING if one.counterfactual and reference is None else values[one.name] for one in OUTCOMES}


def same_people(reference: Record, run: Record) -> dict[str, float]:
    """Return the participants' outcomes of a run's first cohort, as those people fared in another run."""
    role = run.people["role"]
    juniors, seniors, taking_part = role == JUNIOR, role == SENIOR, role != NOT_IN
    people = reference.people
    ends = run.length_weeks if run.first_cohort_ends is None else run.first_cohort_ends
    after = (ends + HALF_YEAR - 1) // QUARTER  # the first quarter to end 26 weeks after the first cohort
    read_in = (after + 1) * QUARTER
    out_of_it = taking_part & ~(run.people["exit_week"] < read_in) & ~(run.people["again_week"] < read_in)

    def mean(name: str, who: Flags) -> float:
        values = people[name][who].astype(np.float64)
        return 100 * float(np.nanmean(values)) if np.isfinite(values).any() else NOTHING

    led = led_by(run.people["manager"], seniors) & ~taking_part
    quarters_a_year = reference.quarters[: YEAR // QUARTER]
    motivation_after = reference.quarters[after][out_of_it] if after < len(reference.quarters) else np.empty(0)
    return {
        "participants.innovation": _per_100_years(
            people["year_ideas"][taking_part].sum(), people["year_weeks"][taking_part].sum()
        ),
        "participants.inclusion": mean("year_inclusion", taking_part),
        "participants.retention": retention(reference, taking_part),
        "participants.senior_technology_gain": mean("technology_gain", seniors),
        "participants.senior_communication_gain": mean("communication_gain", seniors),
        "participants.junior_leadership_gain": mean("leadership_gain", juniors),
        "participants.junior_communication_gain": mean("communication_gain", juniors),
        "participants.junior_confidence_gain": mean("confidence_gain", juniors),
        "participants.openness_gain": mean("openness_gain", taking_part),
        "participants.motivation": mean("motivation", taking_part),
        "participants.motivation_after": 100 * float(motivation_after.mean()) if len(motivation_after) else NOTHING,
        "participants.leader_access": mean("leader_access", juniors),
        "participants.cross_department_ties": mean("ties_across", taking_part) / 100,
        "participants.inclusive_practices": mean("practices", taking_part),
        "led_motivation": 100 * float(quarters_a_year[-1][led].mean())
        if led.any() and len(quarters_a_year)
        else NOTHING,
    }


def led_by(manager: Integers, leaders: Flags) -> Flags:
    """Return whose line manager is one of some leaders; -1 is no manager."""
    return (manager >= 0) & leaders[manager]


def organisation(run: Record) -> dict[str, float]:
    """Return the outcomes of the organisation and of its programme."""
    weekly = run.weekly
    person_weeks = weekly["headcount"].sum()
    occasions = (weekly["week"] > 0) & (weekly["week"] % PRACTICE_WEEKS == 0)
    last = slice(-HEADLINE_WEEKS, None)
    cash, hours_cost = float(weekly["cash"].sum()), float(weekly["hours_cost"].sum())
    replacement_cost = float(weekly["replacement_cost"].sum())
    costs = cash + hours_cost + replacement_cost
    return of_pairs(run) | {
        "innovation": _per_100_years(weekly["ideas_implemented"].sum(), person_weeks),
        "inclusion": 100 * float(weekly["inclusion"][last].mean()),
        "retention": retention(run, np.ones(len(run.people["role"]), np.bool_)),
        "ideas_voiced": _per_100_years(weekly["ideas_voiced"].sum(), person_weeks),
        "idea_value": _per_100_years(weekly["idea_value"].sum(), person_weeks),
        "quits": _per_100_years(weekly["quits"].sum(), person_weeks),
        **{
            f"quits.{band}": _per_100_years(weekly[f"quits.{band}"].sum(), weekly[f"headcount.{band}"].sum())
            for band in BANDS
        },
        "inclusion.present": 100 * float(weekly["inclusion_present"][last].mean()),
        "new_ties": _per_100_years(weekly["new_ties"].sum(), person_weeks),
        "openness": 100 * float(weekly["openness"].mean()),
        "motivation": 100 * float(weekly["motivation"].mean()),
        "fatigue": 100 * float(weekly["fatigue"].mean()),
        "inclusive_practices": _per_100_years(
            weekly["practices"].sum(), PRACTICE_WEEKS * weekly["leaders"][occasions].sum()
        ),
        "seats_unfilled": 100 * float(1 - person_weeks / (run.weeks * len(run.people["role"]))),
        "attendance": 100 * float(ratio(weekly["sessions_held"].sum(), weekly["sessions_due"].sum())),
        "check_ins": float(weekly["check_ins"].sum()),
        "repairs": float(weekly["repairs"].sum()),
        "rematches": float(weekly["rematches"].sum()),
        "places_unfilled": float(weekly["places_unfilled"].sum()),
        "applicants_rejected": float(weekly["rejected"].sum()),
        "taking_part": float(weekly["enrolled"].max()),
        "hours": float(weekly["hours"].sum()),
        "cash": cash,
        "hours_cost": hours_cost,
        "replacement_cost": replacement_cost,
        "net_value": float(weekly["idea_value"].sum()) - costs,
        **run.at_end,
    }


def _per_100_years(count: float, weeks: float) -> float:
    return float(100 * count / (weeks / YEAR)) if weeks > 0 else NOTHING
