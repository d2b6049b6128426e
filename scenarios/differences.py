"""What differs between scenarios, in words: the head of every comparison."""

from __future__ import annotations

import re
from collections.abc import Sequence
from typing import Any, NamedTuple

from pydantic import BaseModel

from ..agents.base.notebook import html_table
from .assumptions.organisation import DEFAULT_EMPLOYEES
from .extensions.resolve import name_of
from .policy.rewards import Reward
from .policy.training import Training
from .records.levers import Lever, lever
from .records.policy import DEFAULT_SHARE
from .records.scenario import ScenarioRecord

NO_PROGRAMME = "(no programme)"
SHORT = {"policy.share": "size", "assumptions.off": "mechanisms off"}
OWN_LISTS = ("policy.processes", "outcomes")
CHOSEN = {
    "arm": "{} mentoring", "sessions": "sessions {}", "feedback": "check-ins {}", "support": "refreshers {}",
    "action": "{} after a bad check-in", "training_content": "training about {}", "focus": "focus on {}",
    "length": "pairs for {}", "goal_clarity": "goal clarity {}", "capacity": "up to {}",
}  # fmt: skip
"""How a choice is called in which a lever has a value, where the value alone does not say it."""
CHOSEN_ALONE = {
    ("arm", "none"): "no mentoring", ("arm", "training"): "training alone", ("reward", "none"): "no reward",
    ("training", "none"): "no training", ("integration", "none"): "linked with nothing",
    ("training_content", "both"): "training about identities and knowledge", ("focus", "balanced"): "balanced focus",
    ("action", "both"): "rematch and repair after a bad check-in",
    ("wait_list", "yes"): "with a wait list", ("wait_list", "no"): "without a wait list",
    ("renew", "yes"): "renewed pairs", ("renew", "no"): "pairs once",
}  # fmt: skip
"""How choices are called that have words of their own."""
MOST_LINES, LONGEST = 8, 120
"""How many settings a scenario shows as text, and with how many characters each at most."""


class Difference(NamedTuple):
    """One thing that is not the same in all scenarios."""

    path: str
    label: str
    """The short name of the lever, or the path where there is none."""
    values: tuple[Any, ...]
    """The value in each scenario."""
    words: tuple[str, ...]
    """The values as people write them."""
    unit: str = ""


def differences(scenarios: Sequence[ScenarioRecord]) -> list[Difference]:
    """Return what differs between scenarios, in the order in which a scenario is written; names do not count.

    The size of a programme counts as one thing, however it is stated, and so do the people: a default that is stated
    does not differ from one that is not.
    """
    everything = [_leaves(scenario) for scenario in scenarios]
    drawn = tuple(
        f"organisation.{part}."
        for part in ("roster", "ties")
        if any(not getattr(s.organisation, part) for s in scenarios)
    )
    # how a roster is read matters only where all have one
    paths = [path for path in dict.fromkeys(p for leaves in everything for p in leaves) if not path.startswith(drawn)]
    with_programme = [scenario.begins is not None for scenario in scenarios]
    found = []
    for path in paths:
        values = tuple(leaves.get(path) for leaves in everything)
        if any(value != values[0] for value in values):
            words = tuple(_in_words(path, value) for value in values)
            if path.startswith("policy.") and path not in ("policy.arm", "policy.processes"):
                words = tuple(
                    said if has_one else NO_PROGRAMME for has_one, said in zip(with_programme, words, strict=True)
                )
            if any(said != words[0] for said in words):
                found.append(Difference(path, _label(path), values, words, _unit(path)))
    return found


def choice_in_words(path: str, value: Any) -> str:
    """Return what a person would call a policy in which a lever, or another value of a policy, is so.

    >>> choice_in_words("policy.reward", "bonus"), choice_in_words("policy.feedback.every_weeks", 8)
    ('bonus', 'check-ins every 8 weeks')
    >>> choice_in_words("policy.feedback.every_weeks", 0), choice_in_words("policy.where.levels", (1, 2))
    ('no check-ins', 'where.levels=1+2')
    """
    known, said = lever(path), _in_words(path, value)
    if known is None:
        return f"{path.removeprefix('policy.')}={said.replace(', ', '+')}"
    if path.startswith("policy.best_score."):
        return f"{known.name.replace('_', ' of ')} {said}"
    pattern = CHOSEN.get(known.name, "{}")
    if known.unit == "clarity":
        said = f"{value:g}"
    if said == "never":
        return f"no {pattern.removesuffix(' {}')}"
    return CHOSEN_ALONE.get((known.name, said)) or pattern.format(said)


def differences_in_words(baseline: ScenarioRecord, other: ScenarioRecord) -> list[str]:
    """Return what differs as lines such as "feedback: every 4 weeks -> never"; no line where nothing differs."""
    lines = []
    for one in differences([baseline, other]):
        before, after = one.words
        unit = f" ({one.unit})" if one.unit else ""
        lines.append(f"{one.label}: {before} -> {after}{unit}")
    return lines


