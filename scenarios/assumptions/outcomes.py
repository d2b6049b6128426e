"""The outcomes, declared: name, unit, which way is good, the smallest effect of interest, and what would measure it."""

from __future__ import annotations

import re
from collections.abc import Callable
from dataclasses import dataclass
from math import inf
from typing import Any, Literal, NamedTuple

from ...agents.base.fields import refuse_wrong
from ...agents.base.parameters import YEAR

HEADLINES = ("innovation", "inclusion", "retention")
PARTICIPANTS_HEADLINES = tuple(f"participants.{name}" for name in HEADLINES)
PARTICIPANTS_SHOWN = (
    *PARTICIPANTS_HEADLINES,
    "rapport",
    "attendance",
    "parted_early",
    "participants.senior_technology_gain",
    "participants.junior_leadership_gain",
    "participants.motivation",
    "participants.leader_access",
    "participants.cross_department_ties",
)
"""The participants' headlines, and what designs act on: shown with every comparison, in this order."""


class Outcome(NamedTuple):
    """What one number means."""

    name: str
    label: str
    unit: str
    direction: int
    """1 where more is good, -1 where less is."""
    smallest: float
    """Smallest effect of interest: in the unit, or, if `relative`, as a share of the baseline's mean."""
    measured_by: str
    relative: bool = False
    digits: int = 1
    of_participants: bool = False
    """Read on the first cohort and compared with the same people without a programme; a difference is only reported."""
    counterfactual: bool = False
    """Whether it is itself a difference: from the same organisation without a programme, in the same future."""
    at_launch: bool = False
    """Read at launch, where no policy can move it: a value to start from, which is reported and not judged."""
    of: Callable[[Any], float] | None = None
    """What reads it off the `Record` of a finished run; `sim.measures.outcomes` reads those without one."""

    def over(self, weeks: int) -> Outcome:
        """Return it as it is read in runs of so many weeks: what is of a year is then of the weeks there are."""
        length = "1 week" if weeks == 1 else f"{weeks} weeks"
        unit = re.sub(r"\b(after|in) a year$", rf"\1 {length}", self.unit) if weeks < YEAR else self.unit
        return self._replace(unit=unit.replace("the first half year", length) if weeks < 26 else unit)

    def unit_in(self, currency: str | None) -> str:
        """Return the unit with money in the organisation's currency, where it is stated."""
        return self.unit if currency is None else self.unit.replace("money", currency, 1)


def _p(name: str, label: str, unit: str, direction: int, smallest: float, measured_by: str, relative: bool = False,
       digits: int = 1) -> Outcome:  # fmt: skip
    return Outcome(f"participants.{name}", label, unit, direction, smallest, measured_by, relative, digits, True)


