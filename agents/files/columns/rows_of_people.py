"""Tell the rows that are people of the organisation from the others: totals, open positions, people who have left."""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date

import numpy as np

from ...base.arrays import Flags
from ...base.refusal import did_you_mean
from ..tables.cells import Reading, is_missing, listed, raise_problems, trimmed
from ..tables.quoting import shown
from .ages import AGE_COLUMNS
from .groups import NO, YES
from .leavers import find_leavers, says_of

TOTAL = re.compile(
    r"((sub|grand|overall)[ -]?(total|count|average)s?|totals?|gesamt\w*|zwischensumme|summe|teilergebnis|insgesamt"
    r"|sous[ -]total|total général)\b.*"
    r"|.*[\s-](total|count|average|ergebnis|gesamt|summe|anzahl|mittelwert)",
    re.IGNORECASE,
)
"""What spreadsheets and pivot tables write beside totals: "Subtotal Sales", "Sales Total", "Grand Total"."""
VACANT = re.compile(
    r"(vacan(t|cy)|(open|vacant|unfilled) (position|role|post|headcount|requisition|req)|to be (hired|filled)|vakant"
    r"|vakanz|unbesetzt|offene stelle|zu besetzen|poste vacant|(poste )?à pourvoir|à recruter|n\. ?n\.|tbh)"
    r"\s*([:#/_(\d–-].*)?",
    re.IGNORECASE,
)
"""What is written in the place of somebody who is still to be found."""
SHOWN, SHOWN_VALUES = 5, 12


@dataclass(frozen=True)
class LeftOut:
    """Rows of a file that are not read: why, how many, where the first are, by which columns, and the ids in them."""

    because: str
    rows: int
    places: tuple[str, ...] = ()
    by: tuple[str, ...] = ()
    ids: frozenset[str] = frozenset()


@dataclass
class Rows:
    """The rows of a table that are kept so far, and which were left out by which rule."""

    reading: Reading
    ids: list[str] | None
    kept: Flags
    left_out: list[LeftOut] = field(default_factory=list)

    def leave_out(self, away: Flags, because: str, by: Sequence[str] = ()) -> None:
        """Keep no more some rows, noting how many and where."""
        rows = np.flatnonzero(self.kept & away).tolist()
        if not rows:
            return
        places = tuple(self.reading.table.place(row) for row in rows[:SHOWN])
        ids = frozenset(self.ids[row] for row in rows) if self.ids else frozenset()
        self.left_out.append(LeftOut(because, len(rows), places, tuple(by), ids))
        more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
        self.reading.notes.append(
            f"{len(rows):,} of {len(self.kept):,} rows {'is' if len(rows) == 1 else 'are'} left out because {because}: "
            f"{', '.join(places)}{more}."
        )
        self.kept = self.kept & ~away


def rows_of_people(
    reading: Reading, columns: Mapping[str, str], *, only: Mapping[str, Sequence[str]], left: str | None, as_of: date
) -> tuple[Reading, tuple[LeftOut, ...]]:
    """Return the reading of the rows that are people and asked for, and which rows were left out by which rule.

    `only` keeps the rows with one of the values in each of its columns. Left out are rows that call themselves totals,
    rows without an age that say that nobody holds the position, and people who have left by a status or a date of
    leaving; not, where `reading.sure` or `only` names the column that says so. Those stay of whom the column `left`
    says that they left.
    """
    table = reading.table
    rows = Rows(
        reading, cells_of(reading, columns.get("employee_id", "employee_id")), np.ones(len(table.rows), np.bool_)
    )
    asked = rows_with(reading, only)
    if only:
        words = "; ".join(f"{header} {listed(list(values), 'or')}" for header, values in only.items())
        rows.leave_out(~asked, f"they do not have {words}", list(only))
    if rows.ids is not None and not reading.is_sure("employee_id", columns.get("employee_id", "")):
        ageless = without_age(reading, columns)
        rows.leave_out(totals(reading, rows.ids, ageless), "they are totals of other rows")
        rows.leave_out(vacancies(reading, ageless), "nobody holds the position")
    settled = {name.casefold() for name in (*only, *reading.sure, *filter(None, [left]))}
    leavers = find_leavers(reading if rows.kept.all() else kept_of(reading, rows.kept), as_of, settled)
    gone = np.zeros(len(table.rows), dtype=np.bool_)
    gone[rows.kept] = leavers.gone
    stay = cells_of(reading, left) if left is not None else None
    says = says_of("left")
    if stay is not None:
        gone &= ~np.array([says(cell) is True for cell in stay], np.bool_)
    if gone.any() and not (rows.kept & ~gone).any():
        reading.refuse(
            f"everyone has left by {listed(leavers.columns)}.",
            f"If these are the people of today, write sure: [{', '.join(leavers.columns)}].",
            field=leavers.columns[0],
            code="left",
        )
    else:
        rows.leave_out(gone, f"they have left by {listed(leavers.columns)}", leavers.columns)
    reading.notes += leavers.notes
    here = {rows.ids[row] for row in np.flatnonzero(rows.kept).tolist()} if rows.ids else set()
    left_out = tuple(replace(one, ids=one.ids - here) for one in rows.left_out)  # who came back has two rows
    return (reading if rows.kept.all() else kept_of(reading, rows.kept)), left_out


