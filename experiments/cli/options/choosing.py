"""Which scenarios are compared: those named, those made by varying a lever, and the baseline."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import product

from ....agents.base.refusal import Problem, Refused, did_you_mean
from ....scenarios.differences import choice_in_words
from ....scenarios.files.allowed import SETTING
from ....scenarios.files.validated import with_settings
from ....scenarios.load import distinct, library, load_many
from ....scenarios.records.levers import LEVERS, Lever, lever
from ....scenarios.scenario import Scenario
from ...runs.designs.cells import value_at


def chosen_scenarios(
    names: Sequence[str], settings: Sequence[str], vary: Sequence[str], baseline: str | None
) -> tuple[list[Scenario], Scenario | None]:
    """Return the scenarios named, the last one varied, and the baseline; one not named otherwise comes first."""
    asked = list(names)
    if baseline is not None and baseline not in asked and is_new(baseline, asked, settings, vary):
        asked.insert(0, baseline)
    scenarios = load_many(asked, settings)
    kept, chosen = scenarios, None
    if vary and scenarios:
        kept = scenarios[:-1] + apart_from(varied(scenarios[-1], vary), scenarios)
    if baseline is not None:
        by_name = {scenario.name: scenario for scenario in reversed(kept)}
        as_typed = {name: scenario for name, scenario in zip(asked, scenarios, strict=True) if scenario in kept}
        chosen = by_name.get(baseline) or as_typed.get(baseline)
        if chosen is None:
            hint = did_you_mean(baseline, by_name) or f"The scenarios compared are: {', '.join(by_name)}."
            message = f"'{baseline}' is not among the scenarios compared."
            raise Refused(Problem(message, hint, "unknown", field="--baseline", value=baseline))
    return kept, chosen


def is_new(baseline: str, asked: Sequence[str], settings: Sequence[str], vary: Sequence[str]) -> bool:
    """Tell whether a baseline is a scenario of its own, and not the name of one that is compared anyway."""
    loaded = load_many(asked, settings)
    names = {scenario.name for scenario in loaded}
    if vary and loaded:
        names |= {scenario.name for scenario in apart_from(varied(loaded[-1], vary), loaded)}
    return baseline not in names


def apart_from(made: Sequence[Scenario], asked: Sequence[Scenario]) -> list[Scenario]:
    """Return scenarios made from the last one asked for, each by a name that no other one and no shipped one has.

    Where a choice is called like another scenario it says of which one it is a choice: "ours: bonus".
    """
    taken = {*library(), *(scenario.name for scenario in asked)}
    return distinct(
        one.model_copy(update={"name": f"{asked[-1].name}: {one.name}"}) if one.name in taken else one for one in made
    )


def varied(scenario: Scenario, vary: Sequence[str]) -> list[Scenario]:
    """Return a scenario for each value of a lever, for each combination if several; refuse all wrong values at once.

    Each is called by its choice alone, such as "bonus" or "bonus + check-ins every 8 weeks".
    """
    levers = [lever_and_values(asked) for asked in vary]
    made: list[Scenario] = []
    problems: list[Problem] = [one for lever, values in levers for one in said_twice(scenario, lever, values)]
    for values in product(*(values for _, values in levers)):
        settings = [f"{lever.path}={value}" for (lever, _), value in zip(levers, values, strict=True)]
        try:
            changed = with_settings(scenario, settings)
        except Refused as refused:
            renamed = (replace(one, file="--vary") if one.file == SETTING else one for one in refused.problems)
            problems += [problem for problem in renamed if problem not in problems]
        else:
            name = " + ".join(choice_in_words(lever.path, value_at(changed, lever.path)) for lever, _ in levers)
            made.append(changed.model_copy(update={"name": name, "about": ""}))
    if problems:
        raise Refused(problems)
    return made


def said_twice(scenario: Scenario, lever: Lever, values: Sequence[str]) -> list[Problem]:
    """Return a problem for each value of a lever that is the same as one before it, however it is written."""
    seen: dict[str, str] = {}
    problems = []
    for value in values:
        try:
            read = with_settings(scenario, [f"{lever.path}={value}"]).policy.model_dump_json()
        except Refused:  # which its own scenario says
            continue
        if read in seen:
            same = "is named twice" if seen[read] == value else f"is the same value as {seen[read]}"
            message, hint = f"{value} {same}.", "Name each value once."
            problems.append(Problem(message, hint, "duplicate", field="--vary", value=f"{lever.name}={value}"))
        seen.setdefault(read, value)
    return problems


def lever_and_values(asked: str) -> tuple[Lever, list[str]]:
    """Read "feedback=0,2,8" or "pairing": a lever and the values to try."""
    name, equals, text = asked.partition("=")
    found = lever(name.strip())
    if found is None:
        known = [one.name for one in LEVERS]
        hint = did_you_mean(name, known) or f"Levers are: {', '.join(known)}."
        raise Refused(Problem(f"there is no lever '{name}'.", hint, "unknown", field="--vary", value=asked))
    values = [value.strip() for value in text.split(",") if value.strip()]
    if not values and equals:
        raise Refused(Problem(f"'{asked}' names no value.", example(found), "missing", field="--vary", value=asked))
    if not values:
        values = [str(value).lower() if isinstance(value, bool) else str(value) for value in found.values]
    if not values:
        message = f"'{found.name}' is a number ({found.allowed}) and needs the values to try."
        raise Refused(Problem(message, example(found), "missing", field="--vary", value=asked))
    return found, values


def example(one: Lever) -> str:
    """Return how a lever would be varied."""
    usual = {"feedback": "0,2,8", "share": "0.05,0.1,0.2", "pairs": "10,20,40", "goal_clarity": "0.2,0.5,0.8"}
    usual |= {"sessions": "1,2,4", "support": "0,4,13", "length": "13,26,39", "capacity": "1,2,3"}
    values = usual.get(one.name) or ",".join(str(value).lower() for value in one.values[:3])
    return f"For example: --vary {one.name}={values}."
