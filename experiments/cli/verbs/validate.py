"""mentorlab validate: check the model against what is known of mentoring. It takes some minutes."""

from __future__ import annotations

from dataclasses import dataclass
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ....agents.files.tables.cells import counted
from ...show.progress import progress
from ..options.options import Bar, Seed
from ..tables.answers import Answer, table

if TYPE_CHECKING:
    from ...validation.testbed import Check


@dataclass(frozen=True)
class Validation:
    """Every line that was checked."""

    checks: tuple[Check, ...]
    employees: int
    replicates: int
    seed: int

    @property
    def passes(self) -> bool:
        """Whether everything holds but what the model is known not to show."""
        return all(check.passed or check.label == "missing" for check in self.checks)

    def lines(self, label: str) -> list[Check]:
        """Return the lines of a label; a target or pattern may have lines of several."""
        return [check for check in self.checks if check.label == label]


def validate(
    employees: Annotated[
        int, typer.Option("--employees", min=300, help="How many employees each organisation has.")
    ] = 10_000,
    replicates: Annotated[
        int, typer.Option("--replicates", min=1, help="How many organisations to simulate for each measurement.")
    ] = 2,
    seed: Seed = 0,
    bar: Bar = None,
) -> Answer:
    """Measure the model on large organisations; the exit code is 1 if a line fails."""
    from ...validation.patterns import CHECKS  # compiles the model where that was not done before
    from ...validation.testbed import Testbed

    testbed = Testbed(employees, replicates, seed)
    lines: list[Check] = []
    with progress("checks of the model", bar=bar) as moved:
        for done, check in enumerate(CHECKS, 1):
            lines += check(testbed)
            moved(done, len(CHECKS))
    found = Validation(tuple(lines), employees, replicates, seed)
    return Answer(data_of(found), lambda console: show(console, found), code=0 if found.passes else 1)


def data_of(validation: Validation) -> dict[str, Any]:
    """Return every line, and how many lines have passed by label."""
    finite = {float("inf"): None, float("-inf"): None}
    return {
        "employees": validation.employees,
        "replicates": validation.replicates,
        "seed": validation.seed,
        "checks": [
            {
                **one._asdict(),
                "low": finite.get(one.low, one.low),
                "high": finite.get(one.high, one.high),
                "value": one.value if one.value == one.value else None,
                "passed": one.passed,
            }
            for one in validation.checks
        ],
        "passed": {
            label: [sum(one.passed for one in validation.lines(label)), len(validation.lines(label))]
            for label in ("imposed", "fitted", "emergent", "missing")
        },
    }


def show(console: Any, validation: Validation) -> None:
    """Show every line, then how many lines have passed, by label."""
    shown = table("", "what", "value", "tolerance", "label", "verdict", "source", right=("value",))
    before = ""
    for one in validation.checks:
        name, before = ("" if one.name == before else one.name), one.name
        verdict = "pass" if one.passed else "not shown" if one.label == "missing" else "FAIL"
        shown.add_row(
            name,
            one.about,
            f"{one.value:.3g}" if one.value == one.value else "-",
            tolerance(one),
            one.label,
            verdict,
            one.source,
        )
    console.print(shown)
    for label in ("imposed", "fitted", "emergent"):
        lines = validation.lines(label)
        names = ", ".join(dict.fromkeys(one.name for one in lines))
        line = f"{label}: {sum(one.passed for one in lines)} of {len(lines)} lines passed ({names or 'none'})."
        console.print(fill(line, console.width))
    if missing := ", ".join(dict.fromkeys(one.name for one in validation.lines("missing") if not one.passed)):
        what = f"missing: {missing} is published and does not show here; docs/model.md says why, and what follows."
        console.print(fill(what, console.width))
    from ...validation.testbed import Testbed

    what = (
        f"{counted(validation.replicates, 'organisation')} of {validation.employees:,} synthetic employees, "
        f"seed {validation.seed}. "
        "What an equation imposes or a number was fitted to validates nothing; only the emergent lines do, and they "
        "say that the model behaves as mentoring is known to, not that it is right about your company."
    )
    deciding = Testbed()  # as many people as decide; fewer may miss a tolerance by luck
    if validation.replicates * validation.employees < deciding.employees * deciding.replicates:
        what += (
            " So few people may miss a tolerance by luck: the default "
            f"({deciding.replicates} x {deciding.employees:,}) decides."
        )
    console.print(fill(what, console.width))


def tolerance(check: Check) -> str:
    """Return a tolerance as people read it.

    >>> from mentorlab.experiments.validation.testbed import Check
    >>> tolerance(Check("P9", "", "emergent", -float("inf"), 0.75, 0.5, ""))
    'at most 0.75'
    """
    if check.low == float("-inf"):
        return f"at most {check.high:g}"
    return f"at least {check.low:g}" if check.high == float("inf") else f"{check.low:g} to {check.high:g}"
