"""Company figures: free constants are solved so that the run without a programme meets them.

Each figure has a constant of its own. Broyden's method moves all constants at once. The luck is the same at every
step and belongs to the solver alone. A figure that its constant cannot reach is refused, with the range it can reach.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass, replace
from functools import partial
from hashlib import blake2b
from math import ceil

import numpy as np

from ...agents.base.arrays import Floats
from ...agents.base.parameters import YEAR
from ...agents.base.refusal import Problem, Refused
from ...scenarios.assumptions.assumptions import Assumptions
from ...scenarios.assumptions.company_figures import CompanyFigures
from ...scenarios.assumptions.mechanisms import value_at, with_values
from ...scenarios.records.policy import Policy
from ...scenarios.scenario import Scenario
from ..measures.outcomes import HEADLINE_WEEKS
from ..state.inputs import Inputs
from ..week.settling import settle
from ..week.week import Simulation
from .broyden import meet
from .figures import QUITS, Measured, asked, measured_anyway

SEED = int.from_bytes(blake2b(b"the client's own figures", digest_size=7).digest(), "little")
"""The seed of the solver's luck; not one anybody would give a study."""

PERSON_YEARS = 10_000
"""Simulated at each step, in as many runs as that takes: the standard error of 13.5 quits is then .27 points."""

ROUGHLY = 4
"""The first steps make this many times fewer runs."""

MOST_RUNS = 100
"""Of an organisation so small that the noise is then above that: its own futures differ by far more."""

SPREAD = 0.55
"""The standard error over luck of a share of those at launch, as a multiple of the share by the root of the people."""

SHARE_ERROR = 0.15
"""Points of a hundred: more runs are made until a share of those at launch is as certain as that in every group."""

MORE_FOR_GROUPS = 20
"""But no more than this many times the usual ones."""

USUAL_STEPS = 3
SHORTEST = 26
"""Weeks measured at least, however short the scenario."""

Progress = Callable[[int, int], None]


@dataclass(frozen=True)
class Reached:
    """One company figure: the value that was stated, and the value that the run without a programme reaches.

    `target` is None where the figure is the model's default. Numbers are in `unit`. `standard_error` is that of the
    value over the solver's luck, None where few runs give none. `constants` are the free constants behind it.
    """

    name: str
    label: str
    unit: str
    target: float | None
    value: float | None
    standard_error: float | None = None
    constants: tuple[tuple[str, float], ...] = ()
    note: str = ""
    follows: bool = False
    """Whether it follows from the others and has no constant of its own."""

    @property
    def yours(self) -> bool:
        """Whether the company stated it; else it is the default of the model."""
        return self.target is not None

    @property
    def residual(self) -> float | None:
        """What is left between value and target."""
        return None if self.target is None or self.value is None else self.value - self.target


@dataclass(frozen=True)
class Fitted:
    """A scenario whose run without a programme meets the company figures, and how well.

    `runs` is the number of runs behind each value, `steps` how often constants were tried, the first few times in
    fewer runs; both are 0 where there was nothing to solve.
    """

    scenario: Scenario
    figures: tuple[Reached, ...]
    currency: str | None
    runs: int
    steps: int
    person_years: float


def meet_company_figures(scenario: Scenario, inputs: Inputs, progress: Progress | None = None) -> Fitted:
    """Return the scenario with its free constants solved to meet `organisation.baseline`, and what was reached.

    A function of the people, assumptions, figures and weeks: neither policy nor seed of a study moves it, and a
    process solves it once. Only `tenure.quits`, `turnover.times_*`, `quits_by_department`, `people.belonging`,
    `ideas.rate`, `ideas.adoption` and, by what was stated about pay, `money.rate_*` differ from the scenario's
    own. Mechanisms that are off are on while it is solved, so switching one off leaves all else as it was: what is
    reached holds with all of them on. `progress` is called with the runs done and about how many
    there will be. Raises `Refused` for figures that contradict each other, name nobody or cannot be reached, all at
    once.
    """
    company_figures = scenario.organisation.baseline
    if company_figures is None:
        return Fitted(scenario, (), None, 0, 0, 0.0)
    whole = scenario.assumptions.model_copy(update={"off": ()})
    with_all_on = scenario.model_copy(update={"assumptions": whole})
    key = organisation_key(with_all_on, inputs)
    if key not in _solved:
        _solved[key] = _Solver(with_all_on, inputs, company_figures, progress).fitted()
    fitted = _solved[key]
    assumptions = fitted.scenario.assumptions.model_copy(update={"off": scenario.assumptions.off})
    return replace(fitted, scenario=scenario.model_copy(update={"assumptions": assumptions}))


