"""What the columns of the frames mean, and in which unit: `columns()`; and numbers as JSON has them."""

from __future__ import annotations

from typing import TYPE_CHECKING

from ...agents.base.skills import BANDS

if TYPE_CHECKING:
    import pandas as pd


AGES = dict(zip(("under_29", "29_to_44", "45_to_60", "61_and_over"), BANDS, strict=True))
WEEK = "programme week, from 0"
SHARE = "0 to 1"
THEIRS = "the unit of the outcome"
THERE = "over those present"
FIRST_YEAR = "in the first year, or until they left; of those present at launch"

WEEKLY = {
    "week": (WEEK, "the week"),
    "headcount": ("people", "present at the end of the week"),
    "quits": ("people", "who quit in this week"),
    "separations": ("people", "who left otherwise, retirements apart"),
    "retirements": ("people", "who retired"),
    "hires": ("people", "who came"),
    **{f"headcount.{name}": ("people", f"present, {band}") for name, band in AGES.items()},
    **{f"quits.{name}": ("people", f"who quit, {band}") for name, band in AGES.items()},
    "inclusion": (SHARE, "mean perceived inclusion of those present at launch, a leaver's last value carried on"),
    "inclusion_present": (SHARE, f"mean perceived inclusion {THERE}"),
    "motivation": (SHARE, f"mean intrinsic motivation {THERE}"),
    "fatigue": (SHARE, f"mean fatigue {THERE}"),
    "confidence": (SHARE, f"mean confidence {THERE}"),
    "openness": (SHARE, f"mean openness to other generations {THERE}"),
    "ideas_voiced": ("ideas", "voiced"),
    "ideas_implemented": ("ideas", "implemented"),
    "idea_value": ("money", "value of the ideas implemented"),
    "new_ties": ("ties", "that came about: in sessions, by introduction, by chance"),
    "practices": ("practices", "inclusive ones, adopted by leaders; there is an occasion every 13 weeks"),
    "leaders": ("people", "directors and executives present"),
    "pairs": ("pairs", "that run at the end of the week"),
    "rapport": (SHARE, "mean rapport of the pairs that run; empty where there are none"),
    "enrolled": ("people", "taking part at the end of the week: in a pair, or in training where that is the programme"),
    "sessions_due": ("sessions", "due"),
    "sessions_held": ("sessions", "held"),
    "check_ins": ("check-ins", "held"),
    "repairs": ("pairs", "mended after a check-in"),
    "rematches": ("pairs", "matched anew after a check-in"),
    "parted": ("pairs", "that gave up"),
    "rejected": ("people", "willing, and turned down"),
    "places_unfilled": ("pairs", "that were wanted and could not be made"),
    "trained": ("people", "trained at the start of a cohort"),
    "hours": ("hours", "the programme took, those that colleagues stand in for included"),
    "hours_cost": ("money", "what those hours cost at loaded rates"),
    "seniors": ("people", "seniors in a pair that runs"),
    "senior_hours": ("hours", "the programme took of those seniors"),
    "cash": ("money", "paid out: coordinators, rewards, training, repairs"),
    "replacement_cost": ("money", "what it costs to replace those who quit"),
}

PEOPLE = {
    "person": ("id", "who: a pseudonym, in this run never anybody else's; `junior` and `senior` of a pair"),
    "seat": ("id", "whose seat: the pseudonym of the person who held it at launch"),
    "present_at_launch": ("yes or no", "whether there at launch, or hired later"),
    "hired_week": (WEEK, "when hired; empty for those present at launch"),
    "age_band": ("words", "age at launch, or when hired"),
    "level": ("0 to 4", "0 entry, 1 specialist, 2 manager, 3 director, 4 executive"),
    "department": ("words", "as the roster calls it"),
    "role": ("words", "part in the cohort of launch: none, junior or senior; outcomes of participants are about these"),
    "later_role": ("words", "part when first in a later cohort: none, junior or senior"),
    "joined_week": (WEEK, "when first in the programme; empty for those who never were"),
    "programme_weeks": ("weeks", "at whose end this person took part"),
    "quit_week": (WEEK, "when this person quit"),
    "retirement_week": (WEEK, "when this person retired"),
    "other_exit_week": (WEEK, "when this person left otherwise"),
    "year_weeks": ("weeks", f"present {FIRST_YEAR}"),
    "year_ideas": ("ideas", f"of their own, implemented {FIRST_YEAR}"),
    "year_inclusion": (SHARE, "mean perceived inclusion in the first year, a leaver's last value carried on"),
    "technology_gain": (SHARE, f"gained in digital tools, data and AI, and trends, their mean, {FIRST_YEAR}"),
    "communication_gain": (SHARE, f"gained in communication {FIRST_YEAR}"),
    "leadership_gain": (SHARE, f"gained in leadership {FIRST_YEAR}"),
    "confidence_gain": (SHARE, f"gained in confidence {FIRST_YEAR}"),
    "openness_gain": (SHARE, f"gained in openness {FIRST_YEAR}"),
    "leader_access": ("yes or no", "whether they then had a tie to a leader outside their reporting line"),
}

