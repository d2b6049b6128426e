"""The one organisation that scenarios compared are about: named in one of them, it holds for those that name none."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path

from ...agents.base.refusal import Problem, Refused
from ...agents.files.tables.cells import counted, listed
from ...scenarios.assumptions.company_figures import CompanyFigures
from ...scenarios.assumptions.organisation import DEFAULT_EMPLOYEES, Organisation
from ...scenarios.differences import differences
from ...scenarios.scenario import Scenario
from ...sim.state.inputs import Inputs, read_inputs


def in_one_organisation(scenarios: Sequence[Scenario]) -> tuple[tuple[Scenario, ...], tuple[str, ...]]:
    """Return scenarios of one organisation, and a sentence for those that took theirs over from another.

    People (with their ties) and figures are taken over each for itself: who names neither a roster nor a number of
    employees has the people of whoever does, and their ties unless it names ties of its own; who states no figures
    has the figures. Ties may differ. Raises `Refused` for figures that differ; what the people are is compared by
    `givens_of`.
    """
    of_people = next((one for one in scenarios if states_people(one.organisation)), None)
    of_ties = of_people or next((one for one in scenarios if one.organisation.ties), None)
    of_figures = next((one for one in scenarios if one.organisation.baseline is not None), None)
    found: list[Scenario] = []
    told: dict[tuple[str, str], list[str]] = {}
    for scenario in scenarios:
        said = scenario.organisation
        update: dict[str, object] = {}
        parts: list[tuple[str, str]] = []
        source = of_people if said.ties else of_ties
        if source and not states_people(said):
            taken = ("roster", "synthetic") if said.ties else ("roster", "ties", "synthetic")
            update = {part: getattr(source.organisation, part) for part in taken}
            parts.append(("people", source.name))
        if of_figures and said.baseline is None:
            update["baseline"] = of_figures.organisation.baseline
            parts.append(("figures", of_figures.name))
        if update:
            whole = said == Organisation() and len({name for _, name in parts}) == 1
            for what, name in [("organisation", parts[0][1])] if whole else parts:
                told.setdefault((what, name), []).append(scenario.name)
            scenario = scenario.model_copy(update={"organisation": said.model_copy(update=update)})
        found.append(scenario)
    for one in found:
        if one.organisation.baseline != found[0].organisation.baseline:
            raise Refused(other_organisation(found[0], one, "figures"))
    notes = (
        f"{listed(names)} {'takes' if len(names) == 1 else 'take'} the {what} of {source}."
        for (what, source), names in told.items()
    )
    return tuple(found), tuple(notes)


def states_people(organisation: Organisation) -> bool:
    """Tell whether an organisation says who or how many its people are."""
    return organisation.roster is not None or organisation.synthetic is not None


def given_of(scenarios: Sequence[Scenario]) -> Inputs:
    """Return the people of some scenarios, with the first one's ties; refuse other people."""
    return givens_of(scenarios)[0]


def givens_of(scenarios: Sequence[Scenario]) -> tuple[Inputs, ...]:
    """Return the organisation of each scenario: the same people, perhaps with other ties; refuse other people."""
    organisations: list[Organisation] = []
    for scenario in scenarios:
        if scenario.organisation not in organisations:
            organisations.append(scenario.organisation)
    given = [read_inputs(organisation) for organisation in organisations]
    first = given[0]
    for at, one in enumerate(given):
        if one.people != first.people:
            other = next(scenario for scenario in scenarios if scenario.organisation == organisations[at])
            raise Refused(other_organisation(scenarios[0], other, "people"))
    shared = {one.digest: first.tied(one.ties) for one in given} | {first.digest: first}  # people held, and sent, once
    return tuple(shared[given[organisations.index(scenario.organisation)].digest] for scenario in scenarios)


def other_organisation(first: Scenario, other: Scenario, what: str) -> Problem:
    """Return what to say of scenarios of several organisations: how they differ, and what to do."""
    of_figures = what == "figures"
    here = [
        one
        for one in differences([first, other])
        if one.path.startswith("organisation.")
        and one.path.startswith("organisation.baseline") == of_figures
        and not one.path.startswith("organisation.ties")
    ]
    how = "; ".join(f"{one.label} is {one.words[0]} in one, {one.words[1]} in the other" for one in here)
    message = f"'{first.name}' and '{other.name}' are not about the same {what}{': ' if how else ''}{how}."
    return Problem(message, mend(first, other, of_figures), "conflict", field="organisation")


def mend(first: Scenario, other: Scenario, of_figures: bool) -> str:
    """Return how scenarios come to be about one organisation."""
    if of_figures:
        figures = (first.organisation.baseline or CompanyFigures()).model_dump(exclude_defaults=True)
        name, figure = next(((k, v) for k, v in figures.items() if isinstance(v, str | float)), ("annual_quits", 12))
        told = f"{figure:g}" if isinstance(figure, float) else figure
        return f"State them in one scenario only, or set the same in all: --set organisation.baseline.{name}={told}."
    if first.organisation.roster is None and other.organisation.roster is None:
        drawn = first.organisation.synthetic
        employees = drawn.employees if drawn else DEFAULT_EMPLOYEES
        return f"Let them have as many employees: --set organisation.synthetic.employees={employees}."
    return "Let them have the same roster, for example with --roster; their ties may differ."


def organisation_in_words(givens: Sequence[Inputs]) -> str:
    """Return a few words for an organisation."""
    people, roster = len(givens[0].structure), givens[0].roster
    if roster is None:
        return counted(people, "synthetic employee")
    drawn = "" if any(given.ties for given in givens) else ", their ties drawn by the model"
    name = "the roster" if roster.file == "roster" else Path(roster.file).name  # which is no path if passed
    return f"the {counted(people, 'person', 'people')} in {name}{drawn}"
