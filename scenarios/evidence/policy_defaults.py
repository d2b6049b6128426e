"""Where the defaults of the policy come from: a line for each field, by its path in a scenario.

A lever is a choice, not a claim; but its default decides what "a programme" means here, so it has a source too.
"""

from __future__ import annotations

from typing import NamedTuple

from ...agents.base import sources
from ...agents.base.parameters import ASSUMPTION, Source


class Default(NamedTuple):
    """Why a default is what it is; what else it may be and its unit, where no lever says so."""

    source: Source
    allowed: str = ""
    unit: str = ""


def _choice(why: str, allowed: str = "", unit: str = "") -> Default:
    return Default(ASSUMPTION.gives("nothing", why), allowed, unit)


PUBLISHED = "published programmes"
OPEN = "open to everybody by default"

DEFAULTS: dict[str, Default] = {
    "weeks": _choice("two years: a cohort, another, and what is left of the first", "1 to 260", "weeks"),
    "settling_weeks": _choice("long enough for what changes fast to settle", "26 to 104", "weeks"),
    "organisation.synthetic.employees": _choice(
        "a middle-sized organisation that is simulated in moments", "2 to 1,000,000", "people"
    ),
    "policy.arm": _choice("no programme by default"),
    "policy.pairing": _choice("what a careful programme office would try"),
    **{
        f"policy.best_score.{part}": _choice("how much each counts in the best score, per SD", "0 to 10", "per SD")
        for part in ("learning", "similarity", "strangers", "goals")
    },
    "policy.sessions.every_weeks": _choice(
        f"at the frequent end of {PUBLISHED}, fortnightly to quarterly; NHS ReMEDI met monthly (C)"
    ),
    "policy.sessions.black_out": _choice("no week is blocked by default", "0 to 259", "weeks"),
    "policy.feedback.every_weeks": Default(
        sources.LAM.gives(
            "shape", "asking too rarely and asking too often both cost; that the best is at 2-8 weeks is assumed"
        )
    ),
    "policy.feedback.action": _choice("repair the pairs that can be repaired, match the others anew"),
    "policy.reward": Default(
        sources.DECI.gives("sign", "praise does not crowd out intrinsic motivation, tangible rewards do")
    ),
    "policy.training": _choice("some preparation, short of a workshop"),
    "policy.support.every_weeks": _choice("no more training than at the start"),
    "policy.targeting": _choice("nobody has to take part"),
    "policy.pairs": _choice("computed from the share by default"),
    "policy.share": _choice(f"the upper end of {PUBLISHED}, 5-10 % of the staff"),
    "policy.where.departments": _choice(OPEN, "names of departments"),
    "policy.where.sites": _choice(OPEN, "names of sites"),
    "policy.where.levels": _choice(OPEN, "0 to 4", "levels"),
    "policy.length_weeks": _choice(f"the longer end of {PUBLISHED}, 6-9 months; NHS ReMEDI ran six (C)"),
    "policy.renew": _choice("a standing programme"),
    "policy.focus": _choice("no skill before another"),
    "policy.goal_clarity": _choice("the middle of the scale"),
    "policy.integration": _choice("linked with nothing else"),
    "policy.must_not.own_manager": _choice("a report cannot speak freely to the own manager", "yes, no"),
    "policy.capacity": _choice("one junior a senior"),
    "policy.eligible.junior.levels": _choice("the two lowest levels", "0 to 4", "levels"),
    "policy.eligible.junior.min_age": _choice(OPEN, "14 to 100", "years of age"),
    "policy.eligible.junior.max_age": _choice("under 40", "14 to 100", "years of age"),
    "policy.eligible.senior.levels": _choice("managers and above", "0 to 4", "levels"),
    "policy.eligible.senior.min_age": _choice(OPEN, "14 to 100", "years of age"),
    "policy.eligible.senior.max_age": _choice(OPEN, "14 to 100", "years of age"),
    "policy.processes": _choice("nothing of the user's own by default", "package.module:name", "names"),
}
