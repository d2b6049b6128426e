"""What can be compared, and with what: refused in words before anything is run."""

from __future__ import annotations

from collections.abc import Sequence

from ...agents.base.refusal import Problem, Refused, did_you_mean
from ...scenarios.assumptions.outcomes import OwnOutcome
from ...scenarios.extensions.resolve import outcome_of
from ...scenarios.scenario import Scenario
from ..runs.plan import Draws, Shard
from .apart import References
from .stopping.rules import Fixed, Rule


def measured_in_all(scenarios: Sequence[Scenario]) -> tuple[str | OwnOutcome, ...]:
    """Return the users' own outcomes of all scenarios: what one declares is measured in every one of them.

    Refuses two outcomes of one name.
    """
    found: dict[str, str | OwnOutcome] = {}
    problems = []
    for scenario in scenarios:
        for said in scenario.outcomes:
            own = outcome_of(said)
            if outcome_of(found.setdefault(own.name, said)) != own:
                message = f"the scenarios compared mean different things by '{own.name}'."
                problems.append(Problem(message, "Give one of them another name.", "conflict", field="outcomes"))
    if problems:
        raise Refused(problems)
    return tuple(found.values())


def check(scenarios: Sequence[Scenario], numbers: Sequence[Problem], until: Rule | None, shard: Shard | None) -> None:
    """Refuse, all at once, what cannot be compared; `numbers` are the problems with the numbers asked for."""
    problems = []
    if len(scenarios) < 2:
        hint = "Name two or more scenarios, or vary a lever of one, for example with --vary pairing."
        here = "is 1" if scenarios else "are 0"
        problems.append(Problem(f"a comparison needs two scenarios, and here {here}.", hint, "missing"))
    problems += numbers
    if shard is not None and not (until is None or isinstance(until, Fixed)):
        hint = "Say how many --replicates there are to be."
        problems.append(
            Problem("a part of a study cannot know when there are enough replicates.", hint, "conflict", field="shard")
        )
    weeks = sorted({scenario.weeks for scenario in scenarios})
    if len(weeks) > 1:
        lengths = " and ".join(map(str, weeks))
        hint = f"Give them the same, for example with --set weeks={weeks[0]}."
        problems.append(Problem(f"scenarios of {lengths} weeks cannot be compared.", hint, "conflict", field="weeks"))
    if problems:
        raise Refused(problems)


def check_apart(without: References, rule: Rule) -> None:
    """Refuse a rule that goes by differences from the baseline where assumptions differ: there are none there."""
    if without.differing and not isinstance(rule, Fixed):
        differing = without.differing
        message = f"goes by differences between policies, and these do not share their assumptions ({differing})."
        hint = f"Say how many replicates there are to be. {without.mend}"
        raise Refused(Problem(message, hint, "conflict", field="until"))


def row_of(baseline: Scenario | str | None, asked: Sequence[Scenario], named: Sequence[Scenario]) -> int:
    """Return which scenario is the baseline."""
    if baseline is None:
        return 0
    names = [scenario.name for scenario in named]
    if isinstance(baseline, Scenario):
        found = [row for row, one in enumerate(asked) if one is baseline or one == baseline]
    else:
        found = [row for row, name in enumerate(names) if name == baseline]
    if found:
        return found[0]
    name = baseline.name if isinstance(baseline, Scenario) else baseline
    hint = did_you_mean(name, names) or f"The scenarios compared are: {', '.join(names)}."
    raise Refused(
        Problem(f"'{name}' is not among the scenarios compared.", hint, "unknown", field="baseline", value=name)
    )


def against_worlds(draws: Draws | None, shard: Shard | str | None) -> list[Problem]:
    """Return what cannot be asked together with worlds."""
    asked = {"draws": draws is not None, "shard": shard is not None}
    return [
        Problem(f"cannot be used with {name}.", "Leave one of the two out.", "conflict", field="worlds")
        for name, given in asked.items()
        if given
    ]