def beyond_defaults(scenario: ScenarioRecord) -> list[tuple[str, str]]:
    """Return what of a scenario differs from the defaults, label and value; its weeks and people apart."""
    found = differences([ScenarioRecord(), scenario])
    apart = ("weeks", "organisation.roster", "organisation.ties")
    return [(one.label, " ".join(filter(None, (one.words[1], one.unit)))) for one in found if one.path not in apart]


def scenario_in_words(scenario: ScenarioRecord) -> str:
    """Return a scenario in ten lines at most: how long, of whom, and what differs from the defaults."""
    lines = [f"  {label}: {value}" for label, value in beyond_defaults(scenario)]
    shown = [line if len(line) <= LONGEST else f"{line[: LONGEST - 3]}..." for line in lines[:MOST_LINES]]
    more = [f"  and {len(lines) - MOST_LINES:,} more"] if len(lines) > MOST_LINES else []
    return "\n".join([f"<Scenario '{scenario.name}': {_setting(scenario)}", *shown, *more]) + ">"


def scenario_html(scenario: ScenarioRecord) -> str:
    """Return a scenario as a short table of what differs from the defaults."""
    caption = f"Scenario {scenario.name}: {_setting(scenario)}; everything else has its default value."
    rows = beyond_defaults(scenario) or [("nothing", "")]
    return html_table(caption, ["setting", "value"], rows, also=[scenario.about] if scenario.about else [])


def _setting(scenario: ScenarioRecord) -> str:
    people = _leaves(scenario)
    ties = people["organisation.ties"]
    known = f", {people['organisation.roster']}" + (f", {ties}" if scenario.organisation.roster else "")
    return f"{scenario.weeks} weeks{known}"


def _leaves(scenario: ScenarioRecord) -> dict[str, Any]:
    """Return every value of a scenario by path, in order; people and size are one value each."""
    apart = ("name", "about", "organisation.roster", "organisation.ties")
    leaves = {path: value for path, value in _walk(scenario, "") if path not in apart}
    policy, organisation = scenario.policy, scenario.organisation
    share = DEFAULT_SHARE if policy.share is None else policy.share
    leaves.pop("policy.pairs")
    leaves["policy.share"] = share if policy.pairs is None else f"{policy.pairs} pairs"
    for gone in ("synthetic", "synthetic.employees", "roster.file", "ties.file"):
        leaves.pop(f"organisation.{gone}", None)
    roster, ties, drawn = organisation.roster, organisation.ties, organisation.synthetic
    employees = f"{drawn.employees if drawn else DEFAULT_EMPLOYEES} drawn employees"
    people = {"organisation.roster": roster.file if roster else employees}
    return {**people, "organisation.ties": ties.file if ties else "drawn ties", **leaves}


def _walk(record: BaseModel, path: str) -> list[tuple[str, Any]]:
    found: list[tuple[str, Any]] = []
    for name in type(record).model_fields:
        value, here = getattr(record, name), f"{path}{name}"
        own = isinstance(value, Reward | Training) and not here.startswith("assumptions.")
        if isinstance(value, BaseModel) and not own:
            found += _walk(value, f"{here}.")
        elif isinstance(value, dict):
            found += [(f"{here}.{key}", inside) for key, inside in value.items()]
        else:
            found.append((here, value))
    return found


def _label(path: str) -> str:
    known: Lever | None = lever(path)
    if path in SHORT:
        return SHORT[path]
    return known.name if known else path.removeprefix("policy.").removeprefix("organisation.")


def _unit(path: str) -> str:
    if path.startswith("assumptions.quits_by_department."):
        return "times the hazard of quitting"
    if path.startswith("assumptions."):
        *outer, name = path.split(".")
        record: Any = ScenarioRecord()
        for part in outer:
            record = getattr(record, part)
        declared: Any = type(record).model_fields[name].json_schema_extra
        return str(declared["parameter"]["unit"]) if declared else ""
    return ""


def _in_words(path: str, value: Any) -> str:
    """Return a value as people say it."""
    if path.endswith(".every_weeks"):
        return "never" if value == 0 else "every week" if value == 1 else f"every {value} weeks"
    if path == "policy.share":
        return value if isinstance(value, str) else f"{value * 100:.6g} % of the staff"
    if path == "changes":
        return "; ".join(map(str, value)) or "none"
    if path == "assumptions.off" and not value:
        return "none"
    if value is None or value == ():
        return "all" if path.startswith("policy.where.") else "none" if path in OWN_LISTS else "not stated"
    if isinstance(value, bool):
        return "yes" if value else "no"
    if isinstance(value, tuple):
        return ", ".join(map(name_of, value))
    if not isinstance(value, str | int | float):
        return name_of(value)
    known = lever(path)
    unit = "weeks" if path.endswith("weeks") else known.unit if known and isinstance(value, int) else ""
    if value == 1:
        unit = re.sub(r"^(\w+)s\b", r"\1", unit)
    return " ".join(filter(None, (f"{value:g}" if isinstance(value, float) else str(value), unit)))
