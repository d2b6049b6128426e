"""mentorlab merge: put the parts of a study together that were computed apart."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import ExitStack, contextmanager
from dataclasses import replace
from typing import TYPE_CHECKING, Annotated, Any

import typer

from ....agents.base.refusal import Problem, Refused
from ....agents.files.tables.cells import counted
from ..options.records import option
from ..tables.answers import Answer, clean

if TYPE_CHECKING:
    from rich.console import Console

MOST = 10
"""Disagreeing or damaged runs that are listed for people; JSON has all."""


def merge(
    into: Annotated[str, typer.Argument(metavar="INTO", help="The store that is to hold everything.")],
    from_: Annotated[list[str], typer.Argument(metavar="FROM...", help="The stores of the parts.")],
    skip_damaged: Annotated[
        bool, option("--skip-damaged", "Add what is whole of stores that are damaged, and name the rest.")
    ] = False,
) -> Answer:
    """Add the studies and runs of stores to another, which is made if it is not there: then it is a copy.

    The exit code is 1 where two disagree on the result of a run, or where something damaged was left out.
    """
    if not from_:
        hint = "mentorlab merge INTO FROM ..., each a file or postgresql://..."
        raise Refused(Problem("it is not said what is to be merged.", hint, "missing", field="FROM"))
    from ...runs.exchange.merge import add, check_sources
    from ...runs.store.store import open_store

    with ExitStack() as stack, lost_where_asked_again(skip_damaged):
        sources = [
            stack.enter_context(open_store(one, must_exist=True, read_only=True, unchecked=skip_damaged))
            for one in from_
        ]
        check_sources(into, sources, skip_damaged=skip_damaged)
        target = stack.enter_context(open_store(into))
        merged = add(target, sources, skip_damaged=skip_damaged)
        lists = {"disagreeing": list(merged.disagreeing), "left_out": list(merged.left_out)}
        data = {"store": target.where, **merged._asdict(), **lists}
    return Answer(data, lambda console: show(console, data), code=1 if merged.disagreeing or merged.left_out else 0)


@contextmanager
def lost_where_asked_again(skip_damaged: bool) -> Iterator[None]:
    """Say of a store of which nothing can be copied that it is lost, and not to leave out what is damaged."""
    try:
        yield
    except Refused as refused:
        if not skip_damaged:
            raise
        hint = "Nothing of it can be copied. Take the file from a backup, or begin with another store."
        raise Refused(replace(one, hint=hint) if one.code == "damaged" else one for one in refused.problems) from None


def show(console: Console, data: dict[str, Any]) -> None:
    """Show what was added by a merge."""
    new = f"{counted(data['runs'], 'run')} and {counted(data['studies'], 'study', 'studies')} added"
    console.print(f"{clean(data['store'])}: {new}; {counted(data['there'], 'run')} there before.", soft_wrap=True)
    if data["disagreeing"]:
        number = counted(len(data["disagreeing"]), "run")
        console.print(f"{number} came to another result in another store; the first result stays. Look at them with:")
        for key in data["disagreeing"][:MOST]:
            console.print(f"  mentorlab replay {key[:12]} --store {clean(data['store'])}", soft_wrap=True)
    if data["left_out"]:
        more = len(data["left_out"]) - MOST
        console.print(f"Damaged and left out: {'; '.join(map(clean, data['left_out'][:MOST]))}", soft_wrap=True)
        if more > 0:
            console.print(f"and {more:,} more.")
        console.print(f"What is missing is computed again by: mentorlab resume {clean(data['store'])}", soft_wrap=True)
