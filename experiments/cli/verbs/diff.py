"""mentorlab diff: show what differs between scenarios."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ....agents.base.refusal import Problem, Refused
from ....scenarios.differences import differences
from ....scenarios.load import load_many
from ..options.options import Allow, Set, permit
from ..tables.answers import Answer, clean, table

if TYPE_CHECKING:
    from rich.console import Console


def diff(
    scenarios: Annotated[
        list[str],
        typer.Argument(metavar="SCENARIO...", help="Two or more names of library scenarios, or scenario files."),
    ],
    settings: Set = None,
    allow: Allow = None,
) -> Answer:
    """Answer what differs between scenarios."""
    permit(allow)
    if len(scenarios) < 2:
        raise Refused(Problem("there is only one scenario to compare.", "Name two or more.", "missing"))
    loaded = load_many(scenarios, settings or ())
    found = differences(loaded)
    rows = [
        {"path": one.path, "label": one.label, "unit": one.unit, "values": [plain(value) for value in one.values],
         "words": list(one.words)}
        for one in found
    ]  # fmt: skip
    names = [scenario.name for scenario in loaded]

    def show(console: Console) -> None:
        if not found:
            console.print(f"{' and '.join(map(clean, names))} do not differ.")
            return
        shown = table("", *map(clean, names))
        for one in found:
            label = f"{one.label} ({one.unit})" if one.unit else one.label
            shown.add_row(label, *map(clean, one.words))
        console.print(shown)

    return Answer({"scenarios": names, "differences": rows}, show)


def plain(value: Any) -> Any:
    """Return a value as JSON has it."""
    if isinstance(value, tuple | list):
        return [plain(one) for one in value]
    return value if value is None or isinstance(value, str | bool | int | float) else str(value)
