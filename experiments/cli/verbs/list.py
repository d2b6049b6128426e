"""mentorlab list: show the scenarios, strategies, levers and outcomes there are."""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ....agents.base.refusal import Problem, Refused, did_you_mean
from ....scenarios.assumptions.outcomes import OUTCOMES
from ....scenarios.load import library
from ....scenarios.records.levers import LEVERS, Lever, words_of
from ....scenarios.records.policy import DEFAULT_SHARE
from ....scenarios.scenario import Scenario
from ..tables.answers import Answer, table

if TYPE_CHECKING:
    from rich.console import Console

SECTIONS = ("scenarios", "strategies", "levers", "outcomes")


def list_(
    section: Annotated[
        str | None, typer.Argument(help="Only this list: scenarios, strategies, levers or outcomes.")
    ] = None,
) -> Answer:
    """Answer what there is to choose from."""
    if section is not None and section not in SECTIONS:
        hint = did_you_mean(section, SECTIONS) or f"There are: {', '.join(SECTIONS)}."
        raise Refused(Problem(f"there is no list of '{section}'.", hint, "unknown", value=section))
    wanted = SECTIONS if section is None else (section,)
    makers: dict[str, Callable[[], list[dict[str, Any]]]] = {
        "scenarios": lambda: [{"name": name, "about": about} for name, about in library().items()],
        "strategies": strategies,
        "levers": lambda: [about_lever(lever) for lever in LEVERS],
        "outcomes": outcomes,
    }
    data = {name: makers[name]() for name in wanted}
    return Answer(data, lambda console: show_lists(console, data))


def strategies() -> list[dict[str, Any]]:
    """Return every built-in strategy with the lever it is a value of."""
    return [
        {"lever": lever.name, "name": value, "about": about}
        for lever in LEVERS
        for value, about in words_of(lever).items()
    ]


def about_lever(lever: Lever) -> dict[str, Any]:
    """Return what a lever is, its possible values and its default."""
    value: Any = Scenario()
    for part in lever.path.split("."):
        value = getattr(value, part)
    if lever.path == "policy.share":
        value = DEFAULT_SHARE
    about = {"name": lever.name, "path": lever.path, "about": lever.about, "values": list(lever.values)}
    return {**about, "range": lever.allowed, "unit": lever.unit, "default": value}


def outcomes() -> list[dict[str, Any]]:
    """Return what each outcome means."""
    return [
        {
            "name": outcome.name,
            "unit": outcome.unit,
            "direction": outcome.direction,
            "smallest_effect": f"{100 * outcome.smallest:g} %" if outcome.relative else outcome.smallest,
            "measured_by": outcome.measured_by,
        }
        for outcome in OUTCOMES
    ]


def show_lists(console: Console, data: dict[str, list[dict[str, Any]]]) -> None:
    """Show lists as tables."""
    if "scenarios" in data:
        shown = table("scenario", "what it is")
        for row in data["scenarios"]:
            shown.add_row(row["name"], row["about"])
        console.print(shown)
    if "strategies" in data:
        shown = table("lever", "built-in strategies")
        for lever in dict.fromkeys(row["lever"] for row in data["strategies"]):
            named = [row for row in data["strategies"] if row["lever"] == lever]
            words = "; ".join(f"{row['name']}: {row['about']}" if row["about"] else row["name"] for row in named)
            shown.add_row(lever, words)
        console.print(shown)
    if "levers" in data:
        shown = table("lever", "what it decides", "possible values", "default", "path in a file")
        shown.columns[-1].no_wrap = True
        for row in data["levers"]:
            allowed = ", ".join(word(value) for value in row["values"]) or f"{row['range']} {row['unit']}".strip()
            shown.add_row(row["name"], row["about"], allowed, word(row["default"]), row["path"])
        console.print(shown)
    if "outcomes" in data:
        shown = table("outcome", "unit", "good is", "smallest effect that matters", "would be measured by")
        shown.columns[0].no_wrap = True
        for row in data["outcomes"]:
            good = "more" if row["direction"] > 0 else "less"
            smallest = row["smallest_effect"]
            shown.add_row(row["name"], row["unit"], good, str(smallest), row["measured_by"])
        console.print(shown)


def word(value: Any) -> str:
    """Return a value as a scenario file has it."""
    return "-" if value is None else str(value).lower() if isinstance(value, bool) else str(value)
