"""`Workforce`: everyone as columns, a row for each seat.

A seat is a permanent position; its luck stays with it. Its occupant may leave and be replaced. Columns are C arrays
that the compiled kernels read and write; `Employee` shows one row as an agent.
"""

from __future__ import annotations

from dataclasses import dataclass, fields
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ..base.arrays import Flags, Floats, Integers
from ..base.parameters import YEAR
from ..base.refusal import Problem, Refused


@dataclass
class Workforce:
    """The columns; every array has an entry for each seat (skill columns have eight, style has two)."""

    # the seat
    seat: NDArray[np.uint64]
    """Stable number of the seat, from which its luck is drawn."""
    level: Integers
    """0 entry, 1 specialist, 2 manager, 3 director, 4 executive."""
    department: Integers
    """Code of the department."""
    unit: Integers
    """A department, or a piece of one of at most about 150 people."""
    team: Integers
    """Code of the team: about eight people."""
    manager: Integers
    """Row of the line manager, -1 for none."""
    site: Integers
    """Code of the site, -1 where unknown."""

    # who sits there, and what is fixed in them
    occupant: Integers
    """0 for the person at launch, then 1, 2, ... for each hire."""
    present: Flags
    """Whether somebody holds the seat; without, it is a vacancy."""
    group: Flags
    """In an under-represented group."""
    age: Floats
    """Years."""
    tenure: Floats
    """Weeks."""
    skills: Floats
    """(seats, 8), 0..1, in the order of `SKILLS`."""
    own_skills: Floats
    """(seats, 8): what the skills fall back to without learning."""
    wants: Flags
    """(seats, 8): the one or two skills this person wants to learn."""
    can_teach: Flags
    """(seats, 8): the one or two skills this person can teach."""
    style: Floats
    """(seats, 2), 0..1: communication and working style."""
    engagement: Floats
    """Standard normal, in no file, seen by managers who nominate: drives volunteering, motivation, ideas, staying."""
    keenness: Floats
    """How keen on technology, 0..1; in no file."""
    workload: Floats
    """Workload apart from the programme, 0..1."""
    own_inclusion: Floats
    """Perceived inclusion that a person comes back to, 0..1."""
    own_openness: Floats
    """Openness to other generations that a person comes back to, 0..1."""
    own_confidence: Floats
    """Confidence that a person comes back to, 0..1."""

    # what changes from week to week, 0..1 by default
    motivation: Floats
    """Intrinsic motivation."""
    reward: Floats
    """Extrinsic pull at enrolment; fades with the weeks in the programme."""
    fatigue: Floats
    """Fatigue."""
    confidence: Floats
    """Confidence in one's own ideas and abilities."""
    openness: Floats
    """Openness to other generations."""
    inclusion: Floats
    """Perceived inclusion."""
    training: Floats
    """Preparation for getting on with each other; fades."""
    knowledge_training: Floats
    """Preparation for passing on what one knows; fades."""
    voice: Floats
    """Memory of how own ideas were received; may be negative."""
    advancement: Floats
    """Recent advancement, -0.4..1."""
    credit: Floats
    """Credit towards advancement, for years in a programme that gives it."""
    contagion: Floats
    """Memory of ties who quit lately."""
    rejected: Floats
    """Memory of being turned down by the programme."""
    ramp: Floats
    """How far a new hire's inherited ties have become active, .25..1."""

    # read off the ties every week
    tie_sum: Floats
    """Sum of the effective tie weights."""
    access: Floats
    """Closeness to people with a say, 0..1."""
    access_of_ties: Floats
    """The same without the ties that grew in the programme or by chance."""
    cross_age: Floats
    """Share of tie weight to people two or more age bands apart."""
    cross_age_of_ties: Floats
    """The same without the ties that grew in the programme or by chance."""
    elsewhere: Floats
    """Sum of the effective weights of ties to people of other departments."""

    # in the programme
    enrolled: Flags
    """Whether in the programme: in a pair that runs or, where training is the programme, in a round of it."""
    rewarded: Floats
    """Week since which they have the reward there is (programme weeks)."""
    spells: Integers
    """How often this person was in the programme."""
    hours: Floats
    """Programme hours this week."""
    check_ins: Floats
    """Check-ins this week."""

    def __len__(self) -> int:
        return len(self.seat)

    def ids(self, rows: Integers) -> Integers:
        """Return a number for whoever holds or last held some seats: the row for the person at launch.

        Whoever comes later has a number of their own, never used before or again in a run.
        """
        numbers: Integers = rows + len(self) * self.occupant[rows]
        return numbers

    def copy(self) -> Workforce:
        """Return a workforce with columns of its own."""
        return Workforce(**{field.name: getattr(self, field.name).copy() for field in fields(self)})

    @classmethod
    def empty(cls, seats: NDArray[np.uint64]) -> Workforce:
        """Return a workforce of vacant seats, every number 0, every code -1."""
        n = len(seats)
        columns: dict[str, NDArray[np.generic]] = {"seat": seats.astype(np.uint64)}
        for field in fields(cls):
            shape = (n, 8) if field.name in _SKILL_COLUMNS else (n, 2) if field.name == "style" else (n,)
            if field.type == "Floats":
                columns[field.name] = np.zeros(shape)
            elif field.type == "Flags":
                columns[field.name] = np.zeros(shape, np.bool_)
            elif field.type == "Integers":
                start = 0 if field.name in ("occupant", "spells", "level") else -1
                columns[field.name] = np.full(shape, start, np.int64)
        return cls(**columns)  # type: ignore[arg-type]


