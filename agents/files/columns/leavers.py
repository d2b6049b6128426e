"""Read who has left: from a status or a date of leaving that a file has, or from the column that a user names."""

from __future__ import annotations

import re
from collections.abc import Callable, Set
from datetime import date
from typing import NamedTuple

import numpy as np
from numpy.typing import NDArray

from ...base.arrays import Flags
from ...base.refusal import did_you_mean
from ..tables.cells import Column, Reading, counted, is_missing
from ..tables.quoting import quoted
from .dates import past_year_in_full, possible_days
from .groups import NO, YES

STATUS = frozenset({
    "status", "employmentstatus", "employeestatus", "empstatus", "workerstatus", "staffstatus", "jobstatus", "hrstatus",
    "beschäftigungsstatus", "mitarbeiterstatus", "anstellungsstatus", "statut", "statutemploi",
})  # fmt: skip
"""What columns are called that say whether somebody works here; compared in small letters, without what is between."""
IS_HERE = frozenset({"active", "isactive", "activeemployee", "aktiv", "actif", "currentlyemployed"})
IS_GONE = frozenset({
    "terminated", "isterminated", "termd", "left", "hasleft", "leaver", "isleaver", "inactive", "ausgeschieden",
    "exemployee", "formeremployee", "sorti", "parti",
})  # fmt: skip
"""The same that say yes or no."""
WHEN_GONE = frozenset({
    "terminationdate", "termdate", "dateoftermination", "exitdate", "dateofexit", "leavingdate", "dateofleaving",
    "leaverdate", "lastday", "lastworkingday", "lastdayofwork", "lastworkingdate", "separationdate",
    "employmentenddate", "austrittsdatum", "austritt", "austrittam", "datumaustritt", "ausgeschiedenam", "datesortie",
    "datedesortie", "datedépart", "datededépart",
})  # fmt: skip
"""The same that have the day on which somebody left."""
GONE = re.compile(
    r"(?<!not )(?<!pending )\b(terminated|inactive|left|leaver|resigned|dismissed|fired|former|ex-employee|deceased"
    r"|retired|offboarded|quit|exited|departed|ausgeschieden|inaktiv|ausgetreten|verstorben|pensioniert|ehemalig\w*"
    r"|inactif|sorti|parti|démissionné|retraité|licencié)\b",
    re.IGNORECASE,
)
HERE = re.compile(r"\b(active|aktiv|actif|employed|current|present|angestellt|beschäftigt|en poste)\b", re.IGNORECASE)
PERHAPS_GONE = frozenset({"attrition", "turnover", "churn"})
"""Headers of who left within some time, which may be over or just the year that is asked about: nobody is left out."""
NO_DAY = frozenset({"0", "00.00.0000", "0000-00-00", "00/00/0000"})
"""What systems export as the day on which somebody left who has not."""
NEVER_LEFT = date(1971, 1, 1)
"""A day of leaving before this is a default of some system, such as 1900-01-01 and 1970-01-01."""
SHOWN = 5


class Leavers(NamedTuple):
    """Who has left, a flag for each row, by which columns of the file, and what to note of it."""

    gone: Flags
    columns: tuple[str, ...]
    notes: tuple[str, ...]


def bare(header: str) -> str:
    """Return a header in small letters without what is between them.

    >>> bare("Termination_Date"), bare("DateofTermination")
    ('terminationdate', 'dateoftermination')
    """
    return re.sub(r"[\W_]+", "", header.casefold())


def find_leavers(reading: Reading, kept: Flags, as_of: date, settled: Set[str]) -> Leavers:
    """Return who has left by every column of the file that says so, but for those `settled`, in small letters.

    A status that somebody is here outweighs a date of leaving. Only rows that are `kept` are looked at.
    """
    rows = np.flatnonzero(kept).tolist()
    here, gone, dated = (np.zeros(len(kept), dtype=np.bool_) for _ in range(3))
    by: list[str] = []
    notes: list[str] = []
    for place, header in enumerate(reading.table.header):
        kind = bare(header)
        if header.casefold() in settled or kind not in STATUS | IS_HERE | IS_GONE | WHEN_GONE | PERHAPS_GONE:
            continue
        cells = [reading.table.rows[row][place].strip() for row in rows]
        if kind in STATUS | IS_HERE | IS_GONE:
            says = says_of(kind)
            said = {cell: says(cell) for cell in set(cells)}
            here[rows] |= [said[cell] is False for cell in cells]
            away = np.array([said[cell] is True for cell in cells], dtype=np.bool_)
            gone[rows] |= away
            if all(one is None for one in said.values()) and not all(map(is_missing, said)):
                notes.append(f"{header} is not read: it does not say of anybody that they have left.")
        elif kind in WHEN_GONE:
            away = left_before(reading, Column(header, header, place + 1, cells), rows, as_of)
            dated[rows] |= away
        else:
            notes.append(
                f"{header} is not read: everyone in it is a person of today. If it says who left within a year, write "
                f"baseline: {{from_column: {header}}}; to leave them out, for example only: {{{header}: No}}."
            )
            continue
        if away.any():
            by.append(header)
    still = int(np.sum(dated & here & ~gone))
    if still:
        have = counted(still, "person has", "people have")
        notes.append(f"{have} a date of leaving that is past and a status of being here: they stay.")
    return Leavers(gone | (dated & ~here), tuple(by), tuple(notes))


