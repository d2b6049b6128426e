"""Departments and sites that a policy names, compared with those that exist."""

from __future__ import annotations

from collections.abc import Sequence

from ..agents.base.refusal import Problem, did_you_mean
from .scenario import Scenario


def unknown_places(scenario: Scenario, departments: Sequence[str], sites: Sequence[str]) -> list[Problem]:
    """Return a problem for each department or site in which nobody works, at launch and in every change."""
    problems: list[Problem] = []
    reported: set[tuple[str, str]] = set()
    for number, (_, policy) in enumerate(scenario.policies):
        above = f"changes[{number - 1}]." if number else ""
        for kind, named, known in (
            ("departments", policy.where.departments, departments),
            ("sites", policy.where.sites, sites),
        ):
            for name in sorted(set(named) - set(known)):
                if (kind, name) not in reported:
                    hint = did_you_mean(name, known) or f"There are: {', '.join(known) or 'none'}."
                    field = f"{above}policy.where.{kind}"
                    problems.append(Problem(f"no employee is in '{name}'.", hint, "unknown", field=field, value=name))
                    reported.add((kind, name))
    return problems
