"""One option of the command line, declared in a line."""

from __future__ import annotations

from typing import Any

import typer


def option(name: str, help_: str, metavar: str | None = None) -> Any:
    """Return an option with what `--help` says of it."""
    return typer.Option(name, help=help_, metavar=metavar)
