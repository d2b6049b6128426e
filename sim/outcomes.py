"""Outcomes computed from a finished run. What each is called and means is declared in `scenarios.outcomes`."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from ..agents.refusal import Problem, Refused
from ..agents.skills import COMMUNICATION, DIGITAL, LEADERSHIP, STRATEGY, band_of
from ..scenarios.arms import kind
from ..scenarios.outcomes import OUTCOMES
from .against import against
from .follow import HALF_YEAR, JUNIOR, NOT_IN, QUARTER, SENIOR, YEAR, knows_leader
from .graph import Network
from .inclusion import PRACTICE_WEEKS
from .model import MentoringModel
from .network import LEADER
from .observe import BANDS, WEEKLY
from .of_pairs import of_pairs
from .retention import as_an_outsider_sees_it, retention
from .turnover import STAYS

if TYPE_CHECKING:
    import networkx as nx

Floats = NDArray[np.float64]
When = Literal["launch", "end"]
NOTHING = float("nan")
HEADLINE_WEEKS = HALF_YEAR
"""The last weeks over which inclusion is read."""


@dataclass(frozen=True)
class Record:
    """What a finished run leaves behind: what every outcome, a user's own too, is read off."""

    weeks: int
    length_weeks: int
    """How long a pair of the policy stays together."""
    weekly: dict[str, Floats]
    """Name to one value a week."""
    people: dict[str, NDArray[Any]]
    """Name to one value for each person present at launch."""
    pairs: dict[str, NDArray[Any]]
    """Name to one value a pair; the two are rows of `people`, and the n-th occupant of that seat, 0 at launch."""
    quarters: Floats
    """(quarters, people): motivation at the end of each."""
    at_end: dict[str, float]
    """What is read off the organisation at the end."""
    hired: dict[str, NDArray[Any]] = field(default_factory=dict)
    """Name to one value for each person hired after launch."""
    first_cohort_ends: int | None = None
    """Week in which the cohort of launch ends, where not after `length_weeks`, as the programme is stopped before."""
    networks: Mapping[When, Network] = field(default_factory=dict)
    """The ties at launch and at the end; there while outcomes are measured."""

    def graph(self, at: When = "end") -> nx.Graph:
        """Return the collaboration network at launch or at the end as a networkx graph, with `weight` on its edges.

        A node is a person: the row of `people` for those present at launch, a number of their own, as agents have it,
        for those hired since. It has level, department, age, age band, whether they are in a pair, and `occupant`: 0
        for who was there at launch, more for who came into their seat later.
        """
        if at not in self.networks:
            message = (
                f"there is no network at '{at}'." if self.networks else "the network was not kept with this record."
            )
            hint = "Say launch or end." if self.networks else "It is there while an outcome is measured."
            raise Refused(Problem(message, hint, "unknown", field="graph", value=at))
        return self.networks[at].graph()


