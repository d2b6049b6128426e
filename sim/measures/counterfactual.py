"""The counterfactual: a run compared with the same organisation, in the same future, without a programme.

Luck has a name here, so the same person meets the same luck in both runs and can be compared with themselves. What
differs between two runs of one person is what the programme did, and what that set off around them: a colleague who
stays, a newcomer who never comes. The second kind works both ways, so read `worse_off` beside `better_off`.
"""

from __future__ import annotations

import numpy as np

from ...agents.base.arrays import Flags, Floats
from ...agents.base.parameters import YEAR
from ..processes.cohort import JUNIOR, NOT_IN, SENIOR
from ..processes.turnover import QUITS
from .record import NOTHING, Record
from .retention import retention

FELT = 0.03
"""A difference in perceived inclusion, over a year, that a person would notice: the smallest effect on participants."""


def counterfactual_outcomes(run: Record, reference: Record) -> dict[str, float]:
    """Return the outcomes that need the run without a programme, from the same settled state and luck."""
    role = run.people["role"]
    taking_part = role != NOT_IN
    return {
        "hazard_ratio": hazard_ratio(run, taking_part, reference, taking_part),
        "hazard_ratio.juniors": hazard_ratio(run, role == JUNIOR, reference, role == JUNIOR),
        "hazard_ratio.seniors": hazard_ratio(run, role == SENIOR, reference, role == SENIOR),
        "retention.true": retention(run, taking_part) - retention(reference, taking_part),
        "retention.spill_over": retention(run, ~taking_part) - retention(reference, ~taking_part),
        "retention.people_a_year": people_kept_a_year(run, reference),
        "worse_off": 100 * float(fared_worse(run, reference).mean()),
        "better_off": 100 * float(fared_worse(reference, run).mean()),
        "extra_ideas": extra_ideas(run, reference),
        "break_even_value": break_even_value(run, reference),
        "break_even_week": break_even_week(run, reference),
    }


def fared_worse(run: Record, than: Record) -> Flags:
    """Return who at launch fared worse in a run than in another.

    Worse is a mean perceived inclusion over the first year, a leaver's last value carried, that is more than 3 points
    lower, or having quit within that year when in the other run they were still there at its end.
    """
    one, other = run.people, than.people
    year = min(YEAR, run.weeks)
    quit = (one["exit_kind"] == QUITS) & (one["exit_week"] < year)
    stayed = np.isnan(other["exit_week"]) | (other["exit_week"] >= year)
    worse: Flags = (other["year_inclusion"] - one["year_inclusion"] > FELT) | (quit & stayed)
    return worse


def hazard_ratio(run: Record, who: Flags, other: Record, whose: Flags) -> float:
    """Return how many times as likely some people of one run are to quit in a week as some of another.

    The ratio of `quit_rate`: below 1 they stay longer. The people without a programme are the same, so that only the
    programme tells the two apart, as in a trial with very many people on either side. nan where nobody is, or nobody
    can quit.
    """
    usual = quit_rate(other, whose)
    return quit_rate(run, who) / usual if usual > 0 else NOTHING


def quit_rate(run: Record, who: Flags) -> float:
    """Return the quits to be expected of some people at launch, per week in which they could quit, in the first year.

    It adds up everybody's chance to quit in each week they were there. Its mean is that of quits counted per week, but
    luck does not decide it: the ratio of two has a value, and next to no bias, however few quit.
    """
    at_risk = float(run.people["year_at_risk"][who].sum())
    return float(run.people["year_expected_quits"][who].sum()) / at_risk if at_risk else NOTHING


def people_kept_a_year(run: Record, reference: Record) -> float:
    """Return how many people a year fewer quit: the difference in quits per employee-year, times the seats."""

    def rate(one: Record) -> float:
        return YEAR * float(one.weekly["quits"].sum() / max(one.weekly["headcount"].sum(), 1.0))

    return (rate(reference) - rate(run)) * len(run.people["role"])


def extra_ideas(run: Record, reference: Record) -> float:
    """Return how many more ideas were implemented."""
    return float(run.weekly["ideas_implemented"].sum() - reference.weekly["ideas_implemented"].sum())


def extra_costs(run: Record, reference: Record) -> Floats:
    """Return week by week what a programme costs in cash and hours, less what it saves in replacing leavers."""
    return sum(  # type: ignore[return-value]
        run.weekly[name] - reference.weekly[name] for name in ("cash", "hours_cost", "replacement_cost")
    )


def break_even_value(run: Record, reference: Record) -> float:
    """Return the value of an implemented idea at which the extra ideas pay the extra costs; nan without extra ideas.

    0 where a programme saves more than it costs.
    """
    ideas = extra_ideas(run, reference)
    return max(0.0, float(extra_costs(run, reference).sum()) / ideas) if ideas > 0 else NOTHING


def break_even_week(run: Record, reference: Record) -> float:
    """Return the first week from which the value of extra ideas so far exceeds the extra costs so far for good.

    Ideas are taken at the value the model gives them. Where that week does not come within the run it counts as the
    run's length, or a mean over futures would be that of the lucky ones; nan where the two runs are one.
    """
    gained = run.weekly["idea_value"] - reference.weekly["idea_value"] - extra_costs(run, reference)
    behind = np.flatnonzero(np.cumsum(gained) <= 0)
    first = int(behind[-1]) + 1 if len(behind) else 0
    return float(first) if gained.any() else NOTHING
