"""The sceptic's assumptions: every effect borrowed for the programme at the end of its range that favours it least."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from os import PathLike
from typing import Any, Literal

from ...agents.base.parameters import Parameter
from ..assumptions.assumptions import Assumptions
from ..assumptions.mechanisms import with_values
from ..load import as_scenario
from ..policy.arms import Arms
from ..policy.integration import Integrations
from ..policy.rewards import Rewards
from ..policy.training import Formats
from ..scenario import Scenario
from .ledger import parameters

End = Literal["low", "high"]


def _ends() -> Iterator[tuple[str, End]]:
    """Yield each borrowed effect of a process with its end: first those whose low one is the worse for a programme."""
    for process, low, high in (
        (
            "recruitment",
            "willing willing_engagement willing_motivation willing_openness willing_reward willing_protected "
            "chosen_freely",
            "willing_skill willing_confidence refusing told put_off_by_training put_off_by_fatigue put_off_by_before",
        ),
        ("matching", "rapport rapport_similarity rapport_tie rapport_chosen goal_clarity", "skill_error style_error"),
        (
            "sessions",
            "available_0 available_1 available_2 available_3 available_4 turn_up try_again turn_up_motivation "
            "turn_up_rapport quality quality_similarity quality_training quality_clarity quality_openness "
            "quality_motivation "
            "hierarchy_training protected rapport_pace",
            "turn_up_fatigue missed quality_fatigue quality_spread hierarchy space hours preparation "
            "preparation_anyway",
        ),
        (
            "learning",
            "rate rate_training keenness reach reach_training floor practice practice_senior peers",
            "forgetting wrong",
        ),
        (
            "motivation",
            "session progress partner_progress inspired reward_kept reward_weeks fatigue_protected "
            "embarrassment_training",
            "embarrassment crowding recovery fatigue_hours fatigue_check_in fatigue_cover",
        ),
        (
            "feedback",
            "harm_training clarity lift_junior lift_senior clarity_kept clarity_weeks repair_gain repair_capacity",
            "harm harm_rested harm_fatigue harm_motivation harm_rapport seen_error hours repair_hours",
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
            "pair pair_limit pair_giver climate access voice cross_age practices practices_group visible "
            "adopt_openness adopt_skill practice_weight rejected_fades pace",
            "pair_marginal pair_bad envy envy_rejected practice_fades",
        ),
        ("network", "session introduction introduction_visible introduction_weight", "session_from fades"),
        (
            "ideas",
            "confidence full_week digital_need novelty sources voice_confidence voice_inclusion voice_manager "
            "adoption_quality adoption_access adoption_nearby absorption adoption_openness spread value value_unspread",
            "fatigue depletion",
        ),
        ("turnover", "inclusion ties motivation contagion", "fatigue marketability market_skill market_access"),
        ("advancement", "credit visible", ""),
        ("money", "replacement pairs_a_coordinator", "coordinator repair goal_hours autonomy"),
        ("support", "restores least", "hours fades one_content"),
    ):
        yield from ((f"{process}.{name}", "low") for name in low.split())
        yield from ((f"{process}.{name}", "high") for name in high.split())


def _ends_of_choices() -> Iterator[tuple[str, End]]:
    """Yield the same for what a policy chooses among, but for what a choice does without."""
    ranged = {path for path, one in parameters() if one.low < one.high}
    for group, choices, low, high in (
        ("arms", Arms, "learning learning_senior", "hierarchy quality_lost quality_lost_untrained"),
        ("rewards", Rewards, "pull visibility protected credit", "tangibility envy gaming cost protected_hours"),
        ("training", Formats, "trained teaches", "hours cost"),
        ("integration", Integrations, "practice gains_seen", "hours_a_year review_hours"),
    ):
        for choice in choices.model_fields:
            ends: tuple[tuple[End, str], ...] = (("low", low), ("high", high))
            for end, names in ends:
                paths = (f"{group}.{choice}.{name}" for name in names.split())
                yield from ((path, end) for path in paths if path in ranged)


UNFAVOURABLE: Mapping[str, End] = {"transport": "low", **dict(_ends()), **dict(_ends_of_choices())}
"""The end of each one's range that lowers what a programme gains on the headlines, or raises what it costs."""

NOT_BORROWED: Mapping[str, str] = {
    "how people are made": "people.* tenure.* acquaintance.*",
    "how the organisation works without a programme": (
        "learning.drift learning.drift_age motivation.fatigue_pace inclusion.adopt "
        "network.meeting network.meeting_weight network.meeting_age network.ramp "
        "advancement.share advancement.passed_over advancement.fades advancement.skill advancement.access "
        "advancement.confidence advancement.unseen advancement.luck"
    ),
    "how ideas come about and are heard without a programme": (
        "ideas.rate ideas.engagement ideas.unsure ideas.together ideas.quality_spread ideas.first_skill "
        "ideas.second_skill ideas.third_skill ideas.voice ideas.sponsor ideas.adoption ideas.small_unit ideas.renewal "
        "ideas.circle ideas.remembered ideas.heard ideas.heard_partner ideas.unheard"
    ),
    "who leaves and who comes without a programme": (
        "turnover.scale turnover.age turnover.contagion_fades turnover.engagement turnover.advancement turnover.limit "
        "turnover.retirement turnover.retirement_age turnover.hiring"
    ),
    "who is chosen for a place, not what it does": "recruitment.nominated_* recruitment.need_* recruitment.keen_*",
    "what a way of pairing looks at": (
        "matching.seniority_age matching.crossing matching.brokerage_* matching.similarity_distance "
        "matching.goals_learning matching.likes_* matching.taste matching.encounter matching.asked matching.quota"
    ),
    "what an arm, a rule or an offer is: the organisation decides that": (
        "arms.*.teaching feedback.repair_below feedback.rematch_below feedback.rematch_age "
        "integration.dei.offered_first"
    ),
    "luck of a pair": "matching.rapport_spread",
    "prices of all work, in what a programme saves as in what it costs": "money.rate_* money.year_of_pay",
}
"""Why the other numbers that have a range stay where they are; * stands for anything."""

SCEPTIC = (
    f"Sceptic: every borrowed effect is at the least favourable end of its range, {len(UNFAVOURABLE)} in all, in every "
    "scenario, whatever was set for it."
)


def sceptical(scenario: Scenario | str | PathLike[str]) -> Scenario:
    """Return a scenario with every borrowed effect at its least favourable end, whatever was set for it.

    >>> from mentorlab import load
    >>> sceptical(load("reverse")).assumptions.transport
    0.5
    """
    scenario = as_scenario(scenario)
    values = {path: getattr(declared(path), end) for path, end in UNFAVOURABLE.items()}
    return scenario.model_copy(update={"assumptions": with_values(scenario.assumptions, values)})


def declared(path: str) -> Parameter:
    """Return what is declared of the parameter at a dotted path within `Assumptions`."""
    *outer, name = path.split(".")
    record: Any = Assumptions
    for part in outer:
        record = record.model_fields[part].annotation
    return Parameter(**record.model_fields[name].json_schema_extra["parameter"])
