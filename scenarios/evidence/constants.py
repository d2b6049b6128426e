"""Numbers of the model that stand in the code as constants, because kernels or tables need them there.

A line for each constant: its place, value, unit, plausible range and source. A test compares each with the code, and
finds every constant that is missing here. Changing one is an edit of the code, not of a scenario file.
"""

from __future__ import annotations

from typing import NamedTuple

from ...agents.base.parameters import ASSUMPTION, Source
from ...agents.base.skills import LEVELS
from ..policy.arms import FOCUS

Table = tuple[float, ...] | tuple[tuple[float, ...], ...]


class Fixed(NamedTuple):
    """A constant of the code. A table has no `low` and `high`, but says what else is plausible."""

    path: str
    """Folder, file and name."""
    value: float | Table
    unit: str
    low: float | None = None
    high: float | None = None
    source: Source = ASSUMPTION
    plausible: str = "each cell from half to twice"


def _remark(said: str) -> Source:
    return ASSUMPTION.gives("nothing", said)


FIXED = (
    Fixed("agents.people.structure.TEAM_SIZE", 8, "people in a team, about", 5, 12),
    Fixed("agents.people.structure.UNIT_SIZE", 150, "people in a unit at most", 75, 300),
    Fixed("agents.people.structure.SPAN", 8, "heads of departments under one executive", 4, 16),
    Fixed("agents.people.makeup.LEVEL_SHARES", (0.42, 0.28, 0.18, 0.09, 0.03), f"of the seats: {', '.join(LEVELS)}"),
    Fixed(
        "agents.people.makeup.AGE_SHARES",
        (
            (0.55, 0.35, 0.08, 0.02),
            (0.20, 0.50, 0.22, 0.08),
            (0.04, 0.43, 0.40, 0.13),
            (0.00, 0.22, 0.53, 0.25),
            (0.00, 0.10, 0.55, 0.35),
        ),
        "of a level, in four age bands from the youngest; a row for each level",
    ),
    Fixed(
        "agents.base.skills.BAND_EDGES", (22.0, 29.0, 45.0, 61.0, 67.0), "years of age at which bands begin and end",
        source=_remark("close to the ages of Pew's generations in 2026; no behaviour depends on a label"),
        plausible="each within 3 years",
    ),
    Fixed(
        "agents.people.makeup.BAND_MIDDLES", (25.5, 37.0, 53.0, 64.0), "years of age at which mean skills are stated",
        plausible="by definition: the middles of the bands",
    ),
    Fixed("agents.people.makeup.YOUNGEST", 20.0, "years of age before which nobody is hired", 16, 22),
    Fixed("agents.people.makeup.CAREER", 47.0, "years, the longest tenure", 40, 50),
    Fixed(
        "agents.base.skills.WISHES", 0.5, "of a pair's attention to what the two want, the rest to the focus",
        0.25, 0.75,
    ),
    Fixed("agents.network.ties.SLOTS", 16, "new ties a person can hold beside the structural ones", 8, 32),
    Fixed(
        "agents.files.columns.tie_weights.MEAN_WEIGHT", 0.33, "mean weight of a tie read from counts", 0.2, 0.5,
        _remark("the mean of a drawn tie, .05 + .7 Beta(2, 3)"),
    ),
    Fixed("scenarios.policy.arms.CIRCLE", 3, "juniors who share a senior in a circle", 2, 6),
    *(
        Fixed(f"scenarios.policy.arms.FOCUS.{name}", weights, "attention to each of the eight skills, before scaling")
        for name, weights in FOCUS.items()
    ),
    Fixed("sim.processes.network.FAINT", 0.02, "weight below which a grown tie is forgotten", 0.01, 0.04),
    Fixed("sim.processes.network.LEADER", 3, "the level from which somebody is a leader", 2, 4),
    Fixed("sim.processes.inclusion.PRACTICE_WEEKS", 13, "weeks between two chances of an inclusive practice", 6, 26),
    Fixed("sim.processes.advancement.REVIEW_WEEKS", 26, "weeks between reviews", 13, 52),
    Fixed("sim.processes.ideas.SPREAD_ROUNDS", 3, "rounds in which an idea spreads", 2, 5),
    Fixed("sim.processes.cohort.TIED", 0.1, "weight above which a tie counts as knowing somebody", 0.05, 0.2),
    Fixed("sim.measures.segregation.CLOSE", 0.4, "weight above which a tie is with somebody to turn to", 0.3, 0.5),
    Fixed("sim.measures.counterfactual.FELT", 0.03, "inclusion over a year that a person would notice", 0.01, 0.06),
)  # fmt: skip
