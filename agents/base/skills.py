"""The eight skills that people exchange, and the age bands."""

from __future__ import annotations

import numpy as np

SKILLS = (
    "digital_tools",
    "data_and_ai",
    "trends",
    "inclusion_competence",
    "industry",
    "leadership",
    "communication",
    "strategy",
)
DIGITAL_TOOLS, DATA_AND_AI, TRENDS, INCLUSION_COMPETENCE, INDUSTRY, LEADERSHIP, COMMUNICATION, STRATEGY = range(8)
DIGITAL = (DIGITAL_TOOLS, DATA_AND_AI, TRENDS)
"""The digital skills: what "technology gain" is measured on."""

WISHES = 0.5
"""Share of a pair's attention that goes to what the two want and can teach; the rest goes to the focus."""

LEVELS = ("entry", "specialist", "manager", "director", "executive")

BANDS = ("under 29", "29 to 44", "45 to 60", "61 and over")
BAND_EDGES = (22.0, 29.0, 45.0, 61.0, 67.0)
"""Ages, in years, at which the four bands begin and the last one ends."""

GENERATIONS = (("Silent", 1928), ("Boomer", 1946), ("X", 1965), ("Millennial", 1981), ("Z", 1997), ("Alpha", 2013))
"""Label and first birth year (Pew Research Center 2019). It is only a label: no behaviour depends on it."""


def band_of(age: np.ndarray) -> np.ndarray:
    """Return the age band, 0 to 3, of each age in years.

    >>> band_of(np.array([25.0, 29.0, 70.0])).tolist()
    [0, 1, 3]
    """
    return np.searchsorted(np.array(BAND_EDGES[1:4]), age, side="right")
