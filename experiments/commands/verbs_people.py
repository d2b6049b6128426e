"""Verbs about people: read them, pair them."""

from __future__ import annotations

from typing import Annotated

import typer

from .how_to_read import HowToRead
from .options import Allow, Json, Seed, Set, permit, reads_people


@reads_people
def check(
    files: Annotated[
        list[str] | None, typer.Argument(metavar="[FILE...]", help="Scenarios (.yaml) and rosters (.csv, .xlsx).")
    ] = None,
    strategy: Annotated[
        str | None, typer.Option("--strategy", metavar="PACKAGE.MODULE:NAME", help="Try your own code, not files.")
    ] = None,
    kind: Annotated[
        str | None, typer.Option("--kind", help="pairing, action, process, reward, training, targeting or outcome.")
    ] = None,
    *,
    how: HowToRead,
    settings: Set = None,
    solve: Annotated[bool, typer.Option("--solve", help="Run the model: are your own figures met?")] = False,
    allow: Allow = None,
    as_json: Json = False,
) -> int:
    """Read files as a study would and report how good they are, or all that is wrong; or try a strategy of yours."""
    from .answers import deliver

    permit(allow)
    if strategy is not None and not files:
        from .strategy import check_strategy

        return deliver("check", check_strategy(strategy, kind), as_json=as_json)
    if not files or strategy is not None:
        raise typer.BadParameter("Name files, or one --strategy package.module:name, and not both.")
    from .check import check

    return deliver("check", check(files, how, settings or (), solve), as_json=as_json)


@reads_people
def match(
    scenario: Annotated[str, typer.Argument(help="A library name or a file.")],
    to: Annotated[str | None, typer.Option("--to", metavar="FILE", help="Write the pairs: .csv or .xlsx.")] = None,
    unmatched: Annotated[
        str | None, typer.Option("--unmatched", metavar="FILE", help="Write who has no pair, and why.")
    ] = None,
    people: Annotated[
        str | None, typer.Option("--people", metavar="FILE", help="Who signed up (employee_id): then nobody is drawn.")
    ] = None,
    ids: Annotated[
        str, typer.Option("--ids", help="In these files: pseudonyms, or your own ids (own).")
    ] = "pseudonyms",
    seed: Seed = 0,
    replicate: Annotated[int, typer.Option("--replicate", help="Which simulated launch.")] = 0,
    *,
    how: HowToRead,
    settings: Set = None,
    allow: Allow = None,
    as_json: Json = False,
) -> int:
    """Pair the first cohort, with three reasons a pair, and say who has no pair and why."""
    from .answers import deliver
    from .match import match

    permit(allow)
    answer = match(scenario, [*how.settings(), *(settings or ())], seed, replicate, people, to, unmatched, ids)
    return deliver("match", answer, as_json=as_json)
