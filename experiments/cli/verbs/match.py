"""mentorlab match: pair the first cohort with reasons, and list who has no pair."""

from __future__ import annotations

from collections.abc import Sequence
from pathlib import Path
from textwrap import fill
from typing import TYPE_CHECKING, Annotated, Any, Literal, cast

import typer

from ....agents.base.refusal import Problem, Refused
from ....agents.base.writing import write_whole
from ....agents.files.tables.cells import counted
from ....scenarios.load import load
from ...show.progress import progress
from ..options.options import Allow, Seed, Set, permit, reads_people
from ..options.records import HowToRead, option
from ..tables.answers import Answer, cell_of, check_targets, clean, keep_inputs, table, write_csv

if TYPE_CHECKING:
    import pandas as pd
    from openpyxl.worksheet.worksheet import Worksheet
    from rich.console import Console

    from ...studies.match import Matching

FEWEST = 5
"""Fewer people than this are not counted in summaries."""

WIDEST = 46
"""Letters in a line of a workbook's cell."""

EXACT = 15
"""Digits a spreadsheet keeps."""

TABLES = (".csv", ".xlsx")
"""Endings of the lists that can be written."""

PROPOSAL = "A proposal to talk about: simulated, not measured. People decide."

SHOWN = 3
"""Pairs shown as examples."""


@reads_people
def match(
    scenario: Annotated[str, typer.Argument(help="The name of a library scenario, or a scenario file.")],
    to: Annotated[str | None, option("--to", "Write the pairs into this file (.csv or .xlsx).", "FILE")] = None,
    unmatched: Annotated[
        str | None, option("--unmatched", "Write who has no pair, and why, into this file.", "FILE")
    ] = None,
    people: Annotated[
        str | None,
        option(
            "--people",
            "A table of those who signed up (column employee_id), in place of volunteers drawn by the model.",
            "FILE",
        ),
    ] = None,
    ids: Annotated[
        str, option("--ids", "What these files call people: pseudonyms, or your own ids (own).")
    ] = "pseudonyms",
    seed: Seed = 0,
    replicate: Annotated[int, option("--replicate", "Which simulated launch, by its number from 0.")] = 0,
    *,
    how: HowToRead,
    settings: Set = None,
    allow: Allow = None,
) -> Answer:
    """Pair the first cohort of a scenario; write the lists that are asked for."""
    permit(allow)
    check_asked(to, unmatched, ids)
    chosen = load(scenario, settings=[*how.settings(), *(settings or ())])
    keep_inputs([to, unmatched], [scenario, people, *chosen.organisation.files])
    with progress(f"pairs of {chosen.name}", bar=False):
        from ...results.columns import MATCHED
        from ...studies.match import matched, named

        found = matched(chosen, seed=seed, replicate=replicate, people=people)
        shown = named(found, "pseudonyms")
        kept = named(found, cast(Literal["pseudonyms", "own"], ids))
    written = {}
    if to is not None:
        sheets = {"pairs": kept.pairs}
        if is_workbook(to):
            columns = {column: f"{meaning} ({unit})" for column, (unit, meaning) in MATCHED.items()}
            sheets |= {"unmatched": kept.unmatched, "checks": kept.checks, "read me": legend(columns, kept.notes)}
        write_table(to, sheets)
        written["pairs"] = to
    if unmatched is not None:
        write_table(unmatched, {"unmatched": kept.unmatched})
        written["unmatched"] = unmatched
    data = {
        "scenario": chosen.name,
        "seed": seed,
        "replicate": replicate,
        "pairing": found.launch.strategy,
        "pairs": [{key: plain(value) for key, value in row.items()} for row in shown.pairs.to_dict("records")],
        "unmatched": summary(shown),
        "checks": [{key: plain(value) for key, value in row.items()} for row in shown.checks.to_dict("records")],
        "notes": list(shown.notes),
        "files": written,
    }
    code = 0 if shown.keeps_all_rules else 1
    return Answer(data, lambda console: show_matching(console, shown, written), code, shown.notes)


def check_asked(to: str | None, unmatched: str | None, ids: str) -> None:
    """Refuse what could not be written or must not be shown, before anything is computed."""
    problems = []
    if ids not in ("pseudonyms", "own"):
        problems.append(Problem(f"'{ids}' is not a kind of id.", "Say own or pseudonyms.", "unknown", field="--ids"))
    if ids == "own" and to is None and unmatched is None:
        hint = "Name one with --to; the terminal shows pseudonyms."
        problems.append(Problem("own ids are written only to a file you name.", hint, "missing", field="--ids"))
    if problems:
        raise Refused(problems)
    check_targets([to, unmatched], endings=TABLES)