_solved: dict[str, Fitted] = {}


def organisation_key(scenario: Scenario, inputs: Inputs) -> str:
    """Return a text of everything, luck aside, that decides how an organisation fares without a programme."""
    left = b"" if inputs.roster is None else blake2b(inputs.roster.left.tobytes()).digest()
    decisive = (scenario.organisation.baseline, scenario.assumptions, scenario.settling_weeks, scenario.weeks, left)
    return "/".join([inputs.digest, *map(repr, decisive)])


class _Solver:
    """What stays the same from step to step."""

    def __init__(
        self, scenario: Scenario, inputs: Inputs, company_figures: CompanyFigures, progress: Progress | None
    ) -> None:
        self.inputs, self.company_figures, self.progress = inputs, company_figures, progress
        self.paid = with_pay(scenario.assumptions, company_figures)
        self.scenario = scenario.model_copy(
            update={"policy": Policy(), "changes": (), "assumptions": self.paid, "weeks": max(SHORTEST, scenario.weeks)}
        )
        self.steps = self.done = 0
        self._kept: dict[tuple[float, ...], Measured] = {}
        people = settle(self.scenario, inputs, SEED, 0).workforce
        self.stated, imposed = asked(company_figures, inputs, people, self.paid)
        self.figures = tuple(figure for figure in self.stated if not figure.follows)
        self.paid = with_values(self.paid, imposed)
        self.whole_year = any(figure.share for figure in self.stated)
        rates = [figure.target for figure in self.figures if figure.constant == QUITS.constant]
        more = min(3.0, (max([13.5, *rates]) / 13.5) ** 1.4)  # the noise of more quits is more than Poisson's
        usual = more * PERSON_YEARS / (len(people) * self.scenario.weeks / YEAR)
        shares = [(figure.target, figure.people(people)) for figure in self.figures if figure.share]
        wanted = [(SPREAD / SHARE_ERROR * share) ** 2 / max(size, 1) for share, size in shares]
        runs = max([usual, *(min(MORE_FOR_GROUPS * usual, many) for many in wanted)])
        self.usual, self.runs = (min(MOST_RUNS, ceil(many)) for many in (usual, runs))
        only_shares = all(figure.share for figure in self.figures)
        self.weeks = YEAR if only_shares else self.scenario.weeks

    def fitted(self) -> Fitted:
        """Solve, or refuse what cannot be reached."""
        figures = self.figures
        if not figures:
            return self._reached(self.paid, None, None)
        responses = [figure.response for figure in figures]
        few = self.runs // ROUGHLY
        slopes = None
        if few:
            rough = meet([one.roughly(ROUGHLY) for one in responses], partial(self.values, runs=few))
            starts, slopes = rough.constants.tolist(), rough.slopes
            responses = [one._replace(start=start) for one, start in zip(responses, starts, strict=True)]
        met = meet(responses, self.values, slopes)
        problems = [
            self._unreachable(at, met.constants)
            for at, (figure, value) in enumerate(zip(figures, met.values, strict=True))
            if abs(value - figure.target) > figure.accepted
        ]
        if problems:
            raise Refused(problems)
        measured = self.measured(met.constants, self.runs, self.weeks)
        whole = measured if self.weeks == self.scenario.weeks else self.measured(met.constants, self.usual)
        return self._reached(self._with(met.constants), measured, whole)

    def values(self, constants: Floats, runs: int | None = None) -> list[float]:
        """Return every figure under these constants."""
        measured = self.measured(constants, runs or self.runs, self.weeks)
        return [figure.value(measured) for figure in self.figures]

    def measured(self, constants: Floats, runs: int, weeks: int | None = None) -> Measured:
        """Run without a programme under these constants, always on the same luck; each set is run once."""
        weeks = weeks or self.scenario.weeks
        key = (weeks, runs, *constants.tolist())
        if key not in self._kept:
            scenario = self.scenario.model_copy(update={"assumptions": self._with(constants), "weeks": weeks})
            measured = []
            for one in seen(scenario, self.inputs, runs, whole_year=self.whole_year):
                measured.append(one)
                self.done += 1
                if self.progress:
                    self.progress(self.done, max(USUAL_STEPS * self.runs, self.done + runs - len(measured)))
            self.steps += 1
            self._kept[key] = Measured.together(measured)
        return self._kept[key]

    def _with(self, constants: Floats) -> Assumptions:
        named = {figure.constant: float(value) for figure, value in zip(self.figures, constants, strict=True)}
        return with_values(self.paid, named)

    def _unreachable(self, at: int, constants: Floats) -> Problem:
        """Say what a figure's constant can reach between its limits, the others as they are."""
        figure, ends = self.figures[at], []
        for limit in (figure.low, figure.high):
            moved = constants.copy()
            moved[at] = limit
            ends.append(figure.shown(self.values(moved, max(1, self.runs // ROUGHLY))[at]))
        low, high = sorted(ends)
        target = figure.shown(figure.target)
        message = f"{figure.label}: {target:.4g} {figure.unit} cannot be reached; {low:.4g} to {high:.4g} can"
        message += f" (assumptions.{figure.constant} from {figure.low:g} to {figure.high:g})."
        hint = figure.hint or "Check the number and its unit, or leave it out to keep the model's default."
        if 0 < target < 1 and low <= 100 * target <= high:
            hint = f"Did you mean {100 * target:g}?"
        return Problem(message, hint, "range", field=f"organisation.baseline.{figure.field}", value=target)

    def _reached(self, assumptions: Assumptions, measured: Measured | None, whole: Measured | None) -> Fitted:
        """Return what was solved, with every figure: those that were stated and those that are defaults.

        Shares of those at launch are those of the runs they were solved on, the rest is that of whole ones.
        """
        reached = []
        for figure in [*self.stated, *measured_anyway(self.stated)]:
            value = error = None
            if measured is not None and whole is not None:
                seen_in = measured if figure.share else whole
                value, spread = figure.shown(figure.value(seen_in)), figure.standard_error(seen_in)
                error = None if spread is None else spread * figure.times
            reached.append(
                Reached(
                    figure.name, figure.label, figure.unit, figure.shown(figure.target) if figure.yours else None,
                    value, error, ((figure.constant, value_at(assumptions, figure.constant)),), figure.note,
                    figure.follows,
                )
            )  # fmt: skip
        reached += paid(assumptions, self.company_figures)
        scenario = self.scenario.model_copy(update={"assumptions": assumptions})
        runs = self.runs if measured else 0
        years = 0.0 if measured is None else float(measured.weeks.sum()) / YEAR
        return Fitted(scenario, tuple(reached), self.company_figures.currency, runs, self.steps, years)


def seen(scenario: Scenario, inputs: Inputs, runs: int, *, whole_year: bool) -> Iterator[Measured]:
    """Yield what each of some runs without a programme comes to, always on the same luck."""
    for replicate in range(runs):
        run = Simulation(scenario, inputs, settle(scenario, inputs, SEED, replicate))
        run.run()
        yield measured_of(run, whole_year=whole_year)


def measured_of(run: Simulation, *, whole_year: bool = False) -> Measured:
    """Return what a finished run came to, after the rest of the first year has passed where `whole_year` says so."""
    state = run.state
    inclusion = 100 * np.mean(run.weekly["inclusion"][-HEADLINE_WEEKS:])
    voiced, heard, adopted = state.likely_ideas.tolist()
    implemented = voiced * adopted / heard if heard else 0.0
    ideas = np.array([voiced]), np.array([implemented])
    quits, weeks = state.expected_quits[None].copy(), state.person_weeks[None].copy()
    while whole_year and state.week < YEAR:
        run.step()
    return Measured(quits, weeks, np.array([inclusion]), *ideas, state.first_year[None])


def with_pay(assumptions: Assumptions, company_figures: CompanyFigures) -> Assumptions:
    """Return assumptions with loaded hourly rates that make up the yearly pay of each level, where it is stated."""
    if company_figures.pay_by_level is None:
        return assumptions
    hours = assumptions.money.year_of_pay
    rates = {f"money.rate_{level}": pay / hours for level, pay in enumerate(company_figures.pay_by_level)}
    return with_values(assumptions, rates)


def paid(assumptions: Assumptions, company_figures: CompanyFigures) -> list[Reached]:
    """Return the yearly pay of each level as a figure: what replacing somebody is a share of."""
    money, reached = assumptions.money, []
    for level in range(5):
        rate = getattr(money, f"rate_{level}")
        target = None if company_figures.pay_by_level is None else float(company_figures.pay_by_level[level])
        unit = f"{company_figures.currency or 'money'} a year"
        constants = ((f"money.rate_{level}", rate),)
        reached.append(
            Reached(f"pay.{level}", f"pay of level {level}", unit, target, rate * money.year_of_pay, None, constants)
        )
    return reached
