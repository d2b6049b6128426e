"""What a finished run leaves behind, and how it is read."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import TYPE_CHECKING, Any, Literal

import numpy as np
from numpy.typing import NDArray

from ...agents.base.arrays import Flags, Floats, Integers
from ...agents.base.parameters import YEAR
from ...agents.base.refusal import Problem, Refused
from ...agents.base.skills import COMMUNICATION, DIGITAL, LEADERSHIP, STRATEGY, band_of
from ...scenarios.policy.arms import kind
from ..processes.cohort import knows_leader
from ..processes.network import LEADER
from ..processes.turnover import STAYS
from ..week.week import Simulation
from ..week.weekly import WEEKLY
from .graph import Network
from .segregation import ends_of, segregation

if TYPE_CHECKING:
    import networkx as nx

When = Literal["launch", "end"]
NOTHING = float("nan")
"""Where there is no value."""


@dataclass(frozen=True)
class Record:
    """What a finished run leaves behind; every outcome, also a user's own, is computed from it."""

    weeks: int
    length_weeks: int
    """How long a pair of the policy stays together."""
    weekly: dict[str, Floats]
    """Name to a value for each week."""
    people: dict[str, NDArray[Any]]
    """Name to one value for each person present at launch."""
    pairs: dict[str, NDArray[Any]]
    """Name to a value for each pair; the two are rows of `people`, and the n-th occupant of that seat, 0 at launch."""
    quarters: Floats
    """(quarters, people): motivation at the end of each."""
    at_end: dict[str, float]
    """What is read off the organisation at the end, and off its network at launch too."""
    hired: dict[str, NDArray[Any]] = field(default_factory=dict)
    """Name to one value for each person hired after launch."""
    first_cohort_ends: int | None = None
    """Week in which the cohort of launch ends, where not after `length_weeks`, as the programme is stopped before."""
    networks: Mapping[When, Network] = field(default_factory=dict)
    """The ties at launch and at the end; there while outcomes are measured."""

    def graph(self, at: When = "end") -> nx.Graph:
        """Return the collaboration network at launch or at the end as a networkx graph with `weight` and `origin`.

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


def record(run: Simulation) -> Record:
    """Return what a finished run leaves behind."""
    at_launch, launch = run.people_at_launch, run.people_at_launch.launch
    weekly = {name: np.asarray(run.weekly[name], np.float64) for name in WEEKLY}
    technology = list(DIGITAL)
    people = {
        "age": launch.age,
        "level": launch.level,
        "department": launch.department,
        "group": launch.group,
        "manager": launch.manager,
        "role": at_launch.role,
        "later_role": at_launch.later_role,
        "joined_week": at_launch.joined_week,
        "again_week": at_launch.again_week,
        "eligible_as": at_launch.eligible_as,
        "waits": at_launch.waits,
        "weeks_in": at_launch.weeks_in,
        "exit_week": at_launch.exit_week,
        "exit_kind": at_launch.exit_kind,
        "year_weeks": at_launch.year_weeks,
        "year_at_risk": at_launch.year_weeks + (at_launch.exit_week < YEAR),
        "year_expected_quits": run.state.own_first_year,
        "year_ideas": at_launch.year_ideas,
        "year_inclusion": at_launch.inclusion_sum / min(YEAR, run.setup.weeks),
        "inclusion": at_launch.carried,
        "motivation": ratio(at_launch.motivation_sum, at_launch.motivation_weeks),
        "technology_gain": (at_launch.skills - launch.skills)[:, technology].mean(axis=1),
        "communication_gain": (at_launch.skills - launch.skills)[:, COMMUNICATION],
        "leadership_gain": (at_launch.skills - launch.skills)[:, LEADERSHIP],
        "confidence_gain": at_launch.confidence - launch.confidence,
        "openness_gain": at_launch.openness - launch.openness,
        "leader_access": at_launch.leader_access,
        "ties_across": at_launch.ties_across,
        "practices": at_launch.practices,
    }
    table = run.programme.pairs
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
        "quarter_rapport": table.quarter_rapport,
        "sessions": table.sessions,
        "check_ins": table.check_ins,
        "harmed": table.harmed,
    }
    quarters = np.array(at_launch.quarters).reshape(-1, len(launch))
    (_, policy), *later = run.setup.policies
    stopped = next((week for week, one in later if kind(one.arm) != kind(policy.arm)), policy.length_weeks)
    begun = run.setup.begins
    departments, given = run.inputs.structure.departments, run.inputs.ties is not None
    networks: dict[When, Network] = {
        "launch": Network(run.ties_at_launch, launch, departments, None, given),
        "end": Network(run.state.ties, run.state.workforce, departments, run.ties_at_launch, given),
    }
    segregated = {
        f"network.{name}{when}": value
        for when, at, years in (("", networks["end"], run.state.week / YEAR), ("_at_launch", networks["launch"], 0.0))
        for name, value in segregation(at, years).items()
    }
    return Record(
        run.setup.weeks, (begun[1] if begun else policy).length_weeks, weekly, people, pairs, quarters,
        _at_end(run) | segregated, at_launch.hired(), min(stopped, policy.length_weeks), networks,
    )  # fmt: skip


def _at_end(run: Simulation) -> dict[str, float]:
    """Read off the organisation as it is at the end."""
    state, at_launch = run.state, run.people_at_launch
    people, ties = state.workforce, state.ties
    present = people.present
    inclusion, band = people.inclusion[present], band_of(people.age[present])
    by_band = [float(inclusion[band == b].mean()) for b in range(4) if (band == b).sum() >= 5]
    in_group = people.group[present]
    digital = people.skills[:, list(DIGITAL)].mean(axis=1)
    stayed = at_launch.exit_kind == STAYS
    was_junior, was_senior = (at_launch.launch.level <= 1) & stayed, (people.level >= 2) & stayed
    leading = [LEADERSHIP, COMMUNICATION, STRATEGY]
    ready, ready_at_launch = people.skills[:, leading].mean(axis=1), at_launch.launch.skills[:, leading].mean(axis=1)
    leaders = (people.level >= LEADER) & present
    bench = NOTHING
    if leaders.any():
        bar = np.quantile(ready_at_launch[at_launch.launch.level >= LEADER], 0.25)
        rows = np.flatnonzero(present & (people.level < LEADER) & (ready >= bar))
        known = knows_leader(
            rows, False, people.level, people.manager, ties.start, ties.neighbour, ties.effective,
            ties.slot_neighbour, ties.slot_weight,
        )  # fmt: skip
        bench = float(known.sum() / np.count_nonzero(people.level >= LEADER))
    weeks_there = np.where(np.isnan(at_launch.exit_week), run.setup.weeks, at_launch.exit_week + 1)
    across_departments, null_departments = _mixing(people.department, present, run)
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
        "voice_gini": 100 * gini(at_launch.expected_voice / weeks_there),
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


def _mixing(group: Integers, present: Flags, run: Simulation) -> tuple[float, float]:
    """Return the share of tie weight across groups, and what random mixing would give."""
    one, other, weight = ends_of(run.state.ties)
    total = weight.sum()
    sizes = np.bincount(group[present]).astype(np.float64)
    everyone = sizes.sum()
    if total <= 0 or everyone < 2:
        return 0.0, 0.0
    null = 1 - (sizes * (sizes - 1)).sum() / (everyone * (everyone - 1))
    return float(weight[group[one] != group[other]].sum() / total), float(null)


def _cross_age_at_random(band: Integers) -> float:
    """Return the share of pairs of people two or more age bands apart."""
    sizes = np.bincount(band, minlength=4).astype(np.float64)
    everyone = sizes.sum()
    apart = sum(sizes[a] * sizes[b] for a in range(4) for b in range(4) if abs(a - b) >= 2)
    return float(apart / (everyone * (everyone - 1))) if everyone > 1 else 0.0


def ratio(top: Floats | float, bottom: Floats | float) -> Floats:
    bottom = np.asarray(bottom, np.float64)
    return np.divide(top, bottom, out=np.full(bottom.shape, NOTHING), where=bottom > 0)
