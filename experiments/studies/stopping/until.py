"""Read from a study file when it has run enough: what stands under `until`, or a number of replicates."""

from __future__ import annotations

from collections.abc import Iterable, Mapping
from dataclasses import fields, replace

from ....agents.base.fields import shown
from ....agents.base.refusal import Problem, Refused, did_you_mean
from ....agents.files.tables.cells import listed
from ....scenarios.assumptions.outcomes import OUTCOMES
from .looks import DESIGN, Looks
from .rules import Choice, Fixed, Precision, Rule


def rule_of(said: object, known: Iterable[str] | None = None, *, field: str = "until") -> Rule:
    """Return the rule a study file asks for: a number of replicates, or what stands under `until`.

    `known` are names of outcomes beside the built-in ones; None leaves it to the comparison to know them. Raises
    `Refused` with every problem at its place.

    >>> rule_of({"choice": "retention", "cap": 400}).describe()[:56]
    'until it is settled which scenario is best on retention '
    >>> rule_of({"precision": {"retention": 0.5}, "cap": 500}).asked["floor"]
    20
    """
    kinds = {"replicates": Fixed, "precision": Precision, "choice": Choice, "best": Looks}
    if said == "best":
        return Looks()
    if isinstance(said, int) and not isinstance(said, bool):
        said = {"replicates": said}
    if not isinstance(said, Mapping):
        hint = "Write a number of futures, best, {precision: {retention: 0.5}} or {choice: retention, cap: 400}."
        raise Refused(Problem(f"must say when to stop, not {shown(said)}.", hint, "type", field=field, value=said))
    asked = [kind for kind in kinds if kind in said]
    if len(asked) != 1:
        what = f"says {listed(asked)}, and one is all there is." if asked else "does not say when to stop."
        unknown = " ".join(filter(None, (_meant(key, value, kinds) for key, value in said.items())))
        hint = unknown or f"Write one of: {listed(list(kinds), 'or')}."
        raise Refused(Problem(what, hint, "conflict" if asked else "missing", field=field))
    kind = asked[0]
    rule = kinds[kind]
    own = {"precision": "targets", "choice": "outcome"}.get(kind, kind)
    takes = {one.name: one.name for one in fields(rule)} | {kind: own}
    if own != kind:
        del takes[own]
    problems = []
    if rule is Looks:
        del takes[kind]
        if said[kind] != DESIGN:
            value = said[kind]
            hint = _meant(kind, value, kinds) if isinstance(value, str) else f"Write best: {DESIGN}."
            problems.append(Problem(f"must be '{DESIGN}', not {shown(value)}.", hint, "unknown", field=f"{field}.best"))
    for key in said:
        if key not in takes and (key, rule) != ("best", Looks):
            hint = did_you_mean(key, takes) or f"Known are: {listed(list(takes))}."
            problems.append(Problem("is unknown here.", hint, "unknown", field=f"{field}.{key}", value=said[key]))
    names = None if known is None else {*known, *(outcome.name for outcome in OUTCOMES)}
    named = said[kind] if isinstance(said[kind], Mapping) else [said[kind]] if kind == "choice" else []
    for name in named:
        if names is not None and isinstance(name, str) and name not in names:
            where = f"{field}.{kind}.{name}" if kind == "precision" else f"{field}.{kind}"
            hint = did_you_mean(name, names) or "mentorlab list shows the outcomes."
            problems.append(Problem(f"there is no outcome '{name}'.", hint, "unknown", field=where, value=name))
    try:
        made: Rule = rule(**{takes[key]: value for key, value in said.items() if key in takes})
    except Refused as refused:
        problems += [replace(problem, field=f"{field}.{problem.field}") for problem in refused.problems]
    if problems:
        raise Refused(problems)
    return made


def _meant(key: object, value: object, kinds: Iterable[str]) -> str:
    """Offer what an unknown key of a rule may mean: an outcome is a precision, the best is a choice."""
    if key == "best":
        return f"Write choice: {value}. For the best on all objectives together write best: {DESIGN}."
    if key in {outcome.name for outcome in OUTCOMES}:
        return f"Write precision: {{{key}: {value}}}."
    return did_you_mean(key, kinds)