def summary(matching: Matching) -> list[dict[str, Any]]:
    """Return how many stayed without a pair, by side and reason; a count under five is not shown."""
    from ...results.run import counts_of_reasons

    return [
        {"side": side or None, "reason": reason, "people": count if count >= FEWEST else None}
        for (side, reason), count in sorted(counts_of_reasons(matching).items())
    ]


def show_matching(console: Console, matching: Matching, written: dict[str, str]) -> None:
    """Show the check list, who stayed without a pair, and a few pairs as examples."""
    pairs = matching.pairs
    met = f" in {pairs['circle'].nunique()} circles" if "circle" in pairs else ""
    console.print(f"{counted(len(pairs), 'pair')}{met} for '{clean(matching.scenario.name)}', seed {matching.seed}.")
    for row in pairs.head(SHOWN).to_dict("records"):
        two = " and ".join(
            f"{row[side]} ({row[f'{side}_level']}, {row[f'{side}_department']})" for side in ("junior", "senior")
        )
        console.print(f"  pair {row['pair']}: {clean(two)}")
        for place in (1, 2, 3):
            console.print(
                fill(clean(row[f"reason_{place}"]), console.width, initial_indent="    ", subsequent_indent="      ")
            )
    if len(pairs) > SHOWN:
        where = f"in {clean(written['pairs'])}" if "pairs" in written else "with --to pairs.xlsx"
        console.print(f"  {counted(len(pairs) - SHOWN, 'more pair')} {where}.")
    shown = table("rule, checked on the finished list", "checked", "broken", "", right=("checked", "broken"))
    for row in matching.checks.to_dict("records"):
        shown.add_row(row["rule"], str(row["looked_at"]), str(row["broken"]), row["note"] or "")
    console.print(shown)
    left = table("why without a pair", "possible role", "people", right=("people",))
    for one in summary(matching):
        left.add_row(
            one["reason"], one["side"] or "-", f"under {FEWEST}" if one["people"] is None else str(one["people"])
        )
    console.print(left)
    for note in matching.notes:
        console.print(clean(note))
    console.print(PROPOSAL)
    for kind, file in written.items():
        console.print(f"Wrote {kind}: {clean(file)}")


def plain(value: Any) -> Any:
    """Return a cell as JSON has it."""
    return value.item() if hasattr(value, "item") else value


def is_workbook(file: str) -> bool:
    """Tell whether a file is to be an Excel workbook."""
    return Path(file).suffix.lower() == ".xlsx"


def legend(columns: dict[str, str], notes: Sequence[str]) -> pd.DataFrame:
    """Return what the columns mean and what the list rests on, as a sheet has it."""
    import pandas as pd

    rows = [*columns.items(), *(("note", note) for note in (*notes, PROPOSAL))]
    return pd.DataFrame(rows, columns=["column", "meaning"])


def write_table(file: str, sheets: dict[str, pd.DataFrame]) -> None:
    """Write tables as the sheets of a workbook, or the only one as CSV, for their owner alone; no cell is a formula."""
    if not is_workbook(file):
        (only,) = sheets.values()
        write_csv(file, only, private=True)
        return
    from openpyxl import Workbook

    book = Workbook()
    book.remove(book.active)
    for title, frame in sheets.items():
        page = book.create_sheet(title)
        page.append([cell_of(str(column)) for column in frame.columns])
        ids = [is_ids(frame[column]) for column in frame.columns]
        for row in frame.itertuples(index=False):
            page.append([int(v) if is_id else plain(cell_of(v)) for v, is_id in zip(row, ids, strict=True)])
        lay_out(page)
    write_whole(file, book.save, private=True)


def is_ids(column: pd.Series[Any]) -> bool:
    """Tell whether all cells of a column of text are whole numbers as people write them, so that they sort as such."""
    return len(column) > 0 and all(isinstance(cell, str) and cell.isdecimal() and str(int(cell)) == cell
                                   and len(cell) <= EXACT for cell in column)  # fmt: skip


def lay_out(page: Worksheet) -> None:
    """Make a sheet readable: a bold heading that stays, columns as wide as what they hold, long text wrapped."""
    from openpyxl.styles import Alignment, Font

    page.freeze_panes = "A2"
    for cells in page.iter_cols():
        longest = max(len(str(cell.value)) for cell in cells if cell.value is not None)
        page.column_dimensions[cells[0].column_letter].width = min(longest, WIDEST) + 2
        for cell in cells:
            cell.alignment = Alignment(wrap_text=longest > WIDEST, vertical="top")
        cells[0].font = Font(bold=True)
