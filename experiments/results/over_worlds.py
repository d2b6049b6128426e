"""What a comparison came to over worlds, where assumptions were varied too: data, counted in futures and in worlds."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import asdict
from typing import Any

import numpy as np

from ...scenarios.assumptions.outcomes import HEADLINES, PARTICIPANTS_SHOWN
from ..statistics.choice import cheaper_by
from ..statistics.robustness import InWorlds, OverWorlds, in_worlds, regrets, shrunk
from .answer import objectives_of
from .paired_runs import PairedRuns
from .prices import prices


def over_worlds(runs: PairedRuns, each: int, objectives: Sequence[str] = ()) -> OverWorlds:
    """Return what designs came to against no programme in worlds of so many futures; replicate w x each + r is in w.

    Participants are compared with the same people without it. The outcomes are those shown with every comparison. The
    best of a world is sought by the `objectives`, those of the comparison if none are named.
    """
    names = [name for name, design in zip(runs.names, runs.is_design, strict=True) if design]
    worlds = runs.replicates // each
    nested = runs.over_nothing[runs.is_design][:, : worlds * each].reshape(len(names), worlds, each, -1)
    outcomes: dict[str, dict[str, InWorlds]] = {name: {} for name in names}
    means: dict[str, dict[str, tuple[float, ...]]] = {name: {} for name in names}
    for outcome in (*PARTICIPANTS_SHOWN, *HEADLINES):
        place = runs.places[outcome]
        for row, name in enumerate(names):
            found = in_worlds(nested[row, :, :, place], runs.outcomes[place].direction)
            if found is not None:
                outcomes[name][outcome] = found
                means[name][outcome] = tuple(shrunk(nested[row, :, :, place]).tolist())
    kept: dict[str, dict[str, int]] = {name: {} for name in names}
    regret: dict[str, dict[str, float]] = {name: {} for name in names}
    scores = np.zeros((len(names), worlds))
    for outcome in objectives or objectives_of(runs):
        place = runs.places[outcome]
        gains = nested[:, :, :, place] * runs.outcomes[place].direction
        of_worlds = np.array([shrunk(design) for design in gains])
        known = ~np.isnan(of_worlds).all(axis=0)
        best = np.max(np.where(np.isnan(of_worlds), -np.inf, of_worlds), axis=0)
        enough = known & (of_worlds >= np.where(best > 0, runs.keeps * best, best))
        scores += enough
        for row, (name, lost) in enumerate(zip(names, regrets(gains), strict=True)):
            kept[name][outcome] = int(enough[row].sum())
            regret[name][outcome] = float(lost)
    cost = prices(runs)
    cheaper = cheaper_by([cost.cash, cost.hours] if cost.money is None else [cost.money])
    undercut = np.array([[cheaper(other, one) for other in range(len(names))] for one in range(len(names))])
    most = (scores == scores.max(axis=0)) & (scores > 0)
    among = most & ~(undercut[:, :, None] & most[None]).any(axis=1)
    best_in = {name: int(among[row].sum()) for row, name in enumerate(names)}
    return OverWorlds(worlds, each, outcomes, kept, regret, best_in, means)


def worlds_data(found: OverWorlds) -> dict[str, Any]:
    """Return it as JSON has it: numbers or null."""

    def plain(value: Any) -> Any:
        if isinstance(value, dict):
            return {key: plain(one) for key, one in value.items()}
        if isinstance(value, list | tuple):
            return [plain(one) for one in value]
        return None if isinstance(value, float) and np.isnan(value) else value

    return {key: plain(value) for key, value in asdict(found).items()}
