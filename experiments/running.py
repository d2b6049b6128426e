"""One run: a scenario, a seed and a replicate; what it came to, and what tells it from every other."""

from __future__ import annotations

import traceback
from collections.abc import Sequence
from dataclasses import dataclass, replace
from os import PathLike
from typing import TYPE_CHECKING, Any, NoReturn, get_args

import numpy as np
from numpy.typing import NDArray

from ..agents.fields import refuse_unless_whole
from ..agents.pseudonyms import of_occupant, pseudonyms
from ..agents.refusal import Problem, Refused
from ..agents.roster import digest_of
from ..agents.skills import BANDS, band_of
from ..scenarios.allowed import shown
from ..scenarios.files import as_scenario
from ..scenarios.guards import kind_of, own_code, read_only, whose
from ..scenarios.outcomes import OwnOutcome
from ..scenarios.own import allowed
from ..scenarios.own_place import in_own_words, own_place
from ..scenarios.scenario import Scenario
from ..scenarios.scenario_record import own_outcomes
from ..sim.follow import NOT_IN
from ..sim.given import Given, give
from ..sim.model import MentoringModel
from ..sim.outcomes import outcomes
from ..sim.pairs import Ending
from ..sim.record import Record, record
from ..sim.settling import settle
from ..sim.state import State
from ..sim.turnover import QUITS, RETIRES, SEPARATED
from .environment import environment
from .notes import notes_on
from .own_figures import met

if TYPE_CHECKING:
    import pandas as pd

    from ..sim.baseline import Fitted


ROLES = ("none", "junior", "senior")
FARED = (
    "year_weeks", "year_ideas", "year_inclusion", "technology_gain", "communication_gain", "leadership_gain",
    "confidence_gain", "openness_gain", "leader_access",
)  # fmt: skip
"""What is told of people, over the first year or until they left."""


class RunFailed(RuntimeError):  # noqa: N818  (said as a fact, like Refused)
    """A run that broke off, told by what repeats it."""

    exit_code = 3

    def __init__(self, scenario: str, seed: int, replicate: int, reason: str, trace: str = "") -> None:
        self.scenario, self.seed, self.replicate, self.reason, self.trace = scenario, seed, replicate, reason, trace
        super().__init__(f"The run of '{scenario}' with seed {seed} and replicate {replicate} failed: {reason}")

    def __reduce__(self) -> tuple[type[RunFailed], tuple[str, int, int, str, str]]:
        return RunFailed, (self.scenario, self.seed, self.replicate, self.reason, self.trace)


@dataclass(frozen=True, eq=False, repr=False)
class Run:
    """One simulated future of one scenario: an illustration, never a result.

    `weekly` has a row a programme week; `people` one for everybody there was, those present at launch first, and
    `pairs` one a pair. People are named by pseudonyms: the `junior` and `senior` of a pair are each a `person` of
    `people`, and whoever gets a seat later is another person. `mentorlab.columns()` says what each column means and
    in which unit. `digest` is equal exactly where all outcomes and weekly values are. `notes` say what the
    numbers rest on unasked.
    """

    scenario: Scenario
    seed: int
    replicate: int
    outcomes: dict[str, float]
    weekly: pd.DataFrame
    people: pd.DataFrame
    pairs: pd.DataFrame
    digest: str
    environment: dict[str, str]
    notes: tuple[str, ...] = ()
    figures: Fitted | None = None
    """How the organisation's own figures were met, where they are stated; `figures.scenario` is what was run."""

    def __repr__(self) -> str:
        from .at_a_glance import run_in_words

        return run_in_words(self)

    def _repr_html_(self) -> str:
        from .at_a_glance import run_html

        return run_html(self)


def simulate(scenario: Scenario | str | PathLike[str], *, seed: int = 0, replicate: int = 0) -> Run:
    """Run a scenario once, its settling weeks first; a library name or a file will do.

    The same (seed, replicate) is the same luck for every scenario, to the bit. Where the organisation's own figures are
    stated, its free constants are solved before. Raises `Refused` for a scenario that cannot be run, `RunFailed` where
    code of the user's own breaks off.

    >>> run = simulate("reverse", seed=1)
    >>> list(run.weekly.columns[:3]), len(run.weekly)
    (['week', 'headcount', 'quits'], 104)
    """
    import pandas as pd

    scenario = as_scenario(scenario)
    refuse_unless_whole(seed=(seed, 0), replicate=(replicate, 0))
    seed, replicate = int(seed), int(replicate)
    given = give(scenario.organisation)
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


