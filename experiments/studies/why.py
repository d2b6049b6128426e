"""Ask why: run two or more scenarios again without each mechanism in turn, on the same luck.

Each starts from a state settled without the mechanism. Mechanisms work through each other, so what they take away
does not add up to the whole.
"""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from os import PathLike
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ...agents.base.fields import refuse_unless_whole
from ...agents.files.tables.cells import counted, listed
from ...scenarios.assumptions.assumptions import MechanismName
from ...scenarios.assumptions.mechanisms import MECHANISMS, known
from ...scenarios.assumptions.mechanisms import without as switched_off
from ...scenarios.assumptions.outcomes import HEADLINES, OUTCOME
from ...scenarios.load import as_scenario, distinct
from ...scenarios.no_programme import no_programme
from ...scenarios.scenario import Scenario
from ..results.why import ASKED, OF_PARTICIPANTS, WhyResult, excludes_zero
from ..runs.stopping import LEAVING, Interrupted
from ..show.notebook_tables import why_html
from ..show.progress import Shown, shown
from ..show.why_figure import why_figure
from ..show.wording.numbers import amount, enough_digits, short_unit, with_interval
from .apart import references_of
from .comparable import row_of
from .compare import compare
from .comparison import Comparison
from .one_organisation import given_of, in_one_organisation

if TYPE_CHECKING:
    from matplotlib.axes import Axes

AT_ONCE = 100_000
"""Settled people kept at a time: a settled state a mechanism, about 2 kB a person."""

AS_ITS_OWN = "no programme under the same assumptions"
"""What a scenario is compared with where the baseline assumes otherwise."""


class Why(WhyResult):
    """A difference between two scenarios, and what remains of it without each mechanism in turn.

    `sentence()` gives the result in words, `to_frame()` has a row for each mechanism and outcome, `plot()` draws the
    headlines; `clear` and `ordered` name the mechanisms of an outcome, first the one on which it depends most.

    `full` is (replicates, outcomes) in the order of `ASKED`, `without` (mechanisms, replicates, outcomes), nan where
    there is no value: the headlines compared with the baseline, participants with the same people in a run without a
    programme. `alike` is (mechanisms, 2): whether without it the scenario's runs are the same as the baseline's to the
    bit, and whether switching it off changed no run of either.

    Intervals are of 95 %: those of the full differences hold for the headlines together (participants' apart), all
    others for the mechanisms of one outcome together.
    """

    def __repr__(self) -> str:
        return f"<{self.sentence()}>"

    def _repr_html_(self) -> str:
        return why_html(self)

    def sentence(self) -> str:
        """Return, for each headline that clearly differs, what it depends on most; with how that was found out."""
        clauses = [
            self.told_without(self.clear(name)[0], name)
            for name in HEADLINES
            if excludes_zero(self.differences[name]) and self.clear(name)
        ]
        what = f"{self.scenario} compared with {self.baseline}"
        words = "; ".join(clauses) or "no single mechanism clearly changes a headline's difference"
        return (
            f"In {counted(self.replicates, 'simulated future')} of {self.organisation}, {what}: {words}. "
            "One mechanism was switched off at a time, with the same luck, and the parts do not add up to the whole; "
            "simulated, not measured."
        )

    def told_without(self, mechanism: MechanismName, name: str) -> str:
        """Return what one outcome would be without one mechanism, with its interval."""
        outcome, left = OUTCOME[name], self.remaining[mechanism][name].without
        digits = enough_digits(outcome, self.smallest_effects[name]) + 1
        full = amount(self.differences[name].difference, digits, signed=True)
        return (
            f"without {MECHANISMS[mechanism].about} the difference in {outcome.label} would be "
            f"{with_interval(left, digits)} instead of {full} {short_unit(outcome)}"
        )

    def plot(self, axes: Sequence[Axes] | None = None) -> Sequence[Axes]:
        """Draw the headlines: what remains without each mechanism that matters."""
        return why_figure(self, axes)


