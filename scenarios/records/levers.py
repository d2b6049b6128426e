"""The levers: one table that `list` and `--vary` read."""

from __future__ import annotations

from typing import Any, NamedTuple, get_args

from ..policy import feedback, pairing, targeting
from ..policy.arms import Arms
from ..policy.integration import Integrations
from ..policy.rewards import Rewards
from ..policy.strategy import about
from ..policy.training import Content, Formats
from . import policy as p


class Lever(NamedTuple):
    """Something a strategist can choose: a short name, where it stands in a scenario, and what it may be."""

    name: str
    path: str
    values: tuple[Any, ...]
    """The usual levels: what `--vary NAME` without values runs. Empty for a number that needs values named."""
    allowed: str
    unit: str
    about: str


LEVERS = (
    Lever("arm", "policy.arm", get_args(p.Arm), "", "", "who teaches whom"),
    Lever("pairing", "policy.pairing", get_args(p.PairingName), "", "", "how pairs are made"),
    Lever("weight_learning", "policy.best_score.learning", (), "0 to 10", "", "weight of learning in the best score"),
    Lever(
        "weight_similarity",
        "policy.best_score.similarity",
        (),
        "0 to 10",
        "",
        "weight of similar style in the best score",
    ),
    Lever(
        "weight_strangers", "policy.best_score.strangers", (), "0 to 10", "", "weight of new contacts in the best score"
    ),
    Lever("weight_goals", "policy.best_score.goals", (), "0 to 10", "", "weight of matching goals in the best score"),
    Lever(
        "sessions",
        "policy.sessions.every_weeks",
        (),
        "0 (never) to 26",
        "weeks between sessions",
        "how often a pair meets",
    ),
    Lever(
        "feedback",
        "policy.feedback.every_weeks",
        (),
        "0 (never) to 13",
        "weeks between check-ins",
        "how often the office checks in with pairs",
    ),
    Lever("action", "policy.feedback.action", get_args(p.ActionName), "", "", "what a bad check-in leads to"),
    Lever("reward", "policy.reward", get_args(p.RewardName), "", "", "what participants get for taking part"),
    Lever("training", "policy.training", get_args(p.TrainingName), "", "", "how participants are prepared"),
    Lever("training_content", "policy.training_content", get_args(Content), "", "", "what their training is about"),
    Lever(
        "support",
        "policy.support.every_weeks",
        (),
        "0 (never) to 26",
        "weeks between refreshers",
        "how often training is refreshed",
    ),
    Lever("targeting", "policy.targeting", get_args(p.TargetingName), "", "", "who is asked to take part"),
    Lever(
        "wait_list",
        "policy.wait_list",
        (True, False),
        "",
        "",
        "whether those without a place come first in the next cohort",
    ),
    Lever("pairs", "policy.pairs", (), "0 to 500000", "pairs", "how many pairs there are"),
    Lever("share", "policy.share", (), "0 to 1", "of all employees", "how many take part, as a share of the staff"),
    Lever("length", "policy.length_weeks", (), "1 to 260", "weeks", "how long a pair stays together"),
    Lever("renew", "policy.renew", (True, False), "", "", "whether new pairs follow when they end"),
    Lever("focus", "policy.focus", get_args(p.FocusName), "", "", "what the pairs talk about"),
    Lever("goal_clarity", "policy.goal_clarity", (), "0 to 1", "clarity", "how clear the goals are"),
    Lever(
        "integration",
        "policy.integration",
        get_args(p.IntegrationName),
        "",
        "",
        "what else the programme is linked with",
    ),
    Lever("capacity", "policy.capacity", (), "1 to 20", "pairs per senior", "how many pairs a senior may have"),
)


CHOICES: dict[str, Any] = {
    "pairing": pairing, "action": feedback, "targeting": targeting, "reward": Rewards(), "training": Formats(),
    "focus": None, "integration": Integrations(), "arm": Arms(),
}  # fmt: skip
"""Where the choices of a lever are defined, each by its name with underscores for hyphens."""


def words_of(one: Lever) -> dict[str, str]:
    """Return what each strategy, rule or record that a lever names says of itself; nothing of other levers.

    >>> words_of(lever("reward"))["thanks"]
    'a word of thanks'
    """
    if one.name not in CHOICES:
        return {}
    choices = CHOICES[one.name]
    named = {
        name: "" if name == "none" else about(getattr(choices, name.replace("-", "_"), None)) for name in one.values
    }
    return named | ({"training": "the same people are trained, and nobody is paired"} if one.name == "arm" else {})


def lever(name: str) -> Lever | None:
    """Return the lever of this name or path, or nothing."""
    return next((one for one in LEVERS if name in (one.name, one.path)), None)
