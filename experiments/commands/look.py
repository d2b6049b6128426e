"""The commands that look and write scenarios: list, new, check, diff. None of them runs the model."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import TYPE_CHECKING, Any

from ...agents.refusal import Problem, Refused, did_you_mean
from ...scenarios.differences import differences
from ...scenarios.files import library, load, load_many, write_new
from ...scenarios.levers import LEVERS, Lever
from ...scenarios.outcomes import OUTCOMES
from ...scenarios.policy_record import DEFAULT_SHARE
from ...scenarios.scenario import Scenario
from ..show.numbers import amount
from ..words import told_against
from .answers import Answer, clean, table

if TYPE_CHECKING:
    from rich.console import Console

SECTIONS = ("scenarios", "strategies", "levers", "outcomes")
STRATEGIES = {
    "random": "pairs drawn by lot",
    "seniority-gap": "the widest gap in level and age first",
    "complementary": "most to learn from each other first",
    "optimal": "best total of learning, similarity, new contacts and goals",
    "stable": "by what both sides like, so that no two would rather have each other",
    "cross-department": "across departments wherever possible",
    "brokerage": "people far apart in the network, with well-connected seniors",
    "similarity": "alike in style and skills",
    "goals": "who wants to learn what the other can teach",
    "self-selected": "people choose each other, mostly among those they know; some find nobody",
    "hybrid": "as optimal, with a quota of pairs across departments",
    "volunteer": "those who say yes, by lot if there are too many",
    "nominated": "the engaged and well connected, as their managers see them",
    "lottery": "anyone, by lot, asked or not",
    "need": "seniors who lag in digital skills, juniors who feel left out and know nobody with a say",
    "traditional": "seniors teach",
    "reciprocal": "both teach, in turn",
    "group": "circles: three juniors teach one senior",
    "reverse": "juniors teach",
    "training": "the same people are trained, and nobody is paired",
    "thanks": "a word of thanks",
    "public": "recognition in front of others: more introductions, more envy",
    "points": "points for sessions: more sign-ups, some gaming",
    "bonus": "money: more sign-ups at first, less motivation of one's own later",
    "protected": "paid time kept free of other work, which colleagues cover",
    "career": "credit when people are considered for advancement",
    "guide": "two hours to read",
    "webinar": "six hours on line",
    "workshop": "two days together",
}


def list_everything(section: str | None) -> Answer:
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
        {"lever": lever.name, "name": value, "about": STRATEGIES.get(value, "")}
        for lever in LEVERS
        if lever.name in ("pairing", "targeting", "reward", "training", "focus", "arm")
        for value in lever.values
    ]


def about_lever(lever: Lever) -> dict[str, Any]:
    """Return what a lever is, what it may be and what it is unless said."""
    value: Any = Scenario()
    for part in lever.path.split("."):
        value = getattr(value, part)
    if lever.path == "policy.share":
        value = DEFAULT_SHARE
    told = {"name": lever.name, "path": lever.path, "about": lever.about, "values": list(lever.values)}
    return {**told, "range": lever.allowed, "unit": lever.unit, "default": value}


def outcomes() -> list[dict[str, Any]]:
    """Return what each outcome means."""
    return [
        {
            "name": one.name,
            "unit": one.unit,
            "direction": one.direction,
            "smallest_effect": f"{100 * one.smallest:g} %" if one.relative else one.smallest,
            "measured_by": one.measured_by,
        }
        for one in OUTCOMES
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
            told = "; ".join(f"{row['name']}: {row['about']}" if row["about"] else row["name"] for row in named)
            shown.add_row(lever, told)
        console.print(shown)
    if "levers" in data:
        shown = table("lever", "what it decides", "may be", "unless said", "in a file")
        shown.columns[-1].no_wrap = True
        for row in data["levers"]:
            allowed = ", ".join(word(value) for value in row["values"]) or f"{row['range']} {row['unit']}".strip()
            shown.add_row(row["name"], row["about"], allowed, word(row["default"]), row["path"])
        console.print(shown)
    if "outcomes" in data:
        shown = table("outcome", "unit", "good", "smallest that matters", "would be measured by")
        shown.columns[0].no_wrap = True
        for row in data["outcomes"]:
            good = "more" if row["direction"] > 0 else "less"
            smallest = row["smallest_effect"]
            shown.add_row(row["name"], row["unit"], good, str(smallest), row["measured_by"])
        console.print(shown)


def word(value: Any) -> str:
    """Return a value as a scenario file has it."""
    return "-" if value is None else str(value).lower() if isinstance(value, bool) else str(value)


def new(name: str, from_: str) -> Answer:
    """Write a scenario file to edit."""
    path = write_new(name, from_)

    def show(console: Console) -> None:
        console.print(f"Wrote {clean(path)}, which is {clean(from_)} until you edit it. Then:")
        console.print(f"  mentorlab check {clean(path)}\n  mentorlab compare {clean(from_)} {clean(path)}")

    return Answer({"file": str(path), "from": from_}, show)


def diff(names: Sequence[str], settings: Sequence[str]) -> Answer:
    """Answer what differs between scenarios."""
    if len(names) < 2:
        raise Refused(Problem("one scenario differs from nothing.", "Name two or more.", "missing"))
    scenarios = load_many(names, settings)
    found = differences(scenarios)
    rows = [
        {"path": one.path, "label": one.label, "unit": one.unit, "values": [plain(value) for value in one.values],
         "words": list(one.words)}
        for one in found
    ]  # fmt: skip
    told = [scenario.name for scenario in scenarios]

    def show(console: Console) -> None:
        if not found:
            console.print(f"{' and '.join(map(clean, told))} do not differ.")
            return
        shown = table("", *map(clean, told))
        for one in found:
            label = f"{one.label} ({one.unit})" if one.unit else one.label
            shown.add_row(label, *map(clean, one.words))
        console.print(shown)

    return Answer({"scenarios": told, "differences": rows}, show)


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, str | bool | int | float) else str(value)


def check_scenario(name: str, settings: Sequence[str]) -> tuple[Scenario, dict[str, Any]]:
    """Return a scenario that is right, and what is said of it."""
    scenario = load(name, settings=settings)
    without = load("no-programme")
    policy = told_against(without, scenario.model_copy(update={"organisation": without.organisation}))
    about = {"file": name, "kind": "scenario", "name": scenario.name, "about": scenario.about, "policy": policy}
    return scenario, {**about, "weeks": scenario.weeks}


def show_scenario(console: Console, report: dict[str, Any]) -> None:
    """Show what a scenario file says."""
    policy = "; ".join(report["policy"]) or "no programme"
    console.print(f"{clean(report['file'])}: a scenario, '{clean(report['name'])}', {amount(report['weeks'], 0)} weeks")
    if report["about"]:
        console.print(f"  {clean(report['about'])}")
    console.print(f"  {clean(policy)}")