def says_of(kind: str) -> Callable[[str], bool | None]:
    """Return what tells from a cell whether somebody has left, nothing where it does not say."""

    def status(cell: str) -> bool | None:
        return True if GONE.search(cell) else False if HERE.search(cell) else None

    def answer(cell: str) -> bool | None:
        word = cell.casefold()
        yes = kind in IS_GONE
        return yes if word in YES else not yes if word in NO else status(cell)

    return status if kind in STATUS else answer


def left_before(reading: Reading, column: Column, rows: list[int], as_of: date) -> Flags:
    """Return who left before or on a day, refusing dates that cannot be read or could be before and after it."""
    in_full, says = past_year_in_full(as_of), says_of("terminated")
    said: dict[str, bool | None] = {}
    for cell in set(column.cells):
        past = {NEVER_LEFT.toordinal() <= day <= as_of.toordinal() for day in possible_days(cell, in_full)}
        if is_missing(cell) or cell in NO_DAY:
            said[cell] = False
        elif past:
            said[cell] = past.pop() if len(past) == 1 else None
        else:
            said[cell] = says(cell)
    for row, cell in zip(rows, column.cells, strict=True):
        if said[cell] is None:
            reading.refuse(
                f"'{cell}' does not show whether this person had left by {as_of}.",
                "Write the day as YYYY-MM-DD, or leave the cell empty for people who are here. "
                f"If the column is about something else, write sure: [{column.header}].",
                row=row,
                column=column,
                code="format",
                value=cell,
            )
    return np.array([bool(said[cell]) for cell in column.cells], dtype=np.bool_)


def read_left(reading: Reading, header: str | None) -> NDArray[np.int8]:
    """Return 1 for people marked as having left, 0 for the others, -1 where the cell is blank or nothing is asked.

    A status such as Terminated or Active will do for yes and no. Where nobody is marked no, blank means no.
    """
    unknown = np.full(len(reading.table.rows), -1, dtype=np.int8)
    if header is None:
        return unknown
    places = [at for at, name in enumerate(reading.table.header) if name.casefold() == header.strip().casefold()]
    if len(places) != 1:
        message = f"baseline.from_column names the column '{header}', which is "
        message += f"in the file {len(places)} times." if places else f"not in the file. It has: {reading.headers()}."
        hint = did_you_mean(header, reading.table.header)
        reading.refuse(message, hint, field="organisation.baseline.from_column", code="unknown", value=header)
        return unknown
    column = reading.find("left", header)
    assert column is not None
    says = says_of("terminated")
    said = {cell: says(cell) for cell in set(column.cells)}
    odd = []
    for row, cell in enumerate(column.cells):
        answer = said[cell]
        if answer is not None:
            unknown[row] = answer
        elif not is_missing(cell):
            odd.append(row)
    if odd:
        cells = list(dict.fromkeys(column.cells[row] for row in odd))
        shown = ", ".join(map(quoted, cells[:SHOWN])) + (" and others" if len(cells) > SHOWN else "")
        message = (
            f"{len(odd):,} cells are neither yes nor no: {shown}."
            if len(odd) > 1
            else f"{shown} is neither yes nor no."
        )
        hint = "Write yes for those who left within the year, no for the others."
        if len(odd) == len(unknown):
            hint = "Name the column that says yes of those who left within the year, no of the others."
        reading.refuse(message, hint, row=odd[0], column=column, code="format", value=cells[0])
    blank = unknown < 0
    if blank.all() and not reading.problems:
        reading.refuse("does not say of anybody whether they left.", "Write yes or no.", column=column, code="missing")
    elif blank.any() and not odd and (unknown[~blank] == 1).all():
        unknown[blank] = 0
        reading.notes.append(
            f"{column.header} marks only those who left: its {counted(int(blank.sum()), 'blank cell')} "
            f"{'was' if blank.sum() == 1 else 'were'} read as no."
        )
    elif blank.any():
        reading.notes.append(
            f"{counted(int(blank.sum()), 'blank cell')} in {column.header}: "
            "not counted, neither as leavers nor as others."
        )
    return unknown
