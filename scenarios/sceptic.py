"""The sceptic's assumptions: every effect borrowed for the programme at the end of its range that favours it least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from inspect import get_annotations
from typing import Any, Literal

from ..agents.parameters import Parameter
from .arms import Arms
from .assumptions import Assumptions
from .integration import Integrations
from .mechanisms import with_values
from .rewards import Rewards
from .scenario import Scenario
from .training import Formats

End = Literal["low", "high"]


def _ends() -> Iterator[tuple[str, End]]:
    """Yield each borrowed effect of a process with its end: first those whose low one is the worse for a programme."""
    for process, low, high in (
        (
            "recruitment",
            "willing willing_reward willing_protected chosen_freely",
            "told put_off_by_training put_off_by_fatigue",
        ),
        ("matching", "rapport rapport_similarity rapport_tie goal_clarity", "skill_error style_error"),
        (
            "sessions",
            "available_0 available_1 available_2 available_3 available_4 turn_up try_again quality quality_similarity "
            "quality_training quality_clarity quality_openness quality_motivation hierarchy_training protected",
            "turn_up_fatigue missed quality_fatigue hierarchy space preparation",
        ),
        ("learning", "rate reach reach_training floor practice practice_senior peers", "forgetting"),
        (
            "motivation",
            "session progress partner_progress inspired reward_kept reward_weeks fatigue_protected",
            "crowding recovery fatigue_hours fatigue_check_in fatigue_cover",
        ),
        (
            "feedback",
            "harm_training clarity lift_junior lift_senior clarity_kept clarity_weeks repair_gain repair_capacity",
            "harm harm_rested harm_fatigue harm_motivation harm_rapport hours repair_hours",
        ),
        # most pairs have rapport and motivation above the middle: the more these count, the fewer give up
        ("parting", "rapport motivation training", "hazard fatigue missed hurt"),
        (
            "attitudes",
            "confidence confidence_senior opening manager inclusion_focus",
            "closing confidence_fades openness_fades full_age_gap",
        ),
        (
            "inclusion",
            "pair pair_limit pair_senior climate access voice cross_age practices practices_group visible "
            "adopt_openness adopt_skill practice_weight",
            "envy envy_rejected",
        ),
        ("network", "session introduction introduction_visible introduction_weight", "fades"),
        (
            "ideas",
            "confidence full_week digital_need novelty voice_confidence voice_inclusion voice_manager "
            "adoption_quality adoption_access absorption adoption_openness spread value",
            "fatigue depletion",
        ),
        (
            "turnover",
            "inclusion ties motivation contagion",
            "fatigue marketability market_skill market_access",
        ),
        ("money", "replacement", "coordinator repair goal_hours autonomy"),
        ("support", "restores least", "hours"),
    ):
        yield from ((f"{process}.{name}", "low") for name in low.split())
        yield from ((f"{process}.{name}", "high") for name in high.split())


def _ends_of_choices() -> Iterator[tuple[str, End]]:
    """Yield the same for what a policy chooses among, where a choice says something of its own."""
    for group, choices, low, high in (
        ("arms", Arms, "learning learning_senior", "hierarchy quality_lost quality_lost_untrained"),
        ("rewards", Rewards, "pull visibility protected", "tangibility envy gaming cost protected_hours"),
        ("training", Formats, "trained teaches", "hours cost"),
        ("integration", Integrations, "practice", "hours_a_year review_hours"),
    ):
        for choice, field in choices.model_fields.items():
            record: Any = field.annotation
            own = get_annotations(record) if choice != "none" else {}
            yield from ((f"{group}.{choice}.{name}", "low") for name in low.split() if name in own)
            yield from ((f"{group}.{choice}.{name}", "high") for name in high.split() if name in own)


UNFAVOURABLE: Mapping[str, End] = {"transport": "low", **dict(_ends()), **dict(_ends_of_choices())}
"""The end of each one's range that lowers what a programme gains on the headlines, or raises what it costs."""

SCEPTIC = (
    f"Sceptic: every borrowed effect is at its least favourable end of its range, {len(UNFAVOURABLE)} in all, in every "
    "scenario and whatever was set for it."
)


def sceptical(scenario: Scenario) -> Scenario:
    """Return a scenario with every borrowed effect at its least favourable end, whatever was set for it.

    >>> from mentorlab import load
    >>> sceptical(load("reverse")).assumptions.transport
    0.5
    """
    values = {path: getattr(declared(path), end) for path, end in UNFAVOURABLE.items()}
    return scenario.model_copy(update={"assumptions": with_values(scenario.assumptions, values)})


def declared(path: str) -> Parameter:
    """Return what is declared of the parameter at a dotted path within `Assumptions`."""
    *outer, name = path.split(".")
    record: Any = Assumptions
    for part in outer:
        record = record.model_fields[part].annotation
    return Parameter(**record.model_fields[name].json_schema_extra["parameter"])