def why(
    scenario: Scenario | str | PathLike[str],
    baseline: Scenario | str | PathLike[str] | None = None,
    *,
    mechanisms: Iterable[str] | None = None,
    replicates: int = 30,
    seed: int = 0,
    jobs: int | None = None,
    progress: Shown = True,
) -> Why:
    """Run a scenario and its baseline again without each mechanism, and return what remains of their difference.

    The baseline is no programme under the same assumptions if none is named, and if the one named assumes otherwise.
    `mechanisms` names some of those in `scenarios/assumptions/mechanisms.py`; all if None. Every one costs as much as
    the comparison itself; `progress` is as `compare` has it. Raises `Refused` for an unknown mechanism and for what
    cannot be compared.
    """
    scenario = as_scenario(scenario)
    asked = [no_programme(scenario) if baseline is None else as_scenario(baseline), scenario]
    return explain(asked, asked[0], mechanisms=mechanisms, replicates=replicates, seed=seed, jobs=jobs,
                   progress=progress)[0]  # fmt: skip


def explain(
    scenarios: Sequence[Scenario],
    baseline: Scenario | str | None = None,
    *,
    mechanisms: Iterable[str] | None = None,
    replicates: int = 30,
    seed: int = 0,
    jobs: int | None = None,
    progress: Shown = True,
) -> tuple[Why, ...]:
    """Do the same for every scenario against one of them, the first if none is named.

    Where they do not share their assumptions, each is compared with no programme under its own.
    """
    asked = known(MECHANISMS if mechanisms is None else mechanisms)
    refuse_unless_whole(replicates=(replicates, 1), seed=(seed, 0), jobs=(1 if jobs is None else jobs, 1))
    named = distinct(scenarios)
    row = row_of(baseline, scenarios, named)
    shared, _ = in_one_organisation(named)
    given = given_of(shared)
    own = references_of(shared)
    size = max(1, AT_ONCE // len(given.structure))
    switched: list[tuple[MechanismName, ...]] = [(), *((one,) for one in asked)]
    batches = [switched[at : at + size] for at in range(0, len(switched), size)]
    found: list[Comparison] = []
    with shown(progress, f"simulated futures without each of {counted(len(asked), 'mechanism')}") as told:
        for done, batch in enumerate(batches):

            def moved(replicate: int, _: int, before: int = done * replicates) -> None:
                if told:
                    told(before + replicate, replicates * len(batches))

            runs = [as_without(scenario, off) for off in batch for scenario in named]
            try:
                one = compare(runs, baseline=runs[row], replicates=replicates, seed=seed, jobs=jobs, progress=moved)
            except KeyboardInterrupt as interruption:
                LEAVING.set()
                raise Interrupted("You stopped it. Runs without a mechanism are never kept.") from interruption
            found.append(one)
    values = by_switch([one.values for one in found], len(named))
    people = by_switch([one.same_people for one in found], len(named))
    digests = by_switch([one.digests for one in found], len(named))
    if not own.differing:
        without, of_without = values[:, [row]], digests[:, [row]]
    else:
        parts = [one.without for one in found if one.without is not None]
        without = by_switch([one.values for one in parts], len(named))
        of_without = by_switch([one.digests for one in parts], len(named))
    places = [found[0].places[name] for name in ASKED]
    against = np.where([name in OF_PARTICIPANTS for name in ASKED], people[..., places], without[..., places])
    differences = values[..., places] - against
    same = (digests == of_without).all(axis=2)  # without the mechanism as what it is compared with without it
    unmoved = (digests == digests[:1]).all(axis=2) & (of_without == of_without[:1]).all(axis=2)  # as with it
    notes = [note for note in found[0].notes if note != found[0].apart]
    return tuple(
        Why(
            scenario=one.name,
            baseline=named[row].name if not own.differing else AS_ITS_OWN,
            mechanisms=asked,
            full=differences[0, at],
            without=differences[1:, at],
            alike=np.column_stack([same[1:, at], unmoved[1:, at]]),
            smallest_effects={name: found[0].smallest_effects[name] for name in ASKED},
            seed=seed,
            organisation=found[0].organisation,
            notes=(*((own.note,) if own.note else ()), *notes),
        )
        for at, one in enumerate(named)
        if at != row
    )


def as_without(scenario: Scenario, off: tuple[MechanismName, ...]) -> Scenario:
    """Return a scenario with more mechanisms off, with a name by which a run that breaks off is recognised."""
    name = f"{scenario.name} without {listed(off)}" if off else scenario.name
    return scenario.model_copy(update={"name": name, "assumptions": switched_off(scenario.assumptions, off)})


def by_switch(parts: Sequence[NDArray[Any]], scenarios: int) -> NDArray[Any]:
    """Return arrays with an entry for each run, one scenario after the other, as (switches, scenarios, ...)."""
    whole = np.concatenate(parts)
    return whole.reshape(-1, scenarios, *whole.shape[1:])
