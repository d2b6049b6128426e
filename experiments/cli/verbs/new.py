"""mentorlab new: write a scenario file to edit, with every lever explained."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated

import typer

from ....scenarios.load import write_new
from ..options.records import option
from ..tables.answers import Answer, clean

if TYPE_CHECKING:
    from rich.console import Console


def new(
    name: Annotated[str, typer.Argument(help="The name of the new scenario; its file is NAME.yaml.")],
    from_: Annotated[str, option("--from", "The scenario to start from.", "SCENARIO")] = "reverse",
) -> Answer:
    """Write a scenario file to edit."""
    path = write_new(name, from_)

    def show(console: Console) -> None:
        console.print(f"Wrote {clean(path)}, which is the same as {clean(from_)} until you edit it. Then:")
        console.print(f"  mentorlab check {clean(path)}\n  mentorlab compare {clean(from_)} {clean(path)}")

    return Answer({"file": str(path), "from": from_}, show)
