"""Patterns P12-P16: what randomised trials, surveys and other models found, and nothing here was fitted to."""

from __future__ import annotations

from collections.abc import Callable, Iterator

import numpy as np

from ...sim.measures.outcomes import same_people
from ...sim.processes.cohort import SENIOR
from .targets import PAIRED_BY_LOT
from .testbed import Check, Testbed, ratio

INFINITY = float("inf")
ONE_ROUND = PAIRED_BY_LOT | {"renew": False}
"""In a second round volunteers who come again would have a second dose."""
GAIN = "participants.senior_technology_gain"


def who_would_gain_most_opts_out(testbed: Testbed) -> Iterator[Check]:
    """P13: one round, paired by lot, of seniors by lottery and of seniors who volunteered; who says no."""
    replicates = 4 * testbed.replicates
    gained = {}
    for targeting in ("lottery", "volunteer"):
        runs = testbed.runs(ONE_ROUND | {"targeting": targeting}, replicates=replicates)
        pairs = zip(runs, testbed.runs(replicates=replicates), strict=True)
        gained[targeting] = float(
            np.mean([run.outcomes[GAIN] - same_people(none.record, run.record)[GAIN] for run, none in pairs])
        )
    source = "Sandvik et al. 2025"
    yield Check("P13", "technology gained by seniors, of a lottery over volunteers", "fitted", 1.5, INFINITY,
                ratio(gained["lottery"], gained["volunteer"]), source)  # fmt: skip
    digital: list[float] = []
    confidence: list[float] = []
    for run in testbed.runs({"arm": "reverse", "share": 1.0}, weeks=1):  # a place for every senior who says yes
        asked = run.record.people["eligible_as"] == SENIOR
        says_yes = run.record.people["role"] == SENIOR
        for found, held in ((digital, run.launch.skills[:, :3].mean(axis=1)), (confidence, run.launch.confidence)):
            found.append((held[says_yes].mean() - held[asked & ~says_yes].mean()) / held[asked].std())
    yield Check("P13", "digital skill of seniors who say yes, above those who say no, SD", "imposed", 0.2, 2.0,
                float(np.mean(digital)), source)  # fmt: skip
    yield Check("P13", "confidence of seniors who say yes, above those who say no, SD", "imposed", 0.1, 2.0,
                float(np.mean(confidence)), source)  # fmt: skip


CHECKS: tuple[Callable[[Testbed], Iterator[Check]], ...] = (who_would_gain_most_opts_out,)
