"""mentorlab export: write runs, scenarios and weekly values of a store as tables."""

from __future__ import annotations

from pathlib import Path
from typing import TYPE_CHECKING, Annotated, Any

from ....agents.base.refusal import Problem, Refused
from ....agents.files.tables.cells import counted
from ..options.options import StoreNamed, WhichStudy
from ..options.records import option
from ..tables.answers import Answer, clean

if TYPE_CHECKING:
    from rich.console import Console


def export(
    store: StoreNamed,
    csv: Annotated[str | None, option("--csv", "Write CSV files into this folder.", "DIR")] = None,
    parquet: Annotated[str | None, option("--parquet", "Write Parquet files into this folder.", "DIR")] = None,
    study: WhichStudy = None,
) -> Answer:
    """Write the tables of a store, or of one of its studies, into a folder of each kind asked for."""
    if csv is None and parquet is None:
        hint = "Say --csv DIR, --parquet DIR or both."
        raise Refused(Problem("it is not said where the tables are to be written.", hint, "missing", field="--csv"))
    from ...runs.exchange.export import export as write
    from ...runs.store.store import open_store

    files: list[dict[str, Any]] = []
    with open_store(store, must_exist=True, read_only=True) as kept:
        key = kept.study(study).key if study else None
        if csv is not None:
            files += described(csv, write(kept, csv, kind="csv", study=key))
        if parquet is not None:
            files += described(parquet, write(kept, parquet, kind="parquet", study=key))
        data = {"store": kept.where, "files": files}
    return Answer(data, lambda console: show(console, data))


def described(folder: str, written: dict[str, int]) -> list[dict[str, Any]]:
    """Return the files that were written into a folder."""
    return [{"file": str(Path(folder) / name), "rows": rows} for name, rows in written.items()]


def show(console: Console, data: dict[str, Any]) -> None:
    """Show what was written."""
    for one in data["files"]:
        console.print(f"Wrote {clean(one['file'])}: {counted(one['rows'], 'row')}", soft_wrap=True)
