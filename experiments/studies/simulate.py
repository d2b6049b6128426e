"""Run a scenario once: an illustration of one possible future."""

from __future__ import annotations

from os import PathLike

from ...agents.base.fields import refuse_unless_whole
from ...agents.files.pseudonyms import pseudonyms
from ...scenarios.load import as_scenario
from ...scenarios.scenario import Scenario
from ...sim.environment import environment
from ...sim.state.inputs import read_inputs
from ...sim.week.settling import settle
from ..results.company_figures import met
from ..results.run import RunResult, pairs_table, people_table
from ..runs.run import digest_of_run, give_up, run_once
from ..show.notebook_tables import run_html, run_in_words
from ..show.wording.notes import notes_on


class Run(RunResult):
    """One simulated future of one scenario: an illustration, never a result.

    `weekly` has a row for each programme week, `people` one for everybody there was, those present at launch first, and
    `pairs` one for each pair. People are named by pseudonyms: the `junior` and `senior` of a pair are each a `person`
    of `people`, and whoever gets a seat later is another person. `mentorlab.columns()` says what each column means and
    in which unit. `digest` is equal exactly where all outcomes and weekly values are. `notes` say what was drawn, dated
    or cut short without being asked for.
    """

    def __repr__(self) -> str:
        return run_in_words(self)

    def _repr_html_(self) -> str:
        return run_html(self)


def simulate(scenario: Scenario | str | PathLike[str], *, seed: int = 0, replicate: int = 0) -> Run:
    """Run a scenario once, its settling weeks first; a library name or a file will do.

    The same seed and replicate give every scenario the same luck. Where company figures are stated, the model is first
    adjusted to them. Raises `Refused` for a scenario that cannot be run, `RunFailed` where code of the user's own
    breaks off.

    >>> run = simulate("reverse", seed=1)
    >>> list(run.weekly.columns[:3]), len(run.weekly)
    (['week', 'headcount', 'quits'], 104)
    """
    import pandas as pd

    scenario = as_scenario(scenario)
    refuse_unless_whole(seed=(seed, 0), replicate=(replicate, 0))
    seed, replicate = int(seed), int(replicate)
    given = read_inputs(scenario.organisation)
    fitted = met([scenario], given)
    solved = fitted[0].scenario if fitted else scenario
    try:
        settled = settle(solved, given, seed, replicate)
        kept, found = run_once(solved, given, settled, seed, replicate)
    except Exception as error:
        give_up(scenario, seed, replicate, error)
    names = pseudonyms(given.roster.ids if given.roster else [str(seat) for seat in given.structure.seat.tolist()])
    weekly = pd.DataFrame(kept.weekly).astype({"week": int})
    digest = digest_of_run(kept, found).hex()
    people, pairs = people_table(kept, given, names), pairs_table(kept, names)
    notes = notes_on([scenario], given)
    figures = fitted[0] if fitted else None
    return Run(scenario, seed, replicate, found, weekly, people, pairs, digest, environment(), notes, figures)