PAIRS = {
    "junior": ("id", "who: a `person` of the people"),
    "senior": ("id", "who: a `person` of the people"),
    "cohort": ("number, from 0", "in which cohort; a pair that was matched anew stays in that of its junior"),
    "began": (WEEK, "when the pair began"),
    "due": (WEEK, "when it is to end"),
    "ended": (WEEK, "when it ended; empty while it runs"),
    "ending": ("words", "running, completed, parted (gave up), rematched (matched anew), left (one of the two left the "
                        "organisation) or stopped (the programme was)"),
    "similarity": (SHARE, "of communication and working style"),
    "goal_fit": ("0, .5 or 1", "how many of the two can learn what they want from the other"),
    "rapport": (SHARE, "how well the two got on at the end, or get on now"),
    "quarter_rapport": (SHARE, "how well the two got on after 13 weeks together; empty where they did not get so far"),
    "sessions": ("sessions", "held"),
    "check_ins": ("check-ins", "held"),
    "harmed": ("check-ins", "that did harm"),
}  # fmt: skip

JUDGED = {
    "mean": (THEIRS, "of the scenario, over the futures that have a value; where there is a difference, over those "
                     "in which both have one"),
    "difference": (THEIRS, "against the baseline; of participants, against the same people without a programme"),
    "low": (THEIRS, "lower end of the difference's interval, joint over its family of outcomes"),
    "high": (THEIRS, "upper end of that interval"),
    "verdict": ("words", "better, worse, equivalent or undecided; empty where nothing can be said"),
}  # fmt: skip

COMPARISON = {
    "scenario": ("words", "which scenario"),
    "outcome": ("name", "which outcome; `mentorlab list outcomes` says what each means"),
    "family": ("words", "headline, participants, or the outcome itself: what is judged together"),
    "rank": ("number, from 1", "one more than the scenarios that are better; empty where none can be given"),
    **JUDGED,
    "better_in": ("futures", "in which the difference is good"),
    "equal_in": ("futures", "in which there is none at all"),
    "more_replicates": ("futures", "about as many more would decide, where undecided"),
    "correlation": ("-1 to 1", "of the scenario with what it is compared with, over futures"),
    "variance_reduction": ("times", "as many unpaired futures would be as exact"),
    "unit": ("words", "the unit of the outcome"),
    "direction": ("1 or -1", "1 where more is good, -1 where less is"),
    "smallest_effect": (THEIRS, "the smallest difference that matters"),
    "reason": ("words", "why there is no verdict, or only a cautious one"),
}

RUNS = {
    "scenario": ("words", "which scenario"),
    "replicate": ("number, from 0", "which simulated future"),
    "outcome": ("name", "which outcome"),
    "value": (THEIRS, "what the run came to; empty where there is no value"),
}

SWEEP = {
    "world": ("number, from 0", "which of the listed worlds; a column for each assumption says what is assumed in it"),
    "cell": ("words", "the policy, by its levers; a column for each lever has its value"),
    "outcome": ("name", "which headline"),
    **JUDGED,
    "standing": ("words", "best, too close to call, beaten or left out"),
    "beaten_by": ("words", "the cell that is better, where one is"),
    "eligible": ("yes or no", "whether it may be best: not over a limit"),
    "<limit>_mean": ("the unit of the limit", "mean cost (cash, hours, headcount), a column for each limit"),
    "<limit>_low": ("the unit of the limit", "lower end of its interval"),
    "<limit>_high": ("the unit of the limit", "upper end of its interval"),
    "<limit>_status": ("words", "within, about at the limit, or over"),
}

