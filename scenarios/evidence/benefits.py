"""What reverse mentoring is said to do, and where each claim lives in the model.

Each benefit has a mechanism, the rates that drive it, the outcome that shows it, what takes it away again, and who
says so. Since no randomised study has measured any of them, the plausible range of every rate begins at zero: "it
does nothing" is one of the futures.
"""

from __future__ import annotations

from typing import NamedTuple

from ...agents.base.parameters import ASSUMPTION, Source

MURPHY = Source("Murphy 2012, Human Resource Management 51:549", "C", "verified").gives(
    "sign", "theory of what reverse mentoring exchanges; no numbers"
)
OZDEMIR = Source("Ozdemir & Ardic 2022, e-mentor", "C", "verified").gives(
    "sign", "17 interviews: knowledge, networking, new perspectives; other functions limited"
)
SAID = ASSUMPTION.gives("nothing", "no study found")


class Benefit(NamedTuple):
    """One benefit as it is claimed."""

    name: str
    claim: str
    mechanism: str
    rates: tuple[str, ...]
    """Paths of the assumptions that drive it: with all of them at 0 it is gone."""
    outcome: str
    fades: tuple[str, ...]
    """Paths of the assumptions that take it away when the programme is over."""
    evidence: Source
    """The best there is for reverse mentoring itself."""


BENEFITS = (
    Benefit(
        "technology of seniors",
        "seniors learn digital tools, data and AI, and trends from juniors",
        "each session closes a share of the gap to the junior, less where the two are too far apart or do not get on",
        ("learning.rate",),
        "participants.senior_technology_gain",
        ("learning.forgetting", "learning.drift"),
        OZDEMIR,
    ),
    Benefit(
        "communication of seniors",
        "seniors learn to talk with the young",
        "practice in good sessions across ages, and learning from juniors who are better at it",
        ("learning.practice_senior", "learning.rate"),
        "participants.senior_communication_gain",
        ("learning.forgetting",),
        OZDEMIR,
    ),
    Benefit(
        "motivation of those led",
        "leaders who understand the young inspire the people they lead",
        "people come to rest at a higher motivation where their manager is open or has learned to communicate",
        ("motivation.inspired",),
        "led_motivation",
        ("attitudes.openness_fades", "learning.forgetting"),
        SAID,
    ),
    Benefit(
        "openness across ages",
        "working together opens people to other generations",
        "good sessions across an age gap open both, bad ones close them",
        ("attitudes.opening",),
        "participants.openness_gain",
        ("attitudes.openness_fades",),
        OZDEMIR,
    ),
    Benefit(
        "inclusive practices",
        "leaders who have opened up change how their department works",
        "each quarter a leader adopts a practice, likelier the more open and the more competent in inclusion",
        ("inclusion.adopt_openness", "inclusion.adopt_skill"),
        "inclusive_practices",
        ("attitudes.openness_fades", "inclusion.practice_fades"),
        SAID,
    ),
    Benefit(
        "leadership of juniors",
        "juniors learn to lead by mentoring",
        "practice in good sessions they teach, and learning from the senior in the rest of the time",
        ("learning.practice", "learning.rate"),
        "participants.junior_leadership_gain",
        ("learning.forgetting",),
        MURPHY,
    ),
    Benefit(
        "communication of juniors",
        "juniors learn to explain themselves to the top",
        "practice in good sessions they teach, and learning from the senior in the rest of the time",
        ("learning.practice", "learning.rate"),
        "participants.junior_communication_gain",
        ("learning.forgetting",),
        MURPHY,
    ),
    Benefit(
        "confidence of juniors",
        "being listened to builds confidence",
        "good sessions build it, the more the junior teaches; bad ones lower it",
        ("attitudes.confidence",),
        "participants.junior_confidence_gain",
        ("attitudes.confidence_fades",),
        MURPHY,
    ),
    Benefit(
        "access to leaders",
        "juniors come to know leaders outside their line",
        "the tie of the pair, and the contacts a senior introduces",
        ("network.session", "network.introduction"),
        "participants.leader_access",
        ("network.fades",),
        MURPHY,
    ),
    Benefit(
        "visibility across departments",
        "juniors are known beyond their department",
        "the tie of the pair, and the contacts a senior introduces",
        ("network.session", "network.introduction"),
        "participants.cross_department_ties",
        ("network.fades",),
        OZDEMIR,
    ),
    Benefit(
        "bench",
        "more people are ready to lead and known to those who choose",
        "leadership and communication learned, with a tie to a leader",
        ("learning.practice", "learning.rate", "network.session", "network.introduction"),
        "bench",
        ("learning.forgetting", "network.fades"),
        SAID,
    ),
)
