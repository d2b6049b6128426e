"""What else the programme is linked with: a frozen record for each."""

from __future__ import annotations

from ...agents.base.checked import Checked
from ...agents.base.parameters import Rules, param


class Integration(Rules):
    """A tie between the programme and how the organisation is run otherwise."""

    gains_seen: float = param(0.0, "share of participants' unseen gains that reviews come to see", 0.0, 1.0, most=1)
    review_hours: float = param(0.0, "hours per participant and review", 0.0, 4.0)
    practice: float = param(1.0, "factor on what is learned by teaching", 1.0, 2.0)
    hours_a_year: float = param(0.0, "hours per participant and year", 0.0, 40.0)
    offered_first: float = param(
        0.0, "share of junior places offered first to under-represented people", 0.0, 1.0, most=1
    )


class TalentReviews(Integration):
    """Talent reviews hear what participants have learned."""

    gains_seen: float = param(1.0, "share of participants' unseen gains that reviews come to see", 0.5, 1.0, most=1)
    review_hours: float = param(1.0, "hours per participant and review", 0.5, 2.0)


class LeadershipProgramme(Integration):
    """Participants practise leading in a course beside the programme."""

    practice: float = param(1.3, "factor on what is learned by teaching", 1.0, 1.6)
    hours_a_year: float = param(8.0, "hours per participant and year", 4.0, 16.0)


class Dei(Integration):
    """Half of the junior places are offered first to people of under-represented groups."""

    offered_first: float = param(
        0.5, "share of junior places offered first to under-represented people", 0.25, 0.75, most=1
    )


class Integrations(Checked):
    """What a programme can be linked with, by the name a policy gives it, hyphens as underscores."""

    none: Integration = Integration()
    talent_reviews: TalentReviews = TalentReviews()
    leadership_programme: LeadershipProgramme = LeadershipProgramme()
    dei: Dei = Dei()
