"""A comparison over worlds in words: how far luck and assumptions decide."""

from __future__ import annotations

from collections.abc import Sequence

from ....agents.files.tables.cells import counted, listed
from ...results.paired_runs import PairedRuns
from ...statistics.robustness import InWorlds, OverWorlds, Robustness
from .answer import share

ROBUSTNESS: dict[Robustness, str] = {
    "toss-up": "a toss-up: the mean may be 0",
    "depends on assumptions": "depends on assumptions",
    "luck decides": "luck decides in the single future",
    "robust": "robust",
}


def futures_better(one: InWorlds) -> str:
    """Return in how many futures a design does better than no programme.

    >>> from ...statistics.robustness import in_worlds
    >>> import numpy as np
    >>> futures_better(in_worlds(np.array([[1.0, 2.0], [3.0, -1.0]]), 1))
    '3 of 4'
    """
    return f"{one.better:,} of {one.futures:,}"


def worlds_better(one: InWorlds) -> str:
    """Return in how many worlds the mean is good."""
    return f"{one.worlds_better} of {one.worlds}"


def worlds_in_words(found: OverWorlds) -> str:
    """Return what worlds there are."""
    return (
        f"Over {found.worlds} worlds with {counted(found.each, 'future')} in each: in every world all assumptions are "
        "drawn from their plausible ranges, and without a programme the organisation keeps its quits, inclusion and "
        "ideas."
    )


def hangs_on_in_words(comparison: PairedRuns) -> Sequence[str]:
    """Return in how many worlds each design is among the best: what the answer hangs on, where there are worlds."""
    found = comparison.over_worlds
    if found is None or len(found.best_in) < 2:
        return ()
    counts = [f"{name} in {number}" for name, number in sorted(found.best_in.items(), key=lambda one: -one[1])]
    return (
        f"Of {found.worlds} worlds, so many have a design among their best, which keep at least "
        f"{share(comparison.keeps)} of the best gain on most objectives and are undercut by no other that does: "
        f"{listed(counts)}.",
    )
