"""Studies near to reverse mentoring: what each found, and what it changes in the model.

None is a randomised study of what reverse mentoring at work does to innovation, inclusion or retention; three come
close (`NEAREST`). Of most only an abstract or a summary was read: they may say in which direction something works, and
no more. A study that sets no number stands here all the same, so that nobody needs to look for it twice.
"""

from __future__ import annotations

from typing import NamedTuple

from ...agents.base import sources
from ...agents.base.parameters import Source


class Study(NamedTuple):
    """One study, and how near it comes."""

    source: Source
    design: str
    finding: str
    use: str
    """What it changes here."""


BANK = Study(
    sources.BANK,
    "randomised: 286 employees in 143 pairs 22 years apart, half a day of training in technology, three surveys in "
    "nine months; page read, size not given, paper not found",
    "exploration of technology and mutual learning rise only if the partner is keen on technology",
    "learning.keenness; targeting keen",
)
CONTENTS = Study(
    sources.BURMEISTER,
    "randomised: training of pairs of coworkers of different ages; boris.unibe.ch/152132",
    "training about identities raises the quality of contact and cuts stereotype threat, training about knowledge "
    "raises transfer",
    "policy.training_content; learning.rate_training, sessions.hierarchy_training, motivation.embarrassment_training",
)
VOLUNTEERS = Study(
    Source("Erev et al., trial AEARCTR-0005688", "A", "verified in a secondary page"),
    "randomised rewards: young volunteers teach old people smartphones, outside firms; registry entry read, and a "
    "later one (AEARCTR-0011036)",
    "detailed job references as a reward beat simple ones",
    "sets no number: outside firms; the reward career credits taking part alike, whatever is said of it",
)

NEAREST = (BANK, CONTENTS, VOLUNTEERS)
"""The three that come close to a randomised study of reverse mentoring."""

STUDIES = (
    *NEAREST,
    Study(
        Source("Lee 2025, trial AEARCTR-0014772", "A", "verified in a secondary page"),
        "randomised: 700 people online in teams of mixed age; registry entry read",
        "result not seen",
        "sets no number",
    ),
    Study(
        Source("Intergenerational technology programme 2023, 10.1080/15350770.2023.2209556", "B", "recalled"),
        "quasi-experiment outside work; title only",
        "not seen",
        "sets no number",
    ),
    Study(
        Source("Peng et al. 2026, preprint, chinaXiv 202605.00118v1", "B", "abstract only"),
        "three waves: 240 older people with their supervisors, 292 younger (1,513 in all); B-, observational",
        "older: efficacy and performance up; younger: belonging up, intention to leave down",
        "sets no number: a sign for gains on both sides",
    ),
    Study(
        Source("Li et al. 2025, Sustainability 17:6, 10.3390/su17010006", "C", "abstract only"),
        "two waves, n = 528",
        "innovative behaviour up through seeing work as a challenge and through learning",
        "sets no number: a pattern for the path to innovation",
    ),
    Study(
        Source("Upadhyay & Singh 2023, 10.1108/ijoa-05-2023-3777", "C", "abstract only"),
        "several waves, n = 386",
        "a leader's humility, then reverse mentoring, then less intention to leave",
        "sets no number: humility of seniors is not in the model",
    ),
    Study(
        sources.PFROMBECK,
        "three surveys, n = 764 aged 45 and over; B-; summary read",
        "learning from the young, and embarrassment that lowers work ability; liking buffers it",
        "motivation.embarrassment",
    ),
    Study(
        sources.KELLOGG,
        "78 interviews at a consultancy",
        "juniors who coach seniors on generative AI recommend what novices do against its risks",
        "learning.wrong, 0 by default",
    ),
    Study(
        Source("O'Connor et al., Leeds, 10.1002/berj.4078", "C", "abstract only"),
        "one university, 26 pairs",
        "25 of 26 pairs finished",
        "sets no number: completion where a programme is small and keen",
    ),
    Study(
        Source("US Army mentors, working paper", "B", "verified in a secondary page"),
        "assignment plausibly by chance; abstract in an aggregator",
        "high-performing mentors keep people; matching by type does virtually nothing",
        "sets no number: a doubt about what similarity does for retention",
    ),
)
