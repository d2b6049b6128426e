"""A part of a study's futures, to be done elsewhere and merged."""

from __future__ import annotations

import re
from typing import NamedTuple

from ...agents.base.refusal import Problem, Refused


class Shard(NamedTuple):
    """The `number`-th (from 1) of `parts` parts: every so manieth future, so that each part has whole ones.

    >>> [Shard(2, 3).of(8), Shard().of(3)]
    [[1, 4, 7], [0, 1, 2]]
    """

    number: int = 1
    parts: int = 1

    def of(self, replicates: int) -> list[int]:
        """Return the replicates of this part."""
        return list(range(self.number - 1, replicates, self.parts))


def shard_of(text: str) -> Shard:
    """Read "2/4".

    >>> shard_of("2/4")
    Shard(number=2, parts=4)
    """
    read = re.fullmatch(r"\s*(\d+)\s*/\s*(\d+)\s*", text)
    if read is None or not 1 <= int(read[1]) <= int(read[2]):
        message = f"'{text}' is no part of a study."
        raise Refused(Problem(message, "The second of four parts is 2/4.", "format", field="--shard", value=text))
    return Shard(int(read[1]), int(read[2]))
