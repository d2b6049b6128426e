"""What a sweep found, against plain loops over random cells."""

from types import SimpleNamespace

import numpy as np
import pytest

from mentorlab.experiments.results.sweep import Found, SweepResult
from mentorlab.experiments.show.wording.sweep import found_in_words


class Comparison:
    """As much of a comparison as is read."""

    apart, replicates = "", 30

    def __init__(self, names, means):
        self.names, self.means = ("none", *names), means

    def mean(self, name, outcome):
        return self.means[name][outcome]


def sweep(luck, *, judge="", limits=("cash", "hours")):
    """Return a sweep of 2 x 3 cells with statuses, standings and costs at random."""
    cells = [(reward, every) for reward in ("bonus", "thanks") for every in (1, 4, 8)]
    names = [f"{reward} {every}" for reward, every in cells]
    plan = SimpleNamespace(
        cells=cells, labels=("reward", "sessions"), limits=dict.fromkeys(limits, 10.0), judge=judge, levers=("r", "s")
    )
    broken = {limit: luck.random(6) < 0.5 for limit in limits}
    costs = [
        {limit: SimpleNamespace(status="over" if broken[limit][row] else "within") for limit in limits}
        for row in range(6)
    ]
    may = ~np.array([broken[limit] for limit in limits]).any(axis=0) if limits else np.ones(6, dtype=bool)
    judged = (judge,) if judge else ("innovation", "inclusion", "retention")
    kinds = np.array(["best", "equivalent", "close", "beaten"])
    ranking = {
        one: SimpleNamespace(standing=luck.choice(kinds, 6, p=[0.3, 0.4, 0.15, 0.15]).tolist()) for one in judged
    }
    means = {name: {"cash": float(luck.integers(1, 4)), "hours": float(luck.integers(1, 9))} for name in names}
    made = SweepResult(plan, (Comparison(names, means),))
    world = SimpleNamespace(costs=costs, may=may, ranking=ranking)
    made.__dict__["worlds"] = (world,)
    return made, world


@pytest.mark.parametrize("seed", range(40))
def test_what_is_found_is_what_plain_loops_find(seed):
    luck = np.random.default_rng(seed)
    made, world = sweep(luck, judge="inclusion" if seed % 2 else "", limits=("cash", "hours") if seed % 3 else ())
    over = {}
    for limit in made.plan.limits:
        for at, label in enumerate(made.plan.labels):
            for value in dict.fromkeys(cell[at] for cell in made.plan.cells):
                rows = [row for row, cell in enumerate(made.plan.cells) if cell[at] == value]
                if all(world.costs[row][limit].status == "over" for row in rows):
                    over.setdefault(limit, []).append((label, value))
    fit, good = [], []
    for row, name in enumerate(made.names):
        if all(cost.status != "over" for cost in world.costs[row].values()):
            fit.append(name)
            if all(one.standing[row] in ("best", "equivalent") for one in world.ranking.values()):
                good.append(name)
    means = made.comparison.means
    cheapest = min(good, key=lambda name: (means[name]["cash"], means[name]["hours"])) if good else None
    assert made.found == Found({limit: tuple(one) for limit, one in over.items()}, tuple(fit), tuple(good), cheapest)
    said = " ".join(found_in_words(made))
    assert said.endswith(".")
    assert "None" not in said
    assert (cheapest is None) or (f"'{cheapest}'" in said)
    assert all(f"over the limit of {limit}" in said for limit in over)
