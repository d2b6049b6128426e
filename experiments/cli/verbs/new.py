"""mentorlab new: write a scenario file to edit, also about your own people."""

from __future__ import annotations

from typing import TYPE_CHECKING, Annotated, Any

import typer

from ....scenarios.load import check_new, load, write_new
from ..options.options import reads_people
from ..options.records import HowToRead, option
from ..tables.answers import Answer, clean

if TYPE_CHECKING:
    from rich.console import Console

    from ..asking.own_people import OwnPeople


@reads_people
def new(
    name: Annotated[str, typer.Argument(help="The name of the new scenario; its file is NAME.yaml.")],
    from_: Annotated[str, option("--from", "The scenario to start from.", "SCENARIO")] = "reverse",
    yes: Annotated[
        bool, option("--yes", "Ask nothing: take what is sure, and refuse what is not with the option to write.")
    ] = False,
    *,
    how: HowToRead,
) -> Answer:
    """Write a scenario file to edit, about your own people if you name their export.

    What its columns are is guessed and shown; what is unsure is asked on a terminal, elsewhere refused.
    """
    source = load(from_)
    people: OwnPeople | None = None
    if how != HowToRead():
        from ..asking.own_people import agree, own_people
        from ..asking.questions import Questions, somebody_is_there

        check_new(name, source, with_people=True)
        ask = Questions(asked=not yes and somebody_is_there())
        people = own_people(how, source, ask)
        agree(ask, people, f"{name.removesuffix('.yaml')}.yaml")
    path = write_new(name, from_, people=people.settings if people else None)
    data: dict[str, Any] = {"file": str(path), "from": from_, "people": people.data() if people else None}

    def show(console: Console) -> None:
        if people is None:
            console.print(f"Wrote {clean(path)}, which is the same as {clean(from_)} until you edit it. Then:")
            console.print(f"  mentorlab check {clean(path)}\n  mentorlab compare {clean(from_)} {clean(path)}")
            return
        if not ask.asked:
            people.show(console)
        console.print(f"Wrote {clean(path)}: your people, and otherwise the same as {clean(from_)}. Then:")
        console.print(f"  mentorlab check {clean(path)}\n  mentorlab compare no-programme {clean(path)}")

    return Answer(data, show)
