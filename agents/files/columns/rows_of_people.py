"""Tell the rows that are people of the organisation from the others: totals, open positions, people who have left."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Mapping, Sequence, Set
from dataclasses import dataclass, field, replace
from datetime import date
from shlex import quote

import numpy as np

from ...base.arrays import Flags
from ...base.refusal import did_you_mean
from ..tables.cells import Reading, counted, is_missing, listed, raise_problems, trimmed
from ..tables.quoting import shown, without_emails
from .ages import AGE_COLUMNS
from .dates import past_year_in_full, possible_days
from .groups import NO, YES
from .leavers import STATUS, bare, find_leavers, says_of

TOTAL_OF = re.compile(
    r"((sub|grand|overall)[ -]?(total|count|average)s?|totals?|gesamt\w*|zwischensumme|summe|teilergebnis|insgesamt"
    r"|sous[ -]total|total général)\b.*",
    re.IGNORECASE,
)
TOTAL_AFTER = re.compile(r".*[\s-](total|count|average|ergebnis|gesamt|summe|anzahl|mittelwert)", re.IGNORECASE)
"""What spreadsheets and pivot tables write beside totals: "Subtotal Sales" or "Grand Total", and "Sales Total"."""
VACANT = re.compile(
    r"(vacan(t|cy)|(open|vacant|unfilled) (position|role|post|headcount|requisition|req)|to be (hired|filled)|vakant"
    r"|vakanz|unbesetzt|offene stelle|zu besetzen|poste vacant|(poste )?à pourvoir|à recruter|n\. ?n\.|tbh)"
    r"\s*([:#/_(\d–-].*)?",
    re.IGNORECASE,
)
"""What is written in the place of somebody who is still to be found."""
OPEN = re.compile(r"open|unfilled|offen|ouvert", re.IGNORECASE)
"""The same where it stands alone as a status, or in brackets behind a title."""
SOMEBODY_ELSE = re.compile(
    r"\b(manager|managers|mgr|supervisor|superior|boss|reports? to|reporting to|approver|lead|leader|deputy|successor"
    r"|mentor|buddy|assistant|backup|substitute|vorgesetzt\w*|führungskraft|chef|leitung|teamleit\w+|leiter(in)?"
    r"|stellvertret\w*|vertretung|nachfolg\w*|responsable|supérieur\w*|n 1|jefe|responsabile|leidinggevende)\b",
    re.IGNORECASE,
)
"""Words of headers that say who somebody else is: that one is still to be found says nothing of the person."""
SOON = 366
"""Days within which somebody who is hired begins; a later date of hire is a mistake."""
SHOWN, SHOWN_VALUES = 5, 12
SHARED = 5
"""Values of fewer people than this are not listed in messages: they may be names, or point to one person."""


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

    def leave_out(self, away: Flags, because: str, by: Sequence[str] = (), mend: str = "") -> None:
        """Keep no more some rows, noting how many and where, and what to do if they are people."""
        rows = np.flatnonzero(self.kept & away).tolist()
        if not rows:
            return
        places = tuple(self.reading.table.place(row) for row in rows[:SHOWN])
        ids = frozenset(self.ids[row] for row in rows) if self.ids else frozenset()
        self.left_out.append(LeftOut(because, len(rows), places, tuple(by), ids))
        more = f" and {len(rows) - SHOWN:,} more" if len(rows) > SHOWN else ""
        self.reading.notes.append(
            f"{len(rows):,} of {len(self.kept):,} rows {'is' if len(rows) == 1 else 'are'} left out because {because}: "
            f"{', '.join(places)}{more}.{mend}"
        )
        self.kept = self.kept & ~away


def rows_of_people(
    reading: Reading, columns: Mapping[str, str], *, only: Mapping[str, Sequence[str]], left: str | None, as_of: date
) -> tuple[Reading, tuple[LeftOut, ...]]:
    """Return the reading of the rows that are people and asked for, and which rows were left out by which rule.

    `only` keeps the rows with one of the values in each of its columns. Left out are rows that call themselves totals,
    rows without an age that say that nobody holds the position, and people who have left by a status or a date of
    leaving; not, where `reading.sure` or `only` names the column that says so, which notes name with that option.
    Those stay of whom the column `left` says that they left.
    """
    table = reading.table
    rows = Rows(
        reading, cells_of(reading, columns.get("employee_id", "employee_id")), np.ones(len(table.rows), np.bool_)
    )
    asked = rows_with(reading, only)
    if only:
        words = "; ".join(f"{header} {listed(list(values), 'or')}" for header, values in only.items())
        rows.leave_out(~asked, without_emails(f"they do not have {words}"), list(only))
    settled = {name.strip().casefold() for name in (*only, *reading.sure)}
    settled |= {theirs.strip().casefold() for ours, theirs in columns.items() if ours in settled}
    if rows.ids is not None:
        ageless, id_column = without_age(reading, columns), columns.get("employee_id", "employee_id")
        headers = [header.casefold() for header in reading.table.header]
        saying = [place for place in says_of_themselves(reading, columns) if headers[place] not in settled]
        if id_column.strip().casefold() not in settled:
            away = totals(reading, rows.ids, ageless, columns, saying)
            rows.leave_out(away, "they are totals of other rows", [id_column], people_if_sure(reading, [id_column]))
        away, by = vacancies(reading, ageless & rows.kept, saying)
        rows.leave_out(away, f"nobody holds the position by {listed(by)}", by, people_if_sure(reading, by))
    settled |= {left.strip().casefold()} if left is not None else set()
    if not {"hire_date", hired := columns.get("hire_date", "hire_date").strip().casefold()} & settled:
        away = not_yet_here(reading, hired, as_of)
        if (rows.kept & ~away).any():
            rows.leave_out(away, f"they begin after {as_of}", [hired], people_if_sure(reading, [hired]))
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
        by = list(leavers.columns)
        rows.leave_out(gone, f"they have left by {listed(by)}", by, people_if_sure(reading, by))
    reading.notes += leavers.notes
    here = {rows.ids[row] for row in np.flatnonzero(rows.kept).tolist()} if rows.ids else set()
    left_out = tuple(replace(one, ids=one.ids - here) for one in rows.left_out)  # who came back has two rows
    return (reading if rows.kept.all() else kept_of(reading, rows.kept)), left_out


def not_yet_here(reading: Reading, hired: str, as_of: date) -> Flags:
    """Return which rows are of people who begin within a year after a day; later dates are mistakes."""
    cells, in_full = cells_of(reading, hired) or [], past_year_in_full(as_of)
    begin = {
        cell
        for cell in set(cells)
        if (days := possible_days(cell, in_full))
        and all(as_of.toordinal() < day <= as_of.toordinal() + SOON for day in days)
    }
    return np.array([cell in begin for cell in cells] or np.zeros(len(reading.table.rows)), dtype=np.bool_)


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
            message = f"the {reading.table.kind} does not have the column '{header}' once. It has: {reading.headers()}."
            hint = did_you_mean(header, reading.table.header)
            reading.refuse(message, hint, field="only", code="unknown", value=header)
            continue
        there = {cell.casefold(): cell for cell in sorted(set(cells), reverse=True)}
        wanted: set[str] = set()
        for value in values:
            same = meant_by(value, there.keys())
            wanted |= same
            if not same:
                counts = Counter(cell.casefold() for cell in cells)
                some = sorted(cell for key, cell in there.items() if counts[key] >= SHARED)
                listing = ", ".join(shown(cell) or "(blank)" for cell in some)
                rest = counted(len(there) - len(some), "other value")
                if not some or len(some) > SHOWN_VALUES:
                    found = f"The column has {counted(len(there), 'other value')}."
                else:
                    found = f"There is: {listing}" + (f" and {rest}." if len(some) < len(there) else ".")
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


def says_of_themselves(reading: Reading, columns: Mapping[str, str]) -> list[int]:
    """Return the places of the columns that are not of managers or others whom a person has."""
    manager = columns.get("manager_id", "manager_id").strip().casefold()
    return [
        place
        for place, header in enumerate(reading.table.header)
        if header.casefold() != manager and not is_of_somebody_else(header)
    ]


def is_of_somebody_else(header: str) -> bool:
    """Tell whether a header says that its column has managers, deputies and the like; titles and levels are not.

    >>> is_of_somebody_else("LineManager_Name"), is_of_somebody_else("Job Title")
    (True, False)
    """
    words = " ".join(re.sub(r"(?<=[a-zäöüé])(?=[A-Z])|[\W_]+", " ", header).split())
    return SOMEBODY_ELSE.search(words) is not None


def people_if_sure(reading: Reading, by: Sequence[str]) -> str:
    """Return a sentence for the end of a note: how rows that are left out by some columns are kept."""
    option = "" if reading.table.labels is not None else f", or {' '.join(f'--sure {quote(name)}' for name in by)}"
    return f" If they are people of today, write sure: [{', '.join(by)}]{option}."


def totals(
    reading: Reading, ids: Sequence[str], ageless: Flags, columns: Mapping[str, str], saying: Sequence[int]
) -> Flags:
    """Return which rows are totals: by the id or, where there is neither id nor age, by a cell of the columns `saying`.

    "Jean Total" with an age is a total only where the level or the department is blank; "Subtotal Sales" always is.
    """
    away = np.zeros(len(ids), dtype=np.bool_)
    required = [cells_of(reading, columns.get(name, name)) for name in ("level", "department")]
    for row, name in enumerate(ids):
        if is_missing(name):
            cells = reading.table.rows[row]
            away[row] = ageless[row] and any(is_total(cells[place].strip()) for place in saying)
        elif not name.isdecimal() and is_total(name):
            blank = any(is_missing(cells[row]) for cells in required if cells is not None)
            away[row] = ageless[row] or blank or TOTAL_OF.fullmatch(name) is not None
    return away


def is_total(cell: str) -> bool:
    """Tell whether a cell has the words of a total."""
    return TOTAL_OF.fullmatch(cell) is not None or TOTAL_AFTER.fullmatch(cell) is not None


def is_vacant(cell: str) -> bool:
    """Tell whether a cell says that nobody holds a position, by itself or in brackets at its beginning or end.

    >>> [is_vacant(cell) for cell in ("Vacant 7", "Analyst (unfilled)", "(Open Position) P-7", "Open Source")]
    [True, True, True, False]
    """
    said = re.findall(r"^[(\[]([^)\]]*)[)\]]|[(\[]([^)\]]*)[)\]]$", cell)
    inside = [word.strip() for both in said for word in both if word]
    return VACANT.fullmatch(cell) is not None or any(VACANT.fullmatch(one) or OPEN.fullmatch(one) for one in inside)


def vacancies(reading: Reading, ageless: Flags, saying: Sequence[int]) -> tuple[Flags, list[str]]:
    """Return which rows without an age say in one of the columns `saying` that nobody is there, and which columns."""
    away, by = np.zeros(len(ageless), dtype=np.bool_), []
    rows = np.flatnonzero(ageless).tolist()
    for place in saying:
        cells = trimmed([reading.table.rows[row][place] for row in rows])
        status = bare(reading.table.header[place]) in STATUS
        words = {cell for cell in set(cells) if is_vacant(cell) or (status and OPEN.fullmatch(cell))}
        if words:
            away[[row for row, cell in zip(rows, cells, strict=True) if cell in words]] = True
            by.append(reading.table.header[place] or f"column {place + 1}")
    return away, by
