"""Verbs that look at what there is, or describe it, without running a study."""

from __future__ import annotations

from typing import Annotated

import typer

from .options import Allow, Json, Set, permit


def list_(
    section: Annotated[str | None, typer.Argument(help="scenarios, strategies, levers or outcomes.")] = None,
    as_json: Json = False,
) -> int:
    """Show the scenarios, strategies, levers and outcomes there are."""
    from .answers import deliver
    from .look import list_everything

    return deliver("list", list_everything(section), as_json=as_json)


def evidence(
    about: Annotated[
        str | None, typer.Argument(help="A part of a path (sessions), an author, or a grade: A, B, C, assumption.")
    ] = None,
    as_markdown: Annotated[bool, typer.Option("--markdown", help="Answer as a page of Markdown.")] = False,
    as_json: Json = False,
) -> int:
    """Show what every number rests on: unit, range, source, grade; and the claims that are not used."""
    from .answers import deliver
    from .evidence import evidence

    return deliver("evidence", evidence(about, as_markdown), as_json=as_json)


def new(
    name: Annotated[str, typer.Argument(help="NAME.yaml is written here.")],
    from_: Annotated[str, typer.Option("--from", metavar="SCENARIO", help="What it starts from.")] = "reverse",
    as_json: Json = False,
) -> int:
    """Write a scenario file to edit, its levers explained."""
    from .answers import deliver
    from .look import new

    return deliver("new", new(name, from_), as_json=as_json)


def diff(
    scenarios: Annotated[list[str], typer.Argument(metavar="SCENARIO...", help="Two or more names or files.")],
    settings: Set = None,
    allow: Allow = None,
    as_json: Json = False,
) -> int:
    """Show what differs between scenarios."""
    from .answers import deliver
    from .look import diff

    permit(allow)
    return deliver("diff", diff(scenarios, settings or ()), as_json=as_json)


def odd(
    to: Annotated[str | None, typer.Option("--to", metavar="FILE", help="Write it as Markdown.")] = None,
    as_json: Json = False,
) -> int:
    """Describe the model after the ODD protocol, from its code."""
    from .answers import deliver
    from .odd import odd

    return deliver("odd", odd(to), as_json=as_json)