_SKILL_COLUMNS = ("skills", "own_skills", "wants", "can_teach")

_SHARE = (0.0, 1.0)

WRITABLE: dict[str, tuple[float, float]] = {
    "age": (14.0, 100.0),
    "tenure": (0.0, 86.0 * YEAR),
    "engagement": (-10.0, 10.0),
    "voice": (-100.0, 100.0),
    "advancement": (-0.4, 1.0),
    "credit": (0.0, 100.0),
    "contagion": (0.0, 100.0),
    "ramp": (0.25, 1.0),
    **dict.fromkeys(("group", "wants", "can_teach"), _SHARE),
    **dict.fromkeys(("skills", "own_skills", "style", "workload", "own_inclusion", "own_openness"), _SHARE),
    **dict.fromkeys(("own_confidence", "motivation", "reward", "fatigue", "confidence", "openness"), _SHARE),
    **dict.fromkeys(("inclusion", "training", "knowledge_training", "keenness", "rejected"), _SHARE),
}
"""What of a person may be written through their agent, from where to where; the rest is the seat's or the model's own.

The wide limits hold nothing real: they catch a slip.
"""


def checked(name: str, value: Any, shape: tuple[int, ...], dtype: np.dtype[Any]) -> NDArray[Any]:
    """Return a value that may stand in one person's cells of a column, or refuse it with the limits."""
    if name not in WRITABLE:
        message = "is the seat's place, or kept up by the model itself, and is not written through an agent."
        raise Refused(Problem(message, f"Written may be: {', '.join(sorted(WRITABLE))}.", "type", field=name))
    low, high = WRITABLE[name]
    flags = dtype == np.bool_
    try:
        cells = np.asarray(value)
        kind = cells.dtype.kind
    except ValueError:  # a ragged list
        kind = "O"
    if kind not in ("b" if flags else "iuf"):
        needed = "True or False" if flags else f"a number from {low:g} to {high:g}"
        raise Refused(Problem(f"{value!r} is not {needed}.", "", "type", field=name, value=value))
    if cells.shape != shape:
        needed = f"{shape[0]} values, in the order of the column" if shape else "one value"
        message = f"an array of shape {cells.shape} does not fit: a person has {needed}."
        raise Refused(Problem(message, "Write them all at once.", "type", field=name))
    if not flags and not np.all((cells >= low) & (cells <= high)):  # nan is not between anything
        message = f"{value!r} is outside {low:g} to {high:g}."
        raise Refused(
            Problem(message, "Shares run from 0 to 1, age is in years, tenure in weeks.", "range", field=name)
        )
    return cells
