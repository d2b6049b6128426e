"""Company figures as data: what was asked for, what is reached, and whose each figure is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ...agents.base.refusal import Refused
from ...scenarios.scenario import Scenario
from .columns import plain

if TYPE_CHECKING:
    from ...agents.files.roster import Roster
    from ...sim.calibration.calibrate import Fitted, Progress
    from ...sim.state.inputs import Inputs


def states_figures(scenarios: Sequence[Scenario]) -> bool:
    """Tell whether scenarios state figures of the organisation's own."""
    return any(scenario.organisation.baseline is not None for scenario in scenarios)


def met(
    scenarios: Sequence[Scenario], given: Inputs | Sequence[Inputs], progress: Progress | None = None
) -> tuple[Fitted, ...]:
    """Solve each scenario's constants to meet the figures, which all of them share; nothing if none are stated.

    The organisation may be one for all, or one for each scenario, as far as their ties differ.
    """
    if not states_figures(scenarios):
        return ()
    from ...sim.calibration.calibrate import meet_company_figures

    each = given if isinstance(given, Sequence) else [given] * len(scenarios)
    return tuple(meet_company_figures(one, its, progress) for one, its in zip(scenarios, each, strict=True))


def figures_data(fitted: Fitted) -> dict[str, Any]:
    """Return a scenario's figures as JSON has them."""
    return {
        "runs": fitted.runs,
        "person_years": round(fitted.person_years, 1),
        "currency": {"value": fitted.currency, "yours": fitted.currency is not None},
        "figures": [
            {
                "name": figure.name,
                "label": figure.label,
                "unit": figure.unit,
                "yours": figure.yours,
                "follows": figure.follows,
                "target": plain(figure.target),
                "reached": plain(figure.value),
                "residual": plain(figure.residual),
                "standard_error": plain(figure.standard_error),
                "constants": dict(figure.constants),
                "note": figure.note,
            }
            for figure in fitted.figures
        ],
    }


def to_be_met(scenario: Scenario, roster: Roster | None) -> list[dict[str, Any]]:
    """Return the figures a scenario states, as far as they are known without running; refuse departments of nobody."""
    from ...sim.calibration.quit_rates import A_YEAR, WITHIN_A_YEAR, check_departments, rates  # light: runs nothing

    baseline = scenario.organisation.baseline
    if baseline is None:
        return []
    told = rates(baseline, roster)
    if roster is not None and (problems := check_departments(told.by_department, roster.departments)):
        raise Refused(problems)
    quits, unit = ("quit_within_a_year", WITHIN_A_YEAR) if told.of_launch else ("annual_quits", A_YEAR)
    by_age, by_department = (quits, quits) if told.of_launch else (f"{quits}_by_age", f"{quits}_by_department")
    money = f"{baseline.currency or 'money'} a year"
    score, pay = baseline.inclusion, baseline.pay_by_level
    found: list[tuple[str, float | None, str, str]] = [
        (quits, told.overall, unit, "assumptions.tenure.quits"),
        *((f"{by_age}.{name}", rate, unit, f"assumptions.turnover.times_{name}")
          for name, rate in told.by_age.items()),
        *((f"{by_department}.{name}", rate, unit, f"assumptions.quits_by_department.{name}")
          for name, rate in told.by_department.items()),
        ("inclusion", score.score if score else None, f"on {score.scale[0]:g} to {score.scale[1]:g}" if score else "",
         "assumptions.people.belonging"),
        ("ideas_per_100", baseline.ideas_per_100, A_YEAR, "assumptions.ideas.rate"),
        ("implemented_per_100", baseline.implemented_per_100, A_YEAR, "assumptions.ideas.adoption"),
        *((f"pay_by_level.{level}", one, money, f"assumptions.money.rate_{level}")
          for level, one in enumerate(pay or ())),
    ]  # fmt: skip
    return [
        {"name": name, "target": float(target), "unit": unit, "solved": solved, "note": told.note if told.note and
         name.startswith(quits) else ""}
        for name, target, unit, solved in found
        if target is not None
    ]  # fmt: skip
