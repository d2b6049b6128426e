"""The options that several verbs of the command line share, and how those that say how to read people become one."""

from __future__ import annotations

import inspect
from collections.abc import Callable
from functools import wraps
from typing import Annotated, Any

import typer

from .how_to_read import HowToRead

Json = Annotated[bool, typer.Option("--json", help="Answer as one line of JSON, also on failure.")]
Set = Annotated[list[str] | None, typer.Option("--set", metavar="PATH=VALUE", help="Set something in every scenario.")]
Seed = Annotated[int, typer.Option("--seed", help="All luck comes from it.")]
Replicates = Annotated[int, typer.Option("--replicates", help="Simulated futures of each scenario; 20 or more decide.")]
Jobs = Annotated[int | None, typer.Option("--jobs", help="Processes; unset, as many as are worth it.")]
Bar = Annotated[bool | None, typer.Option("--progress/--no-progress", help="A bar; unset, on a terminal only.")]
Roster = Annotated[str | None, typer.Option("--roster", metavar="FILE", help="Your people: CSV or Excel.")]
Ties = Annotated[
    str | None, typer.Option("--ties", metavar="FILE", help="Who works with whom: source,target[,weight].")
]
Columns = Annotated[
    list[str] | None, typer.Option("--columns", metavar="OURS=THEIRS", help="The roster's name for a column.")
]
TieColumns = Annotated[
    list[str] | None, typer.Option("--tie-columns", metavar="OURS=THEIRS", help="The ties' name for a column.")
]
LevelOrder = Annotated[
    str | None, typer.Option("--level-order", help="high_is_senior or low_is_senior, where the file does not tell.")
]
Levels = Annotated[list[str] | None, typer.Option("--levels", metavar="GRADE=0..4", help="The level of a grade.")]
AsOf = Annotated[str | None, typer.Option("--as-of", metavar="DATE", help="The day of ages and tenure; else today.")]
Lines = Annotated[
    str | None, typer.Option("--reporting-lines", metavar="FILE", help="Who reports to whom: source,target.")
]
Sheet = Annotated[str | None, typer.Option("--sheet", help="The sheet of a workbook; else the first.")]
Groups = Annotated[list[str] | None, typer.Option("--under-represented", metavar="GROUP", help="Groups that count.")]
Symmetrise = Annotated[
    str | None, typer.Option("--symmetrise", help="either: a tie one end names; both: both ends do.")
]
Allow = Annotated[
    list[str] | None, typer.Option("--allow", metavar="PACKAGE", help="Your own code that scenarios may name.")
]
READING = {  # the fields of HowToRead
    "roster": Roster, "ties": Ties, "columns": Columns, "tie_columns": TieColumns, "level_order": LevelOrder,
    "levels": Levels, "as_of": AsOf, "reporting_lines": Lines, "sheet": Sheet, "under_represented": Groups,
    "symmetrise": Symmetrise,
}  # fmt: skip


def reads_people(command: Callable[..., int]) -> Callable[..., int]:
    """Let a command have all options that say how to read people; they reach it as one, `how`."""

    @wraps(command)
    def told(**options: Any) -> int:
        said: dict[str, Any] = {name: value for name in READING if (value := options.pop(name)) is not None}
        lists = {name: tuple(value) for name, value in said.items() if isinstance(value, list)}
        return command(**options, how=HowToRead(**said | lists))

    parameters: list[inspect.Parameter] = []
    for one in inspect.signature(command, eval_str=True).parameters.values():
        named = READING if one.name == "how" else {one.name: one.annotation}
        default = None if one.name == "how" else one.default
        parameters += [one.replace(name=name, annotation=kind, default=default, kind=inspect.Parameter.KEYWORD_ONLY)
                       for name, kind in named.items()]  # fmt: skip
    told.__signature__ = inspect.Signature(parameters, return_annotation=int)  # type: ignore[attr-defined]
    told.__annotations__ = {one.name: one.annotation for one in parameters}
    return told