def record(model: MentoringModel) -> Record:
    """Return what a finished run leaves behind."""
    followed, launch = model.followed, model.followed.launch
    weekly = {name: np.asarray(model.datacollector.model_vars[name], np.float64) for name in WEEKLY}
    technology = list(DIGITAL)
    people = {
        "age": launch.age,
        "level": launch.level,
        "department": launch.department,
        "group": launch.group,
        "manager": launch.manager,
        "role": followed.role,
        "later_role": followed.later_role,
        "joined_week": followed.joined_week,
        "again_week": followed.again_week,
        "eligible_as": followed.eligible_as,
        "weeks_in": followed.weeks_in,
        "exit_week": followed.exit_week,
        "exit_kind": followed.exit_kind,
        "year_weeks": followed.year_weeks,
        "year_ideas": followed.year_ideas,
        "year_inclusion": followed.inclusion_sum / min(YEAR, model.setup.weeks),
        "inclusion": followed.carried,
        "motivation": _ratio(followed.motivation_sum, followed.motivation_weeks),
        "technology_gain": (followed.skills - launch.skills)[:, technology].mean(axis=1),
        "communication_gain": (followed.skills - launch.skills)[:, COMMUNICATION],
        "leadership_gain": (followed.skills - launch.skills)[:, LEADERSHIP],
        "confidence_gain": followed.confidence - launch.confidence,
        "openness_gain": followed.openness - launch.openness,
        "leader_access": followed.leader_access,
        "ties_across": followed.ties_across,
        "practices": followed.practices,
    }
    table = model.programme.pairs
    pairs = {
        "junior": table.junior,
        "senior": table.senior,
        "junior_occupant": table.junior_occupant,
        "senior_occupant": table.senior_occupant,
        "cohort": table.cohort,
        "began": table.began,
        "due": table.due,
        "ended": table.ended,
        "ending": table.ending,
        "similarity": table.similarity,
        "goal_fit": table.goal_fit,
        "rapport": table.rapport,
        "sessions": table.sessions,
        "check_ins": table.check_ins,
        "harmed": table.harmed,
    }
    quarters = np.array(followed.quarters).reshape(-1, len(launch))
    (_, policy), *later = model.setup.policies
    stopped = next((week for week, one in later if kind(one.arm) != kind(policy.arm)), policy.length_weeks)
    begun = model.setup.begins
    departments = model.given.structure.departments
    networks: dict[When, Network] = {
        "launch": Network(model.ties_at_launch, launch, departments),
        "end": Network(model.state.ties, model.state.workforce, departments),
    }
    return Record(
        model.setup.weeks, (begun[1] if begun else policy).length_weeks, weekly, people, pairs, quarters,
        _at_end(model), followed.hired(), min(stopped, policy.length_weeks), networks,
    )  # fmt: skip


def outcomes(run: Record, reference: Record | None = None) -> dict[str, float]:
    """Return every declared outcome by name; nan where there is no value.

    `reference` is the run without a programme from the same settled state and luck; outcomes that are read against it
    have no value without.
    """
    values = organisation(run) | same_people(run, run) | as_an_outsider_sees_it(run)
    if reference is not None:
        values |= against(run, reference)
    values |= {one.name: one.of(run) for one in OUTCOMES if one.of is not None}
    return {one.name: NOTHING if one.against and reference is None else values[one.name] for one in OUTCOMES}


def same_people(reference: Record, run: Record) -> dict[str, float]:
    """Return the participants' outcomes of a run's first cohort, as those people fared in another run."""
    role = run.people["role"]
    juniors, seniors, taking_part = role == JUNIOR, role == SENIOR, role != NOT_IN
    people = reference.people
    ends = run.length_weeks if run.first_cohort_ends is None else run.first_cohort_ends
    after = (ends + HALF_YEAR - 1) // QUARTER  # the first quarter to end 26 weeks after the first cohort
    told = (after + 1) * QUARTER
    out_of_it = taking_part & ~(run.people["exit_week"] < told) & ~(run.people["again_week"] < told)

    def mean(name: str, who: NDArray[np.bool_]) -> float:
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


def led_by(manager: NDArray[np.int64], leaders: NDArray[np.bool_]) -> NDArray[np.bool_]:
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
        "attendance": 100 * float(_ratio(weekly["sessions_held"].sum(), weekly["sessions_due"].sum())),
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