def kept_of(reading: Reading, kept: Flags) -> Reading:
    """Return the reading of some rows of a table only, with the problems and notes so far."""
    rows = np.flatnonzero(kept).tolist()
    table = reading.table
    fewer = Reading(
        replace(
            table,
            rows=[table.rows[row] for row in rows],
            lines=[table.lines[row] for row in rows],
            labels=None if table.labels is None else tuple(table.labels[row] for row in rows),
        ),
        reading.sure,
        reading.nearest,
    )
    fewer.problems, fewer.notes = reading.problems, reading.notes
    return fewer


def cells_of(reading: Reading, header: str) -> list[str] | None:
    """Return the cells of the one column of a name, whatever its case; nothing where there is none or several."""
    wanted = header.strip().casefold()
    places = [at for at, name in enumerate(reading.table.header) if name.casefold() == wanted]
    return trimmed([row[places[0]] for row in reading.table.rows]) if len(places) == 1 else None


def rows_with(reading: Reading, only: Mapping[str, Sequence[str]]) -> Flags:
    """Return which rows have the values that are asked for; refuse columns and values that are not there."""
    kept, problems = np.ones(len(reading.table.rows), dtype=np.bool_), len(reading.problems)
    for header, values in only.items():
        cells = cells_of(reading, header)
        if cells is None:
            message = f"only names the column '{header}', which the {reading.table.kind} does not have once. It has: "
            hint = did_you_mean(header, reading.table.header)
            message += f"{reading.headers()}."
            reading.refuse(message, hint, field="only", code="unknown", value=header)
            continue
        there = {cell.casefold(): cell for cell in sorted(set(cells), reverse=True)}
        wanted: set[str] = set()
        for value in values:
            same = meant_by(value, there.keys())
            wanted |= same
            if not same:
                some = sorted(there.values())
                found = (
                    f"There is: {', '.join(shown(cell) or '(blank)' for cell in some)}."
                    if len(some) <= SHOWN_VALUES
                    else (f"There are {len(some):,} other values.")
                )
                message = f"nobody has '{value}' in {header}. {found}"
                reading.refuse(message, did_you_mean(value, some), field="only", code="unknown", value=value)
        kept = kept & np.array([cell.casefold() in wanted for cell in cells], dtype=np.bool_)
    if len(reading.problems) == problems and not kept.any():
        reading.refuse("nobody has all that is asked for.", "Ask for less.", field="only", code="missing")
    if len(reading.problems) > problems:
        raise_problems(reading.problems)  # which rows are to be read is not known
    return kept


def meant_by(value: str, there: Set[str]) -> set[str]:
    """Return which of the cells, in small letters, a value of `only` means: itself, or else any yes or any no."""
    word = value.strip().casefold()
    alike: Set[str] = {word} if word in there else next((words for words in (YES, NO) if word in words), set())
    return set(alike & there)


def without_age(reading: Reading, columns: Mapping[str, str]) -> Flags:
    """Return which rows have an age in no column."""
    ageless = np.ones(len(reading.table.rows), dtype=np.bool_)
    for name in AGE_COLUMNS:
        cells = cells_of(reading, columns.get(name, name))
        if cells is not None:
            ageless &= np.fromiter(map(is_missing, cells), np.bool_, len(cells))
    return ageless


def totals(reading: Reading, ids: Sequence[str], ageless: Flags) -> Flags:
    """Return which rows are totals: by the id or, where there is neither id nor age, by any other cell."""
    away = np.zeros(len(ids), dtype=np.bool_)
    for row, name in enumerate(ids):
        if is_missing(name):
            away[row] = ageless[row] and any(TOTAL.fullmatch(cell.strip()) for cell in reading.table.rows[row])
        elif not name.isdecimal():
            away[row] = TOTAL.fullmatch(name) is not None
    return away


def vacancies(reading: Reading, ageless: Flags) -> Flags:
    """Return which rows without an age have a cell that says that nobody is there."""
    away = np.zeros(len(ageless), dtype=np.bool_)
    rows = np.flatnonzero(ageless).tolist()
    for place in range(len(reading.table.header)):
        cells = trimmed([reading.table.rows[row][place] for row in rows])
        saying = {cell for cell in set(cells) if VACANT.fullmatch(cell)}
        if saying:
            away[[row for row, cell in zip(rows, cells, strict=True) if cell in saying]] = True
    return away