def people_table(kept: Record, given: Given, names: Sequence[str]) -> pd.DataFrame:
    """Return a row for everybody there was: who, in which part, until when, and how those of launch fared.

    Those present at launch come first, in the order of their seats, then the others in the order in which they came.
    Nobody is told by name, exact age or group.
    """
    import pandas as pd

    of, later = kept.people, kept.hired
    row = np.concatenate([np.arange(len(names)), later["row"].astype(np.int64)])
    nth = np.concatenate([np.zeros(len(names), np.int64), later["occupant"].astype(np.int64)])

    def both(at_launch: str, hired: str) -> NDArray[np.float64]:
        return np.concatenate([of[at_launch], later[hired]]).astype(np.float64)

    def first_only(values: NDArray[Any]) -> pd.Series:
        told = pd.Series(values.astype(object) if values.dtype == np.bool_ else values).reindex(range(len(row)))
        return told.astype("boolean") if values.dtype == np.bool_ else told

    kind, week = both("exit_kind", "exit_kind"), both("exit_week", "exit_week")
    nobody = np.full(len(later["row"]), NOT_IN)
    roles = np.array(ROLES)
    return pd.DataFrame(
        {
            "person": people_named(names, row, nth),
            "seat": np.array(names, object)[row],
            "present_at_launch": nth == 0,
            "hired_week": pd.Series(later["hired_week"], len(names) + np.arange(len(nobody))).reindex(range(len(row))),
            "age_band": [BANDS[band] for band in band_of(both("age", "age"))],
            "level": of["level"][row],
            "department": np.array(given.structure.departments, dtype=object)[of["department"][row]],
            "role": roles[np.concatenate([of["role"], nobody])],
            "later_role": roles[both("later_role", "role").astype(np.int64)],
            "joined_week": both("joined_week", "joined_week"),
            "programme_weeks": both("weeks_in", "weeks_in"),
            "quit_week": np.where(kind == QUITS, week, np.nan),
            "retirement_week": np.where(kind == RETIRES, week, np.nan),
            "other_exit_week": np.where(kind == SEPARATED, week, np.nan),
            **{name: first_only(of[name]) for name in FARED},
        }
    )


def people_named(names: Sequence[str], rows: NDArray[np.int64], nth: NDArray[np.int64]) -> NDArray[np.object_]:
    """Return what people are called, by seat and as its n-th occupant."""
    found = [of_occupant(names[row], which) for row, which in zip(rows.tolist(), nth.tolist(), strict=True)]
    return np.array(found, dtype=object)


def pairs_table(kept: Record, names: Sequence[str]) -> pd.DataFrame:
    """Return a row for each pair there was; `ended` is empty while it runs."""
    import pandas as pd

    occupants = {side: f"{side}_occupant" for side in ("junior", "senior")}
    table = pd.DataFrame({name: column for name, column in kept.pairs.items() if name not in occupants.values()})
    for side, occupant in occupants.items():
        table[side] = people_named(names, kept.pairs[side], kept.pairs[occupant])
    table["ended"] = table["ended"].astype("Int64").mask(table["ended"] < 0)
    table["ending"] = np.array(get_args(Ending))[kept.pairs["ending"]]
    return table


def run_once(
    scenario: Scenario, given: Given, settled: State, seed: int, replicate: int
) -> tuple[Record, dict[str, float]]:
    """Run a scenario from its settled state; return what was recorded and what it came to, outcome by outcome."""
    model = MentoringModel(scenario, seed=seed, replicate=replicate, given=given, settled=settled)
    model.run()
    kept = record(model)
    found = outcomes(kept) | {own.name: measured(own, kept) for own in own_outcomes(scenario)}
    return replace(kept, networks={}), found  # else each record would hold its whole model's ties


def measured(own: OwnOutcome, kept: Record) -> float:
    """Return an outcome of the user's own, or refuse what is no number."""
    with own_code("outcome", own.name):
        value = own.of(read_only(kept))
    one = np.ndim(value) == 0 and isinstance(value, int | float | np.number) and not isinstance(value, bool)
    if one and not np.iscomplexobj(value) and not np.isinf(value):
        return float(value)
    message = f"'{own.name}' came to {kind_of(value) if np.ndim(value) else shown(value)}, which is no number."
    hint = "Return a float; nan where there is none."
    raise Refused(Problem(message, hint, "strategy", field="outcomes", value=own.name))


def digest_of_run(kept: Record, found: dict[str, float]) -> bytes:
    """Return a digest of all outcomes and weekly values."""
    weekly = [part for name in sorted(kept.weekly) for part in (name, np.asarray(kept.weekly[name], np.float64))]
    return bytes.fromhex(digest_of(np.array(list(found.values())), *weekly))


def give_up(scenario: Scenario, seed: int, replicate: int, error: Exception) -> NoReturn:
    """Pass a refusal on; tell anything else by the run it happened in and, in the user's own code, by its line."""
    if isinstance(error, Refused | RunFailed):
        raise error
    place = own_place(error, tuple(allowed()))
    own = f"{named}: " if (named := whose(error)) else ""
    reason = f"{own}{in_own_words(error)}{f' ({place})' if place else ''}."
    raise RunFailed(scenario.name, seed, replicate, reason, traceback.format_exc()) from error
