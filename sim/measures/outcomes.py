"""Outcomes of a finished run. What each is called and means is declared in `scenarios.assumptions.outcomes`."""

from __future__ import annotations

import numpy as np

from ...agents.base.arrays import Flags, Integers
from ...agents.base.parameters import YEAR
from ...scenarios.assumptions.outcomes import OUTCOMES
from ..processes.cohort import HALF_YEAR, JUNIOR, NOT_IN, QUARTER, SENIOR
from ..processes.inclusion import PRACTICE_WEEKS
from ..state.pairs import LEFT, PARTED, STOPPED
from ..week.weekly import BANDS
from .counterfactual import counterfactual_outcomes
from .record import NOTHING, Record, ratio
from .retention import as_an_outsider_sees_it, kaplan_meier, retention

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
        **{
            f"participants.{side}_{name}": value
            for side, who in (("junior", juniors), ("senior", seniors))
            for name, value in (
                ("inclusion", mean("year_inclusion", who)),
                ("retention", retention(reference, who)),
                ("motivation", mean("motivation", who)),
            )
        },
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
        "hazard_ratio": 1.0 if taking_part.any() else NOTHING,  # of the same people to themselves
        "hazard_ratio.juniors": 1.0 if juniors.any() else NOTHING,
        "hazard_ratio.seniors": 1.0 if seniors.any() else NOTHING,
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


def of_pairs(run: Record) -> dict[str, float]:
    """Return the outcomes that are about pairs; nan where no cohort has had its time.

    A pair that still runs has not had its time. Either it goes out of sight with the end of the run, or only the
    cohorts are looked at whose time is up: an average over the pairs that happen to have ended is one of the
    short-lived. So these do not depend on the length of the run.
    """
    over = time_is_up(run)
    pairs, weeks = run.pairs, weeks_of_whole_cohorts(run, over)
    seniors, hours = (float(run.weekly[name][:weeks].sum()) for name in ("seniors", "senior_hours"))
    return {
        "rapport": 100 * float(pairs["rapport"][over].mean()) if over.any() else NOTHING,
        "parted_early": 100 * parted_early(run),
        "sessions_per_pair": float(pairs["sessions"][over].mean()) if over.any() else NOTHING,
        "senior_hours": hours / (seniors * 12 / YEAR) if seniors else NOTHING,
    }


def time_is_up(run: Record) -> Flags:
    """Return which pairs are of a cohort that has had its time, or was stopped with the programme."""
    cohort = run.pairs["cohort"]
    stopped = np.unique(cohort[run.pairs["ending"] == STOPPED])
    up: Flags = (run.pairs["due"] <= run.weeks) | np.isin(cohort, stopped)
    return up


def weeks_of_whole_cohorts(run: Record, over: Flags) -> int:
    """Return how many weeks from launch have nothing of a cohort that goes on beyond the run."""
    return int(run.pairs["began"][~over].min(initial=run.weeks))


def parted_early(run: Record) -> float:
    """Return the share of pairs that give up before they have been together for `length_weeks`.

    One less Kaplan and Meier's share of pairs still together, by weeks together and over all cohorts. Out of sight goes
    a pair that still runs when the run ends, has had its time, is matched anew by the office, is stopped with the
    programme, or loses one of the two to another employer: it is not known when it would have given up. The two pairs
    that come of a re-match begin their own time. nan where no pair can be followed so long, as in a shorter run.
    """
    pairs, length = run.pairs, run.length_weeks
    together = np.where(pairs["ended"] < 0, run.weeks, pairs["ended"]) - pairs["began"]
    parted = pairs["ending"] == PARTED
    last = np.where(parted | (pairs["ending"] == LEFT), together, together - 1)  # week it was last free to give up
    weeks = [np.bincount(np.minimum(last[which & (last >= 0)], length), minlength=length + 1)
             for which in (parted, ~parted)]  # fmt: skip
    staying = float(kaplan_meier(np.column_stack(weeks))[length])
    followed = staying == 0 or (last >= length - 1).any()
    return 1 - staying if followed else NOTHING


def _per_100_years(count: float, weeks: float) -> float:
    return float(100 * count / (weeks / YEAR)) if weeks > 0 else NOTHING
