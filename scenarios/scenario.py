"""A scenario: an organisation (what is), assumptions (what we do not know) and a policy (what we choose)."""

from __future__ import annotations

from collections.abc import Mapping, Sequence
from typing import Any

from ..agents.base.fields import shown
from ..agents.base.refusal import Problem, Refused, did_you_mean
from .differences import scenario_html, scenario_in_words
from .files.as_yaml import text_of_scenario
from .files.validated import laid_over
from .records.scenario import ScenarioRecord


class Scenario(ScenarioRecord):
    """One question put to the model; frozen, and complete: every key has a default."""

    def __repr__(self) -> str:
        return scenario_in_words(self)

    __str__ = __repr__

    def _repr_html_(self) -> str:
        return scenario_html(self)

    def with_(self, values: Mapping[str, Any]) -> Scenario:
        """Return the scenario with some values changed, by lever or dotted path; they are checked as with `--set`.

        A value may be a function or a record of your own. Setting `share` drops `pairs`, and the other way round,
        as with `roster` and `synthetic`. Raises `Refused` with all that is wrong.

        >>> Scenario().with_({"policy.arm": "reverse", "share": 0.2}).policy.share
        0.2
        """
        if not isinstance(values, Mapping):
            hint = 'Write {"policy.share": 0.1}, for example.'
            raise Refused(Problem(f"must be a mapping of paths and values, not {shown(values)}.", hint, "type"))
        return laid_over(self, values)

    def to_yaml(self, *, whole: bool = False) -> str:
        """Return the scenario as the text of a file that `load` reads back as an equal one.

        It says what differs from the defaults, or everything. Raises `Refused` for what no file can say, such as a
        function that is in no module.

        >>> print(Scenario(name="mine").with_({"policy.arm": "reverse", "share": 0.2}).to_yaml(), end="")
        name: mine
        policy:
          arm: reverse
          share: 0.2
        """
        return text_of_scenario(self, whole=whole)


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
