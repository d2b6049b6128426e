"""The first cohort as the model forms it at launch, with what recruitment and the matchmaker saw; who signed up."""

from __future__ import annotations

from dataclasses import dataclass, field, replace
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ....agents.base.arrays import Integers
from ....agents.base.refusal import Problem, Refused
from ....agents.files.columns.managers import People
from ....agents.files.tables.cells import Reading, is_missing, raise_problems
from ....agents.files.tables.table_file import Source, read_table
from ....agents.people.candidates import Candidates
from ....scenarios.policy.arms import CIRCLE
from ....scenarios.policy.targeting import Pool, Targeting
from ....scenarios.scenario import Scenario
from ....sim.model import MentoringModel
from ....sim.state.inputs import Inputs
from ....sim.state.pairs import Pairs
from ....sim.state.state import State
from ....sim.week.programme import Programme

WITHOUT_PAIRS = ("none", "training")
"""Arms in which nobody is paired."""


def read_signed_up(file: Source, given: Inputs, called: str = "") -> Integers:
    """Return the rows of those named in a CSV file or workbook with a column `employee_id`, each once, ascending.

    `called` is what the roster calls that column: the list may call it so too. Where people are drawn their ids
    are the row numbers, from 0. Raises `Refused` with all ids that are nobody's.
    """
    reading = Reading(read_table(file, of="people"))
    headers = [header.casefold() for header in reading.table.header]
    column = reading.find("employee_id", called if called and called.strip().casefold() in headers else None)
    if column is None and not reading.problems:
        reading.refuse(
            "there is no column 'employee_id' of those who signed up. "
            f"The {reading.table.kind} has: {reading.headers()}.",
            "Give the column of ids that name" + (f", or '{called}' as the roster does." if called else "."),
            field="employee_id",
            code="missing",
        )
    ids = list(given.roster.ids) if given.roster else [str(row) for row in range(len(given.structure))]
    known = People({name: row for row, name in enumerate(ids)}, frozenset())
    rows = set()
    for place, cell in enumerate(column.cells if column else ()):
        if (row := known.row_for(cell)) >= 0:
            rows.add(row)
        elif is_missing(cell):
            reading.refuse("there is no id.", "Remove the row.", row=place, column=column, code="missing")
        else:
            message = f"'{cell}' is not an employee id of the {'roster' if given.roster else 'organisation'}."
            mend = "Write it as the roster does." if given.roster else f"They are 0 to {len(ids) - 1}."
            reading.refuse(message, mend, row=place, column=column, code="unknown", value=cell)
    raise_problems(reading.problems)
    return np.array(sorted(rows), np.int64)


@dataclass
class Asked:
    """One side as recruitment saw it: those eligible, and the priority of each, -inf for who does not take part."""

    pool: Pool
    priority: NDArray[np.float64]


@dataclass
class Launch:
    """The organisation at launch, who was asked for each side, who met the matchmaker, and the pairs made."""

    state: State
    policy: Any
    places: int
    strategy: str
    asked: list[Asked] = field(default_factory=list)
    candidates: Candidates | None = None
    pairs: Pairs = field(default_factory=Pairs.none)
    offered_first: float = 0.0
    """Share of the junior places offered first to under-represented people."""

    @property
    def seats(self) -> int:
        """How many juniors a senior may have."""
        return CIRCLE if self.in_circles else int(self.policy.capacity)

    @property
    def in_circles(self) -> bool:
        """Whether the cohort meets in circles: a few juniors who share a senior."""
        return bool(self.policy.arm == "group")


def launch(scenario: Scenario, given: Inputs, seed: int, replicate: int, signed_up: Integers | None = None) -> Launch:
    """Let the first week of a run pass and return how its cohort came about.

    Rapport is as the model expects it at the start, without the luck of a first meeting. Where rows are given as
    `signed_up`, nobody is drawn: these are willing, and there is a place for each.
    """
    if scenario.policy.arm in WITHOUT_PAIRS:
        later = next((week for week, policy in scenario.policies if policy.arm not in WITHOUT_PAIRS), None)
        begins = f"its pairs begin in week {later}, and the first cohort is shown only if it is formed at launch."
        raise Refused(
            Problem(
                f"the arm of '{scenario.name}' is {scenario.policy.arm}"
                + (": it pairs nobody." if later is None else f" at launch: {begins}"),
                "Name a scenario with pairs, such as reverse, or say --set policy.arm=reverse.",
                "nobody",
                field="policy.arm",
            )
        )
    model = MentoringModel(scenario, seed=seed, replicate=replicate, inputs=given)
    rules = model.state.rules
    model.state.rules = rules._replace(matching=rules.matching._replace(rapport_spread=0.0))  # type: ignore[attr-defined]
    programme = model.programme
    if signed_up is not None:
        programme.policy = programme.policy.model_copy(update={"pairs": len(signed_up), "share": None})
        programme.targeting = Targeting(
            lambda pool, _: np.where(np.isin(pool.rows, signed_up), pool.lot, -np.inf), True
        )
    places = programme.free_places(model.state)
    found = Launch(model.state.copy(), scenario.policy, places, programme.strategy_name)
    found.offered_first = programme.integration.offered_first
    watch(programme, found)
    model.step()
    found.pairs = programme.pairs
    return found


def watch(programme: Programme, found: Launch) -> None:
    """Keep what the programme's targeting and pairing strategies are asked."""
    chosen, strategy = programme.targeting, programme.strategy

    def priority(pool: Pool, rule: Any) -> NDArray[np.float64]:
        answer = np.asarray(chosen.priority(pool, rule), np.float64)
        found.asked.append(Asked(pool, answer))
        return answer

    def pairing(candidates: Candidates, rng: np.random.Generator) -> Any:
        found.candidates = candidates
        return strategy(candidates, rng)

    programme.targeting = replace(chosen, priority=priority)
    programme.strategy = pairing
