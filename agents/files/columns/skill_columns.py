"""Read what a roster says of skills: how good people are, what they want to learn, what they can teach."""

from __future__ import annotations

import re

import numpy as np
from numpy.typing import NDArray

from ...base.arrays import Floats
from ...base.refusal import did_you_mean
from ...base.skills import SKILLS
from ..tables.cells import Reading, Wrong, between

SKILL_COLUMNS = tuple(f"skill_{skill}" for skill in SKILLS)


def read_skills(reading: Reading) -> Floats:
    """Return the skills given, 0..1, nan where unknown."""
    skills = np.full((len(reading.table.rows), len(SKILLS)), np.nan)
    for place, name in enumerate(SKILL_COLUMNS):
        if name in reading.columns:
            skills[:, place] = reading.read(
                reading.columns[name], between(0, 1, "Divide by the highest value of your scale.")
            )
    return skills


def read_choices(reading: Reading, name: str) -> NDArray[np.int8]:
    """Return which skills each person names, 1 or 0, -1 in a whole row where nothing is said."""
    chosen = np.full((len(reading.table.rows), len(SKILLS)), -1, dtype=np.int8)
    if name not in reading.columns:
        return chosen
    column = reading.columns[name]

    def places(cell: str) -> float:
        """Return the skills named in a cell as bits of a number."""
        bits = 0
        for word in filter(None, (re.sub(r"[\s-]+", "_", part.strip().casefold()) for part in re.split("[;|,]", cell))):
            if word not in SKILLS:
                mend = did_you_mean(word, SKILLS) or f"They are: {', '.join(SKILLS)}."
                raise Wrong(f"'{word}' is not a skill.", mend, "unknown")
            bits |= 1 << SKILLS.index(word)
        return float(bits)

    bits = reading.read(column, places)
    known = np.isfinite(bits)
    chosen[known] = bits[known].astype(np.int64)[:, None] >> np.arange(len(SKILLS)) & 1
    return chosen
