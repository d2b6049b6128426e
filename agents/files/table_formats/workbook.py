"""Excel workbooks."""

from __future__ import annotations

import io
import warnings
from collections.abc import Sequence

from ...base.refusal import Problem, Refused, did_you_mean
from ...base.text_table import cell_text
from .delimited import SAVE_AS

SUFFIXES = (".xlsx", ".xlsm")
BEGINS = b"PK\x03\x04"


def rows_of(name: str, content: bytes, sheet: str | None) -> tuple[list[tuple[int, list[str]]], list[str]]:
    """Return the rows of one sheet of an Excel workbook as text, and a note on which sheet."""
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # openpyxl warns of styles and extensions that mean nothing here
        try:
            from openpyxl import load_workbook

            book = load_workbook(io.BytesIO(content), read_only=True, data_only=True)
            pages = {page.title: page for page in book.worksheets}
            if sheet is not None and sheet not in pages:
                message, hint = f"has no sheet '{sheet}'. Its sheets: {', '.join(pages)}.", did_you_mean(sheet, pages)
                raise Refused(Problem(message, hint, "unknown", file=name, field="sheet", value=sheet))
            title = next(iter(pages)) if sheet is None else sheet
            pages[title].reset_dimensions()  # some writers state a wrong size
            rows = [
                (line, [cell_text(value) for value in values])
                for line, values in enumerate(pages[title].iter_rows(values_only=True), start=1)
            ]
        except Refused:
            raise
        except Exception as trouble:  # a broken zip shows in many ways
            reason = str(trouble).split("\n")[0][:120]
            message = f"cannot be read as an Excel workbook ({type(trouble).__name__}: {reason})."
            raise Refused(Problem(message, SAVE_AS, code="format", file=name)) from None
    notes = [f"Sheet '{title}' was read, of {len(pages)}: {', '.join(pages)}."] if len(pages) > 1 else []
    return squared(rows), notes


def squared(rows: Sequence[tuple[int, list[str]]]) -> list[tuple[int, list[str]]]:
    """Return sheet rows as wide as the header, wider only where a cell beyond it is filled."""
    trimmed = []
    for line, cells in rows:
        while cells and not cells[-1].strip():
            cells.pop()
        trimmed.append((line, cells))
    width = next((len(cells) for _, cells in trimmed if cells), 0)
    return [(line, cells + [""] * (width - len(cells)) if cells else cells) for line, cells in trimmed]
