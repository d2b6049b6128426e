"""Mechanisms that can be switched off: what each is, and the neutral values that switch it off.

To switch a mechanism off is to put in those values, so nothing else changes: an effect that is measured from a middle
(quality from a similarity of .7) then always has its middle. The rest of the model is not fitted again: without
contagion fewer people quit, in every scenario alike.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator, Mapping
from typing import Any, NamedTuple

from pydantic import BaseModel

from ...agents.base.refusal import Problem, Refused, did_you_mean
from ..policy.rewards import Reward, Rewards
from .assumptions import Assumptions, MechanismName

REWARDS = tuple(Rewards.model_fields)


class Mechanism(NamedTuple):
    """One thing the model believes."""

    about: str
    """What would no longer happen, in words that follow "without"."""
    neutral: Mapping[str, float]
    """Dotted paths within `Assumptions`, and the value that takes the mechanism out."""


def _off(about: str, *paths: str, **neutral: float) -> Mechanism:
    return Mechanism(about, dict.fromkeys(paths, 0.0) | neutral)


MECHANISMS: Mapping[MechanismName, Mechanism] = {
    # the session
    "similarity": _off(
        "similar people getting on better", "sessions.quality_similarity", "matching.rapport_similarity"
    ),
    "hierarchy": _off("rank standing between people", "sessions.hierarchy"),
    "clarity": _off("clear goals making better sessions", "sessions.quality_clarity"),
    "training": _off(
        "training helping two people to get on",
        "sessions.quality_training", "sessions.hierarchy_training", "motivation.embarrassment_training",
        "feedback.harm_training", "parting.training",
    ),
    "training-knowledge": _off(
        "training helping people to pass on what they know", "learning.reach_training", "learning.rate_training"
    ),
    "spacing": _off("sessions needing time to sink in", **{"sessions.space": 0.01}),
    "meeting-often": _off("pairs that get on meeting more often", "sessions.turn_up_rapport"),
    "missed-sessions": _off("missed sessions wearing a pair down", "sessions.missed", "parting.missed"),
    # skills
    "learning": _off("learning between partners", "learning.rate"),
    "practice": _off("learning by teaching", "learning.practice"),
    "distance": _off("people too different to learn from each other", **{"learning.reach": 1e6}),
    "keenness": _off("keen teachers teaching technology better", "learning.keenness"),
    "wrong-lessons": _off("juniors teaching what is wrong about data and AI", "learning.wrong"),
    "colleagues": _off("learning among colleagues", "learning.peers"),
    "forgetting": _off("forgetting", "learning.forgetting"),
    "drift": _off("older people falling behind in digital skills", "learning.drift"),
    # motivation and load
    "opting-out": _off(
        "the unskilled and the unsure staying out", "recruitment.willing_skill", "recruitment.willing_confidence"
    ),
    "eagerness": _off("motivation deciding who volunteers", "recruitment.willing_motivation"),
    "choice": _off(
        "free choice raising motivation and orders lowering it",
        "recruitment.chosen_freely", "recruitment.told", "money.autonomy",
    ),
    "enjoyment": _off("good sessions lifting motivation", "motivation.session"),
    "progress": _off("progress lifting motivation", "motivation.progress"),
    "embarrassment": _off("embarrassment at being taught by a junior", "motivation.embarrassment"),
    "pull": _off(
        "rewards drawing people in",
        "recruitment.willing_protected", *(f"rewards.{name}.pull" for name in REWARDS if name != "none"),
    ),
    "gaming": _off("people taking part only for the reward", *(f"rewards.{name}.gaming" for name in REWARDS)),
    "crowding": _off("tangible rewards crowding out motivation", "motivation.crowding"),
    "protection": _off(
        "protected time sparing participants", "sessions.protected", "motivation.fatigue_protected"
    ),
    "cover": _off("others covering for those with protected time", "motivation.fatigue_cover"),
    "inspired": _off("open leaders inspiring their people", "motivation.inspired"),
    "session-fatigue": _off("sessions tiring people", "motivation.fatigue_hours"),
    "check-in-fatigue": _off("check-ins tiring people", "motivation.fatigue_check_in"),
    # check-ins and parting
    "harm": _off("check-ins doing harm", "feedback.harm"),
    "lift": _off("check-ins lifting motivation", "feedback.lift_junior", "feedback.lift_senior"),
    "repair": _off("repairs mending rapport", "feedback.repair_gain"),
    "parting": _off("pairs giving up", "parting.hazard"),
    "disappointment": _off("hurt feelings in pairs that give up", "parting.hurt"),
    # attitudes
    "confidence": _off("sessions building confidence", "attitudes.confidence"),
    "openness": _off("sessions opening or closing minds", "attitudes.opening", "attitudes.closing"),
    "role-models": _off("managers' openness spreading to their people", "attitudes.manager"),
    # inclusion
    "bond": _off("the pair's bond making people feel included", "inclusion.pair"),
    "marginal-pairs": _off(
        "it mattering for belonging and ties how well a pair gets on", "inclusion.pair_marginal", "network.session_from"
    ),
    "givers": _off("those who teach gaining less belonging than those who are taught", **{"inclusion.pair_giver": 1.0}),
    "climate": _off("an open department making people feel included", "inclusion.climate"),
    "access": _off("access to leaders making people feel included", "inclusion.access"),
    "cross-age": _off("ties across ages making people feel included", "inclusion.cross_age"),
    "voice": _off("being heard making people feel included", "inclusion.voice"),
    "practices": _off("inclusive practices of leaders", "inclusion.practices", "inclusion.practices_group"),
    "envy": _off("envy among those not in the programme", "inclusion.envy"),
    "visibility": _off(
        "visible rewards bringing introductions and promotions",
        "inclusion.visible", "network.introduction_visible", "advancement.visible",
    ),
    # ties
    "pair-ties": _off("sessions tying the two together", "network.session"),
    "introductions": _off("introductions by seniors", "network.introduction"),
    "chance-meetings": _off("chance meetings", "network.meeting"),
    # ideas
    "teamwork": _off("working on ideas together", "ideas.together"),
    "novelty": _off("ideas across departments being more original", "ideas.novelty"),
    "bridging": _off("people with ties to other departments having better ideas", "ideas.sources"),
    "speaking-up": _off(
        "people speaking up more where they feel safe",
        "ideas.voice_confidence", "ideas.voice_inclusion", "ideas.voice_manager",
    ),
    "absorption": _off("sponsors judging better what they understand", "ideas.absorption"),
    "open-sponsors": _off("open sponsors saying yes more often", "ideas.adoption_openness"),
    "reach": _off("well-connected authors getting ideas through", "ideas.adoption_access"),
    "nearby": _off("ties within the department getting ideas through", "ideas.adoption_nearby"),
    "depletion": _off("opportunities being used up", "ideas.depletion"),
    "spread": _off("ideas spreading", "ideas.spread"),
    "time": _off("programme hours taking time from ideas", **{"ideas.full_week": 1e6}),
    # careers and leaving
    "advancement": _off("advancement of some at the cost of others", "advancement.share"),
    "credit": _off("credit for taking part when people are considered", "advancement.credit"),
    "leaving-inclusion": _off("inclusion keeping people", "turnover.inclusion"),
    "leaving-ties": _off("ties keeping people", "turnover.ties"),
    "leaving-fatigue": _off("fatigue driving people out", "turnover.fatigue"),
    "leaving-motivation": _off("motivation keeping people", "turnover.motivation"),
    "contagion": _off("quits drawing quits after them", "turnover.contagion"),
    "marketability": _off("people who grew being wanted elsewhere", "turnover.marketability"),
}  # fmt: skip


def known(mechanisms: Iterable[str]) -> tuple[MechanismName, ...]:
    """Return the mechanisms named, each once; refuse, all at once, those there are not."""
    said = [mechanisms] if isinstance(mechanisms, str) or not isinstance(mechanisms, Iterable) else mechanisms
    names = list(dict.fromkeys(said))
    problems = [
        Problem(
            f"unknown mechanism '{name}'.",
            " ".join(filter(None, (did_you_mean(name, MECHANISMS), f"The mechanisms are: {', '.join(MECHANISMS)}."))),
            "unknown", field="why", value=name,
        )
        for name in names
        if name not in MECHANISMS
    ]  # fmt: skip
    if not names:
        problems.append(
            Problem(
                "no mechanism is named.", "Name one or more, or leave the names out to mean all of them.", "missing"
            )
        )
    if problems:
        raise Refused(problems)
    return tuple(name for name in MECHANISMS if name in names)


def in_force(assumptions: Assumptions) -> Assumptions:
    """Return the assumptions as the model works with them: what is off has its neutral values, and is still named.

    >>> in_force(Assumptions(off=("practice",))).learning.practice
    0.0
    """
    return with_values(assumptions, _neutral(assumptions.off)) if assumptions.off else assumptions


def reward_in_force(reward: Reward, off: Iterable[MechanismName]) -> Reward:
    """Return a reward, which may be the user's own, as the model works with it: what is off in ours is off in it.

    >>> reward_in_force(Reward(pull=0.2, cost=30), off=("pull",)) == Reward(cost=30)
    True
    """
    values = {path.split(".")[-1]: value for path, value in _neutral(off).items() if path.startswith("rewards.")}
    return reward.model_copy(update=values)


def _neutral(off: Iterable[MechanismName]) -> dict[str, float]:
    return {path: value for name in off for path, value in MECHANISMS[name].neutral.items()}


def without(assumptions: Assumptions, names: Iterable[MechanismName]) -> Assumptions:
    """Return the assumptions with some more mechanisms off."""
    off = {*assumptions.off, *names}
    return assumptions.model_copy(update={"off": tuple(name for name in MECHANISMS if name in off)})


def with_values(assumptions: Assumptions, values: Mapping[str, float]) -> Assumptions:
    """Return the assumptions with the values at some dotted paths put in; everything else is as it was.

    >>> with_values(Assumptions(), {"quits_by_department.R.D.": 2.0, "turnover.scale": 1.0}).quits_by_department
    {'R.D.': 2.0}
    """
    whole: Assumptions = _with_values(assumptions, values)
    return whole


def value_at(assumptions: Assumptions, path: str) -> float:
    """Return the number at a dotted path; a department without a factor of its own has 1.

    >>> value_at(Assumptions(), "turnover.market_skill"), value_at(Assumptions(), "quits_by_department.R.D.")
    (2.0, 1.0)
    """
    process, _, name = path.partition(".")
    held = getattr(assumptions, process)
    return float(held.get(name, 1.0) if isinstance(held, Mapping) else getattr(held, name))


def stated(record: BaseModel, before: str = "") -> Iterator[str]:
    """Yield the dotted path of everything that was set in a record and those in it, also if to its default.

    >>> list(stated(Assumptions.model_validate({"feedback": {"harm": 0.3}})))
    ['feedback.harm']
    """
    for name in type(record).model_fields:
        if name in record.model_fields_set:
            value = getattr(record, name)
            if isinstance(value, BaseModel):
                yield from stated(value, f"{before}{name}.")
            else:
                yield f"{before}{name}"


def _with_values(record: Any, values: Mapping[str, float]) -> Any:
    """Return a record with values by path; each record within is made, and checked, once."""
    if isinstance(record, Mapping):  # by a name that may have dots in it
        return {**record, **values}
    update: dict[str, Any] = {}
    within: dict[str, dict[str, float]] = {}
    for path, value in values.items():
        first, _, rest = path.partition(".")
        if rest:
            within.setdefault(first, {})[rest] = value
        else:
            update[first] = value
    update |= {first: _with_values(getattr(record, first), inner) for first, inner in within.items()}
    return record.model_copy(update=update)