# The smallest effects that matter for participants have practical reasons, fixed before effects were looked at: one
# more person in a hundred who stays; one point of an inclusion index, which is one of five people who answers one item
# of five one step higher; one more implemented idea a year among a hundred people.
OUTCOMES = (
    Outcome("innovation", "innovation", "implemented ideas per 100 employee-years", 1, 0.05,
            "idea system: ideas implemented, per employee", relative=True),
    Outcome("inclusion", "inclusion", "points of 100", 1, 1.0, "engagement survey: inclusion index, last half year"),
    Outcome("retention", "retention", "% of those at launch not quit after a year", 1, 0.5,
            "HR system: voluntary leavers within 52 weeks; other exits are censored"),
    _p("innovation", "participants: innovation", "implemented ideas per 100 employee-years", 1, 1.0,
       "idea system, by author"),
    _p("inclusion", "participants: inclusion", "points of 100", 1, 1.0, "engagement survey, by participation"),
    _p("retention", "participants: retention", "% not quit after a year", 1, 1.0,
       "HR system, by participation"),
    _p("junior_inclusion", "juniors: inclusion", "points of 100", 1, 1.0, "engagement survey, by participation"),
    _p("senior_inclusion", "seniors: inclusion", "points of 100", 1, 1.0, "engagement survey, by participation"),
    _p("junior_retention", "juniors: retention", "% not quit after a year", 1, 1.0, "HR system, by participation"),
    _p("senior_retention", "seniors: retention", "% not quit after a year", 1, 1.0, "HR system, by participation"),
    _p("junior_motivation", "juniors: motivation", "points of 100, mean of the first half year", 1, 1.0,
       "survey: intrinsic motivation"),
    _p("senior_motivation", "seniors: motivation", "points of 100, mean of the first half year", 1, 1.0,
       "survey: intrinsic motivation"),
    _p("senior_technology_gain", "seniors: technology gain", "points of 100 in a year", 1, 1.0,
       "skills assessment: digital tools, data and AI, trends"),
    _p("senior_communication_gain", "seniors: communication gain", "points of 100 in a year", 1, 1.0,
       "360-degree review: communication"),
    _p("junior_leadership_gain", "juniors: leadership gain", "points of 100 in a year", 1, 1.0,
       "360-degree review: leadership"),
    _p("junior_communication_gain", "juniors: communication gain", "points of 100 in a year", 1, 1.0,
       "360-degree review: communication"),
    _p("junior_confidence_gain", "juniors: confidence gain", "points of 100 in a year", 1, 1.0,
       "survey: self-efficacy scale"),
    _p("openness_gain", "participants: openness gain", "points of 100 in a year", 1, 1.0,
       "survey: attitudes to other age groups"),
    _p("motivation", "participants: motivation", "points of 100, mean of the first half year", 1, 1.0,
       "survey: intrinsic motivation"),
    _p("motivation_after", "participants: motivation afterwards",
       "points of 100, 26 weeks after the end, of those still employed and in no later cohort", 1, 1.0,
       "survey: intrinsic motivation"),
    _p("leader_access", "juniors: access to leaders", "% with a tie to a leader outside their own line", 1, 2.0,
       "network survey or calendar metadata"),
    _p("cross_department_ties", "participants: people known elsewhere", "ties above .1 to other departments", 1, 0.5,
       "network survey or calendar metadata", digits=2),
    _p("inclusive_practices", "participants: inclusive practices around them", "points of 100, after a year", 1, 2.0,
       "log of practices by department, at its full stock 100"),
    Outcome("led_motivation", "motivation of those led by participants", "points of 100, after a year", 1, 1.0,
            "survey: intrinsic motivation, by line manager", of_participants=True),
    Outcome("retention.naive", "retention of participants, naive", "percentage points after a year", 1, 2.0,
            "HR system: participants, compared with people eligible for the same "
            "role who do not take part", of_participants=True),
    Outcome("retention.adjusted", "retention of participants, adjusted", "percentage points after a year", 1, 2.0,
            "HR system: the same, weighted by role, age band and level", of_participants=True),
    Outcome("retention.wait_list", "retention of participants, against the wait-list",
            "percentage points after a year, or when the next cohort begins", 1, 2.0,
            "HR system: participants, compared with those on the wait-list", of_participants=True),
    Outcome("retention.true", "retention of participants, true", "percentage points after a year", 1, 1.0,
            "an experiment: places by lottery, everybody willing observed", of_participants=True, counterfactual=True),
    *(
        Outcome(name, f"hazard ratio of quitting, {who}", "times as likely to quit as without a programme "
                "(a difference of -0.1 is a tenth less) in a year",
                -1, 0.05, f"an experiment: places by lottery, {who} compared with those not drawn, Cox's model",
                digits=2, of_participants=True, counterfactual=True)
        for name, who in (("hazard_ratio", "participants"), ("hazard_ratio.juniors", "juniors"),
                          ("hazard_ratio.seniors", "seniors"))
    ),
    Outcome("retention.spill_over", "retention of everybody else", "percentage points after a year", 1, 0.5,
            "an experiment by department: those not enrolled, with and without a programme around them",
            counterfactual=True),
    Outcome("retention.people_a_year", "people kept", "people a year", 1, 1.0, "HR system: voluntary leavers",
            counterfactual=True),
    Outcome("worse_off", "worse off than without a programme", "% of those at launch", -1, 1.0,
            "nothing: only a simulation sees the same person with and without", counterfactual=True),
    Outcome("better_off", "better off than without a programme", "% of those at launch", 1, 1.0,
            "nothing: only a simulation sees the same person with and without", counterfactual=True),
    Outcome("ideas_voiced", "ideas voiced", "per 100 employee-years", 1, 0.05, "idea system: ideas submitted",
            relative=True),
    Outcome("idea_value", "value of ideas", "money per 100 employee-years", 1, 0.05, "idea system: benefit booked",
            relative=True, digits=0),
    Outcome("quits", "voluntary quits", "per 100 employee-years", -1, 0.5, "HR system: voluntary leavers"),
    Outcome("quits.under_29", "quits under 29", "per 100 employee-years", -1, 1.0, "HR system: leavers by age"),
    Outcome("quits.29_to_44", "quits at 29 to 44", "per 100 employee-years", -1, 1.0, "HR system: leavers by age"),
    Outcome("quits.45_to_60", "quits at 45 to 60", "per 100 employee-years", -1, 1.0, "HR system: leavers by age"),
    Outcome("quits.61_and_over", "quits at 61 and over", "per 100 employee-years", -1, 1.0,
            "HR system: leavers by age"),
    Outcome("inclusion.present", "inclusion of those present", "points of 100", 1, 1.0, "engagement survey"),
    Outcome("inclusion.tenth_percentile", "inclusion of the least included tenth", "points of 100", 1, 1.0,
            "engagement survey: 10th percentile"),
    Outcome("inclusion.age_gap", "inclusion gap between age bands", "points of 100", -1, 1.0,
            "engagement survey, by age"),
    Outcome("inclusion.group", "inclusion of under-represented groups", "points of 100", 1, 1.0,
            "engagement survey, by group"),
    Outcome("inclusion.group_gap", "inclusion gap of under-represented groups", "points of 100", -1, 1.0,
            "engagement survey, by group"),
    Outcome("cross_age_ties", "ties across ages", "% of random mixing", 1, 1.0, "network survey or calendar metadata"),
    Outcome("cross_department_ties", "ties across departments", "% of random mixing", 1, 1.0,
            "network survey or calendar metadata"),
    Outcome("new_ties", "new ties", "per 100 employee-years", 1, 0.05, "network survey or calendar metadata",
            relative=True),
    *(
        Outcome(f"network.{name}{at}", f"{label}{', at launch' * (at != '')}", unit, direction, smallest, measured_by,
                relative, digits, at_launch=at != "")
        for name, label, unit, direction, smallest, measured_by, relative, digits in (
            ("isolates", "isolates", "% of people there for half a year, without a tie above .4", -1, 0.5,
             "network survey: to whom one turns for support", False, 1),
            ("density", "density of the network", "% of pairs of people with a tie above .1", 1, 0.05,
             "network survey or calendar metadata", True, 3),
            ("ties", "ties per person", "ties above .1", 1, 0.05, "network survey or calendar metadata", True, 2),
            ("ei_age", "E-I index by age band", "-1 (all ties within) to 1 (all ties across)", 1, 0.02,
             "network survey or calendar metadata", False, 3),
            ("ei_department", "E-I index by department", "-1 (all ties within) to 1 (all ties across)", 1, 0.02,
             "network survey or calendar metadata", False, 3),
        )
        for at in ("_at_launch", "")
    ),
    Outcome("openness", "openness to other generations", "points of 100", 1, 1.0,
            "survey: attitudes to other age groups"),
    Outcome("motivation", "motivation", "points of 100", 1, 1.0, "survey: intrinsic motivation"),
    Outcome("fatigue", "fatigue", "points of 100", -1, 1.0, "pulse survey: exhaustion"),
    Outcome("digital_gap", "digital gap of seniors", "points of 100 below the median junior", -1, 1.0,
            "skills assessment of the people at launch"),
    Outcome("inclusive_practices", "inclusive practices adopted", "per 100 leader-years", 1, 1.0,
            "log of practices by department"),
    Outcome("voice_gini", "inequality of voice", "Gini of the expected rate of voiced ideas, 0 to 100", -1, 1.0,
            "idea system over several years"),
    Outcome("bench", "bench", "people ready to lead per leader position", 1, 0.1, "talent review", digits=2),
    Outcome("seats_unfilled", "seats unfilled", "% of seats", -1, 0.5, "HR system: vacancies"),
    Outcome("rapport", "rapport of pairs", "points of 100, at the end of pairs whose time is up", 1, 2.0,
            "check-in survey"),
    Outcome("parted_early", "pairs that stopped early", "% of pairs that give up before their time is up", -1, 5.0,
            "programme office: Kaplan-Meier by weeks together; pairs that lost a leaver are censored"),
    Outcome("attendance", "sessions held", "% of sessions due", 1, 5.0, "programme office or calendars"),
    Outcome("sessions_per_pair", "sessions per pair", "sessions, for pairs whose time is up", 1, 1.0,
            "programme office or calendars"),
    Outcome("check_ins", "check-ins held", "check-ins in all", 1, 1.0, "programme office", digits=0),
    Outcome("repairs", "repairs", "pairs in all", -1, 1.0, "programme office", digits=0),
    Outcome("rematches", "re-matches", "pairs in all", -1, 1.0, "programme office", digits=0),
    Outcome("places_unfilled", "places unfilled", "pairs in all", -1, 1.0, "programme office", digits=0),
    Outcome("applicants_rejected", "applicants rejected", "people in all", -1, 1.0, "programme office", digits=0),
    Outcome("taking_part", "people taking part", "people, at most in any week", 1, 0.05, "programme office",
            relative=True, digits=0),
    Outcome("senior_hours", "hours of a senior", "hours a month, in cohorts whose time is up", -1, 0.5,
            "programme office"),
    Outcome("hours", "programme hours", "hours in all", -1, 0.05, "programme office", relative=True, digits=0),
    Outcome("cash", "cash", "money in all", -1, 0.05, "programme budget", relative=True, digits=0),
    Outcome("hours_cost", "cost of the hours", "money in all", -1, 0.05, "programme office, at loaded rates",
            relative=True, digits=0),
    Outcome("net_value", "value of ideas less all costs", "money in all", 1, 0.02,
            "finance: ideas, programme, replacements",
            relative=True, digits=0),
    Outcome("extra_ideas", "ideas beyond those without a programme", "implemented ideas in all", 1, 0.10,
            "idea system, with and without a programme", relative=True, counterfactual=True),
    Outcome("break_even_value", "value of an idea that pays the programme", "money per implemented idea", -1, 0.10,
            "finance: extra costs over extra ideas, where there are any", relative=True, digits=0, counterfactual=True),
    Outcome("break_even_week", "week from which it pays",
            "programme week; the length of the run if it never does", -1, 4.0,
            "finance: cumulated value of ideas and cost", digits=0, counterfactual=True),
    Outcome("replacement_cost", "cost of replacing leavers", "money in all", -1, 0.02, "HR system and recruiting",
            relative=True, digits=0),
)  # fmt: skip