def _at_end(model: MentoringModel) -> dict[str, float]:
    """Read off the organisation as it is at the end."""
    state, followed = model.state, model.followed
    people, ties = state.workforce, state.ties
    present = people.present
    inclusion, band = people.inclusion[present], band_of(people.age[present])
    by_band = [float(inclusion[band == b].mean()) for b in range(4) if (band == b).sum() >= 5]
    in_group = people.group[present]
    digital = people.skills[:, list(DIGITAL)].mean(axis=1)
    stayed = followed.exit_kind == STAYS
    was_junior, was_senior = (followed.launch.level <= 1) & stayed, (people.level >= 2) & stayed
    leading = [LEADERSHIP, COMMUNICATION, STRATEGY]
    ready, ready_at_launch = people.skills[:, leading].mean(axis=1), followed.launch.skills[:, leading].mean(axis=1)
    leaders = (people.level >= LEADER) & present
    bench = NOTHING
    if leaders.any():
        bar = np.quantile(ready_at_launch[followed.launch.level >= LEADER], 0.25)
        rows = np.flatnonzero(present & (people.level < LEADER) & (ready >= bar))
        known = knows_leader(
            rows, False, people.level, people.manager, ties.start, ties.neighbour, ties.effective,
            ties.slot_neighbour, ties.slot_weight,
        )  # fmt: skip
        bench = float(known.sum() / np.count_nonzero(people.level >= LEADER))
    weeks_there = np.where(np.isnan(followed.exit_week), model.setup.weeks, followed.exit_week + 1)
    across_departments, null_departments = _mixing(people.department, present, model)
    cross_age = people.cross_age[present & (people.tie_sum > 0)]
    null_age = _cross_age_at_random(band)
    return {
        "inclusion.tenth_percentile": 100 * float(np.quantile(inclusion, 0.1)) if len(inclusion) else NOTHING,
        "inclusion.age_gap": 100 * (max(by_band) - min(by_band)) if len(by_band) > 1 else NOTHING,
        "inclusion.group_gap": 100 * float(inclusion[~in_group].mean() - inclusion[in_group].mean())
        if in_group.any() and not in_group.all()
        else NOTHING,
        "cross_age_ties": 100 * float(cross_age.mean() / null_age) if len(cross_age) and null_age > 0 else NOTHING,
        "cross_department_ties": 100 * across_departments / null_departments if null_departments > 0 else NOTHING,
        "digital_gap": 100 * float(np.median(digital[was_junior]) - digital[was_senior].mean())
        if was_junior.any() and was_senior.any()
        else NOTHING,
        "voice_gini": 100 * gini(followed.expected_voice / weeks_there),
        "bench": bench,
        "inclusion.group": 100 * float(inclusion[in_group].mean()) if in_group.sum() >= 5 else NOTHING,
    }


def gini(values: Floats) -> float:
    """Return the Gini coefficient of non-negative values.

    >>> round(gini(np.array([1.0, 1.0, 1.0])), 3), round(gini(np.array([0.0, 0.0, 1.0])), 3)
    (0.0, 0.667)
    """
    total = values.sum()
    if total <= 0:
        return NOTHING
    ordered, n = np.sort(values), len(values)
    return float(2 * (np.arange(1, n + 1) * ordered).sum() / (n * total) - (n + 1) / n)


def _mixing(group: NDArray[np.int64], present: NDArray[np.bool_], model: MentoringModel) -> tuple[float, float]:
    """Return the share of tie weight across groups, and what random mixing would give."""
    ties, n = model.state.ties, len(group)
    ends = np.repeat(np.arange(n), np.diff(ties.start))
    slots = ties.slot_neighbour >= 0
    weight = np.concatenate([ties.effective, np.minimum(1.0, ties.slot_weight[slots])])
    one = np.concatenate([ends, np.nonzero(slots)[0]])
    other = np.concatenate([ties.neighbour, ties.slot_neighbour[slots]])
    total = weight.sum()
    sizes = np.bincount(group[present]).astype(np.float64)
    everyone = sizes.sum()
    if total <= 0 or everyone < 2:
        return 0.0, 0.0
    null = 1 - (sizes * (sizes - 1)).sum() / (everyone * (everyone - 1))
    return float(weight[group[one] != group[other]].sum() / total), float(null)


def _cross_age_at_random(band: NDArray[np.int64]) -> float:
    """Return the share of pairs of people two or more age bands apart."""
    sizes = np.bincount(band, minlength=4).astype(np.float64)
    everyone = sizes.sum()
    apart = sum(sizes[a] * sizes[b] for a in range(4) for b in range(4) if abs(a - b) >= 2)
    return float(apart / (everyone * (everyone - 1))) if everyone > 1 else 0.0


def _ratio(top: Floats | float, bottom: Floats | float) -> Floats:
    bottom = np.asarray(bottom, np.float64)
    return np.divide(top, bottom, out=np.full(bottom.shape, NOTHING), where=bottom > 0)


def _per_100_years(count: float, weeks: float) -> float:
    return float(100 * count / (weeks / 52)) if weeks > 0 else NOTHING
