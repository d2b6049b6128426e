"""Popular claims about mentoring that set no number here, each with the reason."""

from __future__ import annotations

from typing import NamedTuple


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
