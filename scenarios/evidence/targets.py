"""What the free numbers of the model may be fitted to; nothing else may, and nothing a vendor claims is here.

The ledger says which number is fitted to which, benchmarks/calibrate.py does it, docs/calibration.md is its record.
The checks of `experiments.validation.targets` measure each against the tolerance given here.
"""

from __future__ import annotations

from typing import NamedTuple

from ...agents.base import sources
from ...agents.base.parameters import Source


class Target(NamedTuple):
    """A stylised fact with its tolerance."""

    name: str
    what: str
    target: float
    low: float
    high: float
    source: Source


def _of(source: Source, finding: str) -> Source:
    return source.gives("size", finding)


TARGETS = (
    Target("C1", "voluntary quits per person and year without a programme", 0.135, 0.12, 0.15,
           _of(sources.MERCER, "13.5 % voluntary a year")),
    Target("C2", "hazard of leaving in the first year over that after ten", 6.2, 4.0, 8.0,
           _of(sources.BLS, "fitted to tenure: 22 % in their first year, median 3.9 years")),
    Target("C3", "correlation of age and quitting within a year", -0.14, -0.20, -0.08,
           _of(sources.NG, "r = -.14 over 49 studies")),
    Target("C4", "correlation of engagement and quitting within a year", -0.19, -0.28, -0.10,
           _of(sources.GRIFFETH, "job satisfaction and turnover, -.19 to -.22")),
    Target("C5", "months until half of an unused gain is gone", 11.0, 6.5, 13.0,
           _of(sources.TATEL, "half-lives of 6.5 to 13 months")),
    Target("C6", "share of pairs that feedback harms", 0.36, 0.33, 0.40,
           _of(sources.KLUGER, "more than a third of interventions harm; mean effect d = .41")),
    Target("C7", "correlation of deep-level similarity and rapport", 0.485, 0.38, 0.59,
           _of(sources.EBY, "rho .38 to .59")),
    Target("C8", "correlation of session frequency and tie strength", 0.25, 0.15, 0.35,
           _of(sources.EBY, "frequency of interaction and psychosocial support, rho .25")),
    Target("C9", "change of participants' attitudes across ages, in SD", 0.295, 0.14, 0.45,
           _of(sources.APRICENO, "g = .33 between, .26 within groups")),
    Target("C10", "share of ties within the unit", 0.70, 0.60, 0.80,
           _of(sources.GENOIS, "ties are mostly within departments; the share "
                               "itself is assumed")._replace(settles="shape")),
    Target("C11", "own motivation when a bonus stops, against never having had one, in SD", -0.34, -0.40, -0.28,
           _of(sources.DECI, "d = -.40 to -.28 for rewards that hang on taking part or on doing well")),
    Target("C12", "inclusion of participants against the same people without a programme, in SD", 0.22, 0.06, 0.39,
           _of(sources.EBY_2008, "r = .03 to .19 with any outcome, generally small; digits recalled")),
)  # fmt: skip
