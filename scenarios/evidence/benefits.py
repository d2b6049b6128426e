"""What reverse mentoring is said to do, and where each claim lives in the model.

Each benefit has a mechanism, the rates that drive it, the outcome that shows it, what takes it away again, and who
says so. Every path by which a programme can do good is here: with all the rates at zero nothing improves. Since no
randomised study of reverse mentoring at work has measured any of them, the plausible range of every rate begins at
zero: "it does nothing" is one of the futures.
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
    reward: str = "none"
    """The reward it comes with: the outcome is then compared with the programme without it."""


BENEFITS = (
    Benefit(
        "technology of seniors",
        "seniors learn digital tools, data and AI, and trends from juniors",
        "each session closes a share of the gap to the junior, less where the two are too far apart or do not get on, "
        "more where the junior is keen on technology and both are trained to pass on what they know",
        ("learning.rate", "learning.keenness", "learning.rate_training"),
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
    Benefit(
        "belonging",
        "people who get on with somebody of another age and rank feel that they belong",
        "inclusion rises with the rapport of a pair that gets on, more for who is taught, and with what it opens: "
        "leaders, colleagues, confidence to speak",
        ("inclusion.pair", "network.session", "network.introduction", "attitudes.opening", "attitudes.confidence"),
        "participants.inclusion",
        ("network.fades", "attitudes.openness_fades", "attitudes.confidence_fades"),
        OZDEMIR,
    ),
    Benefit(
        "motivation of participants",
        "good sessions and progress are motivating",
        "motivation rises with good sessions, progress, check-ins that go well, and having chosen to take part",
        (
            "motivation.session", "motivation.progress", "feedback.lift_junior", "feedback.lift_senior",
            "recruitment.chosen_freely",
        ),
        "participants.motivation",
        ("motivation.recovery",),
        SAID,
    ),
    Benefit(
        "recognition",
        "who is seen to take part belongs, is introduced and is considered",
        "a reward draws people to sessions; a visible one lifts inclusion, brings introductions and counts, as credit "
        "does, when people are considered",
        (
            *(f"rewards.{name}.pull" for name in ("thanks", "public", "points", "bonus", "protected", "career")),
            "inclusion.visible", "network.introduction_visible", "advancement.visible", "advancement.credit",
        ),
        "participants.inclusion",
        ("motivation.reward_weeks",),
        SAID,
        reward="public",
    ),
)  # fmt: skip


class Claim(NamedTuple):
    """Something often said; all are of grade D: vendors, anecdotes, press."""

    claim: str
    who: str
    why: str


NOT_USED = (
    Claim(
        "72 % of mentees, 69 % of mentors, 49 % of the others stayed; promoted five or six times as often",
        "Gartner 2006 on Sun, by Knowledge@Wharton 2007",
        "volunteers and managers' picks over 5-7 years: this shows selection, not an effect",
    ),
    Claim(
        "96 % of the first cohort of millennial mentors stayed",
        "Jordan & Sorell, HBR 2019, on Pershing",
        "one cohort of high potentials of unpublished size, compared with nobody; in finance 84-89 % stay anyway",
    ),
    Claim(
        "60 people at 90,000 with 20 % turnover save 243,000; 30 % less turnover; a return of 400 %",
        "a public calculator, Qooper's deck template, Chronus as quoted with 72, 69 and 49 %",
        "the 30 % are Sun's 70 against 49 %: volunteers are compared with everybody else",
    ),
    Claim("a return of 1,000 % on mentoring", "a Sun Labs report", "built on the comparison of volunteers with others"),
    Claim(
        "50 % higher retention, 20 or 28 % lower turnover, 35 % more innovation from diverse pairs",
        "aggregator pages",
        "cannot be traced to any study; some pages are plainly machine-made",
    ),
    Claim(
        "replacing somebody costs 1.5 to 4 times the salary",
        "vendors",
        "the median of 27 case studies is 21 % (Boushey & Glynn 2012), which is used",
    ),
    Claim(
        "98 % of the Fortune 500 have mentoring; a quarter of firms mentor in reverse",
        "vendors; Eaves 2018 as cited by Browne 2021",
        "counts of adoption without a method, and no outcome",
    ),
    Claim(
        "the well recognised leave 45 % less; engaged units lose 18-43 % fewer",
        "Gallup, Workhuman",
        "correlations between units are presented as effects, and comparing top with bottom quartiles exaggerates",
    ),
    Claim(
        "90 % and more of the pairs are satisfied",
        "programme reports",
        "those who answer are the content and the polite; satisfaction is not an outcome",
    ),
    Claim(
        "GE 1999, Estée Lauder, PwC, Target, Cisco, P&G, Mastercard do it",
        "press",
        "stories of adoption; no outcome data found",
    ),
    Claim(
        "the optimum is 6-12 months, fortnightly, twelve sessions",
        "a vendor",
        "no method; the defaults of length and rhythm are graded as assumptions",
    ),
    Claim(
        "the young are digital natives",
        "everybody",
        "skills fall with age on average (PIAAC) and differ more within an age: nobody gets a bonus for youth",
    ),
    Claim(
        "millennials value this, generation Z that",
        "everybody",
        "differences in work attitudes are near zero (Costanza et al. 2012, recalled): no behaviour depends on a label",
    ),
    Claim(
        "more feedback is always better; points motivate",
        "everybody",
        "contradicted by Kluger & DeNisi 1996 and Deci, Koestner & Ryan 1999",
    ),
    Claim(
        "teams of mixed age are so many per cent more innovative",
        "vendors",
        "null over 74 studies (Schneid et al. 2016): there is no direct bonus for mixed age",
    ),
)
"""Popular claims about mentoring that set no number here, each with the reason."""