WHY = {
    "scenario": ("words", "which scenario"),
    "baseline": ("words", "what it is compared with"),
    "mechanism": ("name", "which mechanism is switched off in both"),
    "outcome": ("name", "which outcome"),
    "full_difference": (THEIRS, "mean difference with every mechanism on"),
    "difference": (THEIRS, "mean difference without the mechanism"),
    "low": (THEIRS, "lower end of its interval"),
    "high": (THEIRS, "upper end of its interval"),
    "change": (THEIRS, "difference without the mechanism less that with it"),
    "change_low": (THEIRS, "lower end of its interval"),
    "change_high": (THEIRS, "upper end of its interval"),
    "remains": ("share", "of the full difference that is left without the mechanism"),
    "remains_low": ("share", "lower end of its interval"),
    "remains_high": ("share", "upper end of its interval"),
    "unit": ("words", "the unit of the outcome"),
    "about": ("words", "what the mechanism is"),
}

RETENTION = {
    "scenario": ("words", "which scenario"),
    "reading": ("name", "naive, adjusted or true, the bias of the naive one, or the spill-over on everybody else"),
    "mean": ("points of 100", "mean over futures of the difference in retention after a year"),
    "low": ("points of 100", "lower end of its interval"),
    "high": ("points of 100", "upper end of its interval"),
    "futures": ("futures", "in which there is a value"),
}

MATCHED = {
    "pair": ("number, from 1", "the pair in this list"),
    "circle": ("number, from 1", "the circle, whose juniors share a senior; in a programme of circles"),
    "junior": ("id", "who: a pseudonym, or an id of your own where asked for"),
    "senior": ("id", "who: a pseudonym, or an id of your own where asked for"),
    "junior_department": ("words", "department, as the roster calls it"),
    "junior_level": ("words", "entry, specialist, manager, director or executive"),
    "senior_department": ("words", "department, as the roster calls it"),
    "senior_level": ("words", "entry, specialist, manager, director or executive"),
    "reason_1": ("words", "what speaks most for this pair"),
    "reason_2": ("words", "what speaks for it next"),
    "reason_3": ("words", "what speaks for it after that"),
    "style_similarity": (SHARE, "how alike their working styles are, as the office sees them"),
    "learnable_gap": ("number", "how much the two can learn from each other, near enough to follow; more is more"),
    "goal_fit": ("0, 0.5 or 1", "whether one can teach what the other wants to learn: no, one way, both ways"),
    "closeness": ("number", "how well they know each other, directly or through others; 0: not at all"),
    "expected_rapport": (SHARE, "rapport the model expects at the start; simulated, not measured"),
}

UNMATCHED = {
    "employee": ("id", "who: a pseudonym, or an id of your own where asked for"),
    "department": ("words", "department, as the roster calls it"),
    "level": ("words", "entry, specialist, manager, director or executive"),
    "side": ("words", "the part they could have taken"),
    "reason": ("words", "the kind of reason for which they have no pair"),
    "why": ("words", "the reason"),
}

CHECKS = {
    "rule": ("words", "which rule of the policy"),
    "looked_at": ("number", "how many pairs or people were looked at"),
    "broken": ("number", "how many break it"),
    "kept": ("yes or no", "whether none breaks it"),
    "note": ("words", "what else is to be said"),
}

FRAMES = {
    "weekly": WEEKLY,
    "people": PEOPLE,
    "pairs": PAIRS,
    "Comparison.to_frame": COMPARISON,
    "Comparison.runs": RUNS,
    "Sweep.to_frame": SWEEP,
    "Why.to_frame": WHY,
    "retention_three_ways": RETENTION,
    "Matching.pairs": MATCHED,
    "Matching.unmatched": UNMATCHED,
    "Matching.checks": CHECKS,
}
"""The frames: `weekly`, `people` and `pairs` are a `Run`'s."""


def columns() -> pd.DataFrame:
    """Return what every column of the frames means: a row for each, with frame, column, unit and meaning.

    >>> import mentorlab as ml
    >>> columns = ml.columns().set_index(["frame", "column"])
    >>> columns.loc[("pairs", "ended"), "unit"]
    'programme week, from 0'
    """
    import pandas as pd

    rows = [(frame, name, *said) for frame, table in FRAMES.items() for name, said in table.items()]
    return pd.DataFrame(rows, columns=["frame", "column", "unit", "meaning"])


def plain(number: float | None) -> float | None:
    """Return a number as JSON has it, without a negative zero."""
    return None if number is None else float(number) + 0.0
