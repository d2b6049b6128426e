"""The organisation's own figures, told: what was asked for, what is reached, and whose each figure is."""

from __future__ import annotations

from collections.abc import Sequence
from typing import TYPE_CHECKING, Any

from ..agents.refusal import Refused
from ..scenarios.scenario import Scenario
from .commands.answers import clean, table
from .comparison import plain
from .words import amount

if TYPE_CHECKING:
    from rich.console import Console

    from ..agents.roster import Roster
    from ..sim.baseline import Fitted, Progress
    from ..sim.given import Given


def states_figures(scenarios: Sequence[Scenario]) -> bool:
    """Tell whether scenarios state figures of the organisation's own."""
    return any(scenario.organisation.baseline is not None for scenario in scenarios)


def met(scenarios: Sequence[Scenario], given: Given, progress: Progress | None = None) -> tuple[Fitted, ...]:
    """Solve each scenario's constants to meet the figures, which all of them share; nothing if none are stated."""
    if not states_figures(scenarios):
        return ()
    from ..sim.baseline import meet_baseline

    return tuple(meet_baseline(scenario, given, progress) for scenario in scenarios)


def figures_data(fitted: Fitted) -> dict[str, Any]:
    """Return a scenario's figures as JSON has them."""
    return {
        "runs": fitted.runs,
        "person_years": round(fitted.person_years, 1),
        "currency": {"value": fitted.currency, "yours": fitted.currency is not None},
        "figures": [
            {
                "name": one.name,
                "label": one.label,
                "unit": one.unit,
                "yours": one.yours,
                "target": plain(one.target),
                "reached": plain(one.value),
                "residual": plain(one.residual),
                "standard_error": plain(one.standard_error),
                "constants": dict(one.constants),
                "note": one.note,
            }
            for one in fitted.figures
        ],
    }


def show_figures(console: Console, names: Sequence[str], fitted: Sequence[Fitted]) -> None:
    """Show the figures met, a table for each set of assumptions."""
    told: list[tuple[list[str], Fitted]] = []
    for name, one in zip(names, fitted, strict=True):
        alike = [known for known, other in told if other.figures == one.figures]
        if alike:
            alike[0].append(name)
        else:
            told.append(([name], one))
    for known, one in told:
        of = f" in {', '.join(map(clean, known))}" if len(told) > 1 else ""
        console.print(f"Your figures{of}, {how_measured(one)}:")
        show_table(console, one)
        for note in dict.fromkeys(figure.note for figure in one.figures if figure.note):
            console.print(f"Read from your file: {clean(note)}.")
        console.print()


def how_measured(fitted: Fitted) -> str:
    """Return how the figures were met, in a few words."""
    if not fitted.runs:
        return "nothing to solve among them"
    runs = "1 run" if fitted.runs == 1 else f"{fitted.runs} runs"
    return f"met by {runs} without a programme ({fitted.person_years:,.0f} person-years, on luck of their own)"


def show_table(console: Console, fitted: Fitted) -> None:
    """Show what was asked for and what is reached."""
    shown = table("figure", "asked", "reached", "residual", "unit", "whose", right=("asked", "reached", "residual"))
    for one in fitted.figures:
        if not one.name.startswith("pay."):
            numbers = (amount(one.target, 2), amount(one.value, 2), amount(one.residual, 2, signed=True))
            shown.add_row(clean(one.label), *numbers, clean(one.unit), whose(one.yours))
    console.print(shown)
    pay = [one for one in fitted.figures if one.name.startswith("pay.")]
    each = " / ".join(amount(one.value, 0) for one in pay)
    console.print(f"Pay, level 0 to 4: {each} {clean(pay[0].unit)} ({whose(pay[0].yours)}).")
    console.print(f"Currency: {clean(fitted.currency or 'not said')} ({whose(fitted.currency is not None)}).")


def whose(yours: bool) -> str:
    """Return whose a figure is."""
    return "yours" if yours else "default"


def to_be_met(scenario: Scenario, roster: Roster | None) -> list[dict[str, Any]]:
    """Return the figures a scenario states, as far as they are known without running; refuse departments of nobody."""
    from ..sim.own_figures import A_YEAR, check_departments, rates  # light: runs nothing

    baseline = scenario.organisation.baseline
    if baseline is None:
        return []
    told = rates(baseline, roster)
    if roster is not None and (problems := check_departments(told.by_department, roster.departments)):
        raise Refused(problems)
    money = f"{baseline.currency or 'money'} a year"
    score, pay = baseline.inclusion, baseline.pay_by_level
    found: list[tuple[str, float | None, str, str]] = [
        ("annual_quits", told.overall, A_YEAR, "assumptions.tenure.quits"),
        *((f"annual_quits_by_age.{name}", rate, A_YEAR, f"assumptions.turnover.times_{name}")
          for name, rate in told.by_age.items()),
        *((f"annual_quits_by_department.{name}", rate, A_YEAR, f"assumptions.quits_by_department.{name}")
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
         name.startswith("annual_quits") else ""}
        for name, target, unit, solved in found
        if target is not None
    ]  # fmt: skip


def show_to_be_met(console: Console, figures: Sequence[dict[str, Any]]) -> None:
    """Show the figures a scenario states and the constants that will be solved for them."""
    shown = table("your figure", "asked", "unit", "solved by", right=("asked",))
    for one in figures:
        shown.add_row(clean(one["name"]), amount(one["target"]), clean(one["unit"]), clean(one["solved"]))
    console.print(shown)
    for note in dict.fromkeys(one["note"] for one in figures if one["note"]):
        console.print(f"Read from your file: {clean(note)}.")