OUTCOME = {outcome.name: outcome for outcome in OUTCOMES}


@dataclass(frozen=True)
class OwnOutcome:
    """An outcome of your own: what it means, and the function that reads it off a finished run.

    `of` takes a `Record` and returns a number, nan where there is none; it must not change the record. `direction`
    is 1 where more is good, -1 where less is. `smallest` is the smallest effect that matters, in the unit or, if
    `relative`, as a share of the baseline's mean. Raises `Refused` with all that is wrong.
    """

    name: str
    of: Callable[[Any], float]
    unit: str
    direction: Literal[1, -1]
    smallest: float
    measured_by: str
    label: str = ""
    relative: bool = False
    digits: int = 1

    def __post_init__(self) -> None:
        a_number = isinstance(self.smallest, int | float) and not isinstance(self.smallest, bool)
        a_name = isinstance(self.name, str) and re.fullmatch(r"[A-Za-z]\w*(\.\w+)*", self.name)
        texts = (("unit", self.unit), ("measured_by", self.measured_by), ("label", self.label))
        wrong = [
            ("name", not a_name, "words of letters, digits and _, joined by dots"),
            ("name", a_name and self.name in OUTCOME, "another name than that of a built-in outcome"),
            ("of", not callable(self.of), "a function of a finished run"),
            ("direction", isinstance(self.direction, bool) or self.direction not in (1, -1),
             "1 (more is good) or -1 (less is good)"),
            ("smallest", not a_number or not 0 < self.smallest < inf, "a number above 0"),
            *((name, not isinstance(text, str), "text") for name, text in texts),
            ("relative", not isinstance(self.relative, bool), "true or false"),
            ("digits", type(self.digits) is not int or not 0 <= self.digits <= 6, "a whole number from 0 to 6"),
        ]  # fmt: skip
        refuse_wrong(self, wrong)

    @property
    def declared(self) -> Outcome:
        """What it means, as the built-in outcomes are declared."""
        label = self.label or self.name.replace("_", " ")
        return Outcome(self.name, label, self.unit, self.direction, self.smallest, self.measured_by, self.relative,
                       self.digits)  # fmt: skip
